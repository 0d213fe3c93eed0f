"""A batch of workshops that are out to do harm: it goes on, writes where it may, and what it writes is only words.

The same with other people's bad files, under strace, in LibreOffice and Chromium: ``benchmarks/hostile.py``.
"""

import csv
import io
import json
import re
import zipfile

import pytest
from light import light_notebook
from lxml import html
from openpyxl import load_workbook

from inspired_analysis.briefing.html import script
from inspired_analysis.running import warm, warm_shared
from inspired_analysis.running.batch import plan_batch, run_batch

pytestmark = pytest.mark.slow

SHEETS = """from pathlib import Path
from inspired_analysis.exchange.sheets import write_sheets
write_sheets(analysis, Path(out) / "codings.xlsx")"""
HARM = ('<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "</style><svg onload=alert(1)>", "{{7*7}}",
        '=HYPERLINK("https://x.example";"y")', "@SUM(1+1)*cmd|' /C calc'!A0", "+1+1", "-2+3", "\t=1+1", "＝1+1",
        "[x](javascript:alert(1))", "'; DROP TABLE turns; --", "#eval(\"1\")", "\u202egnp.exe")  # fmt: skip
SAID = "We would pay for the {} if it were fair, because our costs have doubled."
ENTITIES = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10 if i else "ha" * 50}">' for i in range(12))
BOMB = (f'<?xml version="1.0"?><!DOCTYPE w [{ENTITIES}]><w:document xmlns:w="http://schemas.openxmlformats.org/'
        'wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&a11;</w:t></w:r></w:p></w:body></w:document>')  # fmt: skip
REFUSED = {"bomb", "torn", "outside", "anchors", "nothing"}
LINKS = ("href", "src", "srcset", "action", "formaction")
OWN = ("#", "data:image/", "words/", "cues/", *(f"{name}/failed.ipynb" for name in REFUSED))
CELL = re.compile(r"\s*[=+\-@＝＋－＠]")


def _rows() -> str:
    """Return a sheet in which everybody is called after some harm, and says it."""
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(["speaker", "text"])
    writer.writerows([bad, f"{bad} {SAID.format(bad)}"] for bad in (*HARM, *HARM[:3]))
    return lines.getvalue()


def _docx(document: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../escaped.xml", "<a/>")
        archive.writestr("[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
                         'content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.'
                         'openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>')  # fmt: skip
        archive.writestr("word/document.xml", document)
    return made.getvalue()


def _lay_out(raw):
    """Write one folder for each kind of harm."""
    people = [{"label": bad, "group": f"group {bad}".strip()} for bad in HARM[:6]]
    plan = {"title": HARM[0], "goal": HARM[4], "assumptions": [f"It is {bad} so." for bad in HARM[:5]],
            "questions": [f"What of {HARM[1]}?"], "participants": people}  # fmt: skip
    turns = "\n".join(f"00:00:{i:02}.000 --> 00:00:{i + 1:02}.000\n<v {bad}>{SAID.format(bad)}</v>\n"
                      for i, bad in enumerate(HARM))  # fmt: skip
    for name, files in {
        "words": {"talk.csv": _rows(), "workshop.yaml": json.dumps(plan)},
        "cues": {"<img src=x onerror=alert(1)>.vtt": f"WEBVTT\n\n{turns}"},
        "bomb": {"talk.docx": _docx(BOMB)},
        "torn": {"talk.docx": _docx(BOMB)[:300]},
        "outside": {"workshop.yaml": "transcripts: [../words/talk.csv]"},
        "anchors": {"talk.txt": "Anna: Yes.\n", "workshop.yaml": "a: &a [x, x]\nb: &b [*a, *a]\ntitle: [*b, *b]"},
        "nothing": {"talk.txt": "\0\0\0\n\0"},
    }.items():
        (raw / name).mkdir(parents=True)
        for file, content in files.items():
            (raw / name / file).write_bytes(content if isinstance(content, bytes) else content.encode())


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """The runs of a batch, its folder, and what lay beside it before."""
    home = tmp_path_factory.mktemp("hostile")
    _lay_out(home / "raw")
    notebook = light_notebook(home, SHEETS)
    before = _everything(home)
    if not warm.why_not() and not warm_shared.is_open():
        warm_shared.shared(models=False)
    out = home / "out"
    runs = run_batch(plan_batch(home / "raw", out), out, notebook=notebook, workers=2)
    warm_shared.close_shared()
    return runs, out, before


def _everything(home):
    return {str(f.relative_to(home)): f.read_bytes() for f in home.rglob("*")
            if f.is_file() and f.relative_to(home).parts[0] != "out"}  # fmt: skip


def test_the_batch_goes_on_and_says_why_it_refused(ran):
    runs, _, _ = ran
    assert {run.id for run in runs if run.status == "failed"} == REFUSED
    for run in runs:
        assert not run.cause.startswith(("A defect", "The notebook", "The worker", "It took", "One step")), run


def test_nothing_is_written_but_where_it_may_be(ran):
    _, out, before = ran
    assert _everything(out.parent) == before


def test_no_cell_is_a_formula(ran):
    _, out, _ = ran
    sheets = sorted(out.rglob("*.csv"))
    cells = [cell for sheet in sheets for row in csv.reader(sheet.open(newline="", encoding="utf-8")) for cell in row]
    assert [cell for cell in cells if CELL.match(cell)] == []
    books = sorted(out.rglob("*.xlsx"))
    kinds = {cell.data_type for book in books for sheet in load_workbook(book) for row in sheet for cell in row}
    assert len(books) == 2
    assert kinds <= {"s", "n", "b"}
    assert any("HYPERLINK" in cell for cell in cells)


def test_no_script_stands_anywhere_but_ours(ran):
    _, out, _ = ran
    pages = [html.fromstring(page.read_bytes()) for page in sorted(out.rglob("*.html"))]
    assert {s.text for page in pages for s in page.iter("script")} == {script("brief.js"), script("index.js")}
    for page in pages:
        attributes = [(k, v) for element in page.iter("*") for k, v in element.attrib.items()]
        assert [k for k, _ in attributes if k.startswith("on")] == []
        assert [v for k, v in attributes if k in LINKS and not v.startswith(OWN)] == []
    books = [json.loads(file.read_text(encoding="utf-8")) for file in sorted(out.rglob("*.ipynb"))]
    shown = ["".join(o["data"].get("text/html", "")) for b in books for c in b["cells"] for o in c.get("outputs", [])
             if "data" in o]  # fmt: skip
    assert any("&lt;script&gt;" in text for text in shown)
    assert not [text for text in shown if re.search(r"<script|<img src=x|<svg onload", text)]
