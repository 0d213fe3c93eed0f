"""What the cue coder codes in invented talk, and what it leaves alone."""

from __future__ import annotations

import random
import time

import pandas as pd
import pytest

from inspired_analysis.coding import code
from inspired_analysis.coding.codebook import Code, Codebook, load_codebook
from inspired_analysis.coding.cues import CueCoder
from inspired_analysis.tables import COLUMNS, empty, table
from inspired_analysis.transcript import Transcript

NAN = float("nan")


def talk(*said, **more) -> Transcript:
    """Return a transcript of (speaker, text), (speaker, text, role) or (speaker, text, role, label)."""
    rows, offset = [], 0
    for turn, (speaker, text, *rest) in enumerate(said, 1):
        role = rest[0] if rest else "participant"
        rows.append({
            "turn": turn, "speaker": speaker, "role": role, "group": "", "text": text, "start": offset,
            "end": offset + len(text), "time_start": NAN, "time_end": NAN, "words": len(text.split()),
            "label": rest[1] if len(rest) > 1 else speaker, "source": "talk.txt",
        })  # fmt: skip
        offset += len(text) + 1
    text = "\n".join(s[1] for s in said)
    return Transcript("talk", text, table("turns", rows), empty("speakers"), (), **more)


def found(text: str, *, before: str = "Here is how it went for the dam.", codebook=None) -> set[tuple[str, str]]:
    """Return the (code, value) that *text* gets as an answer to *before*."""
    codings = CueCoder(codebook).code(talk(("P1", before), ("P2", text)), None)
    codings = codings[codings["turn"] == 2]
    return set(zip(codings["code"], codings["value"], strict=True))


def codes(text: str) -> set[str]:
    return {name for name, _ in found(text)}


