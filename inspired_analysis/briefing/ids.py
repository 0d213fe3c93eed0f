"""What ``brief.yaml`` calls the findings, row by row: the same in every run, no two alike. And what is left of them.

What a person hid is taken out of the analysis before anything is worded, counted or drawn from it. The lists of a
brief are made with it all the same: they drop it themselves (`Edits.arranged`), and so know that it was there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

import pandas as pd

from ..tables import records, table
from .edits import Edits
from .quotes import Quote, Quotes

__all__ = ["TAKEN_ON", "distinct", "identified", "left", "taken_on"]

TAKEN_ON = {"commitment": "commitments", "next step": "next_steps"}  # and the columns that count them
RESPONSES = ("agreement", "disagreement", "acknowledgement")
SURE = 0.8  # as in `finding.depth`


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
    sure = codings.loc[(codings["code"] == "stance") & ~codings["statement"].isin(hidden), "confidence"]
    firm = ledger[ledger["verdict"] != "untested"]
    thin, shaky = len(ledger) - len(firm), firm.loc[firm["stability"] < SURE, "statement"]
    unsure = sure.sum() < SURE * len(sure)
    counted = {  # as `finding.depth` counts them: value, of how many, warning
        "statements too thin for a verdict":
            (f"{thin}", len(ledger), "Silence on a statement is not consent to it." if thin else ""),
        "stance codings that should be right":
            (f"about {sure.sum():.0f}", len(sure), "Read the quotes before you count on them." if unsure else ""),
        "verdicts that a miscoding could change":
            (f"{len(shaky)}", len(firm), f"Check the quotes of {', '.join(shaky)} first." if len(shaky) else ""),
    }  # fmt: skip
    rows = []
    for row in records(analysis.depth):
        value, of, warning = counted.get(row.measure, ("", 0, ""))
        if row.measure not in counted:
            rows.append(row._asdict())
        elif of:
            rows.append(row._replace(value=f"{value} of {of}", warning=warning)._asdict())
    return table("depth", rows)


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
