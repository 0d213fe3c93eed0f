"""The first page: short enough to be read, plain enough to be understood, every claim a click from the words."""

import sys
from dataclasses import replace

import pytest
from finding.conftest import talk
from lxml import html

from inspired_analysis.briefing.blocks import Paragraph
from inspired_analysis.briefing.compose import LEAST_FINDINGS, PAGE_WORDS, _without_last, compose
from inspired_analysis.briefing.edits import Edits
from inspired_analysis.briefing.first_page import MAX_FINDINGS
from inspired_analysis.briefing.html import render_html
from inspired_analysis.briefing.markdown import render_markdown
from inspired_analysis.briefing.next_steps import MAX_STEPS
from inspired_analysis.briefing.paper import paged
from inspired_analysis.briefing.phrases import Sentence, shortened
from inspired_analysis.briefing.views import VIEWS

from .conftest import analysis_of, no_figures
from .reference import NAMES, by_reference


@pytest.fixture(scope="module", params=[NAMES[0], *(pytest.param(n, marks=pytest.mark.slow) for n in NAMES[1:])])
def brief(request):
    with no_figures():
        return compose(by_reference(request.param))


@pytest.fixture(scope="module")
def village_brief(village):
    with no_figures():
        return compose(analysis_of(village))


def test_a_name_with_a_comma_is_one_person():
    said = [("Smith, John", "shops", "It pays.", {"A1": "supports"}), ("Doe, Jane", "shops", "No.", {"A1": "opposes"})]
    with no_figures():
        (told,) = [s.text for s in compose(analysis_of(talk(said))).summary if s.id == "conflict/A1"]
    assert told.endswith(": Smith, John (shops) for it; Doe, Jane (shops) against it.")


def test_a_conflict_leads_to_the_words_of_both_sides():
    said = [(name, name, f"It pays, says {name}.", {"A1": "supports"}) for name in ("Ana", "Ben", "Cem")]
    said.append(("Eva", "shops", "No.", {"A1": {"value": "opposes", "confidence": 0.9}}))
    with no_figures():
        (told,) = [s for s in compose(analysis_of(talk(said))).summary if s.id == "conflict/A1"]
    assert told.turns == (1, 4, 2)


@pytest.mark.parametrize(("groups", "told"), [
    (["a", "a", "b"], "Heard: 3 people – a (2) and b."), (["a", "b", "", ""], "Heard: 4 people – a, b and others (2)."),
    ([*"abcdefgh"], "Heard: 8 people – a, b, c, d, e, f and 2 more groups."), (["", ""], "Heard: 2 people."),
])  # fmt: skip
def test_who_was_heard_adds_up(groups, told):
    said = [(f"P{n}", group, "Well.", {}) for n, group in enumerate(groups)]
    with no_figures():
        assert compose(analysis_of(talk(said))).heard[0].text == told


def test_a_sentence_on_several_statements_leads_to_each():
    with no_figures():
        brief = compose(analysis_of(talk([("Ana", "shops", "Well.", {})], statements=["A1", "A2", "O1"])))
    [asked] = [s for s in brief.next_steps if s.id == "next/untested"]
    assert asked.about == ("A1", "A2", "O1")
    page = html.fromstring(render_html(brief))
    assert page.xpath("//ul[@class='steps']/li[contains(., 'Ask about')]/a/@href") == ["#s-A1", "#s-A2", "#s-O1"]
    assert " next time. (A1, A2, O1)\n" in render_markdown(brief)
    (said,) = [b for b in paged(brief)[0] if isinstance(b, Paragraph) and "next time" in b.runs[0].text]
    assert [run.to for run in said.runs if run.to] == ["s1", "s2", "s3"]


def first_page(brief) -> str:
    """Return what is read on the first page: all of it but the little numbers that lead to turns."""
    page = html.fromstring(render_html(brief))
    parts = [*page.xpath("//header"), *page.xpath("//div[@class='first']")]
    for link in page.xpath("//a[@class='ref']"):
        link.text = ""
    return " ".join(" ".join(part.xpath(".//text()")) for part in parts)


@pytest.fixture
def textstat(monkeypatch):
    """Return textstat, which counts syllables by hyphens: its dictionary would have to be downloaded."""
    found = pytest.importorskip("textstat", reason="textstat comes with the extra 'dev'")
    counting = sys.modules["textstat.backend.counts._count_syllables"]
    monkeypatch.setattr(counting, "get_cmudict", lambda language: None)
    return found


