"""Interests: per group and kind, what is at stake, in whose words, and whether others acknowledged it.

Counts as evidence: participants' codings of the code ``interest``. Does not: positions, or a facilitator's
summary. An interest is one kind within one group; its name is made of the words that set these segments apart
from the rest of the talk. *Known* if the plan's goal, issue or statements use one of those words, else
*resurfaced*; without a plan the status is empty. *Acknowledged* when somebody of another group acknowledges one
of its speakers within six turns. Segments whose kind the cues do not show stay apart as "kind unclear".
"""

from __future__ import annotations

from collections import Counter

import pandas as pd

from ..tables import table
from ..transcript import Transcript
from ..workshop import Workshop
from .evidence import evidence, strongest
from .words import content_words, name_words

__all__ = ["find_interests"]

REACH = 6
NAMING_WORDS = 3


def find_interests(codings: pd.DataFrame, transcript: Transcript, workshop: Workshop) -> pd.DataFrame:
    """Return the table ``interests``, most widely shared first within each group."""
    found = evidence(codings, transcript.turns, "interest")
    names = name_words(transcript.speakers)
    background = Counter(w for text in transcript.turns["text"] for w in set(content_words(text)))
    acknowledged = evidence(codings, transcript.turns, "acknowledgement")
    reasons = evidence(codings, transcript.turns, "reason")
    known = set(content_words(" ".join(_planned(workshop))))
    rows = []
    for (group, kind), own in found.groupby(["group", "value"], sort=True):
        said = [transcript.quote(start, end) for start, end in zip(own["start"], own["end"], strict=True)]
        words = _naming_words(said, background, names)
        rows.append({
            "group": group, "kind": kind or "kind unclear", "interest": ", ".join(words),
            "n_speakers": own["speaker"].nunique(), "reason": _reason(own, reasons),
            "status": _status(words, known, workshop), "acknowledged_by": _acknowledged_by(own, acknowledged),
            "codings": strongest(own),
        })  # fmt: skip
    result = table("interests", rows)
    order = result.assign(unclear=result["kind"] == "kind unclear", said=-result["codings"].map(len))
    columns = ["group", "unclear", "n_speakers", "said", "kind"]
    order = order.sort_values(columns, ascending=[True, True, False, True, True])
    return result.loc[order.index].reset_index(drop=True)


def _planned(workshop: Workshop) -> list[str]:
    plan = workshop.plan
    return [plan.goal, plan.issue, *plan.statements["text"]]


def _naming_words(quotes: list[str], background: Counter, names: frozenset[str]) -> list[str]:
    """Return the words that are frequent here for how frequent they are in the whole talk."""
    counts = Counter(w for quote in quotes for w in set(content_words(quote)) - names)
    scores = {w: n / (background[w] + 3) for w, n in counts.items()}
    return sorted(scores, key=lambda w: (-counts[w] * scores[w], w))[:NAMING_WORDS]


def _reason(interests: pd.DataFrame, reasons: pd.DataFrame) -> str:
    """Return the kinds of reasons given in the same turns, or ""."""
    values = reasons[reasons["turn"].isin(interests["turn"])]["value"].value_counts()
    return ", ".join(sorted(values.index, key=lambda v: (-values[v], v)))


def _status(words: list[str], known: set[str], workshop: Workshop) -> str:
    if not known:
        return ""
    return "known" if known & set(words) else "resurfaced"


def _acknowledged_by(interests: pd.DataFrame, acknowledged: pd.DataFrame) -> tuple[str, ...]:
    """Return who, of another group, acknowledged one of these speakers soon after."""
    near = acknowledged.merge(interests[["speaker", "turn", "group"]], left_on="target", right_on="speaker",
                              suffixes=("", "_of"))  # fmt: skip
    gap = near["turn"] - near["turn_of"]
    near = near[gap.between(1, REACH) & (near["group"] != near["group_of"])]
    return tuple(sorted(set(near["speaker"])))
