"""The lists of a brief: what agreement is about, what was said about the goal, how themes and questions are named."""

from finding.conftest import talk

from inspired_analysis.briefing.compose import compose

from .conftest import analysis_of, no_figures


def composed(made):
    with no_figures():
        return compose(analysis_of(made))


def test_people_who_agree_agree_on_something():
    [item] = composed(talk([
        ("Ana", "shops", "Hm. The bus should run later on Fridays.", {}),
        ("Ben", "drivers", "Yes, exactly.", {"agreement": {"target": "Ana"}}),
        ("Ben", "drivers", "And somebody has to pay for it.", {}),
        ("Ana", "shops", "That is true.", {"agreement": {"target": "Ben"}}),
    ])).common_ground  # fmt: skip
    assert [(q.quote, q.turn) for q in item.quotes] == [
        ("The bus should run later on Fridays.", 1), ("Yes, exactly.", 2), ("That is true.", 4)]  # fmt: skip


def test_of_the_goal_is_told_who_took_it_up_and_never_that_it_was_met():
    goal = "Find out who needs the night bus."
    [item] = composed(talk([("Ana", "", "Everybody here needs that night bus badly.", {})], goal=goal)).on_goal
    assert item.text.startswith("1 person took up words of the goal.")
    assert [q.quote for q in item.quotes] == ["Everybody here needs that night bus badly."]
    [item] = composed(talk([("Ana", "", "Good morning to all of you.", {})], goal=goal)).on_goal
    assert item.text.startswith("No sentence was found")
    assert item.text.endswith("Whether it was met is for people to decide.")
    assert (item.quotes, item.detail) == ((), "")
    assert composed(talk([("Ana", "", "Good morning.", {})])).on_goal == ()


def test_a_question_is_told_by_its_words():
    said = [("Mo", "facilitator", "Question 3. Who should pay for the night bus?"), ("Ana", "", "The county.", {})]
    [item] = composed(talk(said, has_plan=False)).answers
    assert item.text == "“Who should pay for the night bus?”"


def test_who_disagrees_is_told_side_by_side():
    said = [("Ana", "shops", "I like it.", {"A1": "supports"}), ("Ben", "drivers", "I do not.", {"A1": "opposes"})]
    [conflict] = [s for s in composed(talk(said)).summary if s.id.startswith("conflict/")]
    assert conflict.text.endswith(": shops for it; drivers against it.")
