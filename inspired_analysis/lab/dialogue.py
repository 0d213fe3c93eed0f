"""The workshops of one dialogue, analysed, in the order in which they were held."""

from __future__ import annotations

import warnings
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InspiredError, RunError
from ..running.check import left_aside
from ..running.compare import choose_dialogue, nameless
from ..running.discover import load_workshops
from ..stages import STAGES
from ..workshop import Workshop

if TYPE_CHECKING:
    from ..pipeline import Analysis

__all__ = ["load_dialogue"]


def load_dialogue(folder: str | Path, dialogue: str = "", *, reports: str | Path = "") -> list[Analysis]:
    """Read, code and find every workshop below *folder* that belongs to *dialogue*, by date and id.

    Warns of what lies in no workshop, and of workshops that cannot be loaded or read.

    Parameters
    ----------
    folder
        Holds the workshops' folders, or is one.
    dialogue
        The plans' ``dialogue:``; may be left out where all workshops belong to one.
    reports
        Folder of briefs: what was read and coded for them, and has not changed, is taken from there.

    Raises
    ------
    RunError
        If there is no such workshop, two have one id, or there are several dialogues and none is chosen.
    """
    from ..pipeline import analyse

    folder = Path(folder)
    for told in left_aside(folder):
        warnings.warn(told, stacklevel=2)
    workshops = load_workshops(folder, lambda told: warnings.warn(told, stacklevel=3))
    chosen = choose_dialogue(folder, (w.plan.dialogue for w in workshops), dialogue)
    for told in [] if dialogue else nameless([w.id for w in workshops if not w.plan.dialogue], chosen):
        warnings.warn(told, stacklevel=2)
    own = sorted((w for w in workshops if w.plan.dialogue == chosen), key=_when)
    twice = next((w.id for w, after in pairwise(sorted(own, key=lambda w: w.id)) if w.id == after.id), None)
    if twice:  # the evidence of one would be shown in the turns of the other
        raise RunError(folder, expected="a different id for each workshop", found=f"{twice} twice",
                       todo="Change id: in one workshop.yaml.")  # fmt: skip
    analyses = []
    for workshop in own:
        try:
            analyses.append(analyse(workshop, kept=_kept(workshop, reports)))
        except InspiredError as error:
            if workshop is own[-1] and not analyses:
                raise
            warnings.warn(f"Left out: {error}", stacklevel=2)
    return analyses


def _when(workshop: Workshop) -> tuple[bool, str, str]:
    date = str(workshop.plan.date or "")
    return not date, date, workshop.id


def _kept(workshop: Workshop, reports: str | Path) -> Path | None:
    """Return the workshop's finished stages, if there are any: only a brief makes a folder for them."""
    kept = Path(reports, workshop.id, STAGES)
    return kept if reports and kept.is_dir() else None
