"""The index page of a batch: every brief, and every workshop that could not be briefed with its cause."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..atomic import write_whole
from .html import environment, page_style, script

__all__ = ["write_index"]


def write_index(entries: Sequence[dict], folder: Path) -> Path:
    """Write ``index.html`` into *folder*.

    *entries* have ``id, title, date, dialogue, status`` ("done" or "failed"), ``cause``, perhaps ``notes`` (how many),
    ``href`` (relative to *folder*), and perhaps ``earlier``, the brief from before it failed; they are shown by
    dialogue, date and id.
    """
    js = script("index.js")
    css, policy = page_style("", js)
    ordered = sorted(entries, key=lambda e: (e.get("dialogue", ""), e.get("date", ""), e["id"]))
    text = environment().get_template("index.html.j2").render(entries=ordered, css=css, js=js, policy=policy,
                                                              choices=_choices(ordered))  # fmt: skip
    path = folder / "index.html"
    write_whole(path, text.encode())
    return path


def _choices(entries: Sequence[dict]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Return (name, label, [(value, shown)]) of the lists to choose from, but for those with nothing to choose."""
    dialogues = sorted({e["dialogue"] for e in entries} - {""})
    years = sorted({e["date"][:4] for e in entries} - {""})
    states = sorted({e["status"] for e in entries})
    lists = (("dialogue", "Dialogue", dialogues), ("year", "Year", years), ("status", "State", states))
    return [(name, label, [(value, value) for value in values]) for name, label, values in lists if len(values) > 1]
