"""Brief what arrives in a folder.

It looks again and again instead of asking the system for news, since shared folders give none. Whatever still
changes is left alone until it has been quiet for a while: copying a transcript takes time. What failed is tried
again when it changes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from ..codes import CODES_NAME
from ..deciding.log import FOLDER, Log
from ..errors import RunError
from ..workshop import NAMES_NAME, PLAN_NAME, slug, transcripts_in, unread_in
from .batch import Job, told_apart
from .check import told_aside
from .discover import find_workshops, passed_over, shut, subfolders, without_talk
from .ledger import current
from .results import SHARED

__all__ = ["arrivals", "dropped"]

Look = tuple[tuple[str, int, int], ...]  # of each file: name, size, time of change


def dropped(folder: Path) -> list[Path]:
    """Return the workshops in the drop folder *folder*: its sub-folders', and each transcript that lies in it.

    Unlike in a batch, a transcript that lies there alone is not the folder's: tomorrow there may be two.
    """
    if not folder.is_dir():
        raise RunError(folder, expected="a folder to watch", found="a file" if folder.exists() else "nothing there")
    if (folder / PLAN_NAME).exists():
        return [folder]
    return [*(found for sub in subfolders(folder) for found in find_workshops(sub)), *transcripts_in(folder)]


def arrivals(
    folder: Path, out: Path, *, every: float = 5.0, quiet: float = 10.0, tell: Callable[[str], None] = str,
    sleep: Callable[[float], None] = time.sleep, clock: Callable[[], float] = time.monotonic,
) -> Iterator[list[Job]]:  # fmt: skip
    """Yield the jobs that are new or have changed, once they have been quiet; never ends.

    A workshop whose id another has already is left alone, and so is a folder that is away for a while; both are told,
    and so is what lies beside or below a workshop and is in none.

    Parameters
    ----------
    every
        Seconds between two looks.
    quiet
        Seconds for which a workshop's files must not have changed.
    tell
        Called with what is in the way, once.

    Raises
    ------
    RunError
        If *folder* is not there from the beginning.
    """
    dropped(folder)
    since: dict[Path, tuple[Look, float]] = {}
    done: dict[Path, Look] = {}
    told: set[str] = set()
    owner = {run.id.casefold(): (Path(out) / run.source).resolve() for run in current(out)}
    while True:
        ready = []
        jobs, in_the_way = _seen(folder, out, owner)
        owner |= {job.id.casefold(): job.source for job in jobs}
        for words in sorted(in_the_way - told):
            tell(words)
        told = in_the_way
        for job in jobs:
            look, now = _look(job.source), clock()
            if since.get(job.source, (None, 0))[0] != look:
                since[job.source] = look, now
            elif done.get(job.source) != look and now - since[job.source][1] >= quiet:
                done[job.source] = look
                ready.append(job)
        if ready:
            yield ready
        sleep(every)


def _seen(folder: Path, out: Path, owner: Mapping[str, Path]) -> tuple[list[Job], set[str]]:
    """Return the jobs in the drop folder, and what is in the way; an id stays with its *owner*."""
    try:
        found = dropped(folder)
        jobs, twins = told_apart(found, out)
        if owners := {twin for job, twin in twins if owner.get(job.id.casefold()) == twin}:
            jobs, twins = told_apart(sorted(found, key=lambda source: source.resolve() not in owners), out)
        subs = [] if folder in found else subfolders(folder)
        files = [f for sub in subs for f in passed_over(sub)]
        others = [without_talk(folder), shut(folder), unread_in(folder)] if folder not in found else [[], [], []]
        aside = told_aside(folder, files, *others)
    except (RunError, OSError) as error:
        return [], {str(error)}
    told = {f"{twin.name} is left alone: {job.source.name} has the id {job.id!r} too." for job, twin in twins}
    return jobs, {*told, *aside}


def _look(source: Path) -> Look:
    """Return what tells whether a workshop's files still change, what people decide about it, and what it shares."""
    if source.is_dir():
        files = sorted(f for f in (*source.iterdir(), *(source / FOLDER).glob("*.jsonl")) if f.is_file())
    else:
        files = [source, *Log(source.parent / FOLDER, (slug(source.stem),)).files]
        files += [source.parent / name for name in (NAMES_NAME, CODES_NAME, *SHARED)]
    above = source.parent if source.is_dir() else source.parent.parent
    seen = []
    for file in (*files, *(above / name for name in SHARED)):
        try:
            state = file.stat()
        except FileNotFoundError:  # none, or gone between the two looks: it changes
            continue
        seen.append((file.name, state.st_size, state.st_mtime_ns))
    return tuple(seen)
