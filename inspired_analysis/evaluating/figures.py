"""Figures that several tasks report: per class, with bootstrap intervals; calibration."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

__all__ = ["RESAMPLES", "average_precision", "calibration", "class_figures", "code_figures", "expected_error",
           "intervals", "mean", "rounded"]  # fmt: skip

RESAMPLES = 1000
BINS = 10


def intervals(
    measured: Callable[[np.ndarray], dict[str, float]], n: int, *, resamples: int = RESAMPLES, seed: int = 0
) -> dict[str, list[float]]:
    """Return the 95 % percentile bootstrap interval of every figure that *measured* returns.

    Parameters
    ----------
    measured
        Given how often each of the n units was drawn, (n,), the figures; NaN where a draw does not define one.
    n
        How many units (records, queries, sessions) are drawn with replacement.
    resamples
        How often; with 0, or with fewer than two units, there are no intervals.
    """
    if not resamples or n < 2:
        return {}
    rng = np.random.default_rng(seed)
    drawn = [measured(np.bincount(rng.integers(0, n, n), minlength=n)) for _ in range(resamples)]
    found = {}
    for name in drawn[0]:
        values = np.array([figures[name] for figures in drawn], dtype=float)
        if not np.isnan(values).all():
            found[name] = [rounded(v) for v in np.nanpercentile(values, (2.5, 97.5))]
    return found


def class_figures(
    true: Sequence[str], predicted: Sequence[str], labels: Sequence[str], *, resamples: int = RESAMPLES
) -> dict:
    """Return n, accuracy, macro_f1, per_class (precision, recall, f1, n) and intervals of one label a record."""
    gold, found = (np.array([[v == name for name in labels] for v in values]) for values in (true, predicted))
    figures = code_figures(gold, found, labels, every=True, resamples=resamples)
    return {k: v for k, v in figures.items() if k != "micro_f1"}


def code_figures(
    gold: np.ndarray,
    found: np.ndarray,
    names: Sequence[str],
    *,
    parts: dict[str, np.ndarray] | None = None,
    every: bool = False,
    resamples: int = RESAMPLES,
) -> dict:
    """Return the figures of records that have any number of codes.

    Parameters
    ----------
    gold, found
        (n, k) bool: which record has which code, by hand and by the coder.
    names
        The k codes.
    parts
        Name → (n,) bool: records to be told apart, each with codes of its own; the macro mean is then over parts.
    every
        The macro mean is over all *names*, not only those that occur by hand or by the coder.

    Returns
    -------
    dict
        ``n``, ``accuracy`` (all codes of a record right), ``macro_f1``, ``micro_f1``, ``per_class`` (code →
        precision, recall, f1, n, said, f1_interval), ``parts`` (name → n, accuracy, macro_f1), ``intervals``.
    """
    gold, found = (np.asarray(a, bool).reshape(-1, len(names)) for a in (gold, found))
    exact = (gold == found).all(axis=1)
    hits, there, said = (gold & found).astype(float), gold.astype(float), found.astype(float)
    occurring = np.ones(len(names), bool) if every else gold.any(axis=0) | found.any(axis=0)
    own = {part: gold[of].any(axis=0) | found[of].any(axis=0) for part, of in (parts or {}).items()}

    def measured(counts: np.ndarray) -> dict[str, float]:
        h, t, s = counts @ hits, counts @ there, counts @ said
        f1 = _ratio(2 * h, t + s)
        figures = {"accuracy": float(counts @ exact) / max(counts.sum(), 1)}
        macros = {f"macro_f1 {part}": float(f1[codes].mean()) for part, codes in own.items() if codes.any()}
        figures["macro_f1"] = float(np.mean([*macros.values()] or f1[occurring] if occurring.any() else 0.0))
        figures["micro_f1"] = float(_ratio(2 * h.sum(), t.sum() + s.sum()))
        return figures | macros | {f"f1 {name}": float(v) for name, v in zip(names, f1, strict=True)}

    once = np.ones(len(gold))
    whole, spread = measured(once), intervals(measured, len(gold), resamples=resamples)
    h, t, s = once @ hits, once @ there, once @ said
    per_class = {
        name: {"precision": rounded(_ratio(h[i], s[i])), "recall": rounded(_ratio(h[i], t[i])),
               "f1": rounded(whole[f"f1 {name}"]), "n": int(t[i]), "said": int(s[i]),
               **({"f1_interval": spread[f"f1 {name}"]} if spread else {})}
        for i, name in enumerate(names)
    }  # fmt: skip
    result = {"n": len(gold)}
    result |= {key: rounded(whole[key]) for key in ("accuracy", "macro_f1", "micro_f1")} | {"per_class": per_class}
    if parts:
        result["parts"] = {
            part: {"n": int(of.sum()), "accuracy": rounded(exact[of].mean()),
                   "macro_f1": rounded(whole.get(f"macro_f1 {part}", np.nan)),
                   **({"macro_f1_interval": spread[f"macro_f1 {part}"]} if f"macro_f1 {part}" in spread else {})}
            for part, of in parts.items()
        }  # fmt: skip
    if spread:
        result["intervals"] = {key: spread[key] for key in ("accuracy", "macro_f1")}
    return result


def average_precision(holds: np.ndarray, scores: np.ndarray, weights: np.ndarray | None = None) -> float:
    """Return the average precision of (n,) scores, NaN where nothing holds."""
    from sklearn.metrics import average_precision_score

    if weights is not None:
        kept = weights > 0
        holds, scores, weights = holds[kept], scores[kept], weights[kept]
    if not len(holds) or not np.any(holds):
        return float("nan")
    return float(average_precision_score(holds, scores, sample_weight=weights))


def calibration(chances: np.ndarray, holds: np.ndarray) -> np.ndarray:
    """Return (10, 3): per bin of equal width how many there are, the sum of their chances, how many hold."""
    at = np.minimum((np.asarray(chances) * BINS).astype(int), BINS - 1)
    sums = [np.bincount(at, values, BINS) for values in (np.ones(len(at)), chances, np.asarray(holds, float))]
    return np.stack(sums, axis=1)


def expected_error(bins: np.ndarray) -> float:
    """Return the expected calibration error of `calibration`: mean distance of chance and share, by bin size."""
    n = bins[:, 0].sum()
    return float(np.abs(bins[:, 1] - bins[:, 2]).sum() / n) if n else float("nan")


def mean(values: Sequence[float | None]) -> float | None:
    """Return the rounded mean of what is known, or None."""
    known = [v for v in values if v is not None and not np.isnan(v)]
    return rounded(float(np.mean(known))) if known else None


def rounded(value: float) -> float | None:
    """Return *value* to four digits, None for NaN, as JSON wants it."""
    return None if np.isnan(value) else round(float(value), 4)


def _ratio(part, whole):
    return np.divide(part, whole, out=np.zeros_like(np.asarray(whole, float)), where=np.asarray(whole) > 0)
