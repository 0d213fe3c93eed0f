"""The reviewer's desk without a browser: what is shown, what a decision does, and what is refused."""

import json

import nbformat
import pytest
from deciding.conftest import PROPOSED, folder, workshop  # noqa: F401  # fixtures

import inspired_analysis as ia
from inspired_analysis import coding
from inspired_analysis.codes import load_codes
from inspired_analysis.coding.cues import CueCoder
from inspired_analysis.coding.refit import Refit
from inspired_analysis.coding.refitted import save_learned
from inspired_analysis.deciding import Judged, Log, MemoTarget, anchor
from inspired_analysis.errors import DecisionError
from inspired_analysis.lab.reviewing import Desk, review
from inspired_analysis.memos import on_code
from inspired_analysis.pipeline import learned_coders
from inspired_analysis.reading import read_workshop
from inspired_analysis.recode import rename_code, take_back, write_used
from inspired_analysis.running.notebook import notebook_file
from inspired_analysis.workshop import Workshop


@pytest.fixture
def desk(workshop) -> Desk:  # noqa: F811
    return Desk(workshop, who="R1", coders=[PROPOSED])


def _items(desk: Desk, **wanted) -> list[dict]:
    all_items = [item for items in desk.items.values() for item in items]
    return [i for i in all_items if all(i[k] == v for k, v in wanted.items())]


def test_what_is_shown_can_be_sent_to_a_page(desk):
    view = json.loads(json.dumps(desk.view()))
    assert len(view["turns"]) == 5
    assert view["turns"][1][:3] == [2, "Anna", "farmers"]
    assert view["counts"] == {"open": 4}
    for items in view["items"].values():
        for item in items:
            words = view["turns"][item["turn"] - 1][3][item["start"] : item["end"]]
            assert words in {p[0] for p in PROPOSED.said}


def test_decisions_change_the_page_and_are_on_disk(desk, workshop):  # noqa: F811
    first, second, third, _ = _items(desk)
    changed = desk.decide("accept", id=first["id"])
    assert changed["said"] == "Accepted: stance supports"
    assert list(changed["items"]) == ["2"]
    desk.decide("change", id=third["id"], value="opposes", why="He is against.")
    desk.decide("reject", id=second["id"])
    desk.decide("add", turn=5, start=0, end=17, code="acknowledgement", target="Anna")
    assert desk.counts == {"open": 1, "accepted": 1, "changed": 1, "rejected": 1, "added": 1}
    again = Desk(workshop, who="R2", coders=[PROPOSED])
    assert again.items == desk.items
    assert [e.what for e in again.entries] == ["accept", "change", "reject", "add"]
    assert again.entries[1].why == "He is against."


def test_undo_goes_back_step_by_step_and_only_through_ones_own(desk, workshop):  # noqa: F811
    before = desk.items
    for item in _items(desk)[:2]:
        desk.decide("reject", id=item["id"])
    Desk(workshop, who="R2", coders=[PROPOSED]).decide("add", turn=1, start=0, end=4, code="own")
    for _ in range(2):
        desk.decide("undo")
    assert desk.items == before
    with pytest.raises(DecisionError, match="a decision of R1's"):
        desk.decide("undo")


def test_undoing_a_renaming_brings_the_codes_back(workshop, folder):  # noqa: F811
    from inspired_analysis.recode import merge_code, rename_code

    file = folder / "codes.yaml"
    as_it_was = "codes:  # ours\n- {code: queue, definition: Standing in line.}\n- {code: waiting, parent: queue}\n"
    file.write_text(as_it_was)
    rename_code(workshop, "queue", "line", who="R1")
    assert file.read_text() == as_it_was.replace("queue", '"line"')
    desk = Desk(workshop, who="R1", coders=[PROPOSED])
    assert "codes.yaml is again what it was" in desk.decide("undo")["said"]
    assert file.read_text() == as_it_was
    merge_code(workshop, "queue", "waiting", who="R1")  # which stood below it
    assert file.read_text().endswith("codes:\n- code: waiting\n  colour: '#0072B2'\n")
    assert "Standing in line" in (folder / "codes.yaml.bak").read_text()
    file.write_text(file.read_text() + "# Mine.\n- code: other\n")
    assert "stays as it is" in Desk(workshop, who="R1", coders=[PROPOSED]).decide("undo")["said"]
    assert "other" in file.read_text()


def test_a_candidate_becomes_a_stance(workshop):  # noqa: F811
    from dataclasses import replace

    told = replace(PROPOSED, said=(("we need help", "candidate", "", "A1"),))
    desk = Desk(workshop, who="R1", coders=[told])
    [item] = _items(desk)
    with pytest.raises(DecisionError, match="a side"):
        desk.decide("accept", id=item["id"])
    desk.decide("change", id=item["id"], value="conditional")
    [stance] = _items(desk)
    assert (stance["code"], stance["value"], stance["status"]) == ("stance", "conditional", "changed")


