"""The blocks of which a brief on paper is made: `paper` puts them in order, PDF and Word lay them out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .direction import closed
from .figures import Figure

__all__ = ["FORBIDDEN", "Block", "Heading", "Paragraph", "Picture", "Run", "Table", "Turn"]

# What neither XML nor a page can hold: control characters, halves of pairs, non-characters.
FORBIDDEN = re.compile("[^\t\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010fffd]")


@dataclass(frozen=True)
class Run:
    """A stretch of text in one look: "", "strong", "soft", "said" (a quote), "mark" (quoted elsewhere).

    ``to`` is the anchor that it leads to: ``t12`` is turn 12, ``s3`` the third statement, ``depth`` a part.
    """

    text: str
    look: str = ""
    to: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", FORBIDDEN.sub("\ufffd", closed(self.text)))


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 (a part), 2 or 3, where a link may lead."""

    level: int
    text: Run
    anchor: str = ""


@dataclass(frozen=True)
class Paragraph:
    """Runs in a style: "body", "note", "detail", "bullet", "quote", "label"; ``keep`` with what follows."""

    style: str
    runs: tuple[Run, ...]
    rtl: bool = False
    keep: bool = False


@dataclass(frozen=True)
class Table:
    """A head that is repeated on every page, rows of cells of runs, and the columns' share of the width."""

    head: tuple[Run, ...]
    rows: tuple[tuple[tuple[Run, ...], ...], ...]
    shares: tuple[int, ...]


@dataclass(frozen=True)
class Picture:
    """A figure under its caption; if it ``floats`` and fills a page, what follows may stand before it."""

    caption: Run
    figure: Figure
    floats: bool


@dataclass(frozen=True)
class Turn:
    """One turn of the annex, under the anchor ``t<number>``; ``language`` is "" where the turn does not tell it."""

    number: int
    who: Run
    facts: Run
    runs: tuple[Run, ...]
    led: bool
    rtl: bool
    language: str


Block = Heading | Paragraph | Table | Picture | Turn
