"""A probe: how much of a code can be told from a coder's view of a text, by logistic regression and no more.

What the coder sees is a callable ``features(texts) -> (n, k) array``: sentence vectors, say. Without one, what a
lexical coder sees stands in: TF-IDF of words and of letters, and the codes that the codebook's cues give.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ..coding.cues import CueCoder
from ..coding.records import Record
from ..errors import CodingError
from .baselines import learned, sign, vader
from .talk_codes import coded_texts

__all__ = ["Features", "Given", "Lexical", "Nothing", "Signs", "Words", "cross_validated", "fitted", "predicted",
           "talks"]  # fmt: skip

Features = Callable[[Sequence[str]], np.ndarray]
SHARED = ("dialogue", "meeting", "doc", "speech", "session")  # what keeps the records of one talk together
FOLDS = 5


class Nothing:
    """Sees nothing: what is learned is the majority."""


class Given:
    """Features from a callable, worked out once per text, and standardised on what is learned from."""

    def __init__(self, features: Features) -> None:
        self.features, self.known = features, {}

    def fit(self, texts: Sequence[str]) -> Given:
        """Learn mean and spread."""
        from sklearn.preprocessing import StandardScaler

        self.scaler = StandardScaler().fit(self._of(texts))
        return self

    def __call__(self, texts: Sequence[str]) -> np.ndarray:
        """Return (n, k)."""
        return self.scaler.transform(self._of(texts))

    def _of(self, texts: Sequence[str]) -> np.ndarray:
        new = [t for t in dict.fromkeys(texts) if t not in self.known]
        if new:
            self.known.update(zip(new, np.asarray(self.features(new)), strict=True))
        return np.stack([self.known[t] for t in texts])


class Words:
    """TF-IDF of words and pairs of words: the floor."""

    def fit(self, texts: Sequence[str]) -> Words:
        """Learn the vocabulary."""
        from sklearn.feature_extraction.text import TfidfVectorizer

        self.words = learned(TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True), texts)
        return self

    def __call__(self, texts: Sequence[str]):
        """Return a sparse (n, k)."""
        return self.words.transform(texts)


class Lexical(Words):
    """Words, letters, and the codes that the codebook's cues give."""

    def __init__(self) -> None:
        self.known: dict[str, frozenset[str]] = {}

    def fit(self, texts: Sequence[str]) -> Lexical:
        """Learn the vocabularies."""
        from sklearn.feature_extraction.text import TfidfVectorizer

        letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), min_df=3, sublinear_tf=True)
        self.letters = learned(letters, texts)
        self.codes = sorted(frozenset().union(*self._coded(texts)))
        return super().fit(texts)

    def __call__(self, texts: Sequence[str]):
        """Return a sparse (n, k)."""
        from scipy.sparse import csr_matrix, hstack

        cues = [[code in codes for code in self.codes] for codes in self._coded(texts)]
        cues = csr_matrix(np.array(cues, dtype=float).reshape(len(texts), len(self.codes)))
        return hstack([super().__call__(texts), self.letters.transform(texts), cues]).tocsr()

    def _coded(self, texts: Sequence[str]) -> list[frozenset[str]]:
        new = [t for t in dict.fromkeys(texts) if t not in self.known]
        coded = coded_texts(new, coder=CueCoder())
        self.known.update(zip(new, (frozenset(f"{c} {v}" for c, v, _ in codings) for codings in coded), strict=True))
        return [self.known[t] for t in texts]


class Signs:
    """VADER's sign of a text, as three columns."""

    def fit(self, texts: Sequence[str]) -> Signs:
        """Learn nothing."""
        return self

    def __call__(self, texts: Sequence[str]) -> np.ndarray:
        """Return (n, 3)."""
        return (sign(vader(texts))[:, None] == np.array([-1, 0, 1])).astype(float)


def fitted(records: Sequence[Record], gold: np.ndarray, *, features, exclusive: bool, before: bool = False):
    """Return a function records → (n, k) bool, learned from *gold* (n, k).

    Parameters
    ----------
    features
        An object with ``fit(texts)`` that is called with texts: `Given`, `Lexical`, `Words`; or `Nothing`.
    exclusive
        Whether each record has exactly one of the k codes.
    before
        Whether what was said before (``target``) is looked at too.
    """
    from scipy.sparse import hstack, issparse
    from sklearn.linear_model import LogisticRegression

    if isinstance(features, Nothing):
        said = _majority(gold, exclusive)
        return lambda asked: np.tile(said, (len(asked), 1))
    features.fit([r.text for r in records])

    def seen(asked: Sequence[Record]):
        own = features([r.text for r in asked])
        if not before:
            return own
        earlier = features([r.target for r in asked])
        return hstack([own, earlier]).tocsr() if issparse(own) else np.hstack([own, earlier])

    x = seen(records)
    strength = 5.0 if issparse(x) else 0.1
    targets = [gold.argmax(axis=1)] if exclusive else list(gold.astype(int).T)
    models = [LogisticRegression(C=strength, class_weight="balanced", max_iter=2000).fit(x, y)
              if len(np.unique(y)) > 1 else int(y[0]) for y in targets]  # fmt: skip

    def predict(asked: Sequence[Record]) -> np.ndarray:
        z = seen(asked)
        said = [np.full(len(asked), m) if isinstance(m, int) else m.predict(z) for m in models]
        return said[0][:, None] == np.arange(gold.shape[1]) if exclusive else np.stack(said, axis=1).astype(bool)

    return predict


def _majority(gold: np.ndarray, exclusive: bool) -> np.ndarray:
    """Return the commonest of (n, k) labels, as (k,) bool; of several, those that most records have."""
    counts = gold.sum(axis=0)
    return np.arange(len(counts)) == counts.argmax() if exclusive else counts > len(gold) / 2


def predicted(
    train: Sequence[Record], asked: Sequence[Record], names: Sequence[str], *, features, exclusive: bool,
    before: bool = False,
) -> np.ndarray:  # fmt: skip
    """Return (n, k) bool for *asked*, learned on *train*; a code that *train* does not have is never said."""
    return fitted(train, has(train, names), features=features, exclusive=exclusive, before=before)(asked)


def cross_validated(
    records: Sequence[Record], names: Sequence[str], *, features, exclusive: bool, folds: int = FOLDS
) -> np.ndarray:
    """Return (n, k) bool for *records*, each learned on the other folds; one talk is never in two folds."""
    from sklearn.model_selection import GroupKFold

    groups = [_talk(r) for r in records]
    folds = min(folds, talks(records))
    if folds < 2:
        raise CodingError("records to learn on", expected="at least two conversations to cross-validate",
                          found="one", todo="Give records of another one, or a split 'train'.")  # fmt: skip
    said = np.zeros((len(records), len(names)), bool)
    for train, rest in GroupKFold(folds).split(records, groups=groups):
        own = [[records[i] for i in part] for part in (train, rest)]
        said[rest] = predicted(*own, names, features=features, exclusive=exclusive)
    return said


def has(records: Sequence[Record], names: Sequence[str]) -> np.ndarray:
    """Return (n, k) bool: which record has which label."""
    return np.array([[name in r.labels for name in names] for r in records], bool).reshape(len(records), len(names))


def talks(records: Sequence[Record]) -> int:
    """Return how many conversations the records are from: no more folds than these can be told apart."""
    return len({_talk(r) for r in records})


def _talk(record: Record) -> str:
    key = next((key for key in SHARED if record.extra.get(key) is not None), None)
    return f"{key} {record.extra[key]}" if key else record.text
