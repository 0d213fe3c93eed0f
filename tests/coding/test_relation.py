"""The neural relation model: packing, batching and joining, on stand-ins; real weights where they were built."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspired_analysis.coding import relation
from inspired_analysis.coding.four_bits import matrices
from inspired_analysis.coding.relation import FILES, PAD, Packer, RelationModel, bearing, composed
from inspired_analysis.coding.relation_turns import Joint, read_turns
from inspired_analysis.coding.stance import RELATION
from inspired_analysis.coding.stance_model import Head, load_model
from inspired_analysis.coding.turn_reading import CHEAP, READ_FEATURES
from inspired_analysis.errors import CodingError

STATEMENTS = ["The ferry should run at night.", "The bridge is too expensive."]
TURNS = pd.DataFrame(
    [
        ("Ada", "facilitator", "Should the ferry run at night?"),
        ("Bo", "participant", "Yes. It should run at night, the shifts end at two."),
        ("Cy", "participant", "I had soup. The bridge is too expensive, though. We cannot pay for it."),
    ],
    columns=["speaker", "role", "text"],
).assign(start=[0, 40, 100])


class Words:
    """A tokenizer that gives each word the id of its length plus three."""

    def encode_batch(self, texts, add_special_tokens):
        assert not add_special_tokens
        return [type("Encoding", (), {"ids": [len(w) + 3 for w in text.split()]}) for text in texts]


class Sums:
    """A session whose output depends on the ids of the row alone."""

    def __init__(self, width):
        self.width, self.shapes = width, []

    def run(self, _, inputs):
        ids = inputs["ids"]
        self.shapes.append(ids.shape)
        kept = np.where(ids == PAD, 0, ids)
        return [np.stack([(kept ** (i + 1)).sum(axis=1) % 97 for i in range(self.width)], axis=1).astype(np.float32)]


@pytest.fixture
def model(tmp_path):
    """Return a model of stand-ins: no weights are read."""
    for name in FILES:
        (tmp_path / name).write_text("{}", encoding="utf-8")
    made = RelationModel(tmp_path)
    wide = len(READ_FEATURES)
    plain = {"read": wide, "unread": CHEAP, "window": 3}
    made.heads = {name: Head(np.ones(n), np.zeros(n), np.ones(n), 0.0) for name, n in plain.items()}
    made.settings = {"version": "test", "temperature": 1.0, "direction_temperature": 2.0, "share": 0.5, "windows": 2}
    made.packer = Packer(Words())
    made._relation, made._relevance = Sums(3), Sums(384)
    return made


def test_a_pair_keeps_the_start_of_the_text_and_the_end_of_what_was_said_before():
    row = Packer(Words()).pack(["a bb"], ["x " * 200], ["first " * 50 + "to two"])[0]
    assert row[:5] == [0, 4, 5, 2, 2]
    assert row[5:77] == [4] * 72
    assert row[77] == 2
    assert row[-3:] == [5, 6, 2]
    assert len(row) <= 136


def test_no_context_leaves_no_mark():
    assert Packer(Words()).pack(["a"], ["bb"], [""]) == [[0, 4, 2, 2, 5, 2]]


@given(st.lists(st.integers(1, 300), max_size=60))
def test_batches_cover_every_row_once_whatever_their_lengths(lengths):
    rows = [[3 + i % 7] * n for i, n in enumerate(lengths)]
    session = Sums(3)
    together = relation._run(session, rows, 3)
    alone = [relation._run(Sums(3), [row], 3)[0] for row in rows]
    assert sum(n for n, _ in session.shapes) == len(rows)
    assert all(n * width <= relation.TOKENS or n == 1 for n, width in session.shapes)
    assert np.array_equal(together, np.array(alone).reshape(len(rows), 3))


def test_probabilities_sum_to_one_with_and_without_context(model):
    texts = ["It should run at night.", "The weather is fine today."]
    for context in (None, ["Should it run?", ""]):
        chances = model.relate(texts, STATEMENTS, context)
        assert chances.shape == (2, 3)
        assert np.allclose(chances.sum(axis=1), 1)


def test_relevance_is_a_cosine(model):
    same = model.relevance([STATEMENTS[0]], [STATEMENTS[0]])
    assert same == pytest.approx([1.0])
    assert model.relevance([], []).shape == (0,)


def test_lists_of_other_lengths_are_refused(model):
    with pytest.raises(ValueError, match="one length"):
        model.relate(["a"], STATEMENTS)


def test_what_is_added_for_written_text_is_read_with_no_context_only(model):
    texts = ["It should.", "It should not."]
    plain = model.relate(texts, STATEMENTS), model.relate(texts, STATEMENTS, ["", ""])
    assert np.array_equal(model._written.shapes, model._relation.shapes)  # one session where nothing is added
    model._written = Sums(3)
    model._written.run = lambda _, inputs: [np.tile([9.0, 0.0, 0.0], (len(inputs["ids"]), 1))]
    assert model.relate(texts, STATEMENTS)[:, 0] == pytest.approx(1, abs=1e-3)
    assert not np.allclose(model.relate(texts, STATEMENTS), plain[0])
    assert np.array_equal(model.relate(texts, STATEMENTS, ["", ""]), plain[1])


def test_a_low_rank_product_is_added_in_whole_numbers_and_kept_in_bounds(tmp_path):
    file, more = tmp_path / "m.npz", tmp_path / "more.npz"
    codes, times = np.full((64, 3), 8 + 1 | (8 + 3) << 4, np.uint8), np.array([[1, -2, 8], [1, 1, 1]], np.int8)
    np.savez(file, **{"w.codes": codes, "w.times": times})
    left, right = np.ones((128, 2), np.int8), np.array([[5, -40, 127], [2, 0, 127]], np.int8)
    np.savez(more, **{"w.left": left, "w.right": right, "w.shift": np.array([1], np.int8)})
    [(name, plain)], [(same, summed)] = matrices(file), matrices(file, more)
    assert name == same == "w"
    assert summed.dtype == plain.dtype == np.int8
    assert plain[[0, 64]].tolist() == [[1, -2, 8], [3, 3, 3]]
    assert summed[[0, 64]].tolist() == [[4, -22, 64], [6, -17, 64]]  # 1 + 3.5 and 3 + 3.5 go to the even neighbour


def test_nothing_in_nothing_out(model):
    assert model.relate([], []).shape == (0, 3)


def test_bearing_is_the_odds_of_either_side():
    chances = np.array([[0.2, 0.5, 0.3]])
    assert bearing(np.log(chances)) == pytest.approx([0.0])


def test_longer_sentences_count_more():
    known = {"a": np.array([1.0, 0.0]), "bbbb": np.array([0.0, 1.0])}
    assert composed([["a", "bbbb"]], known)[0] == pytest.approx([1 / 5**0.5, 2 / 5**0.5])


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(model, name):
    (model.folder / name).unlink()
    with pytest.raises(CodingError, match=name):
        RelationModel(model.folder)


def test_a_broken_file_is_named(tmp_path):
    for name in FILES:
        (tmp_path / name).write_text("nonsense", encoding="utf-8")
    broken = RelationModel(tmp_path)
    with pytest.raises(CodingError, match=r"relation\.json"):
        _ = broken.settings
    pytest.importorskip("onnxruntime")
    with pytest.raises(CodingError, match=r"relation\.onnx"):
        _ = broken._relation


def test_only_part_is_read_and_no_turn_of_the_facilitator(model):
    reading = read_turns(TURNS, STATEMENTS, model, load_model(), share=0.5)
    assert reading.rows.tolist() == [1, 2]
    assert reading.read.sum() == 2
    assert read_turns(TURNS, STATEMENTS, model, load_model()).read.all(), "a short talk is read whole"
    assert not reading.features[~reading.read][:, CHEAP:].any()
    assert not read_turns(TURNS, STATEMENTS, model, load_model(), share=0).read.any()
    assert read_turns(TURNS, STATEMENTS, model, load_model(), share=1).read.all()


def test_the_best_window_is_one_of_its_turn(model):
    scores = Joint(model, load_model()).score_turns(TURNS, STATEMENTS)
    assert not scores.evidence[0].any()
    for row in (1, 2):
        assert {scores.windows[i].row for i in scores.best[row]} == {row}
    assert ((scores.supports >= 0) & (scores.supports <= 1)).all()


def test_no_participant_or_no_statement_is_no_reading(model):
    assert read_turns(TURNS.iloc[:1], STATEMENTS, model, load_model()) is None
    assert Joint(model, load_model()).score_turns(TURNS, []).evidence.shape == (3, 0)


@pytest.fixture(scope="module")
def built():
    """Return the shipped model, or the one in the folder that the environment names."""
    return RelationModel(Path(os.environ.get("INSPIRED_RELATION_MODEL", RELATION)))


def test_a_built_model_knows_for_from_against(built):
    texts = ["Night ferries let people get home from late shifts, so yes, run them.",
             "Running the ferry at night would be a waste of money, nobody would use it."]  # fmt: skip
    supports, _, opposes = built.relate(texts, [STATEMENTS[0]] * 2).T
    assert supports[0] > opposes[0]
    assert opposes[1] > supports[1]


def test_neighbours_and_threads_change_nothing(built):
    texts = ["It should run at night.", "No way, we cannot pay for it.", "I had soup " * 30]
    pairs = [(t, s) for t in texts for s in STATEMENTS]
    other = RelationModel(built.folder, threads=1)
    for before in (["Well?"], None):
        together = built.relate([t for t, _ in pairs], [s for _, s in pairs], before and before * len(pairs))
        alone = np.concatenate([other.relate([t], [s], before) for t, s in pairs])
        assert np.allclose(together, alone, atol=1e-4)
