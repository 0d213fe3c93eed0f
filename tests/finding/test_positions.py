"""Positions: people count once, intervals are over people, and silence has its own cell."""

import math

import pandas as pd
import pytest

from .conftest import talk, voices


def group(made, who: str, statement: str = "A1") -> pd.Series:
    rows = made.positions
    return rows[(rows["level"] == "group") & (rows["who"] == who) & (rows["statement"] == statement)].iloc[0]


def farm(*values) -> list:
    return [(f"F{i}", "farmers", "So it is.", {"A1": v}) for i, v in enumerate(values)]


def test_the_talkative_do_not_outweigh_the_rest():
    made = talk(
        [*[("Ana", "farmers", "Yes, yes.", {"A1": "supports"})] * 8, ("Ben", "farmers", "No.", {"A1": "opposes"})]
    )
    row = group(made, "farmers")
    assert (row["mean"], row["n"], row["direction"]) == (0, 2, "divided")


def test_saying_everything_twice_moves_no_group():
    said = [("Ana", "farmers", "Yes.", {"A1": "supports"}), ("Ben", "farmers", "If so.", {"A1": "conditional"}),
            ("Cem", "shops", "No.", {"A1": "opposes"}), ("Ana", "farmers", "Or no.", {"A1": "mixed"})]  # fmt: skip
    halves = ["first_half", "second_half", "change"]
    once = talk(said).positions.drop(columns=["codings", *halves])
    twice = talk(said + [s for s in said if s[0] == "Ana"]).positions.drop(columns=["codings", *halves])
    pd.testing.assert_frame_equal(once, twice)


@pytest.mark.parametrize("values", [
    ("supports", "supports"), ("supports", "opposes"), ("supports", "conditional", "mixed"), ("opposes",) * 5,
])  # fmt: skip
def test_the_interval_holds_the_mean_and_stays_on_the_scale(values):
    row = group(talk(farm(*values)), "farmers")
    assert -1 <= row["low"] <= row["mean"] <= row["high"] <= 1
    assert row["n"] == len(values)


def test_one_person_has_no_interval():
    row = group(talk(farm("supports")), "farmers")
    assert all(math.isnan(row[c]) for c in ("spread", "low", "high"))


def test_the_interval_is_wilsons_over_people():
    from scipy.stats import binomtest

    row = group(talk(farm(*["supports"] * 5, "opposes")), "farmers")
    scores = pd.Series([1, 1, 1, 1, 1, -1])
    assert row["spread"] == pytest.approx(scores.std())
    expected = binomtest(5, 6).proportion_ci(method="wilson")
    assert ((row["low"] + 1) / 2, (row["high"] + 1) / 2) == pytest.approx(tuple(expected), abs=1e-6)


def test_two_who_say_the_same_are_no_certainty():
    row = group(talk(farm("supports", "supports")), "farmers")
    assert (row["mean"], row["high"]) == (1, 1)
    assert row["low"] < 0


def test_a_change_is_of_those_who_spoke_twice():
    said = [*farm("supports", "supports"), ("F0", "farmers", "Not quite so.", {"A1": "opposes"}),
            ("F9", "farmers", "Nor do I.", {"A1": "opposes"})]  # fmt: skip
    row = group(talk(said), "farmers")
    assert (row["first_half"], row["second_half"], row["change"]) == (1, -1, -2)
    assert math.isnan(group(talk(farm("supports", "supports")), "farmers")["change"])


def test_a_direction_is_as_stable_as_its_codings():
    sure, unsure = (group(talk(farm({"value": "supports", "confidence": c})), "farmers") for c in (1.0, 0.4))
    assert sure["stability"] == 1
    assert unsure["stability"] == pytest.approx(0.4, abs=0.05)
    assert unsure["direction"] == "for"


def test_many_conditions_are_no_yes():
    made = talk([(f"P{i}", "drivers", "If it is paid.", {"A1": "conditional"}) for i in range(30)])
    assert made.positions["direction"].unique().tolist() == ["between"]


def test_who_did_not_speak_to_it_has_a_row_of_its_own():
    made = talk([*farm("supports"), ("Cem", "shops", "Nice weather.", {})])
    row = group(made, "shops")
    assert (row["n"], row["of"], row["direction"], row["codings"]) == (0, 1, "did not speak", ())
    assert math.isnan(row["mean"])


def test_a_group_without_a_voice_in_the_room_has_no_row():
    made = talk(farm("supports"), silent=[("Zoe", "schools")])
    assert "schools" not in set(made.positions["who"])


def test_every_speaker_who_spoke_to_it_has_a_row():
    made = talk(voices(ana="supports", ben="opposes"))
    rows = made.positions[made.positions["level"] == "speaker"]
    assert dict(zip(rows["who"], rows["direction"], strict=True)) == {"ana": "for", "ben": "against"}


def test_people_without_a_group_have_positions_of_their_own():
    made = talk([("Ana", "", "Yes.", {"A1": "supports"}), ("Ben", "", "No.", {"A1": "opposes"})])
    assert set(made.positions["level"]) == {"speaker"}
