"""The workshops of one dialogue, analysed, in the order in which they were held."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import RunError
from ..running.discover import find_workshops
from ..workshop import Workshop

if TYPE_CHECKING:
    from ..pipeline import Analysis

__all__ = ["load_dialogue"]


def load_dialogue(folder: str | Path, dialogue: str = "") -> list[Analysis]:
    """Read, code and find every workshop below *folder* that belongs to *dialogue*, by date and id.

    Parameters
    ----------
    folder
        Holds the workshops' folders, or is one.
    dialogue
        The plans' ``dialogue:``; may be left out where all workshops belong to one.

    Raises
    ------
    RunError
        If there is no such workshop, or there are several dialogues and none is chosen.
    """
    from ..pipeline import analyse

    folder = Path(folder)
    workshops = [Workshop.load(path) for path in find_workshops(folder)]
    names = sorted({w.plan.dialogue for w in workshops})
    if not dialogue and len(names) > 1:
        found = ", ".join(name or "none named" for name in names)
        raise RunError(folder, expected="one dialogue", found=found, todo="Set dialogue to one of them.")
    chosen = [w for w in workshops if not dialogue or w.plan.dialogue == dialogue]
    if not chosen:
        expected = f"workshops of the dialogue {dialogue!r}" if dialogue else "workshops"
        raise RunError(folder, expected=expected, found=", ".join(names) or "none")
    return [analyse(w) for w in sorted(chosen, key=lambda w: (str(w.plan.date or ""), w.id))]
