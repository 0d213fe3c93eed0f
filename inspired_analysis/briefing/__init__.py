"""Briefing: from findings to files that people read and programs use."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from ..errors import RunError

__all__ = ["DEFAULT_FORMATS", "FORMATS", "put", "require", "write"]

DEFAULT_FORMATS = ("html", "md", "json", "csv")
FORMATS = (*DEFAULT_FORMATS, "pdf", "docx")


def write(analysis, folder: Path, formats: Sequence[str] = DEFAULT_FORMATS, theme=None) -> list[Path]:
    """Write the brief of *analysis* into *folder* in each of *formats*, dressed in *theme*.

    ``html``, ``md``, ``pdf`` and ``docx`` are the brief, ``json`` is ``findings.json``, and ``csv`` is
    ``turns.csv`` and ``codings.csv``. Everything is composed before anything is written.
    """
    require(formats)
    return put(_files(analysis, formats, theme), folder)


def put(files: Mapping[str, str | bytes], folder: Path) -> list[Path]:
    """Write *files* (name → contents) into *folder*; return their paths.

    All are written aside before the first is renamed: no half-written file is ever seen, and a failure leaves the
    previous ones as they were.
    """
    aside = {folder / f".{name}.aside": folder / name for name in files}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, content in zip(aside, files.values(), strict=True):
            _write(path, content)
        return [path.replace(final) for path, final in aside.items()]
    except OSError as error:
        for path in aside:
            with suppress(OSError):
                path.unlink()
        raise RunError(folder, expected="a folder to write the brief into", found=error.strerror or str(error),
                       todo="Choose another folder with --out.") from None  # fmt: skip


def require(formats: Sequence[str]) -> None:
    """Raise `RunError` for a format that there is not, or whose package is missing: at once, not after the work."""
    unknown = [f for f in formats if f not in FORMATS]
    if unknown:
        raise RunError("formats", expected=f"some of {', '.join(FORMATS)}", found=repr(unknown[0]))
    if "pdf" in formats:
        from .pdf import require_typst

        require_typst()


def _files(analysis, formats: Sequence[str], theme) -> dict[str, str | bytes]:
    """Return name → contents, in the order of `FORMATS`; what a format needs is loaded only for it."""
    from . import data
    from .compose import compose
    from .html import render_html
    from .markdown import render_markdown
    from .theme import DEFAULT

    brief, theme = compose(analysis), theme or DEFAULT
    files: dict[str, str | bytes] = {}
    if "html" in formats:
        files["brief.html"] = render_html(brief, analysis, theme)
    if "md" in formats:
        files["brief.md"] = render_markdown(brief, analysis)
    if "json" in formats:
        files["findings.json"] = data.findings_json(analysis)
    if "csv" in formats:
        files |= {"turns.csv": data.turns_csv(analysis), "codings.csv": data.codings_csv(analysis)}
    if "pdf" in formats:
        from .pdf import render_pdf

        files["brief.pdf"] = render_pdf(brief, analysis, theme)
    if "docx" in formats:
        from .office import render_docx

        files["brief.docx"] = render_docx(brief, analysis, theme)
    return files


def _write(path: Path, content: str | bytes) -> None:
    with path.open("wb") as out:
        out.write(content.encode("utf-8") if isinstance(content, str) else content)
        out.flush()
        os.fsync(out.fileno())
