"""Ownership and participation: who spoke how much, who proposes and commits, who responds to whom.

Counts as evidence: turns and words of attributed speakers; the values of the code ``ownership`` (proposal, commitment,
next step, and the process as ours or theirs); the targets of agreement, disagreement and acknowledgement. Does not:
quality of what was said. Shares are of all words that were attributed, facilitators included, so that their share
shows. Unattributed talk has no row here; `depth` says how much of it there is. Where nobody can be told apart, nobody
is said to have been silent.

`find_responses` is the network of who responds to whom, from the codings; ``n_after`` counts how often one person's
turn follows the other's, which needs no coding and proves no response. `find_voices` is the same by group: a group's
share of the words beside its share of the people present.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd

from ..tables import table
from ..workshop import Workshop
from .evidence import evidence, participants

__all__ = ["find_participation", "find_responses", "find_voices", "gini"]

RESPONSES = ("agreement", "disagreement", "acknowledgement")
OWNED = {"proposals": "proposal", "commitments": "commitment", "next_steps": "next step", "ours": "ours",
         "theirs": "theirs"}  # fmt: skip


def find_participation(
    codings: pd.DataFrame, turns: pd.DataFrame, speakers: pd.DataFrame, workshop: Workshop
) -> pd.DataFrame:
    """Return the table ``participation``, most words first; people of the plan who said nothing come last."""
    owned = dict(iter(evidence(codings, turns, "ownership").groupby("speaker")))
    responses = find_responses(codings, turns)
    total = int(speakers.loc[speakers["speaker"] != "", "words"].sum())
    rows = []
    for person in speakers[speakers["speaker"] != ""].itertuples():
        own = owned.get(person.speaker)
        values = Counter(own["value"]) if own is not None else Counter()
        to = responses[(responses["speaker"] == person.speaker) & (responses["n"] > 0)]
        taken = [] if own is None else own.loc[own["value"].isin(["proposal", "commitment", "next step"]), "coding"]
        rows.append({
            "speaker": person.speaker, "group": person.group, "role": person.role, "turns": person.turns,
            "words": person.words, "share": person.words / total if total else 0.0,
            "responds_to": tuple(sorted(zip(to["to"], to["n"], strict=True), key=lambda kv: (-kv[1], kv[0]))),
            "codings": tuple(taken), **{name: values[value] for name, value in OWNED.items()},
            "n_heard": int(responses.loc[responses["to"] == person.speaker, "n"].sum()),
        })  # fmt: skip
    spoke = {row["speaker"] for row in rows}
    rows += [
        {"speaker": p.name, "group": p.group, "role": p.role, "turns": 0, "words": 0, "share": 0.0, "responds_to": (),
         "codings": (), **dict.fromkeys(OWNED, 0), "n_heard": 0}
        for p in workshop.plan.participants if spoke and p.name not in spoke
    ]  # fmt: skip
    rows.sort(key=lambda r: (-r["words"], r["speaker"]))
    return table("participation", rows)


def find_responses(codings: pd.DataFrame, turns: pd.DataFrame) -> pd.DataFrame:
    """Return the table ``responses``: from whom to whom, most responses first."""
    every = evidence(codings, turns)
    every = every[every["code"].isin(RESPONSES) & (every["target"] != "") & (every["target"] != every["speaker"])]
    said = turns[(turns["speaker"] != "") & (turns["role"] == "participant")]
    speakers = said["speaker"].tolist()
    follows = Counter((b, a) for a, b in zip(speakers, speakers[1:], strict=False) if a != b)
    group = dict(zip(said["speaker"], said["group"], strict=True))
    coded = dict(iter(every.groupby(["speaker", "target"])))
    rows = []
    for speaker, to in {**coded, **follows}:
        own = coded.get((speaker, to), every.iloc[:0])
        kinds = Counter(own["code"])
        rows.append({
            "speaker": speaker, "group": group.get(speaker, ""), "to": to, "to_group": group.get(to, ""),
            "n": len(own), **{f"n_{code}": kinds[code] for code in RESPONSES},
            "n_after": follows[speaker, to], "codings": tuple(own["coding"]),
        })  # fmt: skip
    rows.sort(key=lambda r: (-r["n"], -r["n_after"], r["speaker"], r["to"]))
    return table("responses", rows)


def find_voices(codings: pd.DataFrame, turns: pd.DataFrame, speakers: pd.DataFrame, workshop: Workshop) -> pd.DataFrame:
    """Return the table ``voices``: one row per group, most words first; groups of the plan without a turn come last."""
    present = participants(speakers)
    silent = Counter(p.group for p in workshop.plan.participants
                     if p.role == "participant" and p.name not in set(present["speaker"]))  # fmt: skip
    owned = evidence(codings, turns, "ownership")
    answered = find_responses(codings, turns)
    across = answered[answered["group"] != answered["to_group"]]
    words, people = present["words"].sum(), len(present)
    rows = []
    for group in sorted(set(present["group"]) | set(silent) if people else set()):
        own, taken = present[present["group"] == group], owned[owned["group"] == group]
        rows.append({
            "group": group, "n_speakers": len(own), "n_silent": silent[group], "turns": int(own["turns"].sum()),
            "words": int(own["words"].sum()), "share": own["words"].sum() / words if words else 0.0,
            "share_of_people": len(own) / people, "gini": gini(own["words"]),
            "proposals": int((taken["value"] == "proposal").sum()),
            "commitments": int((taken["value"] == "commitment").sum()),
            "n_to_others": int(across.loc[across["group"] == group, "n"].sum()),
            "n_from_others": int(across.loc[across["to_group"] == group, "n"].sum()),
            "codings": tuple(taken.loc[taken["value"].isin(["proposal", "commitment"]), "coding"]),
        })  # fmt: skip
    rows.sort(key=lambda r: (-r["words"], r["group"]))
    return table("voices", rows)


def gini(words: pd.Series) -> float:
    """Return the Gini coefficient of *words*: 0 where all spoke alike, towards 1 where one spoke alone."""
    values = np.sort(words.to_numpy(dtype=float))
    n, total = len(values), values.sum()
    if n == 0 or total == 0:
        return float("nan")
    return float((2 * np.arange(1, n + 1) - n - 1) @ values / (n * total))
