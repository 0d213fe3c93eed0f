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


def responded():
    return talk([("Ana", "shops", "So it is.", {"ownership": "proposal"}),
                 ("Ben", "council", "No, Ana.", {"disagreement": {"target": "Ana"}, "ownership": "commitment"}),
                 ("Cem", "shops", "Ana is right.", {"agreement": {"target": "Ana"}}),
                 ("Ana", "shops", "I see that, Ben.", {"acknowledgement": {"target": "Ben"}, "ownership": "ours"})],
                silent=[("Zoe", "schools"), ("Yan", "shops")])  # fmt: skip


def test_the_network_of_who_responds_to_whom():
    rows = {(r.speaker, r.to): r for r in responded().responses.itertuples()}
    contradicted = rows["Ben", "Ana"]
    assert (contradicted.n_disagreement, contradicted.n_after, contradicted.codings) == (1, 1, ("c2",))
    assert (rows["Cem", "Ana"].n_agreement, rows["Cem", "Ana"].n_after) == (1, 0)
    assert (rows["Cem", "Ben"].n, rows["Cem", "Ben"].n_after, rows["Cem", "Ben"].codings) == (0, 1, ())


def test_who_is_given_the_floor_comes_after_nobody():
    asked = talk([("Ana", "", "So.", {}), ("Mo", "facilitator", "Ben?", {}), ("Ben", "", "No.", {}),
                  ("", "", "Hm.", {}), ("Ana", "", "Yes.", {}), ("Ben", "", "No.", {})])  # fmt: skip
    assert asked.responses[["speaker", "to", "n_after"]].values.tolist() == [["Ben", "Ana", 1]]


def test_the_network_and_the_people_count_the_same():
    made = responded()
    edges, everyone = made.responses, people(made)
    for name, row in everyone.items():
        assert dict(row.responds_to) == {r.to: r.n for r in edges.itertuples() if r.speaker == name and r.n}
        assert row.n_heard == edges.loc[edges["to"] == name, "n"].sum()
    assert (everyone["Ana"].ours, everyone["Ben"].commitments) == (1, 1)


def test_groups_have_their_shares_and_their_silent():
    rows = {r.group: r for r in responded().voices.itertuples()}
    assert list(rows) == ["shops", "council", "schools"]
    assert (rows["shops"].n_speakers, rows["shops"].n_silent, rows["schools"].n_silent) == (2, 1, 1)
    assert sum(r.share for r in rows.values()) == pytest.approx(1)
    assert sum(r.share_of_people for r in rows.values()) == pytest.approx(1)
    assert (rows["shops"].n_to_others, rows["shops"].n_from_others) == (1, 1)
    assert rows["council"].codings == ("c3",)


def test_a_group_is_as_uneven_as_its_people():
    made = talk([("Ana", "shops", "one two three", {}), ("Ben", "shops", "four", {})])
    assert made.voices["gini"].tolist() == [0.25]
