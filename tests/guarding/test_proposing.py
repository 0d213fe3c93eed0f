"""What is looked at first, for speed, leaves out nothing that may tell who somebody is."""

import re

import pytest

from inspired_analysis.guarding import proposing
from inspired_analysis.guarding.masking import Mask


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
    "anna.berg(at)farm.example", "anna [AT] farm [dot] example",
])  # fmt: skip
def test_every_kind_of_contact_has_a_sign(text):
    assert any(pattern.search(text) for _, pattern in proposing._CONTACTS)
    assert proposing._SIGNS.search(text)


@pytest.mark.parametrize("contact", [
    "612 345 678", "777 123 456", "079 555 123", "079–123–4567", "079‑123‑45‑67", "0791234567", "079.555.123",
    "anna.berg(at)ngo.org", "anna[at]ngo.org", "anna at ministry dot gov dot ge",
])  # fmt: skip
@pytest.mark.parametrize("around", ["Write or call: {}.", "My contact is {} any time", "Mobile/tel.: {}"])
def test_contacts_are_proposed_whole(contact, around):
    assert [p.words for p in proposing.propose([around.format(contact)], Mask.made(()))] == [contact]


def test_a_number_may_stand_right_behind_a_stop():
    assert [p.words for p in proposing.propose(["See tel.0791234567."], Mask.made(()))] == ["0791234567"]


@pytest.mark.parametrize("text", [
    "612 345 678 euros", "612 345 678 €", "€ 612 345 678", "612 345 678 people", "300 000 000", "1 234 567",
    "612,345,678", "1990–2005", "1000–1500", "100 000–200 000", "2019‑20", "10:30–11:45", "612 345 678 гривень",
])  # fmt: skip
def test_amounts_years_and_times_are_nobodys(text):
    assert proposing.propose([f"We had about {text} for it."], Mask.made(())) == []
