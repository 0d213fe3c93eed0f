"""Rebuild the trained coder: ``python training/codes.py MODEL --minilm FOLDER --work FOLDER``.

MODEL is the folder with ``relevance.onnx`` and ``tokenizer.json``. Two views of a segment, each weighed alike: one
regression per code over what `code_features.see` sees, all at once, and a net that reads whole turns (`codes_net`).
Both are linear at the end, so that their sum is. Thresholds, calibration, and whether cues or what is learned or both
find a code are chosen on talk left out of training and on the committee dev sessions, not on the held-out scenes; when
`CLEARLY` was set, focus groups were looked at beside the dev sessions. Writes ``codes.npz``, ``turns.onnx`` and
``turns.npz``. Seeds are fixed. Half an hour on two free cores; a net that is trained stays in WORK.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent))

import numpy as np
from codes_data import (
    APART,
    APART_BY,
    CODES,
    NAMES,
    NEEDS,
    TALK_DEV,
    Part,
    casino_parts,
    meeting_parts,
    scene_parts,
    stacked,
    talk_parts,
    told_apart,
)
from codes_net import CodesNet, export, net_of, turn_vectors
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from inspired_analysis.coding.code_features import Seen, cue_names
from inspired_analysis.coding.encoder import SentenceEncoder, fingerprint
from inspired_analysis.coding.relation import WIDTH
from inspired_analysis.coding.stance_model import sigmoid
from inspired_analysis.coding.trained import SURE, Head, TrainedCodes
from inspired_analysis.coding.turn_vectors import FILES as TURN_FILES
from inspired_analysis.coding.turn_vectors import TurnEncoder

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "inspired_analysis" / "models"
VERSION = "0.7"
C = 0.1
# Of the net in the sum of both views.
SHARE = 0.5
FOLDS = 3
# Fewer codes than this on talk that is new to cues and weights, or less precision there, and the cues keep the code.
ENOUGH, PRECISION = 8, 0.5
# What fewer cues than this marked says nothing of the others.
ENOUGH_CUED = 20
# Cues are what a reader can point at, and half of what is measured here is invented talk: they are left out only where
# what is learned alone is better by more than this. (By .05, constraints and experience were missed on dev talk.)
CLEARLY = 0.2
ORDINARY = 600
ROUGH = 0.1


class Weights(NamedTuple):
    """(d, h), (4096, h), (h,)."""

    dense: np.ndarray
    words: np.ndarray
    bias: np.ndarray


class Pool(NamedTuple):
    """Segments on which choices are made: log odds, labels, cues, and the turn of each."""

    logits: np.ndarray
    labels: np.ndarray
    cues: np.ndarray
    turns: np.ndarray
    invented: np.ndarray
    unseen_by_cues: np.ndarray


class Counts(NamedTuple):
    """How many turns have a code, were found to have it, and both: invented and real talk, whatever their size, alike.

    What is found wrongly in real talk counts, then, also where the code is found in invented talk alone.
    """

    there: float
    found: float
    hits: float

    @classmethod
    def of(cls, pool: Pool, gold: np.ndarray, found: np.ndarray, turns: np.ndarray) -> Counts:
        """Count the *turns* (places of their first segments)."""
        weigh = alike(pool.invented[turns])
        there, said = gold[turns] == 1, found[turns]
        return cls(float(weigh @ there), float(weigh @ said), float(weigh @ (there & said)))

    @property
    def precision(self) -> float:
        """The share of what was found that is right."""
        return self.hits / max(self.found, 1.0)

    @property
    def score(self) -> float:
        """F1, with half a hit on either side so that a handful of turns does not decide."""
        return 2 * self.hits / (self.there + self.found + 1)


def alike(invented: np.ndarray) -> np.ndarray:
    """Return weights of one on average with which invented and real talk weigh alike."""
    share = np.clip(invented.mean(), 1e-6, 1 - 1e-6)
    return np.where(invented, 0.5 / share, 0.5 / (1 - share))


def fit(parts: Sequence[Part]) -> Weights:
    """Fit all regressions at once; sources with base rates of their own get a column that is then dropped."""
    whole = stacked(parts)
    sources = np.concatenate([np.repeat(p.source, len(p.labels)) for p in parts])
    odd = APART_BY * np.column_stack([sources == name for name in APART])
    dense = np.hstack([whole.dense, odd, np.ones((len(odd), 1))]).astype(np.float32)
    return _solved(dense, whole.words, told_apart(whole.labels), len(whole.dense[0]))


def _solved(dense: np.ndarray, words: csr_matrix, labels: np.ndarray, kept: int) -> Weights:
    known, positive = ~np.isnan(labels), labels == 1
    d, w, h = dense.shape[1], words.shape[1], labels.shape[1]
    free = np.ones((d + w, 1), np.float32)
    free[d - 1] = 0  # the bias is not held small
    words = words.astype(np.float32)
    turned, across = words.T.tocsr(), np.ascontiguousarray(dense.T)

    def loss(flat):
        x = flat.reshape(d + w, h).astype(np.float32)
        logits = dense @ x[:d] + words @ x[d:]
        signed = np.where(positive, -logits, logits)
        value = C * float(np.logaddexp(0, signed)[known].sum(dtype=float)) + 0.5 * float((free * x**2).sum(dtype=float))
        slope = np.float32(C) * known * (sigmoid(logits) - positive).astype(np.float32)
        return value, (np.vstack([across @ slope, turned @ slope]) + free * x).ravel().astype(float)

    found = minimize(loss, np.zeros((d + w) * h), jac=True, method="L-BFGS-B", options={"maxiter": 100, "maxcor": 8})
    x = found.x.reshape(d + w, h)
    return Weights(x[:kept].astype(np.float32), x[d:].astype(np.float32), x[d - 1].astype(np.float32))


def trained(parts: Sequence[Part], minilm: Path, work: Path) -> tuple[CodesNet, Weights]:
    """Return the net trained on *parts*, kept in *work*, and the weights of both views over all that is seen."""
    plain, net = fit(parts), net_of(parts, minilm, work)
    side, head = net.side.weight.detach().numpy().T[: len(plain.dense) - 2 * WIDTH], net.head.weight.detach().numpy().T
    dense = np.vstack([(1 - SHARE) * plain.dense, SHARE * head])
    dense[2 * WIDTH : len(plain.dense)] += SHARE * side
    words = (1 - SHARE) * plain.words + SHARE * net.words.weight.detach().numpy()
    return net, Weights(dense, words, (1 - SHARE) * plain.bias + SHARE * net.head.bias.detach().numpy())


def logits(model: tuple[CodesNet, Weights], part: Part) -> np.ndarray:
    """Return the (n, h) log odds."""
    net, weights = model
    return np.hstack([part.dense, turn_vectors(net, part)]) @ weights.dense + part.words @ weights.words + weights.bias


def pooled(train: Sequence[Part], always: Sequence[Part], dev: Sequence[Part], final: tuple[CodesNet, Weights],
           minilm: Path, work: Path) -> Pool:  # fmt: skip
    """Return train talk, each read by a model that did not learn from it, and dev talk read by the final one."""
    talks = sorted({p.talk for p in train})
    seen: list[tuple[np.ndarray, Part]] = [(logits(final, part), part) for part in dev]
    for fold in range(FOLDS):
        left_out = set(talks[fold::FOLDS])
        model = trained([p for p in (*train, *always) if p.talk not in left_out], minilm, work)
        seen += [(logits(model, p), p) for p in train if p.talk in left_out]
    whole = stacked([part for _, part in seen])
    cues = Seen(None, whole.dense, whole.words).cues
    invented = np.concatenate([np.repeat(p.source in ("scenes", "rare", "casual"), len(p.labels)) for _, p in seen])
    new = np.concatenate([np.repeat(p.talk in TALK_DEV or p.source == "meetings", len(p.labels)) for _, p in seen])
    odds = np.vstack([odds for odds, _ in seen])
    return Pool(odds, whole.labels, cues, whole.turns, invented, invented | new)


def per_turn(values: np.ndarray, turns: np.ndarray) -> np.ndarray:
    """Return the greatest of the values of each turn's segments, at each segment."""
    _, at = np.unique(turns, return_inverse=True)
    best = np.full(at.max() + 1, -np.inf)
    with np.errstate(invalid="ignore"):  # nan where nobody looked
        np.maximum.at(best, at, values)
    return best[at]


