"""The stance coder on invented talk: what is evidence, which way, with which words."""

from __future__ import annotations

import numpy as np
import pytest

from inspired_analysis.coding.relation_features import PAIR_FEATURES
from inspired_analysis.coding.stance import StanceCoder
from inspired_analysis.coding.stance_model import StanceModel, load_model, sigmoid
from inspired_analysis.coding.text_cues import CONDITION, grams, read_text, stems
from inspired_analysis.coding.turn_scores import Words, score_turns, windows
from inspired_analysis.errors import CodingError
from inspired_analysis.tables import COLUMNS, table
from inspired_analysis.transcript import Transcript
from inspired_analysis.workshop import Plan, Workshop

WORDS = Words(load_model())
STATEMENTS = (
    "The harbour should be closed to large trawlers.",
    "The ministry has enough inspectors to enforce the quota.",
    "Young people do not want to work in fishing.",
)
TALK = (
    ("Mara", "facilitator", "Should the harbour be closed to large trawlers?"),
    ("Ines", "participant", "Good morning. Yes, the harbour should be closed to large trawlers, they ruin our nets."),
    ("Bo", "participant", "I don't agree. The harbour should not be closed to large trawlers, we need the jobs."),
    ("Ines", "participant", "The weather was awful this morning, sorry that I'm late."),
    ("Mara", "facilitator", "The ministry has enough inspectors to enforce the quota, I am told."),
    ("Celo", "participant", "No. The ministry does not have enough inspectors to enforce the quota. 🐟 We have two."),
    ("Dara", "participant", "I took the bus, and there was a long queue at the bakery. Very long."),
    ("Olu", "observer", "The ministry does not have enough inspectors to enforce the quota."),
)


def transcript(talk=TALK, *, covered: bool = True) -> Transcript:
    rows, at = [], 0
    for number, (speaker, role, text) in enumerate(talk, 1):
        rows.append({"turn": number, "speaker": speaker, "label": speaker, "role": role, "group": "", "text": text,
                     "start": at, "end": at + len(text), "words": len(text.split()), "source": "talk.txt",
                     "time_start": np.nan, "time_end": np.nan})  # fmt: skip
        at += len(text) + 1
    text = "\n".join(row["text"] for row in rows)
    return Transcript("harbour", text, table("turns", rows), table("speakers", []), (), covered=covered)


def workshop(*statements: str) -> Workshop:
    return Workshop(id="harbour", plan=Plan(assumptions=statements or STATEMENTS), files=())


@pytest.fixture(scope="module")
def codings():
    return StanceCoder(WORDS).code(transcript(), workshop())


def test_codes_what_is_said_outright(codings):
    found = {(c.turn, c.statement): c.value for c in codings.itertuples()}
    assert found[(3, "A1")] == "opposes"
    assert found[(6, "A2")] == "opposes"


def test_small_talk_and_other_statements_are_neither(codings):
    stances = codings[codings["code"] == "stance"]
    assert set(zip(stances["turn"], stances["statement"], strict=True)) <= {(2, "A1"), (3, "A1"), (6, "A2")}


def test_only_participants_are_coded():
    roles = transcript().turns["role"]
    coded = StanceCoder(WORDS, sure=0.0).code(transcript(), workshop())
    assert len(coded)
    assert all(roles.iloc[turn - 1] == "participant" for turn in coded["turn"])


def test_spans_hold_whole_sentences_of_their_turn(codings):
    talk = transcript()
    for c in codings.itertuples():
        turn = talk.turns.iloc[c.turn - 1]
        quote = talk.quote(c.start, c.end)
        assert turn["start"] <= c.start < c.end <= turn["end"]
        assert quote in turn["text"]
        assert quote[-1] in ".?!"
    assert "enough inspectors" in talk.quote(*codings.set_index("statement").loc["A2", ["start", "end"]])


def test_offsets_count_code_points():
    talk = transcript((("Bo", "participant", "🐟🐟 Hm."), *TALK[4:6]))
    for window in windows(talk.turns):
        assert talk.quote(window.start, window.end) == window.text


def test_columns_and_one_coding_per_turn_and_statement():
    coded = StanceCoder(WORDS, sure=0.0).code(transcript(), workshop())
    assert list(coded.columns) == list(COLUMNS["codings"])
    assert not coded.duplicated(["turn", "statement"]).any()
    assert set(coded["code"]) == {"stance"}
    assert coded["confidence"].between(0, 1).all()
    assert set(coded["coder"]) == {StanceCoder(WORDS).name}


