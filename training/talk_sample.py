"""Which windows of talk stand beside which statements in training: evidence, what is easily taken for it, the rest.

A statement is at times replaced by other words for it or by its contrary, so that what is learned is to compare,
not what people tend to say of a subject.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from own_talk import Rewrites
from relation_data import FLIPPED, TALK_LABEL, Pair
from stance_data import TalkPairs

__all__ = ["Mined", "draw_scene", "draw_session"]

POOL, HARD, EASY = 120, 3, 1
SHARE = 0.2


@dataclass(frozen=True)
class Mined:
    """A session with the (m, s) similarity of its windows and statements, to draw near negatives by."""

    pairs: TalkPairs
    similarity: np.ndarray

    def near(self, column: int) -> list[int]:
        """Return the closest window of every turn that is easily taken for evidence on statement *column*."""
        rows = {row for row, other in self.pairs.near if other == column}
        free = self.free(column)
        return [next(i for i in free if self.pairs.windows[i].row == row) for row in sorted(rows)
                if any(self.pairs.windows[i].row == row for i in free)]  # fmt: skip

    def free(self, column: int) -> list[int]:
        """Return the windows without evidence on statement *column*, the most similar first."""
        free = np.flatnonzero(self.pairs.labels[:, column] == 0)
        return free[np.argsort(-self.similarity[free, column], kind="stable")].tolist()

    def evidence(self, column: int, rng: random.Random) -> list[int]:
        """Return a window of every turn with evidence on statement *column*."""
        by_row: dict[int, list[int]] = {}
        for i in np.flatnonzero(~np.isin(self.pairs.labels[:, column], (0, -9))).tolist():
            by_row.setdefault(self.pairs.windows[i].row, []).append(i)
        return [rng.choice(by_row[row]) for row in sorted(by_row)]


def draw_session(mined: Mined, rng: random.Random, rewrites: Rewrites) -> Iterator[Pair]:
    """Yield the pairs of a real session: few turns bear on a statement, so the rest is drawn from what is close."""
    for column in range(mined.similarity.shape[1]):
        free = mined.free(column)
        others = rng.sample(free[:POOL], min(HARD, len(free[:POOL]))) + rng.sample(free, min(EASY, len(free)))
        yield from _pairs(mined, column, {*mined.near(column), *others, *mined.evidence(column, rng)}, rng, rewrites)


def draw_scene(mined: Mined, rng: random.Random, rewrites: Rewrites) -> Iterator[Pair]:
    """Yield the pairs of an invented scene: a share of the turns without evidence, one window each."""
    for column in range(mined.similarity.shape[1]):
        near = set(mined.near(column))
        by_row: dict[int, list[int]] = {}
        for i in sorted(mined.free(column)):
            by_row.setdefault(mined.pairs.windows[i].row, []).append(i)
        known = {mined.pairs.windows[i].row for i in near}
        others = {rng.choice(mine) for row, mine in by_row.items() if row not in known and rng.random() < SHARE}
        yield from _pairs(mined, column, {*near, *others, *mined.evidence(column, rng)}, rng, rewrites)


def _pairs(mined: Mined, column: int, chosen: set[int], rng: random.Random, rewrites: Rewrites) -> Iterator[Pair]:
    session = mined.pairs.session
    statement = session.statements.iloc[column]
    for i in sorted(chosen):
        window, label = mined.pairs.windows[i], TALK_LABEL[int(mined.pairs.labels[i, column])]
        text, turned = rewrites.drawn(session.name, statement["statement"], statement["text"], rng)
        yield Pair(text, window.text, window.before, FLIPPED[label] if turned else label)
