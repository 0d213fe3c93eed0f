"""Independent readers of REFI-QDA on what we write: the same texts, the same offsets, the same codes."""

import random

import pytest

from exchange.test_analysis import _foreign
from inspired_analysis.exchange.qdpx_out import write_qdpx


@pytest.fixture
def written(tmp_path):
    """A project with 200 codings anywhere in a text with astral, combining and right-to-left characters."""
    seed = random.Random(2)
    text = "".join(seed.choices(["water ", "🙂", "e\u0301 ", "שלום ", "𝔸 ", "costs.\n"], k=300))
    spans = [(a := seed.randrange(len(text) - 1), seed.randrange(a + 1, len(text))) for _ in range(200)]
    return _foreign(text, *spans), write_qdpx(_foreign(text, *spans), tmp_path / "out.qdpx")


def test_pyrefiqda_reads_the_same(written, tmp_path):
    pyrefiqda = pytest.importorskip("pyrefiqda")
    project, path = written
    read = pyrefiqda.RefiProject.load(path, extract_dir=str(tmp_path / "peer"))
    [source], [mine] = read.sources.text_source, project.sources
    text = (tmp_path / "peer" / "sources" / source.plain_text_path.removeprefix("internal://")).read_bytes().decode()
    assert text == mine.text
    theirs = [(s.start_position, s.end_position, s.coding[0].code_ref.target_guid) for s in source.plain_text_selection]
    assert theirs == [(s.start, s.end, s.codings[0].code) for s in mine.selections]
    assert [u.name for u in read.users.user] == ["Dr. No"]
    [money] = read.code_book.codes.code
    assert (money.name, money.code[0].name) == ("Money", "Costs")


def test_qdapy_slices_the_same_words(written):
    qdapy = pytest.importorskip("qdapy.qdpx")
    project, path = written
    fragments = qdapy.read_qdpx(path, warn=False).fragments
    assert len(fragments) == 200
    [mine] = project.sources
    words = sorted(mine.text[s.start : s.end].strip() for s in mine.selections)
    assert sorted(str(t).strip() for t in fragments["text"]) == words
