"""A project comes in as what it says: once however often, under the right code, with its memos where they belong."""

import time
import zipfile
from dataclasses import replace

import pytest
from deciding.conftest import PROPOSED, TALK

import inspired_analysis as ia
from inspired_analysis.codes import load_codes
from inspired_analysis.deciding import Judged, Log, MemoTarget, anchor
from inspired_analysis.errors import DecisionError
from inspired_analysis.exchange import export_project, import_project, read_qdpx, write_qdpx
from inspired_analysis.exchange.align import align
from inspired_analysis.exchange.project import Case, Coding, Note, Project, ProjectCode, Selection, Source, User, guid
from inspired_analysis.reading import read_workshop
from inspired_analysis.recode import rename_code, take_back
from inspired_analysis.workshop import Workshop

WORDS = "Our costs have doubled"


def _coded(*given: tuple[ProjectCode, str], text: str = TALK, words: str = WORDS) -> Project:
    """Return a project that gives *words* each code, by the user named beside it."""
    start = text.index(words)
    codings = tuple(Coding(guid("x", i), code.guid, guid("u", who)) for i, (code, who) in enumerate(given))
    users = tuple(User(guid("u", who), who) for who in dict.fromkeys(who for _, who in given))
    selection = Selection(guid("s"), "", start, start + len(words), codings)
    codes = tuple({code.guid: code for code, _ in given}.values())
    return Project("p", "Other 1.0", users, codes, (Source(guid("t"), "talk", text, (selection,)),))


def _codings(folder) -> list[tuple[str, ...]]:
    codings = ia.analyse(Workshop.load(folder), coders=[]).codings
    return list(codings[["code", "statement", "value", "coder"]].itertuples(index=False, name=None))


def _at(folder, words: str):
    transcript = ia.read(folder / "talk.txt")
    start = transcript.text.index(words)
    return anchor(transcript, start, start + len(words))


def _round(folder, tmp_path) -> Project:
    """Export the workshop, and read what was written."""
    analysis = ia.analyse(Workshop.load(folder), coders=[PROPOSED])
    return read_qdpx(write_qdpx(export_project(analysis), tmp_path / "out.qdpx"))


def test_two_sides_under_one_name_do_not_take_turns_with_every_import(folder):
    stance = ProjectCode(guid("code", "stance"), "stance")
    for_, against = (ProjectCode(guid(v), v, stance.guid) for v in ("supports", "opposes"))
    project = _coded((for_, "A"), (against, "B"))
    project = replace(project, codes=(stance, *project.codes))
    for already in (0, 2, 2):
        [done] = import_project(project, folder, who="R2")
        assert (done.codings, done.already) == (2 - already, already)
        assert _codings(folder) == [("stance", "", "opposes", "person R2")]


def test_what_was_rejected_or_renamed_since_does_not_come_back_and_what_was_undone_does(folder):
    money = ProjectCode(guid("m"), "Money")
    project = _coded((money, "A"))
    import_project(project, folder)
    log = Log.beside(Workshop.load(folder))
    log.append("A", "reject", before=Judged(code="Money", at=_at(folder, WORDS)))
    assert import_project(project, folder)[0].already == 1
    assert _codings(folder) == []
    take_back(log, log.read()[0], "A")
    rename_code(Workshop.load(folder), "Money", "Cash", who="R1")
    assert import_project(project, folder)[0].already == 1
    assert _codings(folder) == [("Cash", "", "", "person A")]
    assert load_codes(folder).get("Money") is None
    assert import_project(_coded((money, "B")), folder)[0].codings == 1
    assert {code for code, *_ in _codings(folder)} == {"Cash"}
    take_back(log, log.read()[0], "A")
    assert import_project(project, folder)[0].codings == 1


@pytest.mark.parametrize("side", ["For", ""])
def test_a_stance_of_another_program_without_a_side_of_ours_is_said_and_counts_nowhere(folder, side):
    stance = ProjectCode(guid("s"), "stance")
    given = ProjectCode(guid("v"), side, stance.guid) if side else stance
    [done] = import_project(replace(_coded((given, "A")), codes=(stance, given)[: 1 + bool(side)]), folder)
    assert any(repr(side) in lost and "no finding counts it" in lost for lost in done.lost)
    analysis = ia.analyse(Workshop.load(folder), coders=[])
    assert analysis.codings["value"].tolist() == [side]
    assert analysis.assumptions["n_speakers"].tolist() == [0]


