"""What a plan can say: the contents of ``workshop.yaml`` and ``names.yaml``, checked.

Everything in a plan is optional. `inspired_analysis.workshop` loads one from its files.
"""

from __future__ import annotations

import datetime
import itertools
import re
from typing import Annotated, Literal

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from .codes import QCode
from .tables import GROUPS, table

__all__ = ["CRITERIA", "Name", "Names", "Participant", "Plan", "Question", "Statement"]

MAX_STATEMENT_WORDS = 60
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
    was done about names before. ``codes`` are those of the ``codes.yaml`` beside it.
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
    codes: tuple[QCode, ...] = ()
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
        taken = {e["id"] for e in entries if isinstance(e, dict) and isinstance(e.get("id"), str)}
        numbered = []
        for place, entry in enumerate(entries, 1):
            if isinstance(entry, dict) and "id" not in entry:
                name = next(name for i in itertools.count(place) if (name := f"{letter}{i}") not in taken)
                taken.add(name)
                entry = {"id": name, **entry}
            numbered.append(entry)
        return numbered

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

    @field_validator("assumptions", "options", "questions")
    @classmethod
    def _one_id_each(cls, entries, info):
        before = info.data.get("assumptions", ()) if info.field_name == "options" else ()
        ids = [e.id for e in (*before, *entries)]
        twice = sorted({i for i in ids if ids.count(i) > 1})
        if twice:
            raise ValueError(f"every id once, but {twice[0]!r} stands twice")
        return entries

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
