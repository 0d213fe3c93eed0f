"""Talk of our own: invented scenes with labels, further statements on the corpus' train sessions, rewritten statements.

Scenes (``talk/scenes/*.txt``) are invented and hold their words; codings of real sessions (``talk/coded/NAME.txt``)
hold none, only turn numbers and spans. ``talk/README.md`` says how they came about.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from inspired_analysis.coding.talk import Session, read_session
from inspired_analysis.tables import table
from inspired_analysis.transcript import Transcript
from inspired_analysis.workshop import Plan, Workshop

__all__ = ["ANSWERS", "SCENES", "Rewrites", "Scene", "coded_meetings", "coded_session", "plain_meetings",
           "read_rewrites", "read_scenes"]  # fmt: skip

TALK = Path(__file__).parent / "talk"
# The files that the shipped relation model was made with; what was written later waits for the next one.
SCENES, ANSWERS = tuple("abcdefhkl"), tuple("bcd")
SAME, CONTRARY = 0.2, 0.25
LABELS = {"+": "supports", "-": "opposes", "~": "mixed", "?": "conditional"}
_MARK = re.compile(r"\{([^{}|]*)\|([^{}]*)\}")
_STATEMENT = re.compile(r"S(\d): (.+)")
_TURN = re.compile(r"([QT]) ([^:]{1,80}): (.+)")
_CODED = re.compile(r"@ (\d+) (N\d+) ([+\-~?n]) \|(?: (\d+)-(\d+))?")
# "{vocalsound}", and the space that QMSum has before a comma.
_NOISE, _APART = re.compile(r"(?:\{[^{}]*\}|\s)+"), re.compile(r" ([,.?!'])")


@dataclass(frozen=True)
class Scene:
    """An invented scene: the session, and ``codes`` as (row of the turn, start, end, code)."""

    session: Session
    codes: tuple[tuple[int, int, int, str], ...]


def read_scenes(folder: Path = TALK / "scenes", names: tuple[str, ...] | None = None) -> list[Scene]:
    """Return the scenes of the files in *folder* (or of those of *names* only), in order."""
    paths = [p for p in sorted(folder.glob("*.txt")) if names is None or p.stem in names]
    return [_scene(f"{path.stem}{i}", block) for path in paths
            for i, block in enumerate(re.split(r"^# ", path.read_text(encoding="utf-8"), flags=re.M)[1:])]  # fmt: skip


def _scene(name: str, block: str) -> Scene:
    statements, rows, stance, near, codes = [], [], [], [], []
    offset = 0
    for line in block.split("\n")[1:]:
        if found := _STATEMENT.match(line):
            statements.append({"id": f"S{found[1]}", "text": found[2].strip()})
        elif found := _TURN.match(line):
            text, marks = _unmarked(found[3])
            row = len(rows)
            for start, end, label in marks:
                if not label[0].isdigit():
                    codes.append((row, offset + start, offset + end, label))
                elif label[1] == "n":
                    near.append((row, f"S{label[0]}"))
                else:
                    stance.append((row, f"S{label[0]}", LABELS[label[1]], offset + start, offset + end))
            rows.append(_row(name, row, found[2].strip(), found[1] == "T", text, offset))
            offset += len(text) + 1
    turns = table("turns", rows)
    transcript = Transcript(name, "\n".join(r["text"] for r in rows), turns, pd.DataFrame(), ())
    workshop = Workshop(id=name, plan=Plan(assumptions=statements), files=(), has_plan=True)
    frame = pd.DataFrame(stance, columns=["row", "statement", "label", "start", "end"])
    return Scene(Session(name, transcript, workshop, frame, near, {}), tuple(codes))


def _unmarked(raw: str) -> tuple[str, list[tuple[int, int, str]]]:
    """Return the words alone, and (start, end, label) of the marks in them."""
    text, marks, at = "", [], 0
    for mark in _MARK.finditer(raw):
        text += raw[at : mark.start()]
        start = len(text)
        text += mark[2].strip()
        marks += [(start, len(text), label) for label in mark[1].split()]
        at = mark.end()
    return text + raw[at:], marks


def _row(name: str, row: int, who: str, speaks: bool, text: str, offset: int) -> dict:
    return {"turn": row + 1, "speaker": who, "label": who, "group": "", "text": text,
            "role": "participant" if speaks else "facilitator", "start": offset, "end": offset + len(text),
            "words": len(text.split()), "source": "", "language": "en", "time_start": float("nan"),
            "time_end": float("nan")}  # fmt: skip


def coded_session(corpora: Path, name: str, folder: Path = TALK / "coded") -> Session:
    """Return a train session of the talk corpus with its own statements and ours."""
    return _coded(read_session(corpora / "talk", name), list(_ids(corpora, name)), folder / f"{name}.txt")


def coded_meetings(corpora: Path, folder: Path = TALK / "meetings") -> list[Session]:
    """Return the design meetings of QMSum's train part that we wrote statements for and coded."""
    said = _said(corpora, [path.stem for path in sorted(folder.glob("*.txt"))])
    return [_coded(_meeting(name, own), [r["extra"]["i"] for r in own], folder / f"{name}.txt")
            for name, own in said.items()]  # fmt: skip


