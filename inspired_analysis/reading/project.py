"""REFI-QDA projects (.qdpx): the text sources inside, one after another. Codings in them are not read here."""

from __future__ import annotations

from pathlib import Path

from ..errors import ReadingError
from .archive import Archive
from .decoding import decode
from .plain import unwrapped
from .source import Line, Source, normalised

__all__ = ["read_project"]


def read_project(raw: bytes, path: Path) -> Source:
    """Read the text sources of .qdpx; raise `ReadingError` if there is none.

    A source's path counts only as a name inside the archive: nothing is ever looked up outside it.
    """
    archive = Archive(raw, path)
    project = next((name for name in archive.names if name.lower().endswith(".qde") and "/" not in name), None)
    if project is None:
        raise ReadingError(
            path, expected="a project (.qde) inside", found="none", todo="Export it again as a REFI-QDA project."
        )
    lines: list[Line] = []
    texts: list[str] = []
    notes: list[str] = []
    for source in archive.xml(project).iter("{*}TextSource"):
        name = (source.get("name") or "source")[:80]
        text, why = _text(source, archive, path)
        if why:
            notes.append(f"{path.name}: the source {name!r} was left out ({why}).")
            continue
        texts.append(text)
        rows = [Line(row, f"{name}, line {i}") for i, row in enumerate(text.split("\n"), 1)]
        lines += [*unwrapped(rows), Line("", f"{name}, line {len(rows)}")]
    if not any(line.text.strip() for line in lines):
        raise ReadingError(
            path, expected="a project with text sources", found="; ".join(notes) or "none",
            todo="Export the transcripts themselves.",
        )  # fmt: skip
    return Source(path.name, "REFI-QDA project", "\n".join(texts), tuple(lines), notes=tuple(notes))


def _text(source, archive: Archive, path: Path) -> tuple[str, str]:
    """Return a source's text, or why there is none."""
    inline = next(source.iter("{*}PlainTextContent"), None)
    if inline is not None and (inline.text or "").strip():
        return normalised(inline.text), ""
    internal = (source.get("plainTextPath") or "").removeprefix("internal://")
    if not internal:
        return "", "it has no plain text"
    member = next((n for n in (f"Sources/{internal}", f"sources/{internal}", internal) if n in archive.names), None)
    if member is None or ".." in member or member.startswith(("/", "\\")):
        return "", "its text is not in the file"
    try:
        return decode(archive.read(member), path)[0], ""
    except ReadingError as error:
        return "", error.found
