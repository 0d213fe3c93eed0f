"""Where a coding's words stand now: at once where nothing changed, else by the words and those around them.

In this order: the same words in the same surroundings; the same words where the surroundings fit best; other words
between the same surroundings, as after a mended typo; much the same words in a turn. What fits nowhere, or as well in
one place as in another, is not guessed: `Placer.place` returns None and the caller lists it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from difflib import SequenceMatcher

from ..transcript import Transcript
from .entries import Anchor

__all__ = ["Placer", "anchor"]

AROUND = 48  # characters of surroundings that an anchor keeps on each side
SPEAKS_FOR_ITSELF = 24  # so many characters are found by themselves, if they stand only once
ENOUGH_AROUND = 8  # matching characters of surroundings that tell a place
ALIKE = 0.6  # of words between the same surroundings
MUCH_ALIKE = 0.75  # of words without surroundings
APART = 0.1  # by which the best of several such places must lead
WORD = re.compile(r"\w+")


def anchor(transcript: Transcript, start: int, end: int) -> Anchor:
    """Return the anchor of the span from *start* to *end*."""
    turns, text = transcript.turns, transcript.text
    row = turns.iloc[max(int(turns["start"].searchsorted(start, side="right")) - 1, 0)]
    return Anchor(turn=int(row["turn"]), start=start, end=end, speaker=row["speaker"], words=text[start:end],
                  before=text[max(0, start - AROUND) : start], after=text[end : end + AROUND])  # fmt: skip


class Placer:
    """Finds anchors in one transcript."""

    def __init__(self, transcript: Transcript) -> None:
        self.text = transcript.text
        self.turns = list(transcript.turns[["turn", "start", "end", "speaker"]].itertuples(index=False))
        self._starts = [turn.start for turn in self.turns]
        self._shift = 0
        self._placed: dict[Anchor, tuple[int, int, int] | None] = {}

    def place(self, sought: Anchor) -> tuple[int, int, int] | None:
        """Return turn, start and end of *sought* in this transcript, or None."""
        if sought not in self._placed:
            found = self.locate(sought)
            self._placed[sought] = self._in_turn(*found) if found else None
        return self._placed[sought]

    def locate(self, sought: Anchor) -> tuple[int, int] | None:
        """Return start and end of *sought*, which may cross turns, or None."""
        for shift in (0, self._shift):
            start, end = sought.start + shift, sought.end + shift
            there = start >= 0 and self.text[start:end] == sought.words
            if there and self._around(sought, start, end) == _room(sought):
                return start, end
        found = self._same_words(sought) or self._same_surroundings(sought) or self._much_alike(sought)
        if found:
            self._shift = found[0] - sought.start
        return found

    def _around(self, sought: Anchor, start: int, end: int) -> int:
        """Return how many characters before and after a span are those of the anchor."""
        before = _common(reversed(sought.before), reversed(self.text[max(0, start - AROUND) : start]))
        return before + _common(sought.after, self.text[end : end + AROUND])

    def _same_words(self, sought: Anchor) -> tuple[int, int] | None:
        if not sought.words:
            return None
        size, found, at = len(sought.words), [], self.text.find(sought.words)
        while at >= 0:
            around = self._around(sought, at, at + size)
            spoke = self.turns[self._turn(at)].speaker == sought.speaker
            found.append((around, spoke, at == sought.start, at))
            at = self.text.find(sought.words, at + 1)
        best, *others = sorted(found, reverse=True) or [(0, False, False, 0)]
        if not found or any(other[:3] == best[:3] for other in others):
            return None  # as good in one place as in another
        alone = not others and size >= SPEAKS_FOR_ITSELF
        return (best[3], best[3] + size) if alone or best[0] >= min(ENOUGH_AROUND, _room(sought)) else None

    def _same_surroundings(self, sought: Anchor) -> tuple[int, int] | None:
        """Look between the last words before and the first words after, for words that are alike."""
        size = len(sought.words)
        starts = {at + len(part) for part in _shorter(sought.before, -1) for at in _all(self.text, part)}
        ends = sorted({at for part in _shorter(sought.after, 1) for at in _all(self.text, part)})
        best = (ALIKE, 0, 0, 0)
        for start in sorted(starts):
            for end in ends[bisect_right(ends, start) : bisect_right(ends, start + 2 * size + 20)]:
                alike = _ratio(sought.words, self.text[start:end])
                best = max(best, (alike, -abs(start - sought.start), start, end))
        return best[2:] if best[3] else None

    def _much_alike(self, sought: Anchor) -> tuple[int, int] | None:
        """Look for one turn of the same speaker that holds most of the words; two that do are no answer."""
        wanted = set(WORD.findall(sought.words.lower()))
        found = []
        for turn in self.turns if len(sought.words) >= SPEAKS_FOR_ITSELF else ():
            words = self.text[turn.start : turn.end]
            if turn.speaker != sought.speaker or len(wanted & set(WORD.findall(words.lower()))) < ALIKE * len(wanted):
                continue
            blocks = [b for b in SequenceMatcher(None, sought.words, words, False).get_matching_blocks() if b.size > 2]
            if blocks:
                start, end = blocks[0].b, blocks[-1].b + blocks[-1].size
                found.append((_ratio(sought.words, words[start:end]), turn.start + start, turn.start + end))
        best, *others = sorted(found, reverse=True) or [(0.0, 0, 0)]
        doubtful = any(other[0] > best[0] - APART for other in others)
        return best[1:] if best[0] >= MUCH_ALIKE and not doubtful else None

    def _turn(self, at: int) -> int:
        return max(bisect_right(self._starts, at) - 1, 0)

    def _in_turn(self, start: int, end: int) -> tuple[int, int, int] | None:
        """Return the turn that holds most of a span, and the part of the span in it."""
        parts = []
        for turn in self.turns[self._turn(start) : self._turn(max(start, end - 1)) + 1]:
            first, last = max(start, turn.start), min(end, turn.end)
            if last > first:
                parts.append((last - first, -turn.turn, (turn.turn, first, last)))
        return max(parts)[2] if parts else None


def _room(sought: Anchor) -> int:
    return len(sought.before) + len(sought.after)


def _common(one, other) -> int:
    same = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        same += 1
    return same


def _shorter(around: str, side: int) -> list[str]:
    """Return *around* and its parts nearest to the span, down to 12 characters: farther words may have changed."""
    sizes = sorted({min(len(around), n) for n in (AROUND, 24, 12)})
    return [around[-n:] if side < 0 else around[:n] for n in sizes if n >= min(12, AROUND)]


def _all(text: str, part: str) -> list[int]:
    found, at = [], text.find(part)
    while at >= 0:
        found.append(at)
        at = text.find(part, at + 1)
    return found


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, False).ratio()
