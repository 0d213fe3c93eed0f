"""The cue coder: every code of the codebook, from lexical cues in one segment.

Counts as evidence, in a participant's segment (anyone's, for codes that say so): one of the code's ``cues``; or
every part of one ``together``, and then, where the code has values, one of theirs; or an ``opening`` cue where
the turn begins, or a question ``asked`` right before it; for a code of values alone, a cue of a value. Does not: a
cue beside one of the code's ``unless`` patterns, or in fewer words than its ``min_words``. Ties between values go to
the value that the codebook lists first. A turn that opens with "no" after somebody said what is not ("it doesn't
work" – "no, no") says yes to it: that opens nothing. Nor does the answer to a facilitator's question open a response
to a participant. One coding per turn, code and value where segments adjoin: neighbours are joined.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property

import pandas as pd

from ..language import CODED
from ..tables import records, table
from ..transcript import Transcript
from ..workshop import Workshop
from .codebook import Code, Codebook, load_codebook
from .segments import segments, sentence_spans

__all__ = ["Addressees", "CueCoder", "Matcher", "joined"]

# One character in, one out. Cues are matched in lower case: Python's regular expressions are several times
# faster so than with case ignored.
PLAIN = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "\u00a0": " "})
# An escape or a character class as it stands; a capital; a group, which need not capture.
REWRITTEN = re.compile(r"(\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?P?)|([A-Z])|\(")
NO = re.compile(r"(?:(?:well|oh|um|uh|yeah),? )*no\b")
# A question that passes on what was said before, or an answer that takes it up.
TAKES_UP = re.compile(
    r"\b(?:(?:dis)?agree|object|respond|react|(?:answer|see|share|say (?:to|about)) (?:it|that|this))\b", re.IGNORECASE)
NOT = re.compile(r"n't\b|\b(?:not|no|never|nobody|nothing|none|cannot|hardly)\b")
# Parts of a speaker's label that name nobody, and first names that are also words.
NO_NAMES = re.compile(
    r"mr|mrs|ms|miss|dr|prof|professor|sir|madam|hon|the|and|for|participant|speaker|moderator|facilitator|chair|"
    r"interviewer|interviewee|witness|member|minister|director|manager|representative|delegate|person|unknown|will|"
    r"mark|may|grace|hope|rose|bill|art|guy|dean|june|april|august|frank|rich|sue|faith|joy|dawn|amber|wom[ae]n|m[ae]n|"
    r"male|female|voice|group", re.IGNORECASE)  # fmt: skip


@dataclass(frozen=True)
class CueCoder:
    """Codes segments by the cues of a codebook."""

    codebook: Codebook | None = None

    @property
    def languages(self) -> tuple[str, ...] | None:
        """Those of the shipped cues; another codebook is in whatever language its maker speaks."""
        return CODED if self.codebook is None else None

    @property
    def name(self) -> str:
        """Coder and version, as codings name it."""
        return f"cues {(self.codebook or load_codebook()).version}"

    def code(self, transcript: Transcript, workshop: Workshop) -> pd.DataFrame:
        """Return the table ``codings`` for every code of the codebook; ids are given later."""
        matchers = [Matcher(code) for code in (self.codebook or load_codebook()).codes]
        addressees, coder = Addressees(transcript.turns), self.name
        denied = _denied(transcript.turns)
        rows, seen = [], set()
        for segment in records(segments(transcript.turns)):
            opens, plain = segment.turn not in seen, segment.text.translate(PLAIN)
            seen.add(segment.turn)
            lower, words = plain.lower(), len(plain.split())
            for matcher in matchers:
                code = matcher.code
                if words < code.min_words or (code.who == "participant" and segment.role != "participant"):
                    continue
                begins = opens and not (code.responds and addressees.only_answers(segment.turn))
                begins = begins and not (segment.turn in denied and NO.match(lower))
                value = matcher.value(lower, begins, addressees.asked.get(segment.turn, "") if opens else "")
                if value is None:
                    continue
                target = addressees.of(segment.turn, plain) if code.responds else ""
                rows.append({
                    "coding": "", "transcript": transcript.id, "turn": segment.turn, "start": segment.start,
                    "end": segment.end, "code": code.code, "statement": "", "value": value,
                    "target": target, "confidence": code.confidence, "coder": coder,
                })  # fmt: skip
        return table("codings", joined(rows))


def _denied(turns: pd.DataFrame) -> set[int]:
    """Return the turns before which somebody else's last sentence said what is not."""
    texts, speakers = turns["text"].tolist(), turns["speaker"].tolist()
    found = set()
    for before, turn in enumerate(turns["turn"].tolist()[1:]):
        spans = sentence_spans(texts[before])
        last = texts[before][slice(*spans[-1])].translate(PLAIN).lower() if spans else ""
        if NOT.search(last) and speakers[before] != speakers[before + 1]:
            found.add(turn)
    return found


