"""Write REFI-QDA: a project as .qdpx, a codebook as .qdc.

Beyond what the schema asks, as the specification has it: the project is ``project.qde``; texts lie flat in
``sources/`` as UTF-8, named by guid; paths begin with ``internal://``; each source has its text in one place only.
The same project gives the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path

from lxml import etree

from ..atomic import write_whole
from .project import Coding, Note, Project, ProjectCode, Selection, Source, guid

__all__ = ["qdc_bytes", "qdpx_bytes", "write_qdc", "write_qdpx"]

PROJECT, CODEBOOK = "urn:QDA-XML:project:1.0", "urn:QDA-XML:codebook:1.0"
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML 1.0 cannot hold
ALWAYS = (1980, 1, 1, 0, 0, 0)


def write_qdpx(project: Project, path: str | Path) -> Path:
    """Write *project* to *path* as .qdpx."""
    return _written(Path(path), qdpx_bytes(project))


def write_qdc(codes: Iterable[ProjectCode], path: str | Path, *, origin: str = "") -> Path:
    """Write *codes* to *path* as .qdc."""
    return _written(Path(path), qdc_bytes(codes, origin=origin))


def qdpx_bytes(project: Project) -> bytes:
    """Return *project* as the bytes of a .qdpx file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        members = [("project.qde", _xml(_project(project)))]
        members += [(f"sources/{s.guid}.txt", _encoded(s.text)) for s in project.sources if s.text is not None]
        for name, data in members:
            info = zipfile.ZipInfo(name, ALWAYS)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(info, data)
    return out.getvalue()


def qdc_bytes(codes: Iterable[ProjectCode], *, origin: str = "") -> bytes:
    """Return *codes* as the bytes of a .qdc file."""
    root = etree.Element(f"{{{CODEBOOK}}}CodeBook", nsmap={None: CODEBOOK})
    _set(root, origin=origin)
    _codes(root, tuple(codes), notes=False)
    return _xml(root)


def _project(project: Project) -> etree._Element:
    root = etree.Element(f"{{{PROJECT}}}Project", nsmap={None: PROJECT})
    _set(root, name=project.name, origin=project.origin)
    if project.users:
        _set(root, creatingUserGUID=project.users[0].guid)
        users = _add(root, "Users")
        for user in project.users:
            _add(users, "User", guid=user.guid, name=user.name, id=user.id)
    if project.codes:
        _codes(_add(root, "CodeBook"), project.codes)
    variables = {name: guid("variable", name) for case in project.cases for name, _ in case.values}
    if variables:
        listed = _add(root, "Variables")
        for name, own in variables.items():
            _add(listed, "Variable", guid=own, name=name, typeOfVariable="Text")
    if project.cases:
        cases = _add(root, "Cases")
        for case in project.cases:
            _case(_add(cases, "Case", guid=case.guid, name=case.name), case, variables)
    if project.sources:
        sources = _add(root, "Sources")
        for source in project.sources:
            _source(sources, source)
    if project.notes:
        notes = _add(root, "Notes")
        for note in project.notes:
            _note(notes, note)
    _refs(root, project.about)
    return root


def _codes(parent: etree._Element, codes: tuple[ProjectCode, ...], *, notes: bool = True) -> None:
    """Write the tree of *codes*; one whose parent is not among them stands at the top."""
    known = {c.guid for c in codes}
    below: dict[str, list[ProjectCode]] = {}
    for code in codes:
        below.setdefault(code.parent if code.parent in known else "", []).append(code)

    def write(into: etree._Element, above: str) -> None:
        for code in below.get(above, ()):
            element = _add(into, "Code", guid=code.guid, name=code.name, isCodable="true" if code.codable else "false",
                           color=code.colour)  # fmt: skip
            _text(element, "Description", code.description)
            _refs(element, code.notes if notes else ())
            write(element, code.guid)

    if codes:
        write(_add(parent, "Codes"), "")


def _case(element: etree._Element, case, variables: dict[str, str]) -> None:
    for name, value in case.values:
        own = _add(element, "VariableValue")
        _add(own, "VariableRef", targetGUID=variables[name])
        _add(own, "TextValue").text = _clean(value)
    for source in case.sources:
        _add(element, "SourceRef", targetGUID=source)
    for selection in case.selections:
        _add(element, "SelectionRef", targetGUID=selection)


def _source(parent: etree._Element, source: Source) -> None:
    place = "" if source.text is None else f"internal://{source.guid}.txt"
    element = _add(parent, "TextSource", guid=source.guid, name=source.name, plainTextPath=place)
    for selection in source.selections:
        _selection(element, selection)
    _refs(element, source.notes)


def _selection(parent: etree._Element, selection: Selection) -> None:
    element = _add(parent, "PlainTextSelection", guid=selection.guid, name=selection.name,
                   startPosition=str(selection.start), endPosition=str(selection.end), creatingUser=selection.user,
                   creationDateTime=selection.when)  # fmt: skip
    _text(element, "Description", selection.description)
    for coding in selection.codings:
        _coding(element, coding)
    _refs(element, selection.notes)


def _coding(parent: etree._Element, coding: Coding) -> None:
    element = _add(parent, "Coding", guid=coding.guid, creatingUser=coding.user, creationDateTime=coding.when)
    _add(element, "CodeRef", targetGUID=coding.code)


def _note(parent: etree._Element, note: Note) -> None:
    element = _add(parent, "Note", guid=note.guid, name=note.name, creatingUser=note.user, creationDateTime=note.when)
    _add(element, "PlainTextContent").text = _clean(note.text)


def _refs(element: etree._Element, notes: Iterable[str]) -> None:
    for note in notes:
        _add(element, "NoteRef", targetGUID=note)


def _add(parent: etree._Element, tag: str, /, **attributes: str) -> etree._Element:
    space = etree.QName(parent).namespace
    return _set(etree.SubElement(parent, f"{{{space}}}{tag}"), **attributes)


def _set(element: etree._Element, /, **attributes: str) -> etree._Element:
    for name, value in attributes.items():
        if value or name == "name":
            element.set(name, _clean(value))
    return element


def _text(parent: etree._Element, name: str, text: str) -> None:
    if text:
        _add(parent, name).text = _clean(text)


def _clean(text: str) -> str:
    return FORBIDDEN.sub("\ufffd", text)


def _encoded(text: str) -> bytes:
    # A text that begins with a byte order mark gets a second one, since readers take the first for no text.
    return (("\ufeff" if text.startswith("\ufeff") else "") + text).encode("utf-8", "replace")


def _xml(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)


def _written(path: Path, data: bytes) -> Path:
    from ..errors import ExchangeError

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data)
    except OSError as error:
        raise ExchangeError(path, expected="a place to write to", found=error.strerror or str(error)) from None
    return path
