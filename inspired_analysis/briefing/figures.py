"""Figures of what was found, statement by statement and group by group; those of the session are in `session`.

Each function takes tables and returns a `Figure`: the SVG, an alternative text that says what it shows, and
the data behind it; or None where there is nothing to draw.
"""

from __future__ import annotations

import math
import re
from collections import Counter

import numpy as np
import pandas as pd

from ..tables import records
from .drawing import (
    AGAINST,
    BETWEEN,
    FOR,
    INK,
    PALE,
    WIDTH,
    Figure,
    colour,
    extent,
    finished,
    legend,
    look,
    sheet,
    styled,
    wrapped,
)
from .language import ENGLISH
from .panel import LEAN, Panel
from .phrases import MARKS
from .session import draw_network, draw_participation, draw_themes, draw_timeline

__all__ = ["Figure", "draw_criteria", "draw_interests", "draw_ledger", "draw_network", "draw_participation",
           "draw_positions", "draw_themes", "draw_timeline"]  # fmt: skip

HALF = re.compile(r"(\d+) (?:in )?(for|between|against)\b")
SIDES = ("for", "between", "against")
GAP = 0.04  # between two panels, as a share of one
LEAST_CELLS = 2  # one number is said sooner than drawn


@styled
def draw_ledger(assumptions: pd.DataFrame, *, words: dict[str, str] | None = None, say=ENGLISH) -> Figure | None:
    """Draw, half by half, how many people were against, in between and for each statement, and the verdict.

    *words* are other words for a statement's verdict, by id: an option is not confirmed, but supported.
    """
    if not assumptions["n_speakers"].any():
        return None
    halves = [[_sides(text) for text in assumptions[c]] for c in ("first_half", "second_half")]
    titles = [say("First half"), say("Second half")]
    if not np.any(halves):  # worded otherwise: the session as a whole
        counts = assumptions[["n_supports", "n_between", "n_opposes"]]
        halves, titles = [list(counts.itertuples(index=False, name=None))], [say("Whole session")]
    labels = [wrapped(f"{s.statement} {s.text}", 44, 2) for s in records(assumptions)]
    told = [(words or {}).get(r.statement) or say.term(r.verdict) for r in records(assumptions)]
    verdicts = [f"{MARKS[verdict]} {word}" for verdict, word in zip(assumptions["verdict"], told, strict=True)]
    sides = [say.term(side) for side in SIDES]
    figure, area = sheet(0.4 * len(assumptions) + 0.1, labels=labels, right=0.3 + extent(verdicts, 8.5), top=0.3,
                         bottom=0.05, legend=sides)  # fmt: skip
    limit = max(2.0, max((max(f + b / 2, a + b / 2) for half in halves for f, b, a in half), default=0)) * 1.25
    panels = [Panel(figure, part, x=(-limit, limit), y=(len(assumptions) - 0.5, -0.5))
              for part in _side_by_side(area, len(halves))]  # fmt: skip
    for panel, half, title in zip(panels, halves, titles, strict=True):
        _diverging(panel, half)
        panel.words(0, -0.5, title, up=6, fontsize=9, ha="center", va="bottom")
    panels[0].row_labels(range(len(assumptions)), labels)
    for row, verdict in enumerate(verdicts):
        panels[-1].words(limit * 1.08, row, verdict, fontsize=8.5)
    from matplotlib.patches import Patch

    legend(figure, [Patch(facecolor=c, hatch=h, edgecolor="white", label=say.term(side))
                    for side, c, h in reversed(_looks())])  # fmt: skip
    columns = ["statement", "verdict", "first_half", "second_half", "n_supports", "n_between", "n_opposes"]
    data = assumptions[columns].assign(verdict=told)  # the words of the ledger on the same page
    alt = say.joined(say("{id} {verdict}: {n_for} for, {n_between} in between, {n_against} against", id=r.statement,
                         verdict=word, n_for=r.n_supports, n_between=r.n_between, n_against=r.n_opposes)
                     for r, word in zip(records(assumptions), told, strict=True))  # fmt: skip
    return finished("ledger", say("What was assumed, and how many people spoke to it, half by half"),
                    say("Bars per statement, against to the left, for to the right: {rows}.", rows=alt), figure, data)


def _looks() -> tuple[tuple[str, str, str], ...]:
    return (("for", FOR, ""), ("between", BETWEEN, ""), ("against", AGAINST, "///"))


def _sides(text: str) -> tuple[int, int, int]:
    """Return for, between and against, of "2 for, 1 against"."""
    found = {side: int(n) for n, side in HALF.findall(text)}
    return tuple(found.get(side, 0) for side in SIDES)


def _side_by_side(area: tuple[float, float, float, float], n: int) -> list[tuple[float, float, float, float]]:
    """Return *area* in n parts, with a little between them."""
    left, bottom, width, height = area
    step = width / (n - GAP)
    return [(left + i * step, bottom, step * (1 - GAP), height) for i in range(n)]


