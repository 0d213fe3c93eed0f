"""Depth: how much talk there was, how much of it could be used, and what is too thin to say.

A warning stands beside each measure that limits the findings; what there is nothing of has no row. The thresholds are
plain: under five speakers no percentage stands alone; under 20 minutes or 2,000 words, a focus group tells little; a
facilitator who speaks more than a third of the words leads the talk; a Gini above .5 means that few people spoke most;
a group of one is a person, not a group. How many stance codings are right is what their confidences add up to; a
wrong one could change a verdict that comes out in fewer than eight of ten redrawn codings (`uncertainty`).
"""

from __future__ import annotations

import math
from collections import Counter

import pandas as pd

from ..language import CODED
from ..limits import of_statements
from ..tables import table
from ..transcript import Transcript
from .evidence import participants
from .participation import gini

__all__ = ["find_depth"]


def find_depth(codings: pd.DataFrame, transcript: Transcript, assumptions: pd.DataFrame) -> pd.DataFrame:
    """Return the table ``depth``: ``measure, value, warning``."""
    turns, speakers = transcript.turns, transcript.speakers
    people = participants(speakers)
    groups = Counter(person.group for person in people if person.group)
    words = int(turns["words"].sum())
    minutes = _minutes(turns)
    nameless = int(turns.loc[turns["speaker"] == "", "words"].sum())
    led = int(turns.loc[turns["role"] == "facilitator", "words"].sum())
    coded = codings.loc[codings["code"] != "candidate", "turn"].nunique()  # a candidate is what was not coded
    spread = gini(person.words for person in people)
    unread = _in_uncovered_language(transcript, codings)
    rows = [
        ("minutes", f"{minutes:.0f}" if minutes else "not recorded",
         "Short for a discussion in depth." if 0 < minutes < 20 else ""),
        ("words", f"{words:,}", "Too few words for more than first impressions." if words < 2000 else ""),
        ("turns", f"{len(turns):,}", ""),
        ("speakers heard", f"{len(people)}", _few(len(people))),
        *([("groups heard", f"{len(groups)}",
            "" if groups else "No groups are known: findings are per person only.")]
          if len(people) else []),
        *([("words without a known speaker", _of(nameless, words),
            "What these words say cannot be laid to anybody, and counts for no finding about people.")]
          if nameless else []),
        *([("facilitator's share of words", _of(led, words),
            "The facilitator led much of the talk." if led / words > 1 / 3 else "")] if led else []),
        *([("Gini of participants' words", f"{spread:.2f} (n = {len(people)})",
            "A few people spoke most of the words." if spread > 0.5 else "")]
          if len(people) > 1 and not math.isnan(spread) else []),
        ("turns with at least one coding", _of(coded, len(turns)), ""),
        *([("turns not coded for their language", _of(unread, len(turns)),
            "What they say counts for no finding.")] if unread else []),
        *_lone_voices(groups), *of_statements(codings, assumptions), *_unread(transcript),
    ]  # fmt: skip
    return table("depth", [dict(zip(("measure", "value", "warning"), row, strict=True)) for row in rows])


def _in_uncovered_language(transcript: Transcript, codings: pd.DataFrame) -> int:
    """Return how many turns are in a language that the coders do not cover: all, if the talk is."""
    own = transcript.language.split("-")[0].lower()
    if not transcript.covered or (codings.empty and own not in CODED):
        return len(transcript.turns)
    return int((~transcript.turns["language"].isin(["", own])).sum())


def _lone_voices(groups: Counter) -> list[tuple[str, str, str]]:
    if not groups:
        return []
    alone = sorted(group for group, n in groups.items() if n == 1)
    return [("groups with one voice", f"{len(alone)} of {len(groups)}",
             f"One person does not speak for {', '.join(alone)}." if alone else "")]  # fmt: skip


def _unread(transcript: Transcript) -> list[tuple[str, str, str]]:
    """Return what of the sources is not in any turn."""
    rows = []
    excerpts = sorted({reason for account in transcript.accounts for reason in account.excerpts})
    aside = sum(a.set_aside.get(reason, 0) for a in transcript.accounts for reason in a.excerpts)
    if aside:
        rows.append(("characters set aside unread", _of(aside, sum(a.characters for a in transcript.accounts)),
                     f"Look at the {', '.join(excerpts)}."))  # fmt: skip
    return rows


def _minutes(turns: pd.DataFrame) -> float:
    """Return how long the recordings are together; each may begin at 0:00."""
    times = turns.groupby("source")[["time_start", "time_end"]]
    return float((times.max().max(axis=1) - times.min().min(axis=1)).sum()) / 60


def _few(n: int) -> str:
    if n == 0:
        return "Nobody can be told apart: the brief says what was said, not who said it."
    if n == 1:
        return "One speaker: an interview, not a discussion. No verdict is possible."
    return "Under five speakers: read counts, not percentages." if n < 5 else ""


def _of(part: int, whole: int) -> str:
    return f"{part:,} of {whole:,}" + (f" ({part / whole:.0%})" if whole else "")