def test_a_candidate_becomes_a_stance_in_the_form_too_and_nothing_else_a_candidate(workshop):  # noqa: F811
    from dataclasses import replace

    told = replace(PROPOSED, said=(("we need help", "candidate", "", "A1"), ("Our costs", "interest", "")))
    desk = Desk(workshop, who="R1", coders=[told])
    interest, item = _items(desk)
    form = {"code": "candidate", "statement": "A1", "target": ""}  # as the page sends it: every field
    with pytest.raises(DecisionError, match="a side"):
        desk.decide("change", id=item["id"], value="", **form)
    desk.decide("change", id=item["id"], value="opposes", **form)
    assert [i["code"] for i in _items(desk)] == ["interest", "stance"]
    for wrong in ({"what": "change", "id": interest["id"]}, {"what": "add", "turn": 2, "start": 0, "end": 3}):
        with pytest.raises(DecisionError, match="may bear on a statement"):
            desk.decide(**wrong, **form)


def test_who_codes_blind_sees_only_their_own(desk, workshop):  # noqa: F811
    desk.decide("accept", id=_items(desk)[0]["id"])
    blind = Desk(workshop, who="R2", coders=[PROPOSED], blind=True)
    assert blind.items == {}
    blind.decide("add", turn=2, start=0, end=3, code="interest", value="livelihood")
    assert [i["coder"] for i in _items(blind)] == ["R2"]
    assert blind.entries[-1].blind


def test_adjudication_shows_what_is_disputed_and_settles_it(desk, workshop):  # noqa: F811
    desk.decide("accept", id=_items(desk)[1]["id"])
    other = Desk(workshop, who="R2", coders=[PROPOSED])
    other.decide("reject", id=_items(other, status="accepted")[0]["id"])
    judge = Desk(workshop, who="R3", adjudicate=True)
    [item] = _items(judge)
    assert (item["status"], item["coder"]) == ("disputed", "R1, not R2")
    judge.decide("accept", id=item["id"])
    assert [i["status"] for i in _items(judge)] == ["accepted"]
    assert judge.entries[-1].adjudicates


def test_every_criterion_that_is_disputed_can_be_settled(workshop):  # noqa: F811
    transcript, log = read_workshop(workshop), Log.beside(workshop)
    at = transcript.text.index("Nobody asked the villages")
    for criterion in ("fairness", "legality"):
        said = Judged(code="criterion", statement="A1", value="unfavourable", target=criterion,
                      at=anchor(transcript, at, at + 25))  # fmt: skip
        log.append("R1", "add", after=said)
        log.append("R2", "reject", before=said)
    judge = Desk(workshop, who="R3", adjudicate=True)
    assert [i["target"] for i in _items(judge)] == ["fairness", "legality"]
    for item in _items(judge):
        judge.decide("accept", id=item["id"])
    assert [i["status"] for i in _items(judge)] == ["accepted", "accepted"]


def test_names_that_are_listed_later_stand_in_no_memo_on_the_page(desk, folder):  # noqa: F811
    desk.decide("memo", text="Ask Marta Kowal again.")
    (folder / "names.yaml").write_text("names:\n- {name: Marta Kowal, kind: person}\n")
    assert Desk(Workshop.load(folder), who="R1", coders=[]).view()["memos"][0][4] == "Ask [person 1] again."


def test_a_page_that_is_loaded_anew_shows_what_was_decided(workshop):  # noqa: F811
    pytest.importorskip("anywidget")
    widget = review(workshop, who="R1", coders=[PROPOSED])
    widget.desk.decide("accept", id=_items(widget.desk)[0]["id"])
    assert widget.get_state()["view"]["items"] == widget.desk.items
    assert widget.get_state("_esm").keys() == {"_esm"}


def test_memos_are_about_what_they_are_about(desk):
    item = _items(desk)[0]
    desk.decide("memo", id=item["id"], text="Doubtful.")
    desk.decide("memo", turn=1, text="Leading question.")
    desk.decide("memo", code="interest", text="Split?")
    desk.decide("memo", text="A warm room.")
    assert [m[2:] for m in desk.memos] == [
        ["coding", "stance", "Doubtful."], ["turn", "", "Leading question."], ["code", "interest", "Split?"],
        ["workshop", "", "A warm room."],
    ]  # fmt: skip


