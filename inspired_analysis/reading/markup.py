"""Web pages: what a browser would show, block by block; scripts and styles are set aside."""

from __future__ import annotations

from pathlib import Path

from lxml import etree, html

from ..errors import ReadingError
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


def read_html(raw: bytes, path: Path) -> Source:
    """Read .html; raise `ReadingError` for a page without words."""
    text, notes = decode(raw, path)
    # lxml refuses an encoding declaration in text that is already decoded, so it gets UTF-8 bytes again.
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise ReadingError(path, expected="a web page", found=str(error)[:120], todo="Save the page as text.") from None
    walker = _Walker()
    walker.walk(root, "", False, "", 0)
    walker.flush(False)
    if not any(line.text.strip() for line in walker.lines):
        raise ReadingError(
            path, expected="a transcript", found="a page without words", todo="Copy the transcript to a text file."
        )
    whole = normalised("\n".join(root.itertext()))
    return Source(path.name, "web page", whole, tuple(walker.lines), tuple(walker.asides), notes)


class _Walker:
    """Collects the text of blocks; inline marks only tell what is bold."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.asides: list[Aside] = []
        self._pieces: list[tuple[str, bool]] = []
        self._count = 0

    def walk(self, element: etree._Element, reason: str, bold: bool, pre: str, depth: int) -> None:
        """Add the text of *element* and all below it; `reason` is why it is no talk, if it is none."""
        tag = element.tag if isinstance(element.tag, str) else ""
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

    def _add(self, text: str | None, reason: str, bold: bool, pre: str) -> None:
        if not text:
            return
        text = normalised(text)
        if reason:
            self.asides.append(Aside(reason, text))
        else:  # a line break in the source of a page is only a space
            self._pieces.append((text if pre else text.replace("\n", " "), bold))
