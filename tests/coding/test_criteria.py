"""In which direction an option is judged, and what is no judgement of it."""

from __future__ import annotations

import pytest

from inspired_analysis.coding.criteria import CriteriaCoder
from inspired_analysis.workshop import Plan, Workshop

from .test_cues import talk

OPTION = {"id": "O1", "text": "Every household gets a free first block of water."}


def judged(text: str) -> set[tuple[str, str]]:
    """Return the (criterion, direction) of *text*, said where the option is spoken of."""
    workshop = Workshop("w", Plan.model_validate({"options": [OPTION]}), ())
    codings = CriteriaCoder().code(talk(("A", f"So, the free block for every household. {text}")), workshop)
    return set(zip(codings["target"], codings["value"], strict=True))


@pytest.mark.parametrize(("text", "criterion", "direction"), [
    ("It is a fair price for the city.", "fairness", "favourable"),
    ("It is not affordable for the city.", "value for money", "unfavourable"),
    ("It isn’t fair that the villa pays the same.", "fairness", "unfavourable"),
    ("It is not realistic to inspect them.", "feasibility: administrative", "unfavourable"),
    ("That would not be cheap for the utility.", "value for money", "unfavourable"),
    ("It's not easy to read the meters.", "feasibility: administrative", "unfavourable"),
    ("It is hardly fair to the villages.", "fairness", "unfavourable"),
    ("There is no benefit for the river.", "environment", "unfavourable"),
    ("I don't think it is fair to the tenants.", "fairness", "unfavourable"),
    ("It won't work without the inspectors.", "feasibility: administrative", "unfavourable"),
    ("The poor would never accept that one.", "fairness", "unfavourable"),
    ("There is not enough money for that.", "value for money", "unfavourable"),
    ("Meters are no problem for us, nobody is against them.", "feasibility: administrative", "favourable"),
    ("The price is not too expensive.", "value for money", "favourable"),
    ("That is not a bad idea for the poor.", "fairness", "favourable"),
    ("It never hurts the poor in the town.", "fairness", "favourable"),
    ("The price is not bad, it is good.", "value for money", "favourable"),
    ("No doubt it is good for the river.", "environment", "favourable"),
    ("Right now the river is at the bridge.", "environment", "unclear"),
    ("We work on the farms along the river.", "environment", "unclear"),
])  # fmt: skip
def test_a_negation_turns_the_direction_round(text, criterion, direction):
    assert dict(judged(text))[criterion] == direction


def test_to_be_fair_is_no_judgement_of_fairness():
    assert "fairness" in dict(judged("The block is fair, they came twice."))
    assert "fairness" not in dict(judged("To be fair, they came twice."))
