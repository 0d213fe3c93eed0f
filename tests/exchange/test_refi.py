"""REFI-QDA: what goes out comes back to the character, and real files of others are read or accounted for."""

import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from inspired_analysis.errors import ExchangeError, ReadingError
from inspired_analysis.exchange.project import Case, Coding, Note, Project, ProjectCode, Selection, Source, User, guid
from inspired_analysis.exchange.qdpx_in import read_qdc, read_qdpx
from inspired_analysis.exchange.qdpx_out import qdpx_bytes, write_qdc, write_qdpx

SHARED = Path(__file__).resolve().parents[3] / "shared" / "refi-qda"
real = pytest.mark.skipif(not SHARED.is_dir(), reason="no shared/refi-qda beside this checkout")

# Astral characters, combining marks, right-to-left letters and marks, and every kind of line end.
PIECES = ("We pay twice. ", "🙂👩\u200d🌾", "e\u0301", "naïve", "שלום", "الماء ", "\u202e", "\r\n", "\n", "\r", "\t",
          "𝔸", "\u2028", "\ufeff", "a ")  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=40).map("".join)
NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1, max_size=20)
LONGER = st.text(st.characters(exclude_categories=["Cs", "Cn"], exclude_characters="".join(
    map(chr, [*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF]))), min_size=1, max_size=30)  # fmt: skip


@st.composite
def projects(draw) -> Project:
    """A project with two users, a tree of codes, one or two texts with codings anywhere in them, cases, and notes."""
    users = tuple(User(guid("u", i), draw(NAMES)) for i in range(2))
    codes = []
    for i in range(draw(st.integers(1, 5))):
        parent = draw(st.sampled_from(["", *(c.guid for c in codes)]))
        colour = draw(st.sampled_from(["", "#12abEF"]))
        codes.append(ProjectCode(guid("c", i), draw(NAMES), parent, colour, draw(LONGER)))
    note = Note(guid("n"), draw(NAMES), draw(LONGER), users[0].guid, "2025-01-02T03:04:05.000006Z")
    sources = []
    for s in range(draw(st.integers(1, 2))):
        text, selections = draw(TEXTS), []
        for i in range(draw(st.integers(0, 5))):
            start, end = sorted(draw(st.tuples(*[st.integers(0, len(text))] * 2)))
            coding = Coding(guid("x", s, i), draw(st.sampled_from(codes)).guid, users[1].guid, "2025-01-02T03:04:05Z")
            notes = (note.guid,) if draw(st.booleans()) else ()
            selections.append(Selection(guid("s", s, i), draw(NAMES), start, end, (coding,), draw(LONGER),
                                        users[1].guid, "2025-01-02T03:04:05Z", notes))  # fmt: skip
        sources.append(Source(guid("t", s), draw(NAMES), text, tuple(selections)))
    picked = tuple(s.guid for source in sources for s in source.selections)
    cases = (Case(guid("k"), draw(NAMES), (("group", draw(LONGER)), ("role", "participant")), picked),)
    return Project(draw(NAMES), "us", users, _as_read(codes), tuple(sources), cases, (note,), (note.guid,))


def _as_read(codes: list[ProjectCode]) -> tuple[ProjectCode, ...]:
    """Return *codes* in the order of the tree."""
    def below(parent):
        for code in codes:
            if code.parent == parent:
                yield code
                yield from below(code.guid)

    return tuple(below(""))


@settings(max_examples=50, deadline=None)
@given(projects())
def test_what_goes_out_comes_back_to_the_character(tmp_path_factory, project):
    path = write_qdpx(project, tmp_path_factory.mktemp("qda") / "out.qdpx")
    assert read_qdpx(path) == project
    assert qdpx_bytes(project) == path.read_bytes()


@settings(max_examples=15, deadline=None)
@given(projects())
def test_a_codebook_comes_back(tmp_path_factory, project):
    path = write_qdc(project.codes, tmp_path_factory.mktemp("qda") / "out.qdc", origin="us")
    assert read_qdc(path) == project.codes


@settings(max_examples=15, deadline=None)
@given(projects())
def test_it_keeps_to_the_specification_where_the_schema_is_silent(tmp_path_factory, project):
    path = write_qdpx(project, tmp_path_factory.mktemp("qda") / "out.qdpx")
    check_conformance(path)


