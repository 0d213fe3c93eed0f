"""Several files of one workshop: parts in sequence, or one file for each speaker.

One file per speaker counts as such only if everything agrees: every line has its time, each file holds one voice
that its label, its name or the plan tells, no two files the same, and the voices take turns. The parts of a long
session may each begin at zero too, but then the files are full of talk at the same times.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from .blocks import Attribution, Block
from .labels import label_key, names_a_task
from .layouts import is_name, is_stop, plausible
from .roster import Person, Roster
from .source import Source
from .turns import Turn, merged

__all__ = ["own_files", "sequence", "together"]

MOST_OVERLAP = 0.35  # of the shorter file's talk may run at the same time as another's
FEWEST_CHANGES = 3
_PART = re.compile(
    r"(?:part|session|day|tape|disc|cd|file|rec\w*|audio|transcript\w*|captions?|subtitles?|meeting|workshop|group|fg"
    r"|interview|talk|track|morning|afternoon|teil|partie|parte|sitzung|séance|sesión|zoom|gmt\w*)",
    re.I,
)


def sequence(sources: list[Source], attributions: list[Attribution], roster: Roster) -> list[tuple[int, Turn]]:
    """Return (index of the file, turn) for files that are parts in order."""
    spelled = _spellings(attributions)
    return [
        (i, turn)
        for i, (source, found) in enumerate(zip(sources, attributions, strict=True))
        for turn in merged(
            found.blocks,
            source.file,
            lambda label: roster.person(label if roster.participant(label) else spelled.get(label, label)),
        )
    ]


def together(
    sources: list[Source], attributions: list[Attribution], owners: dict[str, int], roster: Roster
) -> list[tuple[int, Turn]]:
    """Return (index of the file, turn) for files that hold one speaker each, in the order of their times."""
    people = {index: roster.person(label) for label, index in owners.items()}
    timed = sorted(
        (piece.time, i, n, piece)
        for i, found in enumerate(attributions)
        for n, piece in enumerate(p for block in found.blocks for p in block.pieces)
    )
    runs: list[tuple[int, list[Block]]] = []
    for time, i, _, piece in timed:
        if not runs or runs[-1][0] != i:
            runs.append((i, []))
        runs[-1][1].append(Block(people[i].label, (piece,), time, piece.time_end))
    for found in attributions:
        found.layout, found.why = "one file per speaker", f"its name or label; times run across all files ({found.why})"
    return [(i, turn) for i, blocks in runs for turn in merged(blocks, sources[i].file, _always(people[i]))]


def own_files(
    sources: list[Source], attributions: list[Attribution], known: Callable[[str], object]
) -> dict[str, int]:
    """Return label → index of its file if every file is one speaker's, else nothing."""
    if len(sources) < 2 or not all(_timed(found) for found in attributions):
        return {}
    owners: dict[str, int] = {}
    for i, (source, found) in enumerate(zip(sources, attributions, strict=True)):
        label = _owner(Path(source.file).stem, found, known)
        if not label or label_key(label) in {label_key(other) for other in owners}:
            return {}
        owners[label] = i
    return owners if _take_turns(attributions) else {}


def _owner(stem: str, found: Attribution, known: Callable[[str], object]) -> str:
    """Return whose file this is: its only label, else its name if the plan lists it or it reads as a person's."""
    labels = {block.label for block in found.blocks}
    if len(labels) > 1:
        return ""
    label = next(iter(labels), "")
    name = " ".join(re.sub(r"[_\s]+", " ", stem).split())
    if label:
        return label
    if known(stem):
        return stem
    if known(name) or names_a_task(name):
        return name
    name = name.title() if name.islower() else name
    personal = is_name(name) and plausible(name) and not is_stop(name) and len(name.split()) <= 3
    return name if personal and not _PART.match(name) and not any(c.isdigit() for c in name) else ""


def _timed(found: Attribution) -> bool:
    pieces = [piece for block in found.blocks for piece in block.pieces]
    return bool(pieces) and all(p.time == p.time and p.time_end == p.time_end for p in pieces)


def _take_turns(attributions: list[Attribution]) -> bool:
    """Whether talk of different files alternates and hardly overlaps."""
    spans = sorted(
        (piece.time, piece.time_end, i)
        for i, found in enumerate(attributions)
        for block in found.blocks
        for piece in block.pieces
    )
    changes = sum(a[2] != b[2] for a, b in pairwise(spans))
    talk = [sum(end - start for start, end, i in spans if i == file) for file in range(len(attributions))]
    overlap = sum(max(0.0, min(a[1], b[1]) - b[0]) for a, b in pairwise(spans) if a[2] != b[2])
    return changes >= FEWEST_CHANGES and overlap <= MOST_OVERLAP * min(talk)


def _always(person: Person) -> Callable[[str], Person]:
    return lambda label: person


def _spellings(attributions: list[Attribution]) -> dict[str, str]:
    """Return label → its commonest spelling, where labels differ only in case, or one has more in brackets."""
    counts: dict[str, dict[str, int]] = {}
    for attribution in attributions:
        for block in attribution.blocks:
            same = counts.setdefault(" ".join(block.label.casefold().split()), {})
            same[block.label] = same.get(block.label, 0) + 1
    longer: dict[str, list[str]] = {}
    for name in counts:
        bare = " ".join(re.sub(r"[(\[].*?[)\]]", "", name).split())
        if bare != name:
            longer.setdefault(bare, []).append(name)
    for bare, names in longer.items():
        # Of two Annas in brackets, which is the one without? And "Participant" may be anybody.
        if bare in counts and len(names) == 1 and (bare[-1:].isdigit() or not names_a_task(bare)):
            counts[bare] |= counts.pop(names[0])
    return {label: max(same, key=same.get) for same in counts.values() for label in same}
