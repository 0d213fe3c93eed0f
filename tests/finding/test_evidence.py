"""What counts as evidence, and in which order it is shown."""

import pytest

from inspired_analysis.finding.evidence import coded, direction, evidence, leanings, strongest

from .conftest import talk, voices


def lean(*values, **kwargs) -> float:
    """Return the leaning of one person who says all of *values*, (stance, confidence) each."""
    said = [("Ana", "", "Something.", {"A1": {"value": v, "confidence": c}}) for v, c in values]
    made = talk(said, **kwargs)
    (leaning,) = leanings(evidence(made.codings, made.turns, "stance"))
    return leaning.score


@pytest.mark.parametrize(("value", "side"), [
    ("supports", "for"), ("opposes", "against"), ("mixed", "between"), ("conditional", "between"),
])  # fmt: skip
def test_one_word_leans(value, side):
    assert direction(lean((value, 0.4))) == side


def test_a_leaning_is_the_mean_of_what_a_person_said():
    assert lean(("supports", 1), ("opposes", 1)) == 0
    assert lean(("supports", 1), ("supports", 1), ("opposes", 1)) == pytest.approx(1 / 3)


def test_a_sure_coding_weighs_more_than_an_unsure_one():
    assert direction(lean(("supports", 0.9), ("opposes", 0.3))) == "for"
    assert direction(lean(("supports", 0.3), ("opposes", 0.9))) == "against"


def test_no_confidence_at_all_still_counts():
    assert lean(("supports", 0.0)) == 1


@pytest.mark.parametrize(("first", "second"), [(0.01, 0.02), (0.18, 0.71), (0.43, 0.51), (0.56, 0.42), (0.9, 0.08)])
def test_conditions_of_unlike_confidence_are_no_support(first, second):
    assert direction(lean(("conditional", first), ("conditional", second))) == "between"


def test_only_attributed_participants_are_evidence():
    made = talk([("Mo", "facilitator", "Yes.", {"A1": "supports"}), ("", "", "Yes.", {"A1": "supports"}),
                 ("Ana", "", "Yes.", {"A1": "supports"})])  # fmt: skip
    assert [row.speaker for row in evidence(made.codings, made.turns)] == ["Ana"]


@pytest.mark.parametrize(("code", "value", "evident"), [
    ("disagreement", "", [0.7]), ("perspective change", "", [0.7]), ("ownership", "commitment", [0.7]),
    ("red line", "", [0.7]), ("incentive", "condition", [0.5, 0.69, 0.7]),
    ("constraint", "", [0.5, 0.69, 0.7]), ("acknowledgement", "", [0.5, 0.69, 0.7]),
    ("agreement", "", [0.49, 0.5, 0.69, 0.7]), ("ownership", "proposal", [0.49, 0.5, 0.69, 0.7]),
    ("stance", "supports", [0.49, 0.5, 0.69, 0.7]),
])  # fmt: skip
def test_what_is_told_of_single_people_must_be_likely(code, value, evident):
    key = "A1" if code == "stance" else code
    told = [{"value": value, "target": "Ben", "confidence": c} for c in (0.49, 0.5, 0.69, 0.7)]
    made = talk([("Ana", "", "No.", {key: one}) for one in told])
    assert [row.confidence for row in evidence(made.codings, made.turns)] == evident
    assert len(coded(made.codings, made.turns)) == 4


def test_halves_are_of_the_words_not_of_the_turns():
    made = talk([("Ana", "", "one " * 90, {"A1": "supports"}), ("Ben", "", "two two", {"A1": "opposes"}),
                 ("Cem", "", "three", {"A1": "opposes"})])  # fmt: skip
    assert {row.speaker: row.half for row in evidence(made.codings, made.turns)}["Ben"] == 2
    even = talk(voices(ana="supports", ben="supports", cem="opposes", dia="opposes"))
    assert [row.half for row in evidence(even.codings, even.turns)] == [1, 1, 2, 2]


def test_nobody_is_quoted_twice_before_everybody_is_quoted_once():
    long = "This is long enough to be read with profit by all."
    made = talk([(n, "", long, {"A1": {"value": "supports", "confidence": c}}) for n, c in
                 [("Ana", 0.9), ("Ana", 0.8), ("Ben", 0.3)]])  # fmt: skip
    assert strongest(evidence(made.codings, made.turns)) == ("c1", "c3", "c2")


def test_of_equals_the_readable_one_comes_first():
    texts = {"Ana": "Yes.", "Ben": "Yes, since the bridge was mended we have all come more often."}
    made = talk([(n, "", t, {"A1": "supports"}) for n, t in texts.items()])
    assert strongest(evidence(made.codings, made.turns)) == ("c2", "c1")
