"""The refitted coder: other coders' codings, except for codes whose own classifier (`refit`) proposes by now.

What was learned is a JSON file (``learned.json`` beside the workshops); the words in it come from the transcripts, so
it is as confidential as they are.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from ..atomic import write_whole
from ..errors import CodingError
from ..language import CODED
from ..tables import table
from .encoder import fingerprint, shipped_encoder
from .refit import Classifier, Refit
from .segments import segments

if TYPE_CHECKING:
    from ..transcript import Transcript
    from ..workshop import Workshop
    from . import Coder
    from .code_features import Encoder

__all__ = ["LEARNED_NAME", "RefittedCoder", "load_learned", "save_learned"]

LEARNED_NAME = "learned.json"
VERSION = 2


@dataclass(frozen=True)
class RefittedCoder:
    """Wraps *coders*; for each code of *models* their proposals are features, and the model proposes.

    ``confidence`` holds the calibrated confidence of codes that learned no more than that.
    """

    coders: tuple[Coder, ...]
    models: dict[str, Classifier]
    confidence: dict[str, float]
    name: str = "learned"
    # Changes with what was learned; over the shipped coders that is all that can change.
    key: str = ""
    encoder: Encoder | None = None  # needed where a model sees vectors
    languages: tuple[str, ...] = CODED  # what it wraps is asked directly, whatever each of them knows

    def code(self, transcript: Transcript, workshop: Workshop) -> pd.DataFrame:
        """Return the table ``codings`` of all coders."""
        frames = [own for own in (c.code(transcript, workshop) for c in self.coders) if len(own)]
        codings = pd.concat(frames, ignore_index=True) if frames else table("codings", [])
        calibrated = codings["code"].map(self.confidence)
        codings = codings.assign(confidence=calibrated.fillna(codings["confidence"]))
        units = segments(transcript.turns)
        units = units[units["role"] == "participant"].reset_index(drop=True)
        if not self.models or units.empty:
            return codings
        # A model reads participants alone; what is anyone's to say stays where others say it.
        kept = codings[~codings["code"].isin(self.models) | ~codings["turn"].isin(units["turn"])]
        found = [self._propose(code, model, codings[codings["code"] == code], units, transcript.id)
                 for code, model in self.models.items()]  # fmt: skip
        return table("codings", pd.concat([kept, *(f for f in found if len(f))], ignore_index=True))

    def _propose(self, code: str, model: Classifier, old: pd.DataFrame, units: pd.DataFrame, talk: str) -> pd.DataFrame:
        by_turn = {turn: list(own.itertuples()) for turn, own in old.groupby("turn")}
        before = [_overlapping(unit, by_turn.get(unit.turn, ())) for unit in units.itertuples()]
        sure = model.probabilities(units["text"].tolist(), [b is not None for b in before],
                                   self.encoder)  # fmt: skip
        rows = []
        for unit, was, p in zip(units.itertuples(), before, sure, strict=True):
            if p >= 0.5:
                rows.append({
                    "coding": "", "transcript": talk, "turn": unit.turn, "start": unit.start, "end": unit.end,
                    "code": code, "statement": "", "value": was.value if was else "",
                    "target": was.target if was else "", "confidence": round(float(p), 3), "coder": self.name,
                })  # fmt: skip
        return table("codings", rows)


def _overlapping(unit, codings: Sequence):
    for coding in codings:
        shared = min(coding.end, unit.end) - max(coding.start, unit.start)
        if 2 * shared >= min(coding.end - coding.start, unit.end - unit.start) and shared > 0:
            return coding
    return None


def save_learned(path: Path, learned: dict[str, Refit]) -> None:
    """Write what was learned per code to *path*."""
    encoder = shipped_encoder()
    document = {"version": VERSION, "encoder": fingerprint(encoder.folder) if encoder else "",
                "codes": {code: asdict(r) for code, r in sorted(learned.items())}}  # fmt: skip
    write_whole(path, (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode())


def load_learned(path: Path, coders: Sequence[Coder], *, called: Callable[[str], str] = str) -> RefittedCoder:
    """Return a learned coder over *coders* from *path*; raise `CodingError` where the file is wrong.

    *called* says what a code is called, without listed names.
    """
    try:
        raw = path.read_bytes()
        document = json.loads(raw)
        if document["version"] != VERSION:
            raise CodingError(path, expected=f"version {VERSION}", found=repr(document["version"]),
                              todo="Run inspired learn again.")  # fmt: skip
        models, confidence = {}, {}
        for name, r in document["codes"].items():
            code = called(name)
            if r["model"]:
                m = r["model"]
                models[code] = Classifier(tuple(m["words"]), tuple(m["idf"]), tuple(m["weights"]), m["intercept"])
            confidence[code] = round(r["precision"], 3)
        encoder = None if all(m.words for m in models.values()) else _encoder(path, document["encoder"])
    except OSError as error:
        raise CodingError(path, expected="what was learned", found=error.strerror or str(error)) from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CodingError(path, expected="what inspired learn wrote", found=f"{type(error).__name__}: {error}",
                          todo="Run inspired learn again.") from None  # fmt: skip
    decisions = sum(r["decisions"] for r in document["codes"].values())
    return RefittedCoder(tuple(coders), models, confidence, f"learned from {decisions} decisions",
                         hashlib.sha256(raw).hexdigest(), encoder)  # fmt: skip


def _encoder(path: Path, wanted: str) -> Encoder:
    """Return the shipped encoder; raise `CodingError` unless it is the one whose vectors were learned from."""
    encoder = shipped_encoder()
    found = fingerprint(encoder.folder) if encoder else "none"
    if found != wanted:
        raise CodingError(path, expected=f"what was learned with the sentence encoder {found}", found=f"with {wanted}",
                          todo="Run inspired learn again.")  # fmt: skip
    return encoder
