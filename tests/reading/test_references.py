"""Transcripts that were written by hand for every layout, with the turns that a person finds in them."""

import pytest

from inspired_analysis.reading import read

from .measures import Agreement, agreement, read_reference, references, turns_of

PAIRS = references()


def test_there_are_references_for_all_layouts():
    assert len(PAIRS) >= 20
    assert len({path.suffix for path, _ in PAIRS}) >= 8


@pytest.mark.parametrize(("path", "expected"), PAIRS, ids=[path.name for path, _ in PAIRS])
def test_turns_and_speakers_are_those_of_the_reference(path, expected):
    transcript = read(path)
    measured = agreement(turns_of(transcript), read_reference(expected))
    assert (measured.f1, measured.attribution) == (1, 1)
    assert transcript.accounts[0].lost == 0


def test_agreement_counts_what_is_missing_split_and_misattributed():
    reference = [("A", "one two"), ("B", "three"), ("A", "four")]
    assert agreement(reference, reference) == Agreement(3, 3, 3, 3)
    assert agreement([("A", "one two three"), ("A", "four")], reference) == Agreement(2, 3, 1, 1)
    split = agreement([("A", "one two"), ("C", "three"), ("A", "four"), ("A", "five")], reference)
    assert (split.both, split.speakers) == (3, 2)
    assert split.f1 == pytest.approx(6 / 7)
    assert split.attribution == pytest.approx(2 / 3)
