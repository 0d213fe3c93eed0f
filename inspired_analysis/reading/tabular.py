"""Tables: .csv, .tsv, .xlsx and tables in documents. Columns are found by name, else by content."""

from __future__ import annotations

import csv
import datetime
import io
import itertools
import re
import warnings
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from ..errors import ReadingError
from .archive import Archive
from .decoding import decode
from .source import NAN, Aside, Line, Source, normalised, seconds

__all__ = ["Columns", "columns_of", "lines_of", "read_delimited", "read_workbook"]

MAX_ROWS = 200_000
MAX_CELLS = 2_000_000
NAMES = {
    "speaker": "speaker speakers speaker_name speakername speaker_label name who participant person "
    "role_name locuteur orateur intervenant orador hablante orador(a) participante sprecher "
    "sprecherin teilnehmer спикер говорящий участник المتحدث",
    "text": "text utterance content transcript transcription message words sentence speech talk said "
    "body turn_text caption dialogue comment texte parole texto intervención discurso äußerung "
    "inhalt текст реплика النص",
    "start": "start start_time starttime time_start begin begin_time timestamp time minute from onset in "
    "début inicio anfang beginn время start_s start_sec start(s)",
    "end": "end end_time endtime time_end stop to offset out fin ende end_s end_sec end(s)",
}
_KINDS = {name: kind for kind, names in NAMES.items() for name in names.split()}


@dataclass(frozen=True)
class Columns:
    """Which column is what; `header` says whether the first row only names them."""

    text: int
    speaker: int | None
    start: int | None
    end: int | None
    header: bool
    scale: float = 1.0


def read_delimited(raw: bytes, path: Path) -> Source:
    """Read .csv or .tsv, whatever the delimiter."""
    text, notes = decode(raw, path)
    delimiter = _delimiter(text, path)
    rows, numbers = [], []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    line = 1
    try:
        for row in reader:
            if row:
                rows.append(row)
                numbers.append(f"row {line}")
            line += 1
    except csv.Error as error:
        raise ReadingError(
            f"{path.name}, row {line}",
            expected="a table of separated values",
            found=str(error),
            todo="Export the table again as UTF-8 CSV.",
        ) from None
    lines, asides = _talk(rows, numbers, path)
    marks = [mark * max(0, text.count(mark) - sum(c.count(mark) for r in rows for c in r)) for mark in (delimiter, '"')]
    asides.append(Aside("table marks", "".join(marks)))
    return Source(path.name, "separated values", text, tuple(lines), tuple(asides), notes)


def read_workbook(raw: bytes, path: Path) -> Source:
    """Read .xlsx or .xlsm: the sheet that holds the talk; other sheets are set aside."""
    sheets = _sheets(raw, path)
    found = [(name, rows, columns_of(rows)) for name, rows in sheets]
    talk = [(name, rows, columns) for name, rows, columns in found if columns is not None]
    if not talk:
        raise _no_text_column(path)
    named = [entry for entry in talk if entry[2].speaker is not None]
    best = max(named or talk, key=lambda entry: sum(len(r[entry[2].text]) for r in entry[1]))
    lines: list[Line] = []
    asides: list[Aside] = []
    for name, rows, _ in found:
        if name == best[0]:
            numbers = [f"row {i}" for i in range(1, len(rows) + 1)]
            new, away = lines_of(rows, best[2], numbers)
            lines, asides = new, asides + away
        else:
            asides.append(Aside("other sheets", "\n".join(" ".join(r) for r in rows)))
    text = "\n".join("\n".join("\n".join(row) + "\n" for row in rows) for _, rows in sheets)
    others = [name for name, _, _ in found if name != best[0]]
    notes = (f"{path.name}: sheet {best[0]!r} was read; others were left out: {', '.join(others)}.",) if others else ()
    return Source(path.name, "Excel workbook", text, tuple(lines), tuple(asides), notes)


def columns_of(rows: list[list[str]]) -> Columns | None:
    """Return which columns hold speaker, text and times, or None if none holds text.

    By name first (in several languages), then by content: the text is the longest column; the speaker is
    one of few short values that recur; times read as times.
    """
    width = max(map(len, rows), default=0)
    if not width:
        return None
    kinds: dict[str, int] = {}
    for index, cell in enumerate(rows[0]):
        kind = _KINDS.get(re.sub(r"\s+", "_", cell.strip().lower()))
        if kind:
            kinds.setdefault(kind, index)
    header = bool(kinds) and len(rows) > 1
    kinds = kinds if header else {}
    data = [[*row, *[""] * (width - len(row))] for row in rows[header:]]
    sample = data[:2_000]
    columns = [[row[i].strip() for row in sample] for i in range(width)]
    if "text" not in kinds:
        free = [i for i in range(width) if i not in kinds.values()]
        talk = {i: _talkative(columns[i]) for i in free}
        best = max(free, key=talk.get, default=None)
        if best is None or not talk[best]:
            return None
        kinds["text"] = best
    free = [i for i in range(width) if i not in kinds.values()]
    if "start" not in kinds:
        times = [i for i in free if _share(columns[i], lambda c: ":" in c and seconds(c) == seconds(c)) > 0.8]
        kinds.update(dict(zip(("start", "end"), times, strict=False)))
        free = [i for i in free if i not in kinds.values()]
    if "speaker" not in kinds:
        named = [i for i in free if _like_speakers(columns[i])]
        if named:
            kinds["speaker"] = named[0]
    scale = _scale([columns[kinds[k]] for k in ("start", "end") if k in kinds])
    return Columns(kinds["text"], kinds.get("speaker"), kinds.get("start"), kinds.get("end"), header, scale)


