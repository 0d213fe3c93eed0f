"""Agreement between coders, per code and per pair, with intervals and warnings.

Conventions
-----------
- The units are the segments (sentences) of participants' turns. For one code, a coder's label of a segment is the value
  of a coding that shares at least half of the shorter of both, "yes" for codes without values, `UNCODED` otherwise.
- Uncoded text is in the open: ``percent``, ``kappa`` and ``alpha`` are over all segments, uncoded being a label like
  any other; ``percent_coded`` is over the segments that at least one of the two coded, where agreement by silence does
  not count. ``coded_any`` and ``coded_both`` say how many these are.
- Kappa is Cohen's (scikit-learn); alpha is Krippendorff's, nominal, and for stance also ordinal from opposes over
  mixed and conditional to supports (NLTK's `AnnotationTask`); ``alpha_u`` is alpha for unitising, on the spans.
- Intervals are 95 % percentile bootstraps over turns, since segments of one turn are not independent.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import numpy as np
import pandas as pd

from ..transcript import Transcript
from .segments import segments
from .unitizing import unitizing_alpha

__all__ = ["AGREEMENT_COLUMNS", "UNCODED", "agree", "alpha", "kappa", "labels", "ordinal"]

UNCODED = "-"
# Mixed and conditional are one step, between the two sides.
RANKS = {"opposes": 0, "mixed": 1, "conditional": 1, "supports": 2}
RESAMPLES = 500
RARE = 0.1  # of segments; below it kappa is low whatever the coders do
AGREEMENT_COLUMNS = [
    "code", "statement", "coders", "segments", "coded_any", "coded_both", "percent", "percent_coded", "kappa",
    "kappa_low", "kappa_high", "alpha", "alpha_low", "alpha_high", "alpha_ordinal", "alpha_u", "warning",
]  # fmt: skip


def agree(by_coder: Mapping[str, pd.DataFrame], transcript: Transcript, *, resamples: int = RESAMPLES) -> pd.DataFrame:
    """Return agreement per code (and statement, for stance) and pair of coders; with three or more also for all.

    Parameters
    ----------
    by_coder
        Coder → their codings of *transcript* (table ``codings``).
    resamples
        How often the bootstrap draws turns anew.
    """
    units = segments(transcript.turns)
    units = units[units["role"] == "participant"].reset_index(drop=True)
    things = sorted({(c.code, c.statement if c.code == "stance" else "") for own in by_coder.values()
                     for c in own.itertuples() if c.code != "candidate"})  # fmt: skip
    groups: list[tuple[str, ...]] = list(combinations(sorted(by_coder), 2))
    groups += [tuple(sorted(by_coder))] if len(by_coder) > 2 else []
    rows = []
    for code, statement in things:
        chosen = {who: own[(own["code"] == code) & ((own["statement"] == statement) | (code != "stance"))]
                  for who, own in by_coder.items()}  # fmt: skip
        given = {who: labels(own, units) for who, own in chosen.items()}
        for group in groups:
            row = _row({w: given[w] for w in group}, units["turn"].to_numpy(), resamples)
            spans = [list(chosen[w][["start", "end"]].itertuples(index=False, name=None)) for w in group]
            rows.append({"code": code, "statement": statement, "coders": " – ".join(group), **row,
                         "alpha_u": unitizing_alpha(spans, len(transcript.text))})  # fmt: skip
    return pd.DataFrame(rows, columns=AGREEMENT_COLUMNS)


def labels(codings: pd.DataFrame, units: pd.DataFrame) -> list[str]:
    """Return one label per unit (`segments`) for one coder's *codings* of one code."""
    by_turn = dict(list(codings.groupby("turn", sort=False)))
    found = []
    for unit in units.itertuples():
        best = (0, UNCODED)
        for c in by_turn[unit.turn].itertuples() if unit.turn in by_turn else ():
            shared = min(c.end, unit.end) - max(c.start, unit.start)
            if 2 * shared >= min(c.end - c.start, unit.end - unit.start) and shared > best[0]:
                best = (shared, c.value or "yes")
        found.append(best[1])
    return found


def kappa(one: list[str], other: list[str]) -> float:
    """Return Cohen's kappa; NaN where both used one and the same label only."""
    from sklearn.metrics import cohen_kappa_score

    if len(set(one) | set(other)) < 2:
        return float("nan")
    return float(cohen_kappa_score(one, other))


def alpha(given: Mapping[str, list[str]], distance=None) -> float:
    """Return Krippendorff's alpha of coder → labels; None stands for a missing label, NaN for no variation."""
    from nltk.metrics import binary_distance
    from nltk.metrics.agreement import AnnotationTask

    data = [(who, str(i), label) for who, own in given.items() for i, label in enumerate(own) if label is not None]
    if len({label for *_, label in data}) < 2:
        return float("nan")
    counts = pd.Series([item for _, item, _ in data]).value_counts()
    paired = set(counts[counts > 1].index)  # a unit that one coder alone labelled says nothing about agreement
    return float(AnnotationTask([d for d in data if d[1] in paired], distance=distance or binary_distance).alpha())


