"""Reading: from files to a `Transcript`, with every character of the source accounted for.

Conventions
-----------
- One file goes: bytes → `Source` (formats) → blocks by speaker (speakers) → turns and account (turns).
- Nothing is dropped in silence: what is no talk is set aside with its reason, and a loss is an error.
- Several files are the parts of one workshop, in order.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ..errors import ReadingError
from ..tables import table
from ..transcript import Transcript
from ..workshop import Plan, Workshop, slug
from .blocks import Attribution
from .formats import load
from .language import covered
from .roster import Person, Roster, alike
from .speakers import attribute
from .turns import Turn, account, counted_words, merged

__all__ = ["read", "read_workshop"]


def read(path: str | Path | Iterable[str | Path], *, plan: Plan | None = None, id: str = "") -> Transcript:
    """Read one transcript, from one file or from several that are its parts.

    Parameters
    ----------
    path
        A file, several files in order, or a workshop's folder.
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
    sources = [load(p) for p in paths]
    known = Roster(plan, []).participant
    attributions = [
        attribute(
            source,
            pattern=plan.speakers_pattern if plan else "",
            known=known,
            questions=tuple(q.text for q in plan.questions) if plan else (),
        )
        for source in sources
    ]
    roster = Roster(plan, _labels(attributions))
    spelled = _spellings(attributions)
    parts = [
        merged(a, s.file, lambda label: roster.person(spelled.get(label, label)))
        for s, a in zip(sources, attributions, strict=True)
    ]
    accounts = tuple(account(s, a, t) for s, a, t in zip(sources, attributions, parts, strict=True))
    turns = [turn for part in parts for turn in part]
    if not turns:
        raise ReadingError(
            paths[0],
            expected="at least one turn of talk",
            found="none",
            todo="Check that this is a transcript.",
        )
    text = "\n".join(turn.text for turn in turns)
    language = plan.language if plan else "en"
    fits, warning = covered(text, language)
    rows = _speakers(turns)
    notes = [
        *_once([*(n for s in sources for n in s.notes), *(n for a in attributions for n in a.notes)]),
        *_who(rows, plan, turns),
        *([warning] if warning else []),
    ]
    return Transcript(
        id=id or (plan.id if plan else "") or slug(paths[0].stem),
        text=text,
        turns=table("turns", _rows(turns)),
        speakers=table("speakers", rows),
        accounts=accounts,
        language=language,
        covered=fits,
        notes=tuple(notes),
    )


def read_workshop(workshop: Workshop) -> Transcript:
    """Read a workshop's transcripts with its plan."""
    return read(workshop.files, plan=workshop.plan, id=workshop.id)


def _labels(attributions: list[Attribution]) -> list[str]:
    return list(dict.fromkeys(block.label for a in attributions for block in a.blocks if block.label))


def _spellings(attributions: list[Attribution]) -> dict[str, str]:
    """Return label → its commonest spelling, where labels differ only in case."""
    counts: dict[str, dict[str, int]] = {}
    for attribution in attributions:
        for block in attribution.blocks:
            same = counts.setdefault(" ".join(block.label.casefold().split()), {})
            same[block.label] = same.get(block.label, 0) + 1
    return {label: max(same, key=same.get) for same in counts.values() for label in same}


def _rows(turns: list[Turn]) -> list[dict]:
    rows, start = [], 0
    for number, turn in enumerate(turns, 1):
        who: Person = turn.person
        rows.append(
            {
                "turn": number,
                "speaker": who.speaker,
                "role": who.role,
                "group": who.group,
                "text": turn.text,
                "start": start,
                "end": start + len(turn.text),
                "time_start": turn.time,
                "time_end": turn.time_end,
                "words": counted_words(turn.text),
                "label": who.label,
                "source": turn.source,
            }
        )
        start += len(turn.text) + 1
    return rows


def _speakers(turns: list[Turn]) -> list[dict]:
    """Return one row for each speaker, in the order in which they first speak."""
    rows: dict[str, dict] = {}
    for turn in turns:
        who = turn.person
        if not who.speaker:
            continue
        row = rows.setdefault(
            who.speaker,
            {
                "speaker": who.speaker,
                "label": who.label,
                "role": who.role,
                "group": who.group,
                "turns": 0,
                "words": 0,
                "known": who.known,
            },
        )
        row["turns"] += 1
        row["words"] += counted_words(turn.text)
    return list(rows.values())


def _who(rows: list[dict], plan: Plan | None, turns: list[Turn]) -> list[str]:
    """Return notes about who is missing, unknown or unnamed."""
    notes = []
    if plan and plan.participants:
        unknown = [row["label"] for row in rows if not row["known"]]
        silent = [p.name for p in plan.participants if p.name not in {row["speaker"] for row in rows}]
        if unknown:
            notes.append(f"speakers not in the plan: {', '.join(unknown)}; add them under participants:")
        if silent and rows:
            notes.append(f"in the plan but not in the transcript: {', '.join(silent)}.")
    open_turns = sum(not turn.person.speaker for turn in turns)
    if not rows:
        notes.append(
            "No speakers could be told apart: themes and quotes can be found, but not who holds which "
            "position, where groups agree or differ, or who was not heard."
        )
    elif len(rows) == 1:
        notes.append(
            f"Only one speaker was found ({rows[0]['speaker']}): agreement, conflict and participation cannot be told."
        )
    if rows and open_turns:
        notes.append(f"{open_turns} turns have no speaker; they count for no person and no group.")
    notes += [
        f"{a!r} and {b!r} may be one speaker; if so, list one of them under aliases: of the other."
        for a, b in alike([row["label"] for row in rows if not row["known"]])
    ]
    return notes


def _once(notes: list[str]) -> list[str]:
    return list(dict.fromkeys(notes))
