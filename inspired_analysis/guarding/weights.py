"""Model files against their hashes: what is loaded is what was shipped.

``SHA256SUMS`` lies beside the files, in the form that ``sha256sum`` writes and checks. It guards against files that
were damaged or exchanged by themselves; who can exchange both needs no model to do harm.

    python -m inspired_analysis.guarding.weights FOLDER     (writes SHA256SUMS for all files in FOLDER)
"""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path

from ..errors import CodingError

__all__ = ["SUMS", "check_files", "write_sums"]

SUMS = "SHA256SUMS"
_LINE = re.compile(r"([0-9a-f]{64}) [ *]([^/\\\s][^/\\]*)")
_TODO = "Install the package anew; after training of your own, run python -m inspired_analysis.guarding.weights."


def check_files(folder: Path, names: list[str] | None = None) -> None:
    """Hold the files *names* of *folder* (all that are listed, if None) against its ``SHA256SUMS``.

    A folder without that file, as of a model that somebody trained, is not checked.

    Raises
    ------
    CodingError
        If a file is missing, unlisted or another.
    """
    sums = folder / SUMS
    if not sums.is_file():
        return
    listed = {}
    for number, line in enumerate(sums.read_text(encoding="utf-8").splitlines(), 1):
        match = _LINE.fullmatch(line)
        if not match:
            raise CodingError(f"{SUMS}, line {number}", expected="a hash and a file's name", found=repr(line[:80]))
        listed[match[2]] = match[1]
    for name in listed if names is None else names:
        if name not in listed:
            raise CodingError(folder / name, expected=f"a file that {SUMS} lists", found="another", todo=_TODO)
        try:
            found = _hash(folder / name)
        except OSError as error:
            raise CodingError(folder / name, expected="a model file", found=error.strerror or "none") from None
        if found != listed[name]:
            raise CodingError(folder / name, expected=f"the file whose SHA-256 {SUMS} gives", found="another",
                              todo=_TODO)  # fmt: skip


def write_sums(folder: Path) -> Path:
    """Write ``SHA256SUMS`` for the model files in *folder* (.npz, .onnx, .json) and return its path."""
    files = sorted(f for f in folder.iterdir() if f.suffix in (".npz", ".onnx", ".json", ".safetensors", ".bin"))
    path = folder / SUMS
    path.write_text("".join(f"{_hash(f)}  {f.name}\n" for f in files), encoding="utf-8")
    return path


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    print(write_sums(Path(sys.argv[1])))
