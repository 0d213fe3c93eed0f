"""The brief as Markdown, for those who paste it into their own report. Transcript text is escaped."""

from __future__ import annotations

import re
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from .annex import annexed
from .content import Brief
from .direction import closed
from .phrases import sentence_case

__all__ = ["render_markdown"]

SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|!~$])")
LINE_START = re.compile(r"^(\s*\d*)([-+>=]|[.)](?=\s|$))", re.MULTILINE)


def render_markdown(brief: Brief) -> str:
    """Return the brief with the transcript annexed, linked by the same anchors as the HTML."""
    text = _template().render(brief=brief, say=brief.say, turns=annexed(brief))
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


@cache
def _template():
    environment = Environment(loader=PackageLoader(__package__), autoescape=False, undefined=StrictUndefined,
                              trim_blocks=True, lstrip_blocks=True, finalize=_escaped)  # fmt: skip
    environment.globals["raw"] = _Raw
    environment.filters["sentence_case"] = sentence_case
    return environment.get_template("brief.md.j2")


class _Raw(str):
    """Markup of our own, which needs no escaping."""


def _escaped(value: object) -> object:
    """Escape what Markdown or HTML would take as markup, in every value that is not our own."""
    if isinstance(value, _Raw) or not isinstance(value, str):
        return value
    text = SPECIAL.sub(r"\\\1", " ".join(closed(value).split()))
    return LINE_START.sub(r"\1\\\2", text).replace("&", "&amp;")
