"""Read REFI-QDA: .qdpx and .qdc of ours and of other programs.

Files in the wild differ from the specification: the project may bear another name; a source may have no path, and its
text lies under its name; representations of PDF files carry the selections of their text; a text may be missing.
Everything that can be read is read exactly; everything else is counted in ``Project.lost``, never passed over in
silence. Offsets are code points of the text as it stands; where a program counted a line end of two characters as one,
the selections' names, which most programs take from the text, tell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from lxml import etree

from ..errors import ExchangeError, ReadingError
from ..reading.archive import Archive, parsed
from .project import Case, Coding, Note, Project, ProjectCode, Selection, Source, User

__all__ = ["read_qdc", "read_qdpx"]

MAX_BYTES = 400_000_000
# Elements that have no place here, and what a person calls them.
UNPLACED = {
    "Link": "links", "Set": "sets", "Graph": "graphs", "PictureSource": "pictures", "AudioSource": "audio files",
    "VideoSource": "video files", "PictureSelection": "selections in pictures", "AudioSelection": "selections in audio",
    "VideoSelection": "selections in video", "PDFSelection": "selections on PDF pages",
    "TranscriptSelection": "selections by time",
}  # fmt: skip


def read_qdpx(path: str | Path) -> Project:
    """Return the project at *path*; raise `ExchangeError` where it is none."""
    path = Path(path)
    archive = Archive(_bytes(path), path)
    inner = next((n for n in archive.names if n.lower().endswith(".qde") and "/" not in n), None)
    if inner is None:
        raise ExchangeError(path, expected="a project (.qde) inside", found="none",
                            todo="Export it again as a REFI-QDA project.")  # fmt: skip
    root = archive.xml(inner)
    if etree.QName(root).localname != "Project":
        raise ExchangeError(path, expected="a REFI-QDA project", found=etree.QName(root).localname)
    lost = Counter(UNPLACED[_tag(e)] for e in root.iter() if _tag(e) in UNPLACED)
    elements = [e for e in root.iter("{*}TextSource", "{*}Representation") if _has_text(e)]
    sources = tuple(_source(e, archive, path) for e in elements)
    notes = tuple(_note(e, archive, path) for e in root.iterfind("{*}Notes/{*}Note"))
    missing = [s for s in sources if s.text is None]
    lost += _unread(root, notes)
    said = [f"{what}: {n}" for what, n in sorted(lost.items())]
    said += [f"the text of {s.name!r}, with {sum(len(x.codings) for x in s.selections)} codings" for s in missing]
    return Project(
        name=root.get("name", ""), origin=root.get("origin", ""),
        users=tuple(User(_guid(e), e.get("name", ""), e.get("id", "")) for e in root.iterfind("{*}Users/{*}User")),
        codes=tuple(_codes(root.iterfind("{*}CodeBook/{*}Codes/{*}Code"))),
        sources=sources, cases=tuple(_cases(root)), notes=notes, about=_refs(root), lost=tuple(said),
    )  # fmt: skip


def read_qdc(path: str | Path) -> tuple[ProjectCode, ...]:
    """Return the codes of the codebook at *path*."""
    path = Path(path)
    root = parsed(_bytes(path), path)
    if etree.QName(root).localname != "CodeBook":
        raise ExchangeError(path, expected="a REFI-QDA codebook", found=etree.QName(root).localname)
    return tuple(_codes(root.iterfind("{*}Codes/{*}Code")))


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ExchangeError(path, expected="a project of ordinary size", found=f"{path.stat().st_size:,} bytes")
        return path.read_bytes()
    except OSError as error:
        raise ExchangeError(path, expected="a file that can be read", found=error.strerror or str(error)) from None


def _unread(root: etree._Element, notes: tuple[Note, ...]) -> Counter:
    """Return what hangs on a whole text, a note or a case, or stands in a file of another kind, and how much of it."""
    texts = sum(len(e.findall("{*}Coding")) for e in root.iterfind("{*}Sources/*"))
    in_notes = sum(1 for e in root.iterfind("{*}Notes/{*}Note") for _ in e.iter("{*}Coding"))
    cases = sum(1 for _ in root.iterfind("{*}Cases/{*}Case/{*}CodeRef"))
    rich = [e for e, note in zip(root.iterfind("{*}Notes/{*}Note"), notes, strict=True)
            if not note.text and (e.get("richTextPath") or e.get("plainTextPath"))]  # fmt: skip
    return +Counter({"codings of a whole text": texts, "codings in notes": in_notes, "codings of a case": cases,
                     "notes whose plain text the project does not hold": len(rich)})  # fmt: skip


def _has_text(element: etree._Element) -> bool:
    """Whether an element is a text of its own: sources, and representations that hold selections."""
    return _tag(element) == "TextSource" or element.find("{*}PlainTextSelection") is not None


def _codes(elements: Iterable[etree._Element], parent: str = "") -> Iterable[ProjectCode]:
    for element in elements:
        own = _guid(element)
        yield ProjectCode(own, element.get("name", ""), parent, element.get("color", ""),
                          element.findtext("{*}Description") or "", element.get("isCodable") not in ("false", "0"),
                          _refs(element))  # fmt: skip
        yield from _codes(element.iterfind("{*}Code"), own)


def _cases(root: etree._Element) -> Iterable[Case]:
    names = {_guid(v): v.get("name", "") for v in root.iterfind("{*}Variables/{*}Variable")}
    for element in root.iterfind("{*}Cases/{*}Case"):
        values = []
        for value in element.iterfind("{*}VariableValue"):
            ref, held = value.find("{*}VariableRef"), [e for e in value if _tag(e).endswith("Value")]
            if ref is not None:
                said = (held[0].text or "") if held else ""
                values.append((names.get(_target(ref), _target(ref)), said))
        yield Case(_guid(element), element.get("name", ""), tuple(values),
                   tuple(_target(e) for e in element.iterfind("{*}SelectionRef")),
                   tuple(_target(e) for e in element.iterfind("{*}SourceRef")))  # fmt: skip


def _source(element: etree._Element, archive: Archive, path: Path) -> Source:
    text = _text(element, archive, path)
    selections = tuple(_selection(e) for e in element.iterfind("{*}PlainTextSelection"))
    if text is not None and "\r\n" in text and _counted_as_one(text, selections):
        text = text.replace("\r\n", "\n")
    return Source(_guid(element), element.get("name", ""), text, selections, _refs(element))


def _counted_as_one(text: str, selections: tuple[Selection, ...]) -> bool:
    """Whether more selections bear the words of their place when each line end counts as one character."""
    as_one = text.replace("\r\n", "\n")
    votes = Counter()
    for s in selections:
        words = " ".join(s.name.split())[:40].rstrip("….")
        for name, body in (("two", text), ("one", as_one)):
            votes[name] += len(words) > 3 and " ".join(body[s.start : s.end].split()).startswith(words)
    return votes["one"] > votes["two"]


def _selection(element: etree._Element) -> Selection:
    start, end = _whole(element, "startPosition"), _whole(element, "endPosition")
    return Selection(
        _guid(element), element.get("name", ""), start, end,
        tuple(_coding(e) for e in element.iterfind("{*}Coding")), element.findtext("{*}Description") or "",
        _author(element), element.get("creationDateTime", ""),
        tuple(dict.fromkeys([*_refs(element), *(n for e in element.iterfind("{*}Coding") for n in _refs(e))])),
    )  # fmt: skip


def _coding(element: etree._Element) -> Coding:
    code = element.find("{*}CodeRef")
    return Coding(_guid(element), _target(code) if code is not None else "", _author(element),
                  element.get("creationDateTime", ""))  # fmt: skip


def _note(element: etree._Element, archive: Archive, path: Path) -> Note:
    return Note(_guid(element), element.get("name", ""), _text(element, archive, path) or "",
                _author(element), element.get("creationDateTime", ""))  # fmt: skip


def _text(element: etree._Element, archive: Archive, path: Path) -> str | None:
    """Return the text of a source: from the element, from its path, or from a file of its name."""
    inline = element.find("{*}PlainTextContent")
    if inline is not None:
        return inline.text or ""
    place = element.get("plainTextPath", "")
    name = place.removeprefix("internal://") or element.get("name", "")
    if not name or place.startswith(("relative://", "absolute://")):
        return None  # outside the file, where nothing is looked up
    wanted = {f"sources/{name}".lower(), name.lower().lstrip("/")}
    member = next((n for n in archive.names if n.lower() in wanted), None)
    if member is None:
        return None
    try:
        return archive.read(member).decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise ReadingError(f"{path.name}, {member}", expected="text in UTF-8", found=error.reason) from None


def _refs(element: etree._Element) -> tuple[str, ...]:
    return tuple(_target(e) for e in element.iterfind("{*}NoteRef"))


def _whole(element: etree._Element, name: str) -> int:
    try:
        return int(element.get(name, ""))
    except ValueError:
        found = repr(element.get(name))
        raise ExchangeError("project.qde", expected=f"a whole number as {name}", found=found) from None


def _guid(element: etree._Element) -> str:
    return element.get("guid", "").strip("{}").upper()


def _author(element: etree._Element) -> str:
    return element.get("creatingUser", "").strip("{}").upper()


def _target(element: etree._Element) -> str:
    return element.get("targetGUID", "").strip("{}").upper()


def _tag(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
