"""The neural relation model: does a text in its context support a statement, oppose it, or not bear on it?

Two small encoders in ONNX, run by onnxruntime. The *relevance* stage compares sentence vectors with the
statement's and decides what is worth reading; the *relation* stage reads statement, text and what was said
before together. Their scores are joined by a few weights fitted on hand-coded talk. Nothing leaves the machine,
and the same input gives the same figures whatever else is in the batch.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from ..errors import CodingError
from ..guarding.weights import check_files
from .four_bits import matrices
from .segments import sentence_spans
from .stance_model import Head, sigmoid

__all__ = ["WIDTH", "Packer", "RelationModel", "batches", "bearing", "composed", "session"]

START, PAD, END = 0, 1, 2
LONGEST = 140
# Of the vectors of the relevance stage.
WIDTH = 384
MAX_STATEMENT, MAX_TEXT, MAX_CONTEXT = 32, 72, 28
# A short answer makes sense only with its question: what the text leaves free of so many tokens, the context gets.
SHARED = 64
TOKENS = 2048
CACHED = 20_000
FILES = ("tokenizer.json", "relation.onnx", "relation.npz", "relevance.onnx", "relevance.npz", "relation.json")
# What is added to the matrices of the relation stage for written text, where a model has it.
WRITTEN = "written.npz"


@dataclass(frozen=True)
class Packer:
    """Makes token ids: of pairs (statement, text, the end of what was said before), of single texts, of texts bare."""

    tokenizer: object

    def pack(self, statements: Sequence[str], texts: Sequence[str], contexts: Sequence[str]) -> list[list[int]]:
        """Return the n rows of ids, at most 136 each."""
        ids = self.ids([*statements, *texts, *contexts])
        return [
            [START, *ids[s][:MAX_STATEMENT], END, END, *ids[t][:MAX_TEXT], END,
             *((*ids[c][-max(MAX_CONTEXT, SHARED - len(ids[t])) :], END) if ids[c] else ())]
            for s, t, c in zip(statements, texts, contexts, strict=True)
        ]  # fmt: skip

    def single(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the n rows of ids, at most 74 each."""
        ids = self.ids(texts)
        return [[START, *ids[t][:MAX_TEXT], END] for t in texts]

    def ids(self, texts: Sequence[str]) -> dict[str, list[int]]:
        """Return each text's ids, without start and end."""
        distinct = list(dict.fromkeys(texts))
        found = self.tokenizer.encode_batch(distinct, add_special_tokens=False)
        return {text: encoding.ids for text, encoding in zip(distinct, found, strict=True)}


class RelationModel:
    """Relation of a text to a statement, by two encoders.

    Parameters
    ----------
    folder
        Holds ``relation.onnx``, ``relevance.onnx``, ``tokenizer.json`` and ``relation.json`` (version, weights of
        the joint score and its thresholds). Read at the first use.
    threads
        For one matrix product; as many as there are cores by default. Does not change the figures.

    Raises
    ------
    CodingError
        If a file is missing, not what it should be, or not the one that ``SHA256SUMS`` beside it lists.
    """

    def __init__(self, folder: Path, threads: int = 0) -> None:
        self.folder, self.threads = Path(folder), threads
        self._vectors: dict[str, np.ndarray] = {}
        for name in FILES:
            if not (self.folder / name).is_file():
                todo = "Rebuild it with training/relation.py and training/export_relation.py."
                raise CodingError(self.folder / name, expected="a file of the model", found="nothing there", todo=todo)
        check_files(self.folder)

    def load(self) -> None:
        """Read every file that talk needs now, not at its first use."""
        _ = self.heads, self.packer, self._relation, self._relevance

    @cached_property
    def settings(self) -> dict:
        """Version, temperatures, how much is read, and the heads of the joint score."""
        try:
            return json.loads((self.folder / "relation.json").read_text(encoding="utf-8"))
        except ValueError as error:
            raise CodingError(self.folder / "relation.json", expected="JSON in UTF-8", found=str(error)) from None

    @property
    def version(self) -> str:
        """Changes whenever the weights do."""
        return self.settings["version"]

    @cached_property
    def heads(self) -> dict[str, Head]:
        """Features → log odds: ``window`` for `relate`, ``read`` and ``unread`` for turns (`relation_turns`)."""
        return {name: Head(*(np.array(h[k]) for k in ("weights", "mean", "scale")), h["bias"])
                for name, h in self.settings["heads"].items()}  # fmt: skip

    @cached_property
    def packer(self) -> Packer:
        """The tokenizer."""
        from tokenizers import Tokenizer

        return Packer(Tokenizer.from_file(str(self.folder / "tokenizer.json")))

    @cached_property
    def _relation(self) -> object:
        return session(self.folder / "relation.onnx", self.threads)

    @cached_property
    def _written(self) -> object:
        added = self.folder / WRITTEN
        return session(self.folder / "relation.onnx", self.threads, added) if added.is_file() else self._relation

    @cached_property
    def _relevance(self) -> object:
        return session(self.folder / "relevance.onnx", self.threads)

    def read(self, statements: Sequence[str], texts: Sequence[str], contexts: Sequence[str] | None) -> np.ndarray:
        """Return (n, 3) logits of the relation stage: supports, neither, opposes; *contexts* as for `relate`."""
        if contexts is None:
            return _run(self._written, self.packer.pack(statements, texts, [""] * len(texts)), 3)
        return _run(self._relation, self.packer.pack(statements, texts, contexts), 3)

    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        """Return (n, 384) vectors of length one of the relevance stage: the sum of the sentences of each text."""
        parts = [[text[a:b] for a, b in sentence_spans(text)] or [text] for text in texts]
        new = [p for p in dict.fromkeys(p for part in parts for p in part) if p not in self._vectors]
        if len(self._vectors) + len(new) > CACHED:
            self._vectors.clear()
            new = list(dict.fromkeys(p for part in parts for p in part))
        found = _run(self._relevance, self.packer.single(new), WIDTH)
        self._vectors.update(zip(new, found / np.linalg.norm(found, axis=1, keepdims=True), strict=True))
        return composed(parts, self._vectors)

    def partway(self, ids: np.ndarray) -> np.ndarray:
        """Return (b, l, 384): what the first four layers of the relevance stage make of padded *ids* (b, l)."""
        from onnxruntime import RunOptions

        options = RunOptions()
        options.only_execute_path_to_fetches = True
        return self._relevance.run(["middle"], {"ids": ids}, options)[0]

    def relevance(self, texts: Sequence[str], statements: Sequence[str]) -> np.ndarray:
        """Return the (n,) similarity of text i and statement i, from -1 to 1: cheap, and blind to direction."""
        if not len(texts):
            return np.zeros(0)
        distinct = list(dict.fromkeys(statements))
        at = {s: i for i, s in enumerate(distinct)}
        return (self.vectors(texts) * self.vectors(distinct)[[at[s] for s in statements]]).sum(axis=1)

    def relate(
        self, pairs_text: Sequence[str], statements: Sequence[str], context: Sequence[str] | None = None
    ) -> np.ndarray:
        """Return (n, 3) probabilities that text i supports / does not bear on / opposes statement i.

        Parameters
        ----------
        pairs_text, statements
            n texts and n statements, paired.
        context
            What was said right before each text; ``None`` for written sentences that stand alone.
        """
        if not len(pairs_text) == len(statements) == len(pairs_text if context is None else context):
            raise ValueError("texts, statements and context must be of one length")
        logits = self.read(statements, pairs_text, context)
        if context is None:
            return _softmax(logits / self.settings["temperature"])
        similar = self.relevance(pairs_text, statements), self.relevance(context, statements)
        bears = sigmoid(self.heads["window"].logits(np.column_stack([bearing(logits), *similar])))
        supports = self.supports(logits)
        return np.stack([bears * supports, 1 - bears, bears * (1 - supports)], axis=1)

    def supports(self, logits: np.ndarray) -> np.ndarray:
        """Return the (n,) probabilities of supporting, for texts in talk that bear on the statement."""
        return sigmoid((logits[..., 0] - logits[..., 2]) / self.settings["direction_temperature"])


