"""Figures: the same bytes for the same findings, words for those who do not see, labels that break nothing."""

import re
import sys
import warnings

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from finding.conftest import talk
from lxml import etree
from matplotlib.patches import PathPatch
from matplotlib.text import Text

from inspired_analysis.briefing import figures
from inspired_analysis.briefing.compose import compose
from inspired_analysis.briefing.drawing import rasters
from inspired_analysis.briefing.edits import Edits
from inspired_analysis.briefing.language import Language

from .conftest import QUARREL, analysis_of

MOMENTS = pd.DataFrame({"kind": ["red line", "offer"], "turn": [4, 8]})
LABELS = {
    "a dollar": "$5 and $6 more",
    "mathematics that is none": r"$\frac{$",
    "dollars without end": "a" + "$" * 300,
    "a long word": "x" * 400,
    "markup": "<b>--></b> & ]]> \"'",
    "control characters": "one\x01two\x0bthree",
    "turned round": "\u202eone",
    "nothing": "",
}


@pytest.fixture(scope="module")
def tables(village):
    themes = pd.DataFrame(
        {"theme": ["bus, hills"], "turns": [(2, 5)], "n_speakers": [2], "groups": [()], "quotes": [()]}
    )
    rows = [("O1", "fairness", "drivers", "favourable", 2), ("O1", "legality", "shops", "unfavourable", 1)]
    criteria = pd.DataFrame(rows, columns=["statement", "criterion", "group", "direction", "n_speakers"])
    interests = pd.concat([village.interests, village.interests.assign(kind="voice")])
    return (village.assumptions, village.positions, interests, village.participation, themes, criteria,
            village.turns)  # fmt: skip


def drawn(tables) -> list[figures.Figure]:
    assumptions, positions, interests, participation, themes, criteria, turns = tables
    made = [figures.draw_ledger(assumptions), figures.draw_positions(positions, assumptions),
            figures.draw_interests(interests), figures.draw_participation(participation),
            figures.draw_themes(themes, 20), figures.draw_criteria(criteria), figures.draw_network(participation),
            figures.draw_timeline(turns, MOMENTS)]  # fmt: skip
    assert None not in made
    return made


def test_the_data_of_a_figure_have_the_words_of_the_ledger():
    said = [(name, name, "Yes, build it.", {"O1": {"value": "supports", "confidence": 0.6}}) for name in ("Ana", "Ben")]
    brief = compose(analysis_of(talk(said)))
    (ledger,) = brief.drawn("ledger")
    assert ledger.data["verdict"].tolist() == [entry.word for entry in brief.options] == ["supported, unsure"]


def test_the_same_findings_give_the_same_bytes_whatever_the_users_style(tables):
    first = drawn(tables)
    with mpl.rc_context({"font.size": 30, "axes.facecolor": "red", "svg.fonttype": "none"}):
        second = drawn(tables)
    assert all(len(figure.data) for figure in first)
    for one, other in zip(first, second, strict=True):
        assert one.svg == other.svg
        assert one.alt == other.alt


def test_the_alternative_text_says_the_numbers(tables):
    ledger, positions, interests, participation, themes, criteria, network, timeline = (f.alt for f in drawn(tables))
    assert "A1 contested: 2 for, 0 in between, 1 against" in ledger
    assert "A1, council: -1.0 (n = 1)" in positions
    assert "drivers, security: 1" in interests
    assert "Ana: 20 words in 2 turns" in participation
    assert "bus, hills: turns 2, 5" in themes
    assert "O1, legality, shops: unfavourable (1)" in criteria
    assert "Dia to Ben: 1" in network
    assert "red line: turns 4" in timeline
    assert "drivers: 3 turns" in timeline


def test_no_figure_loads_anything(tables):
    for figure in drawn(tables):
        root = etree.fromstring(figure.svg.encode())
        links = [v for e in root.iter() for k, v in e.attrib.items() if k.endswith("href")]
        assert all(link.startswith(("#", "data:image/png;base64,")) for link in links)


@pytest.mark.parametrize("label", LABELS.values(), ids=LABELS)
def test_labels_are_words_and_never_break_a_figure(tables, label):
    renamed = []
    for table in tables:
        table = table.copy()
        for column in ("text", "who", "group", "speaker", "theme", "kind"):
            if column in table:
                table[column] = [label if v in ("drivers", "Ana", "security") or column in ("text", "theme") else v
                                 for v in table[column]]  # fmt: skip
        renamed.append(table)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for figure in drawn(renamed):
            root = etree.fromstring(figure.svg.encode())
            width, height = (float(v) for v in root.get("viewBox").split()[2:])
            assert np.isfinite([width, height]).all()


def test_a_dollar_is_drawn_as_a_dollar(tables):
    assumptions, *_ = tables
    made = (figures.draw_ledger(assumptions.assign(text=text)).svg for text in ("5 a ride", "$5$ a ride"))
    plain, dear = (set(re.findall(r'<path id="(DejaVuSans[^"]*)"', svg)) for svg in made)
    assert len(dear - plain) == 1  # a dollar sign's shape, and no other font's letters
    assert plain < dear


def test_nothing_to_draw_is_no_figure(tables):
    assumptions, positions, interests, participation, themes, criteria, turns = (t.iloc[:0] for t in tables)
    assert figures.draw_ledger(assumptions) is None
    assert figures.draw_positions(positions, assumptions) is None
    assert figures.draw_interests(interests) is None
    assert figures.draw_participation(participation) is None
    assert figures.draw_themes(themes, 20) is None
    assert figures.draw_criteria(criteria) is None
    assert figures.draw_network(participation) is None
    assert figures.draw_timeline(turns, MOMENTS) is None


