"""All findings together: they hold for any talk, and for talk that hardly is one."""

import random

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspired_analysis.finding import Findings, find
from inspired_analysis.finding.ledger import HOLDS
from inspired_analysis.tables import COLUMNS, VERDICTS, empty
from inspired_analysis.transcript import Transcript
from inspired_analysis.workshop import Plan, Workshop

from .conftest import talk, voices

PEOPLE = {"Ana": "drivers", "Ben": "drivers", "Cem": "shops", "Dia": "council", "Eva": "", "Mo": "facilitator", "": ""}
RENAMED = {"Ana": "Zora", "Ben": "Yan", "Cem": "Xu", "Dia": "Wim", "Eva": "Vera", "Mo": "Uli", "": ""}
STANCES = ("supports", "opposes", "mixed", "conditional")
TEXTS = (
    "The bridge pays for itself.",
    "If the council mends it, we come.",
    "I see that.",
    "No.",
    "The students are not here.",
)

who = st.sampled_from(list(PEOPLE))
stance = st.fixed_dictionaries(
    {"value": st.sampled_from(STANCES), "confidence": st.sampled_from([0.35, 0.5, 0.8, 1.0])}
)
named = st.fixed_dictionaries({"target": st.sampled_from(["Ana", "Ben", "Cem", "Dia", ""])})
coded = st.fixed_dictionaries({}, optional={
    "A1": stance, "A2": stance, "O1": stance, "agreement": named, "disagreement": named, "acknowledgement": named,
    "interest": st.sampled_from(["security", "livelihood", ""]), "incentive": st.sampled_from(["offer", "condition"]),
    "red line": st.just(""), "constraint": st.just(""), "missing stakeholder": st.just(""),
    "ownership": st.sampled_from(["proposal", "commitment"]),
    "criterion": st.fixed_dictionaries({"statement": st.just("O1"), "target": st.just("fairness"),
                                        "value": st.sampled_from(["favourable", "unfavourable"])}),
})  # fmt: skip
turn = st.builds(lambda name, text, codes: (name, PEOPLE[name], text, codes), who, st.sampled_from(TEXTS), coded)
talks = st.lists(turn, min_size=0, max_size=10).map(lambda turns: talk(turns, statements=["A1", "A2", "O1"]))
lists = st.lists(turn, min_size=1, max_size=10)
some = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)


def same(left: Findings, right: Findings) -> None:
    for name in COLUMNS:
        if hasattr(left, name):
            pd.testing.assert_frame_equal(getattr(left, name), getattr(right, name), obj=name, check_exact=False)


@some
@given(talks)
def test_every_row_rests_on_codings_that_exist_once_and_are_not_the_facilitators(made):
    speaker = made.codings.merge(made.turns[["turn", "speaker"]], on="turn").set_index("coding")["speaker"]
    for name in Findings.__dataclass_fields__:
        table = getattr(made.found, name)
        assert list(table.columns) == list(COLUMNS[name])
        for codings in table.get("codings", ()):
            assert len(set(codings)) == len(codings), name
            # anybody may say who is missing
            assert name == "missing" or not {speaker[c] for c in codings} & {"Mo", ""}, name


@some
@given(talks)
def test_counts_add_up(made):
    ledger, positions = made.assumptions, made.positions
    assert (ledger["n_supports"] + ledger["n_between"] + ledger["n_opposes"] == ledger["n_speakers"]).all()
    by_speaker = positions[positions["level"] == "speaker"].groupby("statement").size()
    assert by_speaker.to_dict() == {s: n for s, n in zip(ledger["statement"], ledger["n_speakers"], strict=True) if n}
    assert (positions["n"] <= positions["of"]).all()
    spoke = positions[positions["n"] > 0]
    assert spoke["mean"].between(-1, 1).all()
    pairs = positions[positions["n"] > 1]
    assert pairs["low"].between(-1, pairs["mean"]).all()
    assert pairs["high"].between(pairs["mean"], 1).all()
    shares = made.participation["share"]
    assert shares.empty or abs(shares.sum() - 1) < 1e-9
    by_group = made.voices["share"]
    assert by_group.empty or abs(by_group.sum() - 1) < 1e-9
    people = made.participation
    assert people["responds_to"].map(lambda to: sum(n for _, n in to)).sum() == made.responses["n"].sum()
    kinds = ["n_agreement", "n_disagreement", "n_acknowledgement"]
    assert (made.responses[kinds].sum(axis=1) == made.responses["n"]).all()
    assert (made.criteria["n_favourable"] + made.criteria["n_unfavourable"] <= made.criteria["n_speakers"]).all()
    for table in (ledger, positions, made.common_ground):
        assert table["stability"].between(0, 1).all()
    assert set(ledger["verdict"]) <= set(VERDICTS)
    firm = ledger[ledger["verdict"].isin(["confirmed", "debunked"])]
    assert (firm["stability"] >= HOLDS).all()
    assert (ledger.loc[ledger["n_speakers"] < 2, "verdict"] == "untested").all()
    weakened = ledger[ledger["why"].str.contains("too unsurely") & (ledger["verdict"] == "contested")]
    assert (weakened[["n_supports", "n_opposes"]] > 0).all(axis=None)


@some
@given(talks, st.randoms())
def test_the_order_of_the_rows_of_codings_is_irrelevant(made, chance: random.Random):
    rows = list(range(len(made.codings)))
    chance.shuffle(rows)
    same(made.found, made.with_codings(made.codings.iloc[rows]).found)


