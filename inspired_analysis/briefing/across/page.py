"""The dialogue's brief as one self-contained HTML page, and as Markdown. Every claim leads to its turn in a brief."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from ..html import environment, page_style
from ..markdown import _escaped, _Raw
from ..phrases import sentence_case
from ..theme import DEFAULT, Theme
from .content import DialogueBrief

__all__ = ["render_html", "render_markdown"]


def render_html(brief: DialogueBrief, links: Mapping[str, str], theme: Theme = DEFAULT) -> str:
    """Return the page; *links* leads from a workshop's id to its brief. No script, no remote resource."""
    css, policy = page_style(theme.css())
    return environment().get_template("compare.html.j2").render(
        brief=brief, css=css, policy=policy, theme=theme, links=links, place=_placer(links))  # fmt: skip


def render_markdown(brief: DialogueBrief, links: Mapping[str, str]) -> str:
    """Return the brief as Markdown; people's words are escaped."""
    made = Environment(loader=PackageLoader("inspired_analysis.briefing"), autoescape=False, undefined=StrictUndefined,
                       trim_blocks=True, lstrip_blocks=True, finalize=_escaped)  # fmt: skip
    made.globals["raw"] = _Raw
    made.filters["sentence_case"] = sentence_case
    text = made.get_template("compare.md.j2").render(brief=brief, links=links, place=_placer(links))
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def _placer(links: Mapping[str, str]) -> Callable[..., str]:
    """Return what gives the address of a turn, or of a statement, in a workshop's brief; "" where there is none."""

    def place(workshop: str, turn: int = 0, statement: str = "") -> str:
        anchor = f"t{turn}" if turn else f"s-{quote(statement, safe='')}" if statement else ""
        page = links.get(workshop, "")
        return f"{page}#{anchor}" if page and anchor else page

    return place
