"""Depth: plain numbers with plain warnings."""

import pytest

from .conftest import talk, voices


def depth(made) -> dict[str, tuple[str, str]]:
    return {r.measure: (r.value, r.warning) for r in made.depth.itertuples()}


@pytest.mark.parametrize(("n", "words"), [(0, "Nobody"), (1, "interview"), (4, "counts, not percentages"), (5, "")])
def test_few_speakers_are_warned_of(n, words):
    value, warning = depth(talk([(f"P{i}", "", "So.", {}) for i in range(n)]))["speakers heard"]
    assert value == str(n)
    assert words in warning
    assert bool(warning) == bool(words)


def test_thin_talk_is_warned_of():
    assert depth(talk([("Ana", "", "word " * 1999, {})]))["words"] == (
        "1,999",
        "Too few words for more than first impressions.",
    )
    assert depth(talk([("Ana", "", "word " * 2000, {})]))["words"] == ("2,000", "")


def test_a_facilitator_who_leads_is_warned_of():
    led = talk([("Mo", "facilitator", "word " * 40, {}), ("Ana", "", "word " * 60, {})])
    assert depth(led)["facilitator's share of words"] == ("40 of 100 (40%)", "The facilitator led much of the talk.")
    fair = talk([("Mo", "facilitator", "word " * 30, {}), ("Ana", "", "word " * 70, {})])
    assert depth(fair)["facilitator's share of words"][1] == ""


def test_nameless_words_are_told():
    value, warning = depth(talk([("", "", "one two three", {}), ("Ana", "", "four", {})]))[
        "words without a known speaker"
    ]
    assert value == "3 of 4 (75%)"
    assert warning


def test_a_turn_that_may_bear_on_a_statement_is_not_a_coded_one():
    made = talk([("Ana", "", "So.", {"candidate": {"statement": "A1"}}), ("Ben", "", "Yes.", {"A1": "supports"})])
    assert depth(made)["turns with at least one coding"][0] == "1 of 2 (50%)"


def test_a_lopsided_talk_is_warned_of():
    lopsided = talk([("Ana", "", "word " * 97, {}), *((f"P{i}", "", "so", {}) for i in range(3))])
    value, warning = depth(lopsided)["Gini of participants' words"]
    assert value.endswith("(n = 4)")
    assert warning
    assert depth(talk(voices(a="supports", b="supports")))["Gini of participants' words"][1] == ""


def test_untested_statements_are_counted_and_silence_is_no_consent():
    value, warning = depth(talk(voices(a="supports", b="supports"), statements=["A2", "A3"]))[
        "statements too thin for a verdict"
    ]
    assert value == "2 of 3"
    assert "not consent" in warning


@pytest.mark.parametrize(("ends", "minutes", "warned"), [((0, 600), "10", True), ((60, 3660), "60", False)])
def test_minutes_come_from_the_times(ends, minutes, warned):
    made = talk(voices(a="supports", b="supports"))
    made.turns["time_start"] = ends
    value, warning = depth(made)["minutes"]
    assert (value, bool(warning)) == (minutes, warned)


def test_minutes_of_recordings_that_each_begin_at_nought_add_up():
    made = talk(voices(a="supports", b="supports", c="opposes"))
    made.turns["time_start"], made.turns["time_end"] = (0, 2340, 0), (60, 2400, 900)
    made.turns["source"] = ("morning", "morning", "afternoon")
    assert depth(made)["minutes"] == ("55", "")


def test_no_groups_known_is_said():
    assert "per person only" in depth(talk([("Ana", "", "So.", {})]))["groups heard"][1]
    assert depth(talk(voices(a="supports")))["groups heard"] == ("1", "")


def test_one_voice_is_no_group():
    value, warning = depth(talk(voices(ana="supports", ben="supports")))["groups with one voice"]
    assert value == "2 of 2"
    assert "ana's, ben's" in warning


def test_unsure_codings_and_verdicts_are_told():
    said = [(n, "", "So.", {"A1": {"value": "supports", "confidence": 0.7}}) for n in ("Ana", "Ben")]
    rows = depth(talk(said))
    assert rows["stance codings that should be right"] == ("about 1 of 2", "Read the quotes before you count on them.")
    assert rows["verdicts that a miscoding could change"] == ("1 of 1", "Check the quotes of A1 first.")
    by_hand = depth(talk(voices(ana="supports", ben="supports")))
    assert by_hand["verdicts that a miscoding could change"] == ("0 of 1", "")


def test_talk_in_another_language_counts_for_nothing():
    rows = depth(talk([("Ana", "", "Dobar dan.", {})], covered=False))
    (told,) = (row for measure, row in rows.items() if "language" in measure)  # once
    assert told == ("1 of 1 (100%)", "What they say counts for no finding.")


def test_what_there_is_nothing_of_has_no_row():
    measures = depth(talk([("Ana", "", "So.", {})], statements=()))
    assert not {"words without a known speaker", "facilitator's share of words", "Gini of participants' words",
                "statements too thin for a verdict"} & set(measures)  # fmt: skip
