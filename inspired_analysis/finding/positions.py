"""Positions: statement × group and statement × speaker.

Counts as evidence: participants' stance codings. Does not: how much somebody talked. A group's position is the
mean of its people, so the talkative do not outweigh the rest; its interval is Student's, over people, cut at
-1 and 1, and NaN under two. People on both sides within one group make it "divided", whatever the mean. A group
that did not speak to a statement has its own row, with n = 0 and the direction "did not speak".
"""

from __future__ import annotations

import math

import pandas as pd
from scipy import stats

from ..tables import table
from ..workshop import Workshop
from .evidence import direction, evidence, leanings, participants

__all__ = ["find_positions"]


def find_positions(
    codings: pd.DataFrame, turns: pd.DataFrame, speakers: pd.DataFrame, workshop: Workshop
) -> pd.DataFrame:
    """Return the table ``positions``: level "group" first, then level "speaker", in the plan's order."""
    people = leanings(evidence(codings, turns, "stance"))
    present = participants(speakers)
    groups = [g for g in dict.fromkeys([*workshop.plan.groups, *sorted(present["group"])]) if g]
    rows = []
    for statement in workshop.plan.statements["statement"]:
        own = people[people["statement"] == statement]
        for group in groups:
            of = int((present["group"] == group).sum())
            if of:
                rows.append(_position(statement, "group", group, group, own[own["group"] == group], of))
        for person in own.itertuples():
            one = own[own["speaker"] == person.speaker]
            rows.append(_position(statement, "speaker", person.speaker, person.group, one, 1))
    return table("positions", rows)


def _position(statement: str, level: str, who: str, group: str, people: pd.DataFrame, of: int) -> dict:
    """Return one row: the mean over *people*, with spread and interval."""
    n = len(people)
    mean = float(people["score"].mean()) if n else math.nan
    spread = float(people["score"].std(ddof=1)) if n > 1 else math.nan
    margin = float(stats.t.ppf(0.975, n - 1)) * spread / math.sqrt(n) if n > 1 else math.nan
    sides = set(people["score"].map(direction))
    leaning = "did not speak" if n == 0 else "divided" if {"for", "against"} <= sides else direction(mean)
    return {
        "statement": statement, "level": level, "who": who, "group": group, "n": n, "of": of, "mean": mean,
        "spread": spread, "low": max(-1.0, mean - margin) if n > 1 else math.nan,
        "high": min(1.0, mean + margin) if n > 1 else math.nan, "direction": leaning,
        "codings": tuple(c for codings in people["codings"] for c in codings),
    }  # fmt: skip