def check_conformance(path: Path) -> None:
    """What the specification asks beyond the schema: names, paths, texts, and references that lead somewhere."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        assert names[0] == "project.qde"
        assert all(re.fullmatch(r"sources/[0-9A-F-]{36}\.txt", name) for name in names[1:])
        root = etree.fromstring(archive.read("project.qde"))
        guids = [e.get("guid") for e in root.iter() if e.get("guid")]
        assert len(set(guids)) == len(guids)
        for element in root.iter():
            for name in ("targetGUID", "creatingUser", "creatingUserGUID"):
                assert element.get(name) is None or element.get(name) in guids, name
        for source in root.iter("{*}TextSource", "{*}Note"):
            inline = source.find("{*}PlainTextContent") is not None
            place = source.get("plainTextPath")
            assert inline != bool(place), "the text stands in one place"
            if place:
                text = archive.read("sources/" + place.removeprefix("internal://")).decode("utf-8")
                for selection in source.iter("{*}PlainTextSelection"):
                    start, end = int(selection.get("startPosition")), int(selection.get("endPosition"))
                    assert 0 <= start <= end <= len(text)


@real
@settings(max_examples=15, deadline=None)
@given(projects())
def test_it_is_valid(tmp_path_factory, project):
    folder = tmp_path_factory.mktemp("qda")
    for name, write, what in (("Project", write_qdpx, project), ("Codebook", write_qdc, project.codes)):
        schema = etree.XMLSchema(etree.parse(SHARED / f"{name}.xsd"))
        path = write(what, folder / "out")
        raw = zipfile.ZipFile(path).read("project.qde") if name == "Project" else path.read_bytes()
        schema.assertValid(etree.fromstring(raw))


@real
def test_real_files_are_read_and_what_has_no_place_is_said():
    found = {path.name: read_qdpx(path) for path in sorted(SHARED.glob("*.qdpx"))}
    counts = {name: (len(p.codes), len(p.sources), sum(len(s.codings) for x in p.sources for s in x.selections))
              for name, p in found.items()}  # fmt: skip
    assert counts == {
        "cproctor_demo.qdpx": (262, 2, 205), "cproctor_nvivo_project.qdpx": (262, 2, 0),
        "ponte_blank-atlas-project.qdpx": (0, 0, 0), "ponte_target-atlas-project.qdpx": (3, 0, 0),
        "skyloom_TestProject.qdpx": (14, 7, 9),
    }  # fmt: skip
    demo = found["cproctor_demo.qdpx"]
    lines = [s for x in demo.sources for s in x.selections]
    assert all("\n" not in demo.sources[0].text[s.start : s.end].strip() for s in lines)  # qc codes whole lines
    atlas = " ".join(found["skyloom_TestProject.qdpx"].lost)
    assert "graphs: 1" in atlas
    assert "sets: 16" in atlas
    assert "the text of 'Mabel.txt', with 3 codings" in atlas
    assert found["ponte_target-atlas-project.qdpx"].path("2D2466F0-D77F-4F8C-BDF9-628966B6B74D")[0] == "Commits"


@real
def test_selections_in_real_files_bear_the_words_of_their_place():
    """Offsets are exact: in qc's project each selection is one line, named by its number."""
    source = next(s for s in read_qdpx(SHARED / "cproctor_demo.qdpx").sources if s.selections)
    starts = [0, *(m.end() for m in re.finditer("\n", source.text))]
    for selection in source.selections:
        line = int(selection.name.removeprefix("line:"))
        assert selection.start == starts[line]


def test_line_ends_that_another_program_counted_as_one_are_told_by_the_names(tmp_path):
    text, words = "One.\r\nTwo.\r\nThree words here.", "Three words here."
    one = text.replace("\r\n", "\n").index(words)
    for start in (one, text.index(words)):
        selection = Selection(guid("s"), words, start, start + len(words))
        path = write_qdpx(Project("p", sources=(Source(guid("t"), "t", text, (selection,)),)), tmp_path / "p.qdpx")
        [source] = read_qdpx(path).sources
        [found] = source.selections
        assert source.text[found.start : found.end] == words


def test_what_is_no_project_is_refused_in_plain_words(tmp_path):
    path = tmp_path / "x.qdpx"
    with pytest.raises(ExchangeError, match="a file that can be read"):
        read_qdpx(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("other.txt", "no project")
    with pytest.raises(ExchangeError, match="a project"):
        read_qdpx(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.qde", '<!DOCTYPE x [<!ENTITY a "b">]><Project/>')
    with pytest.raises(ReadingError, match="document type"):
        read_qdpx(path)
    path.write_text("<CodeBook/>")
    with pytest.raises(ReadingError):
        read_qdpx(path)
    assert read_qdc(path) == ()
