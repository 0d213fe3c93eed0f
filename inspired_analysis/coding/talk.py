"""Sessions in the form of the talk corpus: ``NAME.json`` standing off to ``turns/NAME.tsv``.

``NAME.json`` holds ``statements`` (id, kind, text), ``stance`` (turn, statement, label, evidence) and, where
there are any, ``verdicts`` and ``codes`` (of sampled turns: turn, codes); the .tsv holds turn id, speaker and text,
without a header. What is not listed as stance is *neither*; a turn listed with several labels is *mixed*.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from ..errors import CodingError
from ..tables import STANCES, VERDICTS, table
from ..transcript import Account, Transcript
from ..workshop import Plan, Workshop

__all__ = ["Session", "read_session", "read_sessions"]

_LEADS = re.compile(r"\b(?:moderator|facilitator|interviewer|the chair|acting chair|the speaker)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Session:
    """A hand-coded session.

    Attributes
    ----------
    name
        The session's name.
    transcript, workshop
        What was said, and a plan with the session's statements.
    stance
        Evidence: ``row`` (of the turn in the table of turns), ``statement``, ``label``, ``start``, ``end``
        (code points into the transcript's text).
    near
        (row, statement) of turns that are easily taken for evidence and are not.
    verdicts
        Statement → confirmed, debunked, contested or untested; empty where nobody judged.
    codes
        (row, codes) of turns sampled for codes other than stance; a turn without any has none.
    """

    name: str
    transcript: Transcript
    workshop: Workshop
    stance: pd.DataFrame
    near: list[tuple[int, str]]
    verdicts: dict[str, str]
    codes: list[tuple[int, frozenset[str]]] = field(default_factory=list)

    @property
    def statements(self) -> pd.DataFrame:
        """The table ``statements``."""
        return self.workshop.plan.statements


def read_sessions(folder: Path, names: Sequence[str] | None = None) -> list[Session]:
    """Read the sessions *names*, or every one in *folder*, by name."""
    folder = Path(folder)
    names = sorted(p.stem for p in folder.glob("*.json")) if names is None else list(names)
    if not names:
        raise CodingError(folder, expected="sessions as NAME.json with turns/NAME.tsv", found="none",
                          todo="Name the folder that holds the .json files.")  # fmt: skip
    return [read_session(folder, name) for name in names]


def read_session(folder: Path, name: str) -> Session:
    """Read one session; raise `CodingError` with file and entry for what does not fit."""
    file, talk = folder / f"{name}.json", folder / "turns" / f"{name}.tsv"
    for path in (file, talk):
        if not path.is_file():
            raise CodingError(path, expected="a file of the session", found="nothing there")
    ids, transcript = _transcript(name, talk)
    try:
        coded = json.loads(file.read_text(encoding="utf-8-sig"))
        entries = [{"id": s["id"], "text": s["text"]} for s in coded["statements"]]
        stance = [_evidence(file, i, entry, ids, transcript) for i, entry in enumerate(coded["stance"])]
        near = [(ids[n["turn"]], n["statement"]) for n in coded.get("near", ())]
        verdicts = {s: v["verdict"] for s, v in coded.get("verdicts", {}).items()}
        strange = next((c["turn"] for c in coded.get("codes", ()) if c["turn"] not in ids), None)
        if strange is not None:
            raise CodingError(f"{file.name}, codes", expected="a turn of the .tsv", found=repr(strange))
        codes = [(ids[c["turn"]], frozenset(own["code"] for own in c["codes"])) for c in coded.get("codes", ())]
    except (KeyError, TypeError, AttributeError) as error:
        raise CodingError(file, expected="statements, stance, verdicts and codes", found=f"no {error}") from None
    except ValueError as error:
        raise CodingError(file, expected="JSON in UTF-8", found=str(error)) from None
    wrong = sorted(set(verdicts.values()) - set(VERDICTS))
    if wrong:
        raise CodingError(file, expected="a verdict of " + ", ".join(VERDICTS), found=repr(wrong[0]))
    frame = pd.DataFrame(stance, columns=["row", "statement", "label", "start", "end"])
    # Who takes both sides in one turn is mixed, whether one entry says so or two.
    several = frame.groupby(["row", "statement"])["label"].transform("nunique") > 1
    frame.loc[several, "label"] = "mixed"
    known = {e["id"] for e in entries}
    stray = sorted({*frame["statement"], *verdicts} - known)
    if stray:
        raise CodingError(file, expected="stance and verdicts on listed statements", found=repr(stray[0]))
    try:
        plan = Plan(assumptions=entries)
    except ValueError as error:
        raise CodingError(file, expected="statements as in a plan", found=" ".join(str(error).split())) from None
    workshop = Workshop(id=name, plan=plan, files=(talk,), has_plan=True)
    return Session(name, transcript, workshop, frame, near, verdicts, codes)


def _evidence(file: Path, i: int, entry: dict, ids: dict[int, int], transcript: Transcript) -> tuple:
    """Return row, statement, label and span of one entry of ``stance``."""
    where = f"{file.name}, stance {i + 1}"
    if entry["label"] not in STANCES:
        raise CodingError(where, expected="a label of " + ", ".join(STANCES), found=repr(entry["label"]))
    row = ids.get(entry["turn"])
    if row is None:
        raise CodingError(where, expected="a turn of the .tsv", found=repr(entry["turn"]))
    turn = transcript.turns.iloc[row]
    at = turn["text"].find(entry["evidence"])
    if at < 0:
        raise CodingError(where, expected="evidence in the words of its turn", found="other words")
    start = int(turn["start"]) + at
    return row, entry["statement"], entry["label"], start, start + len(entry["evidence"])


def _transcript(name: str, file: Path) -> tuple[dict[int, int], Transcript]:
    """Return turn id → row, and the transcript. Who is called moderator or chair leads; the others take part."""
    rows, ids, offset = [], {}, 0
    try:
        source = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CodingError(file, expected="turns in UTF-8", found=error.reason) from None
    for number, line in enumerate(source.removesuffix("\n").split("\n"), 1):
        fields = line.split("\t")
        if len(fields) != 3 or not fields[0].isdigit():
            raise CodingError(f"{file.name}, line {number}", expected="turn id, speaker and text, parted by tabs",
                              found=f"{len(fields)} fields")  # fmt: skip
        turn, speaker, text = fields
        if int(turn) in ids:
            raise CodingError(f"{file.name}, line {number}", expected="every turn id once", found=turn)
        ids[int(turn)] = len(rows)
        rows.append({
            "turn": len(rows) + 1, "speaker": speaker, "label": speaker, "text": text, "source": file.name,
            "role": "facilitator" if _LEADS.search(speaker) else "participant", "group": "",
            "start": offset, "end": offset + len(text), "words": len(text.split()),
            "time_start": float("nan"), "time_end": float("nan"),
        })  # fmt: skip
        offset += len(text) + 1
    turns = table("turns", rows)
    people = turns.groupby("speaker", sort=False).agg(
        label=("label", "first"), role=("role", "first"), turns=("turn", "count"), words=("words", "sum"))  # fmt: skip
    speakers = table("speakers", people.reset_index().assign(group="", known=True))
    text = "\n".join(r["text"] for r in rows)
    in_turns = sum(len(r["text"]) for r in rows)
    aside = MappingProxyType({"labels and white space": len(source) - in_turns})
    account = Account(file.name, "tab-separated turns", "turn, speaker, text", 1.0, len(source), in_turns, aside)
    return ids, Transcript(name, text, turns, speakers, (account,))
