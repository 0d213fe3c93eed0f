"""What stands in a brief, section by section, apart from how it is laid out. HTML and Markdown share it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from . import figures
from .figures import Figure
from .phrases import MARKS, Sentence, listed, people, sentence_case, verdict_word
from .quotes import Quote, Quotes
from .summary import summarise

__all__ = ["Brief", "compose"]

FOR, AGAINST = ("supports", "conditional"), ("opposes",)
PER_GROUP, PER_SIDE = 3, 3
FEW_WORDS, MANY_WORDS = 6, 28
KINDS = {
    "offer": "Offers", "condition": "Conditions", "reward": "Rewards", "pressure": "Pressure",
    "capacity": "Capacity needed", "red line": "Red lines", "constraint": "Constraints",
}  # fmt: skip


@dataclass(frozen=True)
class Item:
    """One point of a list: what is said, the quotes that show it, and how many more there are."""

    text: str
    quotes: tuple[Quote, ...] = ()
    detail: str = ""
    more: int = 0


@dataclass(frozen=True)
class Digest:
    """One line of the first page: a list in short, with the one quote that says it best."""

    name: str
    text: str
    quote: Quote | None
    n: int


@dataclass(frozen=True)
class Entry:
    """One statement of the ledger."""

    id: str
    text: str
    held_by: str
    verdict: str
    word: str
    mark: str
    why: str
    halves: str
    only_group: str
    would_overturn: str
    groups: tuple[str, ...]
    silent: tuple[str, ...]
    for_: tuple[Quote, ...]
    against: tuple[Quote, ...]
    between: tuple[Quote, ...]
    candidates: tuple[Quote, ...]


@dataclass(frozen=True)
class Brief:
    """Everything a writer of a format needs."""

    title: str
    facts: tuple[tuple[str, str], ...]
    goal: str
    issue: str
    notes: tuple[str, ...]
    summary: tuple[Sentence, ...]
    assumptions: tuple[Entry, ...]
    options: tuple[Entry, ...]
    wants: tuple[tuple[str, tuple[Item, ...]], ...]
    common_ground: tuple[Item, ...]
    conflicts: tuple[Item, ...]
    moves: tuple[tuple[str, tuple[Item, ...]], ...]
    unheard: tuple[Item, ...]
    learning: tuple[Item, ...]
    criteria: tuple[Item, ...]
    answers: tuple[Item, ...]
    themes: tuple[Item, ...]
    figures: tuple[Figure, ...]
    wants_in_short: tuple[Digest, ...]
    moves_in_short: tuple[Digest, ...]
    depth: pd.DataFrame
    speakers: pd.DataFrame
    coders: tuple[str, ...]


def compose(analysis) -> Brief:
    """Return the brief of *analysis*."""
    plan = analysis.workshop.plan
    quotes = Quotes(analysis.transcript, analysis.codings)
    entries = _entries(analysis, quotes)
    wants, moves = _wants(analysis, quotes), _moves(analysis, quotes)
    drawn = (
        figures.draw_ledger(analysis.assumptions),
        figures.draw_positions(analysis.positions, analysis.assumptions),
        figures.draw_interests(analysis.interests),
        figures.draw_participation(analysis.participation),
        figures.draw_themes(analysis.themes, len(analysis.turns)),
    )
    return Brief(
        title=plan.title or f"Workshop {analysis.workshop.id}",
        facts=_facts(analysis),
        goal=plan.goal,
        issue=plan.issue,
        notes=_notes(analysis),
        summary=tuple(summarise(analysis, quotes)),
        assumptions=tuple(e for e in entries if e.id in {a.id for a in plan.assumptions}),
        options=tuple(e for e in entries if e.id in {o.id for o in plan.options}),
        wants=wants,
        common_ground=_common_ground(analysis, quotes),
        conflicts=_conflicts(analysis, quotes),
        moves=moves,
        unheard=_unheard(analysis, quotes),
        learning=_learning(analysis, quotes),
        criteria=_criteria(analysis, quotes),
        answers=_answers(analysis, quotes),
        themes=_themes(analysis, quotes),
        figures=tuple(f for f in drawn if f is not None),
        wants_in_short=tuple(Digest(group, listed([i.text for i in items], PER_GROUP), _short(items), len(items))
                             for group, items in wants),
        moves_in_short=tuple(Digest(kind, "", _short(items), len(items)) for kind, items in moves),
        depth=analysis.depth,
        speakers=analysis.speakers,
        coders=tuple(sorted(set(analysis.codings["coder"]))),
    )


def _facts(analysis) -> tuple[tuple[str, str], ...]:
    plan = analysis.workshop.plan
    date = f"{plan.date.day} {plan.date:%B %Y}" if plan.date else ""
    facts = (("Date", date), ("Place", plan.place), ("Phase", plan.phase), ("Dialogue", plan.dialogue))
    return tuple((name, value) for name, value in facts if value)


def _notes(analysis) -> tuple[str, ...]:
    """Return what must be known before anything else is read."""
    notes = list(analysis.transcript.notes)
    if not analysis.workshop.has_plan:
        notes.append("There is no plan for this workshop. With a workshop.yaml (the command “inspired new” writes one) the brief would "
                     "also say what became of your assumptions, where each group stands, and who was silent.")  # fmt: skip
    return tuple(notes)


def _entries(analysis, quotes: Quotes) -> list[Entry]:
    kinds = dict(analysis.workshop.plan.statements[["statement", "kind"]].itertuples(index=False))
    positions = analysis.positions[analysis.positions["level"] == "group"]
    entries = []
    for row in analysis.assumptions.itertuples():
        own = positions[positions["statement"] == row.statement]
        entries.append(Entry(
            id=row.statement, text=row.text, held_by=row.held_by, verdict=row.verdict,
            word=verdict_word(kinds[row.statement], row.verdict), mark=MARKS[row.verdict], why=row.why,
            halves="" if not row.n_speakers else f"First half: {row.first_half}. Second half: {row.second_half}.",
            only_group=row.only_group, would_overturn=row.would_overturn,
            groups=tuple(f"{p.who}: {p.direction} ({p.n} of {p.of} spoke to it)" for p in own[own["n"] > 0].itertuples()),
            silent=tuple(own.loc[own["n"] == 0, "who"]),
            for_=tuple(quotes.of(row.codings, PER_SIDE, FOR)), against=tuple(quotes.of(row.codings, PER_SIDE, AGAINST)),
            between=tuple(quotes.of(row.codings, PER_SIDE, ("mixed",))), candidates=tuple(quotes.of(row.candidates)),
        ))  # fmt: skip
    return entries


def _wants(analysis, quotes: Quotes) -> tuple[tuple[str, tuple[Item, ...]], ...]:
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


def _short(items: tuple[Item, ...]) -> Quote | None:
    """Return the first quote that is short enough for the first page, else the shortest."""
    quotes = [q for item in items for q in item.quotes]
    readable = [q for q in quotes if FEW_WORDS <= len(q.quote.split()) <= MANY_WORDS]
    return (readable or sorted(quotes, key=lambda q: (len(q.quote), q.turn)) or [None])[0]


def _common_ground(analysis, quotes: Quotes) -> tuple[Item, ...]:
    items = []
    for row in analysis.common_ground.itertuples():
        who = f"{people(row.n_speakers)}" + (f" from {listed(row.groups)}" if row.groups else "")
        silent = f"{sentence_case(listed(row.silent))} did not speak to it." if row.silent else "Every group present spoke to it."
        items.append(Item(f"{'Shared' if row.direction == 'for' else 'Shared rejection'}: “{row.text.rstrip('.')}” — {who}, nobody {'against' if row.direction == 'for' else 'for it'}.",
                          tuple(quotes.of(row.codings, 2)), silent))  # fmt: skip
    return tuple(items)


def _conflicts(analysis, quotes: Quotes) -> tuple[Item, ...]:
    items = []
    for row in analysis.conflicts.itertuples():
        shown = _both_sides(quotes, row.codings) if row.statement else quotes.of(row.codings, 2)
        about = f"“{row.about.rstrip('.')}”" if row.statement else row.about
        parties = f" — {listed(row.parties, 5)}" if row.statement else ""
        items.append(Item(f"{sentence_case(row.kind)}: {about}{parties}.", tuple(shown), f"{sentence_case(row.cue)}. Possible next step: {row.next_step}."))
    return tuple(items)


def _both_sides(quotes: Quotes, codings: tuple[str, ...]) -> list[Quote]:
    return [*quotes.of(codings, 1, FOR), *quotes.of(codings, 1, AGAINST)]


def _moves(analysis, quotes: Quotes) -> tuple[tuple[str, tuple[Item, ...]], ...]:
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


def _unheard(analysis, quotes: Quotes) -> tuple[Item, ...]:
    items = []
    silent = analysis.participation[(analysis.participation["turns"] == 0) & (analysis.participation["role"] == "participant")]
    if len(silent):
        names = [f"{r.speaker}{f' ({r.group})' if r.group else ''}" for r in silent.itertuples()]
        items.append(Item(f"In the plan, but without a turn: {listed(names)}."))
    spoke = analysis.participation[(analysis.participation["turns"] > 0) & (analysis.participation["role"] == "participant")]
    quiet = spoke[spoke["words"] * len(spoke) * 3 < spoke["words"].sum()]
    if len(quiet) and len(spoke) > 2:
        names = [f"{r.speaker}{f' ({r.group})' if r.group else ''}, {r.words} words" for r in quiet.itertuples()]
        items.append(Item(f"Spoke less than a third of an equal share: {listed(names, 5)}."))
    groups = analysis.positions[analysis.positions["level"] == "group"]
    if len(groups):
        never = [g for g, own in groups.groupby("who", sort=False) if (own["n"] == 0).all()]
        if never:
            items.append(Item(f"Spoke, but to none of the plan's statements that the coder could tell: {listed(never)}."))
    for row in analysis.missing.itertuples():
        by = listed([s or "somebody" for s in row.named_by], 3)
        items.append(Item(f"Named as missing: {row.who or 'see the quote'} (by {by}).", tuple(quotes.of(row.codings, 1))))
    return tuple(items)


def _learning(analysis, quotes: Quotes) -> tuple[Item, ...]:
    items = []
    for kind, own in analysis.learning.groupby("kind", sort=False):
        for row in own.itertuples():
            of = f" → {row.of}" if row.of else ""
            items.append(Item(f"{sentence_case(kind)}: {row.speaker}{of}", tuple(quotes.of(row.codings, 1))))
    return tuple(items)


def _criteria(analysis, quotes: Quotes) -> tuple[Item, ...]:
    table = analysis.criteria
    items = []
    for (option, criterion), own in table.groupby(["statement", "criterion"], sort=False):
        sides = [f"{r.group or 'speakers'} {r.direction} ({r.n_speakers})" for r in own.itertuples()]
        items.append(Item(f"{option} on {criterion}: {'; '.join(sides)}", tuple(quotes.of([c for codings in own["codings"] for c in codings], 1))))
    unused = [c for c in analysis.workshop.plan.criteria if c not in set(table["criterion"])]
    if analysis.workshop.plan.options and unused:
        items.append(Item(f"Applied to no option: {listed(unused)}."))
    return tuple(items)


def _answers(analysis, quotes: Quotes) -> tuple[Item, ...]:
    items = []
    for row in analysis.answers.itertuples():
        if not row.asked:
            items.append(Item(f"{row.question} “{row.text}”", detail="not recognised among the facilitator's turns"))
            continue
        silent = f"; silent: {listed(row.silent, 6)}" if row.silent else ""
        span = f"turns {row.turns[0]}–{row.turns[-1]}" if row.turns else "no answer"
        items.append(Item(f"{row.question} “{row.text}”", detail=f"asked in turn {row.asked}; {span}; answered by {listed(row.speakers, 12) or 'nobody'}{silent}",
                          quotes=tuple(quotes.at(row.quotes))))
    return tuple(items)


def _themes(analysis, quotes: Quotes) -> tuple[Item, ...]:
    return tuple(
        Item(row.theme, tuple(quotes.at(row.quotes)), detail=f"{people(row.n_speakers) if row.n_speakers else 'unattributed'}; "
             f"strongest in {'turn' if len(row.turns) == 1 else 'turns'} {listed([str(t) for t in sorted(row.turns)[:6]])}")
        for row in analysis.themes.itertuples()
    )  # fmt: skip
