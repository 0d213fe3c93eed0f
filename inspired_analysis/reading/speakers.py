"""Who speaks: candidate layouts are scored over the whole file, and the best one divides it into blocks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from .layouts import ANY_TIME, DASHES, LAYOUTS, Hit, Layout, from_pattern, is_name, is_stop, plausible
from .roster import guessed_role, label_key
from .source import NAN, Aside, Line, Source, seconds

__all__ = ["Attribution", "Block", "attribute"]

ENOUGH = 0.3
PAUSE = 2.0  # seconds of silence that end a passage of unnamed captions
PASSAGE = 60  # words after which the next sentence end does
LONGEST_PASSAGE = 200
FRONT_MATTER_WORDS = 80

_TIME_LINE = re.compile(rf"\s*{ANY_TIME}\s*$")
_TIME_HEAD = re.compile(r"\s*[\[(#]\s*(\d{1,3}:\d{2}(?::\d{2})?(?:[.,-]\d{1,3})?)\s*[\])#]\s*(?=\S)")
_TIME_TAIL = re.compile(r"\s*#(\d{1,3}:\d{2}:\d{2})(?:[.,-](\d{1,3}))?#\s*$")
_STAGE = re.compile(r"\s*(?:[\[(<{*][^\[\]()<>{}]{1,200}[\])>}*]|[-=_*#~·.\s]{3,}|={2,}[^=]{1,200}={2,})[.\s]*$")
_QUESTION = re.compile(r"\s*(?:question|frage|pregunta|pergunta|domanda|вопрос|питання|pytanie)\s*(?:no\.?\s*)?\d{1,3}\s*[.:)–-]", re.I)
_NUMBERED = re.compile(r"\s*[\[(]?(\d{1,5})[.)\]:]?(?:\s+|\t)(?=[^\W\d_]|[\[(*])")
_HEADER_KEY = re.compile(
    r"\s*[*_]{0,2}(?:date|time|place|location|venue|duration|length|language|present|attendees|participants|speakers|recording"
    r"|transcri\w+|title|topic|project|session|meeting|file|datum|ort|dauer|lieu|durée|fecha|lugar|duración|дата|место)"
    r"(?: of [\w ]{1,30})?[*_]{0,2}\s*[:：]", re.I)  # fmt: skip


@dataclass(frozen=True)
class Block:
    """What one speaker says until another label comes: pieces of text with their places."""

    label: str
    pieces: tuple[Line, ...]
    time: float = NAN
    time_end: float = NAN


@dataclass
class Attribution:
    """Blocks in order, what was set aside, and how speakers were told apart."""

    blocks: list[Block]
    asides: list[Aside]
    layout: str
    certainty: float
    why: str
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Verdict:
    """One layout tried on the whole file."""

    layout: Layout
    hits: dict[int, Hit]
    score: float
    refused: tuple[str, ...] = ()


def attribute(source: Source, *, pattern: str = "", known: Callable[[str], object] = lambda label: None,
              questions: tuple[str, ...] = ()) -> Attribution:  # fmt: skip
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
    if pattern:
        layout = from_pattern(pattern)
        hits = {i: hit for i in body if (hit := layout.match(lines[i]))}
        verdict = _Verdict(layout, hits, 1.0 if hits else 0.0)
    else:
        verdict = max((_tried(layout, lines, body, known) for layout in LAYOUTS), key=lambda v: v.score)
    if verdict.score < ENOUGH:
        return _unnamed(source, lines, asides)
    asides += [Aside("front matter", lines[i].text) for i in front]
    return _divided(lines, body, verdict, asides, questions, source.file)


def _given(source: Source, asides: list[Aside]) -> Attribution:
    """The format itself names the speakers: voice tags or a column."""
    blocks = []
    for line in source.lines:
        if line.text.strip():
            blocks.append(Block(line.speaker or "", (line,), line.time, line.time_end))
    named = sum(bool(b.label) for b in blocks)
    layout = "voice tags" if "captions" in source.format else "speaker column"
    why = f"{named} of {len(blocks)} lines name their speaker"
    return Attribution(blocks, asides, layout, round(named / max(1, len(blocks)), 2), why)


def _without_numbers(lines: list[Line], asides: list[Aside]) -> list[Line]:
    """Set numbers at the head of nearly every line aside, if they count upwards."""
    matches = {i: m for i, line in enumerate(lines) if (m := _NUMBERED.match(line.text))}
    filled = sum(1 for line in lines if line.text.strip())
    values = [int(m[1]) for m in matches.values()]
    rising = sum(0 < b - a <= 5 for a, b in zip(values, values[1:], strict=False))
    if len(matches) < max(3, 0.6 * filled) or rising < 0.85 * (len(values) - 1):
        return lines
    for i, match in matches.items():
        asides.append(Aside("line numbers", match[0]))
        lines[i] = replace(lines[i], text=lines[i].text[match.end() :], bold=max(0, lines[i].bold - match.end()))
    return lines


def _without_times(lines: list[Line], asides: list[Aside]) -> tuple[list[Line], list[Aside]]:
    """Set aside stamps that stand alone on a line or end it as ``#00:01:02-3#``; the next words get that time."""
    pending = NAN
    for i, line in enumerate(lines):
        if _TIME_LINE.match(line.text):
            stamps = re.findall(r"\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?", line.text)
            pending = seconds(stamps[0])
            asides.append(Aside("timestamps", line.text))
            lines[i] = replace(line, text="")
            continue
        tail = _TIME_TAIL.search(line.text)
        if tail:
            asides.append(Aside("timestamps", tail[0]))
            line = replace(line, text=line.text[: tail.start()], time_end=seconds(f"{tail[1]}.{tail[2] or 0}"))
        if line.text.strip() and pending == pending:
            line = replace(line, time=pending if line.time != line.time else line.time)
            pending = NAN
        lines[i] = line
        if tail:
            pending = line.time_end
    return lines, asides