SHOWN = [
    # interest, told as hardship, need, concern, right
    ("Then the power goes at four in the morning and you sit there in your coat, no heating.", "interest", "services"),
    ("We dug up half the vines because the pump ran dry, we lost the harvest.", "interest", "livelihood"),
    ("Nobody asked us before the bulldozers came.", "interest", "voice"),
    ("My sister and her boy are in hospital, they got sick from the smoke.", "interest", "security"),
    ("Nurses are looked down on in that ward, humiliated really.", "interest", "recognition"),
    ("I'm worried about the rent going up again.", "interest", "livelihood"),
    ("Widows deserve a fair share of the grazing.", "interest", "fairness"),
    ("The old people can't afford a bus to the clinic.", "interest", "services"),
    # incentive
    ("We could lend the growers our two tractors until May.", "incentive", "offer"),
    ("I'd be willing to open the archive for everybody.", "incentive", "offer"),
    ("We would sign tomorrow, but only if the fund is audited first.", "incentive", "condition"),
    ("If you repair the road, we will send our lorries that way.", "incentive", "condition"),
    ("A tax credit would be the reward for early movers.", "incentive", "reward"),
    ("They will go to court, the miners are going to sue the ministry.", "incentive", "pressure"),
    ("The cooperatives lack engineers, and we need proper training.", "incentive", "capacity"),
    # reason
    ("The survey showed that most drivers had no permit.", "reason", "evidence"),
    ("It rose to 43 per cent within a decade.", "reason", "evidence"),
    ("When I was a girl the harbour froze over.", "reason", "experience"),
    ("My aunt waited at that clinic, and I remember the queue.", "reason", "experience"),
    # red line, constraint
    ("We will never accept a toll on that bridge.", "red line", ""),
    ("That is out of the question.", "red line", ""),
    ("We can't hire before the budget is voted.", "constraint", ""),
    ("Our hands are rather tied there.", "constraint", ""),
    ("It is very difficult to find drivers for the night.", "constraint", ""),
    # responses
    ("Absolutely.", "agreement", ""),
    ("I completely agree with the miller.", "agreement", ""),
    ("Yes, but nobody drives there in winter.", "disagreement", ""),
    ("I'd dispute that figure for the valley.", "disagreement", ""),
    ("I understand why the shepherds are angry.", "acknowledgement", ""),
    ("That's a very fair point about the ferry.", "acknowledgement", ""),
    # perspective change, ownership, missing stakeholder, attitude
    ("I used to think the ferry was a waste of money.", "perspective change", ""),
    ("You've convinced me about the ferry.", "perspective change", ""),
    ("I wasn't convinced, but now I see why you do it.", "perspective change", ""),
    ("I will draft the letter to the harbour office.", "ownership", "commitment"),
    ("The council should publish every contract.", "ownership", "proposal"),
    ("Our next step: the working group on tolls.", "ownership", "next step"),
    ("The lorry drivers should be at this table.", "missing stakeholder", ""),
    ("I'm fed up with the delays.", "attitude", "negative"),
    ("We are ready to accept the meters.", "incentive", "offer"),
    ("I will call the mayor tomorrow.", "ownership", "commitment"),
    ("I will invite two people from the harbour.", "ownership", "commitment"),
    ("I will ask the ministry for the map.", "ownership", "commitment"),
    ("We'll meet the growers on Friday.", "ownership", "commitment"),
    ("You can count on me for that.", "ownership", "commitment"),
    ("I'll try to get the figures.", "ownership", "commitment"),
    ("I'll put the price on the door.", "ownership", "commitment"),
    ("I have said we will fund the school.", "ownership", "commitment"),
    ("I told them we will never accept a toll.", "red line", ""),
    ("I promise that we will send the figures.", "ownership", "commitment"),
    ("The herders should be here.", "missing stakeholder", ""),
    ("The tenants aren't represented here.", "missing stakeholder", ""),
    ("Where are the young people in this discussion?", "missing stakeholder", ""),
    ("Nobody from the harbour sits at this table.", "missing stakeholder", ""),
    ("Nobody represents the tenants.", "missing stakeholder", ""),
    ("Absolutely understandable, yes.", "agreement", ""),
    ("Totally wrong, the pipes are new.", "disagreement", ""),
    ("I would have to disagree with that.", "disagreement", ""),
    ("Hold on, that was never decided.", "disagreement", ""),
    ("I'm sorry, but the pipes are new.", "disagreement", ""),
    ("I hear you, it is a long way.", "acknowledgement", ""),
    ("I get that it costs you a day.", "acknowledgement", ""),
    ("What if the council paid half of it?", "ownership", "proposal"),
    ("We should not sell the forest.", "ownership", "proposal"),
    ("We can't sign before the council has voted.", "constraint", ""),
    ("I can't accept that the price goes up.", "red line", ""),
    ("That is a line we will not cross.", "red line", ""),
    ("We won't pay a cent more.", "red line", ""),
    ("There is no way we will sell the forest.", "red line", ""),
]

