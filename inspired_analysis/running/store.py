"""Every brief's tables as Parquet, partitioned by dialogue and workshop, and SQL over all of them.

    OUT/.store/<schema>/<table>/dialogue=<d>/workshop=<w>/….parquet

The store is made from what briefs publish (``findings.json``, ``turns.csv``, ``codings.csv``) and can always be made
again; `refresh` does so for the workshops whose files have changed since. Its tables are those of
`inspired_analysis.tables`, as ``findings.json`` holds them, with ``workshop`` and ``dialogue`` in front, and one
table ``workshops``. The schema's name changes with any column, and then the whole store is made anew.

DuckDB does the work, in the extra ``store``. It may read the store and nothing else: no other file, no network.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from ..atomic import write_whole
from ..cells import GUARDED
from ..errors import RunError
from ..versions import digest
from .ledger import Run, run_of, superseded
from .results import RESULT
from .store_tables import COPIED, columns, tables_of

if TYPE_CHECKING:
    import duckdb

__all__ = ["STORE", "open_store", "plain_errors", "query", "refresh", "selected"]

STORE = ".store"
CHUNK = 100  # workshops at a time: memory stays flat
MEMORY = "1GB"
MANIFEST = "manifest.json"


def query(out: str | Path, sql: str):
    """Bring the store of the briefs in *out* up to date; return what *sql* selects as a pandas DataFrame."""
    refresh(Path(out))
    with open_store(Path(out)) as store, plain_errors():
        return selected(store, sql).df()


def selected(store: duckdb.DuckDBPyConnection, sql: str) -> duckdb.DuckDBPyRelation:
    """Return what *sql*, one statement that only reads, selects; it is worked out when its rows are fetched.

    Raises
    ------
    RunError
        If it is no such statement, or DuckDB refuses it.
    """
    kind = _duckdb().StatementType.SELECT
    with plain_errors():
        statements = store.extract_statements(sql)
        if [statement.type for statement in statements] != [kind]:
            raise RunError("the query", expected="one statement that only reads, SELECT …", found=repr(sql))
        return store.sql(sql)


@contextmanager
def plain_errors() -> Iterator[None]:
    """Say what DuckDB does not like about a query as a `RunError`."""
    try:
        yield
    except _duckdb().Error as error:
        raise RunError("the query", expected="SQL over the tables " + ", ".join(columns()),
                       found=str(error).split("\n\n")[0]) from None  # fmt: skip


def open_store(out: Path) -> duckdb.DuckDBPyConnection:
    """Return a connection that sees the store's tables, may only read them, and reaches nothing else."""
    home = _home(out).resolve()
    store = _connect(home)
    for name, kinds in columns().items():
        files = home / name / "*" / "*" / "*.parquet"
        if any(home.glob(f"{name}/*/*/*.parquet")):
            rows = f"SELECT * FROM read_parquet('{_quoted(files)}', hive_partitioning=false)"
        else:
            nothing = ", ".join(f'CAST(NULL AS {kind}) AS "{column}"' for column, kind in kinds.items())
            rows = f"SELECT {nothing} WHERE false"
        store.execute(f'CREATE VIEW "{name}" AS {rows}')
    store.execute(f"SET allowed_directories = ['{_quoted(home)}/']")
    store.execute("SET enable_progress_bar = false")  # it writes between the rows of a slow answer
    store.execute("SET enable_external_access = false")
    store.execute("SET lock_configuration = true")
    return store


def refresh(out: Path) -> int:
    """Bring the store of the briefs in *out* up to date; return how many workshops were written.

    Raises
    ------
    RunError
        If *out* holds no brief of a batch, or DuckDB is not installed.
    """
    home = _home(out)
    found = {run.id: run for run in _results(out)}
    if not found:
        raise RunError(out, expected="a folder with briefs that inspired batch wrote", found="none")
    for old in set((out / STORE).glob("*")) - {home}:
        shutil.rmtree(old, ignore_errors=True)
    known = _manifest(home)
    stale = [run for run in found.values() if known.get(run.id, {}).get("key") != _key(run)]
    gone = known.keys() - {run.id for run in found.values() if run not in stale}
    for name in gone:
        _remove(home, known.pop(name)["place"])
    if gone:
        _write_manifest(home, known)
    for chunk in (stale[i : i + CHUNK] for i in range(0, len(stale), CHUNK)):
        places = _write(out, home, chunk)
        known |= {run.id: {"key": _key(run), "place": places[run.id]} for run in chunk}
        _write_manifest(home, known)
    return len(stale)


def _results(out: Path) -> Iterator[Run]:
    """Yield what the folders of *out* say of themselves; whether it is so, the batch checks."""
    old = superseded(out)
    for file in sorted(out.glob(f"*/{RESULT}")):
        if file.parent.name not in old and (run := run_of(file.read_bytes())):
            yield run


