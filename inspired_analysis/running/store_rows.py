"""What briefs publish, as rows of the store: ``findings.json`` by way of JSON lines, ``turns.csv``, ``codings.csv``."""

from __future__ import annotations

import glob
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from ..briefing.data import SCHEMA_VERSION
from ..cells import GUARDED
from ..errors import RunError
from .ledger import Run
from .store_tables import COPIED, columns, own_columns, tables_of

__all__ = ["FINDINGS", "READ", "copied", "list_rows", "listed", "other", "pattern", "quoted"]

FINDINGS = "findings.json"
READ = (FINDINGS, *(f"{name}.csv" for name in COPIED))  # of each brief
LONGEST = 255 - len("workshop=")  # of what the store's folders are called, letters beyond ASCII as %D9%88


def list_rows(out: Path, run: Run, aside: Path) -> Run:
    """Append what ``findings.json`` of *run* holds to a file of JSON lines for each table.

    Return *run* with the dialogue that the findings name: the brief can be newer than the batch. Raise `RunError` if a
    file of the brief is missing or of another version.
    """
    folder = out / run.id
    gone = next((name for name in READ if not (folder / name).is_file()), None)
    if gone:
        raise other(folder / gone, "a file of the brief", "nothing there")
    for name in COPIED:
        _check_header(folder / f"{name}.csv", list(own_columns(name)))
    document = _document(folder / FINDINGS)
    try:
        tables = tables_of(document)
        run = replace(run, dialogue=str(document["workshop"]["dialogue"]))
        rows = {name: [{**row, "workshop": run.id, "dialogue": run.dialogue} for row in found]
                for name, found in tables.items()}  # fmt: skip
    except (KeyError, TypeError, AttributeError):
        raise other(folder / FINDINGS, "the tables of a brief") from None
    for name in (run.id, run.dialogue):
        if len(quote(name)) > LONGEST:
            raise RunError(folder, expected="an id and a dialogue that the store's folders can be called after",
                           found=f"one of {len(name)} letters", todo="Shorten it in workshop.yaml.")  # fmt: skip
    for name in columns().keys() - COPIED:  # a brief from before a table was thought of has none of its rows
        with (aside / f"{name}.jsonl").open("a", encoding="utf-8") as lines:
            lines.writelines(json.dumps(row) + "\n" for row in rows.get(name, ()))
    return run


def copied(out: Path, name: str, runs: Sequence[Run]) -> str:
    """Return a SELECT of a table that a brief publishes as CSV."""
    own = own_columns(name)
    texts = ", ".join(f"'{column}'" for column, kind in own.items() if kind == "VARCHAR")
    typed = ", ".join(f"'{column}': '{kind}'" for column, kind in own.items())
    files = ", ".join(f"'{pattern(out / run.id / f'{name}.csv')}'" for run in runs)
    told = [(out / run.id / f"{name}.csv", run.id, run.dialogue) for run in runs]
    of = ", ".join("(" + ", ".join(f"'{quoted(value)}'" for value in row) + ")" for row in told)
    picked = ", ".join(_text(column) if kind == "VARCHAR" else f'rows."{column}"' for column, kind in own.items())
    return f"""
        SELECT plan.workshop, plan.dialogue, {picked}
        FROM read_csv([{files}], columns={{{typed}}}, header=true, auto_detect=false, delim=',', quote='"',
             escape='"', force_not_null=[{texts}], filename='from_file', parallel=false, max_line_size=50000000) AS rows
        JOIN (VALUES {of}) AS plan(from_file, workshop, dialogue) USING (from_file)"""


def _text(column: str) -> str:
    """Return SQL for a text as it was before `cells.guarded`."""
    cell = f'rows."{column}"'
    ours = f"regexp_matches({cell}, '{quoted(GUARDED)}')"
    return f'CASE WHEN {ours} THEN substr({cell}, 2) ELSE {cell} END AS "{column}"'


def listed(aside: Path, name: str, kinds: dict[str, str]) -> str:
    """Return a SELECT of the rows that `list_rows` wrote for a table."""
    typed = ", ".join(f"'{column}': '{kind}'" for column, kind in kinds.items())
    return (f"SELECT * FROM read_json('{pattern(aside / f'{name}.jsonl')}', format='newline_delimited', "
            f"columns={{{typed}}}, maximum_object_size=50000000)")  # fmt: skip


def _document(path: Path) -> dict:
    try:
        document = json.loads(path.read_bytes())
        version = document["schema_version"]
    except (ValueError, TypeError, KeyError, RecursionError):
        version = None
    if version != SCHEMA_VERSION:
        raise other(path, f"findings of version {SCHEMA_VERSION}")
    return document


def _check_header(path: Path, wanted: list[str]) -> None:
    with path.open(encoding="utf-8", errors="replace") as lines:
        if lines.readline().rstrip("\r\n").split(",") != wanted:
            raise other(path, "the columns of this version")


def other(path: Path, expected: str, found: str = "something else") -> RunError:
    """Return the error for a file of a brief that is not what this version writes."""
    todo = "Brief this workshop again, or take its folder away."
    return RunError(path, expected=expected, found=found, todo=todo)


def quoted(text: Path | str) -> str:
    """Return *text* as it may stand between quotes in SQL."""
    return (text if isinstance(text, str) else text.as_posix()).replace("'", "''")


def pattern(path: Path) -> str:
    """Return *path* for DuckDB, which takes a file's name for a pattern."""
    return quoted(glob.escape(path.as_posix()))