def _front_keys(lines: list[Line]) -> tuple[list[int], list[int]]:
    """Return the lines of talk and, before them, those of a header such as ``Date: …``, ``Place: …``."""
    head = [i for i, line in enumerate(lines) if line.text.strip()][:25]
    keys = [i for i in head if _HEADER_KEY.match(lines[i].text) and len(lines[i].text) < 300]
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
    sentences = any(re.search(r"[.?!]\s*$", lines[i].text) for i in range(end + 1, stop))
    first = stop if gap and not sentences and any(line.text.strip() for line in lines[stop:]) else end + 1
    return list(range(first, len(lines))), [i for i in range(first) if lines[i].text.strip()]


def _tried(layout: Layout, lines: list[Line], body: list[int], known: Callable[[str], object]) -> _Verdict:
    """Score one layout: how much it attributes, how densely, to labels that recur."""
    hits: dict[int, Hit] = {}
    for i in body:
        text = lines[i].text
        if not text.strip() or (lines[i].heading and not layout.own_line) or _QUESTION.match(text):
            continue
        hit = layout.match(lines[i])
        if hit and (known(hit.label) or plausible(hit.label)):
            hits[i] = hit
    if layout.own_line:
        hits = _followed(hits, lines)
    labels, refused = _labels(layout, hits, lines, body, known)
    hits = {i: hit for i, hit in hits.items() if label_key(hit.label) in labels}
    if not hits:
        return _Verdict(layout, {}, 0.0)
    counts = Counter(label_key(hit.label) for hit in hits.values())
    words = {i: len(lines[i].text.split()) for i in body}
    total = sum(words.values())
    covered = sum(n for i, n in words.items() if i >= min(hits)) / max(1, total)
    density = min(1.0, len(hits) * 250 / max(1, total))
    recurring = sum(n for n in counts.values() if n > 1) / len(hits)
    variety = 1.0 if len(counts) > 1 else 0.6
    score = layout.weight * covered * (0.3 + 0.7 * density) * (0.6 + 0.4 * recurring) * variety
    if layout.strict and (len([n for n in counts.values() if n > 1]) < 2 or density < 0.5):
        score = 0.0
    return _Verdict(layout, hits, score, refused)


def _followed(hits: dict[int, Hit], lines: list[Line]) -> dict[int, Hit]:
    """Keep names on their own line only where words follow before the next such line."""
    kept = {}
    for i, hit in hits.items():
        following = next((j for j in range(i + 1, len(lines)) if lines[j].text.strip()), None)
        if following is not None and following not in hits:
            kept[i] = hit
    return kept


