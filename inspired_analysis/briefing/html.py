"""The brief as one self-contained HTML file: no script, no remote resource, a strict content security policy."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from .content import Brief, Item
from .direction import closed
from .phrases import sentence_case
from .quotes import Quote

__all__ = ["environment", "page_style", "render_html"]


def render_html(brief: Brief, analysis) -> str:
    """Return the brief with the transcript annexed; every claim links to its turn there."""
    css, policy = page_style()
    cited = _cited(brief)
    turns = [{"row": row, "pieces": _pieces(row, cited.get(row.turn, []))} for row in analysis.turns.itertuples()]
    return environment().get_template("brief.html.j2").render(
        brief=brief, analysis=analysis, turns=turns, css=css, policy=policy, language="en",
        talk_language=analysis.transcript.language)  # fmt: skip


@cache
def environment() -> Environment:
    """Return the Jinja environment of the brief: autoescape on, unknown names are errors."""
    made = Environment(loader=PackageLoader(__package__), autoescape=True, undefined=StrictUndefined,
                       trim_blocks=True, lstrip_blocks=True, finalize=closed)  # fmt: skip
    made.filters["data_uri"] = _data_uri
    made.filters["clock"] = _clock
    made.filters["sentence_case"] = sentence_case
    return made


@cache
def page_style() -> tuple[Markup, str]:
    """Return the style sheet and the policy that admits it and nothing else."""
    css = resources.files(__package__).joinpath("templates/brief.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    policy = f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return Markup(css), policy


def _data_uri(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def _clock(seconds: float) -> str:
    """Return seconds as h:mm:ss, or "" where unknown."""
    if seconds != seconds:
        return ""
    minutes, seconds = divmod(int(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"


def _cited(brief: Brief) -> dict[int, list[tuple[int, int]]]:
    """Return turn → spans that the brief quotes."""
    items: list[Item] = [*brief.common_ground, *brief.conflicts, *brief.unheard, *brief.learning, *brief.criteria,
                         *brief.answers, *brief.themes]  # fmt: skip
    items += [item for _, group in (*brief.wants, *brief.moves) for item in group]
    quotes: list[Quote] = [q for item in items for q in item.quotes]
    quotes += [q for e in (*brief.assumptions, *brief.options) for q in (*e.for_, *e.against, *e.between)]
    cited: dict[int, list[tuple[int, int]]] = {}
    for quote in quotes:
        cited.setdefault(quote.turn, []).append((quote.start, quote.end))
    return cited


def _pieces(turn, spans: list[tuple[int, int]]) -> list[tuple[str, bool]]:
    """Cut a turn's text where quoted spans begin and end: (text, quoted)."""
    pieces, at = [], turn.start
    for start, end in sorted(spans):
        start = max(start, at)
        if end <= at:
            continue
        pieces += [(turn.text[at - turn.start : start - turn.start], False), (turn.text[start - turn.start : end - turn.start], True)]
        at = end
    pieces.append((turn.text[at - turn.start :], False))
    return [piece for piece in pieces if piece[0]]
