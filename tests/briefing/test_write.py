"""Writing: all or nothing, and the same bytes every time."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import inspired_analysis as ia
from inspired_analysis import briefing
from inspired_analysis.atomic import write_whole
from inspired_analysis.briefing.edits import Edits, save_edits
from inspired_analysis.errors import RunError
from inspired_analysis.exchange import write_qdc

from .conftest import analysis_of, no_figures

NAMES = {"brief.html", "brief.md", "findings.json", "turns.csv", "codings.csv"}


@pytest.fixture(scope="module")
def analysis(village):
    with no_figures():
        yield analysis_of(village)


def contents(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir()}


def test_returns_what_it_wrote(analysis, tmp_path):
    files = ia.write_brief(analysis, tmp_path / "deep" / "down")
    assert {f.name for f in files} == NAMES
    assert all(f.stat().st_size for f in files)


@pytest.mark.parametrize("at", range(len(NAMES)))
@pytest.mark.parametrize("step", ["_write", "rename"])
def test_a_failure_leaves_no_part_behind_and_no_half_file(analysis, tmp_path, monkeypatch, at, step):
    folder = tmp_path / "out"
    folder.mkdir()
    for name in NAMES:
        (folder / name).write_text("the previous one")
    calls = []

    def failing(real):
        def call(path, *rest):
            calls.append(path)
            if len(calls) > at:
                if step == "_write":
                    path.write_text("hal")  # the disk fills up in the middle of a file
                raise OSError(28, "No space left on device")
            return real(path, *rest)

        return call

    if step == "_write":
        monkeypatch.setattr(briefing, "_write", failing(briefing._write))
    else:
        monkeypatch.setattr(Path, "replace", failing(Path.replace))
    with pytest.raises(RunError, match=r"No space left on device.*--out"):
        ia.write_brief(analysis, folder)
    monkeypatch.undo()
    after = contents(folder)
    assert set(after) == NAMES
    kept = [name for name, text in after.items() if text == b"the previous one"]
    # Renaming is the last step: what was renamed is whole, the rest is as it was.
    assert len(kept) == len(NAMES) - (at if step == "rename" else 0)


def test_what_no_file_can_hold_and_ctrl_c_leave_nothing_half_written(tmp_path, monkeypatch):
    (tmp_path / "brief.md").write_text("the previous one")
    with pytest.raises(UnicodeEncodeError):
        briefing.put({"brief.html": "whole", "brief.md": "half a character: \ud800"}, tmp_path)
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
    for write in (lambda: write_whole(tmp_path / "index.html", b"new"), lambda: save_edits(Edits(), tmp_path),
                  lambda: write_qdc((), tmp_path / "codes.qdc")):  # fmt: skip
        with pytest.raises(KeyboardInterrupt):
            write()
    assert contents(tmp_path) == {"brief.md": b"the previous one"}


def test_a_file_where_the_folder_should_be_is_said(analysis, tmp_path):
    (tmp_path / "taken").write_text("")
    with pytest.raises(RunError, match="expected a folder"):
        ia.write_brief(analysis, tmp_path / "taken")


def test_the_folder_of_the_transcripts_is_refused(analysis, tmp_path):
    workshop = replace(analysis.workshop, files=(tmp_path / "talk.txt",))
    with pytest.raises(RunError, match="found that of the transcripts"):
        ia.write_brief(replace(analysis, workshop=workshop), tmp_path)
    assert not list(tmp_path.iterdir())


def test_an_older_brief_is_replaced(analysis, tmp_path):
    ia.write_brief(analysis, tmp_path)
    first = contents(tmp_path)
    (tmp_path / "brief.html").write_text("old")
    ia.write_brief(analysis, tmp_path)
    assert contents(tmp_path) == first


@pytest.mark.slow
def test_every_format_has_the_same_bytes_in_another_process(tmp_path):
    workshop = Path(__file__).resolve().parents[2] / "data" / "raw" / "sarna-water-2"
    program = """
import sys
import inspired_analysis as ia
from inspired_analysis.briefing import FORMATS
from inspired_analysis.coding.cues import CueCoder
ia.write_brief(ia.analyse(ia.Workshop.load(sys.argv[1]), coders=[CueCoder()]), sys.argv[2], formats=FORMATS)
"""
    pytest.importorskip("typst", reason="typst comes with the extra 'pdf'")
    for seed in ("1", "77"):
        subprocess.run([sys.executable, "-c", program, workshop, tmp_path / seed], check=True, timeout=300,
                       env={**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": "C", "TZ": f"UTC+{seed[0]}"})  # fmt: skip
    assert set(contents(tmp_path / "1")) == NAMES | {"brief.pdf", "brief.docx"}
    assert contents(tmp_path / "1") == contents(tmp_path / "77")
