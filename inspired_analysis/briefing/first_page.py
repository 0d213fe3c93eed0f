"""What was found, in the sentences of the first page, each with the turns that show it.

Findings are ranked by how many people and groups stand behind them; a firm verdict counts double, since it is both
certain and what the workshop was for. From the fourth on they come last: the ledger on the same page has them too.
What leans one way, but too unsurely to be called, comes behind firm verdicts, conflicts and limits. A page has room
for seven findings, fewer where there is less to say; a conflict and a red line always stay.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from ..tables import records
from .heard import understood
from .ids import identified
from .phrases import Sentence, named, placed, sentence_case, shortened, verdict_word
from .quotes import Quote, Quotes
from .terms import NEAR
from .verdicts import LIKELY, counts, each_side, state
from .views import OTHERS

__all__ = ["MAX_FINDINGS", "list_findings", "moved_views"]

MAX_FINDINGS = 7
LINKS, FIRM = 3, 3
LEAST_WORDS, MOST_WORDS, TELLING = 5, 18, 4  # of a quote: all its words, and the longer ones, which tell
TELLS = re.compile(r"\w{4,}")
STATEMENT_WORDS, MAX_NAMED = 20, 4
UNSURE = 2.8  # behind conflicts and limits, which weigh three and more


def list_findings(analysis, quotes: Quotes, say) -> list[Sentence]:
    """Return all findings that have a place on the first page, the weightiest first."""
    conflicts = _conflicts(analysis, quotes, say)
    told = {about for _, s in conflicts for about in s.about}
    ranked = [*_verdicts(analysis, quotes, say, told), *conflicts, *_interests(analysis, quotes, say),
              *_limits(analysis, quotes, say), *_learning(analysis, quotes, say), *_themes(analysis, say)]  # fmt: skip
    return [sentence for _, sentence in sorted(ranked, key=lambda pair: -pair[0])]


def _verdicts(analysis, quotes: Quotes, say, told: Collection[str]) -> list[tuple[float, Sentence]]:
    """Return a sentence per verdict one way, one for all that is contested, one for all that is untested.

    What a conflict has *told* already is said once.
    """
    kinds = dict(records(analysis.workshop.plan.statements[["statement", "kind"]]))
    table = analysis.assumptions
    decided = sorted(records(table[table["verdict"].isin(["confirmed", "debunked"])]), key=lambda r: -_weight(r))
    firm = [row for row in decided if row.stability >= LIKELY]
    unsure = [row for row in decided if row.stability < LIKELY and row.statement not in told]
    found = []
    for rank, row in enumerate(firm):
        text = _firm(row, kinds[row.statement], say)
        found.append((2 * _weight(row) if rank < FIRM else 0.0, _one(text, row, quotes)))
    for rank, row in enumerate(unsure):
        text = _unsure(row, kinds[row.statement], say)
        found.append((0.0 if rank else UNSURE, _one(text, row, quotes)))
    contested = table[(table["verdict"] == "contested") & ~table["statement"].isin(told)]
    if len(contested):
        turns = tuple(dict.fromkeys(t for codings in contested["codings"] for t in quotes.turns(codings, 1)))
        text = say("No side clearly prevailed on {statements}.", statements=_named(contested, say))
        found.append((max(map(_weight, records(contested))),
                      Sentence(text, turns, tuple(contested["statement"]), "contested", _ids(contested))))  # fmt: skip
    untested = table[table["verdict"] == "untested"]
    if len(untested) and understood(analysis):
        turns = tuple(dict.fromkeys(
            t for row in records(untested) for t in quotes.turns((*row.codings, *row.candidates), 1)))  # fmt: skip
        given = {"statements": _named(untested, say)}
        text = say("Who said what is not known, so {statements} could not be judged.", **given) \
            if analysis.speakers.empty else \
            say("Too little was said to judge {statements}; that is not consent.", **given)
        found.append((2.5, Sentence(text, turns, tuple(untested["statement"]), "untested", _ids(untested))))
    return found


def _one(text: str, row, quotes: Quotes) -> Sentence:
    return Sentence(text, quotes.turns(row.codings, LINKS), (row.statement,), row.statement, state(row))


def _firm(row, kind: str, say) -> str:
    given = {"statement": say.quoted(shortened(row.text, STATEMENT_WORDS)), "counts": counts(row, say)}
    if kind == "option":
        return say("{statement} found support: {counts}.", **given) if row.verdict == "confirmed" else \
            say("{statement} was rejected: {counts}.", **given)
    return say("{statement} held up: {counts}.", **given) if row.verdict == "confirmed" else \
        say("{statement} did not hold up: {counts}.", **given)


def _unsure(row, kind: str, say) -> str:
    """Say which way it leans, not that it is so: the coder's likely mistakes could change it."""
    return say("Too unsure to call: {statement} (leans to {verdict}: {counts}); read the turns.",
               statement=say.quoted(shortened(row.text, STATEMENT_WORDS)), counts=counts(row, say),
               verdict=say.term(verdict_word(kind, row.verdict)))  # fmt: skip


