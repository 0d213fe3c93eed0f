"""Briefing: from findings to files that people read and programs use."""

from __future__ import annotations

import os
from pathlib import Path

from ..errors import RunError

__all__ = ["write"]


def write(analysis, folder: Path) -> list[Path]:
    """Write ``brief.html``, ``brief.md``, ``findings.json``, ``turns.csv`` and ``codings.csv`` into *folder*.

    Everything is composed before anything is written, and each file is written aside and renamed, so that no
    half-written file is ever seen.
    """
    from .content import compose
    from .data import codings_csv, findings_json, turns_csv
    from .html import render_html
    from .markdown import render_markdown

    brief = compose(analysis)
    files = {
        "brief.html": render_html(brief, analysis),
        "brief.md": render_markdown(brief, analysis),
        "findings.json": findings_json(analysis),
        "turns.csv": turns_csv(analysis),
        "codings.csv": codings_csv(analysis),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return [_write(folder / name, text) for name, text in files.items()]
    except OSError as error:
        raise RunError(folder, expected="a folder to write the brief into", found=error.strerror or str(error),
                       todo="Choose another folder with --out.") from None  # fmt: skip


def _write(path: Path, text: str) -> Path:
    aside = path.with_name(f".{path.name}.aside")
    with aside.open("w", encoding="utf-8", newline="") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    aside.replace(path)
    return path