def lines_of(rows: list[list[str]], columns: Columns, where: list[str]) -> tuple[list[Line], list[Aside]]:
    """Return the talk of a table as lines, and everything else of it as asides."""
    lines: list[Line] = []
    asides: list[Aside] = []
    used = {columns.text, columns.speaker, columns.start, columns.end}
    if columns.header:
        asides.append(Aside("column headings", "\n".join(rows[0])))
    for row, place in list(zip(rows, where, strict=True))[columns.header :]:
        cell = dict(enumerate(row))
        speaker = None if columns.speaker is None else cell.get(columns.speaker, "").strip()
        if speaker:
            asides.append(Aside("speaker labels", speaker))
        times = []
        for index in (columns.start, columns.end):
            stamp = "" if index is None else cell.get(index, "")
            times.append(seconds(stamp) * columns.scale if stamp.strip() else NAN)
            asides.append(Aside("timestamps", stamp))
        asides += [Aside("other columns", text) for i, text in cell.items() if i not in used and text.strip()]
        lines.append(Line(cell.get(columns.text, ""), place, *times, speaker))
    return lines, asides


def _talk(rows: list[list[str]], numbers: list[str], path: Path) -> tuple[list[Line], list[Aside]]:
    columns = columns_of(rows)
    if columns is None:
        raise _no_text_column(path)
    return lines_of(rows, columns, numbers)


def _delimiter(text: str, path: Path) -> str:
    """Return the separator that splits the first lines most evenly."""
    if path.suffix.lower() in (".tsv", ".tab"):
        return "\t"
    best, score = ",", 0.0
    for mark in ",;\t|":
        try:
            rows = [r for r in csv.reader(io.StringIO(text[:50_000], newline=""), delimiter=mark) if r][:60]
        except csv.Error:
            continue
        width, count = Counter(map(len, rows)).most_common(1)[0] if rows else (1, 0)
        even = count / max(1, len(rows))
        if width > 1 and even * min(width, 6) > score:
            best, score = mark, even * min(width, 6)
    return best


def _sheets(raw: bytes, path: Path) -> list[tuple[str, list[list[str]]]]:
    """Return every sheet's rows as strings, without running or following anything."""
    import openpyxl  # slow to import

    archive = Archive(raw, path)
    for name in archive.names:
        if name.startswith("xl/") and name.endswith(".xml") and not name.startswith(("xl/drawings", "xl/charts")):
            archive.xml(name)  # refuses bombs, entities and damage before openpyxl sees them
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
            return [(sheet.title, _rows(sheet, path)) for sheet in book.worksheets]
    except ReadingError:
        raise
    except Exception as error:  # openpyxl has no exception of its own for most damage
        raise ReadingError(
            path,
            expected="an Excel workbook",
            found=f"one that cannot be opened ({error})"[:200],
            todo="Open it in Excel or LibreOffice and save it again as .xlsx or .csv.",
        ) from None


def _rows(sheet, path: Path) -> list[list[str]]:
    sheet.reset_dimensions()  # what a file says of its own size can be wrong or hostile
    rows: list[list[str]] = []
    cells = 0
    for row in sheet.iter_rows(values_only=True):
        cells += len(row) + 1 + sum(len(value) for value in row if isinstance(value, str)) // 20
        if cells > MAX_CELLS:
            raise ReadingError(
                f"{path.name}, sheet {sheet.title}",
                expected=f"at most {MAX_CELLS:,} cells",
                found="more",
                todo="Copy the transcript's columns to a sheet of their own.",
            )
        rows.append([normalised(_shown(value)) for value in row])
    while rows and not any(rows[-1]):
        rows.pop()
    width = max(map(len, rows), default=0)
    return [[*row, *[""] * (width - len(row))] for row in rows]


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime.timedelta):
        return f"{value.total_seconds():.3f}"
    if isinstance(value, (datetime.time, datetime.datetime)):
        return value.strftime("%H:%M:%S") if isinstance(value, datetime.time) else value.isoformat(" ")
    return str(value)


def _talkative(cells: list[str]) -> float:
    """Return how much a column reads like talk: words, and twice what ends as sentences do; 0 for codes."""
    letters = sum(c.isalpha() for cell in cells for c in cell)
    if letters < 2 * sum(1 for cell in cells if cell):
        return 0.0
    return sum(len(cell.split()) + 2 * cell.endswith((".", "?", "!", "…")) for cell in cells)


def _like_speakers(cells: list[str]) -> bool:
    filled = [c for c in cells if c]
    if not filled or max(map(len, filled)) > 80:
        return False
    kinds = len(set(filled))
    lettered = _share(filled, lambda c: any(ch.isalpha() for ch in c))
    return lettered > 0.8 and (kinds <= max(2, 0.6 * len(filled)) or len(filled) < 6) and kinds <= 150


def _share(cells: list[str], test) -> float:
    filled = [c for c in cells if c]
    return sum(map(bool, map(test, filled))) / len(filled) if filled else 0.0


def _scale(columns: list[list[str]]) -> float:
    """Return 0.001 if bare whole numbers are so large that they must be milliseconds, else 1."""
    bare = [int(c) for column in columns for c in column if c.isdigit()]
    steps = [b - a for a, b in itertools.pairwise(bare) if b > a]
    return 0.001 if steps and sorted(steps)[len(steps) // 2] >= 500 and bare[-1] > 30_000 else 1.0


def _no_text_column(path: Path) -> ReadingError:
    return ReadingError(
        path,
        expected="a column of text",
        found="none",
        todo="Name the columns speaker and text (and start, end for times in seconds).",
    )
