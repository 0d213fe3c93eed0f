"""How well turns answer a question: shared words, and what is talked about around them.

The words of a turn that a question shares weigh by how rare they are in the talk (BM25, Robertson and Zaragoza,
2009). People answer without repeating what was asked, so what stands in the turns around counts too. Where the reader
that codes stance compares sentence vectors, its similarity joins the words with the same weight; the lexical model's
word vectors do not, since they made answers worse on the train questions of the corpus they were tried on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

from ..coding.segments import sentence_spans
from ..coding.text_cues import stems

__all__ = ["FEWEST_WORDS", "Relevance", "best_span", "bm25", "relevance_of", "score_turns"]

Relevance = Callable[[Sequence[str], Sequence[str]], np.ndarray]  # texts, statements → (n,) similarity

SATURATION, LENGTH = 1.2, 0.4
# Chosen on train questions.
REACH, FADING, AROUND = 8, 0.75, 0.5
MOST_SENTENCES = 3
FEWEST_WORDS = 4


def score_turns(
    texts: Sequence[str], words: Sequence[str], about: str, relevance: Relevance | None = None
) -> np.ndarray:
    """Return (t,) scores of turns, in the order of the talk: 0 where nothing speaks for a turn.

    Parameters
    ----------
    texts
        What was said in each turn.
    words
        Stems of what is asked about; in square brackets what stands for a name.
    about
        The same in words.
    relevance
        Similarity by the relation model; words alone by default.
    """
    shared = bm25(texts, words)
    scores = _joined(shared, texts, about, relevance)
    says_something = np.array([len(text.split()) >= FEWEST_WORDS for text in texts], bool)
    # "Mm, yeah." in the midst of the answers is none.
    return np.where(says_something | (shared > 0), scores + AROUND * _around(scores), 0.0)


def bm25(texts: Sequence[str], words: Sequence[str]) -> np.ndarray:
    """Return (t,) BM25 scores of *texts* for the stems *words*."""
    counts = [Counter(_terms(text, words)) for text in texts]
    lengths = np.array([sum(c.values()) for c in counts], dtype=float)
    usual = lengths.mean() if lengths.any() else 1.0
    scores = np.zeros(len(texts))
    for word in dict.fromkeys(words):
        n = np.array([c[word] for c in counts], dtype=float)
        among = int((n > 0).sum())
        rarity = np.log(1 + (len(texts) - among + 0.5) / (among + 0.5))
        scores += rarity * n * (SATURATION + 1) / (n + SATURATION * (1 - LENGTH + LENGTH * lengths / usual))
    return scores


def relevance_of(reader: object) -> Relevance | None:
    """Return the similarity that a stance coder's reader gives, its own or its model's; None where it has none."""
    for part in (reader, getattr(reader, "model", None)):
        found = getattr(part, "relevance", None)
        if callable(found):
            return found
    return None


def best_span(text: str, words: Sequence[str], about: str, relevance: Relevance | None = None) -> tuple[int, int]:
    """Return (start, end) in *text* of the one to three sentences that answer best."""
    spans = sentence_spans(text)
    if len(spans) <= 1:
        return spans[0] if spans else (0, len(text))
    sentences = [text[a:b] for a, b in spans]
    wanted = set(words)
    shared = np.array([len(wanted.intersection(_terms(s, words))) for s in sentences], dtype=float)
    scores = _joined(shared, sentences, about, relevance)
    best = int(scores.argmax())
    first = last = best
    # A sentence beside the best is part of the answer if it speaks of it at least half as much.
    while last - first + 1 < MOST_SENTENCES:
        sides = [i for i in (first - 1, last + 1) if 0 <= i < len(spans) and scores[i] >= scores[best] / 2]
        if not sides:
            break
        side = max(sides, key=lambda i: (scores[i], i))
        first, last = min(first, side), max(last, side)
    return spans[first][0], spans[last][1]


def _terms(text: str, words: Sequence[str]) -> list[str]:
    """Return the stems of *text*, and those of *words* in square brackets that stand in it: stems leave them out."""
    marks = [word for word in words if word.startswith("[")]
    return [*stems(text), *(mark for mark in marks for _ in range(text.lower().count(mark)))]


def _joined(scores: np.ndarray, texts: Sequence[str], about: str, relevance: Relevance | None) -> np.ndarray:
    if relevance is None:
        return _unit(scores)
    return _unit(scores) + _unit(np.maximum(relevance(list(texts), [about] * len(texts)), 0))


def _around(scores: np.ndarray) -> np.ndarray:
    """Return (t,) what the turns before and after score, the nearer the more."""
    total = np.zeros_like(scores)
    for distance in range(1, min(REACH, len(scores) - 1) + 1):
        total[distance:] += FADING**distance * scores[:-distance]
        total[:-distance] += FADING**distance * scores[distance:]
    return total


def _unit(scores: np.ndarray) -> np.ndarray:
    """Return *scores* with 1 for the highest."""
    highest = scores.max(initial=0.0)
    return scores / highest if highest > 0 else np.zeros_like(scores, dtype=float)


