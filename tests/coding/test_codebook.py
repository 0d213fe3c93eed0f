"""Codebooks: the shipped one, a researcher's own, and wrong ones."""

from __future__ import annotations

import re
from importlib import resources

import pytest

from inspired_analysis.coding.codebook import load_codebook
from inspired_analysis.coding.cues import CueCoder
from inspired_analysis.errors import CodingError
from inspired_analysis.tables import empty, table
from inspired_analysis.transcript import Transcript

OWN = """
version: "valley 1"
lists:
  animal: ["goats?", "sheep"]
  herd: ["(herds?|flocks?) of {animal}"]
codes:
  - code: herding
    definition: Talk of herds.
    cues: ["{herd}", "Shepherd\\\\w*"]
    confidence: 0.5
  - code: loss
    definition: An animal and what became of it.
    together: [["{animal}", "(lost|died)"]]
"""


def write(folder, text: str):
    path = folder / "codebook.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def coded(book, text: str) -> list[str]:
    row = {"turn": 1, "speaker": "P1", "role": "participant", "group": "", "text": text, "start": 0, "end": len(text),
           "time_start": float("nan"), "time_end": float("nan"), "words": 5, "label": "P1", "source": ""}  # fmt: skip
    talk = Transcript("talk", text, table("turns", [row]), empty("speakers"), ())
    return list(CueCoder(book).code(talk, None)["code"])


def test_the_shipped_codebook_says_what_it_means():
    book = load_codebook()
    assert book is load_codebook()
    for code in book.codes:
        assert code.label
        assert code.definition.endswith(".")
        assert code.not_evidence
        assert 0 < code.confidence < 1
        assert round(code.confidence * 20) == pytest.approx(code.confidence * 20)  # in steps of .05
        assert not any(re.search(r"\{[a-z_]+\}", cue) for cue in code.patterns())
        assert "statement" not in code.values


def test_the_shipped_codebook_stands_the_checks_of_any_other():
    shipped = resources.files("inspired_analysis.coding").joinpath("codebook.yaml")
    assert load_codebook(str(shipped)) == load_codebook()


def test_the_shipped_codebook_has_every_code_of_the_method():
    names = {c.code for c in load_codebook().codes}
    assert names == {"attitude", "interest", "reason", "incentive", "red line", "constraint", "agreement",
                     "disagreement", "acknowledgement", "perspective change", "ownership",
                     "missing stakeholder"}  # fmt: skip


@pytest.mark.parametrize("value", ["livelihood", "security", "recognition", "voice", "fairness", "capacity", "services",
                                   "accountability", "autonomy", "identity", "environment", "legality"])  # fmt: skip
def test_interests_have_their_kinds(value):
    assert value in next(c for c in load_codebook().codes if c.code == "interest").values


def test_an_own_codebook_codes(tmp_path):
    book = load_codebook(write(tmp_path, OWN))
    assert CueCoder(book).name == "cues valley 1"
    assert coded(book, "There were herds of sheep.") == ["herding"]
    assert coded(book, "The SHEPHERDS came down.") == ["herding"]  # capitals in cue or talk do not matter
    assert coded(book, "Most of the goats died, I think.") == ["loss"]
    assert coded(book, "Most of the cows died, I think.") == []
    assert coded(book, "All of the goats are well.") == []


def test_words_count_whole(tmp_path):
    book = load_codebook(write(tmp_path, OWN))
    assert coded(book, "The scapegoats died out, alas.") == []


@pytest.mark.parametrize("text", ["Ask (them) about wells.", "Ask [them] about wells."])
def test_groups_and_classes_in_cues_keep_their_sense(tmp_path, text):
    own = 'version: "1"\ncodes: [{code: c, definition: d., cues: ["[([]them[)\\\\]] (about|on) wells"]}]'
    assert coded(load_codebook(write(tmp_path, own)), text) == ["c"]


WRONG = {
    "no cue": ("codes: [{code: c, definition: d.}]", "at least one cue"),
    "no definition": ('codes: [{code: c, cues: ["x"]}]', "definition"),
    "unknown field": ('codes: [{code: c, definition: d., cues: ["x"], colour: red}]', "colour"),
    "bad expression": ('codes: [{code: c, definition: d., cues: ["(x"]}]', "regular expression"),
    "bad part": ('codes: [{code: c, definition: d., together: [["x", "(y"]]}]', "regular expression"),
    "bad value": ('codes: [{code: c, definition: d., values: {v: ["*"]}}]', "regular expression"),
    "empty cue": ('codes: [{code: c, definition: d., cues: ["x*"]}]', "needs words"),
    "unknown list": ('codes: [{code: c, definition: d., cues: ["{beast} x"]}]', "{beast}"),
    "list of nothing": ('lists: {beast: goat}\ncodes: [{code: c, definition: d., cues: ["x"]}]', "beast"),
    "no codes": ("codes: []", "codes"),
    "codes missing": ("lists: {}", "codes"),
    "twice": ('codes: [{code: c, definition: d., cues: ["x"]}, {code: c, definition: d., cues: ["y"]}]', "once"),
    "confidence": ('codes: [{code: c, definition: d., cues: ["x"], confidence: 2}]', "confidence"),
    "who": ('codes: [{code: c, definition: d., cues: ["x"], who: chair}]', "who"),
    "codes no list": ("codes: 7", "codes"),
    "code no mapping": ("codes: [c]", "codes"),
}


@pytest.mark.parametrize(("text", "said"), WRONG.values(), ids=WRONG)
def test_a_wrong_codebook_is_refused_with_file_and_reason(tmp_path, text, said):
    with pytest.raises(CodingError) as caught:
        load_codebook(write(tmp_path, 'version: "1"\n' + text))
    message = str(caught.value)
    assert "codebook.yaml" in message
    assert "expected a codebook like the shipped one" in message
    assert said in message
    assert "\n" not in message


@pytest.mark.parametrize("text", ["", "[1, 2]", "just words", "a: [", "version: 1\ncodes: []"])
def test_what_is_no_codebook_is_refused(tmp_path, text):
    with pytest.raises(CodingError, match="expected a codebook"):
        load_codebook(write(tmp_path, text))


def test_a_codebook_in_another_encoding_or_missing_is_refused(tmp_path):
    path = tmp_path / "book.yaml"
    path.write_bytes("version: 'é'".encode("latin-1"))
    with pytest.raises(CodingError, match=r"book\.yaml: expected a codebook"):
        load_codebook(path)
    with pytest.raises(CodingError, match=r"none\.yaml: expected a codebook, found No such file"):
        load_codebook(tmp_path / "none.yaml")
    with pytest.raises(CodingError, match="expected a codebook"):
        load_codebook(tmp_path)
