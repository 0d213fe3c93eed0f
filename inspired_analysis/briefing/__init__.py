"""Briefing: from findings to files that people read and programs use."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from ..errors import RunError

__all__ = ["DEFAULT_FORMATS", "FORMATS", "check_folder", "put", "require", "write"]

DEFAULT_FORMATS = ("html", "md", "json", "csv")
FORMATS = (*DEFAULT_FORMATS, "pdf", "docx")
DATA = ("json", "csv")  # these hold everything


def write(analysis, folder: Path, formats: Sequence[str] | None = None, theme=None, *, view: str = "host",
          language: str = "en", edits=None, brief=None) -> list[Path]:  # fmt: skip
    """Write the brief of *analysis* into *folder* in each of *formats*, dressed in *theme*.

    ``html``, ``md``, ``pdf`` and ``docx`` are the brief, ``json`` is ``findings.json``, and ``csv`` is
    ``turns.csv`` and ``codings.csv``. Left out, they are all but paper, as far as the *view* may have them. The brief
    for the host is called ``brief``, others ``brief-participants`` and so on; one in another language than English
    ends in it: ``brief-fr``. *edits* are a person's; left out, those of ``brief.yaml`` beside the plan. *brief* is what
    `compose` made of them already; view, language and edits are then its own. Everything is composed before anything
    is written.
    """
    check_folder(folder, analysis.workshop.files)
    if brief is not None:
        view, language = brief.view.name, brief.say.code
    formats = require(formats, view=view, language=language)
    brief = brief or _composed(analysis, view, language, edits)
    return put(_files(analysis, brief, formats, theme), folder)


def check_folder(folder: Path, transcripts: Iterable[Path]) -> None:
    """Refuse to write the brief where *transcripts* lie: the next run would read ``brief.md`` and others as talk."""
    if any(file.resolve().parent == folder.resolve() for file in transcripts):
        raise RunError(folder, expected="a folder of the brief's own", found="that of the transcripts",
                       todo="Choose another folder with --out: there it would be read as talk.")  # fmt: skip


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
    except BaseException as error:
        for path in aside:
            with suppress(OSError):
                path.unlink()
        if not isinstance(error, OSError):  # Ctrl-C, or half a character that no file can hold
            raise
        raise RunError(folder, expected="a folder to write the brief into", found=error.strerror or str(error),
                       todo="Choose another folder with --out.") from None  # fmt: skip


def require(formats: Sequence[str] | None = None, *, view: str = "host", language: str = "en") -> tuple[str, ...]:
    """Return the formats to write; raise `RunError` for what cannot be had: at once, not after the work."""
    from .language import language as language_of
    from .views import view as view_of

    language_of(language)
    data = view_of(view).data
    if formats is None:
        return tuple(f for f in DEFAULT_FORMATS if data or f not in DATA)
    if not data and (given := [f for f in formats if f in DATA]):
        raise RunError("formats", expected=f"formats that may go to {view}", found=repr(given[0]),
                       todo="It holds what this view leaves out; the host's brief has it.")  # fmt: skip
    unknown = [f for f in formats if f not in FORMATS]
    if unknown:
        raise RunError("formats", expected=f"some of {', '.join(FORMATS)}", found=repr(unknown[0]))
    if "pdf" in formats:
        from .pdf import require_typst

        require_typst()
    return tuple(formats)


def _composed(analysis, view: str, language: str, edits):
    from .compose import compose
    from .language import language as language_of
    from .views import view as view_of

    return compose(analysis, say=language_of(language), view=view_of(view), edits=edits)


def _files(analysis, brief, formats: Sequence[str], theme) -> dict[str, str | bytes]:
    """Return name → contents, in the order of `FORMATS`; what a format needs is loaded only for it."""
    from . import data
    from .html import render_html
    from .markdown import render_markdown
    from .theme import DEFAULT

    view, language, theme = brief.view.name, brief.say.code, theme or DEFAULT
    name = "-".join(["brief", *([view] if view != "host" else []), *([language] if language != "en" else [])])
    files: dict[str, str | bytes] = {}
    if "html" in formats:
        files[f"{name}.html"] = render_html(brief, theme)
    if "md" in formats:
        files[f"{name}.md"] = render_markdown(brief)
    if "json" in formats:
        files["findings.json"] = data.findings_json(analysis)
    if "csv" in formats:
        files |= {"turns.csv": data.turns_csv(analysis), "codings.csv": data.codings_csv(analysis)}
    if "pdf" in formats:
        from .pdf import render_pdf

        files[f"{name}.pdf"] = render_pdf(brief, theme)
    if "docx" in formats:
        from .office import render_docx

        files[f"{name}.docx"] = render_docx(brief, theme)
    return files


def _write(path: Path, content: str | bytes) -> None:
    with path.open("wb") as out:
        out.write(content.encode("utf-8") if isinstance(content, str) else content)
        out.flush()
        os.fsync(out.fileno())
