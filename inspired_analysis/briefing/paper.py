"""The brief as it stands on paper, block after block. PDF and Word share it, and only lay it out.

The order is that of the page on the screen: what was found in short, then the evidence, then the transcript.
What a screen folds away is printed in full; the data behind the figures stays in ``findings.json``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from .annex import annexed, clock
from .content import Brief, Entry, Item
from .direction import closed
from .figures import Figure
from .phrases import sentence_case
from .quotes import Quote

__all__ = ["METHOD", "WARNING", "Block", "Heading", "Paragraph", "Picture", "Run", "Table", "Turn", "paged", "rtl",
           "shortened"]  # fmt: skip

WARNING = ("Coded by machine, not yet checked by a person.", "Every quote is exact; what it is taken to mean is a "
           "proposal. This coder misses most of what is said indirectly: follow a number to the turn and its "
           "context before you rely on it.")  # fmt: skip
METHOD = ("How a verdict is reached: each person counts once. Confirmed takes at least two people for, and four for "
          "each one of doubt; debunked the same against; fewer than two people leave it untested; all else is "
          "contested. Doubt is the people on the other side plus half of those in between.")  # fmt: skip
NO_GROUND = "No statement on which at least two groups agree with nobody against. Silence is not counted as consent."
# What neither XML nor a page can hold: control characters, halves of pairs, non-characters.
FORBIDDEN = re.compile("[^\t\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010fffd]")


@dataclass(frozen=True)
class Run:
    """A stretch of text in one look: "", "strong", "soft", "said" (a quote), "mark" (quoted elsewhere).

    ``to`` is the anchor that it leads to: ``t12`` is turn 12, ``s3`` the third statement.
    """

    text: str
    look: str = ""
    to: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", FORBIDDEN.sub("\ufffd", closed(self.text)))


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 (a part), 2 or 3, where a link may lead."""

    level: int
    text: Run
    anchor: str = ""


@dataclass(frozen=True)
class Paragraph:
    """Runs in a style: "body", "note", "detail", "bullet", "quote", "label"; ``keep`` with what follows."""

    style: str
    runs: tuple[Run, ...]
    rtl: bool = False
    keep: bool = False


@dataclass(frozen=True)
class Table:
    """A head that is repeated on every page, rows of cells of runs, and the columns' share of the width."""

    head: tuple[Run, ...]
    rows: tuple[tuple[tuple[Run, ...], ...], ...]
    shares: tuple[int, ...]


@dataclass(frozen=True)
class Picture:
    """A figure under its caption."""

    caption: Run
    figure: Figure


@dataclass(frozen=True)
class Turn:
    """One turn of the annex, under the anchor ``t<number>``; ``language`` is "" where the turn does not tell it."""

    number: int
    who: Run
    facts: Run
    runs: tuple[Run, ...]
    led: bool
    rtl: bool
    language: str


Block = Heading | Paragraph | Table | Picture | Turn


def paged(brief: Brief, analysis) -> list[Block]:
    """Return all blocks of the brief after its title."""
    return [*_opening(brief), *_findings(brief), *_evidence(brief), *_transcript(brief, analysis)]


def shortened(title: str) -> str:
    """Return *title* for the one line at the head of a page."""
    return title if len(title) <= 80 else f"{title[:79]}…"


def rtl(text: str) -> bool:
    """Whether *text* runs from right to left: its first letter decides, as in HTML's ``dir="auto"``."""
    first = next((d for d in map(unicodedata.bidirectional, text) if d in ("L", "R", "AL")), "L")
    return first != "L"


def _opening(brief: Brief) -> list[Block]:
    blocks = [_said(name, text) for name, text in (("Goal.", brief.goal), ("Issue.", brief.issue)) if text]
    checked = f"Coded by machine and reviewed by people. {brief.reviewed}" if brief.reviewed else WARNING[0]
    blocks.append(Paragraph("note", (Run(checked, "strong"), Run(f" {WARNING[1]}"))))
    return [*blocks, *(Paragraph("note", (Run(note),)) for note in brief.notes)]


