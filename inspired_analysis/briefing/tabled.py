"""The data behind a figure as a table to be read: its heads and its cells in the words of the brief."""

from __future__ import annotations

from ..tables import records
from .drawing import Figure
from .told import told
from .verdicts import half

__all__ = ["tabled"]

HALVES = ("first_half", "second_half")


def tabled(figure: Figure, say) -> tuple[list[str], list[list[str]]]:
    """Return the heads and the rows of *figure*'s data; what is missing is blank."""
    heads = _heads(say) | ({"n": say("Times")} if figure.name == "network" else {})
    columns = list(figure.data.columns)
    rows = [[_cell(name, value, say) for name, value in zip(columns, row, strict=True)]
            for row in records(figure.data)]  # fmt: skip
    return [heads.get(name, name) for name in columns], rows


def _cell(name: str, value: object, say) -> str:
    if isinstance(value, str):
        return say.apart(half(value, say) if name in HALVES else told(value, say))
    return "" if value != value else say.number(value)


def _heads(say) -> dict[str, str]:
    """Return what a column is called."""
    return {
        "statement": say("Statement"), "verdict": say("Verdict"), "first_half": say("First half"),
        "second_half": say("Second half"), "n_supports": say("For"), "n_between": say("Between"),
        "n_opposes": say("Against"), "who": say("Group"), "n": say("Spoke to it"), "of": say("People in it"),
        "mean": say("Mean"), "spread": say("Spread"), "low": say("Interval from"), "high": say("Interval to"),
        "group": say("Group"), "kind": say("Kind"), "n_speakers": say("People"), "criterion": say("Criterion"),
        "direction": say("Which way"), "speaker": say("Speaker"), "role": say("Role"), "turn": say("Turn"),
        "turns": say("Turns"), "words": say("Words"), "theme": say("Theme"), "responds_to": say("Responds to"),
    }  # fmt: skip
