"""From blocks to turns: neighbours of one speaker merged, offsets set, every character accounted for."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

from ..errors import ReadingError
from ..transcript import Account
from .blocks import Attribution, Block
from .roster import Person
from .source import NAN, Aside, Line, Source, span
from .trail import trail

__all__ = ["Turn", "account", "counted_words", "merged"]

# Reasons that a person should look at; labels, times and marks need no second look.
WORTH_A_LOOK = frozenset(
    {
        "front matter",
        "end matter",
        "stage directions",
        "headings",
        "page furniture",
        "deleted text (tracked changes)",
        "comments",
        "footnotes",
        "hidden text",
        "other columns",
        "other sheets",
        "repeated captions",
        "caption notes",
        "stray text",
        "control characters",
        "other text",
    }
)
MOST_EXCERPTS = 200
LONGEST_EXCERPT = 400
_MARKS = re.compile(r"\[[^\]\n]{0,80}\]|\((?:\.+|…|\?+|unintelligible|inaudible|laugh\w*|pause)\)", re.I)


@dataclass(frozen=True)
class Turn:
    """One uninterrupted contribution of one speaker."""

    person: Person
    text: str
    source: str
    time: float
    time_end: float
    pieces: tuple[Line, ...] = ()


def merged(blocks: list[Block], file: str, person: Callable[[str], Person]) -> list[Turn]:
    """Join neighbouring blocks of the same speaker; blocks without a speaker stay apart."""
    groups: list[tuple[Person, list[Block]]] = []
    for block in blocks:
        who = person(block.label)
        if groups and who.speaker and groups[-1][0].speaker == who.speaker:
            groups[-1][1].append(block)
        else:
            groups.append((who, [block]))
    return [_turn(who, blocks, file) for who, blocks in groups]


def account(source: Source, attribution: Attribution, numbered: dict[int, Turn]) -> Account:
    """Account for every character of *source*, whose turns are *numbered*.

    Characters other than white space must match one by one between the source and what was made of it;
    white space is then what remains.

    Raises
    ------
    ReadingError
        If anything was lost or invented: a defect of the reader, never of the user.
    """
    asides = [*source.asides, *attribution.asides]
    turns = list(numbered.values())
    _check(source, turns, asides)
    counts: Counter[str] = Counter()
    excerpts: dict[str, list[str]] = {}
    for aside in asides:
        words = aside.text.strip()
        counts[aside.reason] += len(words)
        if words and aside.reason in WORTH_A_LOOK:
            excerpts.setdefault(aside.reason, []).append(words)
    in_turns = sum(len(turn.text) for turn in turns)
    rest = len(source.text) - in_turns - sum(counts.values())
    counts["white space"] += rest
    return Account(
        file=source.file,
        format=source.format,
        layout=attribution.layout,
        certainty=attribution.certainty,
        why=attribution.why,
        runners_up=attribution.runners_up,
        characters=len(source.text),
        in_turns=in_turns,
        set_aside=MappingProxyType({reason: n for reason, n in sorted(counts.items()) if n}),
        excerpts=MappingProxyType({reason: _shortened(texts) for reason, texts in sorted(excerpts.items())}),
        trail=trail(source, asides, {n: turn.pieces for n, turn in numbered.items()}),
    )


def counted_words(text: str) -> int:
    """Return the number of words said, without marks such as [laughter] or (.)."""
    return sum(any(c.isalnum() for c in word) for word in _MARKS.sub(" ", text).split())


def _turn(who: Person, blocks: list[Block], file: str) -> Turn:
    pieces = [piece for block in blocks for piece in block.pieces]
    firsts = [b.time for b in blocks if b.time == b.time]
    lasts = [b.time_end for b in blocks if b.time_end == b.time_end]
    return Turn(
        who,
        _text(pieces),
        f"{file}:{span(pieces[0].where, pieces[-1].where)}",
        firsts[0] if firsts else NAN,
        lasts[-1] if lasts else NAN,
        tuple(pieces),
    )


def _text(pieces: list[Line]) -> str:
    """Join the pieces of a turn, each with its own glue; words stay exactly as they were."""
    text = ""
    for piece in pieces:
        words = piece.text.strip()
        text += (piece.glue if text and words else "") + words
    return text


def _check(source: Source, turns: list[Turn], asides: list[Aside]) -> None:
    made = Counter()
    for text in (*(t.text for t in turns), *(a.text for a in asides)):
        made.update(_visible(text))
    lost = Counter(_visible(source.text))
    lost.subtract(made)
    wrong = {c: n for c, n in lost.items() if n}
    if wrong:
        missing = "".join(c for c, n in wrong.items() if n > 0)[:20]
        extra = "".join(c for c, n in wrong.items() if n < 0)[:20]
        raise ReadingError(
            source.file,
            expected="every character in a turn or set aside",
            found=f"{sum(n for n in wrong.values() if n > 0)} lost ({missing!r}), "
            f"{-sum(n for n in wrong.values() if n < 0)} invented ({extra!r})",
            todo="This is a defect of the reader; please report it with the file's layout.",
        )


def _visible(text: str) -> str:
    """Return *text* without white space, taken apart into letters and marks: NFC cannot hide a loss."""
    return "".join(unicodedata.normalize("NFD", text).split())


def _shortened(texts: list[str]) -> tuple[str, ...]:
    return tuple(t if len(t) <= LONGEST_EXCERPT else t[: LONGEST_EXCERPT - 1] + "…" for t in texts[:MOST_EXCERPTS])
