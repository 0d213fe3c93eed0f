"""The turns of a dialogue, filtered, with the evidence in them marked: tables in, tables and HTML out."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from ..pipeline import Analysis

__all__ = ["codings_of", "mark", "render", "select", "turns_of"]

TURN_COLUMNS = ["workshop", "date", "turn", "speaker", "role", "group", "text"]
CODING_COLUMNS = ["workshop", "turn", "start", "end", "code", "value", "about", "target", "coder", "quote"]


def turns_of(analyses: Sequence[Analysis]) -> pd.DataFrame:
    """Return every turn of *analyses*, with its workshop and date."""
    frames = [a.turns.assign(workshop=a.workshop.id, date=str(a.workshop.plan.date or ""))[TURN_COLUMNS]
              for a in analyses]  # fmt: skip
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=TURN_COLUMNS)


def codings_of(analyses: Sequence[Analysis]) -> pd.DataFrame:
    """Return every coding of *analyses*, with its quote and the text of its statement as ``about``.

    ``start`` and ``end`` count from the beginning of the turn. Statements go by their text, since workshops
    of one dialogue may number them differently.
    """
    frames = [_codings(a) for a in analyses]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=CODING_COLUMNS)


def select(
    turns: pd.DataFrame,
    codings: pd.DataFrame,
    *,
    workshop: str = "",
    group: str = "",
    speaker: str = "",
    about: str = "",
    code: str = "",
    search: str = "",
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the turns that meet every condition given, and the codings in them that do.

    A statement (*about*) or a *code* asks for turns with such a coding; *search* for the words, in any case.
    """
    for column, wanted in (("workshop", workshop), ("group", group), ("speaker", speaker)):
        turns = turns[turns[column] == wanted] if wanted else turns
    if search.strip():
        turns = turns[turns["text"].str.casefold().str.contains(search.strip().casefold(), regex=False)]
    for column, wanted in (("about", about), ("code", code)):
        codings = codings[codings[column] == wanted] if wanted else codings
    here = pd.MultiIndex.from_frame(codings[["workshop", "turn"]])
    if about or code:
        turns = turns[pd.MultiIndex.from_frame(turns[["workshop", "turn"]]).isin(here)]
    codings = codings[here.isin(pd.MultiIndex.from_frame(turns[["workshop", "turn"]]))]
    return turns.reset_index(drop=True), codings.reset_index(drop=True)


def render(turns: pd.DataFrame, codings: pd.DataFrame) -> str:
    """Return *turns* as HTML, with the spans of *codings* marked and named. Everything is escaped."""
    by_turn = dict(list(codings.groupby(["workshop", "turn"], sort=False)))
    nothing = codings.iloc[:0]
    several = turns["workshop"].nunique() > 1
    return "".join(_turn(t, by_turn.get((t.workshop, t.turn), nothing), several) for t in turns.itertuples())


def mark(text: str, codings: pd.DataFrame) -> str:
    """Return *text* escaped, with a ``<mark>`` around every stretch that a coding points to.

    Codings may overlap: the text is cut wherever one begins or ends.
    """
    spans = [(max(c.start, 0), min(c.end, len(text)), _label(c)) for c in codings.itertuples()]
    cuts = sorted({0, len(text), *(edge for start, end, _ in spans if start < end for edge in (start, end))})
    pieces = []
    for start, end in pairwise(cuts):
        labels = [label for s, e, label in spans if s <= start and end <= e]
        piece = escape(text[start:end])
        pieces.append(f'<mark title="{escape("; ".join(labels))}">{piece}</mark>' if labels else piece)
    return "".join(pieces)


def _codings(analysis: Analysis) -> pd.DataFrame:
    codings = analysis.codings
    texts = dict(zip(*(analysis.workshop.plan.statements[c] for c in ("statement", "text")), strict=True))
    begins = codings["turn"].map(analysis.turns.set_index("turn")["start"])
    quotes = [analysis.transcript.quote(s, e) for s, e in zip(codings["start"], codings["end"], strict=True)]
    return codings.assign(
        workshop=analysis.workshop.id, about=[texts.get(s, "") for s in codings["statement"]], quote=quotes,
        start=codings["start"] - begins, end=codings["end"] - begins,
    )[CODING_COLUMNS]  # fmt: skip


def _turn(turn, codings: pd.DataFrame, several: bool) -> str:
    who = " · ".join(escape(x) for x in (turn.speaker, turn.group or turn.role) if x)
    where = f"{turn.workshop}, turn {turn.turn}" if several else f"turn {turn.turn}"
    labels = dict.fromkeys(_label(c) for c in codings.itertuples())
    notes = "".join(f"<li>{escape(label)}</li>" for label in labels)
    return (f"<article><p><b>{who}</b> <small>{escape(where)}</small></p><p>{mark(turn.text, codings)}</p>"
            f"<ul>{notes}</ul></article>")  # fmt: skip


def _label(coding) -> str:
    """Say a coding in words: ``criterion, fairness: favourable – Farms pay by the cubic metre``."""
    target = f", {coding.target}" if coding.target else ""
    value = f": {coding.value}" if coding.value else ""
    return f"{coding.code}{target}{value}" + (f" – {coding.about}" if coding.about else "")
