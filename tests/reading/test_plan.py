"""The plan's participants, several files, notes, and what a transcript says of itself."""

import pytest

from inspired_analysis.errors import ReadingError
from inspired_analysis.reading import read, read_workshop
from inspired_analysis.workshop import Participant, Plan, Workshop

PLAN = Plan(
    id="w1",
    participants=(
        Participant(label="José Núñez", pseudonym="P01", group="civil society", aliases=("jose",)),
        Participant(label="Moderator", pseudonym="M", role="facilitator"),
        Participant(label="Li Wei", group="academia"),
    ),
)
TEXT = "MODERATOR: Welcome.\nJose Nunez: I agree.\njosé: And more.\nOtto: I do not.\nJosé  Núñez (NGO): Well.\n"


def test_labels_are_matched_whatever_their_case_space_and_accents(write):
    transcript = read(write(TEXT), plan=PLAN)
    assert list(transcript.turns["speaker"]) == ["M", "P01", "Otto", "P01"]
    assert list(transcript.turns["role"]) == ["facilitator", "participant", "participant", "participant"]
    assert list(transcript.turns["group"]) == ["", "civil society", "", "civil society"]
    assert transcript.turns["text"][1] == "I agree.\nAnd more."
    assert transcript.id == "w1"


def test_a_participant_without_a_pseudonym_is_not_who_has_no_label(write):
    transcript = read(write("We need water.\n\nMeters are wrong for us.\n"), plan=PLAN)
    assert set(transcript.turns["speaker"]) == {""}


def test_who_is_unknown_and_who_is_silent_is_said(write):
    transcript = read(write(TEXT), plan=PLAN)
    assert dict(zip(transcript.speakers["speaker"], transcript.speakers["known"], strict=True)) == {
        "M": True, "P01": True, "Otto": False,
    }  # fmt: skip
    notes = " ".join(transcript.notes)
    assert "Speakers not in the plan: Otto. Add them under “participants”." in notes
    assert "not in the transcript: Li Wei" in notes


def test_a_misspelt_label_is_told_without_telling_who_is_who(write):
    plan = Plan(participants=(Participant(label="Davd", pseudonym="X1"), Participant(label="Ana", pseudonym="X2")))
    talk = write("David: Hello there.\nAna: Good morning.\nDavid: Shall we?\nAna: Yes.\n")
    transcript = read(talk, plan=plan)
    assert set(transcript.speakers["speaker"]) == {"X1?", "X2"}
    notes = " ".join(transcript.notes)
    assert "X1? stands for a speaker whose label is spelled almost like a listed one" in notes
    assert "David" not in notes
    assert "Davd" not in notes


def test_a_listed_label_is_a_speaker_even_if_it_looks_like_none(write):
    plan = Plan(participants=(Participant(label="the lady in the second row"), Participant(label="Note")))
    text = "the lady in the second row: I disagree.\nNote: So do I.\n"
    assert list(read(write(text), plan=plan).turns["speaker"]) == ["the lady in the second row", "Note"]


def test_spellings_of_one_name_are_proposed_not_merged(write):
    text = "George Stephen: One.\nP1: A.\nP2: B.\nGeorge Stephan: Three.\nP1: C.\nGeorge Stephen: Five.\nP2: D.\n"
    transcript = read(write(text))
    assert {"George Stephen", "George Stephan"} <= set(transcript.speakers["speaker"])
    assert [n for n in transcript.notes if "may be one speaker" in n] == [
        "“George Stephen” and “George Stephan” may be one speaker; if so, list one of them under “aliases” of the "
        "other."
    ]


def test_a_name_and_its_part_are_proposed_as_one_if_nobody_else_has_it(write):
    text = ("Savannah Guthrie: One.\nSavannah: Two.\nAnna Berg: A.\nAnna Holm: B.\nAnna: C.\n"
            "Moderator: D.\nModerator Josephine: E.\n")
    assert [n[:50] for n in read(write(text * 2)).notes if "may be one speaker" in n] == [
        "“Savannah” and “Savannah Guthrie” may be one speak"]


