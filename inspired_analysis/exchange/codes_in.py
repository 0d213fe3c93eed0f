"""Codes of a REFI-QDA project and ours: what a path of names is called here, and what of it goes into codes.yaml.

A code of ours is known by its guid, which is made of its name; what stands below it are its statements and values.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from ..codes import CodeBook, QCode, back_up, load_codes, write_codes
from ..deciding import Decided
from ..deciding.replay import CANDIDATE
from .project import Project, ProjectCode, guid

__all__ = ["as_written", "called", "described", "import_codes", "is_ours"]

MOST = 1_000  # characters of a name
NOT, EXAMPLE, COUNTER = "Not: ", "Example: ", "Counter-example: "  # how the lines of a description of ours begin
COLOUR = re.compile(r"#([0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})")


def import_codes(
    codes: tuple[ProjectCode, ...], folder: Path, *, renamed: Callable[[str], str] = str
) -> Path | None:
    """Add *codes* to ``codes.yaml`` in *folder*; return the file, or None where all were known.

    *renamed* tells what a code is called by now, where people have renamed it here.
    """
    known = load_codes(folder)
    project = Project("", codes=codes)
    new: dict[str, QCode] = {}
    for code in codes:
        made = _code(code, project, known)
        if made and not known.get(renamed(made.code)):
            new.setdefault(made.code, made.model_copy(update={"parent": renamed(made.parent)}))
    if not new:
        return None
    back_up(folder)
    return write_codes(folder, CodeBook(codes=(*known.codes, *new.values())))


def as_written(known: CodeBook, decided: Decided, called: Callable[[str], str]) -> Callable[[str], str]:
    """Return what tells how ``codes.yaml`` has a code by now: renamed here, or shown without a name that it holds."""
    written = {called(c.code): c.code for c in known.codes}

    def now(name: str) -> str:
        renamed = decided.name(called(name))
        return written.get(renamed, name if renamed == called(name) else renamed)

    return now


def called(path: tuple[str, ...]) -> str:
    """Return one name for a *path* of names: all of them, or as many of the last as a name may hold."""
    whole = "/".join(name.strip() or "unnamed" for name in path)
    if whole == CANDIDATE:
        return whole.title()  # as it stands it is what turns that may bear on a statement are called, and no code
    return called(path[1:]) if len(whole) > MOST and len(path) > 1 else whole[:MOST]


def described(code: QCode) -> str:
    """Return everything that *code* says, as a description that gives it back."""
    rest = [(NOT, e) for e in filter(None, [code.not_evidence])]
    rest += [(EXAMPLE, e) for e in code.examples] + [(COUNTER, e) for e in code.counter_examples]
    return "\n".join(filter(None, [code.definition, *(begins + " ".join(e.split()) for begins, e in rest)]))


def is_ours(code: ProjectCode) -> bool:
    """Whether *code* is one that we wrote, and no statement or value below one."""
    return code.guid == guid("code", code.name)


def _code(code: ProjectCode, project: Project, known: CodeBook) -> QCode | None:
    """Return *code* as ours; None for the values and statements below a code that we know."""
    chain = project.chain(code.guid)
    path = tuple(c.name for c in chain)
    if is_ours(code):
        return _own(code, path, project)
    if any(known.get(name) for name in path) or any(map(is_ours, chain[:-1])):
        return None
    name, above = called(path), called(path[:-1])
    return QCode(code=name, parent=above if above != name else "", definition=code.description, colour=_colour(code))


def _own(code: ProjectCode, path: tuple[str, ...], project: Project) -> QCode:
    """Return a code that we wrote, with all that its description tells."""
    told: dict[str, list[str]] = {NOT: [], EXAMPLE: [], COUNTER: [], "": []}
    for line in code.description.split("\n"):
        begins = next((b for b in told if b and line.startswith(b)), "")
        if line.strip() not in (begins.strip(), ""):
            told[begins].append(line.removeprefix(begins))
    values = [c.name for c in project.codes if c.parent == code.guid and c.guid == guid(code.guid, c.name)]
    return QCode(code=code.name, parent=path[-2] if len(path) > 1 else "", definition="\n".join(told[""]),
                 not_evidence=" ".join(told[NOT]), examples=tuple(told[EXAMPLE]), values=tuple(values),
                 counter_examples=tuple(told[COUNTER]), colour=_colour(code))  # fmt: skip


def _colour(code: ProjectCode) -> str:
    if not COLOUR.fullmatch(code.colour):
        return ""
    return code.colour if len(code.colour) == 7 else "#" + "".join(2 * c for c in code.colour[1:])