LEFT_ALONE = [
    ("I'm afraid I have not read the annex.", "interest"),  # politeness
    ("We are against the bypass.", "interest"),  # a bare position
    ("We need to move on to the second item.", "interest"),
    ("As far as parking is concerned, there is a plan.", "interest"),
    ("Do they need help with the forms?", "interest"),  # a question
    ("I can give you the other half of that story.", "incentive"),
    ("It depends what you mean by late, really.", "incentive"),
    ("I'd come to parking now, if I may.", "incentive"),
    ("We're happy to see so many faces.", "incentive"),
    ("That is fine, otherwise they would tell us.", "incentive"),  # "fine" is no penalty
    ("The bridge was built years ago.", "reason"),
    ("It was a pleasure, as always.", "reason"),
    ("We don't like the colour of it.", "red line"),
    ("Is that acceptable, or out of the question?", "red line"),
    ("I can't remember the name of the street.", "constraint"),
    ("I cannot believe how warm it is.", "constraint"),
    ("Yeah.", "agreement"),  # a back-channel
    ("As I said, the ferry leaves at nine.", "agreement"),
    ("I don't agree with the miller.", "agreement"),
    ("Would you all agree with the miller?", "agreement"),
    ("No, that's right, the ferry leaves at nine.", "disagreement"),
    ("We are opposed to the toll.", "disagreement"),
    ("I don't understand why they are angry.", "acknowledgement"),
    ("Mm, okay, yeah.", "acknowledgement"),
    ("That is what I think for now.", "perspective change"),
    ("I will not change my mind about the ferry.", "perspective change"),
    ("I haven't changed my mind.", "perspective change"),
    ("Nothing you said has convinced me.", "perspective change"),
    ("We won't be changing our position.", "perspective change"),
    ("Let's say it takes a week.", "ownership"),
    ("Nobody in the room owns it.", "missing stakeholder"),
    ("None of us knows the price.", "missing stakeholder"),
    ("I'm afraid that was before my time.", "attitude"),
    ("He promised us we will support the school, and then they closed it.", "ownership"),
    ("They always say we'll send somebody, and nobody ever comes.", "ownership"),
    ("The ministry told us: we will fund the inspectors.", "ownership"),
    ("The minister said we can offer a discount.", "incentive"),
    ("They always say we'll send somebody, and nobody ever comes.", "incentive"),
    ("They said they would never accept the meters.", "red line"),
    ("We will build nothing if they close the school.", "ownership"),
    ("I'm happy to be corrected on that.", "incentive"),
    ("I'm pleased to report that it is dry.", "incentive"),
    ("We are pleased to accept the report.", "incentive"),
    ("I'm happy to leave it there.", "incentive"),
    ("I'm open to anything, really.", "incentive"),
    ("We're open to the idea of meters.", "incentive"),
    ("I'll tell you why it failed.", "ownership"),
    ("I will try to be brief here.", "ownership"),
    ("No one from the harbour knows the price.", "missing stakeholder"),
    ("Nobody from the village went there.", "missing stakeholder"),
    ("Totally wrong, the pipes are new.", "agreement"),
    ("Totally unfair to the tenants.", "agreement"),
    ("Absolutely ridiculous, that price.", "agreement"),
    ("Definitely against.", "agreement"),
    ("Absolutely never, not on my land.", "agreement"),
    ("Definitely a bad idea.", "agreement"),
    ("I don't disagree.", "disagreement"),
    ("I wouldn't disagree with that.", "disagreement"),
    ("Nobody would disagree with the mayor.", "disagreement"),
    ("I can't disagree with Boris.", "disagreement"),
    ("They disagree about the price in the council.", "disagreement"),
    ("Hold on, let me find the paper.", "disagreement"),
    ("Hold on a sec, we've lost translation again.", "disagreement"),
    ("I'm sorry, but I have to leave at five.", "disagreement"),
    ("Not at all, thank you.", "disagreement"),
    ("I'm conscious of the time, so that is all.", "acknowledgement"),
    ("Not that I'm aware of.", "acknowledgement"),
    ("I get that bill every month.", "acknowledgement"),
    ("I hear you can get it cheaper.", "acknowledgement"),
    ("We should not have sold the forest.", "ownership"),
    ("We should never have sold the forest.", "ownership"),
    ("You should see our cellar.", "ownership"),
    ("What if they cut us off?", "ownership"),
    ("I can't accept that the price goes up.", "constraint"),
]


@pytest.mark.parametrize(("text", "name", "value"), SHOWN, ids=[s[0][:40] for s in SHOWN])
def test_cues_show_a_code(text, name, value):
    assert (name, value) in found(text)


@pytest.mark.parametrize(("text", "name"), LEFT_ALONE, ids=[s[0][:40] for s in LEFT_ALONE])
def test_near_misses_are_left_alone(text, name):
    assert name not in codes(text)


def test_every_code_has_an_example_and_a_near_miss():
    names = {c.code for c in load_codebook().codes}
    assert names == {name for _, name, _ in SHOWN} == {name for _, name in LEFT_ALONE}


