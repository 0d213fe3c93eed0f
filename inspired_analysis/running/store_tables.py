"""The tables of the store: what their columns are called and of which kind, taken from the schema of the findings."""

from __future__ import annotations

from functools import cache
from typing import Any

from ..briefing.schema import findings_schema
from ..tables import COLUMNS

__all__ = ["COPIED", "columns", "own_columns", "tables_of"]

SIMPLE = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN"}
OF_COLUMNS = {"str": "VARCHAR", "int64": "BIGINT", "float64": "DOUBLE", "bool": "BOOLEAN"}
# Tables that a brief publishes as CSV; all others are in findings.json.
COPIED = ("turns", "codings")
SCOPE = {"workshop": "VARCHAR", "dialogue": "VARCHAR"}


@cache
def columns() -> dict[str, dict[str, str]]:
    """Return table → column → DuckDB's name of its kind."""
    schema = findings_schema()
    known = schema["properties"]
    quote = schema["$defs"]["quote"]
    workshop = {name: _kind(kind, quote) for name, kind in known["workshop"]["properties"].items()}
    tables = {"workshops": {**workshop, "coders": "VARCHAR[]", "notes": "VARCHAR[]"}}
    tables["statements"] = _columns(known["statements"], quote)
    tables |= {name: _columns(rows, quote) for name, rows in known["findings"]["properties"].items()}
    tables |= {name: {column: OF_COLUMNS[kind] for column, kind in COLUMNS[name].items()} for name in COPIED}
    tables["codings"]["quote"] = "VARCHAR"
    return {name: {**SCOPE, **{c: kind for c, kind in own.items() if c not in SCOPE}} for name, own in tables.items()}


def own_columns(table: str) -> dict[str, str]:
    """Return column → kind of *table* as a brief has it."""
    return {column: kind for column, kind in columns()[table].items() if column not in SCOPE}


def tables_of(document: dict) -> dict[str, list[dict]]:
    """Return table → rows of what one ``findings.json`` holds."""
    about = {**document["workshop"], "coders": document["coders"], "notes": document["notes"]}
    return {"workshops": [about], "statements": document["statements"], **document["findings"]}


def _columns(rows: dict[str, Any], quote: dict[str, Any]) -> dict[str, str]:
    return {name: _kind(kind, quote) for name, kind in rows["items"]["properties"].items()}


def _kind(schema: dict[str, Any], quote: dict[str, Any]) -> str:
    """Return DuckDB's kind for a JSON Schema."""
    if "$ref" in schema:
        fields = ", ".join(f'"{name}" {_kind(kind, quote)}' for name, kind in quote["properties"].items())
        return f"STRUCT({fields})"
    kind = schema.get("type", "string")  # closed lists have no type; all of them are words
    if isinstance(kind, list):
        kind = next(k for k in kind if k != "null")
    if kind != "array":
        return SIMPLE[kind]
    # A pair is a list of two words: a column has one kind.
    inner = _kind(schema["items"], quote) if isinstance(schema.get("items"), dict) else "VARCHAR"
    return f"{inner}[]"
