"""Codes of turns beside hand-made ones: a turn has a code or it has not, whatever the span.

Every speaker counts as a participant, the chair too: what was coded by hand was turns, not roles.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..coding import Coder, code_coders
from ..coding.talk import Session
from ..errors import CodingError
from ..tables import empty, table
from ..transcript import Transcript
from ..workshop import Plan, Workshop
from .figures import code_figures

__all__ = ["CODES", "Coded", "checked", "coded_sessions", "coded_texts", "found_codes", "session_figures",
           "turn_codes"]  # fmt: skip

CODES = (
    "interest", "offer_or_commitment", "condition", "red_line", "constraint", "proposal", "reason_evidence",
    "reason_experience", "agreement", "disagreement", "acknowledgement", "perspective_change", "missing_stakeholder",
)  # fmt: skip
# (code, value) of the codebook → code of the hand-coded turns; what neither stands here nor is one is not checked.
CHECKED = {
    ("incentive", "offer"): "offer_or_commitment", ("ownership", "commitment"): "offer_or_commitment",
    ("incentive", "condition"): "condition", ("ownership", "proposal"): "proposal",
    ("reason", "evidence"): "reason_evidence", ("reason", "experience"): "reason_experience",
}  # fmt: skip

Coded = tuple[tuple[str, str, str], ...]  # (code, value, quote) of one turn


def checked(code: str, value: str) -> str:
    """Return the name of a coding in the hand-coded turns, or ""."""
    name = CHECKED.get((code, value)) or code.replace(" ", "_")
    return name if name in CODES else ""


def coded_texts(
    texts: Sequence[str], before: Sequence[str] | None = None, *, coder: Coder | None = None
) -> list[Coded]:
    """Return the codings of each text as a turn of its own, an answer to what was said *before* by somebody else."""
    said = [turn for i, text in enumerate(texts) for turn in (("A", before[i] if before else ""), ("B", text))]
    return turn_codes(said, coder=coder)[1::2]


def turn_codes(said: Sequence[tuple[str, str]], *, coder: Coder | None = None) -> list[Coded]:
    """Return the codings of each (speaker, text) of a talk, by default by the coder that comes with the package."""
    rows, offset = [], 0
    for speaker, text in said:
        rows.append({
            "turn": len(rows) + 1, "speaker": speaker, "label": speaker, "role": "participant", "group": "",
            "text": text, "start": offset, "end": offset + len(text), "words": len(text.split()), "source": "",
            "time_start": float("nan"), "time_end": float("nan"),
        })  # fmt: skip
        offset += len(text) + 1
    talk = Transcript("talk", "\n".join(text for _, text in said), table("turns", rows), empty("speakers"), ())
    found = defaultdict(list)
    coder = code_coders()[0] if coder is None else coder
    codings = coder.code(talk, Workshop(id="talk", plan=Plan(), files=()))
    for c in codings.itertuples():
        found[c.turn - 1].append((c.code, c.value, talk.text[c.start : c.end]))
    return [tuple(found[row]) for row in range(len(said))]


def coded_sessions(sessions: Sequence[Session], *, coder: Coder | None = None) -> pd.DataFrame:
    """Return the sampled turns of *sessions*: ``session, row, text, gold`` (frozenset), ``coded`` (`Coded`)."""
    rows = []
    for session in sessions:
        if not session.codes:
            continue
        turns = session.transcript.turns
        coded = turn_codes(list(turns[["speaker", "text"]].itertuples(index=False, name=None)), coder=coder)
        for row, codes in session.codes:
            gold = frozenset(code.replace(" ", "_") for code in codes)
            if strange := sorted(gold - set(CODES)):
                raise CodingError(f"{session.name}.json, codes", expected="a code of " + ", ".join(CODES),
                                  found=repr(strange[0]))  # fmt: skip
            rows.append((session.name, row, turns["text"].iloc[row], gold, coded[row]))
    return pd.DataFrame(rows, columns=["session", "row", "text", "gold", "coded"])


def session_figures(sessions: Sequence[Session], *, coder: Coder | None = None, resamples: int) -> dict | None:
    """Return the figures of the codes on the sampled turns, or None where none were sampled."""
    turns = coded_sessions(sessions, coder=coder)
    if turns.empty:
        return None
    gold = np.array([[code in own for code in CODES] for own in turns["gold"]])
    found = np.array([[code in own for code in CODES] for own in turns["coded"].map(found_codes)])
    figures = code_figures(gold, found, CODES, resamples=resamples)
    figures["per_class"] = {k: v for k, v in figures["per_class"].items() if v["n"] or v["said"]}
    return figures


def found_codes(coded: Coded) -> frozenset[str]:
    """Return the codes found, by their names in the hand-coded turns."""
    return frozenset(name for code, value, _ in coded if (name := checked(code, value)))
