"""The account as a page: every line with what became of it, inert, and complete."""

import re

import pytest
from click.testing import CliRunner

from inspired_analysis.cli import main
from inspired_analysis.reading import read
from inspired_analysis.running.check import checked
from inspired_analysis.running.check_page import render_page

TALK = (
    "Date: 1 May\n\nAnna (00:00:01): I think <b>so</b>.\n[laughter]\nAnd more.\nBen (00:00:05): \u202eNo.\n"
    "Anna (00:00:09): <script>alert(1)</script>\nBen (00:00:12): {{ 7 * 7 }}\n"
)


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "talk.txt"
    path.write_text(TALK, encoding="utf-8")
    return render_page(*checked(path))


def test_every_line_says_what_became_of_it(page):
    rows = re.findall(r'<tr id="f1-\d+"><th scope="row">(.*?)</th><td>(.*?)</td></tr>', page, re.S)
    assert [where for where, _ in rows] == ["1", "3", "4", "5", "6", "7", "8"]
    fates = {where: re.findall(r'<span class="fate"[^>]*>(.*?)</span>', cell) for where, cell in rows}
    assert fates["1"] == ["front matter"]
    assert fates["3"] == ["timestamps", "speaker labels", "turn 1, Anna"]
    assert fates["4"] == ["stage directions"]
    assert fates["5"] == ["turn 1, Anna"]
    assert fates["6"][-1] == "turn 2, Ben"
    assert "0 lost" in page
    assert "Name: text, with times" in page


def test_nothing_on_the_page_acts(page):
    assert "<script" not in page
    assert "\u202e" not in page
    assert "‹U+202E›" in page
    assert "{{ 7 * 7 }}" in page
    assert "default-src &#39;none&#39;" in page
    assert not re.search(r'(?:src|href)="(?!#)', page)


def test_the_trail_holds_every_character(tmp_path):
    path = tmp_path / "talk.txt"
    path.write_text(TALK, encoding="utf-8")
    trail = read(path).accounts[0].trail
    assert sorted("".join(t.text for t in trail).replace(" ", "")) == sorted("".join(TALK.split()).replace(" ", ""))


def test_the_command_writes_the_page(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "talk.txt").write_text(TALK, encoding="utf-8")
    run = CliRunner().invoke(main, ["check", "talk.txt", "--html"])
    assert run.exit_code == 0, run.output
    assert "why" not in run.output
    assert "lines begin so" in run.output
    assert (tmp_path / "reports/talk/check.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert CliRunner().invoke(main, ["check", "talk.txt", "--html", "page.html"]).exit_code == 0
    assert (tmp_path / "page.html").exists()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["page.html", "reports", "talk.txt"]
