"""The review page in a bare browser, with a real desk behind it: quicker than JupyterLab, for the finer points."""

import random

import pytest
from deciding.conftest import PROPOSED, Told, folder, workshop  # noqa: F401  # fixtures

from inspired_analysis.lab.reviewing import Desk
from inspired_analysis.lab.reviewing.widget import HERE, answer
from inspired_analysis.workshop import Workshop

from .browser import PATIENCE

# A model such as anywidget gives, whose kernel is `ask`.
MODEL = """
const hear = [], model = { get: () => window.VIEW, on: (_, f) => hear.push(f),
    send: async (message) => { const reply = await window.ask(message); if (reply) hear.forEach((f) => f(reply)); } };
const from = performance.now(), root = document.createElement("div");
document.body.append(root);
new Page(model, root);
requestAnimationFrame(() => setTimeout(() => { window.opened = performance.now() - from; }));
"""
PRESS = """async () => {
    const took = [];
    for (let i = 0; i < 12; i++) {
        const from = performance.now();
        document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "jjxa"[i % 4], bubbles: true }));
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
        took.push(performance.now() - from);
    }
    return took.sort((a, b) => a - b);
}"""


@pytest.fixture
def open_page(chromium):
    """Return a function that opens the review of a desk; ``page.mute`` keeps the kernel from answering."""
    pages = []

    def opened(desk: Desk):
        page = chromium.new_page(viewport={"width": 1200, "height": 1000})
        pages.append(page)
        page.set_default_timeout(PATIENCE)
        page.mute = []
        page.expose_function("ask", lambda message: None if page.mute else answer(desk, message))
        page.set_content("<!doctype html><title>t</title>")
        page.add_style_tag(path=HERE / "review.css")
        page.evaluate("view => { window.VIEW = view; }", desk.view())
        page.add_script_tag(type="module", content=(HERE / "review.js").read_text(encoding="utf-8") + MODEL)
        page.wait_for_function("window.opened")
        return page

    yield opened
    for page in pages:
        page.close()


@pytest.mark.slow
def test_keys_work_one_after_another_also_after_the_last_coding(open_page, workshop):  # noqa: F811
    desk = Desk(workshop, who="R1", coders=[PROPOSED])
    page = open_page(desk)
    page.locator(".ir-chip.on").focus()
    for key in "axax":
        page.keyboard.press(key)
    page.get_by_text("0 to review · All saved").wait_for()
    page.keyboard.press("u")
    page.get_by_text("1 to review · All saved").wait_for()
    page.keyboard.press("k")
    page.keyboard.press("?")
    page.get_by_text("next / previous coding").wait_for()
    assert [e.what for e in desk.log.read()[0]] == ["accept", "reject", "accept", "reject", "undo"]


@pytest.mark.slow
def test_what_is_not_saved_is_not_said_to_be(open_page, workshop):  # noqa: F811
    page = open_page(Desk(workshop, who="R1", coders=[PROPOSED]))
    page.mute.append(True)
    page.locator(".ir-chip.on").focus()
    page.keyboard.press("a")
    page.get_by_text("Not saved: 1.").wait_for()
    assert page.locator(".ir-chip.pending").count() == 1


@pytest.mark.slow
def test_a_long_transcript_opens_and_answers(open_page, tmp_path):
    draw = random.Random(0)
    words = ("we", "pay", "twice", "for", "water")
    lines = [f"P{i % 7}: {' '.join(draw.choices(words, k=30))} {i}." for i in range(3000)]
    (tmp_path / "talk.txt").write_text("\n".join(lines))
    desk = Desk(Workshop.load(tmp_path / "talk.txt"), who="R1", coders=[Told(())])
    desk.items = {}
    for number in range(5000):
        item = desk._item(_Row(draw.randrange(1, 3001), desk), "interest", "open", "told", draw.random())
        item["id"] = str(number)  # codings of the same words would have one
        desk.items.setdefault(str(item["turn"]), []).append(item)
    page = open_page(desk)
    page.mute.append(True)
    page.locator(".ir-chip.on").focus()
    took = page.evaluate(PRESS)
    print(f"opened in {page.evaluate('window.opened'):.0f} ms, key press {took[6]:.0f} ms, worst {took[-1]:.0f} ms")
    assert page.locator("article").count() == 3000
    assert page.locator(".ir-chip").count() == 5000


class _Row:
    """A span somewhere in a turn."""

    statement = value = target = ""

    def __init__(self, turn: int, desk: Desk) -> None:
        self.turn, begin = turn, desk._starts[turn]
        self.start, self.end = begin + turn % 40, begin + turn % 40 + 20
