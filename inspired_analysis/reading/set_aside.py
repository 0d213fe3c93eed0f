"""What is no talk: numbers of lines, times that stand alone, the header; and what stands below the last turn."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import replace

from .blocks import ends, is_stage
from .labels import label_key
from .layouts import COLON, LONGEST, Hit
from .source import NAN, Aside, Line, seconds
from .stamps import ANY_TIME, DATED, TIME

__all__ = ["end_matter", "header", "notices", "shown_above", "without_numbers", "without_times"]

_TIME_LINE = re.compile(rf"\s*+{ANY_TIME}(?:,{TIME})?\s*+$")
_TIME_TAIL = re.compile(r"#(\d{1,3}:\d{2}:\d{2})(?:[.,-](\d{1,3}))?#\s*+$")
_STAMPED = re.compile(rf"{ANY_TIME}\s++\D{{1,70}}|\D{{1,70}}\s++{ANY_TIME}")
_NUMBERED = re.compile(r"\s*+[\[(]?(\d{1,5}(?:\.\d{1,3}){0,2})[.)\]:]?(?:\s++|\t)(?=[^\W\d_]|[\[(*])")
_HEADER_KEY = re.compile(
    r"\s*+[*_]{0,2}(?:date|time|place|location|venue|duration|length|language|present|attendees|participants|speakers|recording"
    r"|transcri\w+|title|topic|project|session|meeting|file|datum|ort|dauer|lieu|durée|fecha|lugar|duración|дата|место)"
    r"(?: of [\w ]{1,30})?[*_]{0,2}\s*+[:：]",
    re.I,
)

_NOTICE = re.compile(rf"[\s\u200e\u200f]*+(?:\[{DATED}\]|{DATED}\s[-–—]\s)")
_WORDED = re.compile(r"\d (?:[Mm]in|мин|хв)")
FEWEST_WORDED = 3  # lines such as "5 minutes 20 seconds" are times; one or two are answers
MOST_BELOW, FEW = 0.2, 30  # the share of the words that may stand below the talk, and how many always may
_BELOW = re.compile(
    r"[\W_]*+(?:list of |liste des |lista de )?(?:abbreviations|acronyms|glossary|(?:foot|end)?notes|references"
    r"|bibliography|appendix|annex(?:es)?|legend|transcript(?:ion)? (?:key|conventions|notes|symbols)|abréviations"
    r"|sigles|glossaire|abreviaturas|siglas|glosario|abkürzungen|anmerkungen|сокращения|примечания|глоссарий|الاختصارات|الهوامش)"
    r"(?: used| [A-Z\d])?[\W_]*+$",
    re.I,
)
_SENTENCE_SAID = re.compile(r"\s*+[^:：\n]{1,60}[:：]\s*+\w[^\n]*\w{2}[.?!…]+[\"'”’)\]*_]*\s*+$")


def without_numbers(lines: list[Line], asides: list[Aside]) -> list[Line]:
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


def without_times(lines: list[Line], asides: list[Aside]) -> tuple[list[Line], list[Aside]]:
    """Set aside stamps that stand alone on a line or end it as ``#00:01:02-3#``; the next words get it."""
    pending = NAN
    alone = sum(1 for line in lines if _TIME_LINE.match(line.text))
    worded = sum(1 for line in lines if _WORDED.search(line.text) and _TIME_LINE.match(line.text))
    rare = alone < 0.4 * sum(1 for line in lines if line.text.strip())
    below = [bool(_TIME_LINE.match(b.text)) for a, b in itertools.pairwise(lines) if a.text.rstrip().endswith(":")]
    rare = rare and sum(below) <= 0.5 * len(below)  # a time below most labels is when, not what, they say
    for i, line in enumerate(lines):
        stamp = _TIME_LINE.match(line.text) and (worded >= FEWEST_WORDED or not _WORDED.search(line.text))
        if stamp and not (line.time == line.time or _is_said(lines, i, rare)):
            pending = next(map(seconds, re.findall(TIME, line.text)), NAN)
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
    if not above or len(above) > LONGEST or _colons(lines[i].text) > 1:
        return False
    below = next((line.text for line in lines[i + 1 :] if line.text.strip()), "")
    if lines[i - 1].time == lines[i - 1].time:  # a name under its time
        return _TIME_LINE.match(below) is not None and _colons(below) > 1
    labelled = above.endswith(":") and (not below or ":" in below[:LONGEST])
    return rare and (labelled or _STAMPED.fullmatch(above) is not None)


