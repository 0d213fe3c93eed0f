"""From files and a plan to a `Transcript`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ..errors import ReadingError
from ..language import covered
from ..tables import table
from ..transcript import Transcript
from ..workshop import Plan, Workshop, slug
from .blocks import Attribution
from .guarded import load_guarded
from .notes import about_languages, about_speakers, about_statements
from .parts import own_files, sequence, together
from .roster import Roster
from .rows import speaker_rows, turn_rows
from .source import Source
from .speakers import attribute
from .turns import account

__all__ = ["read", "read_workshop"]


def read(path: str | Path | Iterable[str | Path], *, plan: Plan | None = None, id: str = "") -> Transcript:
    """Read one transcript, from one file or from several.

    Parameters
    ----------
    path
        A file, several files, or a workshop's folder. Several files are parts in the order given, or one file per
        speaker: then all of them have times, each holds one voice, and the voices take turns.
    plan
        Maps labels to participants, and may give the language and a pattern for speakers' lines.
    id
        The transcript's id; by default the plan's, else made from the first file's name.

    Raises
    ------
    ReadingError
        If a file is missing, empty, damaged, hostile, or in no format that can be read.
    """
    paths = [Path(path)] if isinstance(path, (str, Path)) else [Path(p) for p in path]
    if not paths:
        raise ReadingError("read()", expected="at least one file", found="none")
    if len(paths) == 1 and paths[0].is_dir():
        workshop = Workshop.load(paths[0])
        plan, paths, id = plan or workshop.plan, list(workshop.files), id or workshop.id
    plan = plan or Plan()
    sources = [load_guarded(p) for p in paths]
    return _transcript(sources, _attributed(sources, plan), plan, id or plan.id or slug(paths[0].stem))


def read_workshop(workshop: Workshop) -> Transcript:
    """Read a workshop's transcripts with its plan."""
    return read(workshop.files, plan=workshop.plan, id=workshop.id)


def _attributed(sources: list[Source], plan: Plan) -> list[Attribution]:
    known = Roster(plan, []).participant
    questions = tuple(q.text for q in plan.questions)
    return [attribute(s, pattern=plan.speakers_pattern, known=known, questions=questions) for s in sources]


def _transcript(sources: list[Source], attributions: list[Attribution], plan: Plan, id: str) -> Transcript:
    """Make turns of what the files hold, account for each file, and say what a reader must know."""
    owners = own_files(sources, attributions, Roster(plan, []).participant)
    labels = list(owners) or list(dict.fromkeys(b.label for a in attributions for b in a.blocks if b.label))
    roster = Roster(plan, labels)
    made = together(sources, attributions, owners, roster) if owners else sequence(sources, attributions, roster)
    accounts = tuple(
        account(source, attribution, {n: turn for n, (index, turn) in enumerate(made, 1) if index == i})
        for i, (source, attribution) in enumerate(zip(sources, attributions, strict=True))
    )
    turns = [turn for _, turn in made]
    if not turns:
        raise ReadingError(
            sources[0].file,
            expected="at least one turn of talk",
            found="none",
            todo="Check that this is a transcript.",
        )
    text = "\n".join(turn.text for turn in turns)
    fits, warning = covered(text, plan.language)
    rows = turn_rows(turns, plan.language if fits else "")
    speakers = speaker_rows(turns, rows)
    notes = [
        *(note for s in sources for note in s.notes),
        *(note for a in attributions for note in a.notes),
        *about_speakers(speakers, plan, turns),
        *about_statements(plan),
        *([warning] if warning else about_languages(rows, plan.language)),
    ]
    return Transcript(
        id=id,
        text=text,
        turns=table("turns", rows),
        speakers=table("speakers", speakers),
        accounts=accounts,
        language=plan.language,
        covered=fits,
        notes=tuple(dict.fromkeys(notes)),
    )
