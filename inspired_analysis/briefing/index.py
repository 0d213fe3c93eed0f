"""The index page of a batch: every brief, and every workshop that could not be briefed with its cause."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from .html import environment, page_style

__all__ = ["write_index"]


def write_index(entries: Sequence[dict], folder: Path) -> Path:
    """Write ``index.html`` into *folder*.

    *entries* have ``id, title, date, dialogue, status`` ("done" or "failed"), ``cause`` and ``href`` (relative to
    *folder*); they are shown by dialogue, date and id.
    """
    css, policy = page_style()
    ordered = sorted(entries, key=lambda e: (e.get("dialogue", ""), e.get("date", ""), e["id"]))
    text = environment().get_template("index.html.j2").render(entries=ordered, css=css, policy=policy)
    path = folder / "index.html"
    aside = folder / ".index.html.aside"
    aside.write_text(text, encoding="utf-8", newline="")
    aside.replace(path)
    return path
