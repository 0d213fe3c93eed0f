"""Codes of a researcher's own: what they find, how sure they say they are, and what is refused."""

from __future__ import annotations

import json

import numpy as np
import pytest
from click.testing import CliRunner

from inspired_analysis.cli import main
from inspired_analysis.codes import QCode
from inspired_analysis.coding import code, code_coders
from inspired_analysis.coding.own_codes import LEARNS_FROM, OwnCodeCoder, Surety, learn
from inspired_analysis.errors import CodingError, PlanError
from inspired_analysis.reading import read_workshop
from inspired_analysis.running import try_codes
from inspired_analysis.workshop import Workshop

from .vectors import WordVectors

WAITING = [
    "The office keeps everyone waiting for the permit.", "I was waiting for the permit since winter.",
    "Waiting for that office takes half my life.", "We are still waiting for a permit from the office.",
    "My father was waiting for the same office permit.", "They left us waiting outside the office.",
]  # fmt: skip
MORE = [f"In {month} we were waiting for the office and its permit again." for month in
        ("January", "February", "March", "April", "June", "July")]  # fmt: skip
ORDINARY = ["Good morning to all.", "The bridge was painted green.", "My sister bakes bread.", "Fish is cheap here.",
            "He plays the violin badly.", "Nobody likes that mayor.", "The school has eleven rooms.",
            "I live beyond the river."] * 20  # fmt: skip
CODES = """
codes:
  - code: waiting
    definition: Waiting for an office or a permit.
    examples: [{examples}]
"""


@pytest.fixture(scope="module")
def ordinary():
    texts = [f"{text} {i} {chr(97 + i % 26) * 5}" for i, text in enumerate(ORDINARY)]
    return WordVectors().vectors(texts)


def own(examples=WAITING, counter=()):
    return QCode(code="waiting", definition="Waiting for an office or a permit.", examples=examples,
                 counter_examples=counter)  # fmt: skip


@pytest.fixture
def workshop(tmp_path):
    quoted = ", ".join(json.dumps(text) for text in WAITING)
    (tmp_path / "codes.yaml").write_text(CODES.format(examples=quoted), encoding="utf-8")
    (tmp_path / "talk.txt").write_text(
        "Ada: The bread was good today. We are waiting for the permit from that office since May.\n"
        "Ben: I painted my boat, it is blue now.\n", encoding="utf-8")  # fmt: skip
    return tmp_path


def test_a_few_examples_find_what_is_like_them_and_give_its_exact_words(workshop, ordinary):
    loaded = Workshop.load(workshop)
    transcript = read_workshop(loaded)
    codings = OwnCodeCoder(WordVectors(), ordinary).code(transcript, loaded)
    assert [(c.code, c.turn) for c in codings.itertuples()] == [("waiting", 1)]
    first = codings.iloc[0]
    assert transcript.quote(first.start, first.end) == "We are waiting for the permit from that office since May."
    assert 0 < first.confidence < 1


@pytest.mark.parametrize(("examples", "how"), [(WAITING, "similarity"), (WAITING + MORE, "regression")])
def test_it_says_how_many_examples_it_would_have_found_without_them(examples, how, ordinary):
    surety = learn(own(examples), WordVectors(), ordinary).surety
    assert (surety.how, surety.examples, surety.ordinary) == (how, len(examples), len(ordinary))
    assert surety.found >= len(examples) - 2
    assert surety.passed <= 0.01 * len(ordinary)
    assert f"of {len(examples)} examples" in str(surety)
    assert (len(examples) >= LEARNS_FROM) == (how == "regression")


def test_examples_that_have_nothing_in_common_are_not_found_without_one_another(ordinary):
    odd = ["Tomatoes ripen late.", "Parliament sits tonight.", "Bicycles need brakes.", "Winter brings snow."]
    mixed = learn(own(odd), WordVectors(), ordinary).surety
    alike = learn(own(), WordVectors(), ordinary).surety
    assert mixed.found < alike.found
    assert mixed.confidence < alike.confidence


def test_an_example_that_stands_twice_is_one_example(ordinary):
    shouted = [text.upper() for text in WAITING]
    once, twice = (learn(own(examples), WordVectors(), ordinary).surety for examples in (WAITING, WAITING + shouted))
    assert once == twice
    assert not own(WAITING[:1] * 20).sought


def test_counter_examples_keep_out_what_is_like_them(ordinary):
    near = "The permit office has green doors."
    counter = ["The office has green doors and a permit desk.", "Green doors at the permit office."]
    without, with_them = (learn(own(counter=c), WordVectors(), ordinary) for c in ((), counter))
    vector = WordVectors().vectors([near])
    assert without.scores(vector)[0] - without.threshold > with_them.scores(vector)[0] - with_them.threshold
    assert with_them.surety.counter_examples == 2


def test_fewer_examples_never_mean_more_certainty():
    few, many = (Surety(n, n, 0, 0, 600, 3, "similarity").confidence for n in (3, 20))
    assert 0 < few < many < 1
    assert Surety(5, 0, 0, 0, 600, 6, "similarity").confidence < 0.5


FRENCH = """
Ada: Nous avons besoin d'eau pour les champs, et le prix de l'eau est trop cher pour les familles du village.
Ben: Je ne suis pas d'accord avec vous, les gens qui travaillent dans le port ne sont pas contents de ce maire.
"""


