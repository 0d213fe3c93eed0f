"""The lists of a brief: what each finding comes to in words, with the quotes that show it."""

from __future__ import annotations

from collections import defaultdict

from ..tables import records
from .content import Item
from .heard import held_by_unheard, nameless, understood
from .ids import identified, taken_on
from .phrases import placed, sentence_case
from .quotes import Quote, Quotes
from .told import told
from .verdicts import LIKELY, each_side
from .views import OTHERS

__all__ = [
    "list_answers", "list_common_ground", "list_conflicts", "list_criteria", "list_learning",
    "list_moves", "list_on_goal", "list_taken_on", "list_themes", "list_unheard", "list_wants", "move_titles",
    "short_quote",
]  # fmt: skip

FEW_WORDS, MANY_WORDS = 6, 28
FEW_PEOPLE = 5


def move_titles(say) -> dict[str, str]:
    """Return the titles of the kinds of incentives, in their order; "" is for every other kind, or none."""
    return {
        "offer": say("Offers"), "condition": say("Conditions"), "reward": say("Rewards"), "pressure": say("Pressure"),
        "capacity": say("Capacity needed"), "red line": say("Red lines"), "constraint": say("Constraints"),
        "": say("Other incentives"),
    }  # fmt: skip


def list_wants(analysis, quotes: Quotes, say) -> tuple[tuple[str, tuple[Item, ...]], ...]:
    """Return, per group, its interests; those whose kind is unclear only where there is nothing clearer."""
    result, groups = [], {}
    for id, row in identified(analysis, "interests", quotes):
        groups.setdefault(row.group, []).append((id, row))
    for group, own in sorted(groups.items()):
        items = []
        for id, row in [(id, row) for id, row in own if row.kind != "kind unclear"] or own:
            detail = [say.people(row.n_speakers)]
            if row.reason:
                detail.append(say("reason given: {reasons}", reasons=_terms(row.reason, say)))
            if row.status == "resurfaced":
                detail.append(say("not in the plan: came up here"))
            if row.acknowledged_by:
                detail.append(say("acknowledged by {people}", people=say.listed(row.acknowledged_by, 3)))
            shown = quotes.of(row.codings, 1)
            name = say("{kind} ({words})", kind=say.term(row.kind), words=row.interest) if row.interest else \
                say.term(row.kind)
            items.append(Item(name, tuple(shown), say.joined(detail), len(quotes.of(row.codings)) - len(shown), id))
        result.append((say.term(group) or nameless(analysis, say), tuple(items)))
    return tuple(result)


def _terms(values: str, say) -> str:
    return ", ".join(say.term(value) for value in values.split(", "))


def short_quote(items: tuple[Item, ...]) -> Quote | None:
    """Return the surest quote that is short enough for a line, else the shortest."""
    quotes = sorted((q for item in items for q in item.quotes), key=lambda q: -q.confidence)
    readable = [q for q in quotes if FEW_WORDS <= len(q.quote.split()) <= MANY_WORDS]
    return (readable or sorted(quotes, key=lambda q: (len(q.quote), q.turn)) or [None])[0]


def list_common_ground(analysis, quotes: Quotes, say) -> tuple[Item, ...]:
    items = []
    sure = dict(records(analysis.assumptions[["statement", "stability"]]))
    everyone = {*analysis.speakers.loc[analysis.speakers["role"] == "participant", "group"]} - {""}
    for id, row in identified(analysis, "common_ground", quotes):
        if not row.statement:
            shown = {(q.start, q.end): q for q in (*quotes.at(row.agreed), *_one_each(quotes, row.codings))}
            items.append(Item(f"{told(row.text, say)}.", tuple(shown.values()), id=id))
            continue
        nobody = say("nobody against") if row.direction == "for" else say("nobody for it")
        some = say.people(row.n_dissent)
        other = say("{people} not for it", people=some) if row.direction == "for" else \
            say("{people} not against it", people=some)
        but = other if row.n_dissent else nobody
        given = {"statement": say.quoted(row.text), "people": say.people(row.n_speakers - row.n_dissent), "but": but,
                 "groups": say.listed([say.term(g) for g in row.groups])}  # fmt: skip
        word = say("Shared") if row.direction == "for" else say("Rejected")
        given["word"] = word if sure[row.statement] >= LIKELY else say("{verdict}, unsure", verdict=word)
        text = say("{word}: {statement} – {people} from {groups}, {but}.", **given) if row.groups else \
            say("{word}: {statement} – {people}, {but}.", **given)
        # Where small groups are left out, an empty list of the silent ones says nothing.
        every = everyone and everyone <= {*row.groups} - {OTHERS}
        silent = say("A position was found for every group.") if every else ""
        if row.silent:
            silent = say("No position was found for {groups}.", groups=say.listed([say.term(g) for g in row.silent]))
        items.append(Item(text, tuple(quotes.of(row.codings, 2)), silent, id=id))
    return tuple(items)


