"""What findings rest on: codings joined with who said them, and people's leanings.

Conventions
-----------
- Only attributed turns of participants are evidence; a facilitator's words never are.
- A coding's confidence is read as the probability that it is right. That somebody contradicts somebody, changed their
  view, takes something on, sets a limit, or is in need, is told of single people and must be likely: a disagreement, a
  changed view, a commitment or a red line under .7 is no evidence, nor is an interest all of whose codings are wrong
  with a chance over .3. What else is listed one by one (incentives, constraints, acknowledgements) must be likelier
  right than wrong. A person may confirm the rest, of which `leads` lists what is worth a look.
- A person counts once, however much they talk: their leaning towards a statement is the mean of their codings
  (supports 1, conditional 0.3, mixed 0, opposes -1), weighted by that probability.
- A leaning beyond ±0.3 has a direction; up to there it is "between": a yes on a condition is not yet a yes.
- Evidence is listed strongest first: sure, relevant (it shares words with the statement), clear (a readable length,
  no hesitation, no dangling "that"). No speaker's second quote for a side stands before another's first, and one
  group's people do not all stand before the next group's.
- The order of the rows of *codings* decides nothing.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from operator import attrgetter, itemgetter
from typing import NamedTuple

import pandas as pd

from ..tables import apart, records
from .words import content_stems

__all__ = ["LEANS", "SURE", "WEIGHT", "Coded", "Leaning", "by_pair", "coded", "direction", "each_to_other",
           "evidence", "leanings", "likely", "participants", "strongest"]  # fmt: skip

WEIGHT = {"supports": 1.0, "conditional": 0.3, "mixed": 0.0, "opposes": -1.0}
LEANS = 0.3
SURE = 0.7
EVEN = 0.5
# How sure a coding must be to be evidence, by its code, or code and value.
BARS = {"disagreement": SURE, "perspective change": SURE, "ownership/commitment": SURE, "red line": SURE,
        "incentive": EVEN, "constraint": EVEN, "acknowledgement": EVEN}  # fmt: skip
# A quote of this many words says enough and still reads well.
GOOD_LENGTH = (8, 45)
DANGLING = re.compile(r"(?:and|but|so|or|which|that's|it's|it|that|this|they|he|she|yeah|well)\b", re.IGNORECASE)
HESITATION = re.compile(r"\b(?:u[mh]+|er+|hmm+|you know|i mean|sort of|kind of)\b", re.IGNORECASE)


class Coded(NamedTuple):
    """A participant's coding, with who said it: ``quote`` in which ``half`` (1 or 2) of the words spoken."""

    coding: str
    turn: int
    start: int
    end: int
    code: str
    statement: str
    value: str
    target: str
    confidence: float
    speaker: str
    group: str
    half: int
    quote: str


class Leaning(NamedTuple):
    """What one person thinks of one statement.

    ``score`` runs from -1 to 1; ``first`` and ``second`` are the same in each half of the session, NaN where the person
    did not speak to it; ``side`` is the `direction` of the score; ``codings`` are ids, strongest first.
    """

    statement: str
    speaker: str
    group: str
    score: float
    first: float
    second: float
    side: str
    codings: tuple[str, ...]


def evidence(codings: pd.DataFrame | list[Coded], turns: pd.DataFrame, *codes: str) -> list[Coded]:
    """Return participants' codings (of *codes*, if given) that are sure enough, in the order of the talk.

    Evidence passes through as it is, so that who wants several findings joins only once.
    """
    found = likely(coded(codings, turns)) if isinstance(codings, pd.DataFrame) else codings
    return [row for row in found if row.code in codes] if codes else found


