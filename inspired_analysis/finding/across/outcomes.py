"""Outcome statements in outcome-harvesting form, drafted for a person to confirm.

An outcome says what changed, for whom, when, on what evidence, and how the dialogue may have contributed. Counts as
evidence: somebody's own words that their view moved; commitments said to be kept, or repeated; positions that moved
among people who spoke both times; verdicts that changed where some of the same people spoke; conflicts that
closed. Trajectories count only between workshops with dates, one after the other. Does not: agreement or attendance
alone, or anything that only the facilitator says. No draft claims a cause: it lists what in the talk speaks for a
contribution, and leaves the rest to a person. Ties: one draft per person and workshop, group and statement.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ...session import Ref, Session, refs
from ...tables import table

__all__ = ["find_outcomes"]

REACH = 6
KEPT = {
    "said to be kept": ("took up a commitment and speaks of it as done", "Is it done, and who has seen it?"),
    "repeated": ("repeated a commitment made earlier", "Is it still open, and what stands in the way?"),
}


def find_outcomes(
    sessions: Sequence[Session], verdicts: pd.DataFrame, positions: pd.DataFrame, conflicts: pd.DataFrame,
    commitments: pd.DataFrame
) -> pd.DataFrame:
    """Return the table ``outcomes``: views that moved, then groups, the room, conflicts and commitments."""
    by_id = {session.id: session for session in sessions}
    rows = [row for session in sessions for row in _views(session)]
    rows += [_group(row, by_id) for row in positions[positions["course"] == "moved"].itertuples()
             if _after(by_id[row.first], by_id[row.last])]  # fmt: skip
    rows += [made for row in verdicts[verdicts["course"] == "changed"].itertuples() if (made := _room(row, by_id))]
    rows += [made for row in conflicts[conflicts["course"] == "closed"].itertuples() if (made := _closed(row, by_id))]
    rows += [_kept(row, by_id) for row in commitments[commitments["course"].isin(list(KEPT))].itertuples()]
    return table("outcomes", rows)


def _views(session: Session) -> list[dict]:
    """Return a draft per person who said in *session* that their view moved."""
    learning = session.findings["learning"]
    rows = []
    for (speaker, group), own in learning[learning["kind"] == "perspective change"].groupby(["speaker", "group"]):
        turns = sorted(set(own["turn"]))
        said = refs(session, [c for codings in own["codings"] for c in codings])
        before, heard = _heard_before(session, turns, group)
        rows.append({
            "kind": "view moved", "who": speaker, "for_whom": group or speaker, "when": session.label,
            "change": f"{_named(speaker, group)} said that their view had moved.",
            "certainty": f"One person's own words, in {_turns(turns)}, as the coder read them.",
            "contribution": before, "to_confirm": f"Ask {speaker}: what do you see differently now, and what did it?",
            "codings": (*said, *heard),
        })  # fmt: skip
    return rows


def _heard_before(session: Session, turns: list[int], group: str) -> tuple[str, tuple[Ref, ...]]:
    """Say whom of other groups the person had heard just before, with what they were acknowledged or coded for."""
    said = session.turns
    near = said[(said["role"] == "participant") & (said["speaker"] != "") & (said["group"] != group)]
    near = near[[any(0 < turn - t <= REACH for turn in turns) for t in near["turn"]]]
    where = f"It was said in {session.id}; whether the dialogue brought it about is not shown by the talk."
    if near.empty:
        return where, ()
    names = dict.fromkeys(_named(row.speaker, row.group) for row in near.itertuples())
    spans = tuple((session.id, f"@{row.start}-{row.end}") for row in near.tail(1).itertuples())
    return f"{where} Just before, {', '.join(names)} had spoken.", spans


def _group(row, by_id: dict[str, Session]) -> dict:
    first, last = by_id[row.first], by_id[row.last]
    n = "the one person" if row.n_both == 1 else f"the {row.n_both} people"
    return {
        "kind": "group moved", "who": row.group, "for_whom": row.group, "when": f"{first.label} to {last.label}",
        "change": f"{_capital(row.group)} moved from “{row.was}” to “{row.now}” on “{row.text}”",
        "certainty": f"{row.n_first} and {row.n_last} people of the group spoke to it; {n} who did so both times went "
                     "the same way on average.",
        "contribution": _between(first, last),
        "to_confirm": f"Ask {row.group}: is this the group's view, and what changed it?", "codings": row.codings,
    }  # fmt: skip


def _room(row, by_id: dict[str, Session]) -> dict | None:
    """Return the draft of a verdict that changed, unless the people did."""
    tested = [(by_id[w], v) for w, v in zip(row.workshops, row.verdicts, strict=True) if v != "untested"]
    (first, was), (last, now) = tested[0], tested[-1]
    if not row.n_both or not _after(first, last):
        return None
    n = "One person" if row.n_both == 1 else f"{row.n_both} people"
    return {
        "kind": "verdict changed", "who": "those present", "for_whom": "all groups that spoke to it",
        "when": f"{first.label} to {last.label}",
        "change": f"“{row.text}” was {was} in {first.id} and is {now} in {last.id}.",
        "certainty": f"{n} spoke to it in both; the others came, or spoke, only once.",
        "contribution": _between(first, last),
        "to_confirm": "Has the view changed, or who was in the room? Ask those who were there both times.",
        "codings": row.codings,
    }  # fmt: skip


def _closed(row, by_id: dict[str, Session]) -> dict | None:
    first, last = by_id[row.workshops[0]], by_id[row.codings[-1][0]]
    if not _after(first, last):
        return None
    return {
        "kind": "conflict closed", "who": ", ".join(row.parties), "for_whom": ", ".join(row.parties),
        "when": f"{first.label} to {last.label}",
        "change": f"The conflict over “{row.about}” was not found again where people spoke to it ({row.why}).",
        "certainty": "Nobody, or nearly nobody, was found on the other side; those silent may still be.",
        "contribution": _between(first, last),
        "to_confirm": f"Ask {', '.join(row.parties)}: is it settled, and how?", "codings": row.codings,
    }  # fmt: skip


def _kept(row, by_id: dict[str, Session]) -> dict:
    what, ask = KEPT[row.course]
    first, last = by_id[row.workshop], by_id[row.later]
    return {
        "kind": f"commitment {row.course}", "who": row.speaker, "for_whom": row.group or row.speaker,
        "when": f"{first.label} to {last.label}", "change": f"{_named(row.speaker, row.group)} {what}.",
        "certainty": "One person's own words, matched by the words they share; nobody else was heard on it.",
        "contribution": f"The commitment was made in {first.id}, turn {row.turn}.", "to_confirm": ask,
        "codings": row.codings,
    }  # fmt: skip


def _after(first: Session, last: Session) -> bool:
    """Whether the order of two workshops is known."""
    return bool(first.date and last.date and first.date < last.date)


def _between(first: Session, last: Session) -> str:
    return (f"It lies between {first.id} and {last.id}. What else happened in that time the transcripts do not "
            "tell; a person says whether, and how, the dialogue contributed.")  # fmt: skip


def _named(speaker: str, group: str) -> str:
    return f"{speaker} ({group})" if group else speaker


def _turns(turns: list[int]) -> str:
    return f"turn{'s' * (len(turns) > 1)} {', '.join(map(str, turns))}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
