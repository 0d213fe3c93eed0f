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
    ("If the fare is paid, then Ana drives.", "If the fare is paid"),
    ("But if it runs, I'd keep the dogs away.", "if it runs"),
    ("If the stop goes dark again I leave the board.", "If the stop goes dark again"),
    ("Give us the two posts, and we'd run it.", "Give us the two posts"),
    ("We would read the meters if the ministry pays for the pump house and the cable and the two posts that were "
     "promised to the upper villages in the spring, and for somebody who answers when the thing breaks in the night.",
     "if the ministry pays for the pump house and the cable and the two posts that were promised to the upper "
     "villages in the spring, and for somebody who answers when the thing breaks in the night"),
    ("We would run it gladly.", ""),
    ("We never accept the reading provided by the company.", ""), ("Even if you pay us, we will not sign.", ""),
    ("I reach the inspector once a month, and once again nobody came.", ""), ("Few farms, if any, would join.", ""),
    ("The gift of it! A lifelong one.", ""),
])  # fmt: skip
def test_the_condition_is_the_clause_behind_its_word(text, condition):
    assert one(text).condition == condition


def test_whoever_is_named_is_asked():
    assert one("Ben, we would run it if you pay.", others=["Ben"]).addressee == "Ben"
    assert one("We would run it if the council pays.").addressee == "council"
    assert one("We would run it if somebody pays.").addressee == ""
    assert one("We would need two drivers from the company.").addressee == "company"
    assert one("We would not run it, as the council said.").addressee == ""  # spoken of, not to


def test_part_of_a_word_names_nobody():
    assert one("A bench would help us.", others=["Ben"]).addressee == ""


def test_nobody_asks_themselves():
    assert one("I am Ana, and we would run it.").addressee == ""


@pytest.mark.parametrize(("label", "text"), [
    ("A", "A bigger fund would help us, if you pay."), ("I", "I would pay if it runs."),
    ("Will", "Will you pay? We would, if it runs."),
])  # fmt: skip
def test_an_everyday_word_names_nobody(label, text):
    assert one(text, others=[label]).addressee == ""


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


@pytest.mark.parametrize(("text", "what"), [
    ("We would run it if the road is cleared by six.", "We would run it"),
    ("Unless the road is cleared, we stay at home.", "we stay at home"),
    ("If you pay, then we come.", "we come"), ("We come.", "We come."),
    ("We take it if it comes slowly. A step a year.", "We take it. A step a year"),
    ("Well, if it runs, I'd keep the dogs away.", "I'd keep the dogs away"),
    ("Never again. If the stop goes dark I leave the board.", "Never again. I leave the board"),
    ("Give us the two posts, and we'd run it.", "we'd run it"),
    ("If the price goes up people will leave.", "people will leave"),
    ("If you give us the readings and mend the pump, farmers would accept meters.", "farmers would accept meters"),
    ("If the days come off the bill, so many metres for a day, then I'd pay.", "I'd pay"),
    ("If there is a guarantee, nobody will object.", "nobody will object"),
    ("Unless the pipes are mended, not one tenant will pay more.", "not one tenant will pay more"),
    ("Only if the ministry signs will we sign.", "will we sign"),
    ("Dora, if you open the gate at night, we will share the pump.", "we will share the pump"),
    ("Mr. Chair, if the fare is paid, we would drive.", "we would drive"), ("Gladly, if you pay.", "Gladly"),
])  # fmt: skip
def test_what_is_offered_stands_without_its_condition(text, what):
    assert one(text).what == what


def test_who_is_answered_is_addressed():
    made = talk([("Ben", "shops", "No bus, no trade.", {}),
                 ("Ana", "", "We could share the cost.",
                  {"incentive": "offer", "agreement": {"target": "Ben"}})])  # fmt: skip
    assert made.incentives["addressee"].tolist() == ["Ben"]


LIMIT = ("Ana", "drivers", "We cannot run the late bus alone, there is no second driver.", {"constraint": ""})
COUNTER = ("Ben", "shops", "But the school bus has two drivers free.", {"disagreement": {"target": "Ana"}})
OFFER = ("Dia", "council", "We could lend you a second driver on Fridays.", {"incentive": "offer"})
ASIDE = ("Mo", "facilitator", "Let us hear the others.", {})


@pytest.mark.parametrize(("turns", "kind", "who"), [
    ([LIMIT, COUNTER, OFFER], "constraint → counter-argument → offer", ("Ben", "Dia")),
    ([LIMIT, OFFER], "constraint → offer", ("", "Dia")),
    ([LIMIT, OFFER, COUNTER], "constraint → offer → counter-argument", ("Ben", "Dia")),
    ([LIMIT, ASIDE, COUNTER], "constraint → counter-argument", ("Ben", "")),
])  # fmt: skip
def test_a_constraint_is_followed_to_its_answers(turns, kind, who):
    (row,) = talk(turns).chains.itertuples()
    assert (row.kind, row.speaker, (row.countered_by, row.offered_by)) == (kind, "Ana", who)
    assert list(row.turns) == sorted(row.turns)
    assert len(row.codings) == len(row.turns)


@pytest.mark.parametrize("turns", [
    [LIMIT], [OFFER, LIMIT], [LIMIT, *[ASIDE] * 11, OFFER],
    [LIMIT, ("Dia", "council", "We could plant trees.", {"incentive": "offer"})],
    [LIMIT, ("Dia", "council", "A second driver was paid a bonus once.", {"incentive": "reward"})],
    [LIMIT, ("Ana", "drivers", "We could lend a second driver.", {"incentive": "offer"})],
])  # fmt: skip
def test_what_was_not_answered_has_no_chain(turns):
    assert talk(turns).chains.empty
