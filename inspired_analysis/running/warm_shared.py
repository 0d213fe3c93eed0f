"""The one warm process that everything in this process shares: started when first asked for, or begun beforehand."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from ..errors import RunError
from . import warm

__all__ = ["begun", "close_shared", "is_open", "refusal", "shared"]

_shared: warm.WarmProcess | None = None
_refused: RunError | None = None
_lock = threading.Lock()


def shared(*, models: bool = True, kernels: bool = False) -> warm.WarmProcess:
    """Return the warm process of this process, started when first asked for, and anew if it was lost.

    It ends with this process, since its standard input does. Where there can be none, that is found out once. A
    model that runs threads of its own is not shared: then every process loads it, and only libraries are warm.
    """
    global _shared, _refused
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
            try:
                _shared = _start(models, kernels)
            except RunError as error:
                _refused = error
                raise
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
    """End the warm process of this process, if there is one."""
    global _shared
    with _lock:
        if _shared is not None:
            _shared.close()
            _shared = None


def _start(models: bool, kernels: bool) -> warm.WarmProcess:
    try:
        return warm.WarmProcess(models=models, kernels=kernels)
    except RunError:
        if not models or warm.why_not():
            raise
        return warm.WarmProcess(models=False, kernels=kernels)


def refusal() -> str:
    """Return why this process has no warm one, if it tried; else nothing."""
    return _refused.found.removeprefix("none: ") if _refused else ""
