"""Measuring hand-coded sessions: figures that can be worked out by hand, and sessions that are refused."""

from __future__ import annotations

import json

import pytest

from inspired_analysis.coding.talk import read_session
from inspired_analysis.errors import CodingError
from inspired_analysis.evaluating.talk import evaluate_talk, verdict_figures

SESSION = {
    "session": "s",
    "statements": [{"id": "S1", "text": "Buses should be free."}, {"id": "S2", "text": "The market is too loud."}],
    "stance": [
        {"turn": 11, "statement": "S1", "label": "supports", "evidence": "buses should be free"},
        {"turn": 12, "statement": "S2", "label": "opposes", "evidence": "The market is not too loud."},
    ],
    "near": [{"turn": 13, "statement": "S1", "why": "fact"}],
    "verdicts": {"S1": {"verdict": "confirmed", "why": ""}, "S2": {"verdict": "untested", "why": ""}},
    "codes": [
        {"turn": 14, "codes": [{"code": "agreement", "evidence": "I completely agree"}]},
        {"turn": 13, "codes": []},
    ],
}
TURNS = (
    "10\tModerator\tShould the buses be free?\n"
    "11\tAna\tOf course buses should be free.\n"
    "12\tBen\tWell. The market is not too loud. I live there.\n"
    "13\tAna\tI came on foot today.\n"
    "14\tThe Chair\tI completely agree with Ana.\n"
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "turns").mkdir()
    (tmp_path / "turns" / "s.tsv").write_text(TURNS, encoding="utf-8")
    (tmp_path / "s.json").write_text(json.dumps(SESSION), encoding="utf-8")
    return tmp_path


def test_talk_is_measured_on_participants_turns(folder):
    result = evaluate_talk(folder)
    assert (result["n"], result["n_evidence"]) == (6, 2)
    assert result["evidence_ap"] == 1.0
    assert result["pooled"]["evidence_ap"] == 1.0
    assert set(result["sessions"]) == {"s"}
    assert result["sessions"]["s"]["n"] == 6
    assert result["verdicts"]["n"] == 2
    assert 0 <= result["direction"] <= 1
    assert 0 <= result["calibration_error"] <= 1
    assert sum(part["n"] for part in result["calibration"]) == 6
    assert result["intervals"] == {}  # one session cannot be drawn from
    json.dumps(result)


def test_the_codes_of_sampled_turns_are_measured(folder):
    codes = evaluate_talk(folder)["codes"]
    assert codes["n"] == 2
    assert codes["per_class"]["agreement"]["n"] == 1
    assert codes["per_class"]["agreement"]["recall"] == 1.0


def test_codes_may_be_called_as_the_codebook_calls_them(folder):
    codes = [{"turn": 13, "codes": [{"code": "red line"}]}]
    (folder / "s.json").write_text(json.dumps({**SESSION, "codes": codes}), encoding="utf-8")
    assert evaluate_talk(folder)["codes"]["per_class"]["red_line"]["n"] == 1


def test_verdicts_are_scored_by_the_given_function(folder):
    result = evaluate_talk(folder, ["s"], verdicts=lambda session, codings: {"S1": "confirmed", "S2": "debunked"})
    assert result["verdicts"] == {
        "n": 2, "accuracy": 0.5, "macro_f1": 0.3333, "decided_precision": 0.5, "n_decided": 2,
    }  # fmt: skip


def test_verdicts_that_decide_nothing_have_no_precision():
    figures = verdict_figures([("confirmed", "untested"), ("untested", "untested")])
    assert (figures["accuracy"], figures["decided_precision"], figures["n_decided"]) == (0.5, None, 0)


@pytest.fixture
def two(folder):
    for end in (".json", ".tsv"):
        source = folder / ("s.json" if end == ".json" else "turns/s.tsv")
        source.with_name(f"t{end}").write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    return folder


def test_sessions_are_drawn_for_the_intervals_and_named_by_patterns(two):
    result = evaluate_talk(two, resamples=50)
    assert result["intervals"]["evidence_ap"] == [1.0, 1.0]
    assert set(result["intervals"]) >= {"direction", "macro_f1", "calibration_error", "verdict_accuracy"}
    assert result == evaluate_talk(two, resamples=50)
    assert set(evaluate_talk(two, ["t*"])["sessions"]) == {"t"}
    with pytest.raises(CodingError, match="s, t"):
        evaluate_talk(two, ["u*"])


def test_the_baselines_of_talk(two):
    pytest.importorskip("vaderSentiment", reason="it comes with the extra 'evaluate'")
    found = evaluate_talk(two, baseline=True, resamples=0)["baselines"]
    assert found["majority"]["evidence_ap"] == pytest.approx(2 / 6, abs=1e-3)
    assert found["tfidf_cosine"]["evidence_ap"] == 1.0
    assert found["tfidf_lr"]["evidence_ap"] == 1.0  # the other session says the same
    assert set(found["vader"]) == {"evidence_ap", "direction", "macro_f1"}


