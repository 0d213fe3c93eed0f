"""The brief in a real browser: it loads without a sound, shows where a quote stands, and fits every screen."""

import re

import pytest
from chromium import BROWSER, FLAGS

import inspired_analysis as ia
from inspired_analysis.briefing.edits import Edits
from inspired_analysis.briefing.index import write_index
from inspired_analysis.briefing.theme import Theme

from .reference import by_reference
from .test_inert import PAYLOADS, harmful

pytestmark = pytest.mark.slow
sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
LUMINANCE = """element => {
  const own = getComputedStyle(element);
  let ground = element;
  const clear = e => /rgba?\\(0, 0, 0, 0\\)|transparent/.test(getComputedStyle(e).backgroundColor);
  while (ground && clear(ground)) ground = ground.parentElement;
  return [own.color, ground ? getComputedStyle(ground).backgroundColor : 'canvas'];
}"""


@pytest.fixture(scope="module")
def chromium():
    if BROWSER is None:
        pytest.skip("no Chromium on the path")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def one(write):
    """The brief on which what a reader does is tried: one is enough, since all have the same script."""
    return write(by_reference("sarna-water-1"))


@pytest.fixture
def opened(chromium, brief):
    """Return a function that opens the brief and collects what goes wrong."""
    yield from _opening(chromium, brief)


@pytest.fixture
def opened_once(chromium, one):
    """Return a function that opens the one brief."""
    yield from _opening(chromium, one)


