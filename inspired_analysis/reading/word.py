"""Word documents, from their XML, so that nothing that can be seen in Word is missed.

What is talk: the body's paragraphs, tables, content controls and text boxes, with tracked changes as if
accepted. What is set aside, each with its reason: deleted text, hidden text, comments, footnotes, headers
and footers, field codes. The account counts every text node of those parts, apart from all this.
"""

from __future__ import annotations

import posixpath
from pathlib import Path

from ..errors import ReadingError
from .archive import Archive
from .columns import in_tables
from .source import Aside, Source
from .word_body import all_text, local_name, set_apart, walked, word_attribute

__all__ = ["read_word"]

PARTS = {
    "hdr": "page furniture",
    "ftr": "page furniture",
    "comments": "comments",
    "footnotes": "footnotes",
    "endnotes": "footnotes",
    "dataModel": "drawings",
    "chartSpace": "drawings",
    "drawing": "duplicates for older programs",
    "glossaryDocument": "building blocks",
}


def read_word(raw: bytes, path: Path) -> Source:
    """Read .docx, .docm or .dotx; raise `ReadingError` for what is damaged, hostile or empty."""
    archive = Archive(raw, path)
    main = _main_part(archive, path)
    body = archive.xml(main)
    styles = _styles(archive, posixpath.dirname(main))
    walker = walked(body, styles, tables=True)
    if not in_tables(walker.lines):  # a list of those present, not the talk
        walker = walked(body, styles, tables=False)
    asides = list(walker.asides)
    texts = [all_text(body)]
    for root in _other_parts(archive, main):
        text = all_text(root)
        texts.append(text)
        asides.append(Aside(PARTS[local_name(root)], text))
    if not any(line.text.strip() for line in walker.lines):
        raise ReadingError(
            path,
            expected="a transcript",
            found="a Word file without text in its body",
            todo="If the pages are pictures, run text recognition first.",
        )
    notes = []
    if walker.inserted:
        notes.append(
            f"{path.name} has tracked changes; they were read as if accepted "
            f"({walker.inserted} characters inserted, {walker.deleted} deleted)."
        )
    elif walker.deleted:
        notes.append(f"{path.name} has tracked changes; {walker.deleted} deleted characters were left out.")
    if walker.hidden:
        notes.append(f"{path.name} has hidden text ({walker.hidden} characters); it was left out.")
    notes += [note.replace("{file}", path.name, 1) for note in walker.left_out]
    if any(local_name(e) == "altChunk" for e in body.iter()):
        notes.append(f"{path.name} embeds another document whose text was not read; copy it into the file itself.")
    return Source(path.name, "Word document", "\n".join(texts), tuple(walker.lines), tuple(asides), tuple(notes))


def _main_part(archive: Archive, path: Path) -> str:
    """Return the name of the document part, from the package's relationships."""
    if "_rels/.rels" in archive:
        for relation in archive.xml("_rels/.rels"):
            if relation.get("Type", "").endswith("/officeDocument"):
                target = posixpath.normpath(relation.get("Target", "").lstrip("/"))
                if target in archive:
                    return target
    if "word/document.xml" in archive:
        return "word/document.xml"
    raise ReadingError(
        path,
        expected="a Word document inside the file",
        found="none",
        todo="Open it in its program and save it as .docx.",
    )


def _styles(archive: Archive, folder: str) -> dict[str, str]:
    """Return style id → lower-case style name; "(strong)" stands behind those of characters that set them apart."""
    name = posixpath.join(folder, "styles.xml")
    if name not in archive:
        return {}
    found = {}
    for style in archive.xml(name).iter("{*}style"):
        label = next((c.get(word_attribute(c, "val"), "") for c in style if local_name(c) == "name"), "")
        marks = next((c for c in style if local_name(c) == "rPr"), None)
        apart = style.get(word_attribute(style, "type")) == "character" and marks is not None and set_apart(marks)
        found[style.get(word_attribute(style, "styleId"), "")] = label.lower() + " (strong)" * apart
    return found


def _other_parts(archive: Archive, main: str):
    """Yield headers, footers, comments, notes, diagrams and charts: what a reader of the document also sees."""
    folder = posixpath.dirname(main)
    stems = ("header", "footer", "comments", "footnotes", "endnotes", "diagrams/d", "charts/chart", "glossary/")
    for name in sorted(archive.names):
        if name != main and name.endswith(".xml") and name.startswith(tuple(posixpath.join(folder, s) for s in stems)):
            root = archive.xml(name)
            if local_name(root) in PARTS:
                yield root
