"""What the Integrated Support Framework asks of each stakeholder.

Influence and exposure cannot be heard: talk shows who is asked for things and who says what is at stake, not who can
decide and whom it will hit. For these the rows propose the turns to look at, to be judged by a person. Interests,
incentives for change and capacity gaps are what the group's own people said. Where nothing was heard the row stays,
and says so: an empty cell would read like "none".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from ...session import Ref, Session, refs
from ...tables import records

__all__ = ["list_stakeholders"]

PART = "Stakeholders"
JUDGED, TALK = "to be judged by a person", "from the talk"
INCENTIVES = {"offer": "offers", "condition": "sets a condition", "reward": "names a reward", "pressure": "puts or "
              "names pressure", "red line": "draws a red line"}  # fmt: skip
ASKED = ("offer", "condition", "pressure", "capacity")


def list_stakeholders(sessions: Sequence[Session], interests: pd.DataFrame) -> list[dict]:
    """Return the rows of each group in the plans or in the talk; *interests* is the table ``interest_paths``."""
    groups: dict[str, list[str]] = {}
    for session in sessions:
        people = session.findings["participation"]
        for group in dict.fromkeys(people.loc[people["role"] == "participant", "group"]):
            if group:
                groups.setdefault(group, []).append(session.id)
    return [
        {"part": PART, "stakeholder": group, "workshops": tuple(groups[group]), **row}
        for group in sorted(groups) for row in _rows(group, sessions, interests[interests["group"] == group])
    ]  # fmt: skip


def _rows(group: str, sessions: Sequence[Session], interests: pd.DataFrame) -> Iterator[dict]:
    asked = _asked(group, sessions)
    others = _turns(asked, sessions,
                    "in which somebody else makes it an offer, sets it a condition or asks it for help")
    yield {"aspect": "influence", "basis": JUDGED, "codings": asked,
           "entry": f"Whether it can decide, block or carry the change. To look at: {others}"}  # fmt: skip
    stakes = tuple(ref for codings in interests["codings"] for ref in codings[:1])
    own = _turns(stakes, sessions, "in which its people say what is at stake")
    yield {"aspect": "exposure", "basis": JUDGED, "codings": stakes,
           "entry": f"How much the change would touch it, for better or worse. To look at: {own}"}  # fmt: skip
    for row in records(interests):
        voiced = ", ".join(f"{w} (n = {n})" for w, n in zip(row.workshops, row.n_speakers, strict=True))
        words = f" ({row.interest})" if row.interest else ""
        yield {"aspect": "interests", "basis": TALK, "codings": row.codings, "workshops": row.workshops,
               "entry": f"{row.kind}{words}: {row.course}; {voiced}"}  # fmt: skip
    if interests.empty:
        yield _nothing("interests")
    yield from _incentives(group, sessions)
    yield _capacity(group, sessions, interests)


def _incentives(group: str, sessions: Sequence[Session]) -> Iterator[dict]:
    heard = False
    for kind, says in INCENTIVES.items():
        own = [(s, row) for s in sessions for row in _moves(s, group, (kind,))]
        if own:
            heard = True
            clauses = "; ".join(dict.fromkeys(row.condition for _, row in own if row.condition))
            yield {"aspect": "incentives for change", "basis": TALK, "workshops": _where(own), "codings": _cited(own),
                   "entry": f"{says}, {_times(len(own))}" + (f": {clauses}" if clauses else "")}  # fmt: skip
    if not heard:
        yield _nothing("incentives for change")


def _capacity(group: str, sessions: Sequence[Session], interests: pd.DataFrame) -> dict:
    own = [(s, row) for s in sessions for row in _moves(s, group, ("capacity", "constraint"))]
    needs = tuple(ref for codings in interests.loc[interests["kind"] == "capacity", "codings"] for ref in codings)
    if not own and not needs:
        return _nothing("capacity gaps")
    codings = tuple(dict.fromkeys((*_cited(own), *needs)))
    heard = {workshop for workshop, _ in codings}
    return {"aspect": "capacity gaps", "basis": TALK, "workshops": tuple(s.id for s in sessions if s.id in heard),
            "codings": codings,
            "entry": f"says what it would need, or why it cannot act, {_times(len(own) + len(needs))}"}  # fmt: skip


def _asked(group: str, sessions: Sequence[Session]) -> tuple[Ref, ...]:
    """Return what people of other groups ask of this one, by its people or by its name."""
    found: list[Ref] = []
    for session in sessions:
        people = session.findings["participation"]
        names = {group.casefold(), *people.loc[people["group"] == group, "speaker"].str.casefold()}
        moves = session.findings["incentives"]
        for row in records(moves[moves["kind"].isin(ASKED) & (moves["group"] != group)]):
            if row.addressee.casefold() in names:
                found += refs(session, row.codings)
    return tuple(found)


def _moves(session: Session, group: str, kinds: tuple[str, ...]) -> list:
    moves = session.findings["incentives"]
    return list(records(moves[(moves["group"] == group) & moves["kind"].isin(kinds)]))


def _cited(own: list) -> tuple[Ref, ...]:
    return tuple(ref for session, row in own for ref in refs(session, row.codings))


def _where(own: list) -> tuple[str, ...]:
    return tuple(dict.fromkeys(session.id for session, _ in own))


def _nothing(aspect: str) -> dict:
    return {"aspect": aspect, "basis": JUDGED, "codings": (), "entry": "Nothing was found in the talk: ask."}


def _turns(codings: tuple[Ref, ...], sessions: Sequence[Session], what: str) -> str:
    by_id = {session.id: session for session in sessions}
    n = len({(workshop, by_id[workshop].cited(coding).turn) for workshop, coding in codings})
    return f"{n} turn{'s' * (n != 1)} {what}." if n else f"no turn was found {what}."


def _times(n: int) -> str:
    return "once" if n == 1 else f"{n} times"
