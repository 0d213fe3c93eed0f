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
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from ..atomic import write_whole
from ..errors import RunError
from ..versions import digest
from .ledger import Run, run_of, superseded
from .lock import InUseError, alone
from .results import RESULT
from .store_rows import FINDINGS, READ, copied, list_rows, listed, other, pattern, quoted
from .store_tables import COPIED, columns

if TYPE_CHECKING:
    import duckdb

__all__ = ["STORE", "broken", "brought_up", "left_out", "open_store", "plain_errors", "query", "refresh", "selected"]

STORE = ".store"
CHUNK = 100  # workshops at a time: memory stays flat
MEMORY = "1GB"
MANIFEST = "manifest.json"
RUNNING = "a batch is running; these are the briefs from before it"


def query(out: str | Path, sql: str):
    """Bring the store of the briefs in *out* up to date; return what *sql* selects as a pandas DataFrame."""
    if not brought_up(Path(out)):
        warnings.warn(RUNNING, stacklevel=2)
    for told in broken(Path(out)):
        warnings.warn(told, stacklevel=2)
    with open_store(Path(out)) as store, plain_errors():
        return selected(store, sql).df()


def brought_up(out: Path) -> bool:
    """Bring the store of the briefs in *out* up to date, and return whether that could be done.

    Not while a batch runs: then what was there before is asked.

    Raises
    ------
    InUseError
        If a batch runs and there is no store yet.
    RunError
        As `refresh` does.
    """
    if not out.is_dir():
        refresh(out)
    try:
        with alone(out):
            refresh(out)
    except InUseError:
        if not (_home(out) / MANIFEST).exists():
            raise
        return False
    except OSError:  # where nobody may write, no batch does; a store that is up to date can be asked
        refresh(out)
    return True


def left_out(out: Path) -> list[str]:
    """Return the folders of *out* with a brief that no batch vouches for: what they hold is not in the store."""
    return sorted(f.parent.name for f in out.glob(f"*/{FINDINGS}") if not (f.parent / RESULT).exists())


def broken(out: Path) -> list[str]:
    """Return what is wrong with each brief that could not be read when the store was brought up to date."""
    return [entry["wrong"] for _, entry in sorted(_manifest(_home(out)).items()) if "wrong" in entry]


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
        if ".parquet" in str(error):  # not the query's fault
            raise RunError("the store of the briefs", expected="tables that can be read", found="a damaged one",
                           todo=f"Delete the folder {STORE} among them: the next query makes it anew.") from None
        raise RunError("the query", expected="SQL over the tables " + ", ".join(columns()),
                       found=str(error).split("\n\n")[0]) from None  # fmt: skip


def open_store(out: Path) -> duckdb.DuckDBPyConnection:
    """Return a connection that sees the store's tables, may only read them, and reaches nothing else."""
    home = _home(out).resolve()
    store = _connect(home)
    for name, kinds in columns().items():
        if any(home.glob(f"{name}/*/*/*.parquet")):
            rows = f"SELECT * FROM read_parquet('{pattern(home / name)}/*/*/*.parquet', hive_partitioning=false)"
        else:
            nothing = ", ".join(f'CAST(NULL AS {kind}) AS "{column}"' for column, kind in kinds.items())
            rows = f"SELECT {nothing} WHERE false"
        with plain_errors():
            store.execute(f'CREATE VIEW "{name}" AS {rows}')
    # Both as it is called and as a pattern says it.
    store.execute(f"SET allowed_directories = ['{quoted(home)}/', '{pattern(home)}/']")
    store.execute("SET enable_progress_bar = false")  # it writes between the rows of a slow answer
    store.execute("SET enable_external_access = false")
    store.execute("SET lock_configuration = true")
    return store