def list_conflicts(analysis, quotes: Quotes, say) -> tuple[Item, ...]:
    items = []
    for id, row in identified(analysis, "conflicts", quotes):
        if row.statement:
            shown = [*each_side(analysis, quotes, row), *quotes.of(row.codings, 1, ("",))]
        else:  # a yes and its reservation are one person's
            shown = _one_each(quotes, row.codings) if row.kind == "open" else quotes.of(row.codings, 2)
        given = {"about": say.quoted(row.about) if row.statement else told(row.about, say),
                 "parties": say.listed([say.term(p) for p in row.parties], 5)}  # fmt: skip
        parties = row.statement and row.parties
        if row.kind == "open":
            text = say("Open: {about} – {parties}.", **given) if parties else say("Open: {about}.", **given)
        else:
            text = say("Buried: {about} – {parties}.", **given) if parties else say("Buried: {about}.", **given)
        sides = f" ({say.joined(_side(s, say) for s in row.sides)})" if row.sides else ""
        step = say("{cue}. Possible next step: {step}; {reason}.", cue=sentence_case(told(row.cue, say)) + sides,
                   step=say.term(row.next_step), reason=say.term(row.reason))  # fmt: skip
        items.append(Item(text, tuple(shown), step, id=id))
    return tuple(items)


def _side(side: str, say) -> str:
    """Say who is on one side, of "for: farmers, media"."""
    way, _, who = side.partition(": ")
    return f"{say.term(way)}: {', '.join(say.term(w) for w in who.split(', '))}"


def _one_each(quotes: Quotes, codings: tuple[str, ...]) -> list[Quote]:
    """Return the first quote of each of two people: one alone does not show that they answer each other."""
    first: dict[str, Quote] = {}
    for quote in quotes.of(codings):
        first.setdefault(quote.speaker, quote)
    return list(first.values())[:2]


def list_moves(analysis, quotes: Quotes, say) -> tuple[tuple[str, tuple[Item, ...]], ...]:
    """Return, per kind, what was offered, asked, limited: one item per coding, all of them."""
    titles, items = move_titles(say), defaultdict(list)
    for id, row in identified(analysis, "incentives", quotes):
        detail = say("to {addressee}", addressee=say.term(row.addressee)) if row.addressee else ""
        own = items[row.kind if row.kind in titles else ""]
        own.append(Item("", tuple(quotes.of(row.codings, 1)), detail, id=id))
    return tuple((title, tuple(items[kind])) for kind, title in titles.items() if kind in items)


def list_taken_on(analysis, quotes: Quotes, say) -> tuple[Item, ...]:
    """Return what participants said that they would do, the surest first: the words, with whose they are."""
    return tuple(Item("", (quote,), id=id) for id, quote in taken_on(analysis, quotes))


def list_unheard(analysis, quotes: Quotes, say) -> tuple[Item, ...]:
    items = []
    present = analysis.participation[analysis.participation["role"] == "participant"]
    silent, spoke = present[present["turns"] == 0], present[present["turns"] > 0]
    if len(silent):
        names = say.listed([placed(r.speaker, r.group, say) for r in records(silent)])
        items.append(Item(say("In the plan, but without a turn: {people}.", people=names), id="unheard/silent"))
    quiet = spoke[spoke["words"] * len(spoke) * 3 < spoke["words"].sum()]
    apart_ = int((analysis.speakers["role"] == "participant").sum()) == len(spoke)  # groups are of unlike size
    if len(quiet) and len(spoke) > 2 and apart_:
        named = [(placed(r.speaker, r.group, say), int(r.words)) for r in records(quiet)]
        names = [say.plural("{name}: {n} word", "{name}: {n} words", n, name=name) for name, n in named]
        text = say("Spoke less than a third of an equal share: {people}.", people=say.listed(names, 5))
        items.append(Item(text, id="unheard/quiet"))
    groups = analysis.positions[analysis.positions["level"] == "group"]
    if len(groups):
        # A view leaves positions out: only who has a row for every statement spoke to none.
        asked = len(analysis.assumptions)
        never = [g for g, own in groups.groupby("who", sort=False) if (own["n"] == 0).sum() == asked]
        if 0 < len(never) * 2 < groups["who"].nunique():  # of more, it is the coder that heard too little
            text = say("Spoke, but no position on any statement was found for {groups}.",
                       groups=say.listed([say.term(g) for g in never]))  # fmt: skip
            items.append(Item(text, id="unheard/groups"))
    for id, row in identified(analysis, "missing", quotes):
        if not row.codings:  # they hold what was tried without them
            items.append(Item(held_by_unheard(row, say), id=id))
            continue
        shown = _one_each(quotes, row.codings)
        if not row.who:  # "nobody has asked them": who they are stands beside it
            shown = [quotes.whole(quote, MANY_WORDS) for quote in shown]
        items.append(Item(_missing(row, say), tuple(shown), id=id))
    return tuple(items)


def _missing(row, say) -> str:
    by = say.listed([s or say("somebody") for s in row.named_by], 3)
    if row.who:
        return say("Named as missing by {people}: {who}.", people=by, who=row.who) if by else \
            say("Named as missing: {people}.", people=row.who)
    return say("Named as missing by {people}.", people=by) if by else say("Named as missing:")


