"""Audiences: what participants and donors are not to see is in no part of their brief, and what is left out is said."""

import re
from dataclasses import replace

import pytest
from finding.conftest import talk
from lxml import html

import inspired_analysis as ia
from inspired_analysis.briefing.compose import compose
from inspired_analysis.briefing.edits import Edits
from inspired_analysis.briefing.html import render_html
from inspired_analysis.briefing.views import OTHERS, VIEWS, view
from inspired_analysis.errors import RunError

from .conftest import analysis_of, no_figures

PEOPLE = ("Annabel", "Bertram", "Cordula", "Dietrich", "Euphemia", "Zacharias", "Modestine")


@pytest.fixture(scope="module")
def analysis():
    """A meeting of three riders, one shop and one council, in which most findings occur."""
    made = talk([
        ("Modestine", "facilitator", "What would the evening bus change for you and who should pay for it?"),
        ("Annabel", "riders", "The late bus pays for itself, I have counted.", {"A1": "supports", "A2": "supports"}),
        ("Bertram", "riders", "It would, my evenings would change.", {"A1": "supports", "interest": "services"}),
        ("Cordula", "riders", "I am afraid on that road alone.", {"A1": "supports", "interest": "security"}),
        ("Dietrich", "shops", "I see why one is afraid.", {"acknowledgement": {"target": "Cordula"}, "A2": "opposes"}),
        ("Euphemia", "council", "No, the budget says otherwise.", {"disagreement": {"target": "Annabel"},
         "A1": "opposes", "interest": "legality", "red line": ""}),
        ("Dietrich", "shops", "I would pay if the stop is mended.", {"incentive": {"value": "condition"}}),
        ("Annabel", "riders", "The schools should be here.", {"missing stakeholder": "", "ownership": "commitment"}),
    ], silent=[("Zacharias", "schools")], questions=["What would the evening bus change for you?"])  # fmt: skip
    return analysis_of(made)


@pytest.fixture(scope="module", params=["participants", "donor"])
def seen(request, analysis):
    brief = compose(analysis, view=view(request.param))
    return brief, render_html(brief)


def test_the_host_sees_everything(analysis):
    assert VIEWS["host"].seen(analysis) is analysis
    assert VIEWS["host"].left_out(None) == ()


def test_nobody_is_named_on_the_page_in_a_figure_or_in_its_data(seen):
    brief, page = seen
    shown = page + "".join(f.alt + f.data.to_csv() for f in brief.figures)
    for name in PEOPLE:
        assert name not in shown, name


@pytest.mark.parametrize(("said", "told"), [
    ("The herders from the hills are not here.", True), ("The Quennell family is not here.", False),
    ("Our cousin annabel was not invited.", False),
])  # fmt: skip
def test_whoever_is_missing_is_named_to_others_only_by_words_that_name_nobody(said, told):
    turns = [("Annabel", "riders", f"{said} I said so before.", {"missing stakeholder": ""}),
             ("Bertram", "riders", "We need the Quennell bus, they say."), ("Cordula", "riders", "Yes.")]  # fmt: skip
    analysis = analysis_of(talk(turns))
    (who,) = analysis.missing["who"]
    assert who
    seen = view("donor").seen(analysis)
    assert list(seen.missing["who"]) == [who if told else ""]


def test_small_groups_are_others_and_large_ones_keep_their_name(seen):
    brief, page = seen
    analysis = brief.analysis
    assert set(analysis.turns["group"]) == {"", "riders", OTHERS}
    words = html.fromstring(page).text_content()
    for group in ("shops", "council"):
        assert not re.search(rf"\b{group}\b", words), group
    assert "Riders: for (3 of 3 spoke to it)" in words


def test_a_group_has_a_position_only_where_three_of_it_spoke(seen):
    positions = seen[0].analysis.positions
    assert set(positions["level"]) == {"group"}
    assert dict(positions[positions["n"] > 0][["statement", "n"]].itertuples(index=False)) == {"A1": 3}
    assert "A2" not in set(positions["statement"]), "one rider spoke to it: neither a position nor silence"


