"""The command: a folder of briefs, a folder of workshops, one dialogue of several, and mistakes."""

import json
import shutil

import pytest
from click.testing import CliRunner

from inspired_analysis import cli, coding
from inspired_analysis.briefing.data import findings_json, turns_csv
from inspired_analysis.coding.cues import CueCoder
from inspired_analysis.coding.stance import StanceCoder
from inspired_analysis.coding.stance_model import load_model
from inspired_analysis.coding.turn_scores import Words
from inspired_analysis.errors import RunError
from inspired_analysis.running.compare import compare
from inspired_analysis.running.discover import find_workshops
from inspired_analysis.running.ledger import Run, record

from .conftest import analysis_of, talk


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Briefs' data of two dialogues, the road's in two folders deep."""
    reports = tmp_path_factory.mktemp("written") / "reports"
    for name, dialogue, date in (("spring", "road", "2024-04-01"), ("autumn", "road", "2024-10-01"), ("x", "bus", "")):
        made = talk([("Ana", "hauliers", "Yes, the toll.", {"A1": "supports"})], dialogue=dialogue, date=date or None)
        folder = reports / dialogue / name
        folder.mkdir(parents=True)
        analysis = analysis_of(made, name)
        (folder / "findings.json").write_text(findings_json(analysis), encoding="utf-8")
        (folder / "turns.csv").write_text(turns_csv(analysis), encoding="utf-8", newline="")
    return reports


@pytest.fixture
def reports(written, tmp_path):
    return shutil.copytree(written, tmp_path / "reports")


def run(*arguments: object):
    return CliRunner().invoke(cli.main, ["compare", *map(str, arguments)])


def test_briefs_are_compared_as_they_are_in_the_order_of_their_dates(reports):
    said = run(reports, "--dialogue", "road")
    assert said.exit_code == 0, said.output
    assert said.stdout.splitlines()[-1] == f"2 workshops compared: {reports / 'dialogue-road' / 'compare.html'}"
    data = json.loads((reports / "dialogue-road" / "dialogue.json").read_text(encoding="utf-8"))
    assert [w["id"] for w in data["workshops"]] == ["spring", "autumn"]
    # What it wrote is neither a brief nor a workshop to the next run.
    assert run(reports / "road").exit_code == 0
    shutil.rmtree(reports / "road" / "spring")
    shutil.rmtree(reports / "road" / "autumn")
    assert find_workshops(reports / "road") == []


@pytest.mark.parametrize(("arguments", "message"), [
    (["REPORTS"], "expected one dialogue, found bus, road"),
    (["REPORTS", "--dialogue", "tram"], "expected workshops of the dialogue 'tram', found bus, road"),
    (["nowhere"], "expected a folder with workshops, found nothing there"),
    (["EMPTY"], "expected workshops, or their briefs, found none"),
])  # fmt: skip
def test_mistakes_are_told_in_one_line(reports, tmp_path, monkeypatch, arguments, message):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "EMPTY").mkdir()
    said = run(*(reports if a == "REPORTS" else a for a in arguments))
    assert said.exit_code == 1
    assert message in said.stderr
    assert "Traceback" not in said.stderr


def test_a_brief_that_names_no_dialogue_is_no_second_one_and_is_told(reports):
    file = reports / "bus" / "x" / "findings.json"
    data = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(data | {"workshop": data["workshop"] | {"dialogue": ""}}), encoding="utf-8")
    said = run(reports)
    assert said.exit_code == 0, said.output
    assert "Note: 1 left out, of no dialogue: x." in said.stderr
    assert "2 workshops compared" in said.stdout


def test_a_brief_that_cannot_be_read_leaves_the_others_and_is_told(reports):
    file = reports / "bus" / "x" / "findings.json"
    file.write_text(json.dumps(json.loads(file.read_text(encoding="utf-8")) | {"schema_version": 0}), encoding="utf-8")
    assert run(reports, "--dialogue", "road").exit_code == 0
    assert "found bus, road" in run(reports, "--dialogue", "tram").stderr
    assert "found bus, road" in run(reports).stderr
    assert "x/findings.json: expected findings of version" in run(reports, "--dialogue", "bus").stderr
    file.write_text("{", encoding="utf-8")  # whose it is, nobody can tell
    for arguments in (["--dialogue", "road"], []):
        said = run(reports, *arguments)
        assert "Note: Left out: …/x/findings.json: expected the findings of a workshop" in said.stderr
        assert said.stdout.splitlines()[-1].startswith("2 workshops compared")
        page = (reports / "dialogue-road" / "compare.md").read_text(encoding="utf-8")
        assert "**Not compared.** The brief in x cannot be read, and is left out." in page
    for name in ("road/spring", "road/autumn"):
        (reports / name / "findings.json").write_text("[]", encoding="utf-8")
    refused = run(reports)
    assert refused.exit_code == 1
    assert "expected the findings of a workshop" in refused.stderr


def test_workshops_that_failed_in_the_batch_are_told_and_stand_among_the_limits(reports):
    folder = reports / "road"
    for name, dialogue in (("winter", "road"), ("torn", ""), ("tram", "tram"), ("spring", "road")):
        (folder / name).mkdir(exist_ok=True)
        record(folder, Run(name, f"../raw ({name})", "", "", dialogue, "failed", "It is damaged.", "0.1.0"))
    said = run(folder)
    assert "Note: 2 failed in the batch and left out: torn, winter." in said.stderr
    assert "Note: 1 failed in the last batch and compared by the brief from before: spring." in said.stderr
    page = (folder / "dialogue-road" / "compare.md").read_text(encoding="utf-8")
    assert "2 failed in the batch and left out: torn, winter." in page


def test_workshops_without_briefs_are_briefed_first(tmp_path, monkeypatch):
    monkeypatch.setattr(coding, "default_coders", lambda: (StanceCoder(Words(load_model())), CueCoder()))  # light ones
    for name, date in (("one", "2024-04-01"), ("two", "2024-10-01")):
        folder = tmp_path / "raw" / name
        folder.mkdir(parents=True)
        (folder / "workshop.yaml").write_text(f"date: {date}\ndialogue: road\nassumptions: [Lorries pay the toll.]\n")
        (folder / "talk.txt").write_text("Ana: Yes, lorries pay the toll, we support it.\nBen: I agree with Ana.\n")
    torn = shutil.copytree(tmp_path / "raw" / "one", tmp_path / "raw" / "three")
    (torn / "talk.txt").rename(torn / "talk.docx")
    told = []
    synthesis, written = compare(tmp_path / "raw", tmp_path / "out", tell=told.append)
    assert [s.id for s in synthesis.sessions] == ["one", "two"]
    assert "Left out: …/three/talk.docx: expected" in told[0]
    assert synthesis.limits.iloc[0].tolist() == ["Not compared", "three cannot be read, and is left out."]
    assert 'href="one/brief.html"' in written[0].read_text(encoding="utf-8")
    again, _ = compare(tmp_path / "out", tmp_path / "again")
    assert again.verdict_changes.equals(synthesis.verdict_changes)


def test_what_is_passed_over_is_told(reports, tmp_path, monkeypatch):
    for name, plan in {"winter": "dialogue: road", "tram": "dialogue: tram", "spring": "dialogue: road",
                       "torn": "dialog: road"}.items():  # fmt: skip
        (reports / "raw" / name).mkdir(parents=True)
        (reports / "raw" / name / "workshop.yaml").write_text(plan)
        (reports / "raw" / name / "talk.txt").write_text("Ana: Yes.\nBen: I agree with Ana.\n")
    (reports / "answers.csv").write_text("not talk")
    assert "Note: 2 passed over for want of a brief: torn, winter." in run(reports, "--dialogue", "road").stderr
    monkeypatch.setattr(coding, "default_coders", lambda: (CueCoder(),))
    monkeypatch.chdir(tmp_path)
    shutil.move(reports / "raw" / "winter", tmp_path / "year" / "winter")
    (tmp_path / "year" / "winter" / "workshop.yaml").rename(tmp_path / "year" / "winter" / "kept.yaml")
    shutil.copytree(tmp_path / "year" / "winter", tmp_path / "year" / "winter" / "old")
    assert "Note: 1 passed over, since what lies above or below was taken" in run("year").stderr


def test_two_workshops_of_one_id_are_refused_before_one_brief_is_written_over_the_other(tmp_path):
    for name in ("one", "two"):
        (tmp_path / "raw" / name).mkdir(parents=True)
        (tmp_path / "raw" / name / "workshop.yaml").write_text("id: spring\ndialogue: road\n")
        (tmp_path / "raw" / name / "talk.txt").write_text("Ana: Yes.\nBen: I agree with Ana.\n")
    with pytest.raises(RunError, match="'spring' twice"):
        compare(tmp_path / "raw", tmp_path / "out")
    assert not (tmp_path / "out").exists()
