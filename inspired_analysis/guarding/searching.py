"""Search files, to their last byte, for words that must not be there.

Looked into: every file as it lies, as UTF-8 and UTF-16, with JSON's and HTML's escapes undone; every member of archives
(.docx, .xlsx, .zip …) and of archives in them; the text of PDF files. Not looked into: pictures, sound, and archives
that are encrypted; they are listed as unsearched.
"""

from __future__ import annotations

import html
import io
import os
import re
import zipfile
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .public import public
from .spelling import ENDINGS, fold, form
from .writing import words_apart

__all__ = ["Found", "Searched", "jupyter_folders", "search", "stands", "texts_in"]

MAX_BYTES = 300_000_000
MAX_DEPTH = 3
# Before a word, the letters of an escape (a line's end in JSON, a space in an address) are none of its own.
_ESCAPES = r"(?<=\\[nrtbf])|(?<=%[0-9a-f]{2})"
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


@dataclass(frozen=True)
class Found:
    """A file (and the member of an archive, behind ``!``) or a name of one, and which needle it holds: its number."""

    file: str
    needle: int


@dataclass(frozen=True)
class Searched:
    """How many files were searched, what was found, and which files could not be searched."""

    files: int
    found: tuple[Found, ...]
    unsearched: tuple[str, ...]


def search(places: Iterable[Path], needles: Iterable[str], *, whole: Container[str] = ()) -> Searched:
    """Look for *needles*, whatever their case and white space, in all files below *places*, and in their names.

    Those that are *whole* count only as words of their own (`stands`): Mark is not in the market.
    """
    wanted = [(_even(n), _stands if n in whole else _holds) for n in needles]
    found, unsearched, count = [], [], 0
    for place in places:
        for path in _files(place):
            count += 1
            name = str(path.relative_to(place.parent))
            name = _even(f"{name} {words_apart(name)}")
            found += [Found(str(path), i) for i, (n, is_in) in enumerate(wanted) if is_in(n, name)]
            try:
                for member, text in texts_in(path):
                    even = _even(text)
                    found += [Found(f"{path}{member}", i) for i, (n, is_in) in enumerate(wanted) if is_in(n, even)]
            except Exception:  # whatever a damaged or locked file does to its reader
                unsearched.append(str(path))
    return Searched(count, tuple(dict.fromkeys(found)), tuple(unsearched))


def stands(words: str, text: str) -> bool:
    """Whether *words* stand in *text* as words of their own, or with an ending that makes no ordinary word of them."""
    return _stands(_even(words), _even(text))


def jupyter_folders() -> list[Path]:
    """Return the user's folders of Jupyter and IPython, where histories, workspaces and connection files lie."""
    from jupyter_core.paths import jupyter_config_dir, jupyter_data_dir, jupyter_runtime_dir

    folders = {Path(f()).resolve() for f in (jupyter_config_dir, jupyter_data_dir, jupyter_runtime_dir)}
    folders.add(Path(os.environ.get("IPYTHONDIR") or Path.home() / ".ipython").resolve())
    outer = [f for f in folders if not any(f != other and f.is_relative_to(other) for other in folders)]
    return sorted(f for f in outer if f.is_dir())


def texts_in(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (member, text) for everything that *path* holds; the member of the file itself is ``""``."""
    if path.stat().st_size > MAX_BYTES:
        raise ValueError("too large")
    yield from _texts(path.read_bytes(), "", 0)


def _texts(raw: bytes, member: str, depth: int) -> Iterator[tuple[str, str]]:
    plain = raw.decode("utf-8", "ignore")
    yield member, plain
    unescaped = html.unescape(_ESCAPED.sub(lambda m: chr(int(m[1], 16)), plain))
    if unescaped != plain:
        yield member, unescaped
    if b"\0" in raw:
        for codec in ("utf-16-le", "utf-16-be"):
            yield member, raw.decode(codec, "ignore")
    if raw.startswith(b"%PDF-"):
        from pypdf import PdfReader

        yield member, "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(raw)).pages)
    if raw.startswith((b"PK\x03\x04", b"PK\x05\x06")) and depth < MAX_DEPTH:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            for info in archive.infolist():
                inner = f"{member}!{info.filename}"
                yield inner, info.filename
                if info.file_size > MAX_BYTES:
                    raise ValueError("too large")
                yield from _texts(archive.read(info), inner, depth + 1)


def _files(place: Path) -> Iterator[Path]:
    if place.is_file():
        yield place
    elif place.is_dir():
        yield from sorted(p for p in place.rglob("*") if p.is_file() and not p.is_symlink())


def _stands(words: str, text: str) -> bool:
    return words in text and any(
        not match[1] or (fold(match[1]) in ENDINGS and not public(form(match[0])))
        for match in re.finditer(rf"(?:(?<![^\W_])|{_ESCAPES}){re.escape(words)}([^\W\d_]*)(?![^\W_])", text)
    )


def _holds(words: str, text: str) -> bool:
    return words in text


def _even(text: str) -> str:
    return " ".join(text.casefold().split())
