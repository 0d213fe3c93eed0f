"""The warm process: has libraries and models loaded, and forks a process for everyone who asks.

    python -m inspired_analysis.running.warm_server SOCKET [models] [kernels]

It listens on SOCKET, a file in a folder that only its user can open, and ends when its standard input does, so it
cannot outlive who started it. A request is ``python -m MODULE ARGS`` with a working directory, an environment, and
two open files for its output. The answer is a line of JSON with the process's number when it runs, and another
with its exit code when it has ended; while it runs, lines with signals can be sent. Whoever asked and hangs up
takes the process with them.

Forking copies one thread of a process. So this one must have no other: it says so and ends if it has.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import random
import runpy
import selectors
import signal
import socket
import struct
import sys
import tempfile
import threading
import traceback
from contextlib import suppress
from pathlib import Path

from .warm import HEADER

__all__ = ["main"]

PATIENCE = 30.0  # seconds for a request that has begun: whoever asks may wait for a processor in between
PR_SET_PDEATHSIG, PR_SET_NAME = 1, 15


def main(address: str, *, models: bool, kernels: bool) -> None:
    """Load what everybody needs (see `prime`), then serve at *address* until standard input ends."""
    from .prime import load, prime

    gc.disable()  # what is loaded stays; looking through it again and again takes half a second
    load(kernels=kernels)
    if models:
        prime()
    threads = len(list(Path("/proc/self/task").iterdir()))
    if threads > 1:
        print(json.dumps({"refused": f"{threads} threads run in it, and a fork would copy one"}), flush=True)
        return
    # A fork shares memory until one side writes to it; the collector would write to all of it.
    gc.collect()
    gc.freeze()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen(128)
        print(json.dumps({"ready": os.getpid()}), flush=True)
        _Server(listener).serve()


class _Server:
    """Watches the listener, standard input, everybody who asked, and every process that was forked."""

    def __init__(self, listener: socket.socket) -> None:
        self.listener = listener
        self.watched = selectors.DefaultSelector()
        self.watched.register(listener, selectors.EVENT_READ, self._accept)
        self.watched.register(0, selectors.EVENT_READ, self._hung_up)
        self.pids: dict[socket.socket, int] = {}
        self.handles: set[int] = set()  # one for each process, readable when it has ended

    def serve(self) -> None:
        try:
            while True:
                for key, _ in self.watched.select():
                    key.data(key.fileobj)
        except EOFError:
            pass
        finally:
            for pid in self.pids.values():
                _kill(pid, signal.SIGKILL)

    def _hung_up(self, _: int) -> None:
        raise EOFError

    def _accept(self, listener: socket.socket) -> None:
        asker, _ = listener.accept()
        try:
            request, files = _receive(asker)
        except (OSError, ValueError, struct.error):
            asker.close()
            return
        pid = os.fork()
        if not pid:
            self.watched.close()
            self._become(asker, request, files)
        for file in files:
            os.close(file)
        self.pids[asker] = pid
        self.watched.register(asker, selectors.EVENT_READ, self._signal)
        handle = os.pidfd_open(pid)
        self.handles.add(handle)
        self.watched.register(handle, selectors.EVENT_READ, lambda _: self._ended(handle, asker, pid))
        _say(asker, {"pid": pid})

    def _become(self, asker: socket.socket, request: dict, files: list[int]) -> None:
        """Be the process that was asked for; does not return."""
        code = 1
        try:
            for other in (self.listener, asker, *self.pids):
                other.close()
            for handle in self.handles:
                os.close(handle)
            _settle(request, files)
            code = _run(request["module"], request["args"])
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)

    def _signal(self, asker: socket.socket) -> None:
        """Pass on a signal, or end the process of somebody who is gone."""
        try:
            lines = asker.recv(4096).splitlines()
        except OSError:
            lines = []
        pid = self.pids.get(asker)
        if pid is None:  # it ended at the same moment
            return
        for line in lines:
            _kill(pid, json.loads(line)["signal"])
        if not lines:
            self.watched.unregister(asker)
            _kill(pid, signal.SIGKILL)

    def _ended(self, handle: int, asker: socket.socket, pid: int) -> None:
        self.watched.unregister(handle)
        self.handles.discard(handle)
        os.close(handle)
        _, status = os.waitpid(pid, 0)
        del self.pids[asker]
        with suppress(KeyError):
            self.watched.unregister(asker)
        _say(asker, {"code": os.waitstatus_to_exitcode(status)})
        asker.close()


def _receive(asker: socket.socket) -> tuple[dict, list[int]]:
    """Return a request and the files that came with it; what comes to nothing leaves no file open."""
    asker.settimeout(PATIENCE)
    head, files, _, _ = socket.recv_fds(asker, HEADER.size, 2)
    try:
        (left,) = HEADER.unpack(head)
        body = bytearray()
        while len(body) < left:
            piece = asker.recv(left - len(body))
            if not piece:
                raise ValueError("hung up")
            body += piece
        asker.settimeout(None)
        return json.loads(body), files
    except (OSError, ValueError, struct.error):
        for file in files:
            os.close(file)
        raise


def _say(asker: socket.socket, words: dict) -> None:
    with suppress(OSError):  # somebody who has hung up is not told
        asker.sendall(json.dumps(words).encode() + b"\n")


def _kill(pid: int, number: int) -> None:
    """Send a signal to *pid* and what it has started; it has not been waited for, so the number is still its own."""
    try:
        os.killpg(pid, number)
    except ProcessLookupError:  # it has no group of its own yet
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def _settle(request: dict, files: list[int]) -> None:
    """Be as a process that was started afresh: own group, folder, environment, output and chance."""
    os.setsid()
    _introduce(request["module"])
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGPIPE, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for target, file in enumerate((nothing, *files)):
        os.dup2(file, target)
    for file in (nothing, *files):
        if file > 2:
            os.close(file)
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    tempfile.tempdir = None  # was looked up in the other environment
    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()
    if "matplotlib" in sys.modules and os.environ.get("MPLBACKEND"):  # which it reads when it is imported
        sys.modules["matplotlib"].rcParams["backend"] = os.environ["MPLBACKEND"]
    gc.enable()


def _introduce(module: str) -> None:
    """Have the system end this process when the warm one is killed, and call it by its own name."""
    import ctypes

    warm, control = os.getppid(), ctypes.CDLL(None).prctl
    control(PR_SET_PDEATHSIG, signal.SIGKILL)
    control(PR_SET_NAME, module.rpartition(".")[2].encode())
    if os.getppid() != warm:
        os._exit(1)


def _run(module: str, args: list[str]) -> int:
    """Run *module* as ``python -m`` does, to its very end; return the exit code."""
    sys.argv = ["-m", *args]
    sys.path.insert(0, str(Path.cwd()))
    code = 0
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else int(left.code is not None)
        if isinstance(left.code, str):
            print(left.code, file=sys.stderr)
    except BaseException:
        traceback.print_exc()
        code = 1
    threading._shutdown()
    atexit._run_exitfuncs()
    with suppress(OSError, ValueError):
        sys.stdout.flush()
        sys.stderr.flush()
    return code


if __name__ == "__main__":
    if Path(sys.path[0]) == Path.cwd():  # a fork has a folder of its own
        del sys.path[0]
    from inspired_analysis.running import warm_server

    warm_server.main(sys.argv[1], models="models" in sys.argv[2:], kernels="kernels" in sys.argv[2:])
