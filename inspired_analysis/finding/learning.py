"""Learning: acknowledgements between people, and views that moved. And who was missing.

Counts as evidence: participants' codings of ``acknowledgement`` and ``perspective change``; anyone's codings of
``missing stakeholder``; and, without any coding, a leaning that moved across ±0.3 from somebody's first codings on a
statement to their last (the first and the second half of the session), if it is likely that words on both sides were
read rightly (.7, as of a perspective change). A perspective change in a turn that speaks to a statement on which its
speaker moved so is of that statement, and the same view. Does not: politeness, or a concession for argument's sake. A
missing stakeholder is named by the words before the cue or behind it, also in the sentence before ("The herders are not
here. They should be."); what cannot be named so is left to the quote. Missing too is whoever, by the plan, holds an
assumption, where nobody of that group spoke.
"""

from __future__ import annotations

import math
import re
from operator import attrgetter

import pandas as pd

from ..tables import GROUPS, records, table
from ..transcript import Transcript
from ..workshop import Workshop
from .evidence import LEANS, SURE, WEIGHT, Coded, evidence, leanings, participants
from .words import capitals, sentences, spelled

__all__ = ["find_learning", "find_missing"]

WHO = re.compile(
    r"\b(?:the|any|some|from|their|our) (?P<who>(?:young |old |local |small |big |rural |upland |upstream |"
    r"downstream |state |private )?"
    r"(?:wom[ae]n|youth|young people|minist(?:ry|er)(?: of \w+)?|mayor|compan(?:y|ies)|employers?|unions?|students?|"
    r"farmers|tenants|workers|migrants|parents|teachers|doctors|nurses|police|courts?|banks?|developers?|"
    r"municipalit(?:y|ies)|villages?|herders|fishers|fishermen|refugees|industr(?:y|ies)|factor(?:y|ies)|"
    r"utility|utilities|government|opposition|media|donors?|church(?:es)?|elders|drivers|vendors|landlords|schools?|"
    r"residents|inhabitants|households|neighbours|pensioners|patients|prisoners|traders|consumers|journalists|minorities|"
    r"\w+ (?:association|union|company|authority|agency|council|committee|party)))\b", re.IGNORECASE)  # fmt: skip

# Whoever is said not to be here, or answers with no more than a name: "the families from the brickworks are missing".
_NAME = (r"(?:the|our) (?P<who>(?!same\b|other\b)[^\W\d_][\w'’-]*"
         r"(?: (?!(?:who|that|which|and|or)\b)[\w'’-]+){0,4}?)")  # fmt: skip
ABSENT = re.compile(
    rf"\b{_NAME} (?:(?:is|are|was|were) (?:\w+ )?(?:missing|absent)|"
    r"(?:is|are|was|were)(?:n['’]t| not) (?:\w+ )?(?:here|invited|represented|(?:in|at|around) (?:the|this) \w+)|"
    r"(?:should|ought to|must|needs? to) (?:\w+ )?(?:be|have been|sit|come)\b)", re.IGNORECASE)  # fmt: skip
NAMED = re.compile(rf"(?:(?:and|also|yes|maybe|perhaps|then)\W+)*{_NAME}[.!…]?", re.IGNORECASE)
POINTS_BACK = re.compile(r"(?:they|these|those|he|she)\b", re.IGNORECASE)


def find_learning(codings: pd.DataFrame, turns: pd.DataFrame) -> pd.DataFrame:
    """Return the table ``learning``, in the order of the talk."""
    every = evidence(codings, turns)
    group = {turn.speaker: turn.group for turn in records(turns) if turn.speaker}
    rows = [
        {"kind": row.code, "speaker": row.speaker, "group": row.group,
         "of": row.target if row.code == "acknowledgement" else "", "turn": row.turn, "codings": (row.coding,),
         "of_group": group.get(row.target, "") if row.code == "acknowledgement" else "", "statement": ""}
        for row in evidence(every, turns, "acknowledgement", "perspective change")
    ]  # fmt: skip
    stances = evidence(every, turns, "stance")
    moved, turn_of = _moved(stances), {row.coding: row.turn for row in stances}
    about = {(row["speaker"], turn_of[c]): row["statement"] for row in reversed(moved) for c in row["codings"]}
    for row in rows:
        if row["kind"] == "perspective change":
            row["statement"] = about.get((row["speaker"], row["turn"]), "")
    return table("learning", sorted([*rows, *moved], key=lambda row: row["turn"]))


