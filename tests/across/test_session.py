"""A session from disk is the one just analysed, and what does not belong together is refused."""

import json
from dataclasses import replace

import pandas as pd
import pytest

import inspired_analysis as ia
from inspired_analysis.briefing.data import findings_json, turns_csv
from inspired_analysis.dialogue import read_session, session_of, synthesise
from inspired_analysis.errors import RunError

from .conftest import analysis_of, talk

TURNS = [
    ("Mo", "facilitator", "Will the toll be paid?"),
    ("Ana", "hauliers", "Yes, “gladly”,\nas long as it is fair 🚛.", {"A1": "supports", "incentive": "condition"}),
    ("", "", "Mhm."),
    ("Cem", "neighbours", "No, Ana; we need to sleep.", {"A1": "opposes", "interest": "security"}),
    # As a spreadsheet would take it for a formula, and turns.csv guards it.
    ("Dia", "=neighbours", "- Nor can I.", {"A1": "opposes"}),
]


@pytest.fixture
def analysis():
    return analysis_of(talk(TURNS, date="2024-01-01", dialogue="road"), "spring")


@pytest.fixture
def folder(analysis, tmp_path):
    (tmp_path / "findings.json").write_text(findings_json(analysis), encoding="utf-8")
    (tmp_path / "turns.csv").write_text(turns_csv(analysis), encoding="utf-8", newline="")
    return tmp_path


def test_from_disk_and_from_an_analysis_are_alike(analysis, folder):
    made, read = session_of(analysis), read_session(folder)
    assert (made.id, made.date, made.dialogue, made.has_plan) == (read.id, read.date, read.dialogue, read.has_plan)
    assert dict(made.quotes) == dict(read.quotes)
    pd.testing.assert_frame_equal(made.turns, read.turns)
    for name, table in made.findings.items():
        pd.testing.assert_frame_equal(table, read.findings[name], obj=name)


def test_words_that_no_coding_holds_can_be_cited(folder):
    session = read_session(folder)
    turn = session.turns.iloc[1]
    cited = session.cited(f"@{turn['start'] + 5}-{turn['start'] + 13}")
    assert (cited.quote, cited.turn, cited.by) == ("“gladly”", 2, "Ana, hauliers")


def test_without_turns_the_quotes_are_still_there_and_the_gap_is_said(folder):
    (folder / "turns.csv").unlink()
    session = read_session(folder)
    assert session.quotes
    assert synthesise([session]).limits["why"].str.contains("No turns.csv").any()


def _edit(name, change):
    def edit(folder):
        document = json.loads((folder / "findings.json").read_text(encoding="utf-8"))
        change(document)
        (folder / "findings.json").write_text(json.dumps(document), encoding="utf-8")

    edit.__name__ = name
    return edit


BROKEN = {
    "found version 99": _edit("version", lambda d: d.update(schema_version=99)),
    "expected the words of turn 2": _edit(
        "words", lambda d: d["findings"]["assumptions"][0]["evidence"][0].update(quote="Never")),
    "findings as this version writes them": _edit("column", lambda d: d["findings"]["positions"][0].pop("mean")),
    "the findings of a workshop, found none": lambda f: (f / "findings.json").write_text("{", encoding="utf-8"),
    "the turns of a workshop": lambda f: (f / "turns.csv").write_text("turn,speaker\n1,Ana\n", encoding="utf-8"),
}  # fmt: skip


@pytest.mark.parametrize(("table", "column", "value"), [
    ("assumptions", "verdict", "confirmfd"), ("assumptions", "statement", "A9"), ("assumptions", "n_speakers", 10**30),
    ("positions", "mean", float("inf")), ("conflicts", "parties", ["Ana", None]), ("participation", "group", None),
    ("participation", "speaker", ["Ana"]), ("positions", "evidence", [5]),
])  # fmt: skip
def test_what_no_column_can_hold_is_refused_before_anything_is_made_of_it(folder, table, column, value):
    _edit("value", lambda d: d["findings"][table][0].update({column: value}))(folder)
    with pytest.raises(RunError, match="Brief this workshop again"):
        read_session(folder)


@pytest.mark.parametrize("change", [
    lambda d: d["workshop"].update(dialogue=None), lambda d: d["workshop"].update(id=5), lambda d: d.update(notes=[7]),
    lambda d: d["statements"][0].update(statement=None),
    lambda d: d["findings"]["positions"][0]["evidence"][0].update(end="12"),
])  # fmt: skip
def test_a_damaged_plan_or_quote_is_refused(folder, change):
    _edit("value", change)(folder)
    with pytest.raises(RunError, match="Brief this workshop again"):
        read_session(folder)


@pytest.mark.parametrize("message", BROKEN)
def test_what_was_changed_or_is_of_another_version_is_refused_with_what_to_do(folder, message):
    BROKEN[message](folder)
    with pytest.raises(RunError, match=message) as refused:
        read_session(folder)
    assert "Brief this workshop again" in str(refused.value)


def test_a_file_in_the_place_of_a_brief_is_refused_in_words(folder):
    with pytest.raises(RunError, match="expected the findings of a workshop"):
        read_session(folder / "findings.json")


def test_two_workshops_with_one_id_and_none_at_all_are_refused(analysis):
    with pytest.raises(RunError, match="every id once, found spring"):
        ia.synthesise([analysis, analysis])
    with pytest.raises(RunError, match="found none"):
        ia.synthesise([])
    held = [replace(session_of(analysis), id=name, dialogue=name) for name in ("road", "bus", "")]
    with pytest.raises(RunError, match="expected workshops of one dialogue, found none named, bus, road"):
        ia.synthesise(held)
