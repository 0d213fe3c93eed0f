"""Common ground: where every group that spoke leans the same way.

Counts as common ground: a statement on which, **within every group** that spoke to it, at least four people lean one
way for each one of doubt (`ledger`), and at least two groups (or, where no groups are known, three people) spoke. A
group that only hesitates, with nobody on the other side, does not undo it as long as there are four for each one of
doubt among all; but two groups must lean that way. So one loud group cannot carry it, and one lone voice in a large
group does not undo it; both are counted, as ``n_speakers`` and ``n_dissent``. ``consensus`` ranks it as deliberation
platforms do, by group-informed consensus: the product over the groups of (people who lean that way + 1) / (people who
spoke + 2).

Apart from statements: two people of different groups (or, without groups, any two) who agree with each other at least
twice, each at least once, and never contradict each other. Both must be likelier than not: that two of the agreements
are right, and that no contradiction is, also of those too unsure to be told ("That is not true." – "It is true.").
What they agree to is the last sentence of some length that the other one spoke within the six turns before.

Does not count: silence, ties, and what fewer than three of ten draws come to (`ledger`, `uncertainty`). Each row names
the groups in which somebody leans that way, and those, also of the plan, that said nothing.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

import numpy as np
import pandas as pd

from ..tables import apart, records, table
from ..workshop import Workshop
from .evidence import EVEN, LEANS, Coded, by_pair, coded, each_to_other, evidence, leanings, participants, strongest
from .ledger import HOLDS, MAJORITY
from .uncertainty import Redrawn, redraw
from .words import sentences

__all__ = ["find_common_ground"]

MIN_PEOPLE_WITHOUT_GROUPS = 3
REACH, FEW_WORDS = 6, 6


def find_common_ground(
    codings: pd.DataFrame, turns: pd.DataFrame, speakers: pd.DataFrame, workshop: Workshop
) -> pd.DataFrame:
    """Return the table ``common_ground``: statements, the widest consensus first, then people who agree."""
    every = coded(codings, turns) if isinstance(codings, pd.DataFrame) else codings
    stances, maybe = evidence(every, turns, "stance"), evidence(every, turns, "candidate")
    leaning, spoken, possible = (apart(found, "statement") for found in (leanings(stances), stances, maybe))
    heard = {person.group for person in participants(speakers)} - {""}
    expected = sorted(heard | set(workshop.plan.groups))
    rows = []
    for statement in records(workshop.plan.statements):
        own = leaning[statement.statement]
        counts = {group: Counter(p.side for p in theirs) for group, theirs in apart(own, "group").items()}
        spoke = sorted(set(counts) - {""})
        side = next((s for s in ("for", "against") if _shared(counts, s, bool(heard))), "")
        if not side:
            continue
        said = spoken[statement.statement]
        stability = _stability(redraw(said, possible[statement.statement]), side, bool(heard))
        if stability < HOLDS:
            continue
        rows.append({
            "statement": statement.statement, "text": statement.text, "direction": side, "n_speakers": len(own),
            "groups": tuple(g for g in spoke if counts[g][side]),
            "silent": tuple(g for g in expected if g not in spoke),
            "codings": strongest(said, statement.text), "n_dissent": sum(p.side != side for p in own),
            "consensus": math.prod((c[side] + 1) / (c.total() + 2) for c in counts.values()),
            "stability": stability, "agreed": (),
        })  # fmt: skip
    rows.sort(key=lambda r: (-len(r["groups"]), -r["consensus"], -r["n_speakers"]))
    return table("common_ground", [*rows, *_between_people(every, turns, expected)])


def _shared(counts: dict[str, Counter], side: str, grouped: bool) -> bool:
    """Whether the people of all groups lean to *side*, or hesitate at most."""
    other = "against" if side == "for" else "for"
    lean, against, between = (np.array([[c[s] for c in counts.values()]]) for s in (side, other, "between"))
    return bool(_holds(lean, against, between, np.array([g != "" for g in counts], dtype=bool), grouped)[0])


def _stability(drawn: Redrawn, side: str, grouped: bool) -> float:
    """Return the share of draws in which there is still common ground to that side."""
    groups, scores = sorted(set(drawn.groups)), drawn.scores * (1 if side == "for" else -1)
    own = np.array([[group == of for group in groups] for of in drawn.groups]).astype(int)
    lean, against, between = ((there @ own) for there in
                              (scores > LEANS, scores < -LEANS, np.abs(scores) <= LEANS))  # fmt: skip
    return float(_holds(lean, against, between, np.array([g != "" for g in groups]), grouped).mean())


def _holds(lean: np.ndarray, against: np.ndarray, between: np.ndarray, named: np.ndarray, grouped: bool) -> np.ndarray:
    """Return for each draw whether it is common ground; the counts are of people, draws × groups.

    *named* are the groups that have a name, *grouped* says whether any of the talk has.
    """
    doubt = against + between / 2
    agrees = (lean > 0) & (lean >= MAJORITY * doubt)
    no_other_way = (agrees | (against == 0)).all(axis=1) & (lean.sum(axis=1) >= MAJORITY * doubt.sum(axis=1))
    if grouped:
        return no_other_way & ((agrees & named).sum(axis=1) >= 2)
    return no_other_way & ((lean + against + between).sum(axis=1) >= MIN_PEOPLE_WITHOUT_GROUPS)


def _between_people(every: list[Coded], turns: pd.DataFrame, expected: list[str]) -> list[dict]:
    """Return pairs of people of different groups who agree at least twice and never contradict each other."""
    answers = by_pair(evidence(every, turns, "agreement"))
    denials = by_pair([row for row in every if row.code == "disagreement"])
    contradicted = {pair for pair, own in denials.items() if math.prod(1 - row.confidence for row in own) <= EVEN}
    group = {p.speaker: p.group for p in records(turns) if p.speaker}
    rows = []
    for pair, own in answers.items():
        groups = [group.get(person, "") for person in pair]
        if not each_to_other(own) or pair in contradicted or (expected and groups[0] == groups[1]):
            continue
        stability = _at_least([row.confidence for row in own], len(pair))
        if stability < EVEN:
            continue
        told = strongest(own)
        rows.append({
            "statement": "", "text": f"{pair[0]} and {pair[1]} agree with each other, {len(own)} times",
            "direction": "for", "n_speakers": 2, "groups": tuple(sorted(set(groups) - {""})),
            "silent": (), "codings": told, "n_dissent": 0, "consensus": math.nan,
            "stability": stability,
            "agreed": _agreed(sorted(own, key=lambda row: told.index(row.coding)), turns),
        })  # fmt: skip
    return rows


def _agreed(answers: list[Coded], turns: pd.DataFrame) -> tuple[tuple[int, int], ...]:
    """Return (start, end) of the sentence that the first of *answers* that has one before it agrees to."""
    for answer in answers:
        near = turns[turns["turn"].between(answer.turn - REACH, answer.turn - 1)]
        before = near[near["speaker"] == answer.target]
        said = [(start, end) for t in records(before) for start, end, words in sentences(t.text, t.start)
                if len(words.split()) >= FEW_WORDS]  # fmt: skip
        if said:
            return (said[-1],)
    return ()


def _at_least(confidences: Iterable[float], n: int) -> float:
    """Return the probability that at least *n* codings of these *confidences* are right."""
    right = np.array([1.0])
    for p in confidences:
        right = np.convolve(right, [1 - p, p])
    return float(right[n:].sum())
