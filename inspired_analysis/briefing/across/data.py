"""The dialogue as data: ``dialogue.json``, every table with its quotes in place."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from ..data import _plain

__all__ = ["SCHEMA_VERSION", "dialogue_json"]

SCHEMA_VERSION = 1


def dialogue_json(synthesis) -> str:
    """Return all tables; each row's ``codings`` become ``evidence``: quotes as {workshop, quote, turn, start, …}."""
    document = {
        "schema_version": SCHEMA_VERSION,
        "dialogue": synthesis.dialogue,
        "workshops": [
            {"id": s.id, "title": s.title, "date": s.date, "place": s.place, "phase": s.phase, "goal": s.goal,
             "issue": s.issue, "has_plan": s.has_plan, "coders": list(s.coders), "notes": list(s.notes)}
            for s in synthesis.sessions
        ],
        "findings": {name: _rows(table, synthesis) for name, table in synthesis.tables.items()},
    }  # fmt: skip
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _rows(table: pd.DataFrame, synthesis) -> list[dict[str, Any]]:
    rows = []
    for record in table.to_dict("records"):
        codings = record.pop("codings", None)
        row = {name: _plain(value) for name, value in record.items()}
        if codings is not None:
            row["evidence"] = [_quote(q) for q in synthesis.cite(codings)]
        rows.append(row)
    return rows


def _quote(cited) -> dict[str, Any]:
    return {"workshop": cited.workshop, "quote": cited.quote, "turn": cited.turn, "start": cited.start,
            "end": cited.end, "speaker": cited.speaker, "group": cited.group, "value": cited.value,
            "confidence": round(cited.confidence, 4), "coding": cited.coding}  # fmt: skip
