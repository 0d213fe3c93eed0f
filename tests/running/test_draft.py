"""The first plan: it is valid YAML and a valid plan, whatever the speakers are called."""

import pandas as pd
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from inspired_analysis.errors import PlanError
from inspired_analysis.running.draft import draft_plan, write_draft
from inspired_analysis.workshop import Plan, Workshop

LABELS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).filter(str.strip)
TALK = "Anna: We need the water in August.\nBen: I see that, but who pays?\nAnna: The city does.\nBen: No.\n"


def _speakers(labels: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"label": labels, "group": "", "role": "participant", "turns": 1, "words": 2})


@given(LABELS, LABELS)
def test_any_label_comes_back_as_it_was(label, file):
    data = yaml.safe_load(draft_plan("spring", _speakers([label]), [file]))
    assert [p["label"] for p in data["participants"]] == [label]
    assert Plan.model_validate(data).participants[0].label.strip() == label.strip()


def test_no_speakers_is_a_plan_too():
    assert Plan.model_validate(yaml.safe_load(draft_plan("spring", _speakers([]), ["a.txt"]))).participants == ()


def test_the_draft_fits_its_transcript(tmp_path):
    (tmp_path / "talk.txt").write_text(TALK)
    plan, speakers = write_draft(tmp_path)
    assert speakers == 2
    assert [p.label for p in Workshop.load(tmp_path).plan.participants] == ["Anna", "Ben"]
    assert plan.name == "workshop.yaml"
    assert f"inspired check {tmp_path.name}`" not in plan.read_text()  # there is none where one stands


def test_a_plan_that_is_there_is_refused_and_with_force_kept_beside(tmp_path):
    (tmp_path / "talk.txt").write_text(TALK)
    (tmp_path / "workshop.yaml").write_text("titel: wrong")
    with pytest.raises(PlanError, match="--force"):
        write_draft(tmp_path)
    write_draft(tmp_path, force=True)
    assert (tmp_path / "workshop.yaml.bak").read_text() == "titel: wrong"


def test_without_a_transcript_nothing_is_written_and_the_old_plan_stays(tmp_path):
    (tmp_path / "workshop.yaml").write_text("title: mine")
    with pytest.raises(PlanError, match="expected a transcript"):
        write_draft(tmp_path, force=True)
    assert [(f.name, f.read_text()) for f in tmp_path.iterdir()] == [("workshop.yaml", "title: mine")]


def test_no_plan_is_lost_however_often_one_starts_anew(tmp_path):
    (tmp_path / "talk.txt").write_text(TALK)
    (tmp_path / "workshop.yaml").write_text("title: mine")
    write_draft(tmp_path, force=True)
    write_draft(tmp_path, force=True)
    assert (tmp_path / "workshop.yaml.bak").read_text() == "title: mine"
    assert (tmp_path / "workshop.yaml.bak2").exists()


def test_labels_are_the_transcript_s_though_names_are_listed_beside_it(tmp_path):
    (tmp_path / "talk.txt").write_text(TALK)
    (tmp_path / "names.yaml").write_text("names:\n  - {name: Anna, kind: person}\n")
    write_draft(tmp_path)
    assert [p.label for p in Workshop.load(tmp_path).plan.participants] == ["Anna", "Ben"]


def test_the_language_is_the_talk_s(tmp_path):
    (tmp_path / "talk.txt").write_text(
        "Anna: Ich denke, dass wir das nicht so machen können, weil es zu teuer ist und auch zu lange dauert.\n"
        "Ben: Das ist nicht wahr, und wir haben es auch nicht mit der Stadt gemacht.\nAnna: Ja.\nBen: Es ist so.\n"
    )
    write_draft(tmp_path)
    assert Workshop.load(tmp_path).plan.language == "de"
