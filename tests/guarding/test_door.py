"""The door: a copy without names, the same pseudonyms in every workshop, the key encrypted and apart."""

import os
import stat
import zipfile

import pytest
from click.testing import CliRunner
from light import light_coders

import inspired_analysis as ia
from inspired_analysis.cli import main
from inspired_analysis.errors import PlanError, ReadingError, RunError
from inspired_analysis.exchange.outward import export_project
from inspired_analysis.exchange.qdpx_out import write_qdpx
from inspired_analysis.guarding.door import pseudonymise
from inspired_analysis.guarding.key import Key, open_key, save_key
from inspired_analysis.pipeline import read_edits
from inspired_analysis.reading import read_workshop
from inspired_analysis.workshop import Plan, Workshop

from .conftest import FIRST

PASS = "four words nobody guesses"


@pytest.fixture
def through(raw, tmp_path, quick_lock):
    safe, key = tmp_path / "safe", tmp_path / "apart" / "water.key"
    pseudonymise(raw, safe, key, PASS)
    return safe, key


def test_the_copy_has_no_names_and_the_same_words_otherwise(raw, through, nowhere):
    safe, key = through
    nowhere(safe, key)
    spring, autumn = (Workshop.load(safe / name) for name in ("spring", "autumn"))
    first, second = read_workshop(spring), read_workshop(autumn)
    assert list(first.turns["speaker"]) == ["Moderator", "P01", "P02", "P01", "P02"]
    assert list(second.speakers["speaker"]) == ["P02", "P03"]  # Petra is Petra Novak; Ylva, unlisted, has a number
    assert first.turns["text"][3].endswith("[P04] from [town A] said the same in spring.")
    assert "In spring [P01] said that meters" in second.turns["text"][0]
    assert spring.plan.title == "Who pays for [P01]'s meters?"
    assert spring.plan.assumptions[0].held_by == "[P02]"
    assert any("The key is kept apart" in note for note in first.notes)


def test_the_copy_reads_as_the_original_does_with_the_same_names(raw, through):
    _, key = through
    log = []
    original = read_workshop(Workshop.load(raw / "spring"), log=log)
    copy = read_workshop(Workshop.load(through[0] / "spring"))
    kept = ["speaker", "group", "role", "start", "end", "text"]
    assert copy.turns.loc[:2, kept].equals(original.turns.loc[:2, kept])
    entry = open_key(key, PASS).log["spring"][0]
    assert (entry.words, copy.quote(entry.start, entry.end)) == ("Davor", entry.replacement)


def test_going_through_again_keeps_pseudonyms_and_takes_corrections(raw, through):
    safe, key = through
    plan = raw / "autumn" / "workshop.yaml"
    plan.write_text(plan.read_text() + "names:\n  - {name: wells, kind: other, replacement: holes}\n")
    pseudonymise(raw, safe, key, PASS)
    turns = read_workshop(Workshop.load(safe / "autumn")).turns
    assert list(turns["speaker"]) == ["P02", "P03", "P02", "P03"]
    assert "about the [holes]?" in turns["text"][1]


def test_codes_of_ones_own_go_through_without_names(raw, tmp_path, quick_lock):
    safe = tmp_path / "safe"
    (raw / "spring" / "codes.yaml").write_text("codes: [{code: trap, definition: As Davor says., examples: [A trap.]}]")
    pseudonymise(raw, safe, tmp_path / "key", PASS)
    assert [c.definition for c in Workshop.load(safe / "spring").plan.codes] == ["As [P01] says."]
    begun = safe / "spring" / "codes.yaml"
    begun.write_text(begun.read_text() + "- {code: waiting}\n")
    pseudonymise(raw, safe, tmp_path / "key", PASS)
    assert [c.code for c in Workshop.load(safe / "spring").plan.codes] == ["trap", "waiting"]
    (raw / "spring" / "codes.yaml").write_text("codes: [{code: as Davor says, definition: Yes.}]")
    pseudonymise(raw, safe, tmp_path / "key", PASS)
    (raw / "spring" / "codes.yaml").write_text("codes: [{code: as Davor says, definition: No.}]")
    pseudonymise(raw, safe, tmp_path / "key", PASS)
    assert "Davor" not in begun.read_text()
    told = [(c.code, c.definition) for c in Workshop.load(safe / "spring").plan.codes]
    assert told == [("as [P01] says", "No."), ("trap", "As [P01] says."), ("waiting", "")]


