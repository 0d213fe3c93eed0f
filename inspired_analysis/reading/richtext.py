"""Rich text (.rtf): the words between the control words. Objects, pictures and macros are never opened."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace
from pathlib import Path

from ..errors import ReadingError
from .source import Aside, Line, Source, normalised
from .wordlists import words

__all__ = ["read_richtext"]

MAX_DEPTH = 1_000
_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([\r\n]+)|([^\\{}\r\n]+)", re.S
)
# Destinations that hold no words of the document.
SILENT = words("""
    fonttbl colortbl stylesheet info pict object objdata objocx themedata colorschememapping datastore
    latentstyles listtable listoverridetable rsidtbl generator xmlnstbl mmathPr fldinst bkmkstart bkmkend
    filetbl revtbl pgdsctbl blipuid shpinst shprslt sp sn sv nonshppict listtext pntext template password passwordhash
    userprops
""")
ASIDES = {"header": "page furniture", "headerl": "page furniture", "headerr": "page furniture",
          "headerf": "page furniture", "footer": "page furniture", "footerl": "page furniture",
          "footerr": "page furniture", "footerf": "page furniture", "footnote": "footnotes",
          "annotation": "comments", "atnid": "comments", "atnauthor": "comments"}  # fmt: skip
SYMBOLS = {"par": "\n", "line": "\n", "sect": "\n", "page": "\n", "cell": "\t", "row": "\n", "tab": "\t",
           "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
           "bullet": "•", "emspace": "\u2003", "enspace": "\u2002", "zwj": "\u200d", "zwnj": "\u200c"}  # fmt: skip
# Character sets of fonts that write one byte a letter, as code pages (Rich Text Format Specification 1.9, Font Table).
CHARSETS = {161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251",
            222: "cp874", 238: "cp1250"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _State:
    """What holds within a group: where its text goes, and how."""

    reason: str = ""
    silent: bool = False
    bold: bool = False
    skip: int = 1  # how many characters follow a \\u as its stand-in
    codec: str = "cp1252"  # of the document; a font may have its own
    font: int = 0


def read_richtext(raw: bytes, path: Path) -> Source:
    """Read .rtf; raise `ReadingError` if nothing in it is text."""
    pieces = _pieces(raw, path)
    asides = [Aside(reason, normalised(text)) for text, reason, _ in pieces if reason]
    lines = _lines([(text, bold) for text, reason, bold in pieces if not reason])
    if not any(line.text.strip() for line in lines):
        raise ReadingError(
            path, expected="a transcript", found="rich text without words", todo="Save it as .docx and try again."
        )
    whole = normalised("".join(text for text, _, _ in pieces))
    return Source(path.name, "rich text", whole, tuple(lines), tuple(asides))


def _pieces(raw: bytes, path: Path) -> list[tuple[str, str, bool]]:
    """Return (text, reason, bold) in order."""
    state, stack = _State(), []
    pieces: list[tuple[str, str, bool]] = []
    fonts: dict[int, str] = {}
    skipping, surrogate, position = 0, "", 0
    while position < len(raw):
        token = _TOKEN.match(raw, position)
        if token is None:
            break
        position = token.end()
        word, number, byte, symbol, brace, newline, text = token.groups()
        out = ""
        if brace == b"{":
            stack.append(state)
            if len(stack) > MAX_DEPTH:
                raise ReadingError(path, expected="rich text", found=f"groups nested over {MAX_DEPTH} deep")
        elif brace == b"}":
            state = stack.pop() if stack else state
        elif newline:
            continue
        elif word:
            name = word.decode("ascii")
            value = int(number) if number else None
            if name == "bin":  # raw bytes, whatever they look like
                position += min(max(0, value or 0), len(raw) - position)
            elif name == "u" and value is not None:
                out, surrogate = _unicode(value, surrogate)
                skipping = state.skip
            elif name in SYMBOLS:
                out = SYMBOLS[name]
            elif name == "shptxt":  # what stands in a shape is a paragraph of its own
                state, out = replace(state, silent=False), "\n"
            elif name == "fcharset" and value in CHARSETS:
                fonts[state.font] = CHARSETS[value]
            else:
                state = _changed(state, name, value)
        elif byte:
            codec = fonts.get(state.font, state.codec)
            out = _after_skip(bytes.fromhex(byte.decode("ascii")).decode(codec, "replace"), skipping)
            skipping = max(0, skipping - 1)
        elif symbol:
            out = {b"~": "\u00a0", b"_": "-", b"-": "", b"*": ""}.get(symbol, symbol.decode("latin-1"))
            if symbol == b"*" and raw[token.start() - 1 : token.start()] == b"{":  # an unknown destination may go
                state = replace(state, silent=True)
        elif text:
            decoded = text.decode(fonts.get(state.font, state.codec), "replace")
            out, skipping = decoded[skipping:], max(0, skipping - len(decoded))
        if out and not state.silent:
            pieces.append((out, state.reason, state.bold))
    return pieces


def _changed(state: _State, name: str, value: int | None) -> _State:
    """Return the state after a control word that is no text."""
    on = value != 0
    if name in ASIDES:
        return replace(state, reason=ASIDES[name], silent=False)
    if name in SILENT:
        return replace(state, silent=True)
    if name in ("f", "deff"):
        return replace(state, font=value or 0)
    if name == "b":
        return replace(state, bold=on)
    if name == "plain":
        return replace(state, bold=False, reason="" if state.reason in ("hidden text",) else state.reason)
    if name == "v":
        return replace(state, reason="hidden text" if on else "")
    if name == "deleted":
        return replace(state, reason="deleted text (tracked changes)" if on else "")
    if name == "uc":
        return replace(state, skip=max(0, value or 0))
    if name == "ansicpg" and value:
        return replace(state, codec=_codec(value))
    return state


def _codec(page: int) -> str:
    name = "utf-8" if page == 65001 else f"cp{page}"
    try:
        codecs.lookup(name)
    except LookupError:
        return "cp1252"
    return name


def _unicode(value: int, surrogate: str) -> tuple[str, str]:
    """Return the character of a \\u and a half that waits for its pair."""
    unit = value % 0x10000
    if 0xD800 <= unit < 0xDC00:
        return "", chr(unit)
    if 0xDC00 <= unit < 0xE000:
        pair = (surrogate + chr(unit)).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return pair, ""
    return chr(unit), ""


def _after_skip(text: str, skipping: int) -> str:
    return "" if skipping else text


def _lines(pieces: list[tuple[str, bool]]) -> list[Line]:
    """Cut the text at its paragraph ends; keep how much of each beginning is bold."""
    lines: list[Line] = []
    text, bold, strong = "", 0, True
    for piece, is_bold in [*pieces, ("\n", False)]:
        for i, part in enumerate(piece.split("\n")):
            if i:
                lines.append(Line(normalised(text), f"paragraph {len(lines) + 1}", bold=bold))
                text, bold, strong = "", 0, True
            strong = strong and (is_bold or not part.strip())
            bold += len(part) if strong and is_bold else 0
            text += part
    return lines
