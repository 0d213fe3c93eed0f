"""How the Word document looks: its styles, its page, its header and footer. The styles stand in a template of XML."""

from __future__ import annotations

import re

from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm
from jinja2 import Environment, PackageLoader, StrictUndefined

from . import wordml
from .annex import motto
from .blocks import FORBIDDEN
from .direction import rtl
from .paper import one_line
from .theme import Theme

__all__ = ["dress"]

HEADING_FONT, BODY_FONT = "Georgia", "Calibri"  # what every office has; others are replaced by the nearest


def dress(document, title: str, theme: Theme, say) -> None:
    """Give *document* our styles in the theme's colours and fonts, A4 pages, a header and a footer."""
    _styles(document.styles.element, theme, say)
    mode = document.settings.element.xpath("//w:compatSetting[@w:name='compatibilityMode']")
    mode[0].set(qn("w:val"), "15")  # or Word opens it in a mode for old documents
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.bottom_margin = Mm(22)
    section.top_margin, section.header_distance, section.footer_distance = Mm(24), Mm(11), Mm(10)
    section.different_first_page_header_footer = True  # the title stands on the first page already
    _line(section.header, "Header", one_line(title), [wordml.run(_clean(theme.organisation))], say)
    for footer in (section.footer, section.first_page_footer):
        fields = {"{n}": wordml.field("PAGE"), "{of}": wordml.field("NUMPAGES")}
        pages = [fields[p] if p in fields else wordml.run(p) for p in re.split(r"(\{\w+\})", say("{n} of {of}")) if p]
        _line(footer, "Footer", _clean(theme.footer) or motto(say), pages, say)


def _styles(styles, theme: Theme, say) -> None:
    """Put the template's styles in the place of those of the same name."""
    environment = Environment(loader=PackageLoader(__package__), autoescape=True, undefined=StrictUndefined)
    colours = {name: value[1:] for name, value in theme.colours}
    xml = environment.get_template("brief.styles.xml.j2").render(
        heading=theme.fonts.heading or HEADING_FONT, body=theme.fonts.body or BODY_FONT,
        language=say.locale.replace("_", "-"), rtl=say.rtl, **colours)  # fmt: skip
    name = qn("w:styleId")
    present = {(style.tag, style.get(name)): style for style in styles}
    for style in list(parse_xml(xml)):
        old = present.get((style.tag, style.get(name)))
        if old is None:
            styles.append(style)
        else:
            styles.replace(old, style)


def _line(part, style: str, left: str, right: list, say) -> None:
    """Make *part* one line: words at the left, something at the right."""
    part.is_linked_to_previous = False
    for old in list(part._element):
        part._element.remove(old)
    part._element.append(wordml.paragraph(style, [wordml.run(f"{left}\t", rtl=rtl(left)), *right], rtl=say.rtl))


def _clean(text: str) -> str:
    return FORBIDDEN.sub("\ufffd", text)
