"""The first stance coder: which turns support or oppose a statement of the plan, and with which words.

Evidence is a claim that bears on whether the statement is true or should be done. Mentioning its topic, asking
about it and quoting somebody else's view are not. The best window of a turn gives the span. What the coder is
not sure of it leaves out: a wrong verdict costs more than an *untested* one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..tables import table
from .segments import sentence_spans
from .stance_model import StanceModel, load_model
from .text_cues import CONDITION
from .turn_scores import score_turns

if TYPE_CHECKING:
    from ..transcript import Transcript
    from ..workshop import Workshop

__all__ = ["StanceCoder", "StanceModel"]

# On the talk corpus' dev sessions half of what passes 0.4 is evidence, and direction below 3:2 is a coin toss.
SURE, SIDE = 0.4, 0.6
BOTH_BEAR, BOTH_SIDES = -2.0, 0.5


# On unseen sessions a turn given .15 bears on the statement in about one case of five.
POSSIBLE, CANDIDATES = 0.15, 5


@dataclass(frozen=True)
class StanceCoder:
    """Codes stance from words, learned from labelled arguments and talk.

    Parameters
    ----------
    model
        The relation model; the shipped one unless told otherwise.
    sure
        Evidence of at least this probability is coded.
    """

    model: StanceModel = field(default_factory=load_model)
    sure: float = SURE

    @property
    def name(self) -> str:
        """Who coded: kind and version."""
        return f"lexical-stance {self.model.version}"

    def code(self, transcript: Transcript, workshop: Workshop) -> pd.DataFrame:
        """Return the stance codings of participants' turns, at most one per turn and statement.

        Beside them stand codings of the code ``candidate``: up to five turns per statement that may bear on it,
        for a person to read; no finding counts them.

        Columns are those of the table ``codings``; ``coding`` is empty, ids are given later. ``confidence`` is
        the probability that the turn bears on the statement times that of the likelier side; a turn whose side
        is unclear is not coded. A transcript in a language that is not covered gets no codings.
        """
        statements = workshop.plan.statements
        if statements.empty or transcript.turns.empty or not transcript.covered:
            return table("codings", [])
        scores = score_turns(transcript.turns, statements["text"].tolist(), self.model)
        ids, turns = statements["statement"].tolist(), transcript.turns["turn"].tolist()
        rows, coded = [], set()
        for row, column in np.argwhere(scores.evidence >= self.sure).tolist():
            window = scores.windows[scores.best[row, column]]
            supports = float(scores.supports[row, column])
            confidence = float(scores.evidence[row, column]) * max(supports, 1 - supports)
            value = self._value(window.text, supports, statements["text"].iloc[column])
            if not value:
                continue
            coded.add((row, column))
            rows.append(self._row(transcript, turns[row], window, "stance", ids[column], value, confidence))
        for row, column in _candidates(scores.evidence, coded):
            window = scores.windows[scores.best[row, column]]
            evidence = float(scores.evidence[row, column])
            rows.append(self._row(transcript, turns[row], window, "candidate", ids[column], "", evidence))
        return table("codings", rows)

    def _row(self, transcript, turn: int, window, code: str, statement: str, value: str, confidence: float) -> dict:
        return {
            "coding": "", "transcript": transcript.id, "turn": turn, "start": window.start, "end": window.end,
            "code": code, "statement": statement, "value": value, "target": "", "confidence": round(confidence, 3),
            "coder": self.name,
        }  # fmt: skip

    def _value(self, text: str, supports: float, statement: str) -> str:
        """Return the value; a condition or two sides in *text* go before a side, an unclear side is no value."""
        if CONDITION.search(text):
            return "conditional"
        if self._both_ways(text, statement):
            return "mixed"
        if max(supports, 1 - supports) < SIDE:
            return ""
        return "supports" if supports >= 0.5 else "opposes"

    def _both_ways(self, text: str, statement: str) -> bool:
        """Whether sentences of *text* bear on the *statement* in both directions."""
        parts = [text[a:b] for a, b in sentence_spans(text)]
        if len(parts) < 2:
            return False
        features = self.model.features(parts, [statement] * len(parts), [""] * len(parts))
        bears = self.model.heads["relevance spoken"].logits(features) > BOTH_BEAR
        sides = self.model.heads["direction spoken"].logits(features)[bears]
        return len(sides) > 1 and sides.max() > BOTH_SIDES and sides.min() < -BOTH_SIDES


def _candidates(evidence: np.ndarray, coded: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return (row, column) of the likeliest turns per statement that were not coded."""
    found = []
    for column in range(evidence.shape[1]):
        likeliest = np.argsort(-evidence[:, column], kind="stable").tolist()
        open_ = [(row, column) for row in likeliest if evidence[row, column] >= POSSIBLE and (row, column) not in coded]
        found += open_[:CANDIDATES]
    return found
