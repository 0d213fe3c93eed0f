"""Interests: per group, what is at stake, in whose words, and whether others acknowledged it.

Counts as evidence: participants' codings of the code ``interest``. Does not: positions, a facilitator's summary, or
what is too unsure (`evidence`). Codings of one group make one interest where their words are alike (average linkage
over the cosine of their TF-IDF vectors), more easily so where one person says them in one turn or the next, never where
their kinds differ; a coding whose kind the cues do not show takes that of the interest it falls into, and stays "kind
unclear" alone.

An interest is written as a concern in plain words, from the strongest quote that shows one ("to have two people on the
late shift", "concern about the road"), which is then its first; ``words`` are those that set it apart from the rest of
the talk.
*Resurfaced* if the plan's goal, issue and statements have none of the content words of its quotes, else *known*;
without a plan the status is empty. *Acknowledged* when somebody of another group acknowledges one of its speakers
within six turns.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd

from ..tables import apart, table
from ..transcript import Transcript
from ..workshop import Workshop
from .evidence import SURE, Coded, evidence, strongest
from .words import content_stems, content_words, name_words

__all__ = ["find_interests"]

REACH = 6
NAMING_WORDS, AS_COMMON = 3, 9
APART, NEXT_TURNS = 0.85, 2
SAME_TURN, NEARBY = 0.8, 0.88  # of the distance is left
AT_ONCE = 600  # codings; the talk is clustered in stretches of so many
MAX_NAME = 9
UNCLEAR = "kind unclear"

_X = r"\s+(?P<x>[^,.;:?!\n–—]{3,})"
# Whose wish is an interest: the speaker's, or that of people; what they or the city want may be what is feared.
_OURS = (r"\b(?:I|we|people|everybody|everyone|famil(?:y|ies)|children|women|men|mothers?|fathers?|parents|sons?|"
         r"daughters?|farmers|growers|tenants|workers|residents|citizens|villagers|students|teachers|"
         r"patients)")  # fmt: skip
_HEDGED = r"(?:'d)?(?: (?:all|both|also|really|still|would|do|ever|even|just|only|simply))*"
# Not what is denied: "we never needed a doctor", "no right to our land".
_SO = r"(?<!n't )(?<!not )(?<!never )(?<!no )(?<!nobody )(?<!no one )(?<!n't really )(?<!not really )"
# "What we want to see is", "the need is".
_NOT_CLEFT = r"(?!\s+(?:(?:not|in)\b|(?:\w+ )?(?:is|are|was|were)\b))"
_CLAUSE = (r"(?=\s+(?:I|we|you|they|he|she|it|the|my|our|your|his|her|their|this|these|people|there|nobody|somebody|"
           r"someone|no|\w+ing)\b)")  # fmt: skip
CLAUSE = "concern: {x}"
# What is said → the concern in plain words. What is said first counts, and of two such the upper.
STAKES = tuple((re.compile(rf"(?:{cue}){_X}", re.IGNORECASE), plain) for cue, plain in (
    (r"\b(?:can't|cannot|can not|couldn't|could not)(?: even)? afford(?! to\b)", "to afford {x}"),
    (rf"{_SO}\brights? to", "the right to {x}"),
    (rf"(?:{_OURS}(?: \w+)?(?:n't| not| never)|\b(?:nobody|no one))(?: (?:really|ever|even|all))* wants? to"
     rf"{_NOT_CLEFT}", "not to {x}"),
    (rf"(?<!thing )(?<!what )(?<!who ){_OURS}{_HEDGED} wants? to{_NOT_CLEFT}", "to {x}"),
    (rf"{_SO}\b(?:needs?|deserves?) to{_NOT_CLEFT}", "to {x}"),
    (r"\bwhat \w+ (?:really )?(?:needs?|lacks?) is(?= (?:an?|the|some|more)\b)", "to have {x}"),
    (rf"{_SO}\b(?:needs?|deserves?|lack(?:s|ing)?(?: of)?|without(?! \w+ing\b))"
     rf"(?! (?:to|for)\b){_NOT_CLEFT}", "to have {x}"),
    (r"\b(?:lose|loses|losing|lost)(?=\s+(?:my|our|your|his|her|their|the|all|every)\b)", "not to lose {x}"),
    (r"\bprotect(?:s|ing)?", "to protect {x}"),
    (rf"{_SO}\b(?:(?:afraid|scared|frightened|terrified) of|(?:concerns?|fears?|worr(?:y|ies)) of(?= \w+ing\b)|"
     r"(?:afraid|scared|frightened|terrified|worried|worry|worries|anxious|nervous|concerned|concerns?|fears?)"
     rf"(?: (?:is|are))? (?:about|for|over)){_NOT_CLEFT}", "concern about {x}"),
    (rf"{_SO}\b(?:afraid|scared|worried|worry|concerned|concerns?|fears?)(?: (?:is|are|was))?"
     rf"(?: that(?! (?:is|was)\b)|{_CLAUSE})", CLAUSE),
))  # fmt: skip
CUT = re.compile(
    r"\b(?:because|so that|so|but|if|when|while|which|who|and (?:then|we|i|they|that|it)|since|as|or else|you know|"
    r"i mean|um+|uh|er)\b.*", re.IGNORECASE | re.DOTALL)  # fmt: skip
# Where another clause begins, in a concern that is none itself.
FINITE = re.compile(
    r"^(?P<kept>(?:(?!(?:that|how|what|whether|where)\b)\S+ )+?)(?:(?:is|are|was|were)\b|(?:I|we)(?:'ll|'d| (?:will|"
    r"would|can|cannot|can't))\b).*", re.IGNORECASE)  # fmt: skip
LOOSE_END = re.compile(r"(?: (?:a|an|the|of|to|in|on|at|by|for|from|with|and|or|than|like|is|are))+$", re.IGNORECASE)
# A phrase that is torn off, or that points to what was said before it, tells nothing.
TORN = re.compile(
    r"^(?:\w+ (?:it|that)\b|it(?:'\w+)? |(?:it|that|this)$)|"
    r"\b(?:what|it|that|this|be|being|been|there|they|we|i|you|he|she|who|how|where|why|if|not|just|very|my|our|their|"
    r"his|her|your|its|some|any|has|have|had|do|does|did|was|were|(?:wi|sha)ll|(?:w|c|sh)ould|can|could|may|might|must|"
    r"about|into|through|between|under|over|without)$",
    re.IGNORECASE)  # fmt: skip
# The concern is told of them, not by them.
THEIRS = {"my": "their", "our": "their", "me": "them", "us": "them", "i": "they", "we": "they", "am": "are",
          "i'm": "they're", "we're": "they're", "ourselves": "themselves", "myself": "themselves"}  # fmt: skip


def find_interests(codings: pd.DataFrame, transcript: Transcript, workshop: Workshop) -> pd.DataFrame:
    """Return the table ``interests``, most widely shared first within each group."""
    every = evidence(codings, transcript.turns)
    acknowledged = evidence(every, transcript.turns, "acknowledgement")
    reasons: dict[int, list[str]] = {}
    for row in evidence(every, transcript.turns, "reason"):
        reasons.setdefault(row.turn, []).append(row.value)
    names = name_words(transcript.speakers)
    background = Counter(w for text in transcript.turns["text"] for w in set(content_words(text)))
    known = content_stems(" ".join(_planned(workshop)))
    interests = []
    for own in _interests(evidence(every, transcript.turns, "interest")):
        if math.prod(1 - row.confidence for row in own) > 1 - SURE + 1e-9:  # all wrong
            continue
        words = _naming_words([row.quote for row in own], background, names)
        ids = strongest(own, " ".join(words))
        kinds = Counter(row.value for row in own if row.value)
        quotes = {row.coding: row.quote for row in own}
        named, ids = _named(ids, quotes)
        speakers = tuple(dict.fromkeys(row.speaker for row in own))
        interests.append({
            "group": own[0].group, "kind": max(sorted(kinds), key=kinds.__getitem__, default=UNCLEAR),
            "interest": named,
            "n_speakers": len(speakers), "reason": _reason(own, reasons), "status": _status(quotes.values(), known),
            "acknowledged_by": _acknowledged_by(own, acknowledged), "codings": ids, "words": tuple(words),
            "turns": tuple(sorted({row.turn for row in own})), "speakers": speakers,
        })  # fmt: skip
    interests.sort(key=lambda r: (r["group"], r["kind"] == UNCLEAR, -r["n_speakers"], -len(r["codings"]), r["kind"]))
    return table("interests", interests)


def _interests(found: list[Coded]) -> Iterator[list[Coded]]:
    """Yield the codings of each interest."""
    if not found:
        return
    found = [row for of_group in apart(found, "group").values() for row in of_group]
    vectors, begin = _vectors([row.quote for row in found]), 0
    while begin < len(found):
        own = [row for row in found[begin : begin + AT_ONCE] if row.group == found[begin].group]
        interests: dict[int, list[Coded]] = {}
        for row, label in zip(own, _clustered(own, vectors[begin : begin + len(own)]), strict=True):
            interests.setdefault(label, []).append(row)
        yield from interests.values()
        begin += len(own)


def _vectors(quotes: list[str]):
    from sklearn.feature_extraction.text import TfidfVectorizer

    words = [sorted(content_stems(quote)) or ["-"] for quote in quotes]
    return TfidfVectorizer(analyzer=list, sublinear_tf=True).fit_transform(words)


def _clustered(own: list[Coded], vectors) -> list[int]:
    """Return a label per coding."""
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    if len(own) == 1:
        return [0]
    # Rounded, so that ties do not hang on the last bits of another BLAS.
    distance = np.round(1 - (vectors @ vectors.T).toarray(), 6)
    turns, speakers, kinds = (np.array(c) for c in zip(*((r.turn, r.speaker, r.value) for r in own), strict=True))
    gap = np.where(speakers[:, None] == speakers, np.abs(turns[:, None] - turns), np.inf)
    distance = distance * np.select([gap == 0, gap <= NEXT_TURNS], [SAME_TURN, NEARBY], 1.0)
    differ = (kinds[:, None] != kinds) & (kinds[:, None] != "") & (kinds != "")
    distance = np.where(differ, 2.0 * len(own), distance)
    np.fill_diagonal(distance, 0.0)
    merged = linkage(squareform(distance, checks=False), method="average")
    return fcluster(merged, np.nextafter(APART, 0), criterion="distance").tolist()


def _planned(workshop: Workshop) -> list[str]:
    plan = workshop.plan
    return [plan.goal, plan.issue, *plan.statements["text"]]


def _naming_words(quotes: list[str], background: Counter, names: frozenset[str]) -> list[str]:
    """Return the words that are frequent here for how frequent they are in the whole talk, then the first said.

    A word that the talk has only once names an accident of its telling rather than what is at stake.
    """
    counts = Counter(w for quote in quotes for w in dict.fromkeys(content_words(quote)) if w not in names)
    common = {w: background[w] if background[w] > 1 else AS_COMMON for w in counts}
    return sorted(counts, key=lambda w: -(counts[w] ** 2) / (common[w] + 3))[:NAMING_WORDS]


def _named(ids: tuple[str, ...], quotes: dict[str, str]) -> tuple[str, tuple[str, ...]]:
    """Return the interest in plain words, or "", and the *ids* with the one whose words say it first."""
    for id in ids:
        if plain := next(_plain(quotes[id]), ""):
            return plain, (id, *(other for other in ids if other != id))
    return "", ids


def _plain(quote: str) -> Iterator[str]:
    """Yield the concerns that a quote states, where its words show them."""
    said = quote.replace("’", "'")
    found = [(hit.start(), order, hit["x"]) for order, (cue, _) in enumerate(STAKES) for hit in cue.finditer(said)]
    for _, order, x in sorted(found):
        plain = STAKES[order][1]
        if phrase := _phrase(x if plain == CLAUSE else FINITE.sub(r"\g<kept>", x)):
            yield plain.format(x=phrase)


def _phrase(said: str) -> str:
    """Return what is at stake as told of the people who *said* it, or "" if it is too long or torn off."""
    words = CUT.sub("", said).split()
    phrase = LOOSE_END.sub("", " ".join(words[:MAX_NAME]))
    if len(words) > MAX_NAME + 3 or not content_words(phrase) or TORN.search(phrase):
        return ""
    return " ".join(THEIRS.get(w.lower(), w) for w in phrase.split())


def _reason(own: list[Coded], reasons: dict[int, list[str]]) -> str:
    """Return the kinds of reasons given in the same turns, most frequent first, or ""."""
    values = Counter(value for turn in {row.turn for row in own} for value in reasons.get(turn, ()))
    return ", ".join(sorted(values, key=lambda v: (-values[v], v)))


def _status(quotes: Iterable[str], known: frozenset[str]) -> str:
    if not known:
        return ""
    return "known" if known & content_stems(" ".join(quotes)) else "resurfaced"


def _acknowledged_by(own: list[Coded], acknowledged: list[Coded]) -> tuple[str, ...]:
    """Return who, of another group, acknowledged one of these speakers soon after."""
    return tuple(sorted({
        a.speaker for a in acknowledged
        if any(a.group != row.group and a.target == row.speaker and 1 <= a.turn - row.turn <= REACH for row in own)
    }))  # fmt: skip
