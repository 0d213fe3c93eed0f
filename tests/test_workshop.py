"""The plan: what is taken, and what is refused with the line, what was expected and what was found."""

import datetime
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspired_analysis.errors import InspiredError, PlanError
from inspired_analysis.workshop import CRITERIA, Plan, Workshop, slug


@pytest.fixture
def load(tmp_path):
    """Return a function that writes a plan beside a transcript and loads both."""
    folder = tmp_path / "spring"
    folder.mkdir()
    (folder / "talk.txt").write_text("Ana: Hello.\nBo: Hello.\n", encoding="utf-8")

    def load_plan(text: str | bytes) -> Workshop:
        (folder / "workshop.yaml").write_bytes(text if isinstance(text, bytes) else text.encode())
        return Workshop.load(folder)

    return load_plan


def test_sentences_alone_are_statements_and_get_their_numbers(load):
    plan = load("assumptions:\n- Meters are fair\n- {id: X, text: Rain will come}\noptions: [Wait]\n").plan
    assert plan.statements[["statement", "kind", "text"]].values.tolist() == [
        ["A1", "assumption", "Meters are fair"], ["X", "assumption", "Rain will come"], ["O1", "option", "Wait"],
    ]  # fmt: skip
    assert plan.criteria == CRITERIA


def test_empty_keys_are_left_out_and_dates_are_read(load):
    plan = load("title:\nparticipants:\nassumptions:\ndate: 2024-05-17\n").plan
    assert plan == Plan(date=datetime.date(2024, 5, 17))
    assert load("").plan == Plan()


def test_without_a_plan_the_folder_names_the_workshop(tmp_path):
    (tmp_path / "a talk.txt").write_text("Ana: Hello.\n")
    workshop = Workshop.load(tmp_path / "a talk.txt")
    assert (workshop.id, workshop.has_plan, len(workshop.files)) == ("a-talk", False, 1)


def test_a_group_is_one_however_its_accents_were_typed(load):
    two = ["société civile", "socie\u0301te\u0301 civile"]
    workshop = load(f"participants:\n- {{label: Ana, group: {two[0]}}}\n- {{label: Bo, group: {two[1]}}}\n")
    assert {p.group for p in workshop.plan.participants} == {two[0]}


def test_a_transcript_is_found_whose_name_has_accents_taken_apart(load, tmp_path):
    name = "re\u0301union.txt"
    (tmp_path / "spring" / name).write_text("Ana: Hello.\nBo: Hello.\n")
    assert [f.name for f in load(f"transcripts: [{name}]\n").files] == [name]


def test_an_empty_id_is_none(load):
    assert [s.id for s in load("options:\n- {id: , text: x}\n- {id: '', text: y}\n").plan.options] == ["O1", "O2"]


