"""Who speaks: candidate layouts are scored over the whole file, and the best one divides it into blocks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from .blocks import Attribution, Block, is_stage
from .detection import Verdict, is_question, tried
from .inline import parted
from .labels import guessed_role, label_key
from .layouts import COLON, LAYOUTS, Hit, from_pattern
from .set_aside import end_matter, header, notices, shown_above, without_numbers, without_times
from .source import NAN, Aside, Line, Source
from .stamps import BRACKETED
from .unnamed import unnamed

__all__ = ["attribute"]

ENOUGH = 0.3
FRONT_MATTER_WORDS = 80
WORTH_NAMING = 0.05  # score of a layout that was not taken

_TIME_HEAD = re.compile(rf"\s*+{BRACKETED}\s*+(?=\S)")


def attribute(
    source: Source,
    *,
    pattern: str = "",
    known: Callable[[str], object] = lambda label: None,
    questions: tuple[str, ...] = (),
) -> Attribution:
    """Divide a source into blocks by speaker.

    Parameters
    ----------
    pattern
        The plan's own pattern for a speaker's line, which then decides alone.
    known
        Whether the plan lists a label.
    questions
        The plan's guide questions; a line that is one of them is said by the facilitator.
    """
    asides: list[Aside] = []
    if any(line.speaker is not None for line in source.lines):
        return _given(source, asides)
    lines = without_numbers(list(source.lines), asides)
    lines, asides = without_times(lines, asides)
    body, front = header(lines)
    within = 0
    if pattern:
        layout = from_pattern(pattern)
        hits = {i: hit for i in body if (hit := layout.match(lines[i]))}
        verdicts = [Verdict(layout, hits, 1.0 if hits else 0.0)]
    else:
        captions = any(line.time_end == line.time_end for line in lines)
        layouts = [layout for layout in LAYOUTS if layout.in_captions or not captions]
        verdicts = sorted((tried(layout, lines, body, known) for layout in layouts), key=lambda v: -v.score)
        if verdicts[0].layout is COLON or verdicts[0].score < ENOUGH:
            cut, found = parted(lines, body, verdicts, known)
            if found.score >= ENOUGH:
                within = len(cut) - len(lines)
                lines, body = cut, list(range(body[0], len(cut)))
                verdicts = [found, *(v for v in verdicts if v.layout is not COLON)]
    verdict = verdicts[0]
    if verdict.score < ENOUGH:
        found = replace(unnamed(source, lines, asides), runners_up=_next(verdicts))
        if pattern:
            found.notes.append(f"{source.file}: no line fits the plan's speakers_pattern.")
        return found
    asides += [Aside("front matter", lines[i].text, lines[i].where) for i in front]
    divided = _divided(lines, body, verdict, asides, questions, source.file)
    if within:
        divided.notes.append(f"{source.file}: labels stand within lines ({within}); a turn was begun at each.")
    return replace(divided, runners_up=_next(verdicts[1:]))


def _given(source: Source, asides: list[Aside]) -> Attribution:
    """The format itself names the speakers: voice tags or a column."""
    blocks: list[Block] = []
    end = end_matter(list(source.lines), {i: li.speaker for i, li in enumerate(source.lines) if li.speaker is not None})
    asides += [Aside("end matter", line.text, line.where) for line in source.lines[end:]]
    for line in source.lines[:end]:
        if not line.text.strip():
            continue
        if line.speaker is None and (not blocks or line.heading or is_stage(line.text)):  # around a table
            asides.append(Aside("front matter" if not blocks else "stage directions", line.text, line.where))
        else:
            blocks.append(Block((line.speaker or "").rstrip(": "), (line,), line.time, line.time_end))
    named = sum(bool(b.label) for b in blocks)
    layout = "voice tags" if "captions" in source.format else "speaker column"
    why = f"{named} of {len(blocks)} lines name their speaker"
    return Attribution(blocks, asides, layout, round(named / max(1, len(blocks)), 2), why)


def _divided(
    lines: list[Line],
    body: list[int],
    verdict: Verdict,
    asides: list[Aside],
    questions: tuple[str, ...],
    file: str,
) -> Attribution:
    """Cut the lines into blocks at the verdict's hits."""
    end = end_matter(lines, {i: hit.label for i, hit in verdict.hits.items()})
    asides += [Aside("end matter", line.text, line.where) for line in lines[end:] if line.text.strip()]
    hits = {i: hit for i, hit in verdict.hits.items() if i < end}
    body = [i for i in body if i < end]
    leader = _leader(hits)
    copied = shown_above(lines, hits) if verdict.layout.own_line else set()
    told = notices(lines, hits)
    asked = {label_key(q) for q in questions}
    headings = sum(len(lines[i].text) for i in body if lines[i].heading and i not in hits)
    flagged = headings < 0.5 * sum(len(lines[i].text) for i in body)
    blocks: list[Block] = []
    label: str | None = None
    pieces: list[Line] = []
    time = NAN

    def finish() -> None:
        nonlocal pieces
        if label is not None and pieces:
            ends = [p.time_end for p in pieces if p.time_end == p.time_end]
            began = time if time == time else pieces[0].time
            blocks.append(Block(label, tuple(pieces), began, ends[-1] if ends else NAN))
        pieces = []

    for i in body:
        line = lines[i]
        if not line.text.strip():
            continue
        hit = hits.get(i)
        question = hit is None and (is_question(line.text) or (asked and label_key(line.text) in asked))
        if hit:
            finish()
            label, time = hit.label, hit.time if hit.time == hit.time else line.time
            asides += _label_asides(line.text[: hit.start], hit, line.where)
            if hit.time_end == hit.time_end:
                line = replace(line, time_end=hit.time_end)
            line = replace(line, text=line.text[hit.start :])
            if line.text.strip():
                pieces.append(line)
        elif i in copied:
            asides.append(Aside("speaker labels", line.text, line.where))
        elif i in told:
            asides.append(Aside("stage directions" if pieces else "front matter", line.text, line.where))
        elif question:
            finish()
            label, time = leader, line.time
            pieces.append(line)
        elif label is None:
            asides.append(Aside("front matter", line.text, line.where))
        elif (line.heading and flagged) or (verdict.layout.title and line.text.isupper()):
            asides.append(Aside("headings", line.text, line.where))
        elif pieces and line.glue == "\n" and is_stage(line.text):
            asides.append(Aside("stage directions", line.text, line.where))  # "Anna: [inaudible]" is a turn of hers
        else:
            stamp = _TIME_HEAD.match(line.text)
            if stamp:
                asides.append(Aside("timestamps", stamp[0], line.where))
                line = replace(line, text=line.text[stamp.end() :])
            pieces.append(line)
    finish()
    return Attribution(
        blocks,
        asides,
        _called(verdict),
        round(min(1.0, verdict.score), 2),
        _why(verdict),
        _doubts(verdict, asides, file),
    )


