"""Leads: what is too unsure for a finding, and what a finding rests on already."""

from .conftest import talk


def test_the_surest_of_each_code_come_first_and_nothing_that_a_finding_has():
    made = talk([
        ("Ana", "shops", "We need a bus.", {"interest": {"value": "services", "confidence": 0.4}}),
        ("Ana", "shops", "We are afraid of the road.", {"interest": {"value": "security", "confidence": 0.9}}),
        ("Ben", "shops", "We cannot sleep for the noise.", {"interest": {"value": "security", "confidence": 0.6}}),
        ("Ben", "shops", "I cannot.", {"constraint": {"confidence": 0.45}}),
        ("Ben", "shops", "I must not.", {"constraint": {"confidence": 0.5}}),
        ("Mo", "facilitator", "You need a bus.", {"interest": {"value": "services", "confidence": 0.4}}),
    ])  # fmt: skip
    assert [(r.code, r.value, r.speaker, r.turn, r.codings) for r in made.leads.itertuples()] == [
        ("interest", "security", "Ben", 3, ("c3",)), ("interest", "services", "Ana", 1, ("c1",)),
        ("constraint", "", "Ben", 4, ("c4",))]  # fmt: skip


def test_what_several_unsure_codings_make_sure_together_is_no_lead():
    need = {"interest": {"value": "services", "confidence": 0.5}}
    made = talk([("Ana", "shops", "We need the night bus.", need), ("Ben", "shops", "We need the night bus.", need)])
    assert len(made.interests) == 1
    assert made.leads.empty
    assert len(talk([("Ana", "shops", "We need the night bus.", need)]).leads) == 1


def test_there_are_no_leads_of_what_is_told_of_people():
    made = talk([("Ana", "", "I see.", {"acknowledgement": {"target": "Ben", "confidence": 0.4}}),
                 ("Ana", "", "I thought otherwise.", {"perspective change": {"confidence": 0.4}}),
                 ("Ana", "", "Let us ask them.", {"ownership": {"value": "proposal", "confidence": 0.1}})])  # fmt: skip
    assert made.leads.empty
