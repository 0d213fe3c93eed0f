"""One decision, as a line of the log.

Conventions
-----------
- ``what`` is one of `ACTIONS`. ``accept`` has the same coding before and after; ``reject`` has none after; ``add``
  has none before; ``change`` has both; ``rename`` has two codes without a place; ``memo`` has ``on`` and ``text``;
  ``undo`` names the entry that it takes back, which may itself be an undo.
- ``when`` is UTC in ISO 8601 with microseconds. Entries are ordered by it, then by id.
- An `Anchor` holds the words with those around them (as the W3C's Web Annotation model does with its text quote
  selector), since offsets alone do not survive a mended typo. They serve to find the place again and for nothing
  else: what is shown and counted is always a slice of the transcript as it is now.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["ACTIONS", "Anchor", "Entry", "Judged", "MemoTarget"]

ACTIONS = ("accept", "reject", "change", "add", "memo", "rename", "undo")


class _Frozen(BaseModel):
    # What a later version adds is passed over: the log is only ever appended to, so nothing is lost by it.
    model_config = ConfigDict(extra="ignore", frozen=True)


class Anchor(_Frozen):
    """Where some words stood: code points into the transcript's text, ``end`` exclusive."""

    turn: int
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    speaker: str = ""
    words: str
    before: str = ""
    after: str = ""


class Judged(_Frozen):
    """A coding as it was when somebody judged it, or as they want it."""

    code: str = Field(min_length=1)
    statement: str = ""
    value: str = ""
    target: str = ""
    coder: str = ""
    confidence: float = Field(default=1.0, ge=0, le=1)
    at: Anchor | None = None


class MemoTarget(_Frozen):
    """What a memo is about: a turn or a coding (with its place), a code, or a finding such as ``assumptions/A1``."""

    kind: Literal["turn", "coding", "code", "finding", "workshop"]
    name: str = ""
    at: Anchor | None = None


class Entry(_Frozen):
    """One line of the log. ``id`` is made of the contents: the same entry twice is one entry."""

    when: str = Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$")
    who: str = Field(min_length=1)
    what: Literal["accept", "reject", "change", "add", "memo", "rename", "undo"]
    before: Judged | None = None
    after: Judged | None = None
    why: str = ""
    on: MemoTarget | None = None
    text: str = ""
    undoes: str = ""
    adjudicates: bool = False
    blind: bool = False

    @property
    def id(self) -> str:
        """Twelve hexadecimal digits of the entry's contents."""
        return hashlib.sha256(self.line().encode("utf-8", "surrogatepass")).hexdigest()[:12]

    def line(self) -> str:
        """Return the entry as one line of JSON, without what is empty."""
        full = self.model_dump(exclude_defaults=True)
        return json.dumps(full, ensure_ascii=False, separators=(", ", ": "))


def stamp(moment: datetime.datetime) -> str:
    """Return *moment* as the log writes it."""
    utc = moment.astimezone(datetime.UTC)
    return utc.strftime("%Y-%m-%dT%H:%M:%S.") + f"{utc.microsecond:06d}Z"
