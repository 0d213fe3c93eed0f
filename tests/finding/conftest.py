"""Invented talk in a few lines: a transcript, its codings and its plan, from a list of turns."""

from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd
import pytest

from inspired_analysis.finding import (
    Findings,
    answers,
    conflicts,
    criteria,
    depth,
    evidence,
    find,
    goal,
    ground,
    incentives,
    interests,
    leads,
    learning,
    ledger,
    participation,
    positions,
    surfaced,
    themes,
)
from inspired_analysis.tables import table
from inspired_analysis.transcript import Transcript
from inspired_analysis.workshop import Plan, Workshop

CODES = ("interest", "incentive", "red line", "constraint", "agreement", "disagreement", "acknowledgement",
         "perspective change", "ownership", "criterion", "missing stakeholder", "reason", "candidate")  # fmt: skip


# Each finding alone, since most tests look at one.
FINDERS = {
    "assumptions": lambda t: ledger.find_assumptions(t.codings, t.turns, t.workshop),
    "positions": lambda t: positions.find_positions(t.codings, t.turns, t.speakers, t.workshop),
    "interests": lambda t: interests.find_interests(t.codings, t.transcript, t.workshop),
    "incentives": lambda t: incentives.find_incentives(t.codings, t.transcript),
    "criteria": lambda t: criteria.find_criteria(t.codings, t.turns, t.workshop),
    "common_ground": lambda t: ground.find_common_ground(t.codings, t.turns, t.speakers, t.workshop),
    "conflicts": lambda t: conflicts.find_conflicts(t.codings, t.turns, t.assumptions, t.workshop),
    "participation": lambda t: participation.find_participation(t.codings, t.turns, t.speakers, t.workshop),
    "learning": lambda t: learning.find_learning(t.codings, t.turns),
    "missing": lambda t: learning.find_missing(t.codings, t.transcript, t.workshop),
    "themes": lambda t: themes.find_themes(t.transcript),
    "answers": lambda t: answers.find_answers(t.transcript, t.workshop),
    "surfaced": lambda t: surfaced.find_surfaced(t.transcript, t.workshop),
    "goal": lambda t: goal.find_goal(t.codings, t.transcript, t.workshop),
    "chains": lambda t: incentives.find_chains(t.codings, t.turns),
    "responses": lambda t: participation.find_responses(t.codings, t.turns),
    "voices": lambda t: participation.find_voices(t.codings, t.turns, t.speakers, t.workshop),
    "leads": lambda t: leads.find_leads(evidence.coded(t.codings, t.turns), t.interests, t.incentives, t.participation),
    "depth": lambda t: depth.find_depth(t.codings, t.transcript, t.assumptions),
}


@dataclass(frozen=True)
class Talk:
    """What `find` needs; ``made.conflicts`` is that finding alone, ``made.found`` is all of them."""

    transcript: Transcript
    codings: pd.DataFrame
    workshop: Workshop

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name not in FINDERS:
            raise AttributeError(name)
        return FINDERS[name](self)

    @cached_property
    def found(self) -> Findings:
        return find(self.transcript, self.codings, self.workshop)

    @property
    def turns(self) -> pd.DataFrame:
        return self.transcript.turns

    @property
    def speakers(self) -> pd.DataFrame:
        return self.transcript.speakers

    def with_codings(self, codings: pd.DataFrame) -> "Talk":
        return replace(self, codings=table("codings", codings))

    def verdicts(self) -> dict[str, str]:
        return dict(self.assumptions[["statement", "verdict"]].itertuples(index=False))

    def ledger(self, statement: str = "A1") -> pd.Series:
        rows = self.assumptions
        return rows[rows["statement"] == statement].iloc[0]