@pytest.mark.parametrize(("request_", "complaint"), [
    ({"what": "accept", "id": "gone"}, "one that is gone"),
    ({"what": "add", "turn": 2, "start": 5, "end": 5, "code": "x"}, "some words of one turn"),
    ({"what": "add", "turn": 99, "start": 0, "end": 5, "code": "x"}, "some words of one turn"),
    ({"what": "add", "turn": 2, "start": 0, "end": 5}, "a code"),
    ({"what": "add", "turn": 2, "start": 0, "end": 5, "code": "stance", "value": "supports"}, "no statement"),
    ({"what": "memo", "text": "  "}, "some words"),
    ({"what": "ponder"}, "one that is gone"),
])  # fmt: skip
def test_what_cannot_be_is_refused_and_changes_nothing(desk, request_, complaint):
    before = desk.items
    with pytest.raises(DecisionError, match=complaint):
        desk.decide(**request_)
    assert desk.items == before
    assert desk.log.read() == ([], [])


def test_a_side_that_no_finding_would_count_is_refused(desk):
    item = _items(desk, code="stance")[0]
    for side in ("oppose", ""):  # as the form sends what was typed
        with pytest.raises(DecisionError, match="a side of supports, opposes, mixed, conditional"):
            desk.decide("change", id=item["id"], code="stance", statement="A1", value=side, target="")
    assert desk.log.read() == ([], [])


def test_the_page_is_told_why(desk):
    pytest.importorskip("anywidget")
    from inspired_analysis.lab.reviewing.widget import answer

    assert answer(desk, {"kind": "decide", "seq": 3, "what": "undo"})["kind"] == "refused"
    assert answer(desk, {"kind": "decide", "seq": 4, "wat": "x"})["message"].startswith("not understood")
    saved = answer(desk, {"kind": "decide", "seq": 5, "what": "reject", "id": _items(desk)[0]["id"]})
    assert (saved["kind"], saved["seq"]) == ("saved", 5)
    assert desk.log.read()[0][-1].id == saved["entry"]


def test_a_name_in_a_codes_own_name_is_nowhere_shown(folder):  # noqa: F811
    """Not where people coded with it before the name was listed, nor in what was learned; and it can be renamed."""
    own = "codes: [{code: trust in Sarna Water}, {code: Sarna Water pays, parent: trust in Sarna Water}]\n"
    (folder / "codes.yaml").write_text(own)
    meeting = Workshop.load(folder)
    transcript, log = read_workshop(meeting), Log.beside(meeting)
    start = transcript.text.index("I am against them.")
    place = anchor(transcript, start, start + 18)
    log.append("R1", "add", after=Judged(code="trust in Sarna Water", at=place))
    log.append("R1", "memo", on=MemoTarget(kind="code", name="trust in Sarna Water"), text="Narrow.")
    save_learned(folder / "learned.json", {"trust in Sarna Water": Refit(30, 20, 0.8, 0.8, 0.1, 0.7, None)})
    (folder / "names.yaml").write_text("names: [{name: Sarna Water, kind: organisation}]")
    named = "trust in [organisation 1]"
    meeting = Workshop.load(folder)
    assert [(c.code, c.parent) for c in meeting.plan.codes] == [(named, ""), ("[organisation 1] pays", named)]
    (coder,) = learned_coders(meeting)
    assert list(coder.confidence) == [named]
    desk = Desk(meeting, who="R1", coders=())
    assert [item["code"] for item in desk.items["3"]] == [named]
    desk.decide("reject", id=desk.items["3"][0]["id"])
    assert [item["status"] for item in desk.items["3"]] == ["rejected"]
    desk.decide("undo")
    analysis = ia.analyse(meeting, coders=())
    assert list(analysis.codings["code"]) == [named]
    assert list(analysis.review.memos["name"]) == [named]
    assert write_used(meeting) == (folder / "codes.yaml", [])
    assert on_code(meeting, "trust in Sarna Water").name == named
    assert rename_code(meeting, named, "trust", who="R1") == 1
    assert [(c.code, c.parent) for c in load_codes(folder).codes[-2:]] == [("trust", ""), ("Sarna Water pays", "trust")]
    assert list(ia.analyse(Workshop.load(folder), coders=()).codings["code"]) == ["trust"]
    take_back(log, log.read()[0], "R1")
    assert (folder / "codes.yaml").read_text() == own


def test_the_notebook_says_that_decisions_lost_their_place(desk, folder, monkeypatch):  # noqa: F811
    monkeypatch.setattr(coding, "default_coders", lambda: (CueCoder(),))
    desk.decide("accept", id=_items(desk)[0]["id"])
    (folder / "talk.txt").write_text("Anna: Something else was said at this meeting.\nBen: Quite so.\n")
    (cell,) = [c.source for c in nbformat.read(notebook_file("review"), 4).cells if "review.sentence" in c.source]
    *lines, last = cell.splitlines()
    told = {"workshop": folder}
    exec("\n".join(lines), told)
    said, warning = eval(last, told)
    assert said == "No decision counts yet."
    assert warning.startswith("1 decision of the review found its words no longer in the transcript")
