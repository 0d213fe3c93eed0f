"""What is looked at first, for speed, leaves out nothing that may tell who somebody is."""

import re

import pytest

from inspired_analysis.guarding import proposing


def test_the_first_letters_leave_out_no_cue():
    """Whoever adds a title or an introduction must add its first letter, or names behind it would be missed."""
    whole = re.compile(re.sub(r"^\(\?=\[\w+\]\)", "", proposing._CUES.pattern), re.IGNORECASE)
    assert whole.pattern != proposing._CUES.pattern
    words = sorted(set(re.findall(r"[^\W\d_]+", whole.pattern)))
    said = [f"{one} {other} Oleni" for one in words for other in words]
    said += [f"{one} {other} {third} Oleni" for one in words for other, third in (("am", "called"), ("name", "is"))]
    said += [*map(str.title, said), *(f"و{text}" for text in said)]
    found = [whole.findall(text) for text in said]
    assert sum(map(bool, found)) > 1000
    assert [proposing._CUES.findall(text) for text in said] == found


@pytest.mark.parametrize("text", [
    "anna@farm.example", "anna at farm DOT org", "HTTPS://farm.example", "www.farm.example", "@anna_farm",
    "0176 4471 8830", "٠١٧٦٤٤٧١٨٨", "AB-12-34-56",
])  # fmt: skip
def test_every_kind_of_contact_has_a_sign(text):
    assert any(pattern.search(text) for _, pattern in proposing._CONTACTS)
    assert proposing._SIGNS.search(text)
