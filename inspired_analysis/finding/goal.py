"""The goal: what the session says about the goal that was set. A person decides if it was met.

Counts as evidence: participants' sentences that share at least two content words with the goal (or the only one it
has), the most telling of each speaker. Does not: the facilitator's reading it out, or an "agreement
reached": the method sets no such score. ``unspoken`` lists the goal's words that no participant used, known by name or
not, which is where to look first. One row; none without a goal in the plan.
"""

from __future__ import annotations

from collections import Counter

import pandas as pd

from ..tables import records, table
from ..transcript import Transcript
from ..workshop import Workshop
from .evidence import evidence
from .words import content_stems, content_words, sentences

__all__ = ["find_goal"]

MAX_QUOTES, WORDS = 6, (6, 60)


def find_goal(codings: pd.DataFrame, transcript: Transcript, workshop: Workshop) -> pd.DataFrame:
    """Return the table ``goal``: one row, with the sentences that bear on it and the steps taken on."""
    goal = workshop.plan.goal
    if not goal:
        return table("goal", [])
    turns = transcript.turns
    said = turns[turns["role"] == "participant"]
    wanted, spoken, hits = content_stems(goal, transcript.language), set(), []
    enough = min(2, len(wanted))
    for turn in records(said):
        for start, end, words in sentences(turn.text, turn.start):
            shared = wanted & content_stems(words)
            spoken |= shared
            if enough and len(shared) >= enough and turn.speaker:
                fits = WORDS[0] <= len(words.split()) <= WORDS[1]
                hits.append((-len(shared), not fits, start, end, turn.speaker, turn.group, turn.turn))
    best = {}
    for hit in sorted(hits):
        best.setdefault(hit[4], hit)
    steps = Counter(row.value for row in evidence(codings, turns, "ownership"))
    row = {
        "text": goal, "n_speakers": len(best), "groups": tuple(sorted({h[5] for h in hits} - {""})),
        "turns": tuple(sorted({h[6] for h in hits})),
        "unspoken": tuple(w for w in dict.fromkeys(content_words(goal, transcript.language))
                          if not content_stems(w) & spoken),
        "n_commitments": steps["commitment"],
        "n_next_steps": steps["next step"],
        "quotes": tuple((h[2], h[3]) for h in sorted(best.values())[:MAX_QUOTES]),
    }  # fmt: skip
    return table("goal", [row])
