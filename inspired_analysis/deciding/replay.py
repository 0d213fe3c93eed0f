"""From a log to what holds: who coded what, who rejected what, memos, renamed codes, and what found no place.

The rules
---------
- An entry that an undo takes back counts as if it were not there; an undo of the undo brings it back.
- Decisions are replayed in the order in which they were made, adjudications after all others: the last word stands.
- Two judgements are of one thing if code, statement and (for criteria) target are the same and their spans share at
  least half of the shorter one; stance is of one thing anywhere in a turn, since a turn takes one stance.
- A renamed code is renamed in everything decided before, and in what coders propose.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from ..guarding.masking import Mask
from ..transcript import Transcript
from .anchors import Placer
from .entries import Entry, Judged

__all__ = ["MEMO_COLUMNS", "Decided", "Ruling", "ends", "of_one_thing", "replay", "same",
           "standing_entries"]  # fmt: skip

STANCE = "stance"
CANDIDATE = "candidate"
MEMO_COLUMNS = ["memo", "who", "when", "on", "name", "turn", "start", "end", "text"]
LOST_COLUMNS = ["entry", "who", "when", "what", "code", "statement", "value", "words"]


@dataclass(frozen=True)
class Ruling:
    """One coding that somebody holds for right (``holds``) or for wrong, at its place in the transcript of today."""

    turn: int
    start: int
    end: int
    code: str
    statement: str
    value: str
    target: str
    who: str
    entry: str
    what: str
    holds: bool
    adjudicates: bool = False
    when: str = ""

    @property
    def key(self) -> tuple:
        """What makes two rulings about the very same coding."""
        return (self.start, self.end, self.code, self.statement, self.value, self.target)


@dataclass(frozen=True)
class Decided:
    """What holds after all entries.

    Attributes
    ----------
    rulings
        The last word on each coding, in the order of the talk.
    by_person
        Person → the rulings that hold for them alone: what agreement is measured on.
    memos, lost
        Tables: all memos that stand; decisions whose words are no longer in the transcript.
    renamed
        Old code → new code.
    notes
        What was wrong in the files.
    """

    rulings: tuple[Ruling, ...] = ()
    by_person: dict[str, tuple[Ruling, ...]] = field(default_factory=dict)
    memos: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=MEMO_COLUMNS))
    lost: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=LOST_COLUMNS))
    renamed: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def people(self) -> tuple[str, ...]:
        """Who decided something."""
        return tuple(sorted(self.by_person))

    def name(self, code: str) -> str:
        """Return what *code* is called now."""
        seen = set()
        while code in self.renamed and code not in seen:
            seen.add(code)
            code = self.renamed[code]
        return code


def replay(
    entries: Sequence[Entry], transcript: Transcript, notes: Iterable[str] = (), *, placer: Placer | None = None,
    mask: Mask | None = None,
) -> Decided:  # fmt: skip
    """Return what holds after *entries* on *transcript*; a *placer* of that transcript remembers what it found.

    What the log says is from before a name was listed, perhaps: *mask* takes it out, also of codes and of whom they are
    directed to. Memos' texts and lost words stay.
    """
    mask = mask or Mask.made(())
    standing = standing_entries(entries)
    placer, lost = placer or Placer(transcript), []
    rulings, memos, renamed = [], [], {}
    for entry in standing:
        if entry.what == "memo":
            memos.append(_memo(entry, placer, mask))
        elif entry.what == "rename" and entry.before and entry.after:
            old, new = mask.code(entry.before.code), mask.code(entry.after.code)
            renamed = _rename(renamed, old, new)
            rulings = [_renamed(r, old, new) for r in rulings]
            memos = [_retitled(m, old, new) for m in memos]
        elif entry.what in ("accept", "reject", "change", "add"):
            made = _rulings(entry, placer, mask)
            if made is None:
                lost.append(_lost(entry, mask))
            rulings += made or ()
    people = sorted({e.who for e in standing if e.what in ("accept", "reject", "change", "add")})
    last = [r for flag in (False, True) for r in rulings if r.adjudicates == flag]
    return Decided(
        rulings=_last_word(last),
        by_person={p: _last_word([r for r in rulings if r.who == p and not r.adjudicates]) for p in people},
        memos=pd.DataFrame(memos, columns=MEMO_COLUMNS), lost=pd.DataFrame(lost, columns=LOST_COLUMNS),
        renamed=renamed, notes=tuple(notes),
    )  # fmt: skip


def same(one, other) -> bool:
    """Whether two codings (rulings, or rows of a table of codings) say the same of one thing."""
    return of_one_thing(one, other) and (one.value == other.value)


def of_one_thing(one, other) -> bool:
    """Whether two codings are about one thing, whatever value they give it."""
    if one.turn != other.turn or one.code != other.code or one.statement != other.statement:
        return False
    if one.code == "criterion" and one.target != other.target:
        return False
    if one.code in (STANCE, CANDIDATE):
        return True
    shared = min(one.end, other.end) - max(one.start, other.start)
    return 2 * shared >= min(one.end - one.start, other.end - other.start) and shared > 0


def ends(other: Ruling, ruling: Ruling) -> bool:
    """Whether *ruling* is the last word no more once *other* is said. A stance ends any on its statement and turn."""
    alike = of_one_thing if other.code == STANCE else same
    return other.key == ruling.key or (other.holds and ruling.holds and alike(ruling, other))


def standing_entries(entries: Sequence[Entry]) -> list[Entry]:
    """Leave out what was undone. From the end, since an undo can itself be undone by a later one."""
    undone: set[str] = set()
    for entry in reversed(entries):
        if entry.what == "undo" and entry.id not in undone:
            undone.add(entry.undoes)
    return [e for e in entries if e.what != "undo" and e.id not in undone]


def _rulings(entry: Entry, placer: Placer, mask: Mask) -> list[Ruling] | None:
    """Return what *entry* says: wrong before, right after. None if its words are not there any more."""
    said = []
    sides = [(entry.after, True)] if entry.what in ("accept", "add") else [(entry.before, False), (entry.after, True)]
    for judged, holds in sides:
        if judged is None or judged.at is None:
            continue
        judged = mask.judged(judged)
        place = placer.place(judged.at)
        if place is None:
            return None
        turn, start, end = place
        said.append(Ruling(turn, start, end, judged.code, judged.statement, judged.value, judged.target,
                           entry.who, entry.id, entry.what, holds, entry.adjudicates, entry.when))  # fmt: skip
    return said


def _last_word(rulings: Sequence[Ruling]) -> tuple[Ruling, ...]:
    """Return one ruling for each coding: the last."""
    turns: dict[int, dict[tuple, Ruling]] = {}
    for ruling in rulings:
        here = turns.setdefault(ruling.turn, {})
        for key in [k for k, r in here.items() if ends(ruling, r)]:
            del here[key]
        here[ruling.key] = ruling
    held = (r for here in turns.values() for r in here.values())
    return tuple(sorted(held, key=lambda r: (r.start, r.end, r.key, r.entry)))


def _rename(renamed: dict[str, str], old: str, new: str) -> dict[str, str]:
    changed = {k: new if v == old else v for k, v in renamed.items()}
    return {k: v for k, v in {**changed, old: new}.items() if k != v}


def _renamed(ruling: Ruling, old: str, new: str) -> Ruling:
    return replace(ruling, code=new) if ruling.code == old else ruling


def _retitled(memo: dict, old: str, new: str) -> dict:
    return {**memo, "name": new} if memo["on"] in ("coding", "code") and memo["name"] == old else memo


def _memo(entry: Entry, placer: Placer, mask: Mask) -> dict:
    on = entry.on
    written = mask.code if on and on.kind in ("coding", "code") else mask.finding
    name = written(on.name) if on else ""
    place = placer.place(on.at) if on and on.at else None
    turn, start, end = place or (0, 0, 0)
    return {"memo": entry.id, "who": entry.who, "when": entry.when, "on": on.kind if on else "workshop",
            "name": name, "turn": turn, "start": start, "end": end, "text": entry.text}  # fmt: skip


def _lost(entry: Entry, mask: Mask) -> dict:
    judged: Judged = mask.judged(entry.after or entry.before)
    return {"entry": entry.id, "who": entry.who, "when": entry.when, "what": entry.what, "code": judged.code,
            "statement": judged.statement, "value": judged.value, "words": judged.at.words}  # fmt: skip
