"""What findings say in English sentences, said again in the language of a brief.

Findings are the same in every language, so that their sentences are English. Here they are taken apart by the
patterns in `SENTENCES`, whose places stand for numbers, names, and words of the method. What fits none is shown as it
is.
"""

from __future__ import annotations

import re
from functools import cache

from babel import Locale

from ..language import NAMES
from .terms import SENTENCES

__all__ = ["told"]

NUMBERS = ("n", "of", "n_for", "against", "between", "wanted", "needed", "has", "up", "down", "doubt",
           "share")  # fmt: skip
COUNTED = re.compile(r"(\d+) (for|against|in between)")
THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+")
CODES = {name: code for code, name in NAMES.items()}
# Measures that findings name for those who compute them.
PLAINER = {
    "Gini of participants' words": "how unevenly participants spoke (0: all the same, 1: one person alone)",
    "stance codings that should be right": "readings of who is for or against that are likely right",
    "verdicts that a miscoding could change": "verdicts that a wrong reading could change",
}
TWICE = re.compile(r", 2 times$")
BETWEEN = re.compile(r"(?<=\.) (?=[A-Z\d])")


def told(text: str, say) -> str:
    """Return *text*, a word or a sentence of a finding, in the language of *say*."""
    text = PLAINER.get(text, text)
    if say.code == "en" or not text:
        return TWICE.sub(", twice", text)
    word = say.term(text)
    if word != text:
        return word
    parts = BETWEEN.split(text)
    if len(parts) > 1:
        said = [told(part, say) for part in parts]
        if all(ours != part for ours, part in zip(said, parts, strict=True)):
            return " ".join(said)
    for sentence, pattern in _patterns():
        found = pattern.fullmatch(text)
        if found:
            return say(sentence, **{name: _part(name, value, say) for name, value in found.groupdict().items()})
    return text


def _part(name: str, value: str, say) -> str:
    """Return what stands in one place: a list, counts, a sentence, a word of the method, or somebody's name."""
    if name in ("groups", "parts"):
        return say.listed([say.term(part) for part in value.split(", ")])
    if name == "counts":
        return say.comma.join(f"{n} {say.term(side.removeprefix('in '))}" for n, side in COUNTED.findall(value))
    if name in ("mentions", "others", "kinds"):
        return say.comma.join(told(part, say) for part in value.split(", "))
    if name == "share":
        return say.percent(int(value.rstrip("%")) / 100)
    if value in CODES:
        return Locale.parse(say.locale).languages.get(CODES[value], value)
    if THOUSANDS.fullmatch(value):
        return say.number(int(value.replace(",", "")))
    return say.term(value)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern], ...]:
    return tuple((sentence, re.compile(_pattern(sentence), re.DOTALL)) for sentence in SENTENCES)


def _pattern(sentence: str) -> str:
    """Return the pattern of *sentence*: a place that comes again holds the same again."""
    parts, seen = re.split(r"\{(\w+)\}", sentence), set()
    pattern = re.escape(parts[0])
    for name, words in zip(parts[1::2], parts[2::2], strict=True):
        what = r"[\d.,]+%?" if name in NUMBERS else ".+?"
        pattern += (f"(?P={name})" if name in seen else f"(?P<{name}>{what})") + re.escape(words)
        seen.add(name)
    return pattern
