"""Codes of a researcher's own: from a definition and a handful of examples.

A segment is likened to the examples (the mean of the two nearest), half as much to the definition, and what it shares
with the nearest counter-example is taken off. From ten examples on a logistic regression on the vectors takes over,
with counter-examples and sentences of ordinary talk as negatives. The threshold lets one in a hundred of those pass.

How sure that is, is told by leaving out each example in turn: the share of them that would have been found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..codes import QCode, distinct, shipped_codes
from ..errors import CodingError
from ..language import CODED
from ..tables import table
from ..transcript import Transcript
from ..workshop import Workshop
from .code_features import Encoder
from .cues import joined
from .segments import segments

__all__ = ["LEARNS_FROM", "OwnCodeCoder", "Surety", "learn"]

LEARNS_FROM = 10
PASSING = 0.01
# Of how many segments an own code is expected to be true: one in twenty, for want of knowledge.
EXPECTED = 0.05
DEFINITION, COUNTER = 0.5, 0.5
MIN_WORDS = 3


@dataclass(frozen=True)
class Surety:
    """How sure an own code can be.

    Attributes
    ----------
    examples, found
        How many examples there are, and how many of them were found with that one left out.
    counter_examples, refused
        The same of counter-examples: how many were rightly not coded.
    ordinary, passed
        Of how many sentences of ordinary talk how many were coded.
    how
        "similarity" or "regression".
    """

    examples: int
    found: int
    counter_examples: int
    refused: int
    ordinary: int
    passed: int
    how: str

    @property
    def confidence(self) -> float:
        """The share of coded segments that should be right, if one segment in twenty has the code.

        Half an example and half a sentence are added on either side, so that few examples never mean certainty.
        """
        hits = (self.found + 0.5) / (self.examples + 1) * EXPECTED
        wrong = (self.passed + self.counter_examples - self.refused + 0.5) / (self.ordinary + self.counter_examples + 1)
        return round(float(hits / (hits + wrong * (1 - EXPECTED))), 2)

    def __str__(self) -> str:
        said = [f"{self.found} of {self.examples} examples found when left out"]
        if self.counter_examples:
            said.append(f"{self.refused} of {self.counter_examples} counter-examples refused")
        said += [f"{self.passed} of {self.ordinary} ordinary sentences coded", f"by {self.how}",
                 f"about {self.confidence:.0%} of codings right if one sentence in twenty has it"]  # fmt: skip
        return "; ".join(said)


@dataclass(frozen=True)
class Learned:
    """An own code, ready to code: ``scores`` gives (n,) for (n, 384) vectors, coded from ``threshold`` on."""

    code: QCode
    positive: np.ndarray
    negative: np.ndarray
    definition: np.ndarray
    ordinary: np.ndarray
    threshold: float
    surety: Surety

    def scores(self, vectors: np.ndarray) -> np.ndarray:
        """Return the (n,) scores of vectors of length one."""
        regress = len(self.positive) >= LEARNS_FROM
        return _scores(vectors, self.positive, self.negative, self.definition, self.ordinary, regress)


def learn(code: QCode, encoder: Encoder, ordinary: np.ndarray) -> Learned:
    """Return *code* learned from its examples.

    Parameters
    ----------
    code
        The definition, examples and counter-examples.
    encoder
        Gives the vectors.
    ordinary
        (n, 384) vectors of ordinary talk.
    """
    examples, counter_examples = distinct(code.examples), distinct(code.counter_examples)  # left out means left out
    known = encoder.vectors([*examples, *counter_examples, code.definition])
    positive, negative = known[: len(examples)], known[len(examples) : -1]
    definition, regress = known[-1], len(examples) >= LEARNS_FROM  # with one left out, what all would use

    def threshold(examples: np.ndarray, counter: np.ndarray) -> float:
        scores = _scores(ordinary, examples, counter, definition, ordinary, regress)
        passing = np.quantile(scores, 1 - PASSING, method="higher")
        return float(np.nextafter(passing, np.inf))

    def found(examples: np.ndarray, counter: np.ndarray, one: np.ndarray) -> bool:
        score = _scores(one[None], examples, counter, definition, ordinary, regress)[0]
        return bool(score >= threshold(examples, counter))

    hits = sum(found(np.delete(positive, i, axis=0), negative, positive[i]) for i in range(len(positive)))
    wrong = sum(found(positive, np.delete(negative, i, axis=0), negative[i]) for i in range(len(negative)))
    limit = threshold(positive, negative)
    passed = int((_scores(ordinary, positive, negative, definition, ordinary, regress) >= limit).sum())
    how = "regression" if regress else "similarity"
    surety = Surety(len(positive), hits, len(negative), len(negative) - wrong, len(ordinary), passed, how)
    return Learned(code, positive, negative, definition, ordinary, limit, surety)


def _scores(
    vectors: np.ndarray, positive: np.ndarray, negative: np.ndarray, definition: np.ndarray, ordinary: np.ndarray,
    regress: bool,
) -> np.ndarray:  # fmt: skip
    if regress:
        return _regressed(positive, negative, definition, ordinary)(vectors)
    nearest = np.sort(vectors @ positive.T, axis=1)[:, -2:].mean(axis=1)
    score = nearest + DEFINITION * (vectors @ definition)
    return score - COUNTER * (vectors @ negative.T).max(axis=1) if len(negative) else score


def _regressed(positive: np.ndarray, negative: np.ndarray, definition: np.ndarray, ordinary: np.ndarray):
    from sklearn.linear_model import LogisticRegression

    x = np.vstack([positive, definition[None], negative, ordinary])
    y = np.arange(len(x)) <= len(positive)
    model = LogisticRegression(C=10, class_weight="balanced", max_iter=500).fit(x, y)
    return model.decision_function


@dataclass(frozen=True)
class OwnCodeCoder:
    """Codes participants' segments with those of the workshop's own codes that have examples.

    Parameters
    ----------
    encoder
        Gives the sentence vectors.
    ordinary
        (n, 384) vectors of ordinary talk.
    """

    encoder: Encoder | None = None
    ordinary: np.ndarray | None = None
    name: str = "own codes 0.1"
    languages: tuple[str, ...] = CODED  # of other talk every sentence is unlike ordinary talk, and would be coded

    def learned(self, codes: Sequence[QCode]) -> list[Learned]:
        """Return those of *codes* that are looked for by their examples, learned.

        Raises
        ------
        CodingError
            For a name that differs from a shipped one in capitals only, or where no encoder was built.
        """
        shipped = {code.code for code in shipped_codes().codes}
        sought = [code for code in codes if code.sought and code.code not in shipped]
        if sought and self.encoder is None:
            raise CodingError("codes", expected="the sentence encoder, which own codes need", found="no weights of it",
                              todo="Take the examples out of codes.yaml, or build the weights.")  # fmt: skip
        for code in sought:
            if code.code.casefold() in shipped | {"candidate"}:
                raise CodingError(f"codes, {code.code}", expected="a code that the codebook does not have yet",
                                  found=f"{code.code!r}, which it has", todo="Give it another name.")  # fmt: skip
        return [learn(code, self.encoder, self.ordinary) for code in sought]

    def code(self, transcript: Transcript, workshop: Workshop) -> pd.DataFrame:
        """Return the table ``codings`` for the workshop's own codes; empty without any."""
        known = self.learned(workshop.plan.codes) if workshop is not None else []
        if not known or transcript.turns.empty:
            return table("codings", [])
        spoken = segments(transcript.turns[transcript.turns["role"] == "participant"])
        spoken = spoken[spoken["text"].str.split().str.len() >= MIN_WORDS]
        if spoken.empty:
            return table("codings", [])
        vectors = self.encoder.vectors(spoken["text"].tolist())
        rows = []
        for learned in known:
            confidence = learned.surety.confidence
            for i in np.flatnonzero(learned.scores(vectors) >= learned.threshold).tolist():
                segment = spoken.iloc[i]
                rows.append({
                    "coding": "", "transcript": transcript.id, "turn": int(segment["turn"]),
                    "start": int(segment["start"]), "end": int(segment["end"]), "code": learned.code.code,
                    "statement": "", "value": "", "target": "", "confidence": confidence, "coder": self.name,
                })  # fmt: skip
        return table("codings", joined(rows))
