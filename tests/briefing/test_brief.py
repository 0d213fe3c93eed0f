"""A brief end to end: every quote in its place, every link to somewhere, nothing from elsewhere."""

import base64
import hashlib
import json
import re
from itertools import pairwise

import pandas as pd
import pytest

from inspired_analysis.tables import VERDICTS

FILES = ["brief.html", "brief.md", "codings.csv", "findings.json", "turns.csv"]


def quotes(findings) -> list[dict]:
    """Return everything in *findings* that has a quote."""
    if isinstance(findings, dict):
        own = [findings] if "quote" in findings else []
        return own + [q for value in findings.values() for q in quotes(value)]
    return [q for value in findings for q in quotes(value)] if isinstance(findings, list) else []


def test_the_files_are_all_there_and_nothing_else(brief):
    assert sorted(p.name for p in brief.folder.iterdir()) == FILES


def test_every_quote_is_a_slice_and_stands_in_the_turn_it_names(brief):
    found = quotes(json.loads(brief.text("findings.json")))
    assert found
    turns = brief.analysis.turns.set_index("turn")
    for quote in found:
        assert quote["quote"] == brief.analysis.transcript.text[quote["start"] : quote["end"]] != ""
        turn = turns.loc[quote["turn"]]
        assert turn["start"] <= quote["start"] < quote["end"] <= turn["end"]
        assert quote.get("speaker", turn["speaker"]) == turn["speaker"]


def test_quotes_on_the_page_stand_in_the_turn_that_they_link_to(brief):
    turns = brief.analysis.turns.set_index("turn")["text"]
    shown = brief.page.xpath("//blockquote")
    assert shown
    for block in shown:
        (link,) = block.xpath(".//a/@href")
        (words,) = block.xpath(".//q")
        assert words.text_content() in turns[int(link.removeprefix("#t"))]


def test_every_link_leads_somewhere_on_the_page_itself(brief):
    ids = brief.page.xpath("//@id")
    assert len(ids) == len(set(ids))
    links = brief.page.xpath("//@href")
    assert links
    assert {link.removeprefix("#") for link in links} <= set(ids)
    assert all(link.startswith("#") for link in links)


def test_labels_of_the_page_name_what_is_there(brief):
    assert set(brief.page.xpath("//@aria-labelledby")) <= set(brief.page.xpath("//@id"))


def test_every_sentence_of_the_first_page_is_linked(brief):
    first = brief.page.xpath("//div[@class='first']")[0]
    sentences = first.xpath(".//ol[@class='short']/li | .//ul[@class='steps']/li | .//section//p")
    assert len(sentences) > 3
    for sentence in sentences:
        assert sentence.xpath(".//a[starts-with(@href, '#')]"), sentence.text_content()
    for row in first.xpath(".//tbody/tr"):
        assert row.xpath("./th/a[starts-with(@href, '#s-')]")


def test_the_whole_transcript_is_annexed_in_order(brief):
    said = brief.page.xpath("//ol[@class='transcript']/li")
    assert [li.get("id") for li in said] == [f"t{n}" for n in brief.analysis.turns["turn"]]
    assert [li.xpath(".//p[@class='said']")[0].text_content() for li in said] == brief.analysis.turns["text"].tolist()


def test_marked_words_of_the_transcript_are_quoted_above(brief):
    marked = {m.text_content() for m in brief.page.xpath("//mark")}
    assert marked
    everything = brief.page.xpath("string(//main)")
    assert all(everything.count(words) >= 2 for words in marked)


def test_nothing_comes_from_elsewhere(brief):
    text = brief.text("brief.html")
    assert not brief.page.xpath("//link | //iframe | //object | //embed | //base | //@action")
    assert all(src.startswith("data:image/svg+xml;base64,") for src in brief.page.xpath("//@src | //@srcset"))
    assert not re.search(r"url\(|@import", text)
    (policy,) = brief.page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    (script,) = brief.page.xpath("//script/text()")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy


def test_the_policy_admits_the_style_sheet(brief):
    import base64
    import hashlib

    (style,) = brief.page.xpath("//style/text()")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in brief.page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]


def test_every_statement_has_its_verdict_on_the_page_and_in_markdown(brief):
    rows = brief.page.xpath("//table[@class='ledger']/tbody/tr")
    ledger = brief.analysis.assumptions
    assert len(rows) == len(ledger)
    assert {r.get("class") for r in rows} <= set(VERDICTS)
    text = brief.text("brief.md")
    for row in ledger.itertuples():
        assert f"| {row.statement} " in text


def test_figures_have_words_for_those_who_do_not_see_them(brief):
    images = brief.page.xpath("//img")
    assert len(images) >= 3
    assert all(len(image.get("alt", "").strip()) > 20 for image in images)


def test_the_page_has_a_language_a_title_and_one_first_heading(brief):
    assert brief.page.get("lang") == "en"
    assert brief.page.xpath("string(//title)")
    assert len(brief.page.xpath("//h1")) == 1


def test_headings_leave_no_level_out(brief):
    levels = [int(h.tag[1]) for h in brief.page.xpath("//h1 | //h2 | //h3 | //h4")]
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_markdown_links_lead_to_its_own_anchors(brief):
    text = brief.text("brief.md")
    anchors = set(re.findall(r'<a id="(t\d+)">', text))
    assert anchors == {f"t{n}" for n in brief.analysis.turns["turn"]}
    assert set(re.findall(r"\]\(#(\w+)\)", text)) <= anchors


def test_findings_know_no_column_that_the_tables_do_not(brief):
    findings = json.loads(brief.text("findings.json"))["findings"]
    for name, rows in findings.items():
        columns = set(getattr(brief.analysis.findings, name).columns)
        assert all(set(row) - {"evidence", "quotes"} <= columns for row in rows), name


def test_the_tables_come_back_as_they_were(brief):
    turns = pd.read_csv(brief.folder / "turns.csv", keep_default_na=False, na_values={"time_start": "", "time_end": ""})
    assert turns["text"].tolist() == brief.analysis.turns["text"].tolist()
    codings = pd.read_csv(brief.folder / "codings.csv", keep_default_na=False)
    assert len(codings) == len(brief.analysis.codings)
    texts = [brief.analysis.transcript.quote(s, e) for s, e in zip(codings["start"], codings["end"], strict=True)]
    assert codings["quote"].tolist() == texts


@pytest.mark.parametrize("name", FILES)
def test_the_reference_beside_an_example_is_never_read(brief, name):
    assert "careful reader" not in brief.text(name)
