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

from inspired_analysis.coding.relation_features import PAIR_FEATURES, Vectors, pair_features
from inspired_analysis.coding.stance_model import Head, StanceModel
from inspired_analysis.coding.text_cues import grams, read_text, stems
from inspired_analysis.coding.turn_scores import TURN_FEATURES, turn_slices, turn_table, window_features
from inspired_analysis.guarding.weights import write_sums

ROOT = Path(__file__).resolve().parents[1]
VERSION = "0.1.0"
VOCABULARY, MIN_COUNT, DIMENSIONS, REACH = 20_000, 5, 100, 8
MIN_GRAM, PLAIN_SCALE, DENSE_SCALE, GRAM_C = 4, 0.3, 0.3, 1.0
WRITTEN_C, RELEVANCE_C, DIRECTION_C, TURN_C = 0.1, 0.003, 0.01, 0.1
WRITTEN_WEIGHT = 0.05
NEGATIVES = 0.1
INFERENCES = 6000
WORDS = 2
RELEVANCE = list(range(len(PAIR_FEATURES)))
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


def head(
    features: np.ndarray,
    labels: np.ndarray,
    *,
    strength: float,
    weights: np.ndarray | None = None,
    columns: list[int] | slice = slice(None),
) -> Head:
    """Fit a logistic regression on standardised features; the features outside *columns* get weight 0."""
    mean, scale = features.mean(axis=0), features.std(axis=0)
    scale = np.where(scale < 1e-9, 1.0, scale)
    standard = ((features - mean) / scale)[:, columns]
    fitted = LogisticRegression(C=strength, max_iter=2000).fit(standard, labels, sample_weight=weights)
    coefficients = np.zeros(len(mean))
    coefficients[columns] = fitted.coef_[0]
    return Head(coefficients, mean, scale, float(fitted.intercept_[0]))


def written_model(corpora: Path) -> StanceModel:
    """Train vectors, grams and the written heads."""
    vectors = word_vectors(running_text(corpora))
    pairs = written_pairs(corpora)
    features = pair_features(pairs.texts, pairs.statements, None, vectors)
    sided = pairs.labels != 0
    arguments = pairs.where(sided)
    held_out = _held_out_words(arguments, features[sided], StanceModel(VERSION, vectors, {}, {}, {}))
    signed, plain = gram_weights(arguments, features[sided])
    neutral = inference_pairs(corpora, INFERENCES)
    more = pair_features(neutral.texts, neutral.statements, None, vectors)
    bears = np.concatenate([sided, neutral.labels != 0])
    both = np.pad(np.vstack([features, more]), ((0, 0), (0, WORDS)))
    known = np.column_stack([features[sided], held_out])
    heads = {
        "direction written": head(known, arguments.labels > 0, strength=WRITTEN_C),
        "relevance written": head(both, bears, strength=WRITTEN_C, columns=RELEVANCE),
    }
    return StanceModel(VERSION, vectors, signed, plain, heads)


def _held_out_words(pairs: Pairs, features: np.ndarray, model: StanceModel) -> np.ndarray:
    """Return (n, 2) gram sums by weights that never saw the claim: else the head would trust them too much."""
    sums = np.zeros((len(pairs.texts), WORDS))
    rows = np.arange(len(sums))
    for train, test in GroupKFold(FOLDS).split(sums, groups=pairs.statements):
        signed, plain = gram_weights(pairs.where(np.isin(rows, train)), features[train])
        others = pairs.where(np.isin(rows, test))
        sums[test] = replace(model, signed=signed, plain=plain).words(others.texts, others.statements)
    return sums


def session_features(pairs: TalkPairs, model: StanceModel) -> np.ndarray:
    """Return (m, s, k) features of every window beside every statement."""
    return window_features(pairs.windows, pairs.session.statements["text"].tolist(), model)


def relevance_head(sessions: list[TalkPairs], tables: list[np.ndarray]) -> Head:
    """Learn which windows hold evidence: all that do, all near-misses, and a weighted draw of the rest."""
    rng = np.random.default_rng(0)
    rows, labels, weights = [], [], []
    for pairs, table in zip(sessions, tables, strict=True):
        near = set(pairs.near)
        close = np.array([[(w.row, s) in near for s in range(pairs.labels.shape[1])] for w in pairs.windows])
        drawn = rng.random(pairs.labels.shape) < NEGATIVES
        kept = (pairs.labels != -9) & ((pairs.labels != 0) | drawn | close)
        rows.append(table[kept])
        labels.append(pairs.labels[kept] != 0)
        weights.append(np.where((pairs.labels[kept] == 0) & ~close[kept], 1 / NEGATIVES, 1.0))
    labels, weights = np.concatenate(labels), np.concatenate(weights)
    return head(np.vstack(rows), labels, strength=RELEVANCE_C, weights=weights, columns=RELEVANCE)


def direction_head(sessions: list[TalkPairs], tables: list[np.ndarray], written: Pairs, model: StanceModel) -> Head:
    """Learn which way a window of evidence points.

    Talk shows its direction in words so rarely that the train sessions alone teach next to nothing; *written*
    arguments are added at a fraction of the weight, for what is said outright.
    """
    labels = np.concatenate([p.labels.ravel() for p in sessions])
    rows = np.vstack([t.reshape(-1, t.shape[-1]) for t in tables])
    sided = np.abs(labels) == 1
    more = model.features(written.texts, written.statements, [""] * len(written.texts))
    weights = np.concatenate([np.ones(sided.sum()), np.full(len(more), WRITTEN_WEIGHT)])
    labels = np.concatenate([labels[sided], written.labels]) > 0
    return head(np.vstack([rows[sided], more]), labels, strength=DIRECTION_C, weights=weights)


def turn_head(sessions: list[TalkPairs], tables: list[np.ndarray], model: StanceModel) -> Head:
    """Learn windows → turn on sessions that the windows' head has not seen."""
    rows, labels = [], []
    for train, test in GroupKFold(FOLDS).split(tables, groups=range(len(tables))):
        relevance = relevance_head([sessions[i] for i in train], [tables[i] for i in train])
        blind = replace(model, heads={"relevance spoken": relevance})
        for i in test:
            parts = turn_slices(sessions[i].windows)
            rows.append(turn_table(tables[i], parts, blind)[1].reshape(-1, len(TURN_FEATURES)))
            labels += [(sessions[i].labels[part] != 0).any(axis=0) for _, part in parts]
    return head(np.vstack(rows), np.concatenate(labels), strength=TURN_C)


def build(corpora: Path) -> StanceModel:
    """Train everything."""
    model = written_model(corpora)
    written = written_pairs(corpora)
    inferred = inference_pairs(corpora, INFERENCES)
    arguments = written.where(written.labels != 0) + inferred.where(inferred.labels != 0)
    sessions = talk_pairs(corpora, TALK_TRAIN)
    tables = [session_features(s, model) for s in sessions]
    heads = {
        **model.heads,
        "relevance spoken": relevance_head(sessions, tables),
        "direction spoken": direction_head(sessions, tables, arguments, model),
        "turn": turn_head(sessions, tables, model),
    }
    return replace(model, heads=heads)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpora", type=Path, nargs="?", default=ROOT.parent / "shared" / "corpora")
    parser.add_argument("--out", type=Path, default=ROOT / "inspired_analysis" / "models" / "stance.npz")
    options = parser.parse_args()
    build(options.corpora).save(options.out)
    write_sums(options.out.parent)
    print(f"{options.out.name}: {options.out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
