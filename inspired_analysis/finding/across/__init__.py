"""Across a dialogue: what became of statements, positions, interests, conflicts and ownership over its workshops.

    statements.py    which statements are the same                 conflicts.py    what opened, closed, stays
    verdicts.py      assumptions and options over time             ownership.py    who speaks, proposes, commits
    positions.py     groups over time                              commitments.py  what was heard of them later
    interests.py     what persists, appears, is not heard again    outcomes.py     drafts of outcome statements
    isf.py, stakeholders.py  rows of the support framework         limits.py       what could not be compared

A workshop whose language is not coded has no part in what was said: only in who spoke, and in what cannot be followed.
Every table is tidy, and every row carries the (workshop, coding) pairs that it rests on; its columns stand in
`inspired_analysis.tables`. Input are sessions (`inspired_analysis.session`), from disk or just analysed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from ...session import Cited, Ref, Session

__all__ = ["Synthesis", "synthesise"]


@dataclass(frozen=True)
class Synthesis:
    """One dialogue across its workshops: a table per finding, and the sessions that they come from."""

    dialogue: str
    sessions: tuple[Session, ...]
    verdict_paths: pd.DataFrame
    verdict_changes: pd.DataFrame
    position_paths: pd.DataFrame
    position_changes: pd.DataFrame
    interest_paths: pd.DataFrame
    conflict_paths: pd.DataFrame
    ownership_paths: pd.DataFrame
    ownership_changes: pd.DataFrame
    commitment_paths: pd.DataFrame
    outcomes: pd.DataFrame
    isf: pd.DataFrame
    limits: pd.DataFrame

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Name → table, in the order above."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__ if name not in ("dialogue", "sessions")}

    def cite(self, codings: Iterable[Ref], limit: int | None = None) -> list[Cited]:
        """Return the words of *codings* in their order, each span once, at most *limit*."""
        sessions = {session.id: session for session in self.sessions}
        found: dict[tuple, Cited] = {}
        for workshop, coding in codings:
            cited = sessions[workshop].cited(coding)
            found.setdefault((workshop, cited.start, cited.end), cited)
        return list(found.values())[:limit]


def synthesise(sessions: Sequence[Session]) -> Synthesis:
    """Return everything that can be said across *sessions* of one dialogue; they are put in order by date and id."""
    from .commitments import find_commitment_paths
    from .conflicts import find_conflict_paths
    from .interests import find_interest_paths
    from .isf import find_isf
    from .limits import find_limits
    from .outcomes import find_outcomes
    from .ownership import find_ownership_changes, find_ownership_paths
    from .positions import find_position_changes, find_position_paths
    from .statements import follow_statements
    from .verdicts import find_verdict_changes, find_verdict_paths

    sessions = tuple(sorted(sessions, key=lambda s: (not s.date, s.date, s.id)))
    coded = tuple(s for s in sessions if s.coded)
    strands, judged = follow_statements(coded)
    paths, verdicts = find_verdict_paths(strands), find_verdict_changes(strands)
    positions = find_position_changes(strands)
    interests, conflicts = find_interest_paths(coded), find_conflict_paths(coded, strands)
    ownership, commitments = find_ownership_changes(sessions), find_commitment_paths(sessions)
    return Synthesis(
        dialogue=next((s.dialogue for s in sessions if s.dialogue), ""),
        sessions=sessions,
        verdict_paths=paths,
        verdict_changes=verdicts,
        position_paths=find_position_paths(strands),
        position_changes=positions,
        interest_paths=interests,
        conflict_paths=conflicts,
        ownership_paths=find_ownership_paths(sessions),
        ownership_changes=ownership,
        commitment_paths=commitments,
        outcomes=find_outcomes(sessions, strands, verdicts, positions, conflicts, commitments),
        isf=find_isf(sessions, strands, paths, conflicts, interests, ownership),
        limits=find_limits(sessions, strands, judged, verdicts, positions, interests),
    )
