"""Who is who: the key of one dialogue and its log of replacements, in one encrypted file, kept apart from everything.

The file is in the age format (https://age-encryption.org, by the package pyrage), under a passphrase: with it, any
program that knows age opens the file, also when this one is gone. Without it nobody does; there is no second way.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from ..errors import RunError
from .masking import Replacement
from .spelling import WORD, fold

__all__ = ["LEAST", "Entry", "Key", "open_key", "save_key"]

LEAST = 10  # characters of a new passphrase
MAX_BYTES = 200_000_000
TRIES = 50
GOOD_WORK = range(14, 19)  # powers of two of scrypt; age itself takes 18 on a machine with time


class Entry(BaseModel):
    """Somebody or something, how it is called instead, and in which workshops it was listed."""

    model_config = ConfigDict(extra="forbid")

    replacement: str
    kind: str
    names: tuple[str, ...]
    workshops: tuple[str, ...] = ()

    def shares(self, names: tuple[str, ...]) -> bool:
        """Whether one of *names* is one of these, whatever its case and diacritics."""
        return not {_plain(n) for n in self.names}.isdisjoint(_plain(n) for n in names)


class Key(BaseModel):
    """The contents of a key file.

    ``log`` is what was replaced, workshop by workshop: offsets count in the pseudonymised text. ``last`` is the last
    number given, so that no number comes back after somebody is forgotten.
    """

    model_config = ConfigDict(extra="forbid")

    version: int = 1
    dialogue: str = ""
    last: int = 0
    entries: tuple[Entry, ...] = ()
    log: dict[str, tuple[Replacement, ...]] = {}

    def find(self, kind: str, names: tuple[str, ...]) -> Entry | None:
        """Return the entry of *kind* that shares one of *names*."""
        return next((e for e in self.entries if e.kind == kind and e.shares(names)), None)


def open_key(path: Path, passphrase: str) -> Key:
    """Decrypt the key file at *path*.

    Raises
    ------
    RunError
        If it is missing, damaged, or the passphrase is another.
    """
    pyrage = _pyrage()
    try:
        if path.stat().st_size > MAX_BYTES:
            raise RunError(path, expected="a key file", found="one of more than 200 MB")
        return Key.model_validate_json(_decrypted(path.read_bytes(), passphrase))
    except OSError as error:
        raise RunError(path, expected="a key file that can be read", found=error.strerror or "none") from None
    except (pyrage.DecryptError, ValidationError, ValueError):
        raise RunError(path, expected="a key file of this program, and its passphrase",
                       found="another passphrase, or another or damaged file",
                       todo="Without the passphrase the key cannot be read by anybody.") from None  # fmt: skip


def save_key(path: Path, key: Key, passphrase: str) -> None:
    """Encrypt *key* to *path*, whole or not at all, readable by its owner only."""
    sealed = _encrypted(key.model_dump_json().encode(), passphrase)
    aside = path.with_name(f".{path.name}.aside")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.unlink(missing_ok=True)
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(sealed)
            out.flush()
            os.fsync(out.fileno())
        aside.replace(path)
    except BaseException as error:
        with suppress(OSError):
            aside.unlink()
        if not isinstance(error, OSError):
            raise
        raise RunError(path, expected="a place for the key file", found=error.strerror or str(error)) from None


def _encrypted(content: bytes, passphrase: str) -> bytes:
    """Encrypt; age measures how much work guessing shall cost, and on a busy machine that is far too little or much."""
    pyrage, tried = _pyrage(), {}
    for _ in range(4):
        sealed = pyrage.passphrase.encrypt(content, passphrase)
        work = int(sealed.split(b"\n", 2)[1].split()[-1])
        if work in GOOD_WORK:
            return sealed
        tried[abs(work - GOOD_WORK.start)] = sealed
    return tried[min(tried)]


def _decrypted(sealed: bytes, passphrase: str) -> bytes:
    """Decrypt; age refuses what would take this machine long, and misjudges one that is busy at the moment."""
    pyrage = _pyrage()
    for _ in range(TRIES):
        try:
            return pyrage.passphrase.decrypt(sealed, passphrase)
        except pyrage.DecryptError as error:
            if "xcessive" not in str(error):
                raise
        time.sleep(0.2)
    raise RunError("the key file", expected="a machine with time for it", found="one that is too busy or too slow",
                   todo="Try again later.")  # fmt: skip


def _plain(name: str) -> str:
    return "".join(fold(w) for w in WORD.findall(name)) + "".join(filter(str.isdigit, name))


def _pyrage():
    try:
        import pyrage
    except ImportError:
        raise RunError("the key file", expected="the package pyrage", found="none",
                       todo="Install it: pip install 'inspired_analysis[key]'") from None  # fmt: skip
    return pyrage
