"""The store: every table of every brief, typed, partitioned, up to date, and nothing but the store."""

import json
import os
import shutil

import pandas as pd
import pytest
from click.testing import CliRunner

import inspired_analysis as ia
from inspired_analysis.cli import main
from inspired_analysis.errors import RunError
from inspired_analysis.running.ledger import Run
from inspired_analysis.running.results import hashes, seal
from inspired_analysis.tables import COLUMNS
from inspired_analysis.workshop import Workshop

pytest.importorskip("duckdb", reason="DuckDB comes with the extra 'store'")

from inspired_analysis.running.lock import LOCK, InUseError, alone
from inspired_analysis.running.store import STORE, open_store, query, refresh, selected
from inspired_analysis.running.store_tables import columns

TALK = """Mo: What do you make of the ferry?
Ana: I think "that" the ferry, is a good idea,
because our costs have doubled. Nobody from the island is here.
Ben: I agree with Ana. We will not pay for it, that is our red line.
"""


@pytest.fixture
def briefs(made, tmp_path):
    """Two briefs as a batch leaves them, of one dialogue and of none."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path / "out"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The briefs and what they are about, made once."""
    top = tmp_path_factory.mktemp("made")
    for name, dialogue in {"a": "valley", "b": ""}.items():
        home = top / "raw" / name
        home.mkdir(parents=True)
        (home / "talk.txt").write_text(TALK.replace("ferry", f"ferry {name}"))
        plan = {"dialogue": dialogue, "date": "2024-05-01", "assumptions": ["People want the ferry."],
                "participants": [{"label": "Ana", "group": "citizens"}, {"label": "Ben", "group": "parliament"}]}
        (home / "workshop.yaml").write_text(json.dumps(plan))
        _brief(home, top / "out" / name)
    return top


def _brief(home, final) -> ia.Analysis:
    analysis = ia.analyse(Workshop.load(home), coders=[])
    ia.write_brief(analysis, final, formats=("json", "csv"))
    plan = analysis.workshop.plan
    seal(final, Run(id=final.name, source="", title="", date="", dialogue=plan.dialogue, status="done", cause="",
                    started="", seconds=1.0, version="", outputs=hashes(final)))  # fmt: skip
    return analysis


def test_every_table_comes_back_as_it_is_in_the_brief(briefs, tmp_path):
    analysis = ia.analyse(Workshop.load(tmp_path / "raw" / "a"), coders=[])
    turns = query(briefs, "SELECT * EXCLUDE (workshop, dialogue) FROM turns WHERE workshop = 'a' ORDER BY turn")
    pd.testing.assert_frame_equal(turns, analysis.turns, check_dtype=False)
    found = json.loads((briefs / "a" / "findings.json").read_text())
    with open_store(briefs) as store:
        for name, rows in found["findings"].items():
            answer = selected(store, f"SELECT * EXCLUDE (workshop, dialogue) FROM \"{name}\" WHERE workshop = 'a'")
            known = [dict(zip(answer.columns, row, strict=True)) for row in answer.fetchall()]
            assert sorted(map(_plain, known)) == sorted(map(_plain, rows)), name
    about = query(briefs, "SELECT workshop, dialogue, date, has_plan FROM workshops ORDER BY workshop").values.tolist()
    assert about == [["a", "valley", "2024-05-01", True], ["b", "", "2024-05-01", True]]


def _plain(row: dict) -> str:
    """Return *row* as text; pairs of a word and a number are pairs of words in the store."""
    pairs = row.get("responds_to")
    return json.dumps(row | ({"responds_to": [[str(v) for v in p] for p in pairs]} if pairs is not None else {}),
                      sort_keys=True)  # fmt: skip


def test_the_store_is_partitioned_and_says_its_schema(briefs):
    import duckdb

    refresh(briefs)
    (home,) = (briefs / STORE).iterdir()
    assert (home / "turns" / "dialogue=valley" / "workshop=a").is_dir()
    assert (home / "turns" / "dialogue=" / "workshop=b").is_dir()
    files = f"{home}/turns/*/*/*.parquet"
    assert set(duckdb.sql(f"SELECT value FROM parquet_kv_metadata('{files}')").fetchall()) == {(home.name.encode(),)}
    kinds = dict(duckdb.sql(f"DESCRIBE SELECT * FROM read_parquet('{files}', hive_partitioning=false)").project(
        "column_name, column_type").fetchall())  # fmt: skip
    assert kinds == columns()["turns"]
    assert [c for c in kinds if c not in ("workshop", "dialogue")] == list(COLUMNS["turns"])