def _write(out: Path, home: Path, runs: Sequence[Run]) -> dict[str, str]:
    """Write the tables of *runs* and move them into place; return id → partition."""
    aside = home.with_name(home.name + "~")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    _list_rows(out, runs, aside)
    with _connect(home) as writer:
        for name, kinds in columns().items():
            source = _copied(out, name, kinds, runs) if name in COPIED else _listed(aside, name, kinds)
            writer.execute(
                f"COPY ({source}) TO '{_quoted(aside / name)}' (FORMAT parquet, PARTITION_BY (dialogue, workshop), "
                f"WRITE_PARTITION_COLUMNS true, KV_METADATA {{schema: '{home.name}'}})"
            )
    places = {}
    for partition in sorted(aside.glob("*/dialogue=*/workshop=*")):
        place = f"{partition.parent.name}/{partition.name}"
        places[unquote(partition.name.removeprefix("workshop="))] = place
        target = home / partition.relative_to(aside)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(target, ignore_errors=True)  # of a refresh that was killed
        partition.replace(target)
    shutil.rmtree(aside)
    return places


def _list_rows(out: Path, runs: Sequence[Run], aside: Path) -> None:
    """Write what ``findings.json`` of each run holds as JSON lines, a file for each table."""
    for run in runs:
        document = json.loads((out / run.id / "findings.json").read_bytes())
        for name, rows in tables_of(document).items():
            with (aside / f"{name}.jsonl").open("a", encoding="utf-8") as lines:
                for row in rows:
                    lines.write(json.dumps({"workshop": run.id, "dialogue": run.dialogue, **row}) + "\n")


def _copied(out: Path, name: str, kinds: dict[str, str], runs: Sequence[Run]) -> str:
    """Return a SELECT of a table that a brief publishes as CSV."""
    own = {column: kind for column, kind in kinds.items() if column not in ("workshop", "dialogue")}
    texts = ", ".join(f"'{column}'" for column, kind in own.items() if kind == "VARCHAR")
    typed = ", ".join(f"'{column}': '{kind}'" for column, kind in own.items())
    files = ", ".join(f"'{_quoted(out / run.id / f'{name}.csv')}'" for run in runs)
    told = [(out / run.id / f"{name}.csv", run.id, run.dialogue) for run in runs]
    of = ", ".join("(" + ", ".join(f"'{_quoted(value)}'" for value in row) + ")" for row in told)
    picked = ", ".join(_text(column) if kind == "VARCHAR" else f'rows."{column}"' for column, kind in own.items())
    return f"""
        SELECT plan.workshop, plan.dialogue, {picked}
        FROM read_csv([{files}], columns={{{typed}}}, header=true, auto_detect=false, delim=',', quote='"',
             escape='"', force_not_null=[{texts}], filename='from_file', parallel=false, max_line_size=50000000) AS rows
        JOIN (VALUES {of}) AS plan(from_file, workshop, dialogue) USING (from_file)"""


def _text(column: str) -> str:
    """Return SQL for a text as it was before `cells.guarded`."""
    cell = f'rows."{column}"'
    ours = f"regexp_matches({cell}, '{_quoted(GUARDED)}')"
    return f'CASE WHEN {ours} THEN substr({cell}, 2) ELSE {cell} END AS "{column}"'


def _listed(aside: Path, name: str, kinds: dict[str, str]) -> str:
    """Return a SELECT of the rows that `_list_rows` wrote for a table."""
    typed = ", ".join(f"'{column}': '{kind}'" for column, kind in kinds.items())
    return (f"SELECT * FROM read_json('{_quoted(aside / f'{name}.jsonl')}', format='newline_delimited', "
            f"columns={{{typed}}}, maximum_object_size=50000000)")  # fmt: skip


def _connect(home: Path) -> duckdb.DuckDBPyConnection:
    spill = str(home.with_name("spill"))  # what does not fit into memory goes there, and nowhere else
    return _duckdb().connect(config={"memory_limit": MEMORY, "temp_directory": spill,
                                     "preserve_insertion_order": "false"})  # fmt: skip


def _home(out: Path) -> Path:
    return out / STORE / digest(json.dumps(columns()))[:12]


def _key(run: Run) -> str:
    return digest(run.dialogue, *(f"{name} {value}" for name, value in sorted(run.outputs.items())))


def _manifest(home: Path) -> dict[str, dict[str, str]]:
    try:
        return json.loads((home / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        shutil.rmtree(home, ignore_errors=True)  # whatever lies there is not accounted for
        return {}


def _write_manifest(home: Path, known: dict) -> None:
    write_whole(home / MANIFEST, json.dumps(known, indent=0).encode())


def _remove(home: Path, place: str) -> None:
    for table in home.glob("*/"):
        shutil.rmtree(table / place, ignore_errors=True)


def _quoted(text: Path | str) -> str:
    return (text if isinstance(text, str) else text.as_posix()).replace("'", "''")


def _duckdb():
    try:
        import duckdb
    except ImportError:
        raise RunError("inspired query", expected="DuckDB", found="none",
                       todo="Install it: pip install 'inspired_analysis[store]'") from None  # fmt: skip
    return duckdb
