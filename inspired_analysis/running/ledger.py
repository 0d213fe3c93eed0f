"""The ledger of runs: one line in ``.runs.jsonl`` for each workshop that was run, never rewritten.

Times stand here and in the workshops' results, and nowhere else, so that briefs can be the same byte for byte.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

__all__ = ["LEDGER", "Run", "current", "record", "run_of", "runs", "superseded"]

LEDGER = ".runs.jsonl"
TURNS = "turns.csv"


@dataclass(frozen=True)
class Run:
    """What became of one workshop.

    Attributes
    ----------
    source
        The workshop's folder, relative to the output folder; if it held a listed name, without it and with the id.
    status
        ``done`` or ``failed``.
    cause
        Why it failed, in plain words.
    started, seconds
        When (ISO 8601, UTC) and how long; only the ledger tells it, so that a result has the same bytes every time, and
        records that differ in nothing else are equal.
    outputs
        File name → SHA-256 of what was published.
    key
        Hash of all that went in: files, plan, notebook, program, models.
    notes
        How many things the brief says must be known first, but for what became of names.
    removed
        Files in the folder that were of what was before, and are gone; only the ledger tells it.
    before
        Ids that the workshop had until a name in its place was replaced: now nobody sees that it is the same.
    """

    id: str
    source: str
    title: str
    date: str
    dialogue: str
    status: str
    cause: str
    version: str
    started: str = field(default="", compare=False)
    seconds: float = field(default=0.0, compare=False)
    outputs: dict[str, str] = field(default_factory=dict)
    key: str = ""
    notes: int = 0
    removed: tuple[str, ...] = field(default=(), compare=False)
    before: tuple[str, ...] = field(default=(), compare=False)

    def gone(self, out: Path) -> bool:
        """Whether the workshop is gone; where the record is without its place, nobody can tell."""
        return not self.source.endswith(f" ({self.id})") and not (out / self.source).exists()


def superseded(out: Path) -> set[str]:
    """Return the ids in *out* that are of a workshop which has another id now; their folders may still be there."""
    return {run.id for run in runs(out)} - {run.id for run in current(out)}


def record(out: Path, run: Run) -> None:
    """Append *run* to the ledger in *out*, and see it on disk."""
    line = json.dumps(asdict(run)).encode()
    with (out / LEDGER).open("ab+") as ledger:
        # A crash can leave a line without its end; it must not swallow this one.
        ledger.seek(max(ledger.tell() - 1, 0))
        ledger.write((b"\n" if ledger.read(1) not in (b"", b"\n") else b"") + line + b"\n")
        ledger.flush()
        os.fsync(ledger.fileno())


def runs(out: Path) -> list[Run]:
    """Return every run on record, oldest first. A line cut short by a crash, or damaged, is passed over."""
    if not (out / LEDGER).exists():
        return []
    lines = (out / LEDGER).read_bytes().splitlines()
    return [run for run in map(run_of, lines) if run]


def run_of(line: str | bytes) -> Run | None:
    """Return the run that *line* tells of, or None if it is damaged."""
    known = {f.name for f in fields(Run)}
    try:
        run = Run(**{k: v for k, v in json.loads(line).items() if k in known})
        texts = (run.id, run.source, run.title, run.date, run.dialogue, run.status, run.cause, run.version, run.started,
                 run.key, *run.outputs, *run.outputs.values(), *run.removed, *run.before)  # fmt: skip
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None
    numbers = all(type(n) in (int, float) for n in (run.seconds, run.notes))
    return run if numbers and all(isinstance(text, str) and "\0" not in text for text in texts) else None


def current(out: Path) -> list[Run]:
    """Return the last run of each workshop that still has its folder, by date and id.

    A workshop is the same if its folder or its id is: a mended plan can change the one, moving it the other. So is one
    that is gone, if what was said in it was said in one that is there: its folder has another name.
    """
    latest: dict[str, Run] = {}
    of_source: dict[str, str] = {}
    for run in runs(out):
        for old in (of_source.get(run.source, ""), *run.before):
            latest.pop(old, None)
        if run.id in latest:
            of_source.pop(latest[run.id].source, None)
        latest[run.id] = run
        of_source[run.source] = run.id
    kept = [r for r in latest.values() if (out / r.id).is_dir()]
    said = {r.outputs.get(TURNS) for r in kept if not r.gone(out)} - {None}
    kept = [r for r in kept if r.outputs.get(TURNS) not in said or not r.gone(out)]
    return sorted(kept, key=lambda r: (r.date, r.id))
