"""One workshop as its dialogue sees it: what its ``findings.json`` and ``turns.csv`` hold, as tables again.

What crosses workshops needs no transcript and no coder, only findings with their quotes. So a dialogue can be
put together from briefs that were written last year as well as from analyses just made, and both come out alike.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import pandas as pd

from .errors import RunError
from .tables import COLUMNS, VERDICTS, table

__all__ = ["Cited", "Ref", "Session", "refs"]

# (workshop, coding id), or (workshop, "@start-end") for words that no coding holds.
Ref = tuple[str, str]

NEEDED = ("assumptions", "positions", "interests", "incentives", "common_ground", "conflicts", "participation",
          "learning", "missing")  # fmt: skip
NUMBER = (int, float)
TOLD = {"str": str, "int64": int, "float64": (*NUMBER, type(None)), "bool": bool}
ITEMS = {"turns": int, "responds_to": list, "agreed": dict}  # others hold texts
QUOTED = {"turn": int, "start": int, "end": int, "confidence": NUMBER}
PLANNED = ("id", "title", "date", "place", "phase", "dialogue", "goal", "issue")
TURNS = ["turn", "speaker", "role", "group", "text", "start", "end"]


@dataclass(frozen=True, slots=True)
class Cited:
    """The exact words of a turn, with who said them, in which workshop and where."""

    workshop: str
    coding: str
    quote: str
    turn: int
    start: int
    end: int
    speaker: str
    group: str
    value: str
    confidence: float

    @property
    def by(self) -> str:
        """Who said it: "P03, farmers"."""
        return ", ".join(part for part in (self.speaker or "unattributed", self.group) if part)


@dataclass(frozen=True, eq=False)
class Session:
    """One workshop's findings.

    Attributes
    ----------
    id, title, date, place, phase, dialogue, goal, issue, has_plan
        As in the plan; ``date`` is ISO 8601 or empty.
    coders, notes
        Who coded, and what must be known first.
    coded
        Whether it could be coded: not where all its talk is in a language that the coders do not know, and no person
        coded it. What was not found there is no silence.
    statements
        The table ``statements``.
    findings
        Name → table, with the columns of `inspired_analysis.tables`.
    quotes
        Coding id → the words.
    turns
        ``turn, speaker, role, group, text, start, end``; empty where there was no ``turns.csv``.
    """

    id: str
    title: str
    date: str
    place: str
    phase: str
    dialogue: str
    goal: str
    issue: str
    has_plan: bool
    coders: tuple[str, ...]
    notes: tuple[str, ...]
    coded: bool
    statements: pd.DataFrame
    findings: Mapping[str, pd.DataFrame]
    quotes: Mapping[str, Cited]
    turns: pd.DataFrame

    @classmethod
    def of(cls, document: Mapping[str, Any], turns: pd.DataFrame, where: object) -> Session:
        """Make a session of a ``findings.json`` and the turns it quotes.

        Raises
        ------
        RunError
            If the document lacks what this version writes, or quotes other words than *turns* hold.
        """
        try:
            workshop = document["workshop"]
            quotes: dict[str, Cited] = {}
            made = {name: _table(name, document["findings"][name], workshop["id"], quotes) for name in NEEDED}
            _require(str, *(workshop[name] for name in PLANNED), *document["coders"], *document["notes"])
            for row in document["statements"]:
                _require(str, *row.values())
            if {row["statement"] for row in document["statements"]} != set(made["assumptions"]["statement"]):
                raise ValueError("verdicts on other statements")
            session = cls(
                **{name: workshop[name] for name in (*PLANNED, "has_plan")},
                coders=tuple(document["coders"]), notes=tuple(document["notes"]),
                coded=bool(document["coders"]) or not _unread(document["findings"].get("depth", [])),
                statements=table("statements", document["statements"]), findings=MappingProxyType(made),
                quotes=MappingProxyType(quotes), turns=_turns(turns),
            )  # fmt: skip
        except (LookupError, TypeError, ValueError, AttributeError, OverflowError) as error:
            raise RunError(where, expected="findings as this version writes them", found=f"something else ({error})",
                           todo="Brief this workshop again.") from None  # fmt: skip
        session._check(where)
        return session

    @property
    def label(self) -> str:
        """The date and the id, for headings."""
        return f"{self.date} {self.id}".strip()

    @property
    def present(self) -> pd.DataFrame:
        """Rows of ``participation`` of the participants who spoke."""
        everyone = self.findings["participation"]
        return everyone[(everyone["turns"] > 0) & (everyone["role"] == "participant")]

    def cited(self, coding: str) -> Cited:
        """Return the words of a coding, or those at ``@start-end``."""
        if not coding.startswith("@"):
            return self.quotes[coding]
        start, end = map(int, coding[1:].split("-"))
        turn = self.turns.iloc[int(self.turns["start"].searchsorted(start, side="right")) - 1]
        words = turn["text"][start - turn["start"] : end - turn["start"]]
        return Cited(self.id, "", words, int(turn["turn"]), start, end, turn["speaker"], turn["group"], "", 1.0)

    def _check(self, where: object) -> None:
        """Refuse quotes that are not what stands in the turns: the files are of two different runs."""
        texts = {row.turn: (row.start, row.text) for row in self.turns.itertuples()}
        for quote in self.quotes.values() if texts else ():
            start, text = texts.get(quote.turn, (0, ""))
            if text[quote.start - start : quote.end - start] != quote.quote:
                raise RunError(where, expected=f"the words of turn {quote.turn} as turns.csv has them",
                               found="other words", todo="Brief this workshop again.")  # fmt: skip


def refs(session: Session, codings) -> tuple[Ref, ...]:
    """Return *codings* of *session* as references that hold across workshops."""
    return tuple((session.id, coding) for coding in codings)


def _unread(depth: list[dict]) -> bool:
    """Whether the rows of ``depth`` tell that all turns are in a language that is not coded: "40 of 40 (100%)"."""
    told = [row["value"].split() for row in depth if row["measure"] == "turns not coded for their language"]
    return any(words[0] == words[2] for words in told)


def _table(name: str, rows: list[dict], workshop: str, quotes: dict[str, Cited]) -> pd.DataFrame:
    """Return JSON rows as the table *name*; the quotes they hold go into *quotes*."""
    made = []
    for row in rows:
        _check_row(name, row)
        row = {key: _tuples(value) for key, value in row.items()}
        row["codings"] = _collect(row.pop("evidence"), workshop, quotes)
        if "candidates" in row:
            row["candidates"] = _collect(row["candidates"], workshop, quotes)
        if differ := sorted(row.keys() ^ COLUMNS[name].keys()):
            raise KeyError(f"{name}.{differ[0]}")
        made.append({key: math.nan if value is None else value for key, value in row.items()})
    return table(name, made)


def _check_row(name: str, row: dict) -> None:
    """Refuse a row with a value that its column cannot hold: of a damaged file, or of somebody's own."""
    for column, kind in COLUMNS[name].items():
        if column in ("codings", "candidates"):
            continue
        if kind == "object":
            _require(list, row[column])
            _require(ITEMS.get(column, str), *row[column])
        else:
            _require(TOLD[kind], row[column])
    if row.get("verdict", VERDICTS[0]) not in VERDICTS:
        raise ValueError(f"{name}.verdict")


def _require(kind: type | tuple[type, ...], *values: object) -> None:
    for value in values:
        right = isinstance(value, kind) and (kind is bool or not isinstance(value, bool))
        if not right or (isinstance(value, float) and not math.isfinite(value)):
            raise TypeError(f"{type(value).__name__} in the place of something else")


def _collect(found, workshop: str, quotes: dict[str, Cited]) -> tuple[str, ...]:
    for quote in found:
        for name, value in quote.items():
            _require(QUOTED.get(name, str), value)
        quotes.setdefault(quote["coding"], Cited(workshop=workshop, **quote))
    return tuple(quote["coding"] for quote in found)


def _tuples(value: Any) -> Any:
    return tuple(_tuples(v) for v in value) if isinstance(value, (list, tuple)) else value


def _turns(turns: pd.DataFrame) -> pd.DataFrame:
    return table("turns", []).loc[:, TURNS] if turns.empty else turns[TURNS].reset_index(drop=True)