def test_of_talk_that_the_coders_could_not_read_it_is_not_said_that_too_little_was_said():
    said = [("Ana", "shops", "Der Bus kommt zu spät.", {}), ("Ben", "drivers", "Nein, er ist pünktlich.", {})]
    with no_figures():
        for covered in (True, False):
            brief = compose(analysis_of(talk(said, statements=["A1", "O1"], covered=covered)))
            assert ["untested" in s.id for s in brief.summary] == [True] * covered
            assert any(s.id == "next/untested" for s in brief.next_steps) is covered
            assert any(s.id == "missing" for s in brief.heard) is covered
            assert any(i.id == "criterion/unused" for i in brief.criteria) is covered


def test_it_is_short(brief, textstat):
    assert textstat.lexicon_count(first_page(brief)) <= PAGE_WORDS
    assert LEAST_FINDINGS <= len(brief.summary) <= MAX_FINDINGS


def test_it_is_plain(brief, textstat):
    words = " ".join(s.text for s in brief.first_page)
    assert textstat.flesch_kincaid_grade(words) <= 12
    assert textstat.automated_readability_index(words) <= 12, "counts letters instead of syllables"


def test_every_sentence_rests_on_turns_or_leads_to_its_evidence(brief):
    turns = set(brief.analysis.turns["turn"])
    places = {e.id for e in brief.entries} | {"depth", "participation"}
    for sentence in brief.first_page:
        assert sentence.turns or sentence.about, sentence
        assert set(sentence.turns) <= turns
        assert set(sentence.about) <= places
        assert sentence.id
    ids = [s.id for s in brief.first_page]
    assert len(ids) == len(set(ids))


def test_it_says_question_goal_ledger_who_was_heard_and_what_next(brief):
    page = html.fromstring(render_html(brief))
    assert [b.text for b in page.xpath("//header//b")] == ["Question.", "Goal."]
    headings = [h.text_content() for h in page.xpath("//div[@class='first']//h2")]
    assert headings == ["In short", "What became of the assumptions and options",
                        "Who was heard, and who was not", "What to do next"]  # fmt: skip
    rows = page.xpath("//table[@class='ledger']/tbody/tr")
    assert len(rows) == len(brief.entries)
    for row, entry in zip(rows, brief.entries, strict=True):
        assert [int(td.text) for td in row.xpath("./td[@class='number']")] == list(entry.people)
        assert entry.mark in row.text_content()
        assert entry.word in row.text_content()
    assert 1 <= len(brief.next_steps) <= MAX_STEPS


def test_firm_verdicts_of_many_come_first_and_no_count_is_lost(brief):
    ledger = brief.analysis.assumptions
    firm = ledger[ledger["verdict"].isin(["confirmed", "debunked"])]
    best = firm.assign(weight=firm["n_speakers"] + firm["n_groups"]).sort_values("weight", ascending=False)
    assert brief.summary[0].id in set(best["statement"][best["weight"] == best["weight"].max()])
    for sentence in brief.summary:
        if sentence.id in set(firm["statement"]):
            row = firm[firm["statement"] == sentence.id].iloc[0]
            for n, side in ((row["n_supports"], "for"), (row["n_opposes"], "against")):
                assert (f"{n} {side}" if n else f"nobody {side}") in sentence.text


def test_nothing_is_said_of_a_verdict_that_the_ledger_does_not_hold(village_brief):
    verdicts = dict(village_brief.analysis.assumptions[["statement", "verdict"]].itertuples(index=False))
    for sentence in village_brief.summary:
        if sentence.id in verdicts:
            assert verdicts[sentence.id] in ("confirmed", "debunked")
    contested = {statement for statement, verdict in verdicts.items() if verdict == "contested"}
    [together] = [s for s in village_brief.summary if s.id == "contested"]
    disputed = {a for s in village_brief.summary for a in s.about if s.id.startswith("conflict/")}
    assert disputed & contested, "said once, and not again among those on which no side prevailed"
    assert set(together.state.split(", ")) == contested - disputed


