"""YAML written with people's words in it comes back as it was, whatever the words."""

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
