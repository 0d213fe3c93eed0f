"""The host's view: a row of filters over the turns. All it does is ask `explorer` and show the answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from ..deciding.replay import CANDIDATE
from ..errors import RunError
from .explorer import codings_of, render, select, turns_of

if TYPE_CHECKING:
    from ipywidgets import VBox

    from ..pipeline import Analysis

__all__ = ["explore"]

PAGE = 30  # turns
STYLE = """<style>
.inspired article { border-top: 1px solid #ccc; padding: .3em 0; max-width: 50em; line-height: 1.4 }
.inspired p { margin: .2em 0 } .inspired ul { margin: 0; padding: 0; list-style: none; font-size: 85% }
.inspired li { display: inline-block; margin: 0 .6em .2em 0; padding: 0 .4em; border: 1px solid #999 }
.inspired mark { background: #fff0b3; color: inherit; border-bottom: 2px solid #b38600 }
</style>"""


def explore(analyses: Sequence[Analysis]) -> VBox:
    """Return a widget that filters *analyses* by workshop, statement, group, speaker, code and words.

    Raises
    ------
    RunError
        If ipywidgets, which is in the extra ``lab``, is not installed.
    """
    try:
        import ipywidgets as widgets
    except ImportError:
        raise RunError("explore", expected="ipywidgets", found="none",
                       todo="Install it: pip install 'inspired_analysis[lab]'") from None  # fmt: skip

    turns, codings = turns_of(analyses), codings_of(analyses)
    filters = {name: _dropdown(widgets, title, values) for name, title, values in (
        ("workshop", "Workshop", turns["workshop"]), ("about", "Statement", codings["about"]),
        ("group", "Group", turns["group"]), ("speaker", "Speaker", turns["speaker"]),
        ("code", "Code", codings["code"]),
    )}  # fmt: skip
    filters["search"] = widgets.Text(description="Words", placeholder="as said", continuous_update=False)
    page = widgets.BoundedIntText(value=1, min=1, max=1, description="Page")
    count, shown = widgets.HTML(), widgets.HTML()

    def show(change=None) -> None:
        if change is not None and change["owner"] is not page:
            page.value = 1
        found, evidence = select(turns, codings, **{name: f.value for name, f in filters.items()})
        page.max = max(1, -(-len(found) // PAGE))
        part = found.iloc[(page.value - 1) * PAGE : page.value * PAGE]
        candidates = int((evidence["code"] == CANDIDATE).sum())
        count.value = f"<b>{_said(len(found), len(turns), len(evidence) - candidates, candidates)}</b>"
        shown.value = f'{STYLE}<div class="inspired">{render(part, evidence)}</div>'

    for control in (*filters.values(), page):
        control.observe(show, names="value")
    show()
    wrap = widgets.Layout(flex_flow="row wrap")
    return widgets.VBox([widgets.Box([*filters.values(), page], layout=wrap), count, shown])


def _dropdown(widgets, title: str, values: pd.Series):
    options = [("all", ""), *((_short(value), value) for value in sorted({v for v in values if v}))]
    return widgets.Dropdown(description=title, options=options, value="")


def _short(text: str) -> str:
    return text if len(text) <= 70 else text[:69] + "…"


def _said(found: int, of: int, codings: int, candidates: int) -> str:
    said = f"{found:,} of {of:,} turns, {codings:,} piece{'s' * (codings != 1)} of evidence"
    return said + (f", {candidates:,} that may be one" if candidates else "")
