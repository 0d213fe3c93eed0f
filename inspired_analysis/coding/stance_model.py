"""The lexical relation model: does a text support a statement, oppose it, or not bear on it?

Two questions are answered apart and multiplied: *does it bear on the statement* (overlap in words and in
meaning) and *if so, which way* (signed words: a good word for a statement that abolishes counts against).
Each has two heads: *written*, for sentences that argue about the statement, and *spoken*, for talk with what
was said before it, of which only two or three in a hundred bear on any statement. Prediction is numpy alone.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from ..errors import CodingError
from ..guarding.weights import check_files
from .relation_features import PAIR_FEATURES, Vectors, pair_features
from .text_cues import grams, read_text

__all__ = ["Head", "StanceModel", "load_model", "sigmoid"]

WEIGHTS = "stance.npz"


@dataclass(frozen=True)
class Head:
    """A logistic regression over standardised features: ``weights`` (k,), ``mean`` (k,), ``scale`` (k,), ``bias``."""

    weights: np.ndarray
    mean: np.ndarray
    scale: np.ndarray
    bias: float

    def logits(self, features: np.ndarray) -> np.ndarray:
        """Return the (…,) log odds of (…, k) features."""
        # A sum per row, not a matrix product: the same pair gets the same bits in any batch, on any number of threads.
        return ((features - self.mean) / self.scale * self.weights).sum(axis=-1) + self.bias


@dataclass(frozen=True)
class StanceModel:
    """Relation of a text to a statement, from words.

    Attributes
    ----------
    version
        Changes whenever the weights do.
    vectors
        Word vectors and frequencies.
    signed, plain
        Gram → weight: `signed` is multiplied by the statement's polarity, `plain` is not.
    heads
        ``relevance written``, ``relevance spoken``, ``direction written``, ``direction spoken``, and
        ``turn``: from a turn's windows to the turn (see `turn_scores`).
    """

    version: str
    vectors: Vectors
    signed: dict[str, float]
    plain: dict[str, float]
    heads: dict[str, Head]

    def relate(
        self, pairs_text: Sequence[str], statements: Sequence[str], context: Sequence[str] | None = None
    ) -> np.ndarray:
        """Return (n, 3) probabilities that text i supports / does not bear on / opposes statement i.

        Parameters
        ----------
        pairs_text, statements
            n texts and n statements, paired.
        context
            What was said right before each text; ``None`` for written sentences that stand alone.
        """
        kind = "written" if context is None else "spoken"
        features = self.features(pairs_text, statements, context)
        bears = sigmoid(self.heads[f"relevance {kind}"].logits(features))
        supports = sigmoid(self.heads[f"direction {kind}"].logits(features))
        return np.stack([bears * supports, 1 - bears, bears * (1 - supports)], axis=1)

    def features(
        self, texts: Sequence[str], statements: Sequence[str], context: Sequence[str] | None = None
    ) -> np.ndarray:
        """Return (n, k) features: those of the pairs, then the two sums of `words`."""
        if not len(texts) == len(statements) == len(texts if context is None else context):
            raise ValueError("texts, statements and context must be of one length")
        found = pair_features(texts, statements, context, self.vectors)
        return np.column_stack([found, self.words(texts, statements)])

    def words(self, texts: Sequence[str], statements: Sequence[str]) -> np.ndarray:
        """Return (n, 2) sums of gram weights: signed by the statement's polarity, and plain."""
        sums = {text: self._sums(text) for text in dict.fromkeys(texts)}
        polarity = {s: read_text(s).polarity for s in dict.fromkeys(statements)}
        pairs = zip(texts, statements, strict=True)
        return np.array([(sums[t][0] * polarity[s], sums[t][1]) for t, s in pairs]).reshape(len(texts), 2)

    def _sums(self, text: str) -> tuple[float, float]:
        found = [g for g in grams(read_text(text).stems) if g in self.signed]
        norm = len(found) ** 0.5 or 1.0
        return sum(self.signed[g] for g in found) / norm, sum(self.plain[g] for g in found) / norm

    def save(self, path: Path) -> None:
        """Write the weights as arrays and JSON; nothing in the file can run."""
        vocabulary = list(self.vectors.index)
        names = list(self.signed)
        heads = {name: {"weights": _rounded(h.weights), "mean": _rounded(h.mean), "scale": _rounded(h.scale),
                        "bias": round(float(h.bias), 6)} for name, h in self.heads.items()}  # fmt: skip
        described = {"version": self.version, "features": list(PAIR_FEATURES), "heads": heads}
        np.savez_compressed(
            path,
            about=_packed(json.dumps(described, sort_keys=True)),
            vocabulary=_packed("\n".join(vocabulary)),
            idf=self.vectors.idf.astype(np.float16),
            vectors=np.round(self.vectors.vectors * 127).astype(np.int8),
            grams=_packed("\n".join(names)),
            signed=np.array([self.signed[g] for g in names], dtype=np.float16),
            plain=np.array([self.plain[g] for g in names], dtype=np.float16),
        )

    @classmethod
    def load(cls, path: Path | None = None) -> StanceModel:
        """Load the weights at *path*, or those that come with the package; raise `CodingError` if they do not fit."""
        source = Path(str(resources.files("inspired_analysis.models") / WEIGHTS)) if path is None else Path(path)
        if path is None:
            check_files(source.parent, [source.name])
        try:
            with np.load(source, allow_pickle=False) as stored:
                described = json.loads(_unpacked(stored["about"]))
                vectors = stored["vectors"].astype(np.float32)
                vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
                names = _unpacked(stored["grams"]).split("\n")
                signed = dict(zip(names, stored["signed"].astype(float).tolist(), strict=True))
                plain = dict(zip(names, stored["plain"].astype(float).tolist(), strict=True))
                table = Vectors(_unpacked(stored["vocabulary"]).split("\n"), stored["idf"], vectors)
        except (OSError, EOFError, KeyError, ValueError, BadZipFile) as error:
            raise CodingError(source, expected="the weights of a stance model", found=str(error) or "something else",
                              todo="Rebuild them with training/stance.py.") from None  # fmt: skip
        if described["features"] != list(PAIR_FEATURES):
            raise CodingError(source, expected="weights for this version's features", found="another list of features",
                              todo="Rebuild them with training/stance.py.")  # fmt: skip
        heads = {name: Head(np.array(h["weights"]), np.array(h["mean"]), np.array(h["scale"]), h["bias"])
                 for name, h in described["heads"].items()}  # fmt: skip
        return cls(described["version"], table, signed, plain, heads)


@cache
def load_model() -> StanceModel:
    """Return the model that comes with the package, loaded once."""
    return StanceModel.load()


def sigmoid(logits: np.ndarray) -> np.ndarray:
    """Return probabilities of log odds, without overflow."""
    return 1 / (1 + np.exp(-np.clip(logits, -40, 40)))


def _rounded(values: np.ndarray) -> list[float]:
    return [round(float(v), 6) for v in values]


def _packed(text: str) -> np.ndarray:
    return np.frombuffer(text.encode(), dtype=np.uint8)


def _unpacked(codes: np.ndarray) -> str:
    return codes.tobytes().decode()
