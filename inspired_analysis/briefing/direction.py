"""The direction of words: which way they run, and direction characters that are kept, but closed, so that they turn
round nothing of ours."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["closed", "mixed", "rtl"]

_POP, _POP_ISOLATE = "\u202c", "\u2069"
CLOSERS = {**dict.fromkeys("\u202a\u202b\u202d\u202e", _POP), **dict.fromkeys("\u2066\u2067\u2068", _POP_ISOLATE)}
OPENERS = re.compile(f"[{''.join(CLOSERS)}]")


def closed(value: object) -> object:
    """Return *value*; a text that leaves direction characters open gets their closing ones behind it."""
    if not isinstance(value, str) or not OPENERS.search(value):
        return value
    still_open: list[str] = []
    for character in value:
        if character in CLOSERS:
            still_open.append(CLOSERS[character])
        elif character == _POP and still_open[-1:] == [_POP]:
            still_open.pop()
        elif character == _POP_ISOLATE:
            while _POP_ISOLATE in still_open and still_open.pop() != _POP_ISOLATE:
                pass
    return value + "".join(reversed(still_open))


def mixed(text: str) -> bool:
    """Whether any letter of *text* runs from right to left, wherever it stands."""
    return any(d in ("R", "AL") for d in map(unicodedata.bidirectional, text))


def rtl(text: str) -> bool:
    """Whether *text* runs from right to left: its first letter decides, as in HTML's ``dir="auto"``."""
    first = next((d for d in map(unicodedata.bidirectional, text) if d in ("L", "R", "AL")), "L")
    return first != "L"
