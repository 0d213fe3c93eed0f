"""What a REFI-QDA project holds (version 1.0 of the standard), as plain immutable values.

Conventions
-----------
- ``guid`` is upper case, as the standard prints it; references between things are guids.
- A selection's ``start`` and ``end`` are code points into its source's ``text``, ``end`` exclusive.
- Times are the file's own strings (ISO 8601), "" where there is none.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from functools import cached_property

__all__ = ["Case", "Coding", "Note", "Project", "ProjectCode", "Selection", "Source", "User", "guid"]

OURS = uuid.UUID("6f6a3c1e-7b2d-5c84-9f0e-2a1d4c5b6e7f")  # a name space of our own, for guids made of contents


def guid(*parts: object) -> str:
    """Return a guid made of *parts*: the same parts, the same guid."""
    return str(uuid.uuid5(OURS, "\x1f".join(map(str, parts)))).upper()


@dataclass(frozen=True)
class User:
    guid: str
    name: str
    id: str = ""


@dataclass(frozen=True)
class ProjectCode:
    """A code; ``parent`` is the guid of the code above it."""

    guid: str
    name: str
    parent: str = ""
    colour: str = ""
    description: str = ""
    codable: bool = True
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Coding:
    """That a code holds for a selection."""

    guid: str
    code: str
    user: str = ""
    when: str = ""


@dataclass(frozen=True)
class Selection:
    guid: str
    name: str
    start: int
    end: int
    codings: tuple[Coding, ...] = ()
    description: str = ""
    user: str = ""
    when: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """A text; ``text`` is None where the file does not hold it."""

    guid: str
    name: str
    text: str | None
    selections: tuple[Selection, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case:
    """A person, or another unit: variables by name, and the selections that belong to it."""

    guid: str
    name: str
    values: tuple[tuple[str, str], ...] = ()
    selections: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Note:
    guid: str
    name: str
    text: str
    user: str = ""
    when: str = ""


@dataclass(frozen=True)
class Project:
    """A whole project. ``lost`` says what the file held that has no place here."""

    name: str
    origin: str = ""
    users: tuple[User, ...] = ()
    codes: tuple[ProjectCode, ...] = ()
    sources: tuple[Source, ...] = ()
    cases: tuple[Case, ...] = ()
    notes: tuple[Note, ...] = ()
    about: tuple[str, ...] = ()  # notes about the project as a whole
    lost: tuple[str, ...] = ()

    def path(self, code: str) -> tuple[str, ...]:
        """Return the names from the top of the hierarchy down to the code with the guid *code*."""
        return tuple(c.name for c in self.chain(code))

    def chain(self, code: str) -> tuple[ProjectCode, ...]:
        """Return the codes from the top of the hierarchy down to the one with the guid *code*."""
        codes: dict[str, ProjectCode] = {}
        while code in self._by_guid and code not in codes:
            codes[code] = self._by_guid[code]
            code = codes[code].parent
        return tuple(codes.values())[::-1]

    @cached_property
    def _by_guid(self) -> dict[str, ProjectCode]:
        return {c.guid: c for c in self.codes}
