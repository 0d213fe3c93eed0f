"""The command line: what it says, where it says it, and the exit codes that scripts rely on."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from light import light_coders

from inspired_analysis import cli

FERRY = Path(__file__).resolve().parent / "golden" / "ferry"
TALK = """Moderator: Welcome, everybody. What would change with meters?
Anna: We would accept meters if the first years were free, because our costs have doubled.
Ben: I understand that. But somebody has to pay, and the city cannot.
Anna: Then we will not sign. That is our red line.
Ben: We need the numbers first. I think meters are the right thing.
Carla: I agree with Ben. Nobody from the villages is here, and they should be.
"""
COMMANDS = [
    "agree", "ask", "batch", "brief", "check", "codes", "compare", "decisions", "edit", "evaluate", "export", "find",
    "forget", "import", "key", "lab", "learn", "memo", "names", "new", "pseudonymise", "query", "sbom",
    "watch",
]  # fmt: skip


def run(*arguments: object):
    return CliRunner().invoke(cli.main, [str(a) for a in arguments])


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    (tmp_path / "raw" / "spring").mkdir(parents=True)
    (tmp_path / "raw" / "spring" / "talk.txt").write_text(TALK)
    return tmp_path / "raw" / "spring" / "talk.txt"


def test_every_command_explains_itself_with_an_example():
    assert sorted(cli.main.commands) == COMMANDS
    for name, command in cli.main.commands.items():
        said = run(name, "--help")
        assert said.exit_code == 0
        assert f"inspired {name}" in said.output.split("Usage:")[1].split("\n", 1)[1], f"{name} has no example"
        assert all(p.help for p in command.params if p.param_type_name == "option"), name


def test_every_task_of_evaluate_explains_itself_with_an_example():
    evaluate = cli.main.commands["evaluate"]
    assert list(evaluate.commands) == ["stance", "codes", "agreement", "relevance", "talk"]
    for name, command in evaluate.commands.items():
        said = run("evaluate", name, "--help")
        assert f"inspired evaluate {name}" in said.output.split("Usage:")[1].split("\n", 1)[1], f"{name} has no example"
        assert all(p.help for p in command.params if p.param_type_name == "option"), name


def test_brief_is_not_written_where_the_transcript_lies(talk):
    said = run("brief", talk, "--out", talk.parent)
    assert said.exit_code == 1
    assert "expected a folder of the brief's own, found that of the transcripts" in said.output
    assert [file.name for file in talk.parent.iterdir()] == ["talk.txt"]


def test_brief_takes_a_bare_transcript_and_says_where_the_brief_is(talk, tmp_path):
    said = run("brief", talk, "--out", tmp_path / "out")
    assert said.exit_code == 0, said.output
    assert said.output.splitlines()[-1] == f"Brief: {tmp_path / 'out' / 'brief.html'}"
    assert {"brief.html", "brief.md", "findings.json", "turns.csv", "codings.csv"} == {
        f.name for f in (tmp_path / "out").iterdir() if f.name != ".stages"
    }


def test_brief_says_that_what_was_learned_is_left_aside(talk, tmp_path, monkeypatch):
    monkeypatch.setattr("inspired_analysis.coding.default_coders", lambda model: light_coders())
    (talk.parent.parent / "learned.json").write_text("{}")
    said = run("brief", talk, "--out", tmp_path / "out", "--stance-model", tmp_path)
    assert said.exit_code == 0, said.output
    assert said.output.startswith("Note: learned.json is left aside with --stance-model.\n")


def test_brief_comes_in_more_formats_and_in_house_style_for_those_who_ask(talk, tmp_path):
    pytest.importorskip("typst", reason="typst comes with the extra 'pdf'")
    (tmp_path / "theme.yaml").write_text("footer: Not for circulation")
    style = ("--theme", tmp_path / "theme.yaml")
    said = run("brief", talk, "--out", tmp_path / "out", "--format", "pdf", "--format", "docx", *style)
    assert said.exit_code == 0, said.output
    assert {f.name for f in (tmp_path / "out").iterdir()} >= {"brief.html", "brief.pdf", "brief.docx"}
    assert "Not for circulation" in (tmp_path / "out" / "brief.html").read_text()


@pytest.mark.parametrize(("arguments", "message"), [
    (("--theme", "THEME"), "theme.yaml, line 1, foot: expected one of organisation"),
    (("--format", "pdf"), "pip install inspired_analysis[pdf]"),
])  # fmt: skip
def test_what_a_format_or_style_lacks_is_said_before_the_work(talk, tmp_path, monkeypatch, arguments, message):
    import inspired_analysis as ia

    (tmp_path / "theme.yaml").write_text("foot: x")
    monkeypatch.setitem(sys.modules, "typst", None)
    monkeypatch.setattr(ia, "analyse", lambda *_, **__: pytest.fail("the work was begun"), raising=False)
    said = run("brief", talk, *(tmp_path / "theme.yaml" if a == "THEME" else a for a in arguments))
    assert said.exit_code == 1
    assert message in said.stderr


def test_brief_says_the_notes_first(talk, tmp_path):
    plan = "participants: [{label: Anna, group: farmers}, {label: Dora, group: citizens}]"
    talk.with_name("workshop.yaml").write_text(plan)
    said = run("brief", talk.parent, "--out", tmp_path / "out").output.splitlines()
    assert said[0].startswith("Note: ")
    assert any("Moderator, Ben, Carla" in line for line in said[:-1])
    assert any("Dora" in line for line in said[:-1])


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["brief", "nowhere.txt"], 1, "Error: nowhere.txt: expected"),
        (["brief", "EMPTY"], 1, "found an empty file"),
        (["brief", "PLAN"], 1, "workshop.yaml, line 1"),
        (["check", "nowhere"], 1, "Error: nowhere: expected"),
        (["new", "nowhere"], 1, "Error: nowhere: expected"),
        (["evaluate", "stance", "nowhere.jsonl"], 1, "Error: nowhere.jsonl: expected"),
        (["batch", "nowhere"], 2, "Error: nowhere: expected"),
        (["batch", "BARE"], 2, "found none"),
        (["evaluate", "mood", "x"], 2, "No such command 'mood'"),
        (["evaluate", "talk", "x", "--limit", "3"], 2, "--limit"),
        (["evaluate", "talk", "EMPTY"], 1, "found none"),
        (["ask", "nowhere", "Why?"], 1, "Error: nowhere: expected"),
        (["brief", "x", "--colour"], 2, "--colour"),
        (["batch", "x", "--jobs", "0"], 2, "--jobs"),
        (["tidy"], 2, "tidy"),
    ],
)
def test_mistakes_are_named_on_stderr_with_an_honest_exit_code(arguments, code, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("EMPTY").mkdir()
    Path("EMPTY/talk.txt").touch()
    Path("PLAN").mkdir()
    Path("PLAN/workshop.yaml").write_text("titel: x")
    Path("BARE").mkdir()
    said = run(*arguments)
    assert said.exit_code == code, said.output
    assert message in said.stderr
    assert "Traceback" not in said.stderr
    assert not said.stdout


def test_a_defect_is_one_line_and_its_traceback_only_on_request(talk, monkeypatch):
    import inspired_analysis as ia

    def broken(workshop, **options):
        raise KeyError("\x1b[31mno such\ncolumn")

    monkeypatch.setattr(ia, "analyse", broken, raising=False)
    said = run("brief", talk)
    assert said.exit_code == 1
    assert len(said.stderr.splitlines()) == 1
    assert "defect in inspired" in said.stderr
    assert "\x1b" not in said.stderr
    assert "Traceback" in run("--debug", "brief", talk).stderr


def test_ctrl_c_and_a_full_disk_are_plain_too(talk, monkeypatch):
    import inspired_analysis as ia

    def stop(workshop, **options):
        raise KeyboardInterrupt

    def full(workshop, **options):
        raise OSError(28, "No space left on device", "/some/where/brief.html")

    monkeypatch.setattr(ia, "analyse", stop, raising=False)
    assert run("brief", talk).exit_code == 130
    monkeypatch.setattr(ia, "analyse", full, raising=False)
    said = run("brief", talk)
    assert (said.exit_code, said.stderr) == (1, "Error: brief.html: No space left on device\n")


def test_check_accounts_for_every_character(talk):
    said = run("check", talk, "--json")
    assert said.exit_code == 0
    account = json.loads(said.stdout)
    (file,) = account["files"]
    assert file["characters"] == len(TALK)
    assert file["in_turns"] + sum(file["set_aside"].values()) == len(TALK)
    assert (account["turns"], account["lost"], account["plan"]) == (6, 0, None)
    assert [s["speaker"] for s in account["speakers"]] == ["Moderator", "Anna", "Ben", "Carla"]


def test_check_says_where_plan_and_transcript_do_not_meet(talk):
    talk.with_name("workshop.yaml").write_text("participants: [{label: Anna}, {label: Dora, group: citizens}]")
    plan = json.loads(run("check", talk.parent, "--json").stdout)["plan"]
    assert (plan["unmapped"], plan["silent"]) == (["Moderator", "Ben", "Carla"], ["Dora"])
    said = run("check", talk.parent).stdout
    assert "no group for: Anna" in said
    assert "characters in the source" in said


def test_check_goes_through_a_folder_of_workshops_and_says_which_cannot_be_read(tmp_path):
    for name in ("spring", "autumn"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "talk.txt").write_text(TALK)
    assert run("check", tmp_path).exit_code == 0
    (tmp_path / "winter").mkdir()
    (tmp_path / "winter" / "talk.docx").write_bytes(b"no document")
    said = run("check", tmp_path)
    assert said.exit_code == 1
    assert "spring: 6 turns" in said.stdout
    assert "to look at" not in said.stdout, "the note on names, which each has, is none"
    assert "NOT READ  …/winter/talk.docx: expected" in said.stdout
    assert "3 workshops, 1 not read." in said.stdout
    accounts = json.loads(run("check", tmp_path, "--json").stdout)
    assert [a.get("id") for a in accounts] == ["autumn", "spring", None]
    assert run("check", tmp_path, "--html").exit_code == 2


def test_a_file_beside_the_transcript_that_is_not_read_is_told(tmp_path):
    (tmp_path / "spring").mkdir()
    (tmp_path / "spring" / "part 1.txt").write_text(TALK)
    for name in ("part 2.doc", "photo.jpg"):
        (tmp_path / "spring" / name).write_bytes(b"\xd0\xcf\x11\xe0")
    assert "- Not read, since such files are not: part 2.doc. If they hold" in run("check", tmp_path / "spring").stdout
    assert "; 1 to look at" in run("check", tmp_path).stdout
    (tmp_path / "spring" / "workshop.yaml").write_text("transcripts: [part 1.txt]\n")
    assert "part 2.doc" not in run("check", tmp_path / "spring").stdout, "the plan says which they are"


def test_check_says_what_batch_would_take_instead_of_what_lies_at_the_top(tmp_path):
    for place in ("notes.txt", "spring/talk.txt", "autumn/talk.txt"):
        (tmp_path / place).parent.mkdir(exist_ok=True)
        (tmp_path / place).write_text(TALK)
    said = run("check", tmp_path).stdout
    assert "takes the 2 below it (autumn, spring)" in said
    assert "below it" not in run("check", tmp_path / "spring").stdout


def test_what_a_stray_note_hides_is_said(tmp_path):
    for place in ("2024/notes.txt", "2024/spring/talk.txt", "2023/talk.txt"):
        (tmp_path / place).parent.mkdir(exist_ok=True)
        (tmp_path / place).write_text(TALK)
    assert "1 passed over" in run("check", tmp_path).stderr
    assert "2024/spring/talk.txt" in run("check", tmp_path, "--json").stderr
    assert "passed over" not in run("check", tmp_path / "2024" / "spring").stderr


def test_new_then_check_fit_together(talk):
    assert "4 speakers filled in" in run("new", talk.parent).stdout
    assert run("check", talk.parent).exit_code == 0
    again = run("new", talk.parent)
    assert (again.exit_code, "--force" in again.stderr) == (1, True)


def test_the_last_line_of_evaluate_is_json(tmp_path):
    records = [{"text": "Meters are a good idea and we want them.", "target": "We want meters.", "label": label}
               for label in ("support", "oppose")]  # fmt: skip
    (tmp_path / "r.jsonl").write_text("\n".join(map(json.dumps, records)))
    said = run("evaluate", "stance", tmp_path / "r.jsonl")
    result = json.loads(said.stdout.splitlines()[-1])
    assert {"n", "accuracy", "macro_f1", "per_class", "records_per_second"} <= set(result)
    assert result["n"] == 2


def test_help_needs_nothing_heavy():
    code = "import sys; from inspired_analysis.cli import main; main(['--help'], standalone_mode=False); " \
           "sys.exit(bool({'pandas', 'sklearn', 'matplotlib', 'papermill'} & set(sys.modules)))"  # fmt: skip
    assert subprocess.run([sys.executable, "-c", code], stdout=subprocess.DEVNULL, check=False).returncode == 0


@pytest.mark.long
def test_a_batch_with_one_bad_workshop_in_a_real_process(talk, tmp_path):
    (tmp_path / "raw" / "broken").mkdir()
    (tmp_path / "raw" / "broken" / "workshop.yaml").write_text("titel: x")
    command = [sys.executable, "-m", "inspired_analysis", "batch", "raw", "--format", "docx"]
    first = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert first.returncode == 1, first.stderr
    assert "broken/workshop.yaml, line 1" in first.stdout
    assert "1 of 2 done" in first.stdout
    assert "2/2" in first.stderr
    out = tmp_path / "reports"
    assert {f.name for f in (out / "spring").iterdir() if f.name[0] != "."} == {
        "brief.html", "brief.md", "brief.docx", "brief.ipynb", "findings.json", "turns.csv", "codings.csv",
    }  # fmt: skip
    assert [f.name for f in (out / "broken").iterdir()] == ["failed.ipynb"]
    index = (out / "index.html").read_text()
    assert "spring/brief.html" in index
    assert "broken/workshop.yaml, line 1" in index
    before = {f: f.read_bytes() for f in out.rglob("*") if f.is_file() and f.name != ".runs.jsonl"}
    second = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert second.returncode == 1
    assert before == {f: f.read_bytes() for f in out.rglob("*") if f.is_file() and f.name != ".runs.jsonl"}


@pytest.mark.long
def test_a_batch_gives_the_same_bytes_twice(talk, tmp_path):
    raw, contents = tmp_path / "raw", []
    for name in ("transcript.txt", "workshop.yaml"):
        (raw / "ferry").mkdir(exist_ok=True)
        shutil.copy(FERRY / name, raw / "ferry" / name)
    for out in (tmp_path / "a", tmp_path / "b"):
        assert run("batch", raw, "--out", out, "--jobs", 2).exit_code == 0
        contents.append({f.relative_to(out): f.read_bytes() for f in out.rglob("*") if f.name != ".runs.jsonl"
                         and f.is_file()})  # fmt: skip
    assert contents[0].keys() == contents[1].keys()
    assert [name for name in contents[0] if contents[0][name] != contents[1][name]] == []
    # Parameters are relative to the notebook: no path begins at the root of this machine.
    assert f'"{raw.parent}' not in (tmp_path / "a" / "ferry" / "brief.ipynb").read_text()
