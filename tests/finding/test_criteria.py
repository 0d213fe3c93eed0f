"""Options × criteria × group: most people decide, each once."""

import pytest

from .conftest import talk


def judged(*voices) -> str:
    """Return the direction for (name, value) pairs of one group on one option and criterion."""
    made = talk(
        [(n, "shops", "So.", {"criterion": {"statement": "O1", "target": "fairness", "value": v}}) for n, v in voices]
    )
    row = next(made.criteria.itertuples())
    assert (row.statement, row.criterion) == ("O1", "fairness")
    assert row.n_speakers == len({n for n, _ in voices})
    return row.direction


YES, NO = "favourable", "unfavourable"


@pytest.mark.parametrize(("voices", "direction"), [
    ([("Ana", YES)], YES), ([("Ana", YES), ("Ben", NO)], "divided"), ([("Ana", YES), ("Ben", NO), ("Cem", NO)], NO),
    ([("Ana", YES)] * 5 + [("Ben", NO), ("Cem", NO)], NO), ([("Ana", YES), ("Ana", NO)], "unclear"),
    ([("Ana", "")], "unclear"),
])  # fmt: skip
def test_each_person_counts_once(voices, direction):
    assert judged(*voices) == direction


def test_what_nobody_weighed_is_named_for_each_option():
    said = {"criterion": {"statement": "O1", "target": "fairness", "value": YES}}
    made = talk([("Ana", "shops", "So.", said)], statements=["O2"], criteria=("fairness", "legality"))
    left = made.criteria[made.criteria["direction"] == "not applied"]
    assert set(zip(left["statement"], left["criterion"], strict=True)) == {
        ("O1", "legality"), ("O2", "fairness"), ("O2", "legality")}  # fmt: skip
    assert set(left["n_speakers"]) == {0}


def test_groups_options_and_criteria_stay_apart():
    said = [("Ana", "shops", "O1", "fairness"), ("Ben", "council", "O1", "fairness"),
            ("Ana", "shops", "O2", "fairness"), ("Ana", "shops", "O1", "legality"),
            ("Mo", "facilitator", "O2", "legality")]  # fmt: skip
    made = talk([(n, g, "So.", {"criterion": {"statement": o, "target": c, "value": YES}}) for n, g, o, c in said])
    rows = made.criteria[made.criteria["n_speakers"] > 0]
    assert set(zip(rows["statement"], rows["criterion"], rows["group"], strict=True)) == {
        (o, c, g) for _, g, o, c in said if g != "facilitator"}  # fmt: skip
