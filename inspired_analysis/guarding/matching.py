"""Where the names of a list stand in a text, however they are written.

What counts as a name's variant: other case, diacritics, transliteration, common spellings of one sound; endings of
inflection; one wrong letter in names of four to seven, two in longer ones; a name torn in two or three, or two names
run together. First names and surnames of people stand alone too; of organisations and places only the whole.

What does not: an ordinary English word, unless it is written as a name (a capital within a sentence); a word that
this talk writes in lower case; another listed name. Where several listed people fit, all of them are named.

A name that is itself an ordinary word (Rose, Will) is one only with a capital. So in a talk without capitals such a
name is not found by itself; in a full name it is, and so is a word that the list itself has in lower case.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from .spelling import (
    CALENDAR,
    ENDINGS,
    WORD,
    arabic,
    as_heard,
    consonants,
    fold,
    form,
    listed,
    ordinary,
    sound,
    stems,
)

__all__ = ["Hit", "Matcher", "Named", "Writing"]

LEVELS = ("exact", "spelling", "inflected", "misspelt")
SMALL = listed("""
    mr mrs ms miss dr prof sir madam de la le les du des di da dos das del van von der den al el bin ibn zu ter abu san
    st mme herr frau pan pani
""")
# Behind a word at the beginning of a sentence, these say that it was no name: Will you, May we.
NOT_AFTER_NAMES = listed("""
    you we it they he she i the this that these those there a an our your my his her their not be anyone anybody
""")
_BEFORE_SENTENCE = re.compile(r"(?:^|[.?!…:;\n]|--|[–—])[\s\"'“”‘’«»(\[*_-]*$")
_BESIDE = re.compile(r"(?:['’]s?)?[\s\-‐‑_]{1,3}")
_SHORT_BESIDE = re.compile(r"\.\s?")
_APOSTROPHE = re.compile("['’ʼ‘`]")
_ARTICLES = frozenset({"al", "el", "ul", "il"})
_TORN = re.compile(r"[ \-‐‑]")
MOST_PIECES = 3
LONGEST_WORD = 40
_SOUND_ENDINGS = frozenset(sound(e) for e in ENDINGS) - {""}
_ARABIC_BEFORE = ("وال", "بال", "فال", "كال", "لل", "ال", "و", "ب", "ف", "ل", "ك")


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody or something that is to be called otherwise: ``names`` become ``[replacement]``."""

    replacement: str
    kind: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A stretch of text (code points, ``end`` exclusive), what stands for it, of which kind, and how it was found."""

    start: int
    end: int
    replacement: str
    kind: str
    how: str


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a text: its place, its form and fold, and whether it has a capital (None where a script has none)."""

    start: int
    end: int
    form: str
    fold: str
    capital: bool | None


@dataclass(frozen=True)
class Writing:
    """How a talk is written: whether capitals mean anything, and which words it has in lower case."""

    cased: bool = True
    lower: frozenset[str] = frozenset()

    @classmethod
    def of(cls, texts: Iterable[str]) -> Writing:
        """Return the writing of *texts*."""
        lower, capital, shouted = Counter(), Counter(), 0
        for text in texts:
            for match in WORD.finditer(text):
                has = _capital(match[0])
                if has is not None:
                    (capital if has else lower)[fold(match[0])] += 1
                    shouted += match[0].isupper() and len(match[0]) > 1
        written, high = lower.total() + capital.total(), capital.total()
        cased = written == 0 or (high > 0.01 * written and shouted < 0.6 * written)
        often = (w for w, n in lower.items() if cased and n > max(1, capital[w]))
        return cls(cased, frozenset(often))


