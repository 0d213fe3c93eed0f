"""The dialogue's brief on disk: the same bytes twice, links that lead somewhere, and words that stay words."""

import io
import itertools
import json
import re
import zipfile
from urllib.parse import unquote

import openpyxl
import pytest
from briefing.test_inert import PAYLOADS, _visible
from lxml import html

import inspired_analysis as ia
from inspired_analysis.briefing.across import figures, workbook
from inspired_analysis.briefing.across.compose import compose
from inspired_analysis.briefing.across.summary import summarise
from inspired_analysis.dialogue import read_session, synthesise

from .conftest import analysis_of, dialogue, session, talk

FILES = ["compare.html", "compare.md", "dialogue.json", "isf.xlsx"]


@pytest.fixture(scope="module")
def written(sarna, analyses, tmp_path_factory):
    """The dialogue's brief of the examples, beside the briefs of two of its three workshops."""
    folder = tmp_path_factory.mktemp("a reports' folder & more")
    for analysis in analyses[:2]:
        with pytest.MonkeyPatch.context() as patch:
            for name in ("draw_ledger", "draw_positions", "draw_interests", "draw_participation", "draw_themes"):
                patch.setattr(f"inspired_analysis.briefing.figures.{name}", lambda *_, **__: None)
            ia.write_brief(analysis, folder / analysis.workshop.id, formats=("html", "json", "csv"))
    briefs = {a.workshop.id: folder / a.workshop.id for a in analyses}
    paths = ia.write_synthesis(sarna, folder / "dialogue", briefs=briefs)
    assert [p.name for p in paths] == FILES
    return folder / "dialogue"


@pytest.fixture(scope="module")
def page(written):
    return html.fromstring((written / "compare.html").read_text(encoding="utf-8"))


def test_the_same_workshops_give_the_same_bytes(written, sarna, tmp_path):
    briefs = {s.id: written.parent / s.id for s in sarna.sessions}
    again = ia.write_synthesis(sarna, written.with_name("again"), briefs=briefs)
    assert [p.read_bytes() for p in again] == [(written / name).read_bytes() for name in FILES]
    from_disk = read_session(written.parent / "sarna-water-1")
    one, other = (workbook.render_isf(synthesise([s])) for s in (from_disk, sarna.sessions[0]))
    assert one == other


def test_every_claim_leads_to_the_turn_with_those_words(written, page, sarna):
    anchors = {}
    for quote in page.xpath("//blockquote"):
        cited = quote.xpath(".//cite/a/@href")
        if not cited:  # the workshop without a brief on disk
            assert "sarna-water-3" in quote.text_content()
            continue
        way, anchor = cited[0].split("#")
        target = (written / unquote(way)).resolve()
        if target not in anchors:
            brief = html.fromstring(target.read_text(encoding="utf-8"))
            anchors[target] = {li.get("id"): li.text_content() for li in brief.xpath("//ol[@class='transcript']/li")}
        assert quote.xpath("./q")[0].text in anchors[target][anchor]
    assert len(anchors) == 2
    for link in page.xpath("//a[contains(@class, 'verdict')]/@href"):
        assert re.search(r"brief\.html#s-[AO]\d$", link)


def test_the_page_is_self_contained_and_can_be_read_without_seeing_it(page):
    assert not page.xpath("//script | //iframe | //object | //link | //form | //base")
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'; img-src data:; style-src 'sha256-")
    assert "script" not in policy
    assert page.xpath("//html/@lang") == ["en"]
    assert len(page.xpath("//h1")) == 1
    assert all(page.xpath("//figure/img/@alt"))
    assert {f.get("id") for f in page.xpath("//figure")} == {
        "fig-verdicts", "fig-positions", "fig-interests", "fig-ownership"}  # fmt: skip
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert set(page.xpath("//@aria-labelledby")) <= set(ids)
    assert {a.removeprefix("#") for a in page.xpath("//a/@href") if a.startswith("#")} <= set(ids)
    for table in page.xpath("//table"):
        wide = len(table.xpath("./thead/tr/th"))
        assert {len(row.xpath("./td | ./th")) for row in table.xpath("./tbody/tr")} <= {wide}


