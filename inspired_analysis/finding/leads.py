"""Leads: what may be at stake, or move people, but is too unsure to be told; for a person to check.

Counts: participants' codings of interests, incentives, red lines, constraints and commitments that no finding rests on.
Acknowledgements and changed views do not: where they are unsure, few are right. One row per coding, the surest of each
code first, ties in the order of the talk. Nothing rests on leads.
"""

from __future__ import annotations

import pandas as pd

from ..tables import table
from .evidence import Coded

__all__ = ["CODES", "find_leads"]

CODES = ("interest", "incentive", "red line", "constraint", "ownership")


def find_leads(said: list[Coded], *told: pd.DataFrame) -> pd.DataFrame:
    """Return the table ``leads``: those of *said* (`coded`) whose ids no row of the findings *told* has."""
    taken = {coding for rows in told for codings in rows["codings"] for coding in codings}
    left = [row for row in said if row.code in CODES and row.coding not in taken
            and (row.code != "ownership" or row.value == "commitment")]  # fmt: skip
    left.sort(key=lambda row: (CODES.index(row.code), -row.confidence, row.turn, row.start, row.value))
    return table("leads", [
        {"code": row.code, "value": row.value, "speaker": row.speaker, "group": row.group, "turn": row.turn,
         "confidence": row.confidence, "codings": (row.coding,)}
        for row in left
    ])  # fmt: skip
