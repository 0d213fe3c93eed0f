"""Word documents, from their XML, so that nothing that can be seen in Word is missed.

What is talk: the body's paragraphs, tables, content controls and text boxes, with tracked changes as if
accepted. What is set aside, each with its reason: deleted text, hidden text, comments, footnotes, headers
and footers, field codes. The account counts every text node of those parts, apart from all this.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from ..errors import ReadingError
from .archive import Archive
from .source import Aside, Line, Source, normalised
from .tabular import columns_of, lines_of

__all__ = ["read_word"]

DELETED = "deleted text (tracked changes)"
PARTS = {
    "hdr": "page furniture",
    "ftr": "page furniture",
    "comments": "comments",
    "footnotes": "footnotes",
    "endnotes": "footnotes",
}
_TEXT = {"t", "delText", "instrText", "delInstrText"}


@dataclass
class _Piece:
    """A run of characters with one fate: talk (no reason) or set aside."""

    text: str
    reason: str = ""
    bold: bool = False


@dataclass
class _Paragraph:
    pieces: list[_Piece] = field(default_factory=list)
    style: str = ""
    merged: bool = False  # its end is deleted: it goes on in the next paragraph

    @property
    def talk(self) -> str:
        return "".join(p.text for p in self.pieces if not p.reason)

    @property
    def bold(self) -> int:
        """Characters of talk before the first letter that is not bold."""
        length = 0
        for piece in self.pieces:
            if piece.reason:
                continue
            if not piece.bold and piece.text.strip():
                break
            length += len(piece.text)
        return length


def read_word(raw: bytes, path: Path) -> Source:
    """Read .docx, .docm or .dotx; raise `ReadingError` for what is damaged, hostile or empty."""
    archive = Archive(raw, path)
    main = _main_part(archive, path)
    body = archive.xml(main)
    styles = _styles(archive, posixpath.dirname(main))
    walker = _walked(body, styles, tables=True)
    if not walker.in_tables():  # a list of those present, not the talk
        walker = _walked(body, styles, tables=False)
    asides = list(walker.asides)
    texts = [_all_text(body)]
    for root in _other_parts(archive, main):
        text = _all_text(root)
        texts.append(text)
        asides.append(Aside(PARTS[_name(root)], text))
    if not any(line.text.strip() for line in walker.lines):
        raise ReadingError(
            path,
            expected="a transcript",
            found="a Word file without text in its body",
            todo="If the pages are pictures, run text recognition first.",
        )
    notes = []
    if walker.inserted:
        notes.append(
            f"{path.name} has tracked changes; they were read as if accepted "
            f"({walker.inserted} characters inserted, {walker.deleted} deleted)."
        )
    elif walker.deleted:
        notes.append(f"{path.name} has tracked changes; {walker.deleted} deleted characters were left out.")
    if walker.hidden:
        notes.append(f"{path.name} has hidden text ({walker.hidden} characters); it was left out.")
    return Source(path.name, "Word document", "\n".join(texts), tuple(walker.lines), tuple(asides), tuple(notes))


def _walked(body: etree._Element, styles: dict[str, str], *, tables: bool) -> _Walker:
    walker = _Walker(styles, tables)
    walker.walk(body)
    walker.close()
    return walker


def _main_part(archive: Archive, path: Path) -> str:
    """Return the name of the document part, from the package's relationships."""
    if "_rels/.rels" in archive:
        for relation in archive.xml("_rels/.rels"):
            if relation.get("Type", "").endswith("/officeDocument"):
                target = posixpath.normpath(relation.get("Target", "").lstrip("/"))
                if target in archive:
                    return target
    if "word/document.xml" in archive:
        return "word/document.xml"
    raise ReadingError(
        path,
        expected="a Word document inside the file",
        found="none",
        todo="Open it in its program and save it as .docx.",
    )


def _styles(archive: Archive, folder: str) -> dict[str, str]:
    """Return style id → lower-case style name."""
    name = posixpath.join(folder, "styles.xml")
    if name not in archive:
        return {}
    found = {}
    for style in archive.xml(name).iter("{*}style"):
        label = next((c.get(_w(c, "val"), "") for c in style if _name(c) == "name"), "")
        found[style.get(_w(style, "styleId"), "")] = label.lower()
    return found


