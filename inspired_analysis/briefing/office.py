"""The brief as a Word document that an office can edit: real styles, every claim linked to the turn that shows it.

The same brief gives the same bytes: no author, no date, no thumbnail, and files in the archive without a time.
"""

from __future__ import annotations

import io

from docx import Document
from docx.image.image import Image
from docx.shared import Mm

from ..timeless import timeless
from . import wordml
from .blocks import FORBIDDEN, Heading, Paragraph, Picture, Run, Table, Turn
from .content import Brief
from .direction import mixed, rtl
from .drawing import rasters
from .language import ISOLATE, POP
from .office_styles import dress
from .paper import paged
from .theme import DEFAULT, Theme

__all__ = ["render_docx"]

STYLES = {"body": "Normal", "bullet": "ListBullet", "quote": "Quote", "detail": "Detail", "note": "Note",
          "label": "Label"}  # fmt: skip
LOOKS = {"": "", "strong": "Strong", "soft": "Soft", "said": "Said", "mark": "Quoted"}
PICTURE_WIDTH, PICTURE_HEIGHT, LOGO_HEIGHT = 165, 99, 14  # millimetres
LEGIBLE = 0.8  # height for width up to which a picture may be made smaller
LEFTOVERS = ("thumbnail", "customXml", "stylesWithEffects", "extended-properties")


def render_docx(brief: Brief, theme: Theme = DEFAULT) -> bytes:
    """Return the brief with the transcript annexed."""
    document = Document()
    title = Run(brief.title).text
    dress(document, title, theme, brief.say)
    drawn = dict(zip((f.name for f in brief.figures), rasters(brief.figures), strict=True))
    body = _Body(document, brief.analysis.transcript.language, brief.say, drawn)
    if theme.logo:
        body.logo(theme)
    body.add(body.paragraph("Detail", [Run(" · ".join(value for _, value in brief.facts))]))
    body.add(body.paragraph("Title", [Run(title)]))
    first, rest = paged(brief)
    for block in (*first, *rest):
        body.block(block)
    _anonymous(document, title)
    return timeless(document)


class _Body:
    """Appends blocks to a document, and counts its bookmarks."""

    def __init__(self, document, talk_language: str, say, drawn: dict[str, bytes]) -> None:
        self._document, self._say, self._drawn = document, say, drawn
        self._end = document.element.body[-1]  # the section's properties stay last
        self._language = talk_language
        self._bookmarks = 0
        self._parts = 0

    def add(self, made) -> None:
        self._end.addprevious(made)

    def block(self, block) -> None:
        """Append *block*."""
        write = {Heading: self._heading, Paragraph: self._paragraph, Table: self._table, Picture: self._picture,
                 Turn: self._turn}[type(block)]  # fmt: skip
        write(block)

    def paragraph(self, style: str, runs, *, keep: bool = False, rtl: bool | None = None):
        """Return a paragraph of *runs*, which runs as the brief does unless *rtl* tells."""
        rtl = self._say.rtl if rtl is None else rtl
        return wordml.paragraph(style, [self._run(r) for r in runs], keep=keep, rtl=rtl)

    def logo(self, theme: Theme) -> None:
        """Put the logo at the head; Word shows no SVG without a copy as PNG, so then the name stands there."""
        if theme.logo.kind == "png":
            self._inline(theme.logo.data, theme.organisation, "Logo", height=Mm(LOGO_HEIGHT))
        elif theme.organisation:
            self.add(self.paragraph("Logo", [Run(theme.organisation)]))

    def _heading(self, block: Heading) -> None:
        content = [self._run(block.text)]
        if block.anchor:
            content = self._place(block.anchor, content)
        made = wordml.paragraph(f"Heading{block.level}", content, rtl=self._say.rtl)
        if block.level == 1 and block.anchor != "evidence":  # which follows what it is evidence for
            self._parts += 1
            if self._parts > 1:  # a part begins a page, except the first
                made[0].insert(1, wordml.element("pageBreakBefore"))  # behind the style, before the direction
        self.add(made)

    def _paragraph(self, block: Paragraph) -> None:
        own = {"rtl": block.rtl} if block.style == "quote" else {}
        self.add(self.paragraph(STYLES[block.style], block.runs, keep=block.keep, **own))

    def _table(self, block: Table) -> None:
        head = [[self.paragraph("TableText", [cell], keep=True)] for cell in block.head]
        rows = [[[self.paragraph("TableText", cell)] for cell in row] for row in block.rows]
        self.add(wordml.table("BriefTable", head, rows, block.shares, rtl=self._say.rtl))

    def _picture(self, block: Picture) -> None:
        self.add(self.paragraph("Caption", [block.caption], keep=True))
        drawn = Image.from_blob(self._drawn[block.figure.name])
        tall = drawn.px_height / drawn.px_width
        # Two share a page where they can be read so.
        width = min(PICTURE_WIDTH, PICTURE_HEIGHT / tall) if tall < LEGIBLE else PICTURE_WIDTH
        self._inline(drawn.blob, block.figure.alt, "Figure", width=Mm(width))

    def _turn(self, block: Turn) -> None:
        number = self._place(f"t{block.number}", [wordml.run(f"{block.number}\t", "Soft")])
        facts = Run(f"  {block.facts.text}", "soft")
        who = [*number, self._run(block.who), self._run(facts)]
        self.add(wordml.paragraph("TurnSpeaker", who, keep=True, rtl=self._say.rtl))
        style = "TurnLed" if block.led else "Turn"
        said = [self._run(r, block.language or self._language) for r in block.runs]
        self.add(wordml.paragraph(style, said, rtl=block.rtl))

    def _run(self, r: Run, language: str = ""):
        """Return *r*; people's words carry their language, for spelling and for being read aloud."""
        language = language or (self._language if r.look == "said" else "")
        style = "Hyperlink" if r.to else LOOKS[r.look]
        leftwards = rtl(r.text) or (self._say.rtl and not language and mixed(r.text))
        # A line may end within "[12]" where its digits and its brackets run in different directions.
        text = f"{ISOLATE}{r.text}{POP}" if r.to and self._say.rtl else r.text
        made = wordml.run(text, style, language=language, rtl=leftwards)
        return wordml.link(r.to, made) if r.to else made

    def _place(self, anchor: str, content: list) -> list:
        self._bookmarks += 1
        return wordml.bookmark(anchor, self._bookmarks, *content)

    def _inline(self, data: bytes, alt: str, style: str, **size) -> None:
        made = self._document.part.new_pic_inline(io.BytesIO(data), size.get("width"), size.get("height"))
        made.docPr.set("descr", FORBIDDEN.sub("\ufffd", alt))
        self.add(wordml.paragraph(style, [wordml.element("r", wordml.element("drawing", made))]))


def _anonymous(document, title: str) -> None:
    """Leave nothing in the file but the brief: the author, dates and remarks of python-docx's template go."""
    properties = document.core_properties._element
    for child in list(properties):
        properties.remove(child)
    document.core_properties.title = title[:255]
    for relations in (document.part.package.rels, document.part.rels):
        for name in [name for name, relation in relations.items() if relation.reltype.rsplit("/", 1)[1] in LEFTOVERS]:
            del relations[name]
