"""Where the names of a list stand in a text, however they are written.

What counts as a name's variant: other case, diacritics, transliteration, common spellings of one sound; endings of
inflection; one wrong letter in names of four to seven, two in longer ones; a name torn in two or three, or two names
run together. First names and surnames of people stand alone too; of organisations and places only the whole.

What does not: a country, its people and language, unless listed itself; an ordinary word of English or of a language
that the talk is in (`abroad`), unless it is spelled or heard as a name and has a capital within a sentence; a word that
this talk writes in lower case; another listed name. Where several listed people fit, all of them are named.

A name that is itself an ordinary word (Rose, Will) is one only with a capital. So in a talk without capitals such a
name is not found by itself; in a full name it is, and so is a word that the list itself has in lower case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from .abroad import key, ordinary_in
from .likeness import ARABIC_BEFORE, LEVELS, LONGEST_WORD, Likeness
from .public import country
from .spelling import CALENDAR, WORD, fold, form, listed, ordinary
from .writing import APOSTROPHE, Word, Writing, beside, opens, words_of

__all__ = ["Hit", "Matcher", "Named"]

SMALL = listed("""
    mr mrs ms miss dr prof sir madam de la le les du des di da dos das del van von der den al el bin ibn zu ter abu san
    st mme herr frau pan pani the
""")
# Behind a word at the beginning of a sentence, these say that it was no name: Will you, May we.
NOT_AFTER_NAMES = listed("""
    you we it they he she i the this that these those there a an our your my his her their not be anyone anybody
""")
# English words of two letters that a surname may be spelled like: He, Do, An.
TWO_LETTERS = listed("""
    am an as at be by do eh go ha he hi hm if in is it me my no of oh ok on or so to uh um up us we
