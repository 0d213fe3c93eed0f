"""A folder that only we can open, for what a kernel leaves lying about; it is gone afterwards.

A process that is killed cannot clear up; the next one does it, since the folder's name tells whose it was. Nothing is
overwritten before it is deleted: on today's disks that would promise what it cannot keep. Encrypt the disk.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["private_folder"]

LONGEST = 32  # the name of a socket has room for some 100 bytes; our part takes 20, Jupyter's own 50


@contextmanager
def private_folder() -> Iterator[Path]:
    """Give a new folder with a path short enough for sockets."""
    usual = tempfile.gettempdir()
    short = "/tmp" if os.name == "posix" and len(os.fsencode(usual)) > LONGEST else usual
    _clear_up(Path(short))
    with tempfile.TemporaryDirectory(prefix=f"ia-{os.getpid()}-", dir=short, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _clear_up(place: Path) -> None:
    """Delete what processes of ours left here that are no more."""
    if os.name != "posix":
        return
    for folder in place.glob("ia-*-*"):
        match = re.fullmatch(r"ia-(\d+)-\w+", folder.name)
        try:
            own = match and not folder.is_symlink() and folder.stat().st_uid == os.getuid()
            if own and not _alive(int(match[1])):
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            continue


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
