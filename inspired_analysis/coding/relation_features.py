"""What a lexical model sees of a text beside a statement.

Weighted sums use inverse document frequency (natural logarithm), so that names and nouns count, not "the". Each
feature is one number of a pair; what was said before the text adds how far *that* covers the statement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from .text_cues import FUNCTION, Reading, read_text

__all__ = ["PAIR_FEATURES", "Vectors", "pair_features"]

PAIR_FEATURES = (
    "coverage", "cosine", "vector cosine", "soft coverage", "bigrams", "all covered", "uncovered weight",
    "context coverage", "joint coverage", "context soft", "answer to", "asks", "short", "length", "claims",
    "agrees", "disagrees", "hedges", "reported", "self", "coverage asks", "coverage claims", "coverage squared",
    "parity", "parity covered", "signed overlap", "mood", "mood dense", "mood mood", "turned", "turned covered",
    "turned mood", "turned mood covered", "text negated", "text mood", "statement sign", "statement mood",
    "mood covered", "all covered parity", "all covered turned", "echo", "agrees sign", "disagrees sign",
    "declares", "declares covered", "declares sign",
    "signed overlap sharp", "parity sharp",
)  # fmt: skip


class Vectors:
    """Inverse document frequencies and word vectors of stems.

    Parameters
    ----------
    vocabulary
        The stems, most frequent first.
    idf
        (n,) natural-log inverse document frequency. A stem that is not listed counts as the rarest.
    vectors
        (n, d) unit rows.
    """

    def __init__(self, vocabulary: Sequence[str], idf: np.ndarray, vectors: np.ndarray) -> None:
        self.index = {stem: i for i, stem in enumerate(vocabulary)}
        self.idf = idf.astype(np.float64)
        self.vectors = vectors.astype(np.float32)
        self.rarest = float(idf.max())

    def weight(self, stem: str) -> float:
        """Inverse document frequency of *stem*."""
        i = self.index.get(stem)
        return self.rarest if i is None else float(self.idf[i])

    def of(self, reading: Reading) -> tuple[np.ndarray, np.ndarray]:
        """Return the ids (k,) of the reading's known content stems and their weighted mean vector (d,), unit length."""
        ids = np.array([i for s in reading.signs if (i := self.index.get(s)) is not None], dtype=np.int64)
        mean = self.idf[ids].astype(np.float32) @ self.vectors[ids] if len(ids) else np.zeros(self.vectors.shape[1])
        return ids, mean / (np.linalg.norm(mean) + 1e-9)


@dataclass(frozen=True, slots=True)
class _Met:
    """How far one text covers one statement."""

    coverage: float
    cosine: float
    vector: float
    soft: float
    bigrams: float
    signed: float


class _Statement:
    """A statement made ready to be met by many texts."""

    def __init__(self, text: str, vectors: Vectors) -> None:
        self.reading = read_text(text)
        self.weights = {s: vectors.weight(s) for s in self.reading.signs}
        self.total = sum(self.weights.values()) or 1.0
        self.norm = sum(w * w for w in self.weights.values()) ** 0.5 or 1.0
        self.pairs = _content_pairs(self.reading)
        ids, self.mean = vectors.of(self.reading)
        self.share = np.array([vectors.idf[i] for i in ids], dtype=np.float32) / self.total
        self.rows = vectors.vectors[ids]

    def meet(self, text: _Text) -> _Met:
        coverage = dot = signed = 0.0
        for stem, sign in self.reading.signs.items():
            other = text.reading.signs.get(stem)
            if other is not None:
                weight = self.weights[stem]
                coverage += weight
                dot += weight * weight
                signed += weight * sign * other
        soft = 0.0
        if len(text.rows) and len(self.rows):
            soft = float(self.share @ (text.rows @ self.rows.T).max(axis=0))
        return _Met(coverage / self.total, dot / self.norm / text.norm, float(text.mean @ self.mean), soft,
                    len(self.pairs & text.pairs) / (len(self.pairs) or 1), signed / self.total)  # fmt: skip


class _Text:
    """A text made ready to meet many statements."""

    def __init__(self, text: str, vectors: Vectors) -> None:
        self.reading = read_text(text)
        self.norm = sum(vectors.weight(s) ** 2 for s in self.reading.signs) ** 0.5 or 1.0
        self.pairs = _content_pairs(self.reading)
        ids, self.mean = vectors.of(self.reading)
        self.rows = vectors.vectors[ids]


def _content_pairs(reading: Reading) -> frozenset[tuple[str, str]]:
    content = [s for s in reading.stems if s not in FUNCTION]
    return frozenset(pairwise(content))


def pair_features(
    texts: Sequence[str], statements: Sequence[str], context: Sequence[str] | None, vectors: Vectors
) -> np.ndarray:
    """Return (n, len(PAIR_FEATURES)) features of n (text, statement) pairs, each with what was said before it."""
    seen_texts: dict[str, _Text] = {}
    seen_statements: dict[str, _Statement] = {}
    seen_meetings: dict[tuple[str, str], _Met] = {}

    def met(text: str, statement: str) -> _Met:
        key = (text, statement)
        if key not in seen_meetings:
            if text not in seen_texts:
                seen_texts[text] = _Text(text, vectors)
            if statement not in seen_statements:
                seen_statements[statement] = _Statement(statement, vectors)
            seen_meetings[key] = seen_statements[statement].meet(seen_texts[text])
        return seen_meetings[key]

    context = [""] * len(texts) if context is None else context
    rows = [
        _features(
            read_text(text), read_text(statement), read_text(before), met(text, statement), met(before, statement)
        )
        for text, statement, before in zip(texts, statements, context, strict=True)
    ]
    return np.array(rows, dtype=np.float64).reshape(len(rows), len(PAIR_FEATURES))


def _features(text: Reading, statement: Reading, before: Reading, met: _Met, earlier: _Met) -> tuple[float, ...]:
    words = len(text.stems)
    short = words < 12
    full = met.coverage > 0.99
    parity = -1 if text.negated != statement.negated else 1
    mood, meaning = np.sign(text.mood), np.sign(statement.mood)
    turned = text.polarity * statement.polarity
    # What was said before may itself be for or against; a "yes" then takes it over.
    echo = earlier.coverage * (-1 if before.negated != statement.negated else 1)
    return (
        met.coverage, met.cosine, met.vector, met.soft, met.bigrams, full, (1 - met.coverage) * words / 30,
        earlier.coverage, max(met.coverage, earlier.coverage), earlier.soft, before.asks * earlier.coverage,
        text.asks, short, np.log1p(words), min(text.claims, 3), text.agrees, text.disagrees, text.hedges,
        text.reported, text.self, met.coverage * text.asks, met.coverage * min(text.claims, 3), met.coverage**2,
        parity, parity * met.coverage, met.signed, mood * statement.polarity,
        text.mood / (words + 1) ** 0.5 * statement.polarity, mood * meaning, turned, turned * met.coverage,
        text.polarity * meaning, text.polarity * meaning * met.coverage, text.negated, mood, statement.polarity,
        meaning, met.coverage * mood * statement.polarity, full * parity, full * turned,
        echo * (text.agrees - text.disagrees), text.agrees * statement.polarity, text.disagrees * statement.polarity,
        text.declares, text.declares * met.coverage, text.declares * statement.polarity,
        met.signed * met.coverage**2, parity * met.coverage**3,
    )  # fmt: skip
