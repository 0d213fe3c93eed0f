"""What is left of the findings without what a person hid.

It is taken out of the analysis before anything is worded, counted or drawn from it. The lists of a brief are made with
it all the same: they drop it themselves (`Edits.arranged`), and so know that it was there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

import pandas as pd

from ..limits import of_statements
from ..tables import records, table
from .edits import Edits
from .ids import NAMES, TAKEN_ON, identified, taken_on
from .quotes import Quotes

__all__ = ["left"]

RESPONSES = ("agreement", "disagreement", "acknowledgement")


def left(analysis, edits: Edits):
    """Return *analysis* without the rows that a person hid."""
    if not edits.hide:
        return analysis
    quotes = Quotes(analysis.transcript, analysis.codings)
    kept = {name: _rows(getattr(analysis, name), (id for id, _ in identified(analysis, name, quotes)), edits)
            for name in NAMES}  # fmt: skip
    # Interests of an unclear kind stand only where a group has nothing clearer; hiding that brings them not back.
    clear = analysis.interests.loc[analysis.interests["kind"] != "kind unclear", "group"]
    wants, ledger = kept["interests"], analysis.assumptions
    kept["interests"] = wants[(wants["kind"] != "kind unclear") | ~wants["group"].isin(clear)]
    kept["assumptions"] = _rows(ledger, ledger["statement"], edits)
    kept["participation"] = _participation(analysis, kept, quotes, edits)
    kept["depth"] = _depth(analysis, kept["assumptions"])
    kept = {name: rows.reset_index(drop=True) for name, rows in kept.items()}
    return replace(analysis, findings=replace(analysis.findings, **kept))


def _rows(frame: pd.DataFrame, made: Iterable[str], edits: Edits) -> pd.DataFrame:
    return frame[pd.Series([not edits.hides(id) for id in made], frame.index, dtype=bool)]


def _participation(analysis, kept: dict[str, pd.DataFrame], quotes: Quotes, edits: Edits) -> pd.DataFrame:
    """Return who took part, without the responses, and what was taken on, that only what is hidden rests on."""
    rows, codings = analysis.participation, analysis.codings
    if edits.hides("unheard/silent"):
        rows = rows[rows["turns"] > 0]
    spans = {(quote.start, quote.end) for id, quote in taken_on(analysis, quotes) if edits.hides(id)}
    hidden = codings[[span in spans for span in zip(codings["start"], codings["end"], strict=True)]]
    gone = {row.coding: TAKEN_ON[row.value] for row in records(hidden) if row.value in TAKEN_ON}
    dropped = _cited(vars(analysis.findings)) - _cited(kept)
    speaker = dict(zip(analysis.turns["turn"], analysis.turns["speaker"], strict=True))
    fewer = Counter((speaker[row.turn], row.target) for row in records(codings)
                    if row.coding in dropped and row.code in RESPONSES)  # fmt: skip
    made = []
    for row in records(rows):
        lost = Counter(gone[coding] for coding in row.codings if coding in gone)
        responds = [(to, n - fewer[row.speaker, to]) for to, n in row.responds_to]
        made.append({
            **row._asdict(), **{column: getattr(row, column) - n for column, n in lost.items()},
            "responds_to": tuple(sorted(((to, n) for to, n in responds if n), key=lambda pair: (-pair[1], pair[0]))),
            "codings": tuple(coding for coding in row.codings if coding not in gone),
            "n_heard": row.n_heard - sum(n for (_, to), n in fewer.items() if to == row.speaker),
        })  # fmt: skip
    return table("participation", made)


def _cited(tables: Mapping[str, pd.DataFrame]) -> set[str]:
    """Return the codings on which what is told of people's responses to each other rests."""
    return {c for name in ("common_ground", "conflicts", "learning") for ids in tables[name]["codings"] for c in ids}


def _depth(analysis, ledger: pd.DataFrame) -> pd.DataFrame:
    """Return the depth of the evidence, in which what is said of statements is of those in *ledger* alone."""
    hidden, codings = set(analysis.assumptions["statement"]) - set(ledger["statement"]), analysis.codings
    old = {measure for measure, *_ in of_statements(codings, analysis.assumptions)}
    new = {row[0]: row for row in of_statements(codings[~codings["statement"].isin(hidden)], ledger)}
    rows = [new.get(row.measure) if row.measure in old else row for row in records(analysis.depth)]
    return table("depth", [dict(zip(analysis.depth.columns, row, strict=True)) for row in rows if row])