def _diverging(panel: Panel, rows: list[tuple[int, int, int]]) -> None:
    """Draw bars to both sides of the middle; those in between lie across it. Numbers stand beside them, not on them."""
    n_for, between, against = np.array(rows, float).reshape(-1, 3).T
    for (side, fill, hatch), left, width in zip(
        _looks(), (between / 2, -between / 2, -between / 2 - against), (n_for, between, against), strict=True,
    ):  # fmt: skip
        some = np.flatnonzero(width)
        spans = np.stack([left[some], left[some] + width[some]], axis=1)
        panel.bars(spans, some, 0.62, facecolor=fill, hatch=hatch, edgecolor="white", lw=0.5)
        ends = {"for": (1, 2, "left"), "between": (0.5, 0, "center"), "against": (0, -2, "right")}
        at, right, ha = ends[side]
        for row in some:
            panel.words(left[row] + at * width[row], row, f"{int(width[row])}", right=right, ha=ha, fontsize=7.5)
    panel.across(0)


@styled
def draw_positions(positions: pd.DataFrame, assumptions: pd.DataFrame, *, say=ENGLISH) -> Figure | None:
    """Draw each group's mean position with the interval over its people, each of them as a small ring, and their n."""
    groups = positions[(positions["level"] == "group") & (positions["n"] > 0)]
    if groups.empty:
        return None
    people = positions[(positions["level"] == "speaker") & (positions["n"] > 0)]
    names = sorted(set(positions.loc[positions["level"] == "group", "who"]))  # as in `draw_network`
    spoken = assumptions[assumptions["statement"].isin(groups["statement"])]
    heights = [max(1.5, (groups["statement"] == s).sum()) for s in spoken["statement"]]
    shown = [i for i, n in enumerate(names) if n in set(groups["who"])]
    labels = [wrapped(f"{s.statement} {s.text}", 44, max(2, int(h * 1.3)))
              for s, h in zip(records(spoken), heights, strict=True)]  # fmt: skip
    told = [f"{say.apart(wrapped(say.term(p.who), 26, 1))}{say.comma}{say('{n} of {of}', n=p.n, of=p.of)}"
            for p in records(groups)]  # fmt: skip
    figure, area = sheet(0.2 * (sum(heights) + 0.45 * len(heights)), labels=labels, bottom=0.3,
                         right=0.15 + extent(told, 7.5))  # fmt: skip
    panel = Panel(figure, area, x=(-1.08, 1.08), y=(sum(heights) + 0.45 * (len(heights) - 1), -0.7))
    ticks, row, places = [], 0.0, {}
    for statement, height in zip(spoken["statement"], heights, strict=True):
        own = groups[groups["statement"] == statement]
        if not len(ticks) % 2:
            panel.bars([panel.x], [row - 0.5 + height / 2], height + 0.2, color=PALE, alpha=0.7, lw=0, zorder=0)
        ticks.append(row + (height - 1) / 2)
        places |= {(statement, who): row + n + (height - len(own)) / 2 for n, who in enumerate(own["who"])}
        row += height + 0.45
    for number in shown:
        own, members = groups[groups["who"] == names[number]], people[people["group"] == names[number]]
        _dots(panel, own, members, places, number)
    for point, words in zip(records(groups), told, strict=True):
        panel.words(1.12, places[point.statement, point.who], words, fontsize=7.5)
    panel.row_labels(ticks, labels)
    panel.across(0, zorder=1)
    panel.frame()
    panel.scale(words={-1: say.term("against"), 0: say.term("between"), 1: say.term("for")})
    alt = say.joined(f"{r.statement}, {say.term(r.who)}: {r.mean:+.1f} (n = {r.n})" for r in records(groups))
    title = say("Where each group stands on average, how sure that is (line), and how many of it spoke")
    return finished("positions", title, say("Positions from -1 (against) to 1 (for): {rows}.", rows=alt), figure,
                    groups[["statement", "who", "n", "of", "mean", "spread", "low", "high"]].round(2))  # fmt: skip


def _dots(panel: Panel, own, members, places: dict[tuple[str, str], float], group: int) -> None:
    """Draw one group on every statement at once: intervals, its people where there are several, and means."""
    rows = {s: places[s, who] for s, who in zip(own["statement"], own["who"], strict=True)}
    for point in records(own):
        if not np.isnan(point.low):
            panel.line([point.low, point.high], [rows[point.statement]] * 2, color=colour(group), lw=1.2, alpha=0.6,
                       zorder=1)  # fmt: skip
    of = Counter(members["statement"])
    rings = [(mean, rows[s]) for s, mean in zip(members["statement"], members["mean"], strict=True)
             if of[s] > 1 and s in rows]  # fmt: skip
    if rings:
        x, y = zip(*rings, strict=True)
        panel.line(x, y, ls="", marker="o", mfc="none", mec=colour(group), ms=3.5, mew=0.7)
    panel.line(own["mean"].tolist(), list(rows.values()), **look(group, 7), mec="white", mew=0.6)