def _colons(text: str) -> int:
    """Return how many colons the first time in *text* has."""
    return next((stamp.count(":") for stamp in re.findall(TIME, text)), 0)


def header(lines: list[Line]) -> tuple[list[int], list[int]]:
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


def end_matter(lines: list[Line], labels: dict[int, str]) -> int:
    """Return the line from which on nobody speaks any more, as it or a heading says; the number of lines if none does.

    *labels* are the lines at which somebody begins to speak. Below a heading nobody of them may go on, and nobody new
    come twice, so that in a list of abbreviations nothing but its own short forms is taken for names.
    """
    if not labels:
        return len(lines)
    words = [len(line.text.split()) for line in lines]
    left, most = sum(words), max(FEW, MOST_BELOW * sum(words))
    counts = Counter(labels.values())
    last, again = max(labels), max((at for at, label in labels.items() if counts[label] > 1), default=min(labels))
    above = ""
    for i, line in enumerate(lines):
        if i > again and i not in labels and left <= most and line.time_end != line.time_end:
            gap = not lines[i - 1].text.strip()
            told = i > last if ends(line.text) else _BELOW.match(line.text) and (gap or is_stage(above))
            said = i - 1 in labels and words[i - 1] < len(labels[i - 1].split()) + 4  # below a bare name
            if told and not said:
                return i
        above = line.text if line.text.strip() else above
        left -= words[i]
    return len(lines)


def shown_above(lines: list[Line], hits: dict[int, Hit]) -> set[int]:
    """Return lines that hold the name of who speaks below once more, or their initials: a page's own, copied with it.

    Initials count where they stand above half of what one person says, and more than once in the file.
    """
    names: set[int] = set()
    letters: dict[str, list[int]] = {}
    for i, hit in hits.items():
        above = _filled_above(lines, i)
        same = above is not None and above not in hits and label_key(lines[above].text) == label_key(hit.label)
        if same and hit.stamp:
            names.add(above)
            above = _filled_above(lines, above)
        if above is not None and above not in hits and _initials(lines[above].text.strip(), hit.label):
            letters.setdefault(hit.label, []).append(above)
    said = Counter(hit.label for hit in hits.values())
    many = sum(map(len, letters.values())) > 1
    return names | {i for label, found in letters.items() if many and len(found) >= 0.5 * said[label] for i in found}


def _filled_above(lines: list[Line], i: int) -> int | None:
    return next((j for j in range(i - 1, -1, -1) if lines[j].text.strip()), None)


def _initials(text: str, label: str) -> bool:
    """Whether *text* is made of first letters of the words of *label*, in their order, from the first on: AB, A."""
    firsts = iter([word[0] for word in label.split()])
    short = text.isupper() and len(text) < min(4, len(label))
    return short and text[0] == label[0] and all(letter in firsts for letter in text)


def notices(lines: list[Line], hits: dict[int, Hit]) -> set[int]:
    """Return lines of a chat with day and time, as all have, but without a name: who joined, left, was added."""
    dated = sum(bool(hit.stamp and _NOTICE.match(f"[{hit.stamp.strip('[](){}<># ')}]")) for hit in hits.values())
    if dated < 0.5 * max(1, len(hits)):
        return set()
    return {i for i, line in enumerate(lines) if i not in hits and _NOTICE.match(line.text) and not COLON.match(line)}
