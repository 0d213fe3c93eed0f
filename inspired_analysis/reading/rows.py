"""The rows of the tables ``turns`` and ``speakers``."""

from __future__ import annotations

from ..language import language_of
from .turns import Turn, counted_words

__all__ = ["speaker_rows", "turn_rows"]


def turn_rows(turns: list[Turn], language: str) -> list[dict]:
    """Return one row for each turn; *language* is what the talk as a whole is in, ``""`` if that is unclear."""
    rows, start = [], 0
    for number, turn in enumerate(turns, 1):
        who = turn.person
        rows.append(
            {
                "turn": number,
                "speaker": who.speaker,
                "role": who.role,
                "group": who.group,
                "text": turn.text,
                "start": start,
                "end": start + len(turn.text),
                "time_start": turn.time,
                "time_end": turn.time_end,
                "words": counted_words(turn.text),
                "label": who.label,
                "source": turn.source,
                "language": language_of(turn.text, language),
            }
        )
        start += len(turn.text) + 1
    return rows


def speaker_rows(turns: list[Turn], counted: list[dict]) -> list[dict]:
    """Return one row for each speaker, in the order in which they first speak; *counted* are the turns' rows."""
    rows: dict[str, dict] = {}
    for turn, its in zip(turns, counted, strict=True):
        who = turn.person
        if not who.speaker:
            continue
        row = rows.setdefault(
            who.speaker,
            {
                "speaker": who.speaker,
                "label": who.label,
                "role": who.role,
                "group": who.group,
                "turns": 0,
                "words": 0,
                "known": who.known,
            },
        )
        row["turns"] += 1
        row["words"] += its["words"]
    return list(rows.values())
