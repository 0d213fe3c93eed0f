"""The lists of a brief: what agreement is about, what was said about the goal, how themes and questions are named."""

from dataclasses import replace

import pytest
from finding.conftest import talk

from inspired_analysis.briefing.blocks import Heading
from inspired_analysis.briefing.compose import compose
from inspired_analysis.briefing.edits import Edits
from inspired_analysis.briefing.html import render_html
from inspired_analysis.briefing.language import ENGLISH
from inspired_analysis.briefing.markdown import render_markdown
from inspired_analysis.briefing.paper import paged
from inspired_analysis.briefing.quotes import Quotes
from inspired_analysis.briefing.sections import list_themes
from inspired_analysis.briefing.views import VIEWS
from inspired_analysis.tables import table

from .conftest import analysis_of, no_figures


def composed(made):
    with no_figures():
        return compose(analysis_of(made))


def test_a_conflict_is_shown_by_one_of_each_side_not_by_one_person_who_said_both():
    brief = composed(talk([
        ("Ana", "shops", "I like the late bus, it is good for all of us here.", {"A1": "supports"}),
        ("Ana", "shops", "No.", {"A1": "opposes"}), ("Ana", "shops", "No, no.", {"A1": "opposes"}),
        ("Ana", "shops", "It costs too much.", {"A1": "opposes"}),
        ("Ben", "drivers", "Yes.", {"A1": {"value": "supports", "confidence": 0.8}, "disagreement": {"target": "Ana"}}),
    ]))  # fmt: skip
    [conflict] = brief.conflicts
    assert [(q.speaker, q.value) for q in conflict.quotes[:2]] == [("Ben", "supports"), ("Ana", "opposes")]
    assert brief.next_steps[0].text.startswith("Bring Ben (drivers) and Ana (shops) together to talk about")


@pytest.mark.parametrize("before", ["Old people get nothing.", "Old people get nothing at all here, " * 6])
def test_what_only_points_at_those_who_are_missing_is_shown_with_what_stands_before_it_if_that_is_short(before):
    made = talk([("Ana", "shops", f"{before} Nobody asked them.", {"missing stakeholder": ""})])
    start = made.codings["start"] + len(before) + 1
    whole = len(before.split()) < 10
    [item] = composed(replace(made, codings=made.codings.assign(start=start))).unheard
    assert [q.quote for q in item.quotes] == [f"{before} Nobody asked them." if whole else "Nobody asked them."]


def test_who_has_no_group_is_all_speakers_only_where_nobody_has_one():
    said = [("Ana", "", "I am afraid on that road.", {"interest": "security"})]
    assert [name for name, _ in composed(talk(said)).wants] == ["All speakers"]
    brief = compose(analysis_of(talk([*said, ("Ben", "shops", "We need fair prices.", {"interest": "fairness"})])))
    assert [name for name, _ in brief.wants] == ["others", "shops"]
    [figure] = [f for f in brief.figures if f.name == "interests"]
    assert "others, security: 1" in figure.alt


def test_people_who_agree_agree_on_something():
    [item] = composed(talk([
        ("Ana", "shops", "Hm. The bus should run later on Fridays.", {}),
        ("Ben", "drivers", "Yes, exactly.", {"agreement": {"target": "Ana"}}),
        ("Ben", "drivers", "And somebody has to pay for it.", {}),
        ("Ana", "shops", "That is true.", {"agreement": {"target": "Ben"}}),
    ])).common_ground  # fmt: skip
    assert [(q.quote, q.turn) for q in item.quotes] == [
        ("The bus should run later on Fridays.", 1), ("Yes, exactly.", 2), ("That is true.", 4)]  # fmt: skip


def test_of_people_who_agree_no_words_are_told_twice():
    [item] = composed(talk([
        ("Ben", "drivers", "The bus should run later.", {}),
        ("Ana", "shops", "True, the bus should run later on Fridays.", {"agreement": {"target": "Ben"}}),
        ("Ben", "drivers", "Yes, exactly.", {"agreement": {"target": "Ana", "confidence": 1.0}}),
    ])).common_ground  # fmt: skip
    told = [q.quote for q in item.quotes]
    assert len(told) == len(set(told))


def test_everybody_who_named_somebody_missing_is_quoted():
    said = [("Ana", "shops", "And those from up there.", {"missing stakeholder": ""}),
            ("Ben", "drivers", "And those from behind the tracks.", {"missing stakeholder": ""})]  # fmt: skip
    brief = composed(talk(said))
    [missing] = [item for item in brief.unheard if item.id.startswith("missing")]
    assert missing.text == "Named as missing by Ana and Ben."
    assert [q.speaker for q in missing.quotes] == ["Ana", "Ben"]
    unheard, _, _ = render_html(brief).partition('class="transcript"')
    assert all(words in unheard for _, _, words, _ in said)


