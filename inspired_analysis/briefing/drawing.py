"""What all figures share: one style, the same bytes for the same findings, readable in grey and in the dark.

Figures are drawn dark on nothing: paper shows white behind them; a dark screen turns them round with one filter.
"""

from __future__ import annotations

import functools
import io
import json
import re
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from .language import ENGLISH

__all__ = ["AGAINST", "BETWEEN", "FOR", "INK", "MARKERS", "PALE", "WIDTH", "Figure", "colour", "cut", "extent",
           "finished", "legend", "look", "rasters", "sheet", "style", "styled", "wrapped"]  # fmt: skip

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


def sheet(height: float, *, labels: Sequence[str] = (), size: float = 8, least: float = 0.0, right: float = 0.12,
          top: float = 0.12, bottom: float = 0.45, legend: Sequence[str] = ()):  # fmt: skip
    """Return a figure of our width, and the area of it that is drawn on (see `Panel`).

    The area is so many inches high, and has room at the left for row *labels* of so many points, at *least* so many
    inches, and below for a *legend*. Matplotlib could find the room by itself, but has to draw everything three times
    for that.
    """
    from matplotlib.figure import Figure as Canvas

    below = bottom + (0.1 + 0.155 * _legend_lines(legend) if legend else 0)
    whole = top + height + below
    left = 0.15 + max(least, extent(labels, size))
    figure = Canvas(figsize=(WIDTH, whole))
    return figure, (left / WIDTH, below / whole, 1 - (left + right) / WIDTH, height / whole)


def extent(labels: Sequence[str], size: float) -> float:
    """Return the width of the longest line of *labels* in inches, set in so many points."""
    font = _font()
    font.set_size(size, 72)
    widths = [0]
    for line in {line for label in labels for line in label.split("\n")}:
        font.set_text(line, 0.0)
        widths.append(font.get_width_height()[0])
    return max(widths) / 64 / 72


@functools.cache
def _font():
    """Return matplotlib's own, held in memory: letters are read from there in half the time."""
    import matplotlib
    from matplotlib.ft2font import FT2Font

    place = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    return FT2Font(io.BytesIO(place.read_bytes()))


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


def legend(figure, handles) -> None:
    """Put the legend of *handles*, if there are any, below the drawing."""
    if not handles:
        return
    figure.legend(handles=handles, loc="lower center", ncols=LEGEND_COLUMNS, frameon=False, fontsize=8,
                  borderaxespad=0.1)  # fmt: skip


def cut(title: str, n: int, of: int, say=ENGLISH) -> str:
    """Return *title*, and where not all is drawn how much of it is."""
    return title if n == of else say("{title} (shown: {n} of {of})", title=title, n=n, of=of)


def wrapped(text: str, width: int, lines: int = 2) -> str:
    """Return *text* in at most so many lines."""
    # Control and direction characters have no place in a drawing; in SVG some are no XML at all.
    shown = "".join(c if c.isprintable() else " " for c in text)
    return "\n".join(textwrap.wrap(shown, width, max_lines=lines, placeholder=" …"))
