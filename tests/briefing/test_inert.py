"""Words that are out to do harm, wherever words come in: on the page and in Markdown they are only words."""

import io
import json
import re
import zipfile
from contextlib import nullcontext
from dataclasses import replace

import pytest
from finding.conftest import talk
from lxml import etree, html

from inspired_analysis.briefing.compose import compose
from inspired_analysis.briefing.direction import CLOSERS, closed
from inspired_analysis.briefing.edits import Edits
from inspired_analysis.briefing.html import _script
from inspired_analysis.briefing.office import render_docx
from inspired_analysis.briefing.pdf import render_pdf
from inspired_analysis.briefing.theme import Theme
from inspired_analysis.transcript import Account

from .conftest import analysis_of, no_figures

PAYLOADS = {
    "script": "<script>alert(1)</script>",
    "closing": "</p></li></main><script src=//x.example/a.js></script>",
    "handler": '"><img src=x onerror=alert(1)>',
    "attribute": "' onmouseover='alert(1)",
    "link": "[win](javascript:alert(1))",
    "image": "![x](https://x.example/pixel.png)",
    "autolink": "<https://x.example/>",
    "entity": "&lt;script&gt;alert(1)&lt;/script&gt; &#x3c;b&#x3e;",
    "template": "{{7*7}} {% raw %} {# x #} ${7*7}",
    "comment": "<!-- x --> <![CDATA[ y ]]> -->",
    "style": "</style><style>body{display:none}</style>",
    "markdown": "# head *em* _em_ `code` ~~gone~~ | cell | > said - item 1. one \\[x]",
    "lines": "1. one\n\n# two\n- three\n> four\n\n---\n```\nfive\n2) six\n| a | b |\n|---|---|\n| c | d |",
    "number": "3. 0.5 - 1",
    "direction": "\u202egnorw si siht \u2066isolated",
    "mathematics": r"$\frac{1}{$ 5$ $$",
    "formula": "=HYPERLINK(1)",
    "drawing": "<svg onload=alert(1)><animate onbegin=alert(1) attributeName=x></svg>",
    "address": "javascript:alert(1) vbscript:alert(1) data:text/html,<script>alert(1)</script>",
    "css": "x:expression(alert(1)); background:url(javascript:alert(1))",
    "frame": "<iframe srcdoc='<script>alert(1)</script>'></iframe><object data=x></object><base href=//x.example>",
}
# With figures, which bring words into attributes.
DRAWN = ("handler", "attribute")


@pytest.fixture(scope="module", params=PAYLOADS)
def hostile(request, write):
    """The brief of a workshop in which everything that a person can word holds the payload."""
    bad = PAYLOADS[request.param]
    with nullcontext() if request.param in DRAWN else no_figures():
        return bad, write(harmful(bad))


def harmful(bad: str):
    """Return the analysis of a workshop in which everything that a person can word holds *bad*."""
    both = {"A1": "supports", "interest": "security", "incentive": "condition", "perspective change": ""}
    made = talk([
        (f"Mo {bad}", "facilitator", f"What do you make of the bridge {bad} tonight?", {}),
        (f"Ana {bad}", f"drivers {bad}", f"I say {bad} and more.", {**both, "missing stakeholder": ""}),
        (f"Ben {bad}", "shops", f"{bad}", {"A1": "opposes", "disagreement": {"target": f"Ana {bad}"}}),
        (f"Cem {bad}", "council", f"So {bad} if you pay {bad} first.", {**both, "A1": "conditional", "O1": "opposes",
         "acknowledgement": {"target": f"Ana {bad}"}, "red line": "", "constraint": "",
         "criterion": {"statement": "O1", "target": "fairness", "value": "favourable"}}),
    ], statements={"A1": f"It is {bad} so.", "O1": f"Let us {bad} it."}, silent=[(f"Zoe {bad}", f"schools {bad}")],
        questions=[f"What do you make of the bridge {bad}?"], title=f"Title {bad}", goal=f"Goal {bad}",
        issue=f"Issue {bad}", place=f"Place {bad}")  # fmt: skip
    account = Account(f"file {bad}.txt", "text", "Name: text", 1.0, 10, 10)
    transcript = replace(made.transcript, accounts=(account,), notes=(f"Note {bad}",))
    return analysis_of(replace(made, transcript=transcript))


def _no_harm(page, scripts: tuple[str, ...] = (), forms: tuple[str, ...] = ()) -> None:
    assert not page.xpath("//iframe | //object | //embed | //base | //link")
    assert tuple(s.text for s in page.xpath("//script")) == scripts
    assert tuple(page.xpath("//form/@id")) == forms
    assert len(page.xpath("//style")) <= 1
    attributes = [(name.lower(), value) for element in page.iter("*") for name, value in element.attrib.items()]
    assert not [name for name, _ in attributes if name.startswith("on")]
    for name, value in attributes:
        if name in ("href", "src", "action", "formaction", "srcset"):
            assert value.startswith(("#", "data:image/svg+xml;base64,")), value


