"""Does a text bear on a statement, or make a point? Measured by how well scores rank labelled pairs.

``map_strict`` is the measure of the shared task on key points (Friedman-Melamed et al., 2021): per topic and side,
each text is matched to its best point, the better half of the matches is kept, and their average precision taken;
a pair without a label counts as wrong. It is given where records have a ``topic`` under ``extra``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from ..coding.records import Record, read_labelled
from ..coding.stance import load_reader
from ..errors import CodingError
from .baselines import classifier, joined, learned, to_learn_on, vader
from .figures import average_precision, intervals, rounded
from .frame import Asked
from .stance import related

__all__ = ["Scorer", "bears", "evaluate_relevance"]

Scorer = Callable[[Sequence[Record]], np.ndarray]
HOLDS = {"match", "relevant", "bears", "yes", "1", "true", "supports", "support", "opposes", "oppose"}
HOLDS_NOT = {"no_match", "irrelevant", "neither", "none", "no", "0", "false", "neutral", "unrelated"}
KEPT = 0.5


def evaluate_relevance(file: str | Path, *, scorer: Scorer | None = None, **options) -> dict:
    """Measure how well texts that bear on a statement are ranked above others.

    Parameters
    ----------
    file
        Records {text, target, label} with the labels match and no_match, or relevant and irrelevant.
    scorer
        records → (n,) scores; by default the probability, by the shipped model, that text bears on target.
    options
        As in `Asked`. Baselines are chance, cosine of TF-IDF, TF-IDF with logistic regression, and likeness of
        VADER's sentiment; draws are of texts.

    Returns
    -------
    dict
        ``n``, ``n_relevant``, ``ap`` (average precision of all pairs), ``map_strict`` and ``topics`` (or None),
        ``intervals``, ``records_per_second``, and with *baseline* ``baselines``.
    """
    records = read_labelled(file, target=True)
    wrong = next((r.label for r in records if r.label.lower() not in HOLDS | HOLDS_NOT), None)
    if wrong is not None:
        raise CodingError(Path(file), expected="labels match and no_match, or relevant and irrelevant",
                          found=repr(wrong[:40]))  # fmt: skip
    asked = Asked(**options)
    measured = asked.of(records, file)
    return asked.measure(
        measured,
        (lambda own: bears(own, progress=asked.progress)) if scorer is None else scorer,
        lambda scores: _figures(measured, np.asarray(scores), asked.resamples),
        lambda: _baselines(Path(file), records, measured, asked.split),
    )


def bears(records: Sequence[Record], *, coder=None, progress: bool = False) -> np.ndarray:
    """Return the (n,) probability that text bears on target: of supporting it, or opposing it."""
    return 1 - related(load_reader() if coder is None else coder, records, progress=progress)[:, 1]


def _figures(records: Sequence[Record], scores: np.ndarray, resamples: int) -> dict:
    holds = np.array([r.label.lower() in HOLDS for r in records])
    texts = {text: i for i, text in enumerate(dict.fromkeys((r.text, *_topic(r)) for r in records))}
    text = np.array([texts[(r.text, *_topic(r))] for r in records])
    topics = sorted({_topic(r) for r in records} - {()})
    topic = np.array([topics.index(_topic(r)) if _topic(r) else -1 for r in records])
    best = [_best(np.flatnonzero(topic == t), text, scores) for t in range(len(topics))]

    def measured(counts: np.ndarray) -> dict[str, float]:
        weights = counts[text]
        per_topic = [_half(holds[rows], scores[rows], weights[rows]) for rows in best]
        known = [value for value in per_topic if not np.isnan(value)]
        return {"ap": average_precision(holds, scores, weights),
                "map_strict": float(np.mean(known)) if known else np.nan}  # fmt: skip

    whole = measured(np.ones(len(texts), int))
    return {
        "n": len(records), "n_relevant": int(holds.sum()), **{key: rounded(value) for key, value in whole.items()},
        "topics": len(topics), "intervals": intervals(measured, len(texts), resamples=resamples),
    }  # fmt: skip


def _topic(record: Record) -> tuple[str, ...]:
    topic = record.extra.get("topic")
    return () if topic is None else (str(topic), str(record.extra.get("stance", "")))


def _best(rows: np.ndarray, text: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Return the row of each text's best match among *rows*, best first."""
    found: dict[int, int] = {}
    for row in rows[np.argsort(-scores[rows], kind="stable")].tolist():
        found.setdefault(int(text[row]), row)
    return np.array(list(found.values()), dtype=int)


def _half(holds: np.ndarray, scores: np.ndarray, weights: np.ndarray) -> float:
    """Return the average precision of the better half of matches that stand best first, each drawn *weights* times."""
    drawn = np.repeat(np.arange(len(holds)), weights)
    kept = drawn[: int(len(drawn) * KEPT)]
    if not len(kept):
        return np.nan
    return average_precision(holds[kept], scores[kept]) if holds[kept].any() else 0.0


def _baselines(file: Path, records: list[Record], measured: list[Record], split: str | None) -> dict[str, np.ndarray]:
    from sklearn.feature_extraction.text import TfidfVectorizer

    train = to_learn_on(file, records, split)
    pairs = [joined(r.text, r.target) for r in train]
    model = learned(classifier(), pairs, [r.label.lower() in HOLDS for r in train], file)
    vectors = TfidfVectorizer(sublinear_tf=True, stop_words="english").fit([*(r.text for r in train),
                                                                             *{r.target for r in train}])  # fmt: skip
    own, points = (vectors.transform([getattr(r, key) for r in measured]) for key in ("text", "target"))
    said, meant = (vader([getattr(r, key) for r in measured]) for key in ("text", "target"))
    return {
        "majority": np.zeros(len(measured)),
        "tfidf_cosine": np.asarray(own.multiply(points).sum(axis=1)).ravel(),
        "tfidf_lr": model.predict_proba([joined(r.text, r.target) for r in measured])[:, 1],
        "vader": 1 - np.abs(said - meant) / 2,
    }
