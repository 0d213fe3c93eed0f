"""A plane with scales of its own, on which a figure puts marks, bars and words.

Matplotlib's axes would do as well, but they make spines, ticks and limits that these figures do not show, and that
takes longer than drawing does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from .drawing import INK

__all__ = ["FRAME", "LEAN", "Panel"]

FRAME = "#888888"
MARK = 3.5  # points: the length of a mark on a scale, and the gap to its label
LEAN = 35  # degrees


class Panel:
    """A part of *figure*.

    Parameters
    ----------
    area
        Left, bottom, width and height, as shares of the figure's.
    x, y
        The values at the left and the right, at the bottom and the top.
    """

    def __init__(self, figure, area: tuple[float, float, float, float], x: tuple[float, float],
                 y: tuple[float, float]) -> None:  # fmt: skip
        from matplotlib.transforms import Bbox, BboxTransformFrom, BboxTransformTo, TransformedBbox

        self.figure, self.x, self.y = figure, x, y
        box = TransformedBbox(Bbox.from_bounds(*area), figure.transFigure)
        self.place = BboxTransformFrom(Bbox([[x[0], y[0]], [x[1], y[1]]])) + BboxTransformTo(box)

    def line(self, x: Sequence[float], y: Sequence[float], **look) -> None:
        """Draw a line, or with a ``marker`` and ``ls=""`` marks alone; not-a-number interrupts it."""
        from matplotlib.lines import Line2D

        self.figure.add_artist(Line2D(x, y, transform=self.place, **look))

    def bars(self, spans: Sequence[tuple[float, float]], rows: Sequence[float], height: float, **look) -> None:
        """Draw bars from x to x, so high, on the middle of *rows*: all are one mark, and look alike."""
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path

        if not len(rows):
            return
        low, high = np.asarray(rows) - height / 2, np.asarray(rows) + height / 2
        left, right = np.asarray(spans, float).reshape(-1, 2).T
        corners = np.stack([np.stack([left, right, right, left], 1), np.stack([low, low, high, high], 1)], 2)
        self.figure.add_artist(PathPatch(Path.make_compound_path_from_polys(corners), transform=self.place, **look))

    def words(self, x: float, y: float, text: str, *, right: float = 0, up: float = 0, **look) -> None:
        """Write *text* so many points beside a place."""
        from matplotlib.text import Text
        from matplotlib.transforms import ScaledTranslation

        beside = ScaledTranslation(right / 72, up / 72, self.figure.dpi_scale_trans)
        self.figure.add_artist(Text(x, y, text, transform=self.place + beside if right or up else self.place,
                                    **{"va": "center", **look}))  # fmt: skip

    def numbers(self, places: Sequence[tuple[float, float, str]], size: float) -> None:
        """Write short texts at (x, y, text) on white: one white square each, cheaper than a box around every text."""
        if not places:
            return
        x, y, texts = zip(*places, strict=True)
        side = size * (0.55 + 0.6 * max(map(len, texts)))
        self.line(x, y, ls="", marker="s", color="white", ms=side, mew=0, zorder=3)
        for at_x, at_y, text in places:
            self.words(at_x, at_y, text, fontsize=size, ha="center", zorder=4)

    def frame(self) -> None:
        """Draw the edges at the left and at the bottom."""
        (left, right), (bottom, top) = self.x, self.y
        self.line([left, left, right], [top, bottom, bottom], color=FRAME, lw=0.8, zorder=2.5)

    def across(self, x: float, **look) -> None:
        """Draw a line from the bottom to the top."""
        self.line([x, x], self.y, **{"color": FRAME, "lw": 0.8, **look})

    def row_labels(self, rows: Sequence[float], labels: Sequence[str]) -> None:
        """Name the rows."""
        for row, label in zip(rows, labels, strict=True):
            self.words(self.x[0], row, label, right=-MARK, ha="right", fontsize=8)

    def column_labels(self, labels: Sequence[str]) -> None:
        """Name the columns, leaning."""
        for column, label in enumerate(labels):
            self.words(column, self.y[0], label, up=-2 * MARK, rotation=LEAN, ha="right", va="top",
                       rotation_mode="anchor")  # fmt: skip

    def scale(self, name: str = "", words: Mapping[float, str] | None = None) -> None:
        """Draw the scale below, and what it measures: in whole numbers, or in *words* where they stand."""
        from matplotlib.markers import TICKDOWN
        from matplotlib.ticker import MaxNLocator

        low, high = self.x
        at = words or {x: f"{x:.0f}" for x in MaxNLocator(6, integer=True).tick_values(low, high) if low <= x <= high}
        self.line([*at], [self.y[0]] * len(at), ls="", marker=TICKDOWN, ms=MARK, mew=0.8, color=INK)
        for x, word in at.items():
            self.words(x, self.y[0], word, up=-2 * MARK, ha="center", va="top")
        if name:
            self.words((low + high) / 2, self.y[0], name, up=-2 * MARK - 14, ha="center", va="top")
