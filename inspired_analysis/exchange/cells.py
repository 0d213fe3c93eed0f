"""Text in cells: safe from being run as a formula, and back to the character.

A spreadsheet program takes what begins with = + - @ for a formula. In .xlsx such a cell is stored as text and marked
as such (quote prefix), so it is shown as it is; in .csv, which has no types, an apostrophe goes before it, as people
type it themselves. Control characters, which .xlsx cannot hold, become their pictures (␈).
"""

from __future__ import annotations

import re

from openpyxl.cell import Cell

__all__ = ["MOST", "from_cell", "from_csv", "put", "to_csv"]

FORMULA_LIKE = re.compile(r"[=+\-@\t\r\n]")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # programs would take it for a character; openpyxl undoes ours
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
    return str(value)


def to_csv(text: str) -> str:
    """Return *text* for a .csv cell."""
    return "'" + text if FORMULA_LIKE.match(text) or text.startswith("'") else text


def from_csv(text: str) -> str:
    """Return the text of a .csv cell; undoes `to_csv`."""
    return text[1:] if text.startswith("'") else text


def _escaped(text: str) -> str:
    text = ESCAPE_LIKE.sub("_x005F_", text.replace("\r\n", "\n").replace("\r", "\n"))
    return CONTROL.sub(lambda found: chr(0x2400 + ord(found[0])) if found[0] < " " else "\ufffd", text)