def test_counts_of_the_ledger_are_those_of_the_host(seen, analysis):
    columns = ["statement", "verdict", "n_supports", "n_opposes", "n_between"]
    assert seen[0].analysis.assumptions[columns].equals(analysis.assumptions[columns])


def test_what_is_left_out_is_said_first(seen):
    brief, page = seen
    (notes,) = html.fromstring(page).xpath("//aside[@class='notes']")
    assert "This version leaves out who said what" in notes.text_content()
    assert "fewer than 3 people" in " ".join(brief.remarks)


def test_every_link_still_leads_somewhere(seen):
    page = html.fromstring(seen[1])
    assert {link[1:] for link in page.xpath("//@href")} <= set(page.xpath("//@id"))


def test_the_donors_annex_has_every_turn_that_is_quoted_or_linked():
    brief = compose(analysis_of(talk([
        ("Mo", "facilitator", "Could I ask, who isn't here?"), ("Ana", "shops", "I see.", {}),
        ("Ben", "shops", "I will bring the counts.", {"ownership": "commitment"}),
    ])), view=view("donor"), edits=Edits(hide=("missing",)))  # fmt: skip
    page = html.fromstring(render_html(brief))
    assert {link[1:] for link in page.xpath("//@href")} <= set(page.xpath("//@id"))
    assert page.xpath("//ol[@class='transcript']/li/@id") == ["t1", "t3"]
    assert page.xpath("string(//mark)") == "I will bring the counts."


def test_quotes_are_as_exact_as_for_the_host(seen, analysis):
    texts = "\n".join(analysis.turns["text"])
    quotes = html.fromstring(seen[1]).xpath("//q")
    assert quotes
    assert all(q.text_content() in texts for q in quotes)


def test_the_donor_gets_the_framework_and_indicators_but_not_the_whole_transcript(analysis):
    brief = compose(analysis, view=view("donor"))
    page = html.fromstring(render_html(brief))
    words = page.text_content()
    for title in ("Integrated Support Framework: the stakeholders", "Indicators", "Points of contention"):
        assert title in words
    turns = [int(li.get("id")[1:]) for li in page.xpath("//ol[@class='transcript']/li")]
    assert set(turns) < set(analysis.turns["turn"])
    cells = {row.xpath("string(./th)"): row.xpath("string(./td)") for row in page.xpath("//tbody/tr")}
    assert cells["Process: people heard"] == "5"
    assert cells["Policy: assumptions tested"] == "2 of 2"
    assert cells["Partnership: concerns of others acknowledged"] == "1"


def test_files_are_named_for_their_audience_and_data_stays_with_the_host(analysis, tmp_path):
    files = ia.write_brief(analysis, tmp_path, view="participants", language="fr")
    assert [f.name for f in files] == ["brief-participants-fr.html", "brief-participants-fr.md"]
    text = (tmp_path / "brief-participants-fr.md").read_text(encoding="utf-8")
    assert not any(name in text for name in PEOPLE)
    with pytest.raises(RunError, match="expected formats that may go to donor, found 'csv'"):
        ia.write_brief(analysis, tmp_path, view="donor", formats=("html", "csv"))
    with pytest.raises(RunError, match="expected one of host, participants, donor, found 'press'"):
        ia.write_brief(analysis, tmp_path, view="press")


def test_no_words_stand_on_a_side_that_nobody_is_counted_on():
    said = [("Ana", "shops", "It may pay.", {"A1": {"value": "supports", "confidence": 0.4}}),
            ("Ana", "shops", "No, it does not pay.", {"A1": "opposes"}),
            ("Ana", "shops", "It never will.", {"A1": "opposes"}),
            ("Ben", "shops", "No.", {"A1": "opposes"})]  # fmt: skip
    made = analysis_of(talk(said))
    for audience in VIEWS.values():
        (entry,) = compose(made, view=audience).entries
        assert (entry.people, len(entry.for_), len(entry.against)) == ((0, 2, 0), 0, 3), audience.name