def _other_parts(archive: Archive, main: str):
    """Yield headers, footers, comments and notes: every part beside the document that is one by its root."""
    folder = posixpath.dirname(main)
    for name in sorted(archive.names):
        if name != main and posixpath.dirname(name) == folder and name.endswith(".xml"):
            stem = posixpath.basename(name)
            if stem.startswith(("header", "footer", "comments", "footnotes", "endnotes")):
                root = archive.xml(name)
                if _name(root) in PARTS:
                    yield root


def _all_text(root: etree._Element) -> str:
    """Return every character of a part, in order, without asking what it is: the account's own count."""
    out = []
    for element in root.iter():
        out.append(_characters(element))
        if _name(element) == "p":
            out.append("\n")
    return normalised("".join(out))


def _characters(element: etree._Element) -> str:
    """Return the characters that one element itself stands for."""
    name = _name(element)
    if name in _TEXT:
        return element.text or ""
    if name == "tab" and _name(element.getparent()) != "tabs":
        return "\t"
    if name in ("br", "cr"):
        return "\n"
    if name == "noBreakHyphen":
        return "-"
    if name == "sym":
        return _symbol(element)
    return ""


def _symbol(element: etree._Element) -> str:
    try:
        return chr(int(element.get(_w(element, "char"), ""), 16))
    except (ValueError, OverflowError):
        return ""


