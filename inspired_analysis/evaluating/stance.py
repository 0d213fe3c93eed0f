"""Does a text support a statement, oppose it, or not bear on it? Measured on labelled pairs.

A file of records in which *neither* does not occur is scored two-way: the likelier of supports and opposes.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from ..coding.records import LABELS, Record, read_records
from ..coding.stance import load_reader
from .baselines import label_baselines
from .figures import class_figures
from .frame import Asked

__all__ = ["Relates", "evaluate_stance", "related"]

BATCH = 512


class Relates(Protocol):
    """A relation model: the lexical one, or what replaces it."""

    def relate(
        self, pairs_text: Sequence[str], statements: Sequence[str], context: Sequence[str] | None = None
    ) -> np.ndarray:
        """Return (n, 3) probabilities of supports, neither, opposes."""
        ...


def evaluate_stance(file: str | Path, *, coder: Relates | None = None, **options) -> dict:
    """Measure a relation model on labelled records.

    Parameters
    ----------
    file
        Records, one JSON object a line.
    coder
        Anything with ``relate``; the shipped model by default.
    options
        As in `Asked`. Baselines are the majority class, TF-IDF with logistic regression, and VADER's sign.

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
    asked = Asked(**options)
    measured = asked.of(records, file)
    labels = [name for name in LABELS if name != "neither" or any(r.label == name for r in records)]
    reader = load_reader() if coder is None else coder

    def said(own: Sequence[Record]) -> list[str]:
        chances = related(reader, own, progress=asked.progress)[:, [LABELS.index(name) for name in labels]]
        return [labels[i] for i in chances.argmax(axis=1)]

    return asked.measure(
        measured,
        said,
        lambda found: class_figures([r.label for r in measured], found, labels, resamples=asked.resamples),
        lambda: label_baselines(Path(file), records, measured, labels, asked.split),
    )


def related(coder: Relates, records: Sequence[Record], *, progress: bool = False) -> np.ndarray:
    """Return the (n, 3) probabilities of *records*, read in batches."""
    from tqdm import tqdm

    parts = [records[at : at + BATCH] for at in range(0, len(records), BATCH)]
    return np.concatenate([
        coder.relate([r.text for r in part], [r.target for r in part])
        for part in tqdm(parts, desc="records", unit_scale=BATCH, disable=not progress)
    ])  # fmt: skip
