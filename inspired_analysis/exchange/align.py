"""From offsets in another program's text to offsets in the transcript.

A transcript holds what was said; the text that a researcher coded elsewhere holds labels, times and headings too, and
may lack a turn or spell a word otherwise. Stretches of the turns' words that stand in both, white space aside, tell the
places; what is between two such stretches is compared by shorter ones, and at last letter by letter. What then has no
counterpart is nobody's words and maps to nothing.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import pairwise

from ..transcript import Transcript

__all__ = ["Alignment", "align"]

SIZES = (24, 12, 6)  # characters of a stretch, white space aside, from the whole texts down to the gaps that are left
ALIKE = 0.1  # of long words in the longest stretches; below it a text is another one
SMALL = 100_000  # pairs of characters that are compared one by one
ENOUGH = 4  # characters that are a match then; a whole turn always is
Block = tuple[int, int, int]  # where it begins in the words, where in the source, how long it is


class Alignment:
    """Where the characters of a source stand in a transcript.

    Attributes
    ----------
    found
        The share of the transcript's characters that were found in the source.
    part
        The share of the source's characters that were found in the transcript: high too for one file of several.
    """

    def __init__(self, places: dict[int, int], transcript: Transcript, found: float, part: float) -> None:
        self._at = sorted(places)
        self._to = [places[at] for at in self._at]
        self._turns = list(transcript.turns[["turn", "start", "end"]].itertuples(index=False))
        self._starts = [turn.start for turn in self._turns]
        self.found, self.part = found, part

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
    words, here, starts = "", [], []
    for turn in transcript.turns.itertuples():
        own, its = _squeezed(turn.text)
        starts.append(len(words))
        words += own
        here += [turn.start + i for i in its]
    turns = [*starts, len(words)]
    places = {at[j + n]: here[i + n] for i, j, size in _blocks(words, squeezed, turns, SIZES) for n in range(size)}
    return Alignment(places, transcript, *(len(places) / len(text) if text else 0.0 for text in (words, squeezed)))


def _blocks(words: str, source: str, turns: list[int], sizes: tuple[int, ...]) -> Iterator[Block]:
    """Yield what *words* and *source* have in common, in order; *turns* are where turns begin in the words, or end."""
    if not words or not source:
        return
    if not sizes:
        yield from _letters(words, source, turns)
        return
    known = [(0, 0, 0), *_grown(_rising(_pairs(words, source, sizes[0])), sizes[0], words, source, turns),
             (len(words), len(source), 0)]  # fmt: skip
    least = min(len(words), len(source))
    if sizes == SIZES and len(words) * len(source) > SMALL and sum(n for *_, n in known) < ALIKE * least:
        return
    for (i, j, size), (next_i, next_j, _) in pairwise(known):
        if size:
            yield i, j, size
        begin, after = i + size, j + size
        own = [t - begin for t in turns[bisect_left(turns, begin) : bisect_right(turns, next_i)]]
        for a, b, n in _blocks(words[begin:next_i], source[after:next_j], own, sizes[1:]):
            yield begin + a, after + b, n


def _letters(words: str, source: str, turns: list[int]) -> Iterator[Block]:
    if len(words) * len(source) > SMALL:
        return
    for i, j, size in SequenceMatcher(None, words, source, False).get_matching_blocks():
        turn = i in turns and i + size in turns
        if size >= ENOUGH or (size and turn):
            yield i, j, size


def _pairs(words: str, source: str, size: int) -> list[tuple[int, int]]:
    """Return where stretches of *size* stand that are as often in one as in the other: the first with the first …"""
    found = []
    there = _where(source, size)
    for stretch, own in _where(words, size).items():
        if len(own) == len(there.get(stretch, ())):
            found += zip(own, there[stretch], strict=True)
    return sorted(found)


def _where(text: str, size: int) -> dict[str, list[int]]:
    where = defaultdict(list)
    for i in range(len(text) - size + 1):
        where[text[i : i + size]].append(i)
    return where


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest part of *pairs* that rises in both."""
    lowest: list[int] = []  # the lowest end of a chain of each length, and which pair that is
    last: list[int] = []
    before = [-1] * len(pairs)
    for n, (_, j) in enumerate(pairs):
        length = bisect_left(lowest, j)
        before[n] = last[length - 1] if length else -1
        lowest[length : length + 1], last[length : length + 1] = [j], [n]
    chain, n = [], last[-1] if last else -1
    while n >= 0:
        chain.append(pairs[n])
        n = before[n]
    return chain[::-1]


def _grown(chain: list[tuple[int, int]], size: int, words: str, source: str, turns: list[int]) -> list[Block]:
    """Return the stretches at the pairs of *chain* as blocks, each as long as it goes on within its turn."""
    blocks: list[Block] = []
    for i, j in chain:
        begin, start, n = blocks[-1] if blocks else (0, 0, 0)
        if blocks and i - begin == j - start and i <= begin + n:
            blocks[-1] = (begin, start, i + size - begin)
        elif i >= begin + n and j >= start + n:
            blocks.append((i, j, size))
    grown: list[Block] = []
    for (i, j, n), (next_i, next_j, _) in pairwise([*blocks, (len(words), len(source), 0)]):
        begin, start, before = grown[-1] if grown else (0, 0, 0)
        first = turns[bisect_right(turns, i) - 1] if bisect_right(turns, i) else 0
        while i > max(first, begin + before) and j > start + before and words[i - 1] == source[j - 1]:
            i, j, n = i - 1, j - 1, n + 1
        at = bisect_left(turns, i + n)
        end = min(turns[at] if at < len(turns) else len(words), next_i)
        while i + n < end and j + n < next_j and words[i + n] == source[j + n]:
            n += 1
        grown.append((i, j, n))
    return grown


def _squeezed(text: str) -> tuple[str, list[int]]:
    """Return *text* in NFC without white space, and where each of its characters stood."""
    if unicodedata.is_normalized("NFC", text):
        kept = [i for i, character in enumerate(text) if not character.isspace()]
        return "".join(map(text.__getitem__, kept)), kept
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