class _Walker:
    """Goes through the document once and sorts its characters into lines and asides."""

    def __init__(self, styles: dict[str, str], tables: bool) -> None:
        self.styles = styles
        self.tables = tables
        self.lines: list[Line] = []
        self.asides: list[Aside] = []
        self.inserted = self.deleted = self.hidden = 0
        self._count = 0
        self._open: _Paragraph | None = None

    def walk(self, root: etree._Element) -> None:
        """Walk everything below *root* that is not inside a paragraph."""
        for child in root:
            name = _name(child)
            if name == "p":
                self._paragraph(child)
            elif name == "tbl" and self.tables and self._table(child):
                continue
            elif name == "Fallback":
                self.asides.append(Aside("duplicates for older programs", _all_text(child)))
            elif name in ("moveFrom", "del"):
                self._aside(DELETED, _all_text(child))
            elif _characters(child):
                self._aside("stray text", _characters(child))
                self.walk(child)
            else:
                self.walk(child)

    def in_tables(self) -> bool:
        """Whether most of the talk stands in tables with a column of speakers, or none does."""
        tabled = sum(len(line.text) for line in self.lines if line.speaker is not None)
        return not tabled or tabled >= 0.5 * sum(len(line.text) for line in self.lines)

    def close(self) -> None:
        """Finish a last paragraph whose end was deleted."""
        if self._open is not None:
            self._emit(self._open)
            self._open = None

    def _paragraph(self, element: etree._Element) -> None:
        inner: list[etree._Element] = []
        paragraph = self._read(element, inner)
        self._count += 1
        if self._open is not None:
            paragraph.pieces[:0] = self._open.pieces
            self._open = None
        if paragraph.merged:
            self._open = paragraph
        else:
            self._emit(paragraph)
        for box in inner:  # text boxes stand inside a run; they follow the paragraph that anchors them
            self.walk(box)

    def _read(self, element: etree._Element, inner: list[etree._Element]) -> _Paragraph:
        paragraph = _Paragraph()
        properties = next((c for c in element if _name(c) == "pPr"), None)
        if properties is not None:
            paragraph.style = self.styles.get(_value(properties, "pStyle"), _value(properties, "pStyle").lower())
            mark = next((c for c in properties if _name(c) == "rPr"), None)
            paragraph.merged = mark is not None and any(_name(c) in ("del", "moveFrom") for c in mark)
        self._inline(element, paragraph, "", _speaker_style(paragraph.style), inner)
        return paragraph

    def _inline(self, element, paragraph: _Paragraph, reason: str, bold: bool, inner: list, kept: bool = False) -> None:
        """Collect the pieces of a paragraph; what changes the fate of the text below is handed down."""
        for child in element:
            name = _name(child)
            text = _characters(child)
            if text:
                why = DELETED if name.startswith("del") else "field codes" if name == "instrText" else reason
                paragraph.pieces.append(_Piece(text, why, bold))
                self.inserted += kept and not why and len(text)
            elif name == "txbxContent":
                inner.append(child)
            elif name == "Fallback":
                self.asides.append(Aside("duplicates for older programs", _all_text(child)))
            elif name in ("del", "moveFrom"):
                self._inline(child, paragraph, DELETED, bold, inner)
            elif name in ("ins", "moveTo"):
                self._inline(child, paragraph, reason, bold, inner, kept=True)
            elif name == "r":
                hidden, strong = self._run(child)
                self._inline(child, paragraph, reason or ("hidden text" if hidden else ""), bold or strong, inner, kept)
            elif name == "p":  # a paragraph inside a paragraph's drawing
                inner.append(_wrapped(child))
            else:
                self._inline(child, paragraph, reason, bold, inner, kept)

    def _run(self, run: etree._Element) -> tuple[bool, bool]:
        """Return whether a run is hidden, and whether it is bold or in a strong or speaker style."""
        properties = next((c for c in run if _name(c) == "rPr"), None)
        if properties is None:
            return False, False
        style = self.styles.get(_value(properties, "rStyle"), "")
        strong = _on(properties, "b") or "strong" in style or _speaker_style(style)
        return _on(properties, "vanish") or _on(properties, "webHidden"), strong

    def _emit(self, paragraph: _Paragraph) -> None:
        for piece in paragraph.pieces:
            if piece.reason:
                self._aside(piece.reason, piece.text)
        talk, bold = paragraph.talk, paragraph.bold
        heading = paragraph.style.startswith(("heading", "title", "subtitle"))
        for row in talk.split("\n"):  # a line break within a paragraph may begin another speaker
            self.lines.append(
                Line(
                    normalised(row),
                    f"paragraph {self._count}",
                    bold=max(0, min(bold, len(row))),
                    heading=heading,
                )
            )
            bold -= len(row) + 1

    def _table(self, table: etree._Element) -> bool:
        """Read a table as columns if it has a speaker and a text column; else leave it to the walk."""
        rows = [list(row.iter("{*}tc")) for row in table if _name(row) == "tr"]
        if len(rows) < 2 or any(
            _name(e) in ("tbl", "txbxContent", "Fallback", "del", "ins") for e in table.iterdescendants()
        ):
            return False
        cells = [["\n".join(self._cell(c)) for c in row] for row in rows]
        columns = columns_of(cells)
        if columns is None or columns.speaker is None:
            return False
        start = self._count
        for row in rows:
            for cell in row:
                for paragraph in cell.iter("{*}p"):
                    for piece in self._read(paragraph, []).pieces:
                        if piece.reason:
                            self._aside(piece.reason, piece.text)
        self._count += sum(1 for _ in table.iter("{*}p"))
        lines, asides = lines_of(cells, columns, [f"paragraph {start + 1}, row {i}" for i in range(1, len(cells) + 1)])
        self.lines += lines
        self.asides += asides
        return True

    def _cell(self, cell: etree._Element) -> list[str]:
        return [normalised(self._read(p, []).talk) for p in cell.iter("{*}p")]

    def _aside(self, reason: str, text: str) -> None:
        self.deleted += len(text.strip()) if reason == DELETED else 0
        self.hidden += len(text.strip()) if reason == "hidden text" else 0
        if self.asides and self.asides[-1].reason == reason:
            text = self.asides.pop().text + text
        self.asides.append(Aside(reason, text))


def _name(element: etree._Element | None) -> str:
    """Return the local name; Word's strict and transitional namespaces differ, their names do not."""
    tag = "" if element is None else element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _w(element: etree._Element, attribute: str) -> str:
    """Return the qualified name of *attribute* in the namespace of *element*."""
    return f"{{{etree.QName(element).namespace}}}{attribute}"


def _value(properties: etree._Element, name: str) -> str:
    child = next((c for c in properties if _name(c) == name), None)
    return "" if child is None else child.get(_w(child, "val"), "")


def _on(properties: etree._Element, name: str) -> bool:
    child = next((c for c in properties if _name(c) == name), None)
    return child is not None and child.get(_w(child, "val"), "1") not in ("0", "false", "off")


def _speaker_style(style: str) -> bool:
    return any(word in style for word in ("speaker", "interviewer", "moderator"))


def _wrapped(paragraph: etree._Element) -> list[etree._Element]:
    """Return a paragraph as something that `_Walker.walk` can walk."""
    return [paragraph]
