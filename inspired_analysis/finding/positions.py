"""Positions: statement × group and statement × speaker.

Counts as evidence: participants' stance codings. Does not: how much somebody talked. A group's position is the
mean of its people, so the talkative do not outweigh the rest. Its interval is Wilson's, over people, with the scale
from -1 to 1 taken as a share: no leaning varies more than a yes or no, so it errs on the wide side, and it does not
shrink to nothing where two people say the same. Under two people there is none.

People on both sides within one group make it "divided", whatever the mean. A group that did not speak to a statement
has its own row, with n = 0 and the direction "did not speak". ``change`` is over those who spoke to it in both halves
of the session, so newcomers are no change of mind. ``stability`` is the share of redrawn codings (`uncertainty`) that
leave the direction as it is.
"""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pandas as pd

from ..tables import apart, table
from ..workshop import Workshop
from .evidence import LEANS, Leaning, direction, evidence, leanings, participants
from .uncertainty import Redrawn, redraw

__all__ = ["find_positions"]

Z = 1.959964  # of a 95 % interval


def find_positions(
    codings: pd.DataFrame, turns: pd.DataFrame, speakers: pd.DataFrame, workshop: Workshop
) -> pd.DataFrame:
    """Return the table ``positions``: level "group" first, then level "speaker", in the plan's order."""
    stances, likely = evidence(codings, turns, "stance"), evidence(codings, turns, "candidate")
    leaning, coded, possible = (apart(found, "statement") for found in (leanings(stances), stances, likely))
    of = Counter(person.group for person in participants(speakers))
    groups = [g for g in dict.fromkeys([*workshop.plan.groups, *sorted(of)]) if g and of[g]]
    rows = []
    for statement in workshop.plan.statements["statement"]:
        own = leaning[statement]
        drawn = redraw(coded[statement], possible[statement])
        for group in groups:
            them = drawn.only([of_group == group for of_group in drawn.groups])
            people = [person for person in own if person.group == group]
            rows.append(_position(statement, "group", group, group, people, of[group], them))
        for person in own:
            them = drawn.only([speaker == person.speaker for speaker in drawn.speakers])
            rows.append(_position(statement, "speaker", person.speaker, person.group, [person], 1, them))
    return table("positions", rows)


def _position(
    statement: str, level: str, who: str, group: str, people: list[Leaning], of: int, drawn: Redrawn
) -> dict:  # fmt: skip
    """Return one row: the mean over *people*, with spread and interval."""
    scores, first, second = np.array([(p.score, p.first, p.second) for p in people]).reshape(-1, 3).T
    n, mean = len(scores), _mean(scores)
    low, high = _wilson(mean, n)
    leaning = _leaning(scores)
    return {
        "statement": statement, "level": level, "who": who, "group": group, "n": n, "of": of, "mean": mean,
        "spread": float(scores.std(ddof=1)) if n > 1 else math.nan, "low": low, "high": high,
        "direction": leaning, "codings": tuple(c for person in people for c in person.codings),
        "first_half": _mean(first), "second_half": _mean(second), "change": _mean(second - first),
        "stability": _stability(leaning, drawn),
    }  # fmt: skip


def _mean(scores: np.ndarray) -> float:
    """Return the mean of what is known of *scores*; NaN where nothing is."""
    known = scores[~np.isnan(scores)]
    return float(known.mean()) if len(known) else math.nan


def _leaning(scores: np.ndarray) -> str:
    """Return the direction of a group's *scores*."""
    if len(scores) == 0:
        return "did not speak"
    if (scores > LEANS).any() and (scores < -LEANS).any():
        return "divided"
    return direction(round(float(scores.mean()), 9))  # 30 conditions lean 0.3, and not a last bit more


def _stability(leaning: str, drawn: Redrawn) -> float:
    """Return the share of draws in which the direction is *leaning*."""
    n_for, n_against, n_between = drawn.counts()
    n = n_for + n_against + n_between
    divided = (n_for > 0) & (n_against > 0)
    means = np.round(np.nansum(drawn.scores, axis=1) / np.maximum(n, 1), 9)
    same = {
        "did not speak": n == 0, "divided": divided, "for": ~divided & (n > 0) & (means > LEANS),
        "against": ~divided & (n > 0) & (means < -LEANS), "between": ~divided & (n > 0) & (np.abs(means) <= LEANS),
    }  # fmt: skip
    return float(same[leaning].mean())


def _wilson(mean: float, n: int) -> tuple[float, float]:
    """Return the ends of the 95 % interval of a *mean* between -1 and 1 over *n* people; NaN under two."""
    if n < 2:
        return math.nan, math.nan
    share, z2 = (mean + 1) / 2, Z * Z
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    margin = Z * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    # Rounded, so that the mean never lies outside by a last bit.
    low, high = (2 * (centre - margin) - 1, 2 * (centre + margin) - 1)
    return max(-1.0, min(low, mean)), min(1.0, max(high, mean))
