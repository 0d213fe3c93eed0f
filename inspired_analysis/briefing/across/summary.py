"""The dialogue in short: a sentence per kind of finding, each with the words that show it."""

from __future__ import annotations

from ...tables import records
from ..phrases import sentence_case
from .content import Point
from .words import NAMELESS, count, listed, people, verdict

__all__ = ["summarise"]

MOST, LINKS = 3, 3
COMMITMENTS = {
    "said to be kept": "said to be kept", "repeated": "repeated", "spoken of again": "spoken of again",
    "nothing more heard": "not spoken of again", "not there since": "by people who were not there since",
    "cannot be followed": "that cannot be followed",
    "last workshop": "made in the last workshop",
}  # fmt: skip


def summarise(synthesis) -> list[Point]:
    """Return up to eight sentences; the first says what was held, the last what is drafted for a person."""
    return [_held(synthesis), *_verdicts(synthesis), *_thin(synthesis), *_moves(synthesis), *_interests(synthesis),
            *_conflicts(synthesis), *_commitments(synthesis), _outcomes(synthesis)]  # fmt: skip


def _held(synthesis) -> Point:
    sessions = synthesis.sessions
    dates = [s.date for s in sessions if s.date]
    when = f" between {dates[0]} and {dates[-1]}" if len(set(dates)) > 1 else f" on {dates[0]}" if dates else ""
    if 0 < len(dates) < len(sessions):
        when = f", {count(len(dates), 'of them', 'of them')}{when}"
    heard = listed([str(len(s.present)) for s in sessions])
    n = count(len(sessions), "workshop")
    unread = sum(not s.coded for s in sessions)
    told = f" {sentence_case(count(unread, 'is', 'are'))} in a language that is not coded." if unread else ""
    return Point(f"{sentence_case(n)}{when}; people heard: {heard}.{told}")


def _verdicts(synthesis) -> list[Point]:
    """Return a sentence per verdict that changed, and one for those that stayed."""
    table = synthesis.verdict_changes
    points = []
    for row in records(table[table["course"] == "changed"].head(MOST)):
        found = _tested(row)
        (first, was), (last, now) = found[0], found[-1]
        both = f"{people(row.n_both)} spoke to it both times" if row.n_both else \
            "nobody is known to have spoken to it both times"
        both += f", {row.n_moved or 'none'} of them moved" * bool(row.n_both)
        text = f"“{row.text.rstrip('.')}” was {was} in {first} and is {now} in {last}; {both}."
        points.append(Point(text, _quotes(synthesis, row.codings)))
    stayed = table[table["course"] == "stayed"]
    if len(stayed):
        told = [f"{r.statement} ({_tested(r)[-1][1]})" for r in records(stayed)]
        quotes = [q for codings in stayed["codings"] for q in synthesis.cite(codings, 1)]
        points.append(Point(f"The same verdict in every workshop that reached one: {listed(told, 6)}.", tuple(quotes)))
    return points


def _tested(row) -> list[tuple[str, str]]:
    """Return each workshop that reached a verdict, and the word for it."""
    found = zip(row.workshops, row.verdicts, row.stabilities, strict=True)
    return [(workshop, verdict(row.kind, own, stability)) for workshop, own, stability in found if own != "untested"]


def _thin(synthesis) -> list[Point]:
    table = synthesis.verdict_changes
    thin = table[table["course"] == "too thin to compare"]
    if thin.empty:
        return []
    quotes = [q for codings in thin["codings"] for q in synthesis.cite(codings, 1)]
    return [Point(f"{len(thin)} of {len(table)} statements that several workshops asked cannot be compared: fewer than "
                  "two of these reached a verdict.", tuple(quotes[:LINKS]))]  # fmt: skip


def _moves(synthesis) -> list[Point]:
    table = synthesis.position_changes
    moved = table[table["course"] == "moved"]
    if moved.empty:
        return []
    told = [f"{r.group} on {r.statement} (from {r.was} to {r.now}, n = {len(r.both)})"
            for r in records(moved)]  # fmt: skip
    quotes = [q for codings in moved["codings"] for q in synthesis.cite(codings, 1)]
    return [Point(f"Groups moved, among people who spoke both times: {listed(told, MOST)}.", tuple(quotes[:LINKS]))]


def _interests(synthesis) -> list[Point]:
    table = synthesis.interest_paths
    points = []
    every = "every workshop" if all(s.coded for s in synthesis.sessions) else "every coded workshop"
    for course, begins in (("persists", f"Voiced in {every} in which the group spoke"),
                           ("appears", "New since the first")):  # fmt: skip
        own = table[table["course"] == course]
        if len(own):
            told = [f"{r.kind} ({r.group or NAMELESS})" for r in records(own)]
            quotes = [q for codings in own["codings"] for q in synthesis.cite(codings, 1)]
            points.append(Point(f"{begins}: {listed(told, 4)}.", tuple(quotes[:LINKS])))
    return points


def _conflicts(synthesis) -> list[Point]:
    table = synthesis.conflict_paths
    still = table[table["course"].isin(["surfaced", "opened", "opened again", "stays open", "first heard"])]
    if still.empty:
        return []
    told = [f"“{r.about.rstrip('.')}” ({r.course})" if r.statement else f"{r.about} ({r.course})"
            for r in records(still)]  # fmt: skip
    quotes = [q for codings in still["codings"] for q in synthesis.cite(codings, 1)]
    return [Point(f"Conflicts that nothing said later closed: {listed(told, MOST)}.", tuple(quotes[:LINKS]))]


def _commitments(synthesis) -> list[Point]:
    table = synthesis.commitment_paths
    if table.empty:
        return []
    courses = table["course"].value_counts()
    told = [f"{courses[course]} {said}" for course, said in COMMITMENTS.items() if course in courses]
    quotes = [q for codings in table["codings"] for q in synthesis.cite(codings, 1)]
    return [Point(f"{sentence_case(count(len(table), 'commitment'))}: {listed(told)}.", tuple(quotes[:LINKS]))]


def _outcomes(synthesis) -> Point:
    n = len(synthesis.outcomes)
    if not n:
        return Point("No outcome could be drafted: nobody was found to say that a view moved, and nothing that was "
                     "followed over time shows a change among the same people.")  # fmt: skip
    drafts = count(n, "outcome statement")
    return Point(f"{sentence_case(drafts)} {'is' if n == 1 else 'are'} drafted below for a person to confirm.")


def _quotes(synthesis, codings) -> tuple:
    """Return a quote from each end of the dialogue, and one more."""
    cited = synthesis.cite(codings)
    last = [q for q in cited if q.workshop == cited[-1].workshop][:1] if cited else []
    return tuple(dict.fromkeys((*cited[:1], *last)))
