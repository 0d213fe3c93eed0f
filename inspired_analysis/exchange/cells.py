"""Text in cells of a workbook: safe from being run as a formula, and back to the character (CSV: `..cells`).

A spreadsheet program takes what begins with = + - @ for a formula. Such a cell is stored as text and marked as such
(quote prefix), so it is shown as it is. Control characters, which .xlsx cannot hold, are written in its own way
(_x0008_).
"""

from __future__ import annotations

import re

from openpyxl.cell import Cell

__all__ = ["MOST", "from_cell", "put"]

FORMULA_LIKE = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
MOST = 32_000  # characters in a cell; programs cut at 32,767


def put(cell: Cell, value: object) -> None:
    """Set *cell* to *value*; text stays text whatever it begins with."""
    if not isinstance(value, str):
        cell.value = value
        return
    cell.value = _escaped(value) or None
    if value:
        cell.data_type = "s"
        cell.quotePrefix = bool(FORMULA_LIKE.match(value))


def from_cell(cell: Cell) -> str:
    """Return what *cell* holds as text: what `put` was given, or what a person typed."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), value) if isinstance(value, str) else str(value)


def _escaped(text: str) -> str:
    # What looks like an escape already is escaped too, so that it comes back as it was.
    return CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", ESCAPE_LIKE.sub("_x005F_", text))
