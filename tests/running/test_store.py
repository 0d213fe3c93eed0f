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


@pytest.mark.parametrize("sql", [
    "SELECT * FROM '{outside}'", "SELECT * FROM read_csv('{outside}')", "SELECT * FROM glob('/*')",
    "COPY turns TO '{outside}.csv'", "INSTALL httpfs", "SELECT 1; SELECT 2", "CREATE TABLE x AS SELECT 1",
    "SET enable_external_access = true", "ATTACH '{outside}.db'", "SELEC", "SELECT * FROM nowhere", "",
])  # fmt: skip
def test_a_query_only_reads_and_only_the_store(briefs, tmp_path, sql):
    (tmp_path / "secret.txt").write_text("x\n1\n")
    before = sorted(p for p in tmp_path.rglob("*") if STORE not in p.parts)
    with pytest.raises(RunError, match="the query: expected"):
        query(briefs, sql.replace("{outside}", str(tmp_path / "secret.txt")))
    assert sorted(p for p in tmp_path.rglob("*") if STORE not in p.parts) == before


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
    nothing = CliRunner().invoke(main, ["query", "SELECT 1", "--out", os.devnull])
    assert (nothing.exit_code, "found none" in nothing.stderr) == (1, True)
