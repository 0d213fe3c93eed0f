"""Words that carry content, and the sentences that show them best."""

from __future__ import annotations

import re
from collections.abc import Collection

import pandas as pd
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

__all__ = ["content_words", "name_words", "telling_sentences"]

FILLERS = frozenset(  # words that carry no content in talk
    """
    um uh mm hmm yeah yes okay ok know like mean just think really kind sort thing things going want need
    needs lot say said right well actually bit people maybe gonna got get gets don didn doesn isn ve re ll
    make way good point question obviously quite sure guess probably definitely concerned worried concern
    worry afraid thank thanks sorry let look come came put tell talk talking something anything everything
    somebody everybody
    """.split()  # noqa: SIM905
)
# "(.)" marks a pause, not the end of a sentence.
SENTENCE = re.compile(r"(?:\([.…]+\)|[^.!?\n])+[.!?]*")
GOOD_LENGTH = (8, 40)
MAX_QUOTES = 3


def content_words(text: str) -> list[str]:
    """Return the words of *text* that carry content, in lower case."""
    words = re.findall(r"[^\W\d_]{3,}", text.lower().replace("’", "'"))
    return [w for w in words if w not in ENGLISH_STOP_WORDS and w not in FILLERS]


def name_words(speakers: pd.DataFrame) -> frozenset[str]:
    """Return the words of the speakers' labels, which must name no interest and no theme."""
    return frozenset(word for label in speakers["label"] for word in re.findall(r"[^\W\d_]{3,}", label.lower()))


def telling_sentences(turns: pd.DataFrame, words: Collection[str]) -> tuple[tuple[int, int], ...]:
    """Return (start, end) of up to three sentences of *turns*, by different speakers, that hold most of *words*."""
    ranked = []
    for turn in turns.itertuples():
        for found in SENTENCE.finditer(turn.text):
            said = found.group().strip()
            n = len(said.split())
            if GOOD_LENGTH[0] <= n <= GOOD_LENGTH[1]:
                start = turn.start + found.start() + len(found.group()) - len(found.group().lstrip())
                hits = len(set(content_words(said)) & set(words))
                ranked.append((-hits, n, start, start + len(said), turn.speaker))
    chosen, heard = [], set()
    for hits, _, start, end, speaker in sorted(ranked):
        if hits and speaker not in heard:
            heard.add(speaker)
            chosen.append((start, end))
    return tuple(chosen[:MAX_QUOTES])
