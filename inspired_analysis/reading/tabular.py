"""Tables: .csv, .tsv, .xlsx and tables in documents. Columns are found by name, else by content."""

from __future__ import annotations

import csv
import datetime
import io
import warnings
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from ..errors import ReadingError
from .archive import Archive
from .columns import columns_of, kind_of, left_out, lines_of
from .decoding import decode
from .source import Aside, Source, normalised

__all__ = ["looks_like_table", "read_delimited", "read_workbook"]

MAX_CELLS = 2_000_000
MAX_MERGED = 5_000  # ranges, and rows of one


@dataclass(frozen=True)
class _Sheet:
    """One sheet: its rows by their number, and the places and columns of cells that are one with the cell above."""

    name: str
    rows: dict[int, list[str]]
    goes_on: frozenset[tuple[str, int]] = frozenset()


def looks_like_table(text: str) -> bool:
    """Whether *text* is a table under another name: columns of speakers and of text are headed, and a row follows."""
    first, _, rest = text.partition("\n")
    second = rest.partition("\n")[0]
    return any(
        {"speaker", "text"} <= set(map(kind_of, first.split(mark))) and second.count(mark) >= first.count(mark)
        for mark in "\t;,|"
    )


def read_delimited(raw: bytes, path: Path) -> Source:
    """Read .csv or .tsv, whatever the delimiter."""
    text, notes = decode(raw, path)
    delimiter = _delimiter(text, path)
    rows = _split(text, delimiter, path)
    wide = max(map(len, rows.values()), default=0) - 1
    within = [row.count(delimiter) for cells in rows.values() for cell in cells for row in cell.split("\n")[1:]]
    if wide and max(within, default=0) >= wide:
        rows = _split(text, delimiter, path, csv.QUOTE_NONE)  # a quotation mark that opens words, not a cell
    rows, numbers = list(rows.values()), [f"row {number}" for number in rows]
    columns = columns_of(rows)
    if columns is None:
        raise _no_text_column(path)
    lines, asides = lines_of(rows, columns, numbers)
    marks = [mark * max(0, text.count(mark) - sum(c.count(mark) for r in rows for c in r)) for mark in (delimiter, '"')]
    asides.append(Aside("table marks", "".join(marks)))
    notes = (*notes, *left_out(rows, columns, path.name))
    return Source(path.name, "separated values", text, tuple(lines), tuple(asides), notes)


