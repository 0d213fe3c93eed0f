"""Words that are everybody's: a word that resembles a listed name is taken for that name only if it is none of these.

Ordinary English words, what institutions are called by, and countries, their people and languages in some forty
languages (``training/country_words.py``).
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources

from .spelling import ENDINGS, fold, listed, ordinary

__all__ = ["country", "public"]

LONG_ENDINGS = re.compile("(?:sk|ск|ськ|[\u10d0-\u10ff])$")  # follow these: Грузинского, but not Katarine on Katar
# Mostly with a capital, so that they are not among the ordinary words.
CAPITAL = listed("marine maritime ministry parliament union congress senate commission federation council roma")


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    return frozenset((resources.files(__package__) / "countries.txt").read_text(encoding="utf-8").split())


@lru_cache(maxsize=100_000)
def country(word: str) -> bool:
    """Whether *word*, a form, is a country, its people or language, in languages that inflect it also inflected."""
    known = _countries()
    parts = ((word[:-size], word[-size:]) for size in range(1, 5))
    return word in known or any(
        f"{stem}-" in known and (len(end) < 3 or LONG_ENDINGS.search(stem)) and fold(end) in ENDINGS
        for stem, end in parts
    )


def public(word: str) -> bool:
    """Whether *word*, a form, is ordinary English, what institutions are called or a country."""
    # Lina, in a Russian sentence Лине, is no line.
    return (word.isascii() and (ordinary(word) or word in CAPITAL)) or country(word)
