"""Which word of a listed name a word of a talk may be, and how like it is.

From the surest down (`LEVELS`): the same letters, in whatever script; another spelling of the same sound; with an
ending of inflection; with a letter or two wrong. Where one of these is found, the less sure are not asked.
A country is like no name, an ordinary word like none by an ending or a wrong letter: Armenia is not Armen, nor market
Mark.
"""

from __future__ import annotations

from collections.abc import Iterable

from .public import country, public
from .spelling import ENDINGS, arabic, as_heard, consonants, fold, sound, stems

__all__ = ["ARABIC_BEFORE", "LEVELS", "LONGEST_WORD", "Likeness"]

LEVELS = ("exact", "spelling", "inflected", "misspelt")
LONGEST_WORD = 40
_SOUND_ENDINGS = frozenset(sound(e) for e in ENDINGS) - {""}
ARABIC_BEFORE = ("وال", "بال", "فال", "كال", "لل", "ال", "و", "ب", "ف", "ل", "ك")


class Likeness:
    """Compares words with *parts*, the forms of the words of listed names; *kept* are like none.

    Attributes
    ----------
    parts
        In order.
    written
        A part, and its fold → parts.
    """

    def __init__(self, parts: Iterable[str], kept: Iterable[str] = ()) -> None:
        self.parts = tuple(sorted(set(parts)))
        self.written: dict[str, tuple[str, ...]] = {}
        self._kept = frozenset(kept)
        self._heard: dict[str, tuple[str, ...]] = {}
        self._stems: tuple[dict[str, set[str]], dict[str, set[str]]] = ({}, {})
        for part in self.parts:
            for table, key in ((self.written, part), (self.written, fold(part)), (self._heard, sound(part))):
                table[key] = tuple(dict.fromkeys((*table.get(key, ()), part)))
            for stemmed, key in zip(self._stems, (fold(part), sound(part)), strict=True):
                for stem in stems(key):
                    stemmed.setdefault(stem, set()).add(part)
        self._arabic = any(map(arabic, self.parts))
        self._known: dict[str, tuple[int, tuple[str, ...]]] = {}

    def of(self, word: str) -> tuple[int, tuple[str, ...]]:
        """Return the level, as an index of `LEVELS`, and the parts that the form *word*, looked up before, may be."""
        return self._known.get(word, (len(LEVELS) - 1, ()))

    @staticmethod
    def by_consonants(word: str, level: int, parts: Iterable[str]) -> bool:
        """Whether *word*, in Latin letters, is like *parts* in Arabic script only: then vowels say nothing."""
        return level == 1 and not arabic(word) and all(map(arabic, parts))

    def look_up(self, forms: Iterable[str]) -> None:
        """Find which parts of names each form may be, and how; kept for the next text."""
        new = sorted({f for f in forms if f not in self._known and 0 < len(f) <= LONGEST_WORD})
        unlike = []
        for word in new:
            self._known[word] = self._directly(word)
            if not self._known[word][1] and word not in self._kept and not public(word):
                unlike.append(word)
        if unlike:
            self._known.update(self._nearly(unlike))

    def _directly(self, word: str) -> tuple[int, tuple[str, ...]]:
        """Return the level, and the parts that *word* is by its letters, its sound or an ending."""
        if word in self._kept:
            return 0, ()
        latin = fold(word)
        parts = self.written.get(word) or self.written.get(latin)
        if parts:
            return 0, parts
        if country(word):
            return 0, ()
        if self._arabic or arabic(word):
            parts = tuple(p for p in self.parts if (arabic(word) or arabic(p)) and _in_arabic(latin, fold(p)))
            if parts:
                return 1, parts
        heard = sound(word)
        spelled = set(self._heard.get(heard, ())) if len(heard) > 2 else set()
        bent = set()
        for table, known, endings in zip(self._stems, (latin, heard), (ENDINGS, _SOUND_ENDINGS), strict=True):
            for cut in range(max(2, len(known) - 6), len(known)):
                if known[cut:] in endings:
                    bent |= {p for p in table.get(known[:cut], ()) if cut > 2 or len(p) == 3 == len(known)}
        return 1 if spelled else 2, tuple(sorted(spelled if public(word) else spelled | bent))

    def _nearly(self, words: list[str]) -> dict[str, tuple[int, tuple[str, ...]]]:
        """Return for each of *words* the parts that it is but for a letter or two: as written, in Latin, by sound."""
        from rapidfuzz.distance import DamerauLevenshtein
        from rapidfuzz.process import cdist

        near: dict[str, dict[str, int]] = {}
        for written, heard in ((str, False), (fold, False), (sound, True)):
            told, parts = [written(w) for w in words], [written(p) for p in self.parts]
            distances = cdist(told, parts, scorer=DamerauLevenshtein.distance, score_cutoff=2)
            for row, column in zip(*(distances <= 2).nonzero(), strict=True):
                one, other = told[row], parts[column]
                close = distances[row, column] <= _tolerance(len(other), heard)
                plain = DamerauLevenshtein.distance(fold(words[row]), fold(self.parts[column]))
                if close and (len(other) > 4 or one[:1] == other[:1]) and (not heard or plain <= 2):
                    near.setdefault(words[row], {})[self.parts[column]] = plain
        # The nearest alone: Marinaa is Marina, not Maria.
        return {
            word: (3, tuple(sorted(p for p, n in parts.items() if n == min(parts.values()))))
            for word, parts in near.items()
        }


def _tolerance(length: int, heard: bool) -> int:
    """Return how many letters may be wrong in a name of *length* (of its sound, which is shorter)."""
    return 2 if length > 7 else 1 if length > (4 if heard else 3) else 0


def _in_arabic(form: str, part: str) -> bool:
    """Whether *form* and *part*, one or both in Arabic script, are one name: with a prefix, or as heard in Latin."""
    if arabic(form) and arabic(part):
        bare = (form[len(p) :] for p in ARABIC_BEFORE if form.startswith(p) and len(form) - len(p) > 1)
        return part in (form, *bare) or part.removeprefix("ال") == form or f"ال{part}" == form
    name, latin = (part, form) if arabic(part) else (form, part)
    pattern = as_heard(name)
    return bool(pattern and len(latin) > 2 and pattern.fullmatch(consonants(latin)))
