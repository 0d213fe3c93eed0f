"""An analysis as a REFI-QDA project.

One text source: the transcript's own text, so that every offset is ours. A case per speaker, with group and role as
variables and the turns as selections. A user per coder: people by their pseudonym, machines marked as such. Codes are
a tree: code → statement (for stance), option and criterion → value. Memos are notes. What is left out is said in
``lost``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from .. import __version__
from ..codes import CodeBook, shipped_codes
from ..deciding.merge import PERSON
from ..transcript import Transcript
from .codes_in import described, is_ours
from .project import Case, Coding, Note, Project, ProjectCode, Selection, Source, User, guid

__all__ = ["ORIGIN", "codes_of", "export_project", "is_machine", "statement_name"]

ORIGIN = f"inspired_analysis {__version__}"
MACHINE = "machine"  # the id of users that are no people
QUOTED = 60  # characters of the words that name a selection


def export_project(analysis, *, codes: CodeBook | None = None) -> Project:
    """Return *analysis* (workshop, transcript, codings, memos) as a project."""
    transcript, workshop = analysis.transcript, analysis.workshop
    codes = codes or workshop.codes
    tree = _Tree(codes, workshop)
    users = {coder: _user(coder) for coder in sorted({*analysis.codings["coder"], *_authors(analysis)})}
    memos = _Memos(analysis.review.memos, users)
    source = guid("source", transcript.id)
    turns = [_turn(source, turn) for turn in transcript.turns.itertuples()]
    whens = {(*r.key, PERSON + r.who): r.when for r in analysis.decided.rulings}
    counted = analysis.codings[analysis.codings["code"] != "candidate"]
    coded = [_coded(source, i, row, transcript, tree, users, whens) for i, row in enumerate(counted.itertuples(), 1)]
    selections = _noted([*turns, *coded], [*("" for _ in turns), *counted["code"]], memos, transcript, source)
    return Project(
        name=workshop.plan.title or workshop.id, origin=ORIGIN, users=tuple(users.values()),
        codes=tuple(tree.codes(memos)),
        sources=(Source(source, f"{transcript.id}.txt", transcript.text, tuple(selections)),),
        cases=tuple(_cases(analysis, turns)), notes=tuple(memos.notes), about=tuple(memos.of("workshop", "finding")),
        lost=tuple(_left_out(analysis)),
    )  # fmt: skip


def codes_of(codes: CodeBook, workshop) -> tuple[ProjectCode, ...]:
    """Return *codes*, each with its values, as the codes of a project: what a .qdc holds."""
    tree = _Tree(codes, workshop)
    for code in codes.codes:
        tree.code(code.code)
        for value in code.values if code.code not in ("stance", "criterion") else ():
            tree.leaf(code.code, "", "", value)
        for statement in workshop.plan.statements["statement"] if workshop and code.code == "stance" else ():
            for value in code.values:
                tree.leaf(code.code, statement, "", value)
    return tuple(tree.codes())


def is_machine(user: User) -> bool:
    """Whether *user* is a coder that we wrote and no person; programs drop the id, or write their own, not the guid."""
    return user.id == MACHINE or user.guid == guid("user", user.name)


def statement_name(statement: str, text: str) -> str:
    """Return how a statement is called in the tree of codes."""
    return f"{statement}: {text}"


class _Tree:
    """The tree of codes, grown as codings need it."""

    def __init__(self, codes: CodeBook, workshop) -> None:
        self._codes = codes
        statements = workshop.plan.statements if workshop else pd.DataFrame(columns=["statement", "text"])
        self._statements = dict(statements[["statement", "text"]].itertuples(index=False))
        self._grown: dict[str, ProjectCode] = {}
        for code in codes.codes:
            self.code(code.code)

    def codes(self, memos: _Memos | None = None) -> Iterator[ProjectCode]:
        for code in self._grown.values():
            notes = tuple(memos.of("code", name=code.name)) if memos and is_ours(code) else ()
            yield replace(code, notes=notes) if notes else code

    def code(self, name: str) -> str:
        """Return the guid of the code *name*."""
        own = guid("code", name)
        if own not in self._grown:
            known = self._codes.get(name)
            parent = self.code(known.parent) if known and known.parent else ""
            self._grown[own] = ProjectCode(own, name, parent, known.colour if known else "",
                                           described(known) if known else "")  # fmt: skip
            for value in known.values if known and not shipped_codes().get(name) else ():
                self.leaf(name, "", "", value)
        return own

    def leaf(self, code: str, statement: str, target: str, value: str) -> str:
        """Return the guid of the code for a coding: as deep as it says something."""
        at = self.code(code)
        colour = self._grown[at].colour
        steps = [statement and statement_name(statement, self._statements.get(statement, "")),
                 target if code == "criterion" else "", value]  # fmt: skip
        for name in filter(None, steps):
            own = guid(at, name)
            self._grown.setdefault(own, ProjectCode(own, name, at, colour))
            at = own
        return at


class _Memos:
    """The memos as notes, and which of them belong where."""

    def __init__(self, memos: pd.DataFrame, users: dict[str, User]) -> None:
        self._memos = list(memos.itertuples())
        self.notes = [
            Note(guid("note", m.memo), f"{m.on} {m.name}".strip() or "memo", m.text, users[PERSON + m.who].guid, m.when)
            for m in self._memos
        ]

    def of(self, *kinds: str, name: str | None = None) -> Iterator[str]:
        """Yield the guids of the notes on things of *kinds*, of that *name* if given."""
        for memo, note in zip(self._memos, self.notes, strict=True):
            if memo.on in kinds and name in (None, memo.name):
                yield note.guid

    def placed(self) -> Iterator[tuple]:
        """Yield each memo that has a place in the transcript, with the guid of its note."""
        for memo, note in zip(self._memos, self.notes, strict=True):
            if memo.on in ("turn", "coding") and memo.turn:
                yield memo, note.guid


def _user(coder: str) -> User:
    if coder.startswith(PERSON):
        return User(guid("user", coder), coder.removeprefix(PERSON))
    return User(guid("user", coder), coder, MACHINE)


def _authors(analysis) -> set[str]:
    return {PERSON + who for who in (*analysis.review.people, *analysis.review.memos["who"])}


def _turn(source: str, turn) -> Selection:
    return Selection(guid(source, "turn", turn.turn), f"turn {turn.turn}", int(turn.start), int(turn.end))


def _coded(source: str, number: int, row, transcript: Transcript, tree: _Tree, users, whens) -> Selection:
    own = guid(source, "coding", number, row.start, row.end, row.code, row.statement, row.value, row.target, row.coder)
    when = whens.get((row.start, row.end, row.code, row.statement, row.value, row.target, row.coder), "")
    user = users[row.coder].guid
    told = [f"to: {row.target}"] if row.target and row.code != "criterion" else []
    told += [] if row.coder.startswith(PERSON) else [f"confidence: {row.confidence:.2f}"]
    coding = Coding(guid(own), tree.leaf(row.code, row.statement, row.target, row.value), user, when)
    return Selection(own, _quoted(transcript, row), int(row.start), int(row.end), (coding,), "\n".join(told), user,
                     when)  # fmt: skip


def _quoted(transcript: Transcript, row) -> str:
    words = " ".join(transcript.quote(row.start, row.end).split())
    return words if len(words) <= QUOTED else words[: QUOTED - 1] + "…"


def _noted(selections: list[Selection], codes: list[str], memos: _Memos, transcript: Transcript, source: str,
           ) -> list[Selection]:  # fmt: skip
    """Return *selections* of *codes*, each memo a note on one of them; a place that none has gets one of its own."""
    at: dict[tuple[int, int], list[int]] = {}
    for i, selection in enumerate(selections):
        at.setdefault((selection.start, selection.end), []).append(i)
    noted = list(selections)
    for memo, note in memos.placed():
        here = at.setdefault((memo.start, memo.end), [])
        if not here:
            own = guid(source, "noted", memo.start, memo.end)
            here.append(len(noted))
            noted.append(Selection(own, _quoted(transcript, memo), int(memo.start), int(memo.end)))
        best = next((i for i in here if i < len(codes) and codes[i] == memo.name), here[0])
        noted[best] = replace(noted[best], notes=(*noted[best].notes, note))
    return noted


def _cases(analysis, turns: list[Selection]) -> Iterator[Case]:
    spoken = analysis.turns["speaker"]
    for person in analysis.speakers[analysis.speakers["speaker"] != ""].itertuples():
        own = tuple(s.guid for s, who in zip(turns, spoken, strict=True) if who == person.speaker)
        yield Case(guid("case", analysis.transcript.id, person.speaker), person.speaker,
                   (("group", person.group), ("role", person.role)), own)  # fmt: skip


def _left_out(analysis) -> Iterator[str]:
    candidates = int((analysis.codings["code"] == "candidate").sum())
    if candidates:
        yield f"{candidates} candidate{'s' * (candidates != 1)}: turns that may bear on a statement, counted nowhere"
    rejected = sum(r.what == "reject" for r in analysis.decided.rulings)
    if rejected:
        yield f"{rejected} rejection{'s' * (rejected != 1)}: the format knows no coding that does not hold"
    last = {(r.key, r.who) for r in analysis.decided.rulings if r.holds}
    ended = sum(r.holds and (r.key, r.who) not in last for own in analysis.decided.by_person.values() for r in own)
    if ended:
        yield f"{ended} coding{'s' * (ended != 1)} on which somebody else has the last word: theirs alone goes out"
    lost = len(analysis.review.lost)
    if lost:
        yield f"{lost} decision{'s' * (lost != 1)} whose words are no longer in the transcript"