def talk(turns, *, statements=(), silent=(), questions=(), covered=True, has_plan=True, **plan) -> Talk:
    """Make a workshop of *turns*: ``(speaker, group, text, codings)``, each coding over the whole text.

    The group "facilitator" makes a facilitator; the speaker "" is nobody known. Codings map a statement's id to a
    stance, or a code to its value, or to a dict of columns (``quote`` for a part of the text), or to a list of
    these. Statements are those of the codings and *statements*; ids that begin with O are options. *silent* are
    ``(name, group)`` of people in the plan who say nothing.
    """
    rows, codings, at = [], [], 0
    for number, (speaker, group, text, *coded) in enumerate(turns, 1):
        led = group == "facilitator"
        rows.append({
            "turn": number, "speaker": speaker, "role": "facilitator" if led else "participant",
            "group": "" if led else group, "text": text, "start": at, "end": at + len(text), "label": speaker,
            "time_start": float("nan"), "time_end": float("nan"), "words": len(text.split()), "source": "",
        })  # fmt: skip
        codings += [_coding(rows[-1], key, value) for key, values in (coded[0] if coded else {}).items()
                    for value in (values if isinstance(values, list) else [values])]  # fmt: skip
        at += len(text) + 1
    codings = [{**c, "coding": f"c{i}"} for i, c in enumerate(codings, 1)]
    ids = sorted({c["statement"] for c in codings} - {""} | set(statements))
    texts = dict(statements) if isinstance(statements, dict) else {}
    told = [{"id": i, "text": texts.get(i, f"Invented sentence {i}.")} for i in ids]
    people = {r["speaker"]: r for r in rows if r["speaker"]}
    listed = [{"label": n, "group": r["group"], "role": r["role"]} for n, r in people.items()]
    plan = Plan(
        assumptions=[s for s in told if not s["id"].startswith("O")],
        options=[s for s in told if s["id"].startswith("O")],
        participants=[*listed, *({"label": n, "group": g} for n, g in silent)], questions=questions, **plan,
    )  # fmt: skip
    turns = table("turns", rows)
    transcript = Transcript(
        "invented", "\n".join(r["text"] for r in rows), turns, _speakers(rows, people), (), covered=covered
    )
    return Talk(transcript, table("codings", codings), Workshop("invented", plan, (), has_plan))


def voices(statement: str = "A1", **people: str) -> list:
    """Return one turn per person: ``voices(ana="supports", ben="opposes")``, each of a group of their own."""
    return [(name, f"{name}'s", f"Something {name} says of it.", {statement: value}) for name, value in people.items()]


def _coding(turn: dict, key: str, value) -> dict:
    made = {"statement": "", "value": "", "target": "", "confidence": 1.0, "coder": "by hand"}
    given = value if isinstance(value, dict) else {"value": value}
    quote = given.get("quote", turn["text"])
    start = turn["start"] + turn["text"].index(quote)
    made |= {"code": key} if key in CODES else {"code": "stance", "statement": key}
    made |= {k: v for k, v in given.items() if k != "quote"}
    return {**made, "transcript": "invented", "turn": turn["turn"], "start": start, "end": start + len(quote)}


def _speakers(rows: list[dict], people: dict[str, dict]) -> pd.DataFrame:
    return table("speakers", [
        {"speaker": name, "label": name, "role": first["role"], "group": first["group"], "known": True,
         "turns": sum(r["speaker"] == name for r in rows),
         "words": sum(r["words"] for r in rows if r["speaker"] == name)}
        for name, first in people.items()
    ])  # fmt: skip


@pytest.fixture(scope="session")
def village() -> Talk:
    """A meeting about a bus line in which most findings occur once."""
    return talk([
        ("Mo", "facilitator", "What would the evening bus change for you and who should pay for it?"),
        ("Ana", "drivers", "The late bus pays for itself, I have counted the riders myself.",
         {"A1": "supports", "reason": "evidence"}),
        ("Ben", "shops", "It would, my evening customers come from the hills.", {"A1": "supports", "O1": "supports"}),
        ("Cem", "drivers", "We need two people on the late shift, alone I am afraid on that road.",
         {"interest": "security", "constraint": ""}),
        ("Ben", "shops", "Cem is right to be afraid, I would be too.", {"acknowledgement": {"target": "Cem"}}),
        ("Dia", "council", "No, Ben, the budget says otherwise.", {"disagreement": {"target": "Ben"}, "A1": "opposes"}),
        ("Eva", "shops", "We would pay a share if the council mends the stop first.",
         {"incentive": {"value": "condition"}, "O1": "conditional"}),
        ("Ana", "drivers", "I will bring the rider counts next week.", {"ownership": "commitment"}),
        ("Dia", "council", "The schools should be here, nobody asked the schools.", {"missing stakeholder": ""}),
        ("Mo", "facilitator", "Let us stop here."),
    ], silent=[("Zoe", "schools")], questions=["What would the evening bus change for you?"])  # fmt: skip
