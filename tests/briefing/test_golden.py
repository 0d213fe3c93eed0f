"""A small invented workshop, coded by hand, whose findings and brief are stored and compared.

After a change that is meant: ``python -m pytest tests/briefing --update-golden``, and read the difference.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

import pytest

import inspired_analysis as ia
from inspired_analysis.guarding.masking import Mask
from inspired_analysis.tables import table

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "ferry"
NAMES = ("findings.json", "brief.md")


@dataclass(frozen=True)
class Hand:
    """Codes what stands in codings.csv: the turn, and the words."""

    name: str = "by hand"

    def code(self, transcript, workshop):
        turns, mask = transcript.turns.set_index("turn"), Mask.of(workshop.plan).over(transcript.turns["text"])
        rows = []
        with (GOLDEN / "codings.csv").open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                turn, quote = turns.loc[int(row["turn"])], mask.text(row.pop("quote"))
                start = int(turn["start"]) + turn["text"].index(quote)
                rows.append({**row, "turn": int(row["turn"]), "start": start, "end": start + len(quote), "coding": "",
                             "transcript": transcript.id, "confidence": 1.0, "coder": self.name})  # fmt: skip
        return table("codings", rows)


@pytest.fixture(scope="module")
def analysis():
    return ia.analyse(ia.Workshop.load(GOLDEN), coders=[Hand()])


@pytest.mark.parametrize("name", NAMES)
def test_findings_and_brief_are_as_stored(analysis, name, tmp_path, request):
    ia.write_brief(analysis, tmp_path)
    found, stored = (tmp_path / name).read_text(encoding="utf-8"), GOLDEN / f"expected-{name}"
    if request.config.getoption("--update-golden", default=False):
        stored.write_text(found, encoding="utf-8", newline="")
    assert found == stored.read_text(encoding="utf-8"), "if meant: python -m pytest tests/briefing --update-golden"


def test_the_workshop_has_something_of_everything(analysis):
    """Or the stored brief would guard little."""
    for name in ("assumptions", "positions", "interests", "incentives", "criteria", "common_ground", "conflicts",
                 "participation", "learning", "missing", "answers"):  # fmt: skip
        assert len(getattr(analysis, name)), name
    assert set(analysis.assumptions["verdict"]) == {"confirmed", "debunked", "contested", "untested"}
    assert set(analysis.conflicts["kind"]) == {"open", "buried"}
    assert set(analysis.incentives["kind"]) >= {"offer", "condition", "red line", "constraint"}
