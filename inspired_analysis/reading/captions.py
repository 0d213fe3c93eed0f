"""Captions: WebVTT and SubRip. A cue is a line with times; voice tags name the speaker."""

from __future__ import annotations

import html
import itertools
import re
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from ..errors import ReadingError
from .decoding import decode
from .source import Aside, Line, Source, seconds

__all__ = ["looks_like_captions", "read_captions"]

MOST_ROLLED = 12  # lines of a cue that may repeat the one before
_STAMP = r"(?:\d{1,15}:)?\d{1,4}:\d{1,2}(?:[.,]\d{1,6})?"
_TIMING = re.compile(rf"\s*({_STAMP})\s*--?>\s*({_STAMP})(.*)", re.S)
_VOICE = re.compile(r"\s*<v(?:\.[^\s>]*)?[ \t]+([^>\n]{1,200})>")
_TAG = re.compile(
    r"</?(?:v|c|i|b|u|ruby|rt|lang|font|s)(?:[.\s][^<>\n]{0,200})?>|<\d[\d:.]{3,20}>|\{\\[^}\n]{1,40}\}", re.I
)
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,30}|#\d{1,7}|#x[0-9a-fA-F]{1,6});")


@dataclass
class _Cue:
    start: float
    end: float
    lines: list[tuple[int, str]]


def looks_like_captions(text: str) -> bool:
    """Whether *text* is captions under another name: a header, or a number above a time, -->, a time."""
    rows = text[:2000].split("\n")
    return rows[0].startswith("WEBVTT") or any(
        above.strip().isdigit() and _TIMING.match(row) for above, row in pairwise(rows)
    )


def read_captions(raw: bytes, path: Path) -> Source:
    """Read .vtt or .srt; raise `ReadingError` if there is no cue with words."""
    text, notes = decode(raw, path)
    kind = (
        "WebVTT captions" if text.lstrip().startswith("WEBVTT") or path.suffix.lower() == ".vtt" else "SubRip captions"
    )
    cues, asides = _parsed(text.split("\n"))
    repeats = _rolled_up(cues)
    lines: list[Line] = []
    for index, cue in enumerate(cues):
        lines += _cue_lines(cue, repeats.get(index, frozenset()), asides)
    if not any(line.text.strip() for line in lines):
        raise ReadingError(
            path,
            expected="captions: a time, -->, a time, then words",
            found="no cue with words",
            todo="Check that the export was finished.",
        )
    if repeats:
        notes = (
            *notes,
            f"{path.name}: roll-up captions; {sum(map(len, repeats.values()))} repeated lines were merged.",
        )
    lines = _with_voices(lines)
    # Entities are one character each in what people read, so they are decoded before anything is counted.
    return Source(path.name, kind, _plain(text), tuple(lines), tuple(asides), notes)


def _parsed(rows: list[str]) -> tuple[list[_Cue], list[Aside]]:
    """Split into cues; what is no cue (header, notes, styles, identifiers) goes aside."""
    cues: list[_Cue] = []
    asides: list[Aside] = []
    block = ""  # "header", "note" until a blank line; "cue" while its text lasts
    for number, row in enumerate(rows, 1):
        timing = _TIMING.match(row)
        if timing:
            start, end = seconds(timing[1]), seconds(timing[2])
            asides.append(Aside("timestamps", _plain(row), str(number)))
            cues.append(_Cue(start, end, []))
            block = "cue"
        elif not row.strip():
            block = ""
        elif _TIMING.match(rows[number]) if number < len(rows) else False:
            # The line right above a timing is its identifier; without a blank line between, only a number is.
            if block == "cue" and not row.strip().isdigit():
                cues[-1].lines.append((number, row))
            else:
                asides.append(Aside("caption ids", _plain(row), str(number)))
        elif block == "cue":
            cues[-1].lines.append((number, row))
        elif block == "note" or not cues or row.startswith(("NOTE", "STYLE", "REGION")):
            asides.append(Aside("caption header" if not cues else "caption notes", _plain(row), str(number)))
            block = "note"
        else:  # a cue's words may be torn apart by a blank line
            cues[-1].lines.append((number, row))
    return cues, asides


def _rolled_up(cues: list[_Cue]) -> dict[int, frozenset[int]]:
    """Return cue → indexes of its lines that only repeat the cue before, if the whole file rolls up.

    People do say "Yeah." twice; so a repeat counts only in a file where every fourth cue begins with one.
    """
    repeats: dict[int, frozenset[int]] = {}
    for index, (before, cue) in enumerate(itertools.pairwise(cues), 1):
        old = [_bare(row) for _, row in before.lines]
        new = [_bare(row) for _, row in cue.lines]
        if not any(old) or cue.start - before.end > 0.5:
            continue
        for length in range(min(len(old), len(new), MOST_ROLLED), 0, -1):
            if old[-length:] == new[:length]:
                repeats[index] = frozenset(range(length))
                break
    return repeats if len(repeats) >= max(3, len(cues) // 4) else {}


def _cue_lines(cue: _Cue, repeated: frozenset[int], asides: list[Aside]) -> list[Line]:
    """Turn one cue into lines: one for each voice, dash or row that may begin with a name."""
    lines: list[Line] = []
    for index, (number, row) in enumerate(cue.lines):
        if index in repeated:
            asides.append(Aside("repeated captions", _plain(row), str(number)))
            continue
        for text, speaker in _voices(row, str(number), asides):
            if lines and speaker is None and lines[-1].speaker is not None:
                speaker = lines[-1].speaker  # a voice holds until the end of its cue
            lines.append(Line(text, str(number), cue.start, cue.end, speaker, glue=" "))
    return lines


def _voices(row: str, where: str, asides: list[Aside]) -> list[tuple[str, str | None]]:
    """Split a row at its voice tags; set all marks aside."""
    pieces: list[tuple[str, str | None]] = []
    cuts = [*_VOICE.finditer(row)]
    starts = [(0, 0, None), *((m.start(), m.end(), m[1]) for m in cuts)]
    ends = [*(m.start() for m in cuts), len(row)]
    for (begin, after, name), end in zip(starts, ends, strict=True):
        if name is not None:
            tag = row[begin:after].strip()
            asides += [
                Aside("caption marks", tag.replace(name, "", 1), where),
                Aside("speaker labels", _plain(name), where),
            ]
        for tag in _TAG.findall(row[after:end]):
            asides.append(Aside("caption marks", tag, where))
        text = _plain(_TAG.sub("", row[after:end]))
        if text.strip():
            pieces.append((text, _plain(name).strip() if name is not None else None))
    return pieces


def _with_voices(lines: list[Line]) -> list[Line]:
    """Mark lines without a voice tag as open if others have one."""
    named = any(line.speaker is not None for line in lines)
    return [replace(line, speaker="") if named and line.speaker is None else line for line in lines]


def _plain(text: str) -> str:
    return _ENTITY.sub(lambda m: html.unescape(m[0]), text) if "&" in text else text


def _bare(row: str) -> str:
    """Return what a row says, with its voice: two people may say the same."""
    voice = _VOICE.match(row)
    said = _TAG.sub("", _VOICE.sub("", row)).strip()
    return f"{voice[1]}: {said}" if voice and said else said
