"""`inspired edit`: the findings of a workshop, listed for a person who changes what the brief says of them."""

from __future__ import annotations

from pathlib import Path

from ..errors import RunError
from ..workshop import PLAN_NAME, Workshop

__all__ = ["write_edits"]


def write_edits(folder: Path) -> tuple[Path, tuple[str, ...]]:
    """Write or refresh the ``brief.yaml`` of the workshop in *folder*; return it, and what the data contradicts.

    Raises
    ------
    RunError
        For a transcript without a plan: nothing says to which of the files beside it the edits would belong.
    """
    from ..briefing.compose import compose
    from ..briefing.edits import load_edits, save_edits
    from ..pipeline import analyse, read_edits

    workshop = Workshop.load(folder)
    if not workshop.has_plan:
        raise RunError(folder, expected=f"a workshop with a {PLAN_NAME}", found="none",
                       todo="Write one: inspired new FOLDER.")  # fmt: skip
    home = workshop.files[0].parent
    edits, own = read_edits(workshop), load_edits(home)  # the file keeps people's words as they wrote them
    analysis = analyse(workshop)
    brief = compose(analysis, edits=edits)
    return save_edits(own, home, brief=brief), brief.doubts
