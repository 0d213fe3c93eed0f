"""The brief in five languages: complete catalogues, right plurals, right-to-left pages, quotes in their own words."""

import io
import re

import docx
import pandas as pd
import pytest
from babel.messages.pofile import read_po
from docx.oxml.ns import qn
from lxml import html

from inspired_analysis.briefing import language as module
from inspired_analysis.briefing.compose import compose
from inspired_analysis.briefing.drawing import Figure
from inspired_analysis.briefing.html import render_html
from inspired_analysis.briefing.language import ENGLISH, LANGUAGES, Language, language
from inspired_analysis.briefing.markdown import render_markdown
from inspired_analysis.briefing.office import render_docx
from inspired_analysis.briefing.tabled import tabled
from inspired_analysis.briefing.told import told as said_again
from inspired_analysis.briefing.verdicts import _holder
from inspired_analysis.errors import RunError

from .conftest import analysis_of, no_figures

OTHERS = [code for code in LANGUAGES if code != "en"]
PLACES = re.compile(r"\{\w+\}")


@pytest.fixture(scope="module")
def messages():
    return {(m.context, m.id): m for m in module.messages() if m.id}


@pytest.fixture(scope="module", params=OTHERS)
def told(request, village):
    """Return the language, the brief in it, and its page."""
    say = Language(request.param)
    with no_figures():
        brief = compose(analysis_of(village), say=say)
    return say, brief, html.fromstring(render_html(brief))


@pytest.mark.parametrize("code", OTHERS)
def test_catalogues_say_everything_with_the_same_places(code, messages):
    path = module.Path(module.__file__).parent / "locale" / code / "brief.po"
    found = {(m.context, m.id): m for m in read_po(io.BytesIO(path.read_bytes()), locale=code) if m.id}
    assert found.keys() == messages.keys(), "run: python -m inspired_analysis.briefing.language"
    for key, message in found.items():
        ids = message.id if message.pluralizable else (message.id,)
        strings = message.string if message.pluralizable else (message.string,)
        assert all(strings), f"{code}: {key} is not translated"
        wanted = set(PLACES.findall(" ".join(ids)))
        assert all(set(PLACES.findall(s)) == wanted for s in strings), (code, key)


@pytest.mark.parametrize(("code", "n", "expected"), [
    ("en", 1, "1 person"), ("en", 2, "2 people"), ("fr", 0, "0 personne"), ("fr", 2, "2 personnes"),
    ("es", 1, "1 persona"), ("ru", 1, "1 человек"), ("ru", 3, "3 человека"), ("ru", 5, "5 человек"),
    ("ru", 21, "21 человек"), ("ar", 1, "شخص واحد (1)"), ("ar", 2, "شخصان (2)"), ("ar", 3, "3 أشخاص"),
    ("ar", 11, "11 شخصاً"), ("ar", 100, "100 شخص"),
])  # fmt: skip
def test_plurals_are_those_of_the_language(code, n, expected):
    assert Language(code).people(n) == expected


@pytest.mark.parametrize(("code", "expected"), [
    ("en", "a, b and 2 more"), ("fr", "a, b et 2 de plus"), ("es", "a, b y 2 más"), ("ru", "a, b и ещё 2"),
])  # fmt: skip
def test_lists_are_those_of_the_language(code, expected):
    assert Language(code).listed(["a", "b", "c", "d"], 2) == expected


def test_numbers_and_dates_are_those_of_the_language():
    import datetime

    date = datetime.date(2024, 3, 14)
    assert [Language(c).date(date) for c in ("en", "fr", "es", "ru")] == [
        "14 March 2024", "14 mars 2024", "14 de marzo de 2024", "14 марта 2024\u202fг."]  # fmt: skip
    assert Language("en").number(12345) == "12,345"
    assert Language("es").number(12345) == "12.345"
    assert ENGLISH.date(None) == ""


def test_a_language_that_briefs_are_not_written_in_is_refused():
    with pytest.raises(RunError, match="expected one of en, fr, es, ru, ar, found 'de'"):
        language("de")


def test_the_page_is_in_its_language_and_the_talk_in_its_own(told):
    say, brief, page = told
    assert page.get("lang") == say.code
    assert page.get("dir") == ("rtl" if say.rtl else None)
    assert page.xpath("//ol[@class='transcript']/@lang") == ["en"]
    assert set(page.xpath("//q/@lang")) == {"en"}
    said = [p.text_content() for p in page.xpath("//p[@class='said']")]
    assert said == brief.analysis.turns["text"].tolist()
    assert say("What to do next") in page.xpath("//h2/text()")


def test_nothing_of_ours_is_left_in_english(told, messages):
    say, _, page = told
    shown = {" ".join(t.split()) for t in page.xpath("//main//text()") if t.strip()}
    ours = {m for _, m in messages if isinstance(m, str) and len(m) > 12 and "{" not in m}
    same = {m for m in ours if say(m) == m or say.term(m) == m}
    assert shown & (ours - same) == set()


def test_findings_are_the_same_in_every_language(told, village):
    with no_figures():
        english = compose(analysis_of(village))
    _, brief, _ = told
    assert [(s.id, s.turns, s.state) for s in brief.first_page] == [
        (s.id, s.turns, s.state) for s in english.first_page]  # fmt: skip


