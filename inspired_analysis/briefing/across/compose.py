"""From a synthesis to the dialogue's brief: which findings stand where, in which words."""

from __future__ import annotations

from itertools import groupby

from ...session import Cited
from ...tables import records
from ..phrases import MARKS, sentence_case
from . import figures
from .content import Cell, DialogueBrief, Outcome, Part, Path, Point, Row
from .summary import summarise
from .words import NAMELESS, count, listed, people, verdict

__all__ = ["compose"]

LINKS, PER_POINT = 2, 2


def compose(synthesis) -> DialogueBrief:
    """Return the brief of *synthesis*."""
    sessions = synthesis.sessions
    name = synthesis.dialogue
    return DialogueBrief(
        title=f"The dialogue {name}, across its workshops" if name else "These workshops, compared",
        issue=next((s.issue for s in reversed(sessions) if s.issue), ""),
        sessions=sessions,
        heard=tuple(_heard(session) for session in sessions),
        summary=tuple(summarise(synthesis)),
        paths=tuple(_paths(synthesis)),
        verdict_figure=figures.draw_verdicts(synthesis),
        parts=(_positions(synthesis), _interests(synthesis), _conflicts(synthesis), _commitments(synthesis)),
        measures=tuple((r.measure, _values(r, synthesis)) for r in records(synthesis.ownership_changes)),
        ownership_figure=figures.draw_ownership(synthesis),
        outcomes=tuple(
            Outcome(r.change, r.for_whom, r.when, r.certainty, r.contribution, r.to_confirm,
                    _ends(synthesis, r.codings))
            for r in records(synthesis.outcomes)
        ),
        isf=tuple((part, tuple(_row(r, synthesis) for r in rows))
                  for part, rows in groupby(records(synthesis.isf), key=lambda r: r.part)),
        limits=tuple((r.what, r.why) for r in records(synthesis.limits)),
        coders=tuple(sorted({coder for s in sessions for coder in s.coders})),
    )  # fmt: skip


def _heard(session) -> str:
    present = session.present
    groups = len(set(present["group"]) - {""})
    across = f" from {count(groups, 'group')}" if groups else ""
    return f"{people(len(present))}{across}"


def _paths(synthesis) -> list[Path]:
    """Return the statements that several workshops asked, one cell per workshop."""
    result = []
    for row in records(synthesis.verdict_changes):
        own = synthesis.verdict_paths
        own = {r.workshop: r for r in records(own[own["statement"] == row.statement])}
        cells = tuple(_cell(own[s.id], synthesis) if s.id in own else Cell() for s in synthesis.sessions)
        result.append(Path(row.statement, row.text, cells, row.course, _same_people(row)))
    return result


def _same_people(row) -> str:
    """Say whether a course is one of people or of who came."""
    if row.course == "too thin to compare":
        return "Fewer than two workshops reached a verdict."
    if not row.n_both:
        return "Nobody is known to have spoken to it both times."
    return f"{sentence_case(people(row.n_both))} spoke to it both times, {row.n_moved or 'none'} moved."


def _cell(row, synthesis) -> Cell:
    word = verdict(row.kind, row.verdict, row.stability)
    return Cell(MARKS[row.verdict], word, row.n_speakers, row.workshop, row.number,
                tuple(synthesis.cite(row.codings, LINKS)))  # fmt: skip


def _values(row, synthesis) -> tuple[tuple[str, tuple[Cited, ...]], ...]:
    """Return a measure's value in each workshop, with the words behind it."""
    cited = synthesis.cite(row.codings)
    return tuple((value, tuple([q for q in cited if q.workshop == workshop][:LINKS]))
                 for workshop, value in zip(row.workshops, row.values, strict=True))  # fmt: skip


def _positions(synthesis) -> Part:
    table = synthesis.position_changes
    points = []
    for course in ("moved", "unclear", "other people spoke", "stayed"):
        for row in records(table[table["course"] == course]):
            points.append(Point(f"{sentence_case(row.group)} on {row.statement} “{row.text.rstrip('.')}”: {course}",
                                _ends(synthesis, row.codings), row.why))  # fmt: skip
    intro = ("A group has moved if its direction changed and its people who spoke both times went the same way. "
             "Otherwise other people may have spoken.")  # fmt: skip
    none = "No group was found to speak to the same statement in two workshops."
    figure = figures.draw_positions(synthesis)
    return Part("positions", "Where the groups stood, over time", tuple(points), none, intro, figure)


def _ends(synthesis, codings) -> tuple:
    """Return a quote from the first workshop and one from the last."""
    cited = synthesis.cite(codings)
    last = [q for q in cited if q.workshop == cited[-1].workshop][:1] if cited else []
    return tuple(dict.fromkeys((*cited[:1], *last)))


def _interests(synthesis) -> Part:
    points = []
    for row in records(synthesis.interest_paths):
        if row.course != "one workshop only":
            voiced = listed([f"{w} (n = {n})" for w, n in zip(row.workshops, row.n_speakers, strict=True)])
            detail = f"Voiced in {voiced}; the group spoke in {listed(row.heard)}."
            if row.acknowledged_by:
                detail += f" Acknowledged by {listed(row.acknowledged_by, 3)}."
            words = f" ({row.interest})" if row.interest else ""
            points.append(Point(f"{sentence_case(row.course)}: {row.kind}{words}, {row.group or NAMELESS}",
                                _ends(synthesis, row.codings), detail))  # fmt: skip
    intro = "Not heard again is no proof that an interest was met: the coder may have missed it, or nobody asked."
    none = "No interest of a group that spoke in two workshops was found."
    figure = figures.draw_interests(synthesis)
    return Part("interests", "What is at stake: what lasts, what is new", tuple(points), none, intro, figure)


def _conflicts(synthesis) -> Part:
    points = []
    for row in records(synthesis.conflict_paths):
        about = f"“{row.about.rstrip('.')}”" if row.statement else row.about
        # It begins with a workshop's id, which stays as it is, or with "found in".
        why = row.why if row.statement else sentence_case(row.why)
        detail = f"{why}." + (f" Possible next step: {row.next_step}." if row.next_step else "")
        points.append(Point(f"{sentence_case(row.course)}: {about} — {listed(row.parties, 5)}",
                            tuple(synthesis.cite(row.codings, PER_POINT)), detail))  # fmt: skip
    intro = "A conflict has closed only where both sides spoke to it later and none was found; silence closes nothing."
    none = "None that the coder could see."
    return Part("conflicts", "Conflicts: what opened, what closed, what stays", tuple(points), none, intro)


def _commitments(synthesis) -> Part:
    points = []
    for row in records(synthesis.commitment_paths):
        who = f"{row.speaker} ({row.group})" if row.group else row.speaker
        later = f" in {row.later}" if row.later else ""
        points.append(Point(f"{who}, {row.workshop}: {row.course}{later}", tuple(synthesis.cite(row.codings))))
    intro = ("What somebody took on, and what the same person said of it in a later workshop. Nothing more heard is no "
             "broken word.")  # fmt: skip
    return Part("commitments", "Commitments", tuple(points), "None was found.", intro)


def _row(row, synthesis) -> Row:
    return Row(row.part, row.stakeholder, row.aspect, row.entry, row.basis, row.earlier, row.latest,
               tuple(synthesis.cite(row.codings, LINKS)))  # fmt: skip
