"""From an analysis to a brief: which findings stand where, in which words."""

from __future__ import annotations

from . import figures, sections
from .content import Brief, Digest, Entry, Item
from .phrases import MARKS, listed, verdict_word
from .quotes import Quotes
from .sections import AGAINST, FOR
from .summary import summarise

__all__ = ["compose"]

PER_GROUP, PER_SIDE = 3, 3
# Not strftime's, which follow the machine's locale.
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")  # fmt: skip


def compose(analysis) -> Brief:
    """Return the brief of *analysis*."""
    plan = analysis.workshop.plan
    quotes = Quotes(analysis.transcript, analysis.codings)
    entries = _entries(analysis, quotes)
    wants, moves = sections.list_wants(analysis, quotes), sections.list_moves(analysis, quotes)
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
        common_ground=sections.list_common_ground(analysis, quotes),
        conflicts=sections.list_conflicts(analysis, quotes),
        moves=moves,
        unheard=sections.list_unheard(analysis, quotes),
        learning=sections.list_learning(analysis, quotes),
        criteria=sections.list_criteria(analysis, quotes),
        answers=sections.list_answers(analysis, quotes),
        themes=sections.list_themes(analysis, quotes),
        figures=tuple(f for f in drawn if f is not None),
        wants_in_short=tuple(
            _digest(group, items, _wanted(items)) for group, items in wants
        ),
        moves_in_short=tuple(_digest(kind, items) for kind, items in moves),
        depth=analysis.depth,
        speakers=analysis.speakers,
        coders=tuple(sorted(set(analysis.codings["coder"]))),
        reviewed=analysis.review.sentence,
    )


def _wanted(items: tuple[Item, ...]) -> str:
    """Name the interests; those of no clear kind only where there are no others."""
    clear = [i.text for i in items if not i.text.startswith("kind unclear")]
    return listed(clear or [i.text for i in items], PER_GROUP)


def _digest(name: str, items: tuple[Item, ...], text: str = "") -> Digest:
    return Digest(name, text, sections.short_quote(items), len(items))


def _facts(analysis) -> tuple[tuple[str, str], ...]:
    plan = analysis.workshop.plan
    date = f"{plan.date.day} {MONTHS[plan.date.month - 1]} {plan.date.year}" if plan.date else ""
    facts = (("Date", date), ("Place", plan.place), ("Phase", plan.phase), ("Dialogue", plan.dialogue))
    return tuple((name, value) for name, value in facts if value)


def _notes(analysis) -> tuple[str, ...]:
    """Return what must be known before anything else is read."""
    notes = [*analysis.transcript.notes, *analysis.review.warnings]
    if not analysis.workshop.has_plan:
        notes.append("There is no plan for this workshop. With a workshop.yaml (the command “inspired new” writes one) "
                     "the brief would also say what became of your assumptions, where each group stands, and who was "
                     "silent.")  # fmt: skip
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
            halves=_told(row, kinds[row.statement]),
            only_group=row.only_group, would_overturn=_reworded(row.would_overturn, kinds[row.statement]),
            groups=tuple(f"{p.who}: {p.direction} ({p.n} of {p.of} spoke to it)"
                         for p in own[own["n"] > 0].itertuples()),
            silent=tuple(own.loc[own["n"] == 0, "who"]),
            for_=tuple(quotes.of(row.codings, PER_SIDE, FOR)), against=tuple(quotes.of(row.codings, PER_SIDE, AGAINST)),
            between=tuple(quotes.of(row.codings, PER_SIDE, ("mixed",))), candidates=tuple(quotes.of(row.candidates)),
        ))  # fmt: skip
    return entries


def _told(row, kind: str) -> str:
    """Say the rule with its numbers, the change within the session, and how sure the verdict is."""
    if not row.n_speakers:
        return ""
    halves = f"First half: {row.first_half}. Second half: {row.second_half}."
    parts = (row.rule, halves, row.moved, row.if_miscoded)
    return _reworded(" ".join(part for part in parts if part), kind)


def _reworded(text: str, kind: str) -> str:
    """Say *text* in the words for options, if it is about one."""
    for verdict in MARKS:
        text = text.replace(verdict, verdict_word(kind, verdict))
    return text
