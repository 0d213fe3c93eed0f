"""From windows to turns: how probable it is that a turn bears on a statement, and which window says so.

A turn is read in windows of one to three sentences, each beside what was said before it. The turn's own
probability also looks at how the statement fares elsewhere in the session: a window that stands out against the
rest of the talk, and turns before and after that are on the subject, make it likelier.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .relation_features import PAIR_FEATURES
from .segments import sentence_spans
from .stance_model import StanceModel, sigmoid

__all__ = ["TURN_FEATURES", "TurnScores", "Window", "Words", "score_turns", "turn_slices", "turn_table", "windows"]

MAX_SENTENCES = 3
CONTEXT_CHARACTERS = 400
FEW_WORDS = 4
# Mean and spread of the turns' best log odds in the train sessions; they stand in for twenty turns, so that a
# short session is not measured against itself alone.
TYPICAL_MEAN, TYPICAL_SPREAD, TYPICAL_TURNS = -5.2, 1.0, 20
BOTH_BEAR, BOTH_SIDES = -2.0, 0.622
PEAKS = ("coverage", "cosine", "vector cosine", "joint coverage")
TURN_FEATURES = (
    "best", "mean of three best", "mean", "log windows", *(f"highest {name}" for name in PEAKS), "stands out",
    "before", "after", "around", *(f"best window's {name}" for name in PAIR_FEATURES),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Window:
    """Sentences in a row: row of the turn in its table, span in the transcript, the words, the words before."""

    row: int
    start: int
    end: int
    text: str
    before: str


@dataclass(frozen=True)
class TurnScores:
    """What the model says of every turn about every statement.

    Attributes
    ----------
    windows
        m windows, in order.
    evidence
        (t, s) probability that the turn bears on the statement; 0 where the turn was not read.
    supports
        (t, s) probability that the turn, if it bears on the statement, supports it; 0.5 where not read.
    best
        (t, s) index of the window that bears on the statement most; -1 where the turn was not read.
    """

    windows: list[Window]
    evidence: np.ndarray
    supports: np.ndarray
    best: np.ndarray


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
                    text = turn.text[start:end]
                    out.append(Window(row, turn.start + start, turn.start + end, text, before))
        said = turn.text[-CONTEXT_CHARACTERS:]
        # "Mm." between a question and its answer must not hide the question.
        before = said if len(said.split()) > FEW_WORDS else f"{before} {said}"[-CONTEXT_CHARACTERS:]
    return out


def score_turns(turns: pd.DataFrame, statements: list[str], model: StanceModel) -> TurnScores:
    """Read every window of every participant's turn against every one of the *statements*."""
    shape = (len(turns), len(statements))
    evidence, supports, best = np.zeros(shape), np.full(shape, 0.5), np.full(shape, -1)
    found = windows(turns)
    if found and statements:
        features = window_features(found, statements, model)
        parts = turn_slices(found)
        rows = [row for row, _ in parts]
        top, table = turn_table(features, parts, model)
        best[rows] = top
        evidence[rows] = sigmoid(model.heads["turn"].logits(table))
        chosen = features[top, np.arange(len(statements))]
        supports[rows] = sigmoid(model.heads["direction spoken"].logits(chosen))
    return TurnScores(found, evidence, supports, best)


def window_features(found: list[Window], statements: list[str], model: StanceModel) -> np.ndarray:
    """Return (m, s, k) features of every window beside every statement."""
    m, n = len(found), len(statements)
    texts, before = [w.text for w in found], [w.before for w in found]
    features = model.features(texts * n, [s for s in statements for _ in found], before * n)
    return features.reshape(n, m, -1).swapaxes(0, 1)


def turn_slices(found: list[Window]) -> list[tuple[int, slice]]:
    """Return (row, slice of the windows) for each turn that was read."""
    rows = np.array([w.row for w in found])
    starts = np.flatnonzero(np.diff(rows, prepend=-1)).tolist()
    ends = [*starts[1:], len(rows)]
    return [(int(rows[a]), slice(a, b)) for a, b in zip(starts, ends, strict=True)]


