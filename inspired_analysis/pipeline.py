"""The way through the house: read → code → decide → find. `write_brief` comes last, apart: it writes files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from .briefing import write
from .coding import Coder
from .deciding import Decided, Log, Review, decide, replay
from .finding import Findings, find
from .guarding.masking import Mask
from .stages import Stages
from .transcript import Transcript
from .workshop import Workshop

if TYPE_CHECKING:
    from .briefing.content import Brief
    from .briefing.edits import Edits
    from .briefing.theme import Theme

__all__ = ["Analysis", "analyse", "read_edits", "write_brief"]


@dataclass(frozen=True)
class Analysis:
    """Every stage's tables of one workshop.

    The findings' tables are attributes too: ``analysis.assumptions`` is ``analysis.findings.assumptions``.
    """

    workshop: Workshop
    transcript: Transcript
    codings: pd.DataFrame
    findings: Findings
    # What people made of it: the proposals before them, their decisions, and how much they reviewed.
    proposed: pd.DataFrame | None = None
    decided: Decided = field(default_factory=Decided)
    review: Review = field(default_factory=Review)

    @property
    def turns(self) -> pd.DataFrame:
        """What was said."""
        return self.transcript.turns

    @property
    def speakers(self) -> pd.DataFrame:
        """Who spoke."""
        return self.transcript.speakers

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name.startswith("_") or name not in Findings.__dataclass_fields__:
            names = ", ".join(Findings.__dataclass_fields__)
            raise AttributeError(f"Analysis has no table {name!r}; the findings are {names}")
        return getattr(self.findings, name)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *Findings.__dataclass_fields__]


def analyse(
    workshop: Workshop,
    *,
    coders: Sequence[Coder] | None = None,
    decisions: bool = True,
    kept: str | Path | None = None,
) -> Analysis:
    """Read, code, decide and find: everything between a workshop's files and its brief.

    People's decisions are those in the log beside the transcript; without *decisions* they are left aside, and so is
    what the coders learned from them (`inspired_analysis.learn`). *kept* is a folder of finished stages: what has not
    changed is taken from there, the rest is left there.
    """
    if coders is None and decisions:
        coders = learned_coders(workshop)
    stages = Stages(kept)
    transcript = stages.read(workshop)
    proposed = stages.code(transcript, workshop, coders=coders)
    decided = read_decisions(workshop, transcript) if decisions else Decided()
    codings, review = decide(proposed, decided, transcript)
    findings = find(transcript, codings, workshop)
    return Analysis(workshop, transcript, codings, findings, proposed, decided, review)


def learned_coders(workshop: Workshop) -> Sequence[Coder] | None:
    """Return the shipped coders with what was learned over them, if a ``learned.json`` lies beside *workshop*."""
    from .coding import default_coders
    from .coding.refitted import load_learned

    found = learned_file(workshop)
    return (load_learned(found, default_coders(), called=Mask.of(workshop.plan).code),) if found else None


def learned_file(workshop: Workshop) -> Path | None:
    """Return the ``learned.json`` beside *workshop*, or one folder above."""
    from .coding.refitted import LEARNED_NAME

    home = workshop.files[0].resolve().parent if workshop.files else None
    homes = (home, home.parent) if home else ()
    return next((home / LEARNED_NAME for home in homes if (home / LEARNED_NAME).is_file()), None)


def read_decisions(workshop: Workshop, transcript: Transcript) -> Decided:
    """Return what people decided about *workshop*, as it holds on *transcript*; nothing where there is no file.

    Memos, words that lost their place, and names of logs are from before a name was listed, perhaps: they come without.
    """
    if not workshop.files:
        return Decided()
    entries, notes = Log.beside(workshop).read()
    mask = Mask.of(workshop.plan)
    decided = replay(entries, transcript, map(mask.name, notes), mask=mask)
    memos = decided.memos.assign(text=[mask.text(text) for text in decided.memos["text"]])
    lost = decided.lost.assign(words=[mask.text(words) for words in decided.lost["words"]])
    return replace(decided, memos=memos, lost=lost)


def read_edits(workshop: Workshop) -> Edits:
    """Return the edits beside the plan of *workshop*, without listed names; a transcript without a plan has none."""
    from .briefing.edits import NO_EDITS, load_edits

    if not (workshop.has_plan and workshop.files):
        return NO_EDITS
    mask = Mask.of(workshop.plan)
    return load_edits(workshop.files[0].parent).written(mask.text, mask.code)


def write_brief(
    analysis: Analysis, folder: str | Path, *, formats: Sequence[str] | None = None, theme: Theme | None = None,
    view: str = "host", language: str = "en", edits: Edits | None = None, brief: Brief | None = None,
) -> list[Path]:  # fmt: skip
    """Write the brief of *analysis* and its tables into *folder*; return the files written.

    Parameters
    ----------
    formats
        Some of html, md, json, csv, pdf (needs the extra ``pdf``) and docx; all but the last two if left out.
    theme
        The house style that `load_theme` reads.
    view
        For whom: "host" (everything), "participants" (nobody told apart) or "donor".
    language
        The brief's: en, fr, es, ru or ar. Quotes stay in that of the talk.
    edits
        What people changed; if left out, the ``brief.yaml`` beside the plan.
    brief
        What `inspired_analysis.compose` made of *analysis* already, with its own view, language and edits.
    """
    if edits is None and brief is None:
        edits = read_edits(analysis.workshop)
    return write(analysis, Path(folder), formats, theme, view=view, language=language, edits=edits, brief=brief)
