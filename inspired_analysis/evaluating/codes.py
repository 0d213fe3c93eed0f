"""Which codes does a text bear? Measured on labelled texts, with one label each or several.

Where the labels are our own codes (those of the talk corpus), the coder is measured as it is. Other labels are
learned by a probe over what the coder sees of a text: on the file's split ``train`` and measured on another, or,
where the file has no splits, by cross-validation that keeps each conversation together. Labels of the form
``target=value`` are questions apart: each target is learned and measured by itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from ..coding import Coder
from ..coding.records import Record, chosen, read_labelled
from ..errors import CodingError
from .figures import RESAMPLES, code_figures
from .probe import FOLDS, Features, Given, Lexical, Signs, Words, cross_validated, has, predicted
from .talk_codes import CODES, coded_texts, found_codes

__all__ = ["evaluate_codes"]

NONE = ("none", "neither", "other")
Learn = Callable[[Sequence[Record], Sequence[str], bool, object], np.ndarray]


def evaluate_codes(
    file: str | Path,
    *,
    split: str | None = None,
    limit: int | None = None,
    folds: int | None = None,
    baseline: bool = False,
    features: Features | None = None,
    coder: Coder | None = None,
    resamples: int = RESAMPLES,
) -> dict:
    """Measure how well codes are told from texts.

    Parameters
    ----------
    file
        Records {text, label}; several labels stand under ``labels`` of ``extra``.
    split
        Measure the records of this split; all but ``train`` by default.
    limit
        Only the first so many of them.
    folds
        Cross-validate over the whole file instead; with 5 where the file has no split ``train``.
    baseline
        Also the majority, TF-IDF with logistic regression, and VADER's sign, learned in the same way.
    features
        texts → (n, k) array, what the probe sees; by default what a lexical coder sees.
    coder
        Codes turns, where the labels are our own codes; the codebook's cues by default.
    resamples
        Draws for the intervals; none with 0.

    Returns
    -------
    dict
        ``how`` (coder, train or cross-validation), and the figures of `code_figures`, with
        ``records_per_second`` and, with *baseline*, ``baselines``; ``parts`` are targets with labels of their own.

    Raises
    ------
    CodingError
        For a wrong record, or a split that does not occur or leaves nothing to learn on.
    """
    records = read_labelled(file)
    if _ours(records):
        return _as_it_is(file, records, split, limit, coder, baseline, resamples)
    measured, learn, how = _plan(Path(file), records, split, limit, folds)
    names = sorted(frozenset().union(*(r.labels for r in records)))
    parts = _parts(measured, names)
    began = time.perf_counter()
    found = _found(measured, names, parts, learn, Lexical() if features is None else Given(features))
    seconds = time.perf_counter() - began
    gold = has(measured, names)
    result = {"how": how, **code_figures(gold, found, names, parts=parts, resamples=resamples)}
    result["records_per_second"] = round(len(measured) / max(seconds, 1e-9), 1)
    if baseline:
        found = {"majority": _found(measured, names, parts, learn, Nothing()),
                 "tfidf_lr": _found(measured, names, parts, learn, Words()),
                 "vader": _found(measured, names, parts, learn, Signs())}  # fmt: skip
        result["baselines"] = {name: code_figures(gold, said, names, parts=parts, resamples=resamples)
                               for name, said in found.items()}  # fmt: skip
    return result


class Nothing:
    """Sees nothing: what is learned is the majority."""


def _ours(records: Sequence[Record]) -> bool:
    labels = frozenset().union(*(r.labels for r in records))
    return bool(labels & set(CODES)) and labels <= {*CODES, *NONE}


def _as_it_is(file, records, split, limit, coder, baseline, resamples) -> dict:
    """Measure the coder itself: the labels are its codes."""
    measured = chosen(records, file, split, limit)
    began = time.perf_counter()
    coded = coded_texts([r.text for r in measured], [r.target for r in measured], coder=coder)
    seconds = time.perf_counter() - began
    gold = has(measured, CODES)
    found = np.array([[code in own for code in CODES] for own in map(found_codes, coded)])
    result = {"how": "coder", **code_figures(gold, found, CODES, resamples=resamples)}
    result["records_per_second"] = round(len(measured) / max(seconds, 1e-9), 1)
    if baseline:
        others, learn, _ = _plan(Path(file), records, split, limit, None if split not in (None, "train") else FOLDS)
        result["baselines"] = {
            name: code_figures(has(others, CODES), _found(others, CODES, {}, learn, seen), CODES, resamples=resamples)
            for name, seen in (("majority", Nothing()), ("tfidf_lr", Words()), ("vader", Signs()))
        }  # fmt: skip
    return result


def _plan(
    file: Path, records: list[Record], split: str | None, limit: int | None, folds: int | None
) -> tuple[list[Record], Learn, str]:
    """Return what is measured, how predictions for it are made, and what that is called."""
    train = [r for r in records if r.split == "train"]
    rest = [r for r in records if r.split != "train"]
    if folds or not train or not rest:
        measured = chosen(records, file, split, limit)

        def learn(own, names, exclusive, features):
            return cross_validated(own, names, features=features, exclusive=exclusive, folds=folds or FOLDS)

        return measured, learn, f"cross-validation, {folds or FOLDS} folds"
    if split == "train":
        raise CodingError(file, expected="another split than 'train', on which is learned", found="split 'train'",
                          todo="Name another one with --split, or cross-validate with --folds 5.")  # fmt: skip

    def learn(own, names, exclusive, features):
        known = [r for r in train if r.labels & set(names)] if exclusive else train
        return predicted(known, own, names, features=features, exclusive=exclusive)

    return chosen(rest, file, split, limit), learn, "learned on split 'train'"


def _parts(records: Sequence[Record], names: Sequence[str]) -> dict[str, np.ndarray]:
    """Return target → (n,) bool where every label is ``target=value``, else nothing."""
    if not all(r.target and r.label.startswith(f"{r.target}=") for r in records):
        return {}
    targets = np.array([r.target for r in records])
    return {target: targets == target for target in sorted(set(targets.tolist()))}


def _found(records: list[Record], names: Sequence[str], parts: dict, learn: Learn, features) -> np.ndarray:
    """Return (n, k) bool; labels are learned among those of the same target."""
    found = np.zeros((len(records), len(names)), bool)
    for part, of in (parts or {"": np.ones(len(records), bool)}).items():
        columns = [i for i, name in enumerate(names) if not part or name.startswith(f"{part}=")]
        own, labels = [records[i] for i in np.flatnonzero(of)], [names[i] for i in columns]
        exclusive = all(len(r.labels) == 1 for r in records)
        if isinstance(features, Nothing):
            said = _majority(own, labels, exclusive)
        else:
            said = learn(own, labels, exclusive, features)
        found[np.ix_(of, columns)] = said
    return found


def _majority(records: Sequence[Record], names: Sequence[str], exclusive: bool) -> np.ndarray:
    """Return the commonest label for all; of several labels, those that most records have."""
    counts = has(records, names).sum(axis=0)
    said = np.arange(len(names)) == counts.argmax() if exclusive else counts > len(records) / 2
    return np.tile(said, (len(records), 1))