def test_the_key_is_for_its_owner_and_its_passphrase_alone(through):
    _, key = through
    assert key.read_bytes().startswith(b"age-encryption.org/")
    if os.name == "posix":
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
    with pytest.raises(RunError, match="another passphrase"):
        open_key(key, "four words somebody guesses")
    key.write_bytes(key.read_bytes()[:-3])
    with pytest.raises(RunError, match="damaged"):
        open_key(key, PASS)


def test_a_key_comes_back_as_it_was_by_its_passphrase(tmp_path):
    key = Key(dialogue="water", last=3)
    save_key(tmp_path / "k", key, PASS)
    assert b"-> scrypt " in (tmp_path / "k").read_bytes()
    assert open_key(tmp_path / "k", PASS) == key
    with pytest.raises(RunError, match="another passphrase"):
        open_key(tmp_path / "k", PASS.upper())


@pytest.mark.parametrize(("change", "message"), [
    ("key", "outside the copy"), ("out", "apart from the originals"), ("dialogue", "one dialogue"),
    ("pseudonym", "pseudonym of its own"),
])  # fmt: skip
def test_what_would_undo_it_is_refused_before_anything_is_written(raw, tmp_path, change, message, quick_lock):
    safe, key = tmp_path / "safe", tmp_path / "water.key"
    if change == "key":
        key = safe / "water.key"
    elif change == "out":
        safe = raw / "safe"
    plan = raw / "autumn" / "workshop.yaml"
    if change == "dialogue":
        plan.write_text("id: autumn\ndialogue: roads\n")
    if change == "pseudonym":
        plan.write_text("id: autumn\ndialogue: water\nparticipants:\n  - {label: Ylva Strand, pseudonym: P01}\n")
    with pytest.raises(RunError, match=message) as refusal:
        pseudonymise(raw, safe, key, PASS)
    assert not safe.exists()
    assert "Ylva" not in str(refusal.value)


def test_the_commands_work_together(raw, tmp_path, quick_lock):
    (tmp_path / "p").write_text(f"{PASS}\n")
    run = CliRunner().invoke
    given = ["--key", str(tmp_path / "k"), "--passphrase-file", str(tmp_path / "p")]
    made = run(main, ["pseudonymise", str(raw), "--out", str(tmp_path / "safe"), *given])
    assert made.exit_code == 0, made.output
    assert "2 workshops" in made.output
    shown = run(main, ["key", str(tmp_path / "k"), "--passphrase-file", str(tmp_path / "p")])
    assert "P01  person  Davor Kralj; Davor  (spring)" in shown.output
    log = run(main, ["key", str(tmp_path / "k"), "--log", "--passphrase-file", str(tmp_path / "p")])
    assert "'Da vor' → [P01]  (torn)" in log.output
    (tmp_path / "p").write_text("short\n")
    short = run(main, ["pseudonymise", str(raw), "--out", str(tmp_path / "b"), "--key", str(tmp_path / "k2"),
                       "--passphrase-file", str(tmp_path / "p")])  # fmt: skip
    assert short.exit_code == 1
    assert "at least 10 characters" in short.stderr


def test_reading_the_original_shows_no_listed_name_either(raw, tmp_path, nowhere):
    folder = raw / "spring"
    plan = (folder / "workshop.yaml").read_text().replace("Tobias Lind,", "Tobias Lind, pseudonym: P03,")
    (folder / "workshop.yaml").write_text(plan)
    (folder / "talk.txt").rename(folder / "DavorKralj.txt")
    analysis = ia.analyse(Workshop.load(folder), coders=light_coders())
    ia.write_brief(analysis, tmp_path / "out", formats=("html", "md", "json", "csv", "docx"))
    nowhere(tmp_path / "out", secrets=SECRETS_HERE)
    assert "P01" in (tmp_path / "out" / "turns.csv").read_text()


def test_no_listed_name_stands_in_ids_criteria_values_or_what_is_said_of_confidentiality(raw, tmp_path, nowhere):
    folder = raw / "spring"
    plan = (folder / "workshop.yaml").read_text().replace("{text: \"Davor's n", "{id: davor-1, text: \"Davor's n")
    plan = plan.replace("\nparticipants:", "\n  - {id: kralj-1, text: Kralj pays too much.}\n"
                        "confidentiality: Davor asked not to be named.\ncriteria: [fairness to Petra]\nparticipants:")
    plan = plan.replace("Lind, group: citizens", "Lind, pseudonym: P03, group: Novak's")
    (folder / "workshop.yaml").write_text(plan)
    (folder / "codes.yaml").write_text("codes: [{code: trap, values: [by Davor, other]}]")
    (folder / "brief.yaml").write_text("hide: [davor-1, interest/Novak's/health]\npin: [interest/Petra/fairness]\n")
    workshop = Workshop.load(folder)
    assert list(workshop.plan.statements["statement"]) == ["[P01]-1 (1)", "[P01]-1 (2)"], "never one of two"
    analysis = ia.analyse(workshop, coders=light_coders())
    ia.write_brief(analysis, tmp_path / "out", formats=("html", "md", "json", "csv", "docx"))
    write_qdpx(export_project(analysis), tmp_path / "out" / "a.qdpx")
    nowhere(tmp_path / "out", secrets=SECRETS_HERE)
    assert read_edits(workshop).hide[1] == f"interest/{workshop.plan.participants[2].group}/health"


