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
    {"ana": "supports", "ben": "supports", "cem": "conditional", "dia": "conditional"},
    {"ana": "supports", "ben": "supports", "cem": "supports", "dia": "supports", "eva": "opposes"},
])  # fmt: skip
def test_one_group_too_much_doubt_or_a_group_against_it_is_no_common_ground(said):
    assert not grounds(talk(voices(**said)))


def test_a_group_that_only_hesitates_is_counted_and_undoes_nothing():
    row = grounds(talk(voices(ana="supports", ben="supports", cem="conditional")))["A1"]
    assert (row.direction, row.n_speakers, row.n_dissent, row.stability) == ("for", 3, 1, 1.0)


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


@pytest.mark.parametrize(("text", "yes", "limit", "reserved"), [
    ("I agree with Ben that a night bus alone is unacceptable.", None, None, False),
    ("I agree with Ben. A night bus alone is unacceptable.", "I agree with Ben.", "A night bus", False),
    ("I agree with Ben. But a night bus alone is unacceptable.", "I agree with Ben.", "But a night bus", True),
    ("I agree with Ben, though never alone.", None, "never alone", True),
    ("I agree with Ben, never alone.", None, "never alone", False),
])  # fmt: skip
def test_what_is_agreed_to_is_no_reservation(text, yes, limit, reserved):
    made = talk([("Ana", "", text, {"agreement": {"target": "Ben", "quote": yes or text},
                                    "red line": {"quote": limit or text}})])  # fmt: skip
    assert bool(conflicts(made)) is reserved


def many(last: dict) -> list:
    """Return nine who are for it, of two groups, and one of the farmers who is not."""
    groups = ["farmers"] * 4 + ["citizens"] * 5
    return [*((f"P{i}", g, "Yes.", {"A1": "supports"}) for i, g in enumerate(groups)), ("Eva", "farmers", "No.", last)]


def test_one_voice_against_what_is_confirmed_is_a_conflict_only_if_somebody_is_contradicted():
    assert not conflicts(talk(many({"A1": "opposes"})))
    (row,) = conflicts(talk(many({"A1": "opposes", "disagreement": {"target": "P1"}})))
    assert row.kind == "open"
    assert row.sides[1] == "against: Eva"  # farmers are on both sides: the parties are people


def test_a_conflict_needs_somebody_who_is_likely_on_each_side():
    first, second = voices(ana="supports", ben="opposes")
    made = {c: talk([first, (*second[:3], {"A1": {"value": "opposes", "confidence": c}})]) for c in (0.19, 0.5)}
    assert [len(conflicts(made[c])) for c in made] == [0, 1]


def test_what_was_left_untested_is_in_no_conflict():
    unsure = {"value": "opposes", "confidence": 0.35}
    made = talk([("Ana", "shops", "Yes.", {"A1": {"value": "supports", "confidence": 0.6}}),
                 ("Ben", "council", "No.", {"A1": unsure, "disagreement": {"target": "Ana"}}),
                 ("Ana", "shops", "Yes!", {"disagreement": {"target": "Ben"}})])  # fmt: skip
    assert made.verdicts() == {"A1": "untested"}
    assert [(row.statement, row.about) for row in conflicts(made)] == [("", "Ana and Ben contradict each other")]


def test_open_conflicts_stand_before_buried_ones():
    first, second = voices(ana="supports", ben="opposes")
    made = talk([first, *FAR, second, *voices("A2", ana="supports", ben="opposes")])
    assert [(r.kind, r.statement) for r in conflicts(made)] == [("open", "A2"), ("buried", "A1")]


def test_a_conflict_within_one_group_is_between_its_people():
    said = [("Ana", "shops", "Yes.", {"A1": "supports"}), ("Ben", "shops", "No.", {"A1": "opposes"})]
    (row,) = conflicts(talk(said))
    assert row.parties == ("Ana", "Ben")


def test_groups_are_not_told_as_both_sides_where_the_other_side_has_none():
    said = [("Ana", "shops", "Yes.", {"A1": "supports"}), ("Ben", "council", "Yes.", {"A1": "supports"})]
    (row,) = conflicts(talk([*said, ("Cem", "", "No.", {"A1": "opposes"})]))
    assert (row.parties, row.sides) == (("Ana", "Ben", "Cem"), ("for: Ana, Ben", "against: Cem"))
    assert not conflicts(talk([*said, *FAR, ("Cem", "", "No.", {"A1": "opposes"})]))  # no groups take opposite sides