def _label_asides(prefix: str, hit: Hit, where: str) -> list[Aside]:
    """Split what precedes the words into the label and its time."""
    asides = []
    if hit.stamp and hit.stamp in prefix:
        asides.append(Aside("timestamps", hit.stamp, where))
        prefix = prefix.replace(hit.stamp, "", 1)
    return [*asides, Aside("speaker labels", prefix, where)]


def _leader(hits: dict[int, Hit]) -> str:
    """Return the facilitator's label in this file, for questions that stand as headings."""
    counts = Counter(hit.label for hit in hits.values())
    others = [label_key(label) for label in counts]
    leading = (label for label, _ in counts.most_common() if guessed_role(label, others) == "facilitator")
    return next(leading, "Moderator")


def _next(verdicts: list[Verdict]) -> tuple[tuple[str, float], ...]:
    """Return the layouts that might have been, with their scores, best first."""
    return tuple((v.layout.name, round(v.score, 2)) for v in verdicts[:3] if v.score >= WORTH_NAMING)


def _called(verdict: Verdict) -> str:
    stamped = sum(bool(hit.stamp) for hit in verdict.hits.values())
    timed = stamped > len(verdict.hits) / 2 and "time" not in verdict.layout.name
    return verdict.layout.name + (", with times" if timed else "")


def _why(verdict: Verdict) -> str:
    counts = Counter(hit.label for hit in verdict.hits.values())
    recurring = sum(n > 1 for n in counts.values())
    return f"{len(verdict.hits)} lines begin so, with {len(counts)} labels, {recurring} of which recur"


def _doubts(verdict: Verdict, asides: list[Aside], file: str) -> list[str]:
    notes = []
    words = sum(len(a.text.split()) for a in asides if a.reason == "front matter")
    if words > FRONT_MATTER_WORDS:
        notes.append(f"{file}: {words} words before the first speaker were set aside as front matter.")
    if verdict.refused:
        notes.append(
            f"{file}: not taken as speakers, since they lead a line only once: "
            f"{', '.join(verdict.refused[:8])}. If they are, list them under “participants”."
        )
    if verdict.recurring:
        notes.append(
            f"{file}: not taken as speakers, though they lead several lines, which were read as the words of whoever "
            f"spoke before: {', '.join(verdict.recurring[:8])}. If they are, list them under “participants”."
        )
    return notes