def ordinal(given: Mapping[str, list], rank: Mapping | None = None):
    """Return Krippendorff's ordinal difference for the labels of *given*, ordered by *rank* or by themselves."""
    place = rank or {label: label for own in given.values() for label in own if label is not None}
    pairable = [[x for x in unit if x is not None] for unit in zip(*given.values(), strict=True)]
    counts = pd.Series([place[x] for unit in pairable if len(unit) > 1 for x in unit]).value_counts().sort_index()
    below = {r: counts[counts.index < r].sum() for r in counts.index}

    def difference(one, other) -> float:
        low, high = sorted((place[one], place[other]))
        if low == high:
            return 0.0
        between = below[high] + counts[high] - below[low]
        return float(between - (counts[low] + counts[high]) / 2) ** 2

    return difference


def _row(given: dict[str, list[str]], turns: np.ndarray, resamples: int) -> dict:
    own = [np.array(x) for x in given.values()]
    coded = [x != UNCODED for x in own]
    any_, both = np.any(coded, axis=0), np.all(coded, axis=0)
    same = np.all([x == own[0] for x in own], axis=0)
    pair = len(own) == 2
    found = {
        "segments": len(same), "coded_any": int(any_.sum()), "coded_both": int(both.sum()),
        "percent": float(same.mean()) if len(same) else float("nan"),
        "percent_coded": float(same[any_].mean()) if any_.any() else float("nan"),
        "kappa": kappa(*given.values()) if pair else float("nan"), "alpha": alpha(given),
        "alpha_ordinal": _stance_alpha(given, any_),
    }  # fmt: skip
    low, high = _intervals(own, turns, resamples)
    found |= {"kappa_low": low[0], "kappa_high": high[0], "alpha_low": low[1], "alpha_high": high[1]}
    return {**found, "warning": _warning(found)}


def _stance_alpha(given: dict[str, list[str]], any_: np.ndarray) -> float:
    """Return ordinal alpha over the segments where at least two coders saw a stance; NaN for other codes."""
    if not {x for own in given.values() for x in own} - {UNCODED} <= set(RANKS) or not any_.any():
        return float("nan")
    taken = {who: [x if x != UNCODED else None for x in own] for who, own in given.items()}
    if len({x for own in taken.values() for x in own} - {None}) < 2:
        return float("nan")
    if sum(sum(x is not None for x in unit) > 1 for unit in zip(*taken.values(), strict=True)) < 2:
        return float("nan")
    return alpha(taken, ordinal(taken, RANKS))


def _intervals(own: list[np.ndarray], turns: np.ndarray, resamples: int) -> tuple[list[float], list[float]]:
    """Return the 2.5th and 97.5th percentiles of kappa (of two) and alpha over resampled turns."""
    names = sorted(set(np.concatenate(own))) if len(turns) else []
    if len(names) < 2 or not resamples:
        return [float("nan")] * 2, [float("nan")] * 2
    k = len(names)
    coded = np.array([np.searchsorted(names, x) for x in own])
    order, at = np.unique(turns, return_inverse=True)
    tables = np.zeros((len(order), k, k))  # per turn: how often coder i said c where coder j said d
    for i, j in combinations(range(len(own)), 2):
        np.add.at(tables, (at, coded[i], coded[j]), 1)
    draws = np.random.default_rng(0).multinomial(len(order), np.full(len(order), 1 / len(order)), size=resamples)
    sums = np.tensordot(draws, tables, axes=1)
    with np.errstate(all="ignore"):
        values = np.array([_kappas(sums) if len(own) == 2 else np.full(resamples, np.nan), _alphas(sums, len(own))])
        return _percentile(values, 2.5), _percentile(values, 97.5)


def _kappas(tables: np.ndarray) -> np.ndarray:
    n = tables.sum(axis=(1, 2))
    observed = np.trace(tables, axis1=1, axis2=2) / n
    expected = (tables.sum(axis=1) * tables.sum(axis=2)).sum(axis=1) / n**2
    return (observed - expected) / (1 - expected)


def _alphas(tables: np.ndarray, coders: int) -> np.ndarray:
    """Return nominal alpha of tables of pairs: both orders of each pair, divided by one less than the coders."""
    pairs = (tables + tables.transpose(0, 2, 1)) / (coders - 1)
    n, per_label = pairs.sum(axis=(1, 2)), pairs.sum(axis=2)
    observed = n - np.trace(pairs, axis1=1, axis2=2)
    expected = n**2 - (per_label**2).sum(axis=1)
    return 1 - (n - 1) * observed / expected


def _percentile(values: np.ndarray, q: float) -> list[float]:
    return [float(np.nanpercentile(v, q)) if np.isfinite(v).any() else float("nan") for v in values]


def _warning(found: dict) -> str:
    """Say what makes a figure misleading."""
    said, coded = [], found["coded_any"]
    if coded < 10:
        said.append(f"only {coded} segment{'s' * (coded != 1)} coded by anybody: too few to judge")
    elif coded < RARE * found["segments"]:
        said.append("a rare code: percent agreement is high and kappa low by prevalence alone")
    chance = found["kappa"] if np.isfinite(found["kappa"]) else found["alpha"]
    if found["percent"] > 0.8 and np.isfinite(chance) and chance < 0.4:
        said.append("paradox of high agreement and low kappa: read percent_coded and alpha_u beside it")
    return "; ".join(said)