LONG = tuple(f"We waited {what} " * 20 for what in ("here", "there", "long"))


@pytest.mark.parametrize(("names", "want"), [
    (("Money", "Money"), {"Money"}), (("", " "), {"unnamed"}), (("candidate",), {"Candidate"}),
    (LONG, {LONG[0].strip(), f"{LONG[0].strip()}/{LONG[1].strip()}", "/".join(map(str.strip, LONG))}),
])  # fmt: skip
def test_codes_of_one_name_of_none_and_of_whole_sentences_are_codes(folder, names, want):
    codes = []
    for i, name in enumerate(names):
        codes.append(ProjectCode(guid("c", i), name, codes[-1].guid if names == LONG and codes else ""))
    [done] = import_project(_coded(*((code, "A") for code in codes)), folder)
    given = {code for code, *_ in _codings(folder)}
    assert given == want
    assert all(load_codes(folder).get(code) for code in given)
    assert done.codings == len(given)


def test_an_interest_that_is_called_like_a_code_of_ones_own_stays_an_interest(folder, tmp_path):
    (folder / "codes.yaml").write_text("codes: [{code: security, values: [high]}, {code: fairness}]\n")
    log = Log.beside(Workshop.load(folder))
    given = (Judged(code="interest", value="security"), Judged(code="security", value="high"),
             Judged(code="criterion", statement="A1", target="fairness", value="favourable"))  # fmt: skip
    for judged in given:
        log.append("R1", "add", after=judged.model_copy(update={"at": _at(folder, WORDS)}))
    project = _round(folder, tmp_path)
    assert import_project(project, folder)[0].codings == 0
    # The same from a program that gives guids of its own.
    other = {c.guid: guid("other", c.guid) for c in project.codes}
    codes = tuple(replace(c, guid=other[c.guid], parent=other.get(c.parent, "")) for c in project.codes)
    [source] = project.sources
    selections = tuple(replace(s, codings=tuple(replace(c, code=other[c.code]) for c in s.codings))
                       for s in source.selections)  # fmt: skip
    foreign = replace(project, codes=codes, sources=(replace(source, selections=selections),))
    assert import_project(foreign, folder)[0].codings == 0


def test_a_criterion_that_is_not_named_and_a_statement_with_a_name_listed_since_come_back(folder, tmp_path):
    plan = folder / "workshop.yaml"
    plan.write_text(plan.read_text().replace("Farmers will accept", "Halvek will accept"))
    given = (Judged(code="criterion", statement="A1", value="favourable"), Judged(code="criterion", target="fairness"),
             Judged(code="stance", statement="A1", value="opposes"))  # fmt: skip
    for judged in given:
        at = _at(folder, WORDS)
        Log.beside(Workshop.load(folder)).append("R1", "add", after=judged.model_copy(update={"at": at}))
    project = _round(folder, tmp_path)
    (folder / "names.yaml").write_text("names: [{name: Halvek, kind: place, replacement: town A}]\n")
    [done] = import_project(project, folder)
    assert (done.codings, done.already) == (0, 3)
    assert not [lost for lost in done.lost if "Halvek" in lost]


def test_codes_that_were_renamed_elsewhere_are_still_ours_and_it_is_said(folder, tmp_path):
    (folder / "codes.yaml").write_text("codes: [{code: waiting, values: [long]}]\n")
    log = Log.beside(Workshop.load(folder))
    for judged in (Judged(code="waiting", value="long"), Judged(code="interest", value="voice")):
        log.append("R1", "add", after=judged.model_copy(update={"at": _at(folder, WORDS)}))
    project, names = _round(folder, tmp_path), {"waiting": "queuing", "interest": "Interests"}
    renamed = replace(project, codes=tuple(replace(c, name=names.get(c.name, c.name)) for c in project.codes))
    [done] = import_project(renamed, folder, who="R1")
    assert (done.codings, done.already) == (0, 2)
    assert "the name 'queuing' that the code 'waiting' has there: here it keeps its own" in done.lost
    assert import_project(renamed, folder, who="R2")[0].codings == 2
    assert {code for code, *_ in _codings(folder)} == {"waiting", "interest"}
    assert "queuing" not in (folder / "codes.yaml").read_text()


