"""Kept stages: they are what they were, and are done again exactly when what went into them has changed."""

import shutil
from dataclasses import fields
from pathlib import Path

import pandas as pd
import pytest
import yaml

import inspired_analysis as ia
from inspired_analysis import coding, reading
from inspired_analysis.stages import NOT_CODED, NOT_READ, Stages
from inspired_analysis.transcript import Transcript
from inspired_analysis.versions import digest, made_by
from inspired_analysis.workshop import Plan, Workshop

RAW = Path(__file__).resolve().parent.parent / "data" / "raw"
TALK = """Moderator: What do you make of it?
Anna: I think that the ferry is a good idea, because our costs have doubled.
Ben: We will not pay for it. That is our red line.
"""
PLAN = {"title": "Spring", "assumptions": ["People want the ferry."], "participants": [{"label": "Anna"}]}


@pytest.fixture
def home(tmp_path):
    home = tmp_path / "spring"
    home.mkdir()
    (home / "talk.txt").write_text(TALK)
    (home / "workshop.yaml").write_text(yaml.safe_dump(PLAN))
    return home


@pytest.fixture
def worked(monkeypatch):
    """Note which stages are really done."""
    done = []

    def noted(name, work):
        def wrapper(*args, **options):
            done.append(name)
            return work(*args, **options)

        return wrapper

    class Marks:
        name, key = "marks", "marks 1"

        def code(self, transcript, workshop):
            return ia.code(transcript, workshop, coders=[])

    monkeypatch.setattr(reading, "read_workshop", noted("read", reading.read_workshop), raising=False)
    monkeypatch.setattr(coding, "code", noted("code", coding.code))

    def work(home: Path, kept: Path, key: str = "marks 1") -> list[str]:
        done.clear()
        Marks.key = key
        ia.analyse(Workshop.load(home), kept=kept, coders=[Marks()])
        return list(dict.fromkeys(done))

    return work


def _same(one: Transcript, other: Transcript) -> None:
    for field in fields(Transcript):
        here, there = getattr(one, field.name), getattr(other, field.name)
        if isinstance(here, pd.DataFrame):
            pd.testing.assert_frame_equal(here, there)
        else:
            assert (type(here), here) == (type(there), there), field.name


@pytest.mark.parametrize("name", ["sarna-water-1", "sarna-water-2", "sarna-water-3"])
def test_a_kept_transcript_is_the_transcript_with_every_field(name, tmp_path):
    workshop = Workshop.load(RAW / name)
    read = Stages(tmp_path).read(workshop)
    _same(Stages(tmp_path).read(workshop), read)
    _same(Stages().read(workshop), read)


def test_kept_codings_are_the_codings(home, tmp_path):
    first, kept, none = (ia.analyse(Workshop.load(home), kept=k) for k in (tmp_path / "k", tmp_path / "k", None))
    assert len(first.codings)
    pd.testing.assert_frame_equal(first.codings, kept.codings)
    pd.testing.assert_frame_equal(first.codings, none.codings)


@pytest.mark.parametrize(("change", "again"), [
    ({}, []),
    ({"title": "Summer", "date": "2024-05-01", "place": "Ilvo"}, []),
    ({"assumptions": ["People want the bridge."]}, ["code"]),
    ({"participants": [{"label": "Anna", "group": "citizens"}]}, ["read", "code"]),
])  # fmt: skip
def test_a_changed_plan_costs_the_stages_that_it_changes(home, tmp_path, worked, change, again):
    assert worked(home, tmp_path / "k") == ["read", "code"]
    (home / "workshop.yaml").write_text(yaml.safe_dump(PLAN | change))
    assert worked(home, tmp_path / "k") == again
    assert worked(home, tmp_path / "k") == []


