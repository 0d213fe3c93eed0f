"""The codes people work with: names, definitions, examples, colours, hierarchy; the shipped ones and a workshop's own.

A workshop's own codes stand in ``codes.yaml`` beside its transcript. What they say of a shipped code goes before what
the package says. How the coders find a code is another matter: `inspired_analysis.coding.codebook`.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from pathlib import Path

import pandas as pd
import yaml
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from .checked_yaml import load_checked
from .errors import CodingError

__all__ = ["CODES_NAME", "CodeBook", "QCode", "load_codes", "shipped_codes", "write_codes"]

CODES_NAME = "codes.yaml"
MAX_BYTES = 1_000_000
# Told apart by people who see colours differently (Okabe and Ito), then darker ones.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#8C6D00", "#7F3C8D", "#3969AC", "#A5473D",
           "#11845B", "#B2407F", "#666666", "#4B4B8F", "#80603C")  # fmt: skip
HEAD = """\
# The codes of this workshop: yours, and what you say otherwise of the shipped ones (`inspired codes` shows all).
# code: its name; definition, not_evidence: what counts and what does not; examples; parent: the code above it;
# values: what it can be; colour: #rrggbb.
"""
STANCE = {"code": "stance", "label": "Stance", "values": ["supports", "opposes", "mixed", "conditional"],
          "definition": "A claim that bears on whether a statement of the plan is true or should be done.",
          "not_evidence": "Mentioning its topic; asking; quoting somebody else's view without sharing it."}  # fmt: skip
CRITERION = {"code": "criterion", "label": "Criterion", "values": ["favourable", "unfavourable", "unclear"],
             "definition": "A criterion applied to a policy option, with a direction.",
             "not_evidence": "Naming the criterion and no option."}  # fmt: skip


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class QCode(_Strict):
    """One code as people know it."""

    code: str = Field(min_length=1, max_length=200)
    label: str = ""
    parent: str = ""
    definition: str = ""
    not_evidence: str = ""
    examples: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    colour: str = ""

    @field_validator("colour")
    @classmethod
    def _is_colour(cls, value: str) -> str:
        if value and not re.fullmatch(r"#[0-9A-Fa-f]{6}", value):
            raise ValueError("a colour such as '#0072B2', in quotes")
        return value


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
        return frame.assign(**{k: frame[k].map("; ".join) for k in ("examples", "values")})


@cache
def shipped_codes() -> CodeBook:
    """Return the codes that the shipped coders know, with a colour each."""
    source = resources.files(__package__).joinpath("coding", "codebook.yaml").read_text(encoding="utf-8")
    told = [STANCE, *yaml.safe_load(source)["codes"], CRITERION]
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
    codes = {c.code: c for c in shipped_codes().codes}
    file = folder / CODES_NAME if folder else None
    if file and file.exists():
        for own in _own(file).codes:
            said = {k: v for k, v in own.model_dump().items() if v}
            new = {"colour": COLOURS[len(codes) % len(COLOURS)]}
            before = codes[own.code].model_dump() if own.code in codes else new
            codes[own.code] = QCode(**{**before, **said})
    return CodeBook(codes=tuple(codes.values()))


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
    text = yaml.safe_dump({"codes": own}, allow_unicode=True, sort_keys=False, width=110)
    file.write_text(HEAD + text, encoding="utf-8")
    return file


def _own(file: Path) -> CodeBook:
    return load_checked(file, CodeBook, error=CodingError, kind="list of codes", example="codes:", max_bytes=MAX_BYTES)
