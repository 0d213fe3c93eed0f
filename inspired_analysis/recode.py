"""Rename or merge codes: in the codebook, and by an entry in the log that rewrites every coding of the workshop.

The codes.yaml that was there is kept as codes.yaml.bak; taking the entry back (`take_back`) puts it in its place again.
"""

from __future__ import annotations

import json
from pathlib import Path

import yaml

from .atomic import write_whole
from .codes import CODES_NAME, CodeBook, QCode, back_up, load_codes, over, own_codes, shipped_codes, write_codes
from .deciding import Entry, Judged, Log
from .deciding.replay import CANDIDATE, standing_entries
from .errors import CodingError, DecisionError
from .guarding.masking import Mask
from .pipeline import analyse, learned_coders, read_decisions
from .reading import read_workshop
from .workshop import Workshop

__all__ = ["merge_code", "rename_code", "take_back", "write_used"]


def rename_code(workshop: Workshop, old: str, new: str, *, who: str, why: str = "") -> int:
    """Give the code *old* the name *new*; return how many codings by people have it.

    Raises
    ------
    CodingError
        If there is no code *old*, findings rest on it by its name, or *new* is taken: then merging is meant.
    """
    folder, new, old = workshop.files[0].parent, new.strip(), _as_written(workshop, old)
    if not new:
        raise CodingError("the new name", expected="a name", found="nothing")
    if new == CANDIDATE:
        raise CodingError(new, expected="another name", found="what turns that may bear on a statement are called")
    if load_codes(folder).get(new):
        raise CodingError(new, expected="a name that no code has", found="one that there is",
                          todo=f"To make one code of two: inspired codes … --merge {old!r} {new!r}")  # fmt: skip
    if new.casefold() in {CANDIDATE, *(c.code.casefold() for c in shipped_codes().codes)}:
        raise CodingError(new, expected="another name", found="that of a shipped code in other capitals")
    codings = _codings(workshop, old)
    if Mask.of(workshop.plan).code(new) in _in_use(workshop):
        raise CodingError(new, expected="a name that no code has", found="codings that have it", todo="To make one code"
                          f" of two: inspired codes … --write, then --merge {old!r} {new!r}")  # fmt: skip
    _log(workshop, old, new, who, why)
    if any(old in (c.code, c.parent) for c in own_codes(folder)):
        back_up(folder)
        file = (folder / CODES_NAME).resolve()
        write_whole(file, _renamed(file.read_text(encoding="utf-8-sig"), old, new).encode())
    return codings


def merge_code(workshop: Workshop, code: str, into: str, *, who: str, why: str = "") -> int:
    """Make codings of *code* codings of *into*, and take *code* out of the codebook; return how many by people."""
    folder, code, into = workshop.files[0].parent, _as_written(workshop, code), _as_written(workshop, into)
    if load_codes(folder).get(into) is None:
        raise CodingError(into, expected="a code that there is", found="none of that name")
    if code == into:
        raise CodingError(into, expected="two codes", found="the same twice")
    codings, merged = _codings(workshop, code), _recoded(load_codes(folder), code, into)
    _log(workshop, code, into, who, why)
    if any(code in (c.code, c.parent) for c in own_codes(folder)):
        back_up(folder)
        write_codes(folder, merged)
    return codings


def take_back(log: Log, entries: list[Entry], who: str) -> tuple[Entry, Entry, str]:
    """Undo the last decision of *who*; return it, the undo, and what a person must know about codes.yaml.

    Raises
    ------
    DecisionError
        Where *who* has decided nothing that stands.
    """
    mine = [e for e in standing_entries(entries) if e.who == who]
    if not mine:
        raise DecisionError("undo", expected=f"a decision of {who}'s to undo", found="none")
    last = mine[-1]
    note = _put_back(log.folder.parent, last) if last.what == "rename" else ""
    return last, log.append(who, "undo", undoes=last.id), note


def write_used(workshop: Workshop) -> tuple[Path, list[str]]:
    """Write ``codes.yaml`` with the codes in use that no codebook lists; return the file, and these codes."""
    folder = workshop.files[0].parent
    known = load_codes(folder)
    listed = {Mask.of(workshop.plan).code(c.code) for c in known.codes}
    used = sorted(set(analyse(workshop).codings["code"]) - {CANDIDATE} - listed)
    file = folder / CODES_NAME
    if used or not file.exists():
        back_up(folder)
        write_codes(folder, CodeBook(codes=(*known.codes, *(QCode(code=name) for name in used))))
    return file, used


