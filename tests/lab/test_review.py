"""The review in a real JupyterLab and a real browser: keys, clicks, selected words, and what is on disk then."""

import json
import os
import shutil

import nbformat
import pytest
from deciding.conftest import PLAN, TALK

from inspired_analysis.running.notebook import notebook_file

from .browser import BROWSER, FLAGS, PATIENCE, running_lab

CODER = '''
from dataclasses import dataclass
from inspired_analysis.tables import table

@dataclass
class Told:
    name = "told 1"
    def code(self, transcript, workshop):
        rows = []
        for words, code, value, statement, sure in (
            ("farmers will accept meters", "stance", "supports", "A1", 0.9),
            ("we need help", "interest", "livelihood", "", 0.2),
            ("I am against them", "stance", "supports", "A1", 0.5),
        ):
            start = transcript.text.index(words)
            turn = transcript.turns[transcript.turns["start"] <= start].iloc[-1]["turn"]
            rows.append({"coding": "", "transcript": transcript.id, "turn": turn, "start": start, "target": "",
                         "end": start + len(words), "code": code, "statement": statement, "value": value,
                         "confidence": sure, "coder": self.name})
        return table("codings", rows)
'''


def _notebook(path, workshop: str) -> None:
    """Write review.ipynb with our own coder, so that there is always the same to review."""
    node = nbformat.read(notebook_file("review"), as_version=4)
    for cell in node.cells:
        if cell.cell_type == "code":
            cell.source = cell.source.replace("../data/raw/sarna-water-1", workshop)
            cell.source = cell.source.replace("adjudicate=adjudicate)", "adjudicate=adjudicate, coders=[Told()])")
    node.cells.insert(3, nbformat.v4.new_code_cell(CODER))
    nbformat.write(node, path)


def _log(folder) -> list[dict]:
    file = folder / "decisions" / "talk.R1.jsonl"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


@pytest.mark.slow
@pytest.mark.skipif(BROWSER is None, reason="no chromium on this machine")
def test_the_review_works_in_jupyterlab(tmp_path):
    playwright = pytest.importorskip("playwright.sync_api")
    pytest.importorskip("anywidget")
    pytest.importorskip("jupyterlab")
    talk = tmp_path / "data" / "meters"
    talk.mkdir(parents=True)
    (talk / "talk.txt").write_text(TALK.replace("I understand", "🙂 I understand"))
    (talk / "workshop.yaml").write_text(PLAN)
    (tmp_path / "notebooks").mkdir()
    _notebook(tmp_path / "notebooks" / "review.ipynb", "../data/meters")
    shutil.copy(notebook_file("explore"), tmp_path / "notebooks" / "explore.ipynb")
    with running_lab(tmp_path) as address, playwright.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=BROWSER, args=FLAGS)
        page = browser.new_page(viewport={"width": 1400, "height": 1100})
        page.set_default_timeout(PATIENCE)
        abroad, errors = [], []
        here = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")
        page.on("request", lambda r: None if r.url.startswith(here) else abroad.append(r.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(address.replace("/lab/tree/notebooks/explore.ipynb", "/lab/tree/notebooks/review.ipynb"))
        page.get_by_role("heading", name="Review a coding").wait_for()
        page.get_by_text("| Idle").wait_for()
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        desk = page.locator(".ir")
        desk.get_by_text("3 to review · All saved").wait_for()
        assert desk.locator("article").count() == 5
        assert desk.locator("mark").all_inner_texts() == [
            "farmers will accept meters", "we need help", "I am against them"]  # fmt: skip
        cells = page.locator(".jp-Cell").count()

        # Keys: accept, reject, set a side; each goes on to the next, and none of them reaches JupyterLab.
        desk.locator(".ir-chip.on").focus()
        for key in ("a", "x", "2"):
            page.keyboard.press(key)
        desk.get_by_text("0 to review · All saved").wait_for()
        assert [(e["what"], e.get("after", {}).get("value")) for e in _log(talk)] == [
            ("accept", "supports"), ("reject", None), ("change", "opposes")]  # fmt: skip
        page.keyboard.press("u")
        desk.get_by_text("1 to review · All saved").wait_for()
        assert page.locator(".jp-Cell").count() == cells
        assert desk.locator("[role=status]").inner_text() == "Undone: changed. Saved."

        # Words selected with the mouse, in a turn that begins outside the basic plane, become a coding.
        page.evaluate("""() => {
            const said = document.querySelectorAll(".ir-said")[4].firstChild, range = new Range();
            range.setStart(said, 3); range.setEnd(said, 20);
            getSelection().removeAllRanges(); getSelection().addRange(range);
            said.parentElement.dispatchEvent(new MouseEvent("mouseup", { bubbles: true }));
        }""")
        desk.get_by_role("button", name="Add", exact=True).click()
        page.keyboard.type("acknowledgement")
        desk.get_by_label("Directed to").fill("Anna")
        page.keyboard.press("Enter")
        desk.locator(".ir-chip.added").wait_for()
        entry = _log(talk)[-1]
        assert (entry["what"], entry["after"]["at"]["words"]) == ("add", "I understand that")
        assert entry["after"]["target"] == "Anna"

        # A click on marked words, a memo, a search, a filter, the order.
        desk.locator("mark", has_text="I am against").click()
        assert desk.locator(".ir-chip.on").inner_text().startswith("stance")
        page.keyboard.press("w")
        desk.get_by_label("Memo", exact=True).fill("Tone of voice?")
        desk.get_by_role("button", name="Save").click()
        desk.locator(".ir-memo").wait_for()
        page.keyboard.press("/")
        page.keyboard.type("villages")
        desk.get_by_text("1 of 5 turns").wait_for()
        desk.get_by_label("Words").fill("")
        desk.get_by_label("Status").select_option("rejected")
        desk.get_by_text("1 of 5 turns").wait_for()
        desk.get_by_label("Status").select_option("")
        desk.get_by_label("Order").select_option("unsure")
        page.keyboard.press("Escape")
        page.screenshot(path=os.environ.get("INSPIRED_SHOT_REVIEW", tmp_path / "review.png"))

        # A screen reader finds names for what can be used; dark is dark.
        nameless = page.evaluate("""() => [...document.querySelectorAll(".ir button, .ir input, .ir select")].filter(
            (e) => !(e.innerText.trim() || e.ariaLabel || e.labels?.length)).length""")
        assert nameless == 0
        page.emulate_media(color_scheme="dark")
        page.evaluate("document.body.dataset.jpThemeLight = 'false'")
        assert errors == []
        browser.close()
    assert abroad == []
    assert [e["what"] for e in _log(talk)] == ["accept", "reject", "change", "undo", "add", "memo"]
