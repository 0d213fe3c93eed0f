"""The columns of the tables that follow a dialogue across its workshops.

Conventions
-----------
- As in `tables`, which holds these too; but ``codings`` are (workshop, coding id) pairs, or (workshop, "@start-end")
  for words that no coding holds.
- ``workshops`` are ids in the order of the dialogue, and lists beside them follow that order.
"""

from __future__ import annotations

__all__ = ["ACROSS"]

ACROSS: dict[str, dict[str, str]] = {
    "verdict_paths": {
        "statement": "str",
        "kind": "str",
        "text": "str",
        "workshop": "str",
        "date": "str",
        "number": "str",
        "verdict": "str",
        "stability": "float64",
        "n_speakers": "int64",
        "n_supports": "int64",
        "n_opposes": "int64",
        "n_between": "int64",
        "codings": "object",
    },
    "verdict_changes": {
        "statement": "str",
        "kind": "str",
        "text": "str",
        "course": "str",
        "workshops": "object",
        "verdicts": "object",
        "stabilities": "object",
        "n_both": "int64",
        "n_moved": "int64",
        "why": "str",
        "codings": "object",
    },
    "position_paths": {
        "statement": "str",
        "text": "str",
        "group": "str",
        "workshop": "str",
        "date": "str",
        "n": "int64",
        "of": "int64",
        "mean": "float64",
        "low": "float64",
        "high": "float64",
        "direction": "str",
        "codings": "object",
    },
    # `change` is of the group's mean, `change_both` the mean of the people in `both`, who spoke to it both times.
    "position_changes": {
        "statement": "str",
        "text": "str",
        "group": "str",
        "first": "str",
        "last": "str",
        "n_first": "int64",
        "n_last": "int64",
        "was": "str",
        "now": "str",
        "change": "float64",
        "both": "object",
        "change_both": "float64",
        "course": "str",
        "why": "str",
        "codings": "object",
    },
    # `workshops` voiced it; in `heard` somebody of the group spoke.
    "interest_paths": {
        "group": "str",
        "kind": "str",
        "interest": "str",
        "course": "str",
        "workshops": "object",
        "heard": "object",
        "n_speakers": "object",
        "acknowledged_by": "object",
        "codings": "object",
    },
    "conflict_paths": {
        "about": "str",
        "statement": "str",
        "course": "str",
        "parties": "object",
        "workshops": "object",
        "kinds": "object",
        "why": "str",
        "next_step": "str",
        "codings": "object",
    },
    "ownership_paths": {
        "workshop": "str",
        "date": "str",
        "who": "str",
        "role": "str",
        "n": "int64",
        "words": "int64",
        "share": "float64",
        "proposals": "int64",
        "commitments": "int64",
        "codings": "object",
    },
    "ownership_changes": {"measure": "str", "workshops": "object", "values": "object", "codings": "object"},
    "commitment_paths": {
        "workshop": "str",
        "speaker": "str",
        "group": "str",
        "turn": "int64",
        "course": "str",
        "later": "str",
        "codings": "object",
    },
    # Drafts for a person to confirm.
    "outcomes": {
        "kind": "str",
        "who": "str",
        "change": "str",
        "for_whom": "str",
        "when": "str",
        "certainty": "str",
        "contribution": "str",
        "to_confirm": "str",
        "codings": "object",
    },
    "isf": {
        "part": "str",
        "stakeholder": "str",
        "aspect": "str",
        "entry": "str",
        "basis": "str",
        "earlier": "str",
        "latest": "str",
        "workshops": "object",
        "codings": "object",
    },
    "limits": {"what": "str", "why": "str"},
}
