"""The trained coder on weights made by hand; the shipped weights where they were built."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from inspired_analysis.coding import code_coders
from inspired_analysis.coding.code_features import BUCKETS, cue_names, see
from inspired_analysis.coding.codebook import load_codebook
from inspired_analysis.coding.cues import CueCoder
from inspired_analysis.coding.encoder import SentenceEncoder, shipped_encoder
from inspired_analysis.coding.trained import Head, TrainedCoder, TrainedCodes, load_trained
from inspired_analysis.coding.turn_vectors import FILES
from inspired_analysis.errors import CodingError
from inspired_analysis.tables import COLUMNS

from .test_cues import talk
from .vectors import WordVectors

NAMES = ("interest", "constraint", "agreement", "reason/evidence", "interest/voice", "interest/services")
CUED = "I couldn't come because the bus was cancelled and we cannot afford a taxi."
ENCODER = WordVectors()


def looked(*words):
    """Return the (4096,) buckets of *words*."""
    seen = see(talk(*(("A", word) for word in words)).turns, ENCODER)
    return np.asarray((seen.words > 0).sum(axis=0)).ravel() > 0


@pytest.fixture(scope="module")
def model():
    """Return weights by which a word makes a code: its logits are near 10 with the word, -10 without."""
    width = see(talk(("A", "x")).turns, ENCODER).dense.shape[1]
    words = np.zeros((BUCKETS, len(NAMES)), np.float32)
    for name, word in (("interest", "zebra"), ("constraint", "walrus"), ("agreement", "heron"),
                       ("reason/evidence", "weasel"), ("interest/services", "ferry")):  # fmt: skip
        words[looked(word), NAMES.index(name)] = 100
    bias = np.array([-10, -10, -10, -10, 1, 0], np.float32)
    ways = {"interest": "learned", "constraint": "both", "agreement": "learned", "reason/evidence": "cues"}
    heads = {name: Head(how, 0.0, 0.5, 0.0) for name, how in ways.items()}
    dense = np.zeros((width, len(NAMES)), np.float32)
    return TrainedCodes("test", "none", NAMES, dense, words, bias, heads, np.eye(2, 384, dtype=np.float32))


def coded(model, *said):
    transcript = talk(*said)
    return transcript, TrainedCoder(model, ENCODER).code(transcript, None)


def test_a_segment_is_coded_with_its_exact_words_and_its_likeliest_value(model):
    said = ("A", "Hello there. A zebra stood here. Bye now then."), ("B", "The zebra ferry left.")
    transcript, codings = coded(model, *said)
    found = codings[codings["code"] == "interest"]
    quotes = [transcript.quote(c.start, c.end) for c in found.itertuples()]
    assert quotes == ["A zebra stood here.", "The zebra ferry left."]
    assert found["value"].tolist() == ["voice", "services"]
    assert codings.dtypes.astype(str).to_dict() == pd.DataFrame(columns=COLUMNS["codings"]).astype(
        COLUMNS["codings"]).dtypes.astype(str).to_dict()  # fmt: skip
    assert found["confidence"].between(0.5, 1).all()
    assert set(found["coder"]) == {"codes test"}


def test_what_is_learned_replaces_the_cues_and_what_is_both_joins_them(model):
    by_cue = CueCoder().code(talk(("A", CUED)), None)
    assert {"interest", "constraint"} <= set(by_cue["code"])
    _, codings = coded(model, ("A", CUED))
    assert "interest" not in set(codings["code"])
    assert (codings["code"] == "constraint").sum() == 1
    _, both = coded(model, ("A", CUED.replace("taxi", "walrus")))
    assert (both["code"] == "constraint").sum() == 1
    _, learned = coded(model, ("A", "A walrus sat on it."))
    assert learned["code"].tolist() == ["constraint"]


def test_what_a_cue_marks_is_as_sure_as_the_weights_make_it_and_left_out_where_they_find_it_wrong(model):
    heads = model.heads | {"constraint": Head("both", 0.0, 0.5, 0.0, cued=(0.2, 0.0))}
    weighed = replace(model, heads=heads)
    _, plain = coded(weighed, ("A", CUED))  # log odds of -10: right in .12
    assert "constraint" in set(coded(model, ("A", CUED))[1]["code"])
    assert "constraint" not in set(plain["code"])
    _, known = coded(weighed, ("A", CUED.replace("taxi", "walrus")))
    found = known[known["code"] == "constraint"]
    assert found["coder"].tolist() == [CueCoder().name]
    assert found["confidence"].iloc[0] > 0.8


def test_what_a_facilitator_may_say_too_is_found_by_cues_beside_what_is_learned(model):
    heads = {"missing stakeholder": Head("learned", 0.0, 0.5, 0.0)}
    model = replace(model, heads=heads, names=("missing stakeholder", *NAMES[1:]))
    _, codings = coded(model, ("F", "The herders should be here.", "facilitator"), ("A", "A zebra too."))
    assert codings["turn"].tolist() == [1, 2]


def test_a_code_left_to_cues_is_not_learned(model):
    _, codings = coded(model, ("A", "A weasel sat on it."))
    assert codings.empty


def test_only_participants_are_coded_and_answers_say_whom(model):
    _, codings = coded(model, ("A", "The dam leaks a lot."), ("M", "A zebra, a heron, really?", "facilitator"),
                       ("B", "That heron is mine."))  # fmt: skip
    assert codings[["turn", "code", "target"]].values.tolist() == [[3, "agreement", "A"]]


def test_the_answer_to_a_facilitators_question_agrees_with_nobody(model):
    _, codings = coded(model, ("A", "The dam leaks."), ("M", "Is it dry?", "facilitator"), ("B", "That heron is."))
    assert codings.empty


def test_fewer_words_than_the_codebook_asks_for_are_not_coded(model):
    assert {c.code: c.min_words for c in load_codebook().codes}["interest"] >= 2
    _, codings = coded(model, ("A", "Zebra."))
    assert codings.empty


def test_nobody_says_nothing(model):
    assert coded(model)[1].empty
    assert coded(model, ("M", "A zebra?", "facilitator"))[1].empty


def test_neighbours_do_not_change_what_is_seen_of_a_turn():
    said = [("A", "The ferry is late again."), ("B", "Yes, we lost two days of work. It costs us 40 euros.")]
    alone = see(talk(*said).turns, ENCODER, rows=[1])
    among = see(talk(*said, ("A", "So it is."), ("C", "No.")).turns, ENCODER)
    chosen = among.segments["turn"].to_numpy() == 2
    assert np.array_equal(alone.dense, among.dense[chosen])
    assert (alone.words != among.words[np.flatnonzero(chosen)]).nnz == 0


def test_what_was_said_before_is_somebody_elses():
    turns = talk(("A", "One two three."), ("B", "Four five six."), ("B", "Seven eight nine.")).turns
    seen = see(turns, ENCODER)
    before = seen.dense[:, 384:768]
    assert not before[0].any()
    assert np.array_equal(before[1], before[2])
    assert before[1].any()


def test_cues_are_columns_with_and_without_their_value():
    seen = see(talk(("A", CUED)).turns, ENCODER)
    found = {name for name, hit in zip(cue_names(), seen.cues[0], strict=True) if hit}
    assert ("interest", "") in found
    assert any(code == "interest" and value for code, value in found)


def test_weights_survive_the_file(model, tmp_path):
    model.save(tmp_path / "codes.npz")
    again = load_trained(tmp_path / "codes.npz")
    seen = see(talk(("A", CUED), ("B", "A zebra and a walrus.")).turns, ENCODER)
    assert np.allclose(again.logits(seen), model.logits(seen), atol=0.05)
    assert (again.names, again.heads, again.version) == (model.names, model.heads, model.version)


@pytest.mark.parametrize("content", [b"", b"PK nonsense", None])
def test_another_file_is_refused(content, tmp_path):
    path = tmp_path / "codes.npz"
    if content is None:
        np.savez(path, about=np.zeros(3))
    else:
        path.write_bytes(content)
    with pytest.raises(CodingError, match=r"codes\.npz"):
        load_trained(path)


def test_weights_for_other_features_or_another_encoder_are_refused(model, tmp_path):
    seen = see(talk(("A", CUED)).turns, ENCODER)
    with pytest.raises(CodingError, match="features"):
        replace(model, dense=model.dense[1:]).logits(seen)
    for name in ("relevance.onnx", "relevance.npz", "tokenizer.json"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    with pytest.raises(CodingError, match="sentence encoder"):
        model.require(tmp_path)


def test_an_encoder_without_its_files_is_refused(tmp_path):
    with pytest.raises(CodingError, match=r"relevance\.onnx"):
        SentenceEncoder(tmp_path)


@pytest.fixture(scope="module")
def shipped():
    """Return the coder with the shipped weights, if they were built."""
    if load_trained() is None or shipped_encoder() is None:
        pytest.skip("the weights were not built: see training/codes.py")
    return code_coders()[0]


def test_the_shipped_weights_are_small_and_fit_the_codebook(shipped):
    from importlib import resources

    models = resources.files("inspired_analysis.models")
    assert sum((models / name).stat().st_size for name in ("codes.npz", *FILES)) <= 3_000_000
    known = {code.code for code in load_codebook().codes}
    assert {name.partition("/")[0] for name in shipped.model.heads} <= known


def test_the_shipped_coder_finds_plain_talk(shipped):
    said = talk(("A", "I disagree with you there, that is simply not what happened."),
                ("B", "You're right, I agree with that."), ("C", "We need a safe road for our children."))  # fmt: skip
    codings = shipped.code(said, None)
    assert {"agreement", "interest"} <= set(codings["code"])
    assert codings["confidence"].between(0, 1).all()


def test_what_others_will_do_is_no_commitment_of_who_says_it(shipped):
    said = talk(("A", "Will you read it to the inspectors?"), ("B", "They will bring the list."), ("A", "And you?"),
                ("B", "They will get the list from us, and I'll bring two of them."))  # fmt: skip
    codings = shipped.code(said, None)
    quotes = [said.text[c.start : c.end] for c in codings.itertuples() if c.value == "commitment"]
    assert any("bring two" in q for q in quotes)
    assert not any("bring the list" in q for q in quotes)
