"""Rebuild the weights of the trained coder: ``python training/codes.py MODEL [--corpora FOLDER] [--out FILE]``.

MODEL is the folder with ``relevance.onnx`` and ``tokenizer.json``. One regression per code over what
`code_features.see` sees, all at once; thresholds, calibration, and whether cues or the regression or both find a code
are chosen on talk left out of training and on the committee dev sessions, never on focus groups nor on the held-out
scenes. No random numbers: the same files give the same weights. About two minutes on two free cores, most of it for
the vectors; ``--keep FILE`` stores what was seen, for the next run with the same model.
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
    CODES,
    KINDS,
    NAMES,
    TALK_DEV,
    Part,
    casino_part,
    keep,
    kept,
    scene_parts,
    stacked,
    talk_parts,
)
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from inspired_analysis.coding.code_features import Seen, cue_names
from inspired_analysis.coding.encoder import SentenceEncoder, fingerprint
from inspired_analysis.coding.stance_model import sigmoid
from inspired_analysis.coding.trained import Head, TrainedCodes

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "inspired_analysis" / "models" / "codes.npz"
VERSION = "0.3"
C, SOURCE = 0.1, 3.0
FOLDS = 3
# F-beta with beta below 1 counts precision more.
BETA = 0.5
# Fewer codes than this on talk that is new to cues and weights, or less precision there, and the cues keep the code.
ENOUGH, PRECISION = 8, 0.5
# Cues are what a reader can point at: they are left out only where the regression alone is better by more than this.
CLEARLY = 0.05
ORDINARY = 600


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


def fit(parts: Sequence[Part]) -> Weights:
    """Fit all regressions at once; sources with base rates of their own get a column that is then dropped."""
    whole = stacked(parts)
    sources = np.concatenate([np.repeat(p.source, len(p.labels)) for p in parts])
    odd = SOURCE * np.column_stack([sources == name for name in ("first", "single", "rare", "casino")])
    dense = np.hstack([whole.dense, odd, np.ones((len(odd), 1))]).astype(np.float32)
    labels = whole.labels.copy()
    kinds = [NAMES.index(kind) for kind in KINDS]
    told = labels[:, kinds].sum(axis=1) > 0  # kinds are told apart only where there is an interest that has one
    labels[np.ix_(~told, kinds)] = np.nan
    return _solved(dense, whole.words, labels, len(whole.dense[0]))


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


def logits(weights: Weights, part: Part) -> np.ndarray:
    """Return the (n, h) log odds."""
    return part.dense @ weights.dense + part.words @ weights.words + weights.bias


def pooled(train: Sequence[Part], always: Sequence[Part], dev: Sequence[Part], final: Weights) -> Pool:
    """Return train talk, each read by a model that did not learn from it, and dev talk read by the final one."""
    talks = sorted({p.talk for p in train})
    seen: list[tuple[np.ndarray, Part]] = [(logits(final, part), part) for part in dev]
    for fold in range(FOLDS):
        left_out = set(talks[fold::FOLDS])
        weights = fit([p for p in (*train, *always) if p.talk not in left_out])
        seen += [(logits(weights, p), p) for p in train if p.talk in left_out]
    whole = stacked([part for _, part in seen])
    cues = Seen(None, whole.dense, whole.words).cues
    invented = np.concatenate([np.repeat(p.source in ("scenes", "rare"), len(p.labels)) for _, p in seen])
    dev_talk = np.concatenate([np.repeat(p.talk in TALK_DEV, len(p.labels)) for _, p in seen])
    odds = np.vstack([odds for odds, _ in seen])
    return Pool(odds, whole.labels, cues, whole.turns, invented, invented | dev_talk)


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
    cued = per_turn(pool.cues[:, cue_names().index((code, value))], pool.turns) > 0
    _, first = np.unique(pool.turns, return_index=True)
    first = first[~np.isnan(gold[first])]
    fresh = first[pool.unseen_by_cues[first]]
    steps = np.quantile(odds[first], np.linspace(0.3, 0.999, 300))
    ways = {"cues": (cued, steps[-1])}
    # Rather few and right than left to the cues.
    if right := [s for s in steps if precision(gold[fresh], (odds >= s)[fresh]) >= PRECISION]:
        for how, also in (("learned", False), ("both", cued)):
            step = max(right, key=lambda s: fair(gold[first], ((odds >= s) | also)[first], pool.invented[first]))
            ways[how] = (odds >= step) | also, step
    measured = {how: fair(gold[fresh], found[fresh], pool.invented[fresh]) for how, (found, _) in ways.items()}
    how = max(ways, key=lambda w: measured[w] - CLEARLY * (w == "learned")) if gold[fresh].sum() >= ENOUGH else "cues"
    threshold, (slope, offset) = float(ways[how][1]), calibrated(pool.logits[:, column], gold)
    print(f"{name:22s} n {int(gold[first].sum()):4d}  " + "  ".join(f"{k} {v:.2f}" for k, v in measured.items())
          + f"  -> {how}, from {sigmoid(slope * threshold + offset):.2f}")  # fmt: skip
    return Head(how, round(threshold, 4), slope, offset)


def fair(gold: np.ndarray, found: np.ndarray, invented: np.ndarray) -> float:
    """Return the mean of the scores on invented and on real talk: neither may outweigh the other by its size."""
    return (score(gold[invented], found[invented]) + score(gold[~invented], found[~invented])) / 2


def precision(gold: np.ndarray, found: np.ndarray) -> float:
    """Return the share of what was found that is right."""
    return float((gold.astype(bool) & found).sum()) / max(int(found.sum()), 1)


def score(gold: np.ndarray, found: np.ndarray) -> float:
    """Return F-beta, with half a hit on either side so that a handful of turns does not decide."""
    hits = float((gold.astype(bool) & found).sum())
    square = BETA**2
    return (1 + square) * hits / (square * gold.sum() + found.sum() + 1)


def calibrated(odds: np.ndarray, gold: np.ndarray) -> tuple[float, float]:
    """Return slope and offset: the log odds that a segment's turn has the code."""
    from sklearn.linear_model import LogisticRegression

    known = ~np.isnan(gold)
    if len(np.unique(gold[known])) < 2:
        return 1.0, 0.0
    model = LogisticRegression(C=1e3).fit(odds[known, None], gold[known])
    return round(float(model.coef_[0, 0]), 4), round(float(model.intercept_[0]), 4)


