"""Anchors: the words are found again wherever they went, and never taken for other words."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspired_analysis.deciding import Placer, anchor
from inspired_analysis.tables import table
from inspired_analysis.transcript import Transcript

WORDS = ("we", "pay", "twice", "for", "the", "water", "and", "nobody", "asked", "us", "école", "🙂", "meters", "never")
SPOKEN = st.lists(st.sampled_from(WORDS), min_size=1, max_size=14).map(" ".join)
TALK = st.lists(st.tuples(st.sampled_from(["Ana", "Ben", "Cem"]), SPOKEN), min_size=2, max_size=8)


def _transcript(talk) -> Transcript:
    rows, at = [], 0
    for number, (speaker, text) in enumerate(talk, 1):
        rows.append({"turn": number, "speaker": speaker, "role": "participant", "group": "", "text": text, "start": at,
                     "end": at + len(text), "time_start": float("nan"), "time_end": float("nan"), "words": 1,
                     "label": speaker, "source": ""})  # fmt: skip
        at += len(text) + 1
    return Transcript("t", "\n".join(t for _, t in talk), table("turns", rows), table("speakers", []), ())


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TALK, st.data())
def test_what_did_not_change_stays_where_it_is(talk, data):
    transcript = _transcript(talk)
    turn = transcript.turns.iloc[data.draw(st.integers(0, len(talk) - 1))]
    start = data.draw(st.integers(turn["start"], turn["end"] - 1))
    end = data.draw(st.integers(start + 1, turn["end"]))
    assert Placer(transcript).place(anchor(transcript, start, end)) == (turn["turn"], start, end)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TALK, st.lists(st.just(("Mod", "Some words of welcome to all.")), min_size=1, max_size=3), st.data())
def test_turns_before_it_move_it_along(talk, before, data):
    transcript, moved = _transcript(talk), _transcript([*before, *talk])
    number = data.draw(st.integers(1, len(talk)))
    turn = transcript.turns.iloc[number - 1]
    shift = len(moved.text) - len(transcript.text)
    found = Placer(moved).place(anchor(transcript, int(turn["start"]), int(turn["end"])))
    # What was said more than once may have no certain place; what was said once has exactly its own.
    own = (number + len(before), turn["start"] + shift, turn["end"] + shift)
    if moved.text.count(turn["text"]) == 1:
        assert found in (None, own)
        assert found == own or len(turn["text"]) < 24
    elif found:
        assert moved.text[found[1] : found[2]] == turn["text"]


def test_other_words_are_never_taken_for_it():
    said = [("Ana", "I agree with that."), ("Ben", "The meters cost too much for the small farms in the hills."),
            ("Ana", "Well, nobody asked the villages about it.")]  # fmt: skip
    transcript = _transcript(said)
    short = anchor(transcript, 0, len(said[0][1]))
    at = transcript.text.index("The meters")
    long = anchor(transcript, at, at + len(said[1][1]))
    later = _transcript([("Mod", "Welcome, all of you, to our third and last meeting."),
                         ("Cem", "The meters cost too much for the big farms in the hills, I hear."),
                         ("Ben", "I agree with that.")])  # fmt: skip
    placer = Placer(later)
    assert placer.place(short) is None  # said by somebody else, somewhere else
    assert placer.place(long) is None
    twice = _transcript([("Ben", "The meters cost too much for small farms in these hills."),
                         ("Ben", "The meters cost too much for small farms in those hills.")])  # fmt: skip
    assert Placer(twice).place(long) is None


def test_a_coding_over_a_turn_that_was_split_keeps_its_larger_part():
    transcript = _transcript([("Ana", "We pay twice for the water and nobody asked us about it.")])
    whole = anchor(transcript, 0, len(transcript.text))
    split = _transcript([("Ana", "We pay twice for the water"), ("Ben", "and nobody asked us about it at all.")])
    found = Placer(split).place(whole)
    assert found is None or found[0] in (1, 2)
