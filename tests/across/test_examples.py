"""The example dialogue, fed with what a careful reader found in each workshop: what follows over time."""

import pytest

from .conftest import only

PATHS = {
    "A1": ("contested", "confirmed", "confirmed"), "A2": ("confirmed", "contested", "contested"),
    "A3": ("contested", "confirmed"), "A4": ("debunked", "contested"), "A5": ("contested", "contested", "debunked"),
    "A6": ("untested",) * 3, "O1": ("confirmed",) * 2, "O2": ("contested", "contested", "confirmed"),
    "O3": ("contested",) * 2,
}  # fmt: skip
COURSES = {"A6": "too thin to compare", "O1": "stayed", "O3": "stayed"}


def test_every_statement_that_came_back_is_followed_and_no_other(sarna):
    found = dict(sarna.verdict_changes[["statement", "verdicts"]].itertuples(index=False))
    assert found == PATHS
    courses = dict(sarna.verdict_changes[["statement", "course"]].itertuples(index=False))
    assert courses == {statement: COURSES.get(statement, "changed") for statement in PATHS}
    (once,) = sarna.limits.loc[sarna.limits["what"] == "Statements asked once", "why"]
    assert all(f"{s} (sarna-water-{w})" in once for s, w in (("A7", 2), ("O4", 3), ("O5", 3)))


@pytest.mark.parametrize(("group", "statement", "course"), [
    ("water utility", "A3", "moved"),   # Tobias: it is the pipes after all
    ("academia", "A3", "moved"), ("farmers", "A3", "stayed"), ("farmers", "O2", "moved"), ("farmers", "A5", "moved"),
    ("citizens", "A2", "stayed"), ("civil society", "A4", "stayed"), ("water utility", "A2", "moved"),
])  # fmt: skip
def test_who_moved_and_who_stayed(sarna, group, statement, course):
    assert only(sarna.position_changes, group=group, statement=statement)["course"] == course


def test_conflicts_that_closed_and_that_are_still_there(sarna):
    courses = dict(sarna.conflict_paths[["statement", "course"]].itertuples(index=False))
    assert courses == {"A1": "closed", "A3": "closed", "A5": "closed", "O2": "closed", "A4": "opened",
                       "A2": "stays open", "O3": "stays open", "O4": "first heard"}  # fmt: skip


def test_interests_that_last(sarna):
    lasting = sarna.interest_paths[sarna.interest_paths["course"] == "persists"]
    assert set(zip(lasting["group"], lasting["kind"], strict=True)) == {
        ("civil society", "environment"), ("social agents", "livelihood")}  # fmt: skip
    assert only(sarna.interest_paths, group="public administration", kind="security")["course"] == "appears"


def test_what_came_apart_is_no_synergy_any_more(sarna):
    shared = sarna.isf[(sarna.isf["part"] == "Potential synergies") & (sarna.isf["aspect"] != "the same at stake")]
    assert not shared["entry"].str.startswith("Poor households in Ilvo").any()
    assert shared["entry"].str.startswith("Most of the water").any()


def test_an_outcome_is_drafted_from_each_kind_of_change_and_names_what_is_not_known(sarna):
    assert set(sarna.outcomes["kind"]) == {"view moved", "group moved", "verdict changed", "conflict closed"}
    assert sarna.outcomes["contribution"].str.contains("not shown by the talk|a person says whether").all()
    tobias = only(sarna.outcomes[sarna.outcomes["change"].str.startswith("P04 (water utility) moved towards “")])
    assert tobias["contribution"].startswith("Said to have moved, while speaking to this: P04 in sarna-water-3")
    assert "the rest of the group" in tobias["change"]
