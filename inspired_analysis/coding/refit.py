"""Learning from corrections, for one code: is there something better than the coder that proposed?

Two steps, each kept only if cross-validation on the decisions says that it helps:

1. *calibration*: the confidence of the code's proposals becomes the share that people accepted;
2. *classifier*: a logistic regression over the words of a segment (TF-IDF of words and pairs of words) and over
   whether it was proposed, which then proposes instead of the old coder.

Fewer than `ENOUGH` decisions teach nothing that could be checked. Everything is seeded: same decisions, same model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

__all__ = ["ENOUGH", "CodeModel", "Refit", "fit_model", "refit", "teach_most"]

ENOUGH = 30
HELPS = 0.02  # by which F1 must rise in cross-validation: less may be luck
FOLDS, REPEATS = 5, 4
FEW = 10
MAX_WORDS = 4_000


@dataclass(frozen=True)
class CodeModel:
    """A code's own classifier: plain numbers, so that it can be read, compared and stored as JSON."""

    words: tuple[str, ...]
    idf: tuple[float, ...]
    weights: tuple[float, ...]  # of the words, then of having been proposed
    intercept: float

    def probabilities(self, texts: Sequence[str], proposed: Sequence[bool]) -> np.ndarray:
        """Return for each text the probability that the code holds."""
        from scipy.special import expit

        features = _features(_vectorizer(self.words, self.idf).transform(texts), proposed)
        return expit(features @ np.array(self.weights) + self.intercept)


@dataclass(frozen=True)
class Refit:
    """What decisions on one code taught.

    Attributes
    ----------
    decisions, held
        How many segments were judged, and for how many of them the code held.
    f1_before, f1_after
        Of the old coder and of the classifier, on the judged segments, by cross-validation.
    precision
        The share of the old coder's proposals that held: its calibrated confidence.
    model
        The classifier, or None where the old coder is kept.
    """

    decisions: int
    held: int
    f1_before: float
    f1_after: float
    precision: float
    model: CodeModel | None

    @property
    def said(self) -> str:
        """Say in plain words what became of it."""
        if self.decisions < ENOUGH:
            return f"kept as it was: {self.decisions} decisions, {ENOUGH} are needed"
        if self.model is None:
            return "kept as it was: the words of the decisions did not help; its confidence was set to what held"
        return "its own classifier proposes now"


def refit(texts: Sequence[str], proposed: Sequence[bool], holds: Sequence[bool]) -> Refit:
    """Learn from judged segments: their words, whether the old coder proposed the code, and whether it holds."""
    was, is_ = np.array(proposed, dtype=bool), np.array(holds, dtype=bool)
    precision = float((is_[was].sum() + 1) / (was.sum() + 2))
    before = _f1(is_, was)
    if len(is_) < ENOUGH or min(is_.sum(), (~is_).sum()) < FOLDS:
        return Refit(len(is_), int(is_.sum()), before, float("nan"), precision, None)
    before, after = _cross_validated(list(texts), was, is_)
    model = fit_model(texts, was, is_) if after - before >= HELPS else None
    return Refit(len(is_), int(is_.sum()), before, after, precision, model)


def fit_model(texts: Sequence[str], proposed: Sequence[bool], holds: Sequence[bool]) -> CodeModel:
    """Return a classifier fitted on judged segments of both kinds."""
    from sklearn.linear_model import LogisticRegression

    vectorizer = _vectorizer()
    words = vectorizer.fit_transform(texts)
    model = LogisticRegression(C=3.0, class_weight="balanced", max_iter=1000)
    model.fit(_features(words, proposed), np.array(holds, dtype=int))
    order = sorted(vectorizer.vocabulary_, key=vectorizer.vocabulary_.get)
    rounded = [tuple(float(x) for x in np.round(values, 6)) for values in (vectorizer.idf_, model.coef_[0])]
    return CodeModel(tuple(order), *rounded, round(float(model.intercept_[0]), 6))


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
        model = fit_model(known, was if was is not None else [True] * len(known), holds)
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


def _cross_validated(texts: list[str], proposed: np.ndarray, holds: np.ndarray) -> tuple[float, float]:
    """Return mean F1 of the old coder and of the classifier on the same left-out parts."""
    from sklearn.model_selection import RepeatedStratifiedKFold

    before, after = [], []
    words = np.array(texts, dtype=object)
    for train, test in RepeatedStratifiedKFold(n_splits=FOLDS, n_repeats=REPEATS, random_state=0).split(words, holds):
        model = fit_model(words[train], proposed[train], holds[train])
        said = model.probabilities(words[test], proposed[test]) >= 0.5
        before.append(_f1(holds[test], proposed[test]))
        after.append(_f1(holds[test], said))
    return float(np.mean(before)), float(np.mean(after))


def _f1(true: np.ndarray, said: np.ndarray) -> float:
    both = int((true & said).sum())
    return 2 * both / (int(true.sum()) + int(said.sum())) if both else 0.0


def _vectorizer(words: tuple[str, ...] | None = None, idf: tuple[float, ...] = ()):
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), token_pattern=r"(?u)\b\w[\w']*|\?",
                                 max_features=None if words else MAX_WORDS, vocabulary=words)  # fmt: skip
    if words:
        vectorizer.idf_ = np.array(idf)
    return vectorizer


def _features(words, proposed: Sequence[bool]):
    from scipy.sparse import csr_matrix, hstack

    return hstack([words, csr_matrix(np.array(proposed, dtype=float).reshape(-1, 1))]).tocsr()
