"""The codes people work with: names, definitions, examples, colours, hierarchy; the shipped ones and a workshop's own.

A workshop's own codes stand in ``codes.yaml`` beside its transcript; those with a definition and a few examples are
looked for (`inspired_analysis.coding.own_codes`). What the file says of a shipped code goes before what the package
says. How the shipped coders find theirs is another matter: `inspired_analysis.coding.codebook`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from .atomic import write_whole
from .checked_yaml import dumped, load_checked, read_plain
from .errors import CodingError

__all__ = ["CODES_NAME", "EXAMPLES", "CodeBook", "QCode", "back_up", "distinct", "load_codes", "over", "own_codes",
           "shipped_codes", "write_codes"]  # fmt: skip

CODES_NAME = "codes.yaml"
MAX_BYTES = 1_000_000
EXAMPLES = 3  # with so many a code can be looked for
# Told apart by people who see colours differently (Okabe and Ito), then darker ones.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#8C6D00", "#7F3C8D", "#3969AC", "#A5473D",
           "#11845B", "#B2407F", "#666666", "#4B4B8F", "#80603C")  # fmt: skip
HEAD = """\
# The codes of this workshop: yours, and what you say otherwise of the shipped ones (`inspired codes` shows all).
# code: its name; definition, not_evidence: what counts and what does not; parent: the code above it; values: what it
# can be; colour: #rrggbb. With a definition and three examples or more (five to twenty are best, as people say them) a
# code is looked for in the talk; counter_examples are what is easily taken for it. `inspired codes … --try` says how
# well that works.
"""
STANCE = {"code": "stance", "label": "Stance", "values": ["supports", "opposes", "mixed", "conditional"],
          "definition": "A claim that bears on whether a statement of the plan is true or should be done.",
          "not_evidence": "Mentioning its topic; asking; quoting somebody else's view without sharing it."}  # fmt: skip
CRITERION = {"code": "criterion", "label": "Criterion", "values": ["favourable", "unfavourable", "unclear"],
             "definition": "A criterion applied to a policy option, with a direction.",
             "not_evidence": "Naming the criterion and no option."}  # fmt: skip


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class QCode(_Strict):
    """One code as people know it."""

    code: str = Field(min_length=1, max_length=1_000)
    label: str = ""
    parent: str = ""
    definition: str = ""
    not_evidence: str = ""
    examples: tuple[Text, ...] = Field(default=(), max_length=200)
    counter_examples: tuple[Text, ...] = Field(default=(), max_length=200)
    values: tuple[str, ...] = ()
    colour: str = ""

    @property
    def sought(self) -> bool:
        """Whether there is enough to look for it."""
        return bool(self.definition.strip()) and len(distinct(self.examples)) >= EXAMPLES

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything that it says in words of people's own."""
        return (self.label, self.definition, self.not_evidence, *self.examples, *self.counter_examples)

    def with_texts(self, changed: Callable[[str], str], called: Callable[[str], str]) -> QCode:
        """Return the code with each of its texts *changed*; its name, its parent and its values as *called* says."""
        return self.model_copy(update={
            "code": called(self.code), "parent": called(self.parent),
            **{key: changed(getattr(self, key)) for key in ("label", "definition", "not_evidence")},
            **{key: tuple(map(changed, getattr(self, key))) for key in ("examples", "counter_examples")},
            "values": tuple(map(called, self.values)),
        })  # fmt: skip

    @field_validator("colour")
    @classmethod
    def _is_colour(cls, value: str) -> str:
        if value and not re.fullmatch(r"#[0-9A-Fa-f]{6}", value):
            raise ValueError("a colour such as '#0072B2', in quotes")
        return value


def distinct(texts: Sequence[str]) -> list[str]:
    """Return *texts*, each once: one that differs in capitals or white space only says nothing more."""
    found: dict[str, str] = {}
    for text in texts:
        found.setdefault(" ".join(text.casefold().split()), text)
    return list(found.values())


