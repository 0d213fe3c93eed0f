"""What a brief holds, section by section, apart from how it is laid out. All formats share it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from .figures import Figure
from .phrases import Sentence
from .quotes import Quote

__all__ = ["Brief", "Digest", "Entry", "Item"]


@dataclass(frozen=True)
class Item:
    """One point of a list: what is said, the quotes that show it, and how many more there are."""

    text: str
    quotes: tuple[Quote, ...] = ()
    detail: str = ""
    more: int = 0


@dataclass(frozen=True)
class Digest:
    """One line of the first page: a list in short, with the one quote that says it best."""

    name: str
    text: str
    quote: Quote | None
    n: int


@dataclass(frozen=True)
class Entry:
    """One statement of the ledger."""

    id: str
    text: str
    held_by: str
    verdict: str
    word: str
    mark: str
    why: str
    halves: str
    only_group: str
    would_overturn: str
    groups: tuple[str, ...]
    silent: tuple[str, ...]
    for_: tuple[Quote, ...]
    against: tuple[Quote, ...]
    between: tuple[Quote, ...]
    candidates: tuple[Quote, ...]


@dataclass(frozen=True)
class Brief:
    """Everything a writer of a format needs."""

    title: str
    facts: tuple[tuple[str, str], ...]
    goal: str
    issue: str
    notes: tuple[str, ...]
    summary: tuple[Sentence, ...]
    assumptions: tuple[Entry, ...]
    options: tuple[Entry, ...]
    wants: tuple[tuple[str, tuple[Item, ...]], ...]
    common_ground: tuple[Item, ...]
    conflicts: tuple[Item, ...]
    moves: tuple[tuple[str, tuple[Item, ...]], ...]
    unheard: tuple[Item, ...]
    learning: tuple[Item, ...]
    criteria: tuple[Item, ...]
    answers: tuple[Item, ...]
    themes: tuple[Item, ...]
    figures: tuple[Figure, ...]
    wants_in_short: tuple[Digest, ...]
    moves_in_short: tuple[Digest, ...]
    depth: pd.DataFrame
    speakers: pd.DataFrame
    coders: tuple[str, ...]
    reviewed: str = ""  # how much people checked; "" where nobody did
