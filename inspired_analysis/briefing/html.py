"""The brief as one self-contained HTML file: no script, no remote resource, a strict content security policy."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from .annex import annexed, clock
from .content import Brief
from .direction import closed
from .phrases import sentence_case
from .theme import DEFAULT, Theme

__all__ = ["environment", "page_style", "render_html"]


def render_html(brief: Brief, analysis, theme: Theme = DEFAULT) -> str:
    """Return the brief with the transcript annexed; every claim links to its turn there."""
    css, policy = page_style(theme.css())
    return environment().get_template("brief.html.j2").render(
        brief=brief, analysis=analysis, turns=annexed(brief, analysis), css=css, policy=policy, theme=theme,
        language="en", talk_language=analysis.transcript.language)  # fmt: skip


@cache
def environment() -> Environment:
    """Return the Jinja environment of the brief: autoescape on, unknown names are errors."""
    made = Environment(loader=PackageLoader(__package__), autoescape=True, undefined=StrictUndefined,
                       trim_blocks=True, lstrip_blocks=True, finalize=closed)  # fmt: skip
    made.filters["data_uri"] = _data_uri
    made.filters["clock"] = clock
    made.filters["sentence_case"] = sentence_case
    return made


@cache
def page_style(house: str = "") -> tuple[Markup, str]:
    """Return the style sheet, with that of the *house* behind it, and the policy that admits it and nothing else."""
    css = resources.files(__package__).joinpath("templates/brief.css").read_text(encoding="utf-8") + house
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    policy = f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return Markup(css), policy


def _data_uri(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
