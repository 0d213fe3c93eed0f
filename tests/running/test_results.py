"""What is done, and how that is known: the result that is written last, and the key of all that went in."""

import json
import tracemalloc
from dataclasses import replace

import pytest

from inspired_analysis.running import one
from inspired_analysis.running.batch import plan_batch, run_batch
from inspired_analysis.running.ledger import LEDGER, current, runs
from inspired_analysis.running.lock import alone
from inspired_analysis.running.results import RESULT, job_key, result_of


@pytest.fixture
def key(workshops, stand_in, tmp_path):
    raw = workshops(a="Anna: Yes.")
    return raw / "a", lambda: job_key(raw / "a", stand_in)


def test_the_key_changes_with_every_file_beside_the_transcript_and_with_no_hidden_one(key):
    home, now = key
    seen = [now()]
    for file, text in {"talk.txt": "Anna: No.", "workshop.yaml": "title: x", "decisions.jsonl": "{}"}.items():
        (home / file).write_text(text)
        seen.append(now())
    (home / "decisions").mkdir()
    (home / "decisions" / "talk.R1.jsonl").write_text("{}")
    seen.append(now())
    (home / "decisions" / "other.R1.jsonl").write_text("{}")
    (home / ".lock").touch()
    (home.parent / "notes.md").touch()
    assert now() == seen[-1]
    (home.parent / "learned.json").write_text("{}")  # for all workshops of the folder
    seen.append(now())
    assert len(set(seen)) == 6


def test_a_recording_beside_the_transcript_counts_and_is_not_held_in_memory(key):
    home, now = key
    before = now()
    with (home / "recording.mp4").open("wb") as recording:
        recording.truncate(50_000_000)
    tracemalloc.start()
    assert now() != before
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


def test_transcripts_that_lie_together_each_have_their_own_key(tmp_path, stand_in):
    for name in ("one", "two"):
        (tmp_path / f"{name}.txt").write_text(f"Anna: {name}")
    keys = [job_key(tmp_path / f"{name}.txt", stand_in) for name in ("one", "two")]
    (tmp_path / "two.txt").write_text("Anna: other")
    assert job_key(tmp_path / "one.txt", stand_in) == keys[0]
    assert job_key(tmp_path / "two.txt", stand_in) != keys[1]


def test_the_notebook_counts_and_what_cannot_be_loaded_has_no_key(key, stand_in, notebook):
    home, now = key
    before = now()
    assert job_key(home, notebook("1 + 1", name="other")) != before
    (home / "workshop.yaml").write_text("titel: x")
    assert now() == ""


@pytest.fixture
def batch(warmed, workshops, stand_in, tmp_path):
    """Return a function that runs a batch over the given texts and returns id → (status, whether it ran)."""

    def run(*, anew: bool = False, **texts: str) -> dict[str, tuple[str, bool]]:
        found = {}
        out = tmp_path / "out"
        run_batch(plan_batch(workshops(**texts), out), out, workers=2, notebook=stand_in, anew=anew,
                  each=lambda run, ran: found.update({run.id: (run.status, ran)}))  # fmt: skip
        return found

    return run


@pytest.mark.slow
def test_what_is_done_and_unchanged_is_not_done_again(batch, tmp_path):
    out = tmp_path / "out"
    assert batch(a="Anna: Yes.", b="Ben: No.") == {"a": ("done", True), "b": ("done", True)}
    before = (out / "index.html").read_bytes()
    assert batch() == {"a": ("done", False), "b": ("done", False)}
    assert (out / "index.html").read_bytes() == before
    assert len(runs(out)) == 2
    assert batch(b="Ben: Perhaps.") == {"a": ("done", False), "b": ("done", True)}
    assert (out / "b" / "brief.html").read_text() == "Ben: Perhaps."
    # The result vouches for the files, not for their names.
    (out / "a" / "turns.csv").write_text("changed by hand")
    assert batch()["a"] == ("done", True)
    (out / "a" / "brief.md").unlink()
    assert batch()["a"] == ("done", True)
    (out / "a" / RESULT).write_text((out / "a" / RESULT).read_text()[:-9])
    assert batch() == {"a": ("done", True), "b": ("done", False)}
    assert batch(anew=True) == {"a": ("done", True), "b": ("done", True)}


@pytest.mark.slow
def test_what_is_mended_back_needs_no_run_but_is_done_again_in_the_index(batch, tmp_path):
    assert batch(a="Anna: Yes.") == {"a": ("done", True)}
    assert batch(a="REFUSE") == {"a": ("failed", True)}
    assert '(<a href="a/brief.html">the earlier brief</a>)' in (tmp_path / "out" / "index.html").read_text()
    assert batch(a="Anna: Yes.") == {"a": ("done", False)}
    assert "earlier brief" not in (tmp_path / "out" / "index.html").read_text()
    assert [run.status for run in current(tmp_path / "out")] == ["done"]
    assert not (tmp_path / "out" / "a" / "failed.ipynb").exists()


@pytest.mark.slow
def test_a_run_that_the_ledger_lost_is_put_on_record_again(batch, tmp_path):
    batch(a="Anna: Yes.")
    (tmp_path / "out" / LEDGER).unlink()
    assert batch() == {"a": ("done", False)}
    assert [run.id for run in runs(tmp_path / "out")] == ["a"]


@pytest.mark.slow
def test_a_workshop_that_takes_too_long_is_stopped_and_its_notebook_kept(warmed, workshops, stand_in, tmp_path):
    out = tmp_path / "out"
    (slow,) = run_batch(plan_batch(workshops(a="SLEEP"), out), out, notebook=stand_in, seconds=3)
    assert slow.cause == "It took longer than 0.05 minutes and was stopped."
    first = json.loads((out / "a" / "failed.ipynb").read_text())["cells"][0]["source"]
    assert "took longer than" in "".join(first)
    assert result_of(out / "a") is None


def test_a_task_from_another_version_is_refused(workshops, stand_in, tmp_path):
    from inspired_analysis.errors import RunError
    from inspired_analysis.running.batch import _task

    (job,) = plan_batch(workshops(a="Anna: Yes."), tmp_path / "out")
    task = replace(_task(job, stand_in, 60, False), made_by="older")
    with pytest.raises(RunError, match="another version"):
        one.brief_one(task)


def test_two_batches_never_write_to_one_folder(workshops, stand_in, tmp_path):
    from inspired_analysis.errors import RunError

    out = tmp_path / "out"
    out.mkdir()
    jobs = plan_batch(workshops(a="Anna: Yes."), out)
    with alone(out), pytest.raises(RunError, match="one that is in use"):
        run_batch(jobs, out, notebook=stand_in)
