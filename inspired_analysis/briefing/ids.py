"""What ``brief.yaml`` calls the findings, row by row: the same in every run, no two alike. And what is left of them.

What a person hid is taken out of the analysis before anything is worded, counted or drawn from it. The lists of a
brief are made with it all the same: they drop it themselves (`Edits.arranged`), and so know that it was there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import pandas as pd

from ..tables import records
from .edits import Edits
from .quotes import Quotes

__all__ = ["distinct", "identified", "left"]


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


def left(analysis, edits: Edits):
    """Return *analysis* without the rows that a person hid."""
    if not edits.hide:
        return analysis
    quotes = Quotes(analysis.transcript, analysis.codings)
    kept = {name: _rows(getattr(analysis, name), (id for id, _ in identified(analysis, name, quotes)), edits)
            for name in NAMES}  # fmt: skip
    # Interests of an unclear kind stand only where a group has nothing clearer; hiding that brings them not back.
    clear = analysis.interests.loc[analysis.interests["kind"] != "kind unclear", "group"]
    wants, ledger, spoke = kept["interests"], analysis.assumptions, analysis.participation
    kept["interests"] = wants[(wants["kind"] != "kind unclear") | ~wants["group"].isin(clear)]
    kept["assumptions"] = _rows(ledger, ledger["statement"], edits)
    if edits.hides("unheard/silent"):
        kept["participation"] = spoke[spoke["turns"] > 0]
    kept = {name: rows.reset_index(drop=True) for name, rows in kept.items()}
    return replace(analysis, findings=replace(analysis.findings, **kept))


def _rows(frame: pd.DataFrame, made: Iterable[str], edits: Edits) -> pd.DataFrame:
    return frame[pd.Series([not edits.hides(id) for id in made], frame.index, dtype=bool)]


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
