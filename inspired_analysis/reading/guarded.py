"""Parsing under limits, in a child process that may die without taking anything along.

Documents that are archives, XML or PDF are parsed by large libraries in C and Python, and anybody can send one.
The child has limits on time and memory, no standard input, and answers in JSON: a `Source`, or the error in the
words of `ReadingError`. Plain text needs no child: its readers are ours, and linear.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from ..errors import ReadingError
from .source import Aside, Line, Source

__all__ = ["load_guarded"]

SECONDS = 20
BYTES = 1_500_000_000  # of address space, most of it libraries; what a child really holds stays far below
PLAIN = frozenset({"", ".txt", ".text", ".md", ".markdown", ".vtt", ".srt", ".csv", ".tsv", ".tab"})
TODO = "Open it in the program that made it and save it again, or export it as text."


def load_guarded(path: Path) -> Source:
    """Read one file into a `Source`: plain text here, everything else in a child.

    Raises
    ------
    ReadingError
        For whatever cannot be read, and for a child that died or ran out of time or memory.
    """
    if path.suffix.lower() in PLAIN and not _is_archive(path):
        from .formats import load

        return load(path)
    command = [sys.executable, "-I", "-m", __name__, str(path.absolute())]
    try:
        child = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise _refused(path, f"one that takes more than {SECONDS} seconds") from None
    if child.returncode:
        raise _refused(path, f"one that ends the parser (code {child.returncode})")
    return _decoded(json.loads(child.stdout), path)


def _is_archive(path: Path) -> bool:
    """Whether a file that is called plain text is a document in truth."""
    try:
        with path.open("rb") as file:
            return file.read(1024).lstrip().startswith((b"PK", b"%PDF", b"{\\rtf"))
    except OSError:
        return False


def _refused(path: Path, found: str) -> ReadingError:
    return ReadingError(
        path, expected="a document that can be parsed in reasonable time and memory", found=found, todo=TODO
    )


def _decoded(answer: dict, path: Path) -> Source:
    if "error" in answer:
        error = answer["error"]
        raise ReadingError(error["where"], expected=error["expected"], found=error["found"], todo=error["todo"])
    answer["lines"] = tuple(Line(**line) for line in answer["lines"])
    answer["asides"] = tuple(Aside(**aside) for aside in answer["asides"])
    return Source(**{**answer, "notes": tuple(answer["notes"])})


def _limit() -> None:
    """Take memory, time and new files away from this process, where the system can."""
    try:
        import resource
    except ImportError:  # Windows: the parent's clock is the only limit
        return
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _main(path: Path) -> None:
    """Read *path* in the child and answer on standard output."""
    from .formats import load

    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    _limit()
    try:
        answer = asdict(load(path))
    except ReadingError as error:
        answer = {"error": {"where": error.where, "expected": error.expected, "found": error.found, "todo": error.todo}}
    except (MemoryError, RecursionError):
        sys.exit(70)
    sys.stdout.buffer.write(json.dumps(answer).encode())


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
