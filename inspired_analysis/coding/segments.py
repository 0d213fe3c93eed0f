"""Segments: the sentences of a turn, as spans. A coding points to one segment or a few."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

import pandas as pd
from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

__all__ = ["segments", "sentence_spans"]

ABBREVIATIONS = ("mr", "mrs", "ms", "dr", "prof", "st", "vs", "etc", "e.g", "i.e", "approx", "p", "pp", "art",
                 "para", "cf", "fig", "jan", "feb", "mar", "apr", "aug", "sept", "oct", "nov", "dec")  # fmt: skip
# Short for "number" before a number only; else "no" ends many a sentence.
NUMBER = re.compile(r"\bnos?\.$", re.IGNORECASE)
MAX_CHARACTERS = 400


@cache
def _tokenizer() -> PunktSentenceTokenizer:
    parameters = PunktParameters()
    parameters.abbrev_types = set(ABBREVIATIONS)
    return PunktSentenceTokenizer(parameters)


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of each sentence of *text*, in code points, without surrounding white space.

    A line break ends a sentence. Recognisers forget full stops: what exceeds 400 characters is cut at a
    comma or a space.
    """
    return list(_spans(text))


@lru_cache(maxsize=20_000)  # every coder asks for the same turns
def _spans(text: str) -> tuple[tuple[int, int], ...]:
    spans = []
    offset = 0
    for line in text.split("\n"):
        for start, end in _whole(line, _tokenizer().span_tokenize(line)):
            start += len(line[start:end]) - len(line[start:end].lstrip())
            spans += _shortened(text, offset + start, offset + end)
        offset += len(line) + 1
    return tuple(spans)


def segments(turns: pd.DataFrame) -> pd.DataFrame:
    """Return the segments of *turns*: ``turn, start, end, text, speaker, role, group``.

    Offsets point into the transcript.
    """
    rows = [
        (turn.turn, turn.start + start, turn.start + end, turn.text[start:end], turn.speaker, turn.role, turn.group)
        for turn in turns.itertuples()
        for start, end in sentence_spans(turn.text)
    ]
    return pd.DataFrame(rows, columns=["turn", "start", "end", "text", "speaker", "role", "group"])


def _whole(line: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join what was cut inside a bracket, for "(.)" marks a pause, and what was cut behind "no." for "number"."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        before = line[: joined[-1][1]] if joined else ""
        open_bracket = before.count("(") > before.count(")") and ")" in line[start:end]
        if before.endswith("(.)") or open_bracket or (line[start : start + 1].isdigit() and NUMBER.search(before)):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _shortened(text: str, start: int, end: int) -> list[tuple[int, int]]:
    spans = []
    while end - start > MAX_CHARACTERS:
        cut = text.rfind(", ", start + MAX_CHARACTERS // 2, start + MAX_CHARACTERS) + 1
        cut = cut or text.rfind(" ", start + 1, start + MAX_CHARACTERS) or start + MAX_CHARACTERS
        cut = cut if cut > start else start + MAX_CHARACTERS
        spans.append((start, cut))
        start = cut + (len(text[cut:end]) - len(text[cut:end].lstrip()))
    if end > start:
        spans.append((start, end))
    return spans
