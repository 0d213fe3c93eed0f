"""The brief as PDF, set by typst from the template ``brief.typ``.

People's words reach the template as JSON, as values and never as markup, so nothing that anybody says can be
taken for an instruction. The same brief gives the same bytes: no date, and our own fonts before the machine's.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import is_dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from ..errors import RunError
from .annex import motto
from .blocks import FORBIDDEN, Block, Picture
from .content import Brief
from .paper import one_line, paged
from .theme import DEFAULT, Theme

__all__ = ["render_pdf", "require_typst"]

# A word without end would run over the edge: it may be broken after so many characters.
LONG_WORD = re.compile(r"\S{30}(?=\S)")
MAY_BREAK = "\u200b"
BODY, MARKS = "Libertinus Serif", "DejaVu Sans"


def render_pdf(brief: Brief, theme: Theme = DEFAULT) -> bytes:
    """Return the brief with the transcript annexed, every claim linked to its turn; raise `RunError` without typst."""
    typst = require_typst()
    first, rest = paged(brief)
    data = json.dumps(_breakable({
        "title": FORBIDDEN.sub("\ufffd", brief.title),
        "short_title": FORBIDDEN.sub("\ufffd", one_line(brief.title)),
        "facts": FORBIDDEN.sub("\ufffd", " · ".join(value for _, value in brief.facts)),
        "language": brief.say.code,
        "rtl": brief.say.rtl,
        "talk_language": re.split("[-_]", brief.analysis.transcript.language)[0] or "und",
        "motto": motto(brief.say),
        "pages": brief.say("{n} of {of}"),
        "first": [_block(block) for block in first],
        "blocks": [_block(block) for block in rest],
        "theme": _theme(theme),
    }), ensure_ascii=False)  # fmt: skip
    # Typst panics over some marks with an invisible character behind them: the words can be read without those.
    for words in (data, _visible(data)):
        try:
            return _set(typst, words, theme)
        except typst.TypstError as error:
            found = str(error)
            break
        except BaseException as panic:
            if type(panic).__name__ != "PanicException":  # Rust's; it is no Exception, and has no name to import
                raise
            found = f"a defect in typst ({panic})"
    raise RunError("brief.pdf", expected="a brief that typst can set", found=found,
                   todo="Leave out --format pdf; the other formats are not affected.")  # fmt: skip


def require_typst():
    """Return the module typst, or raise `RunError` saying how to install it."""
    try:
        import typst
    except ImportError:
        raise RunError("brief.pdf", expected="the package typst, which sets PDF files", found="none",
                       todo="Install it: pip install inspired_analysis[pdf]") from None  # fmt: skip
    return typst


def _set(typst, data: str, theme: Theme) -> bytes:
    template = resources.files(__package__).joinpath("templates/brief.typ").read_bytes()
    own = not any(theme.fonts.model_dump().values()) and _covered(data)
    # Without a root of its own, typst would take the current folder; the template reads no file at all.
    return typst.compile(template, root=str(_font_folder()), format="pdf", sys_inputs={"brief": data},
                         font_paths=_fonts(own))  # fmt: skip


@cache
def _fonts(own: bool):
    """Return our *own* fonts, or those and the machine's, looked up once."""
    import typst

    return typst.Fonts(include_system_fonts=not own, font_paths=[_font_folder()])


def _block(block: Block) -> dict:
    """Return *block* as JSON knows it, with its kind."""
    if isinstance(block, Picture):
        alt = FORBIDDEN.sub("\ufffd", block.figure.alt)
        return {"kind": "picture", "caption": block.caption, "alt": alt, "svg": block.figure.svg,
                "floats": block.floats}  # fmt: skip
    return {"kind": type(block).__name__.lower(), **vars(block)}


def _theme(theme: Theme) -> dict:
    fonts = {use: [*filter(None, [name]), BODY, MARKS] for use, name in theme.fonts}
    logo = {"kind": theme.logo.kind, "data": list(theme.logo.data)} if theme.logo else None
    return {"organisation": theme.organisation, "footer": theme.footer, "logo": logo, "fonts": fonts,
            "colours": theme.colours.model_dump()}  # fmt: skip


def _breakable(value):
    """Return *value* as JSON knows it, with a place to break in every word without end, and spaces for tabs.

    Drawings and names of places are left alone.
    """
    if is_dataclass(value):
        value = vars(value)  # `asdict` would copy everything, at several times the cost
    if isinstance(value, str):
        return LONG_WORD.sub(rf"\g<0>{MAY_BREAK}", value.replace("\t", " "))
    if isinstance(value, dict):
        return {key: v if key in ("svg", "to", "anchor", "logo") else _breakable(v) for key, v in value.items()}
    return [_breakable(v) for v in value] if isinstance(value, list | tuple) else value


def _visible(text: str) -> str:
    """Return *text* without characters that only steer how others are shown."""
    return "".join(c for c in text if unicodedata.category(c) != "Cf" and not "\ufe00" <= c <= "\ufe0f")


@cache
def _font_folder() -> Path:
    """Return where matplotlib keeps DejaVu Sans: it has the verdict marks and many scripts."""
    import matplotlib

    return Path(matplotlib.get_data_path()) / "fonts" / "ttf"


@cache
def _known() -> frozenset[str]:
    from matplotlib.ft2font import FT2Font

    return frozenset(map(chr, FT2Font(str(_font_folder() / "DejaVuSans.ttf")).get_charmap()))


def _covered(text: str) -> bool:
    """Whether our own fonts have all of *text*; else the machine's fonts are looked at, which takes longer."""
    return set(text) - set("\n\t") - {MAY_BREAK} <= _known()
