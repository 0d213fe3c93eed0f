"""Which layout a file has: each candidate is tried on the whole file and scored.

A label is a speaker if the plan lists it, if it recurs, if it names a task (Moderator), or if it has the
shape of a name in a file where most lines begin so. "17:30", "Note:" and "Question 2:" are none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from .labels import bare_key, guessed_role, label_key, names_a_task, says_who
from .layouts import Hit, Layout, is_name, is_stop, plausible
from .source import Line

__all__ = ["Verdict", "is_question", "tried"]

_QUESTION = re.compile(
    r"\s*+(?:question|frage|pregunta|pergunta|domanda|вопрос|питання|pytanie)\s*+(?:no\.?\s*+)?\d{1,3}\s*+[.:)–-]",
    re.I,
)
_PHONE = re.compile(r"\+\d[\d\s().-]{6,18}")  # how chats name who is not in the address book
_NUMBER = re.compile(r"\d{1,2}")
MOST_SPEAKERS = 500  # what has more is a list, not talk


def is_question(text: str) -> bool:
    """Whether a line is a numbered question: ``Question 3. …``."""
    return bool(_QUESTION.match(text))


@dataclass(frozen=True)
class Verdict:
    """One layout tried on the whole file."""

    layout: Layout
    hits: dict[int, Hit]
    score: float
    refused: tuple[str, ...] = ()
    recurring: tuple[str, ...] = ()  # refused too, though they lead several lines


def tried(layout: Layout, lines: list[Line], body: list[int], known: Callable[[str], object]) -> Verdict:
    """Score one layout on the whole file: how much it attributes, how densely, to labels that recur."""
    hits: dict[int, Hit] = {}
    for i in body:
        text = lines[i].text
        if not text.strip() or (lines[i].heading and not layout.own_line) or is_question(text):
            continue
        hit = layout.match(lines[i])
        if layout.title and _in_a_sentence(lines, i):
            continue
        named = hit and (known(hit.label) or plausible(hit.label) or (hit.stamp and _PHONE.fullmatch(hit.label)))
        if named or (hit and layout.numbers and _NUMBER.fullmatch(hit.label)):
            hits[i] = hit
    hits = _without_lists(hits, known)
    hits = _with_times_said(hits, lines)
    if layout.own_line:
        hits = _followed(hits, lines)
    labels, refused = _labels(layout, hits, lines, body, known)
    unread = _recurring(hits, labels, layout)
    hits = {i: hit for i, hit in hits.items() if label_key(hit.label) in labels}
    if not hits or len(labels) > MOST_SPEAKERS:
        return Verdict(layout, {}, 0.0)
    counts = Counter(label_key(hit.label) for hit in hits.values())
    words = {i: len(lines[i].text.split()) for i in body}
    total = sum(words.values())
    first = min(hits)
    covered = sum(n for i, n in words.items() if i >= first) / max(1, total)
    density = min(1.0, len(hits) * 250 / max(1, total))
    recurring = sum(n for n in counts.values() if n > 1) / len(hits)
    variety = 1.0 if len(counts) > 1 else 0.6
    score = layout.weight * covered * (0.3 + 0.7 * density) * (0.6 + 0.4 * recurring) * variety
    if layout.strict and (len([n for n in counts.values() if n > 1]) < 2 or density < 0.5):
        score = 0.0
    return Verdict(layout, hits, score, refused, unread)


def _without_lists(hits: dict[int, Hit], known: Callable[[str], object]) -> dict[int, Hit]:
    """Leave bare numbers out, unless they come again in another order than a list's: people have it, 2, 4, 2, 1."""
    numbers = {i: int(hit.label) for i, hit in hits.items() if hit.label.isdecimal() and not known(hit.label)}
    order = [0, *numbers.values()]
    leaps = sum(b not in (a + 1, 1) for a, b in pairwise(order))
    again = len(order) - 1 - len({*numbers.values()})
    return hits if leaps > 1 and again > 1 else {i: hit for i, hit in hits.items() if i not in numbers}


def _recurring(hits: dict[int, Hit], accepted: set[str], layout: Layout) -> tuple[str, ...]:
    """Return labels that were refused though they lead several lines: their words are read as somebody else's."""
    counts = Counter(hit.label for hit in hits.values() if label_key(hit.label) not in accepted)
    return tuple(
        label for label, n in counts.items()
        if not is_stop(label) and ((n > 2 and not layout.strict) or (n > 1 and says_who(label)))
    )  # fmt: skip


def _in_a_sentence(lines: list[Line], i: int) -> bool:
    """Whether the line before line *i* breaks off, so that *i* goes on with it: "Thank you," / "Mr. Olsen. I farm"."""
    above = lines[i - 1].text.rstrip() if i else ""
    return above.endswith(",") or above[-1:].islower()


