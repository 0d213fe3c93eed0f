"""The ledger of runs."""

import json
from dataclasses import asdict

import pytest

from inspired_analysis.running.discover import find_briefs
from inspired_analysis.running.ledger import LEDGER, Run, current, record, runs
from inspired_analysis.running.results import RESULT, result_of


def _run(**known) -> Run:
    plain = {"id": "a", "source": "../raw/a", "title": "", "date": "", "dialogue": "", "status": "done",
             "cause": "", "started": "", "seconds": 1.0, "version": "0"}  # fmt: skip
    return Run(**(plain | known))


def test_a_line_cut_short_costs_nothing_but_itself(tmp_path):
    record(tmp_path, _run(title="Zivilgesellschaft \u2028 und Ämter"))
    with (tmp_path / LEDGER).open("a") as ledger:
        ledger.write('{"id": "b", "sour')
    record(tmp_path, _run(id="c"))
    assert [run.id for run in runs(tmp_path)] == ["a", "c"]
    assert runs(tmp_path)[0].title == "Zivilgesellschaft \u2028 und Ämter"


@pytest.mark.parametrize("damage", [
    {"id": 5}, {"date": None}, {"dialogue": ["road"]}, {"outputs": "torn"}, {"before": None}, {"source": "a\0b"},
    {"notes": "x"},
])  # fmt: skip
def test_a_damaged_line_costs_nothing_but_itself(tmp_path, damage):
    (tmp_path / "a").mkdir()
    record(tmp_path, _run())
    with (tmp_path / LEDGER).open("ab") as ledger:
        ledger.write(json.dumps(asdict(_run(id="b")) | damage).encode() + b'\n{"id": "\xff\xfe"}\n')
    assert [run.id for run in current(tmp_path)] == ["a"]
    (tmp_path / "a" / RESULT).write_text(json.dumps(asdict(_run()) | damage))
    assert result_of(tmp_path / "a") is None


def test_the_current_run_of_a_workshop_is_its_last_also_when_a_mended_plan_renames_it(tmp_path):
    for name in ("a", "b", "spring"):
        (tmp_path / name).mkdir()
    record(tmp_path, _run(status="failed"))
    record(tmp_path, _run(id="b", source="../raw/b", date="2024-03-01"))
    record(tmp_path, _run(id="spring", date="2024-05-01"))
    record(tmp_path, _run(id="gone", source="../raw/gone"))
    assert [(run.id, run.status) for run in current(tmp_path)] == [("b", "done"), ("spring", "done")]
    for name in ("a", "b", "spring", "by hand"):
        (tmp_path / name).mkdir(exist_ok=True)
        (tmp_path / name / "findings.json").touch()
    assert [brief.name for brief in find_briefs(tmp_path)] == ["b", "by hand", "spring"]  # "a" is "spring" now


def test_a_workshop_whose_folder_has_another_name_by_now_is_one(tmp_path):
    out = tmp_path / "out"
    for name in ("a", "b", "c", "d"):
        (out / name).mkdir(parents=True)
        record(out, _run(id=name, source=f"../raw/{name}", outputs={"turns.csv": "x" if name in "ab" else name}))
    assert [run.id for run in current(out)] == ["a", "b", "c", "d"]  # where all are gone, their disk is away
    for name in ("b", "d"):
        (tmp_path / "raw" / name).mkdir(parents=True)
    assert [run.id for run in current(out)] == ["b", "c", "d"]  # "a" is "b" now, "c" may be archived
    (tmp_path / "raw" / "a").mkdir()
    assert [run.id for run in current(out)] == ["a", "b", "c", "d"]
