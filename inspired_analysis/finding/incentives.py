"""Incentives, conditions, red lines, constraints: what would move somebody, and what stops them.

Counts as evidence: participants' codings of the codes ``incentive``, ``red line`` and ``constraint``. Does not:
general optimism. The addressee is a person or body that the words name, else empty; the condition is the clause
behind "if", "unless", "as long as" and their like. One row per coding; the same speaker's repetition stays, for
the reader to weigh.
"""

from __future__ import annotations

import re

import pandas as pd

from ..tables import table
from ..transcript import Transcript
from .evidence import evidence

__all__ = ["find_incentives"]

CONDITION = re.compile(
    r"\b(?P<clause>(?:only )?(?:if|unless|until|as long as|provided(?: that)?|on (?:the )?condition that|once|"
    r"in (?:return|exchange) for|depends on|subject to)\b[^.;?!]{4,160})", re.IGNORECASE)  # fmt: skip
BODY = re.compile(
    r"\bthe (?P<body>(?:\w+ )?(?:ministry|minister|government|council|municipality|company|utility|donors?|parliament|"
    r"unions?|authority|agency|mayor|banks?|court|police|schools?|universit(?:y|ies)|farmers|regulator|commission|"
    r"association|board|state|committee))\b", re.IGNORECASE)  # fmt: skip


def find_incentives(codings: pd.DataFrame, transcript: Transcript) -> pd.DataFrame:
    """Return the table ``incentives``, in the order of the talk."""
    found = evidence(codings, transcript.turns)
    found = found[found["code"].isin(["incentive", "red line", "constraint"])]
    found = found.sort_values(["turn", "start", "code", "value"], kind="stable")
    rows = []
    for row in found.itertuples():
        words = transcript.quote(row.start, row.end)
        rows.append({
            "kind": row.value if row.code == "incentive" else row.code, "speaker": row.speaker, "group": row.group,
            "addressee": _addressee(words, row.speaker, transcript.speakers), "condition": _condition(words),
            "turn": row.turn, "codings": (row.coding,),
        })  # fmt: skip
    return table("incentives", rows)


def _condition(words: str) -> str:
    found = CONDITION.search(words)
    return " ".join(found["clause"].rstrip(" ,-–—").split()) if found else ""


def _addressee(words: str, speaker: str, speakers: pd.DataFrame) -> str:
    """Return the speaker or the body that *words* name, if any."""
    for person in speakers.itertuples():
        if person.label and person.speaker != speaker and re.search(rf"(?<!\w){re.escape(person.label)}(?!\w)", words):
            return person.speaker
    body = BODY.search(words)
    return body["body"].lower() if body else ""
