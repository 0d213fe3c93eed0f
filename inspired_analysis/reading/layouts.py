"""How transcripts mark who speaks: one candidate layout each, tried on a single line.

A layout looks at one line and says: here somebody named so begins to speak, at this time, and the words
start at this character. Whether that somebody is a speaker, the whole file decides (`speakers`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from .source import NAN, Line, seconds
from .stamps import ANY_TIME, BRACKETED, CLOCK, DAY, HALF, TIME
from .titles import STOPPED, TITLED
from .wordlists import LEADING, NAMES_TOO, PARTICLES, SENTENCE, STOP

__all__ = [
    "COLON",
    "DASHES",
    "LAYOUTS",
    "TABBED",
    "Hit",
    "Layout",
    "from_pattern",
    "is_name",
    "is_stop",
    "plausible",
]

LONGEST = 80
_WITH_OFFICE = 200  # what stands in brackets behind the name counted
_HEAD = 400  # a label and its time stand within so many characters
_TIME = re.compile(TIME)
_DATED = re.compile(rf"{DAY}(?P<clock>{CLOCK})(?P<half>{HALF}?)")
_CODE = re.compile(r"[A-Z]{1,8}[-_]?\d[A-Z\d_-]{3,14}")  # of somebody in a study: R1203, P101-2024

_MARKS = re.compile(
    r"(?:(?:inaudible|unintelligible|indistinct|crosstalk|cross talk|laugh(?:s|ing|ter)?|chuckl(?:es?|ing)|"
    r"applau(?:se|ds|ding)|pauses?|pausing|silence|music|noise|sigh(?:s|ing)?|cough(?:s|ing)?|overlap(?:s|ping)?|"
    r"interrupt(?:s|ing|ion|ed)?|unclear|redacted|phonetic|sic|break|(?:end|start|begin) of|beep|background|"
    r"off mic(?:rophone)?|no audio|blank_audio|rires?|risas?|lachen|applaus|смех)\b.*|"
    r"foreign(?: (?:language|speech|words?))?|\.{2,}.*|….*|\?+)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Hit:
    """Somebody begins to speak here; `instead` holds if a time behind the label is what was said: ``Ben: 10:30``."""

    label: str
    start: int
    time: float = NAN
    time_end: float = NAN
    stamp: str = ""
    instead: Hit | None = None


@dataclass(frozen=True)
class Layout:
    """A way to mark speakers.

    `strict` layouts need two labels that recur; `weight` breaks ties; cues have lines of their own, so that
    only layouts with a mark count `in_captions`. Where the label itself is a `title`, it names somebody, though not
    where it stands at the head of a wrapped line in the middle of a sentence. A label may be a bare number only where
    `numbers` are taken.
    """

    name: str
    match: Callable[[Line], Hit | None]
    weight: float = 1.0
    strict: bool = False
    own_line: bool = False
    in_captions: bool = False
    title: bool = False
    numbers: bool = False


def plausible(label: str) -> bool:
    """Whether *label* could name a speaker at all: short, with letters, no piece of a sentence."""
    if len(label) > _WITH_OFFICE:
        return False
    bare = re.sub(r"(?<=\S)\s*[(\[][^()\[\]]*[)\]]$", "", label)
    words, name = bare.split(), bare.split(",")[0]  # behind them it may be told at length who that is
    if not name or len(name) > LONGEST or len(name.split()) > 9 or not any(c.isalpha() for c in label):
        return False
    if sum(c.isdigit() for c in label) > 3 and not _CODE.fullmatch(label):  # a date, a time, a sum
        return False
    if re.search(r"[!?;“”\"…]|\.\.|[.,]$|://", bare.rstrip(".") if len(words[-1]) <= 5 else bare):
        return False
    words = [w.strip(",.()").replace("’", "'") for w in words]
    return not any(_of_a_sentence(word, bare) for word in words) or words == ["I"]


def _of_a_sentence(word: str, label: str) -> bool:
    """Whether *word* makes *label* a piece of a sentence; "IT Officer", "He Jing", "Maria do Carmo" are none."""
    if word.casefold() not in SENTENCE:
        return False
    if word == "I" and label.endswith(" I"):  # PhD I, Speaker I; but not: So I
        return is_stop(label[:-2]) or not is_name(label)
    acronym = word.isupper() and len(word) > 1 and (word == label or not label.isupper())
    return not (acronym or (word.casefold() in NAMES_TOO and is_name(label) and " " in label))


def is_stop(label: str) -> bool:
    """Whether *label* is a heading word such as Note or Date, or a numbered question."""
    bare = re.sub(r"[\s\d#.]+$", "", label).strip().casefold()
    return "-".join(bare.split()) in STOP or bool(_MARKS.fullmatch(bare))


def is_name(label: str) -> bool:
    """Whether *label* has the shape of a name or a code: every word capitalised, a number, or a particle.

    What stands behind a comma may be written small: Anna Berg, deputy director for water.
    """
    name, _, office = re.sub(r"[(\[].*?[)\]]", "", label).partition(",")
    words = name.split() if len(name.split()) > 1 else f"{name} {office}".replace(",", " ").split()
    return (
        bool(words)
        and len(words) <= 6
        and all(w.casefold() in PARTICLES or not _small(w) for w in words)
        and (not _small(words[0]) or (words[0] in LEADING and not _small(words[-1])))
    )


def _small(word: str) -> bool:
    """Whether *word* begins with a small letter, where its script has others: Georgian's count as small.

    Those of a particle that is tied to the name do not count: d'Entremont, al-Hassan.
    """
    tied = re.match(r"[^\W\d_]{1,4}['’ʼ‘`-]", word)
    return word[0].islower() and not "\u10d0" <= word[0] <= "\u10ff" and not (tied and word[tied.end() :][:1].isupper())


def from_pattern(pattern: str) -> Layout:
    """Return the layout that a plan's ``speakers_pattern`` describes, with its group ``name``."""
    compiled = re.compile(pattern)

    def match(line: Line) -> Hit | None:
        found = compiled.match(line.text[:2_000])
        if not found or not (found["name"] or "").strip():
            return None
        return _hit(line.text, found["name"], found.end(), found[0])

    return Layout("the plan's pattern", match)


