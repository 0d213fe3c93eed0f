"""Measuring relevance of pairs, and retrieval of turns."""

from __future__ import annotations

import json

import numpy as np
import pytest
from click.testing import CliRunner

from inspired_analysis.cli import main
from inspired_analysis.errors import CodingError
from inspired_analysis.evaluating.relevance import evaluate_relevance
from inspired_analysis.evaluating.retrieval import evaluate_retrieval

PAIRS = [  # text, point, label, topic
    ("Buses are cheap to run.", "Buses cost little.", "match", "bus"),
    ("Buses are cheap to run.", "Drivers are tired.", "no_match", "bus"),
    ("My driver fell asleep.", "Buses cost little.", "no_match", "bus"),
    ("My driver fell asleep.", "Drivers are tired.", "match", "bus"),
    ("The park is green.", "Parks cool the town.", "no_match", "park"),
    ("Trees give shade.", "Parks cool the town.", "match", "park"),
]


def write(path, records):
    path.write_text("\n".join(map(json.dumps, records)) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def file(tmp_path):
    return write(tmp_path / "r.jsonl", [
        {"text": t, "target": p, "label": label, "split": split, "extra": {"topic": topic, "stance": "1"}}
        for split in ("train", "train", "dev") for t, p, label, topic in PAIRS
    ])  # fmt: skip


def test_a_perfect_scorer_and_a_wrong_one(file):
    def right(records):
        return np.array([float(r.label == "match") for r in records])

    result = evaluate_relevance(file, split="dev", scorer=right, resamples=20)
    assert (result["n"], result["n_relevant"], result["topics"]) == (6, 3, 2)
    assert result["ap"] == result["map_strict"] == 1.0
    assert result["intervals"]["ap"] == [1.0, 1.0]
    wrong = evaluate_relevance(file, split="dev", scorer=lambda records: -right(records), resamples=0)
    assert wrong["map_strict"] == 0.0
    assert wrong["ap"] < 0.6


def test_strict_means_that_the_best_half_of_best_matches_is_ranked(file):
    scores = np.array([0.9, 0.1, 0.95, 0.2, 0.3, 0.2])  # of the two best matches about buses, the better one is wrong
    result = evaluate_relevance(file, split="dev", scorer=lambda records: scores, resamples=0)
    assert result["map_strict"] == 0.0


def test_the_shipped_model_beats_chance_and_baselines_are_there(file):
    pytest.importorskip("vaderSentiment", reason="it comes with the extra 'evaluate'")
    result = evaluate_relevance(file, split="dev", baseline=True, resamples=0)
    assert result["ap"] > 0.5
    assert result["baselines"]["majority"]["ap"] == 0.5
    assert set(result["baselines"]) == {"majority", "tfidf_cosine", "tfidf_lr", "vader"}


def test_other_labels_are_refused(tmp_path):
    file = write(tmp_path / "r.jsonl", [{"text": "a", "target": "b", "label": "perhaps"}])
    with pytest.raises(CodingError, match="perhaps"):
        evaluate_relevance(file)


TURNS = (
    ("Ana", "Good morning."), ("Ben", "The ferry fees have doubled."), ("Ana", "Nobody can pay the fees."),
    ("Ben", "Lunch was good."), *[("Ana", f"Something else, number {i}.") for i in range(20)],
)  # fmt: skip


@pytest.fixture
def queries(tmp_path):
    write(tmp_path / "m_turns.jsonl", [
        {"text": text, "label": "turn", "extra": {"meeting": "m", "i": i, "speaker": speaker}}
        for i, (speaker, text) in enumerate(TURNS)
    ])  # fmt: skip
    return write(tmp_path / "m_queries.jsonl", [
        {"text": "-", "target": "What did Ben say about the ferry fees?", "label": "q", "split": "val",
         "extra": {"meeting": "m", "spans": [["1", "2"]]}},
        {"text": "-", "target": "What was said about the ferry fees?", "label": "q", "split": "val",
         "extra": {"meeting": "m", "spans": [["1", "1"], [2, 2]]}},
    ])  # fmt: skip


def test_turns_that_a_question_asks_for(queries):
    result = evaluate_retrieval(queries, split="val", baseline=True, resamples=20)
    assert result["n"] == 2
    assert result["hit"] == 1.0
    assert result["recall"] == 0.75  # both turns, and Ben's alone
    assert result["own"]["n"] == 1
    assert result["own"]["recall"] == 1.0
    assert result["intervals"]["recall"] == [0.5, 1.0]
    assert 0 < result["baselines"]["tfidf_cosine"]["recall"] <= 1


def test_peers_are_measured_beside(queries):
    found = evaluate_retrieval(queries, finders={"last": lambda talk, question, top: [len(talk.turns)]}, resamples=0)
    assert found["baselines"]["last"]["recall"] == 0.0


@pytest.mark.parametrize(
    ("extra", "found"),
    [({"meeting": "m"}, "spans"), ({"meeting": "m", "spans": [["x"]]}, "spans"),
     ({"meeting": "n", "spans": [[1, 2]]}, "'n'"), ({"meeting": "m", "spans": []}, "spans"),
     ({"meeting": "m", "spans": [[3, 2]]}, "spans")],
)  # fmt: skip
def test_questions_that_cannot_be_measured_are_refused(queries, extra, found):
    write(queries, [{"text": "-", "target": "Why?", "label": "q", "extra": extra}])
    with pytest.raises(CodingError, match=found):
        evaluate_retrieval(queries)


@pytest.mark.parametrize("extra", [{"meeting": "m", "speaker": "Ana"}, {"meeting": "m", "i": "x", "speaker": "Ana"}])
def test_turns_without_a_number_are_refused(queries, extra):
    write(queries.with_name("m_turns.jsonl"), [{"text": "The fees.", "label": "turn", "extra": extra}])
    with pytest.raises(CodingError, match=r"m_turns\.jsonl: expected turns with meeting, i"):
        evaluate_retrieval(queries)


def test_the_command_measures_what_ask_finds_unless_a_model_is_named(queries, monkeypatch):
    asked = []
    monkeypatch.setattr("inspired_analysis.evaluating.retrieval.evaluate_retrieval",
                        lambda *_, reader, **__: asked.append(reader) or {})  # fmt: skip
    monkeypatch.setattr("inspired_analysis.coding.stance.load_reader", lambda folder: f"model of {folder}")
    for arguments in ([], ["--stance-model", "weights"]):
        ran = CliRunner().invoke(main, ["evaluate", "relevance", str(queries), *arguments])
        assert ran.exit_code == 0, ran.output
    assert asked == [None, "model of weights"]