def test_codes_of_ones_own_come_back_whole(folder, tmp_path):
    (folder / "codes.yaml").write_text("""codes:
  - {code: obstacles, definition: What is in the way.}
  - code: waiting
    parent: obstacles
    definition: Somebody waits for an office.
    not_evidence: Waiting for people.
    values: [short, long]
    colour: '#0072B2'
    examples: [Nobody has written back., You sit in that corridor., It took them two years.]
    counter_examples: ["We can wait, there is no hurry."]
""")
    import_project(_round(folder, tmp_path), tmp_path / "new")
    for name in ("obstacles", "waiting"):
        assert load_codes(tmp_path / "new").get(name) == load_codes(folder).get(name)
    assert load_codes(tmp_path / "new").get("waiting").sought


def _memos(folder) -> list[tuple]:
    memos = ia.analyse(Workshop.load(folder), coders=[]).review.memos
    return [(m.on, m.name, m.turn, m.text) for m in memos.itertuples()]


def test_memos_keep_their_place_and_come_once(folder, tmp_path):
    log, at = Log.beside(Workshop.load(folder)), _at(folder, WORDS)
    for code in ("reason", "interest"):
        log.append("R1", "add", after=Judged(code=code, at=at))
    log.append("R1", "memo", on=MemoTarget(kind="coding", name="interest", at=at), text="Which costs?")
    wrong = Judged(code="stance", statement="A1", value="supports", at=_at(folder, "I am against them."))
    log.append("R1", "reject", before=wrong)
    log.append("R1", "memo", on=MemoTarget(kind="coding", name="stance", at=wrong.at), text="He is against.")
    project = _round(folder, tmp_path)
    assert import_project(project, folder)[0].memos == 0
    assert import_project(project, tmp_path / "new")[0].memos == 2
    assert _memos(tmp_path / "new") == [
        ("coding", "interest", 2, "Which costs?"), ("turn", "", 3, "He is against."),
    ]  # fmt: skip
    take_back(log, log.read()[0], "R1")
    assert import_project(project, folder)[0].memos == 1


def test_memos_on_codes_are_on_the_code_that_is_meant_and_come_once_though_it_was_renamed(folder, tmp_path):
    costs = ProjectCode(guid("c"), "Costs", guid("m"), notes=(guid("n"),))
    project = _coded((ProjectCode(guid("m"), "Money"), "A"), (costs, "A"))
    project = replace(project, notes=(Note(guid("n"), "", "Split?", guid("u", "A")),))
    import_project(project, folder)
    log = Log.beside(Workshop.load(folder))
    for code in ("Money", "security", "interest"):
        value = "security" if code == "interest" else ""
        log.append("A", "add", after=Judged(code=code, value=value, at=_at(folder, WORDS)))
        log.append("A", "memo", on=MemoTarget(kind="code", name=code), text=f"On {code}.")
    gone = _at(folder, WORDS).model_copy(update={"words": "Never said.", "before": "", "after": ""})
    log.append("A", "memo", on=MemoTarget(kind="turn", at=gone), text="Who?")
    rename_code(Workshop.load(folder), "Money", "Cash", who="A")
    said = {"Money/Costs": "Split?", "Cash": "On Money.", "security": "On security.", "interest": "On interest."}
    memos = [*(("code", code, 0, text) for code, text in said.items()), ("turn", "", 0, "Who?")]
    assert _memos(folder) == memos
    assert import_project(_round(folder, tmp_path), folder)[0].memos == 0
    assert import_project(project, folder)[0].memos == 0
    assert _memos(folder) == memos


def test_names_that_were_listed_later_are_in_no_memo_and_no_lost_words(folder, tmp_path):
    log = Log.beside(Workshop.load(folder))
    log.append("R1", "memo", on=MemoTarget(kind="workshop"), text="Halvek's people were cross.")
    gone = anchor(ia.read(folder / "talk.txt"), 0, 20).model_copy(update={"words": "Halvek never came, all day long."})
    log.append("R1", "add", after=Judged(code="reason", at=gone.model_copy(update={"before": "", "after": ""})))
    (folder / "names.yaml").write_text("names: [{name: Halvek, kind: place, replacement: town A}]\n")
    analysis = ia.analyse(Workshop.load(folder), coders=[])
    assert analysis.review.memos["text"].tolist() == ["[town A]'s people were cross."]
    assert analysis.review.lost["words"].tolist() == ["[town A] never came, all day long."]
    project = _round(folder, tmp_path)
    assert [n.text for n in project.notes] == ["[town A]'s people were cross."]
    assert import_project(project, folder)[0].memos == 0


