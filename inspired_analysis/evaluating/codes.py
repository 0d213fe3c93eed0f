"""Which codes does a text bear? Measured on labelled texts, with one label each or several.

Where the labels are our own codes (those of the talk corpus), the coder is measured as it is, unless folds are asked
for. Other labels are learned by a probe over what the coder sees of a text: on the file's split ``train`` and measured
on another, or, where the file has no splits, by cross-validation that keeps each conversation together. Labels of the
form ``target=value`` are questions apart: each target is learned and measured by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from ..coding import Coder
from ..coding.records import Record, read_labelled
from ..errors import CodingError
from .baselines import FEWEST
from .figures import code_figures
from .frame import Asked
from .probe import FOLDS, Features, Given, Lexical, Nothing, Signs, Words, cross_validated, has, predicted, talks
from .talk_codes import CODES, coded_texts, found_codes

__all__ = ["evaluate_codes"]

NONE = ("none", "neither", "other")
Learn = Callable[[Sequence[Record], Sequence[str], bool, object], np.ndarray]


def evaluate_codes(
    file: str | Path,
    *,
    folds: int | None = None,
    features: Features | None = None,
    coder: Coder | None = None,
    **options,
) -> dict:
    """Measure how well codes are told from texts.

    Parameters
    ----------
    file
        Records {text, label}; several labels stand under ``labels`` of ``extra``.
    folds
        Learn the labels, our own codes too, by cross-validation over the whole file, in so many folds or as many as
        there are conversations; by default 5, where the file has no split ``train``.
    features
        texts → (n, k) array, what the probe sees; by default what a lexical coder sees.
    coder
        Codes turns, where the labels are our own codes; the shipped coder by default.
    options
        As in `Asked`; what is learned on ``train`` is not measured there. Baselines are the majority, TF-IDF with
        logistic regression, and VADER's sign, learned in the same way.

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
    asked, records = Asked(**options), read_labelled(file)
    ours = [_in_our_words(r) for r in records]
    if _ours(ours) and not folds:
        return _as_it_is(Path(file), ours, asked, coder)
    measured, learn, how = _plan(Path(file), records, asked, folds)
    names = sorted(frozenset().union(*(r.labels for r in records)))
    parts = _parts(measured, names)
    seen, gold = Lexical() if features is None else Given(features), has(measured, names)
    return {"how": how, **asked.measure(
        measured,
        lambda own: _found(own, names, parts, learn, seen),
        lambda found: code_figures(gold, found, names, parts=parts, resamples=asked.resamples),
        lambda: {name: _found(measured, names, parts, learn, sight) for name, sight in _simple().items()},
    )}  # fmt: skip


def _in_our_words(record: Record) -> Record:
    """Return *record* with labels as `CODES` has them: the codebook's "red line" is ``red_line``."""
    return replace(record, extra={**record.extra, "labels": [label.replace(" ", "_") for label in record.labels]})


def _ours(records: Sequence[Record]) -> bool:
    labels = frozenset().union(*(r.labels for r in records))
    return bool(labels & set(CODES)) and labels <= {*CODES, *NONE}


def _simple() -> dict[str, object]:
    """Return what the baselines see."""
    return {"majority": Nothing(), "tfidf_lr": Words(), "vader": Signs()}


def _as_it_is(file: Path, records: list[Record], asked: Asked, coder: Coder | None) -> dict:
    """Measure the coder itself: the labels are its codes."""
    measured = asked.of(records, file)

    def coded(own: Sequence[Record]) -> np.ndarray:
        found = coded_texts([r.text for r in own], [r.target for r in own], coder=coder)
        return np.array([[code in said for code in CODES] for said in map(found_codes, found)])

    def figures(found: np.ndarray, of: Sequence[Record] = measured) -> dict:
        return code_figures(has(of, CODES), found, CODES, resamples=asked.resamples)

    result = {"how": "coder", **replace(asked, baseline=False).measure(measured, coded, figures, dict)}
    if asked.baseline:  # they may have fewer records, since they learn from some
        others, learn, _ = _plan(file, records, asked, None if asked.split not in (None, "train") else FOLDS)
        result["baselines"] = {name: figures(_found(others, CODES, {}, learn, sight), others)
                               for name, sight in _simple().items()}  # fmt: skip
    return result


def _plan(
    file: Path, records: list[Record], asked: Asked, folds: int | None
) -> tuple[list[Record], Learn, str]:
    """Return what is measured, how predictions for it are made, and what that is called."""
    train = [r for r in records if r.split == "train"]
    rest = [r for r in records if r.split != "train"]
    across = bool(folds or not train or not rest)
    measured = asked.of(records if across or asked.split == "train" else rest, file)
    few = len(measured if across else train)
    if few < FEWEST:
        raise CodingError(file, expected=f"at least {FEWEST} records to learn on", found=str(few),
                          todo="Label more of them, or leave out --split and --limit.")  # fmt: skip
    if across:
        folds = min(folds or FOLDS, talks(measured))

        def learn(own, names, exclusive, features):
            return cross_validated(own, names, features=features, exclusive=exclusive, folds=folds)

        return measured, learn, f"cross-validation, {folds} folds"
    if asked.split == "train":
        raise CodingError(file, expected="another split than 'train', on which is learned", found="split 'train'",
                          todo="Name another one with --split, or cross-validate with --folds 5.")  # fmt: skip

    def learn(own, names, exclusive, features):
        exclusive = exclusive and all(len(r.labels & set(names)) < 2 for r in train)
        known = [r for r in train if r.labels & set(names)] if exclusive else train
        return predicted(known, own, names, features=features, exclusive=exclusive)

    return measured, learn, "learned on split 'train'"


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
        exclusive = all(len(r.labels & set(names)) == 1 for r in records)
        found[np.ix_(of, columns)] = learn(own, labels, exclusive, features)
    return found
