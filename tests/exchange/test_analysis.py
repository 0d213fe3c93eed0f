"""An analysis goes out as a project and comes back as decisions, in its own workshop and in a new one."""

import random
from dataclasses import replace

import pytest
from deciding.conftest import PROPOSED

import inspired_analysis as ia
from exchange.test_refi import check_conformance
from inspired_analysis.deciding import Judged, Log, MemoTarget, anchor
from inspired_analysis.errors import ExchangeError
from inspired_analysis.exchange import export_project, import_project, read_qdpx, write_qdpx
from inspired_analysis.exchange.align import align
from inspired_analysis.exchange.project import Coding, Project, ProjectCode, Selection, Source, User, guid
from inspired_analysis.workshop import Workshop


def _decide(workshop: Workshop) -> ia.Analysis:
    """Let R1 accept a stance, add a coding, and write memos."""
    analysis, log = ia.analyse(workshop, coders=[PROPOSED]), Log.beside(workshop)
    row = analysis.proposed.iloc[0]
    judged = Judged(code=row["code"], statement=row["statement"], value=row["value"],
                    at=anchor(analysis.transcript, row["start"], row["end"]))  # fmt: skip
    log.append("R1", "accept", before=judged, after=judged)
    start = analysis.transcript.text.index("I understand that")
    mine = Judged(code="acknowledgement", target="Anna", at=anchor(analysis.transcript, start, start + 17))
    log.append("R1", "add", after=mine)
    turn = analysis.turns.iloc[2]
    log.append("R1", "memo", text="Says it twice.",
               on=MemoTarget(kind="turn", at=anchor(analysis.transcript, turn["start"], turn["end"])))  # fmt: skip
    log.append("R1", "memo", on=MemoTarget(kind="code", name="interest"), text="Split?")
    log.append("R1", "memo", on=MemoTarget(kind="finding", name="assumptions/A1"), text="Ask again.")
    return ia.analyse(workshop, coders=[PROPOSED])


def _people(analysis) -> list[tuple]:
    own = analysis.codings[analysis.codings["coder"].str.startswith("person ")]
    return [(analysis.transcript.quote(r.start, r.end), r.code, r.statement, r.value, r.target, r.coder)
            for r in own.itertuples()]  # fmt: skip


@pytest.fixture
def exported(workshop, tmp_path):
    analysis = _decide(workshop)
    return analysis, write_qdpx(export_project(analysis), tmp_path / "out.qdpx")


def test_what_is_exported_conforms_and_holds_everything(exported):
    analysis, path = exported
    check_conformance(path)
    project = read_qdpx(path)
    [source] = project.sources
    assert source.text == analysis.transcript.text
    coded = [s for s in source.selections if s.codings]
    assert len(coded) == len(analysis.codings) == 5
    assert project.path(coded[0].codings[0].code) == ("stance", "A1: Farmers will accept meters.", "supports")
    assert {(u.name, u.id) for u in project.users} == {("R1", ""), ("told 1", "machine")}
    anna = next(c for c in project.cases if c.name == "Anna")
    assert dict(anna.values) == {"group": "farmers", "role": "participant"}
    turns = {s.guid: s.name for s in source.selections}
    assert [turns[g] for g in anna.selections] == ["turn 2", "turn 4"]
    assert {n.text for n in project.notes} == {"Says it twice.", "Split?", "Ask again."}
    assert export_project(analysis) == export_project(analysis)


def test_importing_into_the_same_workshop_adds_nothing_twice(exported, folder):
    _, path = exported
    [done] = import_project(read_qdpx(path), folder)
    assert (done.codings, done.memos, done.already) == (0, 0, 5)
    assert done.lost == ("codings by a machine: coders propose them anew",)


