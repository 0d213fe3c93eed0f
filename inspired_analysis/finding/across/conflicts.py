"""Conflicts over time: which opened, which closed, which stay.

Counts as evidence: the conflict registers, and the ledger of workshops that asked the same statement. A conflict
*closed* only if a later workshop tested the statement and found it confirmed or debunked, without a conflict, and heard
somebody of each side on it; silence closes nothing, nor does a side's absence (*not heard again*). It *opened* if an
earlier workshop of both sides tested the statement and found no conflict, *again* if there had been one before; else it
was *first heard* there. *Surfaced*: buried before, open now.
Still contested counts as *stays open*. A conflict about no statement is followed by its parties: by their
contradicting each other, or by assent with a reservation; without a plan, or without a group in it, nobody is known
again. Ties: the last workshop that asked decides.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ...session import Session, refs
from ...tables import records, table
from .statements import Strand
from .verdicts import worded

__all__ = ["find_conflict_paths"]

ORDER = ("surfaced", "opened", "opened again", "stays open", "first heard", "not heard again", "closed")


def find_conflict_paths(sessions: Sequence[Session], strands: Sequence[Strand]) -> pd.DataFrame:
    """Return the table ``conflict_paths``: what needs attention first."""
    rows = [row for strand in strands if (row := _over_statement(strand, sessions))]
    rows += _between_parties(sessions)
    rows.sort(key=lambda r: ORDER.index(r["course"]))
    return table("conflict_paths", rows)


def _over_statement(strand: Strand, sessions: Sequence[Session]) -> dict | None:
    rows = {session.id: _conflicts(session, number) for session, number in strand.asked}
    found = [(session, row) for session, _ in strand.asked for row in rows[session.id]]
    if not found:
        return None
    sides = [row.sides for _, row in found]
    states = [_state(session, number, rows[session.id], sides) for session, number in strand.asked]
    told = [f"{session.id}: {_worded(state, strand.kind, _ledger(session, number))}"
            for (session, number), state in zip(strand.asked, states, strict=True)]  # fmt: skip
    later = tuple(
        ref for (s, number), state in zip(strand.asked, states, strict=True) if state == "agreed"
        for ref in refs(s, _ledger(s, number).codings)
    )  # fmt: skip
    row = _row(strand.text, strand.statement, found, _course(states), "; ".join(told))
    return {**row, "codings": (*row["codings"], *later)}


def _conflicts(session: Session, number: str) -> list:
    rows = session.findings["conflicts"]
    return list(records(rows[rows["statement"] == number]))


def _state(session: Session, number: str, conflicts: list, sides: list[tuple[str, ...]]) -> str:
    """Return what a workshop shows of a conflict; *sides* are those of each time that it was found in any."""
    if conflicts:
        return "open" if any(row.kind == "open" for row in conflicts) else "buried"
    verdict = _ledger(session, number).verdict
    if verdict in ("untested", "contested"):
        return {"untested": "not heard"}.get(verdict, verdict)
    return "agreed" if any(all(_heard(session, number, side) for side in both) for both in sides) else "one side"


def _heard(session: Session, number: str, side: str) -> bool:
    """Whether somebody of *side*, "for: drivers, shops", spoke to a statement; who has no group is nobody known."""
    positions = session.findings["positions"]
    spoke = positions[(positions["statement"] == number) & (positions["n"] > 0) & (positions["group"] != "")]
    names = f", {side.partition(': ')[2]}, "
    return any(f", {who}, " in names for who in spoke["who"])


def _worded(state: str, kind: str, entry) -> str:
    """Say what a workshop found: its conflict, or else its verdict."""
    if state in ("open", "buried"):
        return state
    more = {"agreed": ", no conflict found", "one side": ", but not heard from both sides"}
    return worded(kind, entry.verdict, entry.stability) + more.get(state, "")


def _ledger(session: Session, number: str):
    ledger = session.findings["assumptions"]
    return records(ledger[ledger["statement"] == number])[0]


def _course(states: list[str]) -> str:
    """Return the course of one conflict from its state in each workshop that asked."""
    last, silent = states[-1], ("not heard", "one side")
    if last in silent:
        return "not heard again"
    if last == "agreed":
        return "closed"
    before = [s for s in states[:-1] if s not in silent]
    if before and before[-1] == "agreed":
        return "opened again" if {"open", "buried"} & set(before) else "opened"
    if last == "contested" or "open" in before or (last == "buried" and "buried" in before):
        return "stays open"
    if "buried" in before:
        return "surfaced"
    return "opened" if before else "first heard"


def _between_parties(sessions: Sequence[Session]) -> list[dict]:
    """Return the conflicts about no statement, by their parties and what shows them.

    Without a plan, or a group in it, nobody is known to be the same person: what was heard is followed no further.
    """
    found: dict[tuple, list] = {}
    for session in sessions:
        rows, people = session.findings["conflicts"], session.findings["participation"]
        group = dict(zip(people["speaker"], people["group"], strict=True))
        for row in records(rows[rows["statement"] == ""]):
            parties = tuple(sorted((party, group.get(party, "")) for party in row.parties))
            where = "" if session.has_plan and all(of for _, of in parties) else session.id
            found.setdefault((where, row.kind, parties), []).append((session, row))
    rows = []
    for (where, *_), own in found.items():
        heard = list(dict.fromkeys(session.id for session, _ in own))
        still = where or heard[-1] == sessions[-1].id
        course = "not heard again" if not still else "stays open" if len(heard) > 1 else "first heard"
        rows.append(_row(own[-1][1].about, "", own, course, f"found in {', '.join(heard)}"))
    return rows


def _row(about: str, statement: str, found: list, course: str, told: str) -> dict:
    latest = found[-1][1]
    return {
        "about": about, "statement": statement, "course": course,
        "parties": tuple(dict.fromkeys(p for _, row in found for p in row.parties)),
        "workshops": tuple(dict.fromkeys(session.id for session, _ in found)),
        "kinds": tuple({session.id: row.kind for session, row in found}.values()), "why": told,
        "next_step": "" if course == "closed" else latest.next_step,
        "codings": tuple(ref for session, row in found for ref in refs(session, row.codings)),
    }  # fmt: skip