def _hit(text: str, label: str, start: int, head: str) -> Hit | None:
    """Make a hit; times are whatever reads as a time in *head* outside the label."""
    outside = head.replace(label, " ", 1)
    found = re.search(ANY_TIME, outside)
    label = _named(" ".join(label.strip(" \t*_|,-–—>#~\u200e\u200f").split()), bool(found))
    if not label:
        return None
    stamps = _TIME.findall(outside)
    if day := found and _DATED.search(found[0]):  # hours and minutes, which 10:07 need not be without a day
        clock = re.sub(r"[.:]", ":", day["clock"])
        stamps = [clock + day["half"] if clock.count(":") > 1 or day["half"].strip() else f"{clock}:00"]
    times = [*map(seconds, stamps[:2]), NAN, NAN]
    while start < len(text) and text[start] in " \t\u200e\u200f":
        start += 1
    return Hit(label, start, times[0], times[1], found[0] if found else "")


def _named(label: str, stamped: bool) -> str:
    """Return *label* without a chat's "From … to Everyone", and without the mark of a transcriber who is not sure.

    Brackets go too, where they hold it whole, ``(Anna): yes``, or close only after the words, ``[Interpreter: yes]``.
    """
    if stamped:
        label = re.sub(rf"^From\s+(?=\S)|(?<=\S)\s+[Tt]o\s+(?:{_ADDRESSED})$", "", label)
    if label[:1] in _CLOSING and _CLOSING[label[0]] not in label[:-1]:
        label = label[1:].removesuffix(_CLOSING[label[0]]).strip()
    return label[:-1].rstrip() if re.search(r"[^?!]\?$", label) and is_name(label) else label


_ADDRESSED = r"[Ee]veryone|All [Pp]anelists|Hosts (?:and|&) [Pp]anelists|\S.{0,60}?\s?\((?:Direct Message|Privately)\)"
_CLOSING = {"[": "]", "(": ")"}
_BEHIND = rf"(?P<behind>{BRACKETED}|{TIME}(?=\s*+$|\t))?"
_COLON = re.compile(
    rf"[\s\u200e\u200f]*+(?:[-–—•>]+\s++|>+\s*+)?[*_]{{0,3}}(?:{ANY_TIME}\s*+[-–—|,]?\s*+)?[*_]{{0,3}}(?P<label>[^:：\n]{{1,{_WITH_OFFICE}}}?)"
    rf"[*_]{{0,3}}\s*+(?:[-–—|,]?\s*+{ANY_TIME})?\s*+[*_]{{0,3}}\s*+"
    rf"(?:[:：](?![\d/\\:])|(?<=[^\W\d_])[:：](?=\d))[*_]{{0,3}}\s*+{_BEHIND}"
)
_OWN_TIMED = re.compile(
    rf"\s*+[*_]{{0,3}}(?:(?P<before>{ANY_TIME})\s*+[-–—|,]?\s*+)?(?P<label>[^\W\d_][^:：\n]{{0,{LONGEST}}}?|[^\W\d_]\w*)[*_]{{0,3}}"
    rf"\s*+[-–—|,·]?\s*+(?P<after>{ANY_TIME})?\s*+$"
)
_OWN = re.compile(r"\s*+[*_]{0,3}(?P<label>\[?[^\W\d_][^:：\n\[\]]{0,58}?\]?)[*_]{0,3}\s*+$")
_BRACKET = re.compile(
    r"\s*+(?:[\[<{]|(?P<round>\())(?P<label>[^\W_](?(round)[^()\[\]:\n]|[^\[\]<>{}:\n]){0,58})(?(round)\)|[\]>}])"
    rf"\s*+:?\s*+{_BEHIND}\s*+"
)
_BETWEEN = re.compile(rf"\s*+(?P<label>[^\W\d_][^:：\n\[\](){{}}<>]{{0,58}}?)\s*+{BRACKETED}\s*+[-–—]?\s*+(?=\S)")
_TAB = re.compile(rf"\s*+(?:{ANY_TIME}\t+)?(?P<label>[^\t\n]{{1,{LONGEST}}})\t+(?:{ANY_TIME}\t+)?(?=\S)")
_DASHED = re.compile(r"\s*+(?P<label>[^\W_][^:\n]{0,40}?)\s++[-–—]\s++(?=\S)")
_CODED = re.compile(
    r"\s*+(?P<label>[A-Z]{1,3}\d{1,3}|[A-Z]{2,4}|[QAIMR](?=[.)\]\t]|\s{2}))(?:[.)\]]\s*+|\s++)"
    r"(?=\S)(?![A-Z][A-Z .,'’-]{0,40}+(?:\([^)\n]{1,60}\)\s*+)?[:：])"  # ANNA LEE: is no code
)
_CAPITALS = "".join(c for c in map(chr, (*range(0x590), *range(0x1E00, 0x1F00))) if c.isupper())
_IN_CAPITALS = rf"[{_CAPITALS}][{_CAPITALS}\d_]*"
_CAPS = re.compile(
    rf"\s*+(?:{ANY_TIME}\s++)?(?P<label>{_IN_CAPITALS}(?:[ .'’-]{{1,2}}{_IN_CAPITALS}){{0,5}})"
    r"(?:\s*+\([^)\n]{1,40}\))?"
    r"(?:\.?\s{2,}|\.\s*+[-–—]\s*+|\s++[-–—]\s++|\.\s++|\t)(?=\S)"
)
_DASH = re.compile(r"\s*+(?:[-–—]|>>+)\s*+(?=\S)")


