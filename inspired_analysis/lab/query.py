"""Look something up: words in their context, codes and their combinations, by group, speaker, question and time.

    search(analysis, words="water*", group="farmers")           keyword in context
    search(analysis, codes=["interest=livelihood", "reason"])   turns, or words, that bear both

Every row leads to its turn: ``link`` is the place in the brief.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce

import pandas as pd

from ..deciding.replay import CANDIDATE
from ..errors import RunError

__all__ = ["SEARCH_COLUMNS", "search"]

SEARCH_COLUMNS = ["turn", "time", "speaker", "group", "left", "match", "right", "codes", "start", "end", "link"]
AROUND = 60
APOSTROPHE = re.compile("['’ʼ‘]")


def search(
    analysis,
    *,
    words: str = "",
    codes: Sequence[str] = (),
    without: Sequence[str] = (),
    together: str = "turn",
    group: str = "",
    speaker: str = "",
    question: str = "",
    after: float | None = None,
    before: float | None = None,
    around: int = AROUND,
    brief: str = "brief.html",
) -> pd.DataFrame:
    """Return what meets every condition, in the order of the talk; columns are `SEARCH_COLUMNS`.

    Parameters
    ----------
    words
        Whole words, in any case; ``*`` stands for any letters: ``farm*``, ``pay* twice``.
    codes, without
        Codes that must be there and must not: ``code``, ``code=value``, ``code@statement`` or
        ``code@statement=value``.
    together
        "turn": the codes need only share a turn; "words": they must share words, and these are the match.
    question
        The id of a guide question: only the turns that answer it.
    after, before
        Seconds from the start; turns without a time are then left out.

    Raises
    ------
    RunError
        For a code, statement, value, group, speaker, question or way of combining that there is not.
    """
    if together not in ("turn", "words"):
        raise RunError("together", expected="turn or words", found=repr(together))
    turns = _turns(analysis, group, speaker, question, after, before)
    sets = [_chosen(analysis, code) for code in codes]
    for unwanted in (_chosen(analysis, code) for code in without):
        turns = turns[~turns["turn"].isin(unwanted["turn"])]
    for own in sets:
        turns = turns[turns["turn"].isin(own["turn"])]
    rows = []
    for turn in turns.itertuples():
        spans = list(_spans(turn, [own[own["turn"] == turn.turn] for own in sets], together))
        rows += [_row(analysis, turn, s, e, around, brief) for s, e in _matches(turn, words, spans, bool(codes))]
    return pd.DataFrame(rows, columns=SEARCH_COLUMNS)


def _turns(analysis, group: str, speaker: str, question: str, after, before) -> pd.DataFrame:
    turns = analysis.turns
    for column, wanted in (("group", group), ("speaker", speaker)):
        if wanted:
            known = sorted({x for x in turns[column] if x})
            if wanted not in known:
                raise RunError(column, expected=f"one of {', '.join(known) or 'none'}", found=repr(wanted))
            turns = turns[turns[column] == wanted]
    if question:
        answers = analysis.answers.set_index("question")["turns"]
        if question not in answers:
            raise RunError("question", expected=f"one of {', '.join(answers.index) or 'none, since the plan has none'}",
                           found=repr(question))  # fmt: skip
        turns = turns[turns["turn"].isin(answers[question])]
    if after is not None:
        turns = turns[turns["time_start"] >= after]
    if before is not None:
        turns = turns[turns["time_start"] < before]
    return turns


def _chosen(analysis, wanted: str) -> pd.DataFrame:
    """Return the codings that ``code@statement=value`` names; refuse a name that there is not."""
    name, _, value = wanted.partition("=")
    name, _, statement = (part.strip() for part in name.partition("@"))
    value, chosen, codes = value.strip(), analysis.codings, analysis.workshop.codes
    _there("code", name, {CANDIDATE, *(c.code for c in codes.codes)}, chosen["code"])
    chosen = chosen[chosen["code"] == name]
    if statement:
        _there("statement", statement, analysis.workshop.plan.statements["statement"], chosen["statement"])
        chosen = chosen[chosen["statement"] == statement]
    if value:
        listed = codes.get(name)
        _there("value", value, listed.values if listed else (), chosen["value"])
        chosen = chosen[chosen["value"] == value]
    return chosen


def _there(what: str, wanted: str, listed: Iterable[str], used: Iterable[str]) -> None:
    """Refuse what is neither *listed* in codebook or plan nor *used*: a slip of the pen is no finding of nothing."""
    known = sorted({*listed, *used} - {""})
    if wanted not in known:
        raise RunError(what, expected=f"one of {', '.join(known) or 'none'}", found=repr(wanted))


def _spans(turn, sets: list[pd.DataFrame], together: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of a turn that bear the codes: each coding's own, or what one of each shares."""
    each = [list(own[["start", "end"]].itertuples(index=False, name=None)) for own in sets]
    if not each:
        return
    if together == "turn":
        yield from sorted({span for spans in each for span in spans})
        return
    yield from sorted(reduce(_shared, each[1:], set(each[0])))


def _shared(some: set[tuple[int, int]], others: list[tuple[int, int]]) -> set[tuple[int, int]]:
    return {(max(a, c), min(b, d)) for a, b in some for c, d in others if max(a, c) < min(b, d)}


def _matches(turn, words: str, spans: list[tuple[int, int]], coded: bool) -> Iterator[tuple[int, int]]:
    if not words.strip():
        yield from spans if coded else [(turn.start, turn.end)]
        return
    if coded and not spans:
        return
    for found in _pattern(words).finditer(turn.text):
        yield turn.start + found.start(), turn.start + found.end()


def _pattern(words: str) -> re.Pattern[str]:
    parts = [re.escape(part).replace(r"\*", r"\w*") for part in words.split()]
    parts = [APOSTROPHE.sub(f"(?:{APOSTROPHE.pattern})", part) for part in parts]  # whichever a keyboard has
    return re.compile(r"(?<!\w)" + r"\s+".join(parts) + r"(?!\w)", re.IGNORECASE)


def _row(analysis, turn, start: int, end: int, around: int, brief: str) -> dict:
    quote, codings = analysis.transcript.quote, analysis.codings
    here = codings[(codings["turn"] == turn.turn) & (codings["start"] < end) & (codings["end"] > start)]
    here = here[here["code"] != CANDIDATE]
    names = dict.fromkeys(" ".join(filter(None, (c.code, c.statement, c.value))) for c in here.itertuples())
    return {
        "turn": turn.turn, "time": turn.time_start, "speaker": turn.speaker, "group": turn.group,
        "left": quote(max(turn.start, start - around), start), "match": quote(start, end),
        "right": quote(end, min(turn.end, end + around)), "codes": "; ".join(names), "start": start, "end": end,
        "link": f"{brief}#t{turn.turn}",
    }  # fmt: skip
