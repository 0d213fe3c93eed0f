"""Surfaced assumptions: said as known, by several, and not in the plan."""

import pytest

from .conftest import talk

ONE = ("Ana", "shops", "Of course the tourists never pay for the old harbour wall.", {})
SAME = ("Ben", "council", "Everybody knows that tourists never pay for the harbour wall.", {})
LED = ("Mo", "facilitator", "The problem is that the tourists never pay for the harbour wall.", {})


def test_what_two_take_for_known_is_a_candidate():
    made = talk([ONE, ("Cem", "shops", "Good morning to all of you here.", {}), SAME])
    (row,) = made.surfaced.itertuples()
    assert (row.n_speakers, row.by_facilitator, row.turns) == (2, False, (1, 3))
    assert set(row.words) < {"tourists", "pay", "harbour", "wall"}
    assert [made.transcript.quote(*q) for q in row.quotes] == [ONE[2], SAME[2]]


def test_the_facilitator_counts_beside_one_more():
    (row,) = talk([LED, SAME]).surfaced.itertuples()
    assert (row.n_speakers, row.by_facilitator) == (1, True)


@pytest.mark.parametrize("turns", [
    [ONE], [ONE, ("Ana", *SAME[1:])],
    [ONE, ("Ben", "council", "Is it clear that tourists never pay for the wall?", {})],
    [ONE, ("Ben", "council", "Of course the children never walk to the old school.", {})],
    [ONE, ("", "", SAME[2], {})], [LED, ("Jo", "facilitator", SAME[2], {})],
])  # fmt: skip
def test_one_voice_a_question_or_another_topic_is_none(turns):
    assert talk(turns).surfaced.empty


def test_what_the_plan_lists_is_not_surfaced():
    assert talk([ONE, SAME], statements={"A1": "Tourists never pay for the harbour wall."}).surfaced.empty


def test_other_languages_are_left_alone():
    assert talk([ONE, SAME], covered=False).surfaced.empty
