"""Start processes from one that has everything loaded, or in the ordinary way where that cannot be.

A process from a `WarmProcess` begins as if it had been started afresh (folder, environment, chance, output), but
without the seconds that importing takes.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from ..errors import RunError
from .private import private_folder

__all__ = ["HEADER", "ONE_THREAD", "Forked", "WarmProcess", "ask", "why_not"]

HEADER = struct.Struct("!I")  # length of the request that follows
WARM_UP_SECONDS = 300
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
# What is forked must have one thread; and the debugger of kernels, loaded with the rest, need not warn.
ALONE = {**dict.fromkeys(ONE_THREAD, "1"), "TOKENIZERS_PARALLELISM": "false", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
# What Python and the system look at once, when a process starts; a fork cannot change it.
FIXED = ("PYTHON", "LD_", "LC_", "LANG", "TZ", "MPLCONFIGDIR", "MATPLOTLIBRC")


def why_not() -> str:
    """Return why processes cannot be forked from a warm one here, or nothing if they can."""
    if sys.platform == "win32":
        return "Windows cannot fork processes"
    if sys.platform == "darwin":
        return "on macOS a forked process may crash in the system's own libraries"
    if not sys.platform.startswith("linux"):
        return f"it is not known whether forking is safe on {sys.platform}"
    return "" if hasattr(os, "pidfd_open") else "this Python cannot watch a process that is not its own child"


class WarmProcess:
    """A process with libraries and models loaded, that forks others; ends with `close` or with its owner.

    Parameters
    ----------
    models
        Whether it loads models too, which some cannot share.
    kernels
        Whether it loads what a Jupyter kernel is made of.
    wait
        Whether to `wait_until_warm`, before which it cannot be asked.

    Raises
    ------
    RunError
        If it cannot be had here; the message says why, and the ordinary way is open.
    """

    def __init__(self, *, models: bool = True, kernels: bool = False, wait: bool = True) -> None:
        if reason := why_not():
            raise _cannot(reason)
        self._holder = private_folder()
        folder = self._holder.__enter__()
        self.address = str(folder / "warm")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "inspired_analysis.running.warm_server", self.address,
             *["models"] * models, *["kernels"] * kernels],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
            env={**os.environ, **ALONE, "TMPDIR": str(folder)},  # what it has not removed when it is killed goes too
        )  # fmt: skip
        self._warm = False
        if wait:
            self.wait_until_warm()

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    def alive(self) -> bool:
        """Whether it can still be asked."""
        return self._process.poll() is None

    def close(self) -> None:
        """End it, and everything that was forked from it."""
        with suppress(OSError):
            self._process.stdin.close()
        try:
            self._process.wait(5 if self._warm else 0)  # while it loads it hears nothing
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for pipe in (self._process.stdout, self._process.stderr):
            pipe.close()
        self._holder.__exit__(None, None, None)

    def stop_loading(self) -> None:
        """End it if it still loads: who waits for it is told that it failed, and closes it."""
        if not self._warm:
            self._process.kill()

    def wait_until_warm(self) -> None:
        """Wait until everything is loaded; if that fails, it is closed."""
        if self._warm:
            return
        try:
            self._hear()
        except BaseException:
            self.close()
            raise
        self._warm = True

    def _hear(self) -> None:
        watchdog = threading.Timer(WARM_UP_SECONDS, self._process.kill)
        watchdog.daemon = True
        watchdog.start()
        # Warnings while loading would fill the pipe; a thread takes them away, and keeps the last words.
        errors: list[bytes] = []
        reader = threading.Thread(target=lambda: errors.extend(self._process.stderr.readlines()[-1:]), daemon=True)
        reader.start()
        said = self._process.stdout.readline()
        watchdog.cancel()
        answer = json.loads(said) if said else {}
        if "ready" in answer:
            return
        reader.join(1)
        last = b"".join(errors).decode(errors="replace").strip()
        raise _cannot(answer.get("refused") or last or "the process that loads everything did not start")


class Forked:
    """A process forked for us, with the manners of `subprocess.Popen`."""

    stdin = stdout = stderr = None

    def __init__(self, connection: socket.socket, pid: int) -> None:
        self._connection = connection
        self._said = b""
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Return the exit code, or None while it runs."""
        with suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end and return the exit code; -9 if the warm process was lost with it."""
        until = None if timeout is None else time.monotonic() + timeout
        while self.returncode is None:
            left = None if until is None else max(until - time.monotonic(), 0)
            self._connection.settimeout(left)
            try:
                piece = self._connection.recv(4096)
            except (TimeoutError, BlockingIOError):
                raise subprocess.TimeoutExpired("a forked process", timeout) from None
            except OSError:
                piece = b""
            self._said += piece
            if not piece or b"\n" in self._said:
                self.returncode = json.loads(self._said)["code"] if b"\n" in self._said else -signal.SIGKILL
                self._connection.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal to it and to what it has started."""
        if self.poll() is None:
            with suppress(OSError):
                self._connection.settimeout(None)
                self._connection.sendall(json.dumps({"signal": int(number)}).encode() + b"\n")

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


def ask(address: str, module: str, args: list[str], *, cwd: str | Path, env: dict[str, str],
        stdout: int = 1, stderr: int = 2) -> Forked:  # fmt: skip
    """Have the warm process at *address* run ``python -m module args``.

    Raises
    ------
    RunError
        If nobody answers there, or the environment asks for what can only be set when Python starts.
    """
    unlike = [name for name in sorted({*env, *os.environ}) if name.startswith(FIXED) and env.get(name) != _own(name)]
    if unlike:
        raise _cannot(f"{unlike[0]} is set, which Python reads only when it starts")
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.connect(address)
        body = json.dumps({"module": module, "args": args, "cwd": str(cwd), "env": env}).encode()
        socket.send_fds(connection, [HEADER.pack(len(body))], [stdout, stderr])
        connection.sendall(body)
        said = b""
        while not said.endswith(b"\n"):
            piece = connection.recv(1)
            if not piece:
                raise ConnectionResetError
            said += piece
        return Forked(connection, json.loads(said)["pid"])
    except OSError:
        connection.close()
        raise _cannot("the process that has everything loaded is gone") from None


def _own(name: str) -> str | None:
    return os.environ.get(name)


def _cannot(reason: str) -> RunError:
    return RunError("warm start", expected="a process to fork from", found=f"none: {reason}",
                    todo="Processes are started in the ordinary way; it takes longer.")  # fmt: skip
