"""Figures of the session itself: who spoke how much and when, who responds to whom, and its key moments."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..tables import records
from .drawing import (
    BETWEEN,
    FOR,
    INK,
    PALE,
    Figure,
    finished,
    legend,
    look,
    numbers,
    panels,
    row_labels,
    scale,
    styled,
    wrapped,
)
from .language import ENGLISH
from .phrases import sentence_case

__all__ = ["draw_network", "draw_participation", "draw_themes", "draw_timeline"]

MOST_PEOPLE, MOST_ROWS = 25, 12
LEAST_TURNS = 12  # in fewer, "when" is everywhere
STEPS = 720  # of the timeline: finer could not be seen
LEAST_SECONDS, SECONDS_A_WORD = 5, 1


@styled
def draw_participation(participation: pd.DataFrame, *, say=ENGLISH) -> Figure | None:
    """Draw the words of each speaker, with their group and turns."""
    spoke = participation[participation["turns"] > 0].head(MOST_PEOPLE)
    if len(spoke) < 2:  # one bar compares nothing
        return None
    names = [wrapped(say.term(s), 24) for s in spoke["speaker"]]
    figure, axes = panels(0.25 * len(spoke), labels=names)
    rows = np.arange(len(spoke))
    led = (spoke["role"] != "participant").to_numpy()
    bars = axes.barh(rows, spoke["words"], color=np.where(led, BETWEEN, FOR), edgecolor="white", height=0.66)
    for bar, hatched, person in zip(bars, led, records(spoke), strict=True):
        bar.set_hatch("//" if hatched else "")
        note = say.apart(wrapped(say.term(person.role if hatched else person.group), 32, 1))
        said = say("{words} in {turns}", words=say.number(int(person.words)), turns=person.turns)
        axes.annotate(said + (f" · {note}" if note and person.speaker != person.role else ""),
                      (bar.get_width(), bar.get_y() + bar.get_height() / 2), (5, 0), textcoords="offset points",
                      va="center", fontsize=8)  # fmt: skip
    axes.set(xlim=(0, max(1, spoke["words"].max()) * 1.55), ylim=(len(spoke) - 0.4, -0.6))
    scale(axes, say("words (in turns)"))
    row_labels(axes, rows, names)
    alt = say.joined(say("{who}: {words} words in {turns} turns", who=say.term(r.speaker), words=r.words,
                         turns=r.turns) for r in records(spoke))  # fmt: skip
    return finished("participation", say("Who spoke how much"), say("Bars per speaker: {rows}.", rows=alt), figure,
                    spoke[["speaker", "group", "role", "turns", "words"]])  # fmt: skip


@styled
def draw_themes(themes: pd.DataFrame, n_turns: int, *, say=ENGLISH) -> Figure | None:
    """Draw where in the session each theme was spoken of."""
    if themes.empty or n_turns < LEAST_TURNS:
        return None
    names = [wrapped(sentence_case(t), 34) for t in themes["theme"]]
    figure, axes = panels(0.32 * len(themes), labels=names, right=0.2)
    for row, turns in enumerate(themes["turns"]):
        axes.plot([1, n_turns], [row, row], color=PALE, lw=1, zorder=0)
        axes.plot(list(turns), [row] * len(turns), "|", color=FOR, ms=14, mew=2)
    axes.set(xlim=(0, n_turns + 1), ylim=(-0.6, len(themes) - 0.4))
    scale(axes, say("turn"))
    row_labels(axes, range(len(themes)), names)
    data = themes.assign(turns=[", ".join(map(str, t)) for t in themes["turns"]])[["theme", "turns", "n_speakers"]]
    alt = say.joined(say("{theme}: turns {turns}", theme=r.theme, turns=r.turns) for r in records(data))
    return finished("themes", say("What was talked about, and when"),
                    say("Marks along the session per theme: {rows}.", rows=alt), figure, data)  # fmt: skip


@styled
def draw_network(participation: pd.DataFrame, *, say=ENGLISH) -> Figure | None:
    """Draw who agrees with, contradicts or acknowledges whom: an arrow per pair, thicker the more often."""
    links = [(p.speaker, other, n) for p in records(participation) for other, n in p.responds_to]
    if not links:
        return None
    busy = pd.Series(dict.fromkeys((s for link in links for s in link[:2]), 0))
    for one, other, n in links:
        busy[one] += n
        busy[other] += n
    kept = set(busy.sort_values(ascending=False, kind="stable").head(MOST_PEOPLE).index)
    links = [link for link in links if {link[0], link[1]} <= kept]
    groups = dict(records(participation[["speaker", "group"]]))
    people = sorted(kept, key=lambda s: (groups.get(s, ""), s))
    names = sorted(set(participation.loc[participation["role"] == "participant", "group"]))
    here = {groups.get(s, "") for s in people}
    names += sorted(here - set(names))
    shown = [(i, wrapped(say.term(n), 34)) for i, n in enumerate(names) if n and n in here]
    figure, axes = panels(4.1, bottom=0.05, legend=[name for _, name in shown])
    _circle(axes, people, links, {s: names.index(groups.get(s, "")) for s in people})
    handles = [axes.plot([], [], **look(i, 6), label=name)[0] for i, name in shown]
    if handles:
        legend(figure, handles)
    alt = say.joined(say("{one} to {other}: {n}", one=one, other=other, n=n) for one, other, n in links)
    return finished("network", say("Who responds to whom: agreement, disagreement, acknowledgement"),
                    say("Arrows from who responds, with how often: {rows}.", rows=alt), figure,
                    pd.DataFrame(links, columns=["speaker", "responds_to", "n"]))  # fmt: skip


def _circle(axes, people: list[str], links: list[tuple[str, str, int]], looks: dict[str, int]) -> None:
    """Place people on a circle, groups side by side, with their arrows; *looks* are person → number of the group."""
    from matplotlib.patches import FancyArrowPatch

    angles = np.pi / 2 - 2 * np.pi * np.arange(len(people)) / len(people)
    places = dict(zip(people, zip(np.cos(angles), np.sin(angles), strict=True), strict=True))
    often = []
    for one, other, n in links:
        arrow = FancyArrowPatch(places[one], places[other], connectionstyle="arc3,rad=0.16", arrowstyle="-|>",
                                mutation_scale=9, shrinkA=7, shrinkB=7, lw=0.7 + 0.7 * min(n, 5), color=INK,
                                alpha=0.55)  # fmt: skip
        axes.add_patch(arrow)
        (x1, y1), (x2, y2) = places[one], places[other]
        if n > 1:
            middle = (x1 + x2 + 0.16 * (y2 - y1)) / 2, (y1 + y2 - 0.16 * (x2 - x1)) / 2  # of the bent arrow
            often.append((*middle, str(n)))
    numbers(axes, often, 7)
    for person, (x, y) in places.items():
        axes.plot(x, y, **look(looks[person], 9), mec="white")
        axes.text(1.12 * x, 1.12 * y, wrapped(person, 18), fontsize=8, va="center",
                  ha="center" if abs(x) < 0.2 else "left" if x > 0 else "right")  # fmt: skip
    axes.set(xlim=(-1.9, 1.9), ylim=(-1.2, 1.2), aspect="equal")
    axes.set_axis_off()


@styled
def draw_timeline(turns: pd.DataFrame, moments: pd.DataFrame, *, say=ENGLISH) -> Figure | None:
    """Draw who has the word when, and the key moments below.

    *moments* are ``kind, turn``. The session runs in minutes where its times are known, else in words.
    """
    said = turns[turns["words"] > 0]
    if len(said) < 2:
        return None
    start, end, label = _clock(said, say)
    apart = said["group"].where(said["group"] != "", said["speaker"])  # without groups, person by person
    row_of = apart.where(said["role"] == "participant", said["role"]).where(said["speaker"] != "", "")
    if row_of.nunique() < 2 and moments.empty:  # one bar from end to end
        return None
    most = said["words"].groupby(row_of).sum().sort_values(ascending=False, kind="stable")
    names = list(most.index[:MOST_ROWS])
    kinds = list(dict.fromkeys(moments["kind"]))
    rows, below = ([wrapped(say.term(n) or say("unattributed"), 26, 1) for n in own] for own in (names, kinds))
    figure, axes = panels(0.24 * (len(names) + len(kinds)), labels=[*rows, *below], right=0.2,
                          nrows=2 if kinds else 1, sharex=True, squeeze=False,
                          height_ratios=[len(names), len(kinds)] if kinds else [1])  # fmt: skip
    upper = axes[0, 0]
    for row, name in enumerate(names):
        own = (row_of == name).to_numpy()
        led = name in set(said.loc[said["role"] != "participant", "role"])
        upper.broken_barh(_runs(start[own], end[own], end[-1]), (row - 0.38, 0.76), color=BETWEEN if led else FOR, lw=0)
    row_labels(upper, range(len(names)), rows)
    upper.set(ylim=(len(names) - 0.5, -0.5), xlim=(0, end[-1]))
    if kinds:
        upper.xaxis.set_visible(False)
        _moments(axes[1, 0], moments, dict(zip(kinds, below, strict=True)), dict(zip(said["turn"], start, strict=True)))
    scale(axes[-1, 0], label)
    alt = say.joined(say("{kind}: turns {turns}", kind=say.term(kind), turns=", ".join(
        map(str, moments.loc[moments["kind"] == kind, "turn"]))) for kind in kinds)  # fmt: skip
    who = say.joined(say("{who}: {n} turns", who=say.term(n) or say("unattributed"), n=int((row_of == n).sum()))
                     for n in names)  # fmt: skip
    return finished("timeline", say("The session as it went: who had the word, and the key moments"),
                    say("Bars along the session per group: {rows}.", rows=say.joined([who, alt])), figure,
                    moments[["kind", "turn"]])  # fmt: skip


def _clock(turns: pd.DataFrame, say) -> tuple[np.ndarray, np.ndarray, str]:
    """Return where each turn begins and ends, in minutes or in words, and the name of that measure."""
    start, end = turns["time_start"].to_numpy(float), turns["time_end"].to_numpy(float)
    words = turns["words"].to_numpy(float)
    if not np.isnan(start).any() and (np.diff(start) >= 0).all() and start[-1] > start[0]:
        # A turn without an end lasts until the next one, but nobody speaks slower than this: else it was a break.
        slowest = start + LEAST_SECONDS + words * SECONDS_A_WORD
        end = np.where(np.isnan(end), np.fmin(np.append(start[1:], np.nan), slowest), end)
        return (start - start[0]) / 60, np.maximum.accumulate(end - start[0]) / 60, say("minutes")
    return np.cumsum(words) - words, np.cumsum(words), say("words spoken so far")


def _runs(start: np.ndarray, end: np.ndarray, whole: float) -> list[tuple[float, float]]:
    """Return (begin, length) of bars; those too near to be told apart are one."""
    step, runs = whole / STEPS, []
    for begin, stop in zip(start, end, strict=True):
        if runs and begin - runs[-1][1] < step:
            runs[-1][1] = max(stop, runs[-1][1])
        else:
            runs.append([begin, max(stop, begin + step)])
    return [(begin, stop - begin) for begin, stop in runs]


def _moments(axes, moments: pd.DataFrame, kinds: dict[str, str], places: dict[int, float]) -> None:
    for row, kind in enumerate(kinds):
        at = [places[t] for t in moments.loc[moments["kind"] == kind, "turn"] if t in places]
        axes.axhline(row, color=PALE, lw=1, zorder=0)
        axes.plot(at, [row] * len(at), **look(row, 5), mec="white", mew=0.5)
    row_labels(axes, range(len(kinds)), list(kinds.values()))
    axes.set(ylim=(len(kinds) - 0.5, -0.5))
