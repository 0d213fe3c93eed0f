"""Quotes: codings made readable. A quote is always a slice of the transcript, never a copy."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable
from dataclasses import dataclass, replace

import pandas as pd

from ..tables import records
from ..transcript import Transcript

__all__ = ["Quote", "Quotes"]


@dataclass(frozen=True)
class Quote:
    """The words of one coding, with who said them and where."""

    coding: str
    quote: str
    turn: int
    start: int
    end: int
    speaker: str
    group: str
    value: str
    confidence: float

    def by(self, say) -> str:
        """Say who said it: "P03, farmers"."""
        parts = (say.term(self.speaker) or say("unattributed"), say.term(self.group))
        return say.comma.join(say.apart(part) for part in parts if part)


class Quotes:
    """Looks quotes up by coding id."""

    def __init__(self, transcript: Transcript, codings: pd.DataFrame) -> None:
        self._transcript, self._turns = transcript, records(transcript.turns)
        said = {turn.turn: turn for turn in self._turns}
        self._quotes = {
            c.coding: Quote(c.coding, transcript.quote(c.start, c.end), c.turn, c.start, c.end, said[c.turn].speaker,
                            said[c.turn].group, c.value, c.confidence)
            for c in records(codings)
        }  # fmt: skip

    def of(self, codings: Iterable[str], limit: int | None = None, values: tuple[str, ...] = ()) -> list[Quote]:
        """Return the quotes of *codings* in their order, at most *limit*, one per span, of *values* if given."""
        chosen, spans = [], set()
        for coding in codings:
            quote = self._quotes[coding]
            if (values and quote.value not in values) or (quote.start, quote.end) in spans:
                continue
            spans.add((quote.start, quote.end))
            chosen.append(quote)
            if limit and len(chosen) == limit:
                break
        return chosen

    def at(self, spans: Iterable[tuple[int, int]], limit: int | None = None) -> list[Quote]:
        """Return the quotes at (start, end) of *spans*, which no coding needs to hold."""
        quotes = []
        for start, end in list(spans)[:limit]:
            turn = self._turns[bisect(self._turns, start, key=lambda turn: turn.start) - 1]
            quotes.append(Quote("", self._transcript.quote(start, end), turn.turn, start, end, turn.speaker, turn.group,
                                "", 1.0))  # fmt: skip
        return quotes

    def whole(self, quote: Quote, words: int) -> Quote:
        """Return *quote* as the whole turn it is from, if that has no more than so many *words*."""
        turn = next(turn for turn in self._turns if turn.turn == quote.turn)
        if len(turn.text.split()) > words:
            return quote
        text = self._transcript.quote(turn.start, turn.end)
        return replace(quote, quote=text, start=turn.start, end=turn.end)

    def turns(self, codings: Iterable[str], limit: int | None = None) -> tuple[int, ...]:
        """Return the turns of *codings*, each once, in their order."""
        return tuple(dict.fromkeys(self._quotes[c].turn for c in codings))[:limit]