def test_numbers_that_are_taken_are_passed_over(load):
    plan = load("assumptions: [x, {id: A1, text: y}, z, {id: A7, text: w}, {id: A2, text: v}]\n").plan
    assert [s.id for s in plan.assumptions] == ["A3", "A1", "A4", "A7", "A2"]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("title: x\ntitel: y\n", 2, "'titel'"),
        ("assumptions:\n  - text: a\n    hold_by: b\n", 3, "held_by"),
        ("assumptions:\n  - held_by: b\n", 2, "a key 'text'"),
        ("title: x\nphase: party\n", 2, "expected 'collective assessment', 'consensus building' or 'monitoring'"),
        ("date: 17.5.2024\n", 1, "such as 2024-05-17"),
        ("participants:\n- label: Ana\n- label: ana\n", 1, "participants number 1 and 2 share one"),
        ("participants:\n- label: Ana\n  role: chair\n", 3, "facilitator"),
        ("participants:\n- {label: Mia, pseudonym: Ana}\n- label: Ana\n", 1, "participants number 1 and 2 share one"),
        ("assumptions: [{id: A1, text: x}]\noptions: [{id: A1, text: y}]\n", 2, "'A1' stands twice"),
        ("assumptions: [{id: A1, text: x}, {id: A1, text: y}]\n", 1, "'A1' stands twice"),
        ("questions: [{id: Q1, text: x?}, {id: Q1, text: y?}]\n", 1, "'Q1' stands twice"),
        ("a: &x [1]\nb: *x\n", 1, "anchor"),
        ("title: [\n", 2, "YAML"),
        ("id: ../outside\n", 1, "'../outside'"),
        ("id: ..\n", 1, "'..'"),
        ("speakers_pattern: '('\n", 1, "regular expression"),
        ("assumptions:\n- Rain will come.\n- Will rain come?\n", 3, "not a question"),
        ("options:\n- {text: 'Why wait? » '}\n", 2, "not a question"),
        ("assumptions: ['']\n", 1, "at least 1 character"),
        ("assumptions:\n- Rain will come.\n- '!!! …'\n", 3, "in words, found '!!! …'"),
        ("assumptions:\n- text: '  '\n", 2, "at least 1 character"),
        (f"options:\n- {'word ' * 61}\n", 2, "at most 60 words, not 61"),
        (f"assumptions:\n- {'word ' * 2000}\n", 2, "at most 2000 characters"),
    ],
)
def test_a_mistake_is_named_with_its_line(load, text, line, words):
    with pytest.raises(PlanError) as refused:
        load(text)
    assert f"spring/workshop.yaml, line {line}" in str(refused.value)
    assert words in str(refused.value)
    assert "expected" in str(refused.value)


@pytest.mark.parametrize(
    "text", [b"title: \xff\xfe caf\xe9\n", "- only a list\n", "title: 2024-02-31\n", "x: " + "[" * 5000]
)
def test_what_is_no_plan_is_one_error(load, text):
    with pytest.raises(PlanError, match=r"workshop\.yaml"):
        load(text)


@pytest.mark.parametrize("name", ["../talk.txt", "/etc/passwd", "gone.txt"])
def test_transcripts_lie_beside_their_plan(load, name):
    with pytest.raises(PlanError, match="transcript"):
        load(f"transcripts: ['{name}']\n")


def test_letters_are_composed_however_they_were_typed(tmp_path):
    def typed(text):
        return unicodedata.normalize("NFD", text)

    (tmp_path / typed("réunion.txt")).write_text("Zoé: Oui.\nAna: Non.\n", encoding="utf-8")
    (tmp_path / "workshop.yaml").write_text(f"""
assumptions: ["{typed("La société civile est prête.")}"]
participants:
  - {{label: Ana, group: société civile}}
  - {{label: "{typed("Zoé")}", group: "{typed("société")} civile", attributes: {{"{typed("né")}": "a\\u0301"}}}}
transcripts: ["{typed("réunion.txt")}"]
""", encoding="utf-8")  # fmt: skip
    for place in (tmp_path, tmp_path / typed("réunion.txt")):
        workshop = Workshop.load(place)
        assert workshop.plan.groups == ("société civile",)
        assert workshop.plan.assumptions[0].text == "La société civile est prête."
        assert workshop.plan.participants[1].attributes == {"né": "á"}
        assert [file.name for file in workshop.files] == [typed("réunion.txt")]


def test_nothing_there_and_no_transcript_are_said(tmp_path):
    with pytest.raises(PlanError, match="nothing there"):
        Workshop.load(tmp_path / "gone")
    with pytest.raises(PlanError, match="expected a transcript"):
        Workshop.load(tmp_path)


@given(st.text())
def test_every_name_makes_a_safe_id(name):
    made = slug(name)
    assert made
    assert not {"/", "\\", " ", "\0"} & set(made)
    assert made not in (".", "..")


def test_errors_survive_the_way_between_processes():
    import pickle

    error = PlanError("workshop.yaml, line 3", expected="a title", found="none", todo="Add one.")
    again = pickle.loads(pickle.dumps(error))
    assert isinstance(again, InspiredError)
    assert str(again) == str(error) == "workshop.yaml, line 3: expected a title, found none. Add one."
