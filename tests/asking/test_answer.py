"""Which turns answer, with which words."""

import json

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import inspired_analysis as ia
from inspired_analysis import cli
from inspired_analysis.asking.answer import COLUMNS, answer
from inspired_analysis.asking.ranking import best_span, bm25, relevance_of, score_turns

TALK = """Moderator: What about the fees for the ferry?
Ines: Good morning everybody. The ferry fees have doubled since spring, and my members cannot pay them. We came by car.
Bo: I had soup for lunch.
Celo: I think that is how it is, all of us feel it every week.
Dara: The school roof leaks. Nobody has looked at the roof for years.
Bo: The fees pay for the new engine, so I would keep them.
"""
PLAN = """
participants:
  - {label: Ines, group: fishers, pseudonym: P1}
  - {label: Bo, group: operators}
  - {label: Celo, group: fishers}
  - {label: Dara, group: citizens}
  - {label: Moderator, role: facilitator}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("ferry")
    (made / "talk.txt").write_text(TALK)
    (made / "workshop.yaml").write_text(PLAN)
    return made


@pytest.fixture(scope="module")
def analysis(folder):
    return ia.analyse(ia.Workshop.load(folder))


def test_the_right_turns_come_first_with_the_exact_words(analysis):
    found = ia.ask(analysis, "What was said about the ferry fees?")
    assert tuple(found.columns) == COLUMNS
    assert found["turn"].iloc[0] == 2
    assert set(found["turn"].iloc[:3]) >= {2, 6}
    assert found["quote"].iloc[0] == "The ferry fees have doubled since spring, and my members cannot pay them."
    assert all(analysis.transcript.quote(r.start, r.end) == r.quote for r in found.itertuples())
    assert found["score"].iloc[0] == 1
    assert found["score"].is_monotonic_decreasing
    assert found["link"].iloc[0] == "brief.html#t2"
    assert 1 not in set(found["turn"])  # the moderator's question is no answer


def test_a_question_about_nothing_is_answered_by_all_that_was_said(analysis):
    found = answer(analysis, "What did the fishers say?")
    assert list(found.turns["turn"]) == [2, 4]
    assert found.notes[-1].startswith("No word of the question says what it is about")
    assert list(ia.ask(analysis, "What do you think?")["turn"]) == [2, 3, 4, 5, 6]


def test_the_link_leads_to_a_turn_of_the_brief(analysis, tmp_path):
    ia.write_brief(analysis, tmp_path, formats=["html"])
    brief = (tmp_path / "brief.html").read_text()
    for link in ia.ask(analysis, "ferry fees")["link"]:
        assert f'id="{link.split("#")[1]}"' in brief


def test_only_those_who_are_asked_about(analysis):
    assert set(ia.ask(analysis, "What did the operators say about the fees?")["speaker"]) == {"Bo"}
    assert set(ia.ask(analysis, "What did the moderator ask about the fees?")["speaker"]) == {"Moderator"}
    assert set(ia.ask(analysis, "fees", speaker="P1")["speaker"]) == {"P1"}
    assert set(ia.ask(analysis, "What did Ines say about fees?")["speaker"]) == {"P1"}


def test_an_answer_that_repeats_no_word_is_found_by_its_neighbours(analysis):
    found = ia.ask(analysis, "What did Celo say about the ferry fees?")
    assert found["turn"].tolist() == [4]


def test_murmurs_amidst_the_answers_are_none():
    scores = score_turns(["The fees doubled.", "Mm.", "And the fees rise again."], ["fee"], "fees")
    assert scores[1] == 0 < scores[0]


def test_what_was_not_said_is_not_found(analysis):
    assert ia.ask(analysis, "What was said about helicopters?").empty


def test_at_most_as_many_as_asked_for_and_workshops_will_do(folder):
    workshop = ia.Workshop.load(folder)
    assert len(ia.ask(workshop, "ferry fees", top=1)) == 1
    assert ia.ask(workshop, "ferry fees").equals(ia.ask(ia.read(folder), "ferry fees"))


def test_unknown_people_are_told(analysis):
    (note,) = answer(analysis, "What did the pilots say about the fees?").notes
    assert "the pilots" in note
    assert "everybody" in note


def test_a_question_about_nothing_in_particular_gives_all_their_turns_as_they_were_said(analysis):
    for question in ("What did Bo say?", "operators", "What did the operators say?"):
        found = answer(analysis, question)
        assert found.turns["turn"].tolist() == [3, 6]
        assert "what it is about" in found.notes[-1]


def test_listed_names_are_found_by_what_replaced_them(folder, tmp_path):
    (tmp_path / "talk.txt").write_text(f"{TALK}Dara: Ines is wrong. Halvek has no ferry. That is all I know.\n")
    (tmp_path / "workshop.yaml").write_text(f"{PLAN}names: [{{name: Halvek, kind: place, replacement: town A}}]\n")
    workshop = ia.Workshop.load(tmp_path)
    for question, quote in (("What did Dara say about Ines?", "[P1] is wrong."),
                            ("What was said of halvek?", "[town A] has no ferry.")):  # fmt: skip
        found = ia.ask(workshop, question)
        assert (found["turn"][0], found["quote"][0]) == (7, quote)


class Reader:
    """A relation model that finds all roofs alike."""

    class model:  # noqa: N801
        @staticmethod
        def relevance(texts, statements):
            return np.array([float("roof" in t) for t in texts])


def test_a_relation_model_joins_its_similarity(analysis):
    assert relevance_of(Reader()) is not None
    assert relevance_of(object()) is None
    found = ia.ask(analysis, "What of the ceiling?", reader=Reader())
    assert found["turn"].iloc[0] == 5
    assert found["quote"].iloc[0] == "The school roof leaks. Nobody has looked at the roof for years."


@given(st.lists(st.text(alphabet="ab .?!\n🙂", max_size=40), min_size=1, max_size=8))
@settings(deadline=None)
def test_scores_are_finite_and_spans_lie_within(texts):
    scores = score_turns(texts, ["ab"], "ab")
    assert scores.shape == (len(texts),)
    assert np.isfinite(scores).all()
    assert (scores >= 0).all()
    for text in texts:
        start, end = best_span(text, ["ab"], "ab")
        assert 0 <= start <= end <= len(text)


def test_a_rare_word_weighs_more_than_a_common_one():
    texts = ["tax and roof", "tax and tax", "tax", "the tax again", "no"]
    assert bm25(texts, ["roof"])[0] > bm25(texts, ["tax"])[0] > 0


def test_the_command(folder):
    def run(*arguments):
        return CliRunner().invoke(cli.main, ["ask", str(folder), *arguments])

    said = run("What did the operators say about the fees?", "--top", "1")
    assert said.exit_code == 0, said.output
    first, second, third = said.stdout.splitlines()
    assert first == "Note: Asked of operators (group)."
    assert second.startswith(" 1. turn 6, Bo (operators)")
    assert "brief.html#t6" in second
    assert third.strip() == "The fees pay for the new engine, so I would keep them."
    rows = json.loads(run("ferry fees", "--json").stdout)
    assert rows[0]["quote"].startswith("The ferry fees")
    assert "Nothing of this" in run("helicopters").stdout
    wrong = run("fees", "--group", "farmers")
    assert (wrong.exit_code, "fishers, operators" in wrong.stderr) == (1, True)
