"""From an analysis to a brief: which findings stand where, in which words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from ..tables import records
from . import figures, sections
from .content import MENTIONS, Brief, Digest, Item
from .drawing import style
from .edits import NO_EDITS, Edits
from .first_page import MAX_FINDINGS, list_findings
from .framework import list_grids
from .heard import list_heard, named_missing, nameless, none_missing, understood
from .hidden import left
from .ids import identified
from .language import ENGLISH, Language
from .leads import likeliest, list_leads
from .next_steps import list_next_steps
from .phrases import Sentence, shortened
from .quotes import Quotes
from .review import review_warnings, reviewed
from .told import told
from .verdicts import LIKELY, list_entries
from .views import HOST, View

__all__ = ["compose"]

PER_GROUP = 3
# The first page: a reader in a hurry reads no more than this.
PAGE_WORDS, LEAST_FINDINGS = 450, 5
FURNITURE, LONGER = 45, {"fr": 54, "es": 53}  # headings, the warning, the heads of tables; in languages of more words
PLAN_WORDS, NOTE_WORDS, MAX_NOTES = 40, 54, 4
# Of a statement; of one that is cut, tried in turn; at last of one that a finding on the same page has whole.
LEDGER_WORDS, CUT_WORDS, TOLD_WORDS = 18, (12, 10, 8), 6
NUMBER = re.compile(r"\d+")
WORD = re.compile(r"\S*\w\S*")  # a dash or "…" that stands alone is none


def compose(analysis, *, say: Language = ENGLISH, view: View = HOST, edits: Edits = NO_EDITS) -> Brief:
    """Return the brief of *analysis* in the language of *say*, for the audience of *view*, with people's *edits*."""
    whole, rest, analysis = analysis, left(analysis, edits), view.seen(analysis)
    shown = analysis if rest is whole else view.seen(rest)
    plan = analysis.workshop.plan
    quotes = Quotes(analysis.transcript, analysis.codings)
    entries = list_entries(analysis, quotes, say)
    wants, moves = sections.list_wants(shown, quotes, say), sections.list_moves(analysis, quotes, say)
    lists = {name: make(analysis, quotes, say) for name, make in (
        ("common_ground", sections.list_common_ground), ("conflicts", sections.list_conflicts),
        ("taken_on", sections.list_taken_on), ("unheard", sections.list_unheard), ("learning", sections.list_learning),
        ("criteria", sections.list_criteria), ("on_goal", sections.list_on_goal), ("answers", sections.list_answers),
        ("themes", sections.list_themes),
    )}  # fmt: skip
    page = _page(shown, analysis, quotes, say)
    if not view.people and edits.text:  # what a person's words rest on is what the host is shown
        host = _page(rest, whole, Quotes(whole.transcript, whole.codings), say)
        edits = edits.holding({s.id: s.state for sentences in host for s in sentences})
    brief = Brief(
        analysis=analysis, title=plan.title or say("Workshop {id}", id=analysis.workshop.id),
        facts=_facts(plan, say), goal=say.apart(plan.goal), issue=say.apart(plan.issue), notes=(),
        remarks=_remarks(shown, view, say),
        summary=page[0], heard=page[1], next_steps=page[2],
        assumptions=tuple(e for e in entries if e.kind != "option"),
        options=tuple(e for e in entries if e.kind == "option"), wants=wants, moves=moves,
        leads=list_leads(analysis, shown, quotes, say), **lists,
        none_missing=none_missing(analysis, say), none_conflict=say("None that the coder could see."),
        none_shared=say("No statement on which at least two groups agree with nobody against. Silence is not counted "
                        "as consent."),
        grids=list_grids(shown, quotes, say, analysis) if view.framework else (),
        figures=_figures(shown, quotes, {e.id: e.word for e in entries}, say), wants_in_short=(),
        moves_in_short=(), depth=_depth(shown, say),
        coders=tuple(sorted(set(analysis.codings["coder"]))) if view.people else (), say=say, view=view, ids=(),
        doubts=(), reviewed=reviewed(analysis.review, say),
    )  # fmt: skip
    every = brief if rest is whole else replace(brief, wants=sections.list_wants(analysis, quotes, say), **dict(
        zip(("summary", "heard", "next_steps"), _page(analysis, analysis, quotes, say), strict=True)))  # fmt: skip
    return _fitted(_in_short(_edited(brief, edits, whole, every)))


