"""Make the list of words for countries, their people and languages, in the languages of the regions we know talk from.

    python training/country_words.py

A word that resembles a listed name is not taken for that name if it is one of these: Armen is not in Armenia. From the
Unicode CLDR, as the package babel has it (Unicode licence); words as forms, in their own script. A word that ends in
``-`` is what endings of inflection are put behind, in languages that inflect names of countries.
"""

from __future__ import annotations

import re
from pathlib import Path

from babel import Locale

from inspired_analysis.guarding.spelling import WORD, form

OUT = Path(__file__).parent.parent / "inspired_analysis" / "guarding" / "countries.txt"
INFLECT = ("ru", "uk", "be", "bg", "mk", "sr", "sr_Latn", "hr", "bs_Latn", "sl", "cs", "sk", "pl", "ka")
OTHERS = ("en", "fr", "de", "es", "pt", "it", "nl", "ro", "hu", "el", "tr", "az", "hy", "lt", "lv", "fi", "et", "sv",
          "da", "nb", "ar", "fa", "he", "kk", "uz", "ky", "tg", "id", "sw", "ca", "sq")  # fmt: skip
ADJECTIVES = ("en", "fr", "de", *INFLECT[:-1])  # whose names of languages are those of people, too, and no genitives
SHORTEST = 5  # letters of what endings are put behind
# They begin names of people, which have the same endings.
NAMES = ("domini", "домини", "доміні", "jordan", "јордан", "kub", "katar", "turkmene")


def main() -> None:
    """Write the list."""
    words: set[str] = set()
    for code in (*INFLECT, *OTHERS):
        locale = Locale.parse(code)
        named = [name for key, name in locale.territories.items() if len(key) == 2]
        named += [name for key, name in locale.languages.items() if len(key) == 2] if code in ADJECTIVES else []
        for word in (form(name) for name in named if WORD.fullmatch(name)):
            words |= {word} if len(word) > 3 else set()
            stem = re.sub(r"(?<=с[ькк])(?:ая|ии|ий|и|а)$|(?<=sk)[iyoa]$|[аеиіоуыэюяьaeiouyაეიოუ]$", "", word)
            if code in INFLECT and len(stem) >= SHORTEST:
                words |= {f"{stem}-", f"{word}-"}
            if code == "en":
                words.add(f"{word}s")  # Armenians
    words = {word for word in words if not word.startswith(NAMES)}
    OUT.write_text("\n".join(sorted(words)) + "\n", encoding="utf-8")
    print(f"{len(words):,} words")


if __name__ == "__main__":
    main()