def test_markdown_speaks_it_too(told):
    say, brief, _ = told
    assert f"## {say('What to do next')}" in render_markdown(brief)


def test_word_runs_from_right_to_left_in_arabic(village):
    with no_figures():
        brief = compose(analysis_of(village), say=Language("ar"))
    document = docx.Document(io.BytesIO(render_docx(brief)))
    headings = [p for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert all(p._p.pPr.find(qn("w:bidi")) is not None for p in headings)
    assert all(t._tbl.tblPr.find(qn("w:bidiVisual")) is not None for t in document.tables)
    turns = [p for p in document.paragraphs if p.style.name == "Turn"]
    assert all(p._p.pPr.find(qn("w:bidi")) is None for p in turns), "the talk is English"
    cells = [c.text for t in document.tables for row in t.rows for c in row.cells if "“" in c.text]
    assert cells
    assert all(c.startswith("\u2068“") for c in cells), "a quote is set apart with its marks"
    note = document.styles["Note"].element.pPr.find(qn("w:pBdr"))
    assert (note.find(qn("w:left")), note.find(qn("w:right")) is not None) == (None, True)


def test_words_of_another_direction_are_set_apart_in_arabic_only():
    arabic = Language("ar")
    assert arabic("Workshop {id}", id="x y") == "ورشة العمل \u2068x y\u2069"
    assert arabic("Workshop {id}", id="مرحبا") == "ورشة العمل مرحبا"
    assert Language("fr")("Workshop {id}", id="x y") == "Atelier x y"


def test_what_was_done_about_names_is_said_with_its_numbers():
    open_ = "Words that look like names or contacts and were left as said, nobody having decided on them: 1,013."
    note = ("Names: those in the plan were replaced by [pseudonyms] (mentions: 40 of people, 3 of places, 2 of "
            f"them by likeness, since they were misspelt or torn). {open_} Pseudonymised data remain personal data.")
    for code in OTHERS:
        said = said_again(note, Language(code))
        assert not re.search(r"\b(Names|replaced|likeness|words and|remain)\b", said), said
        assert [n for n in ("40", "3", "2", Language(code).number(1013)) if n not in said] == []
    assert said_again("Names: told nobody.", Language("fr")) == "Noms : told nobody."


def test_who_held_it_and_what_was_set_aside_are_words_of_the_method():
    french, arabic = Language("fr"), Language("ar")
    assert _holder("media", french) == "médias"
    assert _holder("media (the radio)", arabic) == "الإعلام (\u2068the radio\u2069)"
    aside = said_again("Look at the caption notes, front matter.", french)
    assert aside == "Regardez : notes des sous-titres et préambule."


def test_data_behind_a_figure_has_heads_in_words_and_blanks():
    data = pd.DataFrame({"statement": ["A1"], "who": ["farmers"], "n_supports": [2], "low": [float("nan")],
                         "high": [-0.5], "first_half": ["2 for, 1 against"]})  # fmt: skip
    figure = Figure("positions", "", "", "", data)
    assert tabled(figure, ENGLISH) == (
        ["Statement", "Group", "For", "Interval from", "Interval to", "First half"],
        [["A1", "farmers", "2", "", "-0.5", "2 for, 1 against"]])  # fmt: skip
    _, [row] = tabled(figure, Language("ar"))
    assert row[1] == "\u2068farmers\u2069"
    assert row[5] == "2 مع، 1 ضد"


def test_braces_in_peoples_words_are_only_words():
    assert ENGLISH("Heard: {people}.", people="{groups} {0} %s") == "Heard: {groups} {0} %s."


def test_measures_and_counts_are_told_in_plain_words():
    assert said_again("Gini of participants' words", ENGLISH).startswith("how unevenly participants spoke")
    assert said_again("Gini of participants' words", Language("fr")).startswith("inégalité de parole")
    assert said_again("Ana and Ben agree with each other, 2 times", ENGLISH).endswith(" other, twice")
    assert said_again("Ana and Ben agree with each other, 12 times", ENGLISH).endswith(", 12 times")


@pytest.mark.parametrize(("note", "in_french"), [
    ("The talk is in French. The coders that come with this software know English alone and leave it uncoded; it can "
     "be read, searched, and coded by people.", "Langue des échanges : français. "),
    ("3 turns are not in English (2 in French, 1 in German; 40 words): what they say is not coded.",
     "français : 2, allemand : 1"),
    ("Statement A1 has 36 words, of which some coders read the first 30 only. Say one thing in it, or make two of it.",
     "L’énoncé A1 compte 36 mots"),
    ("Statement A1 is in French, the talk in English: no turn is coded for it. Write it in the language of the talk.",
     "Langue de l’énoncé A1 : français ; langue des échanges : anglais."),
    ("140 of 1,453 (10%)", "140 sur 1\u202f453 (10\u202f%)"),
])  # fmt: skip
def test_notes_are_told_with_the_languages_own_names_and_signs(note, in_french):
    assert in_french in said_again(note, Language("fr")).replace("\xa0", "\u202f")
    assert said_again(note, ENGLISH) == note


def test_french_parts_are_joined_as_the_french_do():
    assert Language("fr").joined(["pour : mairie", "contre : riverains"]) == "pour : mairie ; contre : riverains"
