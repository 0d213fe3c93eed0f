"""How much of a finding would survive the coder's own error: the codings are drawn anew, many times.

Conventions
-----------
- A coding is right with the probability that its ``confidence`` says. Where it is wrong, it is no evidence at all, or
  (`WRONG_SIDE` of the time) evidence for the other side; a wrong "conditional" or "mixed" takes either side.
- One person's codings err together, as where the coder misreads a way of speaking; different people's err apart. So
  saying everything twice makes nothing surer.
- A ``candidate``, a turn that may bear on a statement and was not coded, counts with its probability, on either side
  as often as people are coded on either. So the coder's misses count too, as far as it knows of them.
- The seed is fixed and people are drawn in the order of the talk: same codings, same answer. Codings of confidence 1,
  such as a person's, never change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .evidence import LEANS, WEIGHT, Coded

__all__ = ["DRAWS", "Redrawn", "redraw"]

DRAWS = 1000
# Of wrong stance codings, how many were evidence for another side and not none at all: benchmarks/verdicts.py finds .10
# (dev) and .12 (focus groups).
WRONG_SIDE = 0.12


@dataclass(frozen=True)
class Redrawn:
    """The leanings of people towards one statement, drawn anew.

    Attributes
    ----------
    speakers, groups
        One entry per person with a coding or a candidate.
    scores
        Draws × people, from -1 to 1; NaN where a draw leaves somebody without evidence.
    """

    speakers: tuple[str, ...]
    groups: tuple[str, ...]
    scores: np.ndarray

    def counts(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return how many people are for, against and in between in each draw."""
        for_, against = self.scores > LEANS, self.scores < -LEANS
        between = ~np.isnan(self.scores) & ~for_ & ~against
        return for_.sum(axis=1), against.sum(axis=1), between.sum(axis=1)

    def only(self, chosen: Sequence[bool]) -> Redrawn:
        """Return the draws of some people; *chosen* is a mask over them."""
        pick = np.flatnonzero(chosen)
        return Redrawn(tuple(self.speakers[i] for i in pick), tuple(self.groups[i] for i in pick),
                       self.scores[:, pick])  # fmt: skip


def redraw(stances: list[Coded], candidates: Sequence[Coded] = (), *, draws: int = DRAWS) -> Redrawn:
    """Draw the codings of one statement anew; *stances* and *candidates* are `evidence` of those codes."""
    said = [*stances, *candidates]
    if not said:
        return Redrawn((), (), np.empty((draws, 0)))
    people = list(dict.fromkeys(row.speaker for row in said))
    groups = {row.speaker: row.group for row in said}
    scores = np.array([WEIGHT.get(row.value, np.nan) for row in said])
    sure = np.array([row.confidence for row in said])
    own = np.array([[row.speaker == person for person in people] for row in said])
    drawn, present = _drawn(scores, sure, own, draws)
    n = present @ own
    with np.errstate(invalid="ignore"):
        means = np.round(np.where(n > 0, (drawn * present) @ own / n, np.nan), 9)
    return Redrawn(tuple(people), tuple(groups[p] for p in people), means)


def _drawn(scores: np.ndarray, sure: np.ndarray, own: np.ndarray, draws: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the score of every coding in every draw, and whether it is evidence there (draws × codings).

    *own* says which coding (row) is whose (column).
    """
    for_, against = (own[side].any(axis=0).sum() for side in (scores > 0, scores < 0))
    whose = own.argmax(axis=1)
    fate, side = np.random.default_rng(0).random((2, draws, own.shape[1]))[:, :, whose]
    sides = np.where(side < (for_ + 1) / (for_ + against + 2), 1.0, -1.0)
    unknown = np.isnan(scores)
    other = np.where(np.isin(scores, (1.0, -1.0)), -scores, sides)
    right = fate < sure
    wrong_side = ~right & ~unknown & (fate < sure + (1 - sure) * WRONG_SIDE)
    drawn = np.where(wrong_side, other, np.where(unknown, sides, scores))
    return drawn, (right | wrong_side).astype(float)
