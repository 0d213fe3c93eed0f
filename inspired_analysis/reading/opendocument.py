"""OpenDocument text (.odt), from its XML: paragraphs, tables, frames; deletions, comments and notes set aside."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from ..errors import ReadingError
from .archive import Archive
from .columns import columns_of, in_tables, left_out, lines_of
from .source import Aside, Line, Source, normalised

__all__ = ["read_opendocument"]

DELETED = "deleted text (tracked changes)"
ASIDES = {"tracked-changes": DELETED, "annotation": "comments", "note": "footnotes",
          "master-styles": "page furniture", "forms": "other text", "variable-decls": "field codes"}  # fmt: skip
APART = {("font-weight", "bold"), ("font-variant", "small-caps"), ("text-underline-style", "solid")}
_MOST_SPACES = 1_000


def read_opendocument(raw: bytes, path: Path) -> Source:
    """Read .odt; raise `ReadingError` for what is damaged, encrypted or empty."""
    archive = Archive(raw, path)
    if "content.xml" not in archive:
        raise ReadingError(
            path, expected="an OpenDocument text", found="none inside", todo="Save it again as .odt or .docx."
        )
    if "META-INF/manifest.xml" in archive and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise ReadingError(
            path, expected="a document without a password", found="an encrypted one",
            todo="Remove the password and save it again.",
        )  # fmt: skip
    root = archive.xml("content.xml")
    body = next(root.iter("{*}text"), None)
    if body is None:
        raise ReadingError(path, expected="a text document", found="another kind of OpenDocument file")
    styles = archive.xml("styles.xml") if "styles.xml" in archive else None
    apart = _set_apart(root) | (frozenset() if styles is None else _set_apart(styles, family="text"))
    walker = _walked(body, apart, path.name, tables=True)
    if not in_tables(walker.lines):  # a list of those present, not the talk
        walker = _walked(body, apart, path.name, tables=False)
    if not any(line.text.strip() for line in walker.lines):
        raise ReadingError(path, expected="a transcript", found="a document without text")
    changed = sum(len(a.text.strip()) for a in walker.asides if a.reason == DELETED)
    notes = (f"{path.name} has tracked changes; {changed} deleted characters were left out.",) if changed else ()
    text = _all_text(body)
    if styles is not None:
        furniture = [_all_text(e) for e in styles.iter("{*}master-styles")]
        text = "\n".join([text, *furniture])
        walker.asides += [Aside("page furniture", f) for f in furniture]
    return Source(
        path.name, "OpenDocument text", text, tuple(walker.lines), tuple(walker.asides), (*notes, *walker.notes)
    )


def _all_text(root: etree._Element) -> str:
    """Return every character below *root*: the account's own count."""
    out: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            out += [_own(element), element.text or ""]
        else:
            out += ["\n" if _name(element) in ("p", "h") else "", (element.tail or "") if element is not root else ""]
    return normalised("".join(out))


def _own(element: etree._Element) -> str:
    name = _name(element)
    if name == "s":
        count = next((v for k, v in element.attrib.items() if k.endswith("}c")), "1")
        return " " * min(int(count) if count.isdigit() else 1, _MOST_SPACES)
    return {"tab": "\t", "line-break": "\n"}.get(name, "")


def _set_apart(root: etree._Element, family: str = "") -> frozenset[str]:
    """Return the styles, of a *family* or of all, that are bold, underlined or in small capitals."""
    return frozenset(
        style.get(_attribute(style, "name"), "")
        for style in root.iter("{*}style")
        if family in ("", style.get(_attribute(style, "family")))
        and any((k.rpartition("}")[2], v) in APART for p in style for k, v in p.attrib.items())
    )


def _walked(body: etree._Element, bold: frozenset[str], file: str, *, tables: bool) -> _Walker:
    walker = _Walker(bold, file, tables)
    walker.walk(body)
    return walker


class _Walker:
    def __init__(self, bold: frozenset[str], file: str, tables: bool) -> None:
        self._tables = tables
        self.notes: list[str] = []
        self._file = file
        self.lines: list[Line] = []
        self.asides: list[Aside] = []
        self._bold = bold
        self._count = 0

    def walk(self, element: etree._Element) -> None:
        """Walk everything below *element* that is not inside a paragraph."""
        for child in element:
            name = _name(child)
            if name in ("p", "h"):
                self._paragraph(child, name == "h")
            elif name in ASIDES:
                self.asides.append(Aside(ASIDES[name], _all_text(child)))
            elif not (name == "table" and self._tables and self._table(child)):
                if (child.text or "").strip():
                    self.asides.append(Aside("stray text", child.text))
                self.walk(child)
            if (child.tail or "").strip():
                self.asides.append(Aside("stray text", child.tail))

    def _paragraph(self, element: etree._Element, heading: bool) -> None:
        pieces: list[tuple[str, bool]] = []
        frames: list[etree._Element] = []
        self._inline(element, self._is_bold(element), pieces, frames)
        self._count += 1
        bold = 0
        for text, strong in pieces:
            if not strong and text.strip():
                break
            bold += len(text)
        for row in "".join(text for text, _ in pieces).split("\n"):
            self.lines.append(
                Line(normalised(row), f"paragraph {self._count}", bold=max(0, min(bold, len(row))), heading=heading)
            )
            bold -= len(row) + 1
        for frame in frames:
            self.walk(frame)

    def _inline(self, element: etree._Element, bold: bool, pieces: list, frames: list) -> None:
        pieces.append((element.text or "", bold))
        for child in element:
            name = _name(child)
            if name in ASIDES:
                self.asides.append(Aside(ASIDES[name], _all_text(child)))
            elif name in ("frame", "custom-shape", "text-box"):
                frames.append(child)
            else:
                pieces.append((_own(child), bold))
                self._inline(child, bold or self._is_bold(child), pieces, frames)
            pieces.append((child.tail or "", bold))

    def _is_bold(self, element: etree._Element) -> bool:
        return element.get(_attribute(element, "style-name"), "") in self._bold

    def _table(self, table: etree._Element) -> bool:
        kinds = ("table-cell", "covered-table-cell")
        rows = [[c for c in row if _name(c) in kinds] for row in table.iter("{*}table-row")]
        inner = {_name(e) for e in table.iterdescendants()}
        if len(rows) < 2 or inner & {"table", "frame", *ASIDES}:
            return False
        cells = [[_all_text(c).strip() for c in row] for row in rows]
        columns = columns_of(cells)
        if columns is None or not columns.attributed:
            return False
        places = [f"paragraph {self._count + 1}, row {i}" for i in range(1, len(cells) + 1)]
        lines, asides = lines_of(cells, columns, places, _go_on(rows, places))
        self.notes += left_out(cells, columns, self._file)
        self.lines += lines
        self.asides += asides
        self._count += sum(1 for _ in table.iter("{*}p"))
        return True


def _go_on(rows: list[list[etree._Element]], places: list[str]) -> frozenset[tuple[str, int]]:
    """Return place and column of the cells that are one with the cell above, not with the one before."""
    found = set()
    for row, place in zip(rows, places, strict=True):
        wide = 0
        for i, cell in enumerate(row):
            if _name(cell) == "table-cell":
                span = cell.get(_attribute(cell, "number-columns-spanned"), "1")
                wide = int(span) if span.isdigit() else 1
            elif i and wide > 1:
                wide -= 1
            else:
                found.add((place, i))
    return frozenset(found)


def _name(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _attribute(element: etree._Element, name: str) -> str:
    return f"{{{etree.QName(element).namespace}}}{name}"