@pytest.mark.parametrize("text", ["Yeah.", "Mm-hm, mm.", "Okay, so, um.", "Good morning, everyone.", "Thank you.", ""])
def test_small_talk_has_no_codes(text):
    assert codes(text) == set()


def test_a_facilitator_is_not_coded_but_for_who_is_missing():
    text = "We can't go on like this. The dockers should be at this table."
    codings = CueCoder().code(talk(("P1", "Good."), ("F", text, "facilitator")), None)
    assert list(codings["code"]) == ["missing stakeholder"]


def missing(asked: str, said: str) -> list[int]:
    """Return the turns in which somebody is missing."""
    codings = CueCoder().code(talk(("P1", "It rained."), ("F", asked, "facilitator"), ("P2", said)), None)
    return codings.loc[codings["code"] == "missing stakeholder", "turn"].tolist()


@pytest.mark.parametrize("asked", ["So who isn't here?", "It is late. Who is missing?", "Who else should be here?"])
def test_who_is_named_when_asked_is_missing(asked):
    assert missing(asked, "The herders.") == missing(asked, "Nobody from the camp behind the tracks.") == [3]
    assert missing(asked, "Nobody.") == missing(asked, "I don't know who.") == []


def test_who_is_named_after_another_question_is_not_missing():
    assert missing("Who is here?", "The herders.") == missing("Who isn't here? Go on.", "The herders.") == []


def test_an_opening_counts_only_where_a_turn_begins():
    assert "agreement" in codes("Absolutely, it is small. So is the other one.")
    assert "agreement" not in codes("It is small. Absolutely huge, the other one.")


@pytest.mark.parametrize(("before", "contradicts"), [
    ("They haven't even thought about it.", False), ("You wouldn't get your eggs either, would you?", False),
    ("They have thought about it.", True), ("It was not easy. They have thought about it.", True),
])  # fmt: skip
def test_no_after_what_is_not_says_yes_to_it(before, contradicts):
    codings = CueCoder().code(talk(("P1", before), ("P2", "No, no, no. It rained.")), None)
    assert ("disagreement" in set(codings["code"])) is contradicts


def test_ones_own_no_is_not_heard_as_somebody_elses():
    codings = CueCoder().code(talk(("P1", "They have."), ("P2", "It does not."), ("P2", "No, no, no.")), None)
    assert "disagreement" in set(codings["code"])


def test_an_unless_cancels_in_its_segment_only():
    assert "constraint" not in codes("We can't wait to begin.")
    assert "constraint" in codes("We can't wait to begin. We cannot dredge the harbour alone.")


def test_hardship_needs_a_kind():
    assert "interest" not in codes("They barely looked up at noon.")
    assert ("interest", "livelihood") in found("They barely sold a basket at noon.")
    assert "interest" not in codes("A basket was barely sold at noon.")  # nobody's hardship


@pytest.mark.parametrize("straight", ["We can't hire anyone.", "I don't think so, no.", "You're right about that."])
def test_typographic_apostrophes_count_as_plain(straight):
    assert found(straight) == found(straight.replace("'", "’")) != set()


def test_case_does_not_matter():
    assert found("WE CAN'T HIRE ANYONE.") == found("we can't hire anyone.") != set()


# To whom a response is directed

NAMED = [("P1", "The lake froze.", "participant", "Dr Ilse Vandermeer (mayor)"),
         ("P2", "It did not freeze at all.", "participant", "Tomasz"),
         ("P3", "Who saw it?", "facilitator", "Chair")]  # fmt: skip


def target(text: str, *, speaker=("P4", "participant", "Odile"), before=NAMED, name="agreement") -> str:
    who, role, label = speaker
    codings = CueCoder().code(talk(*before, (who, text, role, label)), None)
    mine = codings[(codings["turn"] == len(before) + 1) & (codings["code"] == name)]
    assert len(mine) == 1
    return mine["target"].iloc[0]


def test_a_response_is_directed_to_the_last_other_participant():
    assert target("I completely agree.") == "P2"
    assert target("I completely agree.", speaker=("P2", "participant", "Tomasz")) == "P1"


