"""The plan of a workshop: what is known beforehand, from ``workshop.yaml`` or from nothing at all.

Everything in a plan is optional. A wrong plan is refused with the file, the line, what was expected and
what was found, before anything is read.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from .checked_yaml import load_checked
from .errors import PlanError
from .tables import GROUPS, table

__all__ = ["CODEBOOK_NAME", "CRITERIA", "NAMES_NAME", "PLAN_NAME", "Name", "Names", "OwnCode", "OwnCodebook",
           "Participant", "Plan", "Question", "Statement", "Workshop", "load_names", "slug",
           "transcripts_in"]  # fmt: skip

PLAN_NAME = "workshop.yaml"
CODEBOOK_NAME = "codebook.yaml"
NAMES_NAME = "names.yaml"  # beside the plan
MAX_PLAN_BYTES = 1_000_000
MAX_STATEMENT_WORDS = 60
TRANSCRIPT_SUFFIXES = (
    ".docx", ".odt", ".rtf", ".txt", ".md", ".vtt", ".srt", ".csv", ".tsv", ".xlsx", ".pdf", ".eaf", ".qdpx",
)  # fmt: skip
CRITERIA = (
    "value for money", "access and choice", "fairness", "feasibility: administrative",
    "feasibility: political", "feasibility: social", "legality", "environment", "gender",
)  # fmt: skip

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Statement(_Strict):
    """A sentence that people can be for or against: an assumption or a policy option."""

    id: str = ""
    text: Text
    held_by: str = ""

    @field_validator("text")
    @classmethod
    def _can_be_held(cls, text: str) -> str:
        """Refuse what nobody can be for or against."""
        words = len(text.split())
        if text.rstrip("\"'”’»)] ").endswith(("?", "？", "؟")):
            raise ValueError("a sentence that people can be for or against, not a question (see questions:)")
        if words > MAX_STATEMENT_WORDS:
            raise ValueError(f"a statement of at most {MAX_STATEMENT_WORDS} words, not {words}: say one thing in it")
        return text


class Question(_Strict):
    """A guide question."""

    id: str = ""
    text: Text


class Participant(_Strict):
    """One person: the label that the transcript uses, and how the person appears in findings."""

    label: Text
    pseudonym: str = ""
    group: str = ""
    role: Literal["facilitator", "participant", "observer", "interpreter"] = "participant"
    attributes: dict[str, str] = {}
    aliases: tuple[Text, ...] = ()

    @property
    def name(self) -> str:
        """How findings call this person."""
        return self.pseudonym or self.label


class OwnCode(_Strict):
    """A code that the researcher adds: learned from the definition and the examples."""

    code: Text
    definition: Text
    examples: tuple[Text, ...] = Field(min_length=3, max_length=200)
    counter_examples: tuple[Text, ...] = Field(default=(), max_length=200)


class OwnCodebook(_Strict):
    """The contents of ``codebook.yaml`` beside a plan; several workshops can have the same."""

    codes: tuple[OwnCode, ...] = Field(min_length=1)

    @field_validator("codes")
    @classmethod
    def _once(cls, codes: tuple[OwnCode, ...]) -> tuple[OwnCode, ...]:
        return _each_once(codes)


def _each_once(codes: tuple[OwnCode, ...]) -> tuple[OwnCode, ...]:
    names = [code.code.casefold() for code in codes]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise ValueError(f"every code once, but {twice!r} stands twice")
    return codes


class Name(_Strict):
    """A name in the talk that is no participant's label, and what becomes of it.

    ``keep`` leaves it as it is; without a ``replacement`` it is numbered by its kind: ``[place 2]``. A ``contact`` is
    an address or a number, replaced to the letter.
    """

    name: Text
    kind: Literal["person", "organisation", "place", "contact", "other"] = "other"
    replacement: str = Field(default="", max_length=80, pattern=r"^[^\[\]\r\n]*$")
    aliases: tuple[Text, ...] = ()
    keep: bool = False


class Names(_Strict):
    """The contents of ``names.yaml``: what a person decided on names in the talk (``inspired names --ask``)."""

    names: tuple[Name, ...] = ()


class Plan(_Strict):
    """The contents of ``workshop.yaml``.

    ``names`` are replaced in the talk, as participants with a pseudonym are; ``confidentiality`` says on the cover what
    was done about names before.
    """

    id: str = Field(default="", pattern=r"^(\w[\w.-]{0,79})?$")
    title: str = ""
    date: datetime.date | None = None
    place: str = ""
    language: str = Field(default="en", pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
    phase: Literal["", "collective assessment", "consensus building", "monitoring"] = ""
    dialogue: str = Field(default="", pattern=r"^(\w[\w.-]{0,79})?$")
    goal: str = ""
    issue: str = ""
    assumptions: tuple[Statement, ...] = ()
    options: tuple[Statement, ...] = ()
    criteria: tuple[Text, ...] = CRITERIA
    questions: tuple[Question, ...] = ()
    participants: tuple[Participant, ...] = ()
    transcripts: tuple[Text, ...] = ()
    speakers_pattern: str = Field(default="", max_length=500)
    codes: tuple[OwnCode, ...] = ()
    names: tuple[Name, ...] = ()
    confidentiality: str = Field(default="", max_length=1_000)

    @field_validator("speakers_pattern")
    @classmethod
    def _compiles(cls, pattern: str) -> str:
        """Refuse what is no regular expression, or has no group ``name``."""
        try:
            groups = re.compile(pattern).groupindex
        except re.error as error:
            raise ValueError(f"a regular expression ({error})") from None
        if pattern and "name" not in groups:
            raise ValueError("a regular expression with a group (?P<name>…)")
        return pattern

    @model_validator(mode="before")
    @classmethod
    def _blank(cls, data):
        """Take a key with nothing behind it as one that was left out."""
        return {key: value for key, value in data.items() if value is not None} if isinstance(data, dict) else data

    @field_validator("date", mode="before")
    @classmethod
    def _is_date(cls, value):
        if isinstance(value, str):
            try:
                return datetime.date.fromisoformat(value)
            except ValueError:
                raise ValueError("a date such as 2024-05-17") from None
        return value

    @field_validator("assumptions", "options", "questions", mode="before")
    @classmethod
    def _number(cls, entries, info):
        """Take bare sentences as well as mappings, and number what has no id: A1, O1, Q1 …"""
        if not isinstance(entries, (list, tuple)):
            return entries
        letter = info.field_name[0].upper()
        entries = [{"text": e} if isinstance(e, str) else e for e in entries]
        return [{"id": f"{letter}{i}", **e} if isinstance(e, dict) else e for i, e in enumerate(entries, 1)]

    @field_validator("participants")
    @classmethod
    def _distinct(cls, people: tuple[Participant, ...]) -> tuple[Participant, ...]:
        for what, names in (
            ("label", [n.casefold() for p in people for n in (p.label, *p.aliases)]),
            ("pseudonym", [p.pseudonym.casefold() for p in people if p.pseudonym]),
        ):
            twice = [n for i, n in enumerate(names) if n in names[:i]]
            if twice:  # which one is not said: causes of failures are kept and shown
                raise ValueError(f"every {what} once, but one stands twice")
        return people

    @field_validator("codes")
    @classmethod
    def _codes_once(cls, codes: tuple[OwnCode, ...]) -> tuple[OwnCode, ...]:
        return _each_once(codes)

    @field_validator("options")
    @classmethod
    def _one_id_each(cls, options, info):
        ids = [s.id for s in (*info.data.get("assumptions", ()), *options)]
        twice = sorted({i for i in ids if ids.count(i) > 1})
        if twice:
            raise ValueError(f"every statement id once, but {twice[0]!r} stands twice")
        return options

    @property
    def statements(self) -> pd.DataFrame:
        """Assumptions, then options, as the table ``statements``."""
        return table("statements", [
            {"statement": s.id, "kind": kind, "text": s.text, "held_by": s.held_by}
            for kind, group in (("assumption", self.assumptions), ("option", self.options)) for s in group
        ])  # fmt: skip

    @property
    def groups(self) -> tuple[str, ...]:
        """Groups of the listed participants: the method's own first, in its order, then the plan's."""
        present = {p.group for p in self.participants if p.group and p.role == "participant"}
        return (*(g for g in GROUPS if g in present), *sorted(present - set(GROUPS)))


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
    """

    id: str
    plan: Plan
    files: tuple[Path, ...]
    has_plan: bool = False

    @classmethod
    def load(cls, path: str | Path) -> Workshop:
        """Load a workshop from a folder, a transcript file or a plan file.

        Raises
        ------
        PlanError
            For a path that is not there, a plan that is wrong, or a folder without a transcript.
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
        plan = _with_codebook(folder / CODEBOOK_NAME, plan)
        if path.is_dir() or has_plan:
            plan = plan.model_copy(update={"names": (*plan.names, *load_names(folder))})
        files = (path,) if path.is_file() else _transcripts(folder, plan)
        mask = Mask.of(plan)
        plan = mask.plan(plan)
        name = plan.id or mask.name(slug(path.resolve().name if path.is_dir() else path.stem))
        return cls(id=name, plan=plan, files=files, has_plan=has_plan)


def load_plan(path: Path) -> Plan:
    """Read and check one ``workshop.yaml``; raise `PlanError` with the line of the first mistake."""
    return load_checked(path, Plan, error=PlanError, kind="plan", example="title: and assumptions:",
                        max_bytes=MAX_PLAN_BYTES)  # fmt: skip


def _with_codebook(file: Path, plan: Plan) -> Plan:
    """Return *plan* with the codes of the codebook beside it."""
    if not file.is_file():
        return plan
    more = load_checked(file, OwnCodebook, error=PlanError, kind="codebook", example="codes:",
                        max_bytes=MAX_PLAN_BYTES).codes  # fmt: skip
    own = {code.code.casefold() for code in plan.codes}
    twice = next((code.code for code in more if code.code.casefold() in own), None)
    if twice:
        raise PlanError(file, expected="every code once, here or in the plan", found=f"{twice!r} in both")
    return plan.model_copy(update={"codes": (*plan.codes, *more)})


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
    """Return the files of *folder* that look like transcripts, by name."""
    return tuple(sorted(
        f for f in folder.iterdir()
        if f.suffix.lower() in TRANSCRIPT_SUFFIXES and f.is_file() and not f.is_symlink()
        and not f.name.startswith((".", "~")) and f.stem.lower() != "readme"
    ))  # fmt: skip


def _lists(plan_file: Path, path: Path) -> bool:
    """Whether the plan beside *path* claims it: by naming it, or by naming no transcript at all."""
    named = load_plan(plan_file).transcripts
    return not named or path.name in named


def _transcripts(folder: Path, plan: Plan) -> tuple[Path, ...]:
    """Return the plan's transcripts, or every readable file of the folder by name."""
    if plan.transcripts:
        for name in plan.transcripts:
            if Path(name).name != name:
                raise PlanError(folder / PLAN_NAME, expected="transcripts: file names in the plan's own folder",
                                found=f"{name!r}")  # fmt: skip
            if (folder / name).is_symlink():
                raise PlanError(folder / PLAN_NAME, expected="transcripts: files in the plan's own folder",
                                found=f"{name!r}, a link to elsewhere", todo="Put the file itself there.")  # fmt: skip
            if not (folder / name).is_file():
                raise PlanError(folder / PLAN_NAME, expected=f"the transcript {name!r} beside the plan",
                                found="no such file", todo="Correct transcripts:, or add the file.")  # fmt: skip
        return tuple(folder / name for name in plan.transcripts)
    files = transcripts_in(folder)
    if not files:
        raise PlanError(folder, expected="a transcript (" + ", ".join(TRANSCRIPT_SUFFIXES) + ")", found="none",
                        todo="Put one in this folder, or name it under transcripts: in the plan.")  # fmt: skip
    return files
