"""The one warm process that everything in this process shares: started when first asked for, or begun beforehand."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EINTR

from ..errors import RunError
from . import warm

__all__ = ["begun", "close_shared", "is_open", "refusal", "shared"]

_shared: warm.WarmProcess | None = None
_refused: RunError | None = None
_lock = threading.Lock()


def shared(
    *, models: bool = True, kernels: bool = False, stopping: threading.Event | None = None
) -> warm.WarmProcess:
    """Return the warm process of this process, started when first asked for, and anew if it was lost.

    It ends with this process, since its standard input does. Where there can be none, that is found out once. A
    model that runs threads of its own is not shared: then every process loads it, and only libraries are warm.
    None is started once *stopping* is set: that raises `InterruptedError`.
    """
    global _shared
    with _lock:
        if _refused is not None:
            raise _refused
        if _shared is not None and not _shared.alive():
            _shared.close()
            _shared = None
        if _shared is not None:
            try:
                _shared.wait_until_warm()
            except RunError:
                _shared = None
        if _shared is None:
            _start(models, kernels, stopping or threading.Event())
        return _shared


@contextmanager
def begun() -> Iterator[None]:
    """Have what `shared` returns load already, beside whatever is done meanwhile; at the end it is closed."""
    global _shared
    with _lock:
        if _shared is None and not warm.why_not():
            _shared = warm.WarmProcess(wait=False)
    try:
        yield
    finally:
        close_shared()


def is_open() -> bool:
    """Whether this process has a warm one."""
    return _shared is not None


def close_shared() -> None:
    """End the warm process of this process, if there is one, also while it loads."""
    global _shared
    if (loading := _shared) is not None:
        loading.stop_loading()  # whoever waits for it holds the lock
    with _lock:
        if _shared is not None:
            _shared.close()
            _shared = None


def _start(models: bool, kernels: bool, stopping: threading.Event) -> None:
    """Start it, where `close_shared` sees it while it loads."""
    global _shared, _refused
    if not stopping.is_set():
        try:
            _shared = warm.WarmProcess(models=models, kernels=kernels, wait=False)
            _shared.wait_until_warm()
            return
        except RunError as error:
            _shared = None
            if not stopping.is_set() and (not models or warm.why_not()):
                _refused = error
                raise
    if stopping.is_set():
        raise InterruptedError(EINTR, "what asked for it was stopped")
    _start(False, kernels, stopping)


def refusal() -> str:
    """Return why this process has no warm one, if it tried; else nothing."""
    return _refused.found.removeprefix("none: ") if _refused else ""
