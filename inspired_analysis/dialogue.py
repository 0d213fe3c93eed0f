"""From workshops to their dialogue: sessions from briefs on disk or from analyses just made, put together, written."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from .briefing.across import write
from .briefing.data import SCHEMA_VERSION, findings_json
from .cells import plain
from .errors import RunError
from .finding import across
from .finding.across import Synthesis
from .session import TURNS, Session

if TYPE_CHECKING:
    from .briefing.theme import Theme
    from .pipeline import Analysis

__all__ = ["Session", "Synthesis", "read_session", "session_of", "synthesise", "write_synthesis"]


def session_of(analysis: Analysis) -> Session:
    """Return *analysis* as its dialogue sees it; the same as `read_session` of its brief."""
    return Session.of(json.loads(findings_json(analysis)), analysis.turns, analysis.workshop.id)


def read_session(folder: str | Path) -> Session:
    """Return the workshop whose brief lies in *folder*: its ``findings.json``, and ``turns.csv`` if it is there.

    Raises
    ------
    RunError
        If they cannot be read, are of another version, or do not belong together.
    """
    folder = Path(folder)
    path = folder / "findings.json"
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        version = document["schema_version"]
    except (ValueError, TypeError, KeyError, RecursionError, OSError):
        raise RunError(path, expected="the findings of a workshop", found="none that can be read",
                       todo="Brief this workshop again.") from None  # fmt: skip
    if version != SCHEMA_VERSION:
        raise RunError(path, expected=f"findings of version {SCHEMA_VERSION}", found=f"version {version!r}",
                       todo="Brief this workshop again with this version of inspired.")  # fmt: skip
    return Session.of(document, _read_turns(folder / "turns.csv"), path)


def synthesise(workshops: Sequence[Analysis | Session]) -> Synthesis:
    """Return what can be said across *workshops* of one dialogue, in the order in which they were held.

    Raises
    ------
    RunError
        If there is none, two have the same id, or they are of several dialogues.
    """
    sessions = [w if isinstance(w, Session) else session_of(w) for w in workshops]
    ids = [session.id for session in sessions]
    twice = sorted({i for i in ids if ids.count(i) > 1})
    if not sessions or twice:
        raise RunError("dialogue", expected="workshops, every id once", found=twice[0] if twice else "none",
                       todo="Give every workshop an id of its own; of two briefs of one, move one away.")  # fmt: skip
    dialogues = sorted({session.dialogue for session in sessions})
    if len(dialogues) > 1:
        raise RunError("dialogue", expected="workshops of one dialogue",
                       found=", ".join(name or "none named" for name in dialogues),
                       todo="Take those of one, or name the same dialogue in their plans.")  # fmt: skip
    return across.synthesise(sessions)


def write_synthesis(
    synthesis: Synthesis, folder: str | Path, *, briefs: Mapping[str, Path] | None = None, theme: Theme | None = None
) -> list[Path]:
    """Write ``compare.html``, ``compare.md``, ``dialogue.json`` and ``isf.xlsx`` into *folder*; return their paths.

    *briefs* maps a workshop's id to the folder of its brief: quotes link into it.
    """
    return write(synthesis, Path(folder), briefs or {}, theme)


def _read_turns(path: Path) -> pd.DataFrame:
    if not path.exists():
        return pd.DataFrame(columns=TURNS)
    kinds = {"turn": "int64", "start": "int64", "end": "int64"}
    try:
        turns = pd.read_csv(path, usecols=TURNS, dtype={name: kinds.get(name, "str") for name in TURNS},
                            keep_default_na=False, encoding="utf-8")  # fmt: skip
    except (ValueError, OverflowError, OSError):
        raise RunError(path, expected="the turns of a workshop", found="none that can be read",
                       todo="Brief this workshop again.") from None  # fmt: skip
    return turns.assign(**{name: turns[name].map(plain) for name in TURNS if name not in kinds})