def _page(shown, analysis, quotes: Quotes, say) -> tuple[tuple[Sentence, ...], ...]:
    """Return the sentences of the first page: what was found, who was heard, what to do next.

    They are made of what is *shown*; that nobody was found missing is said only where it holds of the whole *analysis*.
    """
    nobody = none_missing(analysis, say) if named_missing(analysis).empty and understood(analysis) else None
    return (tuple(list_findings(shown, quotes, say)), tuple(list_heard(shown, quotes, say, nobody)),
            tuple(list_next_steps(shown, quotes, say)))  # fmt: skip


def _edited(brief: Brief, edits: Edits, whole, every: Brief) -> Brief:
    """Apply a person's edits, and say what they and the data do not agree on; *every* has what was hidden too."""
    say, turns = brief.say, frozenset(brief.analysis.turns["turn"])

    def allowed(text: str) -> bool:
        return not brief.view.names(text, whole)

    places = {*(e.id for e in brief.entries if e.id not in edits.hide), "depth", "participation"}

    def page(sentences: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
        kept = (edits.applied(s, say, allowed) for s in edits.arranged(sentences))
        return tuple(replace(s, about=tuple(a for a in s.about if a in places)) for s in kept)

    plain = {name: getattr(brief, name) for name in (
        "assumptions", "options", "common_ground", "conflicts", "taken_on", "unheard", "learning", "criteria",
        "on_goal", "answers", "themes")}  # fmt: skip
    things = [*(i for items in plain.values() for i in items),
              *(i for _, items in (*every.wants, *brief.moves) for i in items)]
    unsure = [i.id for _, items in brief.leads for i in items]
    leads = likeliest(edits.grouped(brief.leads), say)
    shown = {i.id for _, items in leads for i in items}
    ids = tuple(dict.fromkeys((*(t.id for t in things), *(id for id in unsure if id in shown or edits.hides(id)))))
    known = {*ids, *unsure, *(s.id for s in every.first_page)}
    # What is not in this view is not gone, and its ids may name small groups: the host is told.
    doubts = edits.doubts(brief.first_page, known, turns, say) if brief.view.people else ()
    notes = doubts
    if edits.hide:  # an interest may have another id here, where a small group's is one of others'
        known |= {id for id, _ in identified(whole, "interests", Quotes(whole.transcript, whole.codings))}
    if hidden := sum(map(edits.hides, known)):
        notes += (_hidden(hidden, say),)
    kept = {name: edits.arranged(items) for name, items in plain.items()}
    gone = {none: _hidden(len(plain[name]), say) for none, name in (
        ("none_missing", "unheard"), ("none_shared", "common_ground"), ("none_conflict", "conflicts"),
    ) if plain[name] and not kept[name]}  # fmt: skip
    if "none_missing" in gone:
        gone["none_missing"] = Sentence(gone["none_missing"])
    own = tuple(edits.own(say, allowed, turns))
    summary = page(brief.summary)
    pinned = sum(s.id in edits.pin for s in summary)
    return replace(
        brief, **kept, **gone, wants=edits.grouped(brief.wants), moves=edits.grouped(brief.moves), leads=leads,
        summary=(*summary[:pinned], *own, *summary[pinned:]), heard=page(brief.heard),
        next_steps=page(brief.next_steps), remarks=(*notes, *brief.remarks), ids=ids, doubts=doubts,
    )  # fmt: skip


def _hidden(n: int, say) -> str:
    return say.plural("{n} finding was hidden by a person.", "{n} findings were hidden by a person.", n)


def _in_short(brief: Brief) -> Brief:
    """Add the digests of what is at stake, and of what could move people."""
    say = brief.say
    return replace(
        brief, wants_in_short=tuple(_digest(group, items, _wanted(items, say)) for group, items in brief.wants),
        moves_in_short=tuple(_digest(kind, items) for kind, items in brief.moves))  # fmt: skip


def _fitted(brief: Brief) -> Brief:
    """Return *brief* with a first page of at most 450 words, if five findings and short statements can make it."""
    brief = replace(brief, goal=shortened(brief.goal, PLAN_WORDS), issue=shortened(brief.issue, PLAN_WORDS),
                    notes=tuple(shortened(n, NOTE_WORDS) for n in brief.remarks[:MAX_NOTES]),
                    summary=_without_last(brief.summary, len(brief.summary) - MAX_FINDINGS))  # fmt: skip
    # A statement's end may turn its meaning ("unless …"): whole, where that costs no finding its place.
    uncut = _cut(brief, {e.id: len(e.text.split()) for e in brief.entries})
    if _words(uncut) <= PAGE_WORDS:
        return uncut
    for lengths in _lengths(brief):
        fitting = _cut(brief, lengths)
        while _words(fitting) > PAGE_WORDS and len(fitting.summary) > LEAST_FINDINGS and _spare(fitting.summary):
            fitting = replace(fitting, summary=_without_last(fitting.summary))
        if _words(fitting) <= PAGE_WORDS:
            return fitting
    return fitting


def _without_last(summary: tuple[Sentence, ...], n: int = 1) -> tuple[Sentence, ...]:
    """Return *summary* without the last *n* sentences of those that need not stay."""
    spare = _spare(summary)
    cut = set(spare[max(0, len(spare) - n) :]) if n > 0 else set()
    return tuple(sentence for i, sentence in enumerate(summary) if i not in cut)


def _spare(summary: tuple[Sentence, ...]) -> list[int]:
    """Return the places of those that need not stay."""
    return [i for i, sentence in enumerate(summary) if not sentence.stays]


def _lengths(brief: Brief) -> Iterator[dict[str, int]]:
    """Yield how many words a statement may have, by id: as few as possible are cut.

    First those that a finding above has word for word, then the longest.
    """
    yield {}
    above = " ".join(s.text for s in _without_last(brief.summary, len(brief.summary) - LEAST_FINDINGS))
    lengths: dict[str, int] = {}
    for untold, _, id in sorted((e.text.rstrip(".") not in above, -len(e.text.split()), e.id) for e in brief.entries):
        for words in CUT_WORDS if untold else (*CUT_WORDS, TOLD_WORDS):
            lengths[id] = words
            yield dict(lengths)


def _cut(brief: Brief, lengths: dict[str, int]) -> Brief:
    """Return *brief* with statements of so many words in its first table, by id."""
    assumptions, options = (
        tuple(replace(e, short=shortened(e.text, lengths.get(e.id, LEDGER_WORDS))) for e in entries)
        for entries in (brief.assumptions, brief.options)
    )
    return replace(brief, assumptions=assumptions, options=options)


def _words(brief: Brief) -> int:
    """Return how many words the first page has."""
    texts = [brief.title, brief.goal, brief.issue, brief.reviewed, *brief.notes, *(value for _, value in brief.facts),
             *(f"{s.text} {s.flag}" for s in brief.first_page),
             *(f"{e.id} {e.short} {e.word} 0 0 0" for e in brief.entries)]  # fmt: skip
    return LONGER.get(brief.say.code, FURNITURE) + sum(len(WORD.findall(text)) for text in texts)


def _wanted(items: tuple[Item, ...], say) -> str:
    """Name the kinds of interests, each once; what is unclear only where nothing is clearer."""
    kinds = dict.fromkeys(item.id.rsplit("/", 2)[1] for item in items)
    clear = [kind for kind in kinds if kind != "kind unclear"]
    return say.listed([say.term(kind) for kind in clear or kinds], PER_GROUP)


def _digest(name: str, items: tuple[Item, ...], text: str = "") -> Digest:
    return Digest(name, text, sections.short_quote(items), len(items))


def _facts(plan, say) -> tuple[tuple[str, str], ...]:
    facts = ((say("Date"), say.date(plan.date)), (say("Place"), plan.place), (say("Phase"), say.term(plan.phase)),
             (say("Dialogue"), plan.dialogue))  # fmt: skip
    return tuple((name, value) for name, value in facts if value)


def _remarks(analysis, view: View, say) -> tuple[str, ...]:
    """Return what must be known before anything else is read."""
    notes = [trust] if (trust := _trust(analysis, say)) else []
    left_out = view.left_out(say)
    if left_out:
        notes.append(say("This version leaves out {parts}. Names that people said in the talk stay as they were said.",
                         parts=say.joined(left_out)))  # fmt: skip
    notes += [say.apart(told(MENTIONS.sub("", note), say)) for note in analysis.transcript.notes]
    notes += review_warnings(analysis.review, say)
    if not analysis.workshop.has_plan:
        notes.append(say("There is no plan for this workshop. With one, the brief would also say what became of your "
                         "assumptions, where each group stands, and who was silent."))  # fmt: skip
    return tuple(notes)


def _trust(analysis, say) -> str:
    """Say how many readings are likely right, and how many verdicts the ledger calls unsure; "" if all are firm."""
    measured = {row.measure: [int(n) for n in NUMBER.findall(row.value)] for row in records(analysis.depth)}
    right, of = measured.get("stance codings that should be right", (0, 0))
    ledger = analysis.assumptions
    verdicts = ledger[ledger["verdict"] != "untested"]
    unsure = int((verdicts["stability"] < LIKELY).sum())
    given = {"n": right, "of": of, "unsure": unsure, "verdicts": len(verdicts)}
    if right == of and not unsure:
        return ""
    return say("About {n} of {of} readings of who is for or against are likely right; unsure verdicts: {unsure} of "
               "{verdicts}.", **given) if len(verdicts) else \
        say("About {n} of {of} readings of who is for or against are likely right.", **given)


def _figures(analysis, quotes: Quotes, words: dict[str, str], say) -> tuple[figures.Figure, ...]:
    with style():
        drawn = (  # in the order of the brief
            figures.draw_participation(analysis.participation, say=say),
            figures.draw_ledger(analysis.assumptions, words=words, say=say),
            figures.draw_positions(
                analysis.positions[analysis.positions["statement"].isin(analysis.assumptions["statement"])],
                analysis.assumptions, say=say),
            figures.draw_interests(analysis.interests, nameless=nameless(analysis, say), say=say),
            figures.draw_criteria(analysis.criteria, say=say),
            figures.draw_themes(analysis.themes, len(analysis.turns), say=say),
            figures.draw_timeline(analysis.turns, _moments(analysis, quotes), say=say),
            figures.draw_network(analysis.participation, say=say),
        )
    return tuple(f for f in drawn if f is not None)


def _moments(analysis, quotes: Quotes) -> pd.DataFrame:
    """Return the key moments of the session: ``kind, turn``."""
    moves, learning = analysis.incentives, analysis.learning
    rows = [("conflict", t) for codings in analysis.conflicts["codings"] for t in quotes.turns(codings)]
    rows += [(r.kind, r.turn) for kind in ("red line", "condition", "offer")
             for r in records(moves[moves["kind"] == kind])]  # fmt: skip
    rows += [(r.kind, r.turn) for kind in ("acknowledgement", "perspective change")
             for r in records(learning[learning["kind"] == kind])]  # fmt: skip
    rows += [("missing stakeholder", t) for codings in analysis.missing["codings"] for t in quotes.turns(codings)]
    return pd.DataFrame(rows, columns=["kind", "turn"]).drop_duplicates(ignore_index=True)


def _depth(analysis, say) -> pd.DataFrame:
    words = ("measure", "value", "warning")
    return analysis.depth.assign(**{c: [told(v, say) for v in analysis.depth[c]] for c in words})
