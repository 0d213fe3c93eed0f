"""Learning from corrections: it helps where words tell, says so where they do not, and is the same every time."""

import random
from dataclasses import asdict, replace

import numpy as np
import pytest

from inspired_analysis.coding import code, refitted
from inspired_analysis.coding.refit import ENOUGH, Refit, fit, refit, teach_most
from inspired_analysis.coding.refitted import RefittedCoder, load_learned, save_learned
from inspired_analysis.coding.talk import read_session
from inspired_analysis.errors import CodingError
from inspired_analysis.tables import table

YES = ("we need more water", "our families need a clinic", "the village needs help", "we need jobs here")
NO = ("thank you all for coming", "the next point is the agenda", "let us take a break now", "please speak up")


def _judged(n: int, seed: int = 0) -> tuple[list[str], list[bool], list[bool]]:
    """Return texts, what the old coder proposed (half of it wrong), and what holds."""
    draw = random.Random(seed)
    holds = [i % 2 == 0 for i in range(n)]
    texts = [f"{draw.choice(YES if h else NO)} {draw.choice(['today', 'again', 'everyone', 'friends'])}" for h in holds]
    return texts, [draw.random() < 0.5 for _ in holds], holds


def test_words_that_tell_are_learned():
    found = refit(*_judged(60))
    assert found.model is not None
    assert found.f1_after > 0.9 > found.f1_before
    assert found.said == "its own classifier proposes now, by words"
    assert found.model.probabilities(["we need a school"], [False])[0] > 0.5
    assert found.model.probabilities(["thank you for coming"], [True])[0] < 0.5
    assert refit(*_judged(60)) == found


def test_words_that_do_not_tell_change_nothing_but_the_confidence():
    draw = random.Random(3)
    texts = [" ".join(draw.choices(["and", "so", "well", "then", "it", "was"], k=6)) for _ in range(60)]
    holds = [draw.random() < 0.7 for _ in texts]
    found = refit(texts, [True] * 60, holds)
    assert found.model is None
    assert found.precision == pytest.approx((sum(holds) + 1) / 62)
    assert "not clearly better" in found.said


class _Meaning:
    """A sentence encoder that knows which of the made-up words mean water."""

    def vectors(self, texts):
        own = np.zeros((len(texts), 384), np.float32)
        own[np.arange(len(texts)), [int("wet" not in text) for text in texts]] = 1
        return own


def test_what_hangs_on_meaning_is_learned_from_vectors():
    holds = [i % 5 == 0 for i in range(60)]
    texts = [f"{'wet' if h else 'dry'}{i} again{i}" for i, h in enumerate(holds)]  # no word stands twice
    none = [False] * 60
    assert refit(texts, none, holds).model is None
    found = refit(texts, none, holds, encoder=_Meaning())
    assert found.said == "its own classifier proposes now, by meaning"
    assert found.f1_after == 1.0
    assert (found.model.probabilities(["wet of another", "other"], [False, False], _Meaning()) >= 0.5).tolist() == [
        True, False]  # fmt: skip


def test_a_gain_that_may_be_luck_changes_nothing():
    draw = random.Random(1)
    holds = [i % 4 == 0 for i in range(40)]
    proposed = [h if draw.random() < 0.8 else not h for h in holds]  # F1 about .7 without learning anything
    texts = [f"{'we need' if h and draw.random() < 0.7 else 'so'} it{i}" for i, h in enumerate(holds)]
    found = refit(texts, proposed, holds)
    assert found.error > 0
    assert (found.model is None) == (found.f1_after - found.f1_before <= found.error)


def test_few_decisions_teach_nothing():
    found = refit(*_judged(ENOUGH - 1))
    assert found.model is None
    assert found.said == f"kept as it was: {ENOUGH - 1} decisions, {ENOUGH} are needed"
    assert refit(["a"] * 40, [True] * 40, [True] * 40).model is None


