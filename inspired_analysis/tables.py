"""The columns of the tables that pass between stages, said once.

Conventions
-----------
- One row, one thing; order is the order of the talk, then of the codebook; indexes are plain 0 … n-1.
- ``turn`` counts from 1. ``start`` and ``end`` are code-point offsets into ``Transcript.text``, ``end``
  exclusive; a quote is always ``Transcript.text[start:end]``, never a copy that could drift.
- Times are seconds from the start of the recording; unknown is NaN.
- Missing words are empty strings, so that tables group, join and print without surprises.
- ``codings`` in a finding is a tuple of coding ids: the evidence the row rests on.
"""

from __future__ import annotations

from collections import defaultdict, namedtuple
from collections.abc import Iterable
from functools import cache
from operator import attrgetter

import numpy as np
import pandas as pd

from .tables_across import ACROSS

__all__ = ["COLUMNS", "GROUPS", "ROLES", "STANCES", "VERDICTS", "apart", "empty", "records", "table"]

STANCES = ("supports", "opposes", "mixed", "conditional")
VERDICTS = ("confirmed", "debunked", "contested", "untested")
ROLES = ("facilitator", "participant", "observer", "interpreter")
GROUPS = (
    "civil society", "political party", "public administration", "parliament", "media", "social agents",
    "human rights institution", "academia", "democracy support organisation", "donor",
    "partner government", "citizens",
)  # fmt: skip

COLUMNS: dict[str, dict[str, str]] = {
    # What was said. `label` is the name in the transcript, or the pseudonym, as `speaker` is, where the plan gives one;
    # `language` is a code, "und-Arab" if only the script is known, "" for what is too short to tell.
    "turns": {
        "turn": "int64",
        "speaker": "str",
        "role": "str",
        "group": "str",
        "text": "str",
        "start": "int64",
        "end": "int64",
        "time_start": "float64",
        "time_end": "float64",
        "words": "int64",
        "label": "str",
        "source": "str",
        "language": "str",
    },
    # Who spoke. `known` is False for a speaker whom the plan does not list.
    "speakers": {
        "speaker": "str",
        "label": "str",
        "role": "str",
        "group": "str",
        "turns": "int64",
        "words": "int64",
        "known": "bool",
    },
    # A judgement about a span. `target` is to whom or what it is directed: a speaker, a criterion.
    "codings": {
        "coding": "str",
        "transcript": "str",
        "turn": "int64",
        "start": "int64",
        "end": "int64",
        "code": "str",
        "statement": "str",
        "value": "str",
        "target": "str",
        "confidence": "float64",
        "coder": "str",
    },
    "statements": {"statement": "str", "kind": "str", "text": "str", "held_by": "str"},
    # The assumption ledger. Counts are people, not turns. `candidates` are codings of turns that may bear on the
    # statement: worth reading, counted nowhere but in `stability`, the share of redrawn codings with this verdict.
    "assumptions": {
        "statement": "str",
        "text": "str",
        "held_by": "str",
        "verdict": "str",
        "why": "str",
        "n_speakers": "int64",
        "n_groups": "int64",
        "n_supports": "int64",
        "n_opposes": "int64",
        "n_between": "int64",
        "only_group": "str",
        "first_half": "str",
        "second_half": "str",
        "would_overturn": "str",
        "codings": "object",
        "candidates": "object",
        "rule": "str",
        "by_group": "object",
        "moved": "str",
        "stability": "float64",
        "if_miscoded": "str",
    },
    # Statement × group (level "group") and statement × speaker (level "speaker"). `mean` runs from -1
    # (opposes) to 1 (supports); `low`/`high` is a 95 % interval over people, NaN under two. `change` is over those
    # who spoke to it in both halves.
    "positions": {
        "statement": "str",
        "level": "str",
        "who": "str",
        "group": "str",
        "n": "int64",
        "of": "int64",
        "mean": "float64",
        "spread": "float64",
        "low": "float64",
        "high": "float64",
        "direction": "str",
        "codings": "object",
        "first_half": "float64",
        "second_half": "float64",
        "change": "float64",
        "stability": "float64",
    },
    "interests": {
        "group": "str",
        "kind": "str",
        "interest": "str",
        "n_speakers": "int64",
        "reason": "str",
        "status": "str",
        "acknowledged_by": "object",
        "codings": "object",
        "words": "object",
        "turns": "object",
        "speakers": "object",
    },
    "incentives": {
        "kind": "str",
        "speaker": "str",
        "group": "str",
        "addressee": "str",
        "condition": "str",
        "turn": "int64",
        "codings": "object",
        "what": "str",
    },
    "common_ground": {
        "statement": "str",
        "text": "str",
        "direction": "str",
        "n_speakers": "int64",
        "groups": "object",
        "silent": "object",
        "codings": "object",
        "n_dissent": "int64",
        "consensus": "float64",
        "stability": "float64",
        "agreed": "object",
    },
    "conflicts": {
        "kind": "str",
        "about": "str",
        "statement": "str",
        "parties": "object",
        "cue": "str",
        "next_step": "str",
        "codings": "object",
        "reason": "str",
        "sides": "object",
        "turns": "object",
    },
    # Options × criteria × group.
    "criteria": {
        "statement": "str",
        "criterion": "str",
        "group": "str",
        "direction": "str",
        "n_speakers": "int64",
        "codings": "object",
        "n_favourable": "int64",
        "n_unfavourable": "int64",
    },
    "participation": {
        "speaker": "str",
        "group": "str",
        "role": "str",
        "turns": "int64",
        "words": "int64",
        "share": "float64",
        "proposals": "int64",
        "commitments": "int64",
        "responds_to": "object",
        "codings": "object",
        "next_steps": "int64",
        "ours": "int64",
        "theirs": "int64",
        "n_heard": "int64",
    },
    "learning": {
        "kind": "str",
        "speaker": "str",
        "group": "str",
        "of": "str",
        "turn": "int64",
        "codings": "object",
        "of_group": "str",
        "statement": "str",
    },
    "missing": {"who": "str", "named_by": "object", "codings": "object", "why": "str"},
    # Themes and answers rest on turns, not on codings; `quotes` are (start, end) of the sentences that show them.
    "themes": {"theme": "str", "turns": "object", "n_speakers": "int64", "groups": "object", "quotes": "object",
               "raised_by": "str", "raised_in": "int64", "speakers": "object", "n_turns": "int64",
               "by_group": "object"},
    "answers": {"question": "str", "text": "str", "asked": "int64", "turns": "object", "speakers": "object",
                "silent": "object", "quotes": "object", "words": "object", "groups": "object",
                "silent_groups": "object"},
    "depth": {"measure": "str", "value": "str", "warning": "str"},
    # Presuppositions that the plan does not list, and what was said of the goal, rest on turns too.
    "surfaced": {"words": "object", "n_speakers": "int64", "by_facilitator": "bool", "groups": "object",
                 "turns": "object", "quotes": "object"},
    "goal": {"text": "str", "n_speakers": "int64", "groups": "object", "turns": "object", "unspoken": "object",
             "n_commitments": "int64", "n_next_steps": "int64", "quotes": "object"},
    # A constraint, who argued against it, and who offered help; `codings` in that order.
    "chains": {"kind": "str", "speaker": "str", "group": "str", "countered_by": "str", "offered_by": "str",
               "turns": "object", "codings": "object"},
    # Who responds to whom: `n` codings, and `n_after` turns of the one right after a turn of the other.
    "responses": {"speaker": "str", "group": "str", "to": "str", "to_group": "str", "n": "int64",
                  "n_agreement": "int64", "n_disagreement": "int64", "n_acknowledgement": "int64",
                  "n_after": "int64", "codings": "object"},
    # Participation by group.
    "voices": {"group": "str", "n_speakers": "int64", "n_silent": "int64", "turns": "int64", "words": "int64",
               "share": "float64", "share_of_people": "float64", "gini": "float64", "proposals": "int64",
               "commitments": "int64", "n_to_others": "int64", "n_from_others": "int64", "codings": "object"},
    # What is too unsure for a finding, and worth a look.
    "leads": {"code": "str", "value": "str", "speaker": "str", "group": "str", "turn": "int64", "confidence": "float64",
              "codings": "object"},
    **ACROSS,
}  # fmt: skip


