"""What became of every character, in the order of the source: the account, line by line."""

from __future__ import annotations

import re

from ..transcript import Trace
from .source import Aside, Line, Source

__all__ = ["trail"]

LEADING = frozenset({"line numbers", "caption ids", "caption marks", "timestamps", "speaker labels", "utterance ids"})


def trail(source: Source, asides: list[Aside], pieces: dict[int, tuple[Line, ...]]) -> tuple[Trace, ...]:
    """Return the traces of a source: its asides, and the *pieces* of its turns by their number.

    What has a place comes in the order of the places; what has none (comments, headers of pages) comes last.
    """
    traces = [Trace(a.where, a.text, reason=a.reason) for a in asides if a.text.strip()]
    traces += [Trace(p.where, p.text, n) for n, lines in pieces.items() for p in lines if p.text.strip()]
    places = {line.where: i for i, line in reversed(list(enumerate(source.lines)))}
    listed = all(trace.where in places for trace in traces if trace.where)

    def order(trace: Trace) -> tuple:
        place = (places[trace.where],) if listed and trace.where else tuple(map(int, re.findall(r"\d+", trace.where)))
        return not trace.where, place, 1 if trace.turn else 0 if trace.reason in LEADING else 2

    return tuple(sorted(traces, key=order))
