"""Which language talk and statements are in, and whether the coders cover it: told by function words and script."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

__all__ = ["CODED", "NAMES", "covered", "foreign", "language_of", "looks_like", "name_of"]

CODED = ("en",)  # what the coders that come with the package know

SAMPLE = 200_000
FEWEST_WORDS = 20
ENOUGH = 0.12  # share of words that are function words; English talk has three times that
FEWEST_IN_TURN = 10  # words; a turn with fewer tells no language
ENOUGH_IN_TURN = 0.2
FEWEST_TELLING = 3  # different function words
MARGIN = 1.5  # by so much the best language must beat the talk's own, and the next best
# Scripts that tell the language, or at least that it is none of ours.
SCRIPTS = {"ARABIC": "und-Arab", "HEBREW": "he", "GREEK": "el", "GEORGIAN": "ka", "ARMENIAN": "hy", "THAI": "th",
           "DEVANAGARI": "und-Deva", "ETHIOPIC": "und-Ethi", "HANGUL": "ko", "CJK": "und-Hani"}  # fmt: skip
WRITTEN_IN = {
    "ARABIC": {"ar", "fa", "ps", "ur", "ku", "ckb", "sd", "ug", "prs"},
    "DEVANAGARI": {"hi", "ne", "mr"},
    "ETHIOPIC": {"am", "ti"},
    "CJK": {"zh", "ja"},
}
# Two dozen of the commonest words a language; those shared between languages are counted for each.
WORDS = {
    "en": "the and of to in is it that was for you on are with as i be this have from or had by but not what "
    "we they so um yeah like just there do if would can know think my at all about",
    "fr": "le la les des est et que qui dans pour pas vous nous une sur ce il elle je mais avec c'est du au sont on ça",
    "de": "der die das und ist nicht ich wir sie es ein eine zu mit auf für dass auch wie aber haben sind man ja",
    "es": "el la los las que de y en un una es por con no para se lo como más pero muy yo nosotros está son porque",
    "pt": "o os as que de e em um uma é por com não para se como mais mas muito eu nós está são porque isso",
    "it": "il lo gli che di e in un una è per con non si come più ma molto io noi sono perché questo della anche",
    "nl": "de het een en van is dat niet ik we je op voor met zijn maar ook wat er aan hebben dit nog",
    "pl": "i w na nie to że się z do jest jak ale tak co my ja są tego być może bardzo już czy",
    "tr": "ve bir bu da de için çok ama ne biz ben var yok gibi daha olan olarak değil mi",
    "ro": "și în de la nu este că un o pe cu care pentru mai sunt noi ce ca să din dar",
    "uk": "і в на не що та я ми це з до як але у ви є за для так було",
    "ru": "и в на не что я мы это с к как но у вы за для так было по есть",
}
NAMES = {
    "en": "English",
    "fr": "French",
    "de": "German",
    "es": "Spanish",
    "pt": "Portuguese",
    "it": "Italian",
    "nl": "Dutch",
    "pl": "Polish",
    "tr": "Turkish",
    "ro": "Romanian",
    "uk": "Ukrainian",
    "ru": "Russian",
}
# English words that are also among these; alone they tell no language.
_ENGLISH_TOO = {"die", "man", "no", "son", "con", "per", "come", "van", "met", "op", "pour", "ben", "para"}
_SETS = {code: frozenset(words.split()) for code, words in WORDS.items()}
_LANGUAGES = {word: [c for c, known in _SETS.items() if word in known] for word in frozenset().union(*_SETS.values())}


def language_of(text: str, language: str) -> str:
    """Return the language of one turn: a code, ``und-Arab`` if only the script is known, ``""`` if too short to tell.

    *language* is that of the talk as a whole (``""`` if that is unclear): another must be clearly likelier.
    """
    code = language.split("-")[0].lower()
    words = _words(text)
    if len(words) < FEWEST_IN_TURN:
        return ""
    script = _script("".join(words))
    if script not in ("LATIN", "CYRILLIC"):
        return code if code in WRITTEN_IN.get(script, ()) else SCRIPTS.get(script, "")
    counts = Counter(c for word in words for c in _LANGUAGES.get(word, ()))
    (best, most), (_, next_most) = [*counts.most_common(2), ("", 0), ("", 0)][:2]
    share = {c: n / len(words) for c, n in counts.items()}
    if counts[code] == most and share.get(code, 0.0) >= ENOUGH:
        return code
    telling = {word for word in words if best in _LANGUAGES.get(word, ())}
    clear = most >= MARGIN * max(next_most, counts[code]) and len(telling) >= FEWEST_TELLING
    return best if clear and share[best] >= ENOUGH_IN_TURN else ""


def foreign(text: str, language: str) -> str:
    """Return the language of a sentence that is clearly not in *language*, else "".

    A sentence is short: that none of its words is a function word of *language* tells as much as that two are of
    another.
    """
    code = language.split("-")[0].lower()
    words = _words(text)
    script = _script("".join(words))
    if not words or code not in _SETS:
        return ""
    if script not in ("LATIN", "CYRILLIC"):
        return SCRIPTS.get(script, "") if script else ""
    counts = Counter(c for word in words for c in _LANGUAGES.get(word, ()))
    best = max(_SETS, key=lambda c: counts[c])
    if script == "CYRILLIC" and code not in ("uk", "ru"):
        return best if best in ("uk", "ru") and counts[best] else "und-Cyrl"
    telling = [word for word in words if best in _LANGUAGES.get(word, ()) and word not in _ENGLISH_TOO]
    clear = not counts[code] and telling and counts[best] >= 2 and counts[best] / len(words) >= ENOUGH_IN_TURN
    return best if clear else ""


def name_of(code: str) -> str:
    """Return how a note calls a language: ``"French"``, ``"another script (Arab)"``, or the code."""
    return NAMES.get(code) or (f"another script ({code[4:]})" if code.startswith("und-") else code)


def looks_like(text: str) -> tuple[str, float]:
    """Return the language whose function words are commonest in *text*, and their share; ("", 0) if none."""
    words = _words(text)
    if len(words) < FEWEST_WORDS:
        return "", 0.0
    counts = Counter(code for word in words for code in _LANGUAGES.get(word, ()))
    best = max(_SETS, key=lambda code: counts[code])
    share = counts[best] / len(words)
    return (best, share) if share > 0.05 else ("", share)


def covered(text: str, language: str) -> tuple[bool, str]:
    """Return whether *text* looks like *language*, and a note if it does not.

    Too little text, or a language whose words we do not know, is given the benefit of the doubt, unless
    the script is another one.
    """
    code = language.split("-")[0].lower()
    found, share = looks_like(text)
    latin = _latin_share(text)
    name = NAMES.get(code, language)
    if code in ("uk", "ru"):
        fits = latin < 0.5 and found in ("uk", "ru", "")
    elif code in _SETS:
        enough = _share_of(_words(text), code) >= 2 * ENOUGH
        fits = latin > 0.5 and (found == code or (not found and share == 0.0) or enough)
    else:
        return True, ""
    if fits:
        return True, ""
    seen = f"it looks like {NAMES[found]}" if found and found != code else "most of its words are not"
    if latin <= 0.5 and not found:
        seen = "it is written in another script"
    return (
        False,
        f"The talk does not look like {name}: {seen}. Set “language” in the plan; findings may be wrong or missing.",
    )


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", text[:SAMPLE].casefold().replace("’", "'"))


def _share_of(words: list[str], code: str) -> float:
    return sum(w in _SETS[code] for w in words) / max(1, len(words))


def _script(letters: str) -> str:
    """Return the script of most letters, ``""`` if none leads."""
    if letters.isascii():
        return "LATIN"
    names = Counter(unicodedata.name(c, "").split(" ")[0] for c in letters[:400:4])
    name, n = names.most_common(1)[0]
    return name if n > 0.6 * names.total() else ""


def _latin_share(text: str) -> float:
    letters = Counter(filter(str.isalpha, text[:20_000]))
    latin = sum(n for c, n in letters.items() if "LATIN" in unicodedata.name(c, ""))
    return latin / letters.total() if letters else 1.0
