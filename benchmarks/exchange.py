"""REFI-QDA: does everything come back, can others read it, and do we read theirs?

    python benchmarks/exchange.py [FOLDER] [--codings 10000]

Generates a text with astral, combining and right-to-left characters and CRLF, codes it at random, writes it as .qdpx,
reads it again, and counts the spans that came back exactly; validates it against FOLDER/Project.xsd; compares with
independent readers where they are installed (pyrefiqda, qdapy); then reads every .qdpx in FOLDER and says what it held.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
import zipfile
from importlib import import_module, util
from pathlib import Path

from lxml import etree

from inspired_analysis.exchange.project import Coding, Project, ProjectCode, Selection, Source, User, guid
from inspired_analysis.exchange.qdpx_in import read_qdpx
from inspired_analysis.exchange.qdpx_out import write_qdpx

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "refi-qda"
PIECES = ("water ", "🙂", "e\u0301 ", "שלום ", "الماء ", "𝔸 ", "costs.\r\n", "Ben:\n", "pay twice ")


def main() -> None:
    """Print one line per figure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER)
    parser.add_argument("--codings", type=int, default=10_000)
    args = parser.parse_args()
    project = _generated(args.codings)
    spans = [(s.start, s.end) for s in project.sources[0].selections]
    with tempfile.TemporaryDirectory() as scratch:
        start = time.perf_counter()
        path = write_qdpx(project, Path(scratch) / "out.qdpx")
        [source] = read_qdpx(path).sources
        took = time.perf_counter() - start
        exact = sum(a == (s.start, s.end) for a, s in zip(spans, source.selections, strict=True))
        print(f"round trip: {exact:,} of {len(spans):,} spans exact, text equal: "
              f"{source.text == project.sources[0].text}, {took:.1f} s")  # fmt: skip
        schema = args.folder / "Project.xsd"
        if schema.exists():
            root = etree.fromstring(zipfile.ZipFile(path).read("project.qde"))
            print(f"valid against Project.xsd: {etree.XMLSchema(etree.parse(schema)).validate(root)}")
        for name, reader in (("pyrefiqda", _pyrefiqda), ("qdapy", _qdapy)):
            if util.find_spec(name):
                print(f"{name}: {reader(path, Path(scratch), project):,} of {len(spans):,} selections the same")
    for file in sorted(args.folder.glob("*.qdpx")):
        found = read_qdpx(file)
        codings = sum(len(s.codings) for x in found.sources for s in x.selections)
        print(f"{file.name}: {found.origin or 'no origin'}: {len(found.codes)} codes, {len(found.sources)} texts, "
              f"{codings} codings; no place for: {'; '.join(found.lost) or 'nothing'}")  # fmt: skip


def _generated(codings: int) -> Project:
    draw = random.Random(1)
    text = "".join(draw.choices(PIECES, k=6_000))
    spans = [(a := draw.randrange(len(text) - 1), draw.randrange(a + 1, len(text))) for _ in range(codings)]
    codes = tuple(ProjectCode(guid("c", i), f"code {i}", guid("c", i // 2) if i else "") for i in range(20))
    selections = tuple(
        Selection(guid("s", i), f"coding {i}", a, b, (Coding(guid("x", i), draw.choice(codes).guid, guid("u")),))
        for i, (a, b) in enumerate(spans)
    )
    return Project("generated", "us", (User(guid("u"), "R1"),), codes, (Source(guid("t"), "t", text, selections),))


def _pyrefiqda(path: Path, scratch: Path, project: Project) -> int:
    read = import_module("pyrefiqda").RefiProject.load(path, extract_dir=str(scratch / "peer"))
    [source] = read.sources.text_source
    theirs = [(s.start_position, s.end_position, s.coding[0].code_ref.target_guid) for s in source.plain_text_selection]
    mine = [(s.start, s.end, s.codings[0].code) for s in project.sources[0].selections]
    return sum(a == b for a, b in zip(theirs, mine, strict=True))


def _qdapy(path: Path, scratch: Path, project: Project) -> int:
    fragments = import_module("qdapy.qdpx").read_qdpx(path, warn=False).fragments
    [source] = project.sources
    mine = [source.text[s.start : s.end] for s in source.selections]
    return sum(" ".join(str(a).split()) == " ".join(b.split()) for a, b in zip(fragments["text"], mine, strict=True))


if __name__ == "__main__":
    main()