def refresh(out: Path) -> int:
    """Bring the store of the briefs in *out* up to date; return how many workshops were written.

    A brief that cannot be read is left out, and `broken` says so.

    Raises
    ------
    RunError
        If *out* holds no brief of a batch, none that can be read, or DuckDB is not installed.
    """
    home = _home(out)
    found = {run.id: run for run in _results(out)}
    if not found:
        raise RunError(out, expected="a folder with briefs that inspired batch wrote", found="none")
    for old in set((out / STORE).glob("*")) - {home}:
        shutil.rmtree(old, ignore_errors=True)
    known = _manifest(home)
    keys = {run.id: _key(out, run) for run in found.values()}
    stale = [run for run in found.values() if known.get(run.id, {}).get("key") != keys[run.id]]
    gone = known.keys() - {run.id for run in found.values() if run not in stale}
    for name in gone:
        _remove(home, known.pop(name).get("place"))
    if gone:
        _write_manifest(home, known)
    for chunk in (stale[i : i + CHUNK] for i in range(0, len(stale), CHUNK)):
        written = _written(out, home, chunk)
        known |= {run.id: {"key": keys[run.id], **written[run.id]} for run in chunk}
        _write_manifest(home, known)
    wrong = [entry["wrong"] for entry in known.values() if "wrong" in entry]
    if len(wrong) == len(known):
        raise RunError(out, expected="briefs that can be read", found="none", todo=f"The first: {min(wrong)}")
    return sum("wrong" not in known[run.id] for run in stale)


def _results(out: Path) -> Iterator[Run]:
    """Yield what the folders of *out* say of themselves; whether it is so, the batch checks."""
    old = superseded(out)
    for file in sorted(out.glob(f"*/{RESULT}")):
        if file.parent.name not in old and (run := run_of(file.read_bytes())):
            yield run


def _written(out: Path, home: Path, runs: Sequence[Run]) -> dict[str, dict[str, str]]:
    """Write the tables of *runs*; return id → its ``place``, or what is ``wrong`` with it: one spoils no other."""
    try:
        places = _write(out, home, runs)
    except (RunError, _duckdb().InvalidInputException, _duckdb().ConversionException) as error:
        if len(runs) == 1:
            # What DuckDB says quotes the line, which is talk.
            told = error if isinstance(error, RunError) else other(out / runs[0].id, "the tables of a brief")
            return {runs[0].id: {"wrong": str(told)}}
        half = len(runs) // 2
        return _written(out, home, runs[:half]) | _written(out, home, runs[half:])
    return {name: {"place": place} for name, place in places.items()}


def _write(out: Path, home: Path, runs: Sequence[Run]) -> dict[str, str]:
    """Write the tables of *runs* and move them into place; return id → partition."""
    aside = home.with_name(home.name + "~")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    runs = [list_rows(out, run, aside) for run in runs]
    with _connect(home) as writer:
        for name, kinds in columns().items():
            source = copied(out, name, runs) if name in COPIED else listed(aside, name, kinds)
            writer.execute(
                f"COPY ({source}) TO '{quoted(aside / name)}' (FORMAT parquet, PARTITION_BY (dialogue, workshop), "
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


def _connect(home: Path) -> duckdb.DuckDBPyConnection:
    spill = str(home.with_name("spill"))  # what does not fit into memory goes there, and nowhere else
    return _duckdb().connect(config={"memory_limit": MEMORY, "temp_directory": spill,
                                     "preserve_insertion_order": "false"})  # fmt: skip


def _home(out: Path) -> Path:
    return out / STORE / digest(json.dumps(columns()))[:12]


def _key(out: Path, run: Run) -> str:
    """Return what changes with the brief of *run*, also when `inspired brief` and no batch wrote it anew."""
    found = [file.stat() if file.is_file() else None for file in (out / run.id / name for name in READ)]
    written = [f"{stat.st_size} {stat.st_mtime_ns}" if stat else "none" for stat in found]
    return digest(run.dialogue, *written, *(f"{name} {value}" for name, value in sorted(run.outputs.items())))


def _manifest(home: Path) -> dict[str, dict[str, str]]:
    try:
        return json.loads((home / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        shutil.rmtree(home, ignore_errors=True)  # whatever lies there is not accounted for
        return {}


def _write_manifest(home: Path, known: dict) -> None:
    write_whole(home / MANIFEST, json.dumps(known, indent=0).encode())


def _remove(home: Path, place: str | None) -> None:
    for table in home.glob("*/") if place else ():
        shutil.rmtree(table / place, ignore_errors=True)


def _duckdb():
    try:
        import duckdb
    except ImportError:
        raise RunError("inspired query", expected="DuckDB", found="none",
                       todo="Install it: pip install 'inspired_analysis[store]'") from None  # fmt: skip
    return duckdb
