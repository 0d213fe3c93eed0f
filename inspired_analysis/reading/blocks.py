"""What the reading of speakers yields: blocks of talk, each with its label."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .source import NAN, Aside, Line

__all__ = ["Attribution", "Block", "is_stage"]

_STAGE = re.compile(
    r"\s*+(?:[\[(<{][^\[\]()<>{}]{1,200}[\])>}]|\*(?!\*)[^*?!]{1,200}\*|[-=_*#~·.\s]{3,}+|={2,}[^=]{1,200}={2,})[.\s]*$"
)
# What programs write below or above the talk, in nobody's name.
_MACHINE = re.compile(
    r"\s*+(?:Transcribed by https?://\S{1,80}|(?:Meeting|Transcription) ended after \d[\d:]{1,12}\W*"
    r"|[^\n:]{1,60} (?:started|stopped) transcription"
    r"|This editable transcript was computer generated\b[^\n]{0,200})\s*+$"
)


@dataclass(frozen=True)
class Block:
    """What one speaker says until another label comes: pieces of text with their places."""

    label: str
    pieces: tuple[Line, ...]
    time: float = NAN
    time_end: float = NAN


@dataclass
class Attribution:
    """Blocks in order, what was set aside, how speakers were told apart, and which layouts came next."""

    blocks: list[Block]
    asides: list[Aside]
    layout: str
    certainty: float
    why: str
    notes: list[str] = field(default_factory=list)
    runners_up: tuple[tuple[str, float], ...] = ()


def is_stage(text: str) -> bool:
    """Whether a whole line is a stage direction, a rule or a program's: ``[laughter]``, ``(pause)``, ``=====``."""
    return bool(_STAGE.match(text) or _MACHINE.match(text))
