"""Codings as the tables that researchers know. Every quote is a slice of the transcript, with who said it and where.

Counts of codings are not counts of people: the crosstab has both. Candidates are in none of these tables.
"""

from __future__ import annotations

from itertools import combinations

import pandas as pd

__all__ = [
    "SHEET_COLUMNS",
    "case_by_code",
    "co_occurrence",
    "code_by_group",
    "coding_sheet",
    "framework",
    "matrices",
    "overlaps",
    "quotes_matrix",
]  # fmt: skip

EDITABLE = ("decision", "code", "statement", "value", "target", "memo")
SHOWN = ("turn", "speaker", "group", "words", "coder", "confidence")
KEYS = ("start", "end", "code was", "statement was", "value was", "target was")
SHEET_COLUMNS = (*EDITABLE, *SHOWN, *KEYS)
NO_GROUP = "no group"


def matrices(analysis) -> dict[str, pd.DataFrame]:
    """Return every table, by name, as they stand in the workbook."""
    return {
        "codings": coding_sheet(analysis),
        "quotes": quotes_matrix(analysis),
        "case by code": case_by_code(analysis),
        "framework": framework(analysis),
        "code by group": code_by_group(analysis),
        "co-occurrence": co_occurrence(analysis),
        "overlaps": overlaps(analysis),
        "memos": analysis.review.memos.drop(columns="memo"),
        "lost decisions": analysis.review.lost.drop(columns="entry"),
    }


def coding_sheet(analysis) -> pd.DataFrame:
    """Return one row per coding: what a person may edit first, then what it is about, then where it stood."""
    codings = _codings(analysis)
    was = {f"{name} was": codings[name] for name in ("code", "statement", "value", "target")}
    return codings.assign(decision="", memo="", **was)[list(SHEET_COLUMNS)]


def quotes_matrix(analysis) -> pd.DataFrame:
    """Return statement × group: what was said for and against, in their words; "" where nothing was found."""
    stances = _codings(analysis)
    stances = stances[(stances["code"] == "stance") & (stances["role"] == "participant")]
    statements = analysis.workshop.plan.statements
    groups = _groups(analysis)
    cells = {}
    for group in groups:
        own = stances[stances["group"] == group]
        column = _column("group", group, "statement", "text")
        cells[column] = [_quoted(own[own["statement"] == s]) for s in statements["statement"]]
    return pd.DataFrame({"statement": statements["statement"], "text": statements["text"], **cells})


def case_by_code(analysis) -> pd.DataFrame:
    """Return speaker × code: 1 where the speaker has such a coding, 0 where not. Rows are participants."""
    codings, people = _codings(analysis), _people(analysis)
    codes = sorted(set(codings["code"]))
    have = set(codings[["speaker", "code"]].itertuples(index=False, name=None))
    cells = {_column("code", code, "speaker", "group"): [int((s, code) in have) for s in people["speaker"]]
             for code in codes}  # fmt: skip
    return pd.DataFrame({"speaker": people["speaker"], "group": people["group"], **cells})


def framework(analysis) -> pd.DataFrame:
    """Return speaker × code with the quotes in the cells: the framework method's matrix."""
    codings, people = _codings(analysis), _people(analysis)
    cells = {_column("code", code, "speaker", "group"): [_quoted(own[own["speaker"] == s]) for s in people["speaker"]]
             for code, own in codings.groupby("code", sort=True)}  # fmt: skip
    return pd.DataFrame({"speaker": people["speaker"], "group": people["group"], **cells})


def code_by_group(analysis) -> pd.DataFrame:
    """Return code and value × group: how many codings and, in brackets, of how many people."""
    codings = _codings(analysis)
    codings = codings[codings["role"] == "participant"]
    groups = {_column("group", g, "code", "value", "codings", "people"): g for g in _groups(analysis)}
    rows = []
    for (code, value), own in codings.groupby(["code", "value"], sort=True):
        by_group = {column: own[own["group"] == g] for column, g in groups.items()}
        rows.append({"code": code, "value": value, "codings": len(own), "people": _people_of(own),
                     **{g: _counted(own) for g, own in by_group.items()}})  # fmt: skip
    return pd.DataFrame(rows, columns=["code", "value", "codings", "people", *groups])


def _counted(codings: pd.DataFrame) -> str:
    return f"{len(codings)} ({_people_of(codings)})" if len(codings) else ""


def _people_of(codings: pd.DataFrame) -> int:
    """Return of how many people *codings* are; nobody knows of how many those without a speaker are."""
    return codings.loc[codings["speaker"] != "", "speaker"].nunique()


def co_occurrence(analysis) -> pd.DataFrame:
    """Return code × code: how often their spans overlap; the diagonal is how often a code was given."""
    codings, pairs = _codings(analysis), overlaps(analysis)
    codes = sorted(set(codings["code"]))
    counts = pd.DataFrame(0, index=codes, columns=codes)
    for code, own in codings.groupby("code"):
        counts.loc[code, code] = len(own)
    for row in pairs.itertuples():
        if row.code != row.other:
            counts.loc[row.code, row.other] += 1
            counts.loc[row.other, row.code] += 1
    counts.insert(0, "code", codes, allow_duplicates=True)
    return counts.reset_index(drop=True)


def overlaps(analysis) -> pd.DataFrame:
    """Return one row per pair of codings that share words: both codings, and the words they share."""
    columns = ["turn", "speaker", "code", "value", "other", "other value", "start", "end", "words"]
    rows = []
    for turn, own in _codings(analysis).groupby("turn", sort=True):
        for one, two in combinations(own.itertuples(), 2):
            start, end = max(one.start, two.start), min(one.end, two.end)
            if start < end:
                words = analysis.transcript.quote(start, end)
                rows.append((turn, one.speaker, one.code, one.value, two.code, two.value, start, end, words))
    return pd.DataFrame(rows, columns=columns)


def _column(what: str, name: str, *taken: str) -> str:
    """Return how the column of a code or group is called: by its name, unless the table has a column called so."""
    return f"{what}: {name}" if name in taken else name


def _codings(analysis) -> pd.DataFrame:
    """Return the codings with who spoke and the words beside them, candidates left out."""
    codings = analysis.codings[analysis.codings["code"] != "candidate"]
    said = analysis.turns[["turn", "speaker", "group", "role"]]
    joined = codings.merge(said, on="turn", how="left")
    words = [analysis.transcript.quote(s, e) for s, e in zip(joined["start"], joined["end"], strict=True)]
    return joined.assign(words=words, group=joined["group"].where(joined["group"] != "", NO_GROUP))


def _people(analysis) -> pd.DataFrame:
    people = analysis.speakers
    return people[(people["role"] == "participant") & (people["speaker"] != "")]


def _groups(analysis) -> list[str]:
    """Return the groups of those who took part; also of turns that are nobody's, which have none."""
    turns = analysis.turns
    unknown = turns.loc[(turns["role"] == "participant") & (turns["speaker"] == ""), "group"]
    return list(dict.fromkeys(g or NO_GROUP for g in (*_people(analysis)["group"], *unknown)))


def _quoted(codings: pd.DataFrame) -> str:
    """Return quotes, one a line: supports: “…” (P1, turn 3)."""
    return "\n".join(f"{c.value + ': ' if c.value else ''}“{c.words}” ({c.speaker or 'unattributed'}, turn {c.turn})"
                     for c in codings.itertuples())  # fmt: skip
