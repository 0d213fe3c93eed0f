"""Ordinary words of languages other than English, and which of these languages a text is in.

Conventions
-----------
- A *key* is a word as the lists have it (``training/ordinary_elsewhere.py``): its form; Arabic with all its letters,
  since ``على`` (on) and ``علي`` (Ali) have one form.
- The lists hold no word that is anybody's name.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection
from functools import lru_cache
from importlib import resources

from .spelling import arabic, fold, form, ordinary

__all__ = ["key", "languages_of", "ordinary_in"]

MARGIN = 1.5  # times as many of a text's words as are ordinary in English
ENOUGH = 0.4  # share of a text's words that are ordinary in its language
_VOWELS = re.compile("[\u0640\u064b-\u0652\u0670]")


@lru_cache(maxsize=100_000)
def key(word: str) -> str:
    """Return *word* as the lists have it."""
    return _VOWELS.sub("", unicodedata.normalize("NFC", word)) if arabic(word) else form(word)


def languages_of(words: Collection[str]) -> frozenset[str]:
    """Return the languages other than English that a text of *words* may be in; none if it is rather English."""
    words = [w for w in words if len(w) > 1]
    english = sum(ordinary(fold(w)) for w in words)
    counts = Counter(language for w in words for language in _languages(key(w)))
    return frozenset(lang for lang, n in counts.items() if n > MARGIN * english and n >= ENOUGH * len(words))


def ordinary_in(languages: Collection[str], word: str) -> bool:
    """Whether *word* is an ordinary word of one of *languages*."""
    return any(language in languages for language in _languages(key(word))) if languages else False


@lru_cache(maxsize=100_000)
def _languages(key: str) -> tuple[str, ...]:
    return tuple(language for language, words in _lists().items() if key in words)


@lru_cache(maxsize=1)
def _lists() -> dict[str, frozenset[str]]:
    """Return language → keys of its ordinary words."""
    files = sorted((resources.files(__package__) / "ordinary").iterdir(), key=lambda file: file.name)
    return {language: frozenset(file.read_text(encoding="utf-8").split())
            for file in files if (language := file.name.removesuffix(".txt")) != "en"}  # fmt: skip