def test_a_changed_transcript_costs_both_and_a_file_beside_it_neither(home, tmp_path, worked):
    worked(home, tmp_path / "k")
    (home / "decisions.jsonl").write_text("{}")
    assert worked(home, tmp_path / "k") == []
    (home / "part 2.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    assert worked(home, tmp_path / "k") == ["read", "code"], "it may hold talk, and is not read: the brief says so"
    (home / "talk.txt").write_text(TALK + "Anna: So be it.\n")
    assert worked(home, tmp_path / "k") == ["read", "code"]


DAMAGE = [lambda b: b[:-1], lambda b: b.replace(b"Anna", b"Anne"), lambda b: b"", lambda b: b"[]"]


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_stage_is_done_again(home, tmp_path, worked, damage):
    worked(home, tmp_path / "k")
    file = tmp_path / "k" / "transcript.json"
    file.write_bytes(damage(file.read_bytes()))
    assert worked(home, tmp_path / "k") == ["read"]
    assert worked(home, tmp_path / "k") == []


def test_another_coder_is_another_stage_and_a_new_program_does_everything_again(home, tmp_path, worked, monkeypatch):
    worked(home, tmp_path / "k")
    monkeypatch.setattr("inspired_analysis.stages.made_by", lambda *rooms: "newer")
    assert worked(home, tmp_path / "k") == ["read", "code"]
    ia.analyse(Workshop.load(home), kept=tmp_path / "k")
    assert worked(home, tmp_path / "k") == ["code"]
    assert worked(home, tmp_path / "k", key="marks 2") == ["code"]
    # A coder that does not say when its judgement changes is asked every time.
    assert [worked(home, tmp_path / "k", key="") for _ in range(2)] == [["code"], ["code"]]
    assert worked(home, tmp_path / "k", key="marks 2") == []


def test_what_cannot_be_kept_is_no_failure(home, tmp_path):
    (tmp_path / "k").write_text("a file where the folder should be")
    assert len(ia.analyse(Workshop.load(home), kept=tmp_path / "k").turns) == 3


def test_no_stage_looks_at_what_its_key_leaves_out(home):
    """Two plans that differ in all of that, and in nothing else, give the same."""
    short = Workshop.load(home)
    plan = yaml.safe_load((RAW / "sarna-water-3" / "workshop.yaml").read_text(encoding="utf-8"))
    other = {"title": "Ferries", "date": "1999-01-01", "place": "Mars", "phase": "consensus building", "dialogue": "x",
             "goal": "Rest", "issue": "Boats", "assumptions": ["Boats float."], "options": [], "criteria": ["speed"]}
    assert set(other) == NOT_READ
    loaded = Workshop.load(RAW / "sarna-water-3")
    read = []
    for told in (plan, plan | other):
        workshop = Workshop(loaded.id, Plan.model_validate(told), loaded.files, has_plan=True)
        read.append(reading.read_workshop(workshop))
    _same(*read)
    without = plan | {k: v for k, v in other.items() if k in NOT_CODED}
    talk = reading.read_workshop(short)
    coded = [ia.code(talk, Workshop(loaded.id, Plan.model_validate(p), loaded.files)) for p in (plan, without)]
    pd.testing.assert_frame_equal(*coded)


def test_a_digest_knows_where_parts_end():
    assert len({digest("ab", "c"), digest("a", "bc"), digest("abc"), digest("abc", "")}) == 4


def test_versions_follow_the_code_of_the_rooms_that_are_asked_for(tmp_path, monkeypatch):
    from inspired_analysis import versions

    copy = tmp_path / "inspired_analysis"
    shutil.copytree(versions.HOME, copy, ignore=shutil.ignore_patterns("__pycache__", "*.npz"))
    monkeypatch.setattr(versions, "HOME", copy)

    def seen() -> list[str]:
        made_by.cache_clear()
        versions._hash.cache_clear()
        return [made_by(), made_by("reading"), made_by("coding", "models")]

    before = seen()
    for file, changed in {"coding/cues.py": [True, False, True], "reading/turns.py": [True, True, False],
                          "tables.py": [True, True, True], "running/watch.py": [False] * 3}.items():
        (copy / file).write_text((copy / file).read_text() + "\n# changed")
        after = seen()
        assert [a != b for a, b in zip(after, before, strict=True)] == changed, file
        before = after
    made_by.cache_clear()
