"""How a talk is written: its words, whether capitals mean anything, where sentences begin, what stands side by side."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from .abroad import languages_of
from .spelling import WORD, fold, form, listed

__all__ = ["APOSTROPHE", "Word", "Writing", "beside", "opens", "pieces", "words_apart", "words_of"]

_BEFORE_SENTENCE = re.compile(r"(?:^|[.?!…:;\n]|--|[–—])[\s\"'“”‘’«»(\[*_-]*$")
_TITLE = re.compile(r"(?<!\w)(?:[A-Z]|Mr|Mrs|Ms|Mx|Dr|Prof|St|Mme|Mlle|Sr|Sra|Hr)\.\s$")
_BESIDE = re.compile(r"(?:['’]s?)?[\s\-‐‑_]{1,3}")
_SHORT_BESIDE = re.compile(r"\.\s?")
APOSTROPHE = re.compile("['’ʼ‘`]")
# What French, Italian and Catalan put before an apostrophe: what follows is a word of its own.
_ELIDED = listed("""
    c d j l m n s t qu jusqu lorsqu puisqu quoiqu presqu dell all dall nell sull coll quell gl un quest anch dov com
""")
_ADDRESS = ("@", "://", "www.")
SPOKEN = 0.02  # share of a talk's words that stand in turns of a language, for it to be one of the talk's


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: its place, its form and fold, and whether it has a capital (None where a script has none)."""

    start: int
    end: int
    form: str
    fold: str
    capital: bool | None


@dataclass(frozen=True)
class Writing:
    """How a talk is written: whether capitals mean anything, which words it has in lower case, its languages."""

    cased: bool = True
    lower: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()  # other than English

    @classmethod
    def of(cls, texts: Iterable[str]) -> Writing:
        """Return the writing of *texts*."""
        lower, capital, shouted = Counter(), Counter(), 0
        words, languages = Counter(), Counter()
        for text in texts:
            said = [text[start:end] for start, end in pieces(_without_addresses(text))]
            words.update(said)
            languages.update(dict.fromkeys(languages_of(said), len(said)))
        for word, n in words.items():
            has = _capital(word)
            if has is not None:
                (capital if has else lower)[fold(word)] += n
                shouted += n * (word.isupper() and len(word) > 1)
        written, high = lower.total() + capital.total(), capital.total()
        cased = written == 0 or (high > 0.01 * written and shouted < 0.6 * written)
        often = (w for w, n in lower.items() if cased and n > max(1, capital[w]))
        spoken = (language for language, n in languages.items() if n > SPOKEN * words.total())
        return cls(cased, frozenset(often), frozenset(spoken))


def _without_addresses(text: str) -> str:
    """Leave out addresses, which have names in lower case."""
    if not any(sign in text for sign in _ADDRESS):
        return text
    return " ".join(word for word in text.split() if not any(sign in word for sign in _ADDRESS))


def words_of(text: str, whole: Callable[[str, bool], bool]) -> list[Word]:
    """Return the words of *text*, without what is put behind an apostrophe.

    *whole* says of a word with an apostrophe, and of whether that stands for what French or Italian leaves out,
    whether it is one all the same.
    """
    return [Word(start, end, form(text[start:end]), fold(text[start:end]), _capital(text[start:end]))
            for start, end in pieces(text, whole)]  # fmt: skip


def pieces(text: str, whole: Callable[[str, bool], bool] = lambda word, elided: False) -> Iterator[tuple[int, int]]:
    """Return where the words of *text* stand; *whole* as in `words_of`."""
    for match in WORD.finditer(text):
        start, end = match.span()
        while sign := APOSTROPHE.search(text, start, end):
            head = text[start : sign.start()]
            elided = head.casefold() in _ELIDED
            if whole(text[start:end], elided):
                break
            if not elided:
                # O'Neill, ma'am stay whole; Anna's, Ayşe'nin lose what is put behind.
                end = sign.start() if len(head) > 2 else end
                break
            yield start, sign.start()
            start = sign.end()
        yield start, end


def words_apart(name: str) -> str:
    """Return a file's name with its words apart where only a capital tells them: AnnaInterview → Anna_Interview."""
    humps = (i for i in range(1, len(name))
             if name[i].isupper() and name[i - 1].isalpha() and not name[i - 1].isupper())  # fmt: skip
    cuts = [0, *humps, len(name)]
    return "_".join(name[start:end] for start, end in pairwise(cuts))


def beside(text: str, one: Word, other: Word) -> bool:
    """Whether two words may belong to one name; a full stop between only after an initial or a title."""
    gap = (one.end, other.start)
    return bool(_BESIDE.fullmatch(text, *gap) or (len(one.form) < 3 and _SHORT_BESIDE.fullmatch(text, *gap)))


def opens(text: str, start: int) -> bool:
    """Whether a sentence begins at *start*; not behind a title or an initial with its full stop."""
    if _TITLE.search(text, max(0, start - 6), start):
        return False
    return bool(_BEFORE_SENTENCE.search(text, max(0, start - 6), start)) or not text[:start].strip()


def _capital(word: str) -> bool | None:
    first = word[0]
    if "\u10d0" <= first <= "\u10ff" or first.isupper() == first.islower():
        return None
    return first.isupper()
