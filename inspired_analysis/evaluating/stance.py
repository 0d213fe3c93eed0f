"""Does a text support a statement, oppose it, or not bear on it? Measured on labelled pairs.

A file of records in which *neither* does not occur is scored two-way: the likelier of supports and opposes.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from ..coding.records import LABELS, Record, chosen, read_records
from ..coding.stance import load_reader
from .baselines import label_baselines
from .figures import RESAMPLES, class_figures

__all__ = ["Relates", "evaluate_stance", "related"]

BATCH = 512


class Relates(Protocol):
    """A relation model: the lexical one, or what replaces it."""

    def relate(
        self, pairs_text: Sequence[str], statements: Sequence[str], context: Sequence[str] | None = None
    ) -> np.ndarray:
        """Return (n, 3) probabilities of supports, neither, opposes."""
        ...


def evaluate_stance(
    file: str | Path,
    *,
    split: str | None = None,
    limit: int | None = None,
    baseline: bool = False,
    coder: Relates | None = None,
    resamples: int = RESAMPLES,
    progress: bool = False,
) -> dict:
    """Measure a relation model on labelled records.

    Parameters
    ----------
    file
        Records, one JSON object a line.
    split
        Only records of this split; all by default.
    limit
        Only the first so many of them.
    baseline
        Also score the majority class and TF-IDF with logistic regression, both learned on the file's own
        ``train`` split, and VADER's sign.
    coder
        Anything with ``relate``; the shipped model by default.
    resamples
        Draws for the intervals; none with 0.
    progress
        Show a progress bar on standard error.

    Returns
    -------
    dict
        ``n``, ``accuracy``, ``macro_f1``, ``per_class`` (label → precision, recall, f1, n, said), ``intervals``,
        ``records_per_second``, and with *baseline* ``baselines`` (name → the same figures).

    Raises
    ------
    CodingError
        For a wrong record, a split that does not occur, or a baseline without a split to learn on.
    """
    records = read_records(file)
    measured = chosen(records, file, split, limit)
    labels = [name for name in LABELS if name != "neither" or any(r.label == name for r in records)]
    coder = load_reader() if coder is None else coder
    began = time.perf_counter()
    chances = related(coder, measured, progress=progress)[:, [LABELS.index(name) for name in labels]]
    seconds = time.perf_counter() - began
    predicted = [labels[i] for i in chances.argmax(axis=1)]
    result = class_figures([r.label for r in measured], predicted, labels, resamples=resamples)
    result["records_per_second"] = round(len(measured) / max(seconds, 1e-9), 1)
    if baseline:
        result["baselines"] = label_baselines(Path(file), records, measured, labels, split)
    return result


def related(coder: Relates, records: Sequence[Record], *, progress: bool = False) -> np.ndarray:
    """Return the (n, 3) probabilities of *records*, read in batches."""
    from tqdm import tqdm

    parts = [records[at : at + BATCH] for at in range(0, len(records), BATCH)]
    return np.concatenate([
        coder.relate([r.text for r in part], [r.target for r in part])
        for part in tqdm(parts, desc="records", unit_scale=BATCH, disable=not progress)
    ])  # fmt: skip
