"""Segments: sentences of a turn, as spans."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspired_analysis.coding.segments import MAX_CHARACTERS, segments, sentence_spans
from inspired_analysis.tables import table


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


def test_sentences_end_at_stops_and_line_breaks():
    assert sentences("It froze. Did it? Yes!\nWe walked across") == ["It froze.", "Did it?", "Yes!", "We walked across"]


@pytest.mark.parametrize("text", ["Dr. Ames came at ten.", "See art. 5 of it.", "It cost approx. 3.5 million.",
                                  "It is in no. 5.", "Nos. 3 and 4 are dry."])  # fmt: skip
def test_abbreviations_do_not_end_a_sentence(text):
    assert sentences(text) == [text]


def test_no_ends_a_sentence_unless_a_number_follows():
    assert sentences("They said no. We will ask again.") == ["They said no.", "We will ask again."]
    assert sentences("No. 5 is dry. Oh no.") == ["No. 5 is dry.", "Oh no."]


def test_curly_quotes_combining_marks_and_emoji_keep_their_places():
    text = "“It froze,” said Zoe\u0308.  🚜 We’re leaving."
    assert sentences(text) == ["“It froze,” said Zoe\u0308.", "🚜 We’re leaving."]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\t \n"])
def test_white_space_has_no_sentences(text):
    assert sentences(text) == []


def test_talk_without_stops_is_cut_at_commas_or_spaces():
    text = "and then we walked, " * 60
    parts = sentences(text)
    assert all(0 < len(p) <= MAX_CHARACTERS and p == p.strip() for p in parts)
    assert all(p.endswith(",") for p in parts)
    assert " ".join(parts) == text.strip()


def test_one_endless_word_is_cut_and_nothing_lost():
    assert "".join(sentences("x" * 1000)) == "x" * 1000


@given(st.text(alphabet=st.sampled_from("ab .,!?\n’“é\u0301🚜"), max_size=900))
def test_spans_are_in_order_and_lose_only_white_space(text):
    spans = sentence_spans(text)
    assert all(start < end for start, end in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert all(end - start <= MAX_CHARACTERS for start, end in spans)
    kept = "".join(text[start:end] for start, end in spans)
    assert "".join(kept.split()) == "".join(text.split())


def test_segments_point_into_the_transcript():
    said = ["It froze. We walked.", "Who did?"]
    text = "\n".join(said)
    rows, offset = [], 0
    for turn, spoken in enumerate(said, 1):
        rows.append({"turn": turn, "speaker": f"P{turn}", "role": "participant", "group": "citizens", "text": spoken,
                     "start": offset, "end": offset + len(spoken), "time_start": 0.0, "time_end": 1.0, "words": 2,
                     "label": "", "source": ""})  # fmt: skip
        offset += len(spoken) + 1
    frame = segments(table("turns", rows))
    assert list(frame["text"]) == ["It froze.", "We walked.", "Who did?"]
    assert [text[s:e] for s, e in zip(frame["start"], frame["end"], strict=True)] == list(frame["text"])
    assert list(frame["turn"]) == [1, 1, 2]
    assert list(frame["speaker"]) == ["P1", "P1", "P2"]


def test_no_turns_have_no_segments():
    frame = segments(table("turns", []))
    assert frame.empty
    assert "text" in frame.columns
