"""The answer to a query on standard output, all rows of it: as CSV, or one JSON object a line."""

from __future__ import annotations

import csv
import itertools
import json
import math
import os
import sys

from ..cells import guarded

__all__ = ["write_rows"]


def write_rows(answer, shape: str) -> None:
    """Write all rows of *answer*, a DuckDB cursor, to standard output, a few at a time."""
    names = _apart([column[0] for column in answer.description])
    writer = csv.writer(sys.stdout, lineterminator="\n")
    if shape == "csv":
        writer.writerow(map(guarded, names))
    try:
        while rows := answer.fetchmany(1000):
            for row in rows:
                if shape == "csv":
                    writer.writerow(map(_cell, row))
                else:
                    print(_json(dict(zip(names, row, strict=True))))
        sys.stdout.flush()
    except BrokenPipeError:  # `… | head` has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _apart(names: list[str]) -> list[str]:
    """Return the names of columns, each once: of two workshops the second is ``workshop_1``, as in pandas."""
    told: list[str] = []
    for name in names:
        numbered = (f"{name}_{i}" for i in itertools.count(1))
        told.append(name if name not in told else next(n for n in numbered if n not in (*told, *names)))
    return told


def _cell(value: object) -> object:
    if isinstance(value, (list, dict)):
        return _json(value)
    return guarded(value) if isinstance(value, str) else value


def _json(value: object) -> str:
    return json.dumps(_known(value), ensure_ascii=False, default=str, allow_nan=False)


def _known(value: object) -> object:
    """Return *value* with null for the numbers that JSON does not know."""
    if isinstance(value, dict):
        return {key: _known(v) for key, v in value.items()}
    if isinstance(value, list):
        return [_known(v) for v in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
