"""Hashes of models, cells of spreadsheets, causes of failures, proposals, private folders, the list of materials."""

import ast
import io
import json
import os
import re
import subprocess
import sys
import types
import zipfile
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from inspired_analysis import cells
from inspired_analysis.cli import main
from inspired_analysis.coding import stance_model
from inspired_analysis.errors import CodingError, RunError
from inspired_analysis.guarding.masking import Mask
from inspired_analysis.guarding.matching import Named
from inspired_analysis.guarding.proposing import propose
from inspired_analysis.guarding.scrubbing import kind_of, mask_for, scrub_notebook
from inspired_analysis.guarding.weights import SUMS, check_files, write_sums
from inspired_analysis.pipeline import read_decisions
from inspired_analysis.reading import read_workshop
from inspired_analysis.running.private import private_folder
from inspired_analysis.timeless import timeless
from inspired_analysis.workshop import Workshop

PACKAGE = Path(stance_model.__file__).parents[1]


def test_shipped_models_are_those_that_are_listed():
    check_files(PACKAGE / "models")
    for folder in {f.parent for f in (PACKAGE / "models").rglob("*") if f.suffix in (".npz", ".onnx")}:
        assert (folder / SUMS).exists(), f"python -m inspired_analysis.guarding.weights {folder}"
        check_files(folder)


def test_a_changed_missing_or_unlisted_model_file_is_refused(tmp_path):
    (tmp_path / "a.npz").write_bytes(b"weights")
    write_sums(tmp_path)
    check_files(tmp_path)
    with pytest.raises(CodingError, match="lists"):
        check_files(tmp_path, ["b.npz"])
    (tmp_path / "a.npz").write_bytes(b"weighty")
    with pytest.raises(CodingError, match="SHA-256"):
        check_files(tmp_path, ["a.npz"])
    (tmp_path / "a.npz").unlink()
    with pytest.raises(CodingError, match="a model file"):
        check_files(tmp_path)
    (tmp_path / SUMS).write_text("0" * 64 + "  ../a.npz\n")
    with pytest.raises(CodingError, match="line 1"):
        check_files(tmp_path)


def test_the_coder_looks_at_the_hash_before_it_loads(monkeypatch):
    def refuse(folder, names):
        raise CodingError(folder, expected="a", found="b")

    monkeypatch.setattr(stance_model, "check_files", refuse)
    with pytest.raises(CodingError):
        stance_model.StanceModel.load()


# Parsed are the modules that have one of these words at all.
SUSPECT = re.compile(r"pickle|joblib|dill|shelve|marshal|\beval\b|\bexec\b|os\.system|np\.load|yaml\.load")


def test_nothing_here_unpickles_or_evaluates():
    sources = {module: module.read_text(encoding="utf-8") for module in PACKAGE.rglob("*.py")}
    for module in filter(lambda m: SUSPECT.search(sources[m]), sources):
        for node in ast.walk(ast.parse(sources[module])):
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                names = {getattr(node, "module", "") or "", *(alias.name for alias in node.names)}
                assert names.isdisjoint({"pickle", "joblib", "dill", "shelve", "marshal", "cloudpickle"}), module
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                assert called not in ("eval", "exec", "os.system",
                    "np.load") or "allow_pickle=False" in ast.unparse(node)
                assert called not in ("yaml.load", "pd.read_pickle"), module


@given(st.text(max_size=20) | st.sampled_from(["=1+1", "@x", "'=1", "''=1", "'", "-", "\t=1", "＝1"]))
def test_cells_come_back_and_no_cell_is_a_formula(text):
    cell = cells.guarded(text)
    assert cells.plain(cell) == text
    assert not re.match(r"[=+\-@\t\r\n＝＋－＠]", cell)


@pytest.mark.parametrize(("line", "kind"), [
    ("KeyError: 'Davor'", "KeyError"), ("inspired_analysis.errors.PlanError: x", "PlanError"), ("Davor said", ""),
        ("", ""),
])  # fmt: skip
def test_of_a_cause_the_kind_is_kept(line, kind):
    assert kind_of(line) == kind


