"""Learn from people's decisions on workshops: per code, re-fit, and keep what helps.

A segment is judged for a code if somebody decided on a coding of that code in it, or decided anything in its turn: who
worked on a turn and left a segment without the code has passed it over. Stance, candidates and criteria are left as
they are, since they are about statements and options too, not about a segment alone. Decisions count on what the coders
read, and what is learned will be asked about: participants' words, in a language that they know.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from .coding import code as code_transcript
from .coding.encoder import shipped_encoder
from .coding.refit import Refit, refit
from .coding.refitted import save_learned
from .coding.segments import segments
from .deciding import Decided
from .language import CODED
from .pipeline import read_decisions
from .reading import read_workshop
from .transcript import Transcript
from .workshop import Workshop

__all__ = ["LEAVES", "judged_segments", "learn"]

LEAVES = ("stance", "candidate", "criterion")


def learn(workshops: Sequence[Workshop], out: Path) -> pd.DataFrame:
    """Re-fit every code that was decided on in *workshops*, write what helps to *out*; return one row per code."""
    frames = []
    for workshop in workshops:
        transcript = read_workshop(workshop)
        proposed, decided = code_transcript(transcript, workshop), read_decisions(workshop, transcript)
        frames.append(judged_segments(transcript, proposed, decided))
    columns = ["code", "text", "proposed", "holds"]
    judged = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)
    learned: dict[str, Refit] = {}
    for name, own in judged.groupby("code", sort=True):
        learned[name] = refit(own["text"].tolist(), own["proposed"].tolist(), own["holds"].tolist(),
                              encoder=shipped_encoder())  # fmt: skip
    enough = {name: r for name, r in learned.items() if r.f1_after == r.f1_after}
    if enough:
        save_learned(out, enough)
    rows = [(name, r.decisions, r.held, r.f1_before, r.f1_after, r.said) for name, r in learned.items()]
    return pd.DataFrame(rows, columns=["code", "decisions", "held", "f1_before", "f1_after", "result"])


def judged_segments(transcript: Transcript, proposed: pd.DataFrame, decided: Decided) -> pd.DataFrame:
    """Return ``code, text, proposed, holds`` for every segment and code that was judged."""
    turns = transcript.turns[transcript.turns["turn"].isin({r.turn for r in decided.rulings})]
    own = transcript.language.split("-")[0].lower()
    read = (turns["role"] == "participant") & turns["language"].isin(["", own])
    units = segments(turns[read & transcript.covered & (own in CODED)])
    codes = sorted({r.code for r in decided.rulings} - set(LEAVES))
    by_turn = {turn: list(own.itertuples()) for turn, own in proposed.groupby("turn")}
    rulings: dict[int, list] = {}
    for ruling in decided.rulings:
        rulings.setdefault(ruling.turn, []).append(ruling)
    rows = []
    for unit in units.itertuples():
        for name in codes:
            was = any(c.code == name and _share(c, unit) for c in by_turn.get(unit.turn, ()))
            said = [r.holds for r in rulings[unit.turn] if r.code == name and _share(r, unit)]
            if was and not said:
                continue  # proposed, and nobody has said whether it holds
            rows.append((name, unit.text, was, any(said)))
    return pd.DataFrame(rows, columns=["code", "text", "proposed", "holds"])


def _share(one, unit) -> bool:
    shared = min(one.end, unit.end) - max(one.start, unit.start)
    return shared > 0 and 2 * shared >= min(one.end - one.start, unit.end - unit.start)
