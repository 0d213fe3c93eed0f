"""Plain text and Markdown: a line is a line, unless lines were wrapped at a fixed width."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from pathlib import Path

from .decoding import decode
from .source import Line, Source

__all__ = ["read_plain", "unwrapped"]

_HEADING = re.compile(r"#{1,6}\s+\S")


def read_plain(raw: bytes, path: Path) -> Source:
    """Read .txt or .md; raise `ReadingError` for what is empty or no text."""
    text, notes = decode(raw, path)
    markdown = path.suffix.lower() in (".md", ".markdown")
    lines = [
        Line(line, str(number), heading=markdown and bool(_HEADING.match(line)))
        for number, line in enumerate(text.split("\n"), 1)
    ]
    kind = "Markdown" if markdown else "plain text"
    return Source(path.name, kind, text, tuple(unwrapped(lines)), notes=notes)


def unwrapped(lines: list[Line]) -> list[Line]:
    """Join wrapped lines with a space, not a line break, where the file was wrapped at a fixed width.

    Wrapped means: hardly a line exceeds the width, and many nearly reach it.
    """
    lengths = sorted(len(line.text.rstrip()) for line in lines if line.text.strip())
    if len(lengths) < 8:
        return lines
    width = lengths[int(len(lengths) * 0.97)]
    full = sum(length >= 0.8 * width for length in lengths)
    if not 40 <= width <= 120 or lengths[-1] > 1.3 * width or full < 0.35 * len(lengths):
        return lines
    joined = lines[:1]
    for before, line in itertools.pairwise(lines):
        wrapped = line.text.strip() and len(before.text.rstrip()) >= 0.75 * width
        joined.append(replace(line, glue=" ") if wrapped else line)
    return joined
