"""Commitments and what was heard of them later.

Counts as evidence: participants' codings of a commitment, and what the same person (the same name in the same group,
by plans on both sides) says in a later workshop about the same thing: a sentence that shares at least two of
its telling words, those that occur in few turns of the whole dialogue and tell no time. *Repeated*: that sentence is a
commitment again. *Said to be kept*: it tells plainly, of two such words beside the verb, that the person did what was
promised or gave or finished something; a question, a condition, a "not" or a "but for" keeps nothing, nor does what was
asked, discussed or begun. *Spoken of again*: neither. *Nothing more heard*: the person
spoke later, but not of it; that is no proof of a broken word. *Not there since*: the person did not speak in a
later workshop. *Cannot be followed*: a person without a group or a later workshop without a plan, where nobody is
recognised, or one whose turns are not there, or whose language is not coded. Ties: kept before repeated before spoken
of; the latest such sentence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

import pandas as pd

from ...session import Cited, Ref, Session
from ...tables import records, table
from ..words import SENTENCE, content_words

__all__ = ["find_commitment_paths"]

SHARED_WORDS = 2
# A word in more turns than this, or than this share of them, tells little.
MOST_TURNS, MOST_SHARE = 5, 0.02
ORDER = ("said to be kept", "repeated", "spoken of again", "nothing more heard", "not there since",
         "cannot be followed", "last workshop")  # fmt: skip
TIMES = frozenset("today tomorrow yesterday day week month year morning afternoon evening night".split())  # noqa: SIM905
# What somebody does who keeps a promise, whatever its verb; other verbs must be the promise's own.
KEPT = frozenset(
    """
    brought sent made paid built put kept did done gave given wrote written
    finished completed delivered published signed submitted handed
    """.split()  # noqa: SIM905
)
PAST = {"went": "go", "gone": "go", "took": "take", "taken": "take", "began": "begin", "begun": "begin",
        "spoke": "speak", "spoken": "speak", "met": "meet", "held": "hold", "bought": "buy"}  # fmt: skip
# "I have brought", "we did", "it is done"; not "we brought up", "I kept asking".
DID = re.compile(
    r"\b(?:I|we)(?:(?:'ve|’ve| have)(?: already| now| since| all| both| finally)?| already| now| finally)? (\w+)"
    r"(?! (?:up|off|out|on|with)\b| \w+ing\b)", re.IGNORECASE)  # fmt: skip
DONE = re.compile(
    r"\b(?:is|are|was|were|'s|’s) (?:now |already )?(?:done|finished|in place|running|signed|published)\b(?! with\b)",
    re.IGNORECASE)  # fmt: skip
DOUBT = re.compile(
    r"\?\W*$|n['’]t\b|\b(?:not?|none|nothing|nobody|never|neither|nor|without|hardly|almost|nearly|yet|if|unless|until|"
    r"once|when|whether|except|would|should|could|must|will|hope|wish)\b", re.IGNORECASE)  # fmt: skip


def find_commitment_paths(sessions: Sequence[Session]) -> pd.DataFrame:
    """Return the table ``commitment_paths``, what was taken up again first."""
    common = _common_words(sessions)
    rows = []
    for at, session in enumerate(sessions):
        for person in records(session.present):
            said = (session.quotes[c] for c in person.codings)
            rows += [_path(quote, session, sessions[at + 1 :], common) for quote in said if quote.value == "commitment"]
    rows.sort(key=lambda r: ORDER.index(r["course"]))
    return table("commitment_paths", rows)


def _path(quote: Cited, session: Session, later: Sequence[Session], common: frozenset[str]) -> dict:
    telling = _stems(quote.quote) - common - TIMES
    known = [s for s in later if session.has_plan and s.has_plan and s.coded and quote.group]
    spoke = [s for s in known if _is_there(s, quote)]
    found = [hit for s in reversed(spoke) for hit in _taken_up(s, quote, telling, common)]
    course, place, ref = "last workshop" if not later else "not there since", "", ()
    if found:
        rank, place, one = min(found, key=lambda hit: hit[0])
        course, ref = ORDER[rank], (one,)
    elif len(known) < len(later) or any(s.turns.empty for s in spoke):
        course = "cannot be followed"
    elif spoke:
        course = "nothing more heard"
    return {"workshop": session.id, "speaker": quote.speaker, "group": quote.group, "turn": quote.turn,
            "course": course, "later": place, "codings": ((session.id, quote.coding), *ref)}  # fmt: skip


def _is_there(session: Session, quote: Cited) -> bool:
    present = session.present
    return bool(((present["speaker"] == quote.speaker) & (present["group"] == quote.group)).any())


def _taken_up(session: Session, quote: Cited, telling: set[str], common: frozenset[str]) -> list[tuple]:
    """Return (rank in `ORDER`, workshop, reference) of the person's later sentences on the same, the latest first."""
    commitments = [(q.start, q.end) for q in session.quotes.values() if q.value == "commitment"]
    turns = session.turns[(session.turns["speaker"] == quote.speaker) & (session.turns["role"] == "participant")]
    hits: list[tuple[int, str, Ref]] = []
    for turn in records(turns):
        for found in SENTENCE.finditer(turn.text):
            sentence = found.group().strip()
            shared = (_stems(sentence) - common) & telling
            if len(shared) >= SHARED_WORDS:
                start = turn.start + found.start() + found.group().index(sentence)
                end = start + len(sentence)
                again = any(s < end and start < e for s, e in commitments)
                rank = 1 if again else 0 if _says_kept(sentence, quote.quote, shared) else 2
                hits.append((rank, session.id, (session.id, f"@{start}-{end}")))
    return hits[::-1]


def _says_kept(sentence: str, promise: str, shared: set[str]) -> bool:
    """Whether *sentence* says without reserve that a *promise* is done; *shared* are the telling words of both."""
    if DOUBT.search(sentence):
        return False
    promised = {_stem(word) for word in re.findall(r"[^\W\d_]+", promise.lower())}
    verbs = {verb.lower() for verb in DID.findall(sentence)}
    own = {verb for verb in verbs if PAST.get(verb, _stem(verb) if verb.endswith("ed") else "") in promised}
    told = own or verbs & KEPT or DONE.search(sentence)
    return bool(told) and len(shared - {_stem(verb) for verb in verbs}) >= SHARED_WORDS


def _common_words(sessions: Sequence[Session]) -> frozenset[str]:
    """Return the words that occur in too many turns of the dialogue to tell one thing from another."""
    texts = [text for session in sessions for text in session.turns["text"]]
    turns_with = Counter(word for text in texts for word in _stems(text))
    limit = max(MOST_TURNS, MOST_SHARE * len(texts))
    return frozenset(word for word, n in turns_with.items() if n > limit)


def _stems(text: str) -> set[str]:
    return {_stem(word) for word in content_words(text)}


@cache
def _stemmer():
    from nltk.stem import SnowballStemmer

    return SnowballStemmer("english")


@cache
def _stem(word: str) -> str:
    return _stemmer().stem(word)
