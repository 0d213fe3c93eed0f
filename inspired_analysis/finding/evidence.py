"""What findings rest on: codings joined with who said them, and people's leanings.

Conventions
-----------
- Only attributed turns of participants are evidence; a facilitator's words never are.
- A person counts once, however much they talk: their leaning towards a statement is the mean of their codings
  (supports 1, conditional 0.3, mixed 0, opposes -1), weighted by the coder's confidence.
- A leaning beyond ±0.3 has a direction; up to there it is "between": a yes on a condition is not yet a yes.
- Evidence is listed strongest first, and no speaker's second quote stands before another's first.
- The order of the rows of *codings* decides nothing.
"""

from __future__ import annotations

from collections import Counter
from operator import itemgetter

import pandas as pd

__all__ = ["LEANS", "direction", "evidence", "leanings", "participants", "strongest"]

WEIGHT = {"supports": 1.0, "conditional": 0.3, "mixed": 0.0, "opposes": -1.0}
LEANS = 0.3
# A quote of this many words says enough and still reads well.
GOOD_LENGTH = (8, 45)


def evidence(codings: pd.DataFrame, turns: pd.DataFrame, code: str = "") -> pd.DataFrame:
    """Return participants' codings (of *code*, if given) with ``speaker, group, half, words`` beside them.

    ``half`` is 1 or 2: before or after the middle of the words spoken.
    """
    said = turns[(turns["role"] == "participant") & (turns["speaker"] != "")]
    spoken = turns["words"].cumsum()
    second = set(turns["turn"][spoken > spoken.max() / 2]) if len(turns) else set()
    chosen = codings[codings["code"] == code] if code else codings
    joined = chosen.merge(said[["turn", "speaker", "group", "words"]], on="turn", how="inner")
    joined = joined.sort_values(["turn", "start", "end", "coding"], ignore_index=True)
    return joined.assign(half=[2 if turn in second else 1 for turn in joined["turn"]])


def participants(speakers: pd.DataFrame) -> pd.DataFrame:
    """Return the speakers whose words are evidence."""
    return speakers[(speakers["role"] == "participant") & (speakers["speaker"] != "")]


def leanings(stances: pd.DataFrame) -> pd.DataFrame:
    """Return one row per statement and person: ``statement, speaker, group, score, codings``.

    *stances* is `evidence` of the code ``stance``; ``score`` runs from -1 to 1.
    """
    rows = []
    for (statement, speaker), own in stances.groupby(["statement", "speaker"], sort=True):
        weight = own["confidence"].clip(lower=0.01)
        # Rounded: two conditions of unlike confidence lean 0.3, and not a last bit more.
        score = round((own["value"].map(WEIGHT) * weight).sum() / weight.sum(), 9)
        rows.append((statement, speaker, own["group"].iloc[0], float(score), strongest(own)))
    return pd.DataFrame(rows, columns=["statement", "speaker", "group", "score", "codings"])


def direction(score: float) -> str:
    """Return ``for``, ``against`` or ``between``."""
    return "for" if score > LEANS else "against" if score < -LEANS else "between"


def strongest(codings: pd.DataFrame) -> tuple[str, ...]:
    """Return the ids of *codings* (`evidence`), strongest first: confidence and a readable length, speakers in turn."""
    length = codings["end"] - codings["start"]
    readable = length.between(GOOD_LENGTH[0] * 5, GOOD_LENGTH[1] * 6)
    speakers = codings["speaker"]
    rows = zip(-codings["confidence"] - 0.2 * readable, codings["turn"], codings["start"], speakers, codings["coding"],
               strict=True)  # fmt: skip
    heard, rounds = Counter(), []
    for _, _, _, speaker, coding in sorted(rows, key=itemgetter(0, 1, 2)):
        rounds.append((heard[speaker], coding))
        heard[speaker] += 1
    return tuple(coding for _, coding in sorted(rounds, key=itemgetter(0)))