def _split(text: str, delimiter: str, path: Path, quoting: int = csv.QUOTE_MINIMAL) -> dict[int, list[str]]:
    """Return row number → cells, without empty rows."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting)
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    rows: dict[int, list[str]] = {}
    line = 1
    try:
        for row in reader:
            if row:
                rows[line] = row
            line += 1
    except csv.Error as error:
        raise ReadingError(
            f"{path.name}, row {line}",
            expected="a table of separated values",
            found=str(error),
            todo="Export the table again as UTF-8 CSV.",
        ) from None
    return rows


def read_workbook(raw: bytes, path: Path) -> Source:
    """Read .xlsx or .xlsm: the sheet that holds the talk; other sheets are set aside."""
    sheets = _sheets(raw, path)
    columns = [columns_of(list(sheet.rows.values())) for sheet in sheets]
    talk = [(sheet, found) for sheet, found in zip(sheets, columns, strict=True) if found is not None]
    if not talk:
        raise _no_text_column(path)
    named = [entry for entry in talk if entry[1].attributed]
    best, found = max(named or talk, key=lambda entry: sum(len(row[entry[1].text]) for row in entry[0].rows.values()))
    rows = list(best.rows.values())
    lines, asides = lines_of(rows, found, [f"row {number}" for number in best.rows], best.goes_on)
    others = [sheet for sheet in sheets if sheet is not best]
    asides += [Aside("other sheets", "\n".join(" ".join(row) for row in sheet.rows.values())) for sheet in others]
    text = "\n".join("\n".join(row) + "\n" for sheet in sheets for row in sheet.rows.values())
    notes = left_out(rows, found, path.name)
    if others:
        left = ", ".join(sheet.name for sheet in others)
        notes += (f"{path.name}: sheet {best.name!r} was read; others were left out: {left}.",)
    return Source(path.name, "Excel workbook", text, tuple(lines), tuple(asides), notes)


def _delimiter(text: str, path: Path) -> str:
    """Return the separator that leaves most column headings known, and then splits the first lines most evenly."""
    if path.suffix.lower() in (".tsv", ".tab"):
        return "\t"
    best, score = ",", (0, 0.0)
    for mark in ",;\t|":
        try:
            rows = [r for r in csv.reader(io.StringIO(text[:50_000], newline=""), delimiter=mark) if r][:60]
        except csv.Error:
            continue
        width, count = Counter(map(len, rows)).most_common(1)[0] if rows else (1, 0)
        known = len({kind_of(cell) for cell in rows[0]} - {None}) if rows else 0
        found = known, count / max(1, len(rows)) * min(width, 6)
        if width > 1 and found > score:
            best, score = mark, found
    return best


def _sheets(raw: bytes, path: Path) -> list[_Sheet]:
    """Return every sheet's rows as strings, without running or following anything."""
    import openpyxl  # slow to import

    archive = Archive(raw, path)
    merged: dict[str, list[str]] = {}
    for name in archive.names:
        if name.startswith("xl/") and name.endswith(".xml") and not name.startswith(("xl/drawings", "xl/charts")):
            root = archive.xml(name)  # refuses bombs, entities and damage before openpyxl sees them
            merged[name] = [cell.get("ref", "") for cell in root.iter("{*}mergeCell")]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
            return [
                _Sheet(sheet.title, _rows(sheet, path), _goes_on(merged.get(sheet._worksheet_path.lstrip("/"), [])))
                for sheet in book.worksheets
            ]
    except ReadingError:
        raise
    except Exception as error:  # openpyxl has no exception of its own for most damage
        raise ReadingError(
            path,
            expected="an Excel workbook",
            found=f"one that cannot be opened ({error})"[:200],
            todo="Open it in Excel or LibreOffice and save it again as .xlsx or .csv.",
        ) from None


def _goes_on(ranges: list[str]) -> frozenset[tuple[str, int]]:
    """Return the cells of merged *ranges* such as A3:A5 below their first row."""
    from openpyxl.utils import range_boundaries

    found = set()
    for left, top, _, bottom in map(range_boundaries, ranges[:MAX_MERGED]):
        found |= {(f"row {row}", left - 1) for row in range(top + 1, min(bottom, top + MAX_MERGED) + 1)}
    return frozenset(found)


def _rows(sheet, path: Path) -> dict[int, list[str]]:
    """Return row number → cells, all of one width, without empty rows."""
    sheet.reset_dimensions()  # what a file says of its own size can be wrong or hostile
    rows: dict[int, list[str]] = {}
    size = 0
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        if not any(value is not None for value in row):
            continue
        size += len(row) + sum(len(value) for value in row if isinstance(value, str)) // 20
        if size > MAX_CELLS:
            raise ReadingError(
                f"{path.name}, sheet {sheet.title}",
                expected=f"at most {MAX_CELLS:,} cells",
                found="more",
                todo="Copy the transcript's columns to a sheet of their own.",
            )
        rows[number] = [normalised(_shown(value)) for value in row]
    width = max(map(len, rows.values()), default=0)
    return {number: [*row, *[""] * (width - len(row))] for number, row in rows.items()}


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime.timedelta):
        return f"{value.total_seconds():.3f}"
    if isinstance(value, (datetime.time, datetime.datetime)):
        return value.strftime("%H:%M:%S") if isinstance(value, datetime.time) else value.isoformat(" ")
    return str(value)


def _no_text_column(path: Path) -> ReadingError:
    return ReadingError(
        path,
        expected="a column of text",
        found="none",
        todo="Name the columns speaker and text (and start, end for times in seconds).",
    )
