"""The donor's view of one workshop: rows of the Integrated Support Framework, and indicators.

A transcript shows what people said; how much influence they have, and how exposed they are, it does not. Those
cells say so, for people to fill in.
"""

from __future__ import annotations

from dataclasses import replace

from ..tables import records
from .content import Grid
from .first_page import moved_views
from .heard import named_missing
from .phrases import Sentence, shortened
from .quotes import Quotes

__all__ = ["list_grids"]

FEW = 3
WORDS = 24


def list_grids(analysis, quotes: Quotes, say, whole) -> tuple[Grid, ...]:
    """Return the framework's issue, its stakeholders, and the indicators.

    Where what a person hid of the *whole* analysis leaves a cell empty, that is not said to be found nowhere.
    """
    made = (_issue, _stakeholders, _indicators)
    grids = [make(analysis, quotes, say) for make in made]
    if analysis is whole:
        return tuple(grids)
    every = [dict(make(whole, quotes, say).rows) for make in made]
    return tuple(
        replace(grid, rows=tuple(
            (name, tuple(Sentence("–") if cell.text == say("nothing found") and cell != of_all else cell
                         for cell, of_all in zip(cells, all_[name], strict=True)))
            for name, cells in grid.rows))
        for grid, all_ in zip(grids, every, strict=True))  # fmt: skip


def _issue(analysis, quotes: Quotes, say) -> Grid:
    plan = analysis.workshop.plan
    policies = [Sentence(text.rstrip(".")) for text in (plan.issue, plan.goal) if text]
    contention = [_about(r, quotes, say) for r in records(analysis.conflicts) if r.statement][: 2 * FEW]
    synergies = [_about(r, quotes, say) for r in records(_shared(analysis))][: 2 * FEW]
    offers = analysis.incentives[analysis.incentives["kind"] == "offer"]
    partnership = [Sentence(say.quoted(shortened(q.quote, WORDS)), (q.turn,))
                   for codings in offers["codings"] for q in quotes.of(codings, 1)][:FEW]  # fmt: skip
    rows = ((say("Issue and policies"), policies), (say("Points of contention"), contention),
            (say("Potential synergies"), synergies), (say("Partnership opportunities"), partnership))  # fmt: skip
    return Grid(say("Integrated Support Framework: the issue"), (say("What"), say("In this session")),
                tuple((name, (_together(cell, say),)) for name, cell in rows))  # fmt: skip


def _shared(analysis):
    """Return the statements that groups agree with; what they reject together they do not share."""
    table = analysis.common_ground
    return table[(table["statement"] != "") & (table["direction"] == "for")]


def _about(row, quotes: Quotes, say) -> Sentence:
    text = row.about if hasattr(row, "about") else row.text
    return Sentence(say.quoted(text), quotes.turns(row.codings, 1), (row.statement,))


def _together(cell: list[Sentence], say) -> Sentence:
    """Return the sentences of one cell as one, with the turns of all."""
    if not cell:
        return Sentence(say("nothing found"))
    return Sentence(say.joined(s.text for s in cell), tuple(dict.fromkeys(t for s in cell for t in s.turns)))


def _stakeholders(analysis, quotes: Quotes, say) -> Grid:
    heard = analysis.speakers.loc[analysis.speakers["role"] == "participant", "group"]
    groups = [g for g in dict.fromkeys([*analysis.positions["group"], *analysis.interests["group"], *heard]) if g]
    rows = []
    for group in groups:
        wants = analysis.interests[(analysis.interests["group"] == group)
                                   & (analysis.interests["kind"] != "kind unclear")]  # fmt: skip
        moves = analysis.incentives[analysis.incentives["group"] == group]
        gaps = moves[moves["kind"].isin(["capacity", "constraint"])]
        drives = moves[moves["kind"].isin(["offer", "condition", "reward", "pressure"])]
        rows.append((say.term(group), (Sentence(say("not told by a transcript")), _kinds(wants, quotes, say),
                                       _quoted(drives, quotes, say), _quoted(gaps, quotes, say))))  # fmt: skip
    head = (say("Stakeholder"), say("Influence, exposure"), say("Interests"), say("Incentives for change"),
            say("Capacity gaps"))  # fmt: skip
    return Grid(say("Integrated Support Framework: the stakeholders"), head, tuple(rows))


def _kinds(rows, quotes: Quotes, say) -> Sentence:
    if rows.empty:
        return Sentence(say("nothing found"))
    turns = tuple(dict.fromkeys(t for codings in rows["codings"].head(FEW) for t in quotes.turns(codings, 1)))
    return Sentence(say.listed([say.term(kind) for kind in rows["kind"]], 4), turns)


def _quoted(rows, quotes: Quotes, say) -> Sentence:
    found = [q for codings in rows["codings"] for q in quotes.of(codings, 1)]
    if not found:
        return Sentence(say("nothing found"))
    return Sentence(say.quoted(shortened(found[0].quote, WORDS)), tuple(q.turn for q in found[:FEW]))


def _indicators(analysis, quotes: Quotes, say) -> Grid:
    ledger, learning = analysis.assumptions, analysis.learning
    kinds = dict(records(analysis.workshop.plan.statements[["statement", "kind"]]))
    option = ledger["statement"].map(kinds) == "option"
    tested = ledger["verdict"] != "untested"
    people = analysis.speakers[analysis.speakers["role"] == "participant"]
    spoken = int(analysis.turns["words"].sum())
    led = int(analysis.turns.loc[analysis.turns["role"] == "facilitator", "words"].sum())
    # As the depth of the evidence counts them: in this view small groups are one.
    heard = next(iter(analysis.depth.loc[analysis.depth["measure"] == "groups heard", "value"]), "0")
    rows = (
        (say("Policy: assumptions tested"), _of(tested & ~option, ~option, say)),
        (say("Policy: options discussed"), _of((ledger["n_speakers"] > 0) & option, option, say)),
        (say("Policy: options supported"), _of((ledger["verdict"] == "confirmed") & option, option, say)),
        (say("Process: people heard"), say.number(len(people))),
        (say("Process: groups heard"), heard),
        (say("Process: facilitator's share of words"),
         say("{n} of {of} ({share})", n=say.number(led), of=say.number(spoken),
             share=say.percent(led / spoken)) if spoken else "–"),
        (say("Process: missing stakeholders named"), say.number(len(named_missing(analysis)))),
        (say("Partnership: concerns of others acknowledged"),
         say.number(int((learning["kind"] == "acknowledgement").sum()))),
        (say("Partnership: views that moved"), say.number(len(moved_views(analysis)))),
        (say("Partnership: commitments made"), say.number(int(analysis.participation["commitments"].sum()))),
        (say("Partnership: statements shared by groups"),
         say.number(len(_shared(analysis)))),
    )  # fmt: skip
    return Grid(say("Indicators"), (say("Indicator"), say("Value")),
                tuple((name, (Sentence(value),)) for name, value in rows))  # fmt: skip


def _of(part, whole, say) -> str:
    return say("{n} of {of}", n=int(part.sum()), of=int(whole.sum()))
