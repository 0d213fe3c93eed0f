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


def test_an_interest_is_marked_by_its_own_words():
    made = talk([NEED, ("Ben", "drivers", "The quarry stop is dark.", {"interest": "security"}),
                 *[("Cem", "shops", "The bus, the bus, the night bus.", {})] * 5])  # fmt: skip
    row = interests(made)[0]
    assert "quarry" in row.words
    assert "bus" not in row.words
    assert row.interest == ""  # no cue shows the concern
    assert row.turns == (1, 2)


@pytest.mark.parametrize(("text", "concern"), [
    ("We need two people on the late shift.", "to have two people on the late shift"),
    ("I'm afraid of the road, and nobody comes.", "concern about the road"),
    ("We are worried that our children walk home alone because of it.", "concern: their children walk home alone"),
    ("We can't afford the ticket.", "to afford the ticket"),
    ("I can't afford to lose my boat.", "not to lose their boat"),
    ("They will lose my harvest if it rains.", "not to lose their harvest"),
    ("Everyone has a right to clean water.", "the right to clean water"),
])  # fmt: skip
def test_an_interest_is_a_concern_in_plain_words(text, concern):
    (row,) = interests(talk([("Ana", "", text, {"interest": "security"})]))
    assert row.interest == concern


@pytest.mark.parametrize(("text", "concern"), [
    ("We don't want to lose our jobs in the packing house.", "not to lose their jobs in the packing house"),
    ("We do not want to pay for the city's leaks, we can't afford it.", "not to pay for the city's leaks"),
    ("Nobody wants to leave the valley.", "not to leave the valley"),
    ("I am worried that they want to close our school.", "concern: they want to close their school"),
    ("Nobody needs to lose their home over a bill.", "not to lose their home over a bill"),
    ("We're not afraid of meters, we're afraid of the fine.", "concern about the fine"),
    ("What we need is a doctor in the village.", "to have a doctor in the village"),
    ("There is a lack of doctors in the village.", "to have doctors in the village"),
    ("I fear losing the well, and we need a pump.", "concern: losing the well"),  # what is said first
    ("Without a written guarantee we will not sign.", "to have a written guarantee"),
])  # fmt: skip
def test_a_concern_means_what_was_said(text, concern):
    (row,) = interests(talk([("Ana", "", text, {"interest": "security"})]))
    assert row.interest == concern


@pytest.mark.parametrize("text", [
    "The city wants to take our land and we are afraid.", "They raised the price without asking us.",
    "They want to shut down our well and then we are left with nothing.", "I share the concerns of the farmers.",
    "The last thing we want to see is to see them disappear.", "They have no right to our land.",
    "I feel like they need to get their own terms of what it is.", "There are concerns from the harbour about the tax.",
    "We want to do it for that reason.", "We don't just want to be heard.",
    "I can't afford to lie in port.", "I am afraid it'll be nineteen people again.",
])  # fmt: skip
def test_what_would_be_told_wrongly_or_torn_off_has_no_name(text):
    (row,) = interests(talk([("Ana", "", text, {"interest": "security"})]))
    assert row.interest == ""


def test_the_quote_that_names_an_interest_is_its_first():
    said = [("Ana", "drivers", "The quarry stop is dark at night, and we wait there alone.", {"interest": "security"}),
            ("Ben", "drivers", "I am scared of the quarry stop.", {"interest": {"value": "security",
                                                                                "confidence": 0.5}})]  # fmt: skip
    (row,) = interests(talk(said))
    assert (row.interest, row.codings) == ("concern about the quarry stop", ("c2", "c1"))


def test_different_concerns_of_one_kind_stay_apart():
    made = talk([NEED, ("Ben", "drivers", "Bread costs twice what it did, my pay does not.", {"interest": "security"})])
    assert [r.codings for r in interests(made)] == [("c1",), ("c2",)]


def test_a_kind_that_is_not_shown_is_that_of_its_like():
    unclear = ("Ben", "drivers", "At the quarry stop we stand alone at night.", {"interest": ""})
    (row,) = interests(talk([NEED, unclear]))
    assert (row.kind, row.n_speakers) == ("security", 2)


def test_repetition_by_one_person_is_one_person():
    assert interests(talk([NEED, NEED, NEED]))[0].n_speakers == 1


@pytest.mark.parametrize(("confidences", "stands"), [((0.69,), False), ((0.7,), True), ((0.5, 0.5), True)])
def test_an_interest_stands_that_is_not_all_wrong_by_chance(confidences, stands):
    said = [("Ana", "drivers", "The quarry stop is dark.", {"interest": {"value": "security", "confidence": c}})
            for c in confidences]  # fmt: skip
    assert bool(interests(talk(said))) is stands


def test_the_facilitator_has_no_interests():
    assert not interests(talk([("Mo", "facilitator", "So you need a lamp.", {"interest": "services"})]))


@pytest.mark.parametrize(("plan", "status"), [
    ({"goal": "Decide about the quarry stop."}, "known"), ({"goal": "Speak of wages."}, "resurfaced"),
    ({"statements": {"A1": "The quarry is too far."}}, "known"), ({}, ""),
    ({"goal": "A safe night."}, "known"),  # of its words, none of those that mark it
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