def _regex(pattern: re.Pattern) -> Callable[[Line], Hit | None]:
    def match(line: Line) -> Hit | None:
        found = pattern.match(line.text[:_HEAD])
        hit = _hit(line.text, found["label"], found.end(), found[0]) if found else None
        behind = found.start("behind") if hit and "behind" in pattern.groupindex else -1
        if behind < 0:
            return hit
        return replace(hit, instead=_hit(line.text, found["label"], behind, line.text[:behind]))

    return match


def _own_timed(line: Line) -> Hit | None:
    if len(line.text) > 140:
        return None
    found = _OWN_TIMED.match(line.text)
    if not found or not (found["before"] or found["after"]):
        return _stamped_above(line)
    return _hit(line.text, found["label"], len(line.text), found[0])


def _stamped_above(line: Line) -> Hit | None:
    """A name under a line that held nothing but its time."""
    hit = _own(line) if line.time == line.time else None
    return replace(hit, time=line.time) if hit else None


def _own(line: Line) -> Hit | None:
    if len(line.text) > 80:
        return None
    found = _OWN.match(line.text)
    if not found or len(found["label"].split()) > 5 or found["label"].endswith((".", ",", "?", "!", "…", ";")):
        return None
    return _hit(line.text, found["label"].strip("[]"), len(line.text), found[0])


def _bold(line: Line) -> Hit | None:
    head = line.text[: line.bold]
    label = re.sub(ANY_TIME, "", head).strip(" \t:：.-–—")
    label = label[1:-1] if label.startswith("[") and label.endswith("]") else label
    if not label or len(label) > 60 or len(label.split()) > 6:
        return None
    after = re.match(rf"\s*+[:：]?\s*+(?:{BRACKETED})?\s*+", line.text[line.bold :])
    return _hit(line.text, label, line.bold + after.end(), head + after[0])


def _caps(line: Line) -> Hit | None:
    found = _CAPS.match(line.text[:_HEAD])
    if not found or sum(c.isalpha() for c in found["label"]) < 3:
        return None
    return _hit(line.text, found["label"], found.end(), found[0])


def _dash(line: Line) -> Hit | None:
    found = _DASH.match(line.text)
    return Hit("", found.end()) if found else None


COLON = Layout("Name: text", _regex(_COLON), 1.0, in_captions=True, numbers=True)
TABBED = Layout("name, tab, text", _regex(_TAB), 0.95)
LAYOUTS: tuple[Layout, ...] = (
    COLON,
    Layout("name and time on their own line", _own_timed, 0.98, own_line=True),
    Layout("name, time, text", _regex(_BETWEEN), 0.95, strict=True),
    Layout("[Name] text", _regex(_BRACKET), 0.95, in_captions=True),
    TABBED,
    Layout("bold name", _bold, 0.95),
    Layout("name on its own line", _own, 0.9, strict=True, own_line=True),
    Layout("NAME in capitals", _caps, 0.85, strict=True),
    Layout("Name – text", _regex(_DASHED), 0.8, strict=True),
    Layout("code without colon", _regex(_CODED), 0.8, strict=True),
    Layout("title, name and full stop", _regex(TITLED), 0.9, strict=True, title=True),
    Layout("name, full stop and dash", _regex(STOPPED), 0.9),
)
DASHES = Layout("dashes", _dash)