def _with_times_said(hits: dict[int, Hit], lines: list[Line]) -> dict[int, Hit]:
    """Take a time behind a label as words where it is all that is said, and most labels have none behind them."""
    behind = [i for i, hit in hits.items() if hit.instead]
    if len(behind) > 0.5 * len(hits) and not any(lines[i].time == lines[i].time for i in behind):
        return hits
    said = {}
    for i in behind:
        after = next((j for j in range(i + 1, len(lines)) if lines[j].text.strip()), None)
        alone = not lines[i].text[hits[i].start :].strip()
        if alone and (after is None or after in hits or hits[i].stamp.count(":") == 1):
            said[i] = hits[i].instead
    return {**hits, **said}


def _followed(hits: dict[int, Hit], lines: list[Line]) -> dict[int, Hit]:
    """Keep names on their own line only where words follow, not another line that recurs as often."""
    counts = Counter(label_key(hit.label) for hit in hits.values())
    kept = {}
    for i, hit in hits.items():
        following = next((j for j in range(i + 1, len(lines)) if lines[j].text.strip()), None)
        rival = 0 if following not in hits else counts[label_key(hits[following].label)]
        if following is not None and rival < counts[label_key(hit.label)]:
            kept[i] = hit
    return kept


def _labels(
    layout: Layout, hits: dict[int, Hit], lines: list[Line], body: list[int], known: Callable[[str], object]
) -> tuple[set[str], tuple[str, ...]]:
    """Decide which labels are speakers; return their keys, and labels that were refused though name-like."""
    counts = Counter(label_key(hit.label) for hit in hits.values())
    shown = {label_key(hit.label): hit.label for hit in hits.values()}
    stamped = {label_key(hit.label) for hit in hits.values() if hit.time == hit.time}
    cues = {label_key(hit.label) for i, hit in hits.items() if lines[i].time_end == lines[i].time_end}
    filled = [i for i in body if lines[i].text.strip()]
    whose = Counter()  # of a name, with what stands in brackets behind it or without
    for key, n in counts.items():
        whose[bare_key(shown[key])] += n
    accepted: set[str] = set()
    single: list[str] = []
    for key, n in counts.items():
        label = shown[key]
        n = max(n, whose[bare_key(label)])
        if known(label) or layout.title:
            accepted.add(key)
        elif is_stop(label):
            continue
        elif (
            names_a_task(label)
            or (key in stamped and is_name(label))
            or (n > 1 and is_name(label))
            or (n > 2 and (len(label.split()) == 1 or any(c.isdigit() for c in label) or says_who(label)))
            or (n > 2 and key in stamped | cues)
        ):
            accepted.add(key)
        elif n == 1 and is_name(label):
            single.append(key)
    # Where empty lines part the turns, a turn may run over many lines: what counts is then how paragraphs begin.
    gaps = sum(1 for i in filled if i == 0 or not lines[i - 1].text.strip())
    units = gaps if gaps >= max(3, 0.5 * len(hits)) else len(filled)
    share = sum(counts[k] for k in accepted) / max(1, units)
    listed = sum(1 for i in hits if label_key(hits[i].label) in accepted or label_key(hits[i].label) in single)
    single = _in_style(single, accepted, hits, lines) if accepted else single
    if not single or (share < 0.25 and listed < 0.35 * units):
        return accepted, tuple(shown[k] for k in single)
    if layout.strict and not layout.own_line:  # without a mark of its own, only a code says that it is one
        others = [label_key(shown[k]) for k in counts]
        coded = {k for k in single if k[-1:].isdigit() or guessed_role(shown[k], others) == "facilitator"}
        return accepted | coded, tuple(shown[k] for k in single if k not in coded)
    # A name that is also an ordinary word in this talk ("Reason: …") is no name
    # when it leads a line only once.
    talk = {w for i in filled for w in re.findall(r"\b[^\W\d_]+\b", lines[i].text[hits[i].start if i in hits else 0 :])}
    taken = {k for k in single if not (shown[k].casefold() in talk and " " not in shown[k])}
    return accepted | taken, tuple(shown[k] for k in single if k not in taken)


def _in_style(single: list[str], accepted: set[str], hits: dict[int, Hit], lines: list[Line]) -> list[str]:
    """Return those labels of a single line that are set as nearly all accepted ones are.

    Style is: a time or none, words on the same line or none, a bullet or none, a gap before it or none.
    """

    def style(i: int) -> tuple[bool, bool, bool, bool]:
        gap = i == 0 or not lines[i - 1].text.strip()
        bullet = lines[i].text.lstrip()[:1] in tuple("-–—•>*")
        return bool(hits[i].stamp), not lines[i].text[hits[i].start :].strip(), bullet, gap

    styles: dict[str, tuple[bool, bool, bool, bool]] = {}
    others = []
    for i, hit in hits.items():
        key = label_key(hit.label)
        styles.setdefault(key, style(i))
        if key in accepted:
            others.append(style(i))
    shares = [sum(o[part] for o in others) / len(others) for part in range(4)]

    def fits(mine: tuple[bool, bool, bool]) -> bool:
        same = [share if own else 1 - share for own, share in zip(mine, shares, strict=True)]
        return min(same[:3]) > 0.2 and (mine[3] or shares[3] < 0.9 or len(others) < 3)

    return [key for key in single if fits(styles[key])]
