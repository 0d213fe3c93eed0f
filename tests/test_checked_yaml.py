"""YAML written with people's words in it comes back as it was, whatever the words."""

import json

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from inspired_analysis.checked_yaml import dumped, read_plain
from inspired_analysis.errors import PlanError
from inspired_analysis.workshop import load_plan


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"])))
@example("0\x850")  # a line break to YAML
@example("a\u2028b")
@example("a\u2029\n b")
@example("\r\n")
@example(": # - 'no'")
@example("ნინო — «да»، نعم")
def test_every_text_comes_back(text):
    data = {"says": text, "turns": [3], "inner": [{"b": text}, {"a": None}]}
    again = yaml.safe_load(dumped(data))
    assert again == data == read_plain(dumped(data))
    assert list(again) == list(data)


def test_letters_stand_as_they_are():
    assert dumped({"label": "Нино Беридзе"}) == "label: Нино Беридзе\n"


@pytest.mark.parametrize("deep", ["a: " + "[" * 100_000, "a:\n" + "".join(f"{' ' * n}- a:\n" for n in range(1, 90, 2))])
def test_what_lies_too_deep_is_refused_before_it_is_followed(tmp_path, deep):
    (tmp_path / "workshop.yaml").write_text(deep)
    with pytest.raises(PlanError, match=r"line \d+: expected plain YAML, found more than 20 lists or keys"):
        load_plan(tmp_path / "workshop.yaml")


@pytest.mark.parametrize(("plan", "told"), [
    ("title: a\ndate: 2024-05-12\ntitle: b\n", "line 3: expected every key once, found this one for the second time"),
    ("assumptions:\n  - Meters work.\nplace: X\nassumptions:\n  - Pumps do.\n", "line 4: expected every key once"),
    ("title: a\ndate: 2024-13-45\n", "line 2: expected a date or a number, found none (month must be in 1..12)"),
    ("date: 2024\n", "line 1, date: expected a date such as 2024-05-17, found 2024"),
    ("title: 2024\n", "line 1, title: expected text, found 2024. Put it in quotes."),
    ("language: English\n", "line 1, language: expected the code of a language, such as en or pt-BR, found 'English'"),
    ("dialogue: water reform\n", "line 1, dialogue: expected one word of at most 80 letters"),
    ("transcripts: a.txt\n", "line 1, transcripts: expected a list, found 'a.txt'"),
    ("transcripts: [a.txt, a.txt]\n", "line 1, transcripts: expected every transcript once"),
    ("participants:\n  - {label: A}\n  - {label: B}\n  - {label: C, aliases: [a]}\n", "participants number 1 and 3"),
])  # fmt: skip
def test_a_wrong_plan_is_refused_with_what_to_do(tmp_path, plan, told):
    (tmp_path / "workshop.yaml").write_text(plan)
    with pytest.raises(PlanError) as refused:
        load_plan(tmp_path / "workshop.yaml")
    assert told in str(refused.value)


@pytest.mark.parametrize("plan", ["participants:\n  - Anna Berg\n", "names: [Anna Berg]\n"])
def test_names_that_stand_in_the_wrong_place_are_not_told(tmp_path, plan):
    (tmp_path / "workshop.yaml").write_text(plan)
    with pytest.raises(PlanError) as refused:
        load_plan(tmp_path / "workshop.yaml")
    assert "Anna" not in str(refused.value)


def test_what_is_left_blank_is_left_out(tmp_path):
    (tmp_path / "workshop.yaml").write_text(
        "title:\nparticipants:\n  - label: Anna\n    pseudonym:\n    group:\n    role:\n"
        "assumptions:\n  - text: So.\n    held_by:\n"
    )
    plan = load_plan(tmp_path / "workshop.yaml")
    anna = plan.participants[0]
    assert (anna.role, anna.pseudonym, plan.assumptions[0].held_by) == ("participant", "", "")


def test_characters_that_json_writes_as_two_escapes_are_one_and_half_of_one_is_refused(tmp_path):
    plan = tmp_path / "workshop.yaml"
    plan.write_text(json.dumps({"title": "Bus 🚌"}))
    assert load_plan(plan).title == "Bus 🚌"
    plan.write_text('goal: One.\ntitle: "Bus \\uD83D"\n')
    with pytest.raises(PlanError, match=r"workshop.yaml, line 2: expected whole characters, found half of one. Write"):
        load_plan(plan)