def _opening(chromium, brief):
    contexts = []

    def open_page(**options):
        context = chromium.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.trouble, page.asked = [], []
        page.on("console", lambda message: page.trouble.append(message.text))
        page.on("pageerror", lambda error: page.trouble.append(str(error)))
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto((brief.folder / "brief.html").as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()


def test_it_loads_in_silence_and_asks_for_nothing_else(opened, brief):
    page = opened()
    assert page.trouble == []
    assert {url.split(":", 1)[0] for url in page.asked} <= {"file", "data"}
    assert [url for url in page.asked if url.startswith("file:")] == [(brief.folder / "brief.html").as_uri()]
    assert page.eval_on_selector_all("img", "images => images.every(i => i.complete && i.naturalWidth > 0)")
    # The style sheet was admitted by the policy.
    assert page.evaluate("document.styleSheets[0].cssRules.length") > 10


def test_a_number_leads_to_its_turn_and_shows_it(opened_once):
    page = opened_once(viewport={"width": 1100, "height": 700})
    link = page.locator("main .short a.ref, main blockquote a.ref").first
    target = link.get_attribute("href")
    plain = page.locator("ol.transcript > li").last
    link.click()
    turn = page.locator(f'[id="{target[1:]}"]')
    seen = (
        "id => { const y = document.getElementById(id).getBoundingClientRect().top; return y >= 0 && y < innerHeight; }"
    )
    page.wait_for_function(seen, arg=target[1:], timeout=10_000)
    shown = (
        "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).outlineStyle, getComputedStyle(e).boxShadow]"
    )
    assert turn.evaluate("e => e.matches(':target')")
    assert turn.evaluate(shown) != plain.evaluate(shown)


@pytest.mark.parametrize("width", [390, 1100])
def test_nothing_hangs_over_the_edge(opened, width):
    page = opened(viewport={"width": width, "height": 800})
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_in_a_narrow_window_figures_stay_legible_and_scroll(opened_once):
    page = opened_once(viewport={"width": 390, "height": 800})
    wide = page.eval_on_selector_all("figure > .scroll", "all => all.map(e => [e.scrollWidth, e.clientWidth])")
    assert wide
    assert all(whole > 600 and seen <= 390 for whole, seen in wide)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_barrier(opened, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe comes with the extra 'dev'")
    page = opened(color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    # Turns out of sight have no height of their own until one comes near them; axe would see them overlap.
    page.evaluate("document.querySelectorAll('.transcript li').forEach(t => t.style.contentVisibility = 'visible')")
    found = axe.Axe().run(page).response["violations"]
    assert [(v["id"], [n["html"][:120] for n in v["nodes"][:3]]) for v in found] == []


def test_figures_are_dark_in_the_dark(opened_once):
    page = opened_once(color_scheme="dark")
    assert "invert" in page.eval_on_selector("figure img", "image => getComputedStyle(image).filter")
    assert opened_once(color_scheme="light").eval_on_selector("figure img", "i => getComputedStyle(i).filter") == "none"


@pytest.mark.parametrize("part", range(4))
def test_no_payload_runs_in_any_field_and_language(chromium, tmp_path, part):
    payloads = " ".join(list(PAYLOADS.values())[part::4])  # a statement has no more than 60 words
    analysis = harmful(payloads)
    edits, theme = Edits().added(payloads[:900]), Theme(organisation=payloads[:80], footer=payloads[:200])
    for view, language in (("host", "en"), ("participants", "ar"), ("donor", "fr")):
        (file,) = ia.write_brief(analysis, tmp_path, formats=("html",), view=view, language=language, edits=edits,
                                 theme=theme)  # fmt: skip
        context = chromium.new_context()
        page = context.new_page()
        ran, asked = [], []
        page.on("dialog", lambda dialog, ran=ran: (ran.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.goto(file.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        page.hover("main a.ref")
        assert ran == []
        assert {url.split(":", 1)[0] for url in asked} <= {"file", "data"}
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_can_be_read_in_either_scheme(opened, scheme):
    page = opened(color_scheme=scheme)
    for selector in ("h1", "main p", "ol.transcript p.said", "a.ref", "th", "td", "blockquote q", "mark", ".detail"):
        element = page.locator(selector).first
        if element.count():
            assert _contrast(*element.evaluate(LUMINANCE)) >= 4.5, (selector, element.evaluate(LUMINANCE))


def test_dark_is_dark_and_light_is_light(opened_once):
    grounds = {}
    for scheme in ("light", "dark"):
        colour = opened_once(color_scheme=scheme).locator("main p").first.evaluate(LUMINANCE)
        grounds[scheme] = _luminance(colour[1])
    assert grounds["dark"] < 0.2 < 0.7 < grounds["light"]


def _contrast(colour: str, ground: str) -> float:
    """Return the contrast ratio of WCAG 2."""
    lighter, darker = sorted((_luminance(colour), _luminance(ground)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    if colour == "canvas":
        return 1.0
    parts = [float(c) / 255 for c in re.findall(r"[\d.]+", colour)[:3]]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _visible(page) -> int:
    return page.eval_on_selector_all("ol.transcript > li", "turns => turns.filter(t => !t.hidden).length")


def test_the_reader_filters_by_speaker_statement_and_words(opened_once, one):
    page = opened_once()
    everything = len(one.analysis.turns)
    assert _visible(page) == everything
    speaker = one.analysis.turns["speaker"].iloc[0]
    page.select_option("#reader select[name=speaker]", speaker)
    own = one.analysis.turns["speaker"].eq(speaker)
    assert _visible(page) == own.sum()
    word = one.analysis.turns.loc[own, "text"].iloc[0].split()[-1]
    page.fill("#f-words", word.upper())
    hits = one.analysis.turns["text"].str.lower().str.contains(word.lower(), regex=False)
    assert _visible(page) == (own & hits).sum()
    assert page.inner_text("#shown").startswith(f"{_visible(page)} of {everything}")
    page.click("#f-reset")
    assert _visible(page) == everything
    statement = one.analysis.codings.query("statement != ''")["statement"].iloc[0]
    page.select_option("#reader select[name=statement]", statement)
    assert _visible(page) == one.analysis.codings.query("statement == @statement")["turn"].nunique()


def test_a_link_to_a_hidden_turn_shows_it_again(opened_once):
    page = opened_once()
    page.fill("#f-words", "no turn holds these words")
    assert _visible(page) == 0
    page.evaluate("document.querySelector('main a.ref').click()")
    page.wait_for_function("!document.querySelector(':target').hidden")


def test_slash_leads_to_the_search_and_escape_out(opened_once):
    page = opened_once()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "f-words"
    page.keyboard.type("zzzz")
    assert _visible(page) == 0
    page.keyboard.press("Escape")
    assert _visible(page) > 0


def test_a_quote_is_copied_with_its_reference(opened_once):
    page = opened_once(permissions=["clipboard-read", "clipboard-write"])
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    quote = page.locator("main blockquote").first
    quote.hover()
    quote.locator("button.copy").click()
    page.wait_for_function("document.querySelector('button.copy').textContent === 'Copied'")
    text = page.evaluate("navigator.clipboard.readText()")
    assert quote.locator("q").inner_text() in text
    assert "turn" in text


def test_the_index_is_searched_and_filtered_in_silence(chromium, tmp_path):
    rows = [("a", "Harbour", "hill"), ("b", "Ferry", "hill"), ("c", "Ferry again", "valley")]
    entries = [{"id": id, "title": title, "date": "2024-05-01", "dialogue": dialogue, "status": "done", "cause": "",
                "href": f"{id}/brief.html"} for id, title, dialogue in rows]  # fmt: skip
    page = chromium.new_page()
    trouble = []
    page.on("console", lambda message: trouble.append(message.text))
    page.goto(write_index(entries, tmp_path).as_uri())
    shown = lambda: page.locator("tbody tr:visible th").all_text_contents()  # noqa: E731
    assert shown() == ["Harbour", "Ferry", "Ferry again"]
    page.fill("#f-words", "ferry")
    assert shown() == ["Ferry", "Ferry again"]
    page.select_option("select[name=dialogue]", "hill")
    assert (shown(), page.text_content("#shown")) == (["Ferry"], "1 of 3")
    page.focus("#f-words")
    page.keyboard.press("Escape")
    assert len(shown()) == 3
    assert trouble == []
    page.close()
