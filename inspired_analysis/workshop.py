"""A workshop: its transcript files, and its plan from ``workshop.yaml`` or from nothing at all.

A wrong plan is refused with the file, the line, what was expected and what was found, before anything is read.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from .checked_yaml import beside, load_checked
from .codes import CODES_NAME, CodeBook, over, own_codes
from .errors import PlanError
from .plan import CRITERIA, Name, Names, Participant, Plan, Question, Statement

__all__ = ["CRITERIA", "NAMES_NAME", "PLAN_NAME", "Name", "Names", "Participant", "Plan", "Question", "Statement",
           "Workshop", "load_names", "slug", "transcripts_in"]  # fmt: skip

PLAN_NAME = "workshop.yaml"
NAMES_NAME = "names.yaml"  # beside the plan, or the transcripts where there is none
MAX_PLAN_BYTES = 1_000_000
TRANSCRIPT_SUFFIXES = (
    ".docx", ".odt", ".rtf", ".txt", ".md", ".vtt", ".srt", ".csv", ".tsv", ".xlsx", ".pdf", ".eaf", ".qdpx",
)  # fmt: skip
# Formats that hold talk too, but are not read: such a file beside a transcript is told, not passed over in silence.
UNREAD_SUFFIXES = (".doc", ".docm", ".pages", ".wpd", ".wps", ".html", ".htm", ".xls", ".xlsm", ".ods", ".numbers",
                   ".ttml", ".sbv")  # fmt: skip


@dataclass(frozen=True)
class Workshop:
    """One session: its plan and its transcript files.

    Attributes
    ----------
    id
        From the plan, else from the folder's or file's name; safe in file names, and without listed names.
    plan
        The plan, without listed names in what it says; an empty one where there is no ``workshop.yaml``.
    files
        Transcript files, in the plan's order or by name.
    has_plan
        Whether there was a ``workshop.yaml``.
    unread
        Files beside them in formats that are not read, by name, unless the plan lists the transcripts.
    """

    id: str
    plan: Plan
    files: tuple[Path, ...]
    has_plan: bool = False
    unread: tuple[str, ...] = ()

    @property
    def codes(self) -> CodeBook:
        """The shipped codes with the workshop's own over and after them, without listed names in what they say."""
        return over(self.plan.codes)

    @classmethod
    def load(cls, path: str | Path) -> Workshop:
        """Load a workshop from a folder, a transcript file or a plan file.

        Raises
        ------
        PlanError
            For a path that is not there, a plan that is wrong, or a folder without a transcript.
        CodingError
            For a ``codes.yaml`` that is wrong.
        """
        path = Path(path)
        if not path.exists():
            raise PlanError(path, expected="a folder or a transcript file", found="nothing there",
                            todo="Check the spelling of the path.")  # fmt: skip
        if path.name == PLAN_NAME:
            path = path.parent
        folder = path if path.is_dir() else path.parent
        plan_file = folder / PLAN_NAME
        has_plan = plan_file.exists() and (path.is_dir() or _lists(plan_file, path))
        from .guarding.masking import Mask

        plan = load_plan(plan_file) if has_plan else Plan()
        # Names count for every transcript that lies beside them, with or without a plan.
        plan = plan.model_copy(update={"codes": own_codes(folder), "names": (*plan.names, *load_names(folder))})
        files = (path,) if path.is_file() else _transcripts(folder, plan)
        mask = Mask.of(plan)
        plan = mask.plan(plan)
        name = plan.id or mask.name(slug(path.resolve().name if path.is_dir() else path.stem))
        unread = unread_in(folder) if path.is_dir() and not plan.transcripts else ()
        return cls(id=name, plan=plan, files=files, has_plan=has_plan, unread=tuple(mask.name(f.name) for f in unread))


def load_plan(path: Path) -> Plan:
    """Read and check one ``workshop.yaml``; raise `PlanError` with the line of the first mistake."""
    plan = load_checked(path, Plan, error=PlanError, kind="plan", example="title: and assumptions:",
                        max_bytes=MAX_PLAN_BYTES)  # fmt: skip
    if plan.codes:
        raise PlanError(path, expected=f"codes in the file {CODES_NAME} beside the plan", found="codes: in the plan",
                        todo=f"Move codes: and what is below it to {CODES_NAME}, as it stands.")  # fmt: skip
    return plan


def load_names(folder: Path) -> tuple[Name, ...]:
    """Return what ``names.yaml`` in *folder* says of names in the talk; nothing if there is none."""
    path = folder / NAMES_NAME
    if not path.exists():
        return ()
    return load_checked(path, Names, error=PlanError, kind="list of names", example="names:",
                        max_bytes=MAX_PLAN_BYTES).names  # fmt: skip


def slug(name: str) -> str:
    """Return *name* as an id that is safe in file names: letters, digits, ``.``, ``_`` and ``-``."""
    name = unicodedata.normalize("NFC", name)
    return re.sub(r"[^\w.-]+", "-", name).strip("-.")[:80] or "workshop"


def transcripts_in(folder: Path) -> tuple[Path, ...]:
    """Return the files of *folder* that look like transcripts, by name; part 2 comes before part 10."""
    return tuple(sorted((
        f for f in folder.iterdir()
        if f.suffix.lower() in TRANSCRIPT_SUFFIXES and f.is_file() and not f.is_symlink()
        and not f.name.startswith((".", "~")) and f.stem.lower() != "readme"
    ), key=_counted))  # fmt: skip


def unread_in(folder: Path) -> tuple[Path, ...]:
    """Return the files of *folder* that may hold talk, but in formats that are not read, by name."""
    return tuple(sorted((f for f in folder.iterdir() if f.suffix.lower() in UNREAD_SUFFIXES and f.is_file()
                         and not f.name.startswith((".", "~"))), key=_counted))  # fmt: skip


def _counted(file: Path) -> tuple:
    """Return what orders files by name, with the numbers in them as numbers."""
    pieces = re.split(r"([0-9]+)", file.name)
    return [int(p) if i % 2 else p for i, p in enumerate(pieces)], file.name


def _lists(plan_file: Path, path: Path) -> bool:
    """Whether the plan beside *path* claims it: by naming it, or by naming no transcript at all."""
    named = load_plan(plan_file).transcripts
    return not named or unicodedata.normalize("NFC", path.name) in named


def _transcripts(folder: Path, plan: Plan) -> tuple[Path, ...]:
    """Return the plan's transcripts, or every readable file of the folder by name."""
    if plan.transcripts:
        for name in plan.transcripts:
            if Path(name).name != name:
                raise PlanError(folder / PLAN_NAME, expected="transcripts: file names in the plan's own folder",
                                found=f"{name!r}")  # fmt: skip
            if beside(folder, name).is_symlink():
                raise PlanError(folder / PLAN_NAME, expected="transcripts: files in the plan's own folder",
                                found=f"{name!r}, a link to elsewhere", todo="Put the file itself there.")  # fmt: skip
            if not beside(folder, name).is_file():
                raise PlanError(folder / PLAN_NAME, expected=f"the transcript {name!r} beside the plan",
                                found="no such file", todo="Correct transcripts:, or add the file.")  # fmt: skip
        return tuple(beside(folder, name) for name in plan.transcripts)
    files = transcripts_in(folder)
    if not files:
        raise PlanError(folder, expected="a transcript (" + ", ".join(TRANSCRIPT_SUFFIXES) + ")", found="none",
                        todo="Put one in this folder, or name it under transcripts: in the plan.")  # fmt: skip
    return files