def _labels(layout: Layout, hits: dict[int, Hit], lines: list[Line], body: list[int],
            known: Callable[[str], object]) -> tuple[set[str], tuple[str, ...]]:  # fmt: skip
    """Decide which labels are speakers; return their keys, and labels that could have been but were refused."""
    counts = Counter(label_key(hit.label) for hit in hits.values())
    shown = {label_key(hit.label): hit.label for hit in hits.values()}
    stamped = {label_key(hit.label) for hit in hits.values() if hit.stamp}
    filled = [i for i in body if lines[i].text.strip()]
    accepted: set[str] = set()
    single: list[str] = []
    for key, n in counts.items():
        label = shown[key]
        if known(label):
            accepted.add(key)
        elif is_stop(label):
            continue
        elif guessed_role(label) == "facilitator" or (key in stamped and is_name(label)):
            accepted.add(key)
        elif n > 1 and is_name(label) or n > 2 and (len(label.split()) == 1 or any(c.isdigit() for c in label)):
            accepted.add(key)
        elif n == 1 and is_name(label):
            single.append(key)
    share = sum(counts[k] for k in accepted) / max(1, len(filled))
    listed = sum(1 for i in hits if label_key(hits[i].label) in accepted or label_key(hits[i].label) in single)
    if layout.strict or not single or (share < 0.25 and listed < 0.6 * len(filled)):
        return accepted, tuple(shown[k] for k in single)
    # A name that is also an ordinary word in this talk ("Reason: …") is no name when it leads a line only once.
    talk = {w for i in filled for w in re.findall(r"\b[^\W\d_]+\b", lines[i].text[hits[i].start if i in hits else 0 :])}
    taken = {k for k in single if not (shown[k].casefold() in talk and " " not in shown[k])}
    return accepted | taken, tuple(shown[k] for k in single if k not in taken)


def _divided(lines: list[Line], body: list[int], verdict: _Verdict, asides: list[Aside], questions: tuple[str, ...],
             file: str) -> Attribution:  # fmt: skip
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
            blocks.append(Block(label, tuple(pieces), time, ends[-1] if ends else NAN))
        pieces = []

    for i in body:
        line = lines[i]
        if not line.text.strip():
            continue
        hit = hits.get(i)
        question = hit is None and (_QUESTION.match(line.text) or label_key(line.text) in asked)
        if hit:
            finish()
            label, time = hit.label, hit.time if hit.time == hit.time else line.time
            asides += _label_asides(line.text[: hit.start], hit)
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
            asides.append(Aside("front matter", line.text))
        elif line.heading and flagged:
            asides.append(Aside("headings", line.text))
        elif _STAGE.match(line.text):
            asides.append(Aside("stage directions", line.text))
        else:
            stamp = _TIME_HEAD.match(line.text)
            if stamp:
                asides.append(Aside("timestamps", stamp[0]))
                line = replace(line, text=line.text[stamp.end() :])
            pieces.append(line)
    finish()
    return Attribution(blocks, asides, _called(verdict), round(min(1.0, verdict.score), 2), _why(verdict),
                       _doubts(verdict, asides, file))  # fmt: skip


def _label_asides(prefix: str, hit: Hit) -> list[Aside]:
    """Split what precedes the words into the label and its time."""
    asides = []
    if hit.stamp and hit.stamp in prefix:
        asides.append(Aside("timestamps", hit.stamp))
        prefix = prefix.replace(hit.stamp, "", 1)
    return [*asides, Aside("speaker labels", prefix)]


def _leader(hits: dict[int, Hit]) -> str:
    """Return the facilitator's label in this file, for questions that stand as headings."""
    labels = [hit.label for hit in hits.values()]
    leading = Counter(label for label in labels if guessed_role(label, [label_key(o) for o in set(labels)]) == "facilitator")
    return leading.most_common(1)[0][0] if leading else "Moderator"


def _called(verdict: _Verdict) -> str:
    stamped = sum(bool(hit.stamp) for hit in verdict.hits.values())
    timed = stamped > len(verdict.hits) / 2 and "time" not in verdict.layout.name
    return verdict.layout.name + (", with times" if timed else "")


