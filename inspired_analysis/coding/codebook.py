"""The codebook: categories with definitions, what counts and what does not, and their lexical cues.

The shipped one is ``codebook.yaml`` beside this module; `load_codebook` reads another of the same form.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from ..errors import CodingError

__all__ = ["Code", "Codebook", "load_codebook"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Code(_Strict):
    """One category. The meaning of the fields stands at the head of ``codebook.yaml``."""

    code: str = Field(min_length=1)
    label: str = ""
    definition: str = Field(min_length=1)
    not_evidence: str = ""
    who: str = Field(default="participant", pattern="^(participant|anyone)$")
    responds: bool = False
    confidence: float = Field(default=0.3, ge=0, le=1)
    cues: tuple[str, ...] = ()
    opening: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    values: dict[str, tuple[str, ...]] = {}

    @model_validator(mode="after")
    def _check(self):
        if not (self.cues or self.opening or self.values):
            raise ValueError(f"code {self.code!r}: at least one cue")
        for cue in (*self.cues, *self.opening, *self.unless, *(c for cues in self.values.values() for c in cues)):
            try:
                re.compile(cue)
            except re.error as error:
                raise ValueError(f"code {self.code!r}: a regular expression, not {cue!r} ({error})") from None
        return self


class Codebook(_Strict):
    """A versioned list of codes."""

    version: str
    codes: tuple[Code, ...]


def load_codebook(path: str | Path | None = None) -> Codebook:
    """Return the codebook at *path*, or the shipped one; raise `CodingError` where it is wrong."""
    if path is None:
        return _shipped()
    path = Path(path)
    try:
        return _parse(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CodingError(path, expected="a codebook", found=error.strerror or "nothing readable") from None
    except (yaml.YAMLError, ValidationError, UnicodeDecodeError, TypeError) as error:
        raise CodingError(path, expected="a codebook like the shipped one", found=str(error).splitlines()[0],
                          todo="Compare with inspired_analysis/coding/codebook.yaml.") from None  # fmt: skip


@cache
def _shipped() -> Codebook:
    source = resources.files(__package__).joinpath("codebook.yaml")
    return _parse(source.read_text(encoding="utf-8"))


def _parse(text: str) -> Codebook:
    return Codebook.model_validate(yaml.safe_load(text))
