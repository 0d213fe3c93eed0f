"""The log: every line that was confirmed is there, whatever happened since."""

import datetime
import random
import signal
import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspired_analysis.deciding import Anchor, Entry, Judged, Log, read_entries
from inspired_analysis.errors import DecisionError
from inspired_analysis.workshop import Plan, Workshop

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
ANCHORS = st.builds(Anchor, turn=st.integers(1, 99), start=st.integers(0, 99), end=st.integers(0, 99), words=TEXT,
                    before=TEXT, after=TEXT, speaker=TEXT)  # fmt: skip
JUDGED = st.builds(Judged, code=TEXT.filter(bool), value=TEXT, statement=TEXT, at=ANCHORS)
DECISIONS = st.fixed_dictionaries({"what": st.sampled_from(["accept", "reject", "change", "add"]), "before": JUDGED,
                                   "after": JUDGED, "why": TEXT})  # fmt: skip

# Decides as fast as it can, and says each time that it is done.
HASTY = """
import sys
from pathlib import Path
from inspired_analysis.deciding import Anchor, Judged, Log
log = Log(Path(sys.argv[1]), ("talk",))
for i in range(int(sys.argv[2]), 1_000_000):
    at = Anchor(turn=1, start=i, end=i + 9, words="x" * 300)
    entry = log.append("R1", "reject", before=Judged(code=f"n{i}", at=at))
    print(entry.id, flush=True)
"""


def _judged(code="interest") -> Judged:
    return Judged(code=code, at=Anchor(turn=1, start=0, end=4, words="Yes."))


@pytest.fixture
def log(tmp_path) -> Log:
    return Log(tmp_path / "decisions", ("talk",))


@settings(max_examples=40, deadline=None)
@given(st.lists(DECISIONS, min_size=1, max_size=4))
def test_what_is_written_is_read(tmp_path_factory, decisions):
    log = Log(tmp_path_factory.mktemp("log") / "decisions", ("talk",))
    written = log.append_all("R1", decisions)
    read, notes = log.read()
    assert read == written
    assert notes == []


def test_a_line_is_for_people_too(log):
    log.append("R1", "change", before=_judged(), after=_judged("need"), why="Too wide.")
    [file] = log.files
    assert file.name == "talk.R1.jsonl"
    line = file.read_text()
    assert '"who": "R1", "what": "change", "before": {"code": "interest"' in line
    assert '"why": "Too wide."' in line


def test_decisions_never_tie_even_when_the_clock_stands_still(log):
    moment = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)
    log.clock = lambda: moment
    entries = [log.append("R1", "reject", before=_judged()) for _ in range(3)]
    assert [e.when[-7:] for e in entries] == ["000000Z", "000001Z", "000002Z"]
    assert log.read()[0] == entries


def test_the_last_word_stays_the_last_after_the_clock_was_set_back(log):
    early = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)
    log.clock = lambda: early + datetime.timedelta(hours=2)
    first = log.append("R1", "accept", before=_judged(), after=_judged())
    again = Log(log.folder, log.stems, clock=lambda: early)
    second = again.append("R1", "reject", before=_judged())
    assert log.read()[0] == [first, second]
    third = log.append("R1", "accept", before=_judged(), after=_judged())
    assert log.read()[0] == [first, second, third]


def test_a_line_cut_off_by_a_crash_costs_only_itself(log):
    first = log.append("R1", "reject", before=_judged())
    [file] = log.files
    with file.open("ab") as out:
        out.write(b'{"when": "2025-01-01T00:00:00Z", "who": "R1", "wh')
    second = log.append("R1", "reject", before=_judged("need"))
    entries, notes = log.read()
    assert entries == [first, second]
    assert notes == ["decisions/talk.R1.jsonl, line 2: not a decision, passed over."]


def test_two_logs_of_one_person_merge_in_any_order_also_with_gits_marks(log):
    entries = [log.append("R1", "reject", before=_judged(f"n{i}")) for i in range(4)]
    [file] = log.files
    a, b, c, d = file.read_text().splitlines()
    file.write_text("\n".join(["<<<<<<< HEAD", c, a, "=======", a, d, b, ">>>>>>> other"]), encoding="utf-8-sig",
                    newline="\r\n")  # fmt: skip
    assert log.read() == (entries, [])


def test_a_log_without_its_transcript_is_told_of(log, tmp_path):
    log.append("R1", "reject", before=_judged())
    other = Log(tmp_path / "decisions", ("other",))
    assert other.read()[1] == ["decisions/talk.R1.jsonl belongs to no transcript here: was one renamed? Rename it too."]
    (tmp_path / "talk.txt").write_text("A: b")
    assert other.read() == ([], [])


def test_only_the_workshops_own_decisions_are_read(log, tmp_path):
    log.append("R1", "reject", before=_judged())
    other = Log(tmp_path / "decisions", ("other",))
    assert other.read()[0] == []
    assert len(other.append_all("R1", [{"what": "reject", "before": _judged()}])) == 1
    assert len(Log(tmp_path / "decisions", ("more", "talk")).read()[0]) == 1


@pytest.mark.parametrize("who", ["", "a/b", "..", "a b", "R.1", "x" * 61])
def test_who_decides_needs_a_name_that_files_can_bear(log, who):
    with pytest.raises(DecisionError, match="a pseudonym"):
        log.append(who, "reject", before=_judged())


def test_mistakes_are_said_in_plain_words(log, tmp_path):
    with pytest.raises(DecisionError, match="what: expected"):
        log.append("R1", "ponder")
    log.folder.write_text("a file where the folder should be")
    with pytest.raises(DecisionError, match=r"was not saved"):
        log.append("R1", "reject", before=_judged())
    with pytest.raises(DecisionError, match="a workshop with a transcript file"):
        Log.beside(Workshop("w", Plan(), ()))


def test_entries_of_a_later_version_are_read_as_far_as_they_go(tmp_path):
    file = tmp_path / "talk.R1.jsonl"
    file.write_text('{"when": "2025-01-01T00:00:00Z", "who": "R1", "what": "memo", "text": "Hm.", "mood": "good"}\n')
    [entry], notes = read_entries([file])
    assert (entry.text, notes) == ("Hm.", [])
    assert entry == Entry(when="2025-01-01T00:00:00Z", who="R1", what="memo", text="Hm.")


def test_killed_at_random_it_loses_nothing_that_was_confirmed(log, tmp_path):
    confirmed, seed = [], random.Random(7)
    for start in (0, 1000, 2000):
        command = [sys.executable, "-c", HASTY, str(log.folder), str(start)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        confirmed.append(process.stdout.readline().strip())
        time.sleep(seed.uniform(0.05, 0.3))
        process.send_signal(signal.SIGKILL)
        confirmed += [line.strip() for line in process.stdout.read().split("\n")[:-1]]
        process.wait()
    entries, _ = log.read()
    assert len(confirmed) > 3
    assert set(confirmed) <= {e.id for e in entries}
