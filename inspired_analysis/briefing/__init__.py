"""Briefing: from findings to files that people read and programs use."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from ..errors import RunError

__all__ = ["write"]


def write(analysis, folder: Path) -> list[Path]:
    """Write ``brief.html``, ``brief.md``, ``findings.json``, ``turns.csv`` and ``codings.csv`` into *folder*.

    Everything is composed before anything is written, and all files are written aside before the first is renamed:
    no half-written file is ever seen, and a failure leaves the previous brief as it was.
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
    aside = {folder / f".{name}.aside": folder / name for name in files}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, text in zip(aside, files.values(), strict=True):
            _write(path, text)
        return [path.replace(final) for path, final in aside.items()]
    except OSError as error:
        for path in aside:
            with suppress(OSError):
                path.unlink()
        raise RunError(folder, expected="a folder to write the brief into", found=error.strerror or str(error),
                       todo="Choose another folder with --out.") from None  # fmt: skip


def _write(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