def test_halves_that_are_worded_otherwise_are_drawn_as_one(tables):
    assumptions, *_ = tables
    told = figures.draw_ledger(assumptions.assign(first_half="leaning for", second_half="unclear"))
    assert "A1 contested: 2 for, 0 in between, 1 against" in told.alt


def test_the_timeline_runs_in_minutes_where_times_are_known(tables):
    turns = tables[-1]
    timed = turns.assign(time_start=[60.0 * n for n in range(len(turns))])
    assert figures.draw_timeline(timed, MOMENTS).svg != figures.draw_timeline(turns, MOMENTS).svg


def test_nobody_has_the_word_in_a_break(tables):
    turns = tables[-1]
    times = [60.0 * n for n in range(len(turns) - 1)] + [7200.0]
    drawn = figures.draw_timeline(turns.assign(time_start=times, time_end=float("nan")), MOMENTS)
    bars = [bar[:, 0] for drawn in drawn.canvas.findobj(PathPatch) for bar in drawn.get_path().to_polygons()]
    assert max(bar.max() for bar in bars) > 120
    assert max(np.ptp(bar) for bar in bars) < 1.5


def test_figures_speak_the_language_of_the_brief(tables):
    assumptions, *_ = tables
    told = figures.draw_ledger(assumptions, say=Language("fr"))
    assert "A1 contesté : 2 pour, 0 entre les deux, 1 contre" in told.alt


def test_without_typst_drawings_become_pictures_all_the_same(tables, monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)
    made = rasters(drawn(tables)[:2], dpi=40)
    assert all(png.startswith(b"\x89PNG") for png in made)


def test_nothing_is_drawn_where_nobody_spoke_and_no_bar_from_end_to_end(tables):
    assumptions, *_, turns = tables
    nobody = assumptions.assign(n_speakers=0, n_supports=0, n_opposes=0, n_between=0, first_half="", second_half="")
    assert figures.draw_ledger(nobody) is None
    assert figures.draw_timeline(turns.assign(speaker=""), MOMENTS.iloc[:0]) is None
    assert figures.draw_timeline(turns.assign(speaker=""), MOMENTS) is not None


def test_what_has_no_room_is_counted_in_the_caption(tables):
    *_, participation, _, _, turns = tables
    people = [f"P{n}" for n in range(40)]
    many = pd.concat([participation.iloc[[1]].assign(speaker=who, responds_to=[((people[n - 1], 1),)])
                      for n, who in enumerate(people)])  # fmt: skip
    said = pd.concat([turns.iloc[[1]].assign(speaker=who, group="", turn=n) for n, who in enumerate(people)])
    assert figures.draw_participation(many).title == "Who spoke how much (shown: 25 of 40)"
    assert figures.draw_network(many).title.endswith("acknowledgement (shown: 25 of 40)")
    assert figures.draw_timeline(said, MOMENTS.iloc[:0], say=Language("fr")).title.endswith("(12 sur 40 figurent ici)")
    assert figures.draw_participation(many[:25]).title == "Who spoke how much"


def test_without_groups_the_timeline_is_of_people(tables):
    *_, turns = tables
    people = turns.loc[turns["role"] == "participant", "speaker"].unique()
    alt = figures.draw_timeline(turns.assign(group=""), MOMENTS).alt
    assert all(f"{person}:" in alt for person in people)


def test_the_name_of_a_narrow_first_column_is_not_cut(tables):
    *_, criteria, _ = tables
    names = ["access, and fair choice", *map(str, range(8))]
    [where] = _placed([figures.draw_criteria(pd.concat([criteria.iloc[:1].assign(criterion=n) for n in names]))])
    assert min(left for left, _ in where) >= 0


def test_no_word_leaves_its_figure(tables):
    placed = _placed(drawn(tables))
    assert len(placed) == len(drawn(tables))
    for where in placed:
        assert min(left for left, _ in where) >= 0
        assert max(right for _, right in where) <= 1


def _placed(made: list) -> list[list[tuple[float, float]]]:
    """Return for each figure where its texts begin and end, as shares of its width."""
    placed = []
    for figure in made:
        texts = [t.get_window_extent() for t in figure.canvas.findobj(Text) if t.get_text()]
        placed.append([(t.x0 / figure.canvas.bbox.width, t.x1 / figure.canvas.bbox.width) for t in texts])
    return placed


def test_what_a_person_hid_is_in_no_figure():
    made = analysis_of(talk([*QUARREL, ("Ana", "drivers", "Yes.", {"A2": "supports"})]))
    plain = compose(made)
    hide = ("A1", "conflict/A1", "red line/4", "missing/schools", "interest/drivers/livelihood")
    told = compose(made, edits=Edits(hide=hide))
    before, after = ({f.name: f.data for f in brief.figures} for brief in (plain, told))
    for name in ("ledger", "positions"):
        assert set(before[name]["statement"]) - set(after[name]["statement"]) == {"A1"}
    assert set(before["timeline"]["kind"]) - set(after["timeline"]["kind"]) == {
        "conflict", "red line", "missing stakeholder"}  # fmt: skip
    assert ("drivers", "livelihood", 1) not in set(after["interests"].itertuples(index=False, name=None))
    assert len(after["interests"]) == len(before["interests"]) - 1
