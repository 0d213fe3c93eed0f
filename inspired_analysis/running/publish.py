"""Put finished files in place of the previous ones, so that a reader never meets a half-written brief."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..atomic import sync_file, sync_folder

__all__ = ["MARK", "aside", "publish", "tidy"]

MARK = "~"  # stands in the names of folders to write in, and in no workshop's id


@contextmanager
def aside(final: Path) -> Iterator[Path]:
    """Give a new folder beside *final* to write in; it is gone afterwards.

    Beside, so that renaming is one step, and paths relative to *final* hold in it too. What an earlier run left
    there is removed: whoever is killed cannot tidy up.
    """
    final.parent.mkdir(parents=True, exist_ok=True)
    tidy(final.parent, final.name)
    folder = Path(tempfile.mkdtemp(prefix=f".{final.name}{MARK}", dir=final.parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def tidy(out: Path, name: str = "*") -> None:
    """Remove the folders that killed runs of workshop *name* left in *out*."""
    for left in out.glob(f".{name}{MARK}*"):
        shutil.rmtree(left, ignore_errors=True)


def publish(folder: Path, final: Path) -> None:
    """Move every file of *folder* into *final*, over files of the same name; others there stay."""
    files = sorted(folder.iterdir())
    for file in files:
        sync_file(file)
    final.mkdir(parents=True, exist_ok=True)
    for file in files:
        file.replace(final / file.name)
    sync_folder(final)
