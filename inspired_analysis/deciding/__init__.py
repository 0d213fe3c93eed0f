"""Deciding: what people make of the codings that the coders propose, between coding and finding.

    entries.py     one decision: who, when, what, before, after, why
    log.py         the append-only log beside the transcript
    anchors.py     where a coding's words stand now, also after a typo was mended
    replay.py      from a log to what holds: codings, rejections, memos, renamed codes
    merge.py       proposals and decisions together: the codings that findings rest on, and how much was reviewed

Decisions are never overwritten and never lost: undo is an entry too, and what finds its words no more is listed.
"""

from __future__ import annotations

from .anchors import Placer, anchor
from .entries import Anchor, Entry, Judged, MemoTarget
from .log import Log, check_who, read_entries
from .merge import Review, decide
from .replay import Decided, replay

__all__ = [
    "Anchor", "Decided", "Entry", "Judged", "Log", "MemoTarget", "Placer", "Review", "anchor", "check_who",
    "decide", "read_entries", "replay",
]  # fmt: skip
