"""YAML written with people's words in it comes back as it was, whatever the words."""

import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from inspired_analysis.checked_yaml import dumped


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
    assert again == data
    assert list(again) == list(data)


def test_letters_stand_as_they_are():
    assert dumped({"label": "Нино Беридзе"}) == "label: Нино Беридзе\n"
