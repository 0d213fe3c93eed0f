"""What every reader of a file format hands on: the lines of one file, and all of its characters.

Conventions
-----------
- Text is NFC, line ends are ``\\n``, there is no byte order mark.
- A `Line` is the smallest thing with a place: a line of text, a paragraph, a cue, a row.
- ``Source.text`` is made apart from the lines, straight from the decoded file or its XML, so that comparing
  the two shows what a reader lost.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace

__all__ = ["NAN", "Aside", "Line", "Source", "cleaned", "normalised", "seconds", "span"]

NAN = float("nan")

_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Characters that carry no words and can hurt: controls, bidirectional overrides, tags, stray surrogates.
_CONTROL = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)
_TIME = re.compile(r"(?:(?:(\d{1,15}):)?(\d{1,4}):)?(\d{1,6})(?:[.,](\d{1,9}))?")
_FRAMES = re.compile(r"(\d{1,3}:\d{2}:\d{2})[:;]\d{2}")  # the last are pictures of a film, too short to count
_LETTERED = re.compile(r"(\d{1,3})h(\d{2})m(?:(\d{2})s)?()")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?\s?(?:([ap])(?:\.\s?)?m\.?|([صم]))", re.I)
_WORDED = re.compile(r"(?:(\d{1,2}) [^\W\d_]+,? )?(\d{1,2}) [^\W\d_]+,? (\d{1,2}) [^\W\d_]+()(?:\d[\d:]+)?")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a source.

    Attributes
    ----------
    text
        What stands there; blank for a gap between paragraphs.
    where
        Its place in the file: ``"12"``, ``"paragraph 12"``, ``"row 5"``, ``"page 2, line 7"``.
    time, time_end
        Seconds, NaN if unknown.
    speaker
        The label that the format itself gives (voice tag, column); ``""`` for one left open; None if the
        format says nothing and the label must be looked for in the text.
    bold
        How many characters at the beginning are bold or in a speaker style.
    heading
        Whether the format marks the line as a heading.
    glue
        What joins this line to the one before when both belong to one turn.
    """

    text: str
    where: str
    time: float = NAN
    time_end: float = NAN
    speaker: str | None = None
    bold: int = 0
    heading: bool = False
    glue: str = "\n"


@dataclass(frozen=True, slots=True)
class Aside:
    """Characters that are not talk, and why; `where` is their place if they stand among the lines."""

    reason: str
    text: str
    where: str = ""


@dataclass(frozen=True)
class Source:
    """One file, read: its lines in order, what is no talk, and its whole text for the account."""

    file: str
    format: str
    text: str
    lines: tuple[Line, ...]
    asides: tuple[Aside, ...] = ()
    notes: tuple[str, ...] = field(default=())


def normalised(text: str) -> str:
    """Return *text* in NFC, with every kind of line break as ``\\n`` and without a byte order mark."""
    return unicodedata.normalize("NFC", _BREAKS.sub("\n", text.removeprefix("\ufeff")))


def cleaned(source: Source) -> Source:
    """Set control characters aside, wherever they stand in the lines."""
    if not _CONTROL.search(source.text):
        return source
    removed = "".join(_CONTROL.findall(source.text))
    lines = tuple(
        replace(
            line,
            text=_CONTROL.sub("", line.text),
            speaker=line.speaker and _CONTROL.sub("", line.speaker),
            bold=len(_CONTROL.sub("", line.text[: line.bold])),
        )
        for line in source.lines
    )
    asides = [replace(a, text=_CONTROL.sub("", a.text)) for a in source.asides]
    return replace(source, lines=lines, asides=(*asides, Aside("control characters", removed)))


def seconds(stamp: str) -> float:
    """Return a time in seconds, NaN of what is none.

    Known are ``"1:02:03.5"``, ``"02:03"``, ``"123.5"``, ``"1h02m03s"``, ``"2 minutes 3 seconds"`` and ``"2:03 PM"``.
    """
    if clock := _CLOCK.fullmatch(stamp.strip()):
        hour, minute, second, *half = clock.groups(default="0")
        return float((int(hour) % 12 + 12 * any(h in "pPم" for h in half)) * 3600 + int(minute) * 60 + int(second))
    stamp = _FRAMES.sub(r"\1", stamp.strip())
    match = _TIME.fullmatch(stamp) or _LETTERED.fullmatch(stamp) or _WORDED.fullmatch(stamp)
    if not match:
        return NAN
    hours, minutes, secs, fraction = match.groups(default="0")
    return float(int(hours) * 3600 + int(minutes) * 60 + int(secs)) + float(f"0.{fraction or 0}")


def span(first: str, last: str) -> str:
    """Return the place from *first* to *last*: ``"12-15"``, ``"page 2, line 7-9"``, or ``first to last``."""
    if first == last:
        return first
    head, _, _ = first.rpartition(" ")
    same, _, tail = last.rpartition(" ")
    return f"{first}-{tail}" if head == same else f"{first} to {last}"
