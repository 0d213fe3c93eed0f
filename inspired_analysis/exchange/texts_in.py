"""The texts of a REFI-QDA project as transcripts, each a workshop of its own, where there is none yet."""

from __future__ import annotations

import re
from itertools import count
from pathlib import Path

from ..checked_yaml import dumped
from ..errors import ExchangeError
from ..workshop import PLAN_NAME, slug
from .project import Project, Source

__all__ = ["made_workshops"]

TURN = re.compile(r"turn \d+")  # how our export calls the selection of a whole turn
NOBODY = "Unknown"


def made_workshops(project: Project, folder: Path) -> list[Path]:
    """Write the texts of *project* as transcripts below *folder*; return the workshops' folders."""
    texts = [s for s in project.sources if s.text and s.text.strip()]
    if not texts:
        raise ExchangeError(project.name or "the project", expected="texts, since there is no transcript yet",
                            found="; ".join(project.lost) or "none", todo="Name a workshop that has one.")  # fmt: skip
    made = []
    for source, name in zip(texts, _distinct([slug(s.name.removesuffix(".txt")) for s in texts]), strict=True):
        home = folder / name if len(texts) > 1 else folder
        home.mkdir(parents=True, exist_ok=True)
        talk, people = _labelled(source, project)
        (home / f"{name}.txt").write_text(talk, encoding="utf-8", newline="")
        if people:
            plan = {"participants": people}
            (home / PLAN_NAME).write_text(dumped(plan), encoding="utf-8")
        made.append(home)
    return made


def _distinct(names: list[str]) -> list[str]:
    """Return *names* so that each is a folder of its own, whatever its case: Interview, Interview-2."""
    taken = {name.casefold() for name in names}
    seen: set[str] = set()
    distinct = []
    for name in names:
        if name.casefold() in seen:
            name = next(n for i in count(2) if (n := f"{name}-{i}").casefold() not in taken | seen)
        seen.add(name.casefold())
        distinct.append(name)
    return distinct


def _labelled(source: Source, project: Project) -> tuple[str, list[dict]]:
    """Return the text with speakers' labels where the project's cases hold whole turns, and who they are.

    What no case holds is nobody's: without a label of its own it would go on what the one before said.
    """
    turns = sorted((s for s in source.selections if TURN.fullmatch(s.name)), key=lambda s: (s.start, s.end))
    spoken = {g: case.name for case in project.cases for g in case.selections}
    if not any(turn.guid in spoken for turn in turns):
        return source.text, []
    said, at = [], 0
    for turn in (t for t in turns if t.guid in spoken):
        said.append((NOBODY, source.text[at : turn.start]))
        said.append((spoken[turn.guid], source.text[max(at, turn.start) : turn.end]))
        at = max(at, turn.end)
    lines = [f"{who}: {words.strip()}" for who, words in [*said, (NOBODY, source.text[at:])] if words.strip()]
    people = []
    for case in project.cases:
        told = dict(case.values)
        role = told.get("role", "")
        person = {"label": case.name, "group": told.get("group", ""), "role": role or "participant"}
        people.append({k: v for k, v in person.items() if v})
    return "\n\n".join(lines), people