def _weight(row) -> float:
    return row.n_speakers + row.n_groups


def _named(rows, say) -> str:
    """Name statements by their words; of several, shortened, and with the ids by which the ledger has them."""
    if len(rows) == 1:
        return say.quoted(shortened(rows["text"].iloc[0], STATEMENT_WORDS))
    return say.listed([named(row.text, row.statement, say) for row in records(rows)], MAX_NAMED)


def _ids(rows) -> str:
    return ", ".join(rows["statement"])


def _conflicts(analysis, quotes: Quotes, say) -> list[tuple[float, Sentence]]:
    found = []
    for row in records(analysis.conflicts[analysis.conflicts["statement"] != ""]):
        sides = _sides(row, dict(records(analysis.speakers[["speaker", "group"]])), say)
        given = {"parties": say.listed([say.term(p) for p in row.parties], 4),
                 "statement": say.quoted(shortened(row.about, STATEMENT_WORDS)), **sides}  # fmt: skip
        text = _opposed(row, say, given)
        weight = 3 + len(row.parties)
        shown = (q.turn for q in each_side(analysis, quotes, row))  # the strongest may all be of one side
        turns = tuple(dict.fromkeys((*shown, *quotes.turns(row.codings))))[:LINKS]
        found.append((weight, Sentence(sentence_case(text), turns, (row.statement,), f"conflict/{row.statement}",
                                       f"{row.kind}: {', '.join(row.parties)}", stays=True)))
    return sorted(found, key=lambda pair: -pair[0])[:2] or _between_people(analysis, quotes, say)


def _opposed(row, say, given: dict) -> str:
    """Return who is against whom: openly only where they answered each other."""
    if "for_" in given:
        said = {
            "open": say("Open disagreement over {statement}: {for_} for it; {against} against it.", **given),
            "near": say("Opposite views on {statement}: {for_} for it; {against} against it.", **given),
            "buried": say("Disagreement over {statement} that is never spoken out: {for_} for it; {against} against "
                          "it.", **given),
        }  # fmt: skip
    elif row.parties:
        said = {
            "open": say("{parties} openly disagree over {statement}.", **given),
            "near": say("{parties} hold opposite views on {statement}.", **given),
            "buried": say("{parties} stand on opposite sides of {statement} but never answer each other.", **given),
        }  # fmt: skip
    else:
        said = {
            "open": say("There is open conflict over {statement}.", **given),
            "near": say("Both sides of {statement} were voiced.", **given),
            "buried": say("Both sides spoke to {statement} but never answered each other.", **given),
        }  # fmt: skip
    return said["near" if row.cue == NEAR else row.kind]


def _sides(row, groups: dict[str, str], say) -> dict[str, str]:
    """Return who is for it and who against, if both may be named; people with their *groups*: "P02 (farmers)"."""
    # A party's own name may hold a comma: "Smith, John".
    named = [[p for p in row.parties if f", {p}, " in f", {side.partition(': ')[2]}, "] for side in row.sides]
    if not (named and all(named)):
        return {}
    for_, against = (say.listed([placed(say.term(party), groups.get(party, ""), say) for party in who], 3)
                     for who in named)  # fmt: skip
    return {"for_": for_, "against": against}


def _between_people(analysis, quotes: Quotes, say) -> list[tuple[float, Sentence]]:
    """Return who contradicts whom most, where no statement is in dispute."""
    found = []
    for id, row in identified(analysis, "conflicts", quotes):
        if row.kind == "open" and len(row.parties) > 1:
            text = say("{parties} contradict each other.", parties=say.listed(row.parties))
            turns = quotes.turns(row.codings, LINKS)
            found.append((len(row.codings), Sentence(text, turns, id=id, state=", ".join(row.parties))))
    return sorted(found, key=lambda pair: -pair[0])[:1]


def _interests(analysis, quotes: Quotes, say) -> list[tuple[float, Sentence]]:
    """Return the need or fear of most people, and one that the plan did not foresee, each in somebody's words.

    The name of a kind alone tells nobody anything: what has no short quote is left to its section.
    """
    clear = [row for row in records(analysis.interests) if row.kind != "kind unclear"]
    people: dict[str, set] = {}
    for row in clear:
        people.setdefault(row.kind, set()).update(row.speakers)  # each person once
    clear.sort(key=lambda row: (-len(people[row.kind]), row.kind, -row.n_speakers))
    found = []
    several = [row for row in clear if len(people[row.kind]) > 1]  # one person's is not shared
    voiced = next(((row, q) for row in several if (q := _short(row, quotes))), None)
    if voiced:
        row, quote = voiced
        n = len(people[row.kind])
        text = say("A need or fear of several people: {kind} ({people}), as in {quote}.", kind=say.term(row.kind),
                   people=say.people(n), quote=say.quoted(quote.quote))  # fmt: skip
        own = [q for r in several if r.kind == row.kind for q in quotes.of(r.codings)]
        each = {q.speaker: q.turn for q in (*reversed(own), quote)}  # of everybody the first, of one the one quoted
        turns = tuple(dict.fromkeys((quote.turn, *reversed(each.values()))))[:LINKS]
        found.append((float(n), Sentence(text, turns, id="interests", state=f"{row.kind} {n}")))
    for row in clear:
        quote = _short(row, quotes) if row.status == "resurfaced" else None
        if quote and (voiced is None or quote != voiced[1]):
            group = row.group if row.group not in ("", OTHERS) else ""
            text = say("A need that the plan does not mention: {kind}, as in {quote}.",
                       kind=placed(say.term(row.kind), group, say), quote=say.quoted(quote.quote))  # fmt: skip
            found.append((2.0 + row.n_speakers, Sentence(text, (quote.turn,), id="resurfaced",
                                                         state=f"{row.group} {row.kind}".strip())))  # fmt: skip
            break
    return found


