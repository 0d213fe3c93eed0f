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
from collections.abc import Iterable
from itertools import pairwise

import numpy as np
import pandas as pd

from ..tables import apart, records, table
from ..workshop import Workshop
from .evidence import Coded, evidence, participants

__all__ = ["find_participation", "find_responses", "find_voices", "gini"]

RESPONSES = ("agreement", "disagreement", "acknowledgement")
OWNED = {"proposals": "proposal", "commitments": "commitment", "next_steps": "next step", "ours": "ours",
         "theirs": "theirs"}  # fmt: skip
TAKEN_ON = ("proposal", "commitment", "next step")


def find_participation(
    codings: pd.DataFrame, turns: pd.DataFrame, speakers: pd.DataFrame, workshop: Workshop
) -> pd.DataFrame:
    """Return the table ``participation``, most words first; people of the plan who said nothing come last."""
    owned, answers = apart(evidence(codings, turns, "ownership"), "speaker"), _responses(codings, turns)
    to, heard = {}, Counter(answer.target for answer in answers)
    for (speaker, target), n in _pairs(answers).items():
        to.setdefault(speaker, []).append((target, n))
    total = int(speakers.loc[speakers["speaker"] != "", "words"].sum())
    rows = []
    for person in records(speakers[speakers["speaker"] != ""]):
        own = owned[person.speaker]
        values = Counter(row.value for row in own)
        rows.append({
            "speaker": person.speaker, "group": person.group, "role": person.role, "turns": person.turns,
            "words": person.words, "share": person.words / total if total else 0.0,
            "responds_to": tuple(sorted(to.get(person.speaker, ()), key=lambda kv: (-kv[1], kv[0]))),
            "codings": _taken_on(own),
            **{name: values[value] for name, value in OWNED.items()}, "n_heard": heard[person.speaker],
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
    answers = _responses(codings, turns)
    said = turns[(turns["speaker"] != "") & (turns["role"] == "participant")]
    # Who follows a facilitator, or somebody unknown, follows no participant.
    speakers = turns["speaker"].where(turns["role"] == "participant", "").tolist()
    follows = Counter((b, a) for a, b in pairwise(speakers) if a and b and a != b)
    group = dict(zip(said["speaker"], said["group"], strict=True))
    kinds: dict[tuple[str, str], Counter] = {pair: Counter() for pair in (*_pairs(answers), *follows)}
    ids: dict[tuple[str, str], list[str]] = {}
    for row in answers:
        kinds[row.speaker, row.target][row.code] += 1
        ids.setdefault((row.speaker, row.target), []).append(row.coding)
    rows = [
        {"speaker": speaker, "group": group.get(speaker, ""), "to": to, "to_group": group.get(to, ""),
         "n": count.total(), **{f"n_{code}": count[code] for code in RESPONSES}, "n_after": follows[speaker, to],
         "codings": tuple(ids.get((speaker, to), ()))}
        for (speaker, to), count in kinds.items()
    ]  # fmt: skip
    rows.sort(key=lambda r: (-r["n"], -r["n_after"], r["speaker"], r["to"]))
    return table("responses", rows)


def find_voices(codings: pd.DataFrame, turns: pd.DataFrame, speakers: pd.DataFrame, workshop: Workshop) -> pd.DataFrame:
    """Return the table ``voices``: one row per group, most words first; groups of the plan without a turn come last."""
    present = participants(speakers)
    group = {person.speaker: person.group for person in present}
    silent = Counter(p.group for p in workshop.plan.participants if p.role == "participant" and p.name not in group)
    by_group = apart(present, "group")
    owned = apart(evidence(codings, turns, "ownership"), "group")
    given, got = Counter(), Counter()
    for (speaker, to), n in _pairs(_responses(codings, turns)).items():
        if group.get(speaker) != group.get(to):
            given[group.get(speaker)] += n
            got[group.get(to)] += n
    words, people = sum(person.words for person in present), len(present)
    rows = []
    for name in sorted(set(by_group) | set(silent) if people else set()):
        own, values = by_group[name], Counter(row.value for row in owned[name])
        spoken = [person.words for person in own]
        rows.append({
            "group": name, "n_speakers": len(own), "n_silent": silent[name], "turns": sum(p.turns for p in own),
            "words": sum(spoken), "share": sum(spoken) / words if words else 0.0,
            "share_of_people": len(own) / people, "gini": gini(spoken),
            "proposals": values["proposal"], "commitments": values["commitment"],
            "n_to_others": given[name], "n_from_others": got[name], "codings": _taken_on(owned[name]),
        })  # fmt: skip
    rows.sort(key=lambda r: (-r["words"], r["group"]))
    return table("voices", rows)


def _taken_on(owned: list[Coded]) -> tuple[str, ...]:
    """Return the ids of what somebody proposes or takes on."""
    return tuple(row.coding for row in owned if row.value in TAKEN_ON)


def _responses(codings: pd.DataFrame | list[Coded], turns: pd.DataFrame) -> list[Coded]:
    """Return the codings in which one person responds to another."""
    return [row for row in evidence(codings, turns, *RESPONSES) if row.target and row.target != row.speaker]


def _pairs(answers: list[Coded]) -> Counter:
    """Return (speaker, target) → how many responses."""
    return Counter((answer.speaker, answer.target) for answer in answers)


def gini(words: Iterable[int]) -> float:
    """Return the Gini coefficient of *words*: 0 where all spoke alike, towards 1 where one spoke alone."""
    values = np.array(sorted(words), dtype=float)
    n, total = len(values), values.sum()
    if n == 0 or total == 0:
        return float("nan")
    return float((2 * np.arange(1, n + 1) - n - 1) @ values / (n * total))