class CodeBook(_Strict):
    """The contents of ``codes.yaml``."""

    codes: tuple[QCode, ...] = ()

    @model_validator(mode="after")
    def _fits(self):
        names = [c.code for c in self.codes]
        twice = next((n for n in names if names.count(n) > 1), None)
        if twice:
            raise ValueError(f"every code once, but {twice!r} stands twice")
        parents = {c.code: c.parent for c in self.codes}
        for name in names:
            seen, at = {name}, parents[name]
            while at:
                if at in seen:
                    raise ValueError(f"a hierarchy, but {name!r} stands below itself")
                seen.add(at)
                at = parents.get(at, "")
        return self

    def get(self, name: str) -> QCode | None:
        """Return the code of that name, or None."""
        return next((c for c in self.codes if c.code == name), None)

    @property
    def table(self) -> pd.DataFrame:
        """The codes as a table, one row each."""
        rows = [c.model_dump() for c in self.codes]
        frame = pd.DataFrame(rows, columns=list(QCode.model_fields))
        return frame.assign(**{k: frame[k].map("; ".join) for k in ("examples", "counter_examples", "values")})


@cache
def shipped_codes() -> CodeBook:
    """Return the codes that the shipped coders know, with a colour each."""
    source = resources.files(__package__).joinpath("coding", "codebook.yaml").read_text(encoding="utf-8")
    told = [STANCE, *read_plain(source)["codes"], CRITERION]
    keys = ("code", "label", "definition", "not_evidence")
    return CodeBook(codes=[
        {**{k: " ".join(str(c.get(k, "")).split()) for k in keys}, "values": tuple(c.get("values", ())),
         "colour": COLOURS[i % len(COLOURS)]}
        for i, c in enumerate(told)
    ])  # fmt: skip


def load_codes(folder: Path | None = None) -> CodeBook:
    """Return the shipped codes with those of ``folder/codes.yaml`` over and after them.

    Raises
    ------
    CodingError
        With file and line, where ``codes.yaml`` is wrong.
    """
    return over(own_codes(folder)) if folder else shipped_codes()


def own_codes(folder: Path, name: str = CODES_NAME) -> tuple[QCode, ...]:
    """Return what ``folder/codes.yaml`` says, and only that; nothing where there is none."""
    file = folder / name
    if not file.exists():
        return ()
    return load_checked(file, CodeBook, error=CodingError, kind="list of codes", example="codes:",
                        max_bytes=MAX_BYTES).codes  # fmt: skip


def over(own: Sequence[QCode]) -> CodeBook:
    """Return the shipped codes with *own* over and after them."""
    codes = {c.code: c for c in shipped_codes().codes}
    for code in own:
        said = {k: v for k, v in code.model_dump().items() if v}
        new = {"colour": COLOURS[len(codes) % len(COLOURS)]}
        before = codes[code.code].model_dump() if code.code in codes else new
        codes[code.code] = QCode(**{**before, **said})
    return CodeBook(codes=tuple(codes.values()))


def back_up(folder: Path) -> None:
    """Keep the ``codes.yaml`` of *folder*, where there is one, as ``codes.yaml.bak``: it is about to be rewritten."""
    file = folder / CODES_NAME
    if file.exists():
        write_whole(folder / f"{CODES_NAME}.bak", file.read_bytes())


def write_codes(folder: Path, codes: CodeBook) -> Path:
    """Write what *codes* say beyond the shipped ones to ``folder/codes.yaml``; return the file."""
    own = []
    for code in codes.codes:
        before = shipped_codes().get(code.code)
        said = {k: list(v) if isinstance(v, tuple) else v for k, v in code.model_dump().items() if v}
        if before is None or before != code:
            changed = [k for k in said if k == "code" or before is None or getattr(before, k) != getattr(code, k)]
            own.append({k: said[k] for k in changed})
    file = folder / CODES_NAME
    write_whole(file.resolve(), (HEAD + dumped({"codes": own})).encode())  # a link stays one: some share their codes
    return file
