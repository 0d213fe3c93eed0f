"""Names are found in labels beside tasks, numbers and brackets; what is only a task is nobody's name."""

import pytest

from inspired_analysis.guarding.door import pseudonymise
from inspired_analysis.guarding.key import open_key
from inspired_analysis.guarding.masking import Mask
from inspired_analysis.guarding.personal import personal
from inspired_analysis.plan import Plan
from inspired_analysis.reading import read_workshop
from inspired_analysis.workshop import Workshop

TALK = """Moderator Jane Fairweather: Welcome to you all, please tell us about the meters.
Tomas Vrba: The meters are expensive for us farmers. Thank you Jane.
Chair Maria Lopezova: We hear you, Tomas Vrba.
Oleh Kovalenko 2: I agree with Lopezova and with Fairweather.
Farmer 3: The pumps are broken since spring.
Jane Fairweather: Then let us ask Kovalenko.
"""


@pytest.mark.parametrize(("label", "names"), [
    ("Farmer 3", ()), ("Village elder 2", ()), ("Moderator", ()), ("P3", ()), ("Speaker 1", ()), ("FG2-P03", ()),
    ("Chair of the session", ()), ("Participant A", ()), ("Фермер 3", ()), ("TN 12", ()), ("Speaker 2 (unknown)", ()),
    ("Moderator Jane Fairweather", ("Jane Fairweather",)), ("Ведущий Иван Петров", ("Иван Петров",)),
    ("Oleh Kovalenko 2", ("Oleh Kovalenko",)), ("Anna2", ("Anna",)), ("Anna Berg (Table 2)", ("Anna Berg",)),
    ("Farmer 3 [Anna Berg]", ("Anna Berg",)), ("Anna Farmer 2", ("Anna Farmer",)), ("Moderator Rose", ("Rose",)),
    ("Rose", ("Rose",)), ("Rose Hill (Table 2)", ("Rose Hill",)), ("Li Wei 2", ("Li Wei",)),
    ("Anna Berg (Ministry of Health)", ("Anna Berg",)), ("Speaker 3 (Marine)", ("Marine",)),
    ("Ada Berg (UNDP)", ("Ada Berg",)), ("Ada (BERG)", ("Ada", "BERG")), ("ADA BERG (MIA)", ("ADA BERG", "MIA")),
    ("Moderator (Rose)", ("Rose",)), ("Farmer 3 (Grace)", ("Grace",)), ("Grace 2", ("Grace",)), ("Table 2 (North)", ()),
    ("+49 176 4471 8830", ("+49 176 4471 8830",)), ("Caller 16175551234", ("16175551234",)),
    ("+1 617-***-1234", ("+1 617-***-1234",)), ("Participant 2024", ()),
])  # fmt: skip
def test_what_of_a_label_is_a_name(label, names):
    assert personal(label) == names


@pytest.mark.parametrize("person", [
    {"label": "Moderator", "aliases": ["Anna Berg"]}, {"label": "Anna Berg (Table 2)"}, {"label": "Chair Anna Berg"},
])  # fmt: skip
def test_a_name_beside_a_task_or_a_number_is_masked(person):
    mask = Mask.of(Plan.model_validate({"participants": [{**person, "pseudonym": "F1"}]}))
    said = "Thank you Anna. The moderator, our chair, says Dr Berg sits at Table 2."
    assert mask.text(said) == "Thank you [F1]. The moderator, our chair, says Dr [F1] sits at Table 2."


def test_who_speaks_under_a_pseudonym_has_a_name_too():
    people = [{"label": "Heron", "pseudonym": "Heron", "aliases": ["Anna Berg"]}]
    mask = Mask.of(Plan.model_validate({"participants": people}))
    assert mask.text("Thank you Heron, and Anna.") == "Thank you Heron, and [Heron]."


def test_the_copy_has_nobody_whose_label_has_a_task_or_a_number(tmp_path, quick_lock, nowhere):
    folder = tmp_path / "raw" / "a"
    folder.mkdir(parents=True)
    (folder / "talk.txt").write_text(TALK)
    key = tmp_path / "key"
    pseudonymise(tmp_path / "raw", tmp_path / "out", key, "four words nobody guesses")
    nowhere(tmp_path / "out", secrets=("jane", "fairweather", "vrba", "lopezova", "oleh", "kovalenko"))
    turns = read_workshop(Workshop.load(tmp_path / "out" / "a")).turns
    assert list(turns["speaker"]) == ["P01", "P02", "P03", "P04", "Farmer 3", "P01"]
    assert turns["text"][3] == "I agree with [P03] and with [P01]."
    assert "farmers" in turns["text"][1]
    assert open_key(key, "four words nobody guesses").find("person", ("Maria Lopezova",)).replacement == "P03"


def test_the_copy_has_neither_numbers_to_call_nor_first_names_in_brackets(tmp_path, quick_lock, nowhere):
    folder = tmp_path / "raw" / "a"
    folder.mkdir(parents=True)
    turns = ("+49 176 4471 8830,We pay too much.", "Moderator (Rose),Who else? Then Rose asks.",
             "16175551234,Call me at +49 176 4471 8830 please.", "Farmer 3 (Grace),I do.")  # fmt: skip
    (folder / "talk.csv").write_text("\n".join(("speaker,text", *turns, *turns)))
    pseudonymise(tmp_path / "raw", tmp_path / "out", tmp_path / "key", "four words nobody guesses")
    nowhere(tmp_path / "out", secrets=("4471", "1617", "rose", "grace"))
    read = read_workshop(Workshop.load(tmp_path / "out" / "a")).turns
    assert list(read["speaker"][:4]) == ["P01", "P02", "P03", "P04"]
    assert read["text"][2] == "Call me at [P01] please."


def test_people_told_apart_by_a_number_stay_apart(tmp_path, quick_lock):
    folder = tmp_path / "raw" / "a"
    folder.mkdir(parents=True)
    (folder / "talk.txt").write_text("Anna 1: We pay too much.\nAnna 2: I do not.\nBen Kol: Anna is right.\n" * 2)
    pseudonymise(tmp_path / "raw", tmp_path / "out", tmp_path / "key", "four words nobody guesses")
    turns = read_workshop(Workshop.load(tmp_path / "out" / "a")).turns
    assert list(turns["speaker"][:3]) == ["P01", "P02", "P03"]
    assert turns["text"][2] == "[P01 or P02] is right."


def test_people_of_one_office_stay_apart(tmp_path, quick_lock):
    folder = tmp_path / "raw" / "a"
    folder.mkdir(parents=True)
    talk = ("Anna Berg (UNDP): We pay too much.", "Ben Kol (UNDP): I do not, nor does UNDP.",
            "Moderator (Eva Lind): Anna is right.")  # fmt: skip
    (folder / "talk.txt").write_text("\n".join((*talk, "Eva Lind: Yes.", *talk)))
    pseudonymise(tmp_path / "raw", tmp_path / "out", tmp_path / "key", "four words nobody guesses")
    turns = read_workshop(Workshop.load(tmp_path / "out" / "a")).turns
    assert list(turns["speaker"][:3]) == ["P01", "P02", "P03"]
    assert turns["text"][1].startswith("I do not, nor does UNDP.")
    assert turns["text"][2].startswith("[P01] is right.")
