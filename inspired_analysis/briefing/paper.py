"""The brief as it stands on paper, block after block. PDF and Word share it, and only lay it out.

The order is that of the page on the screen: what was found in short, then the evidence, then the transcript.
What a screen folds away is printed in full; the data behind the figures stays in ``findings.json``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ..tables import records
from .annex import annexed, clock, marked, method
from .blocks import Block, Heading, Paragraph, Picture, Run, Table, Turn
from .content import Brief, Entry, Item
from .direction import rtl
from .phrases import Sentence, sentence_case, stopped
from .quotes import Quote

__all__ = ["one_line", "paged"]

PARTS = ("depth", "participation")
FEW = 5


def paged(brief: Brief) -> tuple[list[Block], list[Block]]:
    """Return all blocks of the brief after its title: those of the first page, and the others."""
    return [*_opening(brief), *_in_short(brief)], [*_findings(brief), *_evidence(brief), *_transcript(brief)]


def one_line(title: str) -> str:
    """Return *title* for the one line at the head of a page."""
    return title if len(title) <= 80 else f"{title[:79]}…"


def _opening(brief: Brief) -> list[Block]:
    say = brief.say
    blocks = [_told(name, text) for name, text in ((say("Question."), brief.issue), (say("Goal."), brief.goal)) if text]
    warning = (Run(f"{brief.warning} {brief.reviewed}".strip(), "strong"), Run(" "),
               Run(say("Quotes are exact; their reading is a proposal.")))  # fmt: skip
    notes = tuple(run for note in brief.notes for run in (Run("\n"), Run(note)))
    return [*blocks, Paragraph("note", (*warning, *notes))]


def _in_short(brief: Brief) -> list[Block]:
    say = brief.say
    blocks: list[Block] = [Heading(1, Run(say("In short")))]
    blocks += [Paragraph("bullet", _said(s, brief)) for s in brief.summary] or [
        _detail(say("Nothing was found that could be said in a sentence."))]  # fmt: skip
    if brief.entries:
        rows = [((Run(e.id, to=_anchor(brief, e.id)), Run(f" {e.short}")), (Run(f"{e.mark} {e.word}", "strong"),),
                 *((Run(str(n)),) for n in e.people), tuple(_links(e.turns)[1:])) for e in brief.entries]  # fmt: skip
        blocks += [Heading(2, Run(say("What became of the assumptions and options"))),
                   _table((say("Statement"), say("Verdict"), say("For"), say("Against"), say("Between"), say("Turns")),
                          (42, 20, 7, 12, 12, 11), rows)]  # fmt: skip
    blocks.append(Heading(2, Run(say("Who was heard, and who was not"))))
    blocks += [Paragraph("body", _said(s, brief)) for s in brief.heard]
    if brief.next_steps:
        blocks.append(Heading(2, Run(say("What to do next"))))
        blocks += [Paragraph("bullet", _said(s, brief)) for s in brief.next_steps]
    return blocks


def _said(sentence: Sentence, brief: Brief) -> tuple[Run, ...]:
    """Return a sentence with its turns, and the place where more is said."""
    runs = [Run(sentence.text), *_links(sentence.turns)]
    for about in sentence.about:
        name = brief.say("evidence") if about in PARTS else about
        runs += [Run(" "), Run(f"[{name}]", "soft", _anchor(brief, about))]
    return (*runs, *([Run(f" ✎ {sentence.flag}", "soft")] if sentence.flag else []))


def _anchor(brief: Brief, about: str) -> str:
    """Return where a statement, by its place among them, or a part is found: names of bookmarks are short and plain."""
    if about in PARTS:
        return about
    return f"s{[e.id for e in brief.entries].index(about) + 1}"


def _findings(brief: Brief) -> list[Block]:
    say = brief.say
    blocks: list[Block] = [Heading(1, Run(say("What was found")))] if brief.tells else []
    for grid in brief.grids:
        rows = [((Run(name, "strong"),), *(_said(s, brief) for s in cells)) for name, cells in grid.rows]
        shares = (30, 70) if len(grid.head) == 2 else (1,) * len(grid.head)
        blocks += [Heading(2, Run(grid.title)), _table(grid.head, shares, rows)]
    if brief.taken_on:
        more = len(brief.taken_on) - FEW
        blocks += [Heading(2, Run(say("Who took on what"))), *_items(brief.taken_on[:FEW], say),
                   *([_detail(say("{n} more in the evidence", n=more))] if more > 0 else [])]  # fmt: skip
    if brief.wants:
        title = say("What is at stake, group by group") if len(brief.wants) > 1 else say("What is at stake")
        rows = [((Run(sentence_case(d.name), "strong"),), (Run(d.text),), _inline(d.quote, say))
                for d in brief.wants_in_short]  # fmt: skip
        head = (say("Who"), say("Needs, concerns, fears"), say("In their words"))
        blocks += [Heading(2, Run(title)), _table(head, (24, 32, 44), rows)]
    if not brief.assumptions:
        asked = say("What was asked, and what came back") if brief.answers else say("What was talked about")
        said = _items(brief.answers, say, 2) or _points(brief.themes[:6], say, 6)
        blocks += [Heading(2, Run(asked)), *said] if said else []
    blocks += _meeting(brief) if brief.several else []
    if brief.moves:
        rows = [((Run(d.name, "strong"),), (Run(str(d.n)),), _inline(d.quote, say)) for d in brief.moves_in_short]
        blocks += [Heading(2, Run(say("What could move them, and what stops them"))),
                   _table((say("What"), say("Heard"), say("For example")), (24, 14, 62), rows)]  # fmt: skip
    if brief.on_goal:
        blocks += [Heading(2, Run(say("What was said about the goal"))), *_items(brief.on_goal, say, 3)]
    if brief.told_apart:
        nobody = Paragraph("detail", _said(replace(brief.none_missing, about=()), brief))
        unheard = _items(brief.unheard, say, 2) or [nobody]
        blocks += [Heading(2, Run(say("Who was not heard, or little")), "participation"), *unheard,
                   *_pictures(brief, "participation")]  # fmt: skip
    return blocks


def _meeting(brief: Brief) -> list[Block]:
    """Return where people agree, and where not, in short."""
    say = brief.say
    blocks: list[Block] = [Heading(2, Run(say("Where they meet, and where not"))),
                           Heading(3, Run(say("Common ground")))]  # fmt: skip
    blocks += _points(brief.common_ground, say) or [_detail(brief.none_shared)]
    blocks.append(Heading(3, Run(say("Conflict"))))
    blocks += _points(brief.conflicts, say) or [_detail(brief.none_conflict)]
    return blocks


def _points(items: tuple[Item, ...], say, limit: int = 3) -> list[Block]:
    """Return the first of *items* with links instead of quotes."""
    blocks: list[Block] = [
        Paragraph("bullet", (Run(stopped(i.text)), *_links(q.turn for q in i.quotes), Run(_aside(i), "soft")))
        for i in items[:limit]]  # fmt: skip
    more = len(items) - limit
    return blocks + ([_detail(say("{n} more in the evidence", n=more))] if more > 0 else [])


def _evidence(brief: Brief) -> list[Block]:
    say = brief.say
    blocks: list[Block] = [Heading(1, Run(say("The evidence")), "evidence")]
    blocks += [Heading(2, Run(say("Statement by statement"))), *_pictures(brief, "ledger"),
               *_pictures(brief, "positions", floats=True)] if brief.entries else []  # fmt: skip
    blocks += [block for number, entry in enumerate(brief.entries, 1) for block in _statement(entry, f"s{number}", say)]
    for title, groups, figure in (
        (say("All interests"), brief.wants, "interests"),
        (say("All incentives, conditions, red lines and constraints"), brief.moves, ""),
        (say("Less sure, counted nowhere: for a person to check"), brief.leads, ""),
    ):
        blocks += [Heading(2, Run(title)), *_pictures(brief, figure)] if groups else []
        for group, items in groups:
            blocks += [Heading(3, Run(f"{sentence_case(group)} ({len(items)})")), *_items(items, say)]
    for title, items, figure in (
        (say("All that was taken on"), brief.taken_on if len(brief.taken_on) > FEW else (), ""),
        (say("Common ground, with quotes"), brief.common_ground, ""),
        (say("Conflicts, with quotes"), brief.conflicts, ""),
        (say("Options and criteria"), brief.criteria, "criteria"),
        (say("Learning: acknowledgements and views that moved"), brief.learning, ""),
        (say("Guide questions"), brief.answers, ""),
        (say("Themes found in the talk"), brief.themes, "themes"),
    ):
        blocks += [Heading(2, Run(title)), *_pictures(brief, figure), *_items(items, say)] if items else []
    session = _pictures(brief, "timeline", "network")
    blocks += [Heading(2, Run(say("How the session went"))), *session] if session else []
    depth = (((Run(sentence_case(d.measure), "strong"),), (Run(d.value),), (Run(d.warning),))
             for d in records(brief.depth))  # fmt: skip
    blocks += [Heading(2, Run(say("Depth of the evidence")), "depth"),
               _table((say("Measure"), say("Value"), say("Note")), (28, 26, 46), depth)]  # fmt: skip
    blocks += [*map(_detail, brief.in_full), *([replace(_detail(method(say)), keep=brief.view.people)]
                                               if brief.entries else [])]  # fmt: skip
    coders = say("Coded by: {coders}.", coders=say.listed(brief.coders) or say("nobody"))
    return blocks + ([_detail(coders)] if brief.view.people else [])


def _pictures(brief: Brief, *names: str, floats: bool = False) -> list[Block]:
    return [Picture(Run(f.title), f, floats) for f in brief.drawn(*names)]


def _statement(entry: Entry, anchor: str, say) -> list[Block]:
    verdict = (Run(f"{entry.mark} {entry.word}", "strong"), Run(f"  {entry.why}"))
    lead, shown = [Paragraph("body", verdict), *map(_detail, entry.details)], []
    for side, quotes in ((say("For"), entry.for_), (say("Against"), entry.against), (say("Both ways"), entry.between),
                         (say("May bear on it, counted nowhere"), entry.candidates)):  # fmt: skip
        shown += [Paragraph("label", (Run(side),), keep=True), *(_quote(q, say) for q in quotes)] if quotes else []
    lead[0] = replace(lead[0], keep=bool(lead[1:] or shown))
    return [Heading(3, Run(f"{entry.id} {entry.text}"), anchor), *lead, *shown]


def _transcript(brief: Brief) -> list[Block]:
    say = brief.say
    turns = annexed(brief)
    blocks: list[Block] = [Heading(1, Run(say("Transcript"))),
                           *map(_detail, filter(None, (*brief.accounts, marked(turns, say))))]  # fmt: skip
    for turn in turns:
        row = turn.row
        facts = " · ".join(part for part in (say.term(row.group), clock(row.time_start)) if part)
        runs = tuple(Run(text, "mark" if quoted else "") for text, quoted in turn.pieces)
        language = "" if row.language.startswith("und") else row.language
        who = Run(say.term(row.speaker) or say("unattributed"), "strong")
        blocks.append(Turn(row.turn, who, Run(facts, "soft"), runs, row.role == "facilitator", rtl(row.text), language))
    return blocks


def _items(items: Iterable[Item], say, limit: int | None = None) -> list[Block]:
    blocks: list[Block] = []
    for item in items:
        if not item.text:  # the quote is the point
            blocks += [Paragraph("bullet", (*_inline(q, say), Run(f" {item.detail}".rstrip(), "soft")))
                       for q in item.quotes[:limit]]  # fmt: skip
            continue
        runs = (Run(stopped(item.text)), *([Run(_aside(item), "soft")] if item.detail else []))
        quotes = [_quote(q, say) for q in item.quotes[:limit]]
        blocks += [Paragraph("bullet", runs, keep=bool(quotes)), *quotes]
    return blocks


def _aside(item: Item) -> str:
    """Return what is said beside a point, as a sentence of its own."""
    return f" {stopped(sentence_case(item.detail))}" if item.detail else ""


def _quote(quote: Quote, say) -> Paragraph:
    return Paragraph("quote", _inline(quote, say), rtl(quote.quote))


def _inline(quote: Quote | None, say) -> tuple[Run, ...]:
    if quote is None:
        return ()
    return (Run(say.apart(f"“{quote.quote}”"), "said"), Run(f" {quote.by(say)}{say.comma}", "soft"),
            Run(say("turn {turn}", turn=quote.turn).replace(" ", "\u00a0"), "soft", f"t{quote.turn}"))  # fmt: skip


def _links(turns: Iterable[int]) -> list[Run]:
    return [run for turn in dict.fromkeys(turns) for run in (Run(" "), Run(f"[{turn}]", "soft", f"t{turn}"))]


def _table(head: Iterable[str], shares: tuple[int, ...], rows: Iterable) -> Table:
    return Table(tuple(Run(cell) for cell in head), tuple(rows), shares)


def _told(name: str, text: str) -> Paragraph:
    return Paragraph("body", (Run(name, "strong"), Run(f" {text}")))


def _detail(text: str) -> Paragraph:
    return Paragraph("detail", (Run(text),))
