"""Parsing under limits, in a child process that may die without taking anything along.

Documents that are archives, XML, JSON or PDF are parsed by large libraries in C and Python, and anybody can
send one. The child has limits on time and memory, no standard input, may write nothing, and answers in JSON: a
`Source`, or the error in the words of `ReadingError`. Plain text, captions and separated values need no child:
their readers are ours, and linear.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

from ..errors import ReadingError
from .source import Aside, Line, Source

__all__ = ["child", "load_guarded"]

SECONDS = 18.0  # with the start of the child and what follows it stays under 20
BYTES = 500_000_000  # of address space, libraries included; 140 MB of it are taken before a file is opened
PLAIN = frozenset({"", ".txt", ".text", ".md", ".markdown", ".vtt", ".srt", ".csv", ".tsv", ".tab"})
DOCUMENTS = (b"PK\x03\x04", b"PK\x05\x06", b"{\\rtf")
# The child looks for the package where this process found it, and nowhere else.
CHILD = f"import sys; sys.path[:] = sys.argv[2:]; from {__name__} import child; child(sys.argv[1])"
TOO_MUCH = 70  # exit code of a child that had no memory or stack left

_LINE = tuple(f.name for f in fields(Line))
_ASIDE = tuple(f.name for f in fields(Aside))


def load_guarded(path: Path) -> Source:
    """Read one file into a `Source`: plain text here, everything else in a child.

    Raises
    ------
    ReadingError
        For whatever cannot be read, and for a child that died or ran out of time or memory.
    """
    if path.suffix.lower() in PLAIN and not _is_document(path):
        from .formats import load

        return load(path)
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-B", "-c", CHILD, str(path), *_places()],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        answer = json.loads(done.stdout) if done.returncode == 0 else None
    except subprocess.TimeoutExpired:  # run() has ended the child by now, and waited for it
        raise _refused(path, f"one that takes more than {SECONDS:.0f} seconds") from None
    except json.JSONDecodeError:
        answer = None
    if answer is None:
        short = done.returncode == TOO_MUCH
        found = f"more than {BYTES // 1_000_000} MB" if short else f"one that ends its reader (code {done.returncode})"
        raise _refused(path, found)
    return _decoded(answer)


def _is_document(path: Path) -> bool:
    """Whether a file that is called plain text is a document in truth."""
    try:
        with path.open("rb") as file:
            head = file.read(1024)
    except (OSError, ValueError):
        return False  # load() says what is wrong with it
    return head.startswith(DOCUMENTS) or b"%PDF-" in head


def _places() -> list[str]:
    """Return where the child may import from: this process's own places, and the package's."""
    return [*(p for p in sys.path if Path(p).is_absolute()), str(Path(__file__).parents[2])]


def _refused(path: Path, found: str) -> ReadingError:
    return ReadingError(
        path,
        expected="a document that can be parsed in reasonable time and memory",
        found=found,
        todo="Open it in the program that made it and save it again, or export it as text.",
    )


def _decoded(answer: dict) -> Source:
    if "error" in answer:
        error = answer["error"]
        raise ReadingError(error["where"], expected=error["expected"], found=error["found"], todo=error["todo"])
    answer["lines"] = tuple(Line(*line) for line in answer["lines"])
    answer["asides"] = tuple(Aside(*aside) for aside in answer["asides"])
    return Source(**{**answer, "notes": tuple(answer["notes"])})


def _encoded(source: Source) -> dict:
    return {
        "file": source.file,
        "format": source.format,
        "text": source.text,
        "lines": [[getattr(line, name) for name in _LINE] for line in source.lines],
        "asides": [[getattr(aside, name) for name in _ASIDE] for aside in source.asides],
        "notes": list(source.notes),
    }


def child(path: str) -> None:
    """Read *path* under limits and answer on standard output: what the child process does."""
    _limit()
    try:
        from .formats import load

        try:
            answer = _encoded(load(Path(path)))
        except ReadingError as error:
            said = {name: getattr(error, name) for name in ("where", "expected", "found", "todo")}
            answer = {"error": said}
        sys.stdout.buffer.write(json.dumps(answer).encode())
        sys.stdout.buffer.flush()
    except (MemoryError, RecursionError):
        sys.exit(TOO_MUCH)


def _limit() -> None:
    """Take memory, time and writing away from this process, where the system can."""
    try:
        import resource
    except ImportError:  # Windows: the parent's clock is the only limit
        return
    limits = (
        ("RLIMIT_AS", BYTES),
        ("RLIMIT_CPU", int(SECONDS) + 1),
        ("RLIMIT_FSIZE", 0),
        ("RLIMIT_CORE", 0),
    )
    for name, most in limits:
        try:
            resource.setrlimit(getattr(resource, name), (most, most))
        except (AttributeError, ValueError, OSError):  # macOS knows not every limit, or no limit on memory
            continue
