"""What findings rest on: codings joined with who said them, and people's leanings.

Conventions
-----------
- Only attributed turns of participants are evidence; a facilitator's words never are.
- A coding's confidence is read as the probability that it is right. That somebody contradicts somebody, or is in need,
  is told of single people and must be likely: a disagreement under .7 is no evidence, nor is an interest all of whose
  codings are wrong with a chance over .3. A person may confirm them.
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

from .words import content_stems

__all__ = ["LEANS", "SURE", "WEIGHT", "Coded", "Parts", "direction", "each_to_other", "evidence", "leanings", "paired",
           "participants", "rows", "strongest"]  # fmt: skip

WEIGHT = {"supports": 1.0, "conditional": 0.3, "mixed": 0.0, "opposes": -1.0}
LEANS = 0.3
SURE = 0.7
LEANING = ["statement", "speaker", "group", "score", "first", "second", "side", "codings"]
# A quote of this many words says enough and still reads well.
GOOD_LENGTH = (8, 45)
DANGLING = re.compile(r"(?:and|but|so|or|which|that's|it's|it|that|this|they|he|she|yeah|well)\b", re.IGNORECASE)
HESITATION = re.compile(r"\b(?:u[mh]+|er+|hmm+|you know|i mean|sort of|kind of)\b", re.IGNORECASE)


class Coded(NamedTuple):
    """One row of `evidence`."""

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


def rows(found: pd.DataFrame) -> list[Coded]:
    """Return the rows of *found* (`evidence`)."""
    return [Coded(*values) for values in zip(*(found[name].tolist() for name in Coded._fields), strict=True)]


def evidence(codings: pd.DataFrame, turns: pd.DataFrame, code: str = "") -> pd.DataFrame:
    """Return participants' codings (of *code*, if given) with ``speaker, group, words, half, quote`` beside them.

    ``half`` is 1 or 2: before or after the middle of the words spoken. Evidence passes through as it is, so that
    who wants several findings joins only once.
    """
    if "half" in codings.columns:
        return codings[codings["code"] == code] if code else codings
    said = turns.loc[(turns["role"] == "participant") & (turns["speaker"] != ""),
                     ["turn", "speaker", "group", "words", "text", "start"]]  # fmt: skip
    chosen = codings[codings["code"] == code] if code else codings
    chosen = chosen[(chosen["code"] != "disagreement") | (chosen["confidence"] >= SURE)]
    joined = chosen.merge(said, on="turn", how="inner", suffixes=("", "_of_turn"))
    joined = joined.sort_values(["turn", "start", "end", "coding"], ignore_index=True)
    spoken = turns["words"].cumsum()
    second = set(turns["turn"][spoken > spoken.max() / 2]) if len(turns) else set()
    quotes = [text[start - at : end - at] for text, start, end, at in
              zip(joined["text"], joined["start"], joined["end"], joined["start_of_turn"], strict=True)]  # fmt: skip
    halves = [2 if turn in second else 1 for turn in joined["turn"]]
    return joined.drop(columns=["text", "start_of_turn"]).assign(half=halves, quote=quotes)


def participants(speakers: pd.DataFrame) -> pd.DataFrame:
    """Return the speakers whose words are evidence."""
    return speakers[(speakers["role"] == "participant") & (speakers["speaker"] != "")]


def leanings(stances: pd.DataFrame) -> pd.DataFrame:
    """Return one row per statement and person: ``statement, speaker, group, score, first, second, side, codings``.

    *stances* is `evidence` of the code ``stance``. ``score`` runs from -1 to 1; ``first`` and ``second`` are the same
    in each half of the session, NaN where the person did not speak to it; ``side`` is the `direction` of the score.
    """
    people: dict[tuple[str, str], list] = {}
    for row in rows(stances):
        people.setdefault((row.statement, row.speaker), []).append(row)
    leaning = []
    for key, own in sorted(people.items(), key=itemgetter(0)):
        halves = [_mean([row for row in own if row.half == half]) for half in (1, 2)]
        score = _mean(own)
        leaning.append((*key, own[0].group, score, *halves, direction(score), _ranked(own)))
    return pd.DataFrame(leaning, columns=LEANING).astype({"score": float, "first": float, "second": float})


def paired(responses: pd.DataFrame) -> pd.DataFrame:
    """Return *responses* from one person to another with ``pair``, the two in order of their names."""
    own = responses[(responses["target"] != "") & (responses["target"] != responses["speaker"])]
    return own.assign(pair=[tuple(sorted(p)) for p in zip(own["speaker"], own["target"], strict=True)])


def each_to_other(own: pd.DataFrame) -> bool:
    """Whether both of a pair respond to the other; to whom one alone responds is too uncertain."""
    return own["speaker"].nunique() == 2


class Parts(dict):
    """The rows of a table by the value of one column; no rows for a value that does not occur."""

    def __init__(self, frame: pd.DataFrame, column: str) -> None:
        super().__init__(iter(frame.groupby(column, sort=True)) if len(frame) else ())
        self._none = frame.iloc[:0]

    def __missing__(self, value: str) -> pd.DataFrame:
        return self._none


def direction(score: float) -> str:
    """Return ``for``, ``against`` or ``between``."""
    return "for" if score > LEANS else "against" if score < -LEANS else "between"


def strongest(codings: pd.DataFrame, about: str = "") -> tuple[str, ...]:
    """Return the ids of *codings* (`evidence`), strongest first; *about* is the sentence that they bear on."""
    return _ranked(rows(codings), content_stems(about))


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
