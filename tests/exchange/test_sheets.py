"""Tables and spreadsheets: every quote a slice, formulas stay text, and an edited sheet becomes decisions."""

import io
import shutil
import subprocess
from dataclasses import replace

import pytest
from deciding.conftest import PROPOSED
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook as Book
from openpyxl import load_workbook

import inspired_analysis as ia
from inspired_analysis.cells import guarded, plain
from inspired_analysis.deciding import Log
from inspired_analysis.errors import ExchangeError, ReadingError
from inspired_analysis.exchange import export_project, import_project, read_qdpx, write_qdpx
from inspired_analysis.exchange.cells import from_cell, put
from inspired_analysis.exchange.matrices import SHEET_COLUMNS, matrices
from inspired_analysis.exchange.sheets import import_sheet, write_sheets
from inspired_analysis.recode import rename_code, take_back
from inspired_analysis.workshop import Workshop

SOFFICE = shutil.which("soffice")
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
TRICKY = st.sampled_from(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "'=1", "''", "_x0041_", "_x005F_x0041_",
                          "#N/A", "1e5", " x ", ""])  # fmt: skip


@pytest.fixture
def analysis(workshop):
    return ia.analyse(workshop, coders=[PROPOSED])


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXT | TRICKY, min_size=1, max_size=8))
def test_cells_come_back_exact_and_none_is_a_formula(texts):
    book = Book()
    for i, text in enumerate(texts, 1):
        put(book.active.cell(i, 1), text)
    out = io.BytesIO()
    book.save(out)
    sheet = load_workbook(io.BytesIO(out.getvalue())).active
    for i, text in enumerate(texts, 1):
        cell = sheet.cell(i, 1)
        assert cell.data_type != "f"
        assert from_cell(cell) == text
        assert not text.startswith(("=", "+", "-", "@")) or cell.quotePrefix