# Columns that may be left out, with what then stands in them.
LEFT_OUT = {"turns": {"language": ""}}


def table(name: str, rows: list[dict] | pd.DataFrame) -> pd.DataFrame:
    """Return *rows* as the table *name*: its columns, in its order, with its types.

    A missing or unknown column is a programming error and raises ``KeyError``.
    """
    left_out = {c: [value] * len(rows) for c, value in LEFT_OUT.get(name, {}).items()}
    columns, given = COLUMNS[name], left_out | _by_column(rows)
    unknown = [c for c in given if c not in columns]
    missing = [c for c in columns if c not in given] if len(rows) else []
    if unknown or missing:
        raise KeyError(f"table {name!r}: unknown columns {unknown}, missing columns {missing}")
    if not len(rows):
        return _empty(name).copy()
    # Column by column: to make a frame first and change its types then takes six times as long.
    return pd.DataFrame({c: _typed(given[c], type_) for c, type_ in columns.items()}, copy=False)


def _typed(values, type_: str):
    """Return a column; from a list without what it takes to make a series of it first."""
    if not isinstance(values, list):
        return pd.Series(values, dtype=type_).array
    if type_ == "object":
        return np.fromiter(values, object, len(values))
    return pd.array(values, dtype=type_) if type_ == "str" else np.array(values, type_)


@cache
def _empty(name: str) -> pd.DataFrame:
    return pd.DataFrame({c: pd.Series(dtype=type_) for c, type_ in COLUMNS[name].items()})


def _by_column(rows: list[dict] | pd.DataFrame) -> dict[str, object]:
    if isinstance(rows, pd.DataFrame):
        return {c: rows[c].array for c in rows.columns}
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: [row[name] for row in rows] for name in names}


def records(frame: pd.DataFrame) -> list[tuple]:
    """Return the rows of *frame* as named tuples, as ``itertuples`` does but several times faster for short tables."""
    return list(map(_record(tuple(frame.columns))._make, frame.to_numpy(object).tolist()))


def apart(rows: Iterable, *names: str) -> defaultdict:
    """Return named *rows* by the values of the fields *names*, in their order; no rows for what does not occur."""
    key, parts = attrgetter(*names), defaultdict(list)
    for row in sorted(rows, key=key):
        parts[key(row)].append(row)
    return parts


@cache
def _record(columns: tuple[str, ...]) -> type[tuple]:
    return namedtuple("Record", columns, rename=True)


def empty(name: str) -> pd.DataFrame:
    """Return the table *name* with no rows."""
    return table(name, [])
