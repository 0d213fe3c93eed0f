"""The cue coder: every code of the codebook, from lexical cues in one segment.

Counts as evidence: a cue of the code in a segment of a participant's turn. Does not: a cue beside one of the
code's ``unless`` patterns, or in a facilitator's turn (but for codes that anyone's words can show). Ties
between values go to the value that the codebook lists first. One coding per turn, code and value where
segments adjoin: neighbours are joined.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import pandas as pd

from ..tables import table
from ..transcript import Transcript
from ..workshop import Workshop
from .codebook import Code, Codebook, load_codebook
from .segments import segments

__all__ = ["CueCoder"]

# The same length in and out, so that offsets hold.
PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " "})
# A back-channel is no talk: "Yeah." alone codes nothing.
MIN_WORDS = 3


@dataclass(frozen=True)
class CueCoder:
    """Codes segments by the cues of a codebook."""

    codebook: Codebook | None = None

    @property
    def name(self) -> str:
        """Coder and version, as codings name it."""
        return f"cues {(self.codebook or load_codebook()).version}"

    def code(self, transcript: Transcript, workshop: Workshop) -> pd.DataFrame:
        """Return the table ``codings`` for every code of the codebook; ids are given later."""
        book = self.codebook or load_codebook()
        addressees = _addressees(transcript.turns)
        rows = []
        for segment in _with_openings(segments(transcript.turns)).itertuples():
            plain = segment.text.translate(PLAIN)
            if segment.words < MIN_WORDS:
                continue
            for code in book.codes:
                if code.who == "participant" and segment.role != "participant":
                    continue
                value = _value(code, plain, segment.opens)
                if value is None:
                    continue
                target = _named(plain, segment.speaker, addressees) or addressees[segment.turn]
                rows.append({
                    "coding": "", "transcript": transcript.id, "turn": segment.turn, "start": segment.start,
                    "end": segment.end, "code": code.code, "statement": "", "value": value,
                    "target": target if code.responds else "", "confidence": code.confidence, "coder": self.name,
                })  # fmt: skip
        return table("codings", _joined(rows))


def _with_openings(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(opens=~frame["turn"].duplicated(), words=frame["text"].str.count(r"\w+"))


def _value(code: Code, text: str, opens: bool) -> str | None:
    """Return the value that *code* takes in *text* ("" for codes without values), or None."""
    found = _any(code.cues).search(text) if code.cues else None
    if not found and code.opening and opens:
        found = _any(code.opening).match(text)
    hits = {value: len(_any(cues).findall(text)) for value, cues in code.values.items()}
    best = max(hits, key=hits.__getitem__, default="")
    has_value = bool(hits) and hits[best] > 0
    triggered = found if (code.cues or code.opening) else has_value
    if not triggered or (code.unless and _any(code.unless).search(text)):
        return None
    return best if has_value else ""


@cache
def _any(cues: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(rf"(?:{_bounded(cue)})" for cue in cues), re.IGNORECASE)


def _bounded(cue: str) -> str:
    """Whole words only, where the cue begins or ends with one."""
    left = "" if cue.startswith(("^", "(?", "\\b")) else r"(?<!\w)"
    right = "" if cue.endswith(("$", "\\b")) else r"(?!\w)"
    return f"{left}(?:{cue}){right}" if not cue.endswith(" ") else f"{left}(?:{cue})"


def _addressees(turns: pd.DataFrame) -> dict[int, str]:
    """For each turn, the last other participant who spoke before it."""
    addressees, before = {}, []
    for turn in turns.itertuples():
        addressees[turn.turn] = next((s for s in reversed(before) if s != turn.speaker), "")
        if turn.role == "participant" and turn.speaker:
            before = [*before[-5:], turn.speaker]
    return addressees


def _named(text: str, speaker: str, addressees: dict[int, str]) -> str:
    """Return a speaker whom *text* names, if any."""
    for name in sorted({n for n in addressees.values() if n} - {speaker}):
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            return name
    return ""


def _joined(rows: list[dict]) -> list[dict]:
    """Join codings of one turn, code and value whose segments adjoin."""
    joined: dict[tuple, dict] = {}
    result = []
    for row in rows:
        key = (row["turn"], row["code"], row["value"])
        last = joined.get(key)
        if last and row["start"] - last["end"] <= 2:
            last["end"] = row["end"]
        else:
            joined[key] = row
            result.append(row)
    return result