class Matcher:
    """Finds names in texts.

    Parameters
    ----------
    named
        Who and what; where two share a name, both are named: ``[P03 or P07]``.
    kept
        Words that are never names here, whatever they look like.
    """

    def __init__(self, named: Sequence[Named], kept: Iterable[str] = ()) -> None:
        self.named = tuple(named)
        self._kept = frozenset(f for words in kept for w in WORD.findall(words) if (f := form(w)))
        self._alone: dict[str, set[int]] = {}  # form of a part → who may be meant by it alone
        self._rows: list[tuple[int, tuple[str, ...]]] = []  # whole names: (who, forms of their words)
        for who, entry in enumerate(self.named):
            for name in entry.names:
                self._list(who, entry.kind, tuple(f for w in WORD.findall(name) if (f := form(w))))
        # Who lists a word in lower case means it so: the ferry, the mine.
        own = (n for entry in self.named if entry.kind != "person" for n in entry.names)
        self._small = frozenset(form(n) for n in own if n.islower())
        self._parts = sorted(set(self._alone).union(*(row for _, row in self._rows)))
        self._written: dict[str, tuple[str, ...]] = {}  # a part, and its fold → parts
        self._heard: dict[str, tuple[str, ...]] = {}
        self._stems: tuple[dict[str, set[str]], dict[str, set[str]]] = ({}, {})
        for part in self._parts:
            for table, key in ((self._written, part), (self._written, fold(part)), (self._heard, sound(part))):
                table[key] = tuple(dict.fromkeys((*table.get(key, ()), part)))
            for stemmed, key in zip(self._stems, (fold(part), sound(part)), strict=True):
                for stem in stems(key):
                    stemmed.setdefault(stem, set()).add(part)
        self._whole_names: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
        for who, row in self._rows:
            if len(row) > 1:
                self._whole_names.setdefault(row[0], []).append((who, row))
        self._arabic = any(map(arabic, self._parts))
        self._known: dict[str, tuple[int, tuple[str, ...]]] = {}

    def __bool__(self) -> bool:
        return bool(self._parts)

    def _list(self, who: int, kind: str, words: tuple[str, ...]) -> None:
        if len("".join(words)) < 2:
            return
        self._rows.append((who, words))
        alone = words if kind == "person" or len(words) == 1 else ()
        for word in alone:
            if len(words) == 1 or (len(word) > 2 and word not in SMALL):
                self._alone.setdefault(word, set()).add(who)
        if len(words) > 1 and len("".join(words)) > 5:
            self._alone.setdefault("".join(words), set()).add(who)

    def hits(self, text: str, writing: Writing | None = None, *, loosely: bool = True) -> list[Hit]:
        """Return the names in *text* in their order; without *loosely*, none that is misspelt or torn."""
        if not self:
            return []
        writing = writing or Writing.of([text])
        words = self._words(text)
        self._look_up(w.form for w in words)
        sure = [self._sure(text, words, i, writing, loosely) for i in range(len(words))]
        found: list[Hit] = []
        i = 0
        while i < len(words):
            hit, following = (
                self._whole(text, words, i, loosely)
                or (self._torn(text, words, sure, i, writing) if loosely else None)
                or (self._run(text, words, sure, i, writing, found) if sure[i][1] else (None, i + 1))
            )
            if hit and found and found[-1].replacement == hit.replacement and (
                text[found[-1].end : hit.start].strip(" -") == "" and hit.start - found[-1].end < 3
            ):  # fmt: skip
                hit = replace(found.pop(), end=hit.end)
            found += [hit] if hit else []
            i = following
        return found

    def _words(self, text: str) -> list[_Word]:
        """Return the words of *text*; what is put behind an apostrophe stands apart unless a name has it."""
        found = []
        for match in WORD.finditer(text):
            word, end = match[0], match.end()
            head = _APOSTROPHE.split(word)[0]
            # O'Neill, N'Diaye stay whole; Anna's, Ayşe'nin lose what is put behind.
            if 2 < len(head) < len(word) and fold(word) not in self._written:
                word, end = head, match.start() + len(head)
            found.append(_Word(match.start(), end, form(word), fold(word), _capital(word)))
        return found

    def _look_up(self, forms: Iterable[str]) -> None:
        """Find which parts of names each form may be, and how; kept for the next text."""
        new = sorted({f for f in forms if f not in self._known and 0 < len(f) <= LONGEST_WORD})
        unlike = []
        for word in new:
            self._known[word] = self._directly(word)
            if not self._known[word][1] and word not in self._kept:
                unlike.append(word)
        if unlike:
            self._known.update(self._nearly(unlike))

    def _directly(self, word: str) -> tuple[int, tuple[str, ...]]:
        """Return the level, and the parts that *word* is by its letters, its sound or an ending."""
        if word in self._kept:
            return 0, ()
        latin = fold(word)
        parts = self._written.get(word) or self._written.get(latin)
        if parts:
            return 0, parts
        if self._arabic or arabic(word):
            parts = tuple(p for p in self._parts if (arabic(word) or arabic(p)) and _in_arabic(latin, fold(p)))
            if parts:
                return 1, parts
        heard = sound(word)
        spelled = set(self._heard.get(heard, ())) if len(heard) > 2 else set()
        bent = set()
        for table, known, endings in zip(self._stems, (latin, heard), (ENDINGS, _SOUND_ENDINGS), strict=True):
            for cut in range(max(2, len(known) - 6), len(known)):
                if known[cut:] in endings:
                    bent |= {p for p in table.get(known[:cut], ()) if cut > 2 or len(p) == 3 == len(known)}
        return 1 if spelled else 2, tuple(sorted(spelled | bent))

    def _nearly(self, words: list[str]) -> dict[str, tuple[int, tuple[str, ...]]]:
        """Return for each of *words* the parts that it is but for a letter or two: as written, in Latin, by sound."""
        from rapidfuzz.distance import DamerauLevenshtein
        from rapidfuzz.process import cdist

        near: dict[str, dict[str, int]] = {}
        for written, heard in ((str, False), (fold, False), (sound, True)):
            told, parts = [written(w) for w in words], [written(p) for p in self._parts]
            distances = cdist(told, parts, scorer=DamerauLevenshtein.distance, score_cutoff=2)
            for row, column in zip(*(distances <= 2).nonzero(), strict=True):
                one, other = told[row], parts[column]
                close = distances[row, column] <= _tolerance(len(other), heard)
                plain = DamerauLevenshtein.distance(fold(words[row]), fold(self._parts[column]))
                if close and (len(other) > 4 or one[:1] == other[:1]) and (not heard or plain <= 2):
                    near.setdefault(words[row], {})[self._parts[column]] = plain
        # The nearest alone: Marinaa is Marina, not Maria.
        return {
            word: (3, tuple(sorted(p for p, n in parts.items() if n == min(parts.values()))))
            for word, parts in near.items()
        }

    def _sure(
        self, text: str, words: list[_Word], i: int, writing: Writing, loosely: bool
    ) -> tuple[int, frozenset[int]]:
        """Return at which level and for whom word *i* alone is a name beyond doubt; nobody if it may be none."""
        word = words[i]
        level, parts = self._known.get(word.form, (3, ()))
        parts = tuple(p for p in parts if p in self._alone)
        if not parts or (level == 3 and not loosely):
            return 3, frozenset()
        capital = word.capital if writing.cased else None
        common = ordinary(word.form)
        if level and (common or word.fold in writing.lower or word.fold in CALENDAR):
            inside = capital and not _opens(text, word.start) and word.fold not in CALENDAR
            certain = inside and (level < 3 or len(word.fold) > 4)
        elif common and word.form in self._small:
            certain = True
        elif common:
            following = words[i + 1].fold if i + 1 < len(words) else ""
            certain = capital and not (_opens(text, word.start) and following in NOT_AFTER_NAMES)
        elif len(word.fold) < 3:
            certain = capital or (capital is None and level == 0 and not word.fold.isascii())
        else:
            certain = capital is not False or level == 0 or len(word.fold) > 3
        return level, frozenset(who for p in parts for who in self._alone[p]) if certain else frozenset()

    def _run(
        self, text: str, words: list[_Word], sure: list[tuple[int, frozenset[int]]], i: int, writing: Writing,
        found: list[Hit],
    ) -> tuple[Hit, int]:  # fmt: skip
        """Return the name around word *i*, with first and last names, initials and small words; not into *found*."""
        floor = found[-1].end if found else 0
        who, first, last = sure[i][1], i, i
        level = sure[i][0]
        while last + 1 < len(words) and _beside(text, words[last], words[last + 1]):
            both = who & (sure[last + 1][1] or self._belongs(words[last + 1], who, writing))
            if not both and words[last + 1].fold in SMALL and last + 2 < len(words):
                both = who & sure[last + 2][1]
            if not both:
                break
            who, last, level = both, last + 1, min(level, sure[last + 1][0])
        while first and words[first - 1].start >= floor and _beside(text, words[first - 1], words[first]):
            before = words[first - 1]
            hyphen = text[before.end : words[first].start] in ("-", "‑")
            article = (hyphen and before.form in _ARTICLES) or before.form == "ال"
            both = who if article else who & self._belongs(before, who, writing)
            if not both:
                break
            who, first = both, first - 1
        # A small word at the end belongs to what follows.
        while last > i and not sure[last][1] and words[last].fold in SMALL:
            last -= 1
        return self._hit(words[first].start, words[last].end, who, LEVELS[level]), last + 1

    def _belongs(self, word: _Word, who: frozenset[int], writing: Writing) -> frozenset[int]:
        """Return for whom of *who* a word that is no sure name is a piece of theirs: an initial, a small word."""
        if writing.cased and word.capital is False and word.fold not in SMALL:
            return frozenset()
        initial = len(word.fold) == 1 and word.capital and word.fold != "i"
        own = [(w, {*row, *map(fold, row)}) for w, row in self._rows if w in who and len(row) > 1]
        return frozenset(
            w for w, forms in own
            if {word.form, word.fold} & forms or (initial and any(f[0] == word.fold for f in forms))
        )  # fmt: skip

    def _whole(self, text: str, words: list[_Word], i: int, loosely: bool) -> tuple[Hit, int] | None:
        """Return a name of several words that stands, whole and in order, from word *i* on; the longest."""
        rows = [row for part in self._known.get(words[i].form, (3, ()))[1] for row in self._whole_names.get(part, ())]
        for _, row in sorted(rows, key=lambda entry: -len(entry[1])):
            level = self._stands(text, words[i : i + len(row)], row, loosely)
            if level is not None:
                who = frozenset(w for w, other in rows if other == row)
                return self._hit(words[i].start, words[i + len(row) - 1].end, who, LEVELS[level]), i + len(row)
        return None

    def _stands(self, text: str, words: list[_Word], row: tuple[str, ...], loosely: bool) -> int | None:
        """Return how like the words of a name *row* these *words* are at worst, None if they are others."""
        worst = 0
        for k, part in enumerate(row[: len(words)]):
            level, parts = self._known.get(words[k].form, (3, ()))
            apart = k and not _beside(text, words[k - 1], words[k])
            if apart or part not in parts or level > ((2 + loosely) if len(part) > 3 else 0):
                return None
            worst = max(worst, level)
        return worst if len(words) == len(row) else None

    def _torn(
        self, text: str, words: list[_Word], sure: list[tuple[int, frozenset[int]]], i: int, writing: Writing
    ) -> tuple[Hit, int] | None:
        """Return a name that a recogniser wrote as two or three words from word *i* on."""
        for size in range(2, min(MOST_PIECES, len(words) - i) + 1):
            pieces = words[i : i + size]
            if not _TORN.fullmatch(text, pieces[-2].end, pieces[-1].start):
                return None
            joined = "".join(w.form for w in pieces)
            known = min((level for level, who in sure[i : i + size] if who), default=len(LEVELS))
            capital = writing.cased and pieces[0].capital and pieces[0].fold != "i"
            if not 3 < len(joined) <= LONGEST_WORD or (ordinary(joined) and not capital):
                continue
            if all(ordinary(w.form) for w in pieces) and not (capital and not _opens(text, pieces[0].start)):
                continue
            self._look_up([joined])
            level, parts = self._known.get(joined, (3, ()))
            who = frozenset(w for p in parts for w in self._alone.get(p, ()))
            # Better than what a piece is by itself, and sure enough.
            enough = level < 2 or (known == len(LEVELS) and len(joined) > 5 + (level == 3))
            if who and level < known and enough:
                return self._hit(pieces[0].start, pieces[-1].end, who, "torn"), i + size
        return None

    def _hit(self, start: int, end: int, who: frozenset[int], how: str) -> Hit:
        entries = [self.named[w] for w in sorted(who)]
        replacement = " or ".join(dict.fromkeys(e.replacement for e in entries))
        return Hit(start, end, replacement, entries[0].kind, how)


