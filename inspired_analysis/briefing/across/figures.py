"""Figures over time: the same bytes for the same findings, readable in grey, with alternative texts."""

from __future__ import annotations

import numpy as np

from ...tables import records
from ..drawing import BETWEEN, FOR, INK, MARKERS, PALE, WIDTH, Figure, colour, cut, finished, styled, wrapped
from ..phrases import MARKS
from .words import NAMELESS, verdict

__all__ = ["draw_interests", "draw_ownership", "draw_positions", "draw_verdicts"]

MOST_PANELS, MOST_INTERESTS = 8, 24
MOST_WORDS = 6  # workshops that have room for words side by side
HATCHES = ("", "//", "..", "xx", "--", "\\\\", "++", "oo")


@styled
def draw_verdicts(synthesis) -> Figure | None:
    """Draw what became of each statement that several workshops asked: a mark, the word and n per workshop."""
    changes, paths = synthesis.verdict_changes, synthesis.verdict_paths
    if changes.empty:
        return None
    names = [s.id for s in synthesis.sessions]
    shown = paths[paths["statement"].isin(changes["statement"])]
    fig, axes = _figure(0.55 * len(changes) + 0.8)
    for row, statement in enumerate(changes["statement"]):
        own = shown[shown["statement"] == statement]
        x = [names.index(w) for w in own["workshop"]]
        axes.plot(x, [row] * len(x), color=PALE, lw=3, zorder=0)
        for at, cell in zip(x, records(own), strict=True):
            thin = cell.verdict == "untested"
            word, _, unsure = verdict(cell.kind, cell.verdict, cell.stability).partition(", ")
            word = f"{MARKS[cell.verdict]} {word}\n{unsure}{', ' * bool(unsure)}n = {cell.n_speakers}" \
                if len(names) <= MOST_WORDS else f"{MARKS[cell.verdict]}\n{cell.n_speakers}"
            axes.text(at, row, word, ha="center", va="center", fontsize=8, color="#666666" if thin else INK,
                      bbox={"boxstyle": "round,pad=0.3", "fc": "white", "ec": "#888888" if thin else INK,
                            "ls": "--" if thin else "-", "lw": 0.8})  # fmt: skip
    _workshop_ticks(axes, names)
    axes.set_yticks(range(len(changes)), [wrapped(f"{c.statement} {c.text}", 40, 3) for c in records(changes)],
                    fontsize=8)  # fmt: skip
    axes.set(ylim=(len(changes) - 0.5, -0.5))
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    alt = "; ".join(f"{r.statement} in {r.workshop}: {verdict(r.kind, r.verdict, r.stability)}, n = {r.n_speakers}"
                    for r in records(shown))
    data = shown[["statement", "workshop", "verdict", "n_speakers", "n_supports", "n_between", "n_opposes"]]
    title = "What became of each statement, workshop by workshop"
    return finished("verdicts", title, f"Statements by workshops. {alt}.", fig, data)


@styled
def draw_positions(synthesis) -> Figure | None:
    """Draw the groups' means over time, for statements on which a group was heard in two workshops."""
    table = synthesis.position_paths[synthesis.position_paths["n"] > 0]
    heard = set(synthesis.position_changes["statement"])
    every = [s for s in dict.fromkeys(table["statement"]) if s in heard]
    statements = every[:MOST_PANELS]
    if not statements:
        return None
    table = table[table["statement"].isin(statements)]
    groups, names = sorted(set(table["group"])), [s.id for s in synthesis.sessions]
    fig, panels = _panels(len(statements), len(groups))
    for panel, statement in zip(panels, statements, strict=False):
        own = table[table["statement"] == statement]
        for at, group in enumerate(groups):
            _line(panel, own[own["group"] == group], names, at, len(groups))
        panel.set_title(wrapped(f"{statement} {own['text'].iloc[0]}", 52), fontsize=8, loc="left")
        panel.axhline(0, color="#888888", lw=0.6)
        panel.set(ylim=(-1.3, 1.4), yticks=[-1, 0, 1], yticklabels=["against", "in between", "for"])
        _workshop_ticks(panel, names)
    handles = [panels[0].plot([], [], MARKERS[i % len(MARKERS)], color=colour(i), ms=5, lw=1, ls="-",
                              label=wrapped(g, 34))[0] for i, g in enumerate(groups)]  # fmt: skip
    _legend(panels[0], 3, handles)
    alt = "; ".join(f"{r.statement} in {r.workshop}, {r.group}: {r.mean:+.1f} (n = {r.n})" for r in records(table))
    data = table[["statement", "group", "workshop", "n", "of", "mean", "low", "high"]].round(2)
    title = "Where the groups stood, workshop by workshop: mean over their people, and n"
    title = cut(title, len(statements), len(every))
    return finished("positions", title, f"Positions from -1 (against) to 1 (for). {alt}.", fig, data)


