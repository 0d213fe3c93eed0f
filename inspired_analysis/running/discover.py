"""What below a folder is a workshop."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from ..deciding.log import FOLDER as DECISIONS
from ..errors import InspiredError, RunError
from ..workshop import PLAN_NAME, Workshop, transcripts_in
from .ledger import LEDGER, superseded

__all__ = ["find_briefs", "find_workshops", "load_workshops", "passed_over", "shut", "subfolders", "without_talk"]

BRIEFS = ("findings.json", "dialogue.json")


def find_workshops(folder: Path) -> list[Path]:
    """Return the workshops' folders, or files where several lie together without a plan, by name.

    A folder with a plan is one workshop, and so is one with a single transcript; several transcripts without
    a plan are one workshop each, since nothing says that they are parts. Transcripts in *folder* itself count
    only when there is nothing below, so that a stray ``notes.txt`` at the top does not hide the workshops.

    Raises
    ------
    RunError
        If there is no such folder.
    """
    folder = Path(folder)
    if not folder.is_dir():
        found = "a file" if folder.exists() else "nothing there"
        raise RunError(folder, expected="a folder with workshops", found=found,
                       todo="Name the folder that holds the workshops' folders.")  # fmt: skip
    if (folder / PLAN_NAME).exists():
        return [folder]
    below = [found for sub in subfolders(folder) for found in _within(sub)]
    return below or _here(folder)


def load_workshops(folder: Path, tell: Callable[[str], object]) -> list[Workshop]:
    """Return the workshops below *folder*, by name. *tell* is called with why one cannot be loaded.

    Raises
    ------
    InspiredError
        If there is no such folder, or there are workshops and none can be loaded.
    """
    workshops, errors = [], []
    for path in find_workshops(folder):
        try:
            workshops.append(Workshop.load(path))
        except InspiredError as error:
            errors.append(error)
    if errors and not workshops:
        raise errors[0]
    for error in errors:
        tell(f"Passed over: {error}")
    return workshops


def passed_over(folder: Path) -> list[Path]:
    """Return the transcripts, and the folders with a plan, at and below *folder* that are in none of its workshops.

    They lie beside or below what was taken for one: a stray note can stand in the way of a year. What lies below a plan
    is that workshop's own affair.
    """
    taken = set(find_workshops(folder))
    return [f for f in _lying(Path(folder)) if f not in taken and not (f.is_file() and f.parent in taken)]


def without_talk(folder: Path) -> list[Path]:
    """Return the folders below *folder* with files, but no workshop at, above or below them: in a format not read?

    Folders of briefs and of decisions are left out.
    """
    return [found for sub in subfolders(Path(folder)) for found in _without_talk(sub)]


def shut(folder: Path) -> list[Path]:
    """Return the folders below *folder* that may not be opened, as ``lost+found`` of a disk."""
    return [found for sub in _folders(Path(folder)) for found in (shut(sub) if _open(sub) else [sub])]


def find_briefs(folder: Path) -> list[Path]:
    """Return the folders at and below *folder* that hold the findings of a workshop, by name.

    Those of a batch's workshops that have another id by now are passed over.
    """
    folder = Path(folder)
    if (folder / "findings.json").exists():
        return [folder]
    if not folder.is_dir():
        return []
    old = superseded(folder)
    return [found for sub in subfolders(folder) if sub.name not in old for found in find_briefs(sub)]


def _within(folder: Path) -> list[Path]:
    return _here(folder) or [found for sub in subfolders(folder) for found in _within(sub)]


def _without_talk(folder: Path) -> list[Path]:
    if folder.name == DECISIONS or any((folder / name).exists() for name in (*BRIEFS, LEDGER)) or _here(folder):
        return []
    if not _within(folder) and any(f.is_file() and not f.name.startswith(".") for f in folder.iterdir()):
        return [folder]
    return without_talk(folder)


def _lying(folder: Path) -> list[Path]:
    """Return *folder* if it has a plan; else the transcripts in it, and the same below it. A brief has none."""
    if (folder / PLAN_NAME).exists():
        return [folder]
    own = transcripts_in(folder) if _here(folder) else ()
    return [*own, *(found for sub in subfolders(folder) for found in _lying(sub))]


def subfolders(folder: Path) -> list[Path]:
    """Return the folders in *folder* that may hold workshops and can be opened, by name."""
    return [f for f in _folders(folder) if _open(f)]


def _open(folder: Path) -> bool:
    return os.access(folder, os.R_OK | os.X_OK)


def _folders(folder: Path) -> list[Path]:
    # Links are left out: they can lead outside, or round in a circle.
    folders = (f for f in folder.iterdir() if f.is_dir() and not f.is_symlink())
    return sorted(f for f in folders if not f.name.startswith("."))


def _here(folder: Path) -> list[Path]:
    """Return the workshops that lie in *folder* itself. A folder with findings holds a brief, not a workshop."""
    if (folder / PLAN_NAME).exists():
        return [folder]
    if any((folder / name).exists() for name in BRIEFS):
        return []
    files = transcripts_in(folder)
    return [folder] if len(files) == 1 else list(files)
