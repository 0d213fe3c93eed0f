"""Codes an example workshop as its hand-made reference does: what a brief looks like when the coding is good."""

from functools import cache
from pathlib import Path

import yaml

import inspired_analysis as ia
from inspired_analysis.guarding.masking import Mask
from inspired_analysis.tables import table

RAW = Path(__file__).resolve().parents[2] / "data" / "raw"
NAMES = ("sarna-water-1", "sarna-water-2", "sarna-water-3")


class Reference:
    """A coder that reads ``reference.yaml``."""

    name = "reference"

    def __init__(self, folder: Path) -> None:
        self._told = yaml.safe_load((folder / "reference.yaml").read_text(encoding="utf-8"))

    def code(self, transcript, workshop):
        """Return the codings of *transcript*."""
        turns, mask = transcript.turns.set_index("turn"), Mask.of(workshop.plan).over(transcript.turns["text"])
        names = {**dict(transcript.speakers[["label", "speaker"]].itertuples(index=False)),
                 **{p.label: p.name for p in workshop.plan.participants}}  # fmt: skip
        rows = []
        for entry in self._entries(names):
            turn = turns.loc[entry.pop("turn")]
            words = mask.text(entry.pop("words", "")) or turn["text"]
            start = int(turn["start"]) + turn["text"].index(words)
            rows.append({"statement": "", "value": "", "target": "", **entry, "coding": "", "turn": int(turn.name),
                         "transcript": transcript.id, "start": start, "end": start + len(words), "confidence": 1.0,
                         "coder": self.name})  # fmt: skip
        return table("codings", rows)

    def _entries(self, names):
        told = self._told
        for statement, entry in told["statements"].items():
            for e in entry["evidence"]:
                yield {"code": "stance", "statement": statement, "value": e["value"], **_place(e)}
        for e in told["interests"]:
            for turn in e["turns"]:
                yield {"code": "interest", "value": e["kind"], "turn": turn}
        for code, key, value in (("incentive", "incentives", "kind"), ("red line", "red_lines", ""),
                                 ("constraint", "constraints", ""), ("perspective change", "perspective_changes", ""),
                                 ("missing stakeholder", "missing", "")):  # fmt: skip
            for e in told[key]:
                yield {"code": code, "value": e.get(value, ""), **_place(e)}
        for e in told["commitments"]:
            yield {"code": "ownership", "value": "commitment", **_place(e)}
        for e in told["acknowledgements"]:
            yield {"code": "acknowledgement", "target": names.get(e["of"], e["of"]), **_place(e)}
        for e in told["responses"]:
            yield {"code": e["kind"], "target": names.get(e["with"], e["with"]), **_place(e)}


@cache
def by_reference(name: str):
    """Return the analysis of the example *name*, coded by its reference: once for all tests, none changes it."""
    folder = RAW / name
    return ia.analyse(ia.Workshop.load(folder), coders=[Reference(folder)])


def _place(entry: dict) -> dict:
    return {"turn": entry["turn"], "words": entry.get("words", "")}