def test_who_spoke_little_is_told_with_how_much():
    said = [("Ana", "", "The bus should run later. " * 9, {}), ("Ben", "", "Yes.", {}), ("Cem", "", "Yes, yes.", {})]
    told = "Spoke less than a third of an equal share: Cem: 2 words and Ben: 1 word."
    assert told in [item.text for item in composed(talk(said)).unheard]


@pytest.mark.parametrize(("turns", "told"), [((2,), "strongest in turn 2"), ((2, 1), "strongest in turns 1 and 2")])
def test_where_a_theme_is_strongest_is_said_in_the_right_number(turns, told):
    found = analysis_of(talk([("Ana", "", "The bus.", {}), ("Ben", "", "The ferry.", {})]))
    row = {"theme": "bus", "turns": turns, "n_speakers": 1, "groups": (), "quotes": (), "raised_by": "", "raised_in": 0,
           "speakers": (), "n_turns": len(turns), "by_group": ()}  # fmt: skip
    found = replace(found, findings=replace(found.findings, themes=table("themes", [row])))
    [theme] = list_themes(found, Quotes(found.transcript, found.codings), ENGLISH)
    assert theme.detail.endswith(told)


def test_of_the_goal_is_told_who_took_it_up_and_never_that_it_was_met():
    goal = "Find out who needs the night bus."
    [item] = composed(talk([("Ana", "", "Everybody here needs that night bus badly.", {})], goal=goal)).on_goal
    assert item.text.startswith("1 person took up words of the goal.")
    assert [q.quote for q in item.quotes] == ["Everybody here needs that night bus badly."]
    assert item.text.endswith("Whether it was met is for people to decide.")
    assert composed(talk([("Ana", "", "Good morning to all of you.", {})], goal=goal)).on_goal == ()
    assert composed(talk([("Ana", "", "Good morning.", {})])).on_goal == ()
    [item] = composed(talk([("Ana", "", "The bus comes at night.", {})], goal="A night bus, and fares.")).on_goal
    assert item.detail == "No participant used the word “fares”"


def test_a_question_is_told_by_its_words():
    said = [("Mo", "facilitator", "Question 3. Who should pay for the night bus?"), ("Ana", "", "The county.", {})]
    [item] = composed(talk(said, has_plan=False)).answers
    assert item.text == "“Who should pay for the night bus?”"


def test_who_disagrees_is_told_side_by_side():
    said = [("Ana", "shops", "I like it.", {"A1": "supports"}), ("Ben", "drivers", "I do not.", {"A1": "opposes"})]
    [conflict] = [s for s in composed(talk(said)).summary if s.id.startswith("conflict/")]
    assert conflict.text.endswith(": shops for it; drivers against it.")


@pytest.mark.parametrize(("asked", "turns"), [
    ("Could I ask, who isn't here? Who'd be angry to see this list?", (1,)),
    ("And who should be here that we did not invite?", (1,)), ("Is anybody missing from this room?", (1,)),
    ("Who is here for the first time?", ()), ("Who knows what is missing? Nobody, not here.", ()),
    ("What is lost in the pipes?", ()),
])  # fmt: skip
def test_that_nobody_was_found_missing_is_no_proof_and_leads_to_the_answers(asked, turns):
    brief = composed(talk([("Mo", "facilitator", asked), ("Ana", "", "The herders.", {}), ("Ben", "", "True.", {})]))
    [sentence] = [s for s in brief.heard if s.id == "missing"]
    assert "the coder finds few" in sentence.text
    assert ("read the answers" in sentence.text) is bool(turns)
    assert sentence.turns == turns


def test_who_took_on_what_is_told_with_person_words_and_turn():
    brief = composed(talk([
        ("Mo", "facilitator", "I will send the minutes.", {"ownership": "commitment"}),
        ("Ana", "shops", "I will bring the counts.", {"ownership": [
            {"value": "commitment", "confidence": 0.8}, {"value": "next step", "confidence": 0.4}]}),
        ("Ben", "drivers", "We might ask the schools.", {"ownership": "proposal"}),
        ("Ben", "drivers", "I will ask the schools.", {"ownership": "next step"}),
    ]))  # fmt: skip
    assert [(q.by(brief.say), q.quote, q.turn) for i in brief.taken_on for q in i.quotes] == [
        ("Ben, drivers", "I will ask the schools.", 4), ("Ana, shops", "I will bring the counts.", 2)]  # fmt: skip
    title = "Who took on what"
    assert title in render_html(brief)
    assert title in render_markdown(brief)
    none = composed(talk([("Ana", "shops", "Good morning.", {})]))
    assert none.taken_on == ()
    assert title not in render_html(none) + render_markdown(none)


