"""Conflicts, open and buried, each with a next step that a person may take or leave.

*Open*: people on the two sides of a statement answer each other (one codes as disagreeing with somebody of the other
side) or speak to it within six turns of each other, which the cue says; or two people contradict each other at least
twice, each at least once.

*Buried*: groups lean opposite ways and never answer each other; somebody agrees and, in the same turn, states a limit
or a condition; or a contradiction is cut off: the facilitator moves on within three turns, and none of the next twelve
speaks of its topic again.

Does not count: one person's dislike. A contradiction that a conflict over a statement rests on is not told again. The
next step is from the method's tools, with its reason: **joint research** where both sides give reasons, a **bilateral
meeting** where somebody stated a limit or only two are apart, a **working group** where conditions were named or more
than two parties are apart, and for what is buried **talks before the next session** or **an item of its own** on its
agenda. A person decides.
"""

from __future__ import annotations

import pandas as pd

from ..tables import records, table
from ..workshop import Workshop
from .evidence import Parts, each_to_other, evidence, leanings, paired, strongest
from .words import content_stems

__all__ = ["find_conflicts"]

REACH = 6
CUT_WITHIN, SILENT_FOR, TOPIC_STEMS = 3, 12, 2


def find_conflicts(
    codings: pd.DataFrame, turns: pd.DataFrame, speakers: pd.DataFrame, workshop: Workshop
) -> pd.DataFrame:
    """Return the table ``conflicts``: open ones first, in the plan's order, then between people, then buried."""
    every = evidence(codings, turns)
    stances, answers = every[every["code"] == "stance"], every[every["code"] == "disagreement"]
    leaning, coded = Parts(leanings(stances), "statement"), Parts(stances, "statement")
    rows = []
    for statement in records(workshop.plan.statements):
        rows += _over_statement(statement, leaning[statement.statement], coded[statement.statement], answers, every)
    used = {coding for row in rows for coding in row["codings"]}
    rows += _between_people(answers[~answers["coding"].isin(used)])
    rows += _reservations(every)
    used = {coding for row in rows for coding in row["codings"]}
    rows += _dropped(answers[~answers["coding"].isin(used)], turns)
    turn_of = dict(records(codings[["coding", "turn"]]))
    rows = [{**row, "turns": tuple(sorted({turn_of[c] for c in row["codings"]}))} for row in rows]
    return table("conflicts", sorted(rows, key=lambda r: r["kind"] != "open"))


def _row(kind: str, about: str, parties, cue: str, step: tuple[str, str], codings, statement: str = "", sides=()):
    return {"kind": kind, "about": about, "statement": statement, "parties": tuple(parties), "cue": cue,
            "next_step": step[0], "codings": tuple(dict.fromkeys(codings)), "reason": step[1],
            "sides": tuple(sides)}  # fmt: skip


def _over_statement(
    statement, people: pd.DataFrame, said: pd.DataFrame, answers: pd.DataFrame, every: pd.DataFrame
) -> list[dict]:  # fmt: skip
    """Return the conflict over one statement, if people take both sides."""
    for_, against = (people[people["side"] == side] for side in ("for", "against"))
    if for_.empty or against.empty:
        return []
    both = pd.concat([for_, against])
    quoted = strongest(said[said["speaker"].isin(both["speaker"])], statement.text)
    links = _links(for_, against, said, answers)
    diverging = set(for_["group"]) - set(against["group"]) and set(against["group"]) - set(for_["group"])
    if links:
        kind = "open"
        cue = ("people on both sides answer each other" if set(links) & set(answers["coding"]) else
               "people on both sides speak to it within a few turns")  # fmt: skip
    elif diverging:
        kind, cue = "buried", "groups take opposite sides and never answer each other"
    else:
        return []
    grouped = len(set(both["group"]) - {""}) > 1
    parties = sorted(set(both["group"]) - {""} if grouped else both["speaker"])
    sides = [f"{side}: {', '.join(sorted(set(own['group' if grouped else 'speaker']) - {''}))}"
             for side, own in (("for", for_), ("against", against))]  # fmt: skip
    there = every[every["turn"].isin(said["turn"])]
    step = _step(kind, parties, said, there, for_, against)
    return [_row(kind, statement.text, parties, cue, step, (*quoted, *links), statement.statement, sides)]


def _links(for_: pd.DataFrame, against: pd.DataFrame, said: pd.DataFrame, answers: pd.DataFrame) -> tuple[str, ...]:
    """Return the disagreements that cross the two sides, or the nearest pair of turns that do."""
    sides = {**dict.fromkeys(for_["speaker"], 1), **dict.fromkeys(against["speaker"], -1)}
    said = said[said["speaker"].isin(sides)]
    near = {turn + gap for turn in said["turn"] for gap in range(-REACH, REACH + 1)}
    crossing = [a.coding for a in records(answers)
                if a.turn in near and sides.get(a.speaker, 0) * sides.get(a.target, 0) < 0]  # fmt: skip
    if crossing:
        return tuple(crossing)
    for first, second in zip(records(said), records(said.iloc[1:]), strict=False):
        if sides[first.speaker] * sides[second.speaker] < 0 and second.turn - first.turn <= REACH:
            return first.coding, second.coding
    return ()