@pytest.mark.parametrize("name", ["Ilse", "Vandermeer", "Dr Ilse Vandermeer (mayor)", "P1"])
def test_a_named_speaker_is_meant_by_any_part_of_the_label(name):
    assert target(f"I completely agree with {name} on the lake.") == "P1"


def answers(asked: str, said: str) -> list[tuple[str, str]]:
    """Return the code and the target of what Boris answers to *asked*, after Anna and before Carla have spoken."""
    before = [("P1", "The canal was full in June.", "participant", "Anna"),
              ("P2", "The cellar was wet.", "participant", "Boris"),
              ("P3", "Readers wrote to the paper.", "participant", "Carla")]  # fmt: skip
    talked = talk(*before, ("F", asked, "facilitator", "Mod"), ("P2", said, "participant", "Boris"))
    codings = CueCoder().code(talked, None)
    last = codings[(codings["turn"] == 5) & codings["code"].isin(["agreement", "disagreement"])]
    return list(zip(last["code"], last["target"], strict=True))


@pytest.mark.parametrize(("asked", "said"), [
    ("Thank you, Carla. Boris, does your building have a water meter?", "No, we don't have one."),
    ("Boris, did the bills go up last year?", "Yes, definitely. They went up twice."),
    ("Anna, Boris, is it dry?", "Absolutely, it has been dry since Easter."),
    ("Do you pay by the flat, Boris?", "No, it's by the person."),
    ("And does the paper write about it, Carla?", "Yes, it does."),
])  # fmt: skip
def test_the_answer_to_a_facilitators_question_is_nobodys_contradiction(asked, said):
    assert answers(asked, said) == []


@pytest.mark.parametrize(("asked", "said", "found"), [
    ("Boris, do you agree with Anna?", "No, I don't think so.", [("disagreement", "P1")]),
    ("Boris, Anna says it was full, is that so?", "Absolutely.", [("agreement", "P1")]),
    ("Boris, do you agree?", "No, it's dry.", [("disagreement", "P3")]),
    ("What do you say to that?", "No, that's not true.", [("disagreement", "P3")]),
    ("Was it dry?", "I completely agree with Anna.", [("agreement", "P1")]),
    ("Was it dry?", "I completely agree.", [("agreement", "P3")]),
    ("Was it dry?", "That's right, it was.", [("agreement", "")]),
    ("Was it dry? Go on.", "No, it's wet.", [("disagreement", "P3")]),
])  # fmt: skip
def test_who_is_named_or_whose_words_are_passed_on_is_meant(asked, said, found):
    assert answers(asked, said) == found


def test_who_speaks_later_or_is_oneself_is_not_meant():
    later = [*NAMED[:2], ("P4", "Yes, well. I completely agree with Zeynep, and Odile knows.", "participant", "Odile"),
             ("P5", "Thank you.", "participant", "Zeynep")]  # fmt: skip
    codings = CueCoder().code(talk(*later), None)
    assert set(codings.loc[codings["code"] == "agreement", "target"]) == {"P2"}


def test_a_name_that_two_share_or_that_is_a_word_means_nobody():
    two = [("P1", "The lake froze.", "participant", "Will Adair"), ("P2", "It did.", "participant", "Ann Adair"),
           ("P3", "When?", "participant", "Bo Lind")]  # fmt: skip
    assert target("I completely agree with Adair.", before=two) == "P3"
    assert target("I completely agree. Will they come?", before=two) == "P3"
    assert target("I completely agree with Will Adair.", before=two) == "P1"


def test_a_name_inside_a_word_means_nobody():
    assert target("I completely agree, the Tomaszowska lake froze.", before=[NAMED[1], NAMED[0]]) == "P1"


def test_nobody_before_and_codes_without_direction_have_no_target():
    codings = CueCoder().code(talk(("P1", "I completely agree. We can't hire anyone.")), None)
    assert dict(zip(codings["code"], codings["target"], strict=True)) == {"agreement": "", "constraint": ""}


# Spans


