"""Conflicts, open and buried, each with a next step that a person may take or leave.

*Open*: people on the two sides of a statement answer each other (one codes as disagreeing with somebody of the other
side) or speak to it within six turns of each other, which the cue says; or two people contradict each other at least
twice, each at least once. On each side somebody must be there with a chance of three in ten or more, as a verdict
must come out in three of ten draws; and where the ledger's rule confirms or debunks, the few on the other side make a
conflict only if somebody of the two sides disagrees with another. What the ledger leaves *untested* is in no conflict.

*Buried*: groups lean opposite ways and never answer each other; somebody agrees and, in the same turn, states a limit
or a condition, with a "but" or its like; or a contradiction is cut off: the facilitator moves on within three turns,
and none of the next twelve speaks of its topic again.

Does not count: one person's dislike. A contradiction that a conflict over a statement rests on is not told again. The
next step is from the method's tools, with its reason: **joint research** where both sides give reasons, a **bilateral
meeting** where somebody stated a limit or only two are apart, a **working group** where conditions were named or more
than two parties are apart, and for what is buried **talks before the next session** or **an item of its own** on its
agenda. A person decides.
"""

from __future__ import annotations

import math
import re
from itertools import pairwise

import pandas as pd

from ..tables import apart, records, table
from ..workshop import Workshop
from .evidence import (
    WEIGHT,
    Coded,
    Leaning,
    by_pair,
    direction,
    each_to_other,
    evidence,
    leanings,
    strongest,
)
from .ledger import SIDE_OF, verdict
from .words import content_stems, sentences

__all__ = ["find_conflicts"]

REACH = 6
CUT_WITHIN, SILENT_FOR, TOPIC_STEMS = 3, 12, 2
LIKELY = 0.3  # as of a verdict in redraws
LIMITS = ("disagreement", "red line")
RESERVED = re.compile(
    r"\b(?:but|though|although|only|if|unless|as long as|provided|except|however|yet)\b", re.IGNORECASE)  # fmt: skip
OPENS = re.compile(rf"\W*(?:(?:and|well|yes|so|then)\W+)*{RESERVED.pattern}", re.IGNORECASE)


def find_conflicts(
    codings: pd.DataFrame, turns: pd.DataFrame, assumptions: pd.DataFrame, workshop: Workshop
) -> pd.DataFrame:
    """Return the table ``conflicts``: open ones first, in the plan's order, then between people, then buried."""
    every = evidence(codings, turns)
    stances, answers = evidence(every, turns, "stance"), evidence(every, turns, "disagreement")
    leaning, coded = apart(leanings(stances), "statement"), apart(stances, "statement")
    rows = []
    for statement in records(workshop.plan.statements):
        rows += _over_statement(statement, leaning[statement.statement], coded[statement.statement], answers, every)
    untested = set(assumptions.loc[assumptions["verdict"] == "untested", "statement"])
    rows = [row for row in rows if row["statement"] not in untested]
    rows += _between_people(_unused(answers, rows))
    rows += _reservations(every, {turn.turn: turn for turn in records(turns)})
    rows += _dropped(_unused(answers, rows), turns)
    turn_of = {row.coding: row.turn for row in every}
    rows = [{**row, "turns": tuple(sorted({turn_of[c] for c in row["codings"]}))} for row in rows]
    return table("conflicts", sorted(rows, key=lambda r: r["kind"] != "open"))


def _unused(answers: list[Coded], rows: list[dict]) -> list[Coded]:
    """Return the *answers* on which none of the conflicts so far rests."""
    used = {coding for row in rows for coding in row["codings"]}
    return [answer for answer in answers if answer.coding not in used]


def _row(kind: str, about: str, parties, cue: str, step: tuple[str, str], codings, statement: str = "", sides=()):
    return {"kind": kind, "about": about, "statement": statement, "parties": tuple(parties), "cue": cue,
            "next_step": step[0], "codings": tuple(dict.fromkeys(codings)), "reason": step[1],
            "sides": tuple(sides)}  # fmt: skip


