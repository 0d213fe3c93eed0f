"""The lists of a brief: what each finding comes to in words, with the quotes that show it."""

from __future__ import annotations

from .content import Item
from .phrases import listed, people, sentence_case
from .quotes import Quote, Quotes

__all__ = [
    "list_answers", "list_common_ground", "list_conflicts", "list_criteria", "list_learning", "list_moves",
    "list_themes", "list_unheard", "list_wants", "short_quote",
]  # fmt: skip

FOR, AGAINST = ("supports", "conditional"), ("opposes",)
FEW_WORDS, MANY_WORDS = 6, 28
KINDS = {
    "offer": "Offers", "condition": "Conditions", "reward": "Rewards", "pressure": "Pressure",
    "capacity": "Capacity needed", "red line": "Red lines", "constraint": "Constraints",
}  # fmt: skip


def list_wants(analysis, quotes: Quotes) -> tuple[tuple[str, tuple[Item, ...]], ...]:
    """Return, per group, its interests; those whose kind is unclear only where there is nothing clearer."""
    result = []
    for group, own in analysis.interests.groupby("group", sort=False):
        clear = own[own["kind"] != "kind unclear"]
        items = []
        for row in (clear if len(clear) else own).itertuples():
            detail = [people(row.n_speakers)]
            detail += [f"reason given: {row.reason}"] if row.reason else []
            detail += ["not in the plan: resurfaced here"] if row.status == "resurfaced" else []
            detail += [f"acknowledged by {listed(row.acknowledged_by, 3)}"] if row.acknowledged_by else []
            shown = quotes.of(row.codings, 1)
            items.append(Item(f"{row.kind} ({row.interest})" if row.interest else row.kind, tuple(shown),
                              "; ".join(detail), len(quotes.of(row.codings)) - len(shown)))  # fmt: skip
        result.append((group or "All speakers", tuple(items)))
    return tuple(result)


def short_quote(items: tuple[Item, ...]) -> Quote | None:
    """Return the surest quote that is short enough for the first page, else the shortest."""
    quotes = sorted((q for item in items for q in item.quotes), key=lambda q: -q.confidence)
    readable = [q for q in quotes if FEW_WORDS <= len(q.quote.split()) <= MANY_WORDS]
    return (readable or sorted(quotes, key=lambda q: (len(q.quote), q.turn)) or [None])[0]


def list_common_ground(analysis, quotes: Quotes) -> tuple[Item, ...]:
    items = []
    for row in analysis.common_ground.itertuples():
        if not row.statement:
            items.append(Item(f"{row.text}.", tuple(quotes.of(row.codings, 2))))
            continue
        what, other = ("Shared", "against") if row.direction == "for" else ("Rejected", "for it")
        nobody = f"{people(row.n_dissent)} not" if row.n_dissent else f"nobody {other}"
        who = people(row.n_speakers) + (f" from {listed(row.groups)}" if row.groups else "")
        silent = "A position was found for every group."
        if row.silent:
            silent = f"No position was found for {listed(row.silent)}."
        text = f"{what}: “{row.text.rstrip('.')}” — {who}, {nobody}."
        items.append(Item(text, tuple(quotes.of(row.codings, 2)), silent))
    return tuple(items)


def list_conflicts(analysis, quotes: Quotes) -> tuple[Item, ...]:
    items = []
    for row in analysis.conflicts.itertuples():
        shown = _both_sides(quotes, row.codings) if row.statement else quotes.of(row.codings, 2)
        about = f"“{row.about.rstrip('.')}”" if row.statement else row.about
        parties = f" — {listed(row.parties, 5)}" if row.statement else ""
        sides = f" ({'; '.join(row.sides)})" if row.sides else ""
        step = f"{sentence_case(row.cue)}{sides}. Possible next step: {row.next_step}; {row.reason}."
        items.append(Item(f"{sentence_case(row.kind)}: {about}{parties}.", tuple(shown), step))
    return tuple(items)


def _both_sides(quotes: Quotes, codings: tuple[str, ...]) -> list[Quote]:
    return [*quotes.of(codings, 1, FOR), *quotes.of(codings, 1, AGAINST)]


def list_moves(analysis, quotes: Quotes) -> tuple[tuple[str, tuple[Item, ...]], ...]:
    """Return, per kind, what was offered, asked, limited: one item per coding, all of them."""
    result = []
    for kind, title in KINDS.items():
        own = analysis.incentives[analysis.incentives["kind"] == kind]
        items = []
        for row in own.itertuples():
            detail = [f"to {row.addressee}"] if row.addressee else []
            items.append(Item("", tuple(quotes.of(row.codings, 1)), "; ".join(detail)))
        if items:
            result.append((title, tuple(items)))
    return tuple(result)


