"""What the reading of speakers yields: blocks of talk, each with its label."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .source import NAN, Aside, Line

__all__ = ["Attribution", "Block", "ends", "is_stage"]

_STAGE = re.compile(
    r"\s*+(?:[\[(<{][^\[\]()<>{}]{1,200}[\])>}]|\*(?!\*)[^*?!]{1,200}\*|[-=_*#~·.\s]{3,}+|={2,}[^=]{1,200}={2,})[.\s]*$"
)
# What programs write below or above the talk, and people below it, in nobody's name.
_MACHINE = re.compile(
    r"\s*+(?:(?:Meeting|Transcription) ended after \d[\d:]{1,12}\W*"
    r"|[^\n:]{1,60} (?:started|stopped) transcription"
    r"|Transcri(?:bed|pt(?:ion)?)(?: [a-z]{3,10}){0,3} by\b[: ][^\n]{1,80}"
    r"|This (?:editable )?transcript was (?:computer generated|exported)\b[^\n]{0,200})\s*+$"
)
_THING = (
    r"(?:transcript(?:ion)?|recording|audio|video|tape|file|interview|session|meeting|workshop|call"
    r"|(?:focus[ -]group )?discussion|focus[ -]group)"
)
_END = re.compile(
    rf"[\W_]*+(?:(?:the )?end of (?:the )?(?:{_THING}|part)(?: [A-Z]?\d{{0,2}})?|end {_THING}|(?-i:END|FIN|ENDE|КОНЕЦ)"
    rf"|(?:the )?{_THING} (?:was )?(?:end|conclud|adjourn|clos|stop)(?:s|es|e?d)(?: (?:at|after))?"
    r"|fin(?:al)? d(?:e (?:la |l['’])?|el |u )(?:transcri[^\W\d_]+|enregistrement|entre[^\W\d_]+|séance|réunion|sesión"
    r"|reunión|grabación|audio)"
    r"|ende de[rs] (?:transkript[^\W\d_]*|aufnahme|aufzeichnung|interviews?|gesprächs|sitzung|diskussion)"
    r"|(?:конец|кінець) (?:записи|запису|расшифровки|стенограм[^\W\d_]+|интервью|інтерв['’]ю|заседания|встречи)"
    r"|نهاية (?:التسجيل|النص|الجلسة|المقابلة|الاجتماع|التفريغ))"
    r"(?:[\W_]*+\d{1,3}[:.h]\d{2}(?:[:.]\d{2})?(?:\s?[ap]\.?m)?)?[\W_]*+$",
    re.I,
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
    return bool(_STAGE.match(text) or ends(text))


def ends(text: str) -> bool:
    """Whether a whole line says that the talk ends, or who made the transcript: ``End of recording (00:43:12)``."""
    return bool(_END.match(text) or _MACHINE.match(text))
