"""Learning and missing people."""

import pytest

from inspired_analysis.finding.learning import find_missing
from inspired_analysis.workshop import Statement, Workshop

from .conftest import talk


def test_who_acknowledged_whom_and_who_moved():
    made = talk([("Ana", "drivers", "I see why you worry, Ben.", {"acknowledgement": {"target": "Ben"}}),
                 ("Ben", "shops", "I used to think otherwise.", {"perspective change": ""})])  # fmt: skip
    assert [(r.kind, r.speaker, r.group, r.of, r.turn) for r in made.learning.itertuples()] == [
        ("acknowledgement", "Ana", "drivers", "Ben", 1), ("perspective change", "Ben", "shops", "", 2)]  # fmt: skip


def test_a_facilitator_does_not_learn_for_others():
    made = talk([("Mo", "facilitator", "I see that.", {"acknowledgement": {"target": "Ana"}})])
    assert made.learning.empty


@pytest.mark.parametrize(("text", "who"), [
    ("Nobody asked the students.", "students"), ("Where are the young women tonight?", "young women"),
    ("We should have the transport agency here.", "transport agency"), ("Somebody is missing here.", ""),
    ("Nobody has asked the upland herders.", "upland herders"), ("And the residents? They are not here.", "residents"),
    ("The families from the brickworks are missing, half of the children are theirs.", "families from the brickworks"),
    ("And the hygiene inspectors should be in this room.", "hygiene inspectors"),
    ("The sports anglers.", "sports anglers"), ("And those from up there.", ""), ("They should be here.", ""),
    ("The ministers are here, but not the students.", "students"),
    ("A committee should sign, and the minutes on the door.", ""),
])  # fmt: skip
def test_the_missing_are_named_by_the_words(text, who):
    (row,) = talk([("Ana", "", text, {"missing stakeholder": ""})]).missing.itertuples()
    assert row.who == who


def test_the_missing_are_named_by_the_sentence_before():
    said = "And the Roma families are not here. They should be here."
    (row,) = talk([("Ana", "", said, {"missing stakeholder": {"quote": "They should be here."}})]).missing.itertuples()
    assert row.who == "Roma families"


def test_anybody_may_name_the_missing_and_each_name_stands_once():
    made = talk([("Mo", "facilitator", "The students are not here.", {"missing stakeholder": ""}),
                 ("Ana", "", "Yes, the students should be.", {"missing stakeholder": ""}),
                 ("", "", "And the teachers.", {"missing stakeholder": ""})])  # fmt: skip
    assert [(r.who, r.named_by, r.codings) for r in made.missing.itertuples()] == [
        ("students", ("Mo", "Ana"), ("c1", "c2")), ("teachers", ("",), ("c3",))]  # fmt: skip


def test_a_leaning_that_crosses_over_is_learning():
    said = [("Ana", "supports"), ("Ben", "supports"), ("Ana", "opposes"), ("Ben", "mixed")]
    made = talk([(n, "", "So it is.", {"A1": v}) for n, v in said])
    (row,) = made.learning.itertuples()
    assert (row.kind, row.speaker, row.statement, row.turn) == ("moved from for to against", "Ana", "A1", 3)
    assert row.codings == ("c1", "c3")


@pytest.mark.parametrize(("before", "after", "moved"), [(0.9, 0.9, True), (0.66, 0.18, False), (0.34, 0.95, False)])
def test_a_leaning_crosses_over_only_if_both_sides_are_likely_read_rightly(before, after, moved):
    said = [("Ana", {"value": "supports", "confidence": before}), ("Ben", "supports"),
            ("Ana", {"value": "opposes", "confidence": after}), ("Ben", "mixed")]  # fmt: skip
    assert (len(talk([(n, "", "So it is.", {"A1": v}) for n, v in said]).learning) == 1) is moved


def test_whose_assumption_was_tried_unheard():
    said = [("Ana", "citizens", "Yes.", {"A1": "supports"})]
    made = talk(said)
    plan = made.workshop.plan.model_copy(update={"assumptions": (
        Statement(id="A1", text="So it is.", held_by="media (the daily)"),
        Statement(id="A2", text="Or so.", held_by="citizens"),
        Statement(id="A3", text="Or not.", held_by="my aunt"))})  # fmt: skip
    rows = find_missing(made.codings, made.transcript, Workshop("w", plan, (), True))
    assert rows[["who", "why"]].values.tolist() == [["media", "holds A1 and was not heard"]]