def test_only_what_changed_is_written_and_what_is_gone_leaves(briefs, tmp_path):
    assert [refresh(briefs), refresh(briefs)] == [2, 0]
    (tmp_path / "raw" / "b" / "talk.txt").write_text("Ana: Only this.\nBen: And that.\n")
    plan = tmp_path / "raw" / "b" / "workshop.yaml"
    plan.write_text(plan.read_text().replace('"dialogue": ""', '"dialogue": "hill"'))
    _brief(tmp_path / "raw" / "b", briefs / "b")
    assert refresh(briefs) == 1
    counts = "SELECT dialogue, count(*) FROM turns GROUP BY dialogue ORDER BY dialogue"
    assert query(briefs, counts).values.tolist() == [["hill", 2], ["valley", 3]]
    shutil.rmtree(briefs / "a")
    assert query(briefs, counts).values.tolist() == [["hill", 2]]


def test_a_brief_that_was_written_anew_without_a_batch_is_asked_as_it_is_now(briefs, tmp_path):
    refresh(briefs)
    (tmp_path / "raw" / "b" / "talk.txt").write_text("Ana: Only this.\nBen: And that.\n")
    plan = tmp_path / "raw" / "b" / "workshop.yaml"
    plan.write_text(plan.read_text().replace('"dialogue": ""', '"dialogue": "hill"'))
    ia.write_brief(ia.analyse(Workshop.load(tmp_path / "raw" / "b"), coders=[]), briefs / "b", formats=("json", "csv"))
    counts = "SELECT dialogue, count(*) FROM turns GROUP BY dialogue ORDER BY dialogue"
    assert query(briefs, counts).values.tolist() == [["hill", 2], ["valley", 3]]


def test_a_folder_may_be_called_like_a_pattern(briefs):
    odd = briefs.rename(briefs.with_name("out [2024]*"))
    assert len(query(odd, "FROM turns")) == 6


@pytest.mark.parametrize("damage", ["version", "columns", "missing", "torn", "rows"])
def test_a_brief_that_cannot_be_read_is_named_and_left_out(briefs, damage):
    refresh(briefs)
    turns = briefs / "b" / "turns.csv"
    if damage == "version":
        found = json.loads((briefs / "b" / "findings.json").read_text())
        (briefs / "b" / "findings.json").write_text(json.dumps(found | {"schema_version": 0}))
    elif damage == "rows":
        found = json.loads((briefs / "b" / "findings.json").read_text())
        (briefs / "b" / "findings.json").write_text(json.dumps(found | {"statements": [5]}))
    elif damage == "columns":
        turns.write_text(turns.read_text().replace("time_start", "seconds", 1))
    elif damage == "torn":
        turns.write_text(turns.read_text().replace("\n1,", "\nmany,", 1))
    else:
        (briefs / "b" / "codings.csv").unlink()
    for _ in range(2):  # also by who asks again and finds the store up to date
        with pytest.warns(UserWarning, match=r"b(/\w+\.\w+)?: expected .* Brief this workshop again") as told:
            assert set(query(briefs, "FROM turns")["workshop"]) == {"a"}
        assert "costs have doubled" not in str(told[0].message)
    shutil.rmtree(briefs / "a")
    with pytest.raises(RunError, match=r"briefs that can be read, found none\. The first: .*Brief this workshop"):
        query(briefs, "FROM turns")


def test_briefs_from_before_there_was_a_table_have_none_of_its_rows(briefs):
    for file in briefs.glob("*/findings.json"):
        found = json.loads(file.read_text())
        del found["findings"]["leads"]
        file.write_text(json.dumps(found))
    assert len(query(briefs, "FROM turns")) == 6
    assert list(query(briefs, "FROM leads")) == list(columns()["leads"])


def test_an_id_that_is_too_long_for_the_store_leaves_the_others_in_it(briefs, tmp_path):
    name = "ورشة-عمل-حول-إصلاح-قطاع-المياه-في-سارنا-خريف-ألفين-وأربعة"
    _brief(tmp_path / "raw" / "b", briefs / name)
    with pytest.warns(UserWarning, match=f"{name}: expected an id .*, found one of {len(name)} letters"):
        assert set(query(briefs, "FROM turns")["workshop"]) == {"a", "b"}


def test_a_brief_that_was_mended_is_asked_again(briefs):
    turns = briefs / "b" / "turns.csv"
    whole = turns.read_text()
    turns.write_text("")
    assert refresh(briefs) == 1
    turns.write_text(whole)
    assert refresh(briefs) == 1
    assert set(query(briefs, "FROM turns")["workshop"]) == {"a", "b"}


def test_while_a_batch_runs_what_was_there_before_is_asked(briefs):
    with alone(briefs), pytest.raises(InUseError):
        query(briefs, "FROM turns")
    refresh(briefs)
    with alone(briefs), pytest.warns(UserWarning, match="a batch is running"):
        assert len(query(briefs, "FROM turns")) == 6