def test_beside_a_session_without_participants_there_is_nothing_to_learn_on(two):
    pytest.importorskip("vaderSentiment", reason="it comes with the extra 'evaluate'")
    (two / "turns" / "t.tsv").write_text("1\tModerator\tThank you all.\n", encoding="utf-8")
    (two / "t.json").write_text(json.dumps({"statements": SESSION["statements"], "stance": []}), encoding="utf-8")
    found = evaluate_talk(two, baseline=True, resamples=0)["baselines"]
    assert set(found) == {"majority", "tfidf_cosine", "vader"}


def test_a_session_of_stop_words_alone_is_like_nothing(two):
    pytest.importorskip("vaderSentiment", reason="it comes with the extra 'evaluate'")
    (two / "turns" / "t.tsv").write_text("1\tAna\tYes. I do.\n", encoding="utf-8")
    (two / "t.json").write_text(json.dumps({"statements": SESSION["statements"], "stance": []}), encoding="utf-8")
    assert evaluate_talk(two, baseline=True, resamples=0)["baselines"]["tfidf_cosine"]["evidence_ap"] == 1.0


def test_both_sides_in_two_entries_on_one_turn_are_mixed(two):
    other = next(side for side in ("supports", "opposes") if side != SESSION["stance"][1]["label"])
    entries = [*SESSION["stance"], {**SESSION["stance"][1], "label": other}]
    (two / "s.json").write_text(json.dumps({**SESSION, "stance": entries}), encoding="utf-8")
    read = read_session(two, "s").stance
    assert read["label"].iloc[[1, -1]].tolist() == ["mixed", "mixed"]
    assert read["label"].iloc[0] == SESSION["stance"][0]["label"]


def test_a_reader_is_asked_once_a_session(two):
    from inspired_analysis.coding.stance import StanceCoder, load_reader

    class Counted:
        def __init__(self):
            self.reader, self.asked = load_reader(), 0

        def __getattr__(self, name):
            return getattr(self.reader, name)

        def score_turns(self, turns, statements):
            self.asked += 1
            return self.reader.score_turns(turns, statements)

    reader = Counted()
    evaluate_talk(two, coder=StanceCoder(reader), resamples=0)
    assert reader.asked == 2


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"stance": [{**SESSION["stance"][0], "evidence": "never said"}]}, "stance 1"),
        ({"stance": [{**SESSION["stance"][0], "turn": 99}]}, "99"),
        ({"stance": [{**SESSION["stance"][0], "label": "maybe"}]}, "maybe"),
        ({"stance": [{**SESSION["stance"][0], "statement": "S9"}]}, "S9"),
        ({"verdicts": {"S1": {"verdict": "won"}}}, "won"),
        ({"verdicts": {"S9": {"verdict": "confirmed"}}}, "S9"),
        ({"statements": None}, "statements"),
        ({"codes": [{"turn": 99, "codes": []}]}, "expected a turn of the .tsv, found 99"),
        ({"codes": [{"turn": 14, "codes": [{"code": "redline"}]}]}, "'redline'"),
    ],
)
def test_a_bad_session_is_refused(folder, change, found):
    (folder / "s.json").write_text(json.dumps({**SESSION, **change}), encoding="utf-8")
    with pytest.raises(CodingError, match=r"s\.json") as caught:
        evaluate_talk(folder)
    assert found in str(caught.value)


def test_a_folder_without_sessions_and_broken_turns(folder, tmp_path_factory):
    with pytest.raises(CodingError, match="sessions"):
        evaluate_talk(tmp_path_factory.mktemp("empty"))
    (folder / "turns" / "s.tsv").write_text("10\tModerator\n", encoding="utf-8")
    with pytest.raises(CodingError, match="line 1"):
        evaluate_talk(folder)
    for turns, found in ((TURNS + "11\tAna\tAgain.\n", "line 6: expected every turn id once, found 11"),
                         (TURNS.replace("Ana", "Zoë"), "in UTF-8")):
        (folder / "turns" / "s.tsv").write_text(turns, encoding="latin-1")
        with pytest.raises(CodingError, match=found):
            evaluate_talk(folder)


def test_files_that_begin_with_a_mark_of_their_encoding_are_read(folder):
    for name in ("s.json", "turns/s.tsv"):
        (folder / name).write_text((folder / name).read_text(encoding="utf-8"), encoding="utf-8-sig")
    assert evaluate_talk(folder)["n"] == 6
