"""What made a result: the program, its models and the libraries that its results rest on, as one hash each.

A version number is not enough: a source tree changes without one.
"""

from __future__ import annotations

import hashlib
import re
import sys
from functools import cache
from importlib import metadata
from pathlib import Path

__all__ = ["digest", "made_by"]

HOME = Path(__file__).resolve().parent
# Where nothing decides what a result is.
ASIDE = ("__main__.py", "cli.py", "cli_running.py", "lab", "notebooks", "running", "terminal.py")
# Extras with which one works on results, or on the program, but which decide none.
TOOLS = ("cluster", "dev", "lab", "store")


def digest(*parts: bytes | str) -> str:
    """Return the SHA-256 of *parts*; where one ends and the next begins counts."""
    made = hashlib.sha256()
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        made.update(len(raw).to_bytes(8, "big"))
        made.update(raw)
    return made.hexdigest()


@cache
def made_by(*rooms: str) -> str:
    """Return the hash of the code and the models in *rooms* (all of them if none is named), and of the libraries.

    The modules that all rooms share always count. Python counts with its minor version, libraries with theirs.
    """
    files = [f for f in sorted(HOME.rglob("*")) if f.is_file() and "__pycache__" not in f.parts and _counts(f, rooms)]
    code = [part for f in files for part in (f.relative_to(HOME).as_posix(), _hash(f))]
    return digest(*code, *_libraries(), "{}.{}".format(*sys.version_info))


@cache
def _hash(file: Path) -> str:
    return digest(file.read_bytes())


def _counts(file: Path, rooms: tuple[str, ...]) -> bool:
    first, *rest = file.relative_to(HOME).parts
    if first in ASIDE or file.suffix == ".md":
        return False
    return not rest or not rooms or first in rooms


@cache
def _libraries() -> tuple[str, ...]:
    """Return name and version of what the package requires for results, as far as it is installed."""
    try:
        required = metadata.requires("inspired_analysis") or []
    except metadata.PackageNotFoundError:  # run from a folder that was never installed
        return ()
    found = []
    telling = [line for line in required if not re.search(rf"extra == ['\"]({'|'.join(TOOLS)})['\"]", line)]
    for name in sorted({re.match(r"[\w.-]+", line).group() for line in telling}):
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            continue
    return tuple(found)
