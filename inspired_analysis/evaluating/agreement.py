"""Does a response accept what was said, or reject it? Measured on pairs of a response and an earlier turn.

Labels are read as accept (also in part), reject (also in part), and *neither* for everything else: an order, an
offer, a maybe. Without any of the latter the file is scored two-way. The coder says what it codes as agreement and
disagreement; a probe beside it, learned on the file's split ``train``, says how much more could be told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ..coding import Coder
from ..coding.records import Record, read_labelled
from ..errors import CodingError
from .baselines import label_baselines
from .figures import class_figures
from .frame import Asked
from .probe import Features, Given, Lexical, predicted
from .talk_codes import coded_texts

__all__ = ["ANSWERS", "evaluate_agreement"]

ANSWERS = ("accept", "neither", "reject")
_NAMES = {
    "accept": "accept accept_part accepts agree agrees agreement yes",
    "reject": "reject reject_part rejects disagree disagrees disagreement dispute no",
}
ALIASES = {name: label for label, names in _NAMES.items() for name in names.split()}
CODED = {"agreement": "accept", "disagreement": "reject"}


def evaluate_agreement(
    file: str | Path, *, features: Features | None = None, coder: Coder | None = None, **options
) -> dict:
    """Measure how well accepting and rejecting responses are told.

    Parameters
    ----------
    file
        Records {text, target, label}: a response, what it responds to, and what it is.
    features
        texts → (n, k) array, what the probe sees of both texts; by default what a lexical coder sees.
    coder
        Codes turns; the shipped coder by default.
    options
        As in `Asked`; where there are other splits, ``train`` is not measured by default. Baselines are the majority,
        TF-IDF with logistic regression (of both texts) and VADER's sign.

    Returns
    -------
    dict
        ``n``, ``accuracy``, ``macro_f1``, ``per_class``, ``intervals`` and ``records_per_second`` of the coder;
        the same under ``probe``, where there is a split to learn on (None if it is too small), and under ``baselines``.
    """
    asked = Asked(**options)
    records = [replace(r, label=ALIASES.get(r.label.lower(), "neither"), extra={}) for r in read_labelled(file)]
    rest = [r for r in records if r.split != "train"]
    measured = asked.of(rest if asked.split is None and rest else records, file)
    labels = [name for name in ANSWERS if name != "neither" or any(r.label == name for r in records)]
    learnable = asked.split or next((r.split for r in rest), None)

    def figures(found: Sequence[str]) -> dict:
        return class_figures([r.label for r in measured], found, labels, resamples=asked.resamples)

    result = asked.measure(
        measured,
        lambda own: _answered(own, labels, coder),
        figures,
        lambda: label_baselines(Path(file), records, measured, labels, learnable),
    )
    train = [r for r in records if r.split == "train"]
    if train and asked.split != "train" and rest:
        seen = Lexical() if features is None else Given(features)
        try:
            found = predicted(train, measured, labels, features=seen, exclusive=True, before=True)
            result["probe"] = figures([labels[i] for i in found.argmax(axis=1)])
        except CodingError:  # too few to learn on, which nobody asked for: the coder has its figures
            result["probe"] = None
    return result


def _answered(records: Sequence[Record], labels: Sequence[str], coder: Coder | None) -> list[str]:
    """Return what the coder codes each response as; of both, the first; of neither, *neither* or the first label."""
    coded = coded_texts([r.text for r in records], [r.target for r in records], coder=coder)
    silent = "neither" if "neither" in labels else labels[0]
    return [next((CODED[code] for code, _, _ in own if code in CODED), silent) for own in coded]