@styled
def draw_interests(synthesis) -> Figure | None:
    """Draw in which workshops each group voiced which kind of interest, and where it could not, being absent."""
    every = synthesis.interest_paths[synthesis.interest_paths["course"] != "one workshop only"]
    table = every.head(MOST_INTERESTS)
    if table.empty:
        return None
    names = [s.id for s in synthesis.sessions]
    fig, axes = _figure(0.3 * len(table) + 0.8)
    for at, row in enumerate(records(table)):
        there = [names.index(w) for w in row.heard]
        axes.plot(there, [at] * len(there), "o-", color=BETWEEN, mfc="white", ms=9, lw=1, zorder=1)
        for workshop, n in zip(row.workshops, row.n_speakers, strict=True):
            axes.plot(names.index(workshop), at, "o", color=FOR, ms=12, zorder=2)
            axes.text(names.index(workshop), at, str(n), ha="center", va="center", color="white", fontsize=7.5)
    _workshop_ticks(axes, names)
    labels = [wrapped(f"{r.group or NAMELESS}: {r.kind} ({r.course})", 52) for r in records(table)]
    axes.set_yticks(range(len(table)), labels, fontsize=8)
    axes.set(ylim=(len(table) - 0.5, -0.5))
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    data = table.assign(workshops=[", ".join(w) for w in table["workshops"]],
                        n=[", ".join(map(str, n)) for n in table["n_speakers"]])  # fmt: skip
    data = data[["group", "kind", "course", "workshops", "n"]]
    alt = "; ".join(f"{r.group or NAMELESS}, {r.kind}: {r.workshops} (n = {r.n})" for r in records(data))
    title = "Interests, workshop by workshop: how many people voiced them; rings where the group spoke without it"
    title = cut(title, len(table), len(every))
    return finished("interests", title, f"Groups and kinds by workshops. {alt}.", fig, data)


@styled
def draw_ownership(synthesis) -> Figure | None:
    """Draw each group's share of the words per workshop, those who lead apart."""
    table = synthesis.ownership_paths
    if table.empty:
        return None
    names = [s.id for s in synthesis.sessions]
    people = sorted(set(table.loc[table["role"] == "participant", "who"]))
    led = sorted(set(table["who"]) - set(people))
    fig, axes = _figure(0.5 * len(names) + 1.2 + 0.22 * (len(people) + len(led)) // 3)
    left = np.zeros(len(names))
    for at, who in enumerate((*led, *people)):
        own = table[table["who"] == who].set_index("workshop")
        share = own["share"].reindex(names).fillna(0).to_numpy()
        fill = BETWEEN if who in led else colour(at - len(led))
        hatch = "///" if who in led else HATCHES[(at - len(led)) // 8 % len(HATCHES)]
        axes.barh(range(len(names)), share, left=left, color=fill, hatch=hatch, edgecolor="white", height=0.62,
                  label=wrapped(who, 34))  # fmt: skip
        left += share
    axes.set_yticks(range(len(names)), [wrapped(n, 24) for n in names])
    axes.set(xlim=(0, 1), xticks=[0, 0.5, 1], xticklabels=["0", "half", "all words"], ylim=(len(names) - 0.5, -0.5))
    _legend(axes, 3)
    alt = "; ".join(f"{r.workshop}, {r.who}: {r.words} words of {r.n} people" for r in records(table))
    data = table[["workshop", "who", "n", "words", "proposals", "commitments"]]
    title = "Who spoke how much, workshop by workshop"
    return finished("ownership", title, f"Bars of words per workshop. {alt}.", fig, data)


def _figure(height: float):
    from matplotlib.figure import Figure as Canvas

    figure = Canvas(figsize=(WIDTH, height), layout="constrained")
    return figure, figure.add_subplot()


def _legend(axes, columns: int, handles=None) -> None:
    handles = handles or axes.get_legend_handles_labels()[0]
    axes.figure.legend(handles=handles, loc="outside lower center", ncols=columns, frameon=False, fontsize=8)


def _panels(count: int, groups: int):
    from matplotlib.figure import Figure as Canvas

    columns = min(count, 2)
    rows = -(-count // columns)
    figure = Canvas(figsize=(WIDTH, 1.9 * rows + 0.5 + 0.2 * (groups // 3)), layout="constrained")
    panels = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False).ravel()
    for spare in panels[count:]:
        spare.set_visible(False)
    return figure, panels


def _line(panel, points, names: list[str], at: int, of: int) -> None:
    """Draw one group; groups stand side by side, so that equal positions stay visible."""
    x = [names.index(w) + (at - (of - 1) / 2) * 0.6 / of for w in points["workshop"]]
    style = {"color": colour(at), "marker": MARKERS[at % len(MARKERS)], "lw": 1, "ms": 5, "mec": "white", "mew": 0.5}
    panel.plot(x, points["mean"], **style)
    for place, point in zip(x, records(points), strict=True):
        panel.annotate(str(point.n), (place, point.mean), fontsize=6, xytext=(0, 5), textcoords="offset points",
                       ha="center")  # fmt: skip


def _workshop_ticks(axes, names: list[str]) -> None:
    axes.set(xlim=(-0.5, len(names) - 0.5))
    level = {} if len(names) <= MOST_WORDS else {"rotation": 50, "ha": "right", "rotation_mode": "anchor"}
    axes.set_xticks(range(len(names)), [wrapped(n, 20) for n in names], fontsize=7.5, **level)
