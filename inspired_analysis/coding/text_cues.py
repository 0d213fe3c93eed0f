"""What a lexical model keeps of a text: stems, negations, mood and surface cues.

Conventions
-----------
- A *stem* is a Snowball stem of a lower-cased word; "n't" and "cannot" become a stem ``not`` of their own.
- A *gram* is a stem, a stem under a negation (``!stem``, up to four stems after the negation) or two stems
  in a row (``stem stem``). Word order beyond that is lost, so "A harms B" reads like "B harms A".
- *Polarity* is +1 or -1: a statement that bans, abolishes or denies something has -1, a second negation
  turns it back. "Guns should be banned" and "guns are safe" then meet with opposite signs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from nltk.stem.snowball import SnowballStemmer

__all__ = ["CONDITION", "FUNCTION", "Reading", "grams", "read_text", "stems"]

_WORD = re.compile(r"[^\W\d_]+(?:'[a-z]+)?|\d+")
_NOISE = re.compile(r"\{[^}]*\}|\[[^\]]*\]|\(\.\)")
_STEMMER = SnowballStemmer("english")
NEGATION_REACH = 4


def _stemmed(words: str) -> frozenset[str]:
    return frozenset(_STEMMER.stem(w) for w in words.split())


NEGATIONS = _stemmed("not no never nor without none neither nobody nothing")
FUNCTION = NEGATIONS | _stemmed(
    "a about all also am an and any are as at be because been being but by can could did do does for from had has have"
    " he her here him his how i if in into is it its just may me might more most must my of on one only or other our"
    " out over own shall she should so some such than that the their them then there these they this those to too up"
    " us very was we were what when where which while who whom whose why will with would you your")  # fmt: skip
GOOD = _stemmed(
    "good great benefit help improve safe protect right free support better best gain positive useful important value"
    " fair just equal effective efficient success happy healthy health love care trust proud hope opportunity choice"
    " save solve solution reduce prevent strong secure growth grow progress necessary need essential deserve encourage"
    " enjoy promote allow empower educate learn work easy affordable cheap accessible peace justice dignity beneficial"
    " valuable adequate enough ready confident welcome agree true enable ensure provide increase well"
)
BAD = _stemmed(
    "bad harm hurt dangerous danger risk unsafe damage destroy kill death die wrong unfair unjust cruel abuse suffer"
    " violence crime criminal corrupt waste expensive cost costly burden problem fail failure worse worst lose loss"
    " threat threaten fear poor poverty sick disease illegal violate violation infringe discriminate discrimination"
    " inequality oppress unnecessary useless ineffective impossible difficult hard struggle lack bias addictive"
    " addiction addict pollution pollute exploit exploitation undermine limit restrict force stress depress hate racist"
    " racism evil immoral unethical misuse inhumane unhealthy negative detrimental mistake false lie unable disagree"
    " outdated weak concern worry worried sad pain interfere invade unfortunately shortage insufficient inadequate"
    " delay confuse"
)
AGAINST = _stemmed(
    "ban abolish oppose stop prohibit criminal criminalize illegal end eliminate limit restrict abandon remove against"
    " outlaw disband withdraw reject repeal cut reduce bad harmful dangerous wrong harm worse fail unfair unnecessary"
    " undermine disadvantage negative detrimental less scrap close unethical immoral ineffective outdated waste"
    " unacceptable"
)
CLAIMING = _stemmed(
    "should must need think believe feel clear clearly important essential right wrong vital agree ought"
)

_QUESTION = re.compile(r"\?")
_AGREES = re.compile(
    r"^\W*(?:(?:oh|well|um+|uh|er+|so|and|but|i think|no)\W+)*(?:yes|yeah|yep|yea|absolutely|exactly|definitely|"
    r"indeed|of course|certainly|sure|true|right|that's right|i agree|i'd agree|i would agree|i do agree|"
    r"completely agree|totally|correct|same here)\b"
)
_DISAGREES = re.compile(
    r"^\W*(?:(?:oh|well|um+|uh|er+|so|and|but|yeah|i think)\W+)*(?:no\b(?! doubt| problem)|nope|nah|not really|"
    r"not at all|not necessarily|never\b|i disagree|i don't (?:think|agree|believe)|i'm not (?:sure|convinced)|"
    r"i wouldn't|absolutely not|hardly)"
)
_HEDGES = re.compile(r"\b(?:maybe|perhaps|possibly|might|i guess|sort of|kind of|not sure|i don't know|depends)\b")
_REPORTED = re.compile(
    r"\b(?:(?:he|she|they|people|who|some|others|critics|report|committee|members?)\s+(?:\w+\s+)?(?:said|say|says|"
    r"told|argue[sd]?|claim(?:s|ed)?|suggest(?:s|ed)?)|according to|apparently|quote)\b"
)
_DECLARES_FOR = re.compile(
    r"\b(?:i|we|i'd|we'd|i'm|we're|members|parents)\b(?:\s+\w+){0,3}\s+(?:support|agree|back|endorse|favou?r|welcome)\b|"
    r"\bin favou?r of\b|\bgood idea\b|\bgo along with\b|\bthat's (?:true|right|fair)\b"
)
_DECLARES_AGAINST = re.compile(
    r"\b(?:don't|doesn't|not|never|can't|cannot|couldn't|wouldn't)(?:\s+\w+){0,2}\s+(?:support|agree|accept|back|believe|"
    r"buy|favou?r|think)\b|\b(?:oppose|reject|disagree|object to|against (?:it|this|that|the))\b|\bbad idea\b|"
    r"\b(?:not|isn't) (?:true|the case|acceptable)\b|\bunacceptable\b"
)
_SELF = re.compile(r"\b(?:i|we|i'm|i've|we're|we've|my|our)\b")
_WOULD = r"(?:would|could|might|'d|’d)\b"
CONDITION = re.compile(
    r"\b(?:as long as|so long as|provided(?: that)?|providing|only if|unless|on (?:the )?condition)\b|"
    rf"{_WOULD}[^.?!]{{0,120}}\bif\b|\bif\b[^.?!]{{0,120}}{_WOULD}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What is kept of one text.

    Attributes
    ----------
    stems
        In order of speech, with function words.
    signs
        Stem → -1 where a negation reaches it (its first occurrence), else +1; content stems only.
    mood
        Good minus bad words, each turned round by a negation before it.
    negated
        Whether there is any negation.
    polarity
        +1 or -1: parity of negations and of words against something.
    declares
        +1 for "we support", -1 for "I don't agree", 0 for neither.
    asks, agrees, disagrees, hedges, reported, self, claims
        Surface cues: a question mark, an opening "yes" or "no", "perhaps", "they said", "I", "should".
    """

    stems: tuple[str, ...]
    signs: dict[str, int]
    mood: int
    negated: bool
    polarity: int
    asks: bool
    agrees: bool
    disagrees: bool
    declares: int
    hedges: bool
    reported: bool
    self: bool
    claims: int


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    return _STEMMER.stem(word)


