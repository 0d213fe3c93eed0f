"""Labelled records to measure a stance coder on: one JSON object a line.

A record has ``text``, ``target`` (the statement), ``label`` and, if parts are to be told apart, ``split``. Labels
are supports | opposes | neither; common other names are read as these.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from ..errors import CodingError

__all__ = ["LABELS", "Record", "read_records"]

LABELS = ("supports", "neither", "opposes")
_NAMES = {
    "supports": "supports support supporting pro for favor favour agree agrees entailment entails positive",
    "opposes": "opposes oppose opposing undermine undermines counter counters con against contest contests attack"
    " attacks refute refutes disagree disagrees contradiction contradicts negative",
    "neither": "neither neutral none unrelated irrelevant",
}
ALIASES = {name: label for label, names in _NAMES.items() for name in names.split()}


@dataclass(frozen=True, slots=True)
class Record:
    """One labelled pair: ``label`` is supports, neither or opposes."""

    text: str
    target: str
    label: str
    split: str


def read_records(file: str | Path) -> list[Record]:
    """Read labelled records; raise `CodingError` naming file and line for the first that is wrong."""
    file = Path(file)
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        found = getattr(error, "strerror", None) or getattr(error, "reason", None) or "something else"
        raise CodingError(file, expected="labelled records, one JSON object a line, in UTF-8", found=found) from None
    records = [_record(f"{file.name}, line {n}", line) for n, line in enumerate(lines, 1) if line.strip()]
    if not records:
        raise CodingError(file, expected="labelled records, one JSON object a line", found="none")
    return records


def _record(where: str, line: str) -> Record:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise CodingError(where, expected="a JSON object", found=str(error)) from None
    if not isinstance(entry, dict):
        raise CodingError(where, expected="a JSON object", found=type(entry).__name__)
    for key in ("text", "target", "label"):
        if key not in entry:
            raise CodingError(where, expected="keys text, target and label", found=f"no {key!r}")
        if not isinstance(entry[key], str) or not entry[key].strip():
            raise CodingError(where, expected=f"words under {key!r}", found=repr(entry[key]))
    label = ALIASES.get(entry["label"].strip().lower())
    if label is None:
        raise CodingError(where, expected="a label of supports, opposes, neither", found=repr(entry["label"][:40]))
    return Record(entry["text"], entry["target"], label, str(entry.get("split", "")))