def test_a_condition_is_conditional():
    talk = transcript((("Ines", "participant",
                        "The harbour should be closed to large trawlers as long as we are paid for it."),))  # fmt: skip
    assert StanceCoder(WORDS, sure=0.1).code(talk, workshop())["value"].tolist() == ["conditional"]


@pytest.mark.parametrize(
    "text", ["We'd sign, provided they pay.", "I would go if you asked.", "If they paid we would."]
)
def test_conditions_are_seen(text):
    assert CONDITION.search(text)


@pytest.mark.parametrize("text", ["I don't know if he came.", "They provide water.", "It is hard."])
def test_not_every_if_is_a_condition(text):
    assert not CONDITION.search(text)


@pytest.mark.parametrize("talk", [(), TALK[:1], (("Ines", "participant", ""),), (("Ines", "participant", "…"),)])
def test_nothing_to_code(talk):
    assert StanceCoder(WORDS, sure=0.9).code(transcript(talk), workshop()).empty


def test_no_statements_and_uncovered_language_are_not_guessed():
    assert StanceCoder(WORDS).code(transcript(), Workshop(id="x", plan=Plan(), files=())).empty
    assert StanceCoder(WORDS, sure=0.0).code(transcript(covered=False), workshop()).empty


def test_same_input_same_output(codings):
    assert StanceCoder(Words(StanceModel.load())).code(transcript(), workshop()).equals(codings)


def test_relate_gives_probabilities_that_do_not_depend_on_the_batch():
    texts = ["Trawlers ruin the harbour.", "Trawlers bring jobs.", ""]
    statements = [STATEMENTS[0]] * 3
    for context in (None, ["Should we close the harbour?"] * 3):
        together = load_model().relate(texts, statements, context)
        assert together.shape == (3, 3)
        assert np.allclose(together.sum(axis=1), 1)
        for i in range(3):
            alone = load_model().relate(texts[i : i + 1], statements[:1], context and context[:1])
            assert np.array_equal(alone[0], together[i])
    assert load_model().relate([], [], []).shape == (0, 3)


def test_relate_wants_pairs():
    with pytest.raises(ValueError, match="one length"):
        load_model().relate(["a"], [])


def test_bans_turn_the_sign_of_words():
    texts = ["Cars are dangerous and kill people."] * 2
    banned, kept = load_model().relate(texts, ["Cars should be banned.", "Cars should be welcome."])
    assert banned[0] - banned[2] > kept[0] - kept[2]


def test_what_stands_beside_a_turn_counts():
    on_subject = ("Bo", "participant", "The inspectors of the ministry enforce the quota.")
    vague = ("Celo", "participant", "The quota, well, that is how it is with inspectors.")
    aside = ("Dara", "participant", "I took the bus this morning.")
    near = score_turns(transcript((on_subject, vague, aside, aside)).turns, [STATEMENTS[1]], load_model())
    far = score_turns(transcript((aside, vague, aside, aside)).turns, [STATEMENTS[1]], load_model())
    assert near.evidence[1, 0] != far.evidence[1, 0]
    assert near.best[0, 0] >= 0


def test_reading_of_a_text():
    reading = read_text("No, I don't agree, the parks aren't safe.")
    assert reading.disagrees
    assert not reading.agrees
    assert reading.declares == -1
    assert reading.signs["park"] == -1
    assert reading.mood == -2
    assert stems("We can’t [laughs] do that") == ["we", "can", "not", "do", "that"]
    assert "!safe" in grams(stems("not safe"))
    assert read_text("We should not ban it.").polarity == 1


def test_sigmoid_does_not_overflow():
    assert sigmoid(np.array([-1e6, 0.0, 1e6])).tolist() == pytest.approx([0, 0.5, 1])


def test_weights_are_small_and_of_this_version(tmp_path):
    model = load_model()
    assert model.save(tmp_path / "again.npz") is None
    assert (tmp_path / "again.npz").stat().st_size < 3e6
    again = StanceModel.load(tmp_path / "again.npz")
    assert list(again.heads["turn"].weights) == pytest.approx(list(model.heads["turn"].weights))
    assert len(model.heads["relevance written"].weights) == len(PAIR_FEATURES) + 2


@pytest.mark.parametrize("content", [b"", b"not weights", b"PK\x03\x04broken"])
def test_broken_weights_are_refused(tmp_path, content):
    path = tmp_path / "stance.npz"
    path.write_bytes(content)
    with pytest.raises(CodingError, match="weights of a stance model"):
        StanceModel.load(path)
