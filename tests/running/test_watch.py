"""The drop folder: what arrives is briefed once, when it has stopped changing."""

import pytest

from inspired_analysis.errors import RunError
from inspired_analysis.running.ledger import Run, record
from inspired_analysis.running.watch import arrivals, dropped


class Clock:
    """Time that passes only while the watcher sleeps, and then things happen."""

    def __init__(self, *events) -> None:
        self.now, self.events = 0.0, list(events)

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        if not self.events:
            raise KeyboardInterrupt
        self.events.pop(0)()


def _watch(tmp_path, *events) -> list[tuple[float, list[str]]]:
    clock, found = Clock(*events), []
    drop = tmp_path / "drop"
    drop.mkdir(exist_ok=True)
    watcher = arrivals(drop, tmp_path / "out", every=1, quiet=2, sleep=clock.sleep, clock=clock)
    with pytest.raises(KeyboardInterrupt):
        found.extend((clock.now, [job.id for job in jobs]) for jobs in watcher)
    return found


def _nothing() -> None:
    pass


def test_what_arrives_is_yielded_once_when_it_is_quiet_and_again_when_it_changes(tmp_path):
    talk = tmp_path / "drop" / "one.txt"
    grows = [lambda n=n: talk.write_text("Anna: Yes. " * n) for n in (1, 2, 3)]
    changed = lambda: talk.write_text("Anna: No.")  # noqa: E731
    found = _watch(tmp_path, *grows, *[_nothing] * 5, changed, *[_nothing] * 4)
    assert found == [(5, ["one"]), (11, ["one"])]


def test_a_folder_with_a_plan_that_comes_later_is_one_workshop_when_all_is_there(tmp_path):
    home = tmp_path / "drop" / "spring"

    def talk():
        home.mkdir()
        (home / "talk.txt").write_text("Anna: Yes.")

    def plan():
        (home / "workshop.yaml").write_text("id: valley")

    assert _watch(tmp_path, talk, plan, *[_nothing] * 5) == [(4, ["valley"])]


def test_each_transcript_that_is_dropped_is_a_workshop_also_the_first(tmp_path):
    (tmp_path / "one.txt").write_text("Anna: Yes.")
    assert [p.name for p in dropped(tmp_path)] == ["one.txt"]
    (tmp_path / "two.vtt").write_text("WEBVTT")
    (tmp_path / "spring").mkdir()
    (tmp_path / "spring" / "talk.txt").write_text("Anna: Yes.")
    assert [p.name for p in dropped(tmp_path)] == ["spring", "one.txt", "two.vtt"]


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(RunError, match="a folder to watch, found nothing there"):
        next(arrivals(tmp_path / "nowhere", tmp_path / "out"))


def test_what_people_decide_is_a_change(tmp_path):
    home = tmp_path / "drop" / "spring"
    home.mkdir(parents=True)
    (home / "talk.txt").write_text("Anna: Yes.")

    def decide() -> None:
        (home / "decisions").mkdir()
        (home / "decisions" / "talk.R1.jsonl").write_text("{}")

    assert _watch(tmp_path, *[_nothing] * 3, decide, *[_nothing] * 4) == [(2, ["spring"]), (6, ["spring"])]


def test_what_lies_beside_a_transcript_is_a_change(tmp_path):
    drop = tmp_path / "drop"
    drop.mkdir()
    (drop / "one.txt").write_text("Anna: Yes.")
    names = lambda: (drop / "names.yaml").write_text("names: [{name: Anna}]")  # noqa: E731
    learned = lambda: (tmp_path / "learned.json").write_text("{}")  # noqa: E731
    found = _watch(tmp_path, *[_nothing] * 3, names, *[_nothing] * 3, learned, *[_nothing] * 4)
    assert found == [(2, ["one"]), (6, ["one"]), (10, ["one"])]


def test_an_id_stays_with_the_workshop_that_had_it_first_also_when_watching_begins_anew(tmp_path):
    drop, out, briefed = tmp_path / "drop", tmp_path / "out", []

    def workshop(folder: str) -> None:
        (drop / folder).mkdir(parents=True)
        (drop / folder / "talk.txt").write_text("Anna: Yes.")
        (drop / folder / "workshop.yaml").write_text("id: spring")

    def watch(*events) -> None:
        clock = Clock(*events)
        with pytest.raises(KeyboardInterrupt):
            briefed.extend(job.source.name for jobs in arrivals(
                drop, out, every=1, quiet=2, sleep=clock.sleep, clock=clock) for job in jobs)  # fmt: skip

    workshop("second")
    watch(*[_nothing] * 3, lambda: workshop("first"), *[_nothing] * 4)
    assert briefed == ["second"]
    (out / "spring").mkdir(parents=True)
    record(out, Run(id="spring", source="../drop/second", title="", date="", dialogue="", status="done", cause="",
                    version="0"))  # fmt: skip
    watch(*[_nothing] * 4)
    assert briefed == ["second", "second"]


def test_an_id_that_another_has_and_a_folder_that_is_away_are_told_once_and_the_rest_goes_on(tmp_path):
    drop, away, told = tmp_path / "drop", tmp_path / "away", []
    drop.mkdir()
    (drop / "spring.txt").write_text("Anna: Yes.")
    twin = lambda: (drop / "spring.md").write_text("Ben: No.")  # noqa: E731
    later = lambda: (drop / "later.txt").write_text("Ben: No.")  # noqa: E731
    events = [*[_nothing] * 3, twin, *[_nothing] * 2, lambda: drop.rename(away), _nothing, lambda: away.rename(drop),
              later, *[_nothing] * 4]  # fmt: skip
    clock, found = Clock(*events), []
    with pytest.raises(KeyboardInterrupt):
        found.extend([job.id for job in jobs] for jobs in arrivals(
            drop, tmp_path / "out", every=1, quiet=2, tell=told.append, sleep=clock.sleep, clock=clock))  # fmt: skip
    assert found[0] == ["spring"]
    assert ["later"] in found
    assert [("left alone" in words, "nothing there" in words) for words in told] == [
        (True, False), (False, True), (True, False),
    ]  # fmt: skip


def test_what_is_in_no_workshop_is_told_once(tmp_path):
    for file in ("2024/notes.txt", "2024/spring/talk.txt", "north/talk.doc", "lone.txt", "lone.pages"):
        (tmp_path / "drop" / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "drop" / file).write_text("Anna: Yes.")
    told, clock = [], Clock(*[_nothing] * 4)
    with pytest.raises(KeyboardInterrupt):
        list(arrivals(tmp_path / "drop", tmp_path / "out", every=1, quiet=2, tell=told.append, sleep=clock.sleep,
                      clock=clock))  # fmt: skip
    assert [words.partition(". ")[0] for words in told] == [
        "1 passed over, in a format that is not read: lone.pages",
        "1 passed over, since what lies above or below was taken for a workshop: 2024/notes.txt",
        "1 passed over, with files but none that is read as a transcript: north",
    ]
