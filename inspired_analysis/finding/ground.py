"""Common ground and conflict.

**Common ground** counts as such where every group that spoke to a statement leans the same way, nobody takes the
other side, and at least two groups (or, where no groups are known, three people) spoke. Silence is never
consent: each row names the groups, also of the plan, that said nothing.

**Conflicts** come in two kinds. *Open*: people on the two sides of a statement answer each other - one codes as
disagreeing with somebody of the other side, or both speak within six turns - or two people disagree with each
other at least twice. *Buried*: groups lean opposite ways and never answer each other; or somebody agrees and,
in the same turn, states a reservation. Does not count: one person's dislike. The next step is a proposal from
the method's tools, with the cue as its reason; a person decides.
"""

from __future__ import annotations

import pandas as pd

from ..tables import table
from ..workshop import Workshop
from .evidence import direction, evidence, leanings, participants, strongest

__all__ = ["find_common_ground", "find_conflicts"]

REACH = 6
MIN_PEOPLE_WITHOUT_GROUPS = 3


def find_common_ground(
    codings: pd.DataFrame, turns: pd.DataFrame, speakers: pd.DataFrame, workshop: Workshop
) -> pd.DataFrame:
    """Return the table ``common_ground``, most widely shared first."""
    stances = evidence(codings, turns, "stance")
    people = leanings(stances)
    heard = set(participants(speakers)["group"]) - {""}
    expected = sorted(heard | set(workshop.plan.groups))
    rows = []
    for statement in workshop.plan.statements.itertuples():
        own = people[people["statement"] == statement.statement]
        sides = set(own["score"].map(direction))
        groups = sorted(set(own["group"]) - {""})
        enough = len(groups) >= 2 or (not heard and len(own) >= MIN_PEOPLE_WITHOUT_GROUPS)
        if not enough or sides not in ({"for"}, {"against"}):
            continue
        rows.append({
            "statement": statement.statement, "text": statement.text, "direction": sides.pop(),
            "n_speakers": len(own), "groups": tuple(groups),
            "silent": tuple(g for g in expected if g not in groups),
            "codings": strongest(stances[stances["statement"] == statement.statement]),
        })  # fmt: skip
    rows.sort(key=lambda r: (-len(r["groups"]), -r["n_speakers"]))
    return table("common_ground", rows)


def find_conflicts(
    codings: pd.DataFrame, turns: pd.DataFrame, speakers: pd.DataFrame, workshop: Workshop
) -> pd.DataFrame:
    """Return the table ``conflicts``: open ones first, in the plan's order, then between people, then buried."""
    stances = evidence(codings, turns, "stance")
    answers = evidence(codings, turns, "disagreement")
    people = leanings(stances).assign(side=lambda f: f["score"].map(direction))
    rows = []
    for statement in workshop.plan.statements.itertuples():
        own = people[people["statement"] == statement.statement]
        said = stances[stances["statement"] == statement.statement]
        rows += _over_statement(statement, own, said, answers)
    used = {coding for row in rows for coding in row["codings"]}
    rows += _between_people(answers[~answers["coding"].isin(used)])
    rows += _reservations(codings, turns)
    order = {"open": 0, "buried": 1}
    return table("conflicts", sorted(rows, key=lambda r: order[r["kind"]]))


def _over_statement(statement, people: pd.DataFrame, said: pd.DataFrame, answers: pd.DataFrame) -> list[dict]:
    """Return the conflict over one statement, if people take both sides."""
    for_, against = (people[people["side"] == side] for side in ("for", "against"))
    if for_.empty or against.empty:
        return []
    both = pd.concat([for_, against])
    quoted = strongest(said[said["speaker"].isin(both["speaker"])])
    links = _links(for_, against, said, answers)
    diverging = set(for_["group"]) - set(against["group"]) and set(against["group"]) - set(for_["group"])
    if links:
        kind, cue = "open", "people on both sides answer each other"
    elif diverging:
        kind, cue = "buried", "groups take opposite sides and never answer each other"
    else:
        return []
    groups = sorted(set(both["group"]) - {""})
    parties = tuple(groups if len(groups) > 1 else sorted(both["speaker"]))
    return [{
        "kind": kind, "about": statement.text, "statement": statement.statement, "parties": parties, "cue": cue,
        "next_step": _next_step(kind, parties), "codings": tuple(dict.fromkeys((*quoted, *links))),
    }]  # fmt: skip


def _links(for_: pd.DataFrame, against: pd.DataFrame, said: pd.DataFrame, answers: pd.DataFrame) -> tuple[str, ...]:
    """Return the disagreements that cross the two sides, or the nearest pair of turns that do."""
    sides = {**dict.fromkeys(for_["speaker"], 1), **dict.fromkeys(against["speaker"], -1)}
    said = said[said["speaker"].isin(sides)]
    spoke = set(said["turn"])
    crossing = [a.coding for a in answers.itertuples()
                if sides.get(a.speaker, 0) * sides.get(a.target, 0) < 0
                and any(abs(a.turn - turn) <= REACH for turn in spoke)]  # fmt: skip
    if crossing:
        return tuple(crossing)
    for first, second in zip(said.itertuples(), said.iloc[1:].itertuples(), strict=False):
        if sides[first.speaker] * sides[second.speaker] < 0 and second.turn - first.turn <= REACH:
            return first.coding, second.coding
    return ()


def _between_people(answers: pd.DataFrame) -> list[dict]:
    """Return pairs of people who disagree with each other at least twice, apart from any statement."""
    answers = answers[(answers["target"] != "") & (answers["target"] != answers["speaker"])]
    pairs = answers.assign(pair=[tuple(sorted(p)) for p in zip(answers["speaker"], answers["target"], strict=True)])
    return [
        {"kind": "open", "about": f"{pair[0]} and {pair[1]} contradict each other", "statement": "", "parties": pair,
         "cue": f"{len(own)} contradictions", "next_step": _next_step("open", pair), "codings": tuple(own["coding"])}
        for pair, own in pairs.groupby("pair", sort=True) if len(own) >= 2
    ]  # fmt: skip


def _reservations(codings: pd.DataFrame, turns: pd.DataFrame) -> list[dict]:
    """Return turns that agree and then state a limit or a condition."""
    agreed = evidence(codings, turns, "agreement")
    limits = evidence(codings, turns)
    limits = limits[limits["code"].isin(["disagreement", "red line"])]
    both = agreed.merge(limits[["turn", "start", "coding"]], on="turn", suffixes=("", "_limit"))
    both = both[both["start_limit"] >= both["start"]].drop_duplicates("turn")
    return [
        {"kind": "buried", "about": f"{row.speaker} agrees with {row.target or 'the one before'}, with a reservation",
         "statement": "", "parties": tuple(p for p in (row.speaker, row.target) if p),
         "cue": "assent followed by reservation", "next_step": _next_step("buried", ()),
         "codings": (row.coding, row.coding_limit)}
        for row in both.itertuples()
    ]  # fmt: skip


def _next_step(kind: str, parties: tuple[str, ...]) -> str:
    if kind == "buried":
        return "bilateral talks before the next session: the sides have not yet spoken to each other about it"
    if len(parties) > 2:
        return "a working group of these parties, with joint research on the facts they dispute"
    return "a bilateral meeting of these two, to separate facts from interests"
