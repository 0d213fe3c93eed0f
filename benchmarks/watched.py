"""Run a command under strace, without a network if wanted, and count what it did to the world outside.

Counted: connections and datagrams to addresses, apart by loopback or not, and by which program; files that were made,
changed, moved or removed outside the folders that it may write to; programs that it started. The trace is read while
it runs and not kept: it may name what nobody should read.
"""

from __future__ import annotations

import os
import re
import subprocess
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["Watched", "loopback_only", "watch"]

CALLS = ("connect,sendto,sendmsg,sendmmsg,openat,open,creat,mkdir,mkdirat,rename,renameat,renameat2,link,linkat,"
         "symlink,symlinkat,unlink,unlinkat,rmdir,truncate,chdir,execve,clone,clone3,fork,vfork")  # fmt: skip
NETWORK = ("connect", "sendto", "sendmsg", "sendmmsg")
FORKS = ("clone", "clone3", "fork", "vfork")
LOOPBACK = re.compile(r'inet_addr\("127\.|"::1"|"::ffff:127\.')
CALL = re.compile(r"(\w+)\((.*)\) += (-?\d+)")
HALF, REST = " <unfinished ...>", re.compile(r"<\.\.\. \w+ resumed>(.*)")
TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')
PLACED = re.compile(r'(?:(?:AT_FDCWD|\d+)<([^>]*)>, )?"((?:[^"\\]|\\.)*)"')
HERE = re.compile("AT_FDCWD<([^>]*)>")
ITSELF = "/proc/self/exe"
HARMLESS = ("/dev/", "/proc/")


@dataclass
class Watched:
    """What a command did: its exit code, and counts."""

    code: int = 0
    away: Counter[str] = field(default_factory=Counter)  # "ADDRESS by PROGRAM" → connections and datagrams
    loopback: int = 0
    outside: Counter[str] = field(default_factory=Counter)  # file → how often it was made, changed or removed
    programs: Counter[str] = field(default_factory=Counter)


def loopback_only(command: Sequence[str]) -> list[str]:
    """Return *command* in a network namespace of its own, in which there is loopback and nothing else."""
    return ["unshare", "-rn", "sh", "-c", 'ip link set lo up && exec "$@"', "sh", *command]


def watch(command: Sequence[str], *, may_write: Sequence[Path], **options) -> Watched:
    """Run *command* to its end; *options* are those of `subprocess.run`.

    Parameters
    ----------
    may_write
        Folders in which it may write, with all below them.
    """
    read, write = os.pipe()
    with os.fdopen(read, errors="replace") as trace:
        reading = _Trace(may_write)
        reader = threading.Thread(target=lambda: [reading.take(line.rstrip("\n")) for line in trace])
        reader.start()
        traced = ["strace", "-f", "-qq", "--seccomp-bpf", "-y", "-s", "300", "-o", f"/dev/fd/{write}",
                  "-e", f"trace={CALLS}", "-e", "signal=none", *command]  # fmt: skip
        try:
            reading.seen.code = subprocess.run(traced, pass_fds=[write], check=False, **options).returncode
        finally:
            os.close(write)
            reader.join()
    reading.seen.away = Counter(f"{address} by {reading.program(process)}" for process, address in reading.away)
    return reading.seen


class _Trace:
    """Reads the lines of a trace; a call that another process interrupted comes in two."""

    def __init__(self, may_write: Sequence[Path]) -> None:
        self.seen = Watched()
        self.allowed = tuple(os.path.realpath(folder) for folder in may_write)
        self.begun: dict[str, str] = {}
        self.here: dict[str, str] = {"": "/"}  # process → folder that it works in, as it last said; "" is anybody
        self.away: list[tuple[str, str]] = []  # process, address
        self.parents: dict[str, str] = {}  # process or thread → who started it
        self.programs: dict[str, str] = {}  # process → what it last became

    def take(self, line: str) -> None:
        """Count what *line* tells."""
        process, _, call = line.partition(" ")
        call = call.strip()
        if call.endswith(HALF):
            self.begun[process] = call.removesuffix(HALF)
            return
        if resumed := REST.match(call):
            call = self.begun.pop(process, "") + resumed[1]
        if found := CALL.match(call):
            self._count(process, found[1], found[2], int(found[3]))

    def _count(self, process: str, name: str, told: str, result: int) -> None:
        if here := HERE.search(told):
            self.here[process] = self.here[""] = here[1]
        if name in NETWORK:
            if LOOPBACK.search(told):
                self.seen.loopback += 1
            elif "sa_family=AF_INET" in told:
                address = " ".join(re.findall(r'(?:inet_addr\(|AF_INET6, )"([^"]+)"', told)) or told
                self.away.append((process, address))
        elif result < 0:
            return
        elif name in FORKS:
            self.parents[str(result)] = process
        elif name == "execve":
            self.seen.programs[became := TEXT.search(told)[1]] += 1
            if became != ITSELF:
                self.programs[process] = became
        elif name == "chdir":
            self.here[process] = self._full(process, "", TEXT.search(told)[1])
        elif name not in ("open", "openat") or re.search("O_WRONLY|O_RDWR|O_CREAT|O_TRUNC", told):
            made = PLACED.findall(told)
            for folder, path in made[-1:] if name.startswith("symlink") else made:
                self._written(self._full(process, folder, path))

    def program(self, process: str) -> str:
        """Return the name of the program that *process*, or else the nearest above it, became."""
        while process not in self.programs and process in self.parents:
            process = self.parents[process]
        return Path(self.programs.get(process, process)).name

    def _full(self, process: str, folder: str, path: str) -> str:
        here = folder or self.here.get(process, self.here[""])
        return os.path.normpath(os.path.join(here, path))  # noqa: PTH118 - what a trace says, not what is there

    def _written(self, path: str) -> None:
        inside = any(path == folder or path.startswith(f"{folder}/") for folder in self.allowed)
        if not inside and not path.startswith(HARMLESS):
            self.seen.outside[path] += 1
