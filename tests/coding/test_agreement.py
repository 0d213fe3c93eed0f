"""Agreement, against worked examples that others have published.

- Cohen's kappa: the proposals that two readers judge (Wikipedia, "Cohen's kappa", after textbooks): 20 yes-yes, 5
  yes-no, 10 no-yes, 15 no-no give .40; Feinstein and Cicchetti (1990, J. Clin. Epidemiol. 43:543-549): .70 and .32 at
  one and the same percent agreement of .85.
- Krippendorff's alpha: Krippendorff (2011, Computing Krippendorff's Alpha-Reliability): A, two observers, binary: .095;
  B, two observers, five categories: .692; C and D, four observers with missing data: nominal .743, ordinal .815.
- Alpha for unitising: the example of Krippendorff (2004, Quality & Quantity 38:787-800): observed .0144, expected
  .0532, hence .7286 from rounded figures for category c, and 1 for k; jointly .8591 (.8587 unrounded).
"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspired_analysis.coding.agreement import UNCODED, _alphas, _kappas, agree, alpha, kappa, labels, ordinal
from inspired_analysis.coding.segments import segments
from inspired_analysis.coding.unitizing import (
    expected_disagreement,
    merged_spans,
    observed_disagreement,
    unitizing_alpha,
)
from inspired_analysis.tables import table
from inspired_analysis.transcript import Transcript

NA = None
FOUR = {
    "A": [1, 2, 3, 3, 2, 1, 4, 1, 2, NA, NA, NA], "B": [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NA, 3],
    "C": [NA, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NA], "D": [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NA],
}  # fmt: skip


def _pairs(a: int, b: int, c: int, d: int) -> tuple[list[str], list[str]]:
    """Return two coders' labels from the cells yes-yes, yes-no, no-yes, no-no."""
    return ["y"] * (a + b) + ["n"] * (c + d), ["y"] * a + ["n"] * b + ["y"] * c + ["n"] * d


def test_cohens_kappa_of_the_textbooks():
    assert kappa(*_pairs(20, 5, 10, 15)) == pytest.approx(0.40, abs=0.005)
    assert kappa(*_pairs(40, 9, 6, 45)) == pytest.approx(0.70, abs=0.005)
    assert kappa(*_pairs(80, 10, 5, 5)) == pytest.approx(0.32, abs=0.005)
    assert np.isnan(kappa(["-"] * 5, ["-"] * 5))


def test_krippendorffs_alpha_of_his_own_examples():
    two = {"Meg": list("0100000010"), "Owen": list("1110010000")}
    assert alpha(two) == pytest.approx(0.095, abs=0.0005)
    five = {"Ben": list("aabbdcccedda"), "Gerry": list("babbbccceddd")}
    assert alpha(five) == pytest.approx(0.692, abs=0.0005)
    assert alpha(FOUR) == pytest.approx(0.743, abs=0.0005)
    assert alpha(FOUR, ordinal(FOUR)) == pytest.approx(0.815, abs=0.0005)


def test_alpha_for_unitising_of_his_own_example():
    c = [[(75, 145), (220, 250)], [(70, 150), (205, 225), (250, 270)]]
    k = [[(30, 90), (150, 200)]] * 2
    assert observed_disagreement(c, 300) == pytest.approx(0.0144, abs=0.00005)
    assert expected_disagreement(c, 300) == pytest.approx(0.0532, abs=0.00005)
    assert observed_disagreement(k, 300) == 0
    assert expected_disagreement(k, 300) == pytest.approx(0.0490, abs=0.00005)
    assert unitizing_alpha(c, 300) == pytest.approx(0.7285, abs=0.0001)
    assert unitizing_alpha(k, 300) == 1
    joint = 1 - observed_disagreement(c, 300) / (expected_disagreement(c, 300) + expected_disagreement(k, 300))
    assert joint == pytest.approx(0.8587, abs=0.0001)


SPANS = st.lists(st.tuples(st.integers(0, 80), st.integers(1, 20)).map(lambda s: (s[0], s[0] + s[1])), max_size=6)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SPANS, SPANS)
def test_unitising_is_1_for_the_same_and_less_for_others(one, other):
    same = unitizing_alpha([one, one], 100)
    assert np.isnan(same) if not one else same == 1
    if merged_spans(one) != merged_spans(other):
        assert unitizing_alpha([one, other], 100) < 1
        assert unitizing_alpha([one, other], 100) == pytest.approx(unitizing_alpha([other, one], 100))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(*[st.sampled_from("abc")] * 3), min_size=3, max_size=30))
