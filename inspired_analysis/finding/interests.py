"""Interests: per group, what is at stake, in whose words, and whether others acknowledged it.

Counts as evidence: participants' codings of the code ``interest``. Does not: positions, a facilitator's summary, or
what is too unsure (`evidence`). Codings of one group make one interest where their words are alike (average linkage
over the cosine of their TF-IDF vectors), more easily so where one person says them in one turn or the next, never where
their kinds differ; a coding whose kind the cues do not show takes that of the interest it falls into, and stays "kind
unclear" alone.

An interest is written as a concern in plain words, from its strongest quote ("to have two people on the late shift",
"concern about the road"), or else as the words that set it apart from the rest of the talk. *Known* if the plan's
goal, issue or statements use one of those words, else *resurfaced*; without a plan the status is empty. *Acknowledged*
when somebody of another group acknowledges one of its speakers within six turns.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator

import numpy as np
import pandas as pd

from ..tables import apart, table
from ..transcript import Transcript
from ..workshop import Workshop
from .evidence import SURE, Coded, evidence, strongest
from .words import capitals, content_stems, content_words, name_words

__all__ = ["find_interests"]

REACH = 6
NAMING_WORDS, AS_COMMON = 3, 9
APART, NEXT_TURNS = 0.85, 2
SAME_TURN, NEARBY = 0.8, 0.88  # of the distance is left
AT_ONCE = 600  # codings; the talk is clustered in stretches of so many
MAX_NAME = 9
UNCLEAR = "kind unclear"

_X = r"\s+(?P<x>[^,.;:?!\n–—]{3,90})"
# What is said → the concern in plain words.
STAKES = tuple((re.compile(rf"\b(?:{cue}){_X}", re.IGNORECASE), plain) for cue, plain in (
    (r"(?:can't|cannot|can not|couldn't|could not)(?: even)? afford(?: to)?", "to afford {x}"),
    (r"rights? to", "the right to {x}"),
    (r"(?:needs?|wants?|deserves?) to", "to {x}"),
    (r"(?:needs?|lacks?|lacking|deserves?|without)", "to have {x}"),
    (r"(?:lose|loses|losing|lost)(?=\s+(?:my|our|your|his|her|their|the|all|every)\b)", "not to lose {x}"),
    (r"protect(?:s|ing)?", "to protect {x}"),
    (r"(?:afraid|scared|frightened|terrified|worried|worry|worries|anxious|nervous|concerned|concerns?|fears?)"
     r"(?: (?:is|are))?(?: of| about| for| over)", "concern about {x}"),
    (r"(?:afraid|scared|worried|worry|concerned|concerns?|fears?)(?: (?:is|are|was))?(?: that)?", "concern: {x}"),
))  # fmt: skip
CUT = re.compile(
    r"\b(?:because|so that|so|but|if|when|while|which|who|and (?:then|we|i|they|that|it)|since|as|or else|you know|"
    r"i mean|um+|uh|er)\b.*", re.IGNORECASE | re.DOTALL)  # fmt: skip
LOOSE_END = re.compile(r"(?: (?:a|an|the|of|to|in|on|at|by|for|from|with|and|or|than|like|is|are))+$", re.IGNORECASE)
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
    interests, spelled = [], capitals(transcript.turns["text"])
    for own in _interests(evidence(every, transcript.turns, "interest")):
        if math.prod(1 - row.confidence for row in own) > 1 - SURE + 1e-9:  # all wrong
            continue
        words = _naming_words([row.quote for row in own], background, names)
        ids = strongest(own, " ".join(words))
        kinds = Counter(row.value for row in own if row.value)
        quotes = {row.coding: row.quote for row in own}
        speakers = tuple(dict.fromkeys(row.speaker for row in own))
        interests.append({
            "group": own[0].group, "kind": max(sorted(kinds), key=kinds.__getitem__, default=UNCLEAR),
            "interest": next(_plain(quotes[c] for c in ids), ", ".join(spelled.get(w, w) for w in words)),
            "n_speakers": len(speakers), "reason": _reason(own, reasons), "status": _status(words, known),
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


def _plain(quotes: Iterator[str]) -> Iterator[str]:
    """Yield the concern that each quote states, where its words show it."""
    for quote in quotes:
        said = quote.replace("’", "'")
        for cue, plain in STAKES:
            found = cue.search(said)
            phrase = CUT.sub("", found["x"]).split() if found else []
            if phrase and len(phrase) <= MAX_NAME + 3 and content_words(" ".join(phrase)):
                kept = " ".join(THEIRS.get(w.lower(), w) for w in phrase[:MAX_NAME])
                yield plain.format(x=LOOSE_END.sub("", kept))
                break


def _reason(own: list[Coded], reasons: dict[int, list[str]]) -> str:
    """Return the kinds of reasons given in the same turns, most frequent first, or ""."""
    values = Counter(value for turn in {row.turn for row in own} for value in reasons.get(turn, ()))
    return ", ".join(sorted(values, key=lambda v: (-values[v], v)))


def _status(words: list[str], known: frozenset[str]) -> str:
    if not known:
        return ""
    return "known" if known & content_stems(" ".join(words)) else "resurfaced"


def _acknowledged_by(own: list[Coded], acknowledged: list[Coded]) -> tuple[str, ...]:
    """Return who, of another group, acknowledged one of these speakers soon after."""
    return tuple(sorted({
        a.speaker for a in acknowledged
        if any(a.group != row.group and a.target == row.speaker and 1 <= a.turn - row.turn <= REACH for row in own)
    }))  # fmt: skip
