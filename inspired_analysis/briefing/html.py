"""The brief as one self-contained HTML file: no remote resource, no script but ours, a strict security policy."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from ..tables import apart, records
from .annex import annexed, clock, marked, method, motto
from .content import Brief
from .direction import closed
from .phrases import sentence_case, stopped
from .tabled import tabled
from .theme import DEFAULT, Theme

__all__ = ["environment", "page_style", "render_html", "script"]


def render_html(brief: Brief, theme: Theme = DEFAULT) -> str:
    """Return the brief with the transcript annexed; every claim links to its turn there."""
    css, policy = page_style(theme.css(), _script())
    analysis, say, turns = brief.analysis, brief.say, annexed(brief)
    return environment().get_template("brief.html.j2").render(
        brief=brief, say=say, turns=turns, marked=marked(turns, say), tabled=tabled, css=css, js=_script(),
        policy=policy, theme=theme, method=method(say), motto=motto(say), facets=_facets(analysis),
        talk_language=analysis.transcript.language, choices=_choices(analysis, say))  # fmt: skip


@cache
def environment() -> Environment:
    """Return the Jinja environment of the brief: autoescape on, unknown names are errors."""
    made = Environment(loader=PackageLoader(__package__), autoescape=True, undefined=StrictUndefined,
                       trim_blocks=True, lstrip_blocks=True, finalize=closed)  # fmt: skip
    made.filters["data_uri"] = _data_uri
    made.filters["clock"] = clock
    made.filters["json"] = json.dumps
    made.filters["sentence_case"] = sentence_case
    made.filters["stopped"] = stopped
    return made


@cache
def page_style(house: str = "", script: str = "") -> tuple[Markup, str]:
    """Return the style sheet, with that of the *house* behind it, and the policy: this style, this script, no more."""
    css = _template("brief.css") + house
    policy = f"default-src 'none'; img-src data:; style-src '{_digest(css)}'; base-uri 'none'; form-action 'none'"
    if script:
        policy += f"; script-src '{_digest(script)}'"
    return Markup(css), policy


@cache
def script(name: str) -> Markup:
    """Return one of our scripts, to stand in a page as it is."""
    return Markup(_template(name))


def _script() -> Markup:
    return script("brief.js")


def _template(name: str) -> str:
    return resources.files(__package__).joinpath("templates", name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _facets(analysis) -> dict[int, dict[str, list[str]]]:
    """Return turn → what the reader filters it by."""
    coded = apart(records(analysis.codings), "turn")
    return {
        turn.turn: {
            "statement": sorted({coding.statement for coding in coded[turn.turn]} - {""}),
            "group": [turn.group],
            "speaker": [turn.speaker],
            "code": sorted({coding.code for coding in coded[turn.turn]}),
        }
        for turn in records(analysis.turns)
    }


def _choices(analysis, say) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Return (name, label, [(value, shown)]) of the reader's lists."""
    statements = [(s.statement, f"{s.statement} {s.text[:70]}") for s in records(analysis.workshop.plan.statements)]
    groups = sorted(set(analysis.turns["group"]) - {""})
    speakers = [s for s in dict.fromkeys(analysis.turns["speaker"]) if s]
    codes = sorted(set(analysis.codings["code"]))
    return [
        ("statement", say("Statement"), statements),
        ("group", say("Group"), [(g, say.term(g)) for g in groups]),
        ("speaker", say("Speaker"), [(s, say.term(s)) for s in speakers]),
        ("code", say("Code"), [(c, say.term(c)) for c in codes]),
    ]


def _data_uri(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
