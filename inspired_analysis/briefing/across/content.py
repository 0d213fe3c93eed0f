"""What a dialogue's brief holds, apart from how it is laid out."""

from __future__ import annotations

from dataclasses import dataclass

from ...session import Cited, Session
from ..figures import Figure

__all__ = ["Cell", "DialogueBrief", "Outcome", "Part", "Path", "Point", "Row"]


@dataclass(frozen=True)
class Point:
    """One point of a list: what is said, more about it, and the words that show it."""

    text: str
    quotes: tuple[Cited, ...] = ()
    detail: str = ""


@dataclass(frozen=True)
class Part:
    """A section: what counts in it, its figure, its points, and what to say if there are none."""

    id: str
    title: str
    points: tuple[Point, ...]
    none: str
    intro: str = ""
    figure: Figure | None = None


@dataclass(frozen=True)
class Cell:
    """A verdict in one workshop; ``number`` is the statement's id there. Empty where it was not asked."""

    mark: str = ""
    word: str = ""
    n: int = 0
    workshop: str = ""
    number: str = ""
    quotes: tuple[Cited, ...] = ()


@dataclass(frozen=True)
class Path:
    """One statement through the workshops."""

    statement: str
    text: str
    cells: tuple[Cell, ...]
    course: str
    why: str


@dataclass(frozen=True)
class Outcome:
    """A draft in outcome-harvesting form."""

    change: str
    for_whom: str
    when: str
    certainty: str
    contribution: str
    to_confirm: str
    quotes: tuple[Cited, ...]


@dataclass(frozen=True)
class Row:
    """A row of the support framework."""

    part: str
    stakeholder: str
    aspect: str
    entry: str
    basis: str
    earlier: str
    latest: str
    quotes: tuple[Cited, ...]


@dataclass(frozen=True)
class DialogueBrief:
    """Everything a writer of a format needs."""

    title: str
    issue: str
    sessions: tuple[Session, ...]
    heard: tuple[str, ...]
    summary: tuple[Point, ...]
    paths: tuple[Path, ...]
    verdict_figure: Figure | None
    parts: tuple[Part, ...]
    measures: tuple[tuple[str, tuple[tuple[str, tuple[Cited, ...]], ...]], ...]
    ownership_figure: Figure | None
    outcomes: tuple[Outcome, ...]
    isf: tuple[tuple[str, tuple[Row, ...]], ...]
    limits: tuple[tuple[str, str], ...]
    coders: tuple[str, ...]
