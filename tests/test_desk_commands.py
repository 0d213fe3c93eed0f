"""The researcher's commands, one after another on one workshop."""

import re

import pytest
from click.testing import CliRunner
from deciding.conftest import folder, workshop  # noqa: F401  # fixtures

from inspired_analysis import cli
from inspired_analysis.codes import CodeBook, load_codes, own_codes, shipped_codes, write_codes
from inspired_analysis.coding.refitted import save_learned
from inspired_analysis.deciding import Judged, Log, anchor
from inspired_analysis.pipeline import read_decisions
from inspired_analysis.reading import read_workshop
from inspired_analysis.running.draft import write_draft
from inspired_analysis.workshop import Workshop


def run(*arguments: object):
    return CliRunner().invoke(cli.main, [str(a) for a in arguments])


@pytest.fixture
def coded(workshop):  # noqa: F811
    """The workshop with a coding by each of two people."""
    import inspired_analysis as ia

    transcript, log = ia.read(workshop.files[0], plan=workshop.plan), Log.beside(workshop)
    for who, words in (("R1", "Our costs have doubled"), ("R2", "Our costs have doubled and we need help.")):
        start = transcript.text.index(words)
        log.append(who, "add", after=Judged(code="cost", at=anchor(transcript, start, start + len(words))))
    return workshop


def test_a_codebook_from_before_a_renaming_brings_the_old_name_not_back(coded, folder, tmp_path):  # noqa: F811
    (folder / "codes.yaml").write_text("codes: [{code: cost}]\n")
    assert run("export", folder, tmp_path / "codes.qdc").exit_code == 0
    assert run("codes", folder, "--rename", "cost", "burden", "--who", "R1").exit_code == 0
    assert "All of these codes were known." in run("import", tmp_path / "codes.qdc", folder).output
    assert [c.code for c in own_codes(folder)] == ["burden"]


def test_decisions_that_all_lost_their_place_are_not_called_none(coded, folder):  # noqa: F811
    (folder / "talk.txt").write_text("Anna: We met about wells.\nBen: And that was all.\n")
    said = run("decisions", folder).output
    assert "Nothing has been reviewed" not in said
    assert said.count(" lost ") == 2


def test_nothing_is_exported_to_where_it_would_be_read_as_talk_nor_imported_from_there(coded, folder, tmp_path):  # noqa: F811
    for name in ("out.qdpx", "out.xlsx", "out.csv"):
        said = run("export", folder, folder / name)
        assert said.exit_code == 1
        assert "outside the workshop's folder" in said.output
        assert run("export", folder, tmp_path / name).exit_code == 0
        (tmp_path / name).rename(folder / name)
        assert "outside the workshop's folder" in run("import", folder / name, folder, "--who", "R1").output
        (folder / name).rename(tmp_path / name)
    assert [f.name for f in Workshop.load(folder).files] == ["talk.txt"]
    assert run("export", folder, folder / "out.qdc").exit_code == 0
    plan = folder / "workshop.yaml"
    plan.write_text(plan.read_text() + "transcripts: [talk.txt]\n")
    assert run("export", folder, folder / "out.xlsx").exit_code == 0
    # A project that is the transcript itself, or lies above the workshops, is imported where it lies.
    (tmp_path / "alone").mkdir()
    (tmp_path / "alone" / "out.qdpx").write_bytes((tmp_path / "out.qdpx").read_bytes())
    assert run("import", tmp_path / "alone" / "out.qdpx", tmp_path / "alone").exit_code == 0
    (folder.parent / "above.qdpx").write_bytes((tmp_path / "out.qdpx").read_bytes())
    said = run("import", folder.parent / "above.qdpx", folder.parent)
    assert said.exit_code == 0
    assert not (folder.parent / "decisions").exists()


def test_agreement_on_stance_is_told_in_order_too(workshop, folder):  # noqa: F811
    transcript, log = read_workshop(workshop), Log.beside(workshop)
    for words, *sides in (("farmers will accept", "supports", "supports"), ("I am against", "opposes", "mixed"),
                          ("We would sign", "conditional", "supports")):  # fmt: skip
        start = transcript.text.index(words)
        for who, side in zip(("R1", "R2"), sides, strict=True):
            log.append(who, "add", after=Judged(code="stance", statement="A1", value=side,
                                                at=anchor(transcript, start, start + len(words))))  # fmt: skip
    assert re.search(r"stance A1: .*, ordinal alpha -?\d\.\d\d", run("agree", folder).output)