def _findings(brief: Brief) -> list[Block]:
    blocks = [Heading(1, Run("In short"))]
    blocks += [Paragraph("bullet", (Run(s.text), *_links(s.turns))) for s in brief.summary]
    blocks += _ledger("What was assumed, and what became of it", "Assumption", brief.assumptions, 1)
    blocks += _ledger("What was thought of the options", "Option", brief.options, 1 + len(brief.assumptions))
    if brief.wants:
        blocks.append(Heading(2, Run("What is at stake" + (", group by group" if len(brief.wants) > 1 else ""))))
        rows = [((Run(sentence_case(d.name), "strong"),), (Run(d.text),), _inline(d.quote))
                for d in brief.wants_in_short]  # fmt: skip
        blocks.append(_table(("Who", "Needs, concerns, fears", "In their words"), (24, 32, 44), rows))
    if not brief.assumptions:
        asked = "What was asked, and what came back" if brief.answers else "What was talked about"
        items = brief.answers or brief.themes[:6]
        blocks += [Heading(2, Run(asked)), *_items(items, 2 if brief.answers else 1)] if items else []
    blocks += [Heading(2, Run("Where they meet, and where not")), Heading(3, Run("Common ground"))]
    blocks += [_point(i) for i in brief.common_ground[:3]] or [_detail(NO_GROUND)]
    blocks.append(Heading(3, Run("Conflict")))
    blocks += [_point(i) for i in brief.conflicts[:3]] or [_detail("None that the coder could see.")]
    if len(brief.conflicts) > 3:
        blocks.append(_detail(f"{len(brief.conflicts) - 3} more in the evidence."))
    if brief.moves:
        blocks.append(Heading(2, Run("What could move them, and what stops them")))
        rows = [((Run(d.name, "strong"),), (Run(str(d.n)),), _inline(d.quote)) for d in brief.moves_in_short]
        blocks.append(_table(("What", "Heard", "For example"), (24, 10, 66), rows))
    blocks.append(Heading(2, Run("Who was not heard")))
    return blocks + (_items(brief.unheard, 1) or [_detail("Nobody that the plan or the talk would name.")])


def _ledger(title: str, noun: str, entries: Iterable[Entry], first: int) -> list[Block]:
    rows = []
    for number, e in enumerate(entries, first):
        why = e.why + (f" Believed by {e.only_group} only." if e.only_group else "")
        turns = [q.turn for q in (*e.for_, *e.against)][:3]
        on_what = [Run(why), *_links(turns)]
        if e.verdict == "untested" and e.candidates:
            on_what += [Run(" May bear on it:", "soft"), *_links(q.turn for q in e.candidates)]
        statement = (Run(e.id, to=f"s{number}"), Run(f" {e.text}"))
        rows.append((statement, (Run(f"{e.mark} {e.word}", "strong"),), tuple(on_what)))
    return [Heading(2, Run(title)), _table((noun, "Verdict", "On what"), (44, 20, 36), rows)] if rows else []


def _evidence(brief: Brief) -> list[Block]:
    blocks: list[Block] = [Heading(1, Run("The evidence"))]
    blocks += [Heading(2, Run("Figures")), *(Picture(Run(f.title), f) for f in brief.figures)] if brief.figures else []
    entries = (*brief.assumptions, *brief.options)
    blocks += [Heading(2, Run("Statement by statement"))] if entries else []
    blocks += [block for number, entry in enumerate(entries, 1) for block in _statement(entry, f"s{number}")]
    for title, groups in (("All interests", brief.wants),
                          ("All incentives, conditions, red lines and constraints", brief.moves)):  # fmt: skip
        blocks += [Heading(2, Run(title))] if groups else []
        for group, items in groups:
            blocks += [Heading(3, Run(f"{sentence_case(group)} ({len(items)})")), *_items(items)]
    for title, items in (("Common ground, with quotes", brief.common_ground),
                         ("Conflicts, with quotes", brief.conflicts), ("Options and criteria", brief.criteria),
                         ("Learning: acknowledgements and views that moved", brief.learning),
                         ("Guide questions", brief.answers), ("Themes found in the talk", brief.themes)):  # fmt: skip
        blocks += [Heading(2, Run(title)), *_items(items)] if items else []
    depth = (((Run(d.measure, "strong"),), (Run(d.value),), (Run(d.warning),)) for d in brief.depth.itertuples())
    blocks += [Heading(2, Run("Depth of the evidence")), _table(("Measure", "Value", "Note"), (28, 26, 46), depth)]
    return [*blocks, _detail(METHOD), _detail(f"Coded by: {', '.join(brief.coders) or 'nobody'}.")]