def test_the_framework_has_every_group_that_was_heard_and_every_view_that_moved():
    offer = ("Ana", "shops", "We would pay for the stop.", {"incentive": "offer"})
    others = [("Ben", "shops", "So would we."), ("Cem", "shops", "Good.")]
    assert "“We would pay for the stop”" in framework([offer, *others])["shops"]
    said = [("Ana", "shops", "No.", {"A1": "opposes"}), *others, ("Ana", "shops", "Yes.", {"A1": "supports"})]
    assert framework(said)["Partnership: views that moved"] == ["1"], "as the first page has it"
    said[-1][3]["perspective change"] = ""
    assert framework(said)["Partnership: views that moved"] == ["1"], "said and measured"
    options = framework([("Ana", "shops", "Yes.", {"O1": "supports"}), ("Ben", "shops", "Hm.", {"O2": []})])
    assert options["Policy: options discussed"] == ["1 of 1"], "though one person is no verdict"


def framework(turns) -> dict[str, list[str]]:
    with no_figures():
        brief = compose(analysis_of(talk(turns)), view=view("donor"))
    return {name: [s.text for s in cells] for grid in brief.grids for name, cells in grid.rows}


RIDERS = [(f"P{n}", "riders", f"The late bus pays for itself, says number {n}.", {"A1": "supports"}) for n in (1, 2, 3)]


def told(turns, **options):
    with no_figures():
        return compose(analysis_of(talk(turns)), view=view("participants"), **options)


def test_a_large_group_that_differs_from_a_small_one_is_not_said_to_differ_within():
    brief = told([*RIDERS, ("Eva", "council", "No.", {"A1": "opposes", "disagreement": {"target": "P3"}})])
    [conflict] = [s for s in brief.summary if s.id == "conflict/A1"]
    assert conflict.text == "Riders and others openly disagree over “Invented sentence A1”."
    assert [i.text for i in brief.conflicts] == ["Open: “Invented sentence A1” – riders and others."]
    [step] = brief.next_steps
    assert step.text == "Bring both sides together to talk about “Invented sentence A1” (A1)."


def test_what_is_buried_between_small_groups_is_not_said_to_be_open():
    between = [("Zoe", "media", f"Of something else, number {n}.", {}) for n in range(8)]
    brief = told([("Ana", "shops", "Yes.", {"A1": "supports"}), *between, ("Eva", "council", "No.", {"A1": "opposes"})])
    [conflict] = [s for s in brief.summary if s.id == "conflict/A1"]
    assert conflict.text == "Both sides spoke to “Invented sentence A1” but never answered each other."


def test_people_of_small_groups_are_not_counted_to_a_large_one():
    [item] = told([*RIDERS, ("Eva", "council", "Yes.", {"A1": "supports"})]).common_ground
    assert item.text == "Shared: “Invented sentence A1” – 4 people from riders and others, nobody against."
    assert item.detail == "", "of others nothing is said: some of them may have been silent"


def test_a_large_group_of_which_two_spoke_to_a_statement_is_not_said_to_have_no_position():
    yes = {"A1": "supports", "A2": "supports"}
    people = [(f"{g}{n}", g, "Of the bus.", yes) for g in ("shops", "farmers") for n in (1, 2, 3)]
    brief = told([*RIDERS[:2], ("P3", "riders", "Good morning."), *people])
    assert not [i for i in brief.unheard if i.id == "unheard/groups"]


def test_a_criterion_is_laid_to_a_group_only_where_three_of_it_applied_it():
    def fair(way):
        return {"criterion": {"statement": "O1", "target": "fairness", "value": way}, "O1": "supports"}

    brief = told([("Ana", "riders", "It is fair.", fair("favourable")), *RIDERS[1:],
                  ("Eva", "council", "No.", fair("unfavourable")), ("Fay", "shops", "Yes.", fair("favourable")),
                  *((f"F{n}", "farmers", "Fair to us.", fair("favourable")) for n in (1, 2, 3))])  # fmt: skip
    said = brief.criteria[0].text
    assert said == "O1 on “fairness” – others: favourable (3 people); farmers: favourable (3 people)"


