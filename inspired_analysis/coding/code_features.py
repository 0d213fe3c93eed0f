"""What the trained coder sees of a segment: its vector, what was said before, the codebook's cues, its words.

Blocks, in this order: the sentence's vector (384), that of the last two sentences said by somebody else (384), their
cosine, a column per code and value that the codebook's cues give, surface cues, and where there is a `TurnEncoder` the
sentence's vector as part of its turn (384); apart from them hashed words and pairs of words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pandas as pd

from .codebook import load_codebook
from .cues import PLAIN, Matcher
from .relation import WIDTH
from .segments import segments, sentence_spans
from .text_cues import CONDITION, read_text

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

    from .turn_vectors import TurnEncoder

__all__ = ["Encoder", "Seen", "by_turn", "cue_names", "said_before", "see"]

BUCKETS = 4096
BEFORE = 2
# Blocks are set against each other so that a regression trusts one word about as far as one cue.
VECTOR, CONTEXT, CUE, SURFACE, WORDS = 6.0, 3.0, 1.0, 0.5, 2.0
_NUMBER = re.compile(r"\d|\b(?:per ?cent|percent|hundred|thousand|million|billion|half|third|quarter|two|three|four|"
                     r"five|six|seven|eight|nine|ten|dozen|twenty|thirty|forty|fifty)\b")  # fmt: skip
_PATTERNS = (
    re.compile(r"\b(?:i|i'm|i've|i'd|i'll|my|me)\b"), re.compile(r"\b(?:we|we're|we've|we'd|we'll|our|us)\b"),
    re.compile(r"\b(?:you|you're|you've|your)\b"), re.compile(r"\b(?:he|she|they|his|her|their|them)\b"),
    re.compile(r"\bif\b|\bunless\b|\bprovided\b"), re.compile(r"\b\w+ed\b|\bwas\b|\bwere\b|\bhad\b|\bwent\b"),
    re.compile(r"\blast (?:year|week|month|winter|summer|spring)\b|\bago\b|\bsince\b|\bin (?:19|20)\d\d\b"),
    re.compile(r"\b(?:here|this room|this table|at the table|invited)\b"), re.compile(r"^(?:but|no|well|yes|yeah)\b"),
)  # fmt: skip


class Encoder(Protocol):
    """A sentence encoder: `relation.RelationModel`, or one like it."""

    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        """Return (n, 384) vectors of length one."""


@dataclass(frozen=True)
class Seen:
    """The segments of some turns and what is seen of each.

    Attributes
    ----------
    segments
        ``turn, start, end, text, speaker, role, group`` and ``row``, the place of the turn in the table of turns.
    dense
        (n, d) float32: the blocks above.
    words
        (n, 4096) hashed words and pairs of words.
    """

    segments: pd.DataFrame
    dense: np.ndarray
    words: csr_matrix

    @property
    def cues(self) -> np.ndarray:
        """The (n, cues) columns that `cue_names` names."""
        return self.dense[:, 2 * WIDTH + 1 :][:, : len(cue_names())] / CUE

    @property
    def vectors(self) -> np.ndarray:
        """The (n, 384) vectors of the segments, of length one."""
        return self.dense[:, :WIDTH] / VECTOR


def see(
    turns: pd.DataFrame,
    encoder: Encoder,
    in_turns: TurnEncoder | None = None,
    *,
    rows: Sequence[int] | None = None,
    whole: bool = False,
) -> Seen:
    """Return what is seen of the sentences of *turns*, with what was said before.

    Parameters
    ----------
    turns
        The table of turns: ``turn, speaker, role, group, text, start, end``.
    encoder
        Gives the vectors.
    in_turns
        Gives those of sentences as parts of their turn.
    rows
        Places of the turns that are wanted; all by default.
    whole
        Take each turn as one segment.
    """
    wanted = turns.iloc[range(len(turns)) if rows is None else list(rows)]
    found = _whole(wanted) if whole else segments(wanted)
    found["row"] = found["turn"].map(dict(zip(turns["turn"], range(len(turns)), strict=True)))
    texts, before = found["text"].tolist(), said_before(turns)
    contexts = [before[row] for row in found["row"]]
    distinct = list(dict.fromkeys([*texts, *contexts]))
    known = dict(zip(distinct, _vectors(encoder, distinct), strict=True))
    vectors, context = (np.array([known[t] for t in side], np.float32).reshape(-1, WIDTH) for side in (texts, contexts))
    first = ~found["turn"].duplicated().to_numpy()
    blocks = [VECTOR * vectors, CONTEXT * context, (vectors * context).sum(axis=1, keepdims=True),
              CUE * _cues(texts, first), SURFACE * _surface(texts, contexts, first)]  # fmt: skip
    if in_turns is not None:
        blocks.append(in_turns.vectors(*by_turn(found, before)))
    return Seen(found, np.hstack(blocks).astype(np.float32), WORDS * _hashed(texts))


def by_turn(found: pd.DataFrame, before: Sequence[str]) -> tuple[list[list[str]], list[str]]:
    """Return the texts of *found* turn by turn, and for each turn what stands *before* it."""
    texts: dict[int, list[str]] = {}
    for segment in found.itertuples():
        texts.setdefault(segment.row, []).append(segment.text)
    return list(texts.values()), [before[row] for row in texts]


def _whole(turns: pd.DataFrame) -> pd.DataFrame:
    return turns[["turn", "start", "end", "text", "speaker", "role", "group"]].reset_index(drop=True)


def said_before(turns: pd.DataFrame) -> list[str]:
    """Return for each turn the last sentences of what somebody else said last."""
    out, last, speaker, other = [], "", None, ""
    for turn in turns.itertuples():
        if turn.speaker != speaker:
            other, speaker = last, turn.speaker
        spans = sentence_spans(turn.text)[-BEFORE:]
        out.append(other)
        last = turn.text[spans[0][0] : spans[-1][1]] if spans else ""
    return out


def _vectors(encoder: Encoder, texts: list[str]) -> np.ndarray:
    """Return (n, 384) vectors, zeros for no text."""
    out = np.zeros((len(texts), WIDTH), np.float32)
    full = [i for i, text in enumerate(texts) if text.strip()]
    if full:
        out[full] = encoder.vectors([texts[i] for i in full])
    return out


def _cues(texts: list[str], first: np.ndarray) -> np.ndarray:
    """Return (n, cues) of 0 and 1: whether the codebook's cues of a code are there, and of which value."""
    matchers = [Matcher(code) for code in load_codebook().codes]
    column = {name: i for i, name in enumerate(cue_names())}
    out = np.zeros((len(texts), len(column)))
    for i, text in enumerate(texts):
        lower = text.translate(PLAIN).lower()
        for matcher in matchers:
            value = matcher.value(lower, bool(first[i]))
            if value is not None:
                out[i, [column[matcher.code.code, ""], column[matcher.code.code, value]]] = 1
    return out


