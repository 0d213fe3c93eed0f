"""What stands for a speaker in a transcript: compared without case and signs, and told from the name of a task."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from difflib import SequenceMatcher
from functools import lru_cache

from .wordlists import FACILITATORS, INTERVIEWED, PEOPLE

__all__ = ["alike", "bare_key", "guessed_role", "label_key", "names_a_task", "says_who"]

# Unicode's combining classes from here on: diacritics of Latin, Greek, Cyrillic, Hebrew and Arabic.
DIACRITICS = 10
MOST_LABELS = 200  # are compared with one another
MOST_NAMES = 4  # of one person
_BRACKETS = re.compile(r"[(\[].*?[)\]]")
_SHORT = frozenset({"m", "i", "q", "int", "mod", "fac", "ir"})
_SHORT_OTHERS = re.compile(r"(?:p|r|s|sp|a|b|t|u|ie|fg|resp|part)\d{0,3}|[mf]\d{1,3}")


@lru_cache(maxsize=10_000)
def label_key(label: str) -> str:
    """Return *label* without case, white space, diacritics and punctuation, for comparing."""
    return "".join(filter(_counts, unicodedata.normalize("NFKD", label).casefold()))


def _counts(character: str) -> bool:
    """Whether *character* tells words apart: a letter, a digit, or a vowel sign, as Indic scripts write them."""
    vowel = unicodedata.category(character)[0] == "M" and unicodedata.combining(character) < DIACRITICS
    return character.isalnum() or vowel


def bare_key(label: str) -> str:
    """Return the key of *label* without what stands in brackets: Anna (Ministry), Anna."""
    return label_key(_BRACKETS.sub("", label)) or label_key(label)


def names_a_task(label: str) -> bool:
    """Whether *label* says what somebody does in the talk: Moderator, Interviewee, Participant 3."""
    return label_key(re.sub(r"[\s\d#.:_]+$", "", label)) in _TASK_KEYS or guessed_role(label) == "facilitator"


def says_who(label: str) -> bool:
    """Whether *label* says what somebody is: Village elder, Civil society rep; Woman in the back, Mayor of Kotor."""
    bare = re.sub(r"[(\[].*?[)\]]|[\s\d#.:_]+$", "", label).casefold().split()
    first = bare[bare[:1] == ["the"] :]
    return (len(first) > 2 and first[0] in PEOPLE and first[1] in _OF) or (1 < len(bare) <= 4 and bare[-1] in PEOPLE)


def guessed_role(label: str, others: list[str] = ()) -> str:
    """Return "facilitator" for a label that names that task in any language we know, else "participant".

    One-letter labels (M, I, Q) say so only beside labels such as P1, R3 or A, and a name (Dan) beside nobody but those
    who answer (Participant 1, Interviewee).
    """
    word = re.sub(r"[(\[].*?[)\]]", "", label)
    key = label_key(re.sub(r"[\s\d#.:]+$", "", word.strip()))
    if key in _FACILITATOR_KEYS:
        return "facilitator"
    whole = label_key(word)
    if whole.rstrip("0123456789") in _SHORT and not _SHORT_OTHERS.fullmatch(whole):
        rest = [o for o in others[:MOST_LABELS] if o != whole]
        if rest and all(
            _SHORT_OTHERS.fullmatch(o) or o.rstrip("0123456789") in _SHORT or _CODE.match(o) or o in _FACILITATOR_KEYS
            for o in rest
        ):
            return "facilitator"
    rest = [o for o in others[:MOST_LABELS] if o != whole]
    if rest and whole.isalpha() and key not in _NO_NAMES and all(map(_ANSWERS.match, rest)):
        return "facilitator"
    first = label_key(word.split()[0]) if word.split() else ""
    return "facilitator" if first in _LEADS else "participant"


_OF = ("of", "from", "in", "at", "with", "for", "on", "by", "near", "behind", "beside")
_LEADS = ("chair", "chairman", "chairwoman", "chairperson", "moderator", "facilitator", "interviewer")
_CODE = re.compile(r"(?:participant|respondent|interviewee|speaker|befragter?|teilnehmer)\w{0,4}$")
_ANSWERS = re.compile(
    r"(?:participant|respondent|interviewee|informant|befragter?|teilnehmer|enquete|entrevistad)\w{0,4}$")
_FACILITATOR_KEYS = {label_key(word) for word in FACILITATORS}
_TASK_KEYS = {label_key(word) for word in INTERVIEWED}
_NO_NAMES = _TASK_KEYS | set(map(label_key, PEOPLE)) | {"all", "both", "everybody", "everyone", "group", "several"}


def alike(labels: list[str]) -> list[tuple[str, str]]:
    """Return pairs of labels that may be spellings of one name, or a name and its first or last part.

    Proposals, never merged by themselves. Labels that differ in a number are different people (Participant 1,
    Participant 2), and a part that several have is nobody's in particular.
    """
    labels = labels[:MOST_LABELS]
    whole = defaultdict(list)
    for label in labels:
        words = [label_key(word) for word in label.split()]
        for part in {words[0], words[-1]} if 1 < len(words) <= MOST_NAMES else ():
            whole[part].append(label)
    pairs = [(label, *whole[key]) for label in labels
             if len(whole[key := label_key(label)]) == 1 and key.isalpha() and len(key) > 3 and not names_a_task(label)
             and key not in _NO_NAMES]  # fmt: skip
    for i, one in enumerate(labels):
        for other in labels[i + 1 :]:
            a, b = label_key(one), label_key(other)
            same_digits = re.sub(r"\D", "", a) == re.sub(r"\D", "", b)
            same_role = guessed_role(one) == guessed_role(other)  # Interviewer, Interviewee
            if same_digits and same_role and min(len(a), len(b)) > 3 and SequenceMatcher(None, a, b).ratio() >= 0.88:
                pairs.append((one, other))
    return pairs[:20]
