"""A transcript that has been read: its turns, and an account of every character of its sources."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType

import pandas as pd

__all__ = ["Account", "Trace", "Transcript"]


@dataclass(frozen=True, slots=True)
class Trace:
    """What became of some characters of a source: they stand in `turn`, or were set aside (0) for a reason.

    `where` is the line, paragraph, row or page they come from, ``""`` if they stand apart from the talk.
    """

    where: str
    text: str
    turn: int = 0
    reason: str = ""


@dataclass(frozen=True)
class Account:
    """Where the characters of one source file went.

    Counts are code points after Unicode normalisation (NFC) and line ends as ``\\n``.

    Attributes
    ----------
    file, format
        The file's name and what it was read as: ``"WebVTT captions"``.
    layout
        How speakers were told apart: ``"Name: text"``, ``"voice tags"``, ``"no speakers"`` …
    certainty, why
        How sure the layout is, from 0 to 1, and what speaks for it.
    runners_up
        Layouts that were tried and came next, each with its score.
    characters
        Characters in the source, counted apart from the turns.
    in_turns
        Characters of the source that stand in turns.
    set_aside
        Reason → characters that are not talk: labels, timestamps, front matter, white space …
    excerpts
        Reason → what was set aside, for the reasons where a person should look (never labels or times).
    trail
        What became of every character, in the order of the source.
    """

    file: str
    format: str
    layout: str
    certainty: float
    characters: int
    in_turns: int
    set_aside: MappingProxyType[str, int] = field(default_factory=lambda: MappingProxyType({}))
    excerpts: MappingProxyType[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    why: str = ""
    runners_up: tuple[tuple[str, float], ...] = ()
    trail: tuple[Trace, ...] = field(default=(), repr=False)

    @property
    def lost(self) -> int:
        """Characters that are neither in turns nor set aside. Anything but 0 is a defect of the reader."""
        return self.characters - self.in_turns - sum(self.set_aside.values())


@dataclass(frozen=True)
class Transcript:
    """What was said, by whom, in order.

    Attributes
    ----------
    id
        The workshop's id.
    text
        All turns' texts, joined by newlines: what every offset points into.
    turns, speakers
        Tables of those names (`inspired_analysis.tables`).
    accounts
        One `Account` per source file, in order.
    language
        The language that the coder may assume: an ISO 639-1 code.
    covered
        Whether the talk looks like that language.
    notes
        What a reader of the brief must know first: unmapped speakers, no names, text set aside.
    """

    id: str
    text: str
    turns: pd.DataFrame
    speakers: pd.DataFrame
    accounts: tuple[Account, ...]
    language: str = "en"
    covered: bool = True
    notes: tuple[str, ...] = ()

    def quote(self, start: int, end: int) -> str:
        """Return the words from *start* to *end* (code points into `text`)."""
        return self.text[start:end]
