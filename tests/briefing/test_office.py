"""The Word document: styles an office knows, links inside it only, nobody's name in it, the same bytes every time."""

import io
import zipfile

import docx
import pytest
from docx.oxml.ns import qn
from finding.conftest import talk
from lxml import etree

from inspired_analysis.briefing.compose import compose
from inspired_analysis.briefing.language import language
from inspired_analysis.briefing.office import render_docx

from .conftest import analysis_of, no_figures

BAD = "<w:p/> </w:t> & ]]> \" ' {{7*7}} =HYPERLINK(1) \x01\x0b\x1f \ufffe \u202egnorw"


@pytest.fixture(scope="module")
def analysis(village):
    return analysis_of(village)


@pytest.fixture(scope="module")
def brief(analysis):
    return compose(analysis)


@pytest.fixture(scope="module")
def made(brief, analysis) -> bytes:
    return render_docx(brief)


@pytest.fixture(scope="module")
def document(made):
    return docx.Document(io.BytesIO(made))


def styled(document, style: str) -> list[str]:
    return [p.text for p in document.paragraphs if p.style.name == style]


def test_the_same_brief_gives_the_same_bytes(made, analysis):
    assert render_docx(compose(analysis)) == made


def test_titles_headings_lists_and_quotes_have_styles_of_their_own(document, brief):
    assert styled(document, "Title") == [brief.title]
    assert styled(document, "Heading 1") == ["In short", "What was found", "The evidence", "Transcript"]
    assert "What became of the assumptions and options" in styled(document, "Heading 2")
    assert f"{brief.assumptions[0].id} {brief.assumptions[0].text}" in styled(document, "Heading 3")
    assert styled(document, "Caption") == [figure.title for figure in brief.figures]
    bullets = styled(document, "List Bullet")
    assert all(any(b.startswith(s.text) for b in bullets) for s in brief.summary)
    assert all(p.style.name != "Normal" or p.text for p in document.paragraphs), "an empty line as spacing"


def test_quotes_and_turns_are_there_to_the_letter(document, brief, analysis):
    quotes = styled(document, "Quote")
    for entry in (*brief.assumptions, *brief.options):
        for quote in (*entry.for_, *entry.against, *entry.between):
            assert any(q.startswith(f"“{quote.quote}”") for q in quotes)
    turns = [p.text for p in document.paragraphs if p.style.name in ("Turn", "Turn Facilitator")]
    assert turns == analysis.turns["text"].tolist()


def test_the_ledger_is_a_table_with_words_beside_the_marks_and_a_head_on_every_page(document, brief):
    ledger = document.tables[0]
    assert [c.text for c in ledger.rows[0].cells] == ["Statement", "Verdict", "For", "Against", "Between", "Turns"]
    assert [r.cells[1].text for r in ledger.rows][1:] == [f"{e.mark} {e.word}" for e in brief.entries]
    for table in document.tables:
        assert table.style.name == "Brief Table"
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_every_link_leads_to_a_bookmark_and_every_turn_has_one(document, brief, analysis):
    body = document.element.body
    marks = [m.get(qn("w:name")) for m in body.iter(qn("w:bookmarkStart"))]
    assert len(marks) == len(set(marks))
    assert {f"t{n}" for n in analysis.turns["turn"]} <= set(marks)
    links = [link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))]
    assert len(links) >= sum(len(s.turns) for s in brief.summary)
    assert set(links) <= set(marks)
    ids = [m.get(qn("w:id")) for m in body.iter(qn("w:bookmarkStart"))]
    assert len(ids) == len(set(ids))


def test_figures_have_words_for_those_who_do_not_see_them(document, brief):
    assert [s._inline.docPr.get("descr") for s in document.inline_shapes] == [f.alt for f in brief.figures]
    assert all(s.width < document.sections[0].page_width for s in document.inline_shapes)


def test_nothing_leads_outside_and_nobody_is_named(made):
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.testzip() is None
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [n for n in archive.namelist() if "thumbnail" in n or "customXml" in n or "app.xml" in n]
        for name in archive.namelist():
            if name.endswith(".rels"):
                assert b"External" not in archive.read(name)
        core = etree.fromstring(archive.read("docProps/core.xml"))
    assert [etree.QName(child).localname for child in core] == ["title"]


def test_the_properties_of_a_paragraph_stand_in_the_order_of_the_standard():
    with no_figures():
        brief = compose(analysis_of(talk([("Ana", "shops", "Yes.", {"A1": "supports"})])), say=language("ar"))
    body = docx.Document(io.BytesIO(render_docx(brief))).element.body
    order = ["pStyle", "keepNext", "pageBreakBefore", "bidi"]
    found = [[order.index(etree.QName(child).localname) for child in own] for own in body.iter(qn("w:pPr"))]
    assert [0, 2, 3] in found
    assert all(places == sorted(places) for places in found)


def test_words_are_only_words():
    made = talk([
        (f"Mo {BAD}", "facilitator", f"What of the bridge {BAD}?"),
        (f"Ana {BAD}", f"drivers {BAD}", f"I say {BAD} and more.\nA line\tand a tab.", {"A1": "supports"}),
        ("Ben", "shops", f"No {BAD}", {"A1": "opposes", "red line": "", "interest": "security"}),
        ("Cem", "council", "مرحبا بكم", {"A1": "opposes"}),
    ], statements={"A1": f"It is {BAD} so."}, title=f"Title {BAD}", goal=f"Goal {BAD}")  # fmt: skip
    analysis = analysis_of(made)
    with no_figures():
        document = docx.Document(io.BytesIO(render_docx(compose(analysis))))
    shown = "<w:p/> </w:t> & ]]> \" ' {{7*7}} =HYPERLINK(1) \ufffd\ufffd\ufffd \ufffd \u202egnorw"
    assert styled(document, "Title") == [f"Title {shown}\u202c"]
    said = [p for p in document.paragraphs if p.style.name in ("Turn", "Turn Facilitator")]
    assert said[1].text == f"I say {shown} and more.\u202c\nA line\tand a tab."
    assert said[3]._p.pPr.find(qn("w:bidi")) is not None, "Arabic runs from right to left"
    assert said[1]._p.pPr.find(qn("w:bidi")) is None