def test_where_nobody_may_write_a_store_that_is_up_to_date_is_asked(briefs, monkeypatch):
    def locked(out):
        raise PermissionError(13, "Permission denied", str(out))

    refresh(briefs)
    monkeypatch.setattr("inspired_analysis.running.store.alone", locked)
    assert len(query(briefs, "FROM turns")) == 6


@pytest.mark.parametrize("damage", ["manifest", "schema"])
def test_a_store_that_is_not_accounted_for_is_made_anew(briefs, damage):
    refresh(briefs)
    (home,) = (briefs / STORE).iterdir()
    if damage == "manifest":
        (home / "manifest.json").write_text("{")
    else:
        home.rename(home.with_name("0123456789ab"))
    assert refresh(briefs) == 2
    assert [h.name for h in (briefs / STORE).iterdir()] == [home.name]
    assert len(query(briefs, "FROM turns")) == 6


def test_a_damaged_store_is_told_with_what_to_do(briefs):
    refresh(briefs)
    for file in (briefs / STORE).glob("*/turns/*/*/*.parquet"):
        file.write_text("torn")
        with pytest.raises(RunError, match=r"a damaged one\. Delete the folder \.store"):
            query(briefs, "FROM turns")


@pytest.mark.parametrize("sql", [
    "SELECT * FROM '{outside}'", "SELECT * FROM read_csv('{outside}')", "SELECT * FROM glob('/*')",
    "COPY turns TO '{outside}.csv'", "INSTALL httpfs", "SELECT 1; SELECT 2", "CREATE TABLE x AS SELECT 1",
    "SET enable_external_access = true", "ATTACH '{outside}.db'", "SELEC", "SELECT * FROM nowhere", "",
])  # fmt: skip
def test_a_query_only_reads_and_only_the_store(briefs, tmp_path, sql):
    (tmp_path / "secret.txt").write_text("x\n1\n")
    before = sorted(p for p in tmp_path.rglob("*") if STORE not in p.parts and p.name != LOCK)
    with pytest.raises(RunError, match="the query: expected"):
        query(briefs, sql.replace("{outside}", str(tmp_path / "secret.txt")))
    assert sorted(p for p in tmp_path.rglob("*") if STORE not in p.parts and p.name != LOCK) == before


def test_nothing_is_written_between_the_rows_of_a_slow_answer(briefs):
    with open_store(briefs) as store:
        assert store.execute("SELECT current_setting('enable_progress_bar')").fetchone() == (False,)


def test_the_command_answers_as_table_csv_and_json(briefs):
    def ask(*arguments):
        return CliRunner().invoke(main, ["query", "SELECT workshop, count(*) AS n FROM turns GROUP BY 1 ORDER BY 1",
                                         "--out", str(briefs), *arguments])  # fmt: skip

    assert "workshop" in ask().stdout
    assert ask("--format", "csv").stdout == "workshop,n\na,3\nb,3\n"
    assert [json.loads(row) for row in ask("--format", "json").stdout.splitlines()][1] == {"workshop": "b", "n": 3}
    shutil.copytree(briefs / "b", briefs / "c", ignore=lambda *_: [".result.json"])
    assert ask().stderr == "Note: left out, since inspired batch did not write them: c.\n"
    (briefs / "b" / "turns.csv").unlink()
    assert "Note: left out. " in ask().stderr
    assert ask("--format", "csv").stdout == "workshop,n\na,3\n"
    nothing = CliRunner().invoke(main, ["query", "SELECT 1", "--out", os.devnull])
    assert (nothing.exit_code, "found none" in nothing.stderr) == (1, True)


@pytest.mark.parametrize(("sql", "shape", "said"), [
    ("SELECT 'a' AS x, 'b' AS x", "json", '{"x": "a", "x_1": "b"}\n'),
    ("SELECT 'a' AS x, 'b' AS x, 'c' AS x_1", "json", '{"x": "a", "x_2": "b", "x_1": "c"}\n'),
    ("SELECT 'nan'::DOUBLE AS x, [1, 'inf'::DOUBLE] AS y", "json", '{"x": null, "y": [1.0, null]}\n'),
    ("SELECT '=1+1' AS \"-x\", -1 AS y, ['=a'] AS z", "csv", "'-x,y,z\n'=1+1,-1,\"[\"\"=a\"\"]\"\n"),
])  # fmt: skip
def test_every_column_comes_out_as_what_it_is_and_none_as_a_formula(briefs, sql, shape, said):
    ran = CliRunner().invoke(main, ["query", sql, "--out", str(briefs), "--format", shape])
    assert ran.stdout == said