@pytest.mark.parametrize(("text", "words", "expected"), [
    ("one two three", 3, "one two three"), ("one two, three", 2, "one two\u00a0…"), ("", 3, ""),
    ("Poor households in Ilvo cannot pay more for water", 6, "Poor households in Ilvo cannot pay\u00a0…"),
    ("Children with free meals are teased by the others.", 8, "Children with free meals are teased by the others."),
    ("Local farmers can deliver vegetables to the schools all year round, also in March", 8,
     "Local farmers can deliver vegetables to the schools\u00a0…"),
    ("Les vendeuses partiront si le transport est payé", 6, "Les vendeuses partiront si le transport\u00a0…"),
    ("of the of the", 3, "of the of\u00a0…"),
])  # fmt: skip
def test_statements_are_cut_at_the_end_of_a_phrase(text, words, expected):
    assert shortened(text, words) == expected


def test_a_long_plan_does_not_make_a_long_page(village):
    plan = village.workshop.plan
    long = plan.model_copy(update={"goal": "goal " * 300, "issue": "issue " * 300})
    with no_figures():
        brief = compose(analysis_of(_with_plan(village, long)))
    assert len(brief.goal.split()) < 50
    assert any(("goal " * 300).strip() in text for text in brief.in_full)


def _with_plan(made, plan):
    return replace(made, workshop=replace(made.workshop, plan=plan))


def test_a_long_statement_stands_whole_where_there_is_room():
    made = talk([("Ana", "shops", "It pays.", {"A1": "supports"})])
    text = f"The road pays for itself {'and for the next one ' * 8}unless it is flooded"
    (statement,) = made.workshop.plan.assumptions
    plan = made.workshop.plan.model_copy(update={"assumptions": (statement.model_copy(update={"text": text}),)})
    with no_figures():
        brief = compose(analysis_of(_with_plan(made, plan)))
    assert [e.short for e in brief.entries] == [text]


def test_what_a_finding_has_whole_is_cut_first(brief):
    whole = " ".join(s.text for s in brief.summary)
    cut = [e for e in brief.entries if e.short != e.text]
    assert all(e.short.endswith("…") for e in cut)
    if any(e.text.rstrip(".") not in whole for e in cut):
        assert not [e.id for e in brief.entries if e.text.rstrip(".") in whole and e not in cut]


def test_sentences_are_immutable():
    with pytest.raises(AttributeError):
        Sentence("a").text = "b"


def test_each_side_quotes_those_who_are_counted_on_it(village_brief):
    people = village_brief.analysis.positions
    people = people[people["level"] == "speaker"].set_index(["statement", "who"])["direction"]
    sides = [(e.id, side, q) for e in village_brief.entries for side, quotes in (
        ("for", e.for_), ("against", e.against), ("between", e.between)) for q in quotes]  # fmt: skip
    assert {side for _, side, _ in sides} >= {"for", "against"}
    assert all(people[id, quote.speaker] == side for id, side, quote in sides)


def test_of_somebody_who_says_both_only_their_side_is_quoted():
    said = [("Ana", "", "I like it.", {"A1": {"value": "supports", "confidence": 0.9}}),
            ("Ana", "", "It may rain.", {"A1": {"value": "opposes", "confidence": 0.2}}),
            ("Ben", "", "I do not.", {"A1": "opposes"})]  # fmt: skip
    with no_figures():
        [entry] = compose(analysis_of(talk(said))).entries
    assert [q.quote for q in (*entry.for_, *entry.against)] == ["I like it.", "I do not."]


@pytest.mark.parametrize(("confidence", "unsure"), [(1.0, False), (0.5, True)])
def test_a_verdict_that_few_draws_come_to_is_unsure_in_the_ledger(confidence, unsure):
    likes = {"A1": {"value": "supports", "confidence": confidence}}
    said = [(name, "", "I like it.", likes) for name in ("Ana", "Ben")]
    with no_figures():
        [entry] = compose(analysis_of(talk(said))).entries
    assert entry.verdict == "confirmed" or unsure
    assert ("unsure" in entry.word or entry.verdict == "untested") is unsure


def test_a_verdict_that_few_draws_come_to_is_only_leaned_to():
    likes = {"A1": {"value": "supports", "confidence": 0.7}}
    said = [(name, "", "I like it.", likes) for name in ("Ana", "Ben")]
    with no_figures():
        brief = compose(analysis_of(talk(said)))
    assert brief.entries[0].word == "confirmed, unsure"
    [sentence] = [s for s in brief.summary if s.id == "A1"]
    assert sentence.text == "Too unsure to call: “Invented sentence A1” (leans to confirmed: 2 for, nobody against); " \
                            "read the turns."
    assert sentence.turns == (1, 2)


