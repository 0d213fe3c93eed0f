"""What people change in a brief: kept by a re-run, refused to the line where it is wrong, flagged where data moved."""

import unicodedata

import pytest
from finding.conftest import talk
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

import inspired_analysis as ia
from inspired_analysis.briefing.compose import compose
from inspired_analysis.briefing.edits import NO_EDITS, Edits, load_edits, save_edits
from inspired_analysis.briefing.hidden import left
from inspired_analysis.briefing.html import render_html
from inspired_analysis.briefing.language import language
from inspired_analysis.briefing.views import VIEWS
from inspired_analysis.errors import EditsError
from inspired_analysis.pipeline import read_edits

from .conftest import QUARREL, analysis_of, no_figures


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()


IDS = st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20).map(_composed)
               .filter(bool), max_size=4, unique=True)  # fmt: skip


@pytest.fixture(scope="module")
def analysis(village):
    with no_figures():
        yield analysis_of(village)


def ids(sentences) -> list[str]:
    return [s.id for s in sentences]


def test_without_edits_nothing_changes(analysis):
    assert compose(analysis, edits=Edits()).summary == compose(analysis).summary


def test_pinned_findings_come_first_and_hidden_ones_go(analysis):
    plain = compose(analysis)
    first, *_, last = ids(plain.summary)
    told = compose(analysis, edits=Edits().pinned(last).hidden(first))
    assert ids(told.summary)[0] == last
    assert first not in ids(told.summary)
    assert "1 finding was hidden by a person." in told.remarks


def test_deeper_findings_can_be_hidden_and_ordered_too(analysis):
    plain = compose(analysis)
    wanted = plain.unheard[-1].id
    told = compose(analysis, edits=Edits().pinned(wanted).hidden(*[i.id for i in plain.learning]))
    assert told.unheard[0].id == wanted
    assert told.learning == ()


def test_what_is_hidden_is_in_no_count_or_next_step():
    made = analysis_of(talk(QUARREL, goal="A late bus."))
    plain = compose(made)
    gone = ("conflict/A1", "red line/4", "missing/schools", *(i for i in plain.ids if i.startswith("interest/drivers")))
    told = compose(made, edits=Edits(hide=gone))
    said = {s.id: s.text for s in told.first_page}
    assert said["moves"].endswith(": 1 offer.")
    assert "livelihood (2 people)" in next(s.text for s in plain.summary if s.id == "interests")
    assert "interests" not in said, "one person's is not that of several"
    assert not said.keys() & {"conflict/A1", "missing", "next/red lines", "next/conflict", "next/missing"}
    assert ("A1",) in {s.about for s in told.summary if s.id == "contested"}, "of the statement the ledger tells still"
    assert told.remarks[0] == "5 findings were hidden by a person."
    assert not told.doubts


def test_what_is_only_hidden_is_not_said_to_be_found_nowhere():
    made = analysis_of(talk(QUARREL))
    told = compose(made, edits=Edits(hide=("conflict/A1", "missing/schools")), view=VIEWS["donor"])
    assert (told.none_conflict, told.none_missing.text) == ("1 finding was hidden by a person.",) * 2
    assert told.none_shared.startswith("No statement")
    assert ("Points of contention", "–") in [(name, cell.text) for name, (cell,) in told.grids[0].rows]


def test_what_is_hidden_is_not_merged_into_what_others_read():
    made = analysis_of(talk(QUARREL))
    hide = tuple(i for i in compose(made).ids if i.startswith("interest/drivers"))
    told = compose(made, edits=Edits(hide=hide), view=VIEWS["participants"])
    assert [i.quotes[0].quote for _, items in told.wants for i in items] == [
        "The bread goes stale and nobody comes.", "Us nobody asks."]  # fmt: skip