def test_who_only_settled_what_others_coded_is_no_coder(coded, folder):  # noqa: F811
    log = Log.beside(coded)
    before, told = run("agree", folder).output, log.read()[0][0].after
    log.append("R3", "accept", before=told, after=told, adjudicates=True)
    assert "R1 – R2" in before
    assert run("agree", folder).output == before


def test_printed_tables_hold_no_formulas(coded, folder):  # noqa: F811
    talk = folder / "talk.txt"
    talk.write_text(talk.read_text().replace("Ben: I am", "Ben: =HYPERLINK(1) I am"))
    assert ",'=HYPERLINK(1) I am" in run("find", folder, "against", "--csv").output


def test_from_decisions_to_other_programs_and_back(coded, folder, tmp_path):  # noqa: F811
    said = run("decisions", folder)
    assert said.exit_code == 0, said.output
    assert "R1 and R2 checked 0 of" in said.output
    assert "turn 2: cost: “Our costs have doubled" in said.output
    assert "1 added" in said.output  # both mean the same words

    said = run("agree", folder)
    assert re.search(r"R1 – R2, cost: coded by all 1 of 1 segment; percent 1\.00", said.output), said.output
    said = run("agree", folder, "--machine").output
    assert "machine" in said
    assert "nan" not in said
    assert "of 0 segments" not in said
    assert run("agree", folder, "--csv").output.startswith("code,statement,coders")

    said = run("find", folder, "cost*", "--group", "farmers")
    assert "Our [costs] have doubled" in said.output
    assert said.output.endswith("1 found.\n")
    assert run("find", folder, "--code", "cost", "--csv").output.startswith("turn,time")
    assert run("find", folder, "--after", "soon").exit_code == 2

    for name in ("out.qdpx", "out.qdc", "out.xlsx", "out.csv"):
        said = run("export", folder, tmp_path / name)
        assert said.exit_code == 0, said.output
        assert (tmp_path / name).stat().st_size > 100
    assert run("export", folder, tmp_path / "out.doc").exit_code == 1
    (tmp_path / "out.csv").write_text("edited by hand")
    assert "--force" in run("export", folder, tmp_path / "out.csv").output
    assert (tmp_path / "out.csv").read_text() == "edited by hand"
    assert run("export", folder, tmp_path / "out.csv", "--force").exit_code == 0
    assert (tmp_path / "out.csv.bak").read_text() == "edited by hand"
    assert "codings, 0 memos" in run("import", tmp_path / "out.qdpx", folder).output
    assert "0 decisions, 0 memos" in run("import", tmp_path / "out.xlsx", folder, "--who", "R3").output
    assert run("import", tmp_path / "out.xlsx", folder).exit_code == 2
    assert "known" in run("import", tmp_path / "out.qdc", folder).output or load_codes(folder).get("cost")
    assert run("import", tmp_path / "out.qdpx", tmp_path / "new", "--who", "R9").exit_code == 0
    assert "R9" in run("decisions", tmp_path / "new").output


def test_codes_are_shown_renamed_and_merged_with_an_entry_in_the_log(coded, folder):  # noqa: F811
    assert "interest: A need, concern" in run("codes", folder).output
    said = run("codes", folder, "--rename", "cost", "costs", "--who", "R2", "--why", "One word.")
    assert said.exit_code == 0, said.output
    assert said.output == "Renamed: 1 coding by people, cost → costs\n"
    assert "turn 2: costs:" in run("decisions", folder).output
    assert run("codes", folder, "--write").output.endswith("codes.yaml: costs added.\n")
    assert "no code is in use that is on no list yet" in run("codes", folder, "--write").output
    assert load_codes(folder).get("costs")
    assert "another name" in run("codes", folder, "--rename", "costs", "candidate").output
    said = run("codes", folder, "--merge", "costs", "interest")
    assert said.exit_code == 0, said.output
    assert "turn 2: interest:" in run("decisions", folder).output
    assert load_codes(folder).get("costs") is None
    entries, _ = Log.beside(coded).read()
    assert [e.what for e in entries] == ["add", "add", "rename", "rename"]
    assert entries[2].why == "One word."
    for wrong in (("--rename", "interest", "stake"), ("--rename", "x", "interest"), ("--merge", "x", "none")):
        assert run("codes", folder, *wrong).exit_code == 1
    for wrong in (("--rename", "nosuch", "foo"), ("--merge", "nosuch", "interest")):
        said = run("codes", folder, *wrong)
        assert said.exit_code == 1
        assert "neither in the codebook nor in the codings" in said.output
    assert len(Log.beside(coded).read()[0]) == 4
    assert load_codes() == shipped_codes()


