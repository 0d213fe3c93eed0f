"""A folder that only we can open, for what a kernel leaves lying about; it is gone afterwards."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["private_folder"]

LONGEST = 40  # the name of a socket has room for some 100 bytes, and Jupyter's own part takes 50


@contextmanager
def private_folder() -> Iterator[Path]:
    """Give a new folder with a path short enough for sockets."""
    usual = tempfile.gettempdir()
    short = "/tmp" if os.name == "posix" and len(os.fsencode(usual)) > LONGEST else usual
    with tempfile.TemporaryDirectory(prefix="ia-", dir=short, ignore_cleanup_errors=True) as folder:
        yield Path(folder)
