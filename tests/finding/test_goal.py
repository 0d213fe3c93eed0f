"""The goal: what was said of it, by whom, and which of its words nobody used."""

from .conftest import talk

GOAL = "Agree on a winter timetable for the evening bus."


def test_no_goal_has_no_row():
    assert talk([("Ana", "", "The evening bus needs a timetable of its own.", {})]).goal.empty


def test_the_sentences_that_speak_to_it_and_who_said_them():
    made = talk([("Mo", "facilitator", "Today we look for a winter timetable for the evening bus.", {}),
                 ("Ana", "shops", "Well. The evening bus needs a timetable of its own by May.", {}),
                 ("Ben", "council", "I like the snow in the mountains very much.", {"ownership": "commitment"})],
                goal=GOAL)  # fmt: skip
    (row,) = made.goal.itertuples()
    assert (row.text, row.n_speakers, row.groups, row.turns) == (GOAL, 1, ("shops",), (2,))
    assert [made.transcript.quote(*q) for q in row.quotes] == ["The evening bus needs a timetable of its own by May."]
    assert row.unspoken == ("agree", "winter")  # the facilitator's words are not the participants'
    assert row.n_commitments == 1


def test_what_somebody_unknown_said_is_not_unspoken():
    made = talk([("Ana", "", "The evening bus needs a timetable.", {}), ("", "", "We agree on winter.", {})], goal=GOAL)
    (row,) = made.goal.itertuples()
    assert (row.unspoken, row.n_speakers, row.turns) == ((), 1, (1,))


def test_nobody_spoke_to_it():
    (row,) = talk([("Ana", "", "Good morning.", {})], goal=GOAL).goal.itertuples()
    assert (row.n_speakers, row.quotes) == (0, ())
    assert "bus" in row.unspoken
