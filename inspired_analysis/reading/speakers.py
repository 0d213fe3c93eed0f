"""Who speaks: candidate layouts are scored over the whole file, and the best one divides it into blocks."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from .blocks import Attribution, Block, is_stage
from .detection import Verdict, is_question, tried
from .inline import parted
from .labels import guessed_role, label_key
from .layouts import ANY_TIME, BRACKETED, COLON, LAYOUTS, LONGEST, TIME, Hit, from_pattern
from .source import NAN, Aside, Line, Source, seconds
from .unnamed import unnamed

__all__ = ["attribute"]

ENOUGH = 0.3
FRONT_MATTER_WORDS = 80
WORTH_NAMING = 0.05  # score of a layout that was not taken

_TIME_LINE = re.compile(rf"\s*+{ANY_TIME}\s*+$")
_TIME_HEAD = re.compile(rf"\s*+{BRACKETED}\s*+(?=\S)")
_TIME_TAIL = re.compile(r"#(\d{1,3}:\d{2}:\d{2})(?:[.,-](\d{1,3}))?#\s*+$")
_STAMPED = re.compile(rf"{ANY_TIME}\s++\D{{1,70}}|\D{{1,70}}\s++{ANY_TIME}")
_NUMBERED = re.compile(r"\s*+[\[(]?(\d{1,5}(?:\.\d{1,3}){0,2})[.)\]:]?(?:\s++|\t)(?=[^\W\d_]|[\[(*])")
_HEADER_KEY = re.compile(
    r"\s*+[*_]{0,2}(?:date|time|place|location|venue|duration|length|language|present|attendees|participants|speakers|recording"
    r"|transcri\w+|title|topic|project|session|meeting|file|datum|ort|dauer|lieu|durée|fecha|lugar|duración|дата|место)"
    r"(?: of [\w ]{1,30})?[*_]{0,2}\s*+[:：]",
    re.I,
)

_SENTENCE_SAID = re.compile(r"\s*+[^:：\n]{1,60}[:：]\s*+\w[^\n]*\w{2}[.?!…]+[\"'”’)\]*_]*\s*+$")


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
    lines = _without_numbers(list(source.lines), asides)
    lines, asides = _without_times(lines, asides)
    body, front = _front_keys(lines)
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
    for line in source.lines:
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


def _without_numbers(lines: list[Line], asides: list[Aside]) -> list[Line]:
    """Set numbers at the head of nearly every line aside, if they count upwards."""
    matches = {i: m for i, line in enumerate(lines) if (m := _NUMBERED.match(line.text))}
    filled = sum(1 for line in lines if line.text.strip())
    values = [tuple(map(int, m[1].split("."))) for m in matches.values()]
    rising = sum(a < b and b[0] - a[0] <= 5 for a, b in itertools.pairwise(values))
    if len(matches) < max(3, 0.6 * filled) or rising < 0.85 * (len(values) - 1):
        return lines
    for i, match in matches.items():
        asides.append(Aside("line numbers", match[0], lines[i].where))
        lines[i] = replace(lines[i], text=lines[i].text[match.end() :], bold=max(0, lines[i].bold - match.end()))
    return lines


def _without_times(lines: list[Line], asides: list[Aside]) -> tuple[list[Line], list[Aside]]:
    """Set aside stamps that stand alone on a line or end it as ``#00:01:02-3#``; the next words get it."""
    pending = NAN
    alone = sum(1 for line in lines if _TIME_LINE.match(line.text))
    rare = alone < 0.4 * sum(1 for line in lines if line.text.strip())
    for i, line in enumerate(lines):
        if _TIME_LINE.match(line.text) and not (line.time == line.time or _is_said(lines, i, rare)):
            stamps = re.findall(TIME, line.text)
            pending = seconds(stamps[0])
            asides.append(Aside("timestamps", line.text, line.where))
            lines[i] = replace(line, text="")
            continue
        tail = _TIME_TAIL.search(line.text) if line.text.rstrip().endswith("#") else None
        if tail:
            asides.append(Aside("timestamps", tail[0], line.where))
            line = replace(line, text=line.text[: tail.start()], time_end=seconds(f"{tail[1]}.{tail[2] or 0}"))
        if line.text.strip() and pending == pending:
            line = replace(line, time=pending if line.time != line.time else line.time)
            pending = NAN
        lines[i] = line
        if tail:
            pending = line.time_end
    return lines, asides


def _is_said(lines: list[Line], i: int, rare: bool) -> bool:
    """Whether the time that is all of line *i* is what somebody says: it stands below a label, and no words follow."""
    above = lines[i - 1].text.strip() if i else ""
    if not above or len(above) > LONGEST or re.search(TIME, lines[i].text)[0].count(":") > 1:
        return False
    below = next((line.text for line in lines[i + 1 :] if line.text.strip()), "")
    if lines[i - 1].time == lines[i - 1].time:  # a name under its time
        return _TIME_LINE.match(below) is not None and re.search(TIME, below)[0].count(":") > 1
    labelled = above.endswith(":") and (not below or ":" in below[:LONGEST])
    return rare and (labelled or _STAMPED.fullmatch(above) is not None)


def _front_keys(lines: list[Line]) -> tuple[list[int], list[int]]:
    """Return the lines of talk and, before them, those of a header such as ``Date: …``, ``Place: …``."""
    head = [i for i, line in enumerate(lines) if line.text.strip()][:25]
    found = {i: key[0] for i in head if (key := _HEADER_KEY.match(lines[i].text)) and len(lines[i].text) < 300}
    counts = Counter(found.values())
    said = [at for at, i in enumerate(head) if _said(lines[i].text)]
    head = head[: said[1]] if len(said) > 1 else head  # "Purpose: to agree on a fee." may stand in a header; not two
    # What comes again is a chorus: "Participants: Yes!"
    keys = [i for i in head if i in found and counts[found[i]] == 1]
    if not keys or len([i for i in head if i < keys[0]]) > 6:
        return list(range(len(lines))), []
    end = keys[0]
    for key in keys[1:]:
        if len([i for i in head if end < i < key]) <= 4:
            end = key
    # The rest of the header's own paragraph ("Moderator: A. Person") belongs to it, if talk follows a gap.
    stop = end + 1
    while stop < len(lines) and lines[stop].text.strip() and len(lines[stop].text) <= 60 and stop - end < 12:
        stop += 1
    gap = stop < len(lines) and not lines[stop].text.strip()
    sentences = any(re.search(r"[.?!]\s*+$", lines[i].text) for i in range(end + 1, stop))
    first = stop if gap and not sentences and any(line.text.strip() for line in lines[stop:]) else end + 1
    return list(range(first, len(lines))), [i for i in range(first) if lines[i].text.strip()]


def _said(text: str) -> bool:
    """Whether a line is somebody's words, so that no header follows: a label that is no header's, and a sentence."""
    return bool(_SENTENCE_SAID.match(text)) and not _HEADER_KEY.match(text)


def _divided(
    lines: list[Line],
    body: list[int],
    verdict: Verdict,
    asides: list[Aside],
    questions: tuple[str, ...],
    file: str,
) -> Attribution:
    """Cut the lines into blocks at the verdict's hits."""
    hits = verdict.hits
    leader = _leader(hits)
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
