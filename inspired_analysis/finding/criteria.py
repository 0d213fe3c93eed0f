"""Options × criteria × group: what was said of each option on each criterion, and by whom.

Counts as evidence: participants' codings of the code ``criterion``. The direction is that of most people (each
counts once, by most of their codings); a tie is "divided". Criteria that nobody applied have no row; the brief
names them.
"""

from __future__ import annotations

import pandas as pd

from ..tables import table
from .evidence import evidence, strongest

__all__ = ["find_criteria"]


def find_criteria(codings: pd.DataFrame, turns: pd.DataFrame) -> pd.DataFrame:
    """Return the table ``criteria``, by option, criterion and group."""
    found = evidence(codings, turns, "criterion")
    rows = [
        {"statement": option, "criterion": criterion, "group": group, "direction": _direction(own),
         "n_speakers": own["speaker"].nunique(), "codings": strongest(own)}
        for (option, criterion, group), own in found.groupby(["statement", "target", "group"], sort=True)
    ]  # fmt: skip
    return table("criteria", rows)


def _direction(codings: pd.DataFrame) -> str:
    sides = codings["value"].map({"favourable": 1, "unfavourable": -1}).fillna(0)
    people = sides.groupby(codings["speaker"]).sum()
    for_, against = int((people > 0).sum()), int((people < 0).sum())
    if for_ == against:
        return "divided" if for_ else "unclear"
    return "favourable" if for_ > against else "unfavourable"
