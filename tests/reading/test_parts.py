"""Several files: parts in sequence, or one file for each speaker, told apart by what is in them."""

import pytest

from inspired_analysis.reading import read
from inspired_analysis.workshop import Participant, Plan

ANNA = [(0, 4, "I think so."), (10, 14, "Why not?"), (20, 24, "Well."), (24, 28, "And yet.")]
BEN = [(5, 9, "No, not at all."), (15, 19, "Because of it."), (30, 34, "So be it.")]
ORDER = ["I think so.", "No, not at all.", "Why not?", "Because of it.", "Well. And yet.", "So be it."]


def captions(cues, voice=""):
    return "WEBVTT\n\n" + "\n\n".join(
        f"00:00:{start:02}.000 --> 00:00:{end:02}.000\n{voice}{words}" for start, end, words in cues
    )


def _both(write, first, second, voices=("", "")):
    return [write(captions(ANNA, voices[0]), first), write(captions(BEN, voices[1]), second)]


def test_captions_named_after_their_speakers_are_merged_by_time(write):
    transcript = read(_both(write, "anna_berg.vtt", "Ben.vtt"))
    turns = transcript.turns
    assert list(turns["text"]) == ORDER
    assert list(turns["speaker"]) == ["Anna Berg", "Ben"] * 3
    assert list(turns["time_start"]) == [0, 5, 10, 15, 20, 30]
    assert list(turns["time_end"]) == [4, 9, 14, 19, 28, 34]
    assert list(turns["source"][:2]) == ["anna_berg.vtt:4", "Ben.vtt:4"]
    assert {account.layout for account in transcript.accounts} == {"one file per speaker"}
    for account, cues in zip(transcript.accounts, (ANNA, BEN), strict=True):
        assert account.lost == 0
        assert account.in_turns >= sum(len(words) for *_, words in cues)
    assert [transcript.quote(s, e) for s, e in zip(turns["start"], turns["end"], strict=True)] == ORDER


def test_the_plan_says_whose_file_it_is(write):
    one = Participant(label="track-1", pseudonym="P1", group="citizens")
    plan = Plan(participants=(one, Participant(label="track-2", role="facilitator")))
    paths = _both(write, "track-1.vtt", "track-2.vtt")
    turns = read(paths, plan=plan).turns
    assert list(turns["text"]) == ORDER
    assert list(turns["speaker"]) == ["P1", "track-2"] * 3
    assert list(turns["role"][:2]) == ["participant", "facilitator"]
    assert list(read(paths).turns["text"])[:2] != ORDER[:2]  # without it nothing says that the files are people


def test_a_single_voice_in_each_file_names_it(write):
    turns = read(_both(write, "part1.vtt", "part2.vtt", ("<v Anna>", "<v Ben>"))).turns
    assert list(turns["text"]) == ORDER
    assert list(turns["speaker"][:2]) == ["Anna", "Ben"]


@pytest.mark.parametrize(
    "names", [("part1.vtt", "part2.vtt"), ("Morning.vtt", "Afternoon.vtt"), ("a 1.vtt", "b 2.vtt")]
)
def test_files_that_name_nobody_are_parts(names, write):
    turns = read(_both(write, *names)).turns
    assert list(turns["text"]) == [*(w for *_, w in ANNA[:1]), *turns["text"][1:]]
    assert [source.split(":")[0] for source in turns["source"]] == sorted(
        (source.split(":")[0] for source in turns["source"]), key=list(names).index
    )
    assert set(turns["speaker"]) == {""}


def test_files_full_of_talk_at_the_same_times_are_parts_whatever_their_names(write):
    talk = [(i, i + 1, f"Word {i}.") for i in range(30)]
    transcript = read([write(captions(talk), "Anna.vtt"), write(captions(talk), "Ben.vtt")])
    assert set(transcript.turns["speaker"]) == {""}
    assert [s.split(":")[0] for s in transcript.turns["source"]] == ["Anna.vtt", "Ben.vtt"]


def test_numbers_that_programs_give_anew_in_each_file_are_told(write):
    parts = [write("Speaker 1: So.\nSpeaker 2: No.\nAnna: Why?\nSpeaker 1: Yes.\nAnna: So.\n", f"part{n}.txt")
             for n in (1, 2)]  # fmt: skip
    assert any(note.startswith("Speaker 1, Speaker 2: taken for the same people") for note in read(parts).notes)
    assert not any("taken for the same people" in note for note in read(parts[0]).notes)
    plan = Plan.model_validate({"participants": [{"label": "Speaker 1"}, {"label": "Speaker 2"}]})
    assert not any("taken for the same people" in note for note in read(parts, plan=plan).notes)