def test_talk_in_another_language_is_not_coded(workshop, ordinary, monkeypatch):
    (workshop / "talk.txt").write_text(FRENCH, encoding="utf-8")
    (workshop / "workshop.yaml").write_text("language: fr\n", encoding="utf-8")
    loaded = Workshop.load(workshop)
    transcript = read_workshop(loaded)
    coder = OwnCodeCoder(code_coders()[1].encoder, ordinary[:1])  # all of it is unlike one English sentence
    assert len(coder.code(transcript, loaded)) == 2
    assert code(transcript, loaded, coders=(coder,)).empty
    monkeypatch.setattr(try_codes, "code_coders", lambda: (coder,))
    shown = CliRunner().invoke(main, ["codes", str(workshop), "--try"])
    assert "expected talk in English, to look for codes in, found talk in French" in shown.output


def test_the_same_twice(ordinary):
    first, second = (learn(own(WAITING + MORE), WordVectors(), ordinary) for _ in range(2))
    vectors = WordVectors().vectors(ORDINARY)
    assert np.array_equal(first.scores(vectors), second.scores(vectors))
    assert first.surety == second.surety


def test_a_name_that_the_codebook_has_is_refused(ordinary):
    taken = own().model_copy(update={"code": "Interest"})
    with pytest.raises(CodingError, match="another name"):
        OwnCodeCoder(WordVectors(), ordinary).learned([taken])


def test_without_an_encoder_a_plan_with_own_codes_is_refused_and_one_without_is_not(workshop):
    loaded = Workshop.load(workshop)
    transcript = read_workshop(loaded)
    with pytest.raises(CodingError, match="sentence encoder"):
        OwnCodeCoder().code(transcript, loaded)
    plain = Workshop(loaded.id, loaded.plan.model_copy(update={"codes": ()}), loaded.files)
    assert OwnCodeCoder().code(transcript, plain).empty


def test_what_the_file_says_of_a_shipped_code_or_without_examples_is_not_looked_for(ordinary):
    about = [QCode(code="interest", definition="Ours.", examples=WAITING), QCode(code="praise", examples=WAITING),
             QCode(code="blame", definition="Somebody blames somebody.", examples=WAITING[:2])]  # fmt: skip
    assert [found.code.code for found in OwnCodeCoder(WordVectors(), ordinary).learned([*about, own()])] == ["waiting"]


def test_codes_in_the_plan_are_sent_to_their_file(workshop):
    (workshop / "workshop.yaml").write_text((workshop / "codes.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(PlanError, match=r"codes\.yaml beside the plan"):
        Workshop.load(workshop)


@pytest.mark.parametrize(("wrong", "said"), [
    ("codes:\n  - code: x\n    definition: y\n    examples: ['']\n", "at least 1"),
    ("codes:\n  - code: x\n    example: [a, b, c]\n", "example"),
    ("codes:\n  - {code: x, definition: y}\n  - {code: x, definition: y}\n", "stands twice"),
])  # fmt: skip
def test_a_wrong_file_is_refused_with_its_line(workshop, wrong, said):
    (workshop / "codes.yaml").write_text(wrong, encoding="utf-8")
    with pytest.raises(CodingError, match=said) as caught:
        Workshop.load(workshop)
    assert "codes.yaml, line " in str(caught.value)


def test_a_copy_without_names_has_the_codes_without_names(workshop, tmp_path):
    from inspired_analysis.guarding.copy import write_workshop

    (workshop / "workshop.yaml").write_text("names: [{name: Halvek, replacement: town A}]\n", encoding="utf-8")
    text = (workshop / "codes.yaml").read_text(encoding="utf-8").replace("that office", "the Halvek office")
    (workshop / "codes.yaml").write_text(text, encoding="utf-8")
    loaded = Workshop.load(workshop)
    (tmp_path / "copy").mkdir()
    write_workshop(tmp_path / "copy", loaded.plan, read_workshop(loaded).turns, "A copy.")
    copied = Workshop.load(tmp_path / "copy").plan.codes
    assert [code.code for code in copied] == ["waiting"]
    assert "Waiting for the [town A] office takes half my life." in copied[0].examples
    assert "Halvek" not in (tmp_path / "copy" / "codes.yaml").read_text(encoding="utf-8")


def test_the_command_says_how_sure_and_what_it_finds(workshop, ordinary, monkeypatch):
    monkeypatch.setattr(try_codes, "code_coders", lambda: (OwnCodeCoder(WordVectors(), ordinary),))
    shown = CliRunner().invoke(main, ["codes", str(workshop), "--try"])
    assert shown.exit_code == 0, shown.output
    assert "waiting\n" in shown.output
    assert "of 6 examples found when left out" in shown.output
    assert "turn 1, Ada: “We are waiting" in shown.output
    account = json.loads(CliRunner().invoke(main, ["codes", str(workshop), "--try", "--json"]).output)
    assert account["waiting"]["codings"][0]["turn"] == 1
    assert "Looked for by its 6 examples." in CliRunner().invoke(main, ["codes", str(workshop)]).output


def test_the_command_refuses_a_workshop_without_own_codes(workshop):
    (workshop / "codes.yaml").unlink()
    shown = CliRunner().invoke(main, ["codes", str(workshop), "--try"])
    assert shown.exit_code == 1
    assert "codes.yaml" in shown.output
