"""What anybody would try first: the commonest label, bags of words, the sign of a sentiment lexicon."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ..coding.records import Record
from ..errors import CodingError

__all__ = ["FEWEST", "classifier", "label_baselines", "learned", "majority", "sign", "to_learn_on", "vader"]

FEWEST = 10  # records, below which nothing can be learned that is worth a figure
CLEAR = 0.05  # from here on VADER's authors call a compound score positive or negative


def label_baselines(file: Path, records: list[Record], measured: list[Record], labels: Sequence[str],
                    split: str | None) -> dict[str, list[str]]:  # fmt: skip
    """Return name → labels: majority and TF-IDF with regression, learned on ``train``, and VADER's sign.

    A positive text is taken for the first of the *labels*, a negative one for the last.
    """
    train = to_learn_on(file, records, split)
    found = {"majority": [majority([r.label for r in train], labels)] * len(measured)}
    if len({r.label for r in train}) > 1:
        model = learned(classifier(), [joined(r.text, r.target) for r in train], [r.label for r in train], file)
        found["tfidf_lr"] = model.predict([joined(r.text, r.target) for r in measured]).tolist()
    signs = sign(vader([r.text for r in measured]), 0 if len(labels) == 2 else CLEAR)
    names = {1: labels[0], -1: labels[-1], 0: labels[1] if len(labels) > 2 else labels[0]}
    found["vader"] = [names[s] for s in signs.tolist()]
    return found


def to_learn_on(file: Path, records: list[Record], split: str | None) -> list[Record]:
    """Return the records of split ``train``; raise `CodingError` where there are none, or they are measured."""
    train = [r for r in records if r.split == "train"]
    if not train or split in (None, "train"):
        raise CodingError(file, expected="a split 'train' to learn on, and another one to measure on",
                          found="no record with split 'train'" if not train else
                                f"split {split!r}" if split else "no --split, so all would be measured",
                          todo="Name the split to measure with --split, or leave --baseline out." if train else
                               "Give some records the split 'train', or leave --baseline out.")  # fmt: skip
    return train


def learned(model, texts: Sequence[str], labels: Sequence | None = None, where: object = "records to learn on"):
    """Return *model* fitted; raise `CodingError` where *texts* are too few, or too different, to learn words from."""
    try:
        return model.fit(texts) if labels is None else model.fit(texts, labels)
    except ValueError:
        raise CodingError(where, expected=f"at least {FEWEST} records to learn on, with words in common"
                          + ", and of two labels" * (labels is not None), found=f"{len(texts)} records",
                          todo="Label more records.") from None  # fmt: skip


def classifier():
    """Return TF-IDF of words and pairs of words with logistic regression, not yet fitted."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    return make_pipeline(TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
                         LogisticRegression(C=5.0, max_iter=1000))  # fmt: skip


def joined(text: str, target: str) -> str:
    """Return a pair as one text."""
    return f"{text} | {target}"


def majority(train: Sequence[str], labels: Sequence[str]) -> str:
    """Return the commonest of *labels* in *train*, the first of equals."""
    return max(labels, key=list(train).count)


def vader(texts: Sequence[str]) -> np.ndarray:
    """Return the (n,) compound sentiment of *texts*, -1 to 1, by VADER's lexicon (Hutto and Gilbert, 2014)."""
    try:
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer
    except ImportError:
        raise CodingError("VADER", expected="the package that has its lexicon", found="no vaderSentiment",
                          todo="Install it: pip install 'inspired_analysis[evaluate]'.") from None  # fmt: skip
    analyzer = SentimentIntensityAnalyzer()
    return np.array([analyzer.polarity_scores(text)["compound"] for text in texts])


def sign(compound: np.ndarray, clear: float = CLEAR) -> np.ndarray:
    """Return 1, 0 or -1; with *clear* 0 nothing is neutral."""
    if not clear:
        return np.where(compound < 0, -1, 1)
    return np.where(compound >= clear, 1, np.where(compound <= -clear, -1, 0))
