"""What a lexical model sees of a text beside a statement.

Weighted sums use inverse document frequency (natural logarithm), so that names and nouns count, not "the". Each
feature is one number of a pair; what was said before the text adds how far *that* covers the statement.
"""

from __future__ import annotations

from collections.abc import Sequence
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

    def of(self, reading: Reading) -> np.ndarray:
        """Return the ids (k,) of the reading's known content stems."""
        return np.array([i for s in reading.signs if (i := self.index.get(s)) is not None], dtype=np.int64)

    def mean(self, ids: np.ndarray) -> np.ndarray:
        """Return the weighted mean vector (d,), of unit length, of the stems *ids*; zeros of none."""
        summed = self.idf[ids].astype(np.float32) @ self.vectors[ids]
        return summed / (np.linalg.norm(summed) + np.float32(1e-9))


# What is seen of a text alone, one number each; the rest are fields of its reading.
SIGNS = ("words", "negated", "mood", "polarity", "asks", "claims", "agrees", "disagrees", "hedges", "reported", "self",
         "declares")  # fmt: skip
_Signs = np.dtype([(name, np.float64) for name in SIGNS])
_Met = np.dtype([(name, np.float64) for name in ("coverage", "cosine", "vector", "soft", "bigrams", "signed")])


class _Texts:
    """Texts made ready to meet many statements."""

    def __init__(self, texts: Sequence[str], vectors: Vectors) -> None:
        self.readings = [read_text(text) for text in texts]
        signs = [(len(r.stems), *(getattr(r, name) for name in SIGNS[1:])) for r in self.readings]
        self.signs = np.array(signs, _Signs)
        self.norm = np.array([sum(vectors.weight(s) ** 2 for s in r.signs) ** 0.5 or 1.0 for r in self.readings])
        self.pairs = [_content_pairs(r) for r in self.readings]
        self.ids = [vectors.of(r) for r in self.readings]
        self.means = np.array([vectors.mean(ids) for ids in self.ids])


class _Statement:
    """A statement made ready to be met by many texts."""

    def __init__(self, text: str, vectors: Vectors) -> None:
        self.reading, self.vectors = read_text(text), vectors
        self.weights = np.array([vectors.weight(s) for s in self.reading.signs])
        self.total = self.weights.sum() or 1.0
        self.norm = (self.weights**2).sum() ** 0.5 or 1.0
        self.pairs = _content_pairs(self.reading)
        self.ids = vectors.of(self.reading)

    def meet(self, texts: _Texts, chosen: np.ndarray) -> np.ndarray:
        """Return (n,) how far each of the *chosen* texts covers the statement."""
        found = np.zeros(len(chosen), _Met)
        signs = [texts.readings[i].signs for i in chosen]
        other = np.array([[own.get(stem, 0) for stem in self.reading.signs] for own in signs]).reshape(len(chosen), -1)
        shared = (other != 0) * self.weights
        found["coverage"] = shared.sum(axis=1) / self.total
        found["cosine"] = (shared * self.weights).sum(axis=1) / self.norm / texts.norm[chosen]
        found["signed"] = (shared * other * np.array(list(self.reading.signs.values()))).sum(axis=1) / self.total
        found["vector"] = (texts.means[chosen] * self.vectors.mean(self.ids)).sum(axis=1)
        found["soft"] = self._soft([texts.ids[i] for i in chosen])
        found["bigrams"] = [len(self.pairs & texts.pairs[i]) / (len(self.pairs) or 1) for i in chosen]
        return found

    def _soft(self, ids: list[np.ndarray]) -> np.ndarray:
        """Return (n,) how near the n texts come to each stem of the statement, at the nearest of their own stems."""
        sizes = np.array([len(own) for own in ids])
        near = np.zeros(len(ids))
        if sizes.any() and len(self.ids):
            distinct, at = np.unique(np.concatenate(ids), return_inverse=True)
            # Not a matrix product: the same pair gets the same bits whatever else is asked.
            own, stems = self.vectors.vectors[distinct], self.vectors.vectors[self.ids]
            similar = (own[:, None] * stems).sum(axis=-1)
            starts = (np.cumsum(sizes) - sizes)[sizes > 0]
            nearest = np.maximum.reduceat(similar[at], starts, axis=0)
            near[sizes > 0] = (nearest * self.vectors.idf[self.ids]).sum(axis=1) / self.total
        return near


def _content_pairs(reading: Reading) -> frozenset[tuple[str, str]]:
    content = [s for s in reading.stems if s not in FUNCTION]
    return frozenset(pairwise(content))


def pair_features(
    texts: Sequence[str], statements: Sequence[str], context: Sequence[str] | None, vectors: Vectors
) -> np.ndarray:
    """Return (n, len(PAIR_FEATURES)) features of n (text, statement) pairs, each with what was said before it."""
    context = [""] * len(texts) if context is None else context
    place = {text: i for i, text in enumerate(dict.fromkeys([*texts, *context]))}
    read = _Texts(list(place), vectors)
    text, before = (np.array([place[t] for t in given], dtype=int) for given in (texts, context))
    pairs: dict[str, list[int]] = {}
    for i, statement in enumerate(statements):
        pairs.setdefault(statement, []).append(i)
    out = np.zeros((len(texts), len(PAIR_FEATURES)))
    for statement, mine in pairs.items():
        chosen, at = np.unique([text[mine], before[mine]], return_inverse=True)
        known = _Statement(statement, vectors)
        met, earlier = known.meet(read, chosen)[at.reshape(2, -1)]
        out[mine] = _features(read.signs[text[mine]], known.reading, read.signs[before[mine]], met, earlier)
    return out


def _features(
    text: np.ndarray, statement: Reading, before: np.ndarray, met: np.ndarray, earlier: np.ndarray
) -> np.ndarray:
    """Return (n, len(PAIR_FEATURES)) of n texts that are met by one statement."""
    coverage, words, polarity = met["coverage"], text["words"], statement.polarity
    short, full = words < 12, coverage > 0.99
    parity = np.where(text["negated"] != statement.negated, -1, 1)
    mood, meaning = np.sign(text["mood"]), np.sign(statement.mood)
    turned = text["polarity"] * polarity
    claims = np.minimum(text["claims"], 3)
    # What was said before may itself be for or against; a "yes" then takes it over.
    echo = earlier["coverage"] * np.where(before["negated"] != statement.negated, -1, 1)
    columns = (
        coverage, met["cosine"], met["vector"], met["soft"], met["bigrams"], full, (1 - coverage) * words / 30,
        earlier["coverage"], np.maximum(coverage, earlier["coverage"]), earlier["soft"],
        before["asks"] * earlier["coverage"], text["asks"], short, np.log1p(words), claims, text["agrees"],
        text["disagrees"], text["hedges"], text["reported"], text["self"], coverage * text["asks"], coverage * claims,
        coverage**2, parity, parity * coverage, met["signed"], mood * polarity,
        text["mood"] / (words + 1) ** 0.5 * polarity, mood * meaning, turned, turned * coverage,
        text["polarity"] * meaning, text["polarity"] * meaning * coverage, text["negated"], mood, polarity,
        meaning, coverage * mood * polarity, full * parity, full * turned,
        echo * (text["agrees"] - text["disagrees"]), text["agrees"] * polarity, text["disagrees"] * polarity,
        text["declares"], text["declares"] * coverage, text["declares"] * polarity,
        met["signed"] * coverage**2, parity * coverage**3,
    )  # fmt: skip
    return np.stack(np.broadcast_arrays(*columns), axis=-1)
