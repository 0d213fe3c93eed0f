"""The assumption ledger: the verdict rule at its borders, and what stands beside a verdict."""

import itertools
import re

import pytest

from inspired_analysis.finding.ledger import MAJORITY, _rule, verdict
from inspired_analysis.tables import VERDICTS

from .conftest import talk, voices

# for, against, in between → verdict
CASES = [
    (0, 0, 0, "untested"), (1, 0, 0, "untested"), (0, 1, 0, "untested"), (0, 0, 1, "untested"),
    (2, 0, 0, "confirmed"), (0, 2, 0, "debunked"),
    (1, 1, 0, "contested"), (2, 2, 0, "contested"), (1, 0, 1, "contested"), (0, 0, 2, "contested"),
    (0, 0, 9, "contested"), (3, 1, 0, "contested"), (4, 1, 0, "confirmed"), (5, 1, 0, "confirmed"),
    (7, 2, 0, "contested"), (8, 2, 0, "confirmed"), (1, 3, 0, "contested"), (1, 4, 0, "debunked"),
    (2, 0, 1, "confirmed"), (2, 0, 2, "contested"), (3, 0, 2, "contested"), (4, 0, 2, "confirmed"),
    (5, 1, 1, "contested"), (6, 1, 1, "confirmed"), (0, 2, 1, "debunked"), (0, 2, 2, "contested"),
]  # fmt: skip
SMALL = list(itertools.product(range(7), repeat=3))


@pytest.mark.parametrize(("n_for", "n_against", "n_between", "expected"), CASES)
def test_the_rule_at_its_borders(n_for, n_against, n_between, expected):
    assert verdict(n_for, n_against, n_between) == expected


def test_the_rule_is_even_handed_and_needs_two():
    for counts in SMALL:
        n_for, n_against, n_between = counts
        found, mirrored = verdict(*counts), verdict(n_against, n_for, n_between)
        assert mirrored == {"confirmed": "debunked", "debunked": "confirmed"}.get(found, found), counts
        assert (found == "untested") == (sum(counts) < 2), counts


def test_confirmed_stands_on_a_majority_and_more_of_it_never_shakes_it():
    for n_for, n_against, n_between in (c for c in SMALL if verdict(*c) == "confirmed"):
        assert n_for >= max(2, 4 * n_against)
        assert verdict(n_for + 1, n_against, n_between) == "confirmed"


def test_counts_are_people_not_turns():
    said = [("Ana", "", f"I say it again, {i}.", {"A1": "supports"}) for i in range(5)]
    row = talk([*said, ("Ben", "", "I do not think so.", {"A1": "opposes"})]).ledger()
    assert (row["n_supports"], row["n_opposes"], row["n_speakers"]) == (1, 1, 2)
    assert row["verdict"] == "contested"


def test_one_who_says_both_is_in_between():
    row = talk([("Ana", "", "Yes.", {"A1": "supports"}), ("Ana", "", "No.", {"A1": "opposes"})]).ledger()
    assert (row["n_supports"], row["n_opposes"], row["n_between"]) == (0, 0, 1)


def test_a_condition_alone_is_in_between():
    row = talk(voices(ana="conditional", ben="conditional")).ledger()
    assert (row["n_supports"], row["n_between"]) == (0, 2)
    assert row["verdict"] == "contested"


def test_the_facilitator_and_the_unknown_never_count():
    silent = [("Mo", "facilitator", "Surely so.", {"A1": "supports"}), ("", "", "Yes!", {"A1": "supports"})]
    row = talk([*silent, *voices(ana="supports")]).ledger()
    assert row["verdict"] == "untested"
    assert row["n_speakers"] == 1
    assert row["codings"] == ("c3",)


def test_what_nobody_spoke_to_is_untested_and_says_so():
    row = talk(voices(ana="supports"), statements=["A2"]).ledger("A2")
    assert row["verdict"] == "untested"
    assert row["codings"] == ()
    assert row["why"].startswith("Nobody")
    assert (row["first_half"], row["second_half"]) == ("nobody", "nobody")


def test_options_go_through_the_same_rule():
    assert talk(voices("O1", ana="supports", ben="supports")).verdicts() == {"O1": "confirmed"}


