"""What a workshop's folder says of itself: a result, written last, that names and hashes everything it vouches for.

Nothing else decides whether a workshop is done: not the notebook, which papermill leaves with cells that all say
``completed`` when it is killed, and not the ledger, which a crash can part from the files.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from functools import cache
from pathlib import Path

from ..atomic import write_whole
from ..deciding.log import Log
from ..errors import InspiredError
from ..guarding.masking import ON_NAMES
from ..versions import digest, made_by
from ..workshop import Workshop, transcripts_in
from .ledger import Run, run_of

__all__ = ["RESULT", "hashes", "job_key", "notes_in", "result_of", "seal", "unseal"]

RESULT, PASSING = ".result.json", ("started", "seconds", "removed")
SHARED = ("learned.json",)  # looked for one folder up, too


def job_key(source: Path, notebook: Path, *asked: bytes | str) -> str:
    """Return the hash of all that goes into the brief of the workshop at *source*; *asked* is whatever else does.

    Its transcripts, and every other file beside them: the plan, whatever a stage may look at; what people decided; and
    what all workshops of a folder share. Of transcripts that lie together without a plan, only its own. A workshop that
    cannot be loaded has no key.
    """
    try:
        workshop = Workshop.load(source)
        own = workshop.files
        folder = source if source.is_dir() else source.parent
        others = {f for f in folder.iterdir() if f.is_file() and not f.name.startswith(".")} - {*transcripts_in(folder)}
        above = [folder.resolve().parent / name for name in SHARED]
        counted = (*own, *sorted(others), *Log.beside(workshop).files, *(f for f in above if f.is_file()))
        files = [part for f in counted for part in (f.name, _hash(f))]  # a recording beside the talk is not held
    except (InspiredError, OSError):
        return ""
    return digest(*files, _program(notebook), *asked)


@cache
def _program(notebook: Path) -> str:
    return digest(notebook.read_bytes(), made_by())


def hashes(folder: Path) -> dict[str, str]:
    """Return file name → SHA-256 for the files of *folder*."""
    return {f.name: _hash(f) for f in sorted(folder.iterdir()) if f.is_file()}


def notes_in(folder: Path) -> int:
    """Return how many notes the brief in *folder* has, but for the one on names, which every brief has."""
    try:
        notes = json.loads((folder / "findings.json").read_bytes())["notes"]
    except (OSError, ValueError, KeyError, TypeError):  # of a notebook of somebody's own
        return 0
    return sum(not str(note).startswith(ON_NAMES) for note in notes)


def seal(final: Path, run: Run) -> None:
    """Say that *run* is what lies in *final*; from now on it is done."""
    told = {name: value for name, value in asdict(run).items() if name not in PASSING}
    write_whole(final / RESULT, json.dumps(told).encode())


def unseal(final: Path) -> None:
    """Take back what was said of *final*, before its files change."""
    (final / RESULT).unlink(missing_ok=True)


def result_of(final: Path) -> Run | None:
    """Return the run whose brief lies in *final*, if every file is there as it was written; else None."""
    try:
        run = run_of((final / RESULT).read_bytes())
        whole = run and all(_hash(final / name) == value for name, value in run.outputs.items())
    except OSError:
        return None
    return run if whole and run.outputs else None


def _hash(file: Path) -> str:
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