def test_an_incentive_of_no_kind_that_is_known_is_told_too():
    said = [("Ana", "shops", "With a new bus I would.", {"incentive": {"value": ""}}),
            ("Ben", "drivers", "For a badge, yes.", {"incentive": {"value": "honour"}}),
            ("Ana", "", "Perhaps for a badge.", {"incentive": {"value": "honour", "confidence": 0.4}})]  # fmt: skip
    brief = composed(talk(said))
    assert [(kind, [i.quotes[0].turn for i in items]) for kind, items in brief.moves] == [("Other incentives", [1, 2])]
    assert [(kind, [i.quotes[0].turn for i in items]) for kind, items in brief.leads] == [("Other incentives", [3])]


UNSURE = [("Ana", "shops", f"We need {n} more buses here.", {"interest": {"value": kind, "confidence": n / 10}})
          for n, kind in enumerate(("services", "voice", "security", "fairness", "identity", "autonomy"), 1)] + [
    ("Ben", "drivers", "I might drive it, if they pay.", {"incentive": {"value": "condition", "confidence": 0.4}}),
    ("Ben", "drivers", "I'll look at it.", {"ownership": {"value": "commitment", "confidence": 0.6}}),
    ("Ben", "drivers", "I see what you mean.", {"acknowledgement": {"target": "Ana", "confidence": 0.4}}),
]  # fmt: skip


def test_what_is_too_unsure_to_be_told_is_listed_for_a_person_to_check():
    brief = composed(talk(UNSURE))
    assert (brief.wants, brief.moves, brief.taken_on, brief.learning) == ((), (), (), ())
    assert [(kind, [(q.quote, q.speaker) for i in items for q in i.quotes]) for kind, items in brief.leads] == [
        ("Interests, the likeliest of 6", [(f"We need {n} more buses here.", "Ana") for n in (6, 5, 4, 3, 2)]),
        ("Conditions", [("I might drive it, if they pay.", "Ben")]), ("Commitments", [("I'll look at it.", "Ben")]),
    ]  # fmt: skip
    title = "Less sure, counted nowhere: for a person to check"
    assert title in render_html(brief)
    assert title in render_markdown(brief)
    assert title in {b.text.text for b in paged(brief)[1] if isinstance(b, Heading)}
    assert not any("buses" in s.text for s in brief.first_page)


def test_what_is_too_unsure_to_be_told_stays_with_the_host():
    made = analysis_of(talk(UNSURE))
    assert compose(made, view=VIEWS["participants"]).leads == compose(made, view=VIEWS["donor"]).leads == ()
    hidden = compose(made, edits=Edits(hide=("lead/condition/7", "lead/commitment/8")))
    assert [kind for kind, _ in hidden.leads] == ["Interests, the likeliest of 6"]
    assert hidden.remarks[0] == "2 findings were hidden by a person."


def test_of_what_is_unsure_the_next_likeliest_stands_where_one_was_hidden():
    made = analysis_of(talk(UNSURE))
    plain, hide = compose(made), ("lead/autonomy/6",)
    told = compose(made, edits=Edits(hide=hide))
    assert next((kind, len(items)) for kind, items in told.leads) == ("Interests", 5)
    assert "lead/services/1" in {i.id for _, items in told.leads for i in items}
    assert ({*told.ids} - {*plain.ids}, {*plain.ids} - {*told.ids}) == ({"lead/services/1"}, set())
    assert not told.doubts
    again = compose(made, edits=Edits(hide=("lead/services/1",)))  # not among the likeliest, but there
    assert (again.doubts, again.remarks[0]) == ((), "1 finding was hidden by a person.")


def test_of_what_is_unsure_it_is_said_where_its_words_are_told():
    offer = {"ownership": "commitment", "incentive": {"value": "offer", "confidence": 0.4},
             "interest": {"value": "services", "confidence": 0.3}}  # fmt: skip
    made = analysis_of(talk([("Ana", "shops", "I will drive it myself.", offer), ("Ben", "", "Good.", {})]))
    assert [(kind, items[0].detail) for kind, items in compose(made).leads] == [
        ("Interests", "services; told under “Who took on what”"), ("Offers", "told under “Who took on what”")]
    hidden = compose(made, edits=Edits(hide=("taken on/1",)))
    assert [items[0].detail for _, items in hidden.leads] == ["services", ""]