def test_why_says_the_counts():
    row = talk(voices(ana="supports", ben="supports", cem="mixed", dia="opposes")).ledger()
    assert row["why"] == "4 people spoke to it, from 4 groups, 2 for, 1 against, 1 in between."
    bare = talk([(n, "", "So.", {"A1": "supports"}) for n in ("Ana", "Ben")]).ledger()
    assert bare["why"] == "2 of 2 who spoke to it were for it."
    against = [("Ana", "opposes"), ("Ben", "opposes"), ("Cem", "opposes"), ("Dia", "opposes"), ("Eva", "conditional")]
    said = [(n, "", "So.", {"A1": v, **({"reason": "evidence"} if n in "AnaBen" else {})}) for n, v in against]
    why = talk(said).ledger()["why"]
    assert why == "4 of 5 who spoke to it were against it, 2 of them with a reason; 1 in between."


@pytest.mark.parametrize(("said", "expected"), [
    ({"Ana": "supports", "Ben": "opposes"}, "drivers"),
    ({"Ana": "supports", "Ben": "supports", "Cem": "opposes"}, ""),  # two groups believe it
    ({"Ana": "supports", "Dia": "opposes"}, ""),  # nobody of another group is against
    ({"Ana": "supports", "Ben": "mixed"}, ""),
    ({"Ana": "supports", "Dia": "opposes", "Ben": "opposes"}, "drivers"),
    ({"Ana": "supports", "Dia": "opposes", "Eva": "opposes", "Ben": "opposes"}, ""),  # nor do most of the drivers
])  # fmt: skip
def test_believed_by_one_group_only(said, expected):
    group = {"Ana": "drivers", "Dia": "drivers", "Eva": "drivers", "Ben": "shops", "Cem": "council"}
    assert talk([(n, group[n], "So.", {"A1": v}) for n, v in said.items()]).ledger()["only_group"] == expected


def test_halves_show_a_change():
    said = [("Ana", "supports"), ("Ben", "supports"), ("Ana", "opposes"), ("Ben", "opposes")]
    row = talk([(n, "", "So it is.", {"A1": v}) for n, v in said]).ledger()
    assert (row["first_half"], row["second_half"]) == ("2 for", "2 against")


@pytest.mark.parametrize(
    "counts", [(0, 0, 0), (1, 0, 0), (0, 0, 1), (2, 0, 0), (0, 2, 1), (5, 0, 0), (3, 2, 1), (0, 0, 4)]
)
def test_what_would_overturn_does_and_nothing_less(counts):
    values = [v for v, n in zip(("supports", "opposes", "mixed"), counts, strict=True) for _ in range(n)]
    others = [(f"Q{i}", "", "Hm.", {}) for i in range(20)]
    row = talk([*((f"P{i}", "", "So.", {"A1": v}) for i, v in enumerate(values)), *others], statements=["A1"]).ledger()
    ways = re.findall(r"(\d+) more (for|against) it would make it (\w+)", row["would_overturn"])
    assert ways
    for more, side, expected in ways:
        at = ("for", "against").index(side)
        enough, less = ([n + (i == at) * (int(more) - short) for i, n in enumerate(counts)] for short in (0, 1))
        assert verdict(*enough) == expected != verdict(*counts)
        assert verdict(*less) == verdict(*counts)


def test_more_voices_than_people_there_overturn_nothing():
    three = talk(voices(ana="supports", ben="mixed", cem="opposes"))  # it takes 5 more for it, or 5 against it
    assert three.ledger()["would_overturn"] == ""
    five = talk([*voices(ana="supports", ben="mixed", cem="opposes"), ("Dia", "", "Hm.", {}), ("Eva", "", "Hm.", {})])
    assert five.ledger()["would_overturn"].startswith("5 more for it would make it confirmed")


def test_a_condition_of_one_person_is_not_both_ways_and_an_assertion_is_no_reason():
    assert talk(voices(ana="conditional")).ledger()["why"].startswith("One person was found to speak to it, in between")
    said = [(n, "", "So.", {"A1": "supports", "reason": r}) for n, r in (("Ana", "assertion"), ("Ben", "experience"))]
    assert talk(said).ledger()["why"] == "2 of 2 who spoke to it were for it, 1 of them with a reason."


def test_every_statement_of_the_plan_has_one_row_in_its_order():
    rows = talk(voices(ana="supports"), statements=["A2", "O1", "A1"]).assumptions
    assert rows["statement"].tolist() == ["A1", "A2", "O1"]
    assert set(rows["verdict"]) <= set(VERDICTS)