""")
_ARTICLES = frozenset({"al", "el", "ul", "il"})
_TORN = re.compile(r"[ \-‐‑]|[\-‐‑]\s")  # with a hyphen also from one line to the next
MOST_PIECES = 3


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


def _runs(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return what of a person's name may be run together: Annemarie and Vanderberg, of Anne-Marie van der Berg."""
    ends = [end for end, word in enumerate(words, 1) if word not in SMALL or end == len(words)]
    return [words[start:end] for end in ends for start in range(end)]


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
        self._alone: dict[str, set[int]] = {}  # form of a part → who may be meant by it alone
        self._rows: list[tuple[int, tuple[str, ...]]] = []  # whole names: (who, forms of their words)
        for who, entry in enumerate(self.named):
            for name in entry.names:
                self._list(who, entry.kind, tuple(f for w in WORD.findall(name) if (f := form(w))))
        # He Jing, Bo Lind: such a piece alone is mostly another word.
        single = {row[0] for _, row in self._rows if len(row) == 1}
        self._short = frozenset(word for word in self._alone if len(word) == 2 and word not in single)
        # Who lists a word in lower case means it so: the ferry, the mine.
        own = (n for entry in self.named if entry.kind != "person" for n in entry.names)
        self._small = frozenset(form(n) for n in own if n.islower())
        listed_words = {w for entry in self.named for n in entry.names for w in WORD.findall(n)}
        keys = set(map(key, listed_words))
        self._as_listed = keys | {k.removeprefix("ال") for k in keys}
        self._joined = Likeness(f for w in listed_words if (f := form(w)) and len(f) < len(w) and APOSTROPHE.search(w))
        parts = set(self._alone).union(*(row for _, row in self._rows))
        self._like = Likeness(parts, (f for words in kept for w in WORD.findall(words) if (f := form(w))))
        self._whole_names: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
        for who, row in self._rows:
            if len(row) > 1:
                self._whole_names.setdefault(row[0], []).append((who, row))

    def __bool__(self) -> bool:
        return bool(self._like.parts)

    def _list(self, who: int, kind: str, words: tuple[str, ...]) -> None:
        if len("".join(words)) < 2:
            return
        self._rows.append((who, words))
        alone = words if kind == "person" or len(words) == 1 else ()
        for word in alone:
            if len(words) == 1 or (len(word) > 1 and word not in SMALL):
                self._alone.setdefault(word, set()).add(who)
        for run in _runs(words) if kind == "person" else (words,):
            if len(run) > 1 and len("".join(run)) > 5:
                self._alone.setdefault("".join(run), set()).add(who)

    def hits(self, text: str, writing: Writing | None = None, *, loosely: bool = True) -> list[Hit]:
        """Return the names in *text* in their order; without *loosely*, none that is misspelt or torn."""
        if not self:
            return []
        writing = writing or Writing.of([text])
        words = words_of(text, lambda word, elided: self._with_apostrophe(word, elided, writing))
        self._like.look_up(w.form for w in words)
        sure = [self._sure(text, words, i, writing, loosely) for i in range(len(words))]
        found: list[Hit] = []
        i = 0
        while i < len(words):
            hit, following = (
                self._whole(text, words, i, writing, loosely)
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

    def _with_apostrophe(self, word: str, elided: bool, writing: Writing) -> bool:
        """Whether *word* is a name with its apostrophe, such as N'Diaye or T'ariel; j'ai is not Jai."""
        self._joined.look_up([form(word)])
        rest = APOSTROPHE.split(word, maxsplit=1)[1]
        french = elided and rest[0].islower() and (len(rest) < 3 or ordinary_in(writing.languages, rest))
        return bool(self._joined.of(form(word))[1]) or (fold(word) in self._like.written and not french)

    def _sure(
        self, text: str, words: list[Word], i: int, writing: Writing, loosely: bool
    ) -> tuple[int, frozenset[int]]:
        """Return at which level and for whom word *i* alone is a name beyond doubt; nobody if it may be none."""
        word = words[i]
        level, parts = self._like.of(word.form)
        parts = tuple(p for p in parts if p in self._alone)
        if not parts or (level == 3 and not loosely):
            return 3, frozenset()
        capital = word.capital if writing.cased else None
        common = ordinary(word.form)
        abroad = self._abroad(text, word, writing)
        short = word.form in self._short
        if short and (abroad or word.form in TWO_LETTERS):
            certain = capital and level == 0 and not opens(text, word.start)  # Mrs He, but not: He is.
        elif abroad and not common:
            certain = self._although_ordinary(text, word, level, writing)
        elif self._like.by_consonants(word.form, level, parts):
            certain = not common and capital is not False and word.fold not in writing.lower
        elif level and (common or word.fold in writing.lower or word.fold in CALENDAR):
            inside = capital and not opens(text, word.start) and word.fold not in CALENDAR
            certain = inside and (level < 3 or len(word.fold) > 4)
        elif common and word.form in self._small:
            certain = True
        elif common and not short:
            following = words[i + 1].fold if i + 1 < len(words) else ""
            certain = capital and not (opens(text, word.start) and following in NOT_AFTER_NAMES)
        elif len(word.fold) < 3:
            certain = capital or (capital is None and level == 0)
        else:
            certain = capital is not False or level == 0 or len(word.fold) > 3
        return level, frozenset(who for p in parts for who in self._alone[p]) if certain else frozenset()

    @staticmethod
    def _abroad(text: str, word: Word, writing: Writing) -> bool:
        """Whether *word* is an ordinary one in a language of the talk that is not English."""
        return ordinary_in(writing.languages, text[word.start : word.end])

    def _although_ordinary(self, text: str, word: Word, level: int, writing: Writing) -> bool:
        """Whether *word*, an ordinary one of the talk's language, is a name here nevertheless."""
        said = key(text[word.start : word.end])
        if word.capital is None:  # with all its letters, or behind a prefix
            return level < 2 and any(said.removeprefix(before) in self._as_listed for before in ("", *ARABIC_BEFORE))
        if level == 0:
            return word.capital or not (writing.cased and word.fold in writing.lower)
        return bool(writing.cased and word.capital and "de" not in writing.languages and not opens(text, word.start)
                    and (level < 3 or len(word.fold) > 4))  # fmt: skip

    def _run(
        self, text: str, words: list[Word], sure: list[tuple[int, frozenset[int]]], i: int, writing: Writing,
        found: list[Hit],
    ) -> tuple[Hit, int]:  # fmt: skip
        """Return the name around word *i*, with first and last names, initials and small words; not into *found*."""
        floor = found[-1].end if found else 0
        who, first, last = sure[i][1], i, i
        level = sure[i][0]
        while last + 1 < len(words) and beside(text, words[last], words[last + 1]):
            both = who & (sure[last + 1][1] or self._belongs(words[last + 1], who, writing))
            if not both and words[last + 1].fold in SMALL and last + 2 < len(words):
                both = who & sure[last + 2][1]
            if not both:
                break
            who, last, level = both, last + 1, min(level, sure[last + 1][0])
        while first and words[first - 1].start >= floor and beside(text, words[first - 1], words[first]):
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

    def _belongs(self, word: Word, who: frozenset[int], writing: Writing) -> frozenset[int]:
        """Return for whom of *who* a word that is no sure name is a piece of theirs: an initial, a small word."""
        if writing.cased and word.capital is False and word.fold not in SMALL:
            return frozenset()
        initial = len(word.fold) == 1 and word.capital and word.fold != "i"
        own = [(w, {*row, *map(fold, row)}) for w, row in self._rows if w in who and len(row) > 1]
        return frozenset(
            w for w, forms in own
            if {word.form, word.fold} & forms or (initial and any(f[0] == word.fold for f in forms))
        )  # fmt: skip

    def _whole(
        self, text: str, words: list[Word], i: int, writing: Writing, loosely: bool
    ) -> tuple[Hit, int] | None:
        """Return a name of several words that stands, whole and in order, from word *i* on; the longest."""
        rows = [row for part in self._like.of(words[i].form)[1] for row in self._whole_names.get(part, ())]
        for _, row in sorted(rows, key=lambda entry: -len(entry[1])):
            level = self._stands(text, words[i : i + len(row)], row, writing, loosely)
            if level is not None:
                who = frozenset(w for w, other in rows if other == row)
                return self._hit(words[i].start, words[i + len(row) - 1].end, who, LEVELS[level]), i + len(row)
        return None

    def _stands(
        self, text: str, words: list[Word], row: tuple[str, ...], writing: Writing, loosely: bool
    ) -> int | None:
        """Return how like the words of a name *row* these *words* are at worst, None if they are others."""
        worst = 0
        for k, part in enumerate(row[: len(words)]):
            level, parts = self._like.of(words[k].form)
            apart = k and not beside(text, words[k - 1], words[k])
            apart = apart or (level and not words[k].capital and self._abroad(text, words[k], writing))
            if apart or part not in parts or level > ((2 + loosely) if len(part) > 3 else 0):
                return None
            worst = max(worst, level)
        return worst if len(words) == len(row) else None

    def _torn(
        self, text: str, words: list[Word], sure: list[tuple[int, frozenset[int]]], i: int, writing: Writing
    ) -> tuple[Hit, int] | None:
        """Return a name that a recogniser wrote as two or three words from word *i* on."""
        for size in range(2, min(MOST_PIECES, len(words) - i) + 1):
            pieces = words[i : i + size]
            if not _TORN.fullmatch(text, pieces[-2].end, pieces[-1].start):
                return None
            joined = "".join(w.form for w in pieces)
            known = min((level for level, who in sure[i : i + size] if who), default=len(LEVELS))
            capital = writing.cased and pieces[0].capital and pieces[0].fold != "i"
            every_day = all(ordinary(w.form) or self._abroad(text, w, writing) for w in pieces)
            every_day = every_day and pieces[0].capital is not None
            if not 3 < len(joined) <= LONGEST_WORD or (ordinary(joined) and not capital):
                continue
            if every_day and not (capital and not opens(text, pieces[0].start)):
                continue
            self._like.look_up([joined])
            level, parts = self._like.of(joined)
            if every_day and self._like.by_consonants(joined, level, parts):
                continue
            who = frozenset(w for p in parts for w in self._alone.get(p, ()))
            # Better than what a piece is by itself, and sure enough.
            enough = level < 2 or (known == len(LEVELS) and len(joined) > 5 + (level == 3))
            if level == 3 and any(country(w.form) for w in pieces):
                continue
            if who and level < known and enough:
                return self._hit(pieces[0].start, pieces[-1].end, who, "torn"), i + size
        return None

    def _hit(self, start: int, end: int, who: frozenset[int], how: str) -> Hit:
        entries = [self.named[w] for w in sorted(who)]
        replacement = " or ".join(dict.fromkeys(e.replacement for e in entries))
        return Hit(start, end, replacement, entries[0].kind, how)
