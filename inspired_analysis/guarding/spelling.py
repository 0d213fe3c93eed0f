"""One form for the many ways in which a name is written.

Conventions
-----------
- A *form* is a word without case, diacritics and signs, in its own script: ``Zoë`` → ``zoe``, ``Олена`` → ``олена``.
- A *fold* is a form in Latin letters: ``olena``. Arabic script stays as it is, since it leaves out vowels.
- A *sound* is a coarser form in which the common ways of spelling one name in Latin letters meet:
  ``Yuliya``, ``Julija``, ``Iulia`` → ``iulia``. It serves to compare, and is never shown.
- A *word* is a run of letters; apostrophes belong to it, hyphens and low lines do not.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from importlib import resources

__all__ = ["CALENDAR", "ENDINGS", "WORD", "arabic", "as_heard", "consonants", "fold", "form", "listed", "ordinary",
           "sound", "stems"]  # fmt: skip


def listed(text: str) -> frozenset[str]:
    """Return the words of a list written as prose, as a set."""
    return frozenset(text.split())


# Marks that belong to the letter before, and characters that are not seen but could hide a name.
_MARKS = (
    "\u00ad\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06ed\u200b-\u200f\u2060\ufe00-\ufe0f"
)
_LETTERS = rf"[^\W\d_](?:[^\W\d_]|[{_MARKS}])*+"
WORD = re.compile(rf"{_LETTERS}(?:['’ʼ‘`]{_LETTERS})*+")

_UNSEEN = re.compile(f"[{_MARKS}]")
_ARABIC = re.compile("[\u0620-\u064a\u066e-\u06d3]")
_SAME_IN_ARABIC = str.maketrans(
    {**dict.fromkeys("أإآٱ", "ا"), **dict.fromkeys("ىیئ", "ي"), **dict.fromkeys("ةە", "ه"), "ک": "ك", "ؤ": "و", "ء": "",
     "ـ": ""}
)  # fmt: skip
# Letters whose sound is lost with their marks.
_SOUNDS = str.maketrans({"ç": "ch", "č": "ch", "ć": "ch", "š": "sh", "ş": "sh", "ș": "sh", "ś": "sh", "ž": "zh",
                         "ż": "zh", "đ": "dj", "ə": "a", "є": "ie", "ё": "io"})  # fmt: skip
_STEPS = tuple((re.compile(pattern), to) for pattern, to in (
    (r"shch|tsch|tch|sch|sh|ch|cz|sz|zh|ts|tz|rz|dzh|dz", "s"), (r"ph", "f"), (r"th", "t"), (r"dj", "d"),
    (r"[kg]h", "h"), (r"ck|q", "k"), (r"x", "ks"), (r"c(?=[eiy])|c$", "s"), (r"c", "k"), (r"z", "s"), (r"w", "v"),
    (r"g", "h"), (r"ee|ea", "i"), (r"oo|ou", "u"), (r"ue", "u"), (r"oe", "o"), (r"ae", "a"), (r"[yj]", "i"),
    (r"e", "a"), (r"o", "u"), (r"(.)\1+", r"\1"), (r"(?<=[aiu])h$", ""),
))  # fmt: skip

# What is put behind a name, folded, in languages that inflect names: Slavic, Georgian, Turkic, Baltic, Hungarian …
ENDINGS = listed("""
    a e i o u y ia iu io ii ya yu ye yi ja ju je ji am em im om um ym ama ami ima imi yma ymi ov ev iv ova eva ovo evo
    ove eve ovi evi ovy ovu ovim ovom ovoi ovoy ovih ovyh in yn ina yna ino ine ini iny inu inim inom inoi inoy ou oi
    oy ei ey iei iey oiu oyu eiu eyu iyu iy iem yem iom ojo ah iah ach iach es is as os us s ma m it ad d ze shi tan
    tvis stvis istvis gan sgan isgan dan idan adan edan etan istan vit sa isa asa mde nin nun un nyn da de ta te den
    ten la le yla yle ni nu na ne ga ge ka ke lar ler lari leri li lu ul ului ei lui nak nek val vel t et ot at hoz
    hez ban ben ra re rol rel tol tel on en stan stanis iego iemu ego emu ogo omu oho iej ich ych ikh ykh imu ymu umu
    ovoiu oiu evoiu
