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

from ..cells import guarded, plain
from ..deciding import Anchor, Judged, Log, MemoTarget, Placer, anchor, replay
from ..errors import ExchangeError
from ..timeless import timeless
from ..transcript import Transcript
from ..workshop import Workshop
from .cells import MOST, from_cell, put
from .matrices import EDITABLE, KEYS, SHEET_COLUMNS, coding_sheet, matrices

__all__ = ["ImportedSheet", "import_sheet", "write_sheets"]

SHEET = "codings"
WIDE = {"words": 60, "text": 50, "statement": 14, "memo": 24, "code": 18, "value": 16}
YES = frozenset({"accept", "accepted", "yes", "y", "ok", "1", "true", "+"})
NO = frozenset({"reject", "rejected", "no", "n", "0", "false", "-"})
FIELDS = ("code", "statement", "value", "target")


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
        path.write_bytes(data)
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
    held = replay(entries, transcript).by_person.get(who, ())
    known = {r.key: r.holds for r in held}
    memos = {(e.on.at.words if e.on and e.on.at else "", e.text) for e in entries if e.what == "memo" and e.who == who}
    desk = _Rows(transcript, who)
    for number, row in _rows(Path(path)):
        desk.row(number, row)
    new = [d for d in desk.made if not _known(d, known, memos)]
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
    return ([plain(cell) for cell in row] for row in rows)


class _Rows:
    """Makes decisions of rows, and keeps account of rows that make no sense."""

    def __init__(self, transcript: Transcript, who: str) -> None:
        self.transcript, self.who, self.placer = transcript, who, Placer(transcript)
        self.made: list[dict] = []
        self.problems: list[str] = []

    def row(self, number: int, row: dict[str, str]) -> None:
        decision = row["decision"].strip().lower()
        if decision and decision not in YES | NO:
            self.problems.append(f"row {number}: decision is {row['decision']!r}, not accept or reject")
            return
        new = not row["start"].strip()
        place = self._find(row) if new else self._place(row)
        if place is None:
            self.problems.append(f"row {number}: its words are not in the transcript" + (f", turn {row['turn']}" * new))
            return
        if not row["code"].strip():
            self.problems.append(f"row {number}: no code")
            return
        at = anchor(self.transcript, *place)
        after = self._judged(row, "", at)
        before = None if new else self._judged(row, " was", at)
        if new:
            self.made.append({"what": "add", "after": after})
        elif decision in NO:
            self.made.append({"what": "reject", "before": before})
        elif any(getattr(after, f) != getattr(before, f) for f in FIELDS):
            self.made.append({"what": "change", "before": before, "after": after})
        elif decision in YES:
            self.made.append({"what": "accept", "before": before, "after": before})
        if row["memo"].strip():
            on = MemoTarget(kind="coding", name=after.code, at=at)
            self.made.append({"what": "memo", "on": on, "text": row["memo"]})

    def _judged(self, row: dict[str, str], was: str, at: Anchor) -> Judged:
        given = {f: row[f + was] if was else row[f].strip() for f in FIELDS}
        return Judged(**given, coder=row["coder"] if was else self.who, at=at)

    def _place(self, row: dict[str, str]) -> tuple[int, int] | None:
        """Return where a row's words stand: at its place, or where they have moved to."""
        try:
            start, end = int(row["start"]), int(row["end"])
        except ValueError:
            return None
        words, here = row["words"], self.transcript.text[start:end]
        if " ".join(here.split()) == " ".join(words.split()) or (len(words) >= MOST and here.startswith(words[:-1])):
            return start, end
        if not words.strip() or start < 0 or end <= start:
            return None
        place = self.placer.place(Anchor(turn=0, start=start, end=end, speaker=row["speaker"], words=words))
        return place[1:] if place else None

    def _find(self, row: dict[str, str]) -> tuple[int, int] | None:
        turns = self.transcript.turns
        own = turns[turns["turn"].astype(str) == row["turn"].strip()]
        words = row["words"].strip()
        if own.empty or not words:
            return None
        at = own["text"].iloc[0].find(words)
        start = int(own["start"].iloc[0]) + at
        return (start, start + len(words)) if at >= 0 else None


def _known(made: dict, known: dict[tuple, bool], memos: set[tuple]) -> bool:
    """Whether the log says already what a row says."""
    if made["what"] == "memo":
        return (made["on"].at.words, made["text"]) in memos
    judged, holds = (made["before"], False) if made["what"] == "reject" else (made["after"], True)
    key = (judged.at.start, judged.at.end, *(getattr(judged, f) for f in FIELDS))
    return known.get(key) is holds
