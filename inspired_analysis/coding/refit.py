"""Learning from corrections, for one code: is there something better than the coder that proposed?

Two steps, each kept only if the decisions say that it helps:

1. *calibration*: the confidence of the code's proposals becomes the share that people accepted;
2. *classifier*: a logistic regression that proposes instead of the old coder. It sees whether the old one proposed,
   and the words of a segment (TF-IDF of words and pairs of words) or its sentence vector: rare codes are learned from
   few examples by likeness of meaning, others hang on a word.

Both kinds are cross-validated on the decisions, each segment judged by a model that has not seen it. The better one
replaces the old coder if its F1 is higher by more than one standard error (over the judged segments). Fewer than
`ENOUGH` decisions teach nothing that could be checked. Everything is seeded: same decisions, same model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from .code_features import Encoder

__all__ = ["ENOUGH", "Classifier", "Refit", "fit", "refit", "teach_most"]

ENOUGH = 30
FOLDS, REPEATS, DRAWS = 5, 4, 200
FEW = 10
MAX_WORDS = 4_000
# How much a regression may trust what it sees: chosen on training records of benchmarks/learning.py.
WORDS_C, VECTORS_C = 3.0, 0.3
VECTOR, PROPOSED = 3.0, 2.0


@dataclass(frozen=True)
class Classifier:
    """A code's own classifier: plain numbers, so that it can be read, compared and stored as JSON.

    Attributes
    ----------
    words, idf
        The words that it sees; none where it sees sentence vectors.
    weights
        Of the words, or of the 384 numbers of a vector; then of having been proposed.
    intercept
        Log odds of a segment with none of it.
    """

    words: tuple[str, ...]
    idf: tuple[float, ...]
    weights: tuple[float, ...]
    intercept: float

    def probabilities(
        self, texts: Sequence[str], proposed: Sequence[bool], encoder: Encoder | None = None
    ) -> np.ndarray:
        """Return for each text the probability that the code holds; *encoder* is needed where there are no words."""
        from scipy.special import expit

        if self.words:
            seen = _features(_vectorizer(self.words, self.idf).transform(texts), proposed, 1.0)
        else:
            seen = _features(VECTOR * encoder.vectors(texts), proposed, PROPOSED)
        return expit(seen @ np.array(self.weights) + self.intercept)


@dataclass(frozen=True)
class Refit:
    """What decisions on one code taught.

    Attributes
    ----------
    decisions, held
        How many segments were judged, and for how many of them the code held.
    f1_before, f1_after
        Of the old coder and of the better classifier, on the judged segments, by cross-validation.
    error
        Standard error of the difference.
    precision
        The share of the old coder's proposals that held: its calibrated confidence.
    model
        The classifier, or None where the old coder is kept.
    """

    decisions: int
    held: int
    f1_before: float
    f1_after: float
    error: float
    precision: float
    model: Classifier | None

    @property
    def said(self) -> str:
        """Say in plain words what became of it."""
        if self.decisions < ENOUGH:
            return f"kept as it was: {self.decisions} decisions, {ENOUGH} are needed"
        if self.f1_after != self.f1_after:
            return f"kept as it was: {FOLDS} segments that have it and {FOLDS} that have not are needed"
        if self.model is None:
            return "kept as it was: a classifier was not clearly better; its confidence was set to what held"
        return f"its own classifier proposes now, by {'words' if self.model.words else 'meaning'}"


def refit(
    texts: Sequence[str], proposed: Sequence[bool], holds: Sequence[bool], *, encoder: Encoder | None = None
) -> Refit:
    """Learn from judged segments: their words, whether the old coder proposed the code, and whether it holds.

    Without *encoder* only words are looked at.
    """
    was, is_ = np.array(proposed, dtype=bool), np.array(holds, dtype=bool)
    precision = float((is_[was].sum() + 1) / (was.sum() + 2))
    before, nan = _f1(is_, was), float("nan")
    if len(is_) < ENOUGH or min(is_.sum(), (~is_).sum()) < FOLDS:
        return Refit(len(is_), int(is_.sum()), before, nan, nan, precision, None)
    kinds = [None] if encoder is None else [None, encoder]
    told = [_cross_validated(list(texts), was, is_, kind) for kind in kinds]
    scores = [np.mean([_f1(is_, said) for said in found]) for found in told]
    best = int(np.argmax(scores))
    error = _standard_error(is_, was, told[best])
    clearly = scores[best] - before > error
    model = fit(texts, was, is_, kinds[best]) if clearly else None
    return Refit(len(is_), int(is_.sum()), before, float(scores[best]), error, precision, model)


def fit(
    texts: Sequence[str], proposed: Sequence[bool], holds: Sequence[bool], encoder: Encoder | None = None
) -> Classifier:
    """Return a classifier fitted on judged segments of both kinds: on words, or with *encoder* on vectors."""
    from sklearn.linear_model import LogisticRegression

    words, idf = (), ()
    if encoder is None:
        vectorizer = _vectorizer()
        seen = _features(vectorizer.fit_transform(texts), proposed, 1.0)
        words, idf = tuple(sorted(vectorizer.vocabulary_, key=vectorizer.vocabulary_.get)), _rounded(vectorizer.idf_)
    else:
        seen = _features(VECTOR * encoder.vectors(texts), proposed, PROPOSED)
    strength = WORDS_C if encoder is None else VECTORS_C
    model = LogisticRegression(C=strength, class_weight="balanced", max_iter=1000).fit(seen, np.array(holds, int))
    return Classifier(words, idf, _rounded(model.coef_[0]), round(float(model.intercept_[0]), 6))


def teach_most(known: Sequence[str], holds: Sequence[bool], texts: Sequence[str], proposed: Sequence[bool],
               *, was: Sequence[bool] | None = None, n: int = 20) -> list[int]:  # fmt: skip
    """Return the indexes of the *n* of *texts* whose judgement would teach most, the best first.

    Unlike one another, and nearest to the fence; while fewer than `FEW` are known to hold, those that likeliest hold,
    since of a rare code one must first see some; before anything is known, proposed ones.
    """
    if not len(texts):
        return []
    every = _vectorizer().fit_transform([*known, *texts])
    own = every[len(known) :]
    if len(set(map(bool, holds))) == 2:
        model = fit(known, was if was is not None else [True] * len(known), holds)
        sure = model.probabilities(texts, proposed)
        doubt = 1 - 2 * np.abs(sure - 0.5) if sum(map(bool, holds)) >= FEW else sure
    else:
        doubt = np.where(np.array(proposed, dtype=bool), 1.0, 0.5)
    chosen: list[int] = []
    alike = np.zeros(len(texts))
    for _ in range(min(n, len(texts))):
        worth = doubt * (1 - alike)
        worth[chosen] = -1
        best = int(np.argmax(worth))
        chosen.append(best)
        alike = np.maximum(alike, np.asarray((own @ own[best].T).todense()).ravel())
    return chosen


def _cross_validated(
    texts: list[str], proposed: np.ndarray, holds: np.ndarray, encoder: Encoder | None
) -> list[np.ndarray]:
    """Return, for each repetition, what classifiers say of segments that they have not seen."""
    from sklearn.model_selection import RepeatedStratifiedKFold

    words, said = np.array(texts, dtype=object), np.zeros((REPEATS, len(texts)), dtype=bool)
    splits = RepeatedStratifiedKFold(n_splits=FOLDS, n_repeats=REPEATS, random_state=0).split(words, holds)
    for i, (train, test) in enumerate(splits):
        model = fit(words[train].tolist(), proposed[train], holds[train], encoder)
        said[i // FOLDS, test] = model.probabilities(words[test].tolist(), proposed[test], encoder) >= 0.5
    return list(said)


def _standard_error(holds: np.ndarray, before: np.ndarray, after: Sequence[np.ndarray]) -> float:
    """Return the standard error of the gain in F1, over segments drawn with replacement."""
    draw, gains = np.random.default_rng(0), []
    for _ in range(DRAWS):
        at = draw.integers(0, len(holds), len(holds))
        gains.append(np.mean([_f1(holds[at], said[at]) for said in after]) - _f1(holds[at], before[at]))
    return float(np.std(gains))


def _f1(true: np.ndarray, said: np.ndarray) -> float:
    both = int((true & said).sum())
    return 2 * both / (int(true.sum()) + int(said.sum())) if both else 0.0


def _rounded(values: np.ndarray) -> tuple[float, ...]:
    return tuple(float(x) for x in np.round(values, 6))


def _vectorizer(words: tuple[str, ...] | None = None, idf: tuple[float, ...] = ()):
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), token_pattern=r"(?u)\b\w[\w']*|\?",
                                 max_features=None if words else MAX_WORDS, vocabulary=words)  # fmt: skip
    if words:
        vectorizer.idf_ = np.array(idf)
    return vectorizer


def _features(seen, proposed: Sequence[bool], weight: float):
    from scipy.sparse import csr_matrix, hstack

    return hstack([csr_matrix(seen), csr_matrix(weight * np.array(proposed, dtype=float).reshape(-1, 1))]).tocsr()
