"""Sentences as parts of their turn: how turns are cut into pieces, and the shipped vectors."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspired_analysis.coding.code_features import WIDTH, see
from inspired_analysis.coding.encoder import SentenceEncoder, shipped_encoder
from inspired_analysis.coding.relation import END, LONGEST, START, Packer
from inspired_analysis.coding.trained import load_trained
from inspired_analysis.coding.turn_vectors import FILES, UNKNOWN, TurnEncoder, pieces, turn_encoder
from inspired_analysis.errors import CodingError

from .test_cues import talk
from .vectors import WordVectors

SENTENCES = ["The ferry is late again.", "We lost two days of work.", "Nobody asked us."]
BEFORE = "Why did you stay at home?"


class Letters:
    """A tokenizer that knows letters: as many ids as there are characters, none for blanks."""

    def encode_batch(self, texts, *, add_special_tokens):
        assert not add_special_tokens
        return [type("Encoding", (), {"ids": [10 + ord(c) for c in text if c != " "]}) for text in texts]


PACKER = Packer(Letters())


@given(st.lists(st.lists(st.text("abc ", max_size=150), max_size=6), max_size=4), st.text("xyz", max_size=90))
def test_every_sentence_has_its_place_in_one_piece_that_the_model_can_read(turns, before):
    found = pieces(PACKER, turns, [before] * len(turns))
    wanted = [text for turn in turns for text in turn]
    held = [(piece, a, b) for piece in found for a, b in piece.spans]
    assert len(held) == len(wanted)
    for (piece, a, b), text in zip(held, wanted, strict=True):
        ids = [10 + ord(c) for c in text if c != " "] or [UNKNOWN]
        assert piece.ids[a:b] == ids[:97]
        assert 0 < a < b <= len(piece.ids) - 1
    for piece in found:
        assert len(piece.ids) <= LONGEST
        assert (piece.ids[0], piece.ids[-1]) == (START, END)
        assert [a for a, _ in piece.spans[1:]] == [b for _, b in piece.spans[:-1]]


def test_a_long_turn_is_cut_between_sentences_and_each_piece_knows_what_was_said_before():
    first, second = pieces(PACKER, [["a" * 60, "b" * 30, "c" * 20]], ["xyz"])
    assert [b - a for a, b in first.spans] == [60, 30]
    assert [b - a for a, b in second.spans] == [20]
    end = [END, *(10 + ord(c) for c in "xyz"), END]
    assert (first.ids[-5:], second.ids[-5:]) == (end, end)


@pytest.fixture(scope="module")
def shipped():
    """Return the encoder that comes with the package, if it was built."""
    if shipped_encoder() is None or not all(file.is_file() for file in turn_encoder(shipped_encoder()).files):
        pytest.skip("the weights were not built: see training/codes.py")
    return turn_encoder(shipped_encoder())


def test_a_sentence_knows_its_neighbours_and_what_was_said_before(shipped):
    vectors = shipped.vectors([SENTENCES], [BEFORE])
    assert vectors.shape == (3, WIDTH)
    assert not np.allclose(vectors[0], shipped.vectors([SENTENCES[:1]], [BEFORE])[0], atol=0.01)
    assert not np.allclose(vectors[0], shipped.vectors([SENTENCES], ["I agree."])[0], atol=0.01)


def test_other_turns_in_the_batch_change_nothing(shipped):
    alone = shipped.vectors([SENTENCES], [BEFORE])
    others = [["Yes."], SENTENCES, [word * 40 for word in ("ferry ", "boat ", "tide ")]]
    among = shipped.vectors(others, ["", BEFORE, "What of the tide?"])
    assert np.allclose(among[1:4], alone, atol=1e-5)


def test_threads_change_nothing(shipped):
    single = TurnEncoder(SentenceEncoder(shipped.sentences.folder, threads=1))
    assert np.array_equal(single.vectors([SENTENCES], [BEFORE]), shipped.vectors([SENTENCES], [BEFORE]))


def test_no_turns_and_no_words_are_no_error(shipped):
    assert shipped.vectors([], []).shape == (0, WIDTH)
    assert np.isfinite(shipped.vectors([[" "]], [""])).all()


def test_they_stand_after_all_else_that_is_seen_in_the_order_of_the_segments(shipped):
    turns = talk(("A", BEFORE), ("B", " ".join(SENTENCES)), ("A", "Nobody?")).turns
    plain = see(turns, WordVectors(), rows=[1, 2])
    more = see(turns, WordVectors(), shipped, rows=[1, 2])
    assert np.array_equal(more.dense[:, :-WIDTH], plain.dense)
    wanted = shipped.vectors([SENTENCES, ["Nobody?"]], [BEFORE, SENTENCES[1] + " " + SENTENCES[2]])
    assert np.allclose(more.dense[:, -WIDTH:], wanted, atol=1e-5)


def test_without_its_files_it_says_so(shipped, tmp_path):
    away = TurnEncoder(shipped.sentences, tmp_path)
    with pytest.raises(CodingError, match=FILES[0]):
        away.vectors([SENTENCES], [BEFORE])
    with pytest.raises(CodingError, match=FILES[0]):
        load_trained().require(shipped.sentences.folder, *away.files)