def _capital(word: str) -> bool | None:
    first = word[0]
    if "\u10d0" <= first <= "\u10ff" or first.isupper() == first.islower():
        return None
    return first.isupper()


def _beside(text: str, one: _Word, other: _Word) -> bool:
    """Whether two words may belong to one name; a full stop between only after an initial or a title."""
    gap = (one.end, other.start)
    return bool(_BESIDE.fullmatch(text, *gap) or (len(one.form) < 3 and _SHORT_BESIDE.fullmatch(text, *gap)))


def _opens(text: str, start: int) -> bool:
    """Whether a sentence begins at *start*."""
    return bool(_BEFORE_SENTENCE.search(text, max(0, start - 6), start)) or not text[:start].strip()


def _tolerance(length: int, heard: bool) -> int:
    """Return how many letters may be wrong in a name of *length* (of its sound, which is shorter)."""
    return 2 if length > 7 else 1 if length > (4 if heard else 3) else 0


def _in_arabic(form: str, part: str) -> bool:
    """Whether *form* and *part*, one or both in Arabic script, are one name: with a prefix, or as heard in Latin."""
    if arabic(form) and arabic(part):
        bare = (form[len(p) :] for p in _ARABIC_BEFORE if form.startswith(p) and len(form) - len(p) > 1)
        return part in (form, *bare) or part.removeprefix("ال") == form or f"ال{part}" == form
    name, latin = (part, form) if arabic(part) else (form, part)
    pattern = as_heard(name)
    return bool(pattern and len(latin) > 2 and pattern.fullmatch(consonants(latin)))
