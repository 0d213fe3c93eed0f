"""The sentence encoder alone: the relevance stage of the relation model, for what needs vectors and no stance."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources
from pathlib import Path

from ..errors import CodingError
from .relation import RelationModel

__all__ = ["SentenceEncoder", "fingerprint", "shipped_encoder"]

FILES = ("relevance.onnx", "relevance.npz", "tokenizer.json")


class SentenceEncoder(RelationModel):
    """`vectors` of a model of which only ``relevance.onnx``, ``relevance.npz`` and ``tokenizer.json`` are needed.

    Raises
    ------
    CodingError
        If one of them is missing.
    """

    def __init__(self, folder: Path, threads: int = 0) -> None:
        self.folder, self.threads = Path(folder), threads
        self._vectors = {}
        for name in FILES:
            if not (self.folder / name).is_file():
                raise CodingError(self.folder / name, expected="a file of the sentence encoder", found="nothing there",
                                  todo="Name the folder that holds them.")  # fmt: skip


def fingerprint(folder: Path, *more: Path) -> str:
    """Return a short hash that tells one encoder from another, by its files; `CodingError` if one is away."""
    digest = hashlib.sha256()
    for file in (*(Path(folder) / name for name in FILES), *more):
        try:
            digest.update(file.read_bytes())
        except OSError as error:
            raise CodingError(file, expected="a file of the encoder", found=error.strerror or "nothing readable",
                              todo="Install the package anew.") from None  # fmt: skip
    return digest.hexdigest()[:12]


@cache
def shipped_encoder() -> SentenceEncoder | None:
    """Return the encoder that comes with the package, wherever below ``models`` it lies; None where there is none."""
    models = Path(str(resources.files("inspired_analysis.models")))
    found = sorted(models.rglob("relevance.onnx"))
    return SentenceEncoder(found[0].parent) if found else None
