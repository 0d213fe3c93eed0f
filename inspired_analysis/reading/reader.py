"""From files and a plan to a `Transcript`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from ..errors import ReadingError
from ..guarding.masking import Mask, Replacement, about_names
from ..guarding.proposing import propose
from ..language import covered
from ..tables import table
from ..transcript import Account, Transcript
from ..workshop import Plan, Workshop, slug
from .blocks import Attribution
from .guarded import load_guarded
from .notes import about_copies, about_languages, about_numbers, about_speakers, about_statements
from .parts import own_files, sequence, together
from .roster import Roster
from .rows import speaker_rows, turn_rows
from .source import Source
from .speakers import attribute
from .turns import Turn, account

__all__ = ["read", "read_workshop"]


def read(
    path: str | Path | Iterable[str | Path], *, plan: Plan | None = None, id: str = "", log: list | None = None
) -> Transcript:
    """Read one transcript, from one file or from several; the plan's names are replaced before anything is handed on.

    Parameters
    ----------
    path
        A file, several files, or a workshop's folder. Several files are parts in the order given, or one file per
        speaker: then all of them have times, each holds one voice, and the voices take turns.
    plan
        Maps labels to participants, and may give the language and a pattern for speakers' lines.
    id
        The transcript's id; by default the plan's, else made from the first file's name.
    log
        Gets a `Replacement` for each name that was replaced: who is who, so handle it as the transcript itself.

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
    mask = Mask.of(plan)
    sources = [_loaded(p, mask) for p in paths]
    replaced: list[Replacement] = []
    name = id or plan.id or mask.name(slug(paths[0].stem))
    transcript = _transcript(sources, _attributed(sources, plan), plan, name, replaced)
    if log is not None:
        log += replaced
    return transcript


def _loaded(path: Path, mask: Mask) -> Source:
    """Return what *path* holds; its name, which may be somebody's, is not told when it cannot be read."""
    try:
        return load_guarded(path)
    except ReadingError as error:
        where = error.where.replace(path.name, mask.name(path.name))
        raise ReadingError(where, expected=error.expected, found=error.found, todo=error.todo) from None


def read_workshop(workshop: Workshop, *, log: list | None = None) -> Transcript:
    """Read a workshop's transcripts with its plan; *log* as for `read`."""
    transcript = read(workshop.files, plan=workshop.plan, id=workshop.id, log=log)
    if not workshop.unread:
        return transcript
    unread = (f"Not read, since such files are not: {', '.join(workshop.unread)}. If they hold talk of this workshop, "
              "save them as .docx, .txt or .pdf.")  # fmt: skip
    return replace(transcript, notes=(*transcript.notes, unread))


def _attributed(sources: list[Source], plan: Plan) -> list[Attribution]:
    known = Roster(plan, []).participant
    questions = tuple(q.text for q in plan.questions)
    return [attribute(s, pattern=plan.speakers_pattern, known=known, questions=questions) for s in sources]


def _transcript(
    sources: list[Source], attributions: list[Attribution], plan: Plan, id: str, log: list[Replacement]
) -> Transcript:
    """Make turns of what the files hold, account for each file, and say what a reader must know."""
    owners = own_files(sources, attributions, Roster(plan, []).participant)
    labels = list(owners) or list(dict.fromkeys(b.label for a in attributions for b in a.blocks if b.label))
    roster = Roster(plan, labels)
    made = together(sources, attributions, owners, roster) if owners else sequence(sources, attributions, roster)
    accounts = tuple(
        account(source, attribution, {n: turn for n, (index, turn) in enumerate(made, 1) if index == i})
        for i, (source, attribution) in enumerate(zip(sources, attributions, strict=True))
    )
    mask = Mask.of(plan).over(turn.text for _, turn in made)
    turns = _without_names([turn for _, turn in made], mask, log)
    if not turns:
        raise ReadingError(
            mask.name(sources[0].file),
            expected="at least one turn of talk",
            found="none",
            todo="Check that this is a transcript.",
        )
    text = "\n".join(turn.text for turn in turns)
    fits, warning = covered(text, plan.language)
    rows = turn_rows(turns, plan.language if fits else "")
    speakers = speaker_rows(turns, rows)
    spoken = {mask.name(s.file): "\n".join(t.text for n, t in made if n == i) for i, s in enumerate(sources)}
    notes = [
        about_names(plan, log, len(propose([t.text for t in turns], mask, [n.name for n in plan.names]))),
        *(mask.text(note) for s in sources for note in s.notes),
        *(mask.text(note) for a in attributions for note in a.notes),
        *about_speakers(speakers, plan, turns),
        *about_numbers(speakers, turns, [index for index, _ in made]),
        *(about_copies(spoken) if len(spoken) > 1 and not owners else []),
        *about_statements(plan),
        *([warning] if warning else about_languages(rows, plan.language)),
    ]
    return Transcript(
        id=id,
        text=text,
        turns=table("turns", rows),
        speakers=table("speakers", speakers),
        accounts=tuple(_told(account, mask) for account in accounts),
        language=plan.language,
        covered=fits,
        notes=tuple(dict.fromkeys(notes)),
    )


def _without_names(turns: list[Turn], mask: Mask, log: list[Replacement]) -> list[Turn]:
    """Return *turns* with pseudonyms in their words and in where they come from; *log* gets what was replaced."""
    if not mask:
        return turns
    written, start = [], 0
    for number, turn in enumerate(turns, 1):
        text, entries = mask.log(turn.text, turn=number, start=start)
        written.append(replace(turn, text=text, source=mask.name(turn.source)))
        log += entries
        start += len(text) + 1
    return written


def _told(account: Account, mask: Mask) -> Account:
    """Return *account* with pseudonyms; its counts stay those of the source."""
    if not mask:
        return account
    excerpts = {reason: tuple(map(mask.text, texts)) for reason, texts in account.excerpts.items()}
    return replace(
        account,
        file=mask.name(account.file),
        excerpts=MappingProxyType(excerpts),
        trail=tuple(replace(t, where=mask.name(t.where), text=mask.text(t.text)) for t in account.trail),
    )
