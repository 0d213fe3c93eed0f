"""A dialogue in the notebook: the workshops in their order, and figures with words."""

import shutil

import pytest

import inspired_analysis as ia
from inspired_analysis.errors import ReadingError, RunError
from inspired_analysis.lab import draw_ownership, draw_verdicts, load_dialogue, show


def test_a_dialogue_is_loaded_in_the_order_of_its_dates_and_followed_by_its_words(analyses):
    synthesis = ia.synthesise(analyses)
    assert [session.label for session in synthesis.sessions] == ["2024-04-01 spring", "2024-10-01 autumn"]
    assert list(synthesis.verdict_changes["text"]) == ["Farmers will accept meters."]


def test_figures_are_shown_with_their_words(analyses):
    synthesis = ia.synthesise(analyses)
    assert 'alt="Statements by workshops.' in show(draw_verdicts(synthesis)).data
    assert "<svg" not in show(draw_ownership(synthesis)).data


def test_one_workshop_has_nothing_to_compare(analyses):
    assert draw_verdicts(ia.synthesise(analyses[:1])) is None
    assert "Nothing to draw" in show(None).data


def test_another_dialogue_is_refused_by_name(raw):
    with pytest.raises(RunError, match="the dialogue 'tram', found meters"):
        load_dialogue(raw, "tram")


def test_a_workshop_that_cannot_be_read_leaves_the_others(raw, monkeypatch):
    def analysed(workshop, **_):
        if workshop.id == "autumn":
            raise ReadingError("talk.docx", expected="a whole .docx file", found="a damaged one")
        return workshop.id

    monkeypatch.setattr("inspired_analysis.pipeline.analyse", analysed)
    with pytest.warns(UserWarning, match="Left out: talk.docx"):
        assert load_dialogue(raw) == ["spring"]


def test_what_is_in_no_workshop_is_told(raw, tmp_path):
    shutil.copytree(raw, tmp_path, dirs_exist_ok=True)
    (tmp_path / "winter").mkdir()
    (tmp_path / "winter" / "talk.doc").write_text("Anna: Yes.")
    with pytest.warns(UserWarning, match="1 passed over, .*: winter"), pytest.raises(RunError):
        load_dialogue(tmp_path, "tram")