def test_one_speaker_is_said_to_be_too_few(write):
    notes = read(write("Anna: I think so.\n\nAnna: And so on.\n")).notes
    assert any("Only one speaker" in note for note in notes)


def test_several_files_are_parts_in_order(write):
    first = write("Anna: One.\nBen: Two.\n", "part1.txt")
    second = write("Ben: Three.\nAnna: Four.\n", "part2.txt")
    transcript = read([first, second])
    assert list(transcript.turns["text"]) == ["One.", "Two.", "Three.", "Four."]
    assert list(transcript.turns["source"]) == ["part1.txt:1", "part1.txt:2", "part2.txt:1", "part2.txt:2"]
    assert [a.file for a in transcript.accounts] == ["part1.txt", "part2.txt"]
    assert [
        transcript.quote(s, e) for s, e in zip(transcript.turns["start"], transcript.turns["end"], strict=True)
    ] == list(transcript.turns["text"])


def test_a_workshop_s_folder_is_read_with_its_plan(tmp_path):
    (tmp_path / "workshop.yaml").write_text(
        "id: dam-1\nlanguage: en\nparticipants:\n  - {label: Anna, pseudonym: P9}\n"
    )
    (tmp_path / "talk.txt").write_text("Anna: One.\nBen: Two.\nAnna: Three.\n")
    for transcript in (read(tmp_path), read_workshop(Workshop.load(tmp_path))):
        assert transcript.id == "dam-1"
        assert list(transcript.turns["speaker"]) == ["P9", "Ben", "P9"]


def test_another_language_is_not_covered(write):
    german = (
        "Anna: Ich denke, dass wir das nicht so machen können, weil es uns zu teuer ist und auch zu lange dauert.\n" * 3
    )
    transcript = read(write(german))
    assert not transcript.covered
    assert any("German" in note for note in transcript.notes)
    assert read(write(german), plan=Plan(language="de")).covered
    assert not read(
        write("Олена: Дякую вам, колеги, прошу зайти в зал.\nІван: Так, дуже добре, я згоден.\n" * 3)
    ).covered
    assert read(
        write("Anna: I think that we are not able to do it, and so it is.\nBen: Yeah, no, I know that.\n")
    ).covered


def test_no_file_is_an_error():
    with pytest.raises(ReadingError):
        read([])


def test_names_that_differ_in_an_accent_may_be_two_people(write):
    plan = Plan(participants=(Participant(label="José", group="media"), Participant(label="Jose", group="academia")))
    transcript = read(write("José: I think so.\nJose: No.\nJOSÉ: Why?\nJose: Because.\n"), plan=plan)
    assert list(transcript.turns["group"]) == ["media", "academia", "media", "academia"]


def test_parts_come_in_the_order_of_their_numbers(tmp_path):
    for n in (1, 2, 10):
        (tmp_path / f"part{n}.txt").write_text(f"Anna: This is {n}.\nBen: I know.\n")
    assert [file.name for file in Workshop.load(tmp_path).files] == ["part1.txt", "part2.txt", "part10.txt"]


def test_two_exports_of_one_talk_are_told(tmp_path):
    said = ["We need the water in August.", "I see that, but who pays for it in the end?", "The city does, as before."]
    people = ("Anna", "Ben", "Anna")
    cues = [f"0:0{n}.0 --> 0:0{n}.9\n<v {who}>{words}" for n, (who, words) in enumerate(zip(people, said, strict=True))]
    (tmp_path / "talk.vtt").write_text("WEBVTT\n\n" + "\n\n".join(cues))
    (tmp_path / "talk.txt").write_text("\n".join(f"{who}: {words}" for who, words in zip(people, said, strict=True)))
    assert any("talk.txt and talk.vtt hold mostly the same words" in note for note in read(tmp_path).notes)
    (tmp_path / "talk.vtt").write_text("WEBVTT\n\n0:01.0 --> 0:02.0\n<v Anna>Now to the roads, which are bad in May.")
    assert not any("same words" in note for note in read(tmp_path).notes)
