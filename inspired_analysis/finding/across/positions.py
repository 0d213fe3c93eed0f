"""Where each group stood on a statement, over time.

Counts as evidence: a group's position in two or more workshops that asked the same statement, people counted once
in each. Does not: a workshop in which nobody of the group was found to speak to it. A group *moved* only if its
direction changed **and** those of its people who spoke both times moved the same way; otherwise it is said
that *other people spoke*, or that it is *unclear*. Ties: the first and the last workshop with a position decide.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ...session import Session, refs
from ...tables import records, table
from ..evidence import LEANS
from .statements import Strand
from .verdicts import moves_of_same_people

__all__ = ["find_position_changes", "find_position_paths"]


def find_position_paths(strands: Sequence[Strand]) -> pd.DataFrame:
    """Return the table ``position_paths``: statement × group × workshop, for statements that several asked."""
    rows = []
    for strand in strands:
        for session, number in strand.asked if strand.shared else ():
            for point in records(_groups(session, number)):
                rows.append({
                    "statement": strand.statement, "text": strand.text, "group": point.who, "workshop": session.id,
                    "date": session.date, "n": point.n, "of": point.of, "mean": point.mean, "low": point.low,
                    "high": point.high, "direction": point.direction, "codings": refs(session, point.codings),
                })  # fmt: skip
    result = table("position_paths", rows)
    order = {strand.statement: at for at, strand in enumerate(strands)}
    keys = result.assign(at=result["statement"].map(order)).sort_values(["at", "group"], kind="stable")
    return result.loc[keys.index].reset_index(drop=True)


def find_position_changes(strands: Sequence[Strand]) -> pd.DataFrame:
    """Return the table ``position_changes``: statement × group with a position in two workshops or more."""
    rows = []
    for strand in strands:
        points: dict[str, list] = {}
        for session, number in strand.asked if strand.shared else ():
            for point in records(_groups(session, number)):
                if point.n:
                    points.setdefault(point.who, []).append((session, point))
        rows += [_change(strand, group, own) for group, own in sorted(points.items()) if len(own) > 1]
    return table("position_changes", rows)


def _groups(session: Session, number: str) -> pd.DataFrame:
    positions = session.findings["positions"]
    return positions[(positions["statement"] == number) & (positions["level"] == "group")]


def _change(strand: Strand, group: str, points: list) -> dict:
    """Return the row of one group: from the first workshop with a position to the last."""
    (first, start), (last, end) = points[0], points[-1]
    both = {who: move for (who, of), move in moves_of_same_people(strand, first, last).items() if of == group}
    moves = list(both.values())
    moved = sum(moves) / len(moves) if moves else float("nan")
    return {
        "statement": strand.statement, "text": strand.text, "group": group, "first": first.id, "last": last.id,
        "n_first": start.n, "n_last": end.n, "was": start.direction, "now": end.direction,
        "change": end.mean - start.mean, "both": tuple(both), "change_both": moved,
        "course": _course(start, end, moves, moved), "why": _why(first, start, last, end, moves),
        "codings": (*refs(first, start.codings), *refs(last, end.codings)),
    }  # fmt: skip


def _course(start, end, moves: list[float], moved: float) -> str:
    if start.direction == end.direction:
        return "stayed"
    if not moves:
        return "other people spoke"
    same_way = moved * (end.mean - start.mean) > 0 and abs(moved) > LEANS
    return "moved" if same_way else "unclear"


def _why(first: Session, start, last: Session, end, moves: list[float]) -> str:
    told = (f"{first.id}: {start.direction} ({start.n} of {start.of} spoke to it); "
            f"{last.id}: {end.direction} ({end.n} of {end.of})")  # fmt: skip
    if not moves:
        return f"{told}. None of them is known to have spoken to it both times."
    ways = [f"{n} {word}" for n, word in ((sum(m > LEANS for m in moves), "moved towards it"),
                                          (sum(m < -LEANS for m in moves), "moved away from it"),
                                          (sum(abs(m) <= LEANS for m in moves), "stayed")) if n]  # fmt: skip
    return f"{told}. Of those who spoke to it both times, {', '.join(ways)}."
