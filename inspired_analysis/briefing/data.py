"""The brief as data: ``findings.json`` with every quote in place, and the tables as CSV."""

from __future__ import annotations

import json
import math
from typing import Any

import pandas as pd

from ..cells import guarded_table
from ..tables import records
from .quotes import Quote, Quotes

__all__ = ["codings_csv", "findings_json", "turns_csv"]

SCHEMA_VERSION = 1


def findings_json(analysis) -> str:
    """Return all findings; each row's ``codings`` become ``evidence``: quotes as {quote, turn, start, end, …}."""
    quotes = Quotes(analysis.transcript, analysis.codings)
    plan = analysis.workshop.plan
    tables = {name: getattr(analysis.findings, name) for name in analysis.findings.__dataclass_fields__}
    document = {
        "schema_version": SCHEMA_VERSION,
        "workshop": {"id": analysis.workshop.id, "title": plan.title, "date": str(plan.date or ""), "place": plan.place,
                     "phase": plan.phase, "dialogue": plan.dialogue, "goal": plan.goal, "issue": plan.issue,
                     "has_plan": analysis.workshop.has_plan},
        "coders": sorted(set(analysis.codings["coder"])),
        "notes": [*analysis.transcript.notes, *filter(None, [analysis.review.sentence]), *analysis.review.warnings],
        "account": [
            {"file": a.file, "format": a.format, "layout": a.layout, "certainty": round(a.certainty, 3),
             "characters": a.characters, "in_turns": a.in_turns, "set_aside": dict(sorted(a.set_aside.items())),
             "lost": a.lost}
            for a in analysis.transcript.accounts
        ],
        "statements": _rows(plan.statements, quotes),
        "findings": {name: _rows(table, quotes) for name, table in tables.items()},
    }  # fmt: skip
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def turns_csv(analysis) -> str:
    """Return the table ``turns`` as CSV; texts that a spreadsheet might take for formulas are guarded (`cells`)."""
    return guarded_table(analysis.turns).to_csv(index=False, lineterminator="\n")


def codings_csv(analysis) -> str:
    """Return the table ``codings`` as CSV, with the quote beside each coding for reading."""
    codings = analysis.codings
    quotes = [analysis.transcript.quote(s, e) for s, e in zip(codings["start"], codings["end"], strict=True)]
    return guarded_table(codings.assign(quote=quotes)).to_csv(index=False, lineterminator="\n", float_format="%.4f")


def _rows(table: pd.DataFrame, quotes: Quotes) -> list[dict[str, Any]]:
    rows = []
    for record in (row._asdict() for row in records(table)):
        codings = record.pop("codings", None)
        row = {name: _plain(value) for name, value in record.items()}
        if codings is not None:
            row["evidence"] = [_quote(q) for q in quotes.of(codings)]
        if "agreed" in row:
            row["agreed"] = [_quote(q) for q in quotes.at(record["agreed"])]
        if "candidates" in row:
            row["candidates"] = [_quote(q) for q in quotes.of(record["candidates"])]
        if "quotes" in row:
            row["evidence"] = [_quote(q) for q in quotes.at(record["quotes"])]
            del row["quotes"]
        rows.append(row)
    return rows


def _quote(quote: Quote) -> dict[str, Any]:
    return {"quote": quote.quote, "turn": int(quote.turn), "start": int(quote.start), "end": int(quote.end),
            "speaker": quote.speaker, "group": quote.group, "value": quote.value,
            "confidence": round(float(quote.confidence), 4), "coding": quote.coding}  # fmt: skip


def _plain(value: Any) -> Any:
    """Return *value* as JSON knows it; numbers rounded, NaN as null, tuples as lists."""
    if isinstance(value, (tuple, list)):
        return [_plain(v) for v in value]
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float):
        return None if math.isnan(value) else round(value, 4)
    return value