def test_groups_are_not_measured_by_the_share_of_a_person():
    people = [(f"{g}{n}", g, "word " * 100) for g in ("riders", "farmers") for n in (1, 2, 3)]
    assert not [i for i in told([*people, ("Eva", "council", "word " * 60)]).unheard if i.id == "unheard/quiet"]


def test_files_named_after_their_speakers_name_nobody(tmp_path):
    cues = "WEBVTT\n\n00:00:0{0}.000 --> 00:00:0{0}.900\n{1}\n\n00:00:0{2}.000 --> 00:00:0{2}.900\nSo it is.\n"
    (tmp_path / "Annabel.vtt").write_text(cues.format(1, "The bus is late every day here.", 5))
    (tmp_path / "Bertram.vtt").write_text(cues.format(3, "No, mine is always on time.", 7))
    read = ia.analyse(ia.Workshop.load(tmp_path), coders=[])
    assert set(read.speakers["label"]) == {"Annabel", "Bertram"}
    with no_figures():
        page = render_html(compose(read, view=view("participants")))
    assert "1.vtt: WebVTT captions" in page
    assert not re.search("Annabel|Bertram", page)


def test_what_the_data_said_to_the_host_is_told_to_nobody_else():
    made = analysis_of(talk([("Annabel", "", "I like it.", {"A1": "supports"}),
                             ("Bertram", "", "No.", {"A1": "opposes", "disagreement": {"target": "Annabel"}})]))
    host = compose(made)
    edits = Edits().reworded("conflict/A1", "They differ.", brief=host).pinned("interest/shops/services")
    assert edits.text["conflict/A1"].when == "open: Annabel, Bertram"
    brief = compose(made, view=view("participants"), edits=edits)
    [conflict] = [s for s in brief.summary if s.id == "conflict/A1"]
    assert (conflict.text, conflict.flag) == ("They differ.", "worded by a person")
    assert not re.search("Annabel|Bertram|shops", render_html(brief))
    old = Edits.model_validate({"text": {"conflict/A1": {"says": "They differ.", "when": "open: Annabel, Zoe"}}})
    [conflict] = [s for s in compose(made, view=view("donor"), edits=old).summary if s.id == "conflict/A1"]
    assert conflict.text != "They differ.", "the data says something else to the host, who is told so"
    assert not conflict.flag


def test_a_persons_words_that_name_somebody_stay_with_the_host(analysis):
    edits = Edits().reworded("conflict/A1", "annabel and the council differ.").added("Zacharias was ill.", [2])
    host, guests = (compose(analysis, view=view(v), edits=edits) for v in ("host", "participants"))
    assert "annabel and the council differ." in [s.text for s in host.summary]
    assert "Zacharias was ill." in [s.text for s in host.summary]
    assert not any(re.search("annabel|zacharias", s.text, re.IGNORECASE) for s in guests.first_page)


def test_somebody_is_named_by_a_first_or_a_last_name_too_and_by_what_they_held_beforehand():
    yes, no = {"A1": "supports"}, {"A1": "opposes"}
    made = analysis_of(talk([("Anna Berg", "", "Yes.", yes), ("Grace Hill", "", "No.", no)]))
    held = made.assumptions.assign(held_by="Anna (UNDP)")
    made = replace(made, findings=replace(made.findings, assumptions=held))
    edits = Edits()
    for says in ("Anna wants a bus.", "We owe this to Mrs Berg’s patience.", "Then Grace came.", "A hill is a hill."):
        edits = edits.added(says)
    with no_figures():
        host, guests = (compose(made, view=view(v), edits=edits) for v in ("host", "donor"))
    assert [s.text for s in host.summary if s.id.startswith("own/")] == [a.says for a in edits.add]
    assert [s.text for s in guests.summary if s.id.startswith("own/")] == ["A hill is a hill."]
    assert ["Held beforehand by: Anna" in brief.entries[0].why for brief in (host, guests)] == [True, False]
