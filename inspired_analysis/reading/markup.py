"""Web pages: what a browser would show, block by block, tables by their columns; scripts and styles are set aside."""

from __future__ import annotations

from pathlib import Path

from lxml import etree, html

from ..errors import ReadingError
from .columns import columns_of, in_tables, left_out, lines_of
from .decoding import decode
from .source import Aside, Line, Source, normalised
from .wordlists import words

__all__ = ["read_html"]

BLOCKS = words("""
    address article aside blockquote body br caption center dd div dl dt fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol option p pre section table tbody td tfoot th thead tr
    ul
""")
HIDDEN = {"script": "page code", "style": "page code", "noscript": "page code", "template": "page code",
          "title": "page furniture", "nav": "page furniture", "footer": "page furniture", "button": "page furniture",
          "textarea": "page furniture", "select": "page furniture"}  # fmt: skip
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
MAX_DEPTH = 400
MAX_SPAN = 64


def read_html(raw: bytes, path: Path) -> Source:
    """Read .html; raise `ReadingError` for a page without words."""
    text, notes = decode(raw, path)
    # lxml refuses an encoding declaration in text that is already decoded, so it gets UTF-8 bytes again.
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise ReadingError(path, expected="a web page", found=str(error)[:120], todo="Save the page as text.") from None
    walker = _walked(root, path.name, tables=True)
    if not in_tables(walker.lines):  # a list of those present, not the talk
        walker = _walked(root, path.name, tables=False)
    if not any(line.text.strip() for line in walker.lines):
        raise ReadingError(
            path, expected="a transcript", found="a page without words", todo="Copy the transcript to a text file."
        )
    whole = normalised("\n".join(root.itertext()))
    return Source(path.name, "web page", whole, tuple(walker.lines), tuple(walker.asides), (*notes, *walker.notes))


def _walked(root: etree._Element, file: str, *, tables: bool) -> _Walker:
    walker = _Walker(file, tables)
    walker.walk(root, "", False, "", 0)
    walker.flush(False)
    return walker


