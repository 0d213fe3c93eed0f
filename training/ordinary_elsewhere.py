"""Make the lists of ordinary words of languages other than English: the commonest, without names.

    pip install wordfreq==3.1.1 faker==40.63.0
    python training/ordinary_elsewhere.py

Which words are common: wordfreq (Speer 2022, data CC BY-SA 4.0). Which are names: those that Faker (MIT) gives to
people of any country, and in languages that inflect names their cases; such a word may stand for somebody. Of the
very commonest only first names in the same language: les is nobody in French. The lists hold words alone,
in alphabetical order: as `form` has them, Arabic ones with all their letters.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable

import faker.providers.person
import wordfreq
from ordinary_words import OUT

from inspired_analysis.guarding.abroad import key
from inspired_analysis.guarding.likeness import ARABIC_BEFORE
from inspired_analysis.guarding.spelling import ENDINGS, fold, stems

LANGUAGES = ("ar", "de", "es", "fr", "it", "nl", "pl", "pt", "ro", "ru", "tr", "uk")
INFLECTING = ("pl", "ro", "ru", "tr", "uk")
COMMONEST, VERY_COMMONEST = 4_000, 300  # names are rarer than that in what wordfreq has read, but for politicians'
SHORTEST_STEM = 3


def names(language: str = "", kinds: tuple[str, ...] = ("first_name", "middle_name", "last_name")) -> frozenset[str]:
    """Return the words of all names of *kinds* that people who speak *language*, or any, have, as `key` has them."""
    found: set[str] = set()
    for module in pkgutil.iter_modules(faker.providers.person.__path__):
        if not module.name.startswith(language):
            continue
        provider = importlib.import_module(f"faker.providers.person.{module.name}").Provider
        for kind in (a for a in dir(provider) if a.startswith(kinds)):
            listed = getattr(provider, kind)
            if isinstance(listed, Iterable):
                found.update(key(word) for name in listed for word in str(name).replace("-", " ").split())
    return frozenset(found)


def common(language: str, called: frozenset[str]) -> set[str]:
    """Return the common words of *language* that nobody is called by; *called* are all names."""
    words = [key(w) for w in wordfreq.top_n_list(language, COMMONEST) if w.isalpha() and len(w) > 1]
    found = {w for w in words if not {w, *(w.removeprefix(p) for p in ARABIC_BEFORE)} & called}
    if language in INFLECTING:
        bent = {stem for name in called for stem in stems(fold(name)) if len(stem) >= SHORTEST_STEM}
        found = {w for w in found if not any(fold(w)[:cut] in bent and fold(w)[cut:] in ENDINGS
                                             for cut in range(SHORTEST_STEM, len(fold(w))))}  # fmt: skip
    return found | (set(words[:VERY_COMMONEST]) - names(language, ("first_name",)))


def main() -> None:
    """Write the list of each language."""
    called = names()
    for language in LANGUAGES:
        words = common(language, called)
        (OUT.parent / f"{language}.txt").write_text("\n".join(sorted(words)) + "\n", encoding="utf-8")
        print(f"{language}: {len(words):,} words")


if __name__ == "__main__":
    main()