def list_learning(analysis, quotes: Quotes, say) -> tuple[Item, ...]:
    items: dict[str, list[Item]] = {}
    for id, row in identified(analysis, "learning", quotes):
        what = sentence_case(say.term(row.kind))
        who = row.speaker or say.term(row.group)
        if who and row.of:
            text = say("{what}: {who}, of what {other} said", what=what, who=who, other=row.of)
        else:
            text = say("{what}: {who}", what=what, who=who) if who else what
        on = say("on {id}", id=row.statement) if row.statement else ""
        # Of a view that moved, the words of both halves: what was said last is the last of its codings.
        shown = quotes.of((row.codings[0], row.codings[-1]) if row.statement else row.codings[:1])
        items.setdefault(row.kind, []).append(Item(text, tuple(shown), on, id=id))
    return tuple(item for own in items.values() for item in own)


def list_criteria(analysis, quotes: Quotes, say) -> tuple[Item, ...]:
    table = analysis.criteria[analysis.criteria["n_speakers"] > 0]
    items = []
    for (option, criterion), own in table.groupby(["statement", "criterion"], sort=False):
        sides = [say("{group}: {direction} ({people})", group=say.term(r.group) or say("speakers"),
                     direction=say.term(r.direction), people=say.people(r.n_speakers))
                 for r in records(own)]  # fmt: skip
        shown = quotes.of([c for codings in own["codings"] for c in codings], 1)
        text = say("{option} on {criterion} – {sides}", option=option, criterion=say.quoted(say.term(criterion)),
                   sides=say.joined(sides))  # fmt: skip
        items.append(Item(text, tuple(shown), id=f"criterion/{option}/{criterion}"))
    unused = [say.quoted(say.term(c)) for c in analysis.workshop.plan.criteria if c not in set(table["criterion"])]
    if analysis.workshop.plan.options and unused and understood(analysis):
        items.append(Item(say("Applied to no option: {criteria}.", criteria=say.listed(unused)), id="criterion/unused"))
    return tuple(items)


def list_on_goal(analysis, quotes: Quotes, say) -> tuple[Item, ...]:
    """Return what was said about the goal, where something was; if it was met is no machine's to say."""
    items = []
    for row in records(analysis.goal):
        if not row.quotes:
            continue
        text = say("{people} took up words of the goal.", people=say.people(row.n_speakers))
        text += " " + say("Whether it was met is for people to decide.")
        words = say.listed([say.quoted(word) for word in row.unspoken], FEW_PEOPLE)
        detail = words and say.plural("No participant used the word {words}", "No participant used the words {words}",
                                      len(row.unspoken), words=words)  # fmt: skip
        items.append(Item(text, tuple(quotes.at(row.quotes)), detail, id="goal"))
    return tuple(items)


def list_answers(analysis, quotes: Quotes, say) -> tuple[Item, ...]:
    items = []
    table = analysis.answers
    for _, together in table[table["asked"] > 0].groupby("asked", sort=True):
        row = records(together)[0]
        asked = say.joined(say.quoted(q.text) for q in records(together))
        detail = [say("asked together in turn {turn}", turn=row.asked) if len(together) > 1
                  else say("asked in turn {turn}", turn=row.asked)]  # fmt: skip
        detail.append(say("turns {first}–{last}", first=row.turns[0], last=row.turns[-1]) if row.turns
                      else say("no answer"))  # fmt: skip
        if row.speakers:
            detail.append(say("then spoke {people}", people=say.listed(row.speakers) if len(row.speakers) <= FEW_PEOPLE
                              else say.people(len(row.speakers))))  # fmt: skip
        if row.silent:
            detail.append(say("silent: {people}", people=say.listed(row.silent, 6)))
        if row.words:
            detail.append(say("words in common: {words}", words=say.listed(row.words)))
        items.append(Item(asked, tuple(quotes.at(row.quotes)), say.joined(detail), id=row.question))
    for row in records(table[table["asked"] == 0]):
        items.append(Item(say.quoted(row.text), detail=say("not recognised among the facilitator's turns"),
                          id=row.question))  # fmt: skip
    return tuple(items)


def list_themes(analysis, quotes: Quotes, say) -> tuple[Item, ...]:
    items = []
    for id, row in identified(analysis, "themes", quotes):
        who = say.people(row.n_speakers) if row.n_speakers else ""
        turns = say.listed([str(turn) for turn in sorted(row.turns[:6])])
        where = say("strongest in turns {turns}", turns=turns) if len(row.turns) > 1 else \
            say("strongest in turn {turn}", turn=turns)
        raised = say("raised by {person}", person=say.term(row.raised_by)) if row.raised_by else ""
        items.append(Item(sentence_case(row.theme), tuple(quotes.at(row.quotes)), say.joined([who, raised, where]),
                          id=id))  # fmt: skip
    return tuple(items)
