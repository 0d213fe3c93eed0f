"""What all figures share: one style, the same bytes for the same findings, readable in grey and in the dark.

Figures are drawn dark on nothing: paper shows white behind them; a dark screen turns them round with one filter.
"""

from __future__ import annotations

import functools
import io
import json
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

__all__ = ["AGAINST", "BETWEEN", "FOR", "INK", "LEAN", "MARKERS", "PALE", "WIDTH", "Figure", "colour", "column_labels",
           "extent", "finished", "legend", "look", "numbers", "panels", "rasters", "row_labels", "scale", "style",
           "styled", "wrapped"]  # fmt: skip

# Okabe and Ito's colour-blind safe blue, vermilion and grey; they differ in lightness too.
FOR, BETWEEN, AGAINST, INK, PALE = "#0072B2", "#BBBBBB", "#D55E00", "#222222", "#E8E8E8"
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000", "#7F7F7F")
STYLE = {
    "font.family": "DejaVu Sans", "font.size": 9, "axes.spines.top": False, "axes.spines.right": False,
    "axes.edgecolor": "#888888", "axes.labelcolor": INK, "text.color": INK, "xtick.color": INK, "ytick.color": INK,
    # Labels are people's words: a dollar sign is a dollar sign, not mathematics.
    "text.parse_math": False, "svg.hashsalt": "inspired_analysis", "svg.fonttype": "path",
    "figure.facecolor": "none", "axes.facecolor": "none", "savefig.facecolor": "none", "axes.axisbelow": True,
}  # fmt: skip
MARKERS = "osD^vPX*<>hp"
WIDTH = 7.2
MARK = 3.5  # points: the length of a mark on a scale, and the gap to its label
LEAN = 35  # degrees
SHEET = b"""#set page(width: 7.2in, height: auto, margin: 0pt)
#for svg in json(bytes(sys.inputs.figures)) { page(image(bytes(svg), format: "svg", width: 100%)) }"""
LEGEND_COLUMNS = 3


@dataclass(frozen=True)
class Figure:
    """A drawing with its words and its data."""

    name: str
    title: str
    alt: str
    svg: str
    data: pd.DataFrame
    canvas: object = field(default=None, repr=False, compare=False)


def rasters(figures: Sequence[Figure], dpi: int = 180) -> list[bytes]:
    """Return drawings as PNG, for formats that know no SVG; by typst where it is installed, which is faster."""
    try:
        import typst
    except ImportError:
        return [_png(figure.canvas, dpi) for figure in figures]
    if not figures:
        return []
    svgs = json.dumps([figure.svg for figure in figures])
    pages = typst.compile(SHEET, format="png", ppi=dpi, sys_inputs={"figures": svgs}, font_paths=_no_system_fonts())
    return pages if isinstance(pages, list) else [pages]


@contextmanager
def style() -> Iterator[None]:
    """Draw in our style whatever the user's own matplotlib settings are; within it once more costs nothing."""
    from matplotlib import rc_context, rcParams, rcParamsDefault

    if rcParams["svg.hashsalt"] == STYLE["svg.hashsalt"]:
        yield
        return
    with rc_context({**{k: v for k, v in rcParamsDefault.items() if not k.startswith("backend")}, **STYLE}):
        yield


def styled(draw):
    """Return *draw* as a function that draws in our style."""

    @functools.wraps(draw)
    def drawn(*tables, **options):
        with style():
            return draw(*tables, **options)

    return drawn


def numbers(axes, places: Sequence[tuple[float, float, str]], size: float) -> None:
    """Write short texts at (x, y, text) on white: one white square each, cheaper than a box around every text."""
    if not places:
        return
    x, y, texts = zip(*places, strict=True)
    side = size * (0.55 + 0.6 * max(map(len, texts)))
    axes.plot(x, y, "s", color="white", ms=side, mew=0, zorder=3)
    for at_x, at_y, text in places:
        axes.text(at_x, at_y, text, fontsize=size, ha="center", va="center", zorder=4)


def panels(height: float, *, labels: Sequence[str] = (), size: float = 8, least: float = 0.0, right: float = 0.12,
           top: float = 0.12, bottom: float = 0.45, legend: Sequence[str] = (), **grid):  # fmt: skip
    """Return a figure of our width and its axes.

    Axes are so many inches high, and have room at the left for row *labels* of so many points, at *least* so many
    inches, and below for a *legend*. Matplotlib could find the room by itself, but has to draw everything three times
    for that.
    """
    from matplotlib.figure import Figure as Canvas

    below = bottom + (0.1 + 0.155 * _legend_lines(legend) if legend else 0)
    whole = top + height + below
    figure = Canvas(figsize=(WIDTH, whole))
    axes = figure.subplots(**grid)
    left = 0.15 + max(least, extent(labels, size))
    figure.subplots_adjust(left=left / WIDTH, right=1 - right / WIDTH, bottom=below / whole, top=1 - top / whole,
                           wspace=0.04, hspace=0.0)  # fmt: skip
    return figure, axes


