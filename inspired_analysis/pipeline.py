"""The way through the house: read → code → find. `write_brief` is the last step, apart, since it writes files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from .briefing import DEFAULT_FORMATS, write
from .coding import Coder
from .finding import Findings, find
from .stages import Stages
from .transcript import Transcript
from .workshop import Workshop

if TYPE_CHECKING:
    from .briefing.theme import Theme

__all__ = ["Analysis", "analyse", "write_brief"]


@dataclass(frozen=True)
class Analysis:
    """Every stage's tables of one workshop.

    The findings' tables are attributes too: ``analysis.assumptions`` is ``analysis.findings.assumptions``.
    """

    workshop: Workshop
    transcript: Transcript
    codings: pd.DataFrame
    findings: Findings

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
    workshop: Workshop, *, coders: Sequence[Coder] | None = None, kept: str | Path | None = None
) -> Analysis:
    """Read, code and find: everything between a workshop's files and its brief.

    *kept* is a folder of finished stages: what has not changed is taken from there, the rest is left there.
    """
    stages = Stages(kept)
    transcript = stages.read(workshop)
    codings = stages.code(transcript, workshop, coders=coders)
    findings = find(transcript, codings, workshop)
    return Analysis(workshop, transcript, codings, findings)


def write_brief(
    analysis: Analysis, folder: str | Path, *, formats: Sequence[str] = DEFAULT_FORMATS, theme: Theme | None = None
) -> list[Path]:
    """Write the brief of *analysis* and its tables into *folder*; return the files written.

    *formats* are some of html, md, json, csv, pdf (needs the extra ``pdf``) and docx; *theme* is the house style
    that `load_theme` reads.
    """
    return write(analysis, Path(folder), formats, theme)
