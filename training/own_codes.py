"""Codings of our own of the codebook's codes, and how far the coders agree: ``python training/own_codes.py``.

``talk/codes/second.txt``, ``reference.txt``, ``coded.txt`` and ``again.txt`` hold lines ``SCENE ROW CODE | START-END``:
the scene (file and place in it), the row of the turn, the code as scenes write it, and the span in the turn's text.
``real.txt`` and ``again_real.txt`` hold the same for turns of the talk corpus, ``meetings.txt`` and
``again_meetings.txt`` for turns of design meetings, ``focus.txt`` of focus groups (to be measured on, never learned
from), under ``# SESSION TURN TURN …`` with every turn that was read. ``talk/codes/README.md`` says who coded what, and
how. Prints kappa and alpha per code, turn by turn: of what the writers of scenes marked against a second reader, and of
two who read every turn for every code.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from own_talk import TALK, Scene, read_scenes

__all__ = ["CODE_SCENES", "ORDINARY", "Mark", "Real", "first_marks", "held_out", "named", "read_marks", "read_real",
           "read_thoroughly"]  # fmt: skip

FOLDER = TALK / "codes"
# Scenes written for the rare codes, every code marked.
CODE_SCENES = TALK / "code_scenes"
# The file of those that were written as people talk, for no code.
ORDINARY = "y"
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
    """Return one coding of the scenes: "second", "reference", "coded" or "again"."""
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    found = [_LINE.fullmatch(line) for line in lines if line]
    return [Mark(m[1], int(m[2]), named(m[3]), int(m[4]), int(m[5])) for m in found]


def read_real(file: str = "real") -> list[Real]:
    """Return codings of real turns: "real", "meetings" or "focus"; of a part of them "again_real", "again_meetings"."""
    sessions: dict[str, tuple[tuple[int, ...], list[Mark]]] = {}
    name = ""
    for line in (FOLDER / f"{file}.txt").read_text(encoding="utf-8").splitlines():
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


def read_thoroughly() -> Iterator[tuple[Scene, list[Mark], str]]:
    """Yield every scene of which each turn was read for each code, its marks, and what it is.

    "double": coded by two, and adjudicated; "single": coded by one; "rare": written for rare codes; "held out".
    """
    marks = _by_talk(read_marks("reference"))
    apart, single = held_out(marks), _by_talk(read_marks("coded"))
    for scene in read_scenes():
        name = scene.session.name
        if name in marks or name in single:
            kind = "held out" if name in apart else "double" if name in marks else "single"
            yield scene, marks.get(name) or single[name], kind
    written, again = read_scenes(CODE_SCENES), _by_talk(read_marks("again"))
    apart = held_out(scene.session.name for scene in written)
    for scene in written:
        name, own = scene.session.name, first_marks(scene)
        if name in apart:  # what either reader marked: the writer of some passed over interests and reasons
            yield scene, sorted({*own, *again[name]}), "held out"
        else:
            yield scene, own, "rare"


def _by_talk(marks: Iterable[Mark]) -> dict[str, list[Mark]]:
    found = defaultdict(list)
    for mark in marks:
        found[mark.talk].append(mark)
    return dict(found)


def twice_coded() -> Iterator[tuple[str, list[tuple[str, int]], list[Mark], list[Mark]]]:
    """Yield what was coded twice, its turns, and both codings."""
    rare = {scene.session.name: scene for scene in read_scenes(CODE_SCENES)}
    scenes = {scene.session.name: scene for scene in read_scenes()} | rare
    roles = {name: scene.session.transcript.turns["role"] for name, scene in scenes.items()}

    def turns(names: Iterable[str]) -> list[tuple[str, int]]:
        return [(name, row) for name in sorted(names) for row, role in enumerate(roles[name]) if role == "participant"]

    second, again, single = read_marks("second"), read_marks("again"), read_marks("coded")
    names = {mark.talk for mark in second}
    written = [mark for name in sorted(names) for mark in first_marks(scenes[name])]
    yield "scenes: their writers, and a second reader", turns(names), written, second
    names = {mark.talk for mark in again}
    both = [mark for mark in single if mark.talk in names]
    yield "scenes: two readers", turns(names - rare.keys()), both, [m for m in again if m.talk not in rare]
    casual = {name for name in rare if name.startswith(ORDINARY)}
    for what, some in (("scenes of rare codes", rare.keys() - casual), ("ordinary talk", casual)):
        both = [mark for name in sorted(names & some) for mark in first_marks(rare[name])]
        yield f"{what}: two readers", turns(names & some), both, [m for m in again if m.talk in some]
    for file, what in (("real", "real talk"), ("meetings", "design meetings")):
        real, again = {r.session: r for r in read_real(file)}, read_real(f"again_{file}")
        both = {(r.session, turn) for r in again for turn in r.turns}
        first = [m for r in again for m in real[r.session].marks if (m.talk, m.row) in both]
        yield f"{what}: two readers", sorted(both), first, [m for r in again for m in r.marks]


def agreement(
    turns: list[tuple[str, int]], first: list[Mark], second: list[Mark]
) -> list[tuple[str, int, int, int, float, float]]:
    """Return (code, n first, n second, n both, kappa, alpha) of the *turns*."""
    from nltk.metrics.agreement import AnnotationTask

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
    for title, turns, first, second in twice_coded():
        print(f"\n{title}, {len(turns):,} turns")
        print(f"{'code':24s} {'first':>5s} {'second':>6s} {'both':>5s} {'kappa':>6s} {'alpha':>6s}")
        for code, n, m, both, kappa, alpha in agreement(turns, first, second):
            print(f"{code:24s} {n:5d} {m:6d} {both:5d} {kappa:6.2f} {alpha:6.2f}")


if __name__ == "__main__":
    main()
