"""Surfaced assumptions: what is said as if it were known, again and again, and the plan does not list.

Counts as evidence: a sentence that presupposes ("everybody knows", "of course", "the problem is", "people never", "the
fact that"), said by at least two people or by the facilitator and one more, in words that are alike (each shares at
least two content words, and four of ten, with the first of them). Does not: a question, and what half of a plan's
statement says already. The facilitator's words count here, and only here: what is taken for granted in the questions is
worth knowing. These are candidates for the researcher, who words an assumption from them; no verdict rests on them.
"""

from __future__ import annotations

import re

import pandas as pd

from ..tables import records, table
from ..transcript import Transcript
from ..workshop import Workshop
from .words import content_stems, content_words, name_words, sentences

__all__ = ["find_surfaced"]

PRESUPPOSES = re.compile(
    r"\b(?:every(?:body|one) (?:here )?knows|we all know|as (?:we|you) (?:all )?know|of course|obviously|naturally|"
    r"no doubt|no question|(?:it's|it is) (?:clear|obvious|a fact|no secret|well known|always|never)|"
    r"the (?:\w+ )?(?:problem|trouble|reason|truth|fact|reality|issue) is|the fact that|because of the|"
    r"(?:people|they|farmers|workers|families|companies|politicians|young people|women|men|nobody|no one|everybody|"
    r"everyone) (?:\w+ )?(?:always|never|will|won't|would never|can't|cannot|don't|only|just)|"
    r"the \w+ (?:always|never|won't|would never)|we (?:always|never)|there(?:'s| is) (?:no|never|always)|"
    r"that's (?:why|how|what|the reason))\b",
    re.IGNORECASE)  # fmt: skip
WORDS, LISTED, MOST, NAMING_WORDS = (6, 45), 0.5, 8, 3
SHARED, ALIKE = 2, 0.4


def find_surfaced(transcript: Transcript, workshop: Workshop) -> pd.DataFrame:
    """Return the table ``surfaced``: at most eight, those of most people first."""
    if not transcript.covered:
        return table("surfaced", [])
    listed = [stems for text in workshop.plan.statements["text"] if (stems := content_stems(text))]
    names = content_stems(" ".join(name_words(transcript.speakers)))
    said = _presupposing(transcript.turns, listed, names)
    rows = []
    for words, members in _alike(said):
        speakers = {m.speaker for m in members}
        led = any(m.role == "facilitator" for m in members)
        if len(speakers) < 2 or all(m.role == "facilitator" for m in members):
            continue
        first = {m.speaker: m for m in reversed(members)}  # each one's first
        rows.append({
            "words": tuple(words), "n_speakers": len({m.speaker for m in members if m.role == "participant"}),
            "by_facilitator": led, "groups": tuple(sorted({m.group for m in members} - {""})),
            "turns": tuple(sorted({m.turn for m in members})),
            "quotes": tuple(sorted((m.start, m.end) for m in first.values())),
        })  # fmt: skip
    rows.sort(key=lambda r: (-r["n_speakers"], -len(r["turns"]), r["turns"]))
    return table("surfaced", rows[:MOST])


def _presupposing(turns: pd.DataFrame, listed: list[frozenset], names: frozenset) -> pd.DataFrame:
    """Return the sentences that presuppose something that no statement lists."""
    rows = []
    for turn in records(turns[turns["speaker"] != ""]):
        if turn.role not in ("participant", "facilitator"):
            continue
        for start, end, said in sentences(turn.text, turn.start):
            if said.endswith("?") or not WORDS[0] <= len(said.split()) <= WORDS[1] or not PRESUPPOSES.search(said):
                continue
            stems = content_stems(PRESUPPOSES.sub(" ", said)) - names
            if len(stems) >= SHARED and not any(len(stems & s) >= LISTED * len(s) for s in listed):
                rows.append((turn.turn, start, end, turn.speaker, turn.role, turn.group, stems, said))
    return pd.DataFrame(rows, columns=["turn", "start", "end", "speaker", "role", "group", "stems", "said"])


def _alike(said: pd.DataFrame):
    """Yield the words shared and the sentences of each bundle, which gathers round the first that fits."""
    bundles: list[list] = []
    by_stem: dict[str, list[int]] = {}
    for row in records(said):
        shared: dict[int, int] = {}
        for stem in row.stems:
            for bundle in by_stem.get(stem, ()):
                shared[bundle] = shared.get(bundle, 0) + 1
        fits = [(-n, b) for b, n in shared.items()
                if n >= max(SHARED, ALIKE * min(len(row.stems), len(bundles[b][0].stems)))]  # fmt: skip
        if fits:
            bundles[min(fits)[1]].append(row)
            continue
        for stem in row.stems:
            by_stem.setdefault(stem, []).append(len(bundles))
        bundles.append([row])
    for members in bundles:
        words = [w for w in dict.fromkeys(content_words(members[0].said)) if content_stems(w) <= members[0].stems]
        counts = {word: sum(content_stems(word) <= m.stems for m in members) for word in words}
        yield sorted((w for w in words if counts[w] > 1), key=lambda w: -counts[w])[:NAMING_WORDS], members
