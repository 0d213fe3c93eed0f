"""Dialogues to follow: sessions made of invented talk, and the example workshops fed with their references' codings."""

from pathlib import Path

import pandas as pd
import pytest
import yaml
from finding.conftest import FINDERS, Talk, talk

import inspired_analysis as ia
from inspired_analysis.dialogue import Session, Synthesis, session_of, synthesise
from inspired_analysis.finding import Findings, find
from inspired_analysis.guarding.masking import Mask
from inspired_analysis.pipeline import Analysis
from inspired_analysis.tables import empty, table
from inspired_analysis.workshop import Workshop

RAW = Path(__file__).resolve().parents[2] / "data" / "raw"
EXAMPLES = ("sarna-water-1", "sarna-water-2", "sarna-water-3")


# What no finding across a dialogue looks at takes most of the time.
SINGLE = ("themes", "answers", "criteria", "depth")


def analysis_of(made: Talk, name: str) -> Analysis:
    workshop = Workshop(name, made.workshop.plan, (), made.workshop.has_plan)
    found = {n: empty(n) if n in SINGLE else FINDERS[n](made) for n in Findings.__dataclass_fields__}
    return Analysis(workshop, made.transcript, made.codings, Findings(**found))


def session(name: str, date: str, turns, **plan) -> Session:
    """Return the session of *turns*, as `finding.conftest.talk` takes them."""
    return session_of(analysis_of(talk(turns, date=date or None, dialogue="road", **plan), name))


def dialogue(*workshops: list, **plan) -> Synthesis:
    """Return the synthesis of *workshops*, lists of turns, held a month apart as w1, w2 …"""
    return synthesise([session(f"w{i}", f"2024-{i:02}-01", turns, **plan) for i, turns in enumerate(workshops, 1)])


def only(frame: pd.DataFrame, **wanted) -> pd.Series:
    """Return the one row of *frame* with these values."""
    for column, value in wanted.items():
        frame = frame[frame[column] == value]
    assert len(frame) == 1, frame
    return frame.iloc[0]


def fed(name: str) -> Analysis:
    """Return an example workshop, coded by its reference instead of the shipped coders."""
    workshop = ia.Workshop.load(RAW / name)
    transcript = ia.read(RAW / name)
    reference = yaml.safe_load((RAW / name / "reference.yaml").read_text(encoding="utf-8"))
    codings = table("codings", _reference_codings(reference, transcript, workshop.plan))
    return Analysis(workshop, transcript, codings, find(transcript, codings, workshop))


def _reference_codings(reference: dict, transcript, plan) -> list[dict]:
    turns = transcript.turns.set_index("turn")
    mask = Mask.of(plan).over(transcript.turns["text"])
    names = {**dict(transcript.speakers[["label", "speaker"]].itertuples(index=False)),
             **{p.label: p.name for p in plan.participants}}  # fmt: skip
    rows: list[dict] = []

    def add(code: str, turn: int, words: str = "", **columns) -> None:
        row, words = turns.loc[turn], mask.text(words)
        start = int(row["start"]) + row["text"].index(words)
        rows.append({"coding": f"r{len(rows)}", "transcript": transcript.id, "turn": turn, "start": start,
                     "end": start + len(words or row["text"]), "code": code, "statement": "", "value": "",
                     "target": "", "confidence": 1.0, "coder": "reference", **columns})  # fmt: skip

    for statement, told in reference["statements"].items():
        for e in told["evidence"]:
            add("stance", e["turn"], e["words"], statement=statement, value=e["value"])
    for interest in reference["interests"]:
        for turn in interest["turns"]:
            if turns.loc[turn, "group"] == interest["group"]:
                add("interest", turn, value=interest["kind"])
    for e in reference["incentives"]:
        add("incentive", e["turn"], e["words"], value=e["kind"])
    for key, code in (("red_lines", "red line"), ("constraints", "constraint"),
                      ("perspective_changes", "perspective change")):  # fmt: skip
        for e in reference[key]:
            add(code, e["turn"], e["words"])
    for e in reference["commitments"]:
        add("ownership", e["turn"], e["words"], value="commitment")
    for e in reference["acknowledgements"]:
        add("acknowledgement", e["turn"], e["words"], target=names[e["of"]])
    for e in reference["responses"]:
        add(e["kind"], e["turn"], e["words"], target=names[e["with"]])
    return rows


@pytest.fixture(scope="session")
def analyses() -> list[Analysis]:
    return [fed(name) for name in EXAMPLES]


@pytest.fixture(scope="session")
def sarna(analyses) -> Synthesis:
    return synthesise(analyses)
