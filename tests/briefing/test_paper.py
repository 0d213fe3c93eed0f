"""What stands on paper is what stands on the page."""

import pytest
from lxml import html

from inspired_analysis.briefing.annex import method
from inspired_analysis.briefing.blocks import Heading, Paragraph, Run, Table, Turn
from inspired_analysis.briefing.compose import compose
from inspired_analysis.briefing.direction import rtl
from inspired_analysis.briefing.html import render_html
from inspired_analysis.briefing.paper import one_line, paged

from .conftest import analysis_of


@pytest.fixture(scope="module")
def analysis(village):
    return analysis_of(village)


@pytest.fixture(scope="module")
def brief(analysis):
    return compose(analysis)


@pytest.fixture(scope="module")
def blocks(brief):
    first, rest = paged(brief)
    return [*first, *rest]


def runs(block) -> list[Run]:
    if isinstance(block, Table):
        return [run for row in block.rows for cell in row for run in cell]
    return list(block.runs) if isinstance(block, (Paragraph, Turn)) else []


def test_paper_has_the_headings_and_rules_of_the_page(brief):
    page = html.fromstring(render_html(brief))
    first, rest = paged(brief)
    found = [b.text.text for b in first if isinstance(b, Heading)]
    assert found == [h.text_content() for h in page.xpath("//div[@class='first']//h2")]
    shown = {h.text_content() for h in page.xpath("//h2 | //h3 | //h4")}
    parts = [i for i, b in enumerate(rest) if isinstance(b, Heading) and b.level == 1]
    assert {b.text.text for b in rest[: parts[1]] if isinstance(b, Heading)} <= shown
    assert method(brief.say) in " ".join(page.text_content().split())


def test_every_link_has_a_place_and_every_turn_is_one(blocks, analysis):
    places = {b.anchor for b in blocks if isinstance(b, Heading)}
    places |= {f"t{b.number}" for b in blocks if isinstance(b, Turn)}
    links = {run.to for b in blocks for run in runs(b) if run.to}
    assert links
    assert links <= places
    assert [b.number for b in blocks if isinstance(b, Turn)] == analysis.turns["turn"].tolist()


def test_what_the_summary_says_is_linked_to_its_turns(blocks, brief):
    bullets = [b for b in blocks if isinstance(b, Paragraph) and b.style == "bullet"][: len(brief.summary)]
    for bullet, sentence in zip(bullets, brief.summary, strict=True):
        assert bullet.runs[0].text == sentence.text
        assert [r.to for r in bullet.runs if r.to][: len(sentence.turns)] == [f"t{t}" for t in sentence.turns]


def test_no_heading_is_left_without_anything_under_it(blocks):
    for one, other in zip(blocks, [*blocks[1:], None], strict=True):
        if isinstance(one, Heading):
            assert other is not None
            assert not isinstance(other, Heading) or other.level > one.level, one.text.text


@pytest.mark.parametrize(("text", "expected"), [
    ("plain", False), ("", False), ("12 مرحبا", True), ("“שלום", True), ("a مرحبا", False), ("12 + 3", False),
])  # fmt: skip
def test_the_first_letter_decides_the_direction(text, expected):
    assert rtl(text) is expected


@pytest.mark.parametrize(("text", "shown"), [
    ("a\x00b\x0bc\x7fd\x85e", "a\ufffdb\ufffdc\ufffdd\ufffde"), ("\ud800", "\ufffd"), ("\uffff\ufdd0", "\ufffd\ufffd"),
    ("line\nand\ttab", "line\nand\ttab"), ("\u202eturned", "\u202eturned\u202c"), ("😀 é", "😀 é"),
])  # fmt: skip
def test_what_no_page_can_hold_is_shown_as_such(text, shown):
    assert Run(text).text == shown


def test_titles_are_shortened_for_the_head_of_a_page():
    assert one_line("x" * 80) == "x" * 80
    assert one_line("x" * 81) == "x" * 79 + "…"
