"""Themes: what the talk was about, found in the talk itself, with or without a plan.

Counts as evidence: stretches of at least eight content words of participants' talk: turns, or the parts of long ones.
Themes are the components of a non-negative matrix factorisation of their TF-IDF vectors, named by their three strongest
words, of which no two have one stem; what is mostly said together ("plant-based") is one. A stretch belongs to its
strongest theme. Same talk, same themes: the start is NNDSVD with a fixed seed. A talk with fewer than twelve stretches
is too short for themes and gives none.

Raised by: the first speaker to say one of its naming words, in its own stretches. ``by_group`` counts the people of
each group in its turns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd

from ..tables import records, table
from ..transcript import Transcript
from .words import (
    capitals,
    content_stems,
    content_words,
    name_words,
    said_together,
    sentences,
    spelled,
    telling_sentences,
)

__all__ = ["find_themes"]

MIN_STRETCHES, MIN_WORDS = 12, 8
LONG_TURN, STRETCH = 150, 75  # words
MAX_THEMES, TURNS_PER_THEME, NAMING = 8, 12, 3
STRONGEST = 6  # words of a theme, among which pairs are looked for
FEW_NUMBERS = 100_000


def find_themes(transcript: Transcript) -> pd.DataFrame:
    """Return the table ``themes``, largest first; ``turns`` are a theme's dozen strongest turns."""
    told = ((turn, content_words(turn.text, transcript.language)) for turn in _stretches(transcript.turns))
    told = [(turn, words) for turn, words in told if len(words) >= MIN_WORDS]
    if len(told) < MIN_STRETCHES or not transcript.covered:
        return table("themes", [])
    turns, names = [turn for turn, _ in told], name_words(transcript.speakers)
    texts = [[w for w in words if w not in names] for _, words in told]
    weights, words = _factorise(texts, min(MAX_THEMES, len(turns) // 6))
    if weights is None:
        return table("themes", [])
    strongest, capital = weights.argmax(axis=1), capitals(transcript.turns["text"])
    whole = said_together({w for own in words for w in own}, [turn.text.lower() for turn in turns])
    rows, sizes = [], []
    for theme, named in enumerate(words):
        own = np.flatnonzero((strongest == theme) & (weights[:, theme] > 0))
        if len(own) < 2:
            continue
        sizes.append(len(own))
        members = [turns[i] for i in sorted(own, key=lambda i: (-weights[i, theme], i))]
        called = list(dict.fromkeys(whole.get(word, word) for word in named))[:NAMING]
        naming = {w for name in called for w in content_words(name)}
        rows.append({
            "theme": ", ".join(spelled(name, capital) for name in called),
            "turns": tuple(dict.fromkeys(m.turn for m in members))[:TURNS_PER_THEME],
            "n_speakers": len({m.speaker for m in members} - {""}),
            "groups": tuple(sorted({m.group for m in members} - {""})),
            "quotes": telling_sentences(members[:TURNS_PER_THEME], naming),
            **_who([turns[i] for i in own], naming),
        })  # fmt: skip
    largest = sorted(range(len(rows)), key=lambda i: -sizes[i])
    return table("themes", [rows[i] for i in largest])


def _stretches(turns: pd.DataFrame) -> Iterator:
    """Yield participants' turns, the long ones cut where sentences end."""
    for turn in records(turns):
        if turn.role != "participant":
            continue
        spans: list[list[int]] = []
        if len(turn.text.split()) > LONG_TURN:
            for start, end, _ in sentences(turn.text):
                if spans and len(turn.text[spans[-1][0] : spans[-1][1]].split()) < STRETCH:
                    spans[-1][1] = end
                else:
                    spans.append([start, end])
        yield from [turn._replace(text=turn.text[a:b], start=turn.start + a) for a, b in spans] or [turn]


def _who(members: list, words: set[str]) -> dict[str, object]:
    """Return who raised a theme, in which turn, who took it up, and how many turns are its own."""
    known = [m for m in members if m.speaker]
    raised = next((m for m in known if words & set(content_words(m.text))), None)
    people = Counter({m.speaker: m.group for m in known}.values())
    return {
        "raised_by": raised.speaker if raised else "", "raised_in": raised.turn if raised else 0,
        "speakers": tuple(dict.fromkeys(m.speaker for m in known)), "n_turns": len({m.turn for m in members}),
        "by_group": tuple(f"{group}: {n}" for group, n in sorted(people.items()) if group),
    }  # fmt: skip


def _factorise(texts: list[list[str]], n_themes: int) -> tuple[np.ndarray | None, list[list[str]]]:
    """Return the weights (turns × themes) of *texts*, lists of words, and the themes' strongest words."""
    from sklearn.decomposition import NMF
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(analyzer=list, min_df=2, max_df=0.5, sublinear_tf=True)
    try:
        matrix = vectorizer.fit_transform(texts)
    except ValueError:  # no word is left that two turns share
        return None, []
    n_themes = min(n_themes, *matrix.shape)
    if matrix.shape[0] * matrix.shape[1] < FEW_NUMBERS:  # then the zeros cost less than leaving them out
        matrix = matrix.toarray()
    model = NMF(n_themes, init="nndsvd", max_iter=400, tol=1e-3, random_state=0)
    # Rounded, so that the order of equals does not hang on the last bits of another BLAS.
    weights = np.round(model.fit_transform(matrix), 6)
    names = np.array(vectorizer.get_feature_names_out())
    # The names are in order already, so that equals stay in it.
    order = np.argsort(-np.round(model.components_, 6), axis=1, kind="stable")
    return weights, [_apart(names[own]) for own in order]


def _apart(words: Iterable[str]) -> list[str]:
    """Return the first of *words*, but no "years" beside "year"."""
    chosen: dict[frozenset[str], str] = {}
    for word in words:
        chosen.setdefault(content_stems(word), word)
        if len(chosen) == STRONGEST:
            break
    return list(chosen.values())
