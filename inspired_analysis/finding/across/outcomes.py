"""Outcome statements in outcome-harvesting form, drafted for a person to confirm.

An outcome says what changed, for whom, when, on what evidence, and how the dialogue may have contributed. Counts as
evidence: somebody's own words that their view moved; commitments said to be kept, or repeated; positions that moved
among people who spoke both times; verdicts that changed where one of these moved that way; conflicts that closed.
Trajectories count only between workshops with dates, one after the other. Does not: agreement or attendance alone, or
anything that only the facilitator says. No draft claims a cause: it lists what in the talk speaks for a contribution,
and leaves the rest to a person. Ties: one draft per person and workshop, per group and statement, and per statement;
of these last a closed conflict goes before a changed verdict.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ...session import Ref, Session, refs
from ...tables import records, table
from ..evidence import LEANS
from .statements import Strand
from .verdicts import moves_of_same_people, worded

__all__ = ["find_outcomes"]

REACH = 6
HELD = ("confirmed", "contested", "debunked")  # from most to least
KEPT = {
    "said to be kept": ("took up a commitment and speaks of it as done", "Is it done, and who has seen it?"),
    "repeated": ("repeated a commitment made earlier", "Is it still open, and what stands in the way?"),
}


def find_outcomes(
    sessions: Sequence[Session], strands: Sequence[Strand], verdicts: pd.DataFrame, positions: pd.DataFrame,
    conflicts: pd.DataFrame, commitments: pd.DataFrame
) -> pd.DataFrame:
    """Return the table ``outcomes``: conflicts and verdicts, then groups, commitments, and single views that moved."""
    by_id = {session.id: session for session in sessions}
    closed = conflicts[conflicts["course"] == "closed"]
    rows = [made for row in records(closed) if (made := _closed(row, by_id))]
    changed = verdicts[(verdicts["course"] == "changed") & ~verdicts["statement"].isin(closed["statement"])]
    followed = {strand.statement: strand for strand in strands}
    rows += [made for row in records(changed) if (made := _room(row, by_id, followed[row.statement]))]
    moved = positions[positions["course"] == "moved"]
    rows += [_group(row, by_id) for row in records(moved) if _after(by_id[row.first], by_id[row.last])]
    kept = commitments[commitments["course"].isin(list(KEPT))]
    rows += [_kept(row, by_id) for row in records(kept) if _after(by_id[row.workshop], by_id[row.later])]
    rows += [row for session in sessions for row in _views(session)]
    return table("outcomes", rows)


def _views(session: Session) -> list[dict]:
    """Return a draft per person who said in *session* that their view moved."""
    learning = session.findings["learning"]
    rows = []
    for (speaker, group), own in learning[learning["kind"] == "perspective change"].groupby(["speaker", "group"]):
        turns = sorted(set(own["turn"]))
        said = refs(session, [c for codings in own["codings"] for c in codings])
        before, heard = _heard_before(session, turns, group)
        rows.append({
            "kind": "view moved", "who": speaker, "for_whom": group or speaker, "when": session.label,
            "change": f"{_named(speaker, group)} said that their view had moved.",
            "certainty": f"One person's own words, in {_turns(turns)}, as the coder read them.",
            "contribution": before, "to_confirm": f"Ask {speaker}: what do you see differently now, and what did it?",
            "codings": (*said, *heard),
        })  # fmt: skip
    return rows


def _heard_before(session: Session, turns: list[int], group: str) -> tuple[str, tuple[Ref, ...]]:
    """Say whom of other groups the person had heard just before, with what they were acknowledged or coded for."""
    said = session.turns
    near = said[(said["role"] == "participant") & (said["speaker"] != "") & (said["group"] != group)]
    near = near[[any(0 < turn - t <= REACH for turn in turns) for t in near["turn"]]]
    where = f"It was said in {session.id}; whether the dialogue brought it about is not shown by the talk."
    if near.empty:
        return where, ()
    names = dict.fromkeys(_named(row.speaker, row.group) for row in records(near))
    spans = tuple((session.id, f"@{row.start}-{row.end}") for row in records(near.tail(1)))
    return f"{where} Just before, {', '.join(names)} had spoken.", spans


def _group(row, by_id: dict[str, Session]) -> dict:
    first, last = by_id[row.first], by_id[row.last]
    alone, codings = len(row.both) == 1, row.codings
    said, heard = _said_so(row, by_id)
    text = _quoted(row.text)
    if alone:  # where the group stood is not where its one person did
        way = "towards" if row.change_both > 0 else "away from"
        change = (f"{row.both[0]} ({row.group}) moved {way} {text} between {first.id} and {last.id}. Whether the "
                  f"rest of the group did is not shown; those of it who spoke were, taken together, {_side(row.was)}, "
                  f"then {_side(row.now)}.")  # fmt: skip
        codings = tuple((w, c) for w, c in codings if by_id[w].cited(c).speaker in row.both)
    else:
        change = f"{_capital(row.group)}: {_side(row.was)} in {first.id}, {_side(row.now)} in {last.id}, on {text}."
    return {
        "kind": "group moved", "who": row.group, "for_whom": row.group, "when": f"{first.label} to {last.label}",
        "change": change,
        "certainty": f"Of the group, {row.n_first} spoke to it in {first.id} and {row.n_last} in {last.id}; "
                     f"both times: {', '.join(row.both)}.",
        "contribution": said + _between(first, last),
        "to_confirm": f"Ask {row.group}: is this the group's view, and what changed it?",
        "codings": (*codings, *heard),
    }  # fmt: skip


def _said_so(row, by_id: dict[str, Session]) -> tuple[str, tuple[Ref, ...]]:
    """Say where those who moved said themselves, in a turn that speaks to this statement, that their view had."""
    turns = {(workshop, by_id[workshop].cited(coding).turn) for workshop, coding in row.codings}
    told, heard = [], []
    for session in by_id.values():
        own = session.findings["learning"]
        for said in records(own[(own["kind"] == "perspective change") & own["speaker"].isin(row.both)]):
            if (session.id, said.turn) in turns:
                told.append(f"{said.speaker} in {session.id}, turn {said.turn}")
                heard += refs(session, said.codings)
    return (f"Said to have moved, while speaking to this: {', '.join(told)}. " if told else ""), tuple(heard)


def _closed(row, by_id: dict[str, Session]) -> dict | None:
    first, last = by_id[row.workshops[0]], by_id[row.codings[-1][0]]
    if not _after(first, last):
        return None
    parties = ", ".join(row.parties)
    return {
        "kind": "conflict closed", "who": parties, "for_whom": parties, "when": f"{first.label} to {last.label}",
        "change": f"The conflict over {_quoted(row.about)} was not found again where people spoke to it ({row.why}).",
        "certainty": "Nobody, or nearly nobody, was found on the other side; those who were silent may still be.",
        "contribution": _between(first, last),
        "to_confirm": f"Ask {parties}: is it settled, and how?", "codings": row.codings,
    }  # fmt: skip


def _room(row, by_id: dict[str, Session], strand: Strand) -> dict | None:
    """Return the draft of a verdict that changed, unless only the people in the room did, or moved the other way."""
    tested = [(by_id[w], v, sure) for w, v, sure in zip(row.workshops, row.verdicts, row.stabilities, strict=True)
              if v != "untested"]  # fmt: skip
    (first, was, sure), (last, now, sure_now) = tested[0], tested[-1]
    way = HELD.index(was) - HELD.index(now)
    moved = any(abs(move) > LEANS and move * way > 0 for move in moves_of_same_people(strand, first, last).values())
    if not moved or not _after(first, last):
        return None
    return {
        "kind": "verdict changed", "who": "those present", "for_whom": "all groups that spoke to it",
        "when": f"{first.label} to {last.label}",
        "change": f"{_quoted(row.text)} was {worded(row.kind, was, sure)} in {first.id} and is "
                  f"{worded(row.kind, now, sure_now)} in {last.id}.", "certainty": row.why,
        "contribution": _between(first, last),
        "to_confirm": "Has the view changed, or who was in the room? Ask those who were there both times.",
        "codings": row.codings,
    }  # fmt: skip


def _kept(row, by_id: dict[str, Session]) -> dict:
    what, ask = KEPT[row.course]
    first, last = by_id[row.workshop], by_id[row.later]
    return {
        "kind": f"commitment {row.course}", "who": row.speaker, "for_whom": row.group or row.speaker,
        "when": f"{first.label} to {last.label}", "change": f"{_named(row.speaker, row.group)} {what}.",
        "certainty": "One person's own words, matched by the words they share; nobody else was heard on it.",
        "contribution": f"The commitment was made in {first.id}, turn {row.turn}.", "to_confirm": ask,
        "codings": row.codings,
    }  # fmt: skip


def _after(first: Session, last: Session) -> bool:
    """Whether the order of two workshops is known."""
    return bool(first.date and last.date and first.date < last.date)


def _between(first: Session, last: Session) -> str:
    return (f"It lies between {first.id} and {last.id}. What else happened in that time the transcripts do not "
            "tell; a person says whether, and how, the dialogue contributed.")  # fmt: skip


def _quoted(text: str) -> str:
    return f"“{text.rstrip('.')}”"


def _named(speaker: str, group: str) -> str:
    return f"{speaker} ({group})" if group else speaker


def _side(direction: str) -> str:
    return {"for": "for it", "against": "against it", "between": "in between"}.get(direction, direction)


def _turns(turns: list[int]) -> str:
    return f"turn{'s' * (len(turns) > 1)} {', '.join(map(str, turns))}"


def _capital(text: str) -> str:
    return text[:1].title() + text[1:]
