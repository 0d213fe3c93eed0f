"""Positions: people count once, intervals are over people, and silence has its own cell."""

import math

import pandas as pd
import pytest

from .conftest import talk, voices


def group(made, who: str, statement: str = "A1") -> pd.Series:
    rows = made.positions
    return rows[(rows["level"] == "group") & (rows["who"] == who) & (rows["statement"] == statement)].iloc[0]


def farm(*values: str) -> list:
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
    once = talk(said).positions.drop(columns="codings")
    twice = talk(said + [s for s in said if s[0] == "Ana"]).positions.drop(columns="codings")
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


def test_the_interval_is_students():
    row = group(talk(farm("supports", "supports", "mixed", "conditional", "conditional", "mixed")), "farmers")
    scores = pd.Series([1, 1, 0, 0.3, 0.3, 0])
    assert row["spread"] == pytest.approx(scores.std())
    assert row["high"] - row["mean"] == pytest.approx(2.5706 * scores.std() / math.sqrt(6), abs=1e-3)


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