@pytest.mark.parametrize("ids", [("",), ("T",), ()])
def test_what_a_machine_coded_is_nobodys_decision_though_a_program_dropped_its_id(workshop, folder, ids):
    # ATLAS.ti writes users without ids, NVivo gives them ids of its own; others leave users out.
    project = export_project(ia.analyse(workshop, coders=[PROPOSED]))
    [machine] = project.users
    users = tuple(replace(machine, id=own) for own in ids)
    [done] = import_project(replace(project, users=users), folder, who="R2")
    assert (done.codings, done.lost) == (0, ("codings by a machine: coders propose them anew",))


def test_a_project_makes_a_workshop_with_its_speakers_codings_and_memos(exported, tmp_path):
    analysis, path = exported
    [done] = import_project(read_qdpx(path), tmp_path / "new")
    assert (done.codings, done.memos) == (2, 3)
    again = ia.analyse(Workshop.load(tmp_path / "new"), coders=[])
    same = ["speaker", "group", "role", "text"]
    assert again.turns[same].equals(analysis.turns[same])
    told = [(q, c, v, t) for q, c, _, v, t, _ in _people(analysis)]
    # The new workshop has no plan with the statement: the side is kept, and that the sentence is not is said.
    assert [(q, c, v, t) for q, c, _, v, t, _ in _people(again)] == told
    assert any("'A1: Farmers will accept meters.', which the plan does not list" in lost for lost in done.lost)
    assert sorted(again.review.memos["text"]) == ["Ask again.", "Says it twice.", "Split?"]


def test_no_words_are_lost_or_somebody_elses_where_turns_were_coded_sorted_or_deleted(exported, tmp_path):
    analysis, path = exported
    project = read_qdpx(path)
    [source] = project.sources
    coding = (Coding(guid("x"), guid("code", "interest")),)
    changed = [replace(s, codings=coding) if s.name == "turn 2" else s for s in source.selections if s.name != "turn 3"]
    source = replace(source, selections=tuple(changed[::-1]))
    import_project(replace(project, sources=(source,)), tmp_path / "new")
    again = ia.read(tmp_path / "new" / "meters.txt")
    assert again.turns["text"].equals(analysis.turns["text"])
    assert again.turns["speaker"].tolist() == ["Mod", "Anna", "Unknown", "Anna", "Ben"]


def _foreign(text: str, *spans: tuple[int, int]) -> Project:
    """Return a project as another program would make it, with the code Costs below Money."""
    codes = (ProjectCode(guid("m"), "Money"), ProjectCode(guid("c"), "Costs", guid("m"), "#ABC", "What it costs."))
    selections = tuple(
        Selection(guid("s", i), "", start, end, (Coding(guid("x", i), guid("c"), guid("u")),))
        for i, (start, end) in enumerate(spans)
    )
    return Project("other", "Other 1.0", (User(guid("u"), "Dr. No"),), codes,
                   (Source(guid("t"), "talk", text, selections),))  # fmt: skip


def test_codings_of_another_program_are_placed_exactly_though_its_text_has_labels_and_times(workshop, folder):
    text = (folder / "talk.txt").read_text()
    text = text.replace("\n", "\r\n").replace("Ben: ", "[00:12] Ben: ").replace("we need", "we\t need")
    spans = [(text.index(w), text.index(w) + len(w)) for w in ("Our costs have doubled and we\t need help.",
             "about this.\r\nAnna: We would sign")]  # fmt: skip
    [done] = import_project(_foreign(text, *spans), folder)
    assert (done.codings, done.lost) == (3, ())
    assert _people(ia.analyse(workshop, coders=[])) == [
        ("Our costs have doubled and we need help.", "Money/Costs", "", "", "", "person Dr-No"),
        ("about this.", "Money/Costs", "", "", "", "person Dr-No"),
        ("We would sign", "Money/Costs", "", "", "", "person Dr-No"),
    ]
    known = ia.codes.load_codes(folder).get("Money/Costs")
    assert (known.parent, known.colour, known.definition) == ("Money", "#AABBCC", "What it costs.")
    assert import_project(_foreign(text, *spans), folder)[0].already == 3