def test_what_teaches_most_is_near_the_fence_and_not_twice_the_same():
    texts, proposed, holds = _judged(40)
    unknown = ["we need more water today", "we need more water today", "thank you all for coming", "bridges and bread"]
    order = teach_most(texts, holds, unknown, [True] * 4, was=proposed, n=4)
    assert order[0] == 3
    assert sorted(order) == [0, 1, 2, 3]
    assert {0, 1} != set(order[:2])
    assert teach_most([], [], unknown, [True, True, False, False], n=2)[0] in (0, 1)
    assert teach_most([], [], [], []) == []


class _Old:
    name = "old"

    def code(self, transcript, workshop):
        turn = transcript.turns.iloc[1]
        return table("codings", [
            {"coding": "", "transcript": "t", "turn": 2, "start": turn["start"], "end": turn["end"], "code": code,
             "statement": "", "value": "livelihood", "target": "", "confidence": 0.3, "coder": "old"}
            for code in ("interest", "reason")
        ])  # fmt: skip


def _session(folder, second="Ben"):
    (folder / "turns").mkdir()
    said = f"1\tAnna\tWe need more water again.\n2\t{second}\tThank you all for coming.\n"
    (folder / "turns" / "t.tsv").write_text(said)
    (folder / "t.json").write_text('{"statements": [], "stance": []}')
    return read_session(folder, "t")


def test_a_learned_code_proposes_itself_and_others_stay(tmp_path):
    session = _session(tmp_path)
    found = refit(*_judged(60))
    file = tmp_path / "learned.json"
    save_learned(file, {"interest": found, "reason": Refit(40, 30, 0.8, 0.7, 0.1, 0.75, None)})
    coder = load_learned(file, [_Old()])
    codings = coder.code(session.transcript, session.workshop)
    assert codings[["turn", "code", "coder"]].to_numpy().tolist() == [
        [2, "reason", "old"], [1, "interest", "learned from 100 decisions"]]  # fmt: skip
    assert codings["confidence"].iloc[0] == 0.75
    bare = RefittedCoder((_Old(),), {}, {}).code(session.transcript, session.workshop)
    assert len(bare) == 2


def test_what_was_learned_codes_no_talk_in_another_language(tmp_path):
    session = _session(tmp_path)
    coder = RefittedCoder((_Old(),), {"interest": refit(*_judged(60)).model}, {})
    assert not code(session.transcript, session.workshop, coders=(coder,)).empty
    assert code(replace(session.transcript, language="fr"), session.workshop, coders=(coder,)).empty


def test_what_is_anyone_s_to_say_stays_where_a_facilitator_says_it(tmp_path):
    session = _session(tmp_path, second="Moderator")
    coder = RefittedCoder((_Old(),), {"reason": refit(*_judged(60)).model}, {})
    codings = coder.code(session.transcript, session.workshop)
    assert sorted(codings.loc[codings["code"] == "reason", "turn"]) == [1, 2]


def test_what_was_learned_is_stored_whole(tmp_path):
    texts, proposed, holds = _judged(60)
    model = fit(texts, proposed, holds)
    save_learned(tmp_path / "l.json", {"x": Refit(60, 30, 0.1, 0.2, 0.05, 0.5, model)})
    again = load_learned(tmp_path / "l.json", []).models["x"]
    assert asdict(again) == asdict(model)
    assert np.array_equal(again.probabilities(texts, proposed), model.probabilities(texts, proposed))


def test_what_another_encoder_saw_is_to_be_learned_again(tmp_path, monkeypatch):
    model = fit(["wet", "dry"] * 20, [False] * 40, [True, False] * 20, _Meaning())
    monkeypatch.setattr(refitted, "shipped_encoder", lambda: None)
    save_learned(tmp_path / "l.json", {"x": Refit(60, 30, 0.1, 0.2, 0.05, 0.5, model)})
    with pytest.raises(CodingError, match=r"learn again"):
        load_learned(tmp_path / "l.json", [])


@pytest.mark.parametrize("text", ["", "{}", '{"version": 9, "codes": {}}', '{"version": 2, "codes": {"x": 1}}'])
def test_a_wrong_file_is_refused_in_plain_words(tmp_path, text):
    (tmp_path / "l.json").write_text(text)
    with pytest.raises(CodingError, match=r"l\.json"):
        load_learned(tmp_path / "l.json", [])
