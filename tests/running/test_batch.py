"""A batch: what is found, what is run, what is kept, what is said of failures."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest

from inspired_analysis.errors import RunError, ThemeError
from inspired_analysis.running import batch
from inspired_analysis.running.batch import plan_batch, run_batch
from inspired_analysis.running.discover import find_briefs
from inspired_analysis.running.ledger import LEDGER, Run, current, record, runs
from inspired_analysis.running.lock import LOCK
from inspired_analysis.running.publish import MARK
from inspired_analysis.running.results import RESULT

from .conftest import STAND_IN

WRITE_INDEX = batch._write_index


@pytest.fixture(autouse=True)
def plain_index(monkeypatch):
    """Write the index as JSON: its look is tested with the brief."""

    def write_index(out: Path) -> None:
        (out / "index.html").write_text(json.dumps([(r.id, r.status, r.cause) for r in current(out)]))

    monkeypatch.setattr(batch, "_write_index", write_index)


@pytest.fixture(autouse=True)
def ready(request):
    """Start one warm process for all batches of these tests."""
    if request.node.get_closest_marker("slow"):
        request.getfixturevalue("warmed")


def _plan(folder: Path, text: str) -> None:
    (folder / "workshop.yaml").write_text(text)


def test_two_workshops_of_one_id_are_refused_and_both_are_named(workshops, tmp_path):
    raw = workshops(north="Anna: Yes.", south="Ben: No.")
    _plan(raw / "north", "id: spring")
    _plan(raw / "south", "id: Spring")
    for year in ("2023", "2024"):
        (raw / year / "autumn").mkdir(parents=True)
        (raw / year / "autumn" / "talk.txt").write_text("Anna: Yes.")
    with pytest.raises(RunError, match=r"'autumn' twice: 2023/autumn and 2024/autumn; 'spring' twice: north and south"):
        plan_batch(raw, tmp_path / "out")


def test_no_brief_goes_where_the_talk_lies_and_would_be_read_as_talk(workshops, tmp_path):
    raw = workshops(a="Anna: Yes.", b="Ben: No.")
    with pytest.raises(RunError, match="a: expected a folder of the brief's own, found that of the transcripts"):
        plan_batch(raw, raw)


def test_nothing_to_do_is_an_error(tmp_path):
    with pytest.raises(RunError, match="found none"):
        plan_batch(tmp_path, tmp_path / "out")


def test_a_wrong_plan_is_still_a_job(workshops, tmp_path):
    raw = workshops(north="Anna: Yes.")
    _plan(raw / "north", "titel: x")
    assert [job.id for job in plan_batch(raw, tmp_path / "out")] == ["north"]


def test_a_wrong_plan_names_nobody_after_whom_its_folder_is_called(workshops, tmp_path):
    raw = workshops(berger="Berger: Yes.", kramer="Kramer: No.")
    for name in ("Berger", "Kramer"):
        _plan(raw / name.lower(), f"titel: x\nparticipants: [{{label: {name}, pseudonym: P1}}]")
    assert [job.id for job in plan_batch(raw, tmp_path / "out")] == ["name", "name-2"]


@pytest.mark.slow
def test_a_plan_that_becomes_wrong_leaves_the_earlier_brief_where_it_is_looked_for(workshops, stand_in, tmp_path):
    raw, out = workshops(a="Anna: Yes.", b="Ben: No."), tmp_path / "out"
    told = "id: spring\ntitle: Meters for Sarna\ndate: 2024-05-01\ndialogue: water"
    _plan(raw / "a", told)
    run_batch(plan_batch(raw, out), out, notebook=stand_in)
    _plan(workshops(a="CRASH") / "a", f"{told}\ntitel: x\nnames: [{{name: Sarna}}]")
    for _ in range(2):  # the second time, of what the first said of its failure
        run_batch(plan_batch(raw, out), out, notebook=stand_in)
    assert [(run.id, run.status) for run in current(out)] == [("b", "done"), ("spring", "failed")]
    failed = current(out)[-1]
    assert (failed.title, failed.date, failed.dialogue) == ("Meters for [name]", "2024-05-01", "water")
    assert find_briefs(out) == [out / "b", out / "spring"]
    _plan(raw / "b", "id: spring")  # whose plan can be read has the id; the other is no obstacle
    assert [job.id for job in plan_batch(raw, out)] == ["a", "spring"]


@pytest.mark.slow
def test_failures_leave_the_others_done_and_say_why(workshops, stand_in, tmp_path):
    raw = workshops(a="Anna: Yes.", b="REFUSE", c="CRASH", d="DIE", e="SILENT", f="Ben: No.", g="LEAVE")
    out = tmp_path / "out"
    found = {run.id: run for run in run_batch(plan_batch(raw, out), out, workers=2, notebook=stand_in)}
    assert [run.status for run in found.values()] == ["done", *["failed"] * 4, "done", "failed"]
    assert found["b"].cause == "…/b/talk.txt: expected turns, found none."
    assert "KeyError" in found["c"].cause
    assert "stopped from outside" in found["d"].cause
    assert "without writing brief.html" in found["e"].cause
    assert found["g"].cause == "The worker process stopped with code 9."
    assert (out / "a" / "brief.html").read_text() == "Anna: Yes."
    assert sorted([RESULT, *found["a"].outputs]) == sorted(f.name for f in (out / "a").iterdir())
    for failed in "bcdeg":
        assert [f.name for f in (out / failed).iterdir()] == ["failed.ipynb"]
    for failed, cause in {"c": "A defect", "d": "The process that did the work"}.items():
        first = nbformat.read(out / failed / "failed.ipynb", as_version=4).cells[0].source
        assert first.startswith(f"**This notebook failed.** {cause}")
    assert sorted(f.name for f in out.iterdir()) == [LOCK, LEDGER, *"abcdefg", "index.html"]


@pytest.mark.slow
def test_a_good_brief_outlives_a_later_failure_and_a_failed_notebook_goes_with_success(
    workshops, stand_in, tmp_path
):
    out = tmp_path / "out"
    raw = workshops(a="Anna: Yes.")
    (kept := out / "a" / "my-notes.txt").parent.mkdir(parents=True)
    kept.write_text("mine")
    run_batch(plan_batch(raw, out), out, notebook=stand_in)
    workshops(a="CRASH")
    run_batch(plan_batch(raw, out), out, notebook=stand_in)
    assert (out / "a" / "brief.html").read_text() == "Anna: Yes."
    assert (out / "a" / "failed.ipynb").exists()
    workshops(a="Anna: No.")
    run_batch(plan_batch(raw, out), out, notebook=stand_in)
    assert (out / "a" / "brief.html").read_text() == "Anna: No."
    assert not (out / "a" / "failed.ipynb").exists()
    assert kept.read_text() == "mine"
    assert [run.status for run in runs(out)] == ["done", "failed", "done"]


@pytest.mark.slow
def test_the_executed_notebook_is_the_same_every_time(workshops, stand_in, tmp_path):
    out = tmp_path / "out"
    jobs = plan_batch(workshops(a="Anna: Yes."), out)
    run_batch(jobs, out, notebook=stand_in)
    first = (out / "a" / "brief.ipynb").read_bytes()
    run_batch(jobs, out, notebook=stand_in, anew=True)
    assert (out / "a" / "brief.ipynb").read_bytes() == first
    node = nbformat.reads(first.decode(), as_version=4)
    assert [o.text.strip() for c in node.cells for o in c.get("outputs", [])] == [sys.executable]
    assert 'workshop = "../../raw/a"' in node.cells[1].source
    assert str(tmp_path) not in first.decode().replace(sys.executable, "")


@pytest.mark.slow
def test_a_notebook_may_have_braces_in_its_name(workshops, notebook, tmp_path):
    """Papermill would fill in a date, or a parameter."""
    named = notebook(STAND_IN, name="brief {today} {workshop}")
    (run,) = run_batch(plan_batch(workshops(a="Anna: Yes."), tmp_path / "out"), tmp_path / "out", notebook=named)
    assert run.status == "done", run.cause


@pytest.mark.slow
def test_an_interrupted_batch_takes_its_workers_with_it(workshops, stand_in, tmp_path):
    node = nbformat.read(stand_in, as_version=4)
    pid = str(tmp_path / "pid")
    node.cells[1].source = f"import os, time\nopen({pid!r}, 'w').write(str(os.getpid()))\ntime.sleep(60)"
    nbformat.write(node, stand_in)
    raw, out = workshops(a="Anna: Yes."), tmp_path / "out"
    code = f"""
