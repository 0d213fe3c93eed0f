"""Whole files or none: what a crash, a full disk or a reader meets is the old file or the new one, never a part."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

__all__ = ["sync_file", "sync_folder", "write_whole"]


def write_whole(path: Path, content: bytes) -> None:
    """Put *content* in the place of *path*: written aside, forced to disk, renamed. An error leaves the old file."""
    aside = path.with_name(f".{path.name}.aside")
    try:
        with aside.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        aside.replace(path)
    except BaseException:  # Ctrl-C, too
        with suppress(OSError):
            aside.unlink()
        raise
    sync_folder(path.parent)


def sync_file(path: Path) -> None:
    """Force *path* to disk: after a power cut, a renamed but empty file is worse than the old one."""
    with path.open("rb+") as handle:
        os.fsync(handle.fileno())


def sync_folder(folder: Path) -> None:
    """Force the names in *folder* to disk, where the system can: a rename is not safe before."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
