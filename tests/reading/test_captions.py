"""Captions: voices, roll-up, passages, and what is not talk."""

import math

import pytest

from inspired_analysis.errors import ReadingError
from inspired_analysis.plan import Plan
from inspired_analysis.reading import read


def test_voices_entities_tags_and_notes(write, said):
    text = (
        "WEBVTT - made by hand\nKind: captions\n\nNOTE\nnothing said\n\n7f3a/1-0\n00:01.000 --> 00:02.500 align:start\n"
        "<v.loud Anna Berg>Tea &amp; <i>cake</i>,\n<00:00:02.000><c>please.</c></v>\n\n00:03.000 --> 00:04.000\n"
        "<v Ben>No.</v> <v Anna Berg>Why?\n"
    )
    transcript = read(write(text, "talk.vtt"))
    assert said(transcript) == [("Anna Berg", "Tea & cake, please."), ("Ben", "No."), ("Anna Berg", "Why?")]
    assert list(transcript.turns["time_start"]) == [1.0, 3.0, 3.0]
    assert list(transcript.turns["time_end"]) == [2.5, 4.0, 4.0]
    assert list(transcript.turns["source"]) == ["talk.vtt:9-10", "talk.vtt:13", "talk.vtt:13"]
    account = transcript.accounts[0]
    assert account.lost == 0
    assert (
        account.excerpts["caption notes"]
        if "caption notes" in account.excerpts
        else account.set_aside["caption header"]
    )


def test_a_name_in_entities_is_a_name(write, said):
    text = "WEBVTT\n\n00:01.000 --> 00:02.500\n<v Jos&eacute; N&uacute;&ntilde;ez>&iexcl;R&D; AT&T &hola; &Ouml;l!\n"
    text += "\n00:03.000 --> 00:04.000\n<v Ben>Thank you N&uacute;&#241;ez&rsquo;s.\n"
    people = [{"label": "José Núñez", "pseudonym": "P01"}]
    transcript = read(write(text, "talk.vtt"), plan=Plan.model_validate({"participants": people}))
    assert said(transcript) == [("P01", "¡R&D; AT&T &hola; Öl!"), ("Ben", "Thank you [P01]’s.")]


def test_roll_up_captions_are_said_once(write):
    cues = ["one two", "three four", "five six", "seven eight", "nine ten"]
    blocks = []
    for i, cue in enumerate(cues):
        above = f"{cues[i - 1]}\n" if i else ""
        blocks.append(f"00:00:{i:02}.000 --> 00:00:{i + 1:02}.000\n{above}{cue}")
    transcript = read(write("WEBVTT\n\n" + "\n\n".join(blocks), "talk.vtt"))
    assert transcript.text == "one two three four five six seven eight nine ten"
    assert transcript.accounts[0].set_aside["repeated captions"] == sum(map(len, cues[:-1]))
    assert any("roll-up" in note for note in transcript.notes)


def test_people_may_repeat_themselves(write):
    text = "WEBVTT\n\n" + "\n\n".join(
        f"00:00:{i:02}.000 --> 00:00:{i + 1:02}.000\n{words}"
        for i, words in enumerate(
            ["Yeah.", "Yeah.", "I said so.", "We know.", "It is late.", "Then go.", "No.", "Fine."]
        )
    )
    assert read(write(text, "talk.vtt")).text.startswith("Yeah. Yeah.")


def test_unnamed_captions_become_passages_at_pauses_and_after_sixty_words(write):
    long = [f"word{i} " * 19 + "end." for i in range(6)]
    times = [0, 5, 10, 15, 20, 40]
    text = "\n\n".join(
        f"{i}\n00:00:{t:02},000 --> 00:00:{t + 5:02},000\n{words}"
        for i, (t, words) in enumerate(zip(times, long, strict=True), 1)
    )
    transcript = read(write(text, "talk.srt"))
    assert [len(t.split()) for t in transcript.turns["text"]] == [60, 40, 20]
    assert list(transcript.turns["time_start"]) == [0.0, 15.0, 40.0]
    assert set(transcript.turns["speaker"]) == {""}
    assert transcript.accounts[0].set_aside["caption ids"] == 6


def test_names_in_front_of_cues(write, said):
    text = (
        "1\n00:00:01,000 --> 00:00:02,000\nAnna Berg: I think\n2\n00:00:02,000 --> 00:00:03,000\nso.\n3\n"
        "00:00:03,000 --> 00:00:04,000\nBen Lo: No.\n\n4\n00:00:05,000 --> 00:00:06,000\nAnna Berg: Why?\n"
    )
    transcript = read(write(text, "talk.srt"))
    assert said(transcript) == [("Anna Berg", "I think so."), ("Ben Lo", "No."), ("Anna Berg", "Why?")]
    assert list(transcript.turns["time_end"]) == [3.0, 4.0, 6.0]


def test_captions_under_another_name_are_known_by_their_content(write):
    transcript = read(write("1\n00:00:01,000 --> 00:00:02,000\nHello.\n", "talk.txt"))
    assert transcript.accounts[0].format == "SubRip captions"
    assert transcript.text == "Hello."


@pytest.mark.parametrize(
    "text",
    ["WEBVTT\n\n00:01.000 --> 00:02.000\nA\x00B\n",
     "WEBVTT\n\n999999999999:00:00.000 --> 9999999999999:00:00.000\nAB\n",
     "\ufeffWEBVTT\r\r00:01.000 --> 00:02.000\r\nAB\r\n"],
)  # fmt: skip
def test_odd_captions_keep_their_words(text, write):
    transcript = read(write(text, "talk.vtt"))
    assert transcript.text == "AB"
    assert transcript.accounts[0].lost == 0
    assert not math.isnan(transcript.turns["time_start"][0])


def test_captions_without_words_are_refused(write):
    with pytest.raises(ReadingError, match="no cue with words"):
        read(write("WEBVTT\n\n00:01.000 --> 00:02.000\n\n", "talk.vtt"))
