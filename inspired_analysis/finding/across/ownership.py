"""Ownership over time: who speaks, proposes and commits, and how much the facilitator leads.

Counts as evidence: attributed words; proposals and commitments of participants. Does not: what was proposed, or
how well. Shares are of all attributed words. A change in them is one of the session as it was held: other people,
another format or another phase make one as well, so every figure has its n and nothing is called better.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ...session import Ref, Session, refs
from ...tables import table
from ..participation import gini

__all__ = ["find_ownership_changes", "find_ownership_paths"]

UNREAD = "not coded", ()


def find_ownership_paths(sessions: Sequence[Session]) -> pd.DataFrame:
    """Return the table ``ownership_paths``: workshop × group, those who lead under their role."""
    rows = []
    for session in sessions:
        spoke = session.findings["participation"]
        spoke = spoke[spoke["turns"] > 0]
        total = int(spoke["words"].sum())
        who = spoke["group"].where(spoke["role"] == "participant", "(" + spoke["role"] + ")")
        for (name, role), own in spoke.groupby([who, spoke["role"]], sort=True):
            words = int(own["words"].sum())
            rows.append({
                "workshop": session.id, "date": session.date, "who": name or "no group", "role": role, "n": len(own),
                "words": words, "share": words / total if total else 0.0, "proposals": int(own["proposals"].sum()),
                "commitments": int(own["commitments"].sum()),
                "codings": tuple(ref for codings in own["codings"] for ref in refs(session, codings)),
            })  # fmt: skip
    return table("ownership_paths", rows)


def find_ownership_changes(sessions: Sequence[Session]) -> pd.DataFrame:
    """Return the table ``ownership_changes``: a measure a row, one value per workshop in their order."""
    measures = {
        "people heard": _heard,
        "groups heard": _groups,
        "facilitator's share of words": _led,
        "people who proposed something": lambda s: _people(s, "proposals"),
        "people who committed themselves": lambda s: _people(s, "commitments"),
        "groups that proposed or committed": _owning_groups,
        "acknowledgements between people": _acknowledged,
        "Gini of participants' words": _gini,
    }
    rows = []
    for measure, look in measures.items():
        values, evidence = zip(*map(look, sessions), strict=True)
        rows.append({"measure": measure, "workshops": tuple(s.id for s in sessions), "values": values,
                     "codings": tuple(ref for found in evidence for ref in found)})  # fmt: skip
    return table("ownership_changes", rows)


def _heard(session: Session) -> tuple[str, tuple[Ref, ...]]:
    return str(len(session.present)), ()


def _groups(session: Session) -> tuple[str, tuple[Ref, ...]]:
    return str(len(set(session.present["group"]) - {""})), ()


def _led(session: Session) -> tuple[str, tuple[Ref, ...]]:
    everyone = session.findings["participation"]
    led = int(everyone.loc[everyone["role"] == "facilitator", "words"].sum())
    total = int(everyone["words"].sum())
    share = f" ({led / total:.0%})" if total else ""
    return f"{led:,} of {total:,} words{share}", ()


def _people(session: Session, what: str) -> tuple[str, tuple[Ref, ...]]:
    if not session.coded:
        return UNREAD
    present = session.present
    kind = what.removesuffix("s")
    said = [c for codings in present["codings"] for c in codings if session.quotes[c].value == kind]
    return f"{int((present[what] > 0).sum())} of {len(present)}", refs(session, said)


def _owning_groups(session: Session) -> tuple[str, tuple[Ref, ...]]:
    if not session.coded:
        return UNREAD
    present = session.present[session.present["group"] != ""]
    own = present[(present["proposals"] > 0) | (present["commitments"] > 0)]
    said = [c for codings in own["codings"] for c in codings]
    return f"{own['group'].nunique()} of {present['group'].nunique()}", refs(session, said)


def _acknowledged(session: Session) -> tuple[str, tuple[Ref, ...]]:
    if not session.coded:
        return UNREAD
    learning = session.findings["learning"]
    own = learning[learning["kind"] == "acknowledgement"]
    return str(len(own)), refs(session, [c for codings in own["codings"] for c in codings])


def _gini(session: Session) -> tuple[str, tuple[Ref, ...]]:
    words = session.present["words"]
    return (f"{gini(words):.2f} (n = {len(words)})" if words.sum() else "-"), ()