def test_questions_that_were_asked_come_first():
    said = [("Mo", "facilitator", "Who should pay for the night bus?"), ("Ana", "", "The county.", {})]
    made = talk(said, questions=["Which roads are dangerous?", "Who should pay for the night bus?"])
    answers = composed(made).answers
    assert [i.text for i in answers] == ["“Who should pay for the night bus?”", "“Which roads are dangerous?”"]


def test_a_need_is_told_in_somebodys_words_or_not_at_all():
    said = [("Ana", "shops", "Drivers are afraid on that road.", {"interest": "security"}),
            ("Ben", "drivers", "I think that is important.", {"interest": "security"})]  # fmt: skip
    [need] = [s for s in composed(talk(said)).summary if s.id == "interests"]
    assert need.text == \
        "A need or fear of several people: security (2 people), as in “Drivers are afraid on that road”."
    assert need.turns == (1, 2), "the words that are told, then those of the others who are counted"
    assert not [s for s in composed(talk(said[1:])).summary if s.id == "interests"]


def test_views_that_moved_are_counted_as_they_are_listed():
    brief = composed(talk([("Ana", "", "No.", {"A1": "opposes"}), ("Ben", "", "Hm.", {"perspective change": ""}),
                           ("Ana", "", "Yes.", {"A1": "supports"})]))  # fmt: skip
    [moved] = [s for s in brief.summary if s.id == "learning"]
    assert len(brief.learning) == 2
    assert moved.text == "2 views seem to have moved during the session: Ben; Ana on “Invented sentence A1” (A1)."


def test_whose_view_moved_is_told_as_far_as_the_audience_may_know():
    said = [("Ana", "shops", "No.", {"A1": "opposes"}), ("Ben", "drivers", "Hm.", {"perspective change": ""}),
            ("Ana", "shops", "Yes.", {"A1": "supports"})]  # fmt: skip
    [moved] = [s for s in composed(talk(said)).summary if s.id == "learning"]
    assert moved.text.endswith(": Ben (drivers); Ana (shops) on “Invented sentence A1” (A1).")
    with no_figures():
        [moved] = [s for s in compose(analysis_of(talk(said)), view=VIEWS["donor"]).summary if s.id == "learning"]
    assert moved.text.endswith(": on “Invented sentence A1” (A1).")


def test_a_view_that_moved_and_is_said_to_have_moved_is_counted_once():
    brief = composed(talk([("Ana", "", "No.", {"A1": "opposes"}), ("Ben", "", "Hm.", {"perspective change": ""}),
                           ("Ana", "", "I was wrong.", {"A1": "supports", "perspective change": ""})]))  # fmt: skip
    [moved] = [s for s in brief.summary if s.id == "learning"]
    assert moved.text == "2 views seem to have moved during the session: Ben; Ana on “Invented sentence A1” (A1)."
    assert [(i.text, i.detail) for i in brief.learning] == [
        ("Perspective change: Ben", ""), ("Perspective change: Ana", "on A1"),
        ("Moved from against to for: Ana", "on A1")]  # fmt: skip


def test_criteria_that_nobody_applied_are_told_apart():
    brief = composed(talk([("Ana", "", "Hm.", {})], statements=["O1"], criteria=["feasibility: social", "gender"]))
    assert brief.criteria[-1].text == "Applied to no option: “feasibility: social” and “gender”."


def test_of_a_statement_it_is_said_who_was_for_it_and_not_what_a_group_believes():
    said = [("Ana", "shops", "Yes.", {"O1": "supports"}), ("Ben", "shops", "No.", {"O1": "opposes"}),
            ("Cem", "drivers", "No.", {"O1": "opposes"}), ("Dia", "drivers", "If so.", {"O1": "mixed"})]  # fmt: skip
    [entry] = composed(talk(said)).entries
    assert "In this session, only people from shops were for it." in entry.why
    assert "Second half: 1 against, 1 in between." in entry.details[1]


def test_a_turn_is_linked_once():
    said = [("Ana", "shops", "Yes. Yes.", {"A1": [{"value": "supports", "quote": "Yes."}, {"value": "supports"}]}),
            ("Ben", "drivers", "Yes.", {"A1": "supports"})]  # fmt: skip
    brief = composed(talk(said))
    [heading] = [i for i, b in enumerate(paged(brief)[1]) if isinstance(b, Heading) and b.text.text == "Common ground"]
    links = [run.to for run in paged(brief)[1][heading + 1].runs if run.to]
    assert len(links) == len(set(links)) > 0


def test_what_either_side_would_change_alike_is_said_once():
    page = render_markdown(composed(talk([("Ana", "shops", "Yes and no.", {"A1": "mixed"})])))
    assert "What would overturn this: 1 more on either side would make it contested." in page
