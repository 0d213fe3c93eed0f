"""What the two stages of the relation model make of turns, and what that says of evidence and of sides.

A turn's own place counts most. Whether it bears on a statement also shows in the turns around it. Which side it takes
also shows in what the same person says of the statement elsewhere, since people seldom change sides in a session; a
place that is clear by itself keeps its side.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .relation import bearing
from .stance_model import sigmoid
from .turn_scores import TurnScores

__all__ = ["CHEAP", "READ_FEATURES", "TurnReading"]

READ_FEATURES = ("words", "similarity", "mean similarity of three", "similarity of what was said before",
                 "on the table", "stands out", "bears", "mean bears", "bears before", "bears after")  # fmt: skip
CHEAP = 6
# Chosen on the dev sessions of the talk corpus.
AROUND, NOT_READ = 2, -5.0
CLEAR, BORROWED = 3.0, 0.5
LEAST = 1e-6


@dataclass(frozen=True)
class TurnReading:
    """What is known of r turns that were read and s statements.

    Attributes
    ----------
    cheap
        (r, s, CHEAP): the first features, known of every pair.
    read
        (r, s) whether the relation stage read the pair.
    logits
        (r, s, w, 3) what it made of the w closest windows; 0 where it did not read.
    which
        (r, s, w) index of these windows.
    rows
        (r,) rows of the turns in their table.
    speakers
        (r,) who spoke; empty where that is not known.
    words
        The lexical model's scores of all turns.
    """

    cheap: np.ndarray
    read: np.ndarray
    logits: np.ndarray
    which: np.ndarray
    rows: np.ndarray
    speakers: np.ndarray
    words: TurnScores

    @property
    def features(self) -> np.ndarray:
        """(r, s, len(READ_FEATURES)); those after the cheap ones are 0 where the relation stage did not read."""
        bears = bearing(self.logits)
        highest, mean = bears.max(axis=2), bears.mean(axis=2)
        known = np.where(self.read, mean, NOT_READ)
        padded = np.pad(known, ((AROUND, AROUND), (0, 0)), constant_values=NOT_READ)
        near = [padded[i : i + len(known)] for i in range(2 * AROUND + 1)]
        dear = [highest, mean, np.max(near[:AROUND], axis=0), np.max(near[AROUND + 1 :], axis=0)]
        return np.concatenate([self.cheap, np.stack(dear, axis=-1) * self.read[..., None]], axis=-1)

    @property
    def side(self) -> np.ndarray:
        """(r, s, 3) logits, averaged over the windows read, those that bear on the statement most counting most."""
        bears = bearing(self.logits)
        weights = np.exp(bears - bears.max(axis=2, keepdims=True))
        return (self.logits * weights[..., None]).sum(axis=2) / weights.sum(axis=2)[..., None]

    @property
    def best(self) -> np.ndarray:
        """(r, s) index of the window that bears on the statement most."""
        top = bearing(self.logits).argmax(axis=2)
        return np.take_along_axis(self.which, top[..., None], axis=2)[..., 0]

    def supports(self, evidence: np.ndarray, temperature: float) -> np.ndarray:
        """Return (r, s) probability of supporting, given that of bearing on the statement."""
        words = np.clip(self.words.supports[self.rows], LEAST, 1 - LEAST)
        read = (self.side[..., 0] - self.side[..., 2]) / temperature
        own = np.clip(np.where(self.read, read, np.log(words / (1 - words))), -CLEAR, CLEAR)
        weighed = own * evidence * self.read
        # Summed by person: a table of who is the same as whom would grow with the square of the turns.
        people, who = np.unique(self.speakers.astype(str), return_inverse=True)
        said = np.zeros((len(people), own.shape[1]))
        np.add.at(said, who, weighed)
        elsewhere = (said[who] - weighed) * (self.speakers != "")[:, None]
        return sigmoid(own + BORROWED * np.clip(elsewhere, -CLEAR, CLEAR))
