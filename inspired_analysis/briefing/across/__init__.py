"""The brief of a dialogue: from what was found across its workshops to files that people read and programs use."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from ...errors import RunError
from .. import put

__all__ = ["write"]


def write(synthesis, folder: Path, briefs: Mapping[str, Path], theme=None) -> list[Path]:
    """Write the dialogue's brief into *folder*; return the files. Nothing is written before all is composed."""
    from ..theme import DEFAULT
    from .compose import compose
    from .data import dialogue_json
    from .page import render_html, render_markdown
    from .workbook import render_isf

    links = {workshop: _link(brief, folder) for workshop, brief in briefs.items() if (brief / "brief.html").exists()}
    brief = compose(synthesis)
    return put({
        "compare.html": render_html(brief, links, theme or DEFAULT),
        "compare.md": render_markdown(brief, links),
        "dialogue.json": dialogue_json(synthesis),
        "isf.xlsx": render_isf(synthesis),
    }, folder)  # fmt: skip


def _link(brief: Path, folder: Path) -> str:
    """Return the way from *folder* to the page in *brief*; quoted, so that no folder's name is a scheme or markup."""
    try:
        way = os.path.relpath((brief / "brief.html").resolve(), folder.resolve())
    except ValueError:  # on Windows, from one drive to another
        raise RunError(folder, expected="a folder on the drive of the briefs", found="another drive",
                       todo="Choose another folder with --out.") from None  # fmt: skip
    return quote(Path(way).as_posix(), safe="/")