def turn_table(
    features: np.ndarray, parts: list[tuple[int, slice]], model: StanceModel
) -> tuple[np.ndarray, np.ndarray]:
    """Return, for r turns and s statements, the best window (r, s) and the turn's features (r, s, k).

    Parameters
    ----------
    features
        (m, s, k) of all windows.
    parts
        r turns and their windows.
    """
    logits = model.heads["relevance spoken"].logits(features)
    top = np.array([part.start + logits[part].argmax(axis=0) for _, part in parts])
    three = np.array([np.sort(logits[part], axis=0)[-3:].mean(axis=0) for _, part in parts])
    mean = np.array([logits[part].mean(axis=0) for _, part in parts])
    size = np.array([np.full(logits.shape[1], np.log(part.stop - part.start)) for _, part in parts])
    starts = [part.start for _, part in parts]
    peaks = [np.maximum.reduceat(features[:, :, PAIR_FEATURES.index(name)], starts, axis=0) for name in PEAKS]
    every = np.arange(logits.shape[1])
    best = logits[top, every]
    columns = [best, three, mean, size, *peaks, _standing_out(best)]
    table = np.stack([*columns, *_neighbours(best)], axis=-1)
    return top, np.concatenate([table, features[top, every][..., : len(PAIR_FEATURES)]], axis=-1)


def _standing_out(best: np.ndarray) -> np.ndarray:
    """Return by how many standard deviations (r, s) each turn is above what the session says of the statement."""
    n = len(best) + TYPICAL_TURNS
    mean = (best.sum(axis=0) + TYPICAL_TURNS * TYPICAL_MEAN) / n
    spread = ((best - mean) ** 2).sum(axis=0) + TYPICAL_TURNS * TYPICAL_SPREAD**2
    return (best - mean) / (spread / n) ** 0.5


def _neighbours(best: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return (r, s) best of the two turns before, of the two after, and the mean of the four."""
    edge = np.full((2, best.shape[1]), TYPICAL_MEAN)
    padded = np.concatenate([edge, best, edge])
    n = len(best)
    around = [padded[1 : n + 1], padded[:n], padded[3 : n + 3], padded[4 : n + 4]]
    return np.maximum(*around[:2]), np.maximum(*around[2:]), sum(around) / 4


@dataclass(frozen=True)
class Words:
    """The lexical model as a reader of turns.

    On the talk corpus' dev sessions half of what passes .4 is evidence, direction below 3:2 is a coin toss, and a lower
    *possible* than .05 finds nothing more among the five likeliest turns per statement.
    """

    model: StanceModel
    sure: float = 0.4
    side: float = 0.6
    possible: float = 0.05

    @property
    def name(self) -> str:
        """Kind and version."""
        return f"lexical-stance {self.model.version}"

    def score_turns(self, turns: pd.DataFrame, statements: list[str]) -> TurnScores:
        """Return how every turn bears on every statement."""
        return score_turns(turns, statements, self.model)

    def relate(self, texts: list[str], statements: list[str], context: list[str] | None = None) -> np.ndarray:
        """Return the model's own (n, 3) probabilities."""
        return self.model.relate(texts, statements, context)

    def both_ways(self, texts: Sequence[str], statements: Sequence[str]) -> np.ndarray:
        """Return (n,) whether sentences of text i bear on statement i in both directions."""
        of, parts = sentences_of(texts)
        if not parts:
            return np.zeros(len(texts), bool)
        features = self.model.features(parts, [statements[i] for i in of], [""] * len(parts))
        bears = self.model.heads["relevance spoken"].logits(features) > BOTH_BEAR
        sides = np.where(bears, sigmoid(self.model.heads["direction spoken"].logits(features)), 0.5)
        return both_sides(of, sides, len(texts), BOTH_SIDES)


def sentences_of(texts: Sequence[str]) -> tuple[np.ndarray, list[str]]:
    """Return the sentences of the texts that have more than one, and (k,) whose each is."""
    found = [(i, text[a:b]) for i, text in enumerate(texts) if len(spans := sentence_spans(text)) > 1 for a, b in spans]
    return np.array([i for i, _ in found], dtype=int), [part for _, part in found]


def both_sides(of: np.ndarray, sides: np.ndarray, n: int, sure: float) -> np.ndarray:
    """Return (n,) whether one sentence is above *sure* and another below its contrary; *sides* (k,) of sentences."""
    highest, lowest = np.full(n, 0.5), np.full(n, 0.5)
    np.maximum.at(highest, of, sides)
    np.minimum.at(lowest, of, sides)
    return (highest > sure) & (lowest < 1 - sure)
