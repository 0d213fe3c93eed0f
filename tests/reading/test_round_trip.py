"""Talk written down in any layout is read back as the same talk, and every character is accounted for."""

import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from strategies import WRITERS, Talk, stamp, talks

from inspired_analysis.reading import formats, read

pytestmark = pytest.mark.usefixtures("in_process")
MANY = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
TIMED = {"time in brackets before", "time before", "time in brackets after", "time after the colon",
         "own line with time", "vtt voices", "srt names", "csv"}  # fmt: skip


def expected(talk: Talk) -> Talk:
    return [(unicodedata.normalize("NFC", name), unicodedata.normalize("NFC", words)) for name, words in talk]


@pytest.mark.parametrize("layout", WRITERS)
@given(talk=talks())
@MANY
def test_the_same_turns_come_back(layout: str, talk: Talk, tmp_path):
    suffix, write = WRITERS[layout]
    path = tmp_path / f"talk{suffix}"
    path.write_bytes(write(talk))
    transcript = read(path)
    turns = transcript.turns
    assert list(zip(turns["label"], turns["text"], strict=True)) == expected(talk), transcript.accounts[0].layout
    assert all(transcript.text[s:e] == t for s, e, t in zip(turns["start"], turns["end"], turns["text"], strict=True))
    assert list(turns["turn"]) == list(range(1, len(turns) + 1))
    assert transcript.accounts[0].lost == 0
    assert min(transcript.accounts[0].set_aside.values()) >= 0
    followed = "".join(trace.text for trace in transcript.accounts[0].trail)
    assert sorted("".join(followed.split())) == sorted("".join(formats.load(path).text.split()))
    if layout in TIMED:
        assert [stamp(int(t)) for t in turns["time_start"]] == [stamp(7 * i) for i in range(len(talk))]


@given(talk=talks())
@MANY
def test_characters_of_a_text_file_are_those_of_its_text(talk: Talk, tmp_path):
    text = "\n".join(f"{name}: {words}" for name, words in talk)
    path = tmp_path / "talk.txt"
    path.write_text(text, encoding="utf-8", newline="\r\n")
    account = read(path).accounts[0]
    assert account.characters == len(unicodedata.normalize("NFC", text))
    labels = sum(len(unicodedata.normalize("NFC", name)) + 1 for name, _ in talk)
    assert account.set_aside["speaker labels"] == labels
    assert account.in_turns == sum(len(words) for _, words in expected(talk))
