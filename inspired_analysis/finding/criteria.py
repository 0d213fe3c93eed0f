"""Options × criteria × group: what was said of each option on each criterion, and by whom.

Counts as evidence: participants' codings of the code ``criterion``. The direction is that of most people (each
counts once, by most of their codings); a tie is "divided", and "unclear" where nobody took a side. A criterion of the
plan that nobody applied to an option has a row without a group, "not applied": what was not weighed is a finding too.
"""

from __future__ import annotations

from collections import Counter

import pandas as pd

from ..tables import apart, table
from ..workshop import Workshop
from .evidence import Coded, evidence, strongest

__all__ = ["find_criteria"]

SIDES = {"favourable": 1, "unfavourable": -1}


def find_criteria(codings: pd.DataFrame, turns: pd.DataFrame, workshop: Workshop) -> pd.DataFrame:
    """Return the table ``criteria``, by option, criterion and group; what was not applied comes last."""
    found = apart(evidence(codings, turns, "criterion"), "statement", "target", "group")
    rows = []
    for (option, criterion, group), own in found.items():
        for_, against = _sides(own)
        rows.append({
            "statement": option, "criterion": criterion, "group": group, "direction": _direction(for_, against),
            "n_speakers": len({row.speaker for row in own}), "codings": strongest(own), "n_favourable": for_,
            "n_unfavourable": against,
        })  # fmt: skip
    applied = {(row["statement"], row["criterion"]) for row in rows}
    rows += [
        {"statement": option.id, "criterion": criterion, "group": "", "direction": "not applied", "n_speakers": 0,
         "codings": (), "n_favourable": 0, "n_unfavourable": 0}
        for option in workshop.plan.options for criterion in workshop.plan.criteria
        if (option.id, criterion) not in applied
    ]  # fmt: skip
    return table("criteria", rows)


def _sides(codings: list[Coded]) -> tuple[int, int]:
    """Return how many people find it favourable and unfavourable."""
    people = Counter()
    for row in codings:
        people[row.speaker] += SIDES.get(row.value, 0)
    return sum(n > 0 for n in people.values()), sum(n < 0 for n in people.values())


def _direction(for_: int, against: int) -> str:
    if for_ == against:
        return "divided" if for_ else "unclear"
    return "favourable" if for_ > against else "unfavourable"
