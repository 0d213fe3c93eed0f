"""From decisions to codings: what people decided holds, in findings and briefs, whatever is run again."""

from dataclasses import replace

import pytest

import inspired_analysis as ia
from inspired_analysis.deciding import Judged, Log, MemoTarget, anchor

from .conftest import PROPOSED, TALK, Told


class Desk:
    """Somebody who decides about the proposals of one workshop."""

    def __init__(self, workshop, who="R1", coder=PROPOSED):
        self.workshop, self.who, self.coder, self.log = workshop, who, coder, Log.beside(workshop)

    @property
    def analysis(self):
        return ia.analyse(self.workshop, coders=[self.coder])

    def judged(self, words, **changed):
        analysis = self.analysis
        rows = [r for r in analysis.proposed.itertuples() if words in analysis.transcript.quote(r.start, r.end)]
        row = rows[0]
        made = Judged(code=row.code, statement=row.statement, value=row.value, target=row.target, coder=row.coder,
                      confidence=row.confidence, at=anchor(analysis.transcript, row.start, row.end))  # fmt: skip
        return made.model_copy(update=changed)

    def new(self, words, code, value="", statement=""):
        transcript = self.analysis.transcript
        start = transcript.text.index(words)
        return Judged(code=code, value=value, statement=statement, coder=self.who,
                      at=anchor(transcript, start, start + len(words)))  # fmt: skip

    def accept(self, words, **more):
        judged = self.judged(words)
        return self.log.append(self.who, "accept", before=judged, after=judged, **more)

    def reject(self, words, **more):
        return self.log.append(self.who, "reject", before=self.judged(words), **more)

    def change(self, words, more=None, **changed):
        before = self.judged(words)
        after = before.model_copy(update=changed)
        return self.log.append(self.who, "change", before=before, after=after, **(more or {}))

    def add(self, words, code, value="", statement=""):
        return self.log.append(self.who, "add", after=self.new(words, code, value, statement))


@pytest.fixture
def desk(workshop) -> Desk:
    return Desk(workshop)


def said(analysis) -> list[tuple]:
    """Return code, value, quote and coder of every coding."""
    quote = analysis.transcript.quote
    return [(c.code, c.value, quote(c.start, c.end), c.coder) for c in analysis.codings.itertuples()]


def test_without_decisions_nothing_changes(desk):
    analysis = desk.analysis
    assert analysis.codings is analysis.proposed
    assert analysis.review.sentence == ""
    assert analysis.review.proposed == 4
    assert not (desk.workshop.files[0].parent / "decisions").exists()


def test_what_people_decide_is_what_findings_count(desk):
    assert desk.analysis.assumptions["verdict"].tolist() == ["untested"]  # the coder is too unsure of both
    desk.accept("farmers will accept meters")
    desk.change("I am against them.", value="opposes", more={"why": "He says so."})
    desk.reject("the costs are hard on you")
    desk.add("I understand that", "acknowledgement")
    analysis = desk.analysis
    assert said(analysis) == [
        ("stance", "supports", "farmers will accept meters", "person R1"),
        ("interest", "livelihood", "Our costs have doubled and we need help.", "told 1"),
        ("stance", "opposes", "I am against them.", "person R1"),
        ("acknowledgement", "", "I understand that", "person R1"),
    ]
    assert analysis.assumptions["verdict"].tolist() == ["contested"]
    assert analysis.review.sentence == (
        "R1 checked 3 of 4 proposed codings: 1 accepted, 1 changed, 1 rejected; 1 added.")  # fmt: skip
    assert list(analysis.codings["coding"]) == ["c1", "c2", "c3", "c4"]


def test_the_brief_says_how_much_was_reviewed(desk, tmp_path):
    ia.write_brief(desk.analysis, tmp_path / "before")
    desk.accept("farmers will accept meters")
    ia.write_brief(desk.analysis, tmp_path / "after")
    said = desk.analysis.review.sentence
    for name in ("brief.html", "brief.md", "findings.json"):
        before, after = ((tmp_path / when / name).read_text(encoding="utf-8") for when in ("before", "after"))
        assert said in after
        assert said not in before
        assert "not yet checked by a person" not in after


def test_undo_is_an_entry_and_can_be_undone(desk):
    entry = desk.reject("Our costs")
    back = desk.log.append("R1", "undo", undoes=entry.id)
    assert len(desk.analysis.codings) == 4
    desk.log.append("R1", "undo", undoes=back.id)
    assert len(desk.analysis.codings) == 3
    assert len(desk.log.read()[0]) == 3


def test_decisions_survive_another_coder_with_other_spans_and_values(desk):
    desk.change("I am against them.", value="opposes")
    desk.reject("the costs are hard on you")
    desk.accept("Our costs have doubled")
    desk.coder = Told((
        ("Nobody asked the villages about this.", "stance", "supports", "A1"),
        ("costs are hard", "interest", "livelihood"),
        ("costs are hard", "interest", "recognition"),
        ("Our costs have doubled", "interest", "livelihood"),
        ("Nobody asked the villages", "candidate", "", "A1"),
    ), name="told 2")  # fmt: skip
    assert said(desk.analysis) == [
        ("interest", "livelihood", "Our costs have doubled and we need help.", "person R1"),
        ("stance", "opposes", "I am against them.", "person R1"),
        ("interest", "recognition", "costs are hard", "told 2"),  # nobody has judged this yet
    ]