def test_what_is_bootstrapped_is_what_the_libraries_compute(units):
    names = "abc"
    given_ = {str(i): [u[i] for u in units] for i in range(3)}
    tables = np.zeros((1, 3, 3))
    for u in units:
        for i, j in ((0, 1), (0, 2), (1, 2)):
            tables[0, names.index(u[i]), names.index(u[j])] += 1
    with np.errstate(all="ignore"):
        for mine, theirs in ((_alphas(tables, 3)[0], alpha(given_)), (_two(units), kappa(given_["0"], given_["1"]))):
            assert (np.isnan(mine) or np.isinf(mine)) if np.isnan(theirs) else mine == pytest.approx(theirs)


def _two(units) -> float:
    table_ = np.zeros((1, 3, 3))
    for u in units:
        table_[0, "abc".index(u[0]), "abc".index(u[1])] += 1
    return _kappas(table_)[0]


def _transcript(n: int = 40) -> Transcript:
    text = "We need water here. It costs too much."
    rows = [{"turn": i + 1, "speaker": "A", "role": "participant", "group": "", "text": text,
             "start": i * (len(text) + 1), "end": i * (len(text) + 1) + len(text), "time_start": np.nan,
             "time_end": np.nan, "words": 8, "label": "A", "source": ""} for i in range(n)]  # fmt: skip
    return Transcript("t", "\n".join([text] * n), table("turns", rows), table("speakers", []), ())


def _codings(transcript: Transcript, *turns: int, code="interest", value="", part=(0, 19)) -> pd.DataFrame:
    starts = transcript.turns.set_index("turn")["start"]
    return table("codings", [
        {"coding": "", "transcript": "t", "turn": t, "start": starts[t] + part[0], "end": starts[t] + part[1],
         "code": code, "statement": "A1" if code == "stance" else "", "value": value, "target": "", "confidence": 1.0,
         "coder": ""} for t in turns
    ])  # fmt: skip


def test_uncoded_text_is_in_the_open():
    transcript = _transcript()
    by_coder = {"R1": _codings(transcript, *range(1, 16)), "R2": _codings(transcript, *range(6, 21), part=(2, 19))}
    [row] = agree(by_coder, transcript).to_dict("records")
    assert (row["segments"], row["coded_any"], row["coded_both"]) == (80, 20, 10)
    assert row["percent"] == pytest.approx(70 / 80)
    assert row["percent_coded"] == pytest.approx(10 / 20)
    assert row["kappa_low"] < row["kappa"] < row["kappa_high"]
    assert row["alpha_low"] < row["alpha"] < row["alpha_high"]
    assert row["kappa"] < row["percent"]
    assert 0 < row["alpha_u"] < 1
    assert agree(by_coder, transcript).equals(agree(by_coder, transcript))


def test_paradoxes_are_warned_of():
    transcript = _transcript(150)
    by_coder = {"R1": _codings(transcript, *range(1, 9)), "R2": _codings(transcript, *range(8, 16))}
    [row] = agree(by_coder, transcript, resamples=0).to_dict("records")
    assert row["percent"] > 0.9
    assert row["kappa"] < 0.2
    assert "rare code" in row["warning"]
    assert "paradox" in row["warning"]
    few = {"R1": _codings(transcript, 1), "R2": _codings(transcript, 1)}
    assert "too few" in agree(few, transcript, resamples=0)["warning"].iloc[0]


def test_three_coders_have_every_pair_and_all():
    transcript = _transcript()
    by_coder = {w: _codings(transcript, *range(i, 12 + i)) for i, w in enumerate(("R1", "R2", "R3"), 1)}
    found = agree(by_coder, transcript, resamples=0)
    assert found["coders"].tolist() == ["R1 – R2", "R1 – R3", "R2 – R3", "R1 – R2 – R3"]
    assert np.isnan(found["kappa"].iloc[-1])
    assert np.isfinite(found["alpha"]).all()


def test_stance_has_a_nearer_and_a_farther():
    transcript = _transcript(30)
    for_ = _codings(transcript, *range(1, 21), code="stance", value="supports")
    def other(value):
        return pd.concat([_codings(transcript, *range(1, 16), code="stance", value="supports"),
                          _codings(transcript, *range(16, 21), code="stance", value=value)])  # fmt: skip

    mild = pd.concat([for_, _codings(transcript, 25, 26, code="stance", value="opposes")])
    near = agree({"R1": mild, "R2": pd.concat([other("mixed"), mild[-2:]])}, transcript, resamples=0).iloc[0]
    far = agree({"R1": mild, "R2": pd.concat([other("opposes"), mild[-2:]])}, transcript, resamples=0).iloc[0]
    assert near["percent"] == far["percent"]
    assert near["alpha_ordinal"] > far["alpha_ordinal"]


def test_a_segment_takes_the_value_that_covers_most_of_it():
    transcript = _transcript(2)
    both = pd.concat([_codings(transcript, 1, value="a", part=(0, 10)),
                      _codings(transcript, 1, value="b", part=(5, 19))])  # fmt: skip
    assert labels(both, segments(transcript.turns)) == ["b", UNCODED, UNCODED, UNCODED]
