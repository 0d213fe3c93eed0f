"""Which statements are the same: by their words, by their number if the words are near, never against their sense."""

import unicodedata

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
    "The fall in toll on the new road will be paid by lorries.",
    "The bridge should be closed at night.",
    "The toll on the new road will be paid by farmers.",
    "The toll on the new road could be paid by lorries.",
    "The lorries on the new road will be paid by toll.",
])  # fmt: skip
def test_one_number_for_another_meaning_is_kept_apart_and_said(other):
    assert asked({"A1": TOLL}, {"A1": other}) == ([("A1", 1), ("A1 (w2)", 1)], ["A1 has two meanings"])


def test_a_reworded_statement_is_followed_and_said():
    assert asked({"A1": TOLL}, {"A1": "The toll on our new road will be paid by the lorries."}) == (
        [("A1", 2)], ["A1 was reworded"])  # fmt: skip


@pytest.mark.parametrize("near", [
    "The toll on our new road will be paid by the lorries.", "The toll on the new road will not be paid by lorries.",
])  # fmt: skip
def test_near_words_under_another_number_are_not_taken_for_the_same_and_that_is_said(near):
    assert asked({"A1": TOLL}, {"A2": near}) == ([("A1", 1), ("A2", 1)], ["A1 and A2 (w2) are nearly alike"])


def test_a_plan_that_comes_back_to_an_earlier_wording_is_followed_under_any_number():
    near = "The toll on our new road will be paid by the lorries."
    assert asked({"A1": TOLL}, {"A1": near}, {"A5": TOLL}) == ([("A1", 3)], ["A1 was reworded"])
    apart = ([("A1", 2), ("A1 (w2)", 2)], ["A1 has two meanings"])
    bridge = "The bridge should be closed at night."
    assert asked({"A1": TOLL}, {"A1": bridge}, {"A1": TOLL}, {"A1": bridge}) == apart


def test_letters_are_the_same_however_their_accents_are_written():
    one = "La société civile doit être entendue."
    assert asked({"A1": one}, {"A3": unicodedata.normalize("NFD", one)}) == ([("A1", 2)], [])


@pytest.mark.parametrize(("one", "other"), [
    ("Les camions sont prêts à payer la taxe.", "Les camions ne sont pas prêts à payer la taxe."),
    ("La taxe est bien la bonne réponse.", "La taxe n'est bien la bonne réponse."),
    ("Los camiones están listos para pagar la tasa.", "Los camiones no están listos para pagar la tasa."),
    ("Грузовики готовы платить новый дорожный сбор.", "Грузовики не готовы платить новый дорожный сбор."),
    ("الشاحنات مستعدة لدفع رسوم الطريق الجديد", "الشاحنات غير مستعدة لدفع رسوم الطريق الجديد"),
])  # fmt: skip
def test_a_negation_turns_the_meaning_in_every_language_of_the_briefs(one, other):
    assert asked({"A1": one}, {"A1": other}) == ([("A1", 1), ("A1 (w2)", 1)], ["A1 has two meanings"])


def test_of_two_statements_with_one_number_the_one_that_fits_is_followed():
    bridge = "The bridge should be closed at night."
    found = asked({"A1": TOLL}, {"A1": bridge}, {"A1": "The bridge should be closed at night, too."})
    assert found[0] == [("A1", 1), ("A1 (w2)", 1), ("A1 (w3)", 1)]  # "too" can turn it
    found = asked({"A1": TOLL}, {"A1": bridge}, {"A1": "Our bridge should be closed at night."})
    assert found == ([("A1", 1), ("A1 (w2)", 2)], ["A1 has two meanings", "A1 was reworded"])


def test_the_same_words_go_before_the_same_number():
    near = "The toll on our new road will be paid by the lorries."
    assert asked({"A1": TOLL}, {"A1": near, "A2": TOLL}) == ([("A1", 2), ("A1 (w2)", 1)], [])


def test_twice_the_same_in_one_plan_is_not_one_statement_over_time():
    assert asked({"A1": TOLL, "A2": TOLL})[0] == [("A1", 1), ("A2", 1)]


def test_an_option_is_no_assumption():
    assert asked({"A1": TOLL}, {"O1": TOLL})[0] == [("A1", 1), ("O1", 1)]
