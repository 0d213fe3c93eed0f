"""Vectors of sentences as parts of their turn, for the trained coder of codes.

A turn is read at once, with the end of what somebody else said before: the first layers of the sentence encoder, then
two of our own that were taught the codes (``training/codes_net.py``). A sentence's vector is the mean over its tokens,
so it knows what stands around it, where `RelationModel.vectors` sees the sentence alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources
from pathlib import Path

import numpy as np

from .relation import END, START, WIDTH, Packer, RelationModel, batches, session

__all__ = ["FILES", "Piece", "TurnEncoder", "pieces", "turn_encoder"]

FILES = ("turns.onnx", "turns.npz")
# Together at most the 140 that the shared layers know places for.
TOKENS, BEFORE = 98, 40
UNKNOWN = 3


@dataclass(frozen=True)
class Piece:
    """What is read at once of a turn: token ids, and the (first, end) places in them of each of its sentences."""

    ids: list[int]
    spans: list[tuple[int, int]] = field(default_factory=list)


def pieces(packer: Packer, turns: Sequence[Sequence[str]], before: Sequence[str]) -> list[Piece]:
    """Return the pieces of *turns*, given by their sentences, each with the end of what was said *before*, in order."""
    known = packer.ids([*(s for turn in turns for s in turn), *before])
    found = []
    for turn, context in zip(turns, before, strict=True):
        end = [*known[context][-BEFORE:], END] if known[context] else []
        piece = Piece([START])
        for sentence in turn:
            ids = known[sentence][: TOKENS - 1] or [UNKNOWN]
            if piece.spans and len(piece.ids) + len(ids) > TOKENS:
                found.append(Piece([*piece.ids, END, *end], piece.spans))
                piece = Piece([START])
            piece.spans.append((len(piece.ids), len(piece.ids) + len(ids)))
            piece.ids.extend(ids)
        if piece.spans:
            found.append(Piece([*piece.ids, END, *end], piece.spans))
    return found


@dataclass(frozen=True)
class TurnEncoder:
    """Sentences in their turns → vectors.

    Parameters
    ----------
    sentences
        The sentence encoder, whose first layers are shared.
    folder
        Holds ``turns.onnx`` and ``turns.npz``; by default those that come with the package.

    Raises
    ------
    CodingError
        At first use, if they are missing or broken.
    """

    sentences: RelationModel
    folder: Path = field(default_factory=lambda: Path(str(resources.files("inspired_analysis.models"))))

    @property
    def files(self) -> tuple[Path, ...]:
        """The model's files."""
        return tuple(self.folder / name for name in FILES)

    @cached_property
    def _own(self) -> object:
        return session(self.files[0], self.sentences.threads)

    def vectors(self, turns: Sequence[Sequence[str]], before: Sequence[str]) -> np.ndarray:
        """Return the (n, 384) vectors of all sentences of *turns*, in order.

        Parameters
        ----------
        turns
            The sentences of each turn.
        before
            What somebody else had said last, for each turn; "" where there was nothing.
        """
        return self.of(pieces(self.sentences.packer, turns, before))

    def of(self, read: Sequence[Piece]) -> np.ndarray:
        """Return the (n, 384) vectors of all sentences of the pieces *read*, in order."""
        found: list[np.ndarray] = [np.zeros((0, WIDTH), np.float32)] * len(read)
        for batch, ids in batches([piece.ids for piece in read]):
            seen = self._own.run(["out"], {"ids": ids, "middle": self.sentences.partway(ids)})[0]
            for row, i in enumerate(batch):
                found[i] = np.stack([seen[row, a:b].mean(axis=0) for a, b in read[i].spans])
        return np.concatenate(found) if found else np.zeros((0, WIDTH), np.float32)


@cache
def turn_encoder(sentences: RelationModel) -> TurnEncoder:
    """Return the one that comes with the package, on top of *sentences*: loaded once in a process."""
    return TurnEncoder(sentences)
