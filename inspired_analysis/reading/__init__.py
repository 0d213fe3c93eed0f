"""Reading: from files to a `Transcript`, with every character of the source accounted for.

Conventions
-----------
- One file goes: bytes → `Source` (formats) → blocks by speaker (speakers) → turns and account (turns).
- Nothing is dropped in silence: what is no talk is set aside with its reason, and a loss is an error.
- Several files are the parts of one workshop in order, or one speaker each, told by their times (parts).
- Documents are parsed in a child process under limits (guarded), which imports this package without its tables.
"""

from __future__ import annotations

__all__ = ["read", "read_workshop"]


def __getattr__(name: str):
    # The child that parses a document must not wait for pandas.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from . import reader

    return getattr(reader, name)


def __dir__() -> list[str]:
    return sorted(__all__)
