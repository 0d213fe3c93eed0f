"""Figures: matplotlib to SVG, the same bytes for the same findings, readable in grey.

Each function takes tables and returns a `Figure`: the SVG, an alternative text that says what it shows, and
the data behind it; or None where there is nothing to draw.
"""

from __future__ import annotations

import functools
import io
import textwrap
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from .phrases import MARKS

__all__ = ["Figure", "draw_interests", "draw_ledger", "draw_participation", "draw_positions", "draw_themes"]

# Okabe and Ito's colour-blind safe blue, vermilion and grey; they differ in lightness too.
FOR, BETWEEN, AGAINST, INK, PALE = "#0072B2", "#BBBBBB", "#D55E00", "#222222", "#E8E8E8"
STYLE = {
    "font.family": "DejaVu Sans", "font.size": 9, "axes.spines.top": False, "axes.spines.right": False,
    "axes.edgecolor": "#888888", "axes.labelcolor": INK, "text.color": INK, "xtick.color": INK, "ytick.color": INK,
    # Labels are people's words: a dollar sign is a dollar sign, not mathematics.
    "text.parse_math": False, "svg.hashsalt": "inspired_analysis", "svg.fonttype": "path",
    "figure.facecolor": "white", "axes.axisbelow": True,
}  # fmt: skip
MARKERS = "osD^vPX*<>hp"
WIDTH = 7.2


def _styled(draw):
    """Draw in our style whatever the user's own matplotlib settings are."""

    @functools.wraps(draw)
    def styled(*tables):
        from matplotlib import rc_context, rcParamsDefault

        with rc_context({**{k: v for k, v in rcParamsDefault.items() if not k.startswith("backend")}, **STYLE}):
            return draw(*tables)

    return styled


@dataclass(frozen=True)
class Figure:
    """A drawing with its words and its data."""

    name: str
    title: str
    alt: str
    svg: str
    data: pd.DataFrame
    canvas: object = field(default=None, repr=False, compare=False)

    def png(self, dpi: int = 200) -> bytes:
        """Return the drawing as PNG, for formats that know no SVG."""
        return _png(self.canvas, dpi)


@_styled
def draw_ledger(assumptions: pd.DataFrame) -> Figure | None:
    """Draw how many people were for, in between and against each statement, with the verdict beside it."""
    if assumptions.empty:
        return None
    fig, axes = _figure(0.62 * len(assumptions) + 0.9)
    rows = np.arange(len(assumptions))
    left = np.zeros(len(assumptions))
    for column, colour, hatch, label in (("n_supports", FOR, "", "for"), ("n_between", BETWEEN, "..", "in between"),
                                         ("n_opposes", AGAINST, "//", "against")):  # fmt: skip
        values = assumptions[column].to_numpy(float)
        axes.barh(rows, values, left=left, color=colour, hatch=hatch, edgecolor="white", height=0.5, label=label)
        left += values
    limit = max(4.0, left.max())
    for row, (total, verdict) in enumerate(zip(left, assumptions["verdict"], strict=True)):
        axes.text(total + limit * 0.02, row, f"{MARKS[verdict]} {verdict}", va="center", fontsize=8.5)
    _statement_labels(axes, rows, assumptions)
    axes.set(xlim=(0, limit * 1.3), xlabel="people")
    axes.xaxis.get_major_locator().set_params(integer=True)
    _legend(axes, 3)
    data = assumptions[["statement", "verdict", "n_supports", "n_between", "n_opposes"]]
    alt = "; ".join(f"{r.statement} {r.verdict}: {r.n_supports} for, {r.n_between} in between, {r.n_opposes} against"
                    for r in assumptions.itertuples())  # fmt: skip
    title = "What was assumed, and how many people spoke to it"
    return Figure("ledger", title, f"Bars per statement. {alt}.", _svg(fig), data, fig)


