"""Rows for the Integrated Support Framework: issue, contention, synergies, partnerships, stakeholders, indicators.

Counts as evidence: the plans, and the findings of all workshops of the dialogue. Does not: anything that talk cannot
tell. Every row says what it rests on: *from the plan*, *from the talk* with the codings, or *to be judged by a
person*, which proposes what to look at and never a score. An indicator stands with its first and its latest value,
each with its n; none is called better or worse. Ties: the order of the plans, then of the talk.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ...session import Session, refs
from ...tables import records, table
from .stakeholders import list_stakeholders
from .statements import Strand
from .verdicts import worded

__all__ = ["PARTS", "find_isf"]

PARTS = ("Issue and policies", "Points of contention", "Potential synergies", "Partnership opportunities",
         "Stakeholders", "Policy indicators", "Process indicators", "Partnership indicators")  # fmt: skip
PARTNERSHIP = ("people who proposed something", "people who committed themselves", "groups that proposed or committed",
               "acknowledgements between people")  # fmt: skip


def find_isf(
    sessions: Sequence[Session], strands: Sequence[Strand], verdicts: pd.DataFrame, conflicts: pd.DataFrame,
    interests: pd.DataFrame, ownership: pd.DataFrame
) -> pd.DataFrame:
    """Return the table ``isf``, part by part in the order of `PARTS`."""
    rows = [
        *_issue(sessions), *_options(strands, verdicts), *_contention(conflicts), *_synergies(strands),
        *_same_stakes(sessions, interests), *_partnerships(sessions), *list_stakeholders(sessions, interests),
        *_policy_indicators(strands, verdicts), *_indicators(ownership),
    ]  # fmt: skip
    blank = {"stakeholder": "", "aspect": "", "earlier": "", "latest": "", "workshops": (), "codings": ()}
    return table("isf", [{**blank, **row} for row in sorted(rows, key=lambda r: PARTS.index(r["part"]))])


def _issue(sessions: Sequence[Session]) -> list[dict]:
    """Return the issues and goals of the plans, each once."""
    rows = []
    for aspect in ("issue", "goal"):
        texts: dict[str, list[str]] = {}
        for session in sessions:
            if text := getattr(session, aspect):
                texts.setdefault(text, []).append(session.id)
        rows += [{"part": PARTS[0], "aspect": aspect, "entry": text, "basis": "from the plan", "workshops": tuple(ids)}
                 for text, ids in texts.items()]  # fmt: skip
    return rows


def _options(strands: Sequence[Strand], verdicts: pd.DataFrame) -> list[dict]:
    rows = []
    for strand in strands:
        if strand.kind == "option":
            own = verdicts[verdicts["statement"] == strand.statement]
            told = "; ".join(f"{r.workshop}: {worded('option', r.verdict, r.stability)} (n = {r.n_speakers})"
                             for r in records(own))
            heard = tuple(ref for codings in own["codings"] for ref in codings)
            rows.append({"part": PARTS[0], "aspect": "policy option",
                         "entry": _with(f"{strand.statement} {strand.text}", told),
                         "basis": "from the talk" if heard else "from the plan",
                         "workshops": tuple(own["workshop"]), "codings": heard})  # fmt: skip
    return rows


def _contention(conflicts: pd.DataFrame) -> list[dict]:
    return [
        {"part": PARTS[1], "stakeholder": ", ".join(row.parties), "aspect": row.course,
         "entry": _with(row.about, f"Possible next step: {row.next_step}." if row.next_step else ""),
         "basis": "from the talk", "workshops": row.workshops, "codings": row.codings}
        for row in records(conflicts) if row.course != "closed"
    ]  # fmt: skip


def _synergies(strands: Sequence[Strand]) -> list[dict]:
    """Return the common ground that the latest workshop to test a statement found; what came apart since is none."""
    rows = []
    for strand in strands:
        tested = [(s, n) for s, n in strand.asked if _verdict(s, n) != "untested"]
        for session, number in tested[-1:]:
            ground = session.findings["common_ground"]
            rows += [{
                "part": PARTS[2], "stakeholder": ", ".join(row.groups),
                "aspect": "shared" if row.direction == "for" else "shared rejection",
                "entry": _with(strand.text, f"Not heard on it: {', '.join(row.silent)}." if row.silent else ""),
                "basis": "from the talk", "workshops": (session.id,), "codings": refs(session, row.codings),
            } for row in records(ground[ground["statement"] == number])]  # fmt: skip
    return rows


def _verdict(session: Session, number: str) -> str:
    ledger = session.findings["assumptions"]
    return ledger.loc[ledger["statement"] == number, "verdict"].iloc[0]


def _same_stakes(sessions: Sequence[Session], interests: pd.DataFrame) -> list[dict]:
    """Return the kinds of interest that several groups voiced."""
    rows = []
    for kind, own in interests[interests["group"] != ""].groupby("kind", sort=True):
        if own["group"].nunique() > 1:
            voiced = {workshop for workshops in own["workshops"] for workshop in workshops}
            rows.append({
                "part": PARTS[2], "stakeholder": ", ".join(sorted(set(own["group"]))), "aspect": "the same at stake",
                "entry": f"{kind}: whether these interests can be met together is for them to find out.",
                "basis": "from the talk", "workshops": tuple(s.id for s in sessions if s.id in voiced),
                "codings": tuple(ref for codings in own["codings"] for ref in codings[:1]),
            })  # fmt: skip
    return rows


def _partnerships(sessions: Sequence[Session]) -> list[dict]:
    """Return offers, commitments, and who acknowledged whose concern."""
    rows = []
    for session in sessions:
        moves = session.findings["incentives"]
        for row in records(moves[moves["kind"] == "offer"]):
            to = f" to {row.addressee}" if row.addressee else ""
            condition = f", on a condition: {row.condition}" if row.condition else ""
            rows.append(_partnership(session, row, "offer", f"{row.speaker} made an offer{to}{condition}."))
        for row in records(session.present):
            said = tuple(c for c in row.codings if session.quotes[c].value == "commitment")
            if said:
                rows.append(_partnership(session, row, "commitment", f"{row.speaker} committed themselves.", said))
        learning = session.findings["learning"]
        for row in records(learning[(learning["kind"] == "acknowledgement") & (learning["of"] != "")]):
            entry = f"{row.speaker} acknowledged what {row.of} said."
            rows.append(_partnership(session, row, "acknowledgement", entry))
    return rows


def _partnership(session: Session, row, aspect: str, entry: str, codings: tuple[str, ...] | None = None) -> dict:
    return {"part": PARTS[3], "stakeholder": row.group or row.speaker, "aspect": aspect, "entry": entry,
            "basis": "from the talk", "workshops": (session.id,),
            "codings": refs(session, row.codings if codings is None else codings)}  # fmt: skip


def _policy_indicators(strands: Sequence[Strand], verdicts: pd.DataFrame) -> list[dict]:
    rows = []
    for strand in strands:
        own = list(records(verdicts[verdicts["statement"] == strand.statement]))
        values = [f"{worded(strand.kind, r.verdict, r.stability)} (n = {r.n_speakers}, {r.workshop})" for r in own]
        rows.append({
            "part": PARTS[5], "aspect": strand.kind, "entry": f"{strand.statement} {strand.text}",
            "basis": "from the talk", "earlier": values[0] if len(values) > 1 else "", "latest": values[-1],
            "workshops": tuple(r.workshop for r in own), "codings": tuple(ref for r in own for ref in r.codings),
        })  # fmt: skip
    return rows


def _indicators(ownership: pd.DataFrame) -> list[dict]:
    rows = []
    for row in records(ownership):
        values = [f"{value}, {workshop}" for value, workshop in zip(row.values, row.workshops, strict=True)]
        rows.append({
            "part": PARTS[7] if row.measure in PARTNERSHIP else PARTS[6], "entry": row.measure,
            "basis": "from the talk", "earlier": values[0] if len(values) > 1 else "", "latest": values[-1],
            "workshops": row.workshops, "codings": row.codings,
        })  # fmt: skip
    return rows


def _with(sentence: str, more: str) -> str:
    """Return a plan's *sentence*, which may lack its full stop, and *more* behind it."""
    stop = "" if sentence.endswith((".", "!", "…", "”")) else "."
    return f"{sentence}{stop} {more}" if more else sentence