def coded(codings: pd.DataFrame, turns: pd.DataFrame) -> list[Coded]:
    """Return participants' codings, however sure, in the order of the talk."""
    said = {t.turn: t for t in records(turns) if t.role == "participant" and t.speaker}
    spoken = turns["words"].cumsum()
    second = set(turns["turn"][spoken > spoken.max() / 2]) if len(turns) else set()
    found = []
    for c in records(codings):
        turn = said.get(c.turn)
        if turn is None or (c.code == "stance" and c.value not in WEIGHT):
            continue  # sides as another program calls them: nobody can say what they weigh
        quote = turn.text[c.start - turn.start : c.end - turn.start]
        found.append(Coded(c.coding, c.turn, c.start, c.end, c.code, c.statement, c.value, c.target, c.confidence,
                           turn.speaker, turn.group, 2 if c.turn in second else 1, quote))  # fmt: skip
    return sorted(found, key=attrgetter("turn", "start", "end", "coding"))


def likely(said: list[Coded]) -> list[Coded]:
    """Return those of *said* that are sure enough to be evidence."""
    return [row for row in said
            if row.confidence >= BARS.get(row.code, BARS.get(f"{row.code}/{row.value}", 0.0))]  # fmt: skip


def participants(speakers: pd.DataFrame) -> list:
    """Return the rows of the *speakers* whose words are evidence."""
    return [person for person in records(speakers) if person.role == "participant" and person.speaker]


def leanings(stances: list[Coded]) -> list[Leaning]:
    """Return the leaning of each person towards each statement, in the order of both; *stances* are `evidence`."""
    found = []
    for (statement, speaker), own in apart(stances, "statement", "speaker").items():
        halves = [_mean([row for row in own if row.half == half]) for half in (1, 2)]
        score = _mean(own)
        found.append(Leaning(statement, speaker, own[0].group, score, *halves, direction(score), _ranked(own)))
    return found


def by_pair(responses: list[Coded]) -> dict[tuple[str, str], list[Coded]]:
    """Return what one person says to another, by the two in order of their names."""
    pairs: dict[tuple[str, str], list[Coded]] = {}
    for row in responses:
        if row.target and row.target != row.speaker:
            pairs.setdefault(tuple(sorted((row.speaker, row.target))), []).append(row)
    return dict(sorted(pairs.items()))


def each_to_other(own: list[Coded]) -> bool:
    """Whether both of a pair respond to the other; to whom one alone responds is too uncertain."""
    return len({row.speaker for row in own}) == 2


def direction(score: float) -> str:
    """Return ``for``, ``against`` or ``between``."""
    return "for" if score > LEANS else "against" if score < -LEANS else "between"


def strongest(codings: list[Coded], about: str = "") -> tuple[str, ...]:
    """Return the ids of *codings* (`evidence`), strongest first; *about* is the sentence that they bear on."""
    return _ranked(codings, content_stems(about))


def _mean(codings: list[Coded]) -> float:
    if not codings:
        return math.nan
    weights = [max(0.01, row.confidence) for row in codings]
    weighted = sum(WEIGHT[row.value] * weight for row, weight in zip(codings, weights, strict=True))
    # Rounded: two conditions of unlike confidence lean 0.3, and not a last bit more.
    return round(weighted / sum(weights), 9)


def _ranked(codings: list[Coded], about: Iterable[str] = ()) -> tuple[str, ...]:
    by_place = sorted(codings, key=attrgetter("turn", "start"))
    by_strength = sorted(by_place, key=lambda row: -_strength(row, frozenset(about)))
    people, groups, order = Counter(), Counter(), []
    for place, row in enumerate(by_strength):
        person = people[row.value, row.speaker]
        order.append((person, groups[row.value, row.group, person], place, row.coding))
        people[row.value, row.speaker] += 1
        groups[row.value, row.group, person] += 1
    return tuple(coding for *_, coding in sorted(order, key=itemgetter(0, 1, 2)))


def _strength(row: Coded, about: frozenset[str]) -> float:
    words = len(row.quote.split())
    clear = 0.2 * (GOOD_LENGTH[0] <= words <= GOOD_LENGTH[1]) - 0.1 * bool(DANGLING.match(row.quote))
    clear -= min(0.2, len(HESITATION.findall(row.quote)) / max(1, words))
    relevant = 0.3 * len(about & content_stems(row.quote)) / len(about) if about else 0.0
    return round(row.confidence + clear + relevant, 9)
