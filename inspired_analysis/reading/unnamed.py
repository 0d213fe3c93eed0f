"""Talk without names: captions in passages, turns marked by dashes, paragraphs. The speaker stays open."""

from __future__ import annotations

import re
from dataclasses import replace

from .blocks import Attribution, Block, is_stage
from .layouts import DASHES, TABBED, Hit
from .source import NAN, Aside, Line, Source, seconds
from .stamps import BRACKETED, TIME

__all__ = ["unnamed"]

PAUSE = 2.0  # seconds of silence that end a passage of unnamed captions
PASSAGE = 60  # words after which the next sentence end does
LONGEST_PASSAGE = 200
_STAMP = re.compile(rf"\s*+{BRACKETED}\s*+(?=\S)")


def unnamed(source: Source, lines: list[Line], asides: list[Aside]) -> Attribution:
    """No layout fits: passages of captions, paragraphs of text, all without a speaker."""
    lines = _without_stamps(lines, asides)
    if any(line.time_end == line.time_end for line in lines):
        return Attribution(
            _passages(lines), asides, "no speakers: captions in passages", 1.0, "no line names a speaker"
        )
    ids = [hit for line in lines if line.text.strip() and (hit := TABBED.match(line))]
    filled = [line for line in lines if line.text.strip()]
    distinct = {hit.label for hit in ids if " " not in hit.label}
    if ids and len(distinct) == len(ids) == len(filled):
        asides += [Aside("utterance ids", li.text[: hit.start], li.where) for li, hit in zip(filled, ids, strict=True)]
        filled = [replace(line, text=line.text[hit.start :]) for line, hit in zip(filled, ids, strict=True)]
        blocks = [Block("", (line,)) for line in filled]
        return Attribution(blocks, asides, "id, tab, text: no speakers", 0.9, "every line begins with an id of its own")
    dashed = {i: hit for i, line in enumerate(lines) if (hit := DASHES.match(line))}
    if len(dashed) >= 3 and len(dashed) >= 0.3 * len(filled):
        return _by_dashes(lines, dashed, asides)
    blocks = []
    open_lines: list[Line] = []
    spoken = any(not is_stage(line.text) for line in filled)  # a lone "[inaudible]" is all there is
    for line in [*lines, Line("", "")]:
        if open_lines and (not line.text.strip() or line.glue == "\n"):
            blocks.append(Block("", tuple(open_lines), open_lines[0].time))
            open_lines = []
        if spoken and line.text.strip() and is_stage(line.text):
            asides.append(Aside("stage directions", line.text, line.where))
        elif line.text.strip():
            open_lines.append(line)
    words = sum(len(line.text.split()) for line in filled)
    notes = []
    if words > 400 * max(1, len(blocks)):
        notes.append(
            f"{source.file}: {len(blocks)} long passages without labels; who speaks when cannot be told, and "
            "each may be several people or one person's words without their order."
        )
    return Attribution(blocks, asides, "no speakers: one turn a paragraph", 1.0, "no line names a speaker", notes)


def _without_stamps(lines: list[Line], asides: list[Aside]) -> list[Line]:
    """Set stamps at the head of lines aside, ``[00:01.000 --> 00:04.000]  So``, where most lines have one."""
    stamps = {i: stamp for i, line in enumerate(lines) if (stamp := _STAMP.match(line.text))}
    if len(stamps) < max(3, 0.5 * sum(1 for line in lines if line.text.strip())):
        return lines
    lines = list(lines)
    for i, stamp in stamps.items():
        times = [*map(seconds, re.findall(TIME, stamp[0])[:2]), NAN, NAN]
        asides.append(Aside("timestamps", stamp[0], lines[i].where))
        glue = " " if times[1] == times[1] else lines[i].glue  # as cues, whose sentences run on
        lines[i] = replace(lines[i], text=lines[i].text[stamp.end() :], time=times[0], time_end=times[1], glue=glue)
    return lines


def _by_dashes(lines: list[Line], dashed: dict[int, Hit], asides: list[Aside]) -> Attribution:
    """A dash says that the speaker changes, not who speaks."""
    blocks: list[list[Line]] = []
    for i, line in enumerate(lines):
        if not line.text.strip():
            continue
        hit = dashed.get(i)
        if hit:
            asides.append(Aside("speaker labels", line.text[: hit.start], line.where))
            blocks.append([replace(line, text=line.text[hit.start :])])
        elif blocks:
            blocks[-1].append(line)
        else:
            asides.append(Aside("front matter", line.text, line.where))
    return Attribution(
        [Block("", tuple(b), b[0].time) for b in blocks],
        asides,
        "dashes: turns without names",
        0.8,
        f"{len(dashed)} lines begin with a dash",
    )


def _passages(lines: list[Line]) -> list[Block]:
    """Merge cues into passages: cut at a pause, and past some sixty words where a sentence ends."""
    passages: list[list[Line]] = []
    words = 0
    for line in lines:
        if not line.text.strip():
            continue
        last = passages[-1][-1] if passages else None
        paused = last is not None and line.time - last.time_end > PAUSE
        full = last is not None and words >= PASSAGE and re.search(r"[.?!…]['\"”’)]*\s*$", last.text[-20:])
        if last is None or paused or full or words >= LONGEST_PASSAGE:
            passages.append([])
            words = 0
        passages[-1].append(line)
        words += len(line.text.split())
    return [Block("", tuple(p), p[0].time, p[-1].time_end) for p in passages]
