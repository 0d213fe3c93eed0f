"""Rebuild the weights of the lexical stance model: ``python training/stance.py [CORPORA] [--out FILE]``.

Word vectors from running text, gram weights and the written heads from arguments, the spoken heads from the
train sessions of the talk corpus, the turn head from the same sessions left out one fold at a time. Seeds are
fixed; the same corpora give the same file. About a minute on two cores.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.preprocessing import normalize
from sklearn.utils.extmath import randomized_svd

sys.path.insert(0, str(Path(__file__).parent))
from stance_data import TALK_TRAIN, Pairs, TalkPairs, inference_pairs, running_text, talk_pairs, written_pairs

from inspired_analysis.coding.relation_features import (
    PAIR_FEATURES,
    Vectors,
    grams,
    pair_features,
    read_text,
    stems,
)
from inspired_analysis.coding.stance import turn_features, turn_slices
from inspired_analysis.coding.stance_model import Head, StanceModel

ROOT = Path(__file__).resolve().parents[1]
VERSION = "0.1.0"
VOCABULARY, MIN_COUNT, DIMENSIONS, REACH = 20_000, 5, 50, 8
MIN_GRAM, PLAIN_SCALE, DENSE_SCALE, GRAM_C = 4, 0.3, 0.3, 1.0
NEGATIVES = 0.1
FOLDS = 5


def word_vectors(texts: Iterable[str]) -> Vectors:
    """Learn frequencies and vectors: positive pointwise mutual information of stems within reach, decomposed."""
    documents = [stems(t) for t in texts]
    counts = Counter(s for d in documents for s in d)
    vocabulary = [s for s, n in sorted(counts.items(), key=lambda e: (-e[1], e[0]))[:VOCABULARY] if n >= MIN_COUNT]
    index = {s: i for i, s in enumerate(vocabulary)}
    pieces = [d[i : i + 30] for d in documents for i in range(0, len(d), 30)]
    found = Counter(s for piece in pieces for s in set(piece))
    idf = np.array([np.log((len(pieces) + 1) / (found[s] + 1)) for s in vocabulary])
    gap = [-1] * REACH
    ids = np.array([i for d in documents for i in (*(index.get(s, -1) for s in d), *gap)])
    size = (len(vocabulary), len(vocabulary))
    together = sp.csr_matrix(size, dtype=np.float32)
    for step in range(1, REACH + 1):
        left, right = ids[:-step], ids[step:]
        both = (left >= 0) & (right >= 0)
        together += sp.csr_matrix((np.ones(both.sum(), np.float32), (left[both], right[both])), shape=size)
    return Vectors(vocabulary, idf, _decomposed((together + together.T).tocoo()))


def _decomposed(together: sp.coo_matrix) -> np.ndarray:
    totals = np.asarray(together.tocsr().sum(axis=1)).ravel()
    smoothed = totals**0.75 / (totals**0.75).sum()
    information = np.log(together.data / (totals[together.row] * smoothed[together.col]))
    kept = information > 0
    matrix = sp.csr_matrix((information[kept], (together.row[kept], together.col[kept])), shape=together.shape)
    left, strength, _ = randomized_svd(matrix, DIMENSIONS, n_iter=4, random_state=0)
    vectors = left * strength**0.5
    return vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9)


def gram_weights(pairs: Pairs, features: np.ndarray) -> tuple[dict[str, float], dict[str, float]]:
    """Learn which grams speak for a statement, with its polarity (signed) and whatever it is (plain)."""
    counter = CountVectorizer(analyzer=lambda t: grams(read_text(t).stems), min_df=MIN_GRAM, binary=True)
    bag = normalize(counter.fit_transform(pairs.texts).astype(np.float64))
    polarity = np.array([[read_text(s).polarity] for s in pairs.statements])
    dense = (features - features.mean(axis=0)) / (features.std(axis=0) + 1e-9)
    joint = sp.hstack([bag.multiply(polarity), bag * PLAIN_SCALE, dense * DENSE_SCALE]).tocsr()
    weights = LogisticRegression(C=GRAM_C, max_iter=1000).fit(joint, pairs.labels > 0).coef_[0]
    names = counter.get_feature_names_out().tolist()
    signed, plain = weights[: len(names)], weights[len(names) : 2 * len(names)] * PLAIN_SCALE
    return dict(zip(names, signed.tolist(), strict=True)), dict(zip(names, plain.tolist(), strict=True))


def head(features: np.ndarray, labels: np.ndarray, *, strength: float, weights: np.ndarray | None = None) -> Head:
    """Fit one logistic regression on standardised features."""
    mean, scale = features.mean(axis=0), features.std(axis=0)
    scale = np.where(scale < 1e-9, 1.0, scale)
    fitted = LogisticRegression(C=strength, max_iter=2000).fit((features - mean) / scale, labels, sample_weight=weights)
    return Head(fitted.coef_[0], mean, scale, float(fitted.intercept_[0]))


def written_model(corpora: Path) -> StanceModel:
    """Train vectors, grams and the written heads."""
    vectors = word_vectors(running_text(corpora))
    pairs = written_pairs(corpora)
    features = pair_features(pairs.texts, pairs.statements, None, vectors)
    sided = pairs.labels != 0
    arguments = pairs.where(sided)
    # Gram weights for the written head come from folds that hold the claim out, or the head would trust them too much.
    held_out = np.zeros((sided.sum(), 2))
    empty = StanceModel(VERSION, vectors, {}, {}, {})
    for train, test in GroupKFold(FOLDS).split(held_out, groups=arguments.statements):
        mine, other = np.isin(np.arange(len(sided)), np.flatnonzero(sided)[train]), arguments.where(np.isin(np.arange(sided.sum()), test))
        signed, plain = gram_weights(pairs.where(mine), features[mine])
        held_out[test] = replace(empty, signed=signed, plain=plain).words(other.texts, other.statements)
    signed, plain = gram_weights(arguments, features[sided])
    neutral = inference_pairs(corpora, 6000)
    more = pair_features(neutral.texts, neutral.statements, None, vectors)
    heads = {
        "direction written": head(np.column_stack([features[sided], held_out]), arguments.labels > 0, strength=0.1),
        "relevance written": head(np.vstack([features, more]), np.concatenate([sided, neutral.labels != 0]), strength=1.0),
    }
    return StanceModel(VERSION, vectors, signed, plain, heads)


def session_features(pairs: TalkPairs, model: StanceModel) -> np.ndarray:
    """Return (m, s, k) features of every window beside every statement."""
    texts, before = [w.text for w in pairs.windows], [w.before for w in pairs.windows]
    blocks = []
    for statement in pairs.session.statements["text"]:
        same = [statement] * len(texts)
        features = pair_features(texts, same, before, model.vectors)
        blocks.append(np.column_stack([features, model.words(texts, same)]))
    return np.stack(blocks, axis=1)


def spoken_heads(sessions: list[TalkPairs], tables: list[np.ndarray]) -> dict[str, Head]:
    """Fit the spoken heads: which windows hold evidence, and which way it points."""
    rng = np.random.default_rng(0)
    k = len(PAIR_FEATURES)
    rows, labels, weights = [], [], []
    for pairs, table in zip(sessions, tables, strict=True):
        near = {(row, s) for row, s in pairs.near}
        drawn = rng.random(pairs.labels.shape) < NEGATIVES
        close = np.array([[(w.row, s) in near for s in range(pairs.labels.shape[1])] for w in pairs.windows])
        kept = (pairs.labels != -9) & ((pairs.labels != 0) | drawn | close)
        rows.append(table[kept])
        labels.append(pairs.labels[kept])
        weights.append(np.where((pairs.labels[kept] == 0) & ~close[kept], 1 / NEGATIVES, 1.0))
    rows, labels, weights = np.vstack(rows), np.concatenate(labels), np.concatenate(weights)
    sided = np.abs(labels) == 1
    return {
        "relevance spoken": head(rows[:, :k], labels != 0, strength=0.1, weights=weights),
        "direction spoken": head(rows[sided], labels[sided] > 0, strength=0.01),
    }


def turn_head(sessions: list[TalkPairs], tables: list[np.ndarray], model: StanceModel) -> Head:
    """Fit windows → turn on sessions that the spoken head has not seen."""
    rows, labels = [], []
    for train, test in GroupKFold(FOLDS).split(tables, groups=range(len(tables))):
        relevance = spoken_heads([sessions[i] for i in train], [tables[i] for i in train])["relevance spoken"]
        for i in test:
            logits = relevance.logits(tables[i][:, :, : len(PAIR_FEATURES)])
            for _, part in turn_slices(sessions[i].windows):
                rows.append(turn_features(logits[part]))
                labels.append((sessions[i].labels[part] != 0).any(axis=0))
    return head(np.vstack(rows), np.concatenate(labels), strength=1.0)


def build(corpora: Path) -> StanceModel:
    """Train everything."""
    model = written_model(corpora)
    sessions = talk_pairs(corpora, TALK_TRAIN)
    tables = [session_features(s, model) for s in sessions]
    heads = {**model.heads, **spoken_heads(sessions, tables), "turn": turn_head(sessions, tables, model)}
    return replace(model, heads=heads)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpora", type=Path, nargs="?", default=ROOT.parent / "shared" / "corpora")
    parser.add_argument("--out", type=Path, default=ROOT / "inspired_analysis" / "models" / "stance.npz")
    options = parser.parse_args()
    build(options.corpora).save(options.out)
    print(f"{options.out.name}: {options.out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
