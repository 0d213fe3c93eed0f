"""Figures that can be worked out by hand, and intervals that behave."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from inspired_analysis.evaluating.figures import (
    average_precision,
    calibration,
    class_figures,
    code_figures,
    expected_error,
    intervals,
)

LABELS = ("a", "b", "c")
PAIRS = st.lists(st.tuples(st.sampled_from(LABELS), st.sampled_from(LABELS)), min_size=1, max_size=30)


@given(PAIRS)
@settings(deadline=None, max_examples=25)
def test_class_figures_are_those_of_scikit_learn(pairs):
    true, found = zip(*pairs, strict=True)
    figures = class_figures(true, found, LABELS, resamples=0)
    expected = f1_score(true, found, labels=LABELS, average=None, zero_division=0.0)
    assert figures["macro_f1"] == pytest.approx(expected.mean(), abs=1e-4)
    assert [figures["per_class"][name]["f1"] for name in LABELS] == pytest.approx(expected.tolist(), abs=1e-4)
    assert figures["accuracy"] == pytest.approx(np.mean([t == f for t, f in pairs]), abs=1e-4)


@given(PAIRS)
@settings(deadline=None, max_examples=25)
def test_an_interval_lies_within_0_and_1_and_is_the_same_twice(pairs):
    true, found = zip(*pairs, strict=True)
    first = class_figures(true, found, LABELS, resamples=40)
    assert first == class_figures(true, found, LABELS, resamples=40)
    for low, high in first.get("intervals", {}).values():
        assert 0 <= low <= high <= 1


def test_an_interval_shrinks_with_more_records_and_holds_the_figure():
    def width(n):
        low, high = class_figures(["a", "b"] * n, ["a", "a"] * n, ("a", "b"))["intervals"]["accuracy"]
        assert low < 0.5 < high
        return high - low

    assert width(10) > 2 * width(100)


def test_a_figure_that_some_draws_do_not_define_keeps_its_interval():
    values = np.array([1.0, np.nan])
    found = intervals(lambda counts: {"x": float(np.nanmean(np.repeat(values, counts))) if counts[0] else np.nan}, 2)
    assert found == {"x": [1.0, 1.0]}
    assert intervals(lambda counts: {"x": np.nan}, 2) == {}


def test_codes_and_parts():
    gold = np.array([[1, 0, 0], [1, 1, 0], [0, 0, 0], [0, 0, 1]], bool)
    found = np.array([[1, 0, 0], [0, 1, 0], [0, 1, 0], [0, 0, 0]], bool)
    parts = {"x": np.array([1, 1, 1, 0], bool), "y": np.array([0, 0, 0, 1], bool)}
    figures = code_figures(gold, found, ("a", "b", "c"), parts=parts, resamples=0)
    assert figures["per_class"]["b"] == {"precision": 0.5, "recall": 1.0, "f1": 0.6667, "n": 1, "said": 2}
    assert figures["accuracy"] == 0.25
    assert figures["micro_f1"] == pytest.approx(2 * 2 / (4 + 3), abs=1e-4)
    assert figures["parts"]["y"] == {"n": 1, "accuracy": 0.0, "macro_f1": 0.0}
    assert figures["macro_f1"] == pytest.approx((2 / 3 + 0) / 2, abs=1e-4)


def test_average_precision_counts_what_is_drawn():
    holds, scores = np.array([True, False, True]), np.array([0.9, 0.8, 0.7])
    assert average_precision(holds, scores) == pytest.approx((1 + 2 / 3) / 2)
    assert average_precision(holds, scores, np.array([1, 0, 1])) == 1.0
    assert np.isnan(average_precision(holds, scores, np.array([0, 2, 0])))


def test_calibration():
    bins = calibration(np.array([0.05, 0.05, 0.95, 1.0]), np.array([False, True, True, True]))
    assert bins[0].tolist() == [2, 0.1, 1]
    assert bins[9].tolist() == [2, 1.95, 2]
    assert expected_error(bins) == pytest.approx((0.9 + 0.05) / 4)
