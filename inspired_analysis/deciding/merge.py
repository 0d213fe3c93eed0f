"""Proposals and decisions together: the codings that findings rest on.

What a person holds for right is a coding of theirs, with full confidence. A proposal gives way where a person has
judged the same thing: rejected it, changed it, or said it themselves. What nobody has judged stays as proposed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pandas as pd

from ..tables import table
from ..transcript import Transcript
from .replay import CANDIDATE, STANCE, Decided, Ruling, of_one_thing, same

__all__ = ["PERSON", "Review", "by_turn", "decide", "disputed", "judge", "judged", "person_codings"]

PERSON = "person "  # how the column `coder` marks people
ORDER = ["turn", "start", "end", "code", "statement", "value", "target", "coder"]
DISPUTED_COLUMNS = ["turn", "start", "end", "code", "statement", "value", "target", "holds", "rejects"]


@dataclass(frozen=True)
class Review:
    """How much of what was proposed people have judged, and how.

    Attributes
    ----------
    people
        Who decided.
    proposed
        Codings that the coders proposed, candidates left out.
    accepted, rejected, changed
        Proposals that people judged so; *proposed* less these three is unreviewed.
    added
        Codings that people made themselves.
    disputed
        Table of codings that one person holds and another does not, and nobody adjudicated.
    memos, lost
        All memos; the decisions whose words are no longer in the transcript.
    notes
        What was wrong in the log.
    """

    people: tuple[str, ...] = ()
    proposed: int = 0
    accepted: int = 0
    rejected: int = 0
    changed: int = 0
    added: int = 0
    disputed: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=DISPUTED_COLUMNS))
    memos: pd.DataFrame = field(default_factory=lambda: Decided().memos)
    lost: pd.DataFrame = field(default_factory=lambda: Decided().lost)
    notes: tuple[str, ...] = ()

    @property
    def judged(self) -> int:
        """Proposals that people have judged."""
        return self.accepted + self.rejected + self.changed

    @property
    def sentence(self) -> str:
        """Say in plain words how much was reviewed; "" where nothing was."""
        if not self.people:
            return ""
        who = " and ".join(filter(None, [", ".join(self.people[:-1]), self.people[-1]]))
        share = f" ({self.judged / self.proposed:.0%})" if self.proposed >= 20 else ""
        how = f"{self.accepted:,} accepted, {self.changed:,} changed, {self.rejected:,} rejected"
        said = f"{who} checked {self.judged:,} of {self.proposed:,} proposed codings{share}: {how}; "
        said += f"{self.added:,} added."
        if len(self.disputed):
            said += f" On {len(self.disputed):,} they disagree, and the last word stands until somebody adjudicates."
        return said

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a reader must know: decisions that lost their place, lines that could not be read."""
        lost = len(self.lost)
        found = (f"{lost} decision{'s' * (lost != 1)} of the review found {'their' if lost != 1 else 'its'} words no "
                 "longer in the transcript: the command “inspired decisions” lists what was lost.",) if lost else ()
        return (*found, *self.notes)  # fmt: skip


def decide(proposed: pd.DataFrame, decided: Decided, transcript: Transcript) -> tuple[pd.DataFrame, Review]:
    """Return the codings that hold (table ``codings``), and how much of *proposed* was reviewed."""
    real = proposed["code"] != CANDIDATE
    if not decided.rulings and not decided.renamed:
        # Memos alone, or decisions that were all lost, leave the proposals as they are.
        return proposed, Review(proposed=int(real.sum()), memos=decided.memos, lost=decided.lost, notes=decided.notes)
    proposed = proposed.assign(code=[decided.name(code) for code in proposed["code"]])
    status = judge(proposed, decided.rulings)
    own = person_codings([r for r in decided.rulings if r.holds], transcript)
    counted = status[real].value_counts()
    frame = pd.concat([proposed[status == ""], own], ignore_index=True).sort_values(ORDER, kind="stable")
    codings = table("codings", frame.assign(coding=[f"c{i}" for i in range(1, len(frame) + 1)]))
    added = sum(r.holds and r.what == "add" for r in decided.rulings)
    return codings, Review(
        people=decided.people, proposed=int(real.sum()), added=added, disputed=disputed(decided),
        **{how: int(counted.get(how, 0)) for how in ("accepted", "rejected", "changed")},
        memos=decided.memos, lost=decided.lost, notes=decided.notes,
    )  # fmt: skip


def judge(proposed: pd.DataFrame, rulings: tuple[Ruling, ...]) -> pd.Series:
    """Return what `judged` says of each row of *proposed*."""
    turns = by_turn(rulings)
    found = [judged(row, turns[row.turn]) if row.turn in turns else "" for row in proposed.itertuples()]
    return pd.Series(found, index=proposed.index, dtype="str")


def judged(row, rulings: Sequence[Ruling]) -> str:
    """Return accepted, rejected, changed or "" (not judged) for one proposal, given the rulings in its turn."""
    for ruling in rulings:
        if ruling.holds and same(ruling, row):
            return "accepted"
        if row.code == CANDIDATE and ruling.code in (STANCE, CANDIDATE) and ruling.statement == row.statement:
            return "changed" if ruling.holds else "rejected"
    exact = [r for r in rulings if not r.holds and same(r, row)]
    if exact:
        return "changed" if any(r.what == "change" for r in exact) else "rejected"
    # One value at a time: who says that a turn opposes has said that it does not support.
    if row.code == STANCE and any(r.holds and of_one_thing(r, row) for r in rulings):
        return "changed"
    return ""


def person_codings(rulings, transcript: Transcript) -> pd.DataFrame:
    """Return *rulings* as the table ``codings``, coded by ``person WHO`` with confidence 1."""
    return table("codings", [
        {"coding": "", "transcript": transcript.id, "turn": r.turn, "start": r.start, "end": r.end, "code": r.code,
         "statement": r.statement, "value": r.value, "target": r.target, "confidence": 1.0, "coder": PERSON + r.who}
        for r in rulings if r.code != CANDIDATE
    ])  # fmt: skip


def disputed(decided: Decided) -> pd.DataFrame:
    """Return what one person holds and another rejects or values otherwise, where nobody adjudicated."""
    settled, said = by_turn(r for r in decided.rulings if r.adjudicates), {}
    for who, own in decided.by_person.items():
        said[who] = by_turn(own)
    rows = []
    for who, own in decided.by_person.items():
        for ruling in own:
            if not ruling.holds or any(of_one_thing(s, ruling) for s in settled[ruling.turn]):
                continue
            against = [other for other, theirs in said.items()
                       if other != who and any(_contradicts(t, ruling) for t in theirs[ruling.turn])]  # fmt: skip
            if against:
                rows.append((ruling.turn, *ruling.key, who, ", ".join(against)))
    return pd.DataFrame(sorted(rows), columns=DISPUTED_COLUMNS)


def by_turn(rulings: Iterable[Ruling]) -> defaultdict[int, list[Ruling]]:
    """Return turn → its rulings."""
    turns = defaultdict(list)
    for ruling in rulings:
        turns[ruling.turn].append(ruling)
    return turns


def _contradicts(other: Ruling, held: Ruling) -> bool:
    if not other.holds:
        return same(other, held)
    return held.code == STANCE and of_one_thing(other, held) and other.value != held.value
