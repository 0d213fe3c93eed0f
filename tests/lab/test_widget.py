"""The widget passes the filters on and shows the answer."""

import pytest

from inspired_analysis.lab import explore, widget


@pytest.fixture
def view(analyses):
    pytest.importorskip("ipywidgets")
    box = explore(analyses)
    controls = {c.description: c for c in box.children[0].children}
    return controls, *box.children[1:]


def test_all_turns_are_there_to_begin_with(view):
    _, count, shown = view
    assert count.value.startswith("<b>6 of 6 turns")
    assert shown.value.count("<article>") == 6


def test_a_filter_narrows_the_turns(view):
    controls, count, shown = view
    controls["Group"].value = "citizens"
    controls["Workshop"].value = "autumn"
    assert count.value.startswith("<b>1 of 6 turns")
    assert shown.value.count("<article>") == 1
    controls["Words"].value = "nothing like it"
    assert count.value.startswith("<b>0 of 6")


def test_candidates_are_not_counted_as_evidence():
    assert widget._said(3, 6, 1, 2) == "3 of 6 turns, 1 piece of evidence, 2 that may be one"
    assert widget._said(3, 6, 4, 0) == "3 of 6 turns, 4 pieces of evidence"


def test_long_answers_come_in_pages_and_a_new_filter_goes_to_the_first(analyses, monkeypatch):
    pytest.importorskip("ipywidgets")
    monkeypatch.setattr(widget, "PAGE", 4)
    box = explore(analyses)
    controls = {c.description: c for c in box.children[0].children}
    controls["Page"].value = 2
    assert box.children[2].value.count("<article>") == 2
    controls["Speaker"].value = "Anna"
    assert controls["Page"].value == controls["Page"].max == 1
    assert box.children[2].value.count("<article>") == 2
