"""The codebook: categories with definitions, what counts and what does not, and their lexical cues.

The shipped one is ``codebook.yaml`` beside this module; `load_codebook` reads another of the same form. In
memory the cues' ``{lists}`` are filled in; what a cue means is said in ``cues.py``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, model_validator

from ..checked_yaml import read_plain
from ..errors import CodingError

__all__ = ["Code", "Codebook", "load_codebook"]

LIST = re.compile(r"(?<!\\[pN])\{([a-z_]+)\}")
SHIPPED = {"shipped": True}  # its cues are checked by tests, not whenever somebody waits
PROSE = ("code", "label", "definition", "not_evidence", "who")


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
    min_words: int = Field(default=3, ge=1)
    cues: tuple[str, ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    opening: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    values: dict[str, tuple[str, ...]] = {}

    @model_validator(mode="after")
    def _check(self, told: ValidationInfo):
        if told.context is SHIPPED:
            return self
        if not (self.cues or self.together or self.opening or self.asked or self.values):
            raise ValueError(f"code {self.code!r}: at least one cue")
        for cue in self.patterns():
            try:
                re.compile(cue)
            except re.error as error:
                raise ValueError(f"code {self.code!r}: a regular expression, not {cue!r} ({error})") from None
            if re.match(cue, ""):
                raise ValueError(f"code {self.code!r}: a cue that needs words, not {cue!r}")
        return self

    def patterns(self) -> Iterator[str]:
        """Yield every regular expression of the code."""
        for cues in (self.cues, self.opening, self.asked, self.unless, *self.together, *self.values.values()):
            yield from cues


class Codebook(_Strict):
    """A versioned list of codes. ``lists`` are words that cues share, written ``{name}`` in a cue."""

    version: str
    lists: dict[str, tuple[str, ...]] = {}
    codes: tuple[Code, ...] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _fill_in(cls, raw):
        """Put the lists into the cues before they are checked; a list may use those above it."""
        if not isinstance(raw, dict) or not isinstance(raw.get("lists") or {}, dict):
            return raw
        if not isinstance(raw.get("codes") or [], list | tuple):
            return raw
        lists: dict[str, str] = {}
        for name, words in (raw.get("lists") or {}).items():
            if not isinstance(words, list | tuple):
                raise ValueError(f"list {name!r}: words in brackets, not {words!r}")
            lists[str(name)] = "(?:" + "|".join(_filled(str(word), lists) for word in words) + ")"
        return {**raw, "codes": [_filled(code, lists, prose=PROSE) for code in raw.get("codes") or []]}

    @model_validator(mode="after")
    def _once(self):
        names = [code.code for code in self.codes]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice:
            raise ValueError(f"code {twice!r}: every code once")
        return self


def _filled(part, lists: dict[str, str], prose: tuple[str, ...] = ()):
    """Return *part* of a codebook with every ``{name}`` in its cues replaced by the list of that name."""
    if isinstance(part, dict):
        return {key: value if key in prose else _filled(value, lists) for key, value in part.items()}
    if isinstance(part, list | tuple):
        return [_filled(value, lists) for value in part]
    if not isinstance(part, str):
        return part

    def words(found: re.Match) -> str:
        if found[1] not in lists:
            raise ValueError(f"a list of the codebook, not {found[0]} (lists: {', '.join(lists) or 'none'})")
        return lists[found[1]]

    return LIST.sub(words, part)


def load_codebook(path: str | Path | None = None) -> Codebook:
    """Return the codebook at *path*, or the shipped one; raise `CodingError` where it is wrong."""
    if path is None:
        return _shipped()
    path = Path(path)
    try:
        return _parse(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CodingError(path, expected="a codebook", found=error.strerror or "nothing readable") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"])
        raise _wrong(path, f"{where}: {first['msg']}" if where else first["msg"]) from None
    except (yaml.YAMLError, UnicodeDecodeError, TypeError) as error:
        raise _wrong(path, " ".join(str(error).split())) from None


def _wrong(path: Path, found: str) -> CodingError:
    return CodingError(path, expected="a codebook like the shipped one", found=found,
                       todo="Compare with inspired_analysis/coding/codebook.yaml.")  # fmt: skip


@cache
def _shipped() -> Codebook:
    source = resources.files(__package__).joinpath("codebook.yaml")
    return _parse(source.read_text(encoding="utf-8"), SHIPPED)


def _parse(text: str, context: dict | None = None) -> Codebook:
    return Codebook.model_validate(read_plain(text), context=context)
