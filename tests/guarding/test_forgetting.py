"""What is forgotten is gone from every file, and a search proves it; what stays is whole."""

import json
import shutil
import zipfile
from urllib.parse import quote

import pytest
from click.testing import CliRunner

import inspired_analysis as ia
from inspired_analysis.briefing.edits import Edits, Reworded, load_edits, save_edits
from inspired_analysis.cli import main
from inspired_analysis.deciding import Judged, Log, anchor
from inspired_analysis.errors import RunError
from inspired_analysis.guarding.door import pseudonymise
from inspired_analysis.guarding.forgetting import forget, plan_forgetting
from inspired_analysis.guarding.key import open_key
from inspired_analysis.guarding.searching import search
from inspired_analysis.pipeline import read_decisions
from inspired_analysis.reading import formats, read_workshop, reader
from inspired_analysis.running.ledger import LEDGER, Run, record, runs
from inspired_analysis.running.publish import aside
from inspired_analysis.workshop import Workshop

from .conftest import quickly_locked, write_raw

PASS = "four words nobody guesses"


pytestmark = pytest.mark.usefixtures("quick_lock")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Originals, copies, briefs, a ledger, decisions, and what Jupyter leaves: made once."""
    home = tmp_path_factory.mktemp("store")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "load_guarded", formats.load)
        quickly_locked(patch)
        _make(home, write_raw(home / "raw"))
    return home


@pytest.fixture
def store(made, tmp_path):
    """A copy to forget in."""
    home = shutil.copytree(made, tmp_path / "store")
    return home / "raw", home / "safe", home / "reports", home / "apart" / "key"


def _make(home, raw):
    safe, key, out = home / "safe", home / "apart" / "key", home / "reports"
    pseudonymise(raw, safe, key, PASS)
    for name in ("spring", "autumn"):
        analysis = ia.analyse(Workshop.load(safe / name), coders=[])
        ia.write_brief(analysis, out / name, formats=("md", "json", "csv", "docx"))
        record(out, Run(name, f"../safe/{name}", name, "", "water", "done", "", "0", "2024-01-01", 1.0))
    (out / "spring" / ".stages").mkdir()
    (out / "spring" / ".stages" / "transcript.json").write_text((safe / "spring" / "transcript.json").read_text())
    (safe / "spring" / "decisions").mkdir()
    lines = [{"who": "A", "at": {"speaker": "P01", "words": "pay for the meters twice"}}, {"who": "A", "what": "memo"}]
    (safe / "spring" / "decisions" / "transcript.A.jsonl").write_text("".join(json.dumps(e) + "\n" for e in lines))


def test_a_participant_goes_from_everywhere(store):
    raw, safe, out, key = store
    left = forget(plan_forgetting("P01", [raw, safe, out], key_file=key, passphrase=PASS))
    assert left.found == ()
    found = search([raw, safe, out], ["davor", "kralj", "cannot pay for the meters twice", "P01"])
    assert [f for f in found.found if "autumn" not in f.file or f.needle != 3] == []
    assert {e.replacement for e in open_key(key, PASS).entries if e.kind == "person"} == {"P02", "P03", "P04"}
    transcript = read_workshop(Workshop.load(raw / "spring"))
    assert list(transcript.turns["speaker"]) == ["Moderator", "P02"]
    assert "[removed]" in transcript.turns["text"][0]
    assert "Petra" not in transcript.turns["text"][0]  # the others' pseudonyms go on as before
    assert "memo" in (safe / "spring" / "decisions" / "transcript.A.jsonl").read_text()
    assert not (out / "spring").exists()
    assert runs(out) == []  # both workshops speak of the person


def test_nobody_gets_the_number_of_the_forgotten(store):
    raw, safe, out, key = store
    forget(plan_forgetting("P04", [raw, safe, out], key_file=key, passphrase=PASS))
    (raw / "late").mkdir()
    (raw / "late" / "talk.txt").write_text("Nadia Frell: I am new here.\nPetra Novak: Welcome.\n" * 2)
    (raw / "late" / "workshop.yaml").write_text("id: late\ndialogue: water\n")
    pseudonymise(raw, safe, key, PASS)
    assert open_key(key, PASS).find("person", ("Nadia Frell",)).replacement == "P05"


def test_a_workshop_goes_whole_and_the_others_stay(store):
    raw, safe, out, key = store
    before = {p: p.read_bytes() for p in (safe / "autumn").iterdir()}
    left = forget(plan_forgetting("spring", [raw, safe, out], key_file=key, passphrase=PASS))
    assert left.found == ()
    assert left.files > 5
    assert not any((place / "spring").exists() for place in (raw, safe, out))
    assert {p: p.read_bytes() for p in (safe / "autumn").iterdir()} == before
    assert [run.id for run in runs(out)] == ["autumn"]
    kept = open_key(key, PASS)
    assert list(kept.log) == ["autumn"]
    assert {e.replacement for e in kept.entries} == {"P02", "P03"}
    assert "spring" not in (out / LEDGER).read_text()


def test_the_dialogues_brief_and_the_store_forget_a_workshop_too(tmp_path):
    raw, out = tmp_path / "raw", tmp_path / "reports"
    for name in ("Bürger-1", "two"):
        (raw / name).mkdir(parents=True)
        (raw / name / "talk.txt").write_text("Ana: The meters of our street are read at night.\n")
        for table in ("turns", "goal"):
            (out / ".store" / "0123" / table / "dialogue=Tal-H%C3%B6fe" / f"workshop={quote(name)}").mkdir(parents=True)
    for name, ids in {"dialogue-both": ("Bürger-1", "two"), "dialogue-other": ("two",)}.items():
        (out / name).mkdir()
        (out / name / "dialogue.json").write_text(json.dumps({"workshops": [{"id": i} for i in ids]}))
        for file in ("compare.html", "compare.md", "isf.xlsx", "my notes.txt"):
            (out / name / file).write_text("of people")
    forget(plan_forgetting("Bürger-1", [raw, out]))
    assert [f.name for f in (out / "dialogue-both").iterdir()] == ["my notes.txt"]
    assert len(list((out / "dialogue-other").iterdir())) == 5
    assert {p.name for p in out.glob(".store/*/*/*/*")} == {"workshop=two"}


def test_what_is_left_elsewhere_is_found_and_said(store, tmp_path):
    raw, safe, out, key = store
    with zipfile.ZipFile(raw / "old.zip", "w") as archive:
        archive.writestr("notes/minutes.txt", "Minutes: D. Kralj was there.".encode("utf-16"))
    (tmp_path / "p").write_text(PASS)
    given = ["forget", "P01", str(raw), str(safe), str(out), "--key", str(key), "--passphrase-file",
        str(tmp_path / "p")]
    dry = CliRunner().invoke(main, [*given, "--dry-run"])
    assert dry.exit_code == 0
    assert (raw / "spring" / "talk.txt").exists()
    said = CliRunner().invoke(main, [*given, "--yes"])
    assert said.exit_code == 1, said.output
    assert "old.zip!notes/minutes.txt" in said.output
    assert not (raw / "spring" / "talk.txt").exists()


def test_who_is_not_there_is_an_error(store):
    raw, safe, out, key = store
    with pytest.raises(RunError, match="neither"):
        plan_forgetting("P77", [raw, safe, out], key_file=key, passphrase=PASS)


TALK = """Moderator: Welcome to you all.
Mark: The meters are expensive for us farmers, I am against.
Farmer 4: The market decides, so the Farmer Union says, and Mark and Farmer 3 know it.
Farmer 3: Broken, all of them.
Farmer 4: I remark that the Market Board is silent, as Mark or Farmer 31 said.
"""


@pytest.fixture
def market(tmp_path):
    """A workshop with a memo on the market and one on Mark."""
    (tmp_path / "w" / "decisions").mkdir(parents=True)
    (tmp_path / "w" / "t.txt").write_text(TALK)
    people = "participants:\n- {label: Mark, pseudonym: P01}\n- {label: Farmer 3}\n"
    (tmp_path / "w" / "workshop.yaml").write_text(people)
    memos = ("market prices: come back", "a remarkable turn", "ask Mark about it", "P01 again", "Farmer 31 is new")
    (tmp_path / "w" / "decisions" / "t.A.jsonl").write_text("".join(
        json.dumps({"who": "A", "what": "memo", "text": memo}) + "\n" for memo in memos))  # fmt: skip
    return tmp_path / "w"


def test_whoever_is_called_like_an_ordinary_word_takes_no_others_with_them(market):
    plans = plan_forgetting("P01", [market])
    assert any(line.startswith("take out 2 of people's decisions") for line in plans.lines())
    left = forget(plans)
    assert left.found == ()
    said = [s["text"] for s in json.loads((market / "transcript.json").read_text())["segments"]]
    assert said[1] == "The market decides, so the Farmer Union says, and [removed] and Farmer 3 know it."
    assert said[3] == "I remark that the Market Board is silent, as [removed] or Farmer 31 said."
    lines = (market / "decisions" / "transcript.A.jsonl").read_text().splitlines()
    memos = [json.loads(line)["text"] for line in lines]
    assert memos == ["market prices: come back", "a remarkable turn", "Farmer 31 is new"]


def test_decisions_go_with_the_transcript_that_is_written_anew(market):
    said = "The pumps of the lower village, all eleven, stand still since the flood, and nobody came to mend them."
    (market / "t.txt").write_text(f"{TALK}Farmer 4: {said}\n")
    workshop = Workshop.load(market)
    transcript = read_workshop(workshop)
    at = transcript.text.index("since the flood")
    Log.beside(workshop).append("R1", "add", after=Judged(code="obstacle", at=anchor(transcript, at, at + 15)))
    forget(plan_forgetting("P01", [market]))
    workshop = Workshop.load(market)
    decided = read_decisions(workshop, read_workshop(workshop))
    assert [r.code for r in decided.rulings] == ["obstacle"]
    assert not any("belongs to no transcript" in note for note in decided.notes)


def test_what_people_changed_in_the_brief_goes_where_it_names_or_quotes_them_and_keeps_its_turns(market):
    text = {"A1": Reworded(says="Mark is against."), "A2": Reworded(says="Yes.")}
    edits = Edits(pin=("P01/fairness", "A2"), text=text)
    edits = edits.added("Someone said “meters are expensive for us farmers”.", [2]).added("All are broken.", [2, 4, 5])
    save_edits(edits, market)
    (market / "brief.yaml").write_text("# A1: Mark is against.\n" + (market / "brief.yaml").read_text())
    plans = plan_forgetting("P01", [market])
    assert any(line.startswith("take out 5 of people's decisions and changes") for line in plans.lines())
    assert forget(plans).found == ()
    kept = load_edits(market)
    assert (kept.pin, list(kept.text), [a.says for a in kept.add]) == (("A2",), ["A2"], ["All are broken."])
    turns = read_workshop(Workshop.load(market)).turns.set_index("turn")["text"]
    assert [turns[t][:6] for t in kept.add[0].turns] == ["Broken", "I rema"]


def test_turns_that_nobody_parts_any_more_are_one_and_keep_their_place_in_the_edits(tmp_path):
    (tmp_path / "t.txt").write_text("Ben: Yes, we pay.\nAnna: Not so fast.\nBen: And more.\nCyd: We do not.\n")
    (tmp_path / "workshop.yaml").write_text("participants: [{label: Anna, pseudonym: P1}]\n")
    save_edits(Edits().added("Ben pays.", [1, 3]).added("Cyd does not.", [4]), tmp_path)
    forget(plan_forgetting("P1", [tmp_path]))
    assert read_workshop(Workshop.load(tmp_path)).turns["speaker"].tolist() == ["Ben", "Cyd"]
    assert [a.turns for a in load_edits(tmp_path).add] == [(1,), (2,)]


def test_nobody_is_forgotten_who_is_all_of_a_workshop(tmp_path):
    (tmp_path / "alone").mkdir()
    (tmp_path / "alone" / "t.txt").write_text("Anna Berg: The meters are too expensive.\nAnna Berg: And broken.\n")
    with pytest.raises(RunError, match="in which others speak too") as refusal:
        plan_forgetting("Anna Berg", [tmp_path])
    assert "inspired forget alone" in refusal.value.todo


def test_a_transcript_among_others_goes_with_its_own_decisions(tmp_path):
    for name in ("session 1", "a", "a.b"):
        (tmp_path / f"{name}.txt").write_text(f"Anna: The meters of {name} are broken.\nBen: Yes.\n")
        Log.beside(Workshop.load(tmp_path / f"{name}.txt")).append("R1", "memo", text=f"about {name}")
    forget(plan_forgetting("session-1", [tmp_path]))
    forget(plan_forgetting("a", [tmp_path]))
    assert [f.name for f in sorted(tmp_path.rglob("*.*"))] == ["a.b.txt", "a.b.R1.jsonl"]


def test_who_is_on_no_list_is_searched_by_name_and_goes_from_the_codes(tmp_path):
    folder = tmp_path / "s"
    folder.mkdir()
    (folder / "t.txt").write_text("Moderator: Welcome.\nTomas Vrba: The meters are broken.\nBen Kol: So they are.\n")
    (folder / "codes.yaml").write_text("codes:\n- {code: Vrba waits, definition: Vrba waits., examples: [Ask Vrba.]}\n")
    (tmp_path / "notes.md").write_text("Call Vrba.")
    left = forget(plan_forgetting("Tomas Vrba", [tmp_path]))
    assert {f.file for f in left.found} == {str(tmp_path / "notes.md")}
    (code,) = Workshop.load(folder).plan.codes
    assert (code.code, code.definition) == ("[removed] waits", "[removed] waits.")


def test_what_a_killed_run_left_of_a_brief_goes_too(tmp_path):
    (tmp_path / "raw" / "spring").mkdir(parents=True)
    (tmp_path / "raw" / "spring" / "t.txt").write_text("Anna: The meters are broken.\nBen: Yes.\n")
    with aside(tmp_path / "reports" / "spring") as left:
        plans = plan_forgetting("spring", [tmp_path / "raw", tmp_path / "reports"])
    assert left in plans.delete


def test_a_label_that_is_no_name_goes_to_the_letter(market):
    assert forget(plan_forgetting("Farmer 3", [market])).found == ()
    said = [s["text"] for s in json.loads((market / "transcript.json").read_text())["segments"]]
    assert said[2] == "The market decides, so the Farmer Union says, and Mark and [removed] know it."
    assert said[3].endswith("as Mark or Farmer 31 said.")
    assert "Farmer 31 is new" in (market / "decisions" / "transcript.A.jsonl").read_text()


@pytest.fixture
def unlisted(tmp_path):
    """Two transcripts without a plan, through the door."""
    for name in ("s1", "s2"):
        (tmp_path / "raw" / name).mkdir(parents=True)
        (tmp_path / "raw" / name / "t.txt").write_text(
            "Moderator: Welcome.\nTomas Vrba: The meters are too expensive for us this year.\n"
            f"Ben Kol: So says Vrba in {name}.\nTomas Vrba: Broken.\nBen Kol (for Tomas Vrba): Silent.\n"
        )
    pseudonymise(tmp_path / "raw", tmp_path / "safe", tmp_path / "key", PASS)
    return tmp_path


@pytest.mark.parametrize("what", ["P01", "Tomas Vrba"])
def test_who_is_in_no_plan_goes_by_what_the_key_says(unlisted, nowhere, what):
    raw, safe, key = unlisted / "raw", unlisted / "safe", unlisted / "key"
    assert forget(plan_forgetting(what, [raw, safe], key_file=key, passphrase=PASS)).found == ()
    nowhere(raw, safe, secrets=("tomas", "vrba", "too expensive", "broken"))
    assert open_key(key, PASS).find("person", ("Tomas Vrba",)) is None
    speakers = read_workshop(Workshop.load(raw / "s2")).turns["speaker"]
    assert list(speakers) == ["Moderator", "Ben Kol"]


def test_a_transcript_among_others_is_not_written_over_them(unlisted):
    raw = unlisted / "raw"
    for name in ("s1", "s2"):
        (raw / name / "t.txt").rename(raw / f"{name}.txt")
        (raw / name).rmdir()
    with pytest.raises(RunError, match="folder of its own") as refusal:
        plan_forgetting("P01", [raw], key_file=unlisted / "key", passphrase=PASS)
    assert "Vrba" not in str(refusal.value)
    assert sorted(f.name for f in raw.iterdir()) == ["s1.txt", "s2.txt"]


def test_names_are_searched_as_words_of_their_own(tmp_path):
    files = {"a": "the market", "b": "said Mark.", "c": '"a\\nMark"', "d": "Olenu", "e": "remarks"}
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    (tmp_path / "MarkInterview").write_text("")
    found = search([tmp_path], ["Mark", "Olen", "the ma"], whole={"Mark", "Olen"}).found
    assert [f.file.rpartition("/")[2] for f in found] == ["MarkInterview", "a", "b", "c", "d"]


@pytest.mark.parametrize("content", [
    "Dávor".encode(), "D\u00e1vor".encode("utf-16-le") + b"\0", b'"D\\u00e1vor"', b"D&aacute;vor", b"D\xc3\xa1vor\0",
])  # fmt: skip
def test_the_search_sees_through_encodings_and_escapes(tmp_path, content):
    (tmp_path / "f").write_bytes(content)
    assert [f.needle for f in search([tmp_path], ["nobody", "dávor"]).found] == [1]


def test_a_file_that_cannot_be_read_is_listed_and_the_others_are_searched(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", "Dávor " * 1000)
    (tmp_path / "a.zip").write_bytes((tmp_path / "a.zip").read_bytes().replace(b"a.txt", b"a.txt\xff\xff\xff", 1))
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.4 cut off")
    (tmp_path / "c.txt").write_text("Dávor")
    searched = search([tmp_path], ["dávor"])
    assert [f.rpartition("/")[2] for f in searched.unsearched] == ["a.zip", "b.pdf"]
    assert [f.file for f in searched.found] == [str(tmp_path / "c.txt")]