""")
CALENDAR = listed("""
    january february march april may june july august september october november december
    monday tuesday wednesday thursday friday saturday sunday
""")


@lru_cache(maxsize=100_000)
def form(word: str) -> str:
    """Return *word* without case, diacritics and signs; Arabic script in its plainest letters."""
    bare = _UNSEEN.sub("", unicodedata.normalize("NFKD", word))
    if arabic(bare):
        bare = bare.translate(_SAME_IN_ARABIC)
    return re.sub(r"[\W_]", "", bare).casefold()


@lru_cache(maxsize=100_000)
def fold(word: str) -> str:
    """Return the form of *word* in Latin letters; Arabic script stays."""
    bare = form(word)
    if bare.isascii() or arabic(bare):
        return bare
    from anyascii import anyascii

    return re.sub(r"[\W_]", "", anyascii(bare)).casefold()


@lru_cache(maxsize=100_000)
def sound(word: str) -> str:
    """Return the coarser form of *word*, for comparing spellings in Latin letters."""
    composed = unicodedata.normalize("NFC", word).lower().translate(_SOUNDS)
    coarse = fold(composed)
    if not arabic(coarse):
        for pattern, to in _STEPS:
            coarse = pattern.sub(to, coarse)
    return coarse


def stems(latin: str) -> frozenset[str]:
    """Return what an ending may be put behind: a fold, also without its last vowel, or the one before its last letter.

    Pavel, of Pavla; Olena, to Oleni.
    """
    found = {latin}
    if len(latin) > 2 and latin[-1] in "aeiouy":
        found.add(latin[:-1])
    if len(latin) > 3 and latin.endswith(("ia", "iy", "ii", "io", "ya", "ja")):
        found.add(latin[:-2])
    if len(latin) > 4 and latin[-2] in "aeo" and latin[-1] not in "aeiouy" and latin[-3] not in "aeiouy":
        found.add(latin[:-2] + latin[-1])
    return frozenset(found)


def arabic(text: str) -> bool:
    """Whether *text* is in Arabic script."""
    return bool(_ARABIC.search(text))


# How Arabic consonants come out in Latin letters. Vowels, and the letters that may be one, are left out of both.
_HEARD = {
    "ب": "b", "ت": "th?", "ث": "(?:th|s|t)", "ج": "(?:dj|dzh|j|g)", "ح": "h?", "خ": "(?:kh|h|x|j)", "د": "dh?",
    "ذ": "(?:dh|d|z|th)", "ر": "r", "ز": "[zs]", "س": "[sc]", "ش": "(?:sch|sh|ch|s)", "ص": "s", "ض": "(?:dh|d|z)",
    "ط": "t", "ظ": "(?:dh|d|z)", "غ": "(?:gh|g|r)", "ف": "(?:f|ph)", "ق": "(?:gh|q|k|g)", "ك": "(?:ck|k|c)", "ل": "l",
    "م": "m", "ن": "n", "ه": "[ht]?", "و": "v?", "پ": "p", "چ": "(?:tch|ch|c)", "ژ": "(?:zh|j)", "گ": "gh?",
}  # fmt: skip
_TWICE = re.compile(r"(.)\1+")


@lru_cache(maxsize=4_000)
def as_heard(name: str) -> re.Pattern | None:
    """Return a pattern for the `consonants` of Latin spellings of *name*, a fold in Arabic script.

    None if the name says too little: fewer than two consonants.
    """
    bare = "".join(c for c in _TWICE.sub(r"\1", name.removeprefix("ال")) if c in _HEARD)
    if sum(c not in "حهو" for c in bare) < 2:
        return None
    article = "l?" if name.startswith("ال") else ""
    return re.compile(article + "".join(_HEARD[c] for c in bare) + "h?")


def consonants(latin: str) -> str:
    """Return *latin*, a fold in Latin letters, without vowels and doubled letters."""
    return re.sub("[aeiouyw]", "", _TWICE.sub(r"\1", latin))


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    return frozenset((resources.files(__package__) / "ordinary" / "en.txt").read_text(encoding="utf-8").split())


@lru_cache(maxsize=100_000)
def ordinary(word: str) -> bool:
    """Whether *word*, a fold, is an ordinary English word (``training/ordinary_words.py``), or its plural is."""
    return len(word) == 1 or word in _words() or (len(word) > 3 and f"{word}s" in _words())
