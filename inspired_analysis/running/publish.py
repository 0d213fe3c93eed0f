"""Put finished files in place of the previous ones, so that a reader never meets a half-written brief."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["aside", "publish"]


@contextmanager
def aside(final: Path) -> Iterator[Path]:
    """Give a new folder beside *final* to write in; it is gone afterwards.

    Beside, so that renaming is one step, and paths relative to *final* hold in it too.
    """
    final.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{final.name}-", dir=final.parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def publish(folder: Path, final: Path) -> None:
    """Move every file of *folder* into *final*, over files of the same name; others there stay."""
    final.mkdir(parents=True, exist_ok=True)
    for file in sorted(folder.iterdir()):
        _to_disk(file)
        file.replace(final / file.name)


def _to_disk(file: Path) -> None:
    """Force *file* to disk: after a power cut, a renamed but empty file is worse than the old one."""
    with file.open("rb+") as handle:
        os.fsync(handle.fileno())
