"""Bytes: encodings, and everything that ends in one refusal in plain words."""

import pickle

import pytest

from inspired_analysis.errors import ReadingError
from inspired_analysis.reading import read

TALK = "Anna: Ça coûte cher, à mon avis, et les élèves paient.\nBen: Évidemment, c'est déjà payé.\nAnna: Où ça?\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1"]
)
def test_encodings(encoding, write):
    transcript = read(write(TALK.encode(encoding)))
    assert transcript.turns["text"][1] == "Évidemment, c'est déjà payé."
    assert any("not in UTF-8" in note for note in transcript.notes) == (encoding in ("cp1252", "latin-1"))


def test_damage_in_utf8_is_shown_and_said(write):
    transcript = read(write("Anna: café and naïve\nBen: caf".encode() + b"\xe9 \n" + "Anna: π\n".encode()))
    assert transcript.turns["text"][1] == "caf\ufffd"
    assert any("damaged" in note for note in transcript.notes)


def test_line_ends_of_every_kind_and_controls(write):
    transcript = read(write("Anna: one\r\nBen: two\rAnna: th\x00ree\u2028Ben: fo\u202eur\n".encode()))
    assert list(transcript.turns["text"]) == ["one", "two", "three", "four"]
    assert transcript.accounts[0].set_aside["control characters"] == 2
    assert transcript.accounts[0].lost == 0


def test_letters_and_marks_are_composed_once(write):
    transcript = read(write("Anna: e\u0301te\u0301 \u0644\u0627\nBen: no \U0001f1fa\U0001f1e6 \u200d yes\nAnna: ok\n"))
    assert transcript.turns["text"][0] == "été \u0644\u0627"
    assert transcript.turns["text"][1] == "no \U0001f1fa\U0001f1e6 \u200d yes"
    assert transcript.quote(transcript.turns["start"][1], transcript.turns["end"][1]) == transcript.turns["text"][1]


@pytest.mark.parametrize(
    ("content", "name", "found"),
    [
        (b"", "a.txt", "empty"),
        (b" \n\t\r\n", "a.txt", "white space"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00" * 20, "a.txt", "binary"),
        (b"RIFF\x00\x01\x02\x03WAVE" * 50, "a.mp3", "mp3"),
        (b"Anna: yes\n", "a.docx", "something else"),
        (b"Anna: yes\n", "a.pdf", "something else"),
        (b"PK\x03\x04" + b"\0" * 40, "a.xlsx", "damaged"),
        (b"PK\x03\x04" + b"\0" * 40, "a.txt", "archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.doc", "2007"),
        (b"<a/>", "a.xml", "xml"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_words(content, name, found, write):
    with pytest.raises(ReadingError) as refusal:
        read(write(content, name))
    error = refusal.value
    assert found in error.found
    assert name in error.where
    assert error.expected
    assert error.todo
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


@pytest.mark.parametrize("text", ["A: a\n" * 120_001, "\n" * 400_001 + "Anna: a"])
def test_far_more_lines_than_talk_has_are_refused(text, write):
    with pytest.raises(ReadingError, match="lines"):
        read(write(text))


def test_thousands_of_labels_and_empty_lines_take_no_time(write):
    import time

    began = time.process_time()
    read(write("".join(f"int{i}: Yes.\nBen: No.\n" for i in range(3_000))))
    read(write("".join(f"Nam{i} Bo\nYes, I do.\n" for i in range(3_000))))
    assert read(write("\n" * 20_000 + "Anna: Yes.\nBen: No.\nAnna: Why?\n")).text == "Yes.\nNo.\nWhy?"
    assert time.process_time() - began < 6


def test_a_missing_file_is_refused_without_its_folders(tmp_path):
    with pytest.raises(ReadingError, match="nothing there") as refusal:
        read(tmp_path / "deep" / "none.txt")
    assert str(tmp_path) not in str(refusal.value)


def test_a_loss_would_be_an_error(write, monkeypatch):
    """The account is no formality: a reader that swallows a word does not get through."""
    from inspired_analysis.reading import formats, plain

    def forgetful(raw, path):
        source = plain.read_plain(raw, path)
        return plain.Source(source.file, source.format, source.text, source.lines[:-2])

    monkeypatch.setitem(formats.READERS, ".txt", forgetful)
    with pytest.raises(ReadingError, match="lost"):
        read(write("Anna: one\nBen: two\nAnna: three\n"))
