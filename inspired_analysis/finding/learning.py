"""Learning: acknowledgements between people, and views that moved. And who was named as missing.

Counts as evidence: participants' codings of ``acknowledgement`` and ``perspective change``; anyone's codings of
``missing stakeholder``. Does not: politeness, or a concession for argument's sake. A missing stakeholder is
named by the words before the cue or behind it; what cannot be named so is left to the quote.
"""

from __future__ import annotations

import re

import pandas as pd

from ..tables import table
from ..transcript import Transcript
from .evidence import evidence

__all__ = ["find_learning", "find_missing"]

WHO = re.compile(
    r"\b(?:the|any|some|from|their|our) (?P<who>(?:young |local |small |big |rural |upstream |downstream |state )?"
    r"(?:wom[ae]n|youth|young people|minist(?:ry|er)(?: of \w+)?|mayor|compan(?:y|ies)|employers?|unions?|students?|"
    r"farmers|tenants|workers|migrants|parents|teachers|doctors|nurses|police|courts?|banks?|developers?|"
    r"municipalit(?:y|ies)|villages?|herders|fishers|fishermen|refugees|industr(?:y|ies)|factor(?:y|ies)|"
    r"utility|utilities|government|opposition|media|donors?|church(?:es)?|elders|drivers|vendors|landlords|"
    r"\w+ (?:association|union|company|authority|agency|council|committee|party)))\b", re.IGNORECASE)  # fmt: skip


def find_learning(codings: pd.DataFrame, turns: pd.DataFrame) -> pd.DataFrame:
    """Return the table ``learning``, in the order of the talk."""
    found = evidence(codings, turns)
    found = found[found["code"].isin(["acknowledgement", "perspective change"])].sort_values(["turn", "start"])
    rows = [
        {"kind": row.code, "speaker": row.speaker, "group": row.group,
         "of": row.target if row.code == "acknowledgement" else "", "turn": row.turn, "codings": (row.coding,)}
        for row in found.itertuples()
    ]  # fmt: skip
    return table("learning", rows)


def find_missing(codings: pd.DataFrame, transcript: Transcript) -> pd.DataFrame:
    """Return the table ``missing``: who should be here, and who said so."""
    found = codings[codings["code"] == "missing stakeholder"].merge(
        transcript.turns[["turn", "speaker"]], on="turn", how="left").sort_values(["turn", "start"])  # fmt: skip
    named: dict[str, list] = {}
    for row in found.itertuples():
        who = WHO.search(transcript.quote(row.start, row.end))
        named.setdefault(who["who"].lower() if who else "", []).append(row)
    rows = [
        {"who": who, "named_by": tuple(dict.fromkeys(r.speaker for r in own)), "codings": tuple(r.coding for r in own)}
        for who, own in named.items()
    ]  # fmt: skip
    return table("missing", rows)