def stems(text: str) -> list[str]:
    """Return the stems of *text* in order; marks of a transcriber such as ``[laughs]`` are left out."""
    out = []
    for word in _WORD.findall(_NOISE.sub(" ", text.lower().replace("’", "'"))):
        if word.endswith("n't"):
            out += [_stem({"can't": "can", "won't": "will"}.get(word, word[:-3])), "not"]
        elif word == "cannot":
            out += ["can", "not"]
        else:
            out.append(_stem(word.partition("'")[0]))
    return [s for s in out if s]


def grams(found: Sequence[str]) -> list[str]:
    """Return the distinct grams of a text's stems."""
    under = [f"!{stem}" for stem, sign in _signed(found) if sign < 0]
    pairs = [f"{a} {b}" for a, b in pairwise(found)]
    return list(dict.fromkeys([*found, *under, *pairs]))


@lru_cache(maxsize=50_000)
def read_text(text: str) -> Reading:
    """Return the `Reading` of *text*."""
    found = stems(text)
    signed = _signed(found)
    signs: dict[str, int] = {}
    for stem, sign in signed:
        if stem not in FUNCTION:
            signs.setdefault(stem, sign)
    lower = text.lower().replace("’", "'")
    turns = sum(s in NEGATIONS or s in AGAINST for s in found)
    return Reading(
        stems=tuple(found),
        signs=signs,
        mood=sum(sign * ((stem in GOOD) - (stem in BAD)) for stem, sign in signed),
        negated=any(s in NEGATIONS for s in found),
        polarity=-1 if turns % 2 else 1,
        asks=bool(_QUESTION.search(text)),
        agrees=bool(_AGREES.match(lower)),
        disagrees=bool(_DISAGREES.match(lower)),
        declares=-1 if _DECLARES_AGAINST.search(lower) else int(bool(_DECLARES_FOR.search(lower))),
        hedges=bool(_HEDGES.search(lower)),
        reported=bool(_REPORTED.search(lower)),
        self=bool(_SELF.search(lower)),
        claims=sum(s in CLAIMING for s in found),
    )


def _signed(found: Sequence[str]) -> list[tuple[str, int]]:
    """Return (stem, sign): -1 for the few stems after a negation, which itself is left out."""
    out, reach = [], 0
    for stem in found:
        if stem in NEGATIONS:
            reach = NEGATION_REACH
            continue
        out.append((stem, -1 if reach > 0 else 1))
        reach -= 1
    return out
