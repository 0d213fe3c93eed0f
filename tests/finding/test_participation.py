"""Participation: shares, responses, proposals, silence, Gini."""

import math

import pandas as pd
import pytest

from inspired_analysis.finding.participation import gini

from .conftest import talk


def people(made) -> dict:
    return {r.speaker: r for r in made.participation.itertuples()}


def test_shares_are_of_all_attributed_words_and_add_up(village):
    rows = village.participation
    assert rows["share"].sum() == pytest.approx(1)
    assert rows["words"].sum() == village.turns["words"].sum()
    assert people(village)["Mo"].share == pytest.approx(18 / 99)


def test_unattributed_words_are_in_no_share():
    made = talk([("Ana", "", "One two three.", {}), ("", "", "Four five six seven.", {}), ("Ben", "", "Eight.", {})])
    assert {n: r.share for n, r in people(made).items()} == {"Ana": 0.75, "Ben": 0.25}


def test_most_words_first_and_the_silent_last(village):
    rows = village.participation
    assert rows["words"].is_monotonic_decreasing
    assert rows.iloc[-1][["speaker", "group", "turns", "share"]].tolist() == ["Zoe", "schools", 0, 0.0]


def test_where_nobody_can_be_told_apart_nobody_was_silent():
    made = talk([("", "", "Somebody said this.", {})], silent=[("Zoe", "schools")])
    assert made.participation.empty


def test_proposals_commitments_and_responses_are_counted():
    made = talk([("Ana", "", "Let us meet, Ben.", {"ownership": ["proposal", "we"]}),
                 ("Ben", "", "I will, Ana is right.", {"ownership": "commitment", "agreement": {"target": "Ana"}}),
                 ("Ben", "", "And Cem is not.", {"disagreement": {"target": "Cem"}}),
                 ("Ben", "", "Ana is.", {"acknowledgement": {"target": "Ana"}}), ("Cem", "", "Oh.", {})])  # fmt: skip
    found = people(made)
    assert (found["Ana"].proposals, found["Ana"].commitments, found["Ana"].codings) == (1, 0, ("c1",))
    assert (found["Ben"].proposals, found["Ben"].commitments) == (0, 1)
    assert found["Ben"].responds_to == (("Ana", 2), ("Cem", 1))


@pytest.mark.parametrize(("words", "expected"), [
    ([5, 5, 5, 5], 0), ([0, 0, 0, 8], 0.75), ([1, 3], 0.25), ([7], 0), ([1, 2, 3, 4], 0.25),
])  # fmt: skip
def test_gini(words, expected):
    assert gini(pd.Series(words)) == pytest.approx(expected)
    assert gini(pd.Series(words[::-1])) == pytest.approx(expected)


@pytest.mark.parametrize("words", [[], [0, 0]])
def test_gini_of_nothing_is_not_a_number(words):
    assert math.isnan(gini(pd.Series(words, dtype="int64")))
