"""Common ground without counting silence; conflicts that are open, and those that are buried."""

import pytest

from .conftest import talk, voices

FAR = [("Mo", "facilitator", "Let us speak of the weather.", {})] * 8


def grounds(made) -> dict:
    return {r.statement: r for r in made.common_ground.itertuples()}


def conflicts(made) -> list:
    return list(made.conflicts.itertuples())


def test_groups_that_lean_the_same_way_have_common_ground():
    row = grounds(talk(voices(ana="supports", ben="supports")))["A1"]
    assert (row.direction, row.n_speakers, row.groups, row.silent) == ("for", 2, ("ana's", "ben's"), ())


def test_a_shared_no_is_common_ground_too():
    assert grounds(talk(voices(ana="opposes", ben="opposes")))["A1"].direction == "against"


@pytest.mark.parametrize("said", [
    {"ana": "supports"}, {"ana": "supports", "ben": "opposes"}, {"ana": "supports", "ben": "mixed"},
    {"ana": "supports", "ben": "supports", "cem": "conditional"},
])  # fmt: skip
def test_one_group_or_a_doubt_is_no_common_ground(said):
    assert not grounds(talk(voices(**said)))


def test_one_group_however_large_is_no_common_ground():
    assert not grounds(talk([(f"P{i}", "drivers", "Yes.", {"A1": "supports"}) for i in range(6)]))


def test_the_silent_are_named_and_never_counted():
    made = talk([*voices(ana="supports", ben="supports"), ("Cem", "shops", "Good morning.", {})],
                silent=[("Zoe", "schools")])  # fmt: skip
    row = grounds(made)["A1"]
    assert row.silent == ("schools", "shops")
    assert (row.n_speakers, row.groups) == (2, ("ana's", "ben's"))


def test_where_nobody_has_a_group_three_people_are_needed():
    people = [(n, "", "Yes.", {"A1": "supports"}) for n in ("Ana", "Ben", "Cem")]
    assert grounds(talk(people))["A1"].n_speakers == 3
    assert not grounds(talk(people[:2]))


def test_the_facilitator_makes_no_common_ground():
    assert not grounds(talk([*voices(ana="supports"), ("Mo", "facilitator", "Yes.", {"A1": "supports"})]))


def test_sides_that_answer_each_other_are_in_open_conflict():
    (row,) = conflicts(talk(voices(ana="supports", ben="opposes")))
    assert (row.kind, row.statement, row.parties) == ("open", "A1", ("ana's", "ben's"))
    assert row.next_step


def test_groups_that_never_answer_each_other_have_a_buried_conflict():
    first, second = voices(ana="supports", ben="opposes")
    (row,) = conflicts(talk([first, *FAR, second]))
    assert (row.kind, row.statement) == ("buried", "A1")


def test_a_contradiction_near_the_talk_of_it_opens_the_conflict():
    first, (_, _, text, stance) = voices(ana="supports", ben="opposes")
    answer = ("ben", "ben's", text, {**stance, "disagreement": {"target": "ana"}})
    (row,) = conflicts(talk([first, *FAR, answer]))
    assert row.kind == "open"
    assert set(row.codings) == {"c1", "c2", "c3"}


def test_two_sides_within_one_group_only_are_no_buried_conflict():
    made = talk([("Ana", "shops", "Yes.", {"A1": "supports"}), *FAR, ("Ben", "shops", "No.", {"A1": "opposes"})])
    assert not conflicts(made)


def test_one_voice_against_nobody_is_no_conflict():
    assert not conflicts(talk(voices(ana="opposes", ben="mixed")))


def test_two_who_contradict_each_other_twice_are_in_conflict_without_a_statement():
    said = [("Ana", "", "No, Ben.", {"disagreement": {"target": "Ben"}}),
            ("Ben", "", "Oh yes.", {"disagreement": {"target": "Ana"}})]  # fmt: skip
    (row,) = conflicts(talk(said))
    assert (row.kind, row.statement, row.parties) == ("open", "", ("Ana", "Ben"))
    assert not conflicts(talk(said[:1]))


def test_a_contradiction_is_not_told_twice():
    said = [("Ana", "shops", "It pays.", {"A1": "supports"}),
            ("Ben", "council", "No.", {"A1": "opposes", "disagreement": {"target": "Ana"}}),
            ("Ana", "shops", "It does.", {"A1": "supports", "disagreement": {"target": "Ben"}})]  # fmt: skip
    (row,) = conflicts(talk(said))
    assert row.statement == "A1"
    assert len(set(row.codings)) == len(row.codings)


def test_assent_followed_by_reservation_is_buried():
    text = "I agree with Ben, but no night bus without a second driver."
    made = talk([("Ana", "", text, {"agreement": {"target": "Ben", "quote": "I agree with Ben"},
                                    "red line": {"quote": "no night bus without a second driver"}})])  # fmt: skip
    (row,) = conflicts(made)
    assert (row.kind, row.parties, row.cue) == ("buried", ("Ana", "Ben"), "assent followed by reservation")
    assert row.codings == ("c1", "c2")


def test_a_limit_before_the_assent_is_no_reservation():
    text = "No night bus alone. I agree with Ben."
    made = talk([("Ana", "", text, {"agreement": {"target": "Ben", "quote": "I agree with Ben"},
                                    "red line": {"quote": "No night bus alone"}})])  # fmt: skip
    assert not conflicts(made)


def test_open_conflicts_stand_before_buried_ones():
    first, second = voices(ana="supports", ben="opposes")
    made = talk([first, *FAR, second, *voices("A2", ana="supports", ben="opposes")])
    assert [(r.kind, r.statement) for r in conflicts(made)] == [("open", "A2"), ("buried", "A1")]


def test_a_conflict_within_one_group_is_between_its_people():
    said = [("Ana", "shops", "Yes.", {"A1": "supports"}), ("Ben", "shops", "No.", {"A1": "opposes"})]
    (row,) = conflicts(talk(said))
    assert row.parties == ("Ana", "Ben")