def test_a_memo_on_a_code_goes_with_the_code_that_is_renamed(folder):
    import_project(_coded((ProjectCode(guid("m"), "Money"), "A")), folder)
    Log.beside(Workshop.load(folder)).append("A", "memo", on=MemoTarget(kind="code", name="Money"), text="Split?")
    rename_code(Workshop.load(folder), "Money", "Cash", who="A")
    assert _memos(folder) == [("code", "Cash", 0, "Split?")]


def test_what_is_left_out_is_counted_right(folder):
    log = Log.beside(Workshop.load(folder))
    was = Judged(code="interest", value="livelihood", at=_at(folder, "the costs are hard on you"))
    log.append("R1", "change", before=was, after=was.model_copy(update={"value": "voice"}))
    assert export_project(ia.analyse(Workshop.load(folder), coders=[PROPOSED])).lost == ()
    log.append("R1", "reject", before=Judged(code="interest", value="livelihood",
                                             at=_at(folder, "Our costs have doubled and we need help.")))  # fmt: skip
    [said] = export_project(ia.analyse(Workshop.load(folder), coders=[PROPOSED])).lost
    assert said.startswith("1 rejection: ")
    log.append("R2", "add", after=was.model_copy(update={"value": "voice"}))
    *_, said = export_project(ia.analyse(Workshop.load(folder), coders=[PROPOSED])).lost
    assert said == "1 coding on which somebody else has the last word: theirs alone goes out"


QDE = """<Project xmlns="urn:QDA-XML:project:1.0" name="p">
<Users><User guid="{{00000000-0000-0000-0000-00000000000A}}" name="Eve"/></Users>
<CodeBook><Codes><Code guid="00000000-0000-0000-0000-000000000001" name="Money" isCodable="true"/></Codes></CodeBook>
<Cases><Case guid="00000000-0000-0000-0000-000000000009" name="Anna">
<CodeRef targetGUID="00000000-0000-0000-0000-000000000001"/></Case></Cases>
<Sources><TextSource guid="00000000-0000-0000-0000-000000000002" name="talk"><PlainTextContent>{text}</PlainTextContent>
<PlainTextSelection guid="00000000-0000-0000-0000-000000000003" startPosition="{start}" endPosition="{end}">
<Coding guid="00000000-0000-0000-0000-000000000004" creatingUser="{{00000000-0000-0000-0000-00000000000a}}">
<CodeRef targetGUID="00000000-0000-0000-0000-000000000001"/><NoteRef targetGUID="00000000-0000-0000-0000-000000000006"/>
</Coding></PlainTextSelection>
<Coding guid="00000000-0000-0000-0000-000000000005">
<CodeRef targetGUID="00000000-0000-0000-0000-000000000001"/></Coding>
<NoteRef targetGUID="00000000-0000-0000-0000-000000000007"/></TextSource></Sources>
<Notes><Note guid="00000000-0000-0000-0000-000000000006" name="a"><PlainTextContent>On it.</PlainTextContent></Note>
<Note guid="00000000-0000-0000-0000-000000000007" name="b"><PlainTextContent>Hot day.</PlainTextContent></Note>
<Note guid="00000000-0000-0000-0000-000000000008" name="c" richTextPath="internal://c.docx"/></Notes></Project>"""


def test_notes_on_codings_and_texts_are_memos_and_what_hangs_elsewhere_is_counted(folder, tmp_path):
    start = TALK.index(WORDS)
    with zipfile.ZipFile(tmp_path / "p.qdpx", "w") as archive:
        archive.writestr("project.qde", QDE.format(text=TALK, start=start, end=start + len(WORDS)))
    project = read_qdpx(tmp_path / "p.qdpx")
    assert project.lost == ("codings of a case: 1", "codings of a whole text: 1",
                            "notes whose plain text the project does not hold: 1")  # fmt: skip
    import_project(project, folder)
    assert _codings(folder) == [("Money", "", "", "person Eve")]
    assert _memos(folder) == [("workshop", "", 0, "Hot day."), ("coding", "Money", 2, "On it.")]


