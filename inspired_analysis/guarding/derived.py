"""What was made of a workshop and goes with it: briefs, comparisons, parts of a store, runs in a ledger."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote

from ..running.ledger import LEDGER, runs
from ..running.publish import MARK

__all__ = ["derived", "forget_runs"]

COMPARED = ("dialogue.json", "compare.html", "compare.md", "isf.xlsx")  # what `inspired compare` writes


def derived(places: Iterable[Path], id: str) -> list[Path]:
    """Return the briefs of the workshop *id* and of its dialogue, its parts of a store, and what a crash left."""
    found = []
    for place in places:
        for path in sorted(place.rglob("*")) if place.is_dir() else ():
            brief = path.name == id and path.is_dir() and any(
                (path / name).exists() for name in ("findings.json", "failed.ipynb", "brief.html", "check.html")
            )  # fmt: skip
            # learned.json holds words of all workshops that were corrected.
            part = unquote(path.name) in (f"workshop={id}", "learned.json")
            if brief or part or re.fullmatch(rf"\.{re.escape(id)}{MARK}\w+", path.name):
                found.append(path)
            elif path.name == COMPARED[0] and _compares(path, id):
                found += [file for name in COMPARED if (file := path.with_name(name)).is_file()]
    return found


def _compares(path: Path, id: str) -> bool:
    """Whether *path*, the ``dialogue.json`` of a dialogue's brief, holds words of the workshop *id*."""
    try:
        return any(w["id"] == id for w in json.loads(path.read_bytes())["workshops"])
    except (OSError, ValueError, KeyError, TypeError):
        return False


def forget_runs(place: Path, gone: set[str]) -> None:
    """Take the runs of workshops whose briefs are *gone* out of every ledger, and write its index anew."""
    for ledger in sorted(place.rglob(LEDGER)) if place.is_dir() else ():
        ids = {run.id for run in runs(ledger.parent)} & gone
        if not ids:
            continue
        lines = ledger.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if not any(f'"id": "{i}"' in line or f'/{i}"' in line for i in ids)]
        ledger.write_text("".join(kept), encoding="utf-8")
        from ..running import batch

        batch._write_index(ledger.parent)