@settings(deadline=None)
@given(TEXT | TRICKY)
def test_csv_cells_come_back_exact(text):
    assert plain(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_every_table_says_what_it_should(analysis):
    tables = matrices(analysis)
    codings = tables["codings"]
    assert codings["words"].tolist() == [p[0] for p in PROPOSED.said]
    quotes = tables["quotes"].set_index("statement")
    assert quotes.loc["A1", "farmers"] == "supports: “farmers will accept meters” (Anna, turn 2)"
    assert tables["case by code"].to_numpy().tolist() == [["Anna", "farmers", 1, 1], ["Ben", "villages", 1, 1]]
    counts = tables["code by group"].set_index("code")
    assert counts.loc["interest", ["codings", "people", "farmers", "villages"]].tolist() == [2, 2, "1 (1)", "1 (1)"]
    framework = tables["framework"].set_index("speaker")
    assert "the costs are hard on you" in framework.loc["Ben", "interest"]
    assert tables["overlaps"].empty
    assert tables["co-occurrence"].set_index("code").loc["stance", "stance"] == 2


def test_what_nobody_known_said_is_quoted_and_of_no_number_of_people(workshop, folder):
    (folder / "talk.txt").write_text("The water is too dear.\n\nI think that meters are wrong.\n\nWe need help.\n")
    said = (("meters are wrong", "stance", "opposes", "A1"), ("too dear", "interest", ""), ("help", "interest", ""))
    tables = matrices(ia.analyse(Workshop.load(folder), coders=[replace(PROPOSED, said=said)]))
    assert tables["quotes"]["no group"].tolist() == ["opposes: “meters are wrong” (unattributed, turn 2)"]
    counts = tables["code by group"].set_index("code")
    assert counts.loc["interest", ["codings", "people", "no group"]].tolist() == [2, 0, "2 (0)"]


def test_what_overlaps_is_shown_with_the_words_in_common(workshop):
    said = (("Our costs have doubled", "interest", ""), ("doubled and we need help", "reason", ""))
    told = replace(PROPOSED, said=said)
    tables = matrices(ia.analyse(workshop, coders=[told]))
    assert tables["overlaps"][["code", "other", "words"]].to_numpy().tolist() == [["interest", "reason", "doubled"]]
    assert tables["co-occurrence"].set_index("code").to_numpy().tolist() == [[1, 1], [1, 1]]


def _edit(path, edits: dict[tuple[int, str], object], new: tuple[dict, ...] = ()) -> None:
    """Change cells (row of the table from 0, column) of the coding sheet, and add rows, as a person would."""
    book = load_workbook(path)
    sheet = book["codings"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for (row, column), value in edits.items():
        sheet.cell(row + 2, columns[column]).value = value
    for row in new:
        last = sheet.max_row + 1
        for column, value in row.items():
            sheet.cell(last, columns[column]).value = value
    book.save(path)


def test_an_edited_sheet_becomes_decisions_once(analysis, workshop, tmp_path):
    path = write_sheets(analysis, tmp_path / "codings.xlsx")
    _edit(path, {(0, "decision"): "accept", (1, "decision"): "Reject", (2, "value"): "opposes", (3, "memo"): "=Unsure"},
          ({"turn": 5, "words": "I understand that", "code": "acknowledgement", "target": "Anna"},
           {"turn": 5, "words": "never said", "code": "interest"}, {"turn": 1, "words": "Will"},
           {"decision": "perhaps", "turn": 5, "words": "I understand", "code": "interest"}))  # fmt: skip
    done = import_sheet(path, workshop, who="R1")
    assert (done.decisions, done.memos, done.already) == (4, 1, 0)
    assert done.problems == (
        "row 7: its words are not in the transcript, turn 5", "row 8: no code",
        "row 9: decision is 'perhaps', not accept or reject",
    )  # fmt: skip
    after = ia.analyse(workshop, coders=[PROPOSED])
    assert after.review.sentence == "R1 checked 3 of 4 proposed codings: 1 accepted, 1 changed, 1 rejected; 1 added."
    assert after.review.memos["text"].tolist() == ["=Unsure"]
    again = import_sheet(path, workshop, who="R1")
    assert (again.decisions, again.memos, again.already) == (0, 0, 5)


def test_a_row_that_was_copied_and_changed_is_a_coding_more(analysis, workshop, tmp_path):
    path = write_sheets(analysis, tmp_path / "codings.xlsx")
    rows = load_workbook(path)["codings"].iter_rows(values_only=True)
    columns, *rows = rows
    copied = dict(zip(columns, rows[1], strict=True))
    _edit(path, {}, ({**copied, "code": "reason", "value": "experience"},
                     {**copied, "code": "constraint", "value": ""}))  # fmt: skip
    assert import_sheet(path, workshop, who="R1").decisions == 2
    codings = ia.analyse(workshop, coders=[PROPOSED]).codings
    assert codings[codings["turn"] == 2]["code"].tolist() == ["stance", "constraint", "interest", "reason"]
    assert import_sheet(path, workshop, who="R1").already == 2
    # Where no row is as it was, the first says what became of the coding.
    _edit(path, {(1, "value"): "voice"})
    assert import_sheet(path, workshop, who="R2").decisions == 3
    assert ia.analyse(workshop, coders=[PROPOSED]).review.changed == 1


def test_rows_of_one_thing_do_not_take_turns_with_every_import_and_double_rows_count_once(workshop, tmp_path):
    said = (("farmers will accept meters", "stance", "supports", "A1"), ("we need help", "stance", "opposes", "A1"),
            ("Our costs have doubled", "interest", "livelihood"), ("Our costs", "interest", "livelihood"))  # fmt: skip
    told = replace(PROPOSED, said=said)
    path = write_sheets(ia.analyse(workshop, coders=[told]), tmp_path / "codings.xlsx")
    columns, *rows = load_workbook(path)["codings"].iter_rows(values_only=True)
    first = {**dict(zip(columns, rows[0], strict=True)), "decision": "accept", "memo": "Sure?"}
    _edit(path, {(i, "decision"): "accept" for i in range(4)} | {(0, "memo"): "Sure?"}, (first,))
    assert import_sheet(path, workshop, who="R1").decisions == 4
    held = ia.analyse(workshop, coders=[]).codings
    assert held[["code", "value"]].to_numpy().tolist() == [["interest", "livelihood"], ["stance", "opposes"]]
    again = import_sheet(path, workshop, who="R1")
    assert (again.decisions, again.memos, again.already) == (0, 0, 7)
    after = ia.analyse(workshop, coders=[])
    assert after.codings.equals(held)
    assert after.review.memos["text"].tolist() == ["Sure?"]


def test_a_changed_row_takes_the_coding_away_though_what_it_became_was_there(analysis, workshop, tmp_path):
    path = write_sheets(analysis, tmp_path / "codings.xlsx")
    columns, *rows = load_workbook(path)["codings"].iter_rows(values_only=True)
    reason = {"code": "reason", "value": "experience"}
    _edit(path, {}, ({**dict(zip(columns, rows[1], strict=True)), **reason},))
    import_sheet(path, workshop, who="R1")
    _edit(path, {(1, column): value for column, value in reason.items()})
    for new in (1, 0):
        assert import_sheet(path, workshop, who="R1").decisions == new
        codings = ia.analyse(workshop, coders=[PROPOSED]).codings
        assert codings[codings["turn"] == 2]["code"].tolist() == ["stance", "reason"]


def test_a_code_that_was_renamed_since_the_sheet_went_out_has_its_new_name(workshop, folder, tmp_path):
    (folder / "codes.yaml").write_text("codes: [{code: Money}]\n")
    told = replace(PROPOSED, said=(("Our costs have doubled", "Money", ""), ("the costs are hard", "Money", "")))
    path = write_sheets(ia.analyse(Workshop.load(folder), coders=[told]), tmp_path / "codings.xlsx")
    _edit(path, {(0, "decision"): "accept", (1, "decision"): "reject"},
          ({"turn": 5, "words": "I understand that", "code": "Money"},))  # fmt: skip
    assert import_sheet(path, Workshop.load(folder), who="R1").decisions == 3
    rename_code(Workshop.load(folder), "Money", "Cash", who="R1")
    done = import_sheet(path, Workshop.load(folder), who="R1")
    assert (done.decisions, done.already, done.problems) == (0, 3, ())
    assert ia.analyse(Workshop.load(folder), coders=[told]).codings["code"].tolist() == ["Cash", "Cash"]


def test_whom_a_coding_is_towards_has_the_pseudonym_that_was_given_since(analysis, workshop, folder, tmp_path):
    path = write_sheets(analysis, tmp_path / "codings.xlsx")
    _edit(path, {}, ({"turn": 5, "words": "I understand that", "code": "acknowledgement", "target": "Anna"},))
    assert import_sheet(path, workshop, who="R1").decisions == 1
    plan = folder / "workshop.yaml"
    plan.write_text(plan.read_text().replace("label: Anna,", "label: Anna, pseudonym: P01,"))
    named = ia.analyse(Workshop.load(folder), coders=[PROPOSED])
    assert named.learning["of"].tolist() == ["P01"]
    files = ia.write_brief(named, tmp_path / "brief")
    assert not [file.name for file in files if "Anna" in file.read_text()]
    again = import_sheet(path, Workshop.load(folder), who="R1")
    assert (again.decisions, again.already) == (0, 1)
    project = read_qdpx(write_qdpx(export_project(named), tmp_path / "out.qdpx"))
    assert import_project(project, folder)[0].codings == 0


def test_a_memo_that_was_undone_or_is_on_the_same_words_elsewhere_is_a_memo(workshop, folder, tmp_path):
    talk = folder / "talk.txt"
    talk.write_text(talk.read_text().replace("Yes, farmers", "Yes. Farmers").replace("I understand that", "Yes. So"))
    path = write_sheets(ia.analyse(workshop, coders=[]), tmp_path / "codings.xlsx")
    row = {"turn": 2, "words": "Yes.", "code": "interest", "memo": "Meant?"}
    _edit(path, {}, (row,))
    assert import_sheet(path, workshop, who="R1").memos == 1
    log = Log.beside(workshop)
    take_back(log, log.read()[0], "R1")
    assert import_sheet(path, workshop, who="R1").memos == 1
    _edit(path, {}, ({**row, "turn": 5},))
    assert import_sheet(path, workshop, who="R1").memos == 1


def test_codes_and_groups_called_like_a_column_have_one_of_their_own(workshop, folder):
    (folder / "codes.yaml").write_text("codes: [{code: code}, {code: group}, {code: speaker}]\n")
    plan = folder / "workshop.yaml"
    plan.write_text(plan.read_text().replace("group: villages", "group: people"))
    said = (("Our costs", "code", ""), ("we need help", "group", ""), ("I am against", "speaker", ""))
    tables = matrices(ia.analyse(Workshop.load(folder), coders=[replace(PROPOSED, said=said)]))
    assert tables["case by code"].columns.tolist() == ["speaker", "group", "code", "code: group", "code: speaker"]
    assert tables["framework"]["group"].tolist() == ["farmers", "people"]
    assert tables["code by group"]["people"].tolist() == [1, 1, 1]
    assert tables["code by group"]["group: people"].tolist() == ["", "", "1 (1)"]
    assert tables["co-occurrence"].iloc[:, 0].tolist() == ["code", "group", "speaker"]


def test_what_is_in_neither_codebook_nor_plan_is_a_problem_of_its_row(analysis, workshop, folder, tmp_path):
    path = write_sheets(analysis, tmp_path / "codings.xlsx")
    (folder / "codes.yaml").write_text("codes: [{code: waiting, values: [long]}]\n")
    new = {"turn": 5, "words": "I understand that", "code": "waiting", "value": "long"}
    _edit(path, {(0, "statement"): "A99", (1, "code"): "intrest", (2, "value"): "nonsense", (3, "value"): "voice"},
          (new, {**new, "value": "lnog"}, {**new, "code": "agreement"}, {**new, "turn": None},
           {**new, "code": "stance", "value": ""}))  # fmt: skip
    done = import_sheet(path, Workshop.load(folder), who="R1")
    assert done.decisions == 2
    assert done.problems == (
        "row 2: statement is 'A99', which is not in the plan",
        "row 3: code is 'intrest', which is not in the codebook; where it is meant, list it in codes.yaml",
        "row 4: value is 'nonsense', but stance has conditional, mixed, opposes, supports",
        "row 7: value is 'lnog', but waiting has long", "row 8: value is 'long', but agreement has no values",
        "row 9: no turn", "row 10: value is '', but stance has conditional, mixed, opposes, supports",
    )  # fmt: skip


def test_an_unedited_sheet_says_nothing(analysis, workshop, tmp_path):
    for name in ("codings.xlsx", "codings.csv"):
        done = import_sheet(write_sheets(analysis, tmp_path / name), workshop, who="R1")
        assert (done.decisions, done.memos, done.already, done.problems) == (0, 0, 0, ())


def test_a_sheet_finds_its_words_after_the_transcript_was_mended(analysis, workshop, folder, tmp_path):
    path = write_sheets(analysis, tmp_path / "codings.xlsx")
    _edit(path, {(2, "decision"): "reject"})
    talk = folder / "talk.txt"
    talk.write_text("Mod: Welcome to all of you.\nBen: Good morning.\n" + talk.read_text())
    assert import_sheet(path, workshop, who="R1").problems == ()
    after = ia.analyse(workshop, coders=[PROPOSED])
    assert after.review.rejected == 1


def test_a_csv_with_semicolons_comes_back_too(analysis, workshop, tmp_path):
    path = write_sheets(analysis, tmp_path / "codings.csv")
    text = path.read_text(encoding="utf-8-sig")
    assert text.startswith("decision,code,statement")
    path.write_text(text.replace("\n,stance", "\naccept,stance", 1), encoding="utf-8")
    assert import_sheet(path, workshop, who="R1").decisions == 1


def test_what_is_no_coding_sheet_is_refused_in_plain_words(workshop, tmp_path):
    with pytest.raises(ExchangeError, match="can be read"):
        import_sheet(tmp_path / "none.xlsx", workshop, who="R1")
    (tmp_path / "bad.xlsx").write_bytes(b"PK nothing")
    with pytest.raises((ExchangeError, ReadingError)):
        import_sheet(tmp_path / "bad.xlsx", workshop, who="R1")
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    (tmp_path / "open.csv").write_text(f'{",".join(SHEET_COLUMNS)}\n"never closed,\n' + "word " * 40_000)
    with pytest.raises(ExchangeError, match="quotation mark"):
        import_sheet(tmp_path / "open.csv", workshop, who="R1")
    with pytest.raises(ExchangeError, match="the column 'decision'"):
        import_sheet(tmp_path / "other.csv", workshop, who="R1")


@pytest.mark.slow
@pytest.mark.skipif(SOFFICE is None, reason="no LibreOffice on this machine")
def test_a_sheet_comes_back_from_libreoffice(analysis, workshop, tmp_path):
    path = write_sheets(analysis, tmp_path / "codings.xlsx")
    _edit(path, {(0, "decision"): "accept"})
    book = load_workbook(path)
    written = ["=1+1 is not a sum", "+49 and a number", "'@SUM(A1)", "-1"]
    column = next(cell.column for cell in book["codings"][1] if cell.value == "memo")
    for row, text in enumerate(written, 2):
        put(book["codings"].cell(row, column), text)
    book.save(path)
    home = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    command = [SOFFICE, home, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "out"), str(path)]
    said = subprocess.run(command, check=True, capture_output=True, text=True, timeout=600)
    if "could not be loaded" in said.stderr:
        pytest.skip("LibreOffice is here without Calc")
    done = import_sheet(tmp_path / "out" / "codings.xlsx", workshop, who="R1")
    assert (done.decisions, done.memos, done.problems) == (1, 4, ())
    assert ia.analyse(workshop, coders=[PROPOSED]).review.memos["text"].tolist() == written
