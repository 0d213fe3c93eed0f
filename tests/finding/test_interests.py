"""Interests: one row per group and kind; known or resurfaced; acknowledged by others."""

import pytest

from .conftest import talk

NEED = ("Ana", "drivers", "We must not stand alone at the quarry stop at night.", {"interest": "security"})


def interests(made) -> list:
    return list(made.interests.itertuples())


def test_one_row_per_group_and_kind():
    made = talk([NEED, ("Ben", "drivers", "I fear the quarry stop too.", {"interest": "security"}),
                 ("Cem", "shops", "I fear the empty street.", {"interest": "security"}),
                 ("Ana", "drivers", "And the wage is thin.", {"interest": "livelihood"})])  # fmt: skip
    assert [(r.group, r.kind, r.n_speakers) for r in interests(made)] == [
        ("drivers", "security", 2), ("drivers", "livelihood", 1), ("shops", "security", 1)]  # fmt: skip


def test_an_interest_is_named_by_its_own_words():
    made = talk([NEED, ("Ben", "drivers", "The quarry stop is dark.", {"interest": "security"}),
                 *[("Cem", "shops", "The bus, the bus, the night bus.", {})] * 5])  # fmt: skip
    words = interests(made)[0].interest.split(", ")
    assert "quarry" in words
    assert "bus" not in words


def test_repetition_by_one_person_is_one_person():
    assert interests(talk([NEED, NEED, NEED]))[0].n_speakers == 1


def test_the_facilitator_has_no_interests():
    assert not interests(talk([("Mo", "facilitator", "So you need a lamp.", {"interest": "services"})]))


@pytest.mark.parametrize(("plan", "status"), [
    ({"goal": "Decide about the quarry stop."}, "known"), ({"goal": "Speak of wages."}, "resurfaced"),
    ({"statements": {"A1": "The quarry is too far."}}, "known"), ({}, ""),
])  # fmt: skip
def test_known_by_the_plan_or_resurfaced(plan, status):
    assert interests(talk([NEED], **plan))[0].status == status


def test_a_reason_in_the_same_turn_is_named():
    said = ("Ana", "drivers", "I fear it, I was robbed there.", {"interest": "security", "reason": "experience"})
    assert interests(talk([said]))[0].reason == "experience"


@pytest.mark.parametrize(("who", "group", "gap", "expected"), [
    ("Ben", "shops", 0, ("Ben",)), ("Ben", "shops", 5, ("Ben",)), ("Ben", "shops", 6, ()), ("Ben", "drivers", 0, ()),
])  # fmt: skip
def test_acknowledged_by_another_group_soon_after(who, group, gap, expected):
    between = [("Cem", "council", "Well.", {})] * gap
    made = talk([NEED, *between, (who, group, "That is a real worry, Ana.", {"acknowledgement": {"target": "Ana"}})])
    assert interests(made)[0].acknowledged_by == expected


def test_an_acknowledgement_before_the_interest_is_of_something_else():
    made = talk([("Ben", "shops", "I see that, Ana.", {"acknowledgement": {"target": "Ana"}}), NEED])
    assert interests(made)[0].acknowledged_by == ()


def test_unclear_kinds_stand_last_in_their_group():
    made = talk(
        [("Ana", "drivers", "We need it.", {"interest": ""}), ("Ben", "drivers", "We do.", {"interest": ""}), NEED]
    )
    assert [r.kind for r in interests(made)] == ["security", "kind unclear"]
