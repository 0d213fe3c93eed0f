"""From a question to the turns that answer it, with the exact words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..reading import read_workshop
from ..transcript import Transcript
from ..workshop import Plan, Workshop
from .question import Asked, understand
from .ranking import FEWEST_WORDS, best_span, relevance_of, score_turns

if TYPE_CHECKING:
    from ..pipeline import Analysis

__all__ = ["Answer", "answer", "ask"]

COLUMNS = ("rank", "turn", "start", "end", "speaker", "group", "score", "quote", "link")


@dataclass(frozen=True)
class Answer:
    """How a question was understood, and the turns that answer it, as `ask` returns them."""

    asked: Asked
    turns: pd.DataFrame

    @property
    def notes(self) -> list[str]:
        """What a reader must know: who was asked, who is unknown."""
        notes = [f"Asked of {', '.join(self.asked.whom)}."] if self.asked.whom else []
        notes += [f"Nobody here is called {name!r}: everybody's turns were searched." if not self.asked.whom else
                  f"Nobody here is called {name!r}." for name in self.asked.unknown]  # fmt: skip
        if not self.asked.words:
            notes.append("No word of the question says what it is about: turns stand in the order of the talk.")
        return notes


def ask(
    source: Analysis | Workshop | Transcript,
    question: str,
    *,
    speaker: str | Sequence[str] = (),
    group: str | Sequence[str] = (),
    top: int = 10,
    reader: object | None = None,
) -> pd.DataFrame:
    """Return the turns that answer *question*, the best first; where it only asks what somebody said, all of theirs.

    Parameters
    ----------
    source
        An analysis, a workshop (which is then read) or a transcript.
    question
        In plain words: "What did the teachers' unions say about pay?" Names, groups and roles of the talk that
        stand in it as those asked about are recognised; without any, every participant's turns are searched. Where it
        says of nothing what it is about ("What did the farmers say?"), their turns come in the order of the talk.
    speaker, group
        Only these, whoever the question names.
    top
        At most so many turns.
    reader
        What reads stance (`coding.stance.load_reader`): a relation model there joins its similarity to the words.

    Returns
    -------
    pandas.DataFrame
        ``rank``, ``turn``, ``start``, ``end`` (code points into the transcript's text), ``speaker``, ``group``,
        ``score`` (1 is the best turn's), ``quote`` (that slice) and ``link`` (to the turn in the brief). Empty where
        no word of the question was said.

    Raises
    ------
    InspiredError
        For a question without words, or a speaker or group that did not speak.
    """
    return answer(source, question, speaker=speaker, group=group, top=top, reader=reader).turns


def answer(
    source: Analysis | Workshop | Transcript,
    question: str,
    *,
    speaker: str | Sequence[str] = (),
    group: str | Sequence[str] = (),
    top: int = 10,
    reader: object | None = None,
) -> Answer:
    """Return what `ask` returns, with how the question was understood."""
    talk, plan = _talk(source)
    asked = understand(question, talk.speakers, plan, speaker=_several(speaker), group=_several(group))
    turns, relevance = talk.turns, relevance_of(reader)
    texts = turns["text"].tolist()
    if asked.words:
        scores = score_turns(texts, asked.words, asked.about, relevance)
    else:  # all that they said answers alike
        scores = np.array([float(len(text.split()) >= FEWEST_WORDS) for text in texts])
    scores = np.where(_searched(turns, asked), scores, 0.0)
    order = [int(row) for row in np.argsort(-scores, kind="stable")[:top] if scores[row] > 0]
    found = []
    for rank, row in enumerate(order, 1):
        turn = turns.iloc[row]
        start, end = best_span(turn["text"], asked.words, asked.about, relevance)
        start, end = int(turn["start"]) + start, int(turn["start"]) + end
        found.append((rank, int(turn["turn"]), start, end, turn["speaker"], turn["group"],
                      round(float(scores[row] / scores[order[0]]), 3), talk.quote(start, end),
                      f"brief.html#t{turn['turn']}"))  # fmt: skip
    return Answer(asked, pd.DataFrame(found, columns=list(COLUMNS)))


def _talk(source: Analysis | Workshop | Transcript) -> tuple[Transcript, Plan]:
    if isinstance(source, Transcript):
        return source, Plan()
    if isinstance(source, Workshop):
        return read_workshop(source), source.plan
    return source.transcript, source.workshop.plan


def _searched(turns: pd.DataFrame, asked: Asked) -> np.ndarray:
    """Return (t,) bool: the turns of those asked about; else the participants', or everybody's if there are none."""
    if asked.speakers:
        return turns["speaker"].isin(asked.speakers).to_numpy()
    taking_part = (turns["role"] == "participant").to_numpy()
    return taking_part if taking_part.any() else np.ones(len(turns), bool)


def _several(names: str | Sequence[str]) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)