def test_codings_of_statements_that_the_plan_does_not_list_make_no_row():
    made = talk(voices(ana="supports", ben="supports"))
    stray = made.codings.assign(statement="A9")
    assert made.with_codings(stray).verdicts() == {"A1": "untested"}


def test_a_majority_is_what_the_brief_says_it_is():
    assert MAJORITY == 4  # "four for each one who thinks otherwise" stands in the brief


def test_what_may_bear_on_a_statement_is_named_surest_first_and_counted_nowhere():
    may = [("Ana", "It may.", 0.2), ("Ben", "It might.", 0.7), ("Cem", "It could.", 0.4)]
    made = talk([(n, "", t, {"candidate": {"statement": "A1", "confidence": c}}) for n, t, c in may])
    row = made.ledger()
    assert row["candidates"] == ("c2", "c3", "c1")
    assert (row["verdict"], row["n_speakers"], row["codings"]) == ("untested", 0, ())
    assert made.conflicts.empty
    assert set(made.positions["n"]) <= {0}


def test_the_rule_stands_there_with_its_numbers():
    row = talk(voices(ana="opposes", ben="opposes", cem="opposes", dia="opposes", eva="supports")).ledger()
    assert row["rule"] == "To be debunked it takes 4 against it, four for each one who thinks otherwise, and has 4."
    row = talk(voices(ana="supports", ben="opposes")).ledger()
    assert row["rule"].startswith("To be confirmed it takes 4 for it and has 1; to be debunked it takes 4 against it")
    assert talk(voices(ana="supports")).ledger()["rule"] == "Two people must speak to it; 1 did."


def test_the_numbers_of_the_rule_decide_as_the_rule_does():
    for counts in SMALL:
        told = _rule(verdict(*counts), dict(zip(("for", "against", "between"), counts, strict=True)))
        needed = {side: int(n) for n, side in re.findall(r"takes (\d+) (for|against)", told)}
        for side, n in needed.items():
            at = ("for", "against").index(side)
            firm = ("confirmed", "debunked")[at]
            enough = [n if i == at else c for i, c in enumerate(counts)]
            less = [n - 1 if i == at else c for i, c in enumerate(counts)]
            assert verdict(*enough) == firm, (counts, told)
            assert verdict(*less) != firm, (counts, told)


def test_each_group_stands_by_itself():
    said = [("Ana", "shops", "supports"), ("Ben", "shops", "opposes"), ("Cem", "council", "mixed")]
    row = talk([(n, g, "So.", {"A1": v}) for n, g, v in said]).ledger()
    assert row["by_group"] == ("council: 1 in between", "shops: 1 for, 1 against")


def test_who_moved_between_the_halves_is_counted():
    said = [("Ana", "supports"), ("Ben", "supports"), ("Ana", "opposes"), ("Ben", "supports")]
    row = talk([(n, "", "So it is.", {"A1": v}) for n, v in said]).ledger()
    assert row["moved"] == "2 spoke to it in both halves: 1 moved away from it."
    assert talk(voices(ana="supports", ben="supports")).ledger()["moved"] == ""


def test_quotes_show_both_sides_and_the_groups_in_turn():
    long = "The late bus would bring people to the shops, I have counted them at the stop."
    said = [("Ana", "shops", long, "supports"), ("Ana", "shops", long + " Twice.", "supports"),
            ("Ben", "shops", long + " Thrice.", "supports"), ("Cem", "council", "Yes.", "supports"),
            ("Dia", "council", "No.", "opposes")]  # fmt: skip
    row = talk([(n, g, t, {"A1": v}) for n, g, t, v in said]).ledger()
    order = [said[int(c[1:]) - 1][0] for c in row["codings"]]
    assert set(order[:3]) == {"Ana", "Cem", "Dia"}  # one of each group and side, then the rest of them
    assert order[-1] == "Ana"


def test_the_words_of_the_statement_come_before_other_words():
    texts = ["I have seen it with my own eyes, many times, and so have others.",
             "I have seen the evening bus full of riders, many times, and so have others."]  # fmt: skip
    made = talk([(f"P{i}", "", t, {"A1": "supports"}) for i, t in enumerate(texts)],
                statements={"A1": "The evening bus has enough riders."})  # fmt: skip
    assert made.ledger()["codings"] == ("c2", "c1")
