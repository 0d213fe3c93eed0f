"""The stance coder: which turns support or oppose a statement of the plan, and with which words.

Evidence is a claim that bears on whether the statement is true or should be done. Mentioning its topic, asking
about it and quoting somebody else's view are not. The best window of a turn gives the span. What the coder is
not sure of it leaves out: a wrong verdict costs more than an *untested* one.

What reads the turns is a `Reader`: the relation model beside the lexical one (`relation_turns.Joint`), or the lexical
one alone (`turn_scores.Words`), which is fast and poor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pandas as pd

from ..language import CODED
from ..tables import table
from .text_cues import CONDITION
from .turn_scores import TurnScores, Window

if TYPE_CHECKING:
    from ..transcript import Transcript
    from ..workshop import Workshop

__all__ = ["Reader", "StanceCoder", "load_reader"]

CANDIDATES = 5
# Of texts as clear as this on one side, what two of their sentences seem to say apart is the coder's error.
CLEAR = 0.9
RELATION = Path(str(resources.files("inspired_analysis.models") / "relation"))


class Reader(Protocol):
    """What a stance coder needs to know of a model.

    Attributes
    ----------
    name
        Kind and version, as codings name their coder.
    sure, side, possible
        Evidence of at least *sure* is coded if one side has at least *side*; from *possible* on it is a candidate.
    """

    name: str
    sure: float
    side: float
    possible: float

    def score_turns(self, turns: pd.DataFrame, statements: list[str]) -> TurnScores:
        """Return how every turn bears on every statement."""

    def both_ways(self, texts: Sequence[str], statements: Sequence[str]) -> np.ndarray:
        """Return (n,) whether sentences of text i bear on statement i in both directions."""


def load_reader(folder: Path | None = None) -> Reader:
    """Return the relation model whose weights lie in *folder*, or the one that comes with the package; loaded once."""
    return _loaded(RELATION if folder is None else folder)


@cache
def _loaded(folder: Path) -> Reader:
    from .relation_turns import load_joint

    return load_joint(folder)


@dataclass(frozen=True)
class StanceCoder:
    """Codes stance towards the plan's statements.

    Parameters
    ----------
    reader
        The model; the lexical one unless told otherwise.
    sure
        Evidence of at least this probability is coded; the reader's own threshold by default.
    """

    reader: Reader = field(default_factory=load_reader)
    sure: float | None = None
    languages: tuple[str, ...] = CODED

    @property
    def name(self) -> str:
        """Who coded: kind and version."""
        return self.reader.name

    def code(self, transcript: Transcript, workshop: Workshop) -> pd.DataFrame:
        """Return the stance codings of participants' turns, at most one per turn and statement.

        Beside them stand codings of the code ``candidate``: up to five turns per statement that may bear on it,
        for a person to read; no finding counts them.

        Columns are those of the table ``codings``; ``coding`` is empty, ids are given later. ``confidence`` is
        the probability that the turn bears on the statement times that of the likelier side; a turn whose side
        is unclear is not coded. A transcript in a language that is not covered gets no codings.
        """
        statements = workshop.plan.statements
        if statements.empty or transcript.turns.empty or not transcript.covered:
            return table("codings", [])
        scores = self.reader.score_turns(transcript.turns, statements["text"].tolist())
        sure = self.reader.sure if self.sure is None else self.sure
        ids, turns = statements["statement"].tolist(), transcript.turns["turn"].tolist()
        named = np.argwhere(scores.evidence >= sure)
        supports = scores.supports[*named.T]
        values = self._values(
            [scores.windows[best].text for best in scores.best[*named.T]], supports,
            statements["text"].iloc[named[:, 1]].tolist(),
        )  # fmt: skip
        rows, coded = [], set()
        for (row, column), side, value in zip(named.tolist(), supports.tolist(), values, strict=True):
            if not value:
                continue
            window = scores.windows[scores.best[row, column]]
            confidence = float(scores.evidence[row, column]) * max(side, 1 - side)
            coded.add((row, column))
            rows.append(self._row(transcript, turns[row], window, "stance", ids[column], value, confidence))
        for row, column in _candidates(scores.evidence, coded, self.reader.possible):
            window = scores.windows[scores.best[row, column]]
            evidence = float(scores.evidence[row, column])
            rows.append(self._row(transcript, turns[row], window, "candidate", ids[column], "", evidence))
        return table("codings", rows)

    def _row(
        self, talk: Transcript, turn: int, window: Window, code: str, statement: str, value: str, confidence: float
    ) -> dict:
        return {
            "coding": "", "transcript": talk.id, "turn": turn, "start": window.start, "end": window.end,
            "code": code, "statement": statement, "value": value, "target": "", "confidence": round(confidence, 3),
            "coder": self.name,
        }  # fmt: skip

    def _values(self, texts: list[str], supports: np.ndarray, statements: list[str]) -> list[str]:
        """Return the values; a condition or two sides in a text go before a side, an unclear side is no value."""
        sure = np.maximum(supports, 1 - supports)
        values = np.where(sure < self.reader.side, "", np.where(supports >= 0.5, "supports", "opposes")).astype(object)
        asked = np.flatnonzero(sure < CLEAR)
        both = self.reader.both_ways([texts[i] for i in asked], [statements[i] for i in asked])
        values[asked[both]] = "mixed"
        values[[CONDITION.search(text) is not None for text in texts]] = "conditional"
        return values.tolist()


def _candidates(evidence: np.ndarray, coded: set[tuple[int, int]], possible: float) -> list[tuple[int, int]]:
    """Return (row, column) of the likeliest turns per statement that were not coded."""
    found = []
    for column in range(evidence.shape[1]):
        likeliest = np.argsort(-evidence[:, column], kind="stable").tolist()
        possible_rows = [row for row in likeliest if evidence[row, column] >= possible and (row, column) not in coded]
        found += [(row, column) for row in possible_rows[:CANDIDATES]]
    return found