def _step(
    kind: str, parties, said: pd.DataFrame, there: pd.DataFrame, for_: pd.DataFrame, against: pd.DataFrame
) -> tuple[str, str]:  # fmt: skip
    """Return the next step in a conflict over a statement, and its reason, from what was *said* of it and *there*."""
    if kind == "buried":
        return ("talks with each side before the next session, then an item of its own on its agenda",
                "the sides have not yet spoken to each other about it")  # fmt: skip
    if (there["code"] == "red line").any():
        return ("a bilateral meeting of those who state a limit with those it binds, to learn what stands behind it",
                "somebody stated a limit to what can be accepted")  # fmt: skip
    reasoned = set(there.loc[(there["code"] == "reason") & (there["value"] != "assertion"), "speaker"])
    if reasoned & set(for_["speaker"]) and reasoned & set(against["speaker"]):
        return ("joint research by these parties into the facts that they dispute",
                "both sides give evidence or experience, and it differs")  # fmt: skip
    if _on_a_condition(said, there):
        return ("a working group of these parties, to put their conditions into one proposal",
                "somebody would agree on a condition")  # fmt: skip
    if len(parties) > 2:
        return ("a working group of these parties", "more than two parties are apart, and each was heard only in part")
    return ("a bilateral meeting of these two, to separate facts from interests", "only two parties are apart")


def _on_a_condition(said: pd.DataFrame, there: pd.DataFrame) -> bool:
    """Whether somebody would agree on a condition: that is how they spoke of it, or the words of one hold it."""
    if (said["value"] == "conditional").any():
        return True
    asked = there[there["value"] == "condition"]
    spans = list(zip(said["start"], said["end"], strict=True))
    return any(start < c.end and c.start < end for c in records(asked) for start, end in spans)


def _between_people(answers: pd.DataFrame) -> list[dict]:
    """Return pairs of people who disagree with each other, each at least once, apart from any statement."""
    step = ("a bilateral meeting of these two, to separate facts from interests", "two people contradict each other")
    return [
        _row("open", f"{pair[0]} and {pair[1]} contradict each other", pair, f"{len(own)} contradictions", step,
             own["coding"])
        for pair, own in paired(answers).groupby("pair", sort=True) if each_to_other(own)
    ]  # fmt: skip


def _reservations(every: pd.DataFrame) -> list[dict]:
    """Return turns that agree and then state a limit or a condition."""
    agreed = every[every["code"] == "agreement"]
    limits = every[every["code"].isin(["disagreement", "red line"]) | (every["value"] == "condition")]
    both = agreed.merge(limits[["turn", "start", "coding"]], on="turn", suffixes=("", "_limit"))
    both = both[both["start_limit"] >= both["start"]].drop_duplicates("turn")
    step = ("talks with this person before the next session, to learn what the yes depends on",
            "an assent with a reservation is easily taken for consent")  # fmt: skip
    return [
        _row("buried", f"{row.speaker} agrees with {row.target or 'the one before'}, with a reservation",
             [p for p in (row.speaker, row.target) if p], "assent followed by reservation", step,
             (row.coding, row.coding_limit))
        for row in records(both)
    ]  # fmt: skip


def _dropped(answers: pd.DataFrame, turns: pd.DataFrame) -> list[dict]:
    """Return contradictions that the facilitator cut off and nobody came back to."""
    said = turns.set_index("turn")
    last = int(said.index.max()) if len(said) else 0
    step = ("an item of its own on the next agenda, prepared with both", "the talk moved on before it was spoken out")
    rows = []
    for answer in records(answers[answers["target"] != ""]):
        before = [t for t in range(answer.turn - REACH, answer.turn)
                  if t in said.index and said.at[t, "speaker"] == answer.target]  # fmt: skip
        topic = content_stems(said.at[answer.turn, "text"])
        topic &= content_stems(said.at[before[-1], "text"]) if before else frozenset()
        cut = next((t for t in range(answer.turn + 1, min(last, answer.turn + CUT_WITHIN) + 1)
                    if said.at[t, "role"] == "facilitator"), 0)  # fmt: skip
        if len(topic) < TOPIC_STEMS or not cut or last - cut < CUT_WITHIN:
            continue
        after = range(cut, min(last, cut + SILENT_FOR) + 1)
        if not any(topic & content_stems(said.at[t, "text"]) for t in after):
            rows.append(_row("buried", f"{answer.speaker} contradicts {answer.target}, and the talk moves on",
                             (answer.speaker, answer.target), "a topic dropped after tension", step,
                             (answer.coding,)))  # fmt: skip
    return rows
