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
WORD = "one word of at most 80 letters, digits, . _ and -, with no . or - at its head"
CRITERIA = (
    "value for money", "access and choice", "fairness", "feasibility: administrative",
    "feasibility: political", "feasibility: social", "legality", "environment", "gender",
)  # fmt: skip

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _blank(cls, data):
        """Take a key with nothing behind it as one that was left out."""
        return {key: value for key, value in data.items() if value is not None} if isinstance(data, dict) else data


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
        if not any(map(str.isalnum, text)):
            raise ValueError("a sentence that people can be for or against, in words")
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
    replacement: str = Field(default="", max_length=80, pattern=r"^[^\[\]\r\n]*$",
                             description="one line without square brackets")  # fmt: skip
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

    id: str = Field(default="", pattern=r"^(\w[\w.-]{0,79})?$", description=WORD)
    title: str = ""
    date: datetime.date | None = None
    place: str = ""
    language: str = Field(default="en", pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
                          description="the code of a language, such as en or pt-BR")  # fmt: skip
    phase: Literal["", "collective assessment", "consensus building", "monitoring"] = ""
    dialogue: str = Field(default="", pattern=r"^(\w[\w.-]{0,79})?$", description=WORD)
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

    @field_validator("date", mode="before")
    @classmethod
    def _is_date(cls, value):
        try:
            day = datetime.date.fromisoformat(value) if isinstance(value, str) else value
        except ValueError:
            day = None
        if type(day) is not datetime.date:  # no time of day, no bare year
            raise ValueError("a date such as 2024-05-17")
        return day

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
            if isinstance(entry, dict) and entry.get("id") in (None, ""):
                name = next(name for i in itertools.count(place) if (name := f"{letter}{i}") not in taken)
                taken.add(name)
                entry = {**entry, "id": name}
            numbered.append(entry)
        return numbered

    @field_validator("participants")
    @classmethod
    def _distinct(cls, people: tuple[Participant, ...]) -> tuple[Participant, ...]:
        for what, names in (
            ("label", [(n.casefold(), i) for i, p in enumerate(people, 1) for n in (p.label, *p.aliases)]),
            ("pseudonym", [(p.pseudonym.casefold(), i) for i, p in enumerate(people, 1) if p.pseudonym]),
            # A pseudonym that is what somebody else goes by would make one person of two.
            ("pseudonym, or label without one,", [(p.name.casefold(), i) for i, p in enumerate(people, 1)]),
        ):
            first: dict[str, int] = {}
            for name, i in names:
                if first.setdefault(name, i) != i:  # the name is not said: causes of failures are kept and shown
                    raise ValueError(f"every {what} once, but participants number {first[name]} and {i} share one")
        return people

    @field_validator("transcripts")
    @classmethod
    def _each_file_once(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(names)) < len(names):
            raise ValueError("every transcript once, but one stands twice")
        return names

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
