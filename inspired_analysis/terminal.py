"""Words of others on a terminal: names, plans and transcripts can hold characters that a terminal would obey."""

from __future__ import annotations

__all__ = ["clean", "line"]


def line(message: object) -> str:
    """Return *message* as one line."""
    return " ".join(clean(str(message)).split())


def clean(text: str) -> str:
    """Return *text* without control characters, but for new lines and tabs."""
    return "".join(c for c in text if c.isprintable() or c == "\n" or c == "\t")
