"""Measuring codes: learned labels, several at once, our own; agreement."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from click.testing import CliRunner

from inspired_analysis.errors import CodingError
from inspired_analysis.evaluating.agreement import evaluate_agreement
from inspired_analysis.evaluating.codes import evaluate_codes
from inspired_analysis.evaluating.commands import evaluate
from inspired_analysis.evaluating.talk_codes import CODES

SAID = {
    "need": ("We need water for the night.", "I need firewood badly.", "My children need water."),
    "offer": ("You can have two of mine.", "I give you all my food.", "I can give you firewood."),
    "chat": ("Lovely weather here.", "Hello there friend.", "How is your dog?"),
}


def write(path, records):
    path.write_text("\n".join(map(json.dumps, records)) + "\n", encoding="utf-8")
    return path


def records(*, split=True, times=4, **more):
    made = [{"text": text, "label": label, "extra": {"dialogue": i % 5}}
            for label, texts in SAID.items() for i, text in enumerate(texts * times)]  # fmt: skip
    return [{**r, **({"split": "test" if i % 4 == 3 else "train"} if split else {}), **more}
            for i, r in enumerate(made)]  # fmt: skip


def letters(texts):
    return np.array([[text.count(c) for c in "aednghwy?"] for text in texts], float)


def test_labels_are_learned_on_train_and_measured_elsewhere(tmp_path):
    result = evaluate_codes(write(tmp_path / "r.jsonl", records()), split="test", resamples=20)
    assert result["how"] == "learned on split 'train'"
    assert result["n"] == 9
    assert result["per_class"]["chat"]["f1"] == 1.0
    assert result["accuracy"] >= 0.8
    assert result["records_per_second"] > 0
    assert evaluate_codes(write(tmp_path / "r.jsonl", records()))["n"] == 9  # all but train
    json.dumps(result)


def test_without_splits_it_is_cross_validated_by_conversation(tmp_path):
    file = write(tmp_path / "r.jsonl", records(split=False))
    result = evaluate_codes(file, resamples=0)
    assert result["how"] == "cross-validation, 5 folds"
    assert result["n"] == 36
    alone = write(tmp_path / "alone.jsonl", [{**r, "extra": {"dialogue": r["label"]}} for r in records(split=False)])
    assert evaluate_codes(alone, resamples=0)["accuracy"] == 0  # no conversation is in two folds


def test_no_more_folds_are_told_than_there_are_conversations(tmp_path):
    file = write(tmp_path / "r.jsonl", records(split=False))
    assert evaluate_codes(file, folds=50, resamples=0)["how"] == "cross-validation, 5 folds"


def test_the_majority_is_that_of_what_is_learned_from(tmp_path):
    pytest.importorskip("vaderSentiment", reason="it comes with the extra 'evaluate'")
    made = [r for r in records() if r["split"] == "train" or r["label"] == "chat"]
    made = [r for r in made if r["label"] != "chat" or r["split"] == "test"] + records()[-2:]
    found = evaluate_codes(write(tmp_path / "r.jsonl", made), split="test", baseline=True, resamples=0)
    assert found["baselines"]["majority"]["per_class"]["chat"]["said"] == 0  # all that is measured


def test_too_few_records_to_learn_on_are_refused(tmp_path):
    few = write(tmp_path / "few.jsonl", records(split=False)[:4])
    with pytest.raises(CodingError, match=r"few\.jsonl: expected at least 10 records to learn on, found 4"):
        evaluate_codes(few, folds=5)
    apart = [{"text": chr(ord("a") + i) * 9, "label": "ab"[i % 2]} for i in range(12)]
    with pytest.raises(CodingError, match="with words in common, found 9 records"):
        evaluate_codes(write(tmp_path / "apart.jsonl", apart), folds=5)
    one = [{**r, "extra": {"dialogue": 1}} for r in records(split=False)]
    with pytest.raises(CodingError, match="at least two conversations"):
        evaluate_codes(write(tmp_path / "one.jsonl", one))


def test_features_are_asked_for_once_a_text(tmp_path):
    asked = []

    def features(texts):
        asked.extend(texts)
        return letters(texts)

    result = evaluate_codes(write(tmp_path / "r.jsonl", records(split=False)), features=features, resamples=0)
    assert len(asked) == len(set(asked)) == 9
    assert result["accuracy"] > 0.6


def test_several_labels_at_once(tmp_path):
    both = [{"text": f"{a} {b}", "label": "need,offer", "extra": {"labels": ["need", "offer"]}, "split": "train"}
            for a in SAID["need"] for b in SAID["offer"][1:]]  # fmt: skip
    asked = [{"text": "My children need water. You can have two of mine.", "label": "x", "split": "test",
              "extra": {"labels": ["need", "offer"]}}]  # fmt: skip
    made = [*({**r, "split": "train"} for r in records()), *both, *asked]
    result = evaluate_codes(write(tmp_path / "r.jsonl", made), split="test", resamples=0)
    assert set(result["per_class"]) == {"need", "offer", "chat"}
    assert result["per_class"]["need"]["recall"] == result["per_class"]["offer"]["recall"] == 1.0


def test_several_labels_are_learned_where_one_at_a_time_is_measured(tmp_path):
    labels = {"need": ["need"], "offer": ["need", "offer"], "chat": ["chat"]}  # who offers always needs, too
    made = [{**r, "label": "x", "extra": {"labels": labels[r["label"]]}} if r["split"] == "train" else r
            for r in records()]  # fmt: skip
    result = evaluate_codes(write(tmp_path / "r.jsonl", made), split="test", resamples=0)
    assert result["per_class"]["offer"]["recall"] == 1.0


def test_labels_of_the_form_target_value_are_questions_apart(tmp_path):
    made = [{**r, "target": t, "label": f"{t}={value}"} for r in records()
            for t, value in (("need", int(r["label"] == "need")), ("talk", int(r["label"] != "chat")))]  # fmt: skip
    result = evaluate_codes(write(tmp_path / "r.jsonl", made), split="test", resamples=20)
    assert set(result["parts"]) == {"need", "talk"}
    assert result["parts"]["need"]["n"] == 9
    assert result["macro_f1"] == pytest.approx(np.mean([p["macro_f1"] for p in result["parts"].values()]), abs=1e-3)
    assert len(result["parts"]["talk"]["macro_f1_interval"]) == 2


def test_our_own_codes_measure_the_coder_itself(tmp_path):
    made = [{"text": "I completely agree with that.", "target": "We should keep it.", "label": "agreement"},
            {"text": "The bus was late.", "label": "none"}]  # fmt: skip
    result = evaluate_codes(write(tmp_path / "r.jsonl", made), resamples=0)
    assert result["how"] == "coder"
    assert result["per_class"]["agreement"]["f1"] == 1.0
    assert result["accuracy"] == 1.0


def test_the_labels_that_measure_the_coder_itself_are_named_in_the_help():
    said = CliRunner().invoke(evaluate, ["codes", "--help"]).output
    assert set(CODES) <= set(re.findall(r"\w+", said))


def test_our_own_codes_are_learned_where_folds_are_asked_for(tmp_path):
    ours = {"need": "interest", "offer": "agreement", "chat": "none"}
    file = write(tmp_path / "r.jsonl", [{**r, "label": ours[r["label"]]} for r in records(split=False)])
    assert evaluate_codes(file, folds=3, resamples=0)["how"] == "cross-validation, 3 folds"
    pytest.importorskip("vaderSentiment", reason="it comes with the extra 'evaluate'")
    beside = evaluate_codes(file, baseline=True, resamples=0)
    assert beside["how"] == "coder"
    # What has no code is learned as having none, not as having the first.
    assert beside["baselines"]["tfidf_lr"]["per_class"]["interest"]["precision"] == 1.0


def test_baselines(tmp_path):
    pytest.importorskip("vaderSentiment", reason="it comes with the extra 'evaluate'")
    found = evaluate_codes(write(tmp_path / "r.jsonl", records()), baseline=True, resamples=0)["baselines"]
    assert set(found) == {"majority", "tfidf_lr", "vader"}
    assert found["majority"]["accuracy"] == pytest.approx(1 / 3, abs=1e-4)
    assert found["tfidf_lr"]["accuracy"] > found["majority"]["accuracy"]


@pytest.mark.parametrize(
    ("change", "split", "expected"),
    [({}, "train", "another split"), ({}, "dev", "split 'dev'"), ({"extra": {"labels": "need"}}, None, "labels"),
     ({"label": ""}, None, "label")],
)  # fmt: skip
def test_what_cannot_be_measured_is_refused(tmp_path, change, split, expected):
    with pytest.raises(CodingError, match=expected):
        evaluate_codes(write(tmp_path / "r.jsonl", records(**change)), split=split)


ANSWERS = [
    {"text": "I completely agree with that.", "target": "We should keep it.", "label": "accept"},
    {"text": "I disagree, that is not true.", "target": "We should keep it.", "label": "reject_part"},
    {"text": "The bus was late.", "target": "We should keep it.", "label": "commit"},
]


def test_agreement_of_the_coder_and_of_a_probe(tmp_path):
    made = [{**r, "split": split} for split in ("train", "train", "train", "val") for r in ANSWERS]
    result = evaluate_agreement(write(tmp_path / "r.jsonl", made), resamples=0)
    assert result["n"] == 3
    assert result["accuracy"] == 1.0
    assert result["probe"]["accuracy"] == 1.0
    alone = evaluate_agreement(write(tmp_path / "r.jsonl", ANSWERS), resamples=0)
    assert "probe" not in alone


def test_a_split_too_small_to_learn_on_leaves_the_coder_its_figures(tmp_path):
    made = [{**r, "split": split} for r, split in zip(ANSWERS, ("val", "train", "train"), strict=True)]
    result = evaluate_agreement(write(tmp_path / "r.jsonl", made), split="val", resamples=0)
    assert (result["n"], result["accuracy"], result["probe"]) == (1, 1.0, None)


def test_agreement_without_anything_else_is_two_way(tmp_path):
    result = evaluate_agreement(write(tmp_path / "r.jsonl", ANSWERS[:2]), resamples=0)
    assert set(result["per_class"]) == {"accept", "reject"}
    assert result["accuracy"] == 1.0


def test_agreement_baselines(tmp_path):
    pytest.importorskip("vaderSentiment", reason="it comes with the extra 'evaluate'")
    made = [{**r, "split": split} for split in ("train", "train", "val") for r in ANSWERS]
    found = evaluate_agreement(write(tmp_path / "r.jsonl", made), baseline=True, resamples=0)["baselines"]
    assert found["tfidf_lr"]["accuracy"] == 1.0
    assert found["vader"]["per_class"]["accept"]["recall"] == 1.0


@pytest.mark.parametrize("name", ["red line", "red_line"])
def test_our_codes_are_measured_as_they_are_by_either_name(tmp_path, name):
    said = {"We will never accept that, it is our red line.": name, "Good morning to you all.": "none"}
    file = write(tmp_path / "r.jsonl", [{"text": text, "label": label} for text, label in said.items()])
    result = evaluate_codes(file, resamples=0)
    assert result["how"] == "coder"
    assert (result["per_class"]["red_line"]["n"], result["per_class"]["red_line"]["f1"]) == (1, 1.0)