def test_how_far_to_trust_it_is_said_first():
    likes = {"A1": {"value": "supports", "confidence": 0.7}}
    made = talk([(name, "", "I like it.", likes) for name in ("Ana", "Ben", "Cem")])
    note = ("Names: those in the plan were replaced by [pseudonyms] (mentions: 40 of people). "
            "Pseudonymised data remain personal data.")  # fmt: skip
    with no_figures():
        brief = compose(analysis_of(replace(made, transcript=replace(made.transcript, notes=(note,)))))
    assert brief.notes == (
        "About 2 of 3 readings of who is for or against are likely right; unsure verdicts: 0 of 1.",
        "Names: those in the plan were replaced by [pseudonyms]. Pseudonymised data remain personal data.")  # fmt: skip
    assert note in brief.accounts
    with no_figures():
        sure = compose(analysis_of(talk([(name, "", "I like it.", {"A1": "supports"}) for name in ("Ana", "Ben")])))
    assert sure.notes == ()


def test_the_note_counts_as_unsure_what_the_ledger_calls_so():
    likes = {f"A{n}": {"value": "supports", "confidence": sure} for n, sure in ((1, 0.7), (2, 0.85), (3, 1.0))}
    with no_figures():
        brief = compose(analysis_of(talk([(name, "", "I like it.", likes) for name in ("Ana", "Ben")])))
    assert [e.word for e in brief.entries] == ["confirmed, unsure", "confirmed", "confirmed"]
    assert brief.notes[0].endswith("; unsure verdicts: 1 of 3.")


def test_next_steps_name_who_about_what_and_where():
    said = [("Ana", "shops", "I will never close on Fridays.", {"A1": "supports", "red line": ""}),
            ("Ben", "drivers", "It has to be cheap.", {"A1": "opposes", "A2": "supports"}),
            ("Cem", "shops", "It must not be cheap.", {"A2": "opposes"}),
            ("Dia", "drivers", "Where are the schools?", {"missing stakeholder": ""})]  # fmt: skip
    with no_figures():
        steps = compose(analysis_of(talk(said, statements={"A3": "The bus is late."}))).next_steps
        nameless = compose(analysis_of(talk(said)), view=VIEWS["donor"]).next_steps
    assert [(s.text, s.turns) for s in steps] == [
        ("Before anything is drafted, meet Ana (shops) about the limit: “I will never close on Fridays”.", (1,)),
        ("Bring Ben (drivers) and Cem (shops) together to talk about “Invented sentence A2” (A2).", (2, 3)),
        ("Decide whether to invite schools.", (4,))]  # fmt: skip
    assert not [name for name in ("Ana", "Ben", "Cem", "Dia", "others") for s in nameless if name in s.text]
    assert "both sides" in nameless[1].text
    with no_figures():
        [ask] = compose(analysis_of(talk([("Ana", "", "Hm.", {})], statements={"A3": "The bus is late."}))).next_steps
    assert ask.text == "Ask about “The bus is late” (A3) next time."


def test_a_full_page_keeps_conflicts_and_red_lines():
    summary = tuple(Sentence(name, stays=name in "ce") for name in "abcdef")
    assert [s.text for s in _without_last(summary)] == [*"abcde"]
    assert [s.text for s in _without_last(summary, 3)] == [*"ace"]
    assert [s.text for s in _without_last(summary, 9)] == [*"ce"]
    assert _without_last(summary, -1) == summary


def test_what_a_hidden_conflict_would_have_told_is_told_among_the_contested():
    made = talk([("Ana", "shops", "I like it.", {"A1": "supports"}), ("Ben", "drivers", "I do not.",
                                                                      {"A1": "opposes"})])  # fmt: skip
    with no_figures():
        shown = compose(analysis_of(made))
        hidden = compose(analysis_of(made), edits=Edits(hide=("conflict/A1",)))
    assert [s.id for s in shown.summary if s.about == ("A1",)] == ["conflict/A1"]
    assert [s.id for s in hidden.summary if s.about == ("A1",)] == ["contested"]


def test_without_speakers_nobody_is_said_to_be_silent():
    said = [("", "", "I like it.", {"A1": "supports"}), ("", "", "So do I.", {})]
    with no_figures():
        brief = compose(analysis_of(talk(said)))
    page = " ".join(s.text for s in brief.first_page)
    assert "Who said what is not known" in page
    assert "not consent" not in page
    assert "Nobody was found" not in brief.entries[0].why
    assert not brief.tells