def _over_statement(
    statement, people: list[Leaning], said: list[Coded], answers: list[Coded], every: list[Coded]
) -> list[dict]:  # fmt: skip
    """Return the conflict over one statement, if people take both sides."""
    for_, against = ([person for person in people if person.side == side] for side in ("for", "against"))
    if not (_likely(for_, said) and _likely(against, said)):
        return []
    both = {person.speaker for person in (*for_, *against)}
    quoted = strongest([row for row in said if row.speaker in both], statement.text)
    links = _links(for_, against, said, answers)
    groups_for, groups_against = ({person.group for person in own} for own in (for_, against))
    diverging = groups_for - groups_against - {""} and groups_against - groups_for - {""}
    crossing = bool(set(links) & {answer.coding for answer in answers})
    if not crossing and verdict(len(for_), len(against), len(people) - len(both)) in SIDE_OF:
        return []
    if links:
        kind = "open"
        cue = ("people on both sides answer each other" if crossing else
               "people on both sides speak to it within a few turns")  # fmt: skip
    elif diverging:
        kind, cue = "buried", "groups take opposite sides and never answer each other"
    else:
        return []
    groups = (groups_for | groups_against) - {""}
    # Where all on one side are of no known group, groups alone would name the other side as both.
    by_group = all(own - {""} for own in (groups_for, groups_against)) and not groups_for & groups_against - {""}
    parties, party = (groups, "group") if by_group else (both, "speaker")
    sides = [f"{side}: {', '.join(sorted({getattr(person, party) for person in own} - {''}))}"
             for side, own in (("for", for_), ("against", against))]  # fmt: skip
    spoken = {row.turn for row in said}
    there = [row for row in every if row.turn in spoken]
    parties, step = sorted(parties), _step(kind, parties, said, there, for_, against)
    return [_row(kind, statement.text, parties, cue, step, (*quoted, *links), statement.statement, sides)]


def _likely(side: list[Leaning], said: list[Coded]) -> bool:
    """Whether the codings of somebody on a side are not all wrong with a chance that is enough."""
    for person in side:
        own = [row for row in said if row.speaker == person.speaker and direction(WEIGHT[row.value]) == person.side]
        if 1 - math.prod(1 - row.confidence for row in own) >= LIKELY - 1e-9:
            return True
    return False


def _links(for_: list[Leaning], against: list[Leaning], said: list[Coded], answers: list[Coded]) -> tuple[str, ...]:
    """Return the disagreements that cross the two sides, or the nearest pair of turns that do."""
    sides = {**{person.speaker: 1 for person in for_}, **{person.speaker: -1 for person in against}}
    said = [row for row in said if row.speaker in sides]
    near = {row.turn + gap for row in said for gap in range(-REACH, REACH + 1)}
    crossing = [a.coding for a in answers
                if a.turn in near and sides.get(a.speaker, 0) * sides.get(a.target, 0) < 0]  # fmt: skip
    if crossing:
        return tuple(crossing)
    for first, second in pairwise(said):
        if sides[first.speaker] * sides[second.speaker] < 0 and second.turn - first.turn <= REACH:
            return first.coding, second.coding
    return ()


def _step(
    kind: str, parties, said: list[Coded], there: list[Coded], for_: list[Leaning], against: list[Leaning]
) -> tuple[str, str]:  # fmt: skip
    """Return the next step in a conflict over a statement, and its reason, from what was *said* of it and *there*."""
    if kind == "buried":
        return ("talks with each side before the next session, then an item of its own on its agenda",
                "the sides have not yet spoken to each other about it")  # fmt: skip
    if any(row.code == "red line" for row in there):
        return ("a bilateral meeting of those who state a limit with those it binds, to learn what stands behind it",
                "somebody stated a limit to what can be accepted")  # fmt: skip
    reasoned = {row.speaker for row in there if row.code == "reason" and row.value != "assertion"}
    if all(any(person.speaker in reasoned for person in own) for own in (for_, against)):
        return ("joint research by these parties into the facts that they dispute",
                "both sides give evidence or experience, and it differs")  # fmt: skip
    if _on_a_condition(said, there):
        return ("a working group of these parties, to put their conditions into one proposal",
                "somebody would agree on a condition")  # fmt: skip
    if len(parties) > 2:
        return ("a working group of these parties", "more than two parties are apart, and each was heard only in part")
    return ("a bilateral meeting of these two, to separate facts from interests", "only two parties are apart")