@some
@given(lists)
def test_other_names_change_no_finding_but_the_names(turns):
    def told(names):
        renamed = [(names[n], g, text, {k: {**v, "target": names[v["target"]]} if k in ("agreement", "disagreement",
                   "acknowledgement") else v for k, v in codes.items()}) for n, g, text, codes in turns]  # fmt: skip
        return talk(renamed, statements=["A1", "A2", "O1"])

    one, other = told({n: n for n in PEOPLE}), told(RENAMED)
    pd.testing.assert_frame_equal(one.assumptions, other.assumptions)
    ground, renamed = (t.common_ground[t.common_ground["statement"] != ""] for t in (one, other))
    pd.testing.assert_frame_equal(ground, renamed)
    assert sorted(one.common_ground["codings"].map(sorted)) == sorted(other.common_ground["codings"].map(sorted))
    pd.testing.assert_frame_equal(one.voices, other.voices)
    assert sorted(one.chains["codings"]) == sorted(other.chains["codings"])
    pd.testing.assert_frame_equal(one.criteria, other.criteria)
    groups, regrouped = (t.positions[t.positions["level"] == "group"].reset_index(drop=True) for t in (one, other))
    pd.testing.assert_frame_equal(groups.drop(columns="codings"), regrouped.drop(columns="codings"))
    assert sorted(one.conflicts["codings"].map(sorted)) == sorted(other.conflicts["codings"].map(sorted))
    shares = {RENAMED[n]: s for n, s in one.participation[["speaker", "share"]].itertuples(index=False)}
    assert shares == dict(other.participation[["speaker", "share"]].itertuples(index=False))


@some
@given(lists, who, st.integers(0, 10))
def test_talk_off_the_topic_changes_no_verdict(turns, name, at):
    aside = (name, PEOPLE[name], "Is there any coffee left over there?", {})
    before = talk(turns, statements=["A1", "A2", "O1"])
    after = talk([*turns[:at], aside, *turns[at:]], statements=["A1", "A2", "O1"])
    assert before.verdicts() == after.verdicts()
    # What would overturn it is told within the number of people there, and the aside may be of one more.
    counts = ["n_speakers", "n_supports", "n_opposes", "n_between", "why", "only_group"]
    pd.testing.assert_frame_equal(before.assumptions[counts], after.assumptions[counts])


@some
@given(lists, st.sampled_from(["Ana", "Cem", "Dia"]))
def test_saying_everything_twice_changes_no_position_and_no_verdict(turns, name):
    again = talk(turns + [t for t in turns if t[0] == name], statements=["A1", "A2", "O1"])
    once = talk(turns, statements=["A1", "A2", "O1"])
    assert once.verdicts() == again.verdicts()
    moved = ["codings", "first_half", "second_half", "change"]  # what is said again at the end is said in its half
    pd.testing.assert_frame_equal(once.positions.drop(columns=moved), again.positions.drop(columns=moved))


EDGES = {
    "nothing at all": lambda: talk([], statements=["A1"]),
    "nobody known": lambda: talk([("", "", "Somebody said this.", {"A1": "supports"})] * 3),
    "only the facilitator": lambda: talk([("Mo", "facilitator", "Anybody?", {"A1": "supports"})] * 3),
    "one speaker": lambda: talk([("Ana", "drivers", "I say so.", {"A1": "supports"})] * 3),
    "no codings": lambda: talk([("Ana", "drivers", "Hm.", {}), ("Ben", "shops", "Hm.", {})], statements=["A1"]),
    "a language that is not covered": lambda: talk([("Ana", "", "Hm.", {}), ("Ben", "", "Hm.", {})], statements=["A1"],
                                                   covered=False),
}  # fmt: skip


@pytest.mark.parametrize("edge", EDGES)
def test_too_little_is_untested_and_never_an_error(edge):
    made = EDGES[edge]()
    assert made.verdicts() == {"A1": "untested"}
    assert made.found.common_ground.empty
    assert made.found.conflicts.empty
    assert len(made.found.depth)


def test_nobody_known_makes_no_finding_about_people():
    found = EDGES["nobody known"]().found
    assert found.positions.empty
    assert found.interests.empty
    assert found.participation.empty


def test_no_plan_still_finds_what_needs_none():
    made = talk(
        [
            ("Ana", "", "I fear the dark stop.", {"interest": "security"}),
            ("Ben", "", "I will mend it.", {"ownership": "commitment"}),
        ]
    )
    bare = find(made.transcript, made.codings, Workshop("bare", Plan(), ()))
    assert bare.assumptions.empty
    assert bare.positions.empty
    assert bare.interests["status"].tolist() == [""]
    assert bare.participation["commitments"].sum() == 1


def test_an_empty_transcript_has_empty_findings():
    nothing = Transcript("empty", "", empty("turns"), empty("speakers"), ())
    found = find(nothing, empty("codings"), Workshop("empty", Plan(), ()))
    assert all(getattr(found, name).empty for name in Findings.__dataclass_fields__ if name != "depth")


def test_two_coders_of_one_span_are_one_person():
    made = talk(voices(ana="supports", ben="supports"))
    doubled = pd.concat(
        [made.codings, made.codings.assign(coding=["d1", "d2"], coder="another hand")], ignore_index=True
    )
    row = made.with_codings(doubled).ledger()
    assert (row["n_speakers"], row["verdict"]) == (2, "confirmed")