def _short(row, quotes: Quotes) -> Quote | None:
    """Return the surest quote of an interest that is short, and yet says something."""
    fitting = [q for q in quotes.of(row.codings)
               if LEAST_WORDS <= len(q.quote.split()) <= MOST_WORDS and len(TELLS.findall(q.quote)) >= TELLING]
    return max(fitting, key=lambda q: q.confidence, default=None)


def _limits(analysis, quotes: Quotes, say) -> list[tuple[float, Sentence]]:
    """Return how many limits and offers were stated."""
    table = analysis.incentives
    own = {kind: table[table["kind"] == kind] for kind in ("red line", "condition", "offer")}
    n = {kind: len(rows) for kind, rows in own.items()}
    parts = [said for kind, said in (
        ("red line", say.plural("{n} red line", "{n} red lines", n["red line"])),
        ("condition", say.plural("{n} condition", "{n} conditions", n["condition"])),
        ("offer", say.plural("{n} offer", "{n} offers", n["offer"])),
    ) if n[kind]]  # fmt: skip
    if not parts:
        return []
    turns = [t for rows in own.values() for codings in rows["codings"].head(2) for t in quotes.turns(codings, 1)]
    text = say("People stated what they would and would not do: {kinds}.", kinds=say.listed(parts))
    return [(3.0 + n["red line"], Sentence(text, tuple(dict.fromkeys(turns))[: 2 * LINKS], id="moves",
                                           state=", ".join(f"{k} {v}" for k, v in n.items() if v),
                                           stays=n["red line"] > 0))]  # fmt: skip


def _learning(analysis, quotes: Quotes, say) -> list[tuple[float, Sentence]]:
    moved = moved_views(analysis)
    if moved.empty:
        return []
    turns = quotes.turns([c for codings in moved["codings"] for c in codings], LINKS)
    texts = dict(records(analysis.assumptions[["statement", "text"]]))
    who = list(dict.fromkeys(filter(None, (_mover(row, texts, say) for row in records(moved)))))
    if len(who) > LINKS + 1:
        who[LINKS:] = [say.plural("{n} more", "{n} more", len(who) - LINKS)]
    text = say.plural("{n} view seems to have moved during the session: {who}.",
                      "{n} views seem to have moved during the session: {who}.", len(moved),
                      who=say.joined(who)) if who else \
        say.plural("{n} view seems to have moved during the session.",
                   "{n} views seem to have moved during the session.", len(moved))  # fmt: skip
    about = tuple(dict.fromkeys(s for s in moved["statement"] if s))
    return [(2.0 + len(moved), Sentence(text, turns, about, id="learning", state=f"{len(moved)} changes"))]


def _mover(row, texts: dict[str, str], say) -> str:
    """Return whose view moved, as far as they may be told, and on which statement, where that is known."""
    who = placed(row.speaker, row.group, say) if row.speaker else say.term(row.group) if row.group != OTHERS else ""
    on = say("on {id}", id=named(texts[row.statement], row.statement, say)) if row.statement in texts else ""
    return f"{who} {on}".strip()


def moved_views(analysis):
    """Return the rows of the views that moved, each once: what was measured is not counted again as what was said."""
    table = analysis.learning[analysis.learning["kind"] != "acknowledgement"]
    said = table["kind"] == "perspective change"
    return table[~(said & table["statement"].isin(table.loc[~said, "statement"]))]


def _themes(analysis, say) -> list[tuple[float, Sentence]]:
    """Return what the talk was about, where no plan says what to look for."""
    if len(analysis.workshop.plan.statements) or analysis.themes.empty:
        return []
    top = analysis.themes.head(3)
    text = say("The talk turned most around {themes} (words that mark each theme).",
               themes=say.listed([say.quoted(theme) for theme in top["theme"]]))  # fmt: skip
    return [(1.0, Sentence(text, tuple(turns[0] for turns in top["turns"]), id="themes",
                           state="; ".join(top["theme"])))]  # fmt: skip