def _why(verdict: _Verdict) -> str:
    counts = Counter(hit.label for hit in verdict.hits.values())
    return f"{len(verdict.hits)} lines begin so, with {len(counts)} labels, {sum(n > 1 for n in counts.values())} of which recur"


def _doubts(verdict: _Verdict, asides: list[Aside], file: str) -> list[str]:
    notes = []
    words = sum(len(a.text.split()) for a in asides if a.reason == "front matter")
    if words > FRONT_MATTER_WORDS:
        notes.append(f"{file}: {words} words before the first speaker were set aside as front matter.")
    if verdict.refused:
        notes.append(f"{file}: not taken as speakers, since they lead a line only once: {', '.join(verdict.refused[:8])}; "
                     "if they are, list them under participants:.")  # fmt: skip
    return notes


def _unnamed(source: Source, lines: list[Line], asides: list[Aside]) -> Attribution:
    """No layout fits: passages of captions, paragraphs of text, all without a speaker."""
    if any(line.time_end == line.time_end for line in lines):
        return Attribution(_passages(lines), asides, "no speakers: captions in passages", 1.0,
                           "no line names a speaker")  # fmt: skip
    ids = [hit for line in lines if line.text.strip() and (hit := LAYOUTS[3].match(line))]
    filled = [line for line in lines if line.text.strip()]
    if ids and len(ids) == len(filled) and len({h.label for h in ids}) == len(ids):
        asides += [Aside("utterance ids", line.text[: hit.start]) for line, hit in zip(filled, ids, strict=True)]
        filled = [replace(line, text=line.text[hit.start :]) for line, hit in zip(filled, ids, strict=True)]
        blocks = [Block("", (line,)) for line in filled]
        return Attribution(blocks, asides, "id, tab, text: no speakers", 0.9, "every line begins with an id of its own")
    dashed = {i: hit for i, line in enumerate(lines) if (hit := DASHES.match(line))}
    if len(dashed) >= 3 and len(dashed) >= 0.3 * len(filled):
        return _by_dashes(lines, dashed, asides)
    blocks = []
    open_lines: list[Line] = []
    for line in [*lines, Line("", "")]:
        if open_lines and (not line.text.strip() or line.glue == "\n"):
            blocks.append(Block("", tuple(open_lines), open_lines[0].time))
            open_lines = []
        if line.text.strip() and _STAGE.match(line.text):
            asides.append(Aside("stage directions", line.text))
        elif line.text.strip():
            open_lines.append(line)
    return Attribution(blocks, asides, "no speakers: one turn a paragraph", 1.0, "no line names a speaker")


def _by_dashes(lines: list[Line], dashed: dict[int, Hit], asides: list[Aside]) -> Attribution:
    """A dash says that the speaker changes, not who speaks."""
    blocks: list[list[Line]] = []
    for i, line in enumerate(lines):
        if not line.text.strip():
            continue
        hit = dashed.get(i)
        if hit:
            asides.append(Aside("speaker labels", line.text[: hit.start]))
            blocks.append([replace(line, text=line.text[hit.start :])])
        elif blocks:
            blocks[-1].append(line)
        else:
            asides.append(Aside("front matter", line.text))
    return Attribution([Block("", tuple(b), b[0].time) for b in blocks], asides, "dashes: turns without names", 0.8,
                       f"{len(dashed)} lines begin with a dash")  # fmt: skip


def _passages(lines: list[Line]) -> list[Block]:
    """Merge cues into passages: cut at a pause, and past some sixty words where a sentence ends."""
    passages: list[list[Line]] = []
    words = 0
    for line in lines:
        if not line.text.strip():
            continue
        last = passages[-1][-1] if passages else None
        paused = last is not None and line.time - last.time_end > PAUSE
        full = last is not None and words >= PASSAGE and re.search(r"[.?!…]['\"”’)]*\s*$", last.text)
        if last is None or paused or full or words >= LONGEST_PASSAGE:
            passages.append([])
            words = 0
        passages[-1].append(line)
        words += len(line.text.split())
    return [Block("", tuple(p), p[0].time, p[-1].time_end) for p in passages]
