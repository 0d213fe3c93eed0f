"""Interests over time: what persists, what appears, what is not heard again.

An interest is followed as one kind within one group. Counts as evidence: interests of a clear kind, in workshops
in which somebody of that group spoke. Does not: a workshop without that group, which can neither keep nor drop
its interest. *Persists*: voiced in every workshop with the group, two at least. *Appears*: in the last, not in the
first. *Not heard again*: earlier, not in the last; that is no proof that it was met. *Comes and goes*: anything
else. A group that spoke in one workshop only is not compared, nor are people without a group where others have one:
nobody knows who they are; where nobody has a group, all speakers are one. Ties: kinds in the order of the alphabet.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ...session import Session, refs
from ...tables import table

__all__ = ["find_interest_paths"]

ORDER = ("persists", "appears", "comes and goes", "not heard again", "one workshop only")


def find_interest_paths(sessions: Sequence[Session]) -> pd.DataFrame:
    """Return the table ``interest_paths``, what persists first."""
    voiced: dict[tuple[str, str, str], dict[str, pd.DataFrame]] = {}
    grouped = any(set(session.present["group"]) - {""} for session in sessions)
    for session in sessions:
        clear = session.findings["interests"]
        clear = clear[clear["kind"] != "kind unclear"]
        for (group, kind), own in clear.groupby(["group", "kind"], sort=True):
            alone = session.id if grouped and not group else ""
            voiced.setdefault((group, kind, alone), {})[session.id] = own
    rows = [_path(group, kind, own, [s for s in sessions if alone in ("", s.id)])
            for (group, kind, alone), own in sorted(voiced.items())]  # fmt: skip
    rows.sort(key=lambda r: (ORDER.index(r["course"]), -len(r["workshops"])))
    return table("interest_paths", rows)


def _path(group: str, kind: str, voiced: dict[str, pd.DataFrame], sessions: Sequence[Session]) -> dict:
    with_group = [s for s in sessions if group in set(s.present["group"])]
    here = [s for s in sessions if s.id in voiced]
    together = pd.concat([voiced[s.id] for s in here])
    return {
        "group": group, "kind": kind, "interest": _words(together["interest"]),
        "course": _course([s.id in voiced for s in with_group]),
        "workshops": tuple(s.id for s in here), "heard": tuple(s.id for s in with_group),
        "n_speakers": tuple(_people(s, voiced[s.id]) for s in here),
        "acknowledged_by": tuple(sorted({who for names in together["acknowledged_by"] for who in names})),
        "codings": tuple(ref for s in here for codings in voiced[s.id]["codings"] for ref in refs(s, codings)),
    }  # fmt: skip


def _course(voiced: list[bool]) -> str:
    if len(voiced) < 2:
        return "one workshop only"
    if all(voiced):
        return "persists"
    if voiced[-1] and not voiced[0]:
        return "appears"
    return "comes and goes" if voiced[-1] else "not heard again"


def _people(session: Session, voiced: pd.DataFrame) -> int:
    return len({session.quotes[c].speaker for codings in voiced["codings"] for c in codings})


def _words(named: pd.Series) -> str:
    """Return the words that name it, each once, in the order in which they came up."""
    words = dict.fromkeys(word for names in named for word in names.split(", ") if word)
    return ", ".join(list(words)[:5])
