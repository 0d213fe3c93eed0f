"""The tables as a workbook, and the coding sheet that comes back after people edited it.

In the sheet ``codings`` one may write ``accept`` or ``reject`` under *decision*, change code, statement, value and
target, write a memo, and add rows (turn, words, code). Rows that were deleted mean nothing: a coding is rejected by
saying so. What comes back becomes decisions in the log, each once however often the sheet is read.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ..atomic import write_whole
from ..cells import guarded, plain
from ..deciding import Log, replay
from ..errors import ExchangeError
from ..guarding.masking import Mask
from ..timeless import timeless
from ..workshop import Workshop
from .cells import MOST, from_cell, put
from .matrices import EDITABLE, KEYS, SHEET_COLUMNS, coding_sheet, matrices
from .sheet_rows import Names, Rows, Said

__all__ = ["ImportedSheet", "import_sheet", "write_sheets"]

SHEET = "codings"
WIDE = {"words": 60, "text": 50, "statement": 14, "memo": 24, "code": 18, "value": 16}


@dataclass(frozen=True)
class ImportedSheet:
    """What a sheet did: decisions and memos entered, rows that said nothing new, and problems with their rows."""

    decisions: int
    memos: int
    already: int
    problems: tuple[str, ...]


def write_sheets(analysis, path: str | Path) -> Path:
    """Write every table of *analysis* to *path* as .xlsx, or the coding sheet alone as .csv; return the path."""
    path = Path(path)
    data = _csv(coding_sheet(analysis)) if path.suffix.lower() == ".csv" else _xlsx(matrices(analysis))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data)
    except OSError as error:
        raise ExchangeError(path, expected="a place to write to", found=error.strerror or str(error)) from None
    return path


def import_sheet(path: str | Path, workshop: Workshop, *, who: str) -> ImportedSheet:
    """Enter what a person *who* wrote into the coding sheet at *path* into the log of *workshop*.

    Raises
    ------
    ExchangeError
        If the file cannot be read, or has no coding sheet. Problems of single rows are returned, not raised.
    """
    from ..reading import read_workshop

    transcript, log = read_workshop(workshop), Log.beside(workshop)
    entries, _ = log.read()
    mask = Mask.of(workshop.plan)
    decided = replay(entries, transcript, mask=mask)
    desk = Rows(transcript, who, Names(workshop, decided))
    desk.enter(list(_rows(Path(path))))
    new = Said(entries, decided, desk.placer, who, mask).news(desk.made)
    if new:
        log.append_all(who, new)
    noted = sum(d["what"] == "memo" for d in new)
    return ImportedSheet(len(new) - noted, noted, len(desk.made) - len(new), tuple(desk.problems))


def _xlsx(tables: dict[str, pd.DataFrame]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill

    book = Workbook()
    book.remove(book.active)
    for name, table in tables.items():
        sheet = book.create_sheet(name)
        for c, column in enumerate(table.columns, 1):
            put(sheet.cell(1, c), str(column))
            sheet.cell(1, c).font = Font(bold=True)
            letter = sheet.cell(1, c).column_letter
            sheet.column_dimensions[letter].width = WIDE.get(column, 40 if name in ("quotes", "framework") else 12)
            sheet.column_dimensions[letter].hidden = name == SHEET and column in KEYS
            if name == SHEET and column in EDITABLE:
                sheet.cell(1, c).fill = PatternFill("solid", start_color="FFF2CC")
        for r, row in enumerate(table.itertuples(index=False), 2):
            for c, value in enumerate(row, 1):
                cell = sheet.cell(r, c)
                put(cell, value[: MOST - 1] + "…" if isinstance(value, str) and len(value) > MOST else _plain(value))
                cell.alignment = Alignment(wrap_text=isinstance(value, str), vertical="top")
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = sheet.dimensions
    return timeless(book)


def _plain(value):
    return value.item() if hasattr(value, "item") else value


def _csv(table: pd.DataFrame) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows([guarded(str(value)) for value in row] for row in table.itertuples(index=False))
    return out.getvalue().encode("utf-8-sig")


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield number and cells of each row of the coding sheet, as text."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ExchangeError(path, expected="a sheet that can be read", found=error.strerror or str(error)) from None
    lines = _from_csv(raw, path) if path.suffix.lower() == ".csv" else _from_xlsx(raw, path)
    header = [name.strip().lower() for name in next(lines, [])]
    missing = [name for name in SHEET_COLUMNS if name not in header]
    if missing:
        raise ExchangeError(path, expected=f"a coding sheet with the column {missing[0]!r}",
                            found=", ".join(filter(None, header)) or "none",
                            todo="Export it with: inspired export WORKSHOP codings.xlsx")  # fmt: skip
    for number, cells in enumerate(lines, 2):
        row = dict(zip(header, [*cells, *[""] * len(header)], strict=False))
        if any(row.values()):
            yield number, row


def _from_xlsx(raw: bytes, path: Path) -> Iterator[list[str]]:
    from openpyxl import load_workbook

    from ..reading.archive import Archive

    archive = Archive(raw, path)  # refuses what would unpack to more than a sheet holds
    for name in archive.names:
        archive.read(name)
    try:
        book = load_workbook(io.BytesIO(raw))
        sheet = book[SHEET] if SHEET in book.sheetnames else book.worksheets[0]
    except Exception as error:  # openpyxl raises whatever its parsers do
        raise ExchangeError(path, expected="a workbook", found=f"a damaged one ({type(error).__name__})") from None
    return ([from_cell(cell) for cell in row] for row in sheet.iter_rows())


def _from_csv(raw: bytes, path: Path) -> Iterator[list[str]]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ExchangeError(path, expected="a .csv in UTF-8", found="another encoding",
                            todo="Save it as CSV UTF-8.") from None  # fmt: skip
    first = text.split("\n", 1)[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    try:
        yield from ([plain(cell) for cell in row] for row in rows)
    except csv.Error as error:
        raise ExchangeError(f"{path.name}, line {rows.line_num}", expected="a table", found=str(error),
                            todo="Is a quotation mark missing?") from None  # fmt: skip