LOGGED = """Traceback (most recent call last):
  File "a.py", line 3, in f
    g('Davor')
ValueError: Kralj
after
"""


def test_a_failed_notebook_tells_places_not_values():
    cell = nbformat.v4.new_code_cell('workshop = "../raw/davor-kralj"', metadata={"tags": ["injected-parameters"]})
    trace = ["\x1b[0;31mKeyError\x1b[0m Traceback (most recent call last)", "Cell In[2], line 1",
             "File ~/x/inspired_analysis/finding/ledger.py:44, in judge(row)", "KeyError: 'Davor Kralj'"]  # fmt: skip
    failed = nbformat.v4.new_code_cell("x", outputs=[
        nbformat.v4.new_output("error", ename="KeyError", evalue="'Davor Kralj'", traceback=trace),
        nbformat.v4.new_output("stream", name="stderr", text=LOGGED),
    ])  # fmt: skip
    node = nbformat.v4.new_notebook(cells=[cell, failed])
    scrub_notebook(node, Mask.made([Named("P01", "person", ("Davor Kralj",))]))
    text = json.dumps(node)
    assert "davor" not in text.lower()
    assert "kralj" not in text.lower()
    assert "ledger.py, line 44, in judge" in text
    assert "a.py, line 3, in f" in text
    assert "ValueError" in text


def test_a_wrong_plan_still_tells_whom_to_hide(raw):
    plan = raw / "spring" / "workshop.yaml"
    plan.write_text(plan.read_text() + "titel: x\n")
    assert mask_for(raw / "spring").name("davor-kralj") == "name"


def test_a_wrong_plan_hides_every_alias_and_names_with_apostrophes(tmp_path):
    (tmp_path / "workshop.yaml").write_text("""titel: x
participants:
  - {label: "Sean O'Neill", aliases: [Bubba, 'Big "D"', Zolti], pseudonym: P01, group: farmers}
names:
  - name: Halvek Mill
    aliases:
      - HMill
      - Mlyn
  - kind: place
""")
    mask = mask_for(tmp_path)
    for secret in ("O'Neill", "Bubba", "Zolti", "Mlyn", "HMill", "Halvek"):
        assert mask.text(f"expected text, found '{secret}'") == "expected text, found '[name]'"
    assert mask.text("P01, farmers, kind, group") == "P01, farmers, kind, group"


def test_a_log_is_told_of_without_the_name_of_its_transcript(raw):
    (raw / "spring" / "decisions").mkdir()
    (raw / "spring" / "decisions" / "InterviewDavor.R1.jsonl").write_text("{}\n")
    workshop = Workshop.load(raw / "spring")
    [note] = read_decisions(workshop, read_workshop(workshop)).notes
    assert note.startswith("decisions/Interview_P01.R1.jsonl belongs to no transcript")


def test_a_wrong_list_of_names_still_tells_whom_to_hide(tmp_path):
    (tmp_path / "talk.txt").write_text("Ana: Davor Kralj said so.\n")
    (tmp_path / "names.yaml").write_text("names:\n- {name: Davor Kralj, kind: human}\n")
    assert mask_for(tmp_path / "talk.txt").name("talk-of-davor-kralj") == "talk-of-name"
    assert mask_for(tmp_path).name("davor-kralj") == "name"


PROPOSED = (
    ("We met Mrs Kostrova in Upper Trellin.", {"Kostrova": "name", "Trellin": "name"}),
    ("Call +995 555 123 456 or write to a.b@c.example now.", {"+995 555 123 456": "number",
        "a.b@c.example": "e-mail address"}),
    ("My ID is AB1234567, see www.trellin.example/ana for it.", {"AB1234567": "number",
        "www.trellin.example/ana": "web address"}),
    ("my name is ylva strand, i said", {"ylva": "name"}),
    ("меня зовут Ильдар", {"Ильдар": "name"}),
    ("მე მქვია გურამ", {"გურამ": "name"}),
    ("From 2014-2018 we paid 1,250,000 in May at 10:30, and I've told the English.", {}),
    ("So Davor said it, and [P02] too.", {}),
)  # fmt: skip


