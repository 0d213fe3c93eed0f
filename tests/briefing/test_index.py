"""The index page: every workshop, in order, with what became of it."""

import base64
import hashlib

import pytest
from lxml import html

from inspired_analysis.briefing.html import script
from inspired_analysis.briefing.index import write_index


def entry(id: str, **more) -> dict:
    return {
        "id": id,
        "title": "",
        "date": "",
        "dialogue": "",
        "status": "done",
        "cause": "",
        "href": f"{id}/brief.html",
        **more,
    }


@pytest.fixture
def index(tmp_path):
    def write(*entries):
        return html.fromstring(write_index(entries, tmp_path).read_text(encoding="utf-8"))

    return write


def test_by_dialogue_date_and_id(index):
    page = index(entry("d", dialogue="b"), entry("c", dialogue="a", date="2025-02-01"),
                 entry("b", dialogue="a", date="2025-01-01"), entry("a", dialogue="b"))  # fmt: skip
    assert page.xpath("//tbody//a/@href") == [f"{name}/brief.html" for name in "bcad"]


def test_failures_are_told_with_their_cause_and_counted(index):
    page = index(entry("a"), entry("b", status="failed", cause="no turns", href=""))
    rows = [row.text_content() for row in page.xpath("//tbody/tr")]
    assert "failed: no turns" in rows[1]
    assert "failed" not in rows[0]
    assert "1 done, 1 failed" in page.text_content()
    assert len(page.xpath("//tbody//a")) == 1


def test_notes_are_counted(index):
    page = index(entry("a"), entry("b", notes=1), entry("c", notes=2))
    told = [cell.text_content() for cell in page.xpath("//tbody/tr/td[3]")]
    assert told == ["✓ done", "✓ done, 1 note", "✓ done, 2 notes"]


def test_titles_and_causes_are_only_words(index):
    bad = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    page = index(entry("a", title=bad, dialogue=bad), entry("b", status="failed", cause=bad, href=""))
    assert not page.xpath("//img | //@onerror")
    assert [s.text for s in page.xpath("//script")] == [str(script("index.js"))]
    assert "".join(page.xpath("//tbody//text()")).count(bad) == 3


def test_the_page_runs_its_own_script_and_reaches_nothing(index):
    page = index(entry("a"))
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    digest = base64.b64encode(hashlib.sha256(str(script("index.js")).encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert not page.xpath("//@src | //link")


def test_lists_to_choose_from_are_those_that_part_the_page(index):
    page = index(entry("a", dialogue="hill", date="2024-01-01"), entry("b", dialogue="valley", date="2024-02-01"),
                 entry("c", date="2024-03-01"))  # fmt: skip
    assert page.xpath("//form//select/@name") == ["dialogue"]
    assert page.xpath("//form//option/@value") == ["", "hill", "valley"]
    assert page.xpath("//form/@hidden")  # until the script shows it
    assert page.xpath("//tbody/tr/@data-dialogue") == ["", "hill", "valley"]


def test_no_half_written_index(index, tmp_path):
    index(entry("a"))
    assert [p.name for p in tmp_path.iterdir()] == ["index.html"]


def test_an_index_of_nothing(index):
    assert "0 done, 0 failed" in index().text_content()
