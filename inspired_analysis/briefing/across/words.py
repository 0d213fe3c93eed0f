"""Counts and lists in the sentences of a dialogue's brief."""

from __future__ import annotations

from collections.abc import Sequence

from ...limits import LIKELY
from ..language import ENGLISH
from ..phrases import verdict_word

__all__ = ["NAMELESS", "count", "listed", "people", "verdict"]

NAMELESS = "all speakers"  # where nobody has a group; people without one are not followed where others have one
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def count(n: int, thing: str, things: str = "") -> str:
    """Return "one person", "three people", "12 people"."""
    number = NUMBERS[n] if 0 <= n < len(NUMBERS) else f"{n:,}"
    return f"{number} {thing if n == 1 else things or thing + 's'}"


def people(n: int) -> str:
    """Return "one person", "three people"."""
    return count(n, "person", "people")


def listed(things: Sequence[str], limit: int = 0) -> str:
    """Return "a", "a and b", "a, b and c"; past *limit*, "a, b and 3 more"."""
    return ENGLISH.listed(things, limit)


def verdict(kind: str, found: str, stability: float) -> str:
    """Return the word for a verdict, no surer than the workshop's own brief has it: "confirmed, unsure"."""
    word = verdict_word(kind, found)
    return word if found == "untested" or stability >= LIKELY else f"{word}, unsure"