def test_words_on_a_selection_without_a_code_are_a_memo_and_what_cases_say_is_told(folder):
    start = TALK.index(WORDS)
    selection = Selection(guid("s"), "", start, start + len(WORDS), (), "Which costs?\r\nconfidence: low")
    project = Project("p", "Other 1.0", sources=(Source(guid("t"), "talk", TALK, (selection,)),),
                      cases=(Case(guid("k"), "Anna", (("age", "40"), ("group", "x"), ("town", ""))),))  # fmt: skip
    [done] = import_project(project, folder)
    assert _memos(folder) == [("turn", "", 2, "Which costs?\nconfidence: low")]
    assert done.lost == ("what cases say of people (age): the plan has it, under participants:",)


def test_a_text_that_another_workshop_took_is_not_lost(folder):
    talk = "Carl: Prices are far too high for us here.\nDina: Not at all, they are quite low.\n"
    (folder.parent / "prices").mkdir()
    (folder.parent / "prices" / "talk.txt").write_text(talk)
    money = ProjectCode(guid("m"), "Money")
    one, two = _coded((money, "A")), _coded((money, "A"), text=talk, words="Prices are far")
    third = Source(guid("t3"), "third", "Quite another text, about nothing.", one.sources[0].selections)
    both = replace(one, sources=(one.sources[0], replace(two.sources[0], guid=guid("t2")), third))
    done = import_project(both, folder.parent)
    assert [d.codings for d in done] == [1, 1]
    assert {d.lost for d in done} == {("1 coding of 'third', which is another text than this transcript",)}


def test_the_files_of_one_workshop_are_parts_of_its_transcript(folder):
    lines = TALK.splitlines(keepends=True)
    (folder / "talk.txt").write_text("".join(lines[:2]))
    (folder / "talk-2.txt").write_text("".join(lines[2:4]))
    (folder / "talk-3.txt").write_text("Ben: Prices are far too high for us here.\nAnna: Not at all.\n" * 30)
    [source] = _coded((ProjectCode(guid("m"), "Money"), "A"), text="".join(lines[:2])).sources
    other = replace(source, guid=guid("t2"), name="notes", text="Buy bread; call the office about the hall. " * 9)
    project = replace(_coded((ProjectCode(guid("m"), "Money"), "A")), sources=(source, other))
    [done] = import_project(project, folder)
    assert done.lost == ("1 coding of 'notes', which is another text than this transcript",)
    [row] = ia.analyse(Workshop.load(folder), coders=[]).codings.itertuples()
    assert read_workshop(Workshop.load(folder)).quote(row.start, row.end) == WORDS


def test_a_text_in_a_folder_below_does_not_take_the_place_of_the_transcript(folder):
    (folder / "workshop.yaml").unlink()
    (folder / "old").mkdir()
    (folder / "old" / "notes.txt").write_text("Carl: Prices are high.\nDina: Not at all.\n")
    [done] = import_project(_coded((ProjectCode(guid("m"), "Money"), "A")), folder)
    assert (done.folder, done.codings, done.lost) == (folder, 1, ())
    assert not (folder / "old" / "codes.yaml").exists()


def test_a_name_that_cannot_be_is_refused_before_anything_is_written(folder):
    with pytest.raises(DecisionError, match="a pseudonym"):
        import_project(_coded((ProjectCode(guid("m"), "Money"), "A")), folder, who="R 2")
    assert not (folder / "codes.yaml").exists()


def test_long_texts_are_aligned_in_seconds(tmp_path):
    def talk(letter: str) -> str:
        words = [f"{letter}{i * 7919 % 10_007}" for i in range(40_000)]
        return "\n".join(f"{'AB'[n % 2]}nna: {' '.join(words[n * 20 : n * 20 + 20])}" for n in range(2_000))

    (tmp_path / "talk.txt").write_text(talk("w"))
    transcript, began = ia.read(tmp_path / "talk.txt"), time.process_time()
    assert align(talk("v"), transcript).found < 0.5
    found = align(talk("w"), transcript)
    assert [turn for turn, *_ in found.spans(0, len(talk("w")))] == transcript.turns["turn"].tolist()
    assert time.process_time() - began < 10