def bearing(logits: np.ndarray) -> np.ndarray:
    """Return the (…) log odds of bearing on the statement, of (…, 3) logits."""
    return np.logaddexp(logits[..., 0], logits[..., 2]) - logits[..., 1]


def _softmax(logits: np.ndarray) -> np.ndarray:
    chances = np.exp(logits - logits.max(axis=1, keepdims=True))
    return chances / chances.sum(axis=1, keepdims=True)


def composed(parts: Sequence[Sequence[str]], known: dict[str, np.ndarray]) -> np.ndarray:
    """Return (n, d) vectors of length one: sums of the known vectors of the parts, by the root of their length."""
    summed = np.stack([sum(known[p] * max(len(p), 1) ** 0.5 for p in part) for part in parts])
    return summed / (np.linalg.norm(summed, axis=1, keepdims=True) + 1e-9)


def session(file: Path, threads: int = 0, added: Path | None = None) -> object:
    """Return an onnxruntime session of *file*, its matrices from the .npz beside it, and what is *added* to them.

    Raises
    ------
    CodingError
        If a file is broken.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    # One thread means no pool of threads, and only then may a process that has loaded the model be forked.
    options.intra_op_num_threads = threads or int(os.environ.get("OMP_NUM_THREADS", "0"))
    options.log_severity_level = 3
    try:
        beside = dict(matrices(file.with_suffix(".npz"), added))
        values = [onnxruntime.OrtValue.ortvalue_from_numpy(m) for m in beside.values()]
        options.add_external_initializers(list(beside), values)
        return onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime has no common base for what it raises on a broken file
        raise CodingError(file, expected="an ONNX model", found=str(error)[:80]) from None


def batches(rows: Sequence[list[int]]) -> Iterator[tuple[list[int], np.ndarray]]:
    """Yield *rows* of ids in batches of like length: their places, and their ids (b, l), padded."""
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    at = 0
    while at < len(order):
        size = max(1, TOKENS // len(rows[order[min(at + TOKENS // len(rows[order[at]]), len(order)) - 1]]))
        batch = order[at : at + size]
        longest = len(rows[batch[-1]])
        yield batch, np.array([rows[i] + [PAD] * (longest - len(rows[i])) for i in batch], dtype=np.int64)
        at += size


def _run(opened: object, rows: list[list[int]], width: int) -> np.ndarray:
    """Run *rows* of ids; return (n, width)."""
    out = np.zeros((len(rows), width), np.float32)
    for batch, ids in batches(rows):
        out[batch] = opened.run(["out"], {"ids": ids})[0]
    return out