@styled
def draw_interests(interests: pd.DataFrame, *, nameless: str = "", say=ENGLISH) -> Figure | None:
    """Draw how many people of each group spoke of each kind of interest; *nameless* are those without a group."""
    people: dict[tuple[str, str], set[str]] = {}
    for row in records(interests):
        if row.kind != "kind unclear":
            people.setdefault((row.group, row.kind), set()).update(row.speakers)
    if not people:
        return None
    counts = {(say.term(group) or nameless or say("All speakers"), say.term(kind)): len(own)
              for (group, kind), own in people.items()}  # fmt: skip
    groups, kinds = (list(dict.fromkeys(names)) for names in zip(*counts, strict=True))
    kinds.sort(key=lambda kind: -sum(counts.get((group, kind), 0) for group in groups))
    values = np.array([[counts.get((group, kind), 0) for kind in kinds] for group in groups])
    if values.size < LEAST_CELLS:
        return None
    figure, panel = _cells(pd.DataFrame(values, groups, kinds), 0.32, "Blues", 0, max(4, values.max()))
    for (row, column), n in np.ndenumerate(values):
        if n:
            panel.words(column, row, f"{int(n)}", ha="center", color="white" if n > 2 else INK)
    alt = say.joined(f"{group}, {kind}: {n}" for (group, kind), n in counts.items())
    data = pd.DataFrame([(*key, len(own)) for key, own in people.items()], columns=["group", "kind", "n_speakers"])
    return finished("interests", say("What is at stake, for how many people"),
                    say("Table of people per group and kind: {rows}.", rows=alt), figure, data)  # fmt: skip


@styled
def draw_criteria(criteria: pd.DataFrame, *, say=ENGLISH) -> Figure | None:
    """Draw options × criteria: how many people found an option good (+) or bad (−) on a criterion."""
    criteria = criteria[criteria["n_speakers"] > 0]
    if not criteria["direction"].isin(["favourable", "unfavourable", "divided"]).any():
        return None  # question marks alone show nothing
    sign = criteria["direction"].map({"favourable": 1, "unfavourable": -1}).fillna(0)
    table = criteria.assign(criterion=criteria["criterion"].map(say.term), net=sign * criteria["n_speakers"])
    net = table.pivot_table(index="statement", columns="criterion", values="net", aggfunc="sum", sort=False)
    if net.size < LEAST_CELLS:
        return None
    limit = max(3, np.nanmax(np.abs(net.to_numpy())))
    figure, panel = _cells(net, 0.4, "RdBu", -limit, limit)
    for (option, criterion), own in table.groupby(["statement", "criterion"], sort=False):
        marks = [f"{mark}{own.loc[own['direction'] == word, 'n_speakers'].sum()}"
                 for word, mark in (("favourable", "+"), ("unfavourable", "−"), ("divided", "±"), ("unclear", "?"))
                 if (own["direction"] == word).any()]  # fmt: skip
        dark = abs(net.loc[option, criterion]) > limit * 0.6
        panel.words(net.columns.get_loc(criterion), net.index.get_loc(option), " ".join(marks), ha="center",
                    color="white" if dark else INK)  # fmt: skip
    alt = say.joined(f"{r.statement}, {say.term(r.criterion)}, {say.term(r.group) or say('All speakers')}: "
                     f"{say.term(r.direction)} ({r.n_speakers})" for r in records(criteria))  # fmt: skip
    title = say("The options against the criteria: for how many people good (+), bad (−), unsaid (?)")
    return finished("criteria", title,
                    say("Table of options and criteria: {rows}.", rows=alt), figure,
                    criteria[["statement", "criterion", "group", "direction", "n_speakers"]])  # fmt: skip


def _cells(grid: pd.DataFrame, height: float, colours: str, low: float, high: float):
    """Return a figure with a heat table of *grid*, rows so high, the names of its rows and columns, and its panel."""
    import matplotlib

    rows, columns = ([wrapped(str(name), 24) for name in names] for names in (grid.index, grid.columns))
    # The name of the first column leans out to the left from the middle of its cell.
    along, up = math.cos(math.radians(LEAN)), math.sin(math.radians(LEAN))
    leaning = max(0.0, along * extent(columns[:1], 9) - 0.5 * (WIDTH - 1.0) / len(columns))
    figure, area = sheet(height * len(grid), labels=rows, least=leaning, bottom=0.25 + up * extent(columns, 9))
    panel = Panel(figure, area, x=(-0.5, len(columns) - 0.5), y=(len(rows) - 0.5, -0.5))
    values = grid.to_numpy(float)
    for value in np.unique(values[~np.isnan(values)]):
        row, column = np.nonzero(values == value)
        fill = matplotlib.colormaps[colours]((value - low) / (high - low))
        panel.bars(np.stack([column - 0.5, column + 0.5], 1), row, 1, color=fill, lw=0.3)
    panel.row_labels(range(len(rows)), rows)
    panel.column_labels(columns)
    return figure, panel
