"""The JSON Schema of ``findings.json`` and its reference, made from the tables and their meanings.

After a change of ``tables.py``, say what is new in ``findings.meanings.yaml``, then
``python -m inspired_analysis.briefing.schema``; a test holds both files against what this module makes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from ..checked_yaml import read_plain
from ..tables import COLUMNS, ROLES, VERDICTS
from .data import SCHEMA_VERSION

__all__ = ["FINDINGS", "findings_schema", "reference"]

FINDINGS = ("assumptions", "positions", "interests", "incentives", "criteria", "common_ground", "conflicts",
            "participation", "learning", "missing", "themes", "answers", "depth", "surfaced", "goal", "chains",
            "responses", "voices", "leads")  # fmt: skip
SCHEMA_FILE = Path(__file__).with_name("findings.schema.json")
REFERENCE_FILE = Path(__file__).resolve().parents[2] / "docs" / "findings.md"

TEXT, WHOLE, FLAG = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}
SIMPLE = {"str": TEXT, "int64": WHOLE, "bool": FLAG, "float64": {"type": ["number", "null"]}}
EVIDENCE = {"type": "array", "items": {"$ref": "#/$defs/quote"}}
TEXTS, TURNS = {"type": "array", "items": TEXT}, {"type": "array", "items": WHOLE}
PAIR = {"type": "array", "prefixItems": [TEXT, WHOLE], "items": False, "minItems": 2}
# What the tables keep as Python objects.
OBJECTS = {"agreed": EVIDENCE, "candidates": EVIDENCE, "turns": TURNS, "responds_to": {"type": "array", "items": PAIR}}
CLOSED = {"verdict": VERDICTS, "role": ROLES, "level": ("group", "speaker")}
QUOTE = {
    "quote": (TEXT, "the exact words, a slice of the transcript"),
    "turn": (WHOLE, "number of the turn, from 1"),
    "start": (WHOLE, "where the quote begins in the transcript, in code points"),
    "end": (WHOLE, "where it ends, exclusive"),
    "speaker": (TEXT, "who said it"),
    "group": (TEXT, "that person's group"),
    "value": (TEXT, "what it was coded as, such as supports or opposes"),
    "confidence": ({"type": "number", "minimum": 0, "maximum": 1}, "how sure the coder is, from 0 to 1"),
    "coding": (TEXT, "id of the coding in codings.csv; empty where there is none"),
}  # fmt: skip
WORKSHOP = dict.fromkeys(("id", "title", "date", "place", "phase", "dialogue", "goal", "issue"), TEXT)
WORKSHOP |= {"has_plan": FLAG}
ACCOUNT = {
    "file": TEXT, "format": TEXT, "layout": TEXT, "certainty": {"type": "number"}, "characters": WHOLE,
    "in_turns": WHOLE, "set_aside": {"type": "object", "additionalProperties": WHOLE}, "lost": WHOLE,
}  # fmt: skip
INTRODUCTION = """# What `findings.json` holds

One object per workshop: `workshop` (from the plan), `coders`, `notes` (what must be known first), `account` (where
every character of the sources went), `statements`, and `findings`, with the tables below as lists of rows. Its JSON
Schema comes with the package: `inspired_analysis/briefing/findings.schema.json`.

A list of quotes holds objects like this:
"""


def findings_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of ``findings.json``."""
    tables = {name: _rows(name) for name in FINDINGS}
    schema = _object({
        "schema_version": {"const": SCHEMA_VERSION},
        "workshop": _object(WORKSHOP),
        "coders": TEXTS,
        "notes": TEXTS,
        "account": {"type": "array", "items": _object(ACCOUNT)},
        "statements": _rows("statements"),
        "findings": _object(tables),
    })  # fmt: skip
    quote = _object({name: {**kind, "description": meaning} for name, (kind, meaning) in QUOTE.items()})
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "findings.json of inspired_analysis",
            **schema, "$defs": {"quote": quote}}  # fmt: skip


def reference() -> str:
    """Return the tables of ``findings.json`` as Markdown."""
    lines = [INTRODUCTION, "| key | meaning |", "|---|---|"]
    lines += [f"| `{name}` | {meaning} |" for name, (_, meaning) in QUOTE.items()]
    for name in ("statements", *FINDINGS):
        lines += ["", f"## `{name}`", "", _meanings()[name]["table"], "", "| key | type | meaning |", "|---|---|---|"]
        lines += [f"| `{column}` | {_type(kind)} | {meaning} |" for column, kind, meaning in _columns(name)]
    return "\n".join(lines) + "\n"


def _rows(name: str) -> dict[str, Any]:
    columns = {column: {**kind, "description": meaning} for column, kind, meaning in _columns(name)}
    return {"type": "array", "description": _meanings()[name]["table"], "items": _object(columns)}


def _columns(name: str) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield column, its JSON type and its meaning; quotes and codings become ``evidence``."""
    own = _meanings()[name]
    for column, dtype in COLUMNS[name].items():
        column = "evidence" if column in ("codings", "quotes") else column
        meaning = own.get(column) or _meanings()["any"].get(column)
        if meaning is None:
            raise KeyError(f"findings.meanings.yaml says nothing of {name}.{column}")
        if column == "evidence":
            kind = EVIDENCE
        elif dtype == "object":
            kind = OBJECTS.get(column, TEXTS)
        else:
            kind = {"enum": list(CLOSED[column])} if column in CLOSED else SIMPLE[dtype]
        yield column, kind, meaning


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of an object with exactly these keys."""
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _type(kind: dict[str, Any]) -> str:
    """Return *kind* in words."""
    if kind is EVIDENCE:
        return "list of quotes"
    if "enum" in kind:
        return "text"
    if kind.get("type") == "array":
        inner = kind["items"]["type"]
        return {"string": "list of texts", "integer": "list of whole numbers"}.get(inner, "list of pairs")
    if kind["type"] == ["number", "null"]:
        return "number or null"
    return {"string": "text", "integer": "whole number", "boolean": "true or false"}[kind["type"]]


@cache
def _meanings() -> dict[str, dict[str, str]]:
    return read_plain(resources.files(__package__).joinpath("findings.meanings.yaml").read_text(encoding="utf-8"))


def main() -> None:
    """Write both files anew."""
    SCHEMA_FILE.write_text(json.dumps(findings_schema(), indent=1) + "\n", encoding="utf-8", newline="")
    REFERENCE_FILE.write_text(reference(), encoding="utf-8", newline="")


if __name__ == "__main__":
    main()