def plain_meetings(corpora: Path, names: Iterable[str]) -> Iterator[tuple[Session, list[int]]]:
    """Yield meetings of QMSum as somebody would type them up, and QMSum's numbers of their turns."""
    for name, records in _said(corpora, names).items():
        texts = (_APART.sub(r"\1", _NOISE.sub(" ", r["text"]).strip()) for r in records)
        plain = [record | {"text": text} for record, text in zip(records, texts, strict=True)]
        yield _meeting(name, plain), [r["extra"]["i"] for r in records]


def _said(corpora: Path, names: Iterable[str]) -> dict[str, list[dict]]:
    turns: dict[str, list[dict]] = {name: [] for name in names}
    with (corpora / "qmsum_turns.jsonl").open(encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            if (name := record["extra"]["meeting"]) in turns:
                turns[name].append(record)
    return turns


def _meeting(name: str, records: list[dict]) -> Session:
    """Return a meeting without statements; whoever leads it takes sides like all others."""
    rows, offset = [], 0
    for row, record in enumerate(records):
        rows.append(_row(name, row, record["extra"]["speaker"], True, record["text"], offset))
        offset += len(record["text"]) + 1
    transcript = Transcript(name, "\n".join(r["text"] for r in rows), table("turns", rows), pd.DataFrame(), ())
    stance = pd.DataFrame(columns=["row", "statement", "label", "start", "end"])
    return Session(name, transcript, Workshop(id=name, plan=Plan(), files=(), has_plan=True), stance, [], {})


def _coded(session: Session, ids: list[int], file: Path) -> Session:
    """Return the *session* with the further statements and codings in *file*; *ids* are its turns' as coded there."""
    turns, row_of = session.transcript.turns, {turn: row for row, turn in enumerate(ids)}
    entries = [{"id": s.statement, "text": s.text} for s in session.statements.itertuples()]
    stance, near = session.stance.values.tolist(), list(session.near)
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("N"):
            statement, text = line.split(": ", 1)
            entries.append({"id": statement, "text": text.strip()})
        elif found := _CODED.match(line):
            row = row_of[int(found[1])]
            if turns["role"].iloc[row] != "participant":
                continue
            if found[3] == "n":
                near.append((row, found[2]))
            else:
                start = int(turns["start"].iloc[row])
                stance.append((row, found[2], LABELS[found[3]], start + int(found[4]), start + int(found[5])))
    frame = pd.DataFrame(stance, columns=session.stance.columns)
    return replace(session, workshop=replace(session.workshop, plan=Plan(assumptions=entries)), stance=frame, near=near)


def _ids(corpora: Path, name: str) -> Iterator[int]:
    for line in (corpora / "talk" / "turns" / f"{name}.tsv").read_text(encoding="utf-8").split("\n"):
        if line.strip():
            yield int(line.split("\t", 1)[0])


@dataclass(frozen=True)
class Rewrites:
    """Session and statement → (the same in other words, the contrary)."""

    known: dict[tuple[str, str], tuple[str, str]]

    def drawn(self, session: str, statement: str, text: str, rng: random.Random) -> tuple[str, bool]:
        """Return the *text* of the statement or, at times, a rewriting of it, and whether that is the contrary."""
        at = rng.random()
        same, contrary = self.known.get((session, statement), (text, ""))
        if at < SAME:
            return same, False
        return (contrary, True) if contrary and at < SAME + CONTRARY else (text, False)


def read_rewrites(file: Path = TALK / "rewrites.tsv") -> Rewrites:
    """Return the rewritten statements."""
    rows = (line.split("\t") for line in file.read_text(encoding="utf-8").splitlines())
    return Rewrites({tuple(name.split(":")): (same, contrary) for name, same, contrary in rows})