def test_renaming_makes_no_code_one_with_another(coded, folder):  # noqa: F811
    transcript, log = read_workshop(coded), Log.beside(coded)
    start = transcript.text.index("we need help")
    log.append("R1", "add", after=Judged(code="prices", at=anchor(transcript, start, start + 12)))
    for new, found in (("prices", "found codings that have it"), (" prices ", "found codings that have it"),
                       ("Interest", "a shipped code in other capitals")):  # fmt: skip
        said = run("codes", folder, "--rename", "cost", new)
        assert said.exit_code == 1
        assert found in said.output
    assert len(log.read()[0]) == 3
    assert run("codes", folder, "--write").exit_code == 0
    assert run("codes", folder, "--merge", "cost", "prices").exit_code == 0


def test_a_full_disk_leaves_what_was_written_before(folder, monkeypatch):  # noqa: F811
    def full(handle):
        raise OSError(28, "No space left on device")

    files = {name: folder / name for name in ("codes.yaml", "learned.json", "workshop.yaml")}
    (folder.parent / "shared.yaml").write_text("codes: [{code: cost}]\n")
    files["codes.yaml"].symlink_to(folder.parent / "shared.yaml")
    assert run("codes", folder, "--rename", "cost", "costs").exit_code == 0
    assert [c.code for c in own_codes(folder.parent, "shared.yaml")] == ["costs"]  # others have the same file
    assert run("decisions", folder, "--undo-last", "--who", "R1").exit_code == 0
    assert [c.code for c in own_codes(folder.parent, "shared.yaml")] == ["cost"]
    save_learned(files["learned.json"], {})
    before = {name: file.read_text() for name, file in files.items()}
    monkeypatch.setattr("inspired_analysis.atomic.os.fsync", full)
    for write in (lambda: write_codes(folder, CodeBook()), lambda: save_learned(files["learned.json"], {}),
                  lambda: write_draft(folder, force=True)):  # fmt: skip
        with pytest.raises(OSError, match="No space"):
            write()
    assert {name: file.read_text() for name, file in files.items()} == before


def test_codes_that_people_write_are_checked_to_the_line(folder):  # noqa: F811
    (folder / "codes.yaml").write_text("codes:\n  - {code: water, parent: nature, colour: '#123456', values: [a, b]}\n"
                                       "  - {code: interest, definition: Ours.}\n")  # fmt: skip
    codes = load_codes(folder)
    assert codes.get("water").colour == "#123456"
    assert codes.get("interest").definition == "Ours."
    assert codes.get("interest").label == "Interest"
    for text, found in (("codes:\n  - {code: a}\n  - {code: a}\n", "stands twice"),
                        ("codes:\n  - {code: a, parent: b}\n  - {code: b, parent: a}\n", "below itself"),
                        ("codes:\n  - {code: a, colour: red}\n", "line 2")):  # fmt: skip
        (folder / "codes.yaml").write_text(text)
        said = run("codes", folder)
        assert said.exit_code == 1
        assert found in said.output


def test_only_codes_of_ones_own_are_said_to_be_looked_for_by_their_examples(folder):  # noqa: F811
    examples = "[We sat there., We stood in line., It took hours.]"
    (folder / "codes.yaml").write_text(f"codes:\n  - {{code: interest, examples: {examples}}}\n"
                                       f"  - {{code: waiting, definition: Wait., examples: {examples}}}\n")  # fmt: skip
    told = {line.split()[1]: line for line in run("codes", folder).output.splitlines()}
    assert told["waiting:"].endswith("Looked for by its 3 examples.")
    assert told["interest:"].endswith("Looked for as always, not by its 3 examples.")