def test_two_interests_of_one_kind_and_two_offers_of_one_turn_are_hidden_apart():
    both = {"incentive": [{"value": "offer", "quote": "I would drive."}, {"value": "offer", "quote": "I would pay."}]}
    said = [("Ana", "drivers", "We need two people on the late shift.", {"interest": "services"}),
            ("Ben", "drivers", "My children have no doctor in the hills.", {"interest": "services"}),
            ("Ana", "drivers", "I would drive. I would pay.", both)]  # fmt: skip
    made = analysis_of(talk(said))
    plain = compose(made)
    ids = [i.id for _, items in (*plain.wants, *plain.moves) for i in items]
    assert ids == ["interest/drivers/services/1", "interest/drivers/services/2", "offer/3", "offer/3-2"]
    for id in ids:
        told = compose(made, edits=Edits(hide=(id,)))
        assert [i.id for _, items in (*told.wants, *told.moves) for i in items] == [i for i in ids if i != id]
    old = compose(made, edits=Edits(hide=("interest/drivers/services",)))
    assert (old.wants, old.doubts) == ((), ()), "all of that kind"
    assert "2 findings were hidden by a person." in old.remarks


def test_of_a_hidden_statement_nothing_more_is_told():
    made = analysis_of(talk(QUARREL[1:3], statements=["A1", "A2", "A3"]))
    told = compose(made, edits=Edits(hide=("A1", "A2")))
    assert [s.text for s in told.next_steps] == ["Ask about “Invented sentence A3” (A3) next time."]
    assert [s.state for s in told.summary if s.id == "untested"] == ["A3"]


@pytest.mark.parametrize("hide", [("A1",), ("A2", "A3"), ("A1", "A2", "A3")])
def test_the_depth_of_the_evidence_is_that_of_what_is_not_hidden(hide):
    unsure = {"value": "supports", "confidence": 0.6}
    said = [("Ana", "drivers", "It pays for itself.", {"A1": unsure, "A2": "opposes"}),
            ("Ben", "shops", "The street is dark.", {"A1": unsure, "A2": "opposes"}),
            ("Ana", "drivers", "We will see it.", {"A3": "supports"})]  # fmt: skip
    without = [(*turn, {s: value for s, value in stances.items() if s not in hide}) for *turn, stances in said]
    told = compose(analysis_of(talk(said)), edits=Edits(hide=hide))
    rest = compose(analysis_of(talk(without)))
    coded = "turns with at least one coding"  # a turn is coded, whatever is told of it
    there, here = ([row for row in brief.depth.values.tolist() if row[0] != coded] for brief in (rest, told))
    assert here == there
    assert [r for r in told.remarks if r.startswith("About")] == [r for r in rest.remarks if r.startswith("About")]


def test_what_is_hidden_is_in_no_arrow_and_no_count_of_what_was_taken_on():
    said = [("Ana", "drivers", "I will count them.", {"ownership": "commitment"}),
            ("Ben", "shops", "I see that, Ana.", {"acknowledgement": {"target": "Ana"}}),
            ("Ben", "shops", "No, Ana.", {"disagreement": {"target": "Ana"}}),
            ("Ana", "drivers", "Yes, Ben.", {"disagreement": {"target": "Ben"}})]  # fmt: skip
    made = analysis_of(talk(said))
    assert {p.speaker: p.responds_to for p in made.participation.itertuples()} == {
        "Ana": (("Ben", 1),), "Ben": (("Ana", 2),)}  # fmt: skip
    some = left(made, Edits(hide=("acknowledgement/2", "taken on/1"))).participation
    assert {p.speaker: (p.responds_to, p.n_heard, p.commitments) for p in some.itertuples()} == {
        "Ana": ((("Ben", 1),), 1, 0), "Ben": ((("Ana", 1),), 1, 0)}  # fmt: skip
    none = left(made, Edits(hide=("acknowledgement/2", "conflict/3-4"))).participation
    assert set(none["responds_to"]) == {()}


def test_a_hidden_statement_leaves_no_link_behind(analysis):
    page = html.fromstring(render_html(compose(analysis, edits=Edits().hidden("A1"))))
    assert not page.xpath("//*[@id='s-A1']")
    assert {link[1:] for link in page.xpath("//@href")} <= set(page.xpath("//@id"))