def chosen(pool: Pool, name: str) -> Head:
    """Return how the code *name* is found best, its threshold and its calibration."""
    column = NAMES.index(name)
    code, _, value = name.partition("/")
    gold, odds = per_turn(pool.labels[:, column], pool.turns), per_turn(pool.logits[:, column], pool.turns)
    marked = pool.cues[:, cue_names().index((code, value))] > 0
    cue_odds = per_turn(np.where(marked, pool.logits[:, column], -np.inf), pool.turns)
    _, first = np.unique(pool.turns, return_index=True)
    first = first[~np.isnan(gold[first])]
    fresh = first[pool.unseen_by_cues[first]]
    cued = np.isfinite(cue_odds)
    marks = calibrated(pool, cue_odds, gold, fresh[cued[fresh]]) if cued[fresh].sum() >= ENOUGH_CUED else None
    if marks:
        cued &= sigmoid(marks[0] * cue_odds + marks[1]) >= SURE
    steps = np.quantile(odds[first], np.linspace(0.3, 0.999, 300))
    ways = {"cues": (cued, steps[-1])}
    # Rather few and right than left to the cues.
    if right := [s for s in steps if Counts.of(pool, gold, odds >= s, first).precision >= PRECISION]:
        for how, also in (("learned", False), ("both", cued)):
            step = max(right, key=lambda s: Counts.of(pool, gold, (odds >= s) | also, first).score)
            ways[how] = (odds >= step) | also, step
    measured = {how: Counts.of(pool, gold, found, fresh).score for how, (found, _) in ways.items()}
    how = max(ways, key=lambda w: measured[w] - CLEARLY * (w == "learned")) if gold[fresh].sum() >= ENOUGH else "cues"
    threshold = float(ways[how][1])
    slope, offset = calibrated(pool, pool.logits[:, column], gold, np.flatnonzero(~np.isnan(gold))) or (1.0, 0.0)
    print(f"{name:22s} n {int(gold[first].sum()):4d}  " + "  ".join(f"{k} {v:.2f}" for k, v in measured.items())
          + f"  -> {how}, from {sigmoid(slope * threshold + offset):.2f}"
          + (f", of cues {cued[fresh].sum()} of {np.isfinite(cue_odds[fresh]).sum()}" if marks else ""))  # fmt: skip
    return Head(how, round(threshold, 4), slope, offset, marks)


