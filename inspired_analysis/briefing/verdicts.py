"""The ledger in words: what became of each statement, with the counts behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..limits import LIKELY
from ..tables import records
from .content import Entry
from .phrases import MARKS, sentence_case, verdict_word
from .quotes import Quote, Quotes
from .told import told

__all__ = ["AGAINST", "FOR", "LIKELY", "counts", "each_side", "half", "list_entries", "state"]

FOR, AGAINST = ("supports", "conditional"), ("opposes",)
PER_SIDE = 3
HOLDER = re.compile(r"(.+?) \((.+)\)")
COUNT = re.compile(r"(\d+) (?:in )?(for|against|between)\b")
REASONED = re.compile(r"(\d+) of them with a reason")
UNSURE = "too unsurely for"
CHANGE = re.compile(r"(\d+) more (for|against) it would make it (\w+)")


def list_entries(analysis, quotes: Quotes, say) -> list[Entry]:
    """Return one entry per statement, in the plan's order."""
    kinds = dict(records(analysis.workshop.plan.statements[["statement", "kind"]]))
    positions = analysis.positions[analysis.positions["level"] == "group"]
    people = analysis.positions[analysis.positions["level"] == "speaker"]
    known, entries = not analysis.speakers.empty, []
    for row in records(analysis.assumptions):
        leans = dict(records(people.loc[people["statement"] == row.statement, ["who", "direction"]]))
        own, kind = positions[positions["statement"] == row.statement], kinds[row.statement]
        entries.append(Entry(
            id=row.statement, kind=kind, text=say.apart(row.text), short=say.apart(row.text), verdict=row.verdict,
            word=_word(row, kind, say), mark=MARKS[row.verdict],
            why=_why(row, kind, say) if known else say("Who said what is not known."),
            people=(row.n_supports, row.n_opposes, row.n_between),
            details=tuple(filter(None, _details(row, own, kind, say))) if known else (),
            # On a side that nobody is counted on there are no words, whoever may know who leans which way.
            for_=_of_side(quotes.of(row.codings, values=FOR), leans, "for") if row.n_supports else (),
            against=_of_side(quotes.of(row.codings, values=AGAINST), leans, "against") if row.n_opposes else (),
            between=_of_side(quotes.of(row.codings), leans, "between") if row.n_between else (),
            candidates=tuple(quotes.of(row.candidates)),
        ))  # fmt: skip
    return entries


def each_side(analysis, quotes: Quotes, row) -> list[Quote]:
    """Return the first quote of somebody on each side of a conflict over a statement; one person may have said both."""
    table = analysis.positions
    people = table[(table["level"] == "speaker") & (table["statement"] == row.statement)]
    leans = dict(records(people[["who", "direction"]]))
    return [quote for side, values in (("for", FOR), ("against", AGAINST))
            for quote in _of_side(quotes.of(row.codings, values=values), leans, side)[:1]]  # fmt: skip


def _word(row, kind: str, say) -> str:
    word = say.term(verdict_word(kind, row.verdict))
    return word if row.verdict == "untested" or row.stability >= LIKELY else say("{verdict}, unsure", verdict=word)


def _of_side(found: list[Quote], leans: dict[str, str], side: str) -> tuple[Quote, ...]:
    """Return the first quotes of those who are counted on *side*, one of each before a second of anybody.

    Where the audience may not know who leans which way, the quotes that say so themselves are shown.
    """
    if leans:
        found = [q for q in found if leans.get(q.speaker) == side]
    elif side == "between":
        found = [q for q in found if q.value == "mixed"]
    before = [sum(other.speaker == q.speaker for other in found[:i]) for i, q in enumerate(found)]
    return tuple(found[i] for i in sorted(range(len(found)), key=lambda i: before[i])[:PER_SIDE])


def counts(row, say) -> str:
    """Return "4 for, nobody against, 1 in between"; nobody in between is left out."""
    parts = [say.plural("{n} for", "{n} for", row.n_supports) if row.n_supports else say("nobody for"),
             say.plural("{n} against", "{n} against", row.n_opposes) if row.n_opposes else say("nobody against")]
    parts += [say.plural("{n} in between", "{n} in between", row.n_between)] if row.n_between else []
    return say.comma.join(parts)


def state(row) -> str:
    """Return what the data says of a statement, in the same words in every language."""
    return f"{row.verdict}: {row.n_supports} for, {row.n_opposes} against, {row.n_between} in between"


def _holder(text: str, say) -> str:
    """Say who held it beforehand: a group in the brief's words; what a plan adds in brackets stays as it is."""
    found = HOLDER.fullmatch(text)
    return f"{say.term(found[1])} ({say.apart(found[2])})" if found else say.term(text)