@_styled
def draw_positions(positions: pd.DataFrame, assumptions: pd.DataFrame) -> Figure | None:
    """Draw each group's mean position on each statement, with the interval over its people and their number."""
    groups = positions[(positions["level"] == "group") & (positions["n"] > 0)]
    if groups.empty:
        return None
    names = list(dict.fromkeys(positions.loc[positions["level"] == "group", "who"]))
    spoken = assumptions[assumptions["statement"].isin(groups["statement"])]
    heights = [max(1, (groups["statement"] == s).sum()) for s in spoken["statement"]]
    fig, axes = _figure(0.24 * sum(heights) + 0.34 * len(heights) + 1.1 + 0.2 * (len(names) // 3))
    ticks, row = [], 0.0
    for statement, height in zip(spoken["statement"], heights, strict=True):
        own = groups[groups["statement"] == statement]
        axes.axhspan(row - 0.6, row + height - 0.4, color=PALE if len(ticks) % 2 else "white", lw=0, zorder=0)
        ticks.append(row + (height - 1) / 2)
        for offset, point in enumerate(own.itertuples()):
            _dot(axes, point, row + offset, names.index(point.who))
        row += height + 0.6
    _statement_labels(axes, ticks, spoken)
    axes.axvline(0, color="#888888", lw=0.8)
    axes.set(xlim=(-1.08, 1.3), xticks=[-1, 0, 1], xticklabels=["against", "in between", "for"])
    handles = [axes.plot([], [], MARKERS[i % len(MARKERS)], color=_colour(i), ms=6, label=_wrapped(n, 34))[0]
               for i, n in enumerate(names) if n in set(groups["who"])]  # fmt: skip
    _legend(axes, 3, handles)
    alt = "; ".join(f"{r.statement}, {r.who}: {r.mean:+.1f} (n = {r.n})" for r in groups.itertuples())
    return Figure("positions", "Where the groups stand: mean over their people, with interval and n",
                  f"Positions from -1 (against) to 1 (for). {alt}.", _svg(fig),
                  groups[["statement", "who", "n", "of", "mean", "low", "high"]].round(2), fig)  # fmt: skip


@_styled
def draw_participation(participation: pd.DataFrame) -> Figure | None:
    """Draw the words of each speaker, with their group and turns."""
    spoke = participation[participation["turns"] > 0].head(25)
    if spoke.empty:
        return None
    fig, axes = _figure(0.27 * len(spoke) + 0.8)
    rows = np.arange(len(spoke))
    led = (spoke["role"] != "participant").to_numpy()
    bars = axes.barh(rows, spoke["words"], color=np.where(led, BETWEEN, FOR), edgecolor="white", height=0.66)
    for bar, hatched, person in zip(bars, led, spoke.itertuples(), strict=True):
        bar.set_hatch("//" if hatched else "")
        note = _wrapped(person.role if hatched else person.group, 32, 1)
        axes.text(bar.get_width(), bar.get_y() + bar.get_height() / 2,
                  f"  {person.words:,} in {person.turns}" + (f" · {note}" if note else ""), va="center",
                  fontsize=8)  # fmt: skip
    axes.set(yticks=rows, yticklabels=[_wrapped(s, 24) for s in spoke["speaker"]], xlabel="words (in turns)",
             xlim=(0, spoke["words"].max() * 1.55))  # fmt: skip
    axes.invert_yaxis()
    alt = "; ".join(f"{r.speaker}: {r.words} words in {r.turns} turns" for r in spoke.itertuples())
    return Figure("participation", "Who spoke how much", f"Bars per speaker. {alt}.", _svg(fig),
                  spoke[["speaker", "group", "role", "turns", "words"]], fig)  # fmt: skip


@_styled
def draw_interests(interests: pd.DataFrame) -> Figure | None:
    """Draw how many people of each group spoke of each kind of interest."""
    clear = interests[interests["kind"] != "kind unclear"]
    if clear.empty:
        return None
    people = clear.groupby(["group", "kind"])["speakers"].agg(lambda own: len(set().union(*own)))
    clear = people.rename("n_speakers").reset_index()
    grid = clear.assign(group=clear["group"].replace("", "all speakers")).pivot_table(
        index="group", columns="kind", values="n_speakers", aggfunc="sum", fill_value=0)  # fmt: skip
    grid = grid[grid.sum().sort_values(ascending=False, kind="stable").index]
    fig, axes = _figure(0.36 * len(grid) + 1.3)
    axes.imshow(grid.to_numpy(), cmap="Blues", aspect="auto", vmin=0, vmax=max(3, grid.to_numpy().max()))
    for (row, column), n in np.ndenumerate(grid.to_numpy()):
        if n:
            axes.text(column, row, f"{int(n)}", ha="center", va="center", color="white" if n > 2 else INK)
    axes.set(yticks=range(len(grid)), yticklabels=[_wrapped(g, 24) for g in grid.index], xticks=range(grid.shape[1]))
    axes.set_xticklabels([_wrapped(kind, 24) for kind in grid.columns], rotation=35, ha="right", rotation_mode="anchor")
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    alt = "; ".join(f"{r.group or 'all'}, {r.kind}: {r.n_speakers}" for r in clear.itertuples())
    title = "What is at stake, for how many people"
    return Figure("interests", title, f"Table of people per group and kind. {alt}.", _svg(fig),
                  clear[["group", "kind", "n_speakers"]], fig)  # fmt: skip


@_styled
def draw_themes(themes: pd.DataFrame, n_turns: int) -> Figure | None:
    """Draw where in the session each theme was spoken of."""
    if themes.empty:
        return None
    fig, axes = _figure(0.36 * len(themes) + 0.8)
    for row, turns in enumerate(themes["turns"]):
        axes.plot([1, n_turns], [row, row], color=PALE, lw=1, zorder=0)
        axes.plot(list(turns), [row] * len(turns), "|", color=FOR, ms=14, mew=2)
    axes.set(yticks=range(len(themes)), yticklabels=[_wrapped(t, 34) for t in themes["theme"]], xlabel="turn",
             xlim=(0, n_turns + 1))  # fmt: skip
    axes.invert_yaxis()
    data = themes.assign(turns=[", ".join(map(str, t)) for t in themes["turns"]])[["theme", "turns", "n_speakers"]]
    alt = "; ".join(f"{r.theme}: turns {r.turns}" for r in data.itertuples())
    title = "What was talked about, and when"
    return Figure("themes", title, f"Marks along the session per theme. {alt}.", _svg(fig), data, fig)


def _figure(height: float):
    from matplotlib.figure import Figure as Canvas

    figure = Canvas(figsize=(WIDTH, height), layout="constrained")
    return figure, figure.add_subplot()


def _svg(figure) -> str:
    out = io.StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()


@_styled
def _png(figure, dpi: int) -> bytes:
    out = io.BytesIO()
    figure.set_layout_engine(None)  # it stays as it was laid out for the SVG
    figure.savefig(out, format="png", dpi=dpi, metadata={"Software": None})
    return out.getvalue()


def _dot(axes, point, row: float, group: int) -> None:
    if not np.isnan(point.low):
        axes.plot([point.low, point.high], [row, row], color=_colour(group), lw=1.2, alpha=0.6)
    axes.plot(point.mean, row, MARKERS[group % len(MARKERS)], color=_colour(group), ms=6, mec="white", mew=0.6)
    axes.text(1.1, row, f"n = {point.n} of {point.of}", va="center", fontsize=7.5)


def _colour(group: int) -> str:
    palette = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000", "#7F7F7F")
    return palette[group % len(palette)]


def _statement_labels(axes, rows, statements: pd.DataFrame) -> None:
    labels = [_wrapped(f"{s.statement} {s.text}", 44, 3) for s in statements.itertuples()]
    axes.set_yticks(list(rows), labels=labels, fontsize=8)
    axes.tick_params(axis="y", length=0)
    axes.invert_yaxis()


def _legend(axes, columns: int, handles=None) -> None:
    handles = handles or axes.get_legend_handles_labels()[0]
    axes.figure.legend(handles=handles, loc="outside lower center", ncols=columns, frameon=False, fontsize=8)


def _wrapped(text: str, width: int, lines: int = 2) -> str:
    # Control and direction characters have no place in a drawing; in SVG some are no XML at all.
    shown = "".join(c if c.isprintable() else " " for c in text)
    return "\n".join(textwrap.wrap(shown, width, max_lines=lines, placeholder=" …"))
