"""``isf.xlsx``: the Integrated Support Framework's rows for a spreadsheet, each with the words it rests on.

Three sheets: what to know first, the rows, and the evidence, a line per row and quote. People's words stay exactly as
they were said: what looks like a formula is stored as text, marked as such, so that no program computes it. The
same rows give the same bytes: no author, no date, and files in the archive without a time.
"""

from __future__ import annotations

import re
from itertools import count

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from ...tables import records
from ...timeless import timeless

__all__ = ["render_isf"]

ROWS = {"No.": 6, "Part": 24, "Stakeholder": 26, "Aspect": 22, "Entry": 70, "Basis": 24, "Earlier": 30, "Latest": 30,
        "Workshops": 30, "Turns": 30, "Judged by a person": 30}  # fmt: skip
EVIDENCE = {"No.": 6, "Workshop": 20, "Turn": 8, "Who": 14, "Group": 26, "Words": 90}
FIRST = (
    "Drafted by machine from the transcripts of the workshops below, for a person to correct and complete.",
    "Basis says where a row comes from. Where it is “to be judged by a person”, talk cannot tell: the row names the "
    "turns to look at, and the last column is yours.",
    "Turns are workshop and number; the sheet Evidence has the exact words, by the number of the row.",
)
MOST = 32_000  # a cell holds 32,767 characters
# What XML cannot hold; such characters come from broken recordings, never from speech.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def render_isf(synthesis) -> bytes:
    """Return the workbook."""
    book = Workbook()
    first = book.active
    first.title = "Read first"
    held = [session.label + (f": {session.title}" if session.title else "") for session in synthesis.sessions]
    heading = f"Integrated Support Framework: {synthesis.dialogue or 'these workshops'}"
    for at, line in enumerate((heading, *FIRST, *held), 1):
        _line(first, at, [line])
    first.column_dimensions["A"].width = 110
    first["A1"].font = Font(bold=True)
    rows, evidence = _sheet(book, "ISF", ROWS), _sheet(book, "Evidence", EVIDENCE)
    place = count(2)
    for number, row in enumerate(records(synthesis.isf), 1):
        cited = synthesis.cite(row.codings)
        turns = "; ".join(dict.fromkeys(f"{q.workshop} {q.turn}" for q in cited))
        _line(rows, number + 1, [number, row.part, row.stakeholder, row.aspect, row.entry, row.basis, row.earlier,
                                 row.latest, ", ".join(row.workshops), turns, ""])  # fmt: skip
        for quote in cited:
            _line(evidence, next(place), [number, quote.workshop, quote.turn, quote.speaker, quote.group, quote.quote])
    return timeless(book)


def _sheet(book: Workbook, title: str, columns: dict[str, int]):
    sheet = book.create_sheet(title)
    _line(sheet, 1, list(columns))
    for at, width in enumerate(columns.values(), 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
        sheet.cell(1, at).font = Font(bold=True)
    sheet.freeze_panes = "A2"
    return sheet


def _line(sheet, at: int, values: list) -> None:
    """Write *values* into row *at*: numbers as numbers, everything else as text that nothing computes."""
    for column, value in enumerate(values, 1):
        cell = sheet.cell(at, column)
        if isinstance(value, int):
            cell.value = value
        elif value:
            text = UNWRITABLE.sub("\ufffd", value)
            cell.value = text if len(text) <= MOST else text[:MOST] + " …"
            cell.data_type = "s"  # also where it begins with an equals sign
            cell.quotePrefix = text[0] in "=+-@\t\r"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