def calibrated(pool: Pool, odds: np.ndarray, gold: np.ndarray, rows: np.ndarray) -> tuple[float, float] | None:
    """Return slope and offset of the log odds that the turn of a segment has the code, or None for lack of a trend."""
    from sklearn.linear_model import LogisticRegression

    if len(np.unique(gold[rows])) < 2:
        return None
    model = LogisticRegression(C=1e3).fit(odds[rows, None], gold[rows], sample_weight=alike(pool.invented[rows]))
    slope, offset = float(model.coef_[0, 0]), float(model.intercept_[0])
    return (round(slope, 4), round(offset, 4)) if slope > 0 else None


def print_needs(pool: Pool) -> None:
    """Print how well whose need is spoken of is told in CaSiNo, each negotiation read by who did not learn from it."""
    from sklearn.metrics import f1_score

    for need in NEEDS:
        gold, odds = (side[:, NAMES.index(need)] for side in (pool.labels, pool.logits))
        known = np.flatnonzero(~np.isnan(gold))
        folds = np.arange(len(known)) * FOLDS // len(known)
        said, steps = np.zeros(len(known), bool), np.quantile(odds[known], np.linspace(0.5, 0.995, 100))
        for fold in range(FOLDS):
            others = known[folds != fold]
            step = max(steps, key=lambda s: f1_score(gold[others], odds[others] >= s))
            said[folds == fold] = odds[known[folds == fold]] >= step
        print(f"casino, {need}: F1 {f1_score(gold[known], said):.2f} of {int(gold[known].sum())}")


def compare(net: CodesNet, shipped: TurnEncoder, part: Part) -> None:
    """Raise `SystemExit` unless what is shipped says what was trained, but for the eight bits of its products."""
    wanted, found = turn_vectors(net, part), shipped.of(part.read)
    off = np.linalg.norm(found - wanted, axis=1).mean() / np.linalg.norm(wanted, axis=1).mean()
    print(f"turns.onnx is {off:.1%} off what was trained")
    if off > ROUGH:
        raise SystemExit("That is too much: the export went wrong.")


def gathered(encoder: SentenceEncoder, corpora: Path) -> dict[str, list[Part]]:
    """Return all parts by their use: train, always (trained on, never chosen on), dev."""
    scenes = scene_parts(encoder)
    talk = talk_parts(encoder, corpora)
    return {
        "train": [*scenes["double"], *scenes["rare"], *casino_parts(encoder, corpora),
                  *meeting_parts(encoder, corpora),
                  *(p for p in talk if p.talk not in TALK_DEV and not p.talk.startswith("uk_"))],
        "always": [*scenes["first"], *scenes["single"]],
        "dev": [p for p in talk if p.talk in TALK_DEV],
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=Path, help="folder with relevance.onnx and tokenizer.json")
    parser.add_argument("--corpora", type=Path, default=ROOT.parent / "shared" / "corpora")
    parser.add_argument("--minilm", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    parser.add_argument("--out", type=Path, default=OUT, help="folder for what is made")
    parser.add_argument("--work", type=Path, required=True, help="where trained nets are kept")
    options = parser.parse_args()
    for folder in (options.out, options.work):
        folder.mkdir(parents=True, exist_ok=True)
    encoder, work = SentenceEncoder(options.model), options.work
    parts = gathered(encoder, options.corpora)
    net, weights = final = trained([*parts["train"], *parts["always"]], options.minilm, work)
    pool = pooled(parts["train"], parts["always"], parts["dev"], final, options.minilm, work)
    heads = {name: chosen(pool, name) for name in CODES}
    print_needs(pool)
    spoken = stacked([p for p in parts["always"] if p.source == "first"])
    ordinary = Seen(None, spoken.dense, spoken.words).vectors
    ordinary = ordinary[np.linspace(0, len(ordinary) - 1, ORDINARY).astype(int)]
    export(net, options.out)
    compare(net, TurnEncoder(encoder, options.out), parts["dev"][0])
    mark = fingerprint(options.model, *(options.out / name for name in TURN_FILES))
    TrainedCodes(VERSION, mark, NAMES, *weights, heads, ordinary).save(options.out / "codes.npz")
    for name in ("codes.npz", *TURN_FILES):
        print(f"{name}: {(options.out / name).stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
