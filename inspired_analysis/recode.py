"""Rename or merge codes: in the codebook, and by an entry in the log that rewrites every coding of the workshop."""

from __future__ import annotations

from pathlib import Path

from .codes import CodeBook, QCode, load_codes, shipped_codes, write_codes
from .deciding import Judged, Log
from .errors import CodingError
from .pipeline import analyse
from .workshop import Workshop

__all__ = ["merge_code", "rename_code", "write_used"]


def rename_code(workshop: Workshop, old: str, new: str, *, who: str, why: str = "") -> None:
    """Give the code *old* the name *new*.

    Raises
    ------
    CodingError
        If findings rest on *old* by its name, or *new* is taken: then merging is meant.
    """
    folder = workshop.files[0].parent
    known = load_codes(folder)
    if known.get(new):
        raise CodingError(new, expected="a name that no code has", found="one that there is",
                          todo=f"To make one code of two: inspired codes … --merge {old!r} {new!r}")  # fmt: skip
    _movable(old)
    changed = [_moved(c, old, new) for c in known.codes]
    _log(workshop, old, new, who, why)
    write_codes(folder, CodeBook(codes=tuple(changed)))


def merge_code(workshop: Workshop, code: str, into: str, *, who: str, why: str = "") -> None:
    """Make codings of *code* codings of *into*, and take *code* out of the codebook."""
    folder = workshop.files[0].parent
    known = load_codes(folder)
    _movable(code)
    if known.get(into) is None:
        raise CodingError(into, expected="a code that there is", found="none of that name")
    if code == into:
        raise CodingError(into, expected="two codes", found="the same twice")
    kept = [_moved(c, code, into) for c in known.codes if c.code != code]
    _log(workshop, code, into, who, why)
    write_codes(folder, CodeBook(codes=tuple(kept)))


def write_used(workshop: Workshop) -> Path:
    """Write ``codes.yaml`` with the codes that are in use and not yet in it; return the file."""
    folder = workshop.files[0].parent
    known = load_codes(folder)
    used = sorted(set(analyse(workshop).codings["code"]) - {"candidate"} - {c.code for c in known.codes})
    return write_codes(folder, CodeBook(codes=(*known.codes, *(QCode(code=name) for name in used))))


def _movable(code: str) -> None:
    if shipped_codes().get(code):
        raise CodingError(code, expected="a code of your own", found="one that findings rest on by its name",
                          todo="Give it another label in codes.yaml, or merge your own code into it.")  # fmt: skip


def _moved(code: QCode, old: str, new: str) -> QCode:
    return code.model_copy(update={"code": new if code.code == old else code.code,
                                   "parent": new if code.parent == old else code.parent})  # fmt: skip


def _log(workshop: Workshop, old: str, new: str, who: str, why: str) -> None:
    Log.beside(workshop).append(who, "rename", before=Judged(code=old), after=Judged(code=new), why=why)
