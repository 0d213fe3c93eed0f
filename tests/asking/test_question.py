"""Whom and what a question asks about."""

import pandas as pd
import pytest

from inspired_analysis.asking.question import understand
from inspired_analysis.errors import InspiredError
from inspired_analysis.workshop import Plan

SPEAKERS = pd.DataFrame(
    [
        ("P1", "Ines Moreau", "participant", "teachers' unions"),
        ("P2", "Bo", "participant", "teachers' unions"),
        ("PhD A", "PhD A", "participant", "academia"),
        ("Professor B", "Professor B", "participant", "academia"),
        ("Professor C", "Professor C", "participant", ""),
        ("Lynne Neagle AM", "Lynne Neagle AM", "participant", "young people"),
        ("Mara", "Mara", "facilitator", ""),
        ("Will", "Will", "participant", ""),
        ("An Nguyen", "An Nguyen", "participant", ""),
        ("José Peña", "José Peña", "participant", ""),
    ],
    columns=["speaker", "label", "role", "group"],
)
PLAN = Plan(participants=[{"label": "Ines Moreau", "pseudonym": "P1", "aliases": ["Nessie"]}])


def asked(question, **given):
    return understand(question, SPEAKERS, PLAN, **given)


@pytest.mark.parametrize(
    ("question", "speakers"),
    [
        ("What did the teachers' unions say about pay?", ["P1", "P2"]),
        ("What did the teachers’ union say about pay?", ["P1", "P2"]),
        ("How do unions see pay?", ["P1", "P2"]),
        ("What did Ines Moreau think about pay?", ["P1"]),
        ("What did Moreau really say about pay?", ["P1"]),
        ("What does Nessie want on pay?", ["P1"]),
        ("What did A think about pay?", ["PhD A"]),
        ("Why does PhD A worry about pay?", ["PhD A"]),
        ("What did the professor think about pay?", ["Professor B", "Professor C"]),
        ("What did Professor C think about pay?", ["Professor C"]),
        ("Summarize Lynne Neagle's opinion on pay.", ["Lynne Neagle AM"]),
        ("What was Bo's main concern with pay?", ["P2"]),
        ("According to Bo and academia, what about pay?", ["P2", "PhD A", "Professor B"]),
        ("What did the moderator ask about pay?", ["Mara"]),
        ("What did the young people say about pay?", ["Lynne Neagle AM"]),
        ("What did Bo say about the minister's pay proposal?", ["P2"]),
        ("How did academia react to the ministers' ideas on pay?", ["PhD A", "Professor B"]),
        ("What are the unions' views on what ministers said of pay?", ["P1", "P2"]),
        ("What will Will say about pay?", ["Will"]),
        ("What did An say about pay?", ["An Nguyen"]),
        ("What did Jose Pena say about pay?", ["José Peña"]),
        ("teachers' unions on pay", ["P1", "P2"]),
        ("Professor B and academia on pay", ["Professor B", "PhD A"]),
        ("What did people say about pay?", []),
        ("What did the group discuss about pay?", []),
        ("Summarize the discussion about pay.", []),
        ("pay", []),
    ],
)
def test_whom(question, speakers):
    found = asked(question)
    assert sorted(found.speakers) == sorted(speakers)
    assert found.unknown == ()
    assert found.words == ("pay",) or "pay" in found.words
    assert not {"union", "teacher", "neagl", "professor", "bo", "moreau"} & set(found.words)


def test_the_whole_room_is_no_word_to_look_for():
    assert asked("What did the team think about pay and rent?").words == ("pay", "rent")


def test_a_subject_that_nobody_is_called_is_said():
    found = asked("What did the fishermen say about pay?")
    assert found.unknown == ("the fishermen",)
    assert found.speakers == ()


def test_a_group_that_shares_a_word_with_another_is_not_asked_for_it():
    people = [("Ada", "civil society"), ("Bo", "ministry of finance"), ("Cy", "young people")]
    speakers = pd.DataFrame([(n, n, "participant", g) for n, g in people], columns=list(SPEAKERS))
    for whom in ("civil servants", "the ministry of health", "the young women"):
        found = understand(f"What did {whom} say about pay?", speakers)
        assert (found.speakers, found.unknown) == ((), (whom,))
    assert understand("What did civil society organisations say about pay?", speakers).speakers == ("Ada",)


def test_given_outright_goes_before_what_the_question_names():
    found = asked("What did Bo say about pay?", group=["academia"])
    assert (found.speakers, found.whom) == (("PhD A", "Professor B"), ("academia (group)",))
    assert asked("pay", speaker=["ines moreau"]).speakers == ("P1",)
    assert asked("pay", speaker=["Will", "jose\u0301"]).speakers == ("Will", "José Peña")


@pytest.mark.parametrize(
    ("given", "found"),
    [({"speaker": ["Zoe"]}, "Zoe"), ({"group": ["farmers"]}, "farmers"), ({"speaker": ["Professor"]}, "several")],
)
def test_who_did_not_speak_is_refused(given, found):
    with pytest.raises(InspiredError, match="expected a") as caught:
        asked("pay", **given)
    assert found in str(caught.value)


@pytest.mark.parametrize("question", ["", "  ", "?!", "🙂"])
def test_a_question_without_words_is_refused(question):
    with pytest.raises(InspiredError, match="in words"):
        asked(question)


def test_a_name_within_another_is_not_asked_and_cuts_no_words_off():
    people = [("Anna", "farmers"), ("Anna Berg", "young farmers"), ("Farmers", "Farmers")]
    speakers = pd.DataFrame([(n, n, "participant", g) for n, g in people], columns=list(SPEAKERS))
    for question, whose in (("Anna Berg on pay", "Anna Berg"), ("pay, young farmers", "Anna Berg"),
                            ("Farmers on pay", "Farmers"), ("Anna on pay", "Anna")):  # fmt: skip
        found = understand(question, speakers)
        assert (found.speakers, found.words) == ((whose,), ("pay",))


def test_two_names_of_one_person_are_not_several():
    plan = Plan(participants=[{"label": "José Peña", "aliases": ["José Ruiz"]}])
    assert understand("pay", SPEAKERS, plan, speaker=["José"]).speakers == ("José Peña",)


def test_a_stranger_among_those_asked_is_not_what_they_are_asked_about():
    found = asked("What did Bo and Zoe say?")
    assert (found.speakers, found.words, found.unknown) == (("P2",), (), ("Zoe",))
    assert "pay" in asked("What did Bo and Zoe say about pay?").words
