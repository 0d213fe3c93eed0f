"""The transcript annexed to a brief: every turn, cut where the brief quotes it, and the brief's small print."""

from __future__ import annotations

from dataclasses import dataclass

from ..tables import records
from .content import Brief, Item
from .quotes import Quote

__all__ = ["Turn", "annexed", "clock", "marked", "method", "motto"]


@dataclass(frozen=True)
class Turn:
    """One turn: its row of the table ``turns``, and its text as (text, whether the brief quotes it)."""

    row: object
    pieces: tuple[tuple[str, bool], ...]


def annexed(brief: Brief) -> list[Turn]:
    """Return every turn in its order, or those that the brief leads to where its view has no others."""
    cited = _cited(brief)
    shown = None if brief.view.annex == "all" else _led_to(brief) | set(cited)
    return [Turn(row, _pieces(row, cited.get(row.turn, []))) for row in records(brief.analysis.turns)
            if shown is None or row.turn in shown]  # fmt: skip


def marked(turns: list[Turn], say) -> str:
    """Return what the marks in the text mean, if there are any."""
    return say("Marked words are quoted above.") if any(quoted for t in turns for _, quoted in t.pieces) else ""


def method(say) -> str:
    """Return how a verdict is reached."""
    return say("How a verdict is reached: each person counts once. It is confirmed if at least two people are for it, "
               "and four for each one who thinks otherwise; debunked, if as many are against it. With fewer than two "
               "people it is untested; all else is contested. Those in between count half as thinking otherwise.")


def motto(say) -> str:
    """Return what stands at the foot of every page."""
    return say("Every quote is a slice of the transcript; a person decides what it means.")


def _led_to(brief: Brief) -> set[int]:
    """Return the turns that sentences link to."""
    in_grids = (s for grid in brief.grids for _, cells in grid.rows for s in cells)
    sentences = [*brief.first_page, brief.none_missing, *in_grids]
    return {turn for s in sentences for turn in s.turns}


def clock(seconds: float) -> str:
    """Return seconds as h:mm:ss, or "" where unknown."""
    if seconds != seconds:
        return ""
    minutes, seconds = divmod(int(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"


def _cited(brief: Brief) -> dict[int, list[tuple[int, int]]]:
    """Return turn → spans that the brief quotes."""
    items: list[Item] = [*brief.common_ground, *brief.conflicts, *brief.taken_on, *brief.unheard, *brief.learning,
                         *brief.criteria, *brief.on_goal, *brief.answers, *brief.themes]  # fmt: skip
    items += [item for _, group in (*brief.wants, *brief.moves, *brief.leads) for item in group]
    quotes: list[Quote] = [q for item in items for q in item.quotes]
    for entry in brief.entries:
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