def _on_a_condition(said: list[Coded], there: list[Coded]) -> bool:
    """Whether somebody would agree on a condition: that is how they spoke of it, or the words of one hold it."""
    if any(row.value == "conditional" for row in said):
        return True
    asked = [row for row in there if row.value == "condition"]
    return any(row.start < c.end and c.start < row.end for c in asked for row in said)


def _between_people(answers: list[Coded]) -> list[dict]:
    """Return pairs of people who disagree with each other, each at least once, apart from any statement."""
    step = ("a bilateral meeting of these two, to separate facts from interests", "two people contradict each other")
    return [
        _row("open", f"{pair[0]} and {pair[1]} contradict each other", pair, f"{len(own)} contradictions", step,
             [row.coding for row in own])
        for pair, own in by_pair(answers).items() if each_to_other(own)
    ]  # fmt: skip


def _reservations(every: list[Coded], said: dict) -> list[dict]:
    """Return turns that agree and then state a limit or a condition; the first such place of each turn."""
    step = ("talks with this person before the next session, to learn what the yes depends on",
            "an assent with a reservation is easily taken for consent")  # fmt: skip
    limits = apart((row for row in every if row.code in LIMITS or row.value == "condition"), "turn")
    found: dict[int, dict] = {}
    for row in every:
        if row.code != "agreement" or row.turn in found:
            continue
        limit = next((limit for limit in limits[row.turn] if _limits(limit, row, said[row.turn])), None)
        if limit:
            found[row.turn] = _row(
                "buried", f"{row.speaker} agrees with {row.target or 'the one before'}, with a reservation",
                [p for p in (row.speaker, row.target) if p], "assent followed by reservation", step,
                (row.coding, limit.coding))  # fmt: skip
    return list(found.values())


def _limits(limit: Coded, yes: Coded, turn) -> bool:
    """Whether a limit takes something back of the *yes* before it, and is not what the yes agrees to."""
    if limit.start < yes.start:
        return False
    begins = max((s for s, *_ in sentences(turn.text, turn.start) if s <= limit.start), default=turn.start)
    if begins < yes.end:  # in the yes's own sentence
        own = turn.text[max(begins, yes.start) - turn.start : limit.end - turn.start]
        return bool(RESERVED.search(own))
    return limit.code != "red line" or bool(OPENS.match(turn.text[begins - turn.start :]))


def _dropped(answers: list[Coded], turns: pd.DataFrame) -> list[dict]:
    """Return contradictions that the facilitator cut off and nobody came back to."""
    said = {turn.turn: turn for turn in records(turns)}
    last = max(said, default=0)
    step = ("an item of its own on the next agenda, prepared with both", "the talk moved on before it was spoken out")
    rows = []
    for answer in answers:
        before = [said[t].text for t in range(answer.turn - REACH, answer.turn)
                  if answer.target and t in said and said[t].speaker == answer.target]  # fmt: skip
        topic = content_stems(said[answer.turn].text) & (content_stems(before[-1]) if before else frozenset())
        cut = next((t for t in range(answer.turn + 1, min(last, answer.turn + CUT_WITHIN) + 1)
                    if said[t].role == "facilitator"), 0)  # fmt: skip
        if len(topic) < TOPIC_STEMS or not cut or last - cut < CUT_WITHIN:
            continue
        after = range(cut, min(last, cut + SILENT_FOR) + 1)
        if not any(topic & content_stems(said[t].text) for t in after):
            rows.append(_row("buried", f"{answer.speaker} contradicts {answer.target}, and the talk moves on",
                             (answer.speaker, answer.target), "a topic dropped after tension", step,
                             (answer.coding,)))  # fmt: skip
    return rows
