"""What a brief holds, section by section, apart from how it is laid out. All formats share it."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from .figures import Figure
from .language import Language
from .phrases import Sentence
from .quotes import Quote
from .told import told
from .views import View

__all__ = ["MENTIONS", "Brief", "Digest", "Entry", "Grid", "Item"]

# What a note says of every replaced name stands with the transcript: the first page has no room for it.
MENTIONS = re.compile(r" \(mentions: [^)]*\)")


@dataclass(frozen=True)
class Item:
    """One point of a list: what is said, the quotes that show it, and how many more there are."""

    text: str
    quotes: tuple[Quote, ...] = ()
    detail: str = ""
    more: int = 0
    id: str = ""


@dataclass(frozen=True)
class Digest:
    """One line in short: a list, with the one quote that says it best."""

    name: str
    text: str
    quote: Quote | None
    n: int


@dataclass(frozen=True)
class Grid:
    """A table of sentences: rows have a name and one sentence (with its turns) per column."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Sentence, ...]], ...]


@dataclass(frozen=True)
class Entry:
    """One statement of the ledger."""

    id: str
    kind: str
    text: str
    short: str
    verdict: str
    word: str
    mark: str
    why: str
    people: tuple[int, int, int]  # for, against, in between
    details: tuple[str, ...]  # the rule with its numbers, the halves, the groups, how sure it is
    for_: tuple[Quote, ...]
    against: tuple[Quote, ...]
    between: tuple[Quote, ...]
    candidates: tuple[Quote, ...]

    @property
    def turns(self) -> tuple[int, ...]:
        """The most telling turns: of each side one, or of what may bear on it."""
        sides = [s[0].turn for s in (self.for_, self.against, self.between) if s]
        return tuple(dict.fromkeys(sides or [q.turn for q in self.candidates]))[:2]


@dataclass(frozen=True)
class Brief:
    """Everything a writer of a format needs."""

    # What this audience may see of the analysis; the transcript is annexed from it.
    analysis: object
    title: str
    facts: tuple[tuple[str, str], ...]
    goal: str
    issue: str
    # What must be known first, in short for the first page, and all of it.
    notes: tuple[str, ...]
    remarks: tuple[str, ...]
    summary: tuple[Sentence, ...]
    heard: tuple[Sentence, ...]
    next_steps: tuple[Sentence, ...]
    assumptions: tuple[Entry, ...]
    options: tuple[Entry, ...]
    wants: tuple[tuple[str, tuple[Item, ...]], ...]
    common_ground: tuple[Item, ...]
    conflicts: tuple[Item, ...]
    moves: tuple[tuple[str, tuple[Item, ...]], ...]
    # Too unsure to be told: for a person to check.
    leads: tuple[tuple[str, tuple[Item, ...]], ...]
    taken_on: tuple[Item, ...]
    unheard: tuple[Item, ...]
    # What is said where nobody was found to be missing, nothing shared, no conflict.
    none_missing: Sentence
    none_shared: str
    none_conflict: str
    learning: tuple[Item, ...]
    criteria: tuple[Item, ...]
    on_goal: tuple[Item, ...]
    answers: tuple[Item, ...]
    themes: tuple[Item, ...]
    grids: tuple[Grid, ...]
    figures: tuple[Figure, ...]
    wants_in_short: tuple[Digest, ...]
    moves_in_short: tuple[Digest, ...]
    depth: pd.DataFrame
    coders: tuple[str, ...]
    say: Language
    view: View
    # All that `brief.yaml` may speak of besides the first page, and where it and the data do not meet.
    ids: tuple[str, ...]
    doubts: tuple[str, ...]
    reviewed: str = ""  # how much people checked; "" where nobody did

    @property
    def warning(self) -> str:
        """Who coded it, and whether a person has looked."""
        return self.say("Coded by machine and reviewed by people.") if self.reviewed else \
            self.say("Coded by machine, not yet checked by a person.")

    @property
    def first_page(self) -> tuple[Sentence, ...]:
        """The sentences of the first page, as ``brief.yaml`` names them."""
        return (*self.summary, *self.heard, *self.next_steps)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All statements."""
        return (*self.assumptions, *self.options)

    @property
    def told_apart(self) -> bool:
        """Whether speakers are known; without them nothing can be said of who agrees, or who was not heard."""
        return not self.analysis.speakers.empty

    @property
    def several(self) -> bool:
        """Whether more than one participant spoke: one person alone neither agrees nor disagrees."""
        return int((self.analysis.speakers["role"] == "participant").sum()) > 1

    @property
    def tells(self) -> bool:
        """Whether anything stands between the first page and the evidence."""
        asked = not self.assumptions and (self.answers or self.themes)
        return bool(self.grids or self.on_goal or self.taken_on or self.wants or self.moves or asked or self.told_apart)

    def drawn(self, *names: str) -> tuple[Figure, ...]:
        """Return the figures of these names that there are; each stands with what it shows."""
        return tuple(f for f in self.figures if f.name in names)

    @property
    def accounts(self) -> tuple[str, ...]:
        """What was read, where every character of it went, and how many names were replaced."""
        transcript = self.analysis.transcript
        counted = (told(note, self.say) for note in transcript.notes if MENTIONS.search(note))
        return (*(_account(a, self.say) for a in transcript.accounts), *counted)

    @property
    def in_full(self) -> tuple[str, ...]:
        """What the first page cut short."""
        plan = self.analysis.workshop.plan
        whole = (plan.issue if self.say.apart(plan.issue) != self.issue else "",
                 plan.goal if self.say.apart(plan.goal) != self.goal else "",
                 *(r for r in self.remarks if r not in self.notes))  # fmt: skip
        return tuple(text for text in whole if text)


def _account(account, say) -> str:
    aside = say.comma.join(f"{say.term(reason)} {say.number(n)}" for reason, n in account.set_aside.items())
    given = {"file": account.file, "format": say.term(account.format), "characters": say.number(account.characters),
             "in_turns": say.number(account.in_turns), "lost": account.lost, "aside": aside}  # fmt: skip
    if aside:
        return say("{file}: {format}, {characters} characters, {in_turns} in turns, {lost} lost; set aside: {aside}.",
                   **given)  # fmt: skip
    return say("{file}: {format}, {characters} characters, {in_turns} in turns, {lost} lost.", **given)
