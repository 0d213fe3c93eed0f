"""Who was heard, and who was not: sentences of the first page, each with what shows it."""

from __future__ import annotations

import re

from ..tables import records
from .phrases import Sentence, placed, sentence_case
from .quotes import Quotes
from .told import told
from .views import OTHERS

__all__ = ["held_by_unheard", "list_heard", "named_missing", "nameless", "none_missing", "understood"]

MAX_GROUPS, MAX_UNHEARD, MAX_ASKED, LINKS = 6, 2, 3, 3
# "Who isn't here?", "who else should be in the room?": what comes after it are answers, which the coder may not know.
ASKS = re.compile(
    r"\b(?:who|whose|anyone|anybody|someone|somebody)\b(?:(?!\bwhat\b)[^.?!]){0,60}"
    r"\b(?:missing|absent|not (?:in the room|here|invited|at (?:this|the) table)|"
    r"(?:is|are|was|were)n['’]t (?:in the room|here|invited|at (?:this|the) table)|"
    r"should (?:also )?be (?:here|in the room|invited)|should have been (?:here|invited))\b[^.!]{0,60}\?",
    re.IGNORECASE)  # fmt: skip


def list_heard(analysis, quotes: Quotes, say, nobody: Sentence | None = None) -> list[Sentence]:
    """Return who was heard, and who was not; *nobody* is what `none_missing` says, where nobody was found missing."""
    people = analysis.speakers[analysis.speakers["role"] == "participant"]
    n_words = int(analysis.turns["words"].sum())
    if analysis.speakers.empty:
        text = say("The transcript names no speakers: its {words} words can be read for themes, not for positions.",
                   words=say.number(n_words))  # fmt: skip
        return [Sentence(text, about=("depth",), id="heard", state=f"{n_words:,}")]
    sizes = people.groupby("group", sort=False)["group"].size().sort_values(ascending=False, kind="stable")
    groups = {group: int(n) for group, n in sizes.items() if group not in ("", OTHERS)}
    named = [say("{group} ({n})", group=say.term(g), n=n) if n > 1 else say.term(g) for g, n in groups.items()]
    if (more := len(named) - MAX_GROUPS) > 1:
        named[MAX_GROUPS:] = [say.plural("{n} more group", "{n} more groups", more)]
    if named and (rest := len(people) - sum(groups.values())):
        named.append(say("{group} ({n})", group=say.term(OTHERS), n=rest))
    who = say.people(len(people))
    text = say("Heard: {people} – {groups}.", people=who, groups=say.listed(named)) if named else \
        say("Heard: {people}.", people=who)
    unheard = _unheard(analysis, quotes, say)
    if nobody and (nobody.turns or not unheard):
        unheard.append(nobody)
    return [Sentence(text, about=("participation",), id="heard", state=f"{len(people)} people"), *unheard]


def understood(analysis) -> bool:
    """Whether the coders knew the language of any turn: else that nothing was found says nothing of the talk."""
    unread = analysis.depth.loc[analysis.depth["measure"] == "turns not coded for their language", "value"]
    return not any(value.startswith(f"{len(analysis.turns):,} of") for value in unread)


def nameless(analysis, say) -> str:
    """Return what people without a group are called: all speakers, unless others have one."""
    people = analysis.speakers[analysis.speakers["role"] == "participant"]
    return say.term(OTHERS) if (people["group"] != "").any() else say("All speakers")


def _unheard(analysis, quotes: Quotes, say) -> list[Sentence]:
    everyone, found = analysis.participation, []
    silent = everyone[(everyone["turns"] == 0) & (everyone["role"] == "participant")]
    if len(silent):
        names = say.listed([placed(r.speaker, r.group, say) for r in records(silent)], 4)
        found.append(Sentence(say("In the plan, but without a turn: {people}.", people=names),
                              about=("participation",), id="silent", state=", ".join(silent["speaker"])))  # fmt: skip
    missing = named_missing(analysis)
    if len(missing):
        named = [who for who in missing["who"] if who]
        shown = missing[missing["who"] != ""] if named else missing
        turns = quotes.turns([c for codings in shown["codings"] for c in codings], LINKS)
        text = say("Named as missing: {people}.", people=say.listed(named, 4)) if named else \
            say.plural("Somebody was named as missing from the room, in {n} turn.",
                       "Somebody was named as missing from the room, in {n} turns.", len(turns))
        found.append(Sentence(text, turns, id="missing", state=", ".join(missing["who"])))
    for row in records(analysis.missing[analysis.missing["codings"].map(len) == 0].head(MAX_UNHEARD)):
        found.append(Sentence(held_by_unheard(row, say), about=("participation",),
                              id=f"unheard/{row.who}", state=row.why))  # fmt: skip
    return found


def held_by_unheard(row, say) -> str:
    """Return what was tried without a group that holds it: "Media: holds A5 and was not heard."."""
    return say("{what}: {who}", what=sentence_case(say.term(row.who)), who=f"{told(row.why, say)}.")


def named_missing(analysis):
    """Return the rows of those whom somebody named; others hold what was tried without them."""
    return analysis.missing[analysis.missing["codings"].map(len) > 0]


def none_missing(analysis, say) -> Sentence:
    """Say that nobody was found to be named as missing, which proves little, and where somebody asked for it."""
    turns = analysis.turns
    led = turns[turns["role"] == "facilitator"]
    asked = tuple(led.loc[led["text"].str.contains(ASKS), "turn"])[:MAX_ASKED]
    text = say("Nobody was found to be named as missing, but the coder finds few of these.")
    if asked:
        text += " " + say("It was asked: read the answers after")
    return Sentence(text, asked, () if asked else ("participation",), "missing", "nobody")
