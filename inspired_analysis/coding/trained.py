"""The trained coder: the codebook's codes from sentence vectors, whole turns, what was said before, cues and words.

It comes with the package; what people's decisions teach stands over it (`refit`, `refitted`). One linear score per
code, learned from hand-coded talk (``training/codes.py``): the mean of a logistic regression over what is seen of a
sentence and of a net that reads its turn (`turn_vectors`). A code that the cues find better stays with the cues, one
that both find has the codings of both: which is which was chosen on development sessions and stands in the weights.
A coding's confidence is the share of such codings that were right, as calibrated on talk left out of training, also
where a cue marks it: "if I'm out with friends" bears the cue of a condition, and is none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import pandas as pd

from ..errors import CodingError
from ..language import CODED
from ..tables import table
from ..transcript import Transcript
from ..workshop import Workshop
from .code_features import Encoder, Seen, see
from .codebook import load_codebook
from .cues import PLAIN, Addressees, CueCoder, joined
from .encoder import fingerprint
from .stance_model import sigmoid
from .turn_vectors import TurnEncoder

__all__ = ["SURE", "Head", "TrainedCoder", "TrainedCodes", "load_trained"]

WEIGHTS = "codes.npz"
# What is less sure is left out, whoever marked it.
SURE = 0.2
# Only the speaker, or those for whom they speak, can take something on: "They will groan." does not.
OTHERS_WILL = re.compile(
    r"\W*(?:and |but |so |then )*(?:they|he|she|it|people|everybody|everyone|nobody|someone|somebody)\b"
    r"(?!.*\b(?:i|we|me|us|my|our)\b)", re.I | re.S)  # fmt: skip
COMMITMENT = "ownership/commitment"
TODO = "Rebuild them with training/codes.py."


@dataclass(frozen=True)
class Head:
    """How one code is found.

    Attributes
    ----------
    how
        "cues", "learned" or "both".
    threshold
        Log odds from which a segment is coded.
    slope, offset
        Log odds to be right are slope × log odds + offset.
    cued
        The same two for what a cue marks; without them it has the cue's own confidence.
    """

    how: str
    threshold: float
    slope: float
    offset: float
    cued: tuple[float, float] | None = None


@dataclass(frozen=True)
class TrainedCodes:
    """The weights.

    Attributes
    ----------
    version, encoder
        Of the weights, and a fingerprint of the encoders that they were trained on.
    names
        What each column of the logits is: ``code`` or ``code/value``.
    dense, words, bias
        (d, h), (4096, h) and (h,) weights.
    heads
        Name → how it is found; columns without one tell values apart (kinds of interest).
    ordinary
        (n, 384) vectors of ordinary talk, against which own codes are set (`custom`).
    """

    version: str
    encoder: str
    names: tuple[str, ...]
    dense: np.ndarray
    words: np.ndarray
    bias: np.ndarray
    heads: dict[str, Head]
    ordinary: np.ndarray

    def require(self, folder: Path, *more: Path) -> None:
        """Raise `CodingError` unless the weights were trained on the encoder in *folder*, with *more* files."""
        found = fingerprint(folder, *more)
        if found != self.encoder:
            raise CodingError(WEIGHTS, expected=f"weights for the sentence encoder {found}",
                              found=f"weights for {self.encoder}", todo=TODO)  # fmt: skip

    def logits(self, seen: Seen) -> np.ndarray:
        """Return the (n, h) log odds of the segments."""
        if seen.dense.shape[1] != len(self.dense):
            raise CodingError(WEIGHTS, expected="weights for this version's features", found="others", todo=TODO)
        return seen.dense @ self.dense + seen.words @ self.words + self.bias

    def column(self, name: str) -> int:
        """Return the place of *name* among the columns."""
        return self.names.index(name)

    def kinds(self, code: str) -> list[str]:
        """Return the columns that tell the values of *code* apart."""
        return [n for n in self.names if n.startswith(f"{code}/") and n not in self.heads]

    def save(self, path: Path) -> None:
        """Write arrays and JSON; nothing in the file can run."""
        about = {"version": self.version, "encoder": self.encoder, "names": self.names,
                 "heads": {name: vars(head) for name, head in self.heads.items()}}  # fmt: skip
        np.savez_compressed(
            path, about=np.frombuffer(json.dumps(about, sort_keys=True).encode(), dtype=np.uint8),
            dense=self.dense.astype(np.float16), words=self.words.astype(np.float16),
            bias=self.bias.astype(np.float32), ordinary=np.round(self.ordinary * 127).astype(np.int8),
        )  # fmt: skip

    @classmethod
    def load(cls, path: Path) -> TrainedCodes:
        """Read the weights at *path*; raise `CodingError` for another file."""
        try:
            with np.load(path, allow_pickle=False) as stored:
                about = json.loads(stored["about"].tobytes().decode())
                arrays = {name: stored[name].astype(np.float32) for name in ("dense", "words", "bias", "ordinary")}
            heads = {name: Head(**head) for name, head in about["heads"].items()}
            arrays["ordinary"] /= np.linalg.norm(arrays["ordinary"], axis=1, keepdims=True) + 1e-9
            return cls(about["version"], about["encoder"], tuple(about["names"]), heads=heads, **arrays)
        except (OSError, EOFError, KeyError, TypeError, ValueError, BadZipFile) as error:
            raise CodingError(path, expected="the weights of the trained coder", found=str(error) or "something else",
                              todo=TODO) from None  # fmt: skip


def load_trained(path: Path | None = None) -> TrainedCodes | None:
    """Return the weights at *path*, or those that come with the package; None where it has none."""
    if path is not None:
        return TrainedCodes.load(path)
    shipped = Path(str(resources.files("inspired_analysis.models") / WEIGHTS))
    return TrainedCodes.load(shipped) if shipped.is_file() else None


@dataclass(frozen=True)
class TrainedCoder:
    """Codes what the codebook lists, learned or by cues, whichever finds it better.

    Parameters
    ----------
    model
        The weights.
    encoder
        Gives the sentence vectors that the weights were trained on.
    in_turns
        Gives the vectors of sentences as parts of their turn, where the weights were trained on them too.
    cues
        Codes what is left to cues.
    """

    model: TrainedCodes
    encoder: Encoder
    in_turns: TurnEncoder | None = None
    cues: CueCoder = field(default_factory=CueCoder)
    languages: tuple[str, ...] = CODED

    @property
    def name(self) -> str:
        """Coder and version, as codings name it."""
        return f"codes {self.model.version}"

    def code(self, transcript: Transcript, workshop: Workshop) -> pd.DataFrame:
        """Return the table ``codings`` for every code of the codebook; ids are given later."""
        by_cue = self.cues.code(transcript, workshop)
        # What is anyone's to say was learned from participants alone: the cues count beside it.
        anyones = {code.code for code in load_codebook().codes if code.who == "anyone"}
        left = [row.code in anyones or self._how(row.code, row.value) != "learned" for row in by_cue.itertuples()]
        by_cue = by_cue[left]
        turns = transcript.turns
        rows, known = np.flatnonzero(turns["role"] == "participant"), by_cue.to_dict("records")
        if not len(rows):
            return table("codings", known)
        seen = see(turns, self.encoder, self.in_turns, rows=rows)
        logits = self.model.logits(seen)
        known = list(self._weighed(known, seen.segments, logits))
        learned = self._learned(transcript, seen.segments, logits)
        return table("codings", [*known, *(row for row in learned if not self._said(row, known))])

    def _weighed(self, known: list[dict], segments: pd.DataFrame, logits: np.ndarray) -> Iterator[dict]:
        """Yield what cues mark, as sure as the weights make it, but for what they find to be hardly ever right."""
        at = segments.groupby("turn").indices
        starts, ends = segments["start"].to_numpy(), segments["end"].to_numpy()
        for row in known:
            name, rows = self._head(row["code"], row["value"]), at.get(row["turn"], np.array([], int))
            rows = rows[(starts[rows] < row["end"]) & (row["start"] < ends[rows])]
            if not name or not (fitted := self.model.heads[name].cued) or not len(rows):
                yield row
                continue
            sure = float(sigmoid(fitted[0] * logits[rows, self.model.column(name)].max() + fitted[1]))
            if sure >= SURE:
                yield row | {"confidence": round(sure, 2)}

    def _said(self, row: dict, known: list[dict]) -> bool:
        """Whether the cues say the same of an overlapping span; of an interest, whatever its kind."""
        alike = ("turn", "code") if self.model.kinds(row["code"]) else ("turn", "code", "value")
        return any(all(row[key] == other[key] for key in alike)
                   and row["start"] < other["end"] and other["start"] < row["end"] for other in known)  # fmt: skip

    def _head(self, code: str, value: str) -> str:
        """Return the name of the head for a code and value, or ""."""
        return next((name for name in (f"{code}/{value}", code) if name in self.model.heads), "")

    def _how(self, code: str, value: str) -> str:
        name = self._head(code, value)
        return self.model.heads[name].how if name else "cues"

    def _learned(self, transcript: Transcript, segments: pd.DataFrame, logits: np.ndarray) -> list[dict]:
        addressees = Addressees(transcript.turns)
        words = segments["text"].str.split().str.len().to_numpy()
        codes = {code.code: code for code in load_codebook().codes}
        rows = []
        for name, head in self.model.heads.items():
            code, _, value = name.partition("/")
            if head.how == "cues" or code not in codes:
                continue
            odds = logits[:, self.model.column(name)]
            values = self._values(code, logits) if not value and codes[code].values else None
            sure = sigmoid(head.slope * odds + head.offset)
            for i in np.flatnonzero(
                (odds >= head.threshold) & (sure >= SURE) & (words >= codes[code].min_words)
            ).tolist():
                segment = segments.iloc[i]
                to = addressees.of(segment["turn"], segment["text"].translate(PLAIN)) if codes[code].responds else ""
                if codes[code].opening and not to and addressees.only_answers(segment["turn"]):
                    continue  # the "no" or "yes" is the facilitator's
                if name == COMMITMENT and OTHERS_WILL.match(segment["text"].translate(PLAIN)):
                    continue
                rows.append({
                    "coding": "", "transcript": transcript.id, "turn": int(segment["turn"]),
                    "start": int(segment["start"]), "end": int(segment["end"]), "code": code, "statement": "",
                    "value": values[i] if values else value, "target": to,
                    "confidence": round(float(sure[i]), 2), "coder": self.name,
                })  # fmt: skip
        return joined(rows)

    def _values(self, code: str, logits: np.ndarray) -> list[str]:
        """Return the likeliest value of *code* in each segment."""
        kinds = self.model.kinds(code)
        likeliest = logits[:, [self.model.column(kind) for kind in kinds]].argmax(axis=1)
        return [kinds[k].partition("/")[2] for k in likeliest]
