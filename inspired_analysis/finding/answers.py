"""Answers: per guide question, when it was asked, who answered and who did not.

Counts as evidence: a facilitator's turn that shares at least half of a question's content words (the plan's
questions), or that begins with "Question 3." (without a plan). The answers are the participants' turns up to the
next question. A question that was never asked has ``asked`` 0.
"""

from __future__ import annotations

import re
from collections import Counter

import pandas as pd

from ..tables import table
from ..transcript import Transcript
from ..workshop import Workshop
from .evidence import participants
from .words import content_words, telling_sentences

__all__ = ["find_answers"]

NUMBERED = re.compile(r"^\s*(?:question|q)\s*(?P<n>\d{1,2})\s*[.:)]\s*(?P<text>.+)", re.IGNORECASE | re.MULTILINE)
OVERLAP = 0.5
COMMON = 12


def find_answers(transcript: Transcript, workshop: Workshop) -> pd.DataFrame:
    """Return the table ``answers``, one row per question."""
    turns = transcript.turns
    questions = [(q.id, q.text) for q in workshop.plan.questions]
    asked = _planned(turns, questions) if questions else {}
    if not questions:
        questions, asked = _numbered(turns)
    # Whatever numbered question comes next ends an answer, whether the plan lists it or not.
    starts = sorted({*asked.values(), *_numbered(turns)[1].values()})
    everyone = set(participants(transcript.speakers)["speaker"])
    rows = []
    for name, text in questions:
        start = asked.get(name, 0)
        end = next((s for s in starts if s > start), turns["turn"].max() + 1 if len(turns) else 1)
        own = turns[(turns["turn"] > start) & (turns["turn"] < end) & (turns["role"] == "participant")]
        own = own[own["speaker"] != ""] if start else own.iloc[:0]
        rows.append({
            "question": name, "text": text, "asked": start, "turns": tuple(own["turn"]),
            "speakers": tuple(sorted(set(own["speaker"]))),
            "silent": tuple(sorted(everyone - set(own["speaker"]))) if start else (),
            "quotes": telling_sentences(own, _common_words(own)),
        })  # fmt: skip
    return table("answers", rows)


def _common_words(answers: pd.DataFrame) -> set[str]:
    """Return the content words that most speakers of *answers* share."""
    shared = Counter(w for _, own in answers.groupby("speaker") for w in set(content_words(" ".join(own["text"]))))
    return {word for word, _ in sorted(shared.items(), key=lambda wn: (-wn[1], wn[0]))[:COMMON]}


def _planned(turns: pd.DataFrame, questions: list[tuple[str, str]]) -> dict[str, int]:
    """Return question id → the facilitator's turn that shares most of its words, where it is half of them."""
    spoken = [(t.turn, set(content_words(t.text))) for t in turns[turns["role"] == "facilitator"].itertuples()]
    asked = {}
    for name, text in questions:
        words = set(content_words(text))
        shares = [(len(words & said) / max(1, len(words)), -turn) for turn, said in spoken]
        share, turn = max(shares, default=(0.0, 0))
        if share >= OVERLAP:
            asked[name] = -turn
    return asked


def _numbered(turns: pd.DataFrame) -> tuple[list[tuple[str, str]], dict[str, int]]:
    """Return the numbered questions that the talk itself holds, and where they were asked."""
    questions, asked = {}, {}
    for turn in turns.itertuples():
        for found in NUMBERED.finditer(turn.text):
            name = f"Q{int(found['n'])}"
            if name not in asked:
                questions[name], asked[name] = found["text"].strip(), turn.turn
    return list(questions.items()), asked
