"""Which statements are the same: by their words, by their number if the words are near, never against their sense."""

import pytest

from inspired_analysis.finding.across.statements import follow_statements

from .conftest import session

TOLL = "The toll on the new road will be paid by lorries."


def asked(*plans: dict[str, str]):
    """Return (statement, number of workshops) of workshops that ask these, and what had to be judged."""
    sessions = [session(f"w{i}", f"2024-0{i}-01", [("Ana", "hauliers", "Hm.")], statements=plan)
                for i, plan in enumerate(plans, 1)]  # fmt: skip
    strands, judged = follow_statements(sessions)
    return [(s.statement, len(s.asked)) for s in strands], [what for what, _ in judged]


def test_the_same_words_are_the_same_under_any_number_and_case():
    assert asked({"A1": TOLL}, {"A4": TOLL.upper().replace(".", "")}) == ([("A1", 2)], [])


@pytest.mark.parametrize("other", [
    "The toll on the new road will not be paid by lorries.",
    "The toll on the new road won't be paid by lorries.",
    "Less toll on the new road will be paid by lorries.",
    "The toll of 5 on the new road will be paid by lorries.",
    "The bridge should be closed at night.",
])  # fmt: skip
def test_one_number_for_another_meaning_is_kept_apart_and_said(other):
    assert asked({"A1": TOLL}, {"A1": other}) == ([("A1", 1), ("A1 (w2)", 1)], ["A1 has two meanings"])


def test_a_reworded_statement_is_followed_and_said():
    assert asked({"A1": TOLL}, {"A1": "The toll on our new road will be paid by the lorries."}) == (
        [("A1", 2)], ["A1 was reworded"])  # fmt: skip


def test_near_words_under_another_number_are_not_taken_for_the_same():
    assert asked({"A1": TOLL}, {"A2": "The toll on our new road will be paid by the lorries."})[0] == [
        ("A1", 1), ("A2", 1)]  # fmt: skip


def test_twice_the_same_in_one_plan_is_not_one_statement_over_time():
    assert asked({"A1": TOLL, "A2": TOLL})[0] == [("A1", 1), ("A2", 1)]


def test_an_option_is_no_assumption():
    assert asked({"A1": TOLL}, {"O1": TOLL})[0] == [("A1", 1), ("O1", 1)]
