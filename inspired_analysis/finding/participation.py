"""Ownership and participation: who spoke how much, who proposes and commits, who responds to whom.

Counts as evidence: turns and words of attributed speakers; the values ``proposal`` and ``commitment`` of the code
``ownership``; the targets of agreement, disagreement and acknowledgement. Does not: quality of what was said.
Shares are of all words that were attributed, facilitators included, so that their share shows. Unattributed
talk has no row here; `depth` says how much of it there is. Where nobody can be told apart, nobody is said to have
been silent.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd

from ..tables import table
from ..workshop import Workshop
from .evidence import evidence

__all__ = ["find_participation", "gini"]

RESPONSES = ("agreement", "disagreement", "acknowledgement")


def find_participation(
    codings: pd.DataFrame, turns: pd.DataFrame, speakers: pd.DataFrame, workshop: Workshop
) -> pd.DataFrame:
    """Return the table ``participation``, most words first; people of the plan who said nothing come last."""
    owned = evidence(codings, turns, "ownership")
    responses = evidence(codings, turns)
    responses = responses[responses["code"].isin(RESPONSES) & (responses["target"] != "")]
    total = int(speakers.loc[speakers["speaker"] != "", "words"].sum())
    rows = []
    for person in speakers[speakers["speaker"] != ""].itertuples():
        own = owned[owned["speaker"] == person.speaker]
        targets = Counter(responses.loc[responses["speaker"] == person.speaker, "target"])
        rows.append({
            "speaker": person.speaker, "group": person.group, "role": person.role, "turns": person.turns,
            "words": person.words, "share": person.words / total if total else 0.0,
            "proposals": int((own["value"] == "proposal").sum()),
            "commitments": int((own["value"] == "commitment").sum()),
            "responds_to": tuple(sorted(targets.items(), key=lambda kv: (-kv[1], kv[0]))),
            "codings": tuple(own.loc[own["value"].isin(["proposal", "commitment"]), "coding"]),
        })  # fmt: skip
    spoke = {row["speaker"] for row in rows}
    rows += [
        {"speaker": p.name, "group": p.group, "role": p.role, "turns": 0, "words": 0, "share": 0.0, "proposals": 0,
         "commitments": 0, "responds_to": (), "codings": ()}
        for p in workshop.plan.participants if spoke and p.name not in spoke
    ]  # fmt: skip
    rows.sort(key=lambda r: (-r["words"], r["speaker"]))
    return table("participation", rows)


def gini(words: pd.Series) -> float:
    """Return the Gini coefficient of *words*: 0 where all spoke alike, towards 1 where one spoke alone."""
    values = np.sort(words.to_numpy(dtype=float))
    n, total = len(values), values.sum()
    if n == 0 or total == 0:
        return float("nan")
    return float((2 * np.arange(1, n + 1) - n - 1) @ values / (n * total))