class _Walker:
    """Collects the text of blocks; inline marks only tell what is bold."""

    def __init__(self, file: str, tables: bool) -> None:
        self._file = file
        self._tables = tables
        self.notes: list[str] = []
        self.lines: list[Line] = []
        self.asides: list[Aside] = []
        self._pieces: list[tuple[str, bool]] = []
        self._count = 0

    def walk(self, element: etree._Element, reason: str, bold: bool, pre: str, depth: int) -> None:
        """Add the text of *element* and all below it; `reason` is why it is no talk, if it is none."""
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag == "table" and self._tables and not reason and self._table(element, depth):
            return
        reason = reason or HIDDEN.get(tag, "")
        pre = pre or tag * (tag == "pre")
        heading = tag in HEADINGS
        if tag in BLOCKS:
            self.flush(False)
        self._add(element.text, reason, bold or tag in ("b", "strong"), pre)
        for child in element if depth < MAX_DEPTH else ():
            self.walk(child, reason, bold or tag in ("b", "strong"), pre, depth + 1)
            self._add(child.tail, reason, bold or tag in ("b", "strong"), pre)
        if tag in BLOCKS:
            self.flush(heading)

    def flush(self, heading: bool) -> None:
        """End the open block."""
        text = "".join(t for t, _ in self._pieces)
        if text.strip():
            self._count += 1
            lead = len(text) - len(text.lstrip())
            bold = 0
            for piece, strong in self._pieces:
                if not strong and piece.strip():
                    break
                bold += len(piece)
            for row in text.strip().split("\n"):
                self.lines.append(
                    Line(row, f"block {self._count}", bold=min(len(row), max(0, bold - lead)), heading=heading)
                )
                bold = 0
        self._pieces = []

    def _table(self, table: etree._Element, depth: int) -> bool:
        """Read a table as columns if it has a speaker and a text column, and no table within; else leave it."""
        rows, goes_on = _cells(table, f"block {self._count + 1}, row")
        cells = sum(sum(_real(row)) for row in rows.values())
        if next(table.iterdescendants("table"), None) is not None or cells < sum(1 for _ in table.iter("td", "th")):
            return False
        width = max(map(len, rows.values()), default=0)
        whole = {where for where, row in rows.items() if width > 1 and row[:1] != [None] and not any(_real(row[1:]))}
        inner = _Walker(self._file, tables=False)
        texts = {where: [inner.text_of(cell, depth) for cell in row] for where, row in rows.items()}
        kept = {where: row for where, row in texts.items() if where not in whole and any(row)}
        columns = columns_of([*kept.values()]) if len(kept) > 1 else None
        if columns is None or not columns.attributed or _arranges(kept):
            return False
        self.flush(False)
        self._count += 1
        lines, asides = lines_of([*kept.values()], columns, [*kept], goes_on)
        lines += [Line(" ".join(texts[where]).strip(), where, heading=True) for where in whole]  # a title across it
        order = {where: i for i, where in enumerate(rows)}
        self.lines += sorted(lines, key=lambda line: order[line.where])
        self.asides += [*inner.asides, *asides]
        outside = [e.text for e in table.iter() if e.tag not in ("td", "th") and not _within(e)]
        outside += [e.tail for e in table.iterdescendants() if not _within(e.getparent())]
        self.asides += [Aside("stray text", normalised(text)) for text in outside if text and text.strip()]
        self.notes += left_out([*kept.values()], columns, self._file)
        return True

    def text_of(self, cell: etree._Element | None, depth: int) -> str:
        """Return the lines of *cell* as one text; what is none of it is set aside."""
        if cell is None:
            return ""
        self.lines = []
        self.walk(cell, "", False, "", depth)
        self.flush(False)
        return "\n".join(line.text for line in self.lines)

    def _add(self, text: str | None, reason: str, bold: bool, pre: str) -> None:
        if not text:
            return
        text = normalised(text)
        if reason:
            self.asides.append(Aside(reason, text))
        else:  # a line break in the source of a page is only a space
            self._pieces.append((text if pre else text.replace("\n", " "), bold))


def _cells(table: etree._Element, place: str) -> tuple[dict[str, list], frozenset[tuple[str, int]]]:
    """Return the cells of each row, None where one spans on, and where a cell is one with the one above."""
    rows: dict[str, list] = {}
    goes_on = set()
    open_rows: dict[int, int] = {}  # column → rows that a cell still reaches into
    for number, tr in enumerate(table.iter("tr"), 1):
        where, row = f"{place} {number}", []
        for cell in tr.iterchildren("td", "th"):
            while open_rows.get(len(row), 0):
                _reach(open_rows, goes_on, where, row)
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            open_rows.update({len(row) + i: high - 1 for i in range(wide)})
            row += [cell, *[None] * (wide - 1)]
        while open_rows.get(len(row), 0):
            _reach(open_rows, goes_on, where, row)
        rows[where] = row
    return rows, frozenset(goes_on)


def _real(row: list) -> list[bool]:
    return [cell is not None for cell in row]


def _arranges(rows: dict[str, list[str]]) -> bool:
    """Whether a table only puts a page's parts side by side: nearly all the words stand in one cell, line by line."""
    texts = [text for row in rows.values() for text in row]
    longest = max(texts, key=len)
    return longest.count("\n") > 2 and len(longest) > 0.6 * sum(map(len, texts))


def _reach(open_rows: dict[int, int], goes_on: set[tuple[str, int]], where: str, row: list) -> None:
    goes_on.add((where, len(row)))
    open_rows[len(row)] -= 1
    row.append(None)


def _span(cell: etree._Element, name: str) -> int:
    value = cell.get(name, "1").strip()
    return min(int(value), MAX_SPAN) if value.isdecimal() and int(value) else 1


def _within(element: etree._Element) -> bool:
    """Whether *element* is a cell or stands in one."""
    return element.tag in ("td", "th") or any(e.tag in ("td", "th") for e in element.iterancestors())