def test_a_sentence_in_a_persons_words_keeps_its_turns_and_says_so(analysis):
    plain = compose(analysis)
    one = plain.summary[0]
    told = compose(analysis, edits=Edits().reworded(one.id, "In <b>our</b> words.", brief=plain))
    (said,) = [s for s in told.summary if s.id == one.id]
    assert (said.text, said.turns, said.flag) == ("In <b>our</b> words.", one.turns, "worded by a person")
    assert told.doubts == ()
    page = html.fromstring(render_html(told))
    assert "In <b>our</b> words." in page.xpath("string(//ol[@class='short'])")


def test_what_new_data_contradicts_is_flagged_and_kept(analysis):
    edits = Edits.model_validate({"text": {"contested": {"says": "All agree.", "when": "A1, A9"}}})
    told = compose(analysis, edits=edits)
    (said,) = [s for s in told.summary if s.id == "contested"]
    assert said.text == "All agree."
    assert "when the data said “A1, A9”; now it says “O1" in said.flag
    assert any("contested was worded by a person" in note for note in told.remarks)
    assert told.notes[0].startswith("contested was worded by a person"), "and on the first page"


def test_the_language_of_a_brief_contradicts_nobody():
    made = analysis_of(talk([("", "", "One word after the other. " * 300, {})]))
    with no_figures():
        edits = Edits().reworded("heard", "Nobody wrote down who spoke.", brief=compose(made))
        assert compose(made, edits=edits, say=language("fr")).doubts == ()


def test_what_is_gone_is_said(analysis):
    told = compose(analysis, edits=Edits().hidden("conflict/A77").added("Ours.", [1, 5000]))
    assert "brief.yaml speaks of what is not found any more: conflict/A77." in told.doubts
    assert "brief.yaml names turns that there are not: 5000." in told.doubts
    (own,) = [s for s in told.summary if s.id.startswith("own/")]
    assert (own.text, own.turns) == ("Ours.", (1,))


def test_a_persons_own_sentences_all_stay(analysis):
    says = [f"We have {n} things to say, all of which take their place. " * 4 for n in range(1, 10)]
    told = compose(analysis, edits=Edits(add=tuple({"says": text} for text in says)))
    assert [s.text for s in told.summary if s.id.startswith("own/")] == [text.strip() for text in says]


def test_what_is_hidden_twice_is_counted_once(analysis):
    assert "1 finding was hidden by a person." in compose(analysis, edits=Edits(hide=("heard", "heard"))).remarks


def test_names_that_are_listed_later_do_not_stand_in_what_people_wrote_before(tmp_path):
    (tmp_path / "talk.txt").write_text("Ana: The bus is late.\nBen: It is not, it never was.\n")
    (tmp_path / "workshop.yaml").write_text("participants: [{label: Ana}, {label: Ben}, {label: Zacharias}]\n")
    (tmp_path / "brief.yaml").write_text(
        "text: {silent: {says: Zacharias was ill., when: Zacharias}}\nadd: [{says: Zacharias sent a letter.}]\n")
    plan = "participants: [{label: Ana}, {label: Ben}, {label: Zacharias, pseudonym: P3}]\n"
    (tmp_path / "workshop.yaml").write_text(plan)
    ia.write_brief(ia.analyse(ia.Workshop.load(tmp_path), coders=[]), tmp_path / "out", formats=("md",))
    page = (tmp_path / "out" / "brief.md").read_text(encoding="utf-8")
    assert "P3\\] sent a letter." in page
    assert "Zacharias" not in page


