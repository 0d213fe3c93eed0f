"""Figures of the session itself: who spoke how much and when, who responds to whom, and its key moments."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd

from ..tables import records
from . import drawing
from .drawing import BETWEEN, FOR, INK, PALE, WIDTH, Figure, extent, finished, legend, look, sheet, styled, wrapped
from .language import ENGLISH
from .panel import FRAME, Panel
from .phrases import sentence_case

__all__ = ["draw_network", "draw_participation", "draw_themes", "draw_timeline"]

MOST_PEOPLE, MOST_ROWS = 25, 12
LEAST_TURNS = 12  # in fewer, "when" is everywhere
STEPS = 720  # of the timeline: finer could not be seen
LEAST_SECONDS, SECONDS_A_WORD = 5, 1


@styled
def draw_participation(participation: pd.DataFrame, *, say=ENGLISH) -> Figure | None:
    """Draw the words of each speaker, with their group and turns."""
    everyone = participation[participation["turns"] > 0]
    spoke = everyone.head(MOST_PEOPLE)
    if len(spoke) < 2:  # one bar compares nothing
        return None
    names = [wrapped(say.term(s), 24) for s in spoke["speaker"]]
    led = (spoke["role"] != "participant").to_numpy()
    told = [_share(person, say) for person in records(spoke)]
    figure, area = sheet(0.25 * len(spoke), labels=names)
    # So long that what is told beside each bar fits behind it.
    wide = area[2] * WIDTH
    most = max(person.words * wide / max(0.3 * wide, wide - extent([text], 8) - 0.2)
               for person, text in zip(records(spoke), told, strict=True))  # fmt: skip
    panel = Panel(figure, area, x=(0, max(1, most)), y=(len(spoke) - 0.4, -0.6))
    for own, fill, hatch in ((~led, FOR, ""), (led, BETWEEN, "//")):
        spans = [(0, words) for words in spoke["words"][own]]
        panel.bars(spans, np.flatnonzero(own), 0.66, facecolor=fill, edgecolor="white", hatch=hatch)
    for row, (person, text) in enumerate(zip(records(spoke), told, strict=True)):
        panel.words(person.words, row, text, right=5, fontsize=8)
    panel.frame()
    panel.scale(say.term("words"))
    panel.row_labels(range(len(spoke)), names)
    alt = say.joined(say("{who}: {words} words in {turns} turns", who=say.term(r.speaker), words=r.words,
                         turns=r.turns) for r in records(spoke))  # fmt: skip
    title = drawing.cut(say("Who spoke how much"), len(spoke), len(everyone), say)
    return finished("participation", title, say("Bars per speaker: {rows}.", rows=alt), figure,
                    spoke[["speaker", "group", "role", "turns", "words"]])  # fmt: skip


def _share(person, say) -> str:
    """Return how much somebody spoke, and whose they are: "669 words, 28 turns · farmers"."""
    said = say.plural("{words} words, {n} turn", "{words} words, {n} turns", person.turns,
                      words=say.number(int(person.words)))  # fmt: skip
    role = person.role if person.role != "participant" else person.group
    note = say.apart(wrapped(say.term(role), 32, 1))
    return f"{said} · {note}" if note and person.speaker != person.role else said


@styled
def draw_themes(themes: pd.DataFrame, n_turns: int, *, say=ENGLISH) -> Figure | None:
    """Draw where in the session each theme was spoken of."""
    if themes.empty or n_turns < LEAST_TURNS:
        return None
    names = [wrapped(sentence_case(t), 34) for t in themes["theme"]]
    figure, area = sheet(0.32 * len(themes), labels=names, right=0.2)
    panel = Panel(figure, area, x=(0, n_turns + 1), y=(len(themes) - 0.4, -0.6))
    rows = np.arange(len(themes))
    panel.line([1, n_turns, np.nan] * len(rows), np.repeat(rows, 3), color=PALE, lw=1, zorder=0)
    places = [(turn, row) for row, turns in enumerate(themes["turns"]) for turn in turns]
    panel.line(*zip(*places, strict=True), ls="", marker="|", color=FOR, ms=14, mew=2)
    panel.frame()
    panel.scale(say("turn"))
    panel.row_labels(range(len(themes)), names)
    data = themes.assign(turns=[", ".join(map(str, t)) for t in themes["turns"]])[["theme", "turns", "n_speakers"]]
    alt = say.joined(say("{theme}: turns {turns}", theme=r.theme, turns=r.turns) for r in records(data))
    return finished("themes", say("What was talked about, and when"),
                    say("Marks along the session per theme: {rows}.", rows=alt), figure, data)  # fmt: skip


@styled
def draw_network(participation: pd.DataFrame, *, say=ENGLISH) -> Figure | None:
    """Draw who agrees with, contradicts or acknowledges whom: an arrow per pair, thicker the more often."""
    from matplotlib.lines import Line2D

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
    figure, area = sheet(4.1, bottom=0.05, legend=[name for _, name in shown])
    wide = 1.2 * area[2] / area[3] * figure.get_figwidth() / figure.get_figheight()  # a circle, not an ellipse
    panel = Panel(figure, area, x=(-wide, wide), y=(-1.2, 1.2))
    _circle(panel, people, links, {s: names.index(groups.get(s, "")) for s in people})
    legend(figure, [Line2D([], [], **look(i, 6), label=name) for i, name in shown])
    alt = say.joined(say("{one} to {other}: {n}", one=one, other=other, n=n) for one, other, n in links)
    title = say("Who responds to whom: agreement, disagreement, acknowledgement")
    title = drawing.cut(title, len(kept), len(busy), say)
    return finished("network", title, say("Arrows from who responds, with how often: {rows}.", rows=alt), figure,
                    pd.DataFrame(links, columns=["speaker", "responds_to", "n"]))  # fmt: skip


def _circle(panel: Panel, people: list[str], links: list[tuple[str, str, int]], looks: dict[str, int]) -> None:
    """Place people on a circle, groups side by side, with their arrows; *looks* are person → number of the group."""
    from matplotlib.patches import FancyArrowPatch

    angles = np.pi / 2 - 2 * np.pi * np.arange(len(people)) / len(people)
    places = dict(zip(people, zip(np.cos(angles), np.sin(angles), strict=True), strict=True))
    often = []
    for one, other, n in links:
        arrow = FancyArrowPatch(places[one], places[other], connectionstyle="arc3,rad=0.16", arrowstyle="-|>",
                                mutation_scale=9, shrinkA=7, shrinkB=7, lw=0.7 + 0.7 * min(n, 5), color=INK,
                                alpha=0.55, transform=panel.place)  # fmt: skip
        panel.figure.add_artist(arrow)
        (x1, y1), (x2, y2) = places[one], places[other]
        if n > 1:
            middle = (x1 + x2 + 0.16 * (y2 - y1)) / 2, (y1 + y2 - 0.16 * (x2 - x1)) / 2  # of the bent arrow
            often.append((*middle, str(n)))
    panel.numbers(often, 7)
    for person, (x, y) in places.items():
        panel.line([x], [y], **look(looks[person], 9), mec="white")
        panel.words(1.12 * x, 1.12 * y, wrapped(person, 18), fontsize=8,
                    ha="center" if abs(x) < 0.2 else "left" if x > 0 else "right")  # fmt: skip


@styled
def draw_timeline(turns: pd.DataFrame, moments: pd.DataFrame, *, say=ENGLISH) -> Figure | None:
    """Draw who has the word when, and the key moments below.

    *moments* are ``kind, turn``. The session runs in minutes where its times are known, else in words.
    """
    said = [turn for turn in records(turns) if turn.words > 0]
    if len(said) < 2:
        return None
    start, end, label = _clock(said, say)
    whose = np.array([_row(turn) for turn in said])
    words, kinds = Counter(), {}
    for turn in said:
        words[_row(turn)] += turn.words
    for kind, turn in records(moments[["kind", "turn"]]):
        kinds.setdefault(kind, []).append(turn)
    if len(words) < 2 and not kinds:  # one bar from end to end
        return None
    names = sorted(words, key=lambda name: (-words[name], name))[:MOST_ROWS]
    rows, below = ([wrapped(say.term(n) or say("unattributed"), 26, 1) for n in own] for own in (names, kinds))
    figure, area = sheet(0.24 * (len(rows) + len(below)), labels=[*rows, *below], right=0.2)
    panel = Panel(figure, area, x=(0, end[-1]), y=(len(rows) + len(below) - 0.5, -0.5))
    led = {turn.role for turn in said if turn.role != "participant"}
    runs = [(run, row) for row, name in enumerate(names)
            for run in _runs(start[whose == name], end[whose == name], end[-1])]  # fmt: skip
    for fill, leads in ((FOR, False), (BETWEEN, True)):
        own = [(run, row) for run, row in runs if (names[row] in led) == leads]
        panel.bars([run for run, _ in own], [row for _, row in own], 0.76, color=fill, lw=0)
    began = {turn.turn: at for turn, at in zip(said, start, strict=True)}
    for kind, own in enumerate(kinds.values()):
        at, row = [began[turn] for turn in own if turn in began], len(rows) + kind
        panel.line(panel.x, [row, row], color=PALE, lw=1, zorder=0)
        panel.line(at, [row] * len(at), **look(kind, 5), mec="white", mew=0.5)
    if kinds:
        panel.line(panel.x, [len(rows) - 0.5] * 2, color=FRAME, lw=0.8)
    panel.frame()
    panel.row_labels(range(len(rows) + len(below)), [*rows, *below])
    panel.scale(label)
    who = [say("{who}: {n} turns", who=say.term(n) or say("unattributed"), n=int((whose == n).sum())) for n in names]
    when = [say("{kind}: turns {turns}", kind=say.term(kind), turns=", ".join(map(str, own)))
            for kind, own in kinds.items()]  # fmt: skip
    alt = say("Bars along the session per group: {rows}.", rows=say.joined([say.joined(who), say.joined(when)]))
    title = say("The session as it went: who had the word, and the key moments")
    title = drawing.cut(title, len(names), len(words), say)
    return finished("timeline", title, alt, figure, moments[["kind", "turn"]])  # fmt: skip


def _row(turn) -> str:
    """Return whose bar a turn is part of: its group's, or without groups its speaker's; a facilitator's own."""
    if not turn.speaker:
        return ""
    return (turn.group or turn.speaker) if turn.role == "participant" else turn.role


def _clock(turns: list, say) -> tuple[np.ndarray, np.ndarray, str]:
    """Return where each turn begins and ends, in minutes or in words, and the name of that measure."""
    start, end, words = np.array([(t.time_start, t.time_end, t.words) for t in turns], float).T
    if not np.isnan(start).any() and (np.diff(start) >= 0).all() and start[-1] > start[0]:
        # A turn without an end lasts until the next one, but nobody speaks slower than this: else it was a break.
        slowest = start + LEAST_SECONDS + words * SECONDS_A_WORD
        end = np.where(np.isnan(end), np.fmin(np.append(start[1:], np.nan), slowest), end)
        return (start - start[0]) / 60, np.maximum.accumulate(end - start[0]) / 60, say("minutes")
    return np.cumsum(words) - words, np.cumsum(words), say("words spoken so far")


def _runs(start: np.ndarray, end: np.ndarray, whole: float) -> list[list[float]]:
    """Return (begin, end) of bars; those too near to be told apart are one."""
    step, runs = whole / STEPS, []
    for begin, stop in zip(start, end, strict=True):
        if runs and begin - runs[-1][1] < step:
            runs[-1][1] = max(stop, runs[-1][1])
        else:
            runs.append([begin, max(stop, begin + step)])
    return runs
