"""Sentences made of findings: counts, lists, plurals and hedges. Never more certain than the evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["MARKS", "OPTION_WORDS", "Sentence", "count", "listed", "people", "sentence_case", "verdict_word"]

# Readable without colour, in print and by a screen reader (which reads the word beside it).
MARKS = {"confirmed": "✓", "debunked": "✗", "contested": "±", "untested": "○"}
OPTION_WORDS = {"confirmed": "supported", "debunked": "rejected", "contested": "disputed", "untested": "untested"}
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True)
class Sentence:
    """One sentence of the brief and the turns that show it."""

    text: str
    turns: tuple[int, ...] = ()


def count(n: int, thing: str, things: str = "") -> str:
    """Return "one person", "three people", "12 people"."""
    number = NUMBERS[n] if 0 <= n < len(NUMBERS) else f"{n:,}"
    return f"{number} {thing if n == 1 else things or thing + 's'}"


def people(n: int) -> str:
    """Return "one person", "three people"."""
    return count(n, "person", "people")


def listed(things: Sequence[str], limit: int = 0) -> str:
    """Return "a", "a and b", "a, b and c"; past *limit*, "a, b and 3 more"."""
    things = list(things)
    if limit and len(things) > limit:
        things = [*things[:limit], f"{len(things) - limit} more"]
    if len(things) < 2:
        return "".join(things)
    return f"{', '.join(things[:-1])} and {things[-1]}"


def verdict_word(kind: str, verdict: str) -> str:
    """Return the word for a verdict on an assumption or an option."""
    return OPTION_WORDS[verdict] if kind == "option" else verdict


def sentence_case(text: str) -> str:
    """Return *text* with a capital first letter, and the rest as it was."""
    return text[:1].upper() + text[1:]