def _statement(entry: Entry, anchor: str) -> list[Block]:
    held = f" Held beforehand by: {entry.held_by}." if entry.held_by else ""
    only = f" In this session, believed by {entry.only_group} only." if entry.only_group else ""
    verdict = (Run(f"{entry.mark} {entry.word}", "strong"), Run(f"  {entry.why} {entry.halves}{held}{only}"))
    blocks: list[Block] = [Heading(3, Run(f"{entry.id} {entry.text}"), anchor), Paragraph("body", verdict)]
    if entry.groups:
        silent = f" No position was found for {', '.join(entry.silent)}." if entry.silent else ""
        blocks.append(_detail(f"{'; '.join(entry.groups)}.{silent}"))
    if entry.would_overturn:
        blocks.append(_detail(f"What would overturn this: {entry.would_overturn}."))
    for side, quotes in (("For", entry.for_), ("Against", entry.against), ("Both ways", entry.between),
                         ("May bear on it, counted nowhere", entry.candidates)):  # fmt: skip
        blocks += [Paragraph("label", (Run(side),), keep=True), *map(_quote, quotes)] if quotes else []
    return blocks


def _transcript(brief: Brief, analysis) -> list[Block]:
    blocks: list[Block] = [Heading(1, Run("Transcript"))]
    for a in analysis.transcript.accounts:
        aside = ", ".join(f"{reason} {n:,}" for reason, n in a.set_aside.items())
        blocks.append(_detail(f"{a.file}: {a.format}, {a.characters:,} characters, {a.in_turns:,} in turns, {a.lost} "
                              f"lost{f'; set aside: {aside}' if aside else ''}."))  # fmt: skip
    blocks.append(_detail("Marked words are quoted above."))
    for turn in annexed(brief, analysis):
        row = turn.row
        facts = " · ".join(part for part in (row.group, clock(row.time_start)) if part)
        runs = tuple(Run(text, "mark" if quoted else "") for text, quoted in turn.pieces)
        language = "" if row.language.startswith("und") else row.language
        blocks.append(Turn(row.turn, Run(row.speaker or "unattributed", "strong"), Run(facts, "soft"), runs,
                           row.role == "facilitator", rtl(row.text), language))  # fmt: skip
    return blocks


def _items(items: Iterable[Item], limit: int | None = None) -> list[Block]:
    blocks: list[Block] = []
    for item in items:
        stop = "" if not item.text else " " if item.text[-1] in ".!?”" else ". "
        runs = (Run(item.text), Run(stop + sentence_case(item.detail), "soft"))
        runs = tuple(run for run in runs if run.text.strip(". "))
        quotes = [_quote(q) for q in item.quotes[:limit]]
        blocks += [Paragraph("bullet", runs, keep=bool(quotes)), *quotes] if runs else quotes
    return blocks


def _point(item: Item) -> Paragraph:
    return Paragraph("bullet", (Run(item.text), *_links(q.turn for q in item.quotes), Run(f" {item.detail}", "soft")))


def _quote(quote: Quote) -> Paragraph:
    return Paragraph("quote", _inline(quote), rtl(quote.quote))


def _inline(quote: Quote | None) -> tuple[Run, ...]:
    if quote is None:
        return ()
    return (Run(f"“{quote.quote}”", "said"), Run(f" {quote.by}, ", "soft"),
            Run(f"turn\u00a0{quote.turn}", "soft", f"t{quote.turn}"))  # fmt: skip


def _links(turns: Iterable[int]) -> list[Run]:
    return [run for turn in turns for run in (Run(" "), Run(f"[{turn}]", "soft", f"t{turn}"))]


def _table(head: Iterable[str], shares: tuple[int, ...], rows: Iterable) -> Table:
    return Table(tuple(Run(cell) for cell in head), tuple(rows), shares)


def _said(name: str, text: str) -> Paragraph:
    return Paragraph("body", (Run(name, "strong"), Run(f" {text}")))


def _detail(text: str) -> Paragraph:
    return Paragraph("detail", (Run(text),))
