"""The assumption ledger: what was assumed, and what became of it.

Counts as evidence: participants' stance codings, one leaning per person. Does not: the facilitator's words,
unattributed turns, silence.

The rule, in this order:

1. fewer than two people spoke to it → **untested**;
2. at least two for, and four for each one of doubt → **confirmed**;
3. at least two against, and four against for each one of doubt → **debunked**;
4. otherwise → **contested**.

Doubt is the number of people on the other side plus half of those in between (both ways, or yes only on a
condition). So five to one confirms, three to one does not, and a tie is contested. Fed with hand-made codings,
this rule reaches the hand-made verdicts of the talk corpus in .93 of 192 cases (training part, where the
numbers 4 and ½ were chosen) and .94 of 72 unseen ones: ``python benchmarks/verdicts.py``.

Options go through the same rule: there the words mean *supported*, *rejected* and *disputed*, but the table keeps
one vocabulary.
"""

from __future__ import annotations

import pandas as pd

from ..tables import table
from ..workshop import Workshop
from .evidence import direction, evidence, leanings, strongest

__all__ = ["find_assumptions", "verdict"]

# For each one of doubt.
MAJORITY = 4


def verdict(n_for: int, n_against: int, n_between: int = 0) -> str:
    """Return the verdict for so many people for, against and in between."""
    if n_for + n_against + n_between < 2:
        return "untested"
    if n_for >= 2 and n_for >= MAJORITY * (n_against + n_between / 2):
        return "confirmed"
    if n_against >= 2 and n_against >= MAJORITY * (n_for + n_between / 2):
        return "debunked"
    return "contested"


def find_assumptions(codings: pd.DataFrame, turns: pd.DataFrame, workshop: Workshop) -> pd.DataFrame:
    """Return the table ``assumptions``: one row per statement of the plan, assumptions and options alike."""
    stances = evidence(codings, turns, "stance")
    people = leanings(stances)
    likely = evidence(codings, turns, "candidate").sort_values(["confidence", "turn"], ascending=[False, True])
    rows = []
    for statement in workshop.plan.statements.itertuples():
        own = people[people["statement"] == statement.statement]
        said = stances[stances["statement"] == statement.statement]
        sides = own["score"].map(direction)
        counts = {side: int((sides == side).sum()) for side in ("for", "against", "between")}
        found = verdict(counts["for"], counts["against"], counts["between"])
        rows.append({
            "statement": statement.statement, "text": statement.text, "held_by": statement.held_by,
            "verdict": found, "why": _why(found, counts, own, sides),
            "n_speakers": len(own), "n_groups": own["group"].replace("", pd.NA).nunique(),
            "n_supports": counts["for"], "n_opposes": counts["against"], "n_between": counts["between"],
            "only_group": _only_group(own, sides), "first_half": _half(said, 1), "second_half": _half(said, 2),
            "would_overturn": _would_overturn(found, counts), "codings": strongest(said),
            "candidates": tuple(likely.loc[likely["statement"] == statement.statement, "coding"]),
        })  # fmt: skip
    return table("assumptions", rows)


def _why(found: str, counts: dict[str, int], people: pd.DataFrame, sides: pd.Series) -> str:
    """Say the count behind the verdict in plain words."""
    n = len(people)
    if n == 0:
        return "Nobody was found to speak to it."
    if n == 1:
        side = {"for": "for it", "against": "against it", "between": "both ways"}[sides.iloc[0]]
        return f"One person was found to speak to it, {side}; two are needed."
    groups = people["group"].replace("", pd.NA).nunique()
    across = f", from {groups} group{'s' * (groups != 1)}," if groups else ""
    parts = [f"{counts[side]} {word}" for side, word in
             (("for", "for"), ("against", "against"), ("between", "in between")) if counts[side]]  # fmt: skip
    return f"{n} people spoke to it{across or ':'} {', '.join(parts)}."


def _only_group(people: pd.DataFrame, sides: pd.Series) -> str:
    """Return the one group that is for it while every other group that spoke is not, or ""."""
    believers = set(people["group"][sides == "for"])
    others = set(people["group"][sides == "against"])
    return believers.pop() if len(believers) == 1 and others - believers else ""


def _half(stances: pd.DataFrame, half: int) -> str:
    """Say how many people leaned which way in one half of the session."""
    sides = leanings(stances[stances["half"] == half])["score"].map(direction)
    parts = [f"{n} {side}" for side in ("for", "against", "between") if (n := int((sides == side).sum()))]
    return ", ".join(parts) or "nobody"


def _would_overturn(found: str, counts: dict[str, int]) -> str:
    """Say how many more voices, and which, would change the verdict."""
    wanted = {"confirmed": ("against",), "debunked": ("for",)}.get(found, ("for", "against"))
    ways = []
    for side in wanted:
        for more in range(1, 100):
            changed = {**counts, side: counts[side] + more}
            new = verdict(changed["for"], changed["against"], changed["between"])
            if new != found:
                ways.append(f"{more} more {side} it would make it {new}")
                break
    return "; ".join(ways)
