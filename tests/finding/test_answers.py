"""Answers: when a question was asked, who answered, who did not."""

from dataclasses import replace

from inspired_analysis.finding.answers import find_answers

from .conftest import talk

ASKED = ("Mo", "facilitator", "So, who pays for the evening bus, what do you think?", {})
NEXT = ("Mo", "facilitator", "And when should the bus leave the station?", {})
PLAN = ["Who should pay for the evening bus?", "When should the bus leave the station?", "Which lamp do you prefer?"]


def rows(made) -> list:
    return list(made.answers.itertuples())


def test_planned_questions_and_their_answers():
    made = talk([("Ana", "", "Good evening to all.", {}), ASKED, ("Ana", "", "The council pays.", {}), NEXT,
                 ("Ben", "", "At nine, from the station.", {}), ("", "", "At ten.", {})], questions=PLAN)  # fmt: skip
    first, second, third = rows(made)
    assert (first.asked, first.turns, first.speakers, first.silent) == (2, (3,), ("Ana",), ("Ben",))
    assert (second.asked, second.turns, second.speakers) == (4, (5,), ("Ben",))
    assert (third.asked, third.turns, third.speakers, third.silent) == (0, (), (), ())


def test_only_the_facilitator_asks():
    made = talk([("Ana", "", ASKED[2], {}), ("Ben", "", "The council.", {})], questions=PLAN[:1])
    assert rows(made)[0].asked == 0


def test_half_of_a_questions_words_must_be_spoken():
    half = talk([("Mo", "facilitator", "So who will pay for it, on the bus?", {})], questions=PLAN[:1])
    less = talk([("Mo", "facilitator", "Is that the bus outside?", {})], questions=PLAN[:1])
    assert (rows(half)[0].asked, rows(less)[0].asked) == (1, 0)


def test_a_question_of_everyday_words_is_asked_where_it_stands_word_for_word():
    said = [("Mo", "facilitator", "Welcome. Who are you?", {}), ("Ana", "", "Ana, from the shops.", {}),
            ("Mo", "facilitator", "Well – what do you think?", {}), ("Ben", "", "The bus is late.", {})]  # fmt: skip
    assert [(r.asked, r.speakers) for r in rows(talk(said, questions=["What do you think?", "What do you need?"]))] == [
        (3, ("Ben",)), (0, ())]  # fmt: skip


def test_questions_told_together_and_then_asked_one_by_one():
    all_at_once = ("Mo", "facilitator", f"We have three questions. {' '.join(PLAN)} But first, who are you?", {})
    lamp = ("Mo", "facilitator", "Which of the lamps do you prefer?", {})
    said = [all_at_once, ("Ana", "", "I am Ana.", {}), ASKED, ("Ana", "", "The council.", {}), NEXT,
            ("Ben", "", "At nine.", {}), lamp, ("Ana", "", "The bright one.", {})]  # fmt: skip
    assert [r.asked for r in rows(talk(said, questions=PLAN))] == [3, 5, 7]
    assert [r.asked for r in rows(talk(said[:4], questions=PLAN))] == [3, 1, 1]  # the others never on their own


def test_a_question_is_known_by_its_words_in_another_form():
    made = talk([("Mo", "facilitator", "And the last one, who decides. When there isn't enough?", {})],
                questions=["Who should decide when there is not enough?"])  # fmt: skip
    assert rows(made)[0].asked == 1


def test_follow_ups_belong_to_their_question():
    made = talk([ASKED, ("Ana", "", "The council.", {}), ("Mo", "facilitator", "Why?", {}), ("Ben", "", "It can.", {})],
                questions=PLAN[:1])  # fmt: skip
    assert rows(made)[0].turns == (2, 4)


def test_numbered_questions_of_the_talk_itself():
    made = talk([("Mo", "facilitator", "Question 1. Who pays?", {}), ("Ana", "", "We do.", {}),
                 ("Mo", "facilitator", "Thank you.\nQ2: And when?", {}), ("Ben", "", "At nine.", {}),
                 ("Mo", "facilitator", "Back to question 1. Who else?", {}), ("Ana", "", "Nobody.", {})])  # fmt: skip
    assert [(r.question, r.text, r.asked, r.turns) for r in rows(made)] == [
        ("Q1", "Who pays?", 1, (2,)), ("Q2", "And when?", 3, (4, 6))]  # fmt: skip


def test_quotes_are_spans_of_the_answers():
    made = talk([ASKED, ("Ana", "", "The council has to pay for that bus, we have paid for long enough already.", {})],
                questions=PLAN[:1])  # fmt: skip
    for start, end in rows(made)[0].quotes:
        assert made.transcript.quote(start, end) in made.turns["text"].iloc[1]


def test_what_the_answers_have_in_common_and_which_groups_gave_none():
    made = talk([ASKED, ("Ana", "shops", "The council pays from the road budget.", {}),
                 ("Ben", "drivers", "The road budget is there for this.", {}), NEXT,
                 ("Cem", "schools", "At nine.", {})], questions=PLAN[:2])  # fmt: skip
    row = rows(made)[0]
    assert row.words == ("road budget",)
    assert (row.groups, row.silent_groups) == (("drivers", "shops"), ("schools",))


def test_what_two_people_say_apart_is_two_words():
    made = talk([ASKED, ("Ana", "", "The budget, not the road.", {}),
                 ("Ben", "", "Our road, and nobody's budget.", {})], questions=PLAN[:1])  # fmt: skip
    assert rows(made)[0].words == ("budget", "road")


def test_function_words_of_the_talks_language_are_no_words_in_common():
    said = [("Mo", "facilitator", "Que changerait un déplacement ?", {}),
            ("Awa", "", "Le marché est trop loin pour nous, avec les paniers.", {}),
            ("Koffi", "", "Pour nous il est mieux, mais les paniers, avec le camion, non.", {})]
    made = talk(said, questions=["Que changerait un déplacement ?"], language="fr")
    french = replace(made.transcript, language="fr")
    [answer] = find_answers(french, made.workshop).itertuples()
    assert answer.words == ("paniers",)
