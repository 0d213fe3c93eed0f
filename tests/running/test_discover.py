"""Which folders are taken for workshops."""

import pytest

from inspired_analysis.errors import InspiredError, RunError
from inspired_analysis.running import discover
from inspired_analysis.running.check import left_aside
from inspired_analysis.running.discover import find_workshops, load_workshops, passed_over, shut, without_talk


def _touch(root, *files):
    for file in files:
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text("Anna: Yes.")


def _found(root) -> list[str]:
    return [p.relative_to(root).as_posix() for p in find_workshops(root)]


def test_subfolders_count_and_a_stray_file_at_the_top_does_not(tmp_path):
    _touch(tmp_path, "notes.txt", "b/talk.docx", "a/workshop.yaml", "year/c/talk.vtt", "d/README.md")
    assert _found(tmp_path) == ["a", "b", "year/c"]


def test_a_folder_with_a_plan_or_one_transcript_is_the_workshop_itself(tmp_path):
    _touch(tmp_path, "one/workshop.yaml", "one/old/talk.txt", "two/talk.txt")
    assert _found(tmp_path / "one") == ["."]
    assert _found(tmp_path / "two") == ["."]


def test_several_transcripts_are_parts_with_a_plan_and_workshops_without(tmp_path):
    _touch(tmp_path, "parts/workshop.yaml", "parts/1.txt", "parts/2.txt", "groups/fg1.txt", "groups/fg2.txt")
    assert _found(tmp_path) == ["groups/fg1.txt", "groups/fg2.txt", "parts"]


def test_briefs_hidden_folders_and_links_are_left_out(tmp_path):
    _touch(tmp_path, "reports/a/findings.json", "reports/a/turns.csv", ".cache/talk.txt", "a/talk.txt")
    (tmp_path / "link").symlink_to(tmp_path / "a")
    assert _found(tmp_path) == ["a"]


def test_a_missing_folder_is_said(tmp_path):
    with pytest.raises(RunError, match="found nothing there"):
        find_workshops(tmp_path / "nowhere")


def test_what_lies_beside_or_below_a_workshop_is_known(tmp_path):
    _touch(tmp_path, "notes.txt", "2024/notes.txt", "2024/spring/talk.txt", "2024/autumn/workshop.yaml",
           "2023/may/a.txt", "2023/may/b.txt", "plan/workshop.yaml", "plan/talk.txt", "plan/old/talk.txt",
           "reports/a/findings.json", "reports/a/brief.md")  # fmt: skip
    assert _found(tmp_path) == ["2023/may/a.txt", "2023/may/b.txt", "2024", "plan"]
    hidden = [p.relative_to(tmp_path).as_posix() for p in passed_over(tmp_path)]
    assert hidden == ["notes.txt", "2024/autumn", "2024/spring/talk.txt"]
    assert [p.name for p in passed_over(tmp_path / "2024")] == ["notes.txt"]
    assert passed_over(tmp_path / "plan") == []


def test_a_folder_with_files_and_no_talk_is_known(tmp_path):
    _touch(tmp_path, "north/talk.doc", "2024/notes.doc", "2024/spring/talk.txt", "2024/spring/photos/1.jpg",
           "2024/autumn/talk.pages", "groups/a.txt", "groups/b.txt", "groups/decisions/a.R1.jsonl",
           "decisions/x.R1.jsonl", "out/.runs.jsonl", "out/index.html", "out/a/findings.json", "out/a/brief.ipynb",
           "empty/.keep")  # fmt: skip
    assert [p.relative_to(tmp_path).as_posix() for p in without_talk(tmp_path)] == ["2024/autumn", "north"]


def test_a_wrong_plan_is_said_and_the_others_are_loaded(tmp_path):
    _touch(tmp_path, "a/talk.txt", "b/talk.txt")
    (tmp_path / "b/workshop.yaml").write_text("datum: May\n")
    told = []
    assert [w.id for w in load_workshops(tmp_path, told.append)] == ["a"]
    assert len(told) == 1
    assert all(part in told[0] for part in ("b/workshop.yaml", "datum"))
    with pytest.raises(InspiredError, match="datum"):
        load_workshops(tmp_path / "b", told.append)


def test_a_folder_that_may_not_be_opened_is_passed_over_and_said(tmp_path, monkeypatch):
    _touch(tmp_path, "lost+found/talk.txt", "year/a/talk.txt", "year/closed/talk.txt")
    closed = {tmp_path / "lost+found", tmp_path / "year/closed"}  # whoever runs tests as root may open everything
    monkeypatch.setattr(discover.os, "access", lambda path, mode: path not in closed)
    assert _found(tmp_path) == ["year/a"]
    assert shut(tmp_path) == sorted(closed)
    assert left_aside(tmp_path) == ["2 passed over, which may not be opened: lost+found, year/closed."]
