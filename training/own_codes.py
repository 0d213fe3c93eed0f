"""Codings of our own of the codebook's codes, and how far the coders agree: ``python training/own_codes.py``.

``talk/codes/second.txt`` and ``reference.txt`` hold lines ``SCENE ROW CODE | START-END``: the scene (file and place in
it), the row of the turn, the code as scenes write it, and the span in the turn's text. ``real.txt`` holds the same for
turns of the talk corpus, under ``# SESSION TURN TURN …`` with every turn that was read. ``talk/codes/README.md`` says
who coded what, and how. Prints kappa and alpha per code of the two codings of the scenes, turn by turn.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from own_talk import Scene, read_scenes

__all__ = ["Mark", "Real", "first_marks", "held_out", "named", "read_marks", "read_real"]

FOLDER = Path(__file__).parent / "talk" / "codes"
# As scenes write a code → as the codebook calls it.
NAMES = {"redline": "red line", "agree": "agreement", "disagree": "disagreement", "acknowledge": "acknowledgement",
         "change": "perspective change", "missing": "missing stakeholder", "own": "ownership"}  # fmt: skip
_LINE = re.compile(r"(\w+) (\d+) ([\w/]+) \| (\d+)-(\d+)")
_REAL = re.compile(r"(\d+) ([\w /]+) \| (\d+)-(\d+)")


class Mark(NamedTuple):
    """A code on a span of a turn: ``row`` is the turn's place in its talk, the offsets are within the turn."""

    talk: str
    row: int
    code: str
    start: int
    end: int


class Real(NamedTuple):
    """A session of the talk corpus: the ids of the turns that were read, and marks with those ids for rows."""

    session: str
    turns: tuple[int, ...]
    marks: tuple[Mark, ...]


def named(code: str) -> str:
    """Return ``code`` or ``code/value`` as the codebook has it, of what scenes write."""
    head, slash, value = code.partition("/")
    return NAMES.get(head, head) + slash + value


def read_marks(name: str) -> list[Mark]:
    """Return one coding of the scenes: "second" or "reference"."""
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    found = [_LINE.fullmatch(line) for line in lines if line]
    return [Mark(m[1], int(m[2]), named(m[3]), int(m[4]), int(m[5])) for m in found]


def read_real() -> list[Real]:
    """Return the codings of real turns."""
    sessions: dict[str, tuple[tuple[int, ...], list[Mark]]] = {}
    name = ""
    for line in (FOLDER / "real.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            name, *turns = line[2:].split()
            sessions[name] = tuple(map(int, turns)), []
        elif m := _REAL.fullmatch(line):
            sessions[name][1].append(Mark(name, int(m[1]), m[2], int(m[3]), int(m[4])))
    return [Real(name, turns, tuple(marks)) for name, (turns, marks) in sessions.items()]


def first_marks(scene: Scene) -> list[Mark]:
    """Return what the scene's writer marked."""
    start = scene.session.transcript.turns["start"].tolist()
    return [Mark(scene.session.name, row, named(code), a - start[row], b - start[row])
            for row, a, b, code in scene.codes]  # fmt: skip


def held_out(names: Iterable[str]) -> set[str]:
    """Return every third of the scenes *names*, from the second on: never trained on."""
    return set(sorted(names, key=lambda name: (name[0], int(name[1:])))[1::3])


def agreement() -> list[tuple[str, int, int, int, float, float]]:
    """Return (code, n first, n second, n both, kappa, alpha) of the double-coded scenes' turns."""
    from nltk.metrics.agreement import AnnotationTask

    second = read_marks("second")
    names = {mark.talk for mark in second}
    scenes = [s for s in read_scenes() if s.session.name in names]
    first = [mark for scene in scenes for mark in first_marks(scene)]
    turns = [(s.session.name, row) for s in scenes
             for row, role in enumerate(s.session.transcript.turns["role"]) if role == "participant"]  # fmt: skip
    rows = []
    sides = [_by_code(first), _by_code(second)]
    for code in sorted(sides[0].keys() | sides[1].keys()):
        own = [side[code] for side in sides]
        data = [(who, str(turn), int(turn in has)) for turn in turns for who, has in zip("12", own, strict=True)]
        task = AnnotationTask(data)
        rows.append((code, len(own[0]), len(own[1]), len(own[0] & own[1]), task.kappa(), task.alpha()))
    return rows


def _by_code(marks: list[Mark]) -> dict[str, set[tuple[str, int]]]:
    """Return code, also without its value → the turns that have it."""
    found = defaultdict(set)
    for mark in marks:
        for code in {mark.code, mark.code.partition("/")[0]}:
            found[code].add((mark.talk, mark.row))
    return found


def main() -> None:
    print(f"{'code':24s} {'first':>5s} {'second':>6s} {'both':>5s} {'kappa':>6s} {'alpha':>6s}")
    for code, first, second, both, kappa, alpha in agreement():
        print(f"{code:24s} {first:5d} {second:6d} {both:5d} {kappa:6.2f} {alpha:6.2f}")


if __name__ == "__main__":
    main()
