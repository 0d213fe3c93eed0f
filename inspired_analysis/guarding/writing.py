"""How a talk is written: its words, whether capitals mean anything, where sentences begin, what stands side by side."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable
from dataclasses import dataclass
from itertools import pairwise

from .spelling import WORD, fold, form

__all__ = ["Word", "Writing", "beside", "opens", "words_apart", "words_of"]

_BEFORE_SENTENCE = re.compile(r"(?:^|[.?!…:;\n]|--|[–—])[\s\"'“”‘’«»(\[*_-]*$")
_BESIDE = re.compile(r"(?:['’]s?)?[\s\-‐‑_]{1,3}")
_SHORT_BESIDE = re.compile(r"\.\s?")
_APOSTROPHE = re.compile("['’ʼ‘`]")
_ADDRESS = ("@", "://", "www.")


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
    """How a talk is written: whether capitals mean anything, and which words it has in lower case."""

    cased: bool = True
    lower: frozenset[str] = frozenset()

    @classmethod
    def of(cls, texts: Iterable[str]) -> Writing:
        """Return the writing of *texts*."""
        lower, capital, shouted = Counter(), Counter(), 0
        words = Counter(word for text in texts for word in WORD.findall(_without_addresses(text)))
        for word, n in words.items():
            has = _capital(word)
            if has is not None:
                (capital if has else lower)[fold(word)] += n
                shouted += n * (word.isupper() and len(word) > 1)
        written, high = lower.total() + capital.total(), capital.total()
        cased = written == 0 or (high > 0.01 * written and shouted < 0.6 * written)
        often = (w for w, n in lower.items() if cased and n > max(1, capital[w]))
        return cls(cased, frozenset(often))


def _without_addresses(text: str) -> str:
    """Leave out addresses, which have names in lower case."""
    if not any(sign in text for sign in _ADDRESS):
        return text
    return " ".join(word for word in text.split() if not any(sign in word for sign in _ADDRESS))


def words_of(text: str, whole: Container[str] = ()) -> list[Word]:
    """Return the words of *text*; what is put behind an apostrophe stands apart but in the folds that are *whole*."""
    found = []
    for match in WORD.finditer(text):
        word, end = match[0], match.end()
        head = _APOSTROPHE.split(word)[0]
        # O'Neill, N'Diaye stay whole; Anna's, Ayşe'nin lose what is put behind.
        if 2 < len(head) < len(word) and fold(word) not in whole:
            word, end = head, match.start() + len(head)
        found.append(Word(match.start(), end, form(word), fold(word), _capital(word)))
    return found


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
    """Whether a sentence begins at *start*."""
    return bool(_BEFORE_SENTENCE.search(text, max(0, start - 6), start)) or not text[:start].strip()


def _capital(word: str) -> bool | None:
    first = word[0]
    if "\u10d0" <= first <= "\u10ff" or first.isupper() == first.islower():
        return None
    return first.isupper()
