"""Makes one write fail, in whichever process of a batch comes to it: Python loads this by its name when it starts.

FAULTS names a file of three numbers, shared by all processes: the event at which to fail (0: never), how to fail,
and the events so far. An event is opening a file for writing, renaming, or making a folder, below FAULTS_BELOW.
*Refuse* fails at once as a full disk does (ENOSPC). *Short* lets the file be opened, and then only its first bytes
be written, by the limit that the system puts on the size of files.
"""

import errno
import mmap
import os
import resource
import struct
import sys
from pathlib import Path

NEVER, REFUSE, SHORT = 0, 1, 2
BYTES = 100
_NUMBERS = struct.Struct("<III")
_UNLIMITED = resource.getrlimit(resource.RLIMIT_FSIZE)[1]


def _shared(path: str) -> mmap.mmap:
    with Path(path).open("r+b") as file:
        return mmap.mmap(file.fileno(), _NUMBERS.size)


def arm(path: str, at: int, kind: int) -> None:
    """Let the write number *at* fail, counting from now."""
    _shared(path)[:] = _NUMBERS.pack(at, kind, 0)


def count(path: str) -> int:
    """Return how many events there were since `arm`."""
    return _NUMBERS.unpack(_shared(path)[:])[2]


def relieve() -> None:
    """Let this process write as much as it likes again."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (_UNLIMITED, _UNLIMITED))


def _install(numbers: mmap.mmap, below: str) -> None:
    def is_below(path) -> bool:
        if isinstance(path, (str, bytes, os.PathLike)):
            return Path(os.fsdecode(path)).absolute().as_posix().startswith(below)
        return False

    def hook(event: str, args: tuple) -> None:
        if event == "open":
            path, mode, flags = args
            writes = any(c in mode for c in "wax+") if isinstance(mode, str) else flags & (os.O_WRONLY | os.O_RDWR)
            if not writes or not is_below(path):
                return
        elif event not in ("os.rename", "os.mkdir") or not is_below(args[0]):
            return
        at, kind, so_far = _NUMBERS.unpack(numbers[:])
        relieve()  # only one write fails
        if not at:
            return
        numbers[:] = _NUMBERS.pack(at, kind, so_far + 1)
        if so_far + 1 != at:
            return
        if kind == SHORT and event == "open":
            resource.setrlimit(resource.RLIMIT_FSIZE, (BYTES, _UNLIMITED))
        else:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(args[0]))

    sys.addaudithook(hook)


if "FAULTS" in os.environ:
    _install(_shared(os.environ["FAULTS"]), os.environ["FAULTS_BELOW"] + os.sep)
