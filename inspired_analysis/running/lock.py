"""One at a time writes to a folder of briefs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from ..errors import RunError

__all__ = ["LOCK", "InUseError", "alone"]

LOCK = ".lock"


class InUseError(RunError):
    """A folder of briefs that another batch writes to."""


@contextmanager
def alone(out: Path) -> Iterator[None]:
    """Hold *out*; the lock goes with the process, however that ends.

    Raises
    ------
    InUseError
        If another process holds it.
    """
    try:
        with FileLock(out / LOCK, timeout=0):
            yield
    except Timeout:
        raise InUseError(out, expected="a folder that no other batch writes to", found="one that is in use",
                         todo="Wait for the other batch, or choose another folder with --out.") from None  # fmt: skip
