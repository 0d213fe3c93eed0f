"""What reading is measured with: agreement with turns that a person found, and a count of Word's own text."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from xml.etree import ElementTree

FIRST_WORDS = 6
Turns = list[tuple[str, str]]
REFERENCES = Path(__file__).parent / "references"


@dataclass(frozen=True)
class Agreement:
    """Turns found, in the reference, in both (they begin with the same words), and of those with the same speaker."""

    found: int
    reference: int
    both: int
    speakers: int

    @property
    def f1(self) -> float:
        """F1 of turn boundaries."""
        return 2 * self.both / (self.found + self.reference)

    @property
    def attribution(self) -> float:
        """Share of the reference's turns that are found with their speaker."""
        return self.speakers / self.reference


def agreement(found: Turns, reference: Turns) -> Agreement:
    """Compare (speaker, words) lists in order; a turn is the same if its first words are."""
    one, other = [_start(text) for _, text in found], [_start(text) for _, text in reference]
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    pairs = [(b.a + i, b.b + i) for b in blocks for i in range(b.size)]
    same = sum(_flat(found[i][0]) == _flat(reference[j][0]) for i, j in pairs)
    return Agreement(len(found), len(reference), len(pairs), same)


def turns_of(transcript) -> Turns:
    """Return (label, text) of every turn."""
    return list(zip(transcript.turns["label"], transcript.turns["text"], strict=True))


def read_reference(path: Path) -> Turns:
    """Return the (speaker, first words) of a reference's .tsv."""
    text = path.read_text(encoding="utf-8")
    return [(row[0], row[1]) for row in csv.reader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE) if row]


def references() -> list[tuple[Path, Path]]:
    """Return (transcript, its reference) for every hand-made reference."""
    expected = sorted(REFERENCES.glob("*.tsv"))
    return [(next(f for f in REFERENCES.glob(f"{e.stem}.*") if f != e), e) for e in expected]


def real_references(shared: Path) -> list[tuple[Path, Turns]]:
    """Return (transcript, its turns as others found them) for the real ones that have a reference.

    The focus groups' leaves a label repeated for one speaker as two turns, which are one here (once, in group 5).
    The debates' is the table that came with the text.
    """
    found = []
    for group in (1, 2, 3, 5):
        rows = (shared / f"corpora/talk/turns/uk_fg{group}.tsv").read_text(encoding="utf-8").splitlines()
        path = next((shared / "transcripts/uk-focus-groups").glob(f"fg{group}-*"))
        found.append((path, _joined([tuple(row.split("\t", 2)[1:]) for row in rows if row.strip()])))
    for path in sorted((shared / "transcripts/us-debates").glob("*.csv")):
        if path.with_suffix(".txt").exists():
            rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
            found.append((path.with_suffix(".txt"), _joined([(row["speaker"], row["text"]) for row in rows])))
    return found


def word_nodes(path: Path, parts: str = r"word/(?!theme|settings|styles)[\w/]+\.xml", deleted: bool = True) -> int:
    """Count the characters of a Word file's text nodes from its raw XML, apart from the package's own reader."""
    kinds = r"\}(t|delText|instrText|delInstrText)$" if deleted else r"\}t$"
    count = 0
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if re.fullmatch(parts, name):
                try:
                    root = ElementTree.fromstring(archive.read(name))
                except ElementTree.ParseError:
                    continue
                count += visible("".join(e.text or "" for e in root.iter() if re.search(kinds, e.tag)))
    return count


def visible(text: str) -> int:
    """Return the number of letters and marks in *text*."""
    return len("".join(unicodedata.normalize("NFD", text).split()))


def _joined(turns: Turns) -> Turns:
    """Join neighbouring turns of one speaker."""
    joined: Turns = []
    for speaker, text in turns:
        if joined and joined[-1][0] == speaker:
            text = f"{joined.pop()[1]} {text}"
        joined.append((speaker, text))
    return joined


def _start(text: str) -> str:
    return " ".join(_flat(text).split()[:FIRST_WORDS])


def _flat(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