def list_unheard(analysis, quotes: Quotes) -> tuple[Item, ...]:
    items = []
    present = analysis.participation[analysis.participation["role"] == "participant"]
    silent, spoke = present[present["turns"] == 0], present[present["turns"] > 0]
    if len(silent):
        items.append(Item(f"In the plan, but without a turn: {listed([_named(r) for r in silent.itertuples()])}."))
    quiet = spoke[spoke["words"] * len(spoke) * 3 < spoke["words"].sum()]
    if len(quiet) and len(spoke) > 2:
        names = [f"{_named(r)}, {r.words} words" for r in quiet.itertuples()]
        items.append(Item(f"Spoke less than a third of an equal share: {listed(names, 5)}."))
    groups = analysis.positions[analysis.positions["level"] == "group"]
    if len(groups):
        never = [g for g, own in groups.groupby("who", sort=False) if (own["n"] == 0).all()]
        if 0 < len(never) * 2 < groups["who"].nunique():  # of more, it is the coder that heard too little
            items.append(Item(f"Spoke, but no position on any statement was found for {listed(never)}."))
    for row in analysis.missing.itertuples():
        if not row.codings:
            items.append(Item(f"{sentence_case(row.who)}: {row.why}."))
            continue
        by = listed([s or "somebody" for s in row.named_by], 3)
        text = f"Named as missing by {by}" + (f": {row.who}." if row.who else ".")
        items.append(Item(text, tuple(quotes.of(row.codings, 1))))
    return tuple(items)


def _named(person) -> str:
    return f"{person.speaker} ({person.group})" if person.group else person.speaker


def list_learning(analysis, quotes: Quotes) -> tuple[Item, ...]:
    items = []
    for kind, own in analysis.learning.groupby("kind", sort=False):
        for row in own.itertuples():
            of = f" → {row.of}" if row.of else ""
            items.append(Item(f"{sentence_case(kind)}: {row.speaker}{of}", tuple(quotes.of(row.codings, 1))))
    return tuple(items)


def list_criteria(analysis, quotes: Quotes) -> tuple[Item, ...]:
    table = analysis.criteria[analysis.criteria["n_speakers"] > 0]
    items = []
    for (option, criterion), own in table.groupby(["statement", "criterion"], sort=False):
        sides = [f"{r.group or 'speakers'} {r.direction} ({r.n_speakers})" for r in own.itertuples()]
        shown = quotes.of([c for codings in own["codings"] for c in codings], 1)
        items.append(Item(f"{option} on {criterion}: {'; '.join(sides)}", tuple(shown)))
    unused = [c for c in analysis.workshop.plan.criteria if c not in set(table["criterion"])]
    if analysis.workshop.plan.options and unused:
        items.append(Item(f"Applied to no option: {listed(unused)}."))
    return tuple(items)


def list_answers(analysis, quotes: Quotes) -> tuple[Item, ...]:
    items = []
    table = analysis.answers
    for row in table[table["asked"] == 0].itertuples():
        items.append(Item(f"{row.question} “{row.text}”", detail="not recognised among the facilitator's turns"))
    for _, together in table[table["asked"] > 0].groupby("asked", sort=True):
        row = next(together.itertuples())
        asked = "; ".join(f"{q.question} “{q.text}”" for q in together.itertuples())
        span = f"turns {row.turns[0]}–{row.turns[-1]}" if row.turns else "no answer"
        asked_in = f"asked{' together' * (len(together) > 1)} in turn {row.asked}"
        detail = f"{asked_in}; {span}; then spoke {listed(row.speakers, 12) or 'nobody'}"
        detail += f"; silent: {listed(row.silent, 6)}" if row.silent else ""
        detail += f"; in common: {listed(row.words)}" if row.words else ""
        items.append(Item(asked, tuple(quotes.at(row.quotes)), detail))
    return tuple(items)


def list_themes(analysis, quotes: Quotes) -> tuple[Item, ...]:
    items = []
    for row in analysis.themes.itertuples():
        who = people(row.n_speakers) if row.n_speakers else "unattributed"
        where = f"strongest in turns {listed([str(turn) for turn in sorted(row.turns)[:6]])}"
        raised = f"; raised by {row.raised_by}" if row.raised_by else ""
        items.append(Item(row.theme, tuple(quotes.at(row.quotes)), f"{who}{raised}; {where}"))
    return tuple(items)
