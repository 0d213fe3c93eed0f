"""The PDF: words as they were said, links to the turns that show them, and the same bytes every time."""

import io
import re
import sys
from dataclasses import replace

import pytest
from finding.conftest import talk

import inspired_analysis as ia
from inspired_analysis import briefing
from inspired_analysis.briefing.compose import compose
from inspired_analysis.briefing.pdf import render_pdf
from inspired_analysis.errors import RunError

from .conftest import analysis_of, no_figures
from .reference import NAMES, by_reference

pytest.importorskip("typst", reason="typst comes with the extra 'pdf'")
pypdf = pytest.importorskip("pypdf")

# What typst would take as code, content, markup, a label, a comment, an end.
BAD = '#panic("x") #include "x" $x^2$ *b* _e_ `r` @t1 <t1> \\ ] ) } /* c */ // d = h -- ~ ... "q" #{sys.inputs}'


def flat(text: str) -> str:
    """Return *text* without what a line may be broken with."""
    return re.sub(r"[\s\u200b]", "", text)


@pytest.fixture(scope="module")
def analysis(village):
    return analysis_of(village)


@pytest.fixture(scope="module")
def brief(analysis):
    return compose(analysis)


@pytest.fixture(scope="module")
def pdf(brief, analysis):
    return pypdf.PdfReader(io.BytesIO(render_pdf(brief)))


@pytest.fixture(scope="module")
def words(pdf) -> str:
    # The end of one page and the start of the next are one text.
    pages = [page.extract_text() for page in pdf.pages]
    return flat("".join(pages))


def test_the_same_brief_gives_the_same_bytes(brief, analysis):
    assert render_pdf(brief) == render_pdf(compose(analysis))


def test_it_has_a_title_a_language_tags_and_no_date_or_author(pdf, brief):
    assert pdf.metadata.title == brief.title
    assert not {"/Author", "/CreationDate", "/ModDate"} & set(pdf.metadata)
    assert pdf.root_object["/Lang"] == "en"
    assert pdf.root_object["/MarkInfo"]["/Marked"]
    assert b"Date>" not in pdf.root_object["/Metadata"].get_object().get_data()


def test_the_first_page_says_what_was_found(pdf, brief):
    first = flat(pdf.pages[0].extract_text())
    assert flat(brief.title) in first
    for sentence in brief.summary:
        assert flat(sentence.text) in first
    for entry in brief.entries:
        assert flat(f"{entry.mark} {entry.word}") in first
    assert flat(brief.next_steps[-1].text) in first
    assert "What was found" in pdf.pages[1].extract_text()


def test_quotes_and_turns_are_there_to_the_letter(words, brief, analysis):
    for entry in (*brief.assumptions, *brief.options):
        for quote in (*entry.for_, *entry.against, *entry.between):
            assert flat(f"“{quote.quote}”") in words
    for text in analysis.turns["text"]:
        assert flat(text) in words


def test_every_link_leads_to_a_place_in_the_same_file(pdf, brief):
    links = [a.get_object() for page in pdf.pages for a in page.get("/Annots", [])]
    assert len(links) >= sum(len(s.turns) for s in brief.summary) + len(brief.assumptions)
    for link in links:
        assert "/A" not in link, "an action, such as a URL"
        where = link["/Dest"].get_object()
        page = pdf.named_destinations[where]["/Page"] if isinstance(where, str) else where[0]
        assert page.get_object() in pdf.pages


def test_it_can_be_walked_by_its_headings(pdf):
    def titles(outline):
        return [t for o in outline for t in (titles(o) if isinstance(o, list) else [o.title])]

    found = titles(pdf.outline)
    parts = ["In short", "What was found", "The evidence", "Transcript"]
    assert [t for t in found if t in parts] == parts
    assert "What became of the assumptions and options" in found


def test_pages_say_which_of_how_many(pdf):
    for number, page in enumerate(pdf.pages, 1):
        assert f"{number} of {len(pdf.pages)}" in page.extract_text()


def test_words_are_never_instructions():
    made = talk([
        (f"Mo {BAD}", "facilitator", f"What of the bridge {BAD}?"),
        (f"Ana {BAD}", f"drivers {BAD}", f"I say {BAD} and more.", {"A1": "supports", "missing stakeholder": ""}),
        ("Ben", "shops", f"{BAD}\nsecond line\tand \x01 control \ufffe", {"A1": "opposes", "red line": ""}),
        ("Cem", "council", "مرحبا بكم في " + BAD, {"A1": "opposes", "interest": "security"}),
    ], statements={"A1": f"It is {BAD} so."}, title=f"Title {BAD}", goal=f"Goal {BAD}", issue=BAD,
        place=BAD)  # fmt: skip
    made = replace(made, transcript=replace(made.transcript, notes=(f"Note {BAD}",)))
    analysis = analysis_of(made)
    with no_figures():
        pdf = pypdf.PdfReader(io.BytesIO(render_pdf(compose(analysis))))
    words = flat("".join(page.extract_text() for page in pdf.pages))
    for what in ("Title {}", "Goal. Goal {}", "Note {}", "It is {} so.", "I say {} and more."):
        what = what.format(BAD)
        assert flat(what) in words
    assert pdf.metadata.title == f"Title {BAD}"


@pytest.mark.parametrize("text", ["\u202b\u0628\u06e8\u202c", "\u0628\u06d6\u202c and more"])
def test_words_over_which_typst_stumbles_are_set_all_the_same(text):
    made = talk([("Ana", "drivers", f"I say {text}", {"A1": "supports"})], title=text)
    analysis = analysis_of(made)
    with no_figures():
        pdf = pypdf.PdfReader(io.BytesIO(render_pdf(compose(analysis))))
    assert "I say" in pdf.pages[-1].extract_text()


def test_what_typst_cannot_set_is_an_error_that_names_it(brief, analysis, monkeypatch):
    import typst

    def failing(*_, **__):
        raise typst.TypstError("no such thing")

    monkeypatch.setattr(typst, "compile", failing)
    with pytest.raises(RunError, match=r"brief.pdf: expected .*typst.*found no such thing.*other formats"):
        render_pdf(brief)


def test_a_word_without_end_is_broken_and_nothing_else():
    from inspired_analysis.briefing.pdf import _breakable

    assert _breakable("short words stay as they are") == "short words stay as they are"
    assert flat(_breakable("x" * 400)) == "x" * 400
    assert max(map(len, _breakable({"a": ["x" * 400]})["a"][0].split("\u200b"))) <= 30
    assert _breakable("a\ttab") == "a tab"
    assert _breakable({"svg": "x" * 400}) == {"svg": "x" * 400}


def test_without_typst_it_says_how_to_get_it_before_anything_is_done(analysis, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(RunError, match=r"pip install inspired_analysis\[pdf\]"):
        ia.write_brief(analysis, tmp_path / "out", formats=("html", "pdf"))
    assert not (tmp_path / "out").exists()
    briefing.require(("html", "docx"))


@pytest.mark.parametrize("name", [NAMES[0], *(pytest.param(n, marks=pytest.mark.slow) for n in NAMES[1:])])
def test_the_examples_are_whole_on_paper(name):
    analysis = by_reference(name)
    pdf = pypdf.PdfReader(io.BytesIO(render_pdf(compose(analysis))))
    assert all(page.extract_text().strip() for page in pdf.pages)
    # Headers and footers stand between the pages of a turn that is broken: its beginning and end are enough.
    words = flat("".join(page.extract_text() for page in pdf.pages))
    for text in analysis.turns["text"]:
        assert flat(text)[:30] in words
        assert flat(text)[-30:] in words