def _codings(workshop: Workshop, code: str) -> int:
    """Return how many codings by people have *code*; refuse one that cannot be moved, or that there is not."""
    if shipped_codes().get(code):
        raise CodingError(code, expected="a code of your own", found="one that findings rest on by its name",
                          todo="Give it another label in codes.yaml, or merge your own code into it.")  # fmt: skip
    called = Mask.of(workshop.plan).code
    code, listed = called(code), {called(c.code) for c in load_codes(workshop.files[0].parent).codes}
    own = {*_in_use(workshop), *listed} - {CANDIDATE, *(c.code for c in shipped_codes().codes)}
    if code not in own:
        raise CodingError(code, expected=f"a code of your own: {', '.join(sorted(own)) or 'there is none'}",
                          found="none of that name, neither in the codebook nor in the codings")  # fmt: skip
    return _held(workshop).count(code)


def _as_written(workshop: Workshop, code: str) -> str:
    """Return the name of *code* as ``codes.yaml`` has it, which may hold a name that is shown nowhere."""
    called = Mask.of(workshop.plan).code
    known = (c.code for c in load_codes(workshop.files[0].parent).codes)
    return next((name for name in known if called(name) == called(code)), code)


def _held(workshop: Workshop) -> list[str]:
    """Return the code of each coding that a person holds."""
    return [r.code for r in read_decisions(workshop, read_workshop(workshop)).rulings if r.holds]


def _in_use(workshop: Workshop) -> set[str]:
    """Return the codes of the codings: people's, and what coders find that learned from people elsewhere."""
    found = set(analyse(workshop).codings["code"]) if learned_coders(workshop) else set()
    return {*_held(workshop), *found} - {CANDIDATE}


def _renamed(text: str, old: str, new: str) -> str:
    """Return the *text* of codes.yaml with *new* wherever it names the code *old*; comments and order stay."""
    listed = next(value for key, value in yaml.compose(text, Loader=yaml.SafeLoader).value if key.value == "codes")
    named = [value for code in listed.value for key, value in code.value
             if key.value in ("code", "parent") and value.value == old]  # fmt: skip
    for node in reversed(named):
        text = text[: node.start_mark.index] + json.dumps(new, ensure_ascii=False) + text[node.end_mark.index :]
    return text


def _recoded(known: CodeBook, old: str, new: str) -> CodeBook:
    """Return the codebook after *old* became *new*, or went into it where there is such a code.

    A code that what was above it goes into takes its place; what stood below *old* stands below *new*.
    """
    merged, above = known.get(new), known.get(old)
    codes = [_moved(c, old, new) for c in known.codes if not (merged and c.code == old)]
    if merged and above and old in _above(known, new):
        codes = [c.model_copy(update={"parent": above.parent}) if c.code == new else c for c in codes]
    return CodeBook(codes=tuple(codes))


def _above(known: CodeBook, name: str) -> list[str]:
    """Return the names of the codes above that of this *name*, the nearest first."""
    code = known.get(name)
    return [code.parent, *_above(known, code.parent)] if code and code.parent else []


def _moved(code: QCode, old: str, new: str) -> QCode:
    return code.model_copy(update={"code": new if code.code == old else code.code,
                                   "parent": new if code.parent == old else code.parent})  # fmt: skip


def _put_back(folder: Path, rename: Entry) -> str:
    """Bring the codes.yaml from before *rename* back if nothing else has happened to it since; say what was done."""
    kept = folder / f"{CODES_NAME}.bak"
    now, old, new = load_codes(folder), rename.before.code, rename.after.code
    before = over(own_codes(folder, kept.name))
    if kept.exists() and now != before and now == _recoded(before, old, new):
        kept.replace((folder / CODES_NAME).resolve())
        return f"{CODES_NAME} is again what it was."
    return "" if now.get(old) else f"{CODES_NAME} stays as it is: if {old!r} was in it, put that back by hand."


def _log(workshop: Workshop, old: str, new: str, who: str, why: str) -> None:
    Log.beside(workshop).append(who, "rename", before=Judged(code=old), after=Judged(code=new), why=why)