@pytest.mark.parametrize(("text", "found"), PROPOSED, ids=[t[:20] for t, _ in PROPOSED])
def test_what_is_proposed(text, found):
    mask = Mask.made([Named("P01", "person", ("Davor Kralj",))])
    assert {p.words: p.kind for p in propose([text], mask)} == found
    assert propose([text], mask, list(found)) == []


def test_a_name_in_an_address_is_not_written_small():
    texts = ["Write to ana@trellin.example, or www.trellin.example, or @trellin.", "We live in Trellin, not in town."]
    assert "Trellin" in {p.words for p in propose(texts, Mask.made(()))}


def test_a_model_that_the_user_installed_adds_names(monkeypatch):
    entity = types.SimpleNamespace(label_="PERSON", start_char=0, end_char=4)
    document = types.SimpleNamespace(ents=[entity])
    spacy = types.SimpleNamespace(load=lambda name: types.SimpleNamespace(pipe=lambda texts: [document for _ in texts]))
    monkeypatch.setitem(sys.modules, "spacy", spacy)
    assert [(p.words, p.kind) for p in propose(["ylva said so"], Mask.made(()), model="xx")] == [("ylva", "person")]
    monkeypatch.setitem(sys.modules, "spacy", None)
    with pytest.raises(RunError, match="spaCy"):
        propose(["ylva said so"], Mask.made(()), model="xx")


def test_a_person_decides_and_the_next_reading_follows(raw):
    answers = "p\nk\nc\nq\n"
    said = CliRunner().invoke(main, ["names", str(raw / "spring"), "--ask"], input=answers)
    assert said.exit_code == 0, said.output
    assert "3 decided" in said.output
    names = Workshop.load(raw / "spring").plan.names
    assert sum(n.keep for n in names) == 1
    listed = CliRunner().invoke(main, ["names", str(raw)]).output
    assert "spring: " in listed
    assert "autumn: " in listed
    replaced = [n for n in names if not n.keep and n.kind != "place"]
    assert len(replaced) == 2
    text = read_workshop(Workshop.load(raw / "spring")).text
    assert not any(n.name in text for n in replaced)


def test_a_workbook_tells_neither_who_nor_when(tmp_path):
    book = Workbook()
    book.properties.creator = book.properties.lastModifiedBy = "Davor Kralj"
    raw = timeless(book)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert "Davor" not in core
    assert set(re.findall(r"\d{4}-\d\d-\d\dT", core)) == {"1980-01-01T"}
    assert load_workbook(io.BytesIO(raw)).sheetnames == book.sheetnames


def test_private_folders_of_the_dead_are_cleared_up_and_of_the_living_not(tmp_path, monkeypatch):
    if os.name != "posix":
        pytest.skip("other systems have no such numbers")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("inspired_analysis.running.private.LONGEST", 1000)
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    (tmp_path / f"ia-{dead.pid}-abc").mkdir()
    (tmp_path / f"ia-{os.getppid()}-abc").mkdir()
    with private_folder() as private:
        assert private.stat().st_mode & 0o077 == 0
        assert sorted(f.name for f in tmp_path.iterdir()) == sorted([f"ia-{os.getppid()}-abc", private.name])
    assert not private.exists()


def test_the_list_of_materials_has_every_package_with_its_version():
    first, second = (CliRunner().invoke(main, ["sbom"]).output for _ in range(2))
    assert first == second
    bill = json.loads(first)
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.5")
    purls = {c["name"]: c.get("purl", "") for c in bill["components"]}
    assert re.fullmatch(r"pkg:pypi/pandas@[\d.]+", purls["pandas"])
    assert "stance.npz" in purls
    refs = {bill["metadata"]["component"]["bom-ref"], *(c["bom-ref"] for c in bill["components"])}
    assert all({d["ref"], *d["dependsOn"]} <= refs for d in bill["dependencies"])