def _moved(stances: list[Coded]) -> list[dict]:
    """Return whose leaning towards a statement crossed to the other side between the halves, most likely."""
    by_id = {row.coding: row for row in stances}
    rows = []
    for row in leanings(stances):
        own = sorted((by_id[c] for c in row.codings), key=attrgetter("turn"))
        if abs(row.first) > LEANS and abs(row.second) > LEANS and row.first * row.second < 0 and \
                _right(own, 1, row.first) * _right(own, 2, row.second) >= SURE - 1e-9:  # fmt: skip
            way = "from against to for" if row.second > 0 else "from for to against"
            rows.append({"kind": f"moved {way}", "speaker": row.speaker, "group": row.group, "of": "",
                         "of_group": "", "turn": min(coded.turn for coded in own if coded.half == 2),
                         "statement": row.statement, "codings": tuple(coded.coding for coded in own)})  # fmt: skip
    return rows


def _right(own: list[Coded], half: int, score: float) -> float:
    """Return the chance that any of somebody's codings of one *half* on the side of *score* is right."""
    return 1 - math.prod(1 - row.confidence for row in own if row.half == half and WEIGHT[row.value] * score > 0)


def find_missing(codings: pd.DataFrame, transcript: Transcript, workshop: Workshop) -> pd.DataFrame:
    """Return the table ``missing``: who should be here, and who said so; then whose assumption was tried unheard."""
    speaker = dict(zip(transcript.turns["turn"], transcript.turns["speaker"], strict=True))
    found = records(codings[codings["code"] == "missing stakeholder"])
    named, capital = {}, capitals(transcript.turns["text"])
    for row in sorted(found, key=attrgetter("turn", "start")):
        named.setdefault(_named(row, transcript), []).append(row)
    rows = [
        {"who": spelled(who, capital), "named_by": tuple(dict.fromkeys(speaker[r.turn] for r in own)),
         "codings": tuple(r.coding for r in own), "why": "named as missing"}
        for who, own in named.items()
    ]  # fmt: skip
    return table("missing", [*rows, *_unheard_holders(transcript, workshop)])


def _named(row, transcript: Transcript) -> str:
    """Return whom a coding names as missing, or ""."""
    said = transcript.quote(row.start, row.end)
    who = ABSENT.search(said) or NAMED.fullmatch(said) or WHO.search(said)
    if not who and POINTS_BACK.match(said):
        begin = transcript.turns.loc[transcript.turns["turn"] == row.turn, "start"].iloc[0]
        before = [(start, end) for start, end, _ in sentences(transcript.quote(begin, row.start))]
        who = ABSENT.search(transcript.quote(begin + before[-1][0], begin + before[-1][1])) if before else None
    return who["who"].lower() if who else ""


def _unheard_holders(transcript: Transcript, workshop: Workshop) -> list[dict]:
    """Return the groups that hold an assumption and had nobody who spoke; none where no group is known."""
    heard = {person.group for person in participants(transcript.speakers)} - {""}
    groups = {p.group for p in workshop.plan.participants} | set(GROUPS)
    held: dict[str, list[str]] = {}
    for assumption in workshop.plan.assumptions:
        who = re.split(r"\s*\(", assumption.held_by)[0].strip()
        if heard and who and who in groups - heard:
            held.setdefault(who, []).append(assumption.id)
    return [{"who": who, "named_by": (), "codings": (), "why": f"holds {', '.join(ids)} and was not heard"}
            for who, ids in held.items()]  # fmt: skip
