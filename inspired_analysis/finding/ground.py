"""Common ground: where every group that spoke leans the same way.

Counts as common ground: a statement on which, **within every group** that spoke to it, at least four people lean one
way for each one of doubt (`ledger`), and at least two groups (or, where no groups are known, three people) spoke. So
one loud group cannot carry it, and one lone voice in a large group does not undo it; both are counted, as
``n_speakers`` and ``n_dissent``. ``consensus`` ranks it as deliberation platforms do, by group-informed consensus: the
product over the groups of (people who lean that way + 1) / (people who spoke + 2).

Apart from statements: two people of different groups (or, without groups, any two) who agree with each other at least
twice and never contradict each other.

Does not count: silence. Each row names the groups, also of the plan, that said nothing. Ties are no common ground.
"""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pandas as pd

from ..tables import table
from ..workshop import Workshop
from .evidence import LEANS, Parts, evidence, leanings, participants, strongest
from .ledger import MAJORITY
from .uncertainty import Redrawn, redraw

__all__ = ["find_common_ground"]

MIN_PEOPLE_WITHOUT_GROUPS = 3
MIN_AGREEMENTS = 2


def find_common_ground(
    codings: pd.DataFrame, turns: pd.DataFrame, speakers: pd.DataFrame, workshop: Workshop
) -> pd.DataFrame:
    """Return the table ``common_ground``: statements, the widest consensus first, then people who agree."""
    stances, likely = evidence(codings, turns, "stance"), evidence(codings, turns, "candidate")
    leaning, coded, possible = (Parts(f, "statement") for f in (leanings(stances), stances, likely))
    heard = set(participants(speakers)["group"]) - {""}
    expected = sorted(heard | set(workshop.plan.groups))
    rows = []
    for statement in workshop.plan.statements.itertuples():
        own = leaning[statement.statement]
        counts = {group: Counter(theirs["side"]) for group, theirs in own.groupby("group")}
        groups = sorted(set(counts) - {""})
        enough = len(groups) >= 2 or (not heard and len(own) >= MIN_PEOPLE_WITHOUT_GROUPS)
        side = next((s for s in ("for", "against") if all(_agrees(c, s) for c in counts.values())), "")
        if not (enough and side):
            continue
        said = coded[statement.statement]
        drawn = redraw(said, possible[statement.statement])
        rows.append({
            "statement": statement.statement, "text": statement.text, "direction": side,
            "n_speakers": len(own), "groups": tuple(groups), "silent": tuple(g for g in expected if g not in groups),
            "codings": strongest(said, statement.text), "n_dissent": int((own["side"] != side).sum()),
            "consensus": math.prod((c[side] + 1) / (c.total() + 2) for c in counts.values()),
            "stability": _stability(drawn, side, bool(heard)),
        })  # fmt: skip
    rows.sort(key=lambda r: (-len(r["groups"]), -r["consensus"], -r["n_speakers"]))
    return table("common_ground", [*rows, *_between_people(codings, turns, expected)])


def _agrees(counts: Counter, side: str) -> bool:
    """Whether a group's people lean to *side*, four for each one of doubt."""
    doubt = counts.total() - counts[side] - counts["between"] / 2
    return counts[side] > 0 and counts[side] >= MAJORITY * doubt


def _stability(drawn: Redrawn, side: str, grouped: bool) -> float:
    """Return the share of draws in which there is still common ground to that side."""
    sign = 1 if side == "for" else -1
    holds, n_groups = np.ones(len(drawn.scores), dtype=bool), np.zeros(len(drawn.scores), dtype=int)
    of_group = np.array(drawn.groups)
    for group in sorted(set(drawn.groups)):
        scores = sign * drawn.scores[:, of_group == group]
        spoke, lean = (~np.isnan(scores)).sum(axis=1), (scores > LEANS).sum(axis=1)
        between = (np.abs(scores) <= LEANS).sum(axis=1)
        holds &= (spoke == 0) | ((lean > 0) & (lean >= MAJORITY * (spoke - lean - between / 2)))
        n_groups += (spoke > 0) & (group != "")
    n_people = (~np.isnan(drawn.scores)).sum(axis=1)
    enough = n_groups >= 2 if grouped else n_people >= MIN_PEOPLE_WITHOUT_GROUPS
    return float((holds & enough).mean())


def _between_people(codings: pd.DataFrame, turns: pd.DataFrame, expected: list[str]) -> list[dict]:
    """Return pairs of people of different groups who agree at least twice and never contradict each other."""
    agreed = _paired(evidence(codings, turns, "agreement"))
    contradicted = set(_paired(evidence(codings, turns, "disagreement"))["pair"])
    group = dict(turns.loc[turns["speaker"] != "", ["speaker", "group"]].itertuples(index=False))
    rows = []
    for pair, own in agreed.groupby("pair", sort=True):
        groups = [group.get(person, "") for person in pair]
        if len(own) < MIN_AGREEMENTS or pair in contradicted or (expected and groups[0] == groups[1]):
            continue
        rows.append({
            "statement": "", "text": f"{pair[0]} and {pair[1]} agree with each other, {len(own)} times",
            "direction": "for", "n_speakers": 2, "groups": tuple(sorted(set(groups) - {""})),
            "silent": (), "codings": strongest(own), "n_dissent": 0, "consensus": math.nan,
            "stability": _at_least(own["confidence"], MIN_AGREEMENTS),
        })  # fmt: skip
    return rows


def _paired(responses: pd.DataFrame) -> pd.DataFrame:
    """Return *responses* from one person to another with ``pair``, the two in order of their names."""
    own = responses[(responses["target"] != "") & (responses["target"] != responses["speaker"])]
    return own.assign(pair=[tuple(sorted(p)) for p in zip(own["speaker"], own["target"], strict=True)])


def _at_least(confidences: pd.Series, n: int) -> float:
    """Return the probability that at least *n* codings of these *confidences* are right."""
    right = np.array([1.0])
    for p in confidences:
        right = np.convolve(right, [1 - p, p])
    return float(right[n:].sum())
