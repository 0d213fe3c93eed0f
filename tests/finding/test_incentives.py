"""Incentives, red lines, constraints: who asks what of whom, on what condition."""

import pytest

from .conftest import talk


def one(text: str, others=(), **coded):
    made = talk(
        [("Ana", "drivers", text, coded or {"incentive": "condition"}), *((o, "shops", "Yes.", {}) for o in others)]
    )
    (row,) = made.incentives.itertuples()
    return row


@pytest.mark.parametrize(("text", "condition"), [
    ("We would run it if the road is cleared by six.", "if the road is cleared by six"),
    ("Unless the road is cleared, we stay at home; that is all.", "Unless the road is cleared"),
    ("We come as long as somebody pays. Somebody must.", "as long as somebody pays"),
    ("Only if there are two of us, - ", "Only if there are two of us"),
    ("Provided that the lamp works, yes.", "Provided that the lamp works"),
    ("We would run it gladly.", ""),
    ("The gift of it! A lifelong one.", ""),
])  # fmt: skip
def test_the_condition_is_the_clause_behind_its_word(text, condition):
    assert one(text).condition == condition


def test_whoever_is_named_is_asked():
    assert one("Ben, we would run it if you pay.", others=["Ben"]).addressee == "Ben"
    assert one("We would run it if the council pays.").addressee == "council"
    assert one("We would run it if somebody pays.").addressee == ""


def test_part_of_a_word_names_nobody():
    assert one("A bench would help us.", others=["Ben"]).addressee == ""


def test_nobody_asks_themselves():
    assert one("I am Ana, and we would run it.").addressee == ""


def test_a_label_with_signs_in_it_is_taken_as_it_is():
    assert one("Yes, we would, (B.*", others=["(B.*"]).addressee == "(B.*"


@pytest.mark.parametrize(("coded", "kind"), [
    ({"incentive": "offer"}, "offer"), ({"incentive": "pressure"}, "pressure"), ({"red line": ""}, "red line"),
    ({"constraint": ""}, "constraint"),
])  # fmt: skip
def test_the_kind_is_the_codings(coded, kind):
    row = one("We could do that.", **coded)
    assert (row.kind, row.speaker, row.group, row.turn, row.codings) == (kind, "Ana", "drivers", 1, ("c1",))


def test_repetition_stays_and_the_facilitator_does_not():
    made = talk([("Ana", "", "Never.", {"red line": ""}), ("Mo", "facilitator", "Never?", {"red line": ""}),
                 ("Ana", "", "Never.", {"red line": ""})])  # fmt: skip
    assert made.incentives["turn"].tolist() == [1, 3]