class Matcher:
    """A code with its cues compiled."""

    def __init__(self, code: Code) -> None:
        self.code = code
        # A code that has nothing but values is there where one of them is.
        own = code.cues or code.opening or code.asked or code.together
        self.cues = _any(code.cues if own else tuple(cue for cues in code.values.values() for cue in cues))
        self.opening, self.asked, self.unless = _any(code.opening), _any(code.asked), _any(code.unless)
        self.together = [[_any((part,)) for part in parts] for parts in code.together]
        self.values = {value: _any(cues) for value, cues in code.values.items()}

    def value(self, text: str, opens: bool, asked: str = "") -> str | None:
        """Return the value that the code takes in *text* ("" for codes without values), or None.

        *asked* is the question that it answers.
        """
        told = (self.cues and self.cues.search(text)) or (opens and self.opening and self.opening.match(text))
        told = told or (self.asked and self.asked.search(asked.lower()))
        if not told and not any(all(p.search(text) for p in parts) for parts in self.together):
            return None
        if self.unless and self.unless.search(text):
            return None
        best = self._best(text)
        # What is told by cues that stand together only must have a value, if the code has any.
        return best if told or best or not self.values else None

    def _best(self, text: str) -> str:
        hits = {value: sum(1 for _ in cues.finditer(text)) for value, cues in self.values.items()}
        best = max(hits, key=hits.__getitem__, default="")
        return best if hits.get(best) else ""


@cache
def _any(cues: tuple[str, ...]) -> re.Pattern[str] | None:
    """Return one pattern for *cues*; None without any. Words are whole, also where a cue ends within one."""
    if not cues:
        return None
    pattern = REWRITTEN.sub(_rewritten, "|".join(cues))
    return re.compile(rf"(?<!\w)(?:{pattern})(?:(?!\w)|(?<!\w))")


def _rewritten(found: re.Match[str]) -> str:
    return found[1] or (found[2].lower() if found[2] else "(?:")


class Addressees:
    """To whom a turn responds: a participant it names who has spoken, else the last other one before it.

    The answer to a facilitator's question responds to whom the question speaks of, else to nobody; unless one of them
    takes up what was said before ("do you agree?").
    """

    def __init__(self, turns: pd.DataFrame) -> None:
        self.speaker = dict(zip(turns["turn"], turns["speaker"], strict=True))
        self.asked = _asked(turns)
        self.last: dict[int, str] = {}
        self.first: dict[str, int] = {}
        spoken = turns[(turns["role"] == "participant") & (turns["speaker"] != "")]
        before: list[str] = []
        takes_part = set(spoken["turn"])
        for turn, speaker in self.speaker.items():
            self.last[turn] = next((s for s in reversed(before) if s != speaker), "")
            if turn in takes_part:
                before = [*before[-5:], speaker]
                self.first.setdefault(speaker, turn)
        self.names = _names(spoken[["speaker", "label"]].drop_duplicates())

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        longest = sorted(self.names, key=lambda name: (-len(name), name))
        return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest)) or '(?!)'})(?!\w)")

    @cached_property
    def called(self) -> re.Pattern[str]:
        """Who is asked, not spoken of: "And Anna, …" and "…, Anna?"."""
        before = r"(?i:and|so|now|well|okay|ok|thank you|thanks|but)"
        return re.compile(rf"^(?:(?:{before}|{self.pattern.pattern})[, ]+)+(?<=, )|, {self.pattern.pattern}(?=\?)")

    def of(self, turn: int, text: str) -> str:
        """Return the speaker to whom *text*, said in *turn*, responds, or ""."""
        last = "" if self.only_answers(turn) and not TAKES_UP.search(text) else self.last[turn]
        return self._named(turn, text) or self._spoken_of(turn) or last

    def only_answers(self, turn: int) -> bool:
        """Whether *turn* answers a facilitator's question that is about nobody's words."""
        asked = self.asked.get(turn, "")
        return asked != "" and not TAKES_UP.search(asked) and not self._spoken_of(turn)

    def _named(self, turn: int, text: str) -> str:
        """Return the first other speaker before *turn* whom *text* names, or ""."""
        named = (self.names[found[0]] for found in self.pattern.finditer(text))
        return next((name for name in named if name != self.speaker[turn] and self.first[name] < turn), "")

    def _spoken_of(self, turn: int) -> str:
        """Return whom the question before *turn* speaks of, or ""."""
        asked = self.asked.get(turn)
        return self._named(turn, self.called.sub("", asked)) if asked else ""


def _asked(turns: pd.DataFrame) -> dict[int, str]:
    """Return turn → the question with which a facilitator ended the turn before it."""
    asked, question = {}, ""
    for turn in records(turns[["turn", "role", "text"]]):
        if question and turn.role != "facilitator":
            asked[turn.turn] = question
        spans = sentence_spans(turn.text) if turn.role == "facilitator" else ()
        last = turn.text[slice(*spans[-1])] if spans else ""
        question = last.translate(PLAIN) if last.endswith("?") else ""
    return asked


def _names(people: pd.DataFrame) -> dict[str, str]:
    """Return name → speaker: pseudonyms, labels, and what parts of labels belong to one person alone."""
    names: dict[str, set[str]] = {}
    for speaker, label in records(people):
        label = label.translate(PLAIN)
        parts = [p for p in re.findall(r"[^\W\d_][\w'-]{2,}", re.sub(r"\(.*?\)|,.*", "", label)) if p[0].isupper()]
        for name in (speaker, label, *(p for p in parts if not NO_NAMES.fullmatch(p))):
            if name:
                names.setdefault(name, set()).add(speaker)
    return {name: next(iter(who)) for name, who in names.items() if len(who) == 1}


def joined(rows: list[dict]) -> list[dict]:
    """Join codings of one turn, code, value and target whose segments adjoin."""
    joined: dict[tuple, dict] = {}
    result = []
    for row in rows:
        key = (row["turn"], row["code"], row["value"], row["target"])
        last = joined.get(key)
        if last and row["start"] - last["end"] <= 2:
            last["end"] = row["end"]
        else:
            joined[key] = row
            result.append(row)
    return result
