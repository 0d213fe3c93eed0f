"""The explorer: filters that add up, evidence marked where it stands, and nothing that a page could obey."""

import html
import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspired_analysis.errors import RunError
from inspired_analysis.lab import codings_of, load_dialogue, select, turns_of
from inspired_analysis.lab.explorer import mark, render


def _coding(start: int, end: int, **more) -> dict:
    return {"start": start, "end": end, "code": "interest", "value": "", "about": "", "target": "", **more}


def test_workshops_come_in_the_order_in_which_they_were_held(analyses):
    assert [a.workshop.id for a in analyses] == ["spring", "autumn"]


def test_two_dialogues_must_be_told_apart(raw, tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "workshop.yaml").write_text(f"dialogue: {name}")
        (tmp_path / name / "talk.txt").write_text("Anna: Yes.\nBen: No.")
    with pytest.raises(RunError, match="found a, b"):
        load_dialogue(tmp_path)
    assert [a.workshop.id for a in load_dialogue(tmp_path, "b")] == ["b"]
    with pytest.raises(RunError, match="'c', found a, b"):
        load_dialogue(tmp_path, "c")


def test_two_workshops_of_one_id_are_refused(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "workshop.yaml").write_text("id: same")
        (tmp_path / name / "talk.txt").write_text("Anna: Yes.\nBen: No.")
    with pytest.raises(RunError, match="a different id for each workshop, found same twice"):
        load_dialogue(tmp_path)


def test_filters_add_up(analyses):
    turns, codings = turns_of(analyses), codings_of(analyses)
    assert len(turns) == 6
    assert len(select(turns, codings)[0]) == 6
    assert set(select(turns, codings, group="farmers")[0]["speaker"]) == {"Anna"}
    found, evidence = select(turns, codings, workshop="autumn", search=" COSTS HAVE ")
    assert found[["workshop", "turn"]].to_numpy().tolist() == [["autumn", 2]]
    assert set(evidence["turn"]) <= {2}
    assert select(turns, codings, search="no such words")[0].empty


def test_a_statement_is_found_by_its_text_whatever_its_number(analyses):
    turns, codings = turns_of(analyses), codings_of(analyses)
    found, evidence = select(turns, codings, about="Farmers will accept meters.", code="stance")
    assert set(found["workshop"]) == {"spring", "autumn"}
    assert set(evidence["code"]) == {"stance"}
    assert len(found) == len(evidence[["workshop", "turn"]].drop_duplicates())


def test_quotes_are_the_marked_words(analyses):
    turns = turns_of(analyses).set_index(["workshop", "turn"])["text"]
    for coding in codings_of(analyses).itertuples():
        assert turns[coding.workshop, coding.turn][coding.start : coding.end] == coding.quote


def test_what_was_said_is_shown_not_obeyed(analyses):
    shown = render(turns_of(analyses), codings_of(analyses))
    assert "<b>Really" not in shown
    assert "&amp; truly" in shown
    hostile = pd.DataFrame([_coding(0, 3, about='"><script>')])
    assert "<script>" not in mark("one two", hostile)


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70)), max_size=6))
def test_marking_adds_marks_and_nothing_else(text, spans):
    codings = pd.DataFrame([_coding(*span) for span in spans], columns=list(_coding(0, 0)))
    shown = mark(text, codings)
    assert html.unescape(re.sub(r"<mark [^>]*>|</mark>", "", shown)) == text
    marked = sum(len(html.unescape(m)) for m in re.findall(r"<mark [^>]*>(.*?)</mark>", shown, re.DOTALL))
    assert marked == len({i for start, end in spans for i in range(max(start, 0), min(end, len(text)))})
