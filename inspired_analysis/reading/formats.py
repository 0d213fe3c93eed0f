"""Which reader takes a file: decided by its first bytes, then by its name."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

from ..errors import ReadingError
from .archive import OLE, is_encrypted_office
from .captions import looks_like_captions, read_captions
from .decoding import decode
from .elan import read_elan
from .markup import read_html
from .opendocument import read_opendocument
from .pdf import read_pdf
from .plain import read_plain
from .project import read_project
from .recogniser import read_recogniser
from .richtext import read_richtext
from .source import Source, cleaned
from .tabular import looks_like_table, read_delimited, read_workbook
from .word import read_word

__all__ = ["SUFFIXES", "load"]

MAX_BYTES = 100_000_000
MAX_TEXT = 20_000_000
MAX_LINES = 120_000  # with words: a hundred hours of talk
Reader = Callable[[bytes, Path], Source]

READERS: dict[str, Reader] = {
    ".docx": read_word,
    ".docm": read_word,
    ".dotx": read_word,
    ".txt": read_plain,
    ".text": read_plain,
    ".md": read_plain,
    ".markdown": read_plain,
    "": read_plain,
    ".vtt": read_captions,
    ".srt": read_captions,
    ".csv": read_delimited,
    ".tsv": read_delimited,
    ".tab": read_delimited,
    ".xlsx": read_workbook,
    ".xlsm": read_workbook,
    ".pdf": read_pdf,
    ".odt": read_opendocument,
    ".rtf": read_richtext,
    ".html": read_html,
    ".htm": read_html,
    ".json": read_recogniser,
    ".eaf": read_elan,
    ".qdpx": read_project,
}
SUFFIXES = tuple(s for s in READERS if s)
_TEXTUAL = {read_plain, read_captions, read_delimited, read_html, read_recogniser, read_elan, read_richtext}
_TODO = "Export the transcript as .docx, .txt, .vtt, .srt, .csv, .xlsx or .pdf."


def load(path: Path) -> Source:
    """Read one file into a `Source`.

    Raises
    ------
    ReadingError
        For whatever cannot be read: missing, empty, unknown, damaged, encrypted, hostile.
    """
    raw = _bytes(path)
    reader = _reader(raw, path)
    if reader in _TEXTUAL and len(raw) > MAX_TEXT:
        raise ReadingError(
            path,
            expected=f"at most {MAX_TEXT // 1_000_000} MB of text",
            found=f"{len(raw):,} bytes",
            todo="Split the file into its sessions.",
        )
    try:
        source = cleaned(reader(raw, path))
        many = sum(1 for line in source.lines if line.text.strip())
        if many > MAX_LINES:
            raise ReadingError(
                path,
                expected=f"at most {MAX_LINES:,} lines of talk",
                found=f"{many:,}",
                todo="Split the file into its sessions.",
            )
        return source
    except ReadingError:
        raise
    except (RecursionError, MemoryError) as error:
        raise ReadingError(
            path, expected="a document of ordinary depth and size", found=type(error).__name__, todo=_TODO
        ) from None


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise ReadingError(path, expected="a transcript file", found="a folder")
        if size > MAX_BYTES:
            raise ReadingError(
                path,
                expected=f"at most {MAX_BYTES // 1_000_000} MB",
                found=f"{size:,} bytes",
                todo="Is this the recording? The transcript is wanted.",
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise ReadingError(
            path, expected="a transcript file", found="nothing there", todo="Check the spelling of the path."
        ) from None
    except (OSError, ValueError) as error:
        raise ReadingError(
            path,
            expected="a file that can be opened",
            found=getattr(error, "strerror", "") or str(error),
            todo="Check the path and your rights to it.",
        ) from None


def _reader(raw: bytes, path: Path) -> Reader:
    """Choose by content where content is plain; refuse what no reader takes."""
    suffix = path.suffix.lower()
    by_name = READERS.get(suffix)
    if not raw:
        raise ReadingError(
            path, expected="a transcript", found="an empty file", todo="Check that the export was finished."
        )
    if raw.startswith(OLE):
        raise _ole(raw, path)
    if b"%PDF-" in raw[:1024]:
        return read_pdf
    if raw.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(raw, path, by_name)
    if raw.startswith(b"{\\rtf"):
        return read_richtext
    if by_name in (read_word, read_workbook, read_pdf, read_opendocument, read_project, read_richtext):
        raise ReadingError(
            path,
            expected=f"a {suffix} file",
            found="something else under that name",
            todo="Open it in the program that made it and export it again.",
        )
    if by_name is None:
        raise _unknown(path, f"the format {suffix!r}")
    return _inside(raw, path) or by_name if by_name is read_plain else by_name


def _inside(raw: bytes, path: Path) -> Reader | None:
    """Return who reads a text that begins as captions or a table do, if it does and its beginning can be read."""
    try:
        head = decode(raw[:4096], path)[0]
    except ReadingError:
        return None
    return read_captions if looks_like_captions(head) else read_delimited if looks_like_table(head) else None


def _zipped(raw: bytes, path: Path, by_name: Reader | None) -> Reader:
    """Tell Word from Excel by what is inside."""
    if by_name in (read_word, read_workbook, read_opendocument, read_project):
        return by_name
    head = raw[:2_000_000]
    if b"application/vnd.oasis.opendocument.text" in head[:200]:
        return read_opendocument
    if b"word/document" in head:
        return read_word
    if b"xl/workbook" in head:
        return read_workbook
    raise _unknown(path, "an archive" if zipfile.is_zipfile(path) else "a damaged archive")


def _ole(raw: bytes, path: Path) -> ReadingError:
    if is_encrypted_office(raw):
        return ReadingError(
            path,
            expected="a document without a password",
            found="an encrypted one",
            todo="Remove the password and save it again.",
        )
    return ReadingError(
        path,
        expected="a transcript in a current format",
        found="an Office file from before 2007",
        todo="Open it in Word, Excel or LibreOffice and save it as .docx or .xlsx.",
    )


def _unknown(path: Path, found: str) -> ReadingError:
    return ReadingError(path, expected="a transcript in a format that can be read", found=found, todo=_TODO)
