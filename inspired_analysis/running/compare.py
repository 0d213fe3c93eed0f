"""The workshops of one dialogue, from a folder of briefs or of workshops, to the dialogue's own brief."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InspiredError, RunError
from ..tables import table
from ..workshop import Workshop, slug
from .check import few, left_aside
from .discover import find_briefs, find_workshops, load_workshops
from .ledger import current

if TYPE_CHECKING:
    from ..briefing.theme import Theme
    from ..finding.across import Synthesis
    from ..session import Session

__all__ = ["ASIDE", "choose_dialogue", "compare", "nameless"]

REPORTS = Path("reports")
ASIDE = "Not compared"


def compare(
    folder: Path, out: Path | None = None, *, dialogue: str = "", theme: Theme | None = None,
    each: Callable[[str], object] = str, tell: Callable[[str], object] = str,
) -> tuple[Synthesis, list[Path]]:
    """Write the synthesis of one dialogue; return it and the files written.

    Parameters
    ----------
    folder
        Holds briefs (folders with a ``findings.json``), which are read as they are; or else workshops, which are
        analysed and briefed first.
    out
        Where to write. By default ``dialogue-<name>`` among the briefs; new briefs go to ``reports``, or into *out*.
    dialogue
        Which, if there are several.
    each
        Called with what is done next, for a progress display.
    tell
        Called with what is passed over. The synthesis says so too, among its limits, but by no name that a folder has.

    Raises
    ------
    RunError
        If there is no such folder, nothing in it, several dialogues and none is chosen, or two workshops have one id.
    """
    import pandas as pd

    from ..dialogue import synthesise, write_synthesis

    known = find_briefs(folder)
    gaps: list[str] = []

    def passed(told: str, inside: str = "") -> None:
        tell(told)
        gaps.append(inside or told)

    sessions = _read(folder, known, dialogue, each, passed) if known else \
        _made(folder, out or REPORTS, dialogue, each, passed)
    if known:
        _unbriefed(folder, sessions, passed)
    for told in [] if known else left_aside(Path(folder)):
        tell(told)
    synthesis = synthesise(list(sessions))
    limits = table("limits", [{"what": ASIDE, "why": told} for told in gaps])
    synthesis = replace(synthesis, limits=pd.concat([limits, synthesis.limits], ignore_index=True))
    name = f"dialogue-{slug(synthesis.dialogue)}" if synthesis.dialogue else "dialogue"
    each("synthesis")
    out = out or (Path(folder) if known else REPORTS) / name
    briefs = {session.id: where for session, where in sessions.items()}
    return synthesis, write_synthesis(synthesis, out, briefs=briefs, theme=theme)


def choose_dialogue(folder: Path, names: Iterable[str], wanted: str) -> str:
    """Return the dialogue that is meant, of the *names* found in *folder*: the one that any workshop names."""
    found = sorted(set(names), key=lambda name: (not name, name))
    if not found:
        raise RunError(folder, expected="workshops, or their briefs", found="none",
                       todo="Name the folder that holds the workshops' folders.")  # fmt: skip
    listed = ", ".join(name or "workshops that name none" for name in found)
    if wanted and wanted not in found:
        raise RunError(folder, expected=f"workshops of the dialogue {wanted!r}", found=listed)
    if not wanted and len([name for name in found if name]) > 1:
        raise RunError(folder, expected="one dialogue", found=listed,
                       todo="Say which: --dialogue NAME, or dialogue in the notebook.")  # fmt: skip
    return wanted or found[0]


def nameless(ids: list[str], chosen: str) -> list[str]:
    """Say which workshops are not compared with those of the dialogue *chosen*, since they name none."""
    return [f"{len(ids)} left out, of no dialogue: {few(sorted(ids))}."] if ids and chosen else []


def _read(folder: Path, known: list[Path], dialogue: str, each: Callable, passed: Callable) -> dict[Session, Path]:
    """Return the sessions of the briefs that are there; one that cannot be read leaves the others alone."""
    from ..dialogue import read_session

    sessions, others, torn = {}, set(), []
    for path in known:
        each(path.name)
        named = _dialogue_of(path) if dialogue else None
        if named not in (dialogue or None, None):
            others.add(named)
            continue
        try:
            sessions[path] = read_session(path)
        except RunError as error:
            torn.append((path, _dialogue_of(path), error))
    names = {*others, *(s.dialogue for s in sessions.values()), *(named for _, named, _ in torn)} - {None}
    chosen = choose_dialogue(folder, names, dialogue) if names else ""
    mine = {session: path for path, session in sessions.items() if session.dialogue == chosen}
    for path, named, error in torn:
        if named in (chosen, None):
            if not mine:
                raise error
            passed(f"Left out: {error}", f"The brief in {path.name} cannot be read, and is left out.")
    for told in [] if dialogue else nameless([s.id for s in sessions.values() if not s.dialogue], chosen):
        passed(told)
    for told in _failed(Path(folder), {session.id for session in mine}, chosen):
        passed(told)
    return mine


def _failed(folder: Path, compared: set[str], dialogue: str) -> list[str]:
    """Say which workshops of a batch in *folder* failed: of *dialogue*, or of one that nobody can tell."""
    own = [run.id for run in current(folder)
           if run.status == "failed" and run.dialogue in (dialogue, "") and not run.gone(folder)]  # fmt: skip
    without = [i for i in own if i not in compared and not (folder / i / "findings.json").exists()]
    earlier = [i for i in own if i in compared]
    return [*([f"{len(without)} failed in the batch and left out: {few(without)}."] if without else []),
            *([f"{len(earlier)} failed in the last batch and compared by the brief from before: {few(earlier)}."]
              if earlier else [])]  # fmt: skip


def _unbriefed(folder: Path, sessions: Iterable[Session], passed: Callable) -> None:
    """Say which workshops below *folder*, among briefs, have none and may belong to the dialogue of *sessions*."""
    ids, dialogues = {s.id.casefold() for s in sessions}, {s.dialogue for s in sessions}
    names = []
    for path in find_workshops(folder):
        if path == Path(folder) or (path.is_file() and path.parent == Path(folder)):
            continue  # with something below, what lies in the folder itself is astray
        try:
            workshop = Workshop.load(path)
            lacks = workshop.id.casefold() not in ids and workshop.plan.dialogue in dialogues
        except (InspiredError, OSError):  # whose it is, nobody can tell
            lacks = True
        names += [path.name] if lacks else []
    told = f"{len(names)} passed over for want of a brief"
    if names:
        passed(f"{told}: {few(names)}. `inspired batch` writes it.", f"{told}.")


def _dialogue_of(brief: Path) -> str | None:
    """Return the dialogue that a brief names, whatever its version; None where that cannot be told."""
    try:
        named = json.loads((brief / "findings.json").read_bytes())["workshop"]["dialogue"]
        return named if isinstance(named, str) else None
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def _made(folder: Path, out: Path, dialogue: str, each: Callable, passed: Callable) -> dict[Session, Path]:
    """Return the sessions of workshops without briefs, and write these."""
    from ..dialogue import session_of
    from ..pipeline import analyse, write_brief

    workshops = load_workshops(folder, lambda told: passed(told, "A workshop that cannot be loaded is left out."))
    chosen = choose_dialogue(folder, (w.plan.dialogue for w in workshops), dialogue)
    for told in [] if dialogue else nameless([w.id for w in workshops if not w.plan.dialogue], chosen):
        passed(told)
    workshops = [w for w in workshops if w.plan.dialogue == chosen]
    ids = [w.id.casefold() for w in workshops]
    if twice := sorted({w.id for w in workshops if ids.count(w.id.casefold()) > 1}):  # before one is written over
        raise RunError(folder, expected="a different id for each workshop", found=f"{twice[0]!r} twice",
                       todo="Change id: in one workshop.yaml, or rename one folder.")  # fmt: skip
    sessions: dict[Session, Path] = {}
    for workshop in workshops:
        each(workshop.id)
        try:
            analysis = analyse(workshop)
        except InspiredError as error:
            if workshop is workshops[-1] and not sessions:
                raise
            passed(f"Left out: {error}", f"{workshop.id} cannot be read, and is left out.")
            continue
        write_brief(analysis, out / workshop.id)
        sessions[session_of(analysis)] = out / workshop.id
    return sessions
