"""What to do next: up to three proposals, each with whom it asks, about what, and where that was said.

A limit comes first: a draft that crosses it is lost. A person decides.
"""

from __future__ import annotations

from ..tables import records
from .heard import named_missing, understood
from .phrases import Sentence, named, placed, shortened
from .quotes import Quote, Quotes
from .verdicts import each_side
from .views import OTHERS

__all__ = ["MAX_STEPS", "list_next_steps"]

MAX_STEPS, MAX_NAMED, QUOTE_WORDS = 3, 3, 12
NO_PLAN = "plan"
OF_LIMITS = "a bilateral meeting of those who state a limit"


def list_next_steps(analysis, quotes: Quotes, say) -> list[Sentence]:
    """Return up to three proposals, the most pressing first."""
    steps = [*_limits(analysis, quotes, say), *_conflict(analysis, quotes, say), *_missing(analysis, quotes, say),
             *_untested(analysis, say)]  # fmt: skip
    if not analysis.workshop.has_plan:
        steps.append(Sentence(say("Write down what you assumed beforehand: with a plan, the brief says what became of "
                                  "it."), (), ("depth",), "next/plan", NO_PLAN))  # fmt: skip
    return steps[:MAX_STEPS]


def _limits(analysis, quotes: Quotes, say) -> list[Sentence]:
    """Return a meeting with those who stated a limit."""
    table = analysis.incentives
    codings = [c for own in table.loc[table["kind"] == "red line", "codings"] for c in own]
    limits = sorted(quotes.of(codings), key=lambda q: -q.confidence)
    if not limits:
        return []
    people = _people(limits, say)
    given = {"people": people, "quote": say.quoted(shortened(limits[0].quote, QUOTE_WORDS))}
    if not people:
        text = say("Before anything is drafted, find out what stands behind the limit: {quote}.", quote=given["quote"])
    elif len(limits) > 1:
        text = say("Before anything is drafted, meet {people}. They set limits, such as {quote}.", **given)
    else:
        text = say("Before anything is drafted, meet {people} about the limit: {quote}.", **given)
    turns = tuple(dict.fromkeys(q.turn for q in limits))[:MAX_NAMED]
    return [Sentence(text, turns, (), "next/red lines", str(len(codings)))]


def _conflict(analysis, quotes: Quotes, say) -> list[Sentence]:
    """Return what the first conflict over a statement calls for, apart from its limits: those are told already."""
    table = analysis.conflicts
    for row in records(table[(table["statement"] != "") & ~table["next_step"].str.startswith(OF_LIMITS)].head(1)):
        sides = each_side(analysis, quotes, row)
        people = _people(sides, say) if all(_people([q], say) for q in sides) else ""
        people = people or say("both sides")
        text = _step(row.next_step, {"people": people, "statement": named(row.about, row.statement, say)}, say)
        turns = tuple(dict.fromkeys(q.turn for q in sides)) or quotes.turns(row.codings, 1)
        return [Sentence(text, turns, (row.statement,), "next/conflict", row.next_step)]
    return []


def _step(step: str, given: dict[str, str], say) -> str:
    """Say the method's *step* with those whom it asks first, and the statement that it is about."""
    if step.startswith("joint research"):
        return say("Have {people} look into the facts of {statement} together.", **given)
    if step.endswith("into one proposal"):
        return say("Bring {people} together to put the conditions for {statement} into one proposal.", **given)
    if step.startswith("talks with each side"):
        return say("Before the next session, talk with {people} about {statement}, each apart.", **given)
    return say("Bring {people} together to talk about {statement}.", **given)


def _missing(analysis, quotes: Quotes, say) -> list[Sentence]:
    missing = named_missing(analysis)
    if missing.empty:
        return []
    who = [who for who in missing["who"] if who]
    text = say("Decide whether to invite {people}.", people=say.listed(who, MAX_NAMED)) if who else \
        say("Decide whom to invite of those named as missing.")
    shown = missing[missing["who"] != ""] if who else missing
    turns = quotes.turns([c for codings in shown["codings"] for c in codings], 2)
    return [Sentence(text, turns, (), "next/missing", ", ".join(missing["who"]))]


def _untested(analysis, say) -> list[Sentence]:
    untested = analysis.assumptions[analysis.assumptions["verdict"] == "untested"]
    if analysis.speakers.empty:
        return [Sentence(say("Write into the transcript who speaks: then the brief says who holds what."), (),
                         ("depth",), "next/speakers", "")]  # fmt: skip
    if untested.empty or not understood(analysis):
        return []
    # Several go by their numbers: the table above, which has their words, needs the room.
    several = [row.statement if len(untested) > 1 else named(row.text, row.statement, say) for row in records(untested)]
    return [Sentence(say("Ask about {statements} next time.", statements=say.listed(several, MAX_NAMED)), (),
                     tuple(untested["statement"]), "next/untested", ", ".join(untested["statement"]))]  # fmt: skip


def _people(said: list[Quote], say) -> str:
    """Return who said it, each with their group, as far as they may be told: "P02 (farmers)"."""
    names = [placed(q.speaker, q.group, say) for q in said if q.speaker not in ("", "participant")]
    names = names or [say.term(q.group) for q in said if q.group not in ("", OTHERS)]
    return say.listed(list(dict.fromkeys(names)), MAX_NAMED)
