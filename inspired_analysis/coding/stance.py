"""The first stance coder: which turns support or oppose a statement of the plan, and with which words.

Evidence is a claim that bears on whether the statement is true or should be done. Mentioning its topic, asking
about it and quoting somebody else's view are not. A turn is read in windows of one to three sentences beside
what was said before it; the best window gives the span. What the coder is not sure of it leaves out: a wrong
verdict costs more than an *untested* one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..tables import table
from .relation_features import CONDITION
from .segments import sentence_spans
from .stance_model import StanceModel, load_model, sigmoid

if TYPE_CHECKING:
    from ..transcript import Transcript
    from ..workshop import Workshop

__all__ = ["StanceCoder", "StanceModel", "TurnScores", "Window", "score_turns", "windows"]

MAX_SENTENCES = 3
CONTEXT_CHARACTERS = 400
FEW_WORDS = 4
SURE = 0.5
BOTH_WAYS = 0.35
TURN_FEATURES = ("best", "mean of three best", "log windows")


@dataclass(frozen=True, slots=True)
class Window:
    """One to three sentences in a row: row of the turn in the table, span in the transcript, words, words before."""

    row: int
    start: int
    end: int
    text: str
    before: str


@dataclass(frozen=True)
class TurnScores:
    """What the model says of every window and turn about every statement.

    Attributes
    ----------
    windows
        m windows.
    relevance, direction
        (m, s) log odds of bearing on the statement, and of supporting it if so.
    evidence
        (t, s) probability that the turn bears on the statement; 0 where the turn was not read.
    best
        (t, s) index of the window that says so most; -1 where the turn was not read.
    """

    windows: list[Window]
    relevance: np.ndarray
    direction: np.ndarray
    evidence: np.ndarray
    best: np.ndarray

    def supports(self) -> np.ndarray:
        """Return (t, s) probabilities that the turn, if it bears on the statement, supports it."""
        if not self.windows:
            return np.full(self.best.shape, 0.5)
        return sigmoid(np.take_along_axis(self.direction, np.maximum(self.best, 0), axis=0))


def windows(turns: pd.DataFrame) -> list[Window]:
    """Return the windows of the participants' *turns*, in order."""
    out = []
    before = ""
    for row, turn in enumerate(turns.itertuples()):
        if turn.role == "participant":
            spans = sentence_spans(turn.text)
            for first in range(len(spans)):
                for last in range(first, min(first + MAX_SENTENCES, len(spans))):
                    start, end = spans[first][0], spans[last][1]
                    out.append(Window(row, turn.start + start, turn.start + end, turn.text[start:end], before))
        said = turn.text[-CONTEXT_CHARACTERS:]
        # "Mm." between a question and its answer must not hide the question.
        before = said if len(said.split()) > FEW_WORDS else f"{before} {said}"[-CONTEXT_CHARACTERS:]
    return out


def score_turns(turns: pd.DataFrame, statements: list[str], model: StanceModel) -> TurnScores:
    """Read every window of every participant's turn against every one of the *statements*."""
    found = windows(turns)
    shape = (len(found), len(statements))
    relevance, direction = np.zeros(shape), np.zeros(shape)
    texts, before = [w.text for w in found], [w.before for w in found]
    for column, statement in enumerate(statements):
        scores = model.logits(texts, [statement] * len(found), before)
        relevance[:, column], direction[:, column] = scores
    evidence, best = _turn_evidence(len(turns), found, relevance, model)
    return TurnScores(found, relevance, direction, evidence, best)


def turn_features(relevance: np.ndarray) -> np.ndarray:
    """Return (s, len(TURN_FEATURES)) features of one turn from its windows' (w, s) relevance."""
    ordered = np.sort(relevance, axis=0)[::-1]
    size = np.full(relevance.shape[1], np.log(len(relevance)))
    return np.column_stack([ordered[0], ordered[:3].mean(axis=0), size])


def turn_slices(found: list[Window]) -> list[tuple[int, slice]]:
    """Return (row, slice of the windows) for each turn that was read."""
    rows = np.array([w.row for w in found])
    starts = np.flatnonzero(np.diff(rows, prepend=-1))
    return [(int(rows[a]), slice(int(a), int(b))) for a, b in zip(starts, [*starts[1:], len(rows)], strict=True)]


def _turn_evidence(
    n_turns: int, found: list[Window], relevance: np.ndarray, model: StanceModel
) -> tuple[np.ndarray, np.ndarray]:
    evidence = np.zeros((n_turns, relevance.shape[1]))
    best = np.full((n_turns, relevance.shape[1]), -1)
    for row, part in turn_slices(found) if found else []:
        evidence[row] = sigmoid(model.heads["turn"].logits(turn_features(relevance[part])))
        best[row] = part.start + relevance[part].argmax(axis=0)
    return evidence, best


@dataclass(frozen=True)
class StanceCoder:
    """Codes stance from words, learned from labelled arguments and talk.

    Parameters
    ----------
    model
        The relation model; the shipped one unless told otherwise.
    sure
        Evidence of at least this probability is coded.
    """

    model: StanceModel = field(default_factory=load_model)
    sure: float = SURE

    @property
    def name(self) -> str:
        """Who coded: kind and version."""
        return f"lexical-stance {self.model.version}"

    def code(self, transcript: Transcript, workshop: Workshop) -> pd.DataFrame:
        """Return the stance codings of participants' turns, at most one per turn and statement.

        Columns are those of the table ``codings``; ``coding`` is empty, ids are given later. A transcript in
        a language that is not covered gets none.
        """
        statements = workshop.plan.statements
        if statements.empty or transcript.turns.empty or not transcript.covered:
            return table("codings", [])
        scores = score_turns(transcript.turns, statements["text"].tolist(), self.model)
        rows = [
            self._coding(transcript, scores, row, column, statement)
            for row, column in np.argwhere(scores.evidence >= self.sure)
            for statement in [statements["statement"].iloc[column]]
        ]
        return table("codings", rows)

    def _coding(self, transcript: Transcript, scores: TurnScores, row: int, column: int, statement: str) -> dict:
        window = scores.windows[scores.best[row, column]]
        supports = float(scores.supports()[row, column])
        value = "supports" if supports >= 0.5 else "opposes"
        value = self._nuance(scores, row, column, window, value)
        sure = 1.0 if value in ("mixed", "conditional") else max(supports, 1 - supports)
        return {
            "coding": "",
            "transcript": transcript.id,
            "turn": transcript.turns["turn"].iloc[row],
            "start": window.start,
            "end": window.end,
            "code": "stance",
            "statement": statement,
            "value": value,
            "target": "",
            "confidence": round(float(scores.evidence[row, column]) * sure, 3),
            "coder": self.name,
        }

    def _nuance(self, scores: TurnScores, row: int, column: int, window: Window, value: str) -> str:
        """Turn a plain stance into *conditional* or *mixed* where the words ask for it."""
        if CONDITION.search(window.text):
            return "conditional"
        return value
