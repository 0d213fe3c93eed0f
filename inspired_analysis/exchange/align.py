"""From offsets in another program's text to offsets in the transcript.

A transcript holds what was said; the text that a researcher coded elsewhere holds labels, times and headings too. The
turns' words are looked for in that text one after another, white space aside; where a turn is interrupted (by a time,
a page number), piece by piece. What stands between is nobody's words and maps to nothing.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right

from ..transcript import Transcript

__all__ = ["Alignment", "align"]

PIECES = (400, 60, 20)  # characters, white space aside: the whole turn first, then smaller and smaller
FAR_ENOUGH, NEAR = 30, 2_000  # what is shorter is looked for nearby only
BEGIN = PIECES[-1]


class Alignment:
    """Where the characters of a source stand in a transcript.

    Attributes
    ----------
    found
        The share of the transcript's characters that were found in the source.
    """

    def __init__(self, places: dict[int, int], transcript: Transcript, found: float) -> None:
        self._at = sorted(places)
        self._to = [places[at] for at in self._at]
        self._turns = list(transcript.turns[["turn", "start", "end"]].itertuples(index=False))
        self._starts = [turn.start for turn in self._turns]
        self.found = found

    def spans(self, start: int, end: int) -> list[tuple[int, int, int]]:
        """Return (turn, start, end) in the transcript for each turn that the span of the source touches."""
        first, last = bisect_left(self._at, start), bisect_left(self._at, end)
        spans = []
        while first < last:  # places rise: those of one turn stand together
            turn = self._turns[bisect_right(self._starts, self._to[first]) - 1]
            after = bisect_left(self._to, turn.end, first, last)
            spans.append((int(turn.turn), self._to[first], self._to[after - 1] + 1))
            first = after
        return spans


def align(source: str, transcript: Transcript) -> Alignment:
    """Look for the words of *transcript* in *source*."""
    squeezed, at = _squeezed(source)
    begins = {squeezed[i : i + BEGIN] for i in range(len(squeezed) - BEGIN + 1)}
    places: dict[int, int] = {}
    pointer = wanted = 0
    for turn in transcript.turns.itertuples():
        words, here = _squeezed(turn.text)
        wanted += len(words)
        pointer = _walk(words, [turn.start + i for i in here], squeezed, begins, at, pointer, places)
    return Alignment(places, transcript, len(places) / wanted if wanted else 0.0)


def _walk(words: str, here: list[int], source: str, begins: set[str], at: list[int], pointer: int,
          places: dict[int, int]) -> int:  # fmt: skip
    """Note where *words* stand in *source* from *pointer* on; return where to go on."""
    done = 0
    while done < len(words):
        for size in (len(words), *PIECES):
            piece = words[done : done + size]
            # Most of what is not there is known by how it begins, without a walk through all of a long text.
            if len(piece) >= BEGIN and piece[:BEGIN] not in begins:
                continue
            far = len(source) if len(piece) > FAR_ENOUGH else pointer + NEAR + len(piece) - 1
            found = source.find(piece, pointer, far)
            if found >= 0:
                break
        else:
            done += 1  # this character is not in the source: go on behind it
            continue
        for i in range(len(piece)):
            places[at[found + i]] = here[done + i]
        # As far as it goes on, beyond the piece that was looked for.
        done, pointer = done + len(piece), found + len(piece)
        while done < len(words) and pointer < len(source) and words[done] == source[pointer]:
            places[at[pointer]] = here[done]
            done, pointer = done + 1, pointer + 1
    return pointer


def _squeezed(text: str) -> tuple[str, list[int]]:
    """Return *text* in NFC without white space, and where each of its characters stood."""
    out: list[str] = []
    at: list[int] = []
    start = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        composed = unicodedata.normalize("NFC", text[start:end])
        for i, character in enumerate(composed):
            if not character.isspace():
                out.append(character)
                at.append(start + min(i, end - start - 1))
        start = end
    return "".join(out), at
