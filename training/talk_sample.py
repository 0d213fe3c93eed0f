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

TURNS, HARD, EASY = 24, 5, 1
SHARE = 0.2


@dataclass(frozen=True)
class Mined:
    """A session with the (m, s) similarity of its windows and statements, to draw near negatives by."""

    pairs: TalkPairs
    similarity: np.ndarray

    def near(self, column: int) -> list[int]:
        """Return the closest window of every turn that is easily taken for evidence on statement *column*."""
        rows = {row for row, other in self.pairs.near if other == column}
        return [i for i in self.closest(column) if self.pairs.windows[i].row in rows]

    def free(self, column: int) -> list[int]:
        """Return the windows without evidence on statement *column*, the most similar first."""
        free = np.flatnonzero(self.pairs.labels[:, column] == 0)
        return free[np.argsort(-self.similarity[free, column], kind="stable")].tolist()

    def closest(self, column: int) -> list[int]:
        """Return the closest window of every turn without evidence on statement *column*: what would be read of it."""
        first: dict[int, int] = {}
        for i in self.free(column):
            first.setdefault(self.pairs.windows[i].row, i)
        return list(first.values())

    def evidence(self, column: int, rng: random.Random) -> list[int]:
        """Return a window of every turn with evidence on statement *column*."""
        by_row: dict[int, list[int]] = {}
        for i in np.flatnonzero(~np.isin(self.pairs.labels[:, column], (0, -9))).tolist():
            by_row.setdefault(self.pairs.windows[i].row, []).append(i)
        return [rng.choice(by_row[row]) for row in sorted(by_row)]


def draw_session(mined: Mined, rng: random.Random, rewrites: Rewrites) -> Iterator[Pair]:
    """Yield the pairs of a real session: few turns bear on a statement, so the rest is drawn from what is close."""
    for column in range(mined.similarity.shape[1]):
        close, free = mined.closest(column)[:TURNS], mined.free(column)
        others = rng.sample(close, min(HARD, len(close))) + rng.sample(free, min(EASY, len(free)))
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