def extent(labels: Sequence[str], size: float) -> float:
    """Return the width of the longest line of *labels* in inches, set in so many points."""
    font = _font()
    font.set_size(size, 72)
    widths = [0]
    for line in {line for label in labels for line in label.split("\n")}:
        font.set_text(line, 0.0)
        widths.append(font.get_width_height()[0])
    return max(widths) / 64 / 72


def _font():
    """Return matplotlib's own, opened anew after a fork: who shares an open file shares the place that is read."""
    import matplotlib
    from matplotlib.font_manager import get_font

    return get_font(str(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"))


@functools.cache
def _no_system_fonts():
    import typst

    return typst.Fonts(include_system_fonts=False)  # letters are drawn as shapes


def _legend_lines(labels: Sequence[str]) -> int:
    """Return how many lines of text a legend of *labels* has."""
    heights = [label.count("\n") + 1 for label in labels]
    return sum(max(heights[i : i + LEGEND_COLUMNS]) for i in range(0, len(heights), LEGEND_COLUMNS))


def finished(name: str, title: str, alt: str, figure, data: pd.DataFrame) -> Figure:
    """Return the figure as it goes into a brief."""
    out = io.StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return Figure(name, title, alt, _short(out.getvalue()), data, figure)


@styled
def _png(figure, dpi: int) -> bytes:
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=dpi, facecolor="white", metadata={"Software": None})
    return out.getvalue()


def _short(svg: str) -> str:
    """Return *svg* without what draws nothing: comments, indents, and places finer than a hundredth of a point."""
    svg = re.sub(r"<!--.*?-->|<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r' d="[^"]*"', lambda path: re.sub(r"(\d\.\d\d)\d+", r"\1", path[0]), svg)
    return re.sub(r"\n\s*", "\n", svg)


def look(number: int, size: float) -> dict[str, object]:
    """Return how group *number* is marked: by its colour and by its shape; a star looks smaller than it is."""
    shape = MARKERS[number % len(MARKERS)]
    return {"marker": shape, "color": colour(number), "ms": size * (1.5 if shape == "*" else 1), "ls": ""}


def colour(number: int) -> str:
    """Return the colour of group *number*."""
    return PALETTE[number % len(PALETTE)]


# A tick of matplotlib's is five things to draw; below, a label is one text, and all marks of a scale are one line.
def row_labels(axes, rows, labels: Sequence[str]) -> None:
    """Name the rows, the first at the top."""
    axes.yaxis.set_visible(False)
    beside = _shifted(axes, axes.get_yaxis_transform(), -MARK, 0)
    for row, label in zip(rows, labels, strict=True):
        axes.text(0, row, label, transform=beside, ha="right", va="center", fontsize=8)
    if not axes.yaxis_inverted():
        axes.invert_yaxis()


def column_labels(axes, labels: Sequence[str]) -> None:
    """Name the columns, leaning."""
    axes.xaxis.set_visible(False)
    below = _shifted(axes, axes.get_xaxis_transform(), 0, -2 * MARK)
    for column, label in enumerate(labels):
        axes.text(column, 0, label, transform=below, rotation=LEAN, ha="right", va="top", rotation_mode="anchor")


def scale(axes, name: str = "", words: Mapping[float, str] | None = None) -> None:
    """Draw the scale below, and what it measures: in whole numbers, or in *words* where they stand.

    The limits of the axis must have been set.
    """
    from matplotlib.markers import TICKDOWN
    from matplotlib.ticker import MaxNLocator

    axes.xaxis.set_visible(False)
    low, high = axes.get_xlim()
    at = words or {x: f"{x:.0f}" for x in MaxNLocator(6, integer=True).tick_values(low, high) if low <= x <= high}
    across = axes.get_xaxis_transform()
    axes.plot([*at], [0] * len(at), ls="", marker=TICKDOWN, ms=MARK, mew=0.8, color=INK, transform=across,
              clip_on=False)  # fmt: skip
    below = _shifted(axes, across, 0, -2 * MARK)
    for x, word in at.items():
        axes.text(x, 0, word, transform=below, ha="center", va="top")
    if name:
        axes.text(0.5, 0, name, transform=_shifted(axes, axes.transAxes, 0, -2 * MARK - 14), ha="center", va="top")


def _shifted(axes, transform, right: float, up: float):
    """Return *transform*, and so many points on."""
    from matplotlib.transforms import ScaledTranslation

    return transform + ScaledTranslation(right / 72, up / 72, axes.figure.dpi_scale_trans)


def legend(figure, handles) -> None:
    """Put the legend below the drawing."""
    figure.legend(handles=handles, loc="lower center", ncols=LEGEND_COLUMNS, frameon=False, fontsize=8,
                  borderaxespad=0.1)  # fmt: skip


def wrapped(text: str, width: int, lines: int = 2) -> str:
    """Return *text* in at most so many lines."""
    # Control and direction characters have no place in a drawing; in SVG some are no XML at all.
    shown = "".join(c if c.isprintable() else " " for c in text)
    return "\n".join(textwrap.wrap(shown, width, max_lines=lines, placeholder=" …"))
