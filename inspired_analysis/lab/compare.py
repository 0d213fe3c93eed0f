"""One dialogue across its workshops: verdicts, positions and participation over time.

Statements go by their text, since workshops may number them differently. What a workshop did not take up is
an empty cell, never "untested": the plan did not ask.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from ..briefing.figures import Figure

if TYPE_CHECKING:
    from ..pipeline import Analysis

__all__ = ["compare_participation", "compare_positions", "compare_verdicts", "draw_over_time"]

MARKERS = "osD^vPX*<>hp"
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000", "#7F7F7F")


def compare_verdicts(analyses: Sequence[Analysis]) -> pd.DataFrame:
    """Return statement × workshop: the verdict, and how many people it rests on."""
    cells = {}
    for analysis in analyses:
        for row in analysis.assumptions.itertuples():
            cells.setdefault(row.text, {})[_name(analysis)] = f"{row.verdict} (n = {row.n_speakers})"
    table = pd.DataFrame.from_dict(cells, orient="index", columns=[_name(a) for a in analyses])
    return table.fillna("").rename_axis("statement")


def compare_positions(analyses: Sequence[Analysis]) -> pd.DataFrame:
    """Return where each group stood on each statement, over time: mean, interval, n of how many people."""
    columns = ["workshop", "date", "about", "group", "n", "of", "mean", "low", "high", "direction"]
    frames = [_group_positions(a)[columns] for a in analyses]
    table = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)
    # Statements in the order in which they first came up; within one, group by group over time.
    order = pd.Categorical(table["about"], list(dict.fromkeys(table["about"])))
    table = table.assign(order=order).sort_values(["order", "group"], kind="stable", ignore_index=True)
    return table[columns]


def compare_participation(analyses: Sequence[Analysis]) -> pd.DataFrame:
    """Return group × workshop: share of the words, and how many people spoke; facilitators apart."""
    columns = {}
    for analysis in analyses:
        spoke = analysis.participation[analysis.participation["turns"] > 0]
        led = spoke["role"] != "participant"
        group = spoke["group"].replace("", "no group").where(~led, "(" + spoke["role"] + ")")
        sums = spoke.groupby(group).agg(words=("words", "sum"), n=("speaker", "nunique"))
        share = sums["words"] / max(sums["words"].sum(), 1)
        columns[_name(analysis)] = share.map("{:.0%}".format) + " (n = " + sums["n"].astype(str) + ")"
    return pd.DataFrame(columns).fillna("").sort_index().rename_axis("group")


def draw_over_time(analyses: Sequence[Analysis]) -> Figure | None:
    """Draw the groups' positions over time, for the statements that more than one workshop spoke to."""
    table = compare_positions(analyses)
    table = table[table["n"] > 0]
    often = table.groupby("about", sort=False)["workshop"].nunique()
    statements = list(often[often > 1].index)
    if not statements:
        return None
    table = table[table["about"].isin(statements)]
    groups = sorted(set(table["group"]))
    names = [a.workshop.id for a in analyses]
    figure, axes = _panels(len(statements))
    for panel, statement in zip(axes, statements, strict=False):
        own = table[table["about"] == statement]
        for number, group in enumerate(groups):
            _line(panel, own[own["group"] == group], names, number, len(groups))
        _dress(panel, statement, names)
    figure.legend(handles=[_handle(i, g) for i, g in enumerate(groups)], loc="outside lower center", ncols=4,
                  frameon=False, fontsize=8)  # fmt: skip
    alt = "; ".join(f"{r.about} {r.workshop}, {r.group}: {r.mean:+.1f} (n = {r.n})"
                    for r in table.itertuples())  # fmt: skip
    return Figure("over-time", "Where the groups stood, workshop by workshop: mean over their people, and n",
                  f"Positions from -1 (against) to 1 (for). {alt}.", _svg(figure), table)  # fmt: skip


def _name(analysis: Analysis) -> str:
    date = analysis.workshop.plan.date
    return f"{date} {analysis.workshop.id}" if date else analysis.workshop.id


def _group_positions(analysis: Analysis) -> pd.DataFrame:
    table = analysis.positions[analysis.positions["level"] == "group"]
    texts = analysis.workshop.plan.statements.set_index("statement")["text"]
    return table.assign(workshop=analysis.workshop.id, date=str(analysis.workshop.plan.date or ""),
                        about=table["statement"].map(texts), group=table["who"])  # fmt: skip


def _panels(count: int):
    from matplotlib.figure import Figure as Canvas

    columns = min(count, 2)
    rows = -(-count // columns)
    figure = Canvas(figsize=(4.5 * columns, 2.1 * rows + 0.7), layout="constrained")
    axes = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False).ravel()
    for spare in axes[count:]:
        spare.set_visible(False)
    return figure, axes


def _line(panel, points: pd.DataFrame, names: list[str], number: int, of: int) -> None:
    """Draw one group's line; groups stand side by side, so that equal positions stay visible."""
    x = [names.index(w) + (number - (of - 1) / 2) * 0.6 / of for w in points["workshop"]]
    style = {"color": COLOURS[number % len(COLOURS)], "marker": MARKERS[number % len(MARKERS)]}
    panel.plot(x, points["mean"], lw=1, ms=5, mec="white", mew=0.5, **style)
    for at, point in zip(x, points.itertuples(), strict=True):
        place = {"xytext": (0, 5), "textcoords": "offset points", "ha": "center"}
        panel.annotate(str(point.n), (at, point.mean), fontsize=6, **place)


def _dress(panel, statement: str, names: list[str]) -> None:
    title = "\n".join(textwrap.wrap(statement.replace("$", r"\$"), 58, max_lines=2, placeholder=" …"))
    panel.set_title(title, fontsize=8, loc="left")
    panel.axhline(0, color="#888888", lw=0.6)
    panel.set(xlim=(-0.5, len(names) - 0.5), ylim=(-1.25, 1.35))
    panel.set_yticks([-1, 0, 1], ["against", "between", "for"])
    panel.set_xticks(range(len(names)), names, fontsize=7)
    panel.tick_params(labelsize=7)
    panel.spines[["top", "right"]].set_visible(False)


def _handle(number: int, group: str):
    from matplotlib.lines import Line2D

    marker = MARKERS[number % len(MARKERS)]
    return Line2D([], [], color=COLOURS[number % len(COLOURS)], marker=marker, ms=5, lw=1, label=group)


def _svg(figure) -> str:
    from matplotlib import rc_context

    out = io.StringIO()
    with rc_context({"svg.hashsalt": "inspired_analysis", "svg.fonttype": "path"}):
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()