def cue_names() -> list[tuple[str, str]]:
    """Return (code, value) of the columns of cues; without a value for any."""
    return [(code.code, value) for code in load_codebook().codes for value in ("", *code.values)]


def _surface(texts: list[str], contexts: list[str], first: np.ndarray) -> np.ndarray:
    rows = []
    for text, context, opens in zip(texts, contexts, first, strict=True):
        lower, said = text.translate(PLAIN).lower(), read_text(text)
        rows.append([
            said.asks, said.agrees and opens, said.disagrees and opens, said.declares > 0, said.declares < 0,
            said.hedges, said.reported, said.claims > 0, said.negated, np.clip(said.mood, -2, 2),
            bool(CONDITION.search(text)),
            np.log1p(len(lower.split())), opens, context.rstrip().endswith("?"), min(len(_NUMBER.findall(lower)), 4),
            *(bool(pattern.search(lower)) for pattern in _PATTERNS),
        ])  # fmt: skip
    return np.array(rows, float).reshape(len(texts), 15 + len(_PATTERNS))


def _hashed(texts: list[str]) -> csr_matrix:
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import HashingVectorizer

    if not texts:
        return csr_matrix((0, BUCKETS))
    hashing = HashingVectorizer(n_features=BUCKETS, ngram_range=(1, 2), alternate_sign=False, token_pattern=r"[\w']+")
    return hashing.transform([text.translate(PLAIN) for text in texts])
