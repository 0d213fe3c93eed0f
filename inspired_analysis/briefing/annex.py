"""The transcript annexed to a brief: every turn, cut where the brief quotes it. All formats share it."""

from __future__ import annotations

from dataclasses import dataclass

from .content import Brief, Item
from .quotes import Quote

__all__ = ["Turn", "annexed", "clock"]


@dataclass(frozen=True)
class Turn:
    """One turn: its row of the table ``turns``, and its text as (text, whether the brief quotes it)."""

    row: object
    pieces: tuple[tuple[str, bool], ...]


def annexed(brief: Brief, analysis) -> list[Turn]:
    """Return every turn in its order."""
    cited = _cited(brief)
    return [Turn(row, _pieces(row, cited.get(row.turn, []))) for row in analysis.turns.itertuples()]


def clock(seconds: float) -> str:
    """Return seconds as h:mm:ss, or "" where unknown."""
    if seconds != seconds:
        return ""
    minutes, seconds = divmod(int(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"


def _cited(brief: Brief) -> dict[int, list[tuple[int, int]]]:
    """Return turn → spans that the brief quotes."""
    items: list[Item] = [*brief.common_ground, *brief.conflicts, *brief.unheard, *brief.learning, *brief.criteria,
                         *brief.answers, *brief.themes]  # fmt: skip
    items += [item for _, group in (*brief.wants, *brief.moves) for item in group]
    quotes: list[Quote] = [q for item in items for q in item.quotes]
    for entry in (*brief.assumptions, *brief.options):
        quotes += (*entry.for_, *entry.against, *entry.between, *entry.candidates)
    cited: dict[int, list[tuple[int, int]]] = {}
    for quote in quotes:
        cited.setdefault(quote.turn, []).append((quote.start, quote.end))
    return cited


def _pieces(turn, spans: list[tuple[int, int]]) -> tuple[tuple[str, bool], ...]:
    """Cut a turn's text where quoted spans begin and end: (text, quoted)."""
    pieces, at = [], 0
    for start, end in sorted((start - turn.start, end - turn.start) for start, end in spans):
        start = max(start, at)
        if end <= at:
            continue
        pieces += [(turn.text[at:start], False), (turn.text[start:end], True)]
        at = end
    pieces.append((turn.text[at:], False))
    return tuple(piece for piece in pieces if piece[0])