def test_the_page_does_nothing(hostile):
    _, brief = hostile
    _no_harm(brief.page, scripts=(_script(),), forms=("reader",))


def test_the_words_are_on_the_page_as_they_were(hostile):
    bad, brief = hostile
    page = brief.page
    said = [p.text_content() for p in page.xpath("//ol[@class='transcript']//p[@class='said']")]
    assert [_visible(s) for s in said] == [_visible(t) for t in brief.analysis.turns["text"]]
    for what in (
        f"Title {bad}",
        f"Goal. Goal {bad}",
        f"Note {bad}",
        f"It is {bad} so.",
        f"Ana {bad}",
        f"file {bad}.txt",
    ):
        assert _visible(what) in _visible(page.text_content())


def test_markdown_renders_to_words_only(hostile):
    mistune = pytest.importorskip("mistune", reason="mistune comes with the extra 'lab'")
    bad, brief = hostile
    plugins = ["table", "strikethrough", "math"]
    page = html.fromstring(mistune.create_markdown(escape=False, plugins=plugins)(brief.text("brief.md")))
    _no_harm(page)
    assert not page.xpath("//img | //del | //em | //code | //style | //*[contains(@class, 'math')]")
    said = [p.text_content() for p in page.xpath("//p") if re.match(r"\d+ Ana", p.text_content())]
    assert [_visible(s) for s in said] == [_visible(f"2 Ana {bad}: I say {bad} and more.")]
    for table in page.xpath("//table"):
        assert {len(row.xpath("./td | ./th")) for row in table.xpath(".//tr")} == {len(table.xpath(".//thead//th"))}


def test_nothing_is_left_open_that_turns_round_what_follows(hostile):
    _, brief = hostile
    for element in brief.page.iter("*"):
        for text in (element.text, element.tail):
            assert closed(text) == text
    for line in brief.text("brief.md").splitlines():
        assert closed(line) == line


@pytest.fixture(scope="module")
def worst():
    """The brief that holds every payload in every field, and a house style that does."""
    everything = " ".join(PAYLOADS.values())
    fields = " ".join(list(PAYLOADS.values())[::3])  # a statement has no more than 60 words
    with no_figures():
        return compose(harmful(fields), edits=Edits().added(everything[:900])), Theme(
            organisation=everything[:80], footer=everything[:200])


def test_word_leads_nowhere_and_runs_nothing(worst):
    with zipfile.ZipFile(io.BytesIO(render_docx(*worst))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, part in parts.items():
        assert not re.search(r"vbaProject|activeX|embeddings|oleObject", name), name
        if name.endswith(".rels"):
            relations = list(etree.fromstring(part))
            assert relations
            assert not [r for r in relations if ":" in r.get("Target") or r.get("TargetMode") == "External"], name
    links = list(etree.fromstring(parts["word/document.xml"]).iter("{*}hyperlink"))
    assert {etree.QName(name).localname for link in links for name in link.attrib} == {"anchor", "history"}
    everything = b"".join(parts.values())
    assert set(re.findall(rb'w:instr="([^"]*)"', everything)) == {b"PAGE", b"NUMPAGES"}
    assert b"w:instrText" not in everything


def test_pdf_leads_nowhere_and_runs_nothing(worst):
    pytest.importorskip("typst", reason="typst comes with the extra 'pdf'")
    pypdf = pytest.importorskip("pypdf")
    pdf = pypdf.PdfReader(io.BytesIO(render_pdf(*worst)))
    assert not {"/OpenAction", "/AA", "/AcroForm"} & set(pdf.root_object)
    assert not {"/JavaScript", "/EmbeddedFiles"} & set(pdf.root_object.get("/Names", {}))
    notes = [a.get_object() for page in pdf.pages for a in page.get("/Annots", [])]
    assert notes
    for note in notes:
        assert note["/Subtype"] == "/Link"
        assert not {"/A", "/AA"} & set(note), "an action: an address, a script, a launch"


def test_data_keeps_the_words_exactly(hostile):
    bad, brief = hostile
    data = json.loads(brief.text("findings.json"))
    assert data["workshop"]["title"] == f"Title {bad}"
    assert data["findings"]["assumptions"][0]["text"] == f"It is {bad} so."


@pytest.mark.parametrize(("text", "added"), [
    ("plain", ""), ("", ""), ("\u202eabc", "\u202c"), ("\u202eabc\u202c", ""), ("\u2066a\u202eb", "\u202c\u2069"),
    ("\u2066a\u202eb\u2069", ""), ("\u202ea\u2069", "\u202c"), ("\u2066a\u202cb", "\u2069"), ("a\u202c", ""),
])  # fmt: skip
def test_what_was_opened_is_closed(text, added):
    assert closed(text) == text + added
    assert closed(closed(text)) == closed(text)


def test_only_texts_have_a_direction():
    assert closed(None) is None
    assert closed(3) == 3


def _visible(text: str) -> str:
    """Return *text* without white space and direction marks."""
    return "".join(c for c in "".join(text.split()) if c not in CLOSERS and c not in CLOSERS.values())
