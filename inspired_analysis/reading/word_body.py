"""The body of a Word document: every run of characters is either talk or set aside, with its reason."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from .columns import columns_of, left_out, lines_of
from .source import Aside, Line, normalised

__all__ = ["Body", "all_text", "local_name", "set_apart", "walked", "word_attribute"]

DELETED = "deleted text (tracked changes)"
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


def walked(body: etree._Element, styles: dict[str, str], *, tables: bool) -> Body:
    walker = Body(styles, tables)
    walker.walk(body)
    walker.close()
    return walker


class Body:
    """Goes through the document once and sorts its characters into lines and asides."""

    def __init__(self, styles: dict[str, str], tables: bool) -> None:
        self.styles = styles
        self.tables = tables
        self.lines: list[Line] = []
        self.asides: list[Aside] = []
        self.left_out: list[str] = []
        self.inserted = self.deleted = self.hidden = 0
        self._count = 0
        self._open: _Paragraph | None = None

    def walk(self, root: etree._Element) -> None:
        """Walk everything below *root* that is not inside a paragraph."""
        for child in root:
            name = local_name(child)
            if name == "p":
                self._paragraph(child)
            elif name == "tbl" and self.tables and self._table(child):
                continue
            elif name == "Fallback":
                self.asides.append(Aside("duplicates for older programs", all_text(child)))
            elif name in ("moveFrom", "del"):
                self._aside(DELETED, all_text(child))
            elif _characters(child):
                self._aside("stray text", _characters(child))
                self.walk(child)
            else:
                self.walk(child)

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
        properties = next((c for c in element if local_name(c) == "pPr"), None)
        if properties is not None:
            paragraph.style = self.styles.get(_value(properties, "pStyle"), _value(properties, "pStyle").lower())
            mark = next((c for c in properties if local_name(c) == "rPr"), None)
            paragraph.merged = mark is not None and any(local_name(c) in ("del", "moveFrom") for c in mark)
        self._inline(element, paragraph, "", _speaker_style(paragraph.style), inner)
        return paragraph

    def _inline(self, element, paragraph: _Paragraph, reason: str, bold: bool, inner: list, kept: bool = False) -> None:
        """Collect the pieces of a paragraph; what changes the fate of the text below is handed down."""
        for child in element:
            name = local_name(child)
            text = _characters(child)
            if text:
                why = DELETED if name.startswith("del") else "field codes" if name == "instrText" else reason
                paragraph.pieces.append(_Piece(text, why, bold))
                self.inserted += kept and not why and len(text)
            elif name == "txbxContent":
                inner.append(child)
            elif name == "Fallback":
                self.asides.append(Aside("duplicates for older programs", all_text(child)))
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
        """Return whether a run is hidden, and whether it is set apart or in a strong or speaker style."""
        properties = next((c for c in run if local_name(c) == "rPr"), None)
        if properties is None:
            return False, False
        style = self.styles.get(_value(properties, "rStyle"), "")
        strong = set_apart(properties) or "strong" in style or _speaker_style(style)
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
        trs = [list(row.iter("{*}tc")) for row in table if local_name(row) == "tr"]
        if len(trs) < 2 or any(
            local_name(e) in ("tbl", "txbxContent", "Fallback", "del", "ins") for e in table.iterdescendants()
        ):
            return False
        rows = {f"paragraph {self._count + 1}, row {i}": _spread(row) for i, row in enumerate(trs, 1)}
        cells = {place: ["\n".join(self._cell(c)) if c is not None else "" for c in row] for place, row in rows.items()}
        whole = {place for place, row in zip(rows, trs, strict=True) if len(row) == 1 < len(rows[place])}
        kept = {place: row for place, row in cells.items() if place not in whole}
        columns = columns_of(list(kept.values()))
        if columns is None or not columns.attributed:
            return False
        for row in trs:
            for cell in row:
                for paragraph in cell.iter("{*}p"):
                    for piece in self._read(paragraph, []).pieces:
                        if piece.reason:
                            self._aside(piece.reason, piece.text)
        self._count += sum(1 for _ in table.iter("{*}p"))
        goes_on = frozenset((place, i) for place, row in rows.items() for i, cell in enumerate(row) if _goes_on(cell))
        lines, asides = lines_of(list(kept.values()), columns, list(kept), goes_on)
        lines += [Line(cells[place][0], place, heading=True) for place in whole]  # a title across the table
        order = {place: i for i, place in enumerate(rows)}
        self.lines += sorted(lines, key=lambda line: order[line.where])
        self.asides += asides
        self.left_out += left_out(list(kept.values()), columns, "{file}")
        return True

    def _cell(self, cell: etree._Element) -> list[str]:
        return [normalised(self._read(p, []).talk) for p in cell.iter("{*}p")]

    def _aside(self, reason: str, text: str) -> None:
        self.deleted += len(text.strip()) if reason == DELETED else 0
        self.hidden += len(text.strip()) if reason == "hidden text" else 0
        where = f"paragraph {self._count}" if self._count else ""
        if self.asides and (self.asides[-1].reason, self.asides[-1].where) == (reason, where):
            text = self.asides.pop().text + text
        self.asides.append(Aside(reason, text, where))


def all_text(root: etree._Element) -> str:
    """Return every character of a part, in order, without asking what it is: the account's own count."""
    out = []
    for element in root.iter():
        out.append(_characters(element))
        if local_name(element) == "p":
            out.append("\n")
    return normalised("".join(out))