SECRETS_HERE = ("davor", "kralj", "petra", "novak", "tobias", "tobyas", "halvek")


def test_the_name_of_a_source_in_a_project_is_no_way_in(tmp_path):
    with zipfile.ZipFile(tmp_path / "talk.qdpx", "w") as archive:
        archive.writestr("project.qde", (
            '<Project xmlns="urn:QDA-XML:project:1.0"><Sources><TextSource name="Interview DavorKralj">'
            f"<PlainTextContent>{FIRST}</PlainTextContent></TextSource></Sources></Project>"
        ))  # fmt: skip
    people = [{"label": "Davor Kralj", "aliases": ["Davor"], "pseudonym": "P01"}]
    transcript = ia.read(tmp_path / "talk.qdpx", plan=Plan.model_validate({"participants": people}))
    assert transcript.turns["source"][1] == "talk.qdpx:Interview P01, line 2"
    assert not any("Kralj" in trace.where for account in transcript.accounts for trace in account.trail)


def test_what_is_refused_is_not_told_by_name(raw):
    plan = raw / "spring" / "workshop.yaml"
    text = plan.read_text()
    for old, new in (("P02", "P01"), ("[Davor]", "[[Davor]]"), ("Davor Kralj,", "Davor Kralj, x: 1,")):
        plan.write_text(text.replace(old, new))
        with pytest.raises(PlanError) as refusal:
            Workshop.load(raw / "spring")
        assert not any(name in str(refusal.value).lower() for name in SECRETS_HERE)
    plan.write_text(text)
    (raw / "spring" / "talk.txt").rename(raw / "spring" / "Davor_Kralj.txt")
    (raw / "spring" / "Davor_Kralj.txt").write_text("")
    with pytest.raises(ReadingError, match=r"P01\.txt: expected"):
        read_workshop(Workshop.load(raw / "spring"))


def test_a_label_that_is_nearly_listed_is_shown_as_a_question(raw):
    (raw / "spring" / "talk.txt").write_text("Davro Kralj: We cannot.\nPetra Novak: Yes.\n" * 3)
    transcript = read_workshop(Workshop.load(raw / "spring"))
    assert set(transcript.speakers["speaker"]) == {"P01?", "P02"}
    assert any(note.startswith("P01? stands for") for note in transcript.notes)


def test_the_cover_says_what_was_not_done(raw):
    def names(transcript):
        return next(note for note in transcript.notes if note.startswith("Names: "))

    said = names(read_workshop(Workshop.load(raw / "spring")))
    assert "replaced by [pseudonyms]" in said
    # Mrs Kostrova, an address, a number; Tobyas has no pseudonym
    assert "left as said, nobody having decided on them: 3." in said
    assert names(ia.read(raw / "autumn" / "talk.txt")).startswith("Names: nothing was replaced")


def test_a_plan_reads_nothing_outside_its_folder(raw, tmp_path):
    (tmp_path / "secret.txt").write_text("Anna: One.\nBen: Two.\n")
    for name in ("../../secret.txt", str(tmp_path / "secret.txt"), "a/../talk.txt"):
        (raw / "spring" / "workshop.yaml").write_text(f"transcripts: [{name!r}]")
        with pytest.raises(PlanError, match="own folder"):
            Workshop.load(raw / "spring")
    (raw / "spring" / "link.txt").symlink_to(tmp_path / "secret.txt")
    (raw / "spring" / "workshop.yaml").write_text("transcripts: [link.txt]")
    with pytest.raises(PlanError, match="a link to elsewhere"):
        Workshop.load(raw / "spring")
    (raw / "spring" / "workshop.yaml").unlink()
    assert [f.name for f in Workshop.load(raw / "spring").files] == ["talk.txt"]


@pytest.mark.parametrize("id", ["../up", "a/b", "..", ".hidden", "a\\b", "x" * 81, "a\nb"])
def test_ids_lead_nowhere(id):
    from pydantic import ValidationError

    from inspired_analysis.workshop import Plan

    with pytest.raises(ValidationError):
        Plan(id=id)
