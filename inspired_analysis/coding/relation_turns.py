"""Turns read by the relation model: a cheap stage picks the pairs worth reading, and its scores stay in the evidence.

For each (turn, statement): how the words relate (the lexical model's log odds), how similar the turn's closest
window is, by itself and beside the rest of the session, what was said right before, and the closest of what anybody
said in the turns before, since people answer ("I'd sit in it") what is on the table; and, for the pairs that are read,
what the relation stage makes of the turn's closest windows, and of the turns around it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from .relation import RelationModel, bearing
from .segments import sentence_spans
from .stance_model import StanceModel, load_model, sigmoid
from .turn_reading import CHEAP, TurnReading
from .turn_scores import TurnScores, both_sides, score_turns, sentences_of, turn_slices, windows

__all__ = ["Joint", "load_joint", "read_turns"]

# What was said so many turns ago counts, each turn further back a little less. Chosen on the dev sessions, as are those
# that follow.
RECENT, FADES = 8, 0.95
CLOSEST = 10
BOTH_SIDES = 0.8
LEAST = 1e-6
LEAST_READ = 80


def read_turns(
    turns: pd.DataFrame, statements: list[str], model: RelationModel, lexical: StanceModel, share: float | None = None
) -> TurnReading | None:
    """Score every participant's turn against every statement; None if there is nothing to score.

    *share* is the part of the (turn, statement) pairs that the relation stage reads: by default the model's own, and of
    a short talk as many as take no time.
    """
    words = score_turns(turns, statements, lexical)
    found = windows(turns)
    if not found or not statements:
        return None
    parts = turn_slices(found)
    rows = np.array([row for row, _ in parts])
    said = model.vectors(statements).T
    similar = model.vectors([w.text for w in found]) @ said
    before, recent = (similarity[rows] for similarity in _on_the_table(turns, said, model))
    cheap = _cheap_features(words.evidence[rows], similar, before, recent, parts)
    odds = model.heads["unread"].logits(cheap)
    share = max(model.settings["share"], min(LEAST_READ / odds.size, 1)) if share is None else share
    read = odds >= np.quantile(odds, 1 - share) if share > 0 else np.zeros(odds.shape, bool)
    logits, which = _read(found, parts, statements, similar, read, model)
    return TurnReading(cheap, read, logits, which, rows, turns["speaker"].to_numpy(dtype=object)[rows], words)


def _on_the_table(turns: pd.DataFrame, said: np.ndarray, model: RelationModel) -> tuple[np.ndarray, np.ndarray]:
    """Return (t, s) similarity of the closest sentence in the turn before, and in the recent ones.

    *said* are the statements' vectors (d, s).
    """
    sentences = [[text[a:b] for a, b in sentence_spans(text)] or [text] for text in turns["text"]]
    starts = np.cumsum([0, *map(len, sentences[:-1])])
    highest = np.maximum.reduceat(model.vectors([s for own in sentences for s in own]) @ said, starts, axis=0)
    before, recent = np.zeros_like(highest), np.zeros_like(highest)
    before[1:] = highest[:-1]
    for ago in range(1, RECENT + 1):
        recent[ago:] = np.maximum(recent[ago:], highest[:-ago] * FADES**ago)
    return before, recent


def _cheap_features(
    evidence: np.ndarray, similar: np.ndarray, before: np.ndarray, recent: np.ndarray, parts: list
) -> np.ndarray:
    evidence = np.clip(evidence, LEAST, 1 - LEAST)
    highest = np.array([similar[part].max(axis=0) for _, part in parts])
    three = np.array([np.sort(similar[part], axis=0)[-3:].mean(axis=0) for _, part in parts])
    out = highest - np.sort(highest, axis=0)[-CLOSEST:].mean(axis=0)
    return np.stack([np.log(evidence / (1 - evidence)), highest, three, before, recent, out], axis=-1)


def _read(
    found: list, parts: list, statements: list[str], similar: np.ndarray, read: np.ndarray, model: RelationModel
) -> tuple[np.ndarray, np.ndarray]:
    """Return (r, s, w, 3) logits of w close windows of the pairs to *read*, and (r, s, w) which these are.

    A turn of fewer windows has its closest one again.
    """
    n = model.settings["windows"]
    spans = np.array([(w.start, w.end) for w in found])
    closest = np.array([part.start + similar[part].argmax(axis=0) for _, part in parts])
    which = np.repeat(closest[..., None], n, axis=2)
    for at, s in np.argwhere(read).tolist():
        part = parts[at][1]
        chosen = _apart(similar[part, s], spans[part], n)
        which[at, s, : len(chosen)] = part.start + np.array(chosen)
    order = sorted({(int(i), s) for at, s in np.argwhere(read).tolist() for i in which[at, s]})
    found_logits = model.read([statements[s] for _, s in order], [found[i].text for i, _ in order],
                              [found[i].before for i, _ in order])  # fmt: skip
    table = np.zeros((len(found), len(statements), 3), dtype=np.float32)
    for (i, s), logits in zip(order, found_logits, strict=True):
        table[i, s] = logits
    return table[which, np.arange(len(statements))[None, :, None]], which


def _apart(similar: np.ndarray, spans: np.ndarray, n: int) -> list[int]:
    """Return up to *n* of (k,) windows around the closest ones, the closest first.

    Windows of one to three sentences lie within one another, and the closest three are mostly the same words thrice; so
    of two that share half of the shorter one only the first is taken, together with the sentences beside it.
    """
    starts, ends = spans.T
    chosen, taken = [], []
    for i in np.argsort(-similar, kind="stable").tolist():
        shared = [min(ends[i], ends[c]) - max(starts[i], starts[c]) for c in chosen]
        sizes = [min(ends[i] - starts[i], ends[c] - starts[c]) for c in chosen]
        if any(2 * both >= size for both, size in zip(shared, sizes, strict=True)):
            continue
        chosen.append(i)
        around = np.flatnonzero((starts <= starts[i]) & (ends >= ends[i]) & (ends - starts > ends[i] - starts[i]))
        taken.append(int(around[similar[around].argmax()]) if len(around) else i)
        if len(chosen) == n:
            break
    return list(dict.fromkeys(taken))


@dataclass(frozen=True)
class Joint:
    """Evidence from both models, in the form in which the lexical model gives it."""

    model: RelationModel
    lexical: StanceModel
    # On the talk corpus' dev sessions, each left out of the fit in turn, .55 of what passes these two is evidence.
    sure: float = 0.25
    side: float = 0.6
    possible: float = 0.1

    @property
    def name(self) -> str:
        """Kind and version."""
        return f"relation {self.model.version}"

    def relate(
        self, texts: Sequence[str], statements: Sequence[str], context: Sequence[str] | None = None
    ) -> np.ndarray:
        """Return the relation model's (n, 3) probabilities."""
        return self.model.relate(texts, statements, context)

    def both_ways(self, texts: Sequence[str], statements: Sequence[str]) -> np.ndarray:
        """Return (n,) whether sentences of text i bear on statement i in both directions."""
        of, parts = sentences_of(texts)
        logits = self.model.read([statements[i] for i in of], parts, [""] * len(parts))
        sides = np.where(bearing(logits) > 0, self.model.supports(logits), 0.5)
        return both_sides(of, sides, len(texts), BOTH_SIDES)

    def score_turns(self, turns: pd.DataFrame, statements: list[str]) -> TurnScores:
        """Return the scores of every turn about every statement."""
        reading = read_turns(turns, statements, self.model, self.lexical)
        if reading is None:
            return score_turns(turns, statements, self.lexical)
        words = reading.words
        evidence, supports, best = np.zeros_like(words.evidence), words.supports.copy(), words.best.copy()
        heads = self.model.heads
        odds = np.where(reading.read, heads["read"].logits(reading.features),
                        heads["unread"].logits(reading.features[..., :CHEAP]))  # fmt: skip
        evidence[reading.rows] = sigmoid(odds)
        supports[reading.rows] = reading.supports(evidence[reading.rows], self.model.settings["direction_temperature"])
        best[reading.rows] = np.where(reading.read, reading.best, best[reading.rows])
        return TurnScores(words.windows, evidence, supports, best)


def load_joint(folder: Path) -> Joint:
    """Return the relation model in *folder* beside the shipped lexical one."""
    return Joint(RelationModel(folder), load_model())
