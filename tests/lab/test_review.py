"""The review in a real JupyterLab and a real browser: keys, clicks, selected words, and what is on disk then."""

import json
import os

import nbformat
import pytest
from deciding.conftest import PLAN, TALK

from inspired_analysis.running.notebook import notebook_file

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
            for end in ("adjudicate=adjudicate)", "ia.Workshop.load(workshop))"):
                cell.source = cell.source.replace(end, f"{end[:-1]}, coders=[Told()])")
    node.cells.insert(3, nbformat.v4.new_code_cell(CODER))
    nbformat.write(node, path)


def _log(folder) -> list[dict]:
    file = folder / "decisions" / "talk.R1.jsonl"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


@pytest.fixture(scope="module")
def talk(jupyter):
    """A transcript to review, and two notebooks on it: each has a kernel of its own."""
    folder = jupyter.folder / "data" / "meters"
    folder.mkdir(parents=True)
    (folder / "talk.txt").write_text(TALK.replace("I understand", "🙂 I understand"))
    (folder / "workshop.yaml").write_text(PLAN)
    for name in ("review", "again"):
        _notebook(jupyter.folder / "notebooks" / f"{name}.ipynb", "../data/meters")
    return folder


@pytest.mark.slow
def test_the_review_works_in_jupyterlab(jupyter, talk, tmp_path):
    page = jupyter.run("review")
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
    assert page.errors == []
    assert page.abroad == []
    assert [e["what"] for e in _log(talk)] == ["accept", "reject", "change", "undo", "add", "memo"]
    _is_accessible(page)
    page.get_by_role("menuitem", name="Settings", exact=True).click()
    page.get_by_text("Theme", exact=True).hover()
    page.get_by_text("JupyterLab Dark", exact=True).click()
    page.wait_for_function("getComputedStyle(document.querySelector('.ir')).backgroundColor !== 'rgb(255, 255, 255)'")
    _is_accessible(page)
    page.screenshot(path=os.environ.get("INSPIRED_SHOT_REVIEW_DARK", tmp_path / "dark.png"))
    page.close()


@pytest.mark.slow
def test_the_review_works_in_notebook_7(jupyter, talk, tmp_path):
    pytest.importorskip("notebook")
    before = len(_log(talk))
    page = jupyter.run("again", "notebooks")
    desk = page.locator(".ir")
    desk.get_by_text("All saved").wait_for()
    page.errors.clear()  # of Notebook's own, on starting
    cells = page.locator(".jp-Cell").count()
    desk.locator(".ir-chip").first.click()
    for key in "xu":  # to Notebook, "x" would mean to cut the cell
        page.keyboard.press(key)
    desk.get_by_text("Undone: rejected. Saved.").wait_for(state="attached")
    assert [e["what"] for e in _log(talk)[before:]] == ["reject", "undo"]
    assert page.locator(".jp-Cell").count() == cells
    _is_accessible(page)
    page.screenshot(path=os.environ.get("INSPIRED_SHOT_REVIEW_7", tmp_path / "notebook.png"))
    page.close()
    assert page.errors == []
    assert page.abroad == []


def _is_accessible(page) -> None:
    """What axe finds wrong with the review by WCAG 2 A and AA: names, roles, contrast, order."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = axe.run(page, context=".ir", options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa"]})
    wrong = [(v["id"], n["target"], n["failureSummary"]) for v in found.response["violations"] for n in v["nodes"]]
    assert wrong == []
