"""What could not be compared, and why. Said beside what could, since a gap reads like agreement."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import pandas as pd

from ...session import Session
from ...tables import records, table
from .statements import Strand

__all__ = ["find_limits"]

NAMED = 6


def find_limits(
    sessions: Sequence[Session], strands: Sequence[Strand], judged: Sequence[tuple[str, str]],
    verdicts: pd.DataFrame, positions: pd.DataFrame, interests: pd.DataFrame
) -> pd.DataFrame:
    """Return the table ``limits``."""
    coded = "" if all(s.coded for s in sessions) else " of those that are coded"
    rows = [*_sessions(sessions), *_statements(strands, coded), *judged,
            *_thin(verdicts, positions, interests, coded)]  # fmt: skip
    return table("limits", [{"what": what, "why": why} for what, why in rows])


def _sessions(sessions: Sequence[Session]) -> list[tuple[str, str]]:
    rows = []
    if len(sessions) == 1:
        rows.append(("Everything over time", "There is one workshop; nothing can be compared with it yet."))
    uncoded = [s.id for s in sessions if not s.coded]
    if uncoded:
        rows.append((_listed(uncoded), "In a language that is not coded: nothing that was said there counts here, only "
                     "who spoke and how much. That nothing was found there is no silence."))  # fmt: skip
    undated = [s.id for s in sessions if not s.date]
    if undated and len(sessions) > 1:
        rows.append((_listed(undated), "No date in the plan: taken last, in the order of their ids, and no outcome is "
                     "drafted from what changed there."))  # fmt: skip
    dates = [s.date for s in sessions if s.date]
    same = [s.id for s in sessions if dates.count(s.date) > 1]
    if same:
        rows.append((_listed(same), "Held on the same day as another: which was first is not known. They are taken in "
                     "the order of their ids, and no outcome is drafted from what differs within a day."))  # fmt: skip
    planless = [s.id for s in sessions if not s.has_plan]
    if planless:
        rows.append((_listed(planless), "No plan: no statements to follow, and nobody can be recognised from one "
                     "workshop to the next."))  # fmt: skip
    nobody = [s.id for s in sessions if s.has_plan and (s.present["group"] == "").any()]
    if nobody and len(sessions) > 1:
        rows.append((_listed(nobody), "Some who spoke have no group in the plan: they are not recognised from one "
                     "workshop to the next."))  # fmt: skip
    silent = [s.id for s in sessions if s.turns.empty]
    if silent:
        rows.append((_listed(silent), "No turns.csv beside the findings: commitments cannot be followed into it."))
    rows += [(_listed(spelled), "Spelled in several ways, and so taken for several groups: spell it alike in all "
              "plans.") for spelled in _spellings(sessions)]  # fmt: skip
    rows += [(f"{s.id}, from its brief", note) for s in sessions for note in s.notes]
    coders = {s.coders for s in sessions if s.coders}
    if len(coders) > 1:
        rows.append(("Coders differ", "; ".join(f"{s.id}: {', '.join(s.coders)}" for s in sessions)
                     + ". A change may be one of the coder."))  # fmt: skip
    if len(sessions) > 1:
        rows.append(("People", "Somebody is taken for the same person where plans give the same name and the same "
                     "group; who changed groups, or goes by another name, is somebody else here."))  # fmt: skip
    return rows


def _spellings(sessions: Sequence[Session]) -> list[list[str]]:
    """Return the spellings of each group that has several: capitals, accents, spaces or hyphens alone differ."""
    found: dict[str, dict[str, None]] = {}
    for session in sessions:
        for group in session.findings["participation"]["group"]:
            if letters := re.sub(r"[\W_]+", "", unicodedata.normalize("NFKD", group)).casefold():
                found.setdefault(letters, {})[group] = None
    return [list(spelled) for spelled in found.values() if len(spelled) > 1]


def _statements(strands: Sequence[Strand], coded: str) -> list[tuple[str, str]]:
    once = [s for s in strands if not s.shared]
    if not once:
        return []
    told = "; ".join(f"{s.statement} ({s.sessions[0].id})" for s in once[:NAMED])
    more = f" and {len(once) - NAMED} more" if len(once) > NAMED else ""
    return [("Statements asked once", f"{told}{more}: only one workshop{coded} has them in its plan.")]


def _thin(
    verdicts: pd.DataFrame, positions: pd.DataFrame, interests: pd.DataFrame, coded: str
) -> list[tuple[str, str]]:
    rows = []
    thin = verdicts[verdicts["course"] == "too thin to compare"]
    if len(thin):
        rows.append((_listed(list(thin["statement"])), "Fewer than two workshops reached a verdict on it: that says "
                     "nothing about what people think."))  # fmt: skip
    changed = verdicts[(verdicts["course"] == "changed") & (verdicts["n_moved"] == 0)]
    if len(changed):
        rows.append((_listed(list(changed["statement"])), "The verdict changed, but nobody is known to have spoken to "
                     "it both times and moved: other people may have spoken."))  # fmt: skip
    others = positions[positions["course"].isin(["other people spoke", "unclear"])]
    if len(others):
        told = [f"{r.group} on {r.statement}" for r in records(others)]
        rows.append((_listed(told), "The group's direction differs between workshops, but not among people who spoke "
                     "to it both times: who came may have changed, not what they think."))  # fmt: skip
    alone = interests[(interests["course"] == "one workshop only") & (interests["group"] != "")]
    if len(alone):
        rows.append((_listed(list(dict.fromkeys(alone["group"]))), f"Spoke in one workshop only{coded}: whether "
                     "their interests last cannot be told."))  # fmt: skip
    return rows


def _listed(names: list[str]) -> str:
    shown = names if len(names) <= NAMED else [*names[:NAMED], f"{len(names) - NAMED} more"]
    return ", ".join(name or "no group" for name in shown)
