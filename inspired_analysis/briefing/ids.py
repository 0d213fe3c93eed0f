"""What ``brief.yaml`` calls the findings, row by row: the same in every run, no two alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ..tables import records
from .quotes import Quote, Quotes

__all__ = ["NAMES", "TAKEN_ON", "distinct", "identified", "taken_on"]

TAKEN_ON = {"commitment": "commitments", "next step": "next_steps"}  # and the columns that count them


def identified(analysis, name: str, quotes: Quotes) -> list[tuple[str, object]]:
    """Return the rows of the table *name* with their ids; what is said of an option on a criterion shares one."""
    rows = records(getattr(analysis, name))
    made = [NAMES[name](row, quotes, n) for n, row in enumerate(rows, 1)]
    return list(zip(made if name == "criteria" else distinct(made), rows, strict=True))


def distinct(made: Iterable[str]) -> list[str]:
    """Return ids of which the second of a kind has "-2" behind it: two offers in one turn."""
    seen: dict[str, int] = {}
    result = []
    for id in made:
        seen[id] = n = seen.get(id, 0) + 1
        result.append(f"{id}-{n}" if n > 1 else id)
    return result


def taken_on(analysis, quotes: Quotes) -> list[tuple[str, Quote]]:
    """Return what participants said that they would do, the surest first, with its id."""
    codings, turns = analysis.codings, analysis.turns
    owned = {coding for ids in analysis.participation["codings"] for coding in ids}
    own = codings[codings["coding"].isin(owned) & codings["value"].isin(list(TAKEN_ON))]
    own = own[own["turn"].isin(turns.loc[turns["role"] == "participant", "turn"])]
    own = own.sort_values(["confidence", "turn", "start"], ascending=[False, True, True])
    said = quotes.of(own["coding"])
    return list(zip(distinct(f"taken on/{quote.turn}" for quote in said), said, strict=True))


def _place(row, quotes: Quotes, number: int) -> str:
    """Return what names a finding that is over no statement: its turns."""
    return row.statement or "-".join(map(str, quotes.turns(row.codings, 2))) or str(number)


NAMES: dict[str, Callable[..., str]] = {
    "interests": lambda row, *_: f"interest/{row.group}/{row.kind}/{min(row.turns)}",
    "incentives": lambda row, *_: f"{row.kind}/{row.turn}",
    "criteria": lambda row, *_: f"criterion/{row.statement}/{row.criterion}",
    "common_ground": lambda *row: f"ground/{_place(*row)}",
    "conflicts": lambda *row: f"conflict/{_place(*row)}",
    "learning": lambda row, *_: f"{row.kind}/{row.turn}",
    "leads": lambda row, *_: f"lead/{row.value or row.code}/{row.turn}",
    "missing": lambda row, *_: f"missing/{row.who or 'unnamed'}",
    "themes": lambda row, *_: f"theme/{row.theme}",
}