def gathered(folder: Path, corpora: Path, store: Path | None) -> dict[str, list[Part]]:
    """Return all parts by their use: train, always (trained on, never chosen on), dev, held out, focus groups."""
    mark = fingerprint(folder)
    if store and store.is_file() and (parts := kept(store, mark)):
        return parts
    encoder = SentenceEncoder(folder)
    scenes = scene_parts(encoder)
    talk = talk_parts(encoder, corpora)
    parts = {
        "train": [*scenes["double"], *scenes["rare"],
                  *(p for p in talk if p.talk not in TALK_DEV and not p.talk.startswith("uk_"))],
        "always": [*scenes["first"], *scenes["single"], casino_part(encoder, corpora)],
        "dev": [p for p in talk if p.talk in TALK_DEV],
        "held out": scenes["held out"],
        "focus groups": [p for p in talk if p.talk.startswith("uk_")],
    }  # fmt: skip
    if store:
        keep(store, parts, mark)
    return parts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=Path, help="folder with relevance.onnx and tokenizer.json")
    parser.add_argument("--corpora", type=Path, default=ROOT.parent / "shared" / "corpora")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--keep", type=Path, help="store what was seen here, and read it from here next time")
    options = parser.parse_args()
    parts = gathered(options.model, options.corpora, options.keep)
    weights = fit([*parts["train"], *parts["always"]])
    pool = pooled(parts["train"], parts["always"], parts["dev"], weights)
    heads = {name: chosen(pool, name) for name in CODES}
    spoken = stacked([p for p in parts["always"] if p.source == "first"])
    ordinary = Seen(None, spoken.dense, spoken.words).vectors
    ordinary = ordinary[np.linspace(0, len(ordinary) - 1, ORDINARY).astype(int)]
    model = TrainedCodes(VERSION, fingerprint(options.model), NAMES, *weights, heads, ordinary)
    model.save(options.out)
    print(f"{options.out.name}: {options.out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
