"""What changes from one invented workshop to the next, and what must not be taken for a change."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspired_analysis.briefing.across.compose import compose
from inspired_analysis.briefing.across.figures import draw_verdicts
from inspired_analysis.briefing.across.page import render_markdown
from inspired_analysis.briefing.across.summary import summarise
from inspired_analysis.dialogue import session_of, synthesise
from inspired_analysis.tables import COLUMNS

from .conftest import analysis_of, dialogue, only, session, talk

FOR, AGAINST = {"A1": "supports"}, {"A1": "opposes"}


def voices(**people):
    """Return a turn each, with what was coded of it: Ana and Ben are hauliers, Cem and Dia neighbours."""
    groups = {"ana": "hauliers", "ben": "hauliers", "cem": "neighbours", "dia": "neighbours"}
    return [(name.title(), groups[name], f"This is what {name} says of the toll.", {} if codes == "nothing" else codes)
            for name, codes in people.items() if codes is not None]  # fmt: skip


def changed(*workshops):
    found = dialogue(*workshops, statements=["A1"])
    return only(found.position_changes, group="hauliers")


@pytest.mark.parametrize(("first", "last", "course"), [
    (voices(ana=FOR, ben=FOR), voices(ana=AGAINST, ben=AGAINST), "moved"),
    (voices(ana=FOR, ben=FOR), voices(ana=FOR), "stayed"),
    (voices(ana=FOR), voices(ben=AGAINST), "other people spoke"),
    # Ana stays, Ben is new: the group's direction differs, nobody moved.
    (voices(ana=FOR), voices(ana=FOR, ben=AGAINST), "unclear"),
])  # fmt: skip
def test_a_group_moves_only_if_its_people_do(first, last, course):
    assert changed(first, last)["course"] == course


def test_without_plans_nobody_is_recognised():
    assert changed(voices(ana=FOR), voices(ana=AGAINST))["both"] == ("Ana",)
    found = dialogue(voices(ana=FOR), voices(ana=AGAINST), statements=["A1"], has_plan=False)
    assert only(found.position_changes, group="hauliers")["both"] == ()


def test_a_group_that_is_spelled_in_two_ways_is_said():
    found = dialogue([("Ana", "road hauliers", "Hm.")], [("Ana", "Road-hauliers", "Hm."), ("Cem", "neighbours", "Ha.")])
    row = only(found.limits[found.limits["why"].str.contains("Spelled")])
    assert row["what"] == "road hauliers, Road-hauliers"
    found = dialogue([("Ana", "société civile", "Hm.")], [("Ana", "Societe civile", "Hm.")])
    assert "société civile, Societe civile" in set(found.limits["what"])


def test_a_verdict_that_changed_with_the_people_is_no_outcome():
    same = dialogue(voices(ana=FOR, ben=FOR), voices(ana=AGAINST, ben=AGAINST), statements=["A1"])
    other = dialogue(voices(ana=FOR, ben=FOR), voices(cem=AGAINST, dia=AGAINST), statements=["A1"])
    assert only(same.verdict_changes)["course"] == only(other.verdict_changes)["course"] == "changed"
    assert list(same.outcomes["kind"]) == ["verdict changed", "group moved"]
    assert other.outcomes.empty
    assert other.limits["why"].str.contains("other people may have spoken").any()


def test_a_turn_that_asks_twice_is_one_turn_to_look_at():
    both = ["If Ana pays, fine.", "If Ana comes, fine."]
    asks = ("Cem", "neighbours", " ".join(both), {"incentive": [{"value": "condition", "quote": q} for q in both]})
    row = only(dialogue([asks, *voices(ana="nothing")]).isf, stakeholder="hauliers", aspect="influence")
    assert len(row["codings"]) == 2
    assert "To look at: 1 turn in which" in row["entry"]


def test_a_verdict_that_changed_against_those_who_moved_is_no_outcome():
    first = [*voices(ana=FOR, ben=FOR, cem=AGAINST), *[(f"P{i}", "hauliers", "It pays.", FOR) for i in range(2)]]
    last = [*voices(cem=FOR), *[(f"Q{i}", "hauliers", "It never pays.", AGAINST) for i in range(4)]]
    found = dialogue(first, last, statements=["A1"])
    row = only(found.verdict_changes)
    assert (row["verdicts"], row["n_moved"]) == (("confirmed", "debunked"), 1)
    assert "verdict changed" not in set(found.outcomes["kind"])


def test_one_person_who_moved_is_not_said_to_have_stood_where_the_group_did():
    hesitant = voices(ana={"A1": "conditional"}, ben=AGAINST)
    found = dialogue(hesitant, voices(ana=FOR), statements=["A1"])
    row = only(found.outcomes, kind="group moved")
    assert row["change"].startswith("Ana (hauliers) moved towards “Invented sentence A1” between w1 and w2.")
    assert {quote.speaker for quote in found.cite(row["codings"])} == {"Ana"}
    assert row["change"].endswith("those of it who spoke were, taken together, against it, then for it.")


def test_an_option_is_not_said_to_have_been_debunked():
    found = dialogue(*(voices(ana={"O1": v}, ben={"O1": v}) for v in ("supports", "opposes")), statements=["O1"])
    row = only(found.outcomes, kind="verdict changed")
    assert row["change"] == "“Invented sentence O1” was supported in w1 and is rejected in w2."
    assert row["certainty"].startswith("w1: supported (n = 2); w2: rejected (n = 2).")


def test_a_verdict_is_no_surer_than_in_the_brief_of_its_workshop():
    made = talk(voices(ana=FOR, ben=FOR), date="2024-02-01", dialogue="road", statements=["A1"])
    doubted = session_of(analysis_of(replace(made, codings=made.codings.assign(confidence=0.7)), "w2"))
    found = synthesise([session("w1", "2024-01-01", voices(ana=AGAINST, ben=AGAINST), statements=["A1"]), doubted])
    cells = compose(found).paths[0].cells
    assert [cell.word for cell in cells] == ["debunked", "confirmed, unsure"]
    told = "was debunked in w1 and is confirmed, unsure in w2"
    said = [p.text for p in summarise(found) if told in p.text]
    assert [s.partition("; ")[2] for s in said] == ["two people spoke to it both times, 2 of them moved."]
    assert only(found.outcomes, kind="verdict changed")["change"].endswith(f"{told}.")
    assert "A1 in w2: confirmed, unsure, n = 2" in draw_verdicts(found).alt


def test_what_was_not_asked_is_no_verdict_and_what_was_not_tested_no_change():
    found = dialogue(voices(ana=FOR, ben=FOR), voices(ana="nothing"), voices(ana=FOR, ben=FOR), statements=["A1"])
    row = only(found.verdict_changes)
    assert (row["verdicts"], row["course"]) == (("confirmed", "untested", "confirmed"), "stayed")
    once = synthesise([session("w1", "2024-01-01", voices(ana=FOR), statements=["A1"]),
                       session("w2", "2024-02-01", voices(ana="nothing"))])  # fmt: skip
    assert once.verdict_changes.empty
    assert len(once.verdict_paths) == 1


def test_order_without_dates_drafts_nothing():
    plans = [voices(ana=FOR, ben=FOR), voices(ana=AGAINST, ben=AGAINST)]
    found = synthesise([session(f"w{i}", "", turns, statements=["A1"]) for i, turns in enumerate(plans)])
    assert only(found.verdict_changes)["course"] == "changed"
    assert found.outcomes.empty
    assert found.limits["why"].str.contains("No date in the plan").any()


def test_two_workshops_of_one_day_have_no_order_and_that_is_said():
    plans = [voices(ana=FOR, ben=FOR), voices(ana=AGAINST, ben=AGAINST)]
    found = synthesise([session(f"w{i}", "2024-01-01", turns, statements=["A1"]) for i, turns in enumerate(plans)])
    assert found.outcomes.empty
    assert only(found.limits, what="w0, w1")["why"].startswith("Held on the same day")


NEED = {"interest": "security"}


@pytest.mark.parametrize(("ana", "course"), [
    ((NEED, NEED), "persists"), ((NEED, None, NEED), "persists"), ((NEED, "nothing"), "not heard again"),
    (("nothing", NEED), "appears"), ((NEED, "nothing", NEED), "comes and goes"), ((NEED, None), "one workshop only"),
])  # fmt: skip
def test_an_interest_lasts_or_not_among_workshops_that_had_its_group(ana, course):
    found = dialogue(*(voices(ana=codes, cem="nothing") for codes in ana))
    assert only(found.interest_paths, group="hauliers")["course"] == course


OPEN = voices(ana=FOR, cem=AGAINST)  # within six turns: they answer each other
AGREED = voices(ana=FOR, ben=FOR, cem=FOR)
SILENT = voices(ana="nothing")
ONE_SIDE = voices(ana=FOR, ben=FOR)
BURIED = [voices(ana=FOR)[0], *[("Mo", "facilitator", "And then?")] * 7, voices(cem=AGAINST)[0]]


@pytest.mark.parametrize(("workshops", "course"), [
    ((OPEN, AGREED), "closed"), ((OPEN, SILENT), "not heard again"), ((OPEN, OPEN), "stays open"),
    ((AGREED, OPEN), "opened"), ((SILENT, OPEN), "first heard"), ((BURIED, OPEN), "surfaced"),
    ((OPEN, AGREED, OPEN), "opened again"), ((OPEN, SILENT, AGREED), "closed"),
    ((OPEN, ONE_SIDE), "not heard again"), ((ONE_SIDE, OPEN), "first heard"),
])  # fmt: skip
def test_neither_silence_nor_a_sides_absence_closes_a_conflict(workshops, course):
    found = dialogue(*workshops, statements=["A1"])
    row = only(found.conflict_paths)
    assert row["course"] == course
    assert ("conflict closed" in set(found.outcomes["kind"])) == (course == "closed")
    assert ("confirmed, but not heard from both sides" in row["why"]) == (ONE_SIDE in workshops)


def test_what_became_of_a_conflict_is_said_in_the_words_of_the_ledger():
    at, option = ([voices(**{who: {s: side} for who, side in sides.items()}) for sides in (
        {"ana": "supports", "cem": "opposes"}, {"ana": "mixed"}, {"ana": "supports", "cem": "supports"})]
        for s in ("A1", "O1"))  # fmt: skip
    for workshops, statement, word in ((at, "A1", "confirmed"), (option, "O1", "supported")):
        found = dialogue(*workshops, statements=[statement])
        assert only(found.conflict_paths)["why"] == f"w1: open; w2: untested; w3: {word}, no conflict found"


def test_conflicts_of_no_statement_are_followed_by_their_parties():
    quarrel = [("Ana", "hauliers", "No, Cem.", {"disagreement": {"target": "Cem"}}),
               ("Cem", "neighbours", "You are wrong.", {"disagreement": {"target": "Ana"}})]  # fmt: skip
    assert only(dialogue(quarrel, quarrel).conflict_paths)["course"] == "stays open"
    assert only(dialogue(quarrel, SILENT).conflict_paths)["course"] == "not heard again"
    assert only(dialogue(SILENT, quarrel).conflict_paths)["course"] == "first heard"
    unknown = dialogue(quarrel, quarrel, has_plan=False).conflict_paths  # "Ana" may be two people
    assert list(unknown["course"]) == ["first heard", "first heard"]


def test_who_has_no_group_is_nobody_known():
    def recorded(codes):  # a recogniser counts anew in every recording
        return [("Speaker 1", "", "This is said.", {**codes, "disagreement": {"target": "Speaker 2"}}),
                ("Speaker 2", "", "No, that.", {**codes, "disagreement": {"target": "Speaker 1"}})]  # fmt: skip

    found = dialogue(recorded(FOR), recorded(AGAINST), statements=["A1"])
    row = only(found.verdict_changes)
    assert (row["course"], row["n_both"]) == ("changed", 0)
    assert found.outcomes.empty
    assert list(found.conflict_paths["course"]) == ["first heard", "first heard"]
    assert found.limits["why"].str.contains("have no group in the plan").any()


def test_a_workshop_stands_once_for_a_conflict_heard_in_it_twice():
    yes, limit = "Yes, Cem,", "but we would need a day."
    said = ("Ana", "hauliers", f"{yes} {limit}", {"agreement": {"target": "Cem", "quote": yes},
                                                  "incentive": {"value": "condition", "quote": limit}})  # fmt: skip
    row = only(dialogue([*voices(cem="nothing"), said, said], SILENT).conflict_paths)
    assert (row["workshops"], row["kinds"]) == (("w1",), ("buried",))


def test_what_no_later_workshop_asked_is_not_called_a_conflict_at_the_end():
    found = synthesise([session("w1", "2024-01-01", OPEN, statements=["A1"]), session("w2", "2024-02-01", SILENT)])
    assert list(found.conflict_paths["course"]) == ["first heard"]
    (told,) = [p.text for p in summarise(found) if "onflict" in p.text]
    assert told.startswith("Conflicts that nothing said later closed: “")


def test_who_speaks_of_a_reward_offers_nothing():
    said = [("Ana", "hauliers", "The subsidy was stopped and nobody told us.", {"incentive": "reward"}),
            ("Cem", "neighbours", "We could lend you a trailer.", {"incentive": "offer"})]  # fmt: skip
    isf = dialogue(said, SILENT).isf
    assert isf.loc[isf["aspect"] == "offer", "entry"].tolist() == ["Cem made an offer."]


def test_rows_of_the_support_framework_read_well_and_name_every_workshop_in_order():
    lack = ("Ana", "hauliers", "We have no scales.", {"incentive": "capacity", "A1": "supports"})
    need = ("Ana", "hauliers", "We must learn to weigh.", {"interest": "capacity", "A1": "opposes"})
    told = ("Cem", "neighbours", "We must learn to weigh, too.", {"interest": "capacity", "A1": "opposes"})
    found = dialogue([lack, told], [need, lack], statements={"A1": "Lorries are weighed"})
    gaps = only(found.isf, stakeholder="hauliers", aspect="capacity gaps")
    assert gaps["workshops"] == ("w1", "w2")
    assert only(found.isf, aspect="the same at stake")["workshops"] == ("w1", "w2")
    assert only(found.isf, part="Points of contention")["entry"].startswith("Lorries are weighed. Possible next step: ")


PROMISE = ("Ana", "hauliers", "I will bring the axle counts from the weighbridge.", {"ownership": "commitment"})


@pytest.mark.parametrize(("later", "course"), [
    (("Ana", "hauliers", "I have brought the axle counts, the weighbridge printed them."), "said to be kept"),
    (("Ana", "hauliers", "I will bring those axle counts from the weighbridge.", {"ownership": "commitment"}),
     "repeated"),
    (("Ana", "hauliers", "The axle counts need another weighbridge."), "spoken of again"),
    (("Ana", "hauliers", "I have not printed the axle counts of the weighbridge."), "spoken of again"),
    (("Ana", "hauliers", "I did not bring the axle counts from the weighbridge."), "spoken of again"),
    (("Ana", "hauliers", "We have no money for the weighbridge and its axle counts."), "spoken of again"),
    (("Ana", "hauliers", "We needed the axle counts of the weighbridge."), "spoken of again"),
    (("Ana", "hauliers", "We did the axle counts at the weighbridge."), "said to be kept"),
    (("Ana", "hauliers", "I have nothing to add on the noise."), "nothing more heard"),
    (("Ana", "hauliers", "I asked for the axle counts of the weighbridge."), "spoken of again"),
    (("Ana", "hauliers", "I brought up the axle counts of the weighbridge."), "spoken of again"),
    (("Ana", "hauliers", "None of the axle counts of the weighbridge is done."), "spoken of again"),
    (("Ana", "hauliers", "The question of the axle counts of the weighbridge is open."), "spoken of again"),
    (("Ana", "hauliers", "If the axle counts of the weighbridge are published, we know."), "spoken of again"),
    (("Ana", "hauliers", "So the axle counts of the weighbridge are published?"), "spoken of again"),
    (("Ana", "hauliers", "The axle counts of the weighbridge are published now."), "said to be kept"),
    (("Ben", "hauliers", "I have brought the axle counts from the weighbridge."), "not there since"),
    (("Ana", "neighbours", "I have brought the axle counts from the weighbridge."), "not there since"),
])  # fmt: skip
def test_a_commitment_is_followed_in_the_words_of_who_made_it(later, course):
    found = dialogue([PROMISE], [later])
    row = only(found.commitment_paths, workshop="w1")
    assert row["course"] == course
    kept = found.outcomes[found.outcomes["kind"].str.startswith("commitment")]
    assert len(kept) == (course in ("said to be kept", "repeated"))
    said = [q.quote for q in found.cite(row["codings"])]
    assert said[0] == PROMISE[2]
    assert said[1:] == ([later[2]] if row["later"] else [])


def test_another_thing_done_at_some_time_keeps_no_promise():
    promise = ("Ana", "hauliers", "We will repair the pump next month.", {"ownership": "commitment"})
    for later, course in (("We repaired the road last month.", "nothing more heard"),
                          ("We repaired the road and the old pump is where it was.", "spoken of again")):  # fmt: skip
        found = dialogue([promise], [("Ana", "hauliers", later)])
        assert list(found.commitment_paths["course"]) == [course]


def test_a_commitment_that_nobody_could_follow_is_not_said_to_be_unheard_of():
    later = [("Ana", "hauliers", "I have brought the axle counts, the weighbridge printed them.")]
    planless = dialogue([PROMISE], later, has_plan=False)
    first, last = session("w1", "2024-01-01", [PROMISE]), session("w2", "2024-02-01", later)
    unread = synthesise([first, replace(last, turns=last.turns.iloc[:0])])  # no turns.csv beside the findings
    for found in (planless, unread):
        assert list(found.commitment_paths["course"]) == ["cannot be followed"]
        assert "One commitment: 1 that cannot be followed." in [point.text for point in summarise(found)]


def test_the_latest_word_on_a_commitment_is_what_counts():
    again = [("Ana", "hauliers", "I will bring those axle counts from the weighbridge.", {"ownership": "commitment"})]
    assert only(dialogue([PROMISE], again, again).commitment_paths, workshop="w1")["later"] == "w3"


def test_a_commitment_taken_up_in_a_workshop_without_a_date_is_no_outcome():
    later = [("Ana", "hauliers", "I have brought the axle counts, the weighbridge printed them.")]
    found = synthesise([session("w1", "2024-01-01", [PROMISE]), session("w2", "", later)])
    assert list(found.commitment_paths["course"]) == ["said to be kept"]
    assert found.outcomes.empty


def test_a_view_that_moved_is_a_draft_in_the_persons_own_words():
    found = dialogue([("Cem", "neighbours", "The noise keeps us awake."),
                      ("Ana", "hauliers", "I used to think otherwise.", {"perspective change": ""})])  # fmt: skip
    row = only(found.outcomes)
    assert row["change"] == "Ana (hauliers) said that their view had moved."
    assert "Just before, Cem (neighbours) had spoken." in row["contribution"]
    assert [q.quote for q in found.cite(row["codings"])] == ["I used to think otherwise.", "The noise keeps us awake."]


def test_ownership_has_the_people_beside_every_figure():
    found = dialogue([("Mo", "facilitator", "What now?"), PROMISE], [("Mo", "facilitator", "And now? And?"), *OPEN])
    values = dict(found.ownership_changes[["measure", "values"]].itertuples(index=False))
    assert values["people who committed themselves"] == ("1 of 1", "0 of 2")
    assert values["facilitator's share of words"] == ("2 of 11 words (18%)", "3 of 19 words (16%)")
    assert only(found.ownership_paths, workshop="w2", role="facilitator")["who"] == "(facilitator)"


def test_a_workshop_in_a_language_that_is_not_coded_is_no_silence():
    said = [("Ana", "hauliers", PROMISE[2], {**PROMISE[3], "A1": "supports", "interest": "security"}),
            ("Cem", "neighbours", "No.", {"A1": "opposes"})]  # fmt: skip
    made = talk([turn[:3] for turn in said], date="2024-02-01", dialogue="road", statements=["A1"])
    french = replace(made, transcript=replace(made.transcript, language="fr"))
    analysis = analysis_of(french, "w2")
    unread = session_of(replace(analysis, findings=replace(analysis.findings, depth=french.depth)))
    found = synthesise([session("w1", "2024-01-01", said, statements=["A1"]), unread])
    assert found.verdict_changes.empty
    assert list(found.interest_paths["course"]) == ["one workshop only"]
    assert list(found.conflict_paths["course"]) == ["first heard"]
    assert list(found.commitment_paths["course"]) == ["cannot be followed"]
    values = dict(found.ownership_changes[["measure", "values"]].itertuples(index=False))
    assert values["people heard"] == ("2", "2")
    assert values["people who committed themselves"] == ("1 of 2", "not coded")
    assert only(found.limits, what="w2")["why"].startswith("In a language that is not coded")
    assert summarise(found)[0].text.endswith("One is in a language that is not coded.")
    both = synthesise([*(session(f"w{i}", f"2024-0{i}-01", said, statements=["A1"]) for i in (1, 3)), unread])
    cells = render_markdown(compose(both), {}).partition("## What was assumed")[2]
    assert "| not coded |" in cells
    assert "not asked" not in cells


CODES = st.sampled_from([
    {}, FOR, AGAINST, NEED, {"perspective change": ""}, {"ownership": "commitment"},
    {"A1": "conditional", "incentive": "offer"}, {"red line": "", "agreement": {"target": "Cem"}},
])  # fmt: skip
PEOPLE = {"Ana": "hauliers", "Ben": "hauliers", "Cem": "neighbours", "Mo": "facilitator", "": ""}
TURN = st.builds(lambda who, codes: (who, PEOPLE[who], f"What {who} says of the toll is long.", codes),
                 st.sampled_from(list(PEOPLE)), CODES)  # fmt: skip
DIALOGUES = st.lists(st.lists(TURN, min_size=1, max_size=6), min_size=1, max_size=3)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(DIALOGUES, st.randoms(use_true_random=False))
def test_every_row_rests_on_words_that_are_there_and_order_of_reading_decides_nothing(workshops, chance):
    sessions = [session(f"w{i}", f"2024-{i:02}-01", turns, statements=["A1"]) for i, turns in enumerate(workshops, 1)]
    found = synthesise(sessions)
    texts = {s.id: dict(s.turns[["turn", "text"]].itertuples(index=False)) for s in sessions}
    for name, table in found.tables.items():
        assert list(table.columns) == list(COLUMNS[name])
        for codings in table.get("codings", ()):
            for cited in found.cite(codings):
                assert cited.quote
                assert cited.quote in texts[cited.workshop][cited.turn]
                assert cited.speaker not in ("", "Mo")
    chance.shuffle(sessions)
    for name, table in synthesise(sessions).tables.items():
        pd.testing.assert_frame_equal(table, found.tables[name], obj=name)
