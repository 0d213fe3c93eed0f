"""Words in cells of a spreadsheet: no program takes them for a formula, and they come back exactly.

What begins with ``=``, ``+``, ``-``, ``@``, a tab or a line break is a formula, or a command, to one spreadsheet
program or another, also in CSV. An apostrophe before it says that it is text. One that is there already gets another,
so that taking one away gives the words back.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the command line needs it only once a table is printed
    import pandas as pd

__all__ = ["GUARDED", "guarded", "guarded_table", "plain"]

_RISKY = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
GUARDED = r"^'+[=+\-@\t\r\n＝＋－＠]"  # a cell whose first apostrophe is ours


def guarded(text: str) -> str:
    """Return *text* as it may stand in a cell."""
    return f"'{text}" if _RISKY.match(text) else text


def plain(cell: str) -> str:
    """Return the text that `guarded` was given."""
    return cell[1:] if cell.startswith("'") and _RISKY.match(cell) else cell


def guarded_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return *table* with every text in it guarded, in the names of its columns too."""
    safe = table.map(lambda value: guarded(value) if isinstance(value, str) else value)
    return safe.rename(columns=lambda name: guarded(name) if isinstance(name, str) else name)
