"""Incentives, conditions, red lines, constraints: who – to whom – what – on what condition.

Counts as evidence: participants' codings of the codes ``incentive``, ``red line`` and ``constraint``. Does not:
general optimism. The addressee is a person that the words name, or a body on which the condition hangs or to which the
words turn ("ask the council"; a body that is only spoken of is none), else the person to whom the same turn responds,
else empty. The condition is the clause behind "if", "unless", "as long as" and their like, or what is asked for before
"and I would"; what is offered, asked or refused is the rest of the sentence. One row per coding; the same speaker's
repetition stays, for the reader to weigh.

**Chains** follow one constraint: another person's counter-argument to it (a disagreement with its speaker, or a reason
given to them, within six turns), and an offer of help (an incentive offered, a commitment or a proposal, by another
person within ten turns) that is directed at its speaker or shares its words. A constraint that met neither has no
chain.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from operator import attrgetter

import pandas as pd
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from ..tables import records, table
from ..transcript import Transcript
from .evidence import Coded, evidence
from .words import content_stems

__all__ = ["find_chains", "find_incentives"]

# Not "even if", "I don't know if", "if any", "provided by", "once a month".
CONDITION = re.compile(
    r"\b(?P<clause>(?:only )?(?:(?<!even )(?<!as )(?<!know )(?<!say )(?<!see )(?<!sure )(?<!wonder )if"
    r"(?! (?:any|not|so)\b)|unless|until|as long as|provided(?: that)?(?! (?:by|with|to|for|in|from)\b)|"
    r"on (?:the )?condition that|"
    r"once(?= (?:the|this|that|these|all|every\w+|i|we|you|they|he|she|it|there|my|our|your|his|her|their)\b)|"
    r"in (?:return|exchange) for|depends on|subject to)\b[^.;?!]{4,})", re.IGNORECASE)  # fmt: skip
BODY = re.compile(
    r"\bthe (?P<body>(?:\w+ )?(?:ministry|minister|government|council|municipality|company|utility|donors?|parliament|"
    r"unions?|authority|agency|mayor|banks?|court|police|schools?|universit(?:y|ies)|farmers|regulator|commission|"
    r"association|board|state|committee))\b", re.IGNORECASE)  # fmt: skip
# "Ask the council", "from the ministry": the words turn to a body.
TURNED_TO = re.compile(rf"\b(?:to|from|ask(?:s|ed|ing)?|tell|give|want|need|expect) {BODY.pattern[2:]}", re.IGNORECASE)
# Where a condition that stands first ends, and its consequence begins: at a comma, else where somebody comes in.
_WOULD = r"(?:['’](?:d|ll)|\s(?:will|would|can|could|won['’]t|wouldn['’]t|must|should|may|might))\b"
CONSEQUENCE = re.compile(
    r",\s*(?:then\s+|(?=(?:i|we|they|he|she|you|it|the|my|our|that|there|yes|no|but|fine|okay)\b|"
    rf"(?!(?:if|when|and|or)\b)(?:\w+\s){{0,3}}\w+{_WOULD}))", re.IGNORECASE)  # fmt: skip
SPEAKER = re.compile(r"(?<=\w)\s+(?=(?:I|[Ww]e)(?:'d|’d|'ll|’ll|\s(?:would|will|leave|stay|come|go|walk))\b)")
# "If the price goes up people will leave", "only if you sign will we sign".
OTHERS = re.compile(
    r"(?P<if>\w+(?:\s[\w'’]+){3,}?)\s(?=(?:(?:the|my|our|their|your|all|most|many|no|not one)\s)?"
    r"(?!(?:that|which|who|it|and)\b)\w+\s(?:will|would|won['’]t|wouldn['’]t)\s(?!(?:i|we|they)\b)|"
    r"(?:will|would|can)\s(?:i|we|they|people|the)\b)", re.IGNORECASE)  # fmt: skip
# What may stand before a condition that comes first; a name, too, if its consequence follows.
OPENING = re.compile(
    r"(?:(?:but|and|so|well|yes|no|look|then|okay|now|because)\b[\s,]*)*(?P<called>(?:(?:mrs?|ms|dr)\b\.?\s*)?"
    r"\w+,\s*)?", re.IGNORECASE)  # fmt: skip
SENTENCE_END = re.compile(r"(?<!\bmr)(?<!\bmrs)(?<!\bms)(?<!\bdr)[.;?!]", re.IGNORECASE)
# "Give me the posts, and I would do it": what is asked for is the condition.
ASKED_FIRST = re.compile(
    r"(?P<clause>(?:give|pay|bring|show|send|lend|let|put|mend|build|promise|write)\b[^.;?!]{4,120}?),?\s+"
    r"(?:and|then|and then)\s+(?=(?:i|we)(?:'d|’d|'ll|’ll|\s(?:would|will|can|could))\b)", re.IGNORECASE)  # fmt: skip
COUNTER_WITHIN, OFFER_WITHIN = 6, 10
HELP = {("incentive", "offer"), ("ownership", "commitment"), ("ownership", "proposal")}


def find_incentives(codings: pd.DataFrame, transcript: Transcript) -> pd.DataFrame:
    """Return the table ``incentives``, in the order of the talk."""
    every = evidence(codings, transcript.turns)
    found = sorted(evidence(every, transcript.turns, "incentive", "red line", "constraint"),
                   key=attrgetter("turn", "start", "code", "value"))  # fmt: skip
    speakers, answered = set(transcript.speakers["speaker"]) - {""}, {}
    for row in every:
        if row.target in speakers:
            answered.setdefault(row.turn, row)
    people = _Named(transcript.speakers)
    incentives = []
    for row in found:
        condition, what = _parsed(row.quote)
        incentives.append({
            "kind": row.value if row.code == "incentive" else row.code, "speaker": row.speaker, "group": row.group,
            "addressee": people.addressed(row.quote, condition, row.speaker) or _answered(row, answered.get(row.turn)),
            "condition": condition, "turn": row.turn, "codings": (row.coding,), "what": what,
        })  # fmt: skip
    return table("incentives", incentives)


def find_chains(codings: pd.DataFrame, turns: pd.DataFrame) -> pd.DataFrame:
    """Return the table ``chains``: constraints that somebody answered, in the order of the talk."""
    said = evidence(codings, turns)
    counters = [row for row in said if row.code in ("disagreement", "reason")]
    helps = [row for row in said if (row.code, row.value) in HELP]
    addressed: dict[int, set[str]] = {}
    for row in said:
        addressed.setdefault(row.turn, set()).update({row.target} - {""})
    limits: dict[int, Coded] = {}
    for row in said:
        if row.code == "constraint":
            limits.setdefault(row.turn, row)
    chains = []
    for limit in limits.values():
        counter = _answer(limit, counters, addressed, limit.turn, COUNTER_WITHIN)
        offer = _answer(limit, helps, addressed, counter.turn - 1 if counter else limit.turn, OFFER_WITHIN) or \
            _answer(limit, helps, addressed, limit.turn, OFFER_WITHIN)
        named = sorted(((link, name) for link, name in ((counter, "counter-argument"), (offer, "offer")) if link),
                       key=lambda pair: pair[0].turn)  # fmt: skip
        links = [link for link, _ in named]
        if links:
            chains.append({
                "kind": " → ".join(["constraint", *(name for _, name in named)]),
                "speaker": limit.speaker, "group": limit.group,
                "countered_by": counter.speaker if counter else "", "offered_by": offer.speaker if offer else "",
                "turns": tuple(dict.fromkeys(link.turn for link in (limit, *links))),
                "codings": tuple(dict.fromkeys(link.coding for link in (limit, *links))),
            })  # fmt: skip
    return table("chains", chains)


def _answer(limit: Coded, answers: list[Coded], addressed: dict[int, set[str]], after: int, reach: int) -> Coded | None:
    """Return the first of *answers* by another person, after that turn, to what *limit* says."""
    first = bisect_right(answers, after, key=attrgetter("turn"))
    last = bisect_right(answers, limit.turn + reach, key=attrgetter("turn"))
    words = content_stems(limit.quote)
    for row in answers[first:last]:
        if row.speaker == limit.speaker:
            continue
        to = {row.target} - {""} or addressed.get(row.turn, set())
        if limit.speaker in to or len(words & content_stems(row.quote)) >= 2:
            return row
    return None


def _answered(said: Coded, answer: Coded | None) -> str:
    """Return whom the turn answers; who states a limit beside a yes does not state it to the one agreed with."""
    limit = said.code != "incentive"
    return "" if answer is None or (limit and answer.code == "agreement") else answer.target


def _parsed(words: str) -> tuple[str, str]:
    """Return the condition and what hangs on it, both in the speaker's words."""
    plain = " ".join(words.split())
    found = ASKED_FIRST.match(plain, OPENING.match(plain).end()) or CONDITION.search(plain)
    if not found:
        return "", plain
    clause, before, after = found["clause"], plain[: found.start()], plain[found.end() :]
    begins = max((end.end() for end in SENTENCE_END.finditer(before)), default=0)
    opening = OPENING.fullmatch(before[begins:].strip())
    if opening and found.re is ASKED_FIRST:
        before = before[:begins]
    elif opening:  # the condition stands first: "If you pay, we come"
        ends = CONSEQUENCE.search(clause) or SPEAKER.search(clause) or OTHERS.match(clause)
        if ends:
            at = ends.end("if") if ends.re is OTHERS else ends.start()
            clause, after = clause[:at], clause[ends.end() :] + after
        if ends or not opening["called"]:
            before = before[:begins] + " "
    return clause.rstrip(" ,-–—"), re.sub(r"\s+([.,;!?])", r"\1", before + after).strip(" ,.;-–—")


class _Named:
    """Finds the speaker or body that words turn to."""

    def __init__(self, speakers: pd.DataFrame) -> None:
        # Labels that are words of everyday talk, as A, I and Will are, name nobody.
        labels = [(p.label, p.speaker) for p in records(speakers) if p.label.lower() not in {"", *ENGLISH_STOP_WORDS}]
        self.people = [(re.compile(rf"(?<!\w){re.escape(label)}(?!\w)"), speaker) for label, speaker in labels]

    def addressed(self, words: str, condition: str, speaker: str) -> str:
        for pattern, person in self.people:
            if person != speaker and pattern.search(words):
                return person
        body = BODY.search(condition) or TURNED_TO.search(words)
        return body["body"].lower() if body else ""
