"""The log: ``decisions/TRANSCRIPT.WHO.jsonl`` beside the transcript, one file a person, one decision a line.

A file per person, so that two people's work meets in git without a conflict; where one person worked in two places,
lines of both may stand in any order, twice, and between git's conflict marks: all of them count, once. A line is on
disk (fsync) before `Log.append` returns. A half-written last line, left by a crash, was never confirmed to anybody;
it is passed over and reported.
"""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from ..errors import DecisionError
from ..workshop import Workshop, slug, transcripts_in
from .entries import Entry, stamp

__all__ = ["FOLDER", "Log", "check_who", "read_entries"]

FOLDER = "decisions"
WHO = re.compile(r"[\w-]{1,60}")
WHEN = re.compile(r'\{"when": "(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)"')
TAIL = 100_000  # bytes of a log that hold its last line
CONFLICT = re.compile(r"(<<<<<<<|=======|>>>>>>>|\|\|\|\|\|\|\|)( |$)")


def now() -> datetime.datetime:
    """Return the time of a decision."""
    return datetime.datetime.now(datetime.UTC)


@dataclass
class Log:
    """The decisions about one workshop, of everybody, with a pen for one person.

    Parameters
    ----------
    folder
        Where the files lie.
    stems
        The names, without ending, of the workshop's transcripts: whose decisions these are.
    clock
        Tells the time; tests give their own.
    """

    folder: Path
    stems: tuple[str, ...]
    clock: Callable[[], datetime.datetime] = now
    _last: str = field(default="", repr=False)

    @classmethod
    def beside(cls, workshop: Workshop) -> Log:
        """Return the log beside the transcripts of *workshop*."""
        if not workshop.files:
            raise DecisionError(workshop.id, expected="a workshop with a transcript file", found="none",
                                todo="Decisions are kept beside the transcript.")  # fmt: skip
        return cls(workshop.files[0].parent / FOLDER, tuple(slug(file.stem) for file in workshop.files))

    @property
    def files(self) -> list[Path]:
        """The files of this workshop's decisions, by name."""
        if not self.folder.is_dir():
            return []
        return [f for f in sorted(self.folder.glob("*.jsonl")) if _stem(f) in self.stems]

    def read(self) -> tuple[list[Entry], list[str]]:
        """Return all entries in order, and a note for each line that says nothing and each log without a transcript."""
        entries, notes = read_entries(self.files)
        return entries, [*notes, *self._orphans()]

    def _orphans(self) -> list[str]:
        if not self.folder.is_dir():
            return []
        stems = {*self.stems, *(slug(file.stem) for file in transcripts_in(self.folder.parent))}
        lone = [f.name for f in sorted(self.folder.glob("*.jsonl")) if _stem(f) not in stems]
        return [f"{FOLDER}/{name} belongs to no transcript here: was one renamed? Rename it too." for name in lone]

    def append(self, who: str, what: str, **rest) -> Entry:
        """Write one decision of *who* to disk and return it; raise `DecisionError` where that is impossible."""
        return self.append_all(who, [{"what": what, **rest}])[0]

    def append_all(self, who: str, decisions: Sequence[dict]) -> list[Entry]:
        """Write several decisions of *who* in one go: all of them are on disk when this returns."""
        check_who(who)
        file = self.folder / f"{self.stems[0]}.{who}.jsonl"
        self._last = max(self._last, _last_when(file))
        try:
            entries = [Entry(when=self._when(), who=who, **d) for d in decisions]
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(step) for step in first["loc"])
            raise DecisionError(where or "decision", expected=first["msg"], found=repr(first["input"])[:80]) from None
        try:
            self.folder.mkdir(exist_ok=True)
            _append(file, "".join(f"{entry.line()}\n" for entry in entries))
        except OSError as error:
            raise DecisionError(file, expected="a log that can be written", found=error.strerror or str(error),
                                todo="The decision was not saved.") from None  # fmt: skip
        return entries

    def _when(self) -> str:
        """Return a time after the last one given: two decisions never tie, and the clock may have been set back."""
        moment = self.clock()
        if stamp(moment) <= self._last:
            last = datetime.datetime.fromisoformat(self._last)
            moment = last + datetime.timedelta(microseconds=1)
        self._last = stamp(moment)
        return self._last


def check_who(who: str) -> None:
    """Raise `DecisionError` unless *who* can be the name of somebody who decides."""
    if not WHO.fullmatch(who):
        raise DecisionError("who decides", expected="a pseudonym of letters, digits, _ and -", found=repr(who))


def _stem(file: Path) -> str:
    """Return the transcript's part of a log's name."""
    return file.name.removesuffix(".jsonl").rpartition(".")[0]


def _last_when(file: Path) -> str:
    """Return the time of the last decision in *file*; "" where there is none."""
    try:
        end = file.read_bytes()[-TAIL:].rstrip(b"\n").rpartition(b"\n")[2]
    except OSError:
        return ""  # none yet, or none that can be written either: that is said where it is written
    found = WHEN.match(end.decode("utf-8", "replace"))
    return found[1] if found else ""


def _append(file: Path, text: str) -> None:
    with file.open("ab+") as out:
        if out.tell():
            out.seek(-1, os.SEEK_END)
            if out.read(1) != b"\n":
                text = "\n" + text  # after a line that a crash cut off
        out.write(text.encode("utf-8"))
        out.flush()
        os.fsync(out.fileno())


def read_entries(files: Sequence[Path]) -> tuple[list[Entry], list[str]]:
    """Return the entries of *files* in order, each once, and a note for each line that says nothing.

    A wrong line costs itself, never the others: a log is worth more than its tidiness.
    """
    entries: dict[str, Entry] = {}
    notes = []
    for file in files:
        try:
            lines = file.read_bytes().decode("utf-8", "surrogateescape").split("\n")
        except OSError as error:
            raise DecisionError(file, expected="a log that can be read", found=error.strerror or str(error)) from None
        for number, line in enumerate(lines, 1):
            line = line.strip("\r \ufeff")
            if not line or CONFLICT.match(line):
                continue
            try:
                entry = Entry.model_validate_json(line.encode("utf-8"))
            except (ValidationError, UnicodeEncodeError):
                notes.append(f"{FOLDER}/{file.name}, line {number}: not a decision, passed over.")
                continue
            entries[entry.id] = entry
    return sorted(entries.values(), key=lambda e: (e.when, e.id)), notes