def test_memos_are_about_one_thing_and_all_in_one_place(folder):  # noqa: F811
    for about in (("--turn", 2), ("--code", "interest"), ("--finding", "assumptions/A1"), ()):
        said = run("memo", folder, "Look again.", "--who", "R1", *about)
        assert said.exit_code == 0, said.output
    listed = run("decisions", folder, "--memos").output.splitlines()
    assert [line.split("memo")[1].strip() for line in listed] == [
        "turn 2: Look again.", "code interest: Look again.", "finding assumptions/A1: Look again.",
        "workshop: Look again."]  # fmt: skip
    assert run("memo", folder, "x", "--who", "R1", "--turn", 99).exit_code == 1
    assert run("memo", folder, "x", "--who", "R1", "--turn", 1, "--code", "a").exit_code == 2
    assert run("memo", folder, " ", "--who", "R1").exit_code == 2
    for about in (("--code", "nosuchcode"), ("--finding", "nosuch/A9"), ("--finding", "assumptions/A9")):
        said = run("memo", folder, "x", "--who", "R1", *about)
        assert said.exit_code == 1
        assert "expected one of a" in said.output  # agreement, assumptions/…
    assert run("memo", folder, "x", "--who", "R2", "--finding", "participation/Ben").exit_code == 0


def test_the_last_decisions_of_a_person_are_taken_back(coded, folder):  # noqa: F811
    assert run("memo", folder, "Look again.", "--who", "R2").exit_code == 0
    assert run("codes", folder, "--rename", "cost", "costs", "--who", "R2").exit_code == 0
    assert run("decisions", folder, "--undo-last").exit_code == 2
    said = run("decisions", folder, "--undo-last", "3", "--who", "R2").output
    assert [line.split(":")[-1].split()[0] for line in said.splitlines() if "Undone" in line] == [
        "cost", "Look", "“Our"]  # fmt: skip
    assert [r.who for r in read_decisions(coded, read_workshop(coded)).rulings] == ["R1"]
    assert run("memo", folder, "Ask Marta Kowal.", "--who", "R2").exit_code == 0
    (folder / "names.yaml").write_text("names: [{name: Marta Kowal, kind: person}]")
    assert "Ask [person 1]." in run("decisions", folder, "--undo-last", "--who", "R2").output
    assert "expected a decision of R2's to undo" in run("decisions", folder, "--undo-last", "--who", "R2").output


def test_learning_says_what_it_lacks(coded, folder):  # noqa: F811
    said = run("learn", folder)
    assert said.exit_code == 0, said.output
    assert "cost: 2 judged" in said.output
    assert "kept as it was" in said.output
    assert not (folder / "learned.json").exists()
    (folder / "learned.json").write_text("{}")
    assert "Nothing was learned: " in run("learn", folder).output


def test_learning_says_which_workshops_will_not_see_it(workshop, folder):  # noqa: F811
    log, other = Log.beside(workshop), folder.parent / "other"
    talk = "Ada: " + " ".join(f"We pay {i} for water. The road is {i} long." for i in range(20))
    (folder / "talk.txt").write_text(talk + "\nBen: So it is.\n")
    transcript = read_workshop(workshop)
    for i in range(20):
        start = transcript.text.index(f"We pay {i} for")
        log.append("R1", "add", after=Judged(code="cost", at=anchor(transcript, start, start + 12)))
    assert run("learn", folder.parent).output.endswith("learned.json\n")
    other.mkdir()
    assert "1 workshop will not see it" in run("learn", folder.parent, "--out", other / "learned.json").output


@pytest.mark.parametrize(("plan", "said"), [("language: fr", "C'est l'eau pour les {} familles du village."),
                                            ("participants: [{label: Ada, role: facilitator}]", "We pay {} for it.")])
def test_what_the_coders_do_not_read_teaches_them_nothing(folder, plan, said):  # noqa: F811
    (folder / "workshop.yaml").write_text(plan)
    (folder / "talk.txt").write_text("Ada: " + " ".join(said.format(i) + " Ah." for i in range(20)) + "\nBen: Ja.\n")
    workshop = Workshop.load(folder)  # noqa: F811
    transcript = read_workshop(workshop)
    for i in range(20):
        start = transcript.text.index(said.format(i))
        at = anchor(transcript, start, start + len(said.format(i)))
        Log.beside(workshop).append("R1", "add", after=Judged(code="interest", at=at))
    assert "on what participants said in English, found none" in run("learn", folder).output


def test_without_decisions_the_commands_say_what_to_do(folder):  # noqa: F811
    assert "Nothing has been reviewed yet" in run("decisions", folder).output
    assert "nobody has coded yet" in run("agree", folder, "--machine").output
    assert "decisions to learn from" in run("learn", folder).output