def test_edits_are_stored_with_what_the_data_said(analysis, tmp_path):
    brief = compose(analysis)
    one = brief.summary[0]
    edits = Edits().pinned("A1").reworded(one.id, "Écrit par nous: «non».")
    path = save_edits(edits, tmp_path, brief=brief)
    again = load_edits(tmp_path)
    assert again.text[one.id].when == one.state
    assert again.pin == ("A1",)
    text = path.read_text(encoding="utf-8")
    assert all(f"#   {s.id}: " in text for s in brief.first_page)
    assert save_edits(again, tmp_path, brief=brief).read_text(encoding="utf-8") == text
    assert [p.name for p in tmp_path.iterdir()] == ["brief.yaml"]


@settings(deadline=None, max_examples=40)
@given(pin=IDS, hide=IDS, says=st.text(min_size=1, max_size=60).map(_composed).filter(bool))
def test_they_come_back_as_they_were(tmp_path_factory, pin, hide, says):
    edits = Edits().pinned(*pin).hidden(*hide).reworded("x", says).added(says, [3])
    folder = tmp_path_factory.mktemp("edits")
    save_edits(edits, folder)
    assert load_edits(folder) == edits


def test_edits_never_change_in_place():
    edits = Edits().pinned("a")
    edits.hidden("a")
    assert edits.pin == ("a",)
    assert edits.hidden("a").pin == ()
    assert edits.hidden("a").pinned("a").hide == ()
    assert edits.reworded("a", "b").shown("a") == NO_EDITS


@pytest.mark.parametrize(("text", "message"), [
    ("pins: [a]", r"brief.yaml, line 1, pins: expected one of pin, hide, text, add"),
    ("pin: [a]\ntext:\n  A1: words", r"line 3, text.A1: expected .*Reworded|line 3"),
    ("add:\n - {says: x, turns: [0]}", r"line 2, add.0.turns.0: expected greater than or equal to 1"),
    ("- a", r"expected keys such as pin: and text:, found list"),
    ("pin: &a [x]", r"expected plain YAML"),
])  # fmt: skip
def test_wrong_edits_are_refused_with_their_line(tmp_path, text, message):
    (tmp_path / "brief.yaml").write_text(text)
    with pytest.raises(EditsError, match=message):
        load_edits(tmp_path)


def test_no_file_and_blank_keys_are_no_edits(tmp_path):
    assert load_edits(tmp_path) == NO_EDITS
    (tmp_path / "brief.yaml").write_text("# nothing yet\npin:\nhide:\n")
    assert load_edits(tmp_path) == NO_EDITS


def test_a_re_run_reads_what_lies_beside_the_plan(analysis, tmp_path):
    folder = tmp_path / "spring"
    folder.mkdir()
    (folder / "workshop.yaml").write_text("title: Spring\nassumptions: [The bus is late.]\n")
    (folder / "talk.txt").write_text("Ana: The bus is late.\nBen: It is not, it never was.\n")
    save_edits(Edits().added("We add this."), folder)
    workshop = ia.Workshop.load(folder)
    assert read_edits(workshop).add[0].says == "We add this."
    ia.write_brief(ia.analyse(workshop, coders=[]), tmp_path / "out", formats=("html",))
    assert "We add this." in (tmp_path / "out" / "brief.html").read_text(encoding="utf-8")
    assert read_edits(ia.Workshop.load(folder / "talk.txt")).add, "the plan claims the transcript"


def test_the_command_writes_them_and_keeps_what_is_there(tmp_path):
    from inspired_analysis.errors import RunError
    from inspired_analysis.running.edit import write_edits

    (tmp_path / "talk.txt").write_text("Ana: The bus is late.\nBen: It is not, it never was.\n")
    with pytest.raises(RunError, match=r"expected a workshop with a workshop.yaml"):
        write_edits(tmp_path)
    (tmp_path / "workshop.yaml").write_text("assumptions: [The bus is late.]\n")
    (tmp_path / "brief.yaml").write_text("hide: [themes, gone]\n")
    path, doubts = write_edits(tmp_path)
    assert load_edits(tmp_path).hide == ("themes", "gone")
    assert any("gone" in doubt for doubt in doubts)
    assert "#   heard: Heard: 2 people." in path.read_text(encoding="utf-8")