def _why(row, kind: str, say) -> str:
    """Say who spoke to it and how, who believed it before, and who alone believes it now."""
    parts = [told(_reworded(row.why, kind), say) if UNSURE in row.why else _spoke(row, say)]
    reasoned = REASONED.search(row.why)
    if reasoned:
        parts.append(say.plural("{n} of them gave a reason.", "{n} of them gave a reason.", int(reasoned[1])))
    if row.held_by:
        parts.append(say("Held beforehand by: {who}.", who=_holder(row.held_by, say)))
    if row.only_group:
        parts.append(say("In this session, only people from {group} were for it.", group=say.term(row.only_group)))
    return " ".join(parts)


def _spoke(row, say) -> str:
    if row.n_speakers == 0:
        return say("Nobody was found to speak to it.")
    if row.n_speakers == 1:
        return say("One person was found to speak to it ({counts}); two are needed.", counts=counts(row, say))
    if not row.n_groups:
        return say("{people} spoke to it: {counts}.", people=say.people(row.n_speakers), counts=counts(row, say))
    return say("{people} from {groups} spoke to it: {counts}.", people=say.people(row.n_speakers),
               groups=say.plural("{n} group", "{n} groups", row.n_groups), counts=counts(row, say))  # fmt: skip


def _details(row, positions, kind: str, say) -> Iterator[str]:
    """Yield the rule with its numbers, the halves of the session, the groups, and how sure the verdict is.

    Of what fewer than two people spoke to there are no halves and no groups to tell apart.
    """
    rule, moved, unsure = (told(_reworded(text, kind), say) for text in (row.rule, row.moved, row.if_miscoded))
    ways = row.would_overturn and say("What would overturn this: {ways}.",
                                      ways=_overturned(row.would_overturn, kind, say))  # fmt: skip
    if row.n_speakers < 2:
        yield ways
        return
    yield f"{rule} {ways}".strip()
    first, second = (half(text, say) for text in (row.first_half, row.second_half))
    halves = say("First half: {first}. Second half: {second}.", first=first, second=second)
    yield f"{halves} {moved}".strip()
    yield _by_group(positions, say)
    yield unsure


def _by_group(positions, say) -> str:
    """Say where each group stands, and of which none was found to speak to it."""
    spoke, silent = positions[positions["n"] > 0], positions[positions["n"] == 0]
    if spoke.empty:
        return ""
    groups = say.joined(say("{group}: {direction} ({n} of {of} spoke to it)", group=say.term(p.who),
                            direction=say.term(p.direction), n=p.n, of=p.of) for p in records(spoke))  # fmt: skip
    text = f"{sentence_case(groups)}."
    if len(silent):
        text += " " + say("No position was found for {groups}.",
                          groups=say.listed([say.term(g) for g in silent["who"]]))  # fmt: skip
    return text


def _reworded(text: str, kind: str) -> str:
    """Say *text* in the words for options, if it is about one."""
    for verdict in MARKS:
        text = text.replace(verdict, verdict_word(kind, verdict))
    return text


def half(text: str, say) -> str:
    """Return the counts of one half; what is not counts is shown as it is."""
    found = COUNT.findall(text)
    if not found:
        return say("nobody") if text == "nobody" else text
    counted = {"for": ("{n} for", "{n} for"), "against": ("{n} against", "{n} against"),
               "between": ("{n} in between", "{n} in between")}  # fmt: skip
    return say.comma.join(say.plural(*counted[side], int(n)) for n, side in found)


def _overturned(text: str, kind: str, say) -> str:
    """Say what would change the verdict, in the words for options if it is about one."""
    ways = [CHANGE.fullmatch(part) for part in text.split("; ")]
    if not all(ways):
        return told(_reworded(text, kind), say)
    found = [way.groups() for way in ways]
    if len({(n, verdict) for n, _, verdict in found}) < len(found):  # once, of whichever side
        found = [(found[0][0], "", found[0][2])]
    said = []
    for n, side, verdict in found:
        word = say.term(verdict_word(kind, verdict) if verdict in MARKS else verdict)
        if side == "for":
            said.append(say.plural("{n} more for it would make it {verdict}", "{n} more for it would make it {verdict}",
                                   int(n), verdict=word))  # fmt: skip
        elif side == "against":
            said.append(say.plural("{n} more against it would make it {verdict}",
                                   "{n} more against it would make it {verdict}", int(n), verdict=word))  # fmt: skip
        else:
            said.append(say.plural("{n} more on either side would make it {verdict}",
                                   "{n} more on either side would make it {verdict}",
                                   int(n), verdict=word))  # fmt: skip
    return say.joined(said)
