"""Real transcripts and hostile files, where this machine has them. Nothing of them is shown or kept."""

import time

import pytest

from inspired_analysis.errors import ReadingError
from inspired_analysis.reading import read

from .measures import real_references

ONE_OF_EACH = ("uk-focus-groups", "interviews-asr", "interviews-pdf", "us-debates", "council-vtt", "council-srt",
               "layouts", "ami")  # fmt: skip
HOSTILE = (
    "billion_laughs.docx", "xxe_file.docx", "zipbomb_1GB.docx", "dup_member.docx", "docx_is_html.docx", "entity.qdpx",
    "src_traversal.qdpx", "no_project.qdpx",
)  # fmt: skip
NAMED = {"uk-focus-groups", "interviews-asr", "interviews-pdf", "us-debates"}


def _sound(transcript) -> None:
    turns = transcript.turns
    assert [transcript.text[s:e] for s, e in zip(turns["start"], turns["end"], strict=True)] == list(turns["text"])
    for account in transcript.accounts:
        assert account.lost == 0
        assert min(account.set_aside.values(), default=0) >= 0
        assert account.in_turns > 0.3 * account.characters or account.format.endswith("captions")


@pytest.mark.parametrize("folder", ONE_OF_EACH)
def test_the_first_transcript_of_each_kind_is_read(folder, shared):
    path = min((shared / "transcripts" / folder).iterdir())
    began = time.perf_counter()
    transcript = read(path)
    _sound(transcript)
    assert (len(transcript.speakers) > 1) == (folder in NAMED)
    assert path.suffix == ".pdf" or time.perf_counter() - began < 3


@pytest.mark.slow
def test_every_transcript_is_read_and_nothing_lost(shared):
    for path in sorted((shared / "transcripts").glob("*/*")):
        transcript = read(path)
        _sound(transcript)
        assert transcript.covered == (path.parent.name != "layouts"), path.name


@pytest.mark.parametrize("number", range(4))
def test_focus_groups_have_the_turns_that_people_found(number, shared):
    path, reference = real_references(shared)[number]
    turns = read(path).turns
    said = [(s, " ".join(t.split())) for s, t in zip(turns["speaker"], turns["text"], strict=True)]
    assert said == [(s, " ".join(t.split())) for s, t in reference]


def test_a_debate_is_the_same_from_text_and_from_its_table(shared):
    folder = shared / "transcripts/us-debates"
    text = read(folder / "us_election_2020_biden_town_hall.txt").turns
    rows = read(folder / "us_election_2020_biden_town_hall.csv").turns
    assert list(text["speaker"]) == list(rows["speaker"])
    assert list(text["time_start"]) == list(rows["time_start"])


@pytest.mark.slow
def test_every_bad_input_ends_in_text_or_one_refusal(shared):
    slowest = 0.0
    for path in sorted(p for p in (shared / "bad-inputs").rglob("*") if p.is_file()):
        began = time.perf_counter()
        try:
            lost = sum(account.lost for account in read(path).accounts)
        except ReadingError as refusal:
            lost = int("every character" in refusal.expected)
        assert lost == 0, path.name
        slowest = max(slowest, time.perf_counter() - began)
    assert slowest < 20


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused(name, shared):
    with pytest.raises(ReadingError):
        read(shared / "bad-inputs/synthetic" / name)
