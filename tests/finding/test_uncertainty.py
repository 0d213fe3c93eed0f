"""Codings drawn anew: a verdict is as sure as the coder, and never firmer for it."""

import re

import numpy as np
import pytest

from inspired_analysis.finding.evidence import evidence
from inspired_analysis.finding.ledger import HOLDS
from inspired_analysis.finding.uncertainty import DRAWS, WRONG_SIDE, redraw

from .conftest import talk


def said(**people) -> list:
    """Return one turn per person, ``ana=("supports", 0.7)``."""
    return [(n, "", f"So says {n}.", {"A1": {"value": v, "confidence": c}}) for n, (v, c) in people.items()]


def drawn(turns):
    made = talk(turns)
    return redraw(evidence(made.codings, made.turns, "stance"), evidence(made.codings, made.turns, "candidate"))


def test_a_coding_stands_as_often_as_it_is_sure():
    scores = drawn(said(ana=("supports", 0.7), ben=("opposes", 1.0))).scores
    ana, ben = scores.T
    assert len(scores) == DRAWS
    assert (ana == 1).mean() == pytest.approx(0.7, abs=0.05)
    assert (ana == -1).mean() == pytest.approx(0.3 * WRONG_SIDE, abs=0.03)
    assert np.isnan(ana).mean() == pytest.approx(0.3 * (1 - WRONG_SIDE), abs=0.05)
    assert (ben == -1).all()


def test_saying_it_twice_makes_nothing_surer():
    once, twice = said(ana=("supports", 0.5)), said(ana=("supports", 0.5)) * 2
    np.testing.assert_array_equal(drawn(once).scores, drawn(twice).scores)


def test_different_people_err_apart():
    ana, ben = drawn(said(ana=("supports", 0.5), ben=("supports", 0.5))).scores.T
    assert ((ana == 1) & (ben == 1)).mean() == pytest.approx(0.25, abs=0.05)


def test_a_candidate_counts_as_often_as_it_may_bear():
    may = [("Cem", "", "It may.", {"candidate": {"statement": "A1", "confidence": 0.4}})]
    redrawn = drawn([*said(ana=("supports", 1.0), ben=("supports", 1.0)), *may])
    cem = redrawn.scores[:, redrawn.speakers.index("Cem")]
    assert (~np.isnan(cem)).mean() == pytest.approx(0.4, abs=0.05)
    assert (cem == 1).sum() > 2 * (cem == -1).sum()  # since those who were coded are for it


def test_nobody_said_anything():
    made = drawn([("Ana", "", "Hm.", {})])
    assert [c.tolist() for c in made.counts()] == [[0] * DRAWS] * 3


def test_codings_by_hand_never_flip():
    row = talk(said(ana=("supports", 1.0), ben=("supports", 1.0), cem=("opposes", 1.0))).ledger()
    assert (row["stability"], row["if_miscoded"]) == (1.0, "")


def test_an_unsure_verdict_says_how_often_it_would_flip():
    row = talk(said(ana=("supports", 0.8), ben=("supports", 0.8))).ledger()
    assert row["verdict"] == "confirmed"
    assert row["stability"] == pytest.approx(0.64, abs=0.05)
    assert f"100 times, it is confirmed in {round(100 * row['stability'])}" in row["if_miscoded"]


@pytest.mark.parametrize("sure", [0.2, 0.3, 0.4])
@pytest.mark.parametrize("value", ["supports", "opposes"])
def test_what_few_draws_come_to_is_no_verdict(sure, value):
    row = talk(said(ana=(value, sure), ben=(value, sure))).ledger()
    assert sure**2 < HOLDS
    assert row["verdict"] == "untested"
    assert "unsurely" in row["why"]
    assert row["n_speakers"] == 2
    assert "a person who confirms the codings" in row["would_overturn"]


@pytest.mark.parametrize("value", ["supports", "opposes"])
def test_nobody_contests_what_all_who_spoke_are_coded_as_saying(value):
    """Most draws put somebody on the other side, by miscoding; nobody was heard there."""
    row = talk(said(**{f"p{i}": (value, 0.15) for i in range(9)})).ledger()
    firm = {"supports": "confirmed", "opposes": "debunked"}[value]
    shares = {v: int(n) for v, n in re.findall(r"(\w+) in (\d+)", row["if_miscoded"])}
    assert shares["contested"] > shares["untested"]
    assert f"100 times, it is {firm} in {shares[firm]}, " in row["if_miscoded"]
    assert row["verdict"] == "untested"
    assert row["why"].endswith(f"but too unsurely for {firm}.")


def test_what_is_coded_both_ways_may_be_contested():
    row = talk(said(**{f"p{i}": ("opposes", 0.35) for i in range(4)}, q=("supports", 0.6))).ledger()
    assert "too unsurely for debunked" in row["why"]
    assert row["verdict"] == "contested"


def test_doubt_never_makes_a_verdict_firmer():
    """Four for and two unsure against: the draws lean to confirmed, the ledger does not."""
    for_ = {f"p{i}": ("supports", 1.0) for i in range(4)}
    row = talk(said(**for_, q=("opposes", 0.3), r=("opposes", 0.3))).ledger()
    assert row["verdict"] == "contested"