def _characters(element: etree._Element) -> str:
    """Return the characters that one element itself stands for."""
    name = local_name(element)
    if name in _TEXT:
        return element.text or ""
    if name == "tab" and local_name(element.getparent()) != "tabs":
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
        return chr(int(element.get(word_attribute(element, "char"), ""), 16))
    except (ValueError, OverflowError):
        return ""


def local_name(element: etree._Element | None) -> str:
    """Return the local name; Word's strict and transitional namespaces differ, their names do not."""
    tag = "" if element is None else element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def word_attribute(element: etree._Element, attribute: str) -> str:
    """Return the qualified name of *attribute* in the namespace of *element*."""
    return f"{{{etree.QName(element).namespace}}}{attribute}"


def _value(properties: etree._Element, name: str) -> str:
    child = next((c for c in properties if local_name(c) == name), None)
    return "" if child is None else child.get(word_attribute(child, "val"), "")


def _spread(cells: list[etree._Element]) -> list[etree._Element | None]:
    """Return the cells of a row, each followed by None for every further column that it spans."""
    row: list[etree._Element | None] = []
    for cell in cells:
        properties = next((c for c in cell if local_name(c) == "tcPr"), None)
        width = "" if properties is None else _value(properties, "gridSpan")
        row += [cell, *[None] * (min(int(width), 64) - 1 if width.isdigit() else 0)]
    return row


def _goes_on(cell: etree._Element | None) -> bool:
    """Whether a cell is merged with the one above."""
    merged = () if cell is None else cell.iterfind("{*}tcPr/{*}vMerge")
    return any(mark.get(word_attribute(mark, "val"), "continue") == "continue" for mark in merged)


def _on(properties: etree._Element, name: str) -> bool:
    child = next((c for c in properties if local_name(c) == name), None)
    return child is not None and child.get(word_attribute(child, "val"), "1") not in ("0", "false", "off")


def set_apart(properties: etree._Element) -> bool:
    """Whether letters are bold, underlined or small capitals, as names before what is said may be."""
    underlined = _value(properties, "u") not in ("", "none")
    return underlined or any(_on(properties, mark) for mark in ("b", "smallCaps"))


def _speaker_style(style: str) -> bool:
    return any(word in style for word in ("speaker", "interviewer", "moderator"))


def _wrapped(paragraph: etree._Element) -> list[etree._Element]:
    """Return a paragraph as something that `Body.walk` can walk."""
    return [paragraph]