@pytest.mark.parametrize("mend", [
    lambda t: t.replace("farmers will accept", "the farmers will acept"),
    lambda t: "Mod: Welcome, everybody, to this long-awaited meeting.\nBen: Thank you.\n" + t,
    lambda t: t.replace("I am against them", "I'm against them"),
    lambda t: t.replace("Nobody asked the villages about this.", ""),
    lambda t: t.replace("\n", "\n\n").replace("Yes, ", "Yeah, "),
])  # fmt: skip
def test_decisions_survive_the_mending_of_the_transcript(desk, folder, mend):
    desk.change("I am against them.", value="opposes")
    desk.accept("farmers will accept meters")
    desk.add("I understand that", "acknowledgement")
    (folder / "talk.txt").write_text(mend(TALK), encoding="utf-8")
    analysis = ia.analyse(ia.Workshop.load(folder), coders=[])
    assert len(analysis.review.lost) == 0
    quotes = [q for *_, q, _ in said(analysis)]
    assert len(quotes) == 3
    assert all(word in quote for word, quote in zip(("meters", "against them", "understand that"), quotes, strict=True))


def test_what_finds_its_words_no_more_is_listed_not_dropped(desk, folder, tmp_path):
    desk.accept("Our costs have doubled")
    desk.accept("farmers will accept meters")
    gone = TALK.replace("Our costs have doubled and we need help.", "").replace("the costs are hard on you", "")
    (folder / "talk.txt").write_text(gone, encoding="utf-8")
    analysis = ia.analyse(ia.Workshop.load(folder), coders=[])
    assert analysis.review.lost[["what", "code", "words"]].to_numpy().tolist() == [
        ["accept", "interest", "Our costs have doubled and we need help."]]  # fmt: skip
    ia.write_brief(analysis, tmp_path / "out")
    assert "1 decision of the review found its words no longer" in (tmp_path / "out" / "brief.md").read_text()
    (folder / "talk.txt").write_text(TALK, encoding="utf-8")
    assert len(ia.analyse(ia.Workshop.load(folder), coders=[]).review.lost) == 0


def test_two_people_disagree_until_somebody_adjudicates(desk, workshop):
    other = Desk(workshop, "R2")
    desk.accept("Our costs have doubled")
    other.reject("Our costs have doubled")
    analysis = desk.analysis
    assert analysis.review.disputed[["code", "holds", "rejects"]].to_numpy().tolist() == [["interest", "R1", "R2"]]
    assert "On 1 they disagree" in analysis.review.sentence
    assert not any("Our costs" in quote for *_, quote, _ in said(analysis))  # the last word
    desk.accept("Our costs have doubled", adjudicates=True)
    other.reject("Our costs have doubled")
    analysis = desk.analysis
    assert any("Our costs" in quote for *_, quote, _ in said(analysis))
    assert analysis.review.disputed.empty
    assert set(analysis.decided.by_person) == {"R1", "R2"}


def test_two_people_who_agree_are_one_coding_and_two_voices(desk, workshop):
    for who in ("R1", "R2"):
        Desk(workshop, who).add("We would sign", "red line")
    assert [s for s in said(desk.analysis) if s[0] == "red line"] == [("red line", "", "We would sign", "person R2")]
    assert [len(own) for own in desk.analysis.decided.by_person.values()] == [1, 1]


def test_a_renamed_code_is_renamed_in_decisions_and_in_proposals(desk):
    desk.add("We would sign", "deal")
    desk.log.append("R1", "rename", before=Judged(code="deal"), after=Judged(code="bargain"))
    desk.log.append("R1", "rename", before=Judged(code="interest"), after=Judged(code="stake"))
    desk.add("I understand that", "deal")
    assert [s[0] for s in said(desk.analysis)] == ["stance", "stake", "stance", "bargain", "deal", "stake"]


def test_memos_are_listed_with_their_place(desk):
    transcript = desk.analysis.transcript
    turn = transcript.turns.iloc[1]
    here = anchor(transcript, int(turn["start"]), int(turn["end"]))
    desk.log.append("R1", "memo", on=MemoTarget(kind="turn", at=here), text="Her voice drops.")
    gone = desk.log.append("R1", "memo", on=MemoTarget(kind="code", name="interest"), text="Split by kind?")
    desk.log.append("R1", "undo", undoes=gone.id)
    desk.log.append("R2", "memo", on=MemoTarget(kind="finding", name="assumptions/A1"), text="Ask again.")
    memos = desk.analysis.review.memos
    assert memos[["who", "on", "name", "turn", "text"]].to_numpy().tolist() == [
        ["R1", "turn", "", 2, "Her voice drops."], ["R2", "finding", "assumptions/A1", 0, "Ask again."]]  # fmt: skip


def test_decisions_are_left_aside_where_one_asks_for_it(desk):
    desk.reject("Our costs")
    bare = ia.analyse(desk.workshop, coders=[PROPOSED], decisions=False)
    assert len(bare.codings) == 4
    assert bare.review == replace(bare.review)


def test_whom_decisions_were_about_is_told_by_the_pseudonym_that_came_later(desk, folder):
    transcript = desk.analysis.transcript
    turn = transcript.turns.iloc[4]
    at = anchor(transcript, int(turn["start"]), int(turn["end"]))
    desk.log.append("R1", "add", after=Judged(code="acknowledgement", target="anna", at=at))
    desk.log.append("R1", "add", after=Judged(code="missing stakeholder", value="Anna's sons", at=at))
    desk.log.append("R1", "memo", on=MemoTarget(kind="finding", name="participation/Anna"), text="Hm.")
    plan = folder / "workshop.yaml"
    plan.write_text(plan.read_text().replace("label: Anna,", "label: Anna, pseudonym: P07,"))
    analysis = ia.analyse(ia.Workshop.load(folder), coders=[])
    assert analysis.codings[["value", "target"]].to_numpy().tolist() == [["", "P07"], ["[P07]'s sons", ""]]
    assert list(analysis.participation.set_index("speaker")["responds_to"]["Ben"]) == [("P07", 1)]
    assert list(analysis.review.memos["name"]) == ["participation/P07"]