def test_what_has_no_place_is_listed(folder, tmp_path):
    text = "Page 1 of 9\n" + (folder / "talk.txt").read_text()
    [done] = import_project(_foreign(text, (0, 11)), folder, who="R9")
    assert done.lost == ("a selection in 'talk', 0 to 11: its words are not in the transcript",)
    [done] = import_project(_foreign("Quite another text about nothing of the kind, at some length.", (0, 5)), folder)
    assert "another text" in done.lost[0]
    with pytest.raises(ExchangeError, match="texts, since there is no transcript yet"):
        import_project(Project("p"), tmp_path / "none")


def test_ten_thousand_codings_come_back_to_the_character(tmp_path):
    seed = random.Random(1)
    pieces = ["water ", "🙂", "e\u0301 ", "שלום ", "𝔸 ", "costs.\n", "Ben:\n", "pay\r\n"]
    text = "".join(seed.choices(pieces, k=6000))
    spans = [(a := seed.randrange(len(text) - 1), seed.randrange(a + 1, len(text))) for _ in range(10_000)]
    project = _foreign(text, *spans)
    read = read_qdpx(write_qdpx(project, tmp_path / "big.qdpx"))
    assert read == project


def test_alignment_maps_words_and_nothing_else(workshop):
    transcript = ia.read(workshop.files[0], plan=workshop.plan)
    text = workshop.files[0].read_text()
    found = align(text, transcript)
    assert found.found == 1.0
    for turn in transcript.turns.itertuples():
        at = text.index(turn.text)
        assert found.spans(at, at + len(turn.text)) == [(turn.turn, turn.start, turn.end)]
        assert found.spans(at - 2, at) == []
    assert align("", transcript).found == 0


def test_a_text_that_lacks_a_turn_and_spells_words_otherwise_is_aligned_all_the_same(tmp_path):
    seed = random.Random(4)
    words = ("water", "farm", "cost", "meter", "we", "they", "pay", "council", "leak", "price")
    said = [seed.choice(("Yes.", "No.", "Mm.", "Right, right.")) if n % 2 else
            f"{' '.join(seed.choices(words, k=30))}.".capitalize() for n in range(80)]  # fmt: skip
    (tmp_path / "talk.txt").write_text("\n".join(f"{'ABC'[n % 3]}nna: {text}" for n, text in enumerate(said)))
    transcript = ia.read(tmp_path / "talk.txt")
    source, places = "Interview 3\nPage 1\n", {}
    for turn in transcript.turns.itertuples():
        text = turn.text.replace("cost", "costs", 1) if turn.turn % 7 == 0 else turn.text
        if turn.turn % 20 != 11:  # one turn in twenty is not there
            source += f"[00:{turn.turn:02}:10] {turn.speaker.upper()}\n"
            places[turn.turn] = (len(source), len(source) + len(text))
            source += f"{text}\n\n"
    found = align(source, transcript)
    own = {t.turn: (t.turn, t.start, t.end) for t in transcript.turns.itertuples()}
    right = [found.spans(*place) == [own[turn]] for turn, place in places.items()]
    assert len(right) == 76
    assert sum(right) >= 74  # a word of two letters beside one that is gone may be either


def test_sources_of_one_name_become_a_workshop_each(tmp_path):
    talk = ("Anna: We need water here.\nBen: And the pumps, too.\n", "Carl: Prices are high.\nDina: Not at all.\n",
            "Eva: Who is to pay?\nFred: Nobody.\n")  # fmt: skip
    names = ("Interview", "interview", "Interview-2")
    sources = tuple(Source(guid("t", i), name, text) for i, (name, text) in enumerate(zip(names, talk, strict=True)))
    import_project(Project("other", "Other 1.0", sources=sources), tmp_path / "new")
    made = {f.parent.name: f.read_text() for f in (tmp_path / "new").rglob("*.txt")}
    assert made == dict(zip(("Interview", "interview-3", "Interview-2"), talk, strict=True))
