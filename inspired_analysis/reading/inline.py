"""Several speakers on one line: ``Anna: I think so. Ben: No.`` is cut where the next label stands behind a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from .detection import Verdict, tried
from .layouts import COLON, is_name, is_stop, plausible
from .source import Line
from .stamps import ANY_TIME

__all__ = ["parted"]

_END = re.compile(r"(?<=[.?!…)\]\"”’»–—-])\s+|(?<=\S)(?:\s{2,}|\t)")
# A full stop that is part of a name.
_STOP = r"(?:\.(?=[^\s.])|(?<=\b[^\W\d_])\.|(?<=\bM[rs])\.|(?<=\bMrs)\.|(?<=\bDr)\.|(?<=\bProf)\.|(?<=\bHon)\.)"
_LABEL = re.compile(
    rf"(?:>+\s*+)?(?:{ANY_TIME}\s*+[-–—|,]?\s*+)?[*_]{{0,3}}(?P<label>[^\W_](?:[^:：\n?!.]|{_STOP}){{0,80}}?)[*_]{{0,3}}\s*+[:：][*_]{{0,3}}(?=\s)"
)


def parted(
    lines: list[Line], body: list[int], verdicts: list[Verdict], known: Callable[[str], object]
) -> tuple[list[Line], Verdict]:
    """Return the lines, cut where a speaker of theirs begins within one, and the verdict on that, if any is cut."""
    speakers = {hit.label for v in verdicts if v.layout is COLON for hit in v.hits.values()}
    cut = [*lines[: body[0]], *_cut(lines[body[0] :], speakers)] if body else lines
    if len(cut) == len(lines):
        return lines, Verdict(COLON, {}, 0.0)
    return cut, tried(COLON, cut, list(range(body[0], len(cut))), known)


def _cut(lines: list[Line], speakers: set[str]) -> list[Line]:
    """Return *lines*, cut within where one of *speakers* begins, spelled as at the head of lines.

    A file that has lost its line ends, with a name within nearly every line, is cut at every name.
    """
    found = {i: cuts for i, line in enumerate(lines) if (cuts := _cuts(line, speakers))}
    names = [cut["label"] for cuts in found.values() for cut in cuts if _personal(cut["label"])]
    if len(names) >= sum(1 for line in lines if line.text.strip()) and len({*names}) < len(names):
        speakers = speakers | {*names}
    made: list[Line] = []
    for i, line in enumerate(lines):
        rest, begin, end = line, 0, 0
        for cut in found.get(i, ()):
            if cut["label"] in speakers and cut.start() >= end:
                made.append(replace(rest, text=line.text[begin : cut.start()]))
                begin, end = cut.span()
                rest = replace(line, bold=max(0, line.bold - begin), glue=" ")
        made.append(replace(rest, text=line.text[begin:]) if begin else line)
    return made


def _cuts(line: Line, speakers: set[str]) -> list[re.Match]:
    """Return where within a line a label may begin, behind the one at its head."""
    if ":" not in line.text and "：" not in line.text:
        return []
    head = COLON.match(line)
    start = head.start if head and (head.label in speakers or _personal(head.label)) else 0
    ends = (end.end() for end in _END.finditer(line.text, start))
    return [label for at in ends if (label := _LABEL.match(line.text, at))]


def _personal(label: str) -> bool:
    return plausible(label) and is_name(label) and not is_stop(label)
