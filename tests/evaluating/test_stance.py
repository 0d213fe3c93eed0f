"""Measuring stance: figures that can be worked out by hand, and records that are refused."""

from __future__ import annotations

import json

import numpy as np
import pytest

from inspired_analysis.errors import CodingError
from inspired_analysis.evaluating.baselines import sign, vader
from inspired_analysis.evaluating.stance import evaluate_stance

RECORDS = (
    ("Buses are cheap.", "Buses should be free.", "support", "test"),
    ("Buses are late.", "Buses should be free.", "undermine", "test"),
    ("I like soup.", "Buses should be free.", "neutral", "test"),
    ("Buses help the poor.", "Buses should be free.", "supports", "test"),
)


class Says:
    """A relation model that says what its table says, else *neither*."""

    def __init__(self, **answers):
        self.answers = answers

    def relate(self, pairs_text, statements, context=None):
        rows = {"supports": (0.8, 0.1, 0.1), "opposes": (0.1, 0.3, 0.6), "neither": (0.1, 0.7, 0.2)}
        return np.array([rows[self.answers.get(t.split()[-1].strip("."), "neither")] for t in pairs_text])


def write(path, records=RECORDS):
    lines = [json.dumps(dict(zip(("text", "target", "label", "split"), r, strict=True))) for r in records]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_three_way_figures(tmp_path):
    coder = Says(cheap="supports", late="opposes", poor="opposes")
    result = evaluate_stance(write(tmp_path / "r.jsonl"), coder=coder)
    assert result["n"] == 4
    assert result["accuracy"] == 0.75
    assert result["per_class"]["supports"].items() >= {"precision": 1.0, "recall": 0.5, "f1": 0.6667, "n": 2}.items()
    assert result["per_class"]["opposes"].items() >= {"precision": 0.5, "recall": 1.0, "f1": 0.6667, "n": 1}.items()
    low, high = result["intervals"]["accuracy"]
    assert low < 0.75 < high
    assert result["macro_f1"] == pytest.approx((0.6667 * 2 + 1) / 3, abs=1e-3)
    assert result["records_per_second"] > 0
    json.dumps(result)


def test_without_neither_it_is_two_way(tmp_path):
    file = write(tmp_path / "r.jsonl", [r for r in RECORDS if r[2] != "neutral"])
    result = evaluate_stance(file, coder=Says())
    assert set(result["per_class"]) == {"supports", "opposes"}
    assert result["per_class"]["opposes"]["recall"] == 1.0


def test_split_and_limit(tmp_path):
    file = write(tmp_path / "r.jsonl", [*RECORDS, ("a", "b", "oppose", "dev")])
    assert evaluate_stance(file, split="dev", coder=Says())["n"] == 1
    assert evaluate_stance(file, limit=2, coder=Says())["n"] == 2
    with pytest.raises(CodingError, match="dev, test"):
        evaluate_stance(file, split="nowhere", coder=Says())


def test_shipped_coder_and_baselines(tmp_path):
    pytest.importorskip("vaderSentiment", reason="it comes with the extra 'evaluate'")
    train = [(t, s, label, "train") for t, s, label, _ in RECORDS for _ in range(3)]
    result = evaluate_stance(write(tmp_path / "r.jsonl", [*train, *RECORDS]), split="test", baseline=True)
    assert result["baselines"]["majority"]["accuracy"] == 0.5
    assert result["baselines"]["tfidf_lr"]["accuracy"] == 1.0
    assert set(result["baselines"]) == {"majority", "tfidf_lr", "vader"}
    assert sign(vader(["It is wonderful.", "It is awful.", "A bus."])).tolist() == [1, -1, 0]


def test_baseline_needs_a_train_split(tmp_path):
    file = write(tmp_path / "r.jsonl")
    with pytest.raises(CodingError, match="no record with split 'train'"):
        evaluate_stance(file, split="test", baseline=True, coder=object())  # refused before it is asked
    write(file, [(*r[:3], "train") for r in RECORDS])
    with pytest.raises(CodingError, match="found no --split, so all would be measured"):
        evaluate_stance(file, baseline=True, coder=object())


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("{not json", "JSON object"),
        ("[1, 2]", "list"),
        ('{"text": "a", "label": "support"}', "target"),
        ('{"text": "a", "target": "", "label": "support"}', "target"),
        ('{"text": 3, "target": "b", "label": "support"}', "text"),
        ('{"text": "a", "target": "b", "label": "perhaps"}', "perhaps"),
        ('{"text": "half \\ud83d", "target": "b", "label": "support"}', "half of one ('\\ud83d')"),
        ("[" * 100_000, "JSON object"),
        ('{"text": "a", "target": "b", "label": "support", "extra": [1]}', "list"),
    ],
)
def test_a_bad_record_names_file_and_line(tmp_path, line, found):
    file = tmp_path / "bad.jsonl"
    file.write_text('{"text": "a", "target": "b", "label": "support"}\n\n' + line + "\n", encoding="utf-8")
    with pytest.raises(CodingError, match=r"bad\.jsonl, line 3") as caught:
        evaluate_stance(file, coder=Says())
    assert found in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff\xfe\x00a"])
def test_no_records(tmp_path, content):
    file = tmp_path / "none.jsonl"
    file.write_bytes(content)
    with pytest.raises(CodingError, match="labelled records"):
        evaluate_stance(file, coder=Says())
    with pytest.raises(CodingError):
        evaluate_stance(tmp_path / "absent.jsonl", coder=Says())