def test_markdown_has_the_same_and_its_tables_hold_together(written):
    mistune = pytest.importorskip("mistune", reason="mistune comes with the extra 'lab'")
    page = html.fromstring(mistune.create_markdown(plugins=["table"])((written / "compare.md").read_text("utf-8")))
    assert len(page.xpath("//table")) == 3
    for table in page.xpath("//table"):
        assert {len(row.xpath("./td | ./th")) for row in table.xpath(".//tr")} == {len(table.xpath(".//thead//th"))}
    assert any("sarna-water-1/brief.html#t" in link for link in page.xpath("//a/@href"))


def test_data_has_every_row_with_its_quotes(written, sarna):
    data = json.loads((written / "dialogue.json").read_text(encoding="utf-8"))
    assert [w["id"] for w in data["workshops"]] == [s.id for s in sarna.sessions]
    for name, table in sarna.tables.items():
        assert len(data["findings"][name]) == len(table)
    evidence = [q for rows in data["findings"].values() for row in rows for q in row.get("evidence", ())]
    texts = {s.id: dict(s.turns[["turn", "text"]].itertuples(index=False)) for s in sarna.sessions}
    assert all(q["quote"] in texts[q["workshop"]][q["turn"]] for q in evidence)


def test_the_workbook_has_every_row_what_it_rests_on_and_no_date(written, sarna):
    content = (written / "isf.xlsx").read_bytes()
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Read first", "ISF", "Evidence"]
    rows = list(book["ISF"].iter_rows(min_row=2, values_only=True))
    assert [row[4] for row in rows] == list(sarna.isf["entry"])
    assert sum(len(sarna.cite(c)) for c in sarna.isf["codings"]) == book["Evidence"].max_row - 1
    judged = [row for row in rows if row[3] in ("influence", "exposure")]
    assert {row[5] for row in judged} == {"to be judged by a person"}
    assert not any(re.search(r"\b(high|medium|low|strong|weak)\b|\d/\d", row[4]) for row in judged)
    groups = {row[2] for row in rows if row[1] == "Stakeholders"}
    aspects = {"influence", "exposure", "interests", "incentives for change", "capacity gaps"}
    assert all({row[3] for row in rows if row[2] == group} >= aspects for group in groups)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert set(re.findall(rb"\d{4}-\d\d-\d\dT", archive.read("docProps/core.xml"))) == {b"1980-01-01T"}


def test_figures_are_the_same_every_time_and_say_what_they_show(sarna):
    for name in figures.__all__:
        first, second = (getattr(figures, name)(sarna) for _ in range(2))
        assert first.svg == second.svg
        assert "sarna-water-3" in first.alt


def test_nothing_to_compare_has_nothing_to_draw_and_says_so(tmp_path):
    found = dialogue([("Ana", "hauliers", "Hm.")])
    assert [getattr(figures, name)(found) for name in figures.__all__ if name != "draw_ownership"] == [None] * 3
    ia.write_synthesis(found, tmp_path)
    text = (tmp_path / "compare.html").read_text(encoding="utf-8")
    assert "There is one workshop" in text
    assert "No outcome could be drafted" in text


@pytest.fixture(scope="module", params=["closing", "handler", "link", "style", "lines", "direction", "formula"])
def hostile(request, tmp_path_factory):
    bad = PAYLOADS[request.param]
    coded = {"A1": "supports", "interest": "security", "incentive": "offer", "ownership": "commitment"}
    turns = [
        (f"Ana {bad}", f"hauliers {bad}", f"{bad} I say of the toll.", coded),
        (f"Cem {bad}", "neighbours", f"No, {bad} and more.", {"A1": "opposes", "perspective change": "",
         "acknowledgement": {"target": f"Ana {bad}"}, "red line": "", "constraint": ""}),
    ]  # fmt: skip
    words = {"statements": {"A1": f"{bad} The toll is paid."}, "title": f"{bad} title", "goal": f"{bad} goal",
             "issue": f"{bad} issue", "dialogue": "road"}  # fmt: skip
    made = [analysis_of(talk(turns, date=f"2024-0{i}-01", **words), f"w{i}") for i in (1, 2)]
    folder = tmp_path_factory.mktemp("hostile")
    brief = folder / "javascript:alert(1)" / 'x" onclick="y'
    brief.mkdir(parents=True)
    (brief / "brief.html").touch()
    with pytest.MonkeyPatch.context() as patch:
        if request.param != "handler":
            for name in figures.__all__:
                patch.setattr(figures, name, lambda *_, **__: None)
        ia.write_synthesis(ia.synthesise(made), folder / "out", briefs={"w1": brief, "w2": brief})
    return bad, folder / "out"


