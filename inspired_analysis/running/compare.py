"""The workshops of one dialogue, from a folder of briefs or of workshops, to the dialogue's own brief."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InspiredError, RunError
from ..workshop import Workshop, slug
from .check import few, left_aside
from .discover import find_briefs, find_workshops, load_workshops

if TYPE_CHECKING:
    from ..briefing.theme import Theme
    from ..finding.across import Synthesis
    from ..session import Session

__all__ = ["choose_dialogue", "compare", "nameless"]

REPORTS = Path("reports")


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
        Called with what is passed over.

    Raises
    ------
    RunError
        If there is no such folder, nothing in it, several dialogues and none is chosen, or two workshops have one id.
    """
    from ..dialogue import synthesise, write_synthesis

    known = find_briefs(folder)
    sessions = _read(folder, known, dialogue, each, tell) if known else \
        _made(folder, out or REPORTS, dialogue, each, tell)
    for told in (*_unbriefed(folder, sessions), *_failed(folder, sessions)) if known else left_aside(Path(folder)):
        tell(told)
    synthesis = synthesise(list(sessions))
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


def _read(folder: Path, known: list[Path], dialogue: str, each: Callable, tell: Callable) -> dict[Session, Path]:
    """Return the sessions of the briefs that are there; a brief of another dialogue need not be of this version."""
    from ..dialogue import read_session

    sessions, others = {}, set()
    for path in known:
        each(path.name)
        named = _dialogue_of(path) if dialogue else dialogue
        if named in (dialogue, None):
            sessions[path] = read_session(path)
        else:
            others.add(named)
    chosen = choose_dialogue(folder, {*others, *(s.dialogue for s in sessions.values())}, dialogue)
    for told in [] if dialogue else nameless([s.id for s in sessions.values() if not s.dialogue], chosen):
        tell(told)
    return {session: path for path, session in sessions.items() if session.dialogue == chosen}


def _unbriefed(folder: Path, sessions: Iterable[Session]) -> list[str]:
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
    told = f"{len(names)} passed over for want of a brief: {few(names)}. `inspired batch` writes it."
    return [told] if names else []


def _failed(folder: Path, sessions: dict[Session, Path]) -> list[str]:
    """Say which workshops failed when last briefed, so that there is no brief to compare, or only an earlier one."""
    failed = find_briefs(folder, "failed.ipynb")
    without = [path.name for path in failed if not (path / "findings.json").exists()]
    earlier = [path.name for path in failed if path in sessions.values()]
    told = {"no brief to compare": without, "compared by an earlier brief": earlier}
    return [f"{len(names)} failed, {what}: {few(names)}. failed.ipynb there shows why."
            for what, names in told.items() if names]  # fmt: skip


def _dialogue_of(brief: Path) -> str | None:
    """Return the dialogue that a brief names, whatever its version; None where that cannot be told."""
    try:
        return json.loads((brief / "findings.json").read_bytes())["workshop"]["dialogue"]
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def _made(folder: Path, out: Path, dialogue: str, each: Callable, tell: Callable) -> dict[Session, Path]:
    """Return the sessions of workshops without briefs, and write these."""
    from ..dialogue import session_of
    from ..pipeline import analyse, write_brief

    workshops = load_workshops(folder, tell)
    chosen = choose_dialogue(folder, (w.plan.dialogue for w in workshops), dialogue)
    for told in [] if dialogue else nameless([w.id for w in workshops if not w.plan.dialogue], chosen):
        tell(told)
    workshops = [w for w in workshops if w.plan.dialogue == chosen]
    ids = [w.id.casefold() for w in workshops]
    if twice := sorted({w.id for w in workshops if ids.count(w.id.casefold()) > 1}):  # before one is written over
        raise RunError(folder, expected="a different id for each workshop", found=f"{twice[0]!r} twice",
                       todo="Change id: in one workshop.yaml, or rename one folder.")  # fmt: skip
    sessions = {}
    for workshop in workshops:
        each(workshop.id)
        analysis = analyse(workshop)
        write_brief(analysis, out / workshop.id)
        sessions[session_of(analysis)] = out / workshop.id
    return sessions
