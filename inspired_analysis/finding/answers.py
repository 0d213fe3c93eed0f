"""Answers: per guide question, when it was asked, who answered and who did not.

Counts as evidence: a facilitator's turn that shares at least half of a question's content words, two at least (the
plan's questions; one without content words, as "What do you think?", must be said as it stands), or that begins with
"Question 3." (without a plan). The answers are the participants' turns up to the
next question. ``words`` are what the answers have in common: the words that at least two people used, those of most
people first; what is mostly said together ("plant-based") is one. A question that was never asked has ``asked`` 0.
"""

from __future__ import annotations

import re
from collections import Counter

import pandas as pd

from ..tables import records, table
from ..transcript import Transcript
from ..workshop import Workshop
from .evidence import participants
from .words import capitals, content_stems, content_words, name_words, said_together, spelled, telling_sentences

__all__ = ["find_answers"]

NUMBERED = re.compile(r"^\s*(?:question|q)\s*(?P<n>\d{1,2})\s*[.:)]\s*(?P<text>.+)", re.IGNORECASE | re.MULTILINE)
OVERLAP, FEWEST = 0.5, 2
COMMON, SHOWN = 12, 5


def find_answers(transcript: Transcript, workshop: Workshop) -> pd.DataFrame:
    """Return the table ``answers``, one row per question."""
    turns = transcript.turns
    questions = [(q.id, q.text) for q in workshop.plan.questions]
    asked = _planned(turns, questions, transcript.language) if questions else {}
    if not questions:
        questions, asked = _numbered(turns)
    # Whatever numbered question comes next ends an answer, whether the plan lists it or not.
    starts = sorted({*asked.values(), *_numbered(turns)[1].values()})
    present = participants(transcript.speakers)
    everyone, groups = {person.speaker for person in present}, {person.group for person in present}
    names = name_words(transcript.speakers)
    rows, capital = [], capitals(turns["text"])
    for name, text in questions:
        start = asked.get(name, 0)
        end = next((s for s in starts if s > start), turns["turn"].max() + 1 if len(turns) else 1)
        own = turns[(turns["turn"] > start) & (turns["turn"] < end) & (turns["role"] == "participant")]
        own = own[own["speaker"] != ""] if start else own.iloc[:0]
        common = _common_words(own, names, transcript.language)
        spoke = set(own["speaker"])
        rows.append({
            "question": name, "text": text, "asked": start, "turns": tuple(own["turn"]),
            "speakers": tuple(sorted(spoke)), "silent": tuple(sorted(everyone - spoke)) if start else (),
            "quotes": telling_sentences(records(own), [*common][:COMMON]),
            "words": tuple(spelled(name, capital) for name in _named(common, own, 1 if len(spoke) == 1 else 2))[:SHOWN],
            "groups": tuple(sorted(set(own["group"]) - {""})),
            "silent_groups": tuple(sorted(groups - set(own["group"]) - {""})) if start else (),
        })  # fmt: skip
    return table("answers", rows)


def _common_words(answers: pd.DataFrame, names: frozenset[str], language: str) -> dict[str, int]:
    """Return the content words of *answers* and how many speakers use them, most first."""
    shared = Counter(w for _, own in answers.groupby("speaker")
                     for w in set(content_words(" ".join(own["text"]), language)) - names)  # fmt: skip
    return dict(sorted(shared.items(), key=lambda wn: (-wn[1], wn[0])))


def _named(common: dict[str, int], answers: pd.DataFrame, fewest: int) -> list[str]:
    """Return the *common* words that so many speakers use; what is mostly said together is one."""
    words = [word for word, n in common.items() if n >= fewest]
    whole = said_together(words, answers["text"].str.lower())
    return list(dict.fromkeys(whole.get(word, word) for word in words))


def _planned(turns: pd.DataFrame, questions: list[tuple[str, str]], language: str) -> dict[str, int]:
    """Return question id → the facilitator's turn that shares most of its words, if that is half of them and two.

    Where all questions are told in one turn and each is asked later, a question is taken from its own turn.
    """
    led = records(turns[turns["role"] == "facilitator"])
    spoken = [(t.turn, content_stems(t.text, language)) for t in led]
    ranked = {}
    for name, text in questions:
        words, as_is = content_stems(text, language), _bare(text)
        if not words and as_is.strip():
            ranked[name] = [t.turn for t in led if as_is in _bare(t.text)]
            continue
        hits = sorted((-len(words & said), turn) for turn, said in spoken)
        fewest = max(OVERLAP * len(words), min(len(words), FEWEST), 1)
        ranked[name] = [turn for shared, turn in hits if -shared >= fewest]
    best = Counter(own[0] for own in ranked.values() if own)
    return {name: next((turn for turn in own if best[turn] < 2), own[0]) for name, own in ranked.items() if own}


def _bare(text: str) -> str:
    """Return the words of *text* alone, each between spaces."""
    return " ".join(["", *re.findall(r"\w+", text.lower()), ""])


def _numbered(turns: pd.DataFrame) -> tuple[list[tuple[str, str]], dict[str, int]]:
    """Return the numbered questions that the talk itself holds, and where they were asked."""
    questions, asked = {}, {}
    for turn in records(turns):
        for found in NUMBERED.finditer(turn.text):
            name = f"Q{int(found['n'])}"
            if name not in asked:
                questions[name], asked[name] = found["text"].strip(), turn.turn
    return list(questions.items()), asked