@pytest.mark.parametrize(("shops", "found"), [("s", True), ("so", False), ("sssso", True), ("sssoo", False)])
def test_agreement_is_within_each_group(shops, found):
    """A lone voice of a large group does not undo common ground, and a loud group cannot carry it."""
    value = {"s": "supports", "o": "opposes"}
    said = [("Ana", "drivers", "Yes.", {"A1": "supports"}),
            *[(f"S{i}", "shops", "Well.", {"A1": value[v]}) for i, v in enumerate(shops)]]  # fmt: skip
    rows = grounds(talk(said))
    assert bool(rows) == found
    if found:
        assert rows["A1"].n_dissent == shops.count("o")


def test_a_large_group_for_it_does_not_carry_a_small_one_against():
    said = [(f"S{i}", "shops", "Yes.", {"A1": "supports"}) for i in range(20)]
    assert not grounds(talk([*said, ("Ana", "drivers", "No.", {"A1": "opposes"})]))


def test_consensus_is_the_product_over_the_groups():
    said = [(f"S{i}", "shops", "Yes.", {"A1": "supports"}) for i in range(3)]
    row = grounds(talk([*said, ("Ana", "drivers", "Yes.", {"A1": "supports"})]))["A1"]
    assert row.consensus == pytest.approx(4 / 5 * 2 / 3)
    assert row.stability == 1


def test_common_ground_is_as_stable_as_its_codings():
    said = [(n, n, "Yes.", {"A1": {"value": "supports", "confidence": 0.7}}) for n in ("Ana", "Ben")]
    assert grounds(talk(said))["A1"].stability == pytest.approx(0.49, abs=0.05)


def test_people_of_different_groups_who_agree_twice_need_no_statement():
    def agree(who, group, to):
        return (who, group, f"Right, {to}.", {"agreement": {"target": to}})

    said = [agree("Ana", "shops", "Ben"), agree("Ben", "council", "Ana")]
    (row,) = talk(said).common_ground.itertuples()
    assert (row.statement, row.groups, row.codings) == ("", ("council", "shops"), ("c1", "c2"))
    assert row.agreed == ()  # nobody said anything before that they could agree to
    assert talk(said[:1]).common_ground.empty
    assert talk([*said, ("Ana", "shops", "No, Ben.", {"disagreement": {"target": "Ben"}})]).common_ground.empty
    assert talk([agree("Ana", "shops", "Ben"), agree("Ben", "shops", "Ana")]).common_ground.empty


@pytest.mark.parametrize(("yes", "no", "agree"), [(0.8, 0.3, True), (0.8, 0.6, False), (0.6, 0.3, False)])
def test_two_agree_only_if_that_is_likelier_than_that_they_contradict_each_other(yes, no, agree):
    said = [("Ana", "shops", "You can compare.", {"agreement": {"target": "Ben", "confidence": yes}}),
            ("Ben", "council", "It is true, I have it here.", {"agreement": {"target": "Ana", "confidence": yes}}),
            ("Ana", "shops", "That is a lie.", {"disagreement": {"target": "Ben", "confidence": no}})]  # fmt: skip
    assert (len(talk(said).found.common_ground) == 1) is agree


@pytest.mark.parametrize(("said", "step"), [
    ({}, "bilateral meeting"), ({"red line": ""}, "learn what stands behind it"),
    ({"reason": "evidence"}, "joint research"), ({"incentive": "condition"}, "working group"),
])  # fmt: skip
def test_the_next_step_has_its_reason(said, step):
    made = talk([(n, f"{n}'s", "It is as it is.", {"A1": v, **said}) for n, v in
                 {"ana": "supports", "ben": "opposes"}.items()])  # fmt: skip
    (row,) = conflicts(made)
    assert step in row.next_step
    assert row.reason
    assert row.sides == ("for: ana's", "against: ben's")
    assert row.turns == (1, 2)


HOT = [("Ana", "", "The quarry road is far too narrow for a bus.", {}),
       ("Ben", "", "The quarry road is wide enough.", {"disagreement": {"target": "Ana"}})]  # fmt: skip
ON = ("Mo", "facilitator", "Let us turn to the lamps.", {})
LAMPS = ("Cem", "", "The lamps are broken since winter.", {})


def test_a_topic_dropped_after_tension_is_buried():
    (row,) = conflicts(talk([*HOT, ON, *[LAMPS] * 5]))
    assert (row.kind, row.cue, row.parties) == ("buried", "a topic dropped after tension", ("Ben", "Ana"))


@pytest.mark.parametrize("after", [
    [LAMPS] * 5, [ON, LAMPS, HOT[0], LAMPS, LAMPS], [ON, LAMPS], [LAMPS] * 4 + [ON] + [LAMPS] * 4,
])  # fmt: skip
def test_talk_that_goes_on_or_ends_drops_nothing(after):
    """Nobody cut it off; somebody came back to it; the session ended; it had run its course."""
    assert not conflicts(talk([*HOT, *after]))
