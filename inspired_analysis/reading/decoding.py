"""From bytes to text: Unicode first, anything else only with a note on what was assumed."""

from __future__ import annotations

import codecs
from pathlib import Path

from ..errors import ReadingError
from ..language import looks_like
from .source import normalised

__all__ = ["decode"]

SAMPLE = 65_536
MAX_LINES = 400_000  # empty ones and those of a recogniser's JSON counted
FEWEST_BYTES = 200  # less than that tells nothing of its encoding
# Languages that Windows writes in cp1252; their words tell it better than the few letters that differ.
WESTERN = frozenset({"en", "fr", "de", "es", "pt", "it", "nl"})
_MARKS = (  # UTF-32 before UTF-16: the one mark begins with the other
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(raw: bytes, path: Path) -> tuple[str, tuple[str, ...]]:
    """Return the text of *raw*, normalised, and notes on what had to be assumed.

    Raises
    ------
    ReadingError
        If there is nothing but white space, or if the bytes are no text in any encoding.
    """
    text, notes = _decoded(raw, path)
    text = normalised(text)
    if not text.strip("\x00 \t\n\ufeff"):
        raise ReadingError(
            path,
            expected="a transcript",
            found="an empty file" if not raw else "only white space",
            todo="Check that the export was finished.",
        )
    if text.count("\n") > MAX_LINES:
        raise ReadingError(
            path,
            expected=f"at most {MAX_LINES:,} lines",
            found=f"{text.count(chr(10)):,}",
            todo="Split the file into its sessions.",
        )
    return text, notes


def _decoded(raw: bytes, path: Path) -> tuple[str, tuple[str, ...]]:
    encoding = next((name for mark, name in _MARKS if raw.startswith(mark)), None) or _wide(raw)
    try:
        text = raw.decode(encoding or "utf-8")
    except UnicodeDecodeError as error:
        if encoding:
            raise ReadingError(
                path,
                expected=f"{encoding} text, as its first bytes say",
                found=f"byte {raw[error.start]:#04x} at {error.start}",
                todo="Save the file again as UTF-8.",
            ) from None
        return _guessed(raw, path)
    if _binary(text):
        raise _no_text(path)
    return text, ()


def _wide(raw: bytes) -> str | None:
    """Recognise UTF-16 or UTF-32 without a mark by where its zero bytes stand."""
    sample = raw[:4096]
    if len(sample) < 4 or sample.count(0) < len(sample) // 5:
        return None
    zeros = [sample[i::4].count(0) * 4 / len(sample) for i in range(4)]
    if min(zeros[1:]) > 0.9:
        return "utf-32-le"
    if min(zeros[:3]) > 0.9:
        return "utf-32-be"
    even, odd = zeros[0] + zeros[2], zeros[1] + zeros[3]
    return "utf-16-le" if odd > 4 * even else "utf-16-be" if even > 4 * odd else None


def _guessed(raw: bytes, path: Path) -> tuple[str, tuple[str, ...]]:
    """Decode what is not UTF-8 by its letters; say so."""
    from charset_normalizer import from_bytes  # slow to import, and seldom needed

    if _binary(raw.decode("latin-1")):
        raise _no_text(path)
    # A few stray bytes in long UTF-8 are damage, not another encoding.
    mended = raw.decode("utf-8", errors="replace")
    if mended.count("\ufffd") <= max(3, len(mended) // 2000) and any(ord(c) > 127 and c != "\ufffd" for c in mended):
        note = f"{path.name}: {mended.count(chr(0xFFFD))} characters were damaged and are shown as \ufffd."
        return mended, (note,)
    encoding = _by_words(raw[:SAMPLE])
    if not encoding:
        best = from_bytes(raw[:SAMPLE]).best() if len(raw) >= FEWEST_BYTES else None
        encoding = best.encoding if best is not None else "cp1252"
    if encoding == "cp1250" and not any(0x80 <= byte < 0xA0 for byte in raw):
        encoding = "iso8859_2"  # alike but for š, ž and ś, which cp1250 keeps where ISO has nothing
    text = raw.decode(encoding, errors="replace")
    note = f"{path.name} is not in UTF-8; it was read as {encoding}. If letters look wrong, save it as UTF-8."
    return text, (note,)


def _by_words(sample: bytes) -> str:
    """Return the code page in which the commonest words are those of a language that uses it, or ``""``."""
    for codec, languages, least in (("cp1252", WESTERN, 0.15), ("cp1254", {"tr"}, 0.08)):
        language, share = looks_like(sample.decode(codec, "replace"))
        if language in languages and share > least:
            return codec
    return ""


def _binary(text: str) -> bool:
    sample = text[:SAMPLE]
    strange = sum(c < " " and c not in "\t\n\r\x0b\x0c\x1b" for c in sample)
    return strange > max(2, len(sample) // 50)


def _no_text(path: Path) -> ReadingError:
    return ReadingError(
        path,
        expected="text",
        found="binary data",
        todo="Export the transcript as .docx, .txt, .vtt, .csv or .pdf.",
    )
