"""The criteria coder: which criterion is applied to which policy option, and in which direction.

Counts as evidence: a participant's segment with a word of the criterion, in a turn that speaks of the option
(it shares at least two of the option's content words, or half of them, with the turn or with the question
before it). Does not: a segment that names the criterion and no option. The direction is that of the
evaluating words in the segment, turned round by a negation before them; a tie or none is "unclear".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd
from nltk.stem import SnowballStemmer
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from ..language import CODED
from ..tables import records, table
from ..transcript import Transcript
from ..workshop import Workshop
from .cues import PLAIN
from .segments import segments

__all__ = ["CriteriaCoder"]

# "To be fair, they came" judges nothing.
FAIR = r"(?<!^to be )(?!(?<=to be )fair,)fair(?! enough)"
CRITERION_CUES = {
    "value for money":
        r"cost\w*|price\w*|expensive|cheap\w*|afford\w*|budget\w*|money|pay\w*|worth|econom\w*|invest\w*|wast(e|ed|ing)",
    "access and choice":
        r"access\w*|choice|choose|available|reach\w*|queue\w*|far away|every(one|body) (can|gets)|left out|opt",
    "fairness":
        rf"{FAIR}\w*|unfair\w*|equal\w*|unequal\w*|justice|unjust|injust\w*|same (for|rules)|privileg\w*|burden|"
        r"poor(er|est)?|rich(er|est)?",
    "feasibility: administrative":
        r"staff\w*|capacity|implement\w*|administ\w*|paperwork|inspect\w*|enforce\w*|monitor\w*|software|forms?|process\w*|"
        r"practical\w*|meter\w*",
    "feasibility: political":
        r"minister|parliament\w*|vote\w*|election\w*|coalition|politic\w*|majority|mayor|opposition",
    "feasibility: social":
        r"accept\w*|resist\w*|protest\w*|trust\w*|people will|nobody will|angry|backlash|communit\w*|unrest",
    "legality":
        r"(?<!in-)(?<!in )laws?|lawful\w*|legal\w*|illegal\w*|constitution\w*|court\w*|permit\w*|licen[cs]e\w*|"
        r"right(s)? (to|of)|regulation\w*",
    "environment":
        r"environment\w*|river|climate|pollut\w*|groundwater|aquifer|(?<!that )(?<!by )(?<!in )nature|fish(ing|er\w+)|"
        r"forest\w*|drought\w*|emission\w*|ecolog\w*|soil",
    "gender":
        r"wom[ae]n\w*|girl\w*|gender|mothers?|wives|widow\w*|female",
}  # fmt: skip
# "Works" is said of a measure, "we work on the farms" is not.
FAVOURABLE = (
    rf"good|better|best|{FAIR}(?:er)?|helps?|cheap(?:er)?|easy|easier|possible|feasible|realistic|worth|saves?|"
    r"benefits?|protects?|improves?|legal|affordable|simple|clear|support|gain|accept(?:s|ed|able)?|"
    r"right(?! now| there| here)|"
    r"(?:works|(?<=(?:ill|uld|can|ght|n't|not|ver|'ll) )work|(?<=going to )work)(?! (?:at|in|on|for|as|with)\b)"
)  # fmt: skip
UNFAVOURABLE = (
    r"bad|worse|worst|unfair|expensive|costly|too \w+|hard|difficult|impossible|unrealistic|risky?|risks|lose|losing|"
    r"wast(?:e|ed|ing)|illegal|burden|complicated|problem|hurts?|harms?|against|cannot|can't|afraid|not enough|"
    r"don't (?:have|trust)"
)  # fmt: skip
# What is not comes up to three words before what it turns round: "I don't think it is fair".
NOT = r"(?:\w+n't|not(?! only| enough)|never|no(?! doubt)|hardly|nobody|cannot)"
BETWEEN = r"(?: (?!(?:but|because|and) )[\w'-]+){0,3}? "
EVALUATED = re.compile(rf"\b(?P<not>{NOT}{BETWEEN})?(?:(?P<good>{FAVOURABLE})|{UNFAVOURABLE})\b")
CONFIDENCE = 0.3


@dataclass(frozen=True)
class CriteriaCoder:
    """Codes ``criterion`` with the option as statement, the criterion as target, the direction as value."""

    name: str = "criteria cues 0.2"
    languages: tuple[str, ...] = CODED

    def code(self, transcript: Transcript, workshop: Workshop) -> pd.DataFrame:
        """Return the table ``codings`` for the code ``criterion``; empty without options."""
        options = {o.id: _stems(o.text) for o in workshop.plan.options}
        if not options:
            return table("codings", [])
        mentions = _mentions(transcript.turns, options)
        cues = {c: re.compile(rf"\b({_cues(c)})\b", re.IGNORECASE) for c in workshop.plan.criteria}
        spoken = segments(transcript.turns)
        rows = [
            {"coding": "", "transcript": transcript.id, "turn": s.turn, "start": s.start, "end": s.end,
             "code": "criterion", "statement": option, "value": _direction(s.text), "target": criterion,
             "confidence": CONFIDENCE, "coder": self.name}
            for s in records(spoken[spoken["role"] == "participant"])
            if len(s.text) > 20 and not s.text.endswith("?")
            for option in mentions.get(s.turn, ())
            for criterion, cue in cues.items() if cue.search(s.text)
        ]  # fmt: skip
        return table("codings", rows)


def _cues(criterion: str) -> str:
    """Return the cues of a criterion; those of one that a plan adds are its own words."""
    known = CRITERION_CUES.get(criterion.lower())
    return known or "|".join(rf"{re.escape(word)}\w*" for word in re.findall(r"\w{4,}", criterion)) or r"(?!)"


def _mentions(turns: pd.DataFrame, options: dict[str, set[str]]) -> dict[int, list[str]]:
    """Return turn → ids of the options it speaks of, in its own words or in answer to the turn before."""
    mentions, asked = {}, set()
    for turn in records(turns):
        own = _stems(turn.text)
        mentions[turn.turn] = [o for o, stems in options.items() if stems and _speaks_of(own | asked, own, stems)]
        asked = own if turn.role == "facilitator" else set()
    return mentions


def _speaks_of(heard: set[str], own: set[str], option: set[str]) -> bool:
    enough = min(2, max(1, len(option) // 2))
    return len(heard & option) >= enough and len(own & option) >= 1


def _stems(text: str) -> set[str]:
    stemmer = SnowballStemmer("english")
    words = re.findall(r"[^\W\d_]{3,}", text.lower())
    return {stemmer.stem(w) for w in words if w not in ENGLISH_STOP_WORDS}


def _direction(text: str) -> str:
    """Return where the evaluating words of *text* point; one behind a "not" points the other way."""
    found = EVALUATED.finditer(text.translate(PLAIN).lower())
    balance = sum(1 if bool(word["good"]) != bool(word["not"]) else -1 for word in found)
    return "favourable" if balance > 0 else "unfavourable" if balance < 0 else "unclear"
