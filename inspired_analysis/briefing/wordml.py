"""The elements of a Word document that briefs are made of, built directly: python-docx has no call for links,
bookmarks and repeated table heads, and is slow for thousands of paragraphs.

Children stand in the order that the standard demands of them.
"""

from __future__ import annotations

from collections.abc import Iterable

from docx.oxml.ns import nsmap, qn
from docx.oxml.parser import oxml_parser

__all__ = ["bookmark", "element", "field", "link", "paragraph", "run", "table"]

NAMES = {"w": nsmap["w"]}
TWIPS = 9412  # the width of the text on A4 between margins of 22 mm


def element(tag: str, *children, **attributes: object):
    """Return ``<w:tag>`` with *children* and attributes in the same name space."""
    made = oxml_parser.makeelement(qn(f"w:{tag}"), {qn(f"w:{k}"): str(v) for k, v in attributes.items()}, NAMES)
    made.extend(children)
    return made


def paragraph(style: str, content: Iterable, *, keep: bool = False, rtl: bool = False):
    """Return a paragraph; *keep* it with what follows, run it from right to left."""
    properties = element("pPr", element("pStyle", val=style))
    if keep:
        properties.append(element("keepNext"))
    if rtl:
        properties.append(element("bidi"))
    return element("p", properties, *content)


def run(text: str, style: str = "", *, language: str = "", rtl: bool = False):
    """Return *text* with its line ends and tabs, in a character style."""
    properties = element("rPr")
    if style:
        properties.append(element("rStyle", val=style))
    if rtl:
        properties.append(element("rtl"))
    if language:
        properties.append(element("lang", **{"bidi" if rtl else "val": language}))
    made = element("r", *([properties] if len(properties) else []))
    for number, line in enumerate(text.split("\n")):
        if number:
            made.append(element("br"))
        for place, part in enumerate(line.split("\t")):
            if place:
                made.append(element("tab"))
            shown = element("t")
            shown.text = part
            shown.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            made.append(shown)
    return made


def link(anchor: str, *content):
    """Return a link to a bookmark of the same document."""
    return element("hyperlink", *content, anchor=anchor, history=1)


def bookmark(name: str, number: int, *content) -> list:
    """Return *content* as a place that links lead to; *number* must be unique in the document."""
    return [element("bookmarkStart", id=number, name=name), *content, element("bookmarkEnd", id=number)]


def field(instruction: str):
    """Return a field that Word fills in: PAGE, NUMPAGES."""
    return element("fldSimple", run("1"), instr=instruction)


def table(style: str, head: list, rows: Iterable[list], shares: tuple[int, ...], *, rtl: bool = False):
    """Return a table of cells (each a list of paragraphs); the head is repeated on every page."""
    widths = [TWIPS * share // sum(shares) for share in shares]
    direction = [element("bidiVisual")] if rtl else []
    made = element(
        "tbl",
        element("tblPr", element("tblStyle", val=style), *direction, element("tblW", w=TWIPS, type="dxa"),
                element("tblLayout", type="fixed"), element("tblLook", val="0020", firstRow=1, noVBand=1)),
        element("tblGrid", *(element("gridCol", w=width) for width in widths)),
    )  # fmt: skip
    for number, cells in enumerate([head, *rows]):
        properties = element("trPr", element("cantSplit"))
        if number == 0:
            properties.append(element("tblHeader"))
        made.append(element("tr", properties, *(_cell(c, w) for c, w in zip(cells, widths, strict=True))))
    return made


def _cell(content: list, width: int):
    return element("tc", element("tcPr", element("tcW", w=width, type="dxa")), *content)
