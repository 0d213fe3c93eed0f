"""What became of each assumption and option, workshop by workshop.

Counts as evidence: the ledger of every workshop that asked it. Does not: a workshop that did not ask, which has no
row here (it is not "untested"), and a verdict of *untested*, which neither changes nor keeps anything. A change of
verdict is a change of the room; whether people changed or other people came is told by how many spoke to it
both times, and how many of those moved. Ties: the first and the last tested workshop decide.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ...limits import LIKELY
from ...session import Session, refs
from ...tables import records, table
from ..evidence import LEANS
from .statements import Strand

__all__ = ["find_verdict_changes", "find_verdict_paths", "moves_of_same_people", "worded"]

OPTION_WORDS = {"confirmed": "supported", "debunked": "rejected", "contested": "disputed"}


def find_verdict_paths(strands: Sequence[Strand]) -> pd.DataFrame:
    """Return the table ``verdict_paths``: a row per statement and workshop that asked it."""
    rows = []
    for strand in strands:
        for session, number in strand.asked:
            row = _entry(session, number)
            rows.append({
                "statement": strand.statement, "kind": strand.kind, "text": strand.text, "workshop": session.id,
                "date": session.date, "number": number, "verdict": row.verdict, "stability": row.stability,
                "n_speakers": row.n_speakers, "n_supports": row.n_supports, "n_opposes": row.n_opposes,
                "n_between": row.n_between, "codings": refs(session, row.codings),
            })  # fmt: skip
    return table("verdict_paths", rows)


def find_verdict_changes(strands: Sequence[Strand]) -> pd.DataFrame:
    """Return the table ``verdict_changes``: a row per statement that several workshops asked."""
    rows = []
    for strand in strands:
        if strand.shared:
            entries = [(session, _entry(session, number)) for session, number in strand.asked]
            tested = [(session, row) for session, row in entries if row.verdict != "untested"]
            moves = moves_of_same_people(strand, tested[0][0], tested[-1][0]) if len(tested) > 1 else {}
            n_moved = sum(abs(move) > LEANS for move in moves.values())
            rows.append({
                "statement": strand.statement, "kind": strand.kind, "text": strand.text,
                "course": _course([row.verdict for _, row in tested]), "workshops": tuple(s.id for s, _ in entries),
                "verdicts": tuple(r.verdict for _, r in entries),
                "stabilities": tuple(r.stability for _, r in entries), "n_both": len(moves), "n_moved": n_moved,
                "why": _why(strand.kind, entries, tested, len(moves), n_moved),
                "codings": tuple(ref for s, r in entries for ref in refs(s, r.codings)),
            })  # fmt: skip
    return table("verdict_changes", rows)


def moves_of_same_people(strand: Strand, first: Session, last: Session) -> dict[tuple[str, str], float]:
    """Return (name, group) → how far each went who spoke to *strand* in both workshops, from -2 to 2.

    The same person: the same name in the same group, by plans on both sides. Who has no group there is nobody known:
    "Speaker 1" is somebody else in every recording.
    """
    if first is last or not (first.has_plan and last.has_plan):
        return {}
    numbers = {session.id: number for session, number in strand.asked}
    start, end = (_people(session, numbers[session.id]) for session in (first, last))
    return {person: end[person] - start[person] for person in sorted(start.keys() & end.keys())}


def _people(session: Session, number: str) -> dict[tuple[str, str], float]:
    positions = session.findings["positions"]
    own = positions[(positions["statement"] == number) & (positions["level"] == "speaker") & (positions["n"] > 0)]
    own = own[own["group"] != ""]
    return {(person.who, person.group): person.mean for person in records(own)}


def _entry(session: Session, number: str):
    ledger = session.findings["assumptions"]
    return records(ledger[ledger["statement"] == number])[0]


def _course(verdicts: list[str]) -> str:
    if len(verdicts) < 2:
        return "too thin to compare"
    if len(set(verdicts)) == 1:
        return "stayed"
    return "changed" if verdicts[0] != verdicts[-1] else "changed and came back"


def worded(kind: str, verdict: str, stability: float) -> str:
    """Return the word for a verdict on an assumption or an option, as sure as the workshop's own brief has it."""
    word = OPTION_WORDS.get(verdict, verdict) if kind == "option" else verdict
    return word if verdict == "untested" or stability >= LIKELY else f"{word}, unsure"


def _why(kind: str, entries: list, tested: list, n_both: int, n_moved: int) -> str:
    """Say the verdicts with their n, and whether the same people spoke."""
    told = "; ".join(f"{s.id}: {worded(kind, r.verdict, r.stability)} (n = {r.n_speakers})" for s, r in entries)
    if len(tested) < 2:
        return f"{told}. Fewer than two workshops reached a verdict."
    where = f"in both {tested[0][0].id} and {tested[-1][0].id}"
    if not n_both:
        return f"{told}. Nobody is known to have spoken to it {where}: a change may be one of who came."
    people = "person" if n_both == 1 else "people"
    return f"{told}. {n_both} {people} spoke to it {where}, {n_moved or 'none'} of them moved."
