"""A small invented meeting on disk, with a coder that proposes what it is told."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from inspired_analysis.tables import table
from inspired_analysis.workshop import Workshop

TALK = """Mod: Will the farmers accept meters on their wells?
Anna: Yes, farmers will accept meters. Our costs have doubled and we need help.
Ben: I am against them. Nobody asked the villages about this.
Anna: We would sign if the first two years were free.
Ben: I understand that, the costs are hard on you.
"""
PLAN = """
assumptions: [{id: A1, text: Farmers will accept meters.}]
participants:
  - {label: Anna, group: farmers}
  - {label: Ben, group: villages}
  - {label: Mod, role: facilitator}
"""


@dataclass(frozen=True)
class Told:
    """Codes words where they stand: ``(words, code, value)`` or with a statement as the fourth."""

    said: tuple[tuple, ...]
    name: str = "told 1"

    def code(self, transcript, workshop):
        rows = []
        for words, code, value, *statement in self.said:
            start = transcript.text.index(words)
            turn = transcript.turns[transcript.turns["start"] <= start].iloc[-1]
            rows.append({"coding": "", "transcript": transcript.id, "turn": turn["turn"], "start": start,
                         "end": start + len(words), "code": code, "statement": "".join(statement), "value": value,
                         "target": "", "confidence": 0.4, "coder": self.name})  # fmt: skip
        return table("codings", rows)


PROPOSED = Told((
    ("farmers will accept meters", "stance", "supports", "A1"),
    ("Our costs have doubled and we need help.", "interest", "livelihood"),
    ("I am against them.", "stance", "supports", "A1"),
    ("the costs are hard on you", "interest", "livelihood"),
))  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "meters").mkdir()
    (tmp_path / "meters" / "talk.txt").write_text(TALK, encoding="utf-8")
    (tmp_path / "meters" / "workshop.yaml").write_text(PLAN, encoding="utf-8")
    return tmp_path / "meters"


@pytest.fixture
def workshop(folder: Path) -> Workshop:
    return Workshop.load(folder)