from pathlib import Path
from inspired_analysis.running.batch import plan_batch, run_batch
run_batch(plan_batch(Path({str(raw)!r}), {str(out)!r}), {str(out)!r}, notebook=Path({str(stand_in)!r}))"""
    parent = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE)
    deadline = time.monotonic() + 240
    while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
        assert time.monotonic() < deadline
        time.sleep(0.1)
    parent.send_signal(2)
    parent.communicate(timeout=120)
    worker = int((tmp_path / "pid").read_text())
    while _alive(worker):
        assert time.monotonic() < deadline, "the worker outlived its batch"
        time.sleep(0.1)
    assert [f.name for f in out.iterdir() if MARK in f.name] == []


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not (status.exists() and status.read_text().rsplit(")", 1)[1].split()[0] == "Z")


@pytest.mark.slow
def test_formats_and_house_style_are_asked_of_the_notebook_and_count_in_what_is_done(
    workshops, notebook, stand_in, tmp_path
):
    asks = notebook(STAND_IN, "text = Path(theme).read_text() if theme else 'plain'\n"
                    "for name in formats: (Path(out) / f'brief.{name}').write_text(text)",
                    name="asks", parameters='formats: list = []\ntheme: str = ""')  # fmt: skip
    theme, out, did = tmp_path / "theme.yaml", tmp_path / "out", []
    jobs, note = plan_batch(workshops(a="Anna: Yes."), out), lambda _, ran: did.append(ran)
    for organisation in ("One", "One", "Two"):
        theme.write_text(f"organisation: {organisation}\n")
        (run,) = run_batch(jobs, out, notebook=asks, formats=("docx",), theme=theme, each=note)
        assert run.status == "done", run.cause
        assert (out / "a" / "brief.docx").read_text() == theme.read_text()
    assert did == [True, False, True]
    (run,) = run_batch(jobs, out, notebook=stand_in, formats=("docx",))
    assert "expected one of the parameters workshop, out" in run.cause
    assert (out / "a" / "brief.docx").exists()
    (run,) = run_batch(jobs, out, notebook=asks)  # what a brief has, it gets again, without being asked for
    assert run.status == "done", run.cause
    assert (out / "a" / "brief.docx").read_text() == "plain"


@pytest.mark.slow
def test_what_was_made_of_earlier_data_goes_with_it_and_nothing_else_does(workshops, stand_in, tmp_path):
    raw, out = workshops(a="Anna: Yes."), tmp_path / "out"
    run_batch(plan_batch(raw, out), out, notebook=stand_in)
    gone = {"brief-donor.html", "brief-participants-fr.md", "brief.pdf", "check.html"}
    for name in (*gone, "brief-mine.docx", "me.txt"):
        (out / "a" / name).write_text("Anna")
    (run,) = run_batch(plan_batch(raw, out), out, notebook=stand_in)
    assert not run.removed
    (raw / "a" / "talk.txt").write_text("P01: Yes.")
    (run,) = run_batch(plan_batch(raw, out), out, notebook=stand_in)
    assert set(run.removed) == gone
    assert {f.name for f in (out / "a").iterdir() if f.read_bytes() == b"Anna"} == {"brief-mine.docx", "me.txt"}


@pytest.mark.slow
def test_pdf_and_word_are_the_same_in_any_order(workshops, notebook, tmp_path):
    asks = notebook(STAND_IN, "for name in formats: (Path(out) / f'brief.{name}').write_text(text)",
                    name="asks", parameters="formats: list = []")  # fmt: skip
    out, did = tmp_path / "out", []
    jobs = plan_batch(workshops(a="Anna: Yes."), out)
    for formats in (("pdf", "docx"), (), ("docx", "pdf")):
        run_batch(jobs, out, notebook=asks, formats=formats, each=lambda _, ran: did.append(ran))
    assert did == [True, False, False]


@pytest.mark.slow
def test_who_asks_for_word_after_pdf_has_both(workshops, notebook, tmp_path):
    asks = notebook(STAND_IN, "for name in formats: (Path(out) / f'brief.{name}').write_text(text)",
                    name="asks", parameters="formats: list = []")  # fmt: skip
    raw, out = workshops(a="Anna: Yes."), tmp_path / "out"
    run_batch(plan_batch(raw, out), out, notebook=asks, formats=("pdf",))
    workshops(a="Anna: No.")
    (run,) = run_batch(plan_batch(raw, out), out, notebook=asks, formats=("docx",))
    assert {(out / "a" / f"brief.{name}").read_text() for name in ("pdf", "docx")} == {"Anna: No."}
    assert run.removed == ()


def test_a_workshop_that_never_had_a_brief_and_is_gone_is_in_no_index(workshops, tmp_path):
    workshops(a="Anna: Yes.")
    out = tmp_path / "out"
    for name, source in {"a": "../raw/a", "b": "../raw/b", "c": "../raw/P1 (c)"}.items():
        (out / name).mkdir(parents=True)
        record(out, Run(name, source, f"Title of {name}", "", "", "failed", "no talk", "1"))
    WRITE_INDEX(out)
    index = (out / "index.html").read_text()
    assert [name for name in "abc" if f"Title of {name}" in index] == ["a", "c"]


@pytest.mark.slow
def test_no_workshop_is_taken_for_another_because_of_its_folder(workshops, stand_in, tmp_path):
    raw, out = workshops(berger="Berger: Yes.", kramer="Kramer: No.", spring="Anna: Yes."), tmp_path / "out"
    for name in ("Berger", "Kramer"):  # both folders are called P1 on record
        _plan(raw / name.lower(), f"id: {name[0]}\nparticipants: [{{label: {name}, pseudonym: P1}}]")
    _plan(raw / "spring", "id: alpha")

    def batch() -> list[str]:
        runs = run_batch(plan_batch(raw, out), out, notebook=stand_in)
        assert {run.status for run in runs} == {"done"}
        return sorted(run.id for run in current(out))

    assert batch() == ["B", "K", "alpha"]
    (raw / "spring").rename(raw / "older")
    assert batch() == ["B", "K", "alpha"]
    _plan(workshops(spring="Ben: No.") / "spring", "id: beta")  # in a folder that was alpha's
    assert batch() == ["B", "K", "alpha", "beta"]


@pytest.mark.slow
def test_a_workshop_whose_id_lost_a_name_is_in_the_index_once_and_without_it(workshops, stand_in, tmp_path):
    raw, out = workshops(berger="Berger: Yes.\nAda: No."), tmp_path / "out"
    for pseudonym, before in (("", ()), (", pseudonym: P1", ("berger",)), (", pseudonym: P1", ())):
        _plan(raw / "berger", f"title: Berger's farm\nparticipants: [{{label: Berger{pseudonym}}}]")
        [run] = run_batch(plan_batch(raw, out), out, notebook=stand_in)
        assert run.before == before
        assert [run.id for run in current(out)] == ["P1" if pseudonym else "berger"]
        WRITE_INDEX(out)
        assert ("erger" in (out / "index.html").read_text()) == (not pseudonym)


@pytest.mark.slow
def test_a_brief_in_a_folder_that_was_renamed_is_made_anew(workshops, stand_in, tmp_path):
    raw, out = workshops(spring="Anna: Yes."), tmp_path / "out"
    run_batch(plan_batch(raw, out), out, notebook=stand_in)
    for folder in (raw, out):
        (folder / "spring").rename(folder / "spring-2024")
    (run,) = run_batch(plan_batch(raw, out), out, notebook=stand_in)
    assert (run.id, run.status) == ("spring-2024", "done")


@pytest.mark.slow
def test_a_stopped_batch_leaves_an_index_of_what_was_done(workshops, stand_in, tmp_path):
    out = tmp_path / "out"

    def stop(run, _) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_batch(plan_batch(workshops(a="Anna: Yes."), out), out, notebook=stand_in, each=stop)
    assert json.loads((out / "index.html").read_text()) == [["a", "done", ""]]


def test_a_wrong_house_style_is_said_before_anything_is_run(workshops, stand_in, tmp_path):
    (tmp_path / "theme.yaml").write_text("colours: {accent: red}\n")
    with pytest.raises(ThemeError, match="accent"):
        run_batch(plan_batch(workshops(a="Anna: Yes."), tmp_path / "out"), tmp_path / "out", notebook=stand_in,
                  theme=tmp_path / "theme.yaml")  # fmt: skip
    assert not (tmp_path / "out").exists()
