"""Which folders below a folder hold a workshop."""

from __future__ import annotations

from pathlib import Path

from ..errors import RunError
from ..workshop import PLAN_NAME, TRANSCRIPT_SUFFIXES

__all__ = ["find_workshops"]


def find_workshops(folder: Path) -> list[Path]:
    """Return the folders that hold a workshop, in order of their names.

    A folder with a plan is one workshop. Otherwise every folder below that has a plan or a transcript is
    one; only when there is none below do transcripts in *folder* itself count, so that a stray ``notes.txt``
    at the top does not hide the workshops.

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
    below = [found for sub in _subfolders(folder) for found in _within(sub)]
    return below or ([folder] if _holds_workshop(folder) else [])


def _within(folder: Path) -> list[Path]:
    if _holds_workshop(folder):
        return [folder]
    return [found for sub in _subfolders(folder) for found in _within(sub)]


def _subfolders(folder: Path) -> list[Path]:
    # Links are left out: they can lead outside, or round in a circle.
    folders = (f for f in folder.iterdir() if f.is_dir() and not f.is_symlink())
    return sorted(f for f in folders if not f.name.startswith("."))


def _holds_workshop(folder: Path) -> bool:
    """Whether there is a plan or a transcript here. A folder with findings holds a brief, not a workshop."""
    if (folder / PLAN_NAME).exists():
        return True
    return not (folder / "findings.json").exists() and any(
        f.suffix.lower() in TRANSCRIPT_SUFFIXES and f.is_file()
        and not f.name.startswith((".", "~")) and f.stem.lower() != "readme"
        for f in folder.iterdir()
    )  # fmt: skip