def test_words_do_nothing_on_the_page(hostile):
    bad, folder = hostile
    page = html.fromstring((folder / "compare.html").read_text(encoding="utf-8"))
    assert not page.xpath("//script | //iframe | //object | //embed | //base | //link | //form")
    assert len(page.xpath("//style")) == 1
    for element in page.iter("*"):
        for name, value in element.attrib.items():
            assert not name.lower().startswith("on")
            if name in ("href", "src"):
                assert value == "isf.xlsx" or value.startswith(("#", "../", "data:image/svg+xml;base64,")), value
                assert not re.search(r"[\s\"'<>:]", value.partition("base64,")[0].replace("data:", "")), value
    assert _visible(f"{bad} I say of the toll.") in _visible(page.text_content())


def test_words_do_nothing_in_markdown(hostile):
    mistune = pytest.importorskip("mistune", reason="mistune comes with the extra 'lab'")
    _, folder = hostile
    made = mistune.create_markdown(escape=False, plugins=["table", "strikethrough"])
    page = html.fromstring(made((folder / "compare.md").read_text(encoding="utf-8")))
    assert not page.xpath("//script | //style | //img | //iframe | //del | //code")
    assert all(link.startswith("../") for link in page.xpath("//a/@href"))


def test_nothing_in_the_workbook_is_computed(hostile):
    bad, folder = hostile
    book = openpyxl.load_workbook(folder / "isf.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    risky = [cell for cell in cells if str(cell.value)[0] in "=+-@"]
    assert all(cell.quotePrefix for cell in risky)
    assert bool(risky) == bad.startswith(("=", "+", "-", "@"))
    said = {cell.value for cell in cells}
    assert f"{bad} I say of the toll." in said or "\u202e" in bad


def test_a_workshop_without_a_date_is_not_said_to_have_been_held_with_the_others():
    said = [("Ana", "shops", "It is late.")]
    held = [session("w1", "2024-05-01", said), session("w2", "", said)]
    assert summarise(synthesise(held))[0].text == "Two workshops, one of them on 2024-05-01; people heard: 1 and 1."
    assert summarise(synthesise(held[:1]))[0].text == "One workshop on 2024-05-01; people heard: 1."


def test_who_has_no_group_is_not_followed_where_others_have_one():
    said = [("Ana", "", "I am afraid on that road.", {"interest": "security"}), ("Ben", "shops", "Hm.")]
    found = dialogue(said, said)
    assert list(found.interest_paths["course"]) == ["one workshop only"] * 2
    assert "security" not in "".join(p.text for p in summarise(found))
    assert not found.limits["what"].str.contains("no group").any()
    assert "security (all speakers)" in "".join(p.text for p in summarise(dialogue(said[:1], said[:1])))


@pytest.mark.parametrize("held", [3, 12])
def test_verdicts_and_workshops_stand_apart_in_the_figure_however_many_there_are(held):
    said = [("Ana", "hauliers", "Yes, the toll.", {"A1": "supports"}), ("Cem", "neighbours", "No.", {"A1": "opposes"})]
    canvas = figures.draw_verdicts(dialogue(*[said] * held, statements=["A1"])).canvas
    places = sorted((box.x0, box.x1) for box in (t.get_window_extent() for t in canvas.axes[0].texts))
    assert len(places) == held
    assert all(end < begin for (_, end), (begin, _) in itertools.pairwise(places))


def test_interests_that_have_no_room_in_the_figure_are_counted_in_its_caption():
    kinds = ("security", "voice", "livelihood", "fairness", "services")
    said = [(f"P{g}", f"group {g}", f"We need a road number {n} here.", {"interest": kind})
            for g in range(6) for n, kind in enumerate(kinds)]  # fmt: skip
    drawn = figures.draw_interests(dialogue(said, said))
    assert drawn.title.endswith("without it (shown: 24 of 30)")
    assert len(drawn.data) == 24


def test_the_id_of_a_workshop_stays_as_it_is():
    said = [("Ana", "hauliers", "Yes, the toll.", {"A1": "supports"}), ("Cem", "neighbours", "No.", {"A1": "opposes"})]
    [part] = [part for part in compose(dialogue(said, said, statements=["A1"])).parts if part.id == "conflicts"]
    assert part.points[0].detail.startswith("w1: open; w2: open.")
