"""Labelled records to measure coders on: one JSON object a line.

A record has ``text`` and ``label``; ``target`` (the statement, or what was said before) where the task wants one;
``split``, if parts are to be told apart; ``extra``, with what else is known, such as ``labels`` where there are
several. For stance, labels are supports | opposes | neither, and common other names are read as these.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from ..errors import CodingError

__all__ = ["LABELS", "Record", "chosen", "read_labelled", "read_records"]

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
    """One labelled text; ``target`` and ``split`` are "" where there is none."""

    text: str
    target: str
    label: str
    split: str
    extra: Mapping = field(default_factory=lambda: MappingProxyType({}))

    @property
    def labels(self) -> frozenset[str]:
        """All labels: those under ``labels`` of ``extra``, else the one."""
        return frozenset(self.extra.get("labels") or [self.label])


def read_records(file: str | Path) -> list[Record]:
    """Read records of stance; raise `CodingError` naming file and line for the first that is wrong."""
    return [_stance(where, record) for where, record in _read(file, needed=("text", "target", "label"))]


def read_labelled(file: str | Path, *, target: bool = False) -> list[Record]:
    """Read records with any labels; with *target* each must have one."""
    needed = ("text", "target", "label") if target else ("text", "label")
    return [record for _, record in _read(file, needed=needed)]


def chosen(records: list[Record], file: str | Path, split: str | None, limit: int | None = None) -> list[Record]:
    """Return the first *limit* records of *split*; raise `CodingError` where there are none."""
    found = [r for r in records if split is None or r.split == split][:limit]
    if not found:
        known = ", ".join(sorted({r.split for r in records if r.split})) or "none"
        raise CodingError(Path(file), expected=f"records of split {split!r}", found=f"splits: {known}")
    return found


def _read(file: str | Path, needed: tuple[str, ...]) -> list[tuple[str, Record]]:
    file = Path(file)
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        found = getattr(error, "strerror", None) or getattr(error, "reason", None) or "something else"
        raise CodingError(file, expected="labelled records, one JSON object a line, in UTF-8", found=found) from None
    places = [(f"{file.name}, line {n}", line) for n, line in enumerate(lines, 1) if line.strip()]
    if not places:
        raise CodingError(file, expected="labelled records, one JSON object a line", found="none")
    return [(where, _record(where, line, needed)) for where, line in places]


def _record(where: str, line: str, needed: tuple[str, ...]) -> Record:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise CodingError(where, expected="a JSON object", found=str(error)) from None
    if not isinstance(entry, dict):
        raise CodingError(where, expected="a JSON object", found=type(entry).__name__)
    for key in needed:
        if key not in entry:
            raise CodingError(where, expected=f"keys {', '.join(needed[:-1])} and label", found=f"no {key!r}")
        if not isinstance(entry[key], str) or not entry[key].strip():
            raise CodingError(where, expected=f"words under {key!r}", found=repr(entry[key]))
    extra = entry.get("extra") or {}
    if not isinstance(extra, dict):
        raise CodingError(where, expected="an object under 'extra'", found=type(extra).__name__)
    labels = extra.get("labels") or []
    if not isinstance(labels, list) or not all(isinstance(label, str) for label in labels):
        raise CodingError(where, expected="a list of words under 'labels' of 'extra'", found=repr(labels)[:40])
    target = str(entry.get("target") or "")
    try:
        f"{entry['text']}{target}{entry['label']}".encode()
    except UnicodeEncodeError as error:  # JSON may write a character as two escapes
        raise CodingError(where, expected="whole characters", found=f"half of one ({error.object[error.start]!r})",
                          todo="Write the character itself.") from None  # fmt: skip
    return Record(entry["text"], target, entry["label"].strip(), str(entry.get("split") or ""),
                  MappingProxyType(extra))  # fmt: skip


def _stance(where: str, record: Record) -> Record:
    label = ALIASES.get(record.label.lower())
    if label is None:
        raise CodingError(where, expected="a label of supports, opposes, neither", found=repr(record.label[:40]))
    return replace(record, label=label)