def test_offsets_are_exact_with_quotes_combining_marks_and_emoji():
    said = ("“So,” said Zoe\u0308 🚜 at the café’s door. We can’t hire anyone in the valle\u0301e! İ know. "
            "“Our hands are tied,” they said.")  # fmt: skip
    transcript = talk(("P1", "🌊 First the lake."), ("P2", said))
    codings = CueCoder().code(transcript, None)
    spans = codings[codings["code"] == "constraint"]
    assert [transcript.text[s:e] for s, e in zip(spans["start"], spans["end"], strict=True)] == [
        "We can’t hire anyone in the valle\u0301e!", "“Our hands are tied,” they said."]  # fmt: skip


def test_neighbouring_segments_are_joined_and_distant_ones_are_not():
    joined = talk(("P1", "We can't hire anyone. We cannot dredge alone. It is a small harbour. Our hands are tied."))
    codings = CueCoder().code(joined, None)
    quotes = [joined.text[s:e] for s, e in zip(codings["start"], codings["end"], strict=True)]
    assert quotes == ["We can't hire anyone. We cannot dredge alone.", "Our hands are tied."]


def test_segments_of_two_turns_or_two_values_are_not_joined():
    two = talk(("P1", "We can't hire anyone."), ("P1", "We cannot dredge alone."))
    assert list(CueCoder().code(two, None)["turn"]) == [1, 2]
    values = talk(("P1", "I will draft the letter. The council should publish it."))
    assert list(CueCoder().code(values, None)["value"]) == ["commitment", "proposal"]


def test_ties_between_values_go_to_the_first():
    book = Codebook(version="t", codes=[Code(code="c", definition="d", values={"b": ("oak",), "a": ("elm",)})])
    assert found("An oak and an elm.", codebook=book) == {("c", "b")}
    assert found("An oak, an elm, an elm.", codebook=book) == {("c", "a")}


# The table


def test_the_table_has_its_columns_and_names_the_coder():
    codings = CueCoder().code(talk(("P1", "We can't hire anyone.")), None)
    assert list(codings.columns) == list(COLUMNS["codings"])
    assert set(codings["coder"]) == {f"cues {load_codebook().version}"}
    assert codings["confidence"].iloc[0] == next(c for c in load_codebook().codes if c.code == "constraint").confidence


def test_no_talk_gives_no_codings():
    assert CueCoder().code(talk(), None).empty


def test_a_language_that_is_not_covered_is_not_coded():
    said = [("P1", "We can't hire anyone.")]
    assert code(talk(*said, covered=False), None, coders=[CueCoder()]).empty
    assert len(code(talk(*said), None, coders=[CueCoder()])) == 1


def test_other_languages_fire_hardly_any_cue():
    french = "Nous avons perdu la moitié de la récolte et personne ne nous a demandé notre avis."
    german = "Wir haben die halbe Ernte verloren, und niemand hat uns gefragt."
    assert codes(french) == codes(german) == set()


def test_the_same_talk_gives_the_same_codings():
    sentences = [s[0] for s in SHOWN]
    random.Random(7).shuffle(sentences)
    transcript = talk(*((f"P{i % 5}", " ".join(sentences[i : i + 3])) for i in range(len(sentences))))
    pd.testing.assert_frame_equal(CueCoder().code(transcript, None), CueCoder().code(transcript, None))


def test_a_workshop_is_coded_within_seconds_whatever_is_said():
    words = sorted({w for s in SHOWN for w in s[0].split()})
    shuffled = random.Random(3)
    turns = [(f"P{i % 9}", " ".join(shuffled.choices(words, k=60))) for i in range(400)]
    hostile = [
        "no no " * 500,
        "if we " * 500,
        "really " * 900,
        "yes, " * 900,
        "a" * 9000,
        "(" * 5000,
        "not until " * 400,
    ]
    begin = time.process_time()
    CueCoder().code(talk(*turns, *(("P1", text) for text in hostile)), None)
    assert time.process_time() - begin < 3
