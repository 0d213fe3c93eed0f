"""What became of each assumption and option, workshop by workshop.

Counts as evidence: the ledger of every workshop that asked it. Does not: a workshop that did not ask, which has no
row here (it is not "untested"), and a verdict of *untested*, which neither changes nor keeps anything. A change of
verdict is a change of the room; whether people changed or other people came is told by how many spoke to it
both times. Ties: the first and the last tested workshop decide.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ...session import Session, refs
from ...tables import table
from .statements import Strand

__all__ = ["find_verdict_changes", "find_verdict_paths", "same_people"]


def find_verdict_paths(strands: Sequence[Strand]) -> pd.DataFrame:
    """Return the table ``verdict_paths``: a row per statement and workshop that asked it."""
    rows = []
    for strand in strands:
        for session, number in strand.asked:
            row = _entry(session, number)
            rows.append({
                "statement": strand.statement, "kind": strand.kind, "text": strand.text, "workshop": session.id,
                "date": session.date, "number": number, "verdict": row.verdict, "n_speakers": row.n_speakers,
                "n_supports": row.n_supports, "n_opposes": row.n_opposes, "n_between": row.n_between,
                "codings": refs(session, row.codings),
            })  # fmt: skip
    return table("verdict_paths", rows)


def find_verdict_changes(strands: Sequence[Strand]) -> pd.DataFrame:
    """Return the table ``verdict_changes``: a row per statement that several workshops asked."""
    rows = []
    for strand in strands:
        if strand.shared:
            entries = [(session, _entry(session, number)) for session, number in strand.asked]
            tested = [(session, row) for session, row in entries if row.verdict != "untested"]
            both = same_people(strand, tested[0][0], tested[-1][0]) if len(tested) > 1 else ()
            course = _course([row.verdict for _, row in tested])
            rows.append({
                "statement": strand.statement, "kind": strand.kind, "text": strand.text, "course": course,
                "workshops": tuple(s.id for s, _ in entries), "verdicts": tuple(r.verdict for _, r in entries),
                "n_both": len(both), "why": _why(entries, tested, len(both)),
                "codings": tuple(ref for s, r in entries for ref in refs(s, r.codings)),
            })  # fmt: skip
    return table("verdict_changes", rows)


def same_people(strand: Strand, first: Session, last: Session) -> tuple[str, ...]:
    """Return who spoke to *strand* in both workshops: the same name in the same group, by plans on both sides."""
    if first is last or not (first.has_plan and last.has_plan):
        return ()
    number = dict((s.id, n) for s, n in strand.asked)
    one, other = ({(p.who, p.group) for p in _people(s, number[s.id]).itertuples()} for s in (first, last))
    return tuple(sorted(name for name, _ in one & other))


def _people(session: Session, number: str) -> pd.DataFrame:
    positions = session.findings["positions"]
    return positions[(positions["statement"] == number) & (positions["level"] == "speaker") & (positions["n"] > 0)]


def _entry(session: Session, number: str):
    ledger = session.findings["assumptions"]
    return next(ledger[ledger["statement"] == number].itertuples())


def _course(verdicts: list[str]) -> str:
    if len(verdicts) < 2:
        return "too thin to compare"
    if len(set(verdicts)) == 1:
        return "stayed"
    return "changed" if verdicts[0] != verdicts[-1] else "changed and came back"


def _why(entries: list, tested: list, n_both: int) -> str:
    """Say the verdicts with their n, and whether the same people spoke."""
    told = "; ".join(f"{s.id}: {r.verdict} (n = {r.n_speakers})" for s, r in entries)
    if len(tested) < 2:
        return f"{told}. Fewer than two workshops reached a verdict."
    people = "person" if n_both == 1 else "people"
    same = f"{n_both or 'No'} {people} spoke to it in both {tested[0][0].id} and {tested[-1][0].id}"
    return f"{told}. {same}{'' if n_both else ': a change may be one of who came'}."
