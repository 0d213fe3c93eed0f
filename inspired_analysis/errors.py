"""One family of errors. Every message says where, what was expected, what was found, and what to do."""

from __future__ import annotations

from pathlib import Path

__all__ = ["CodingError", "DecisionError", "EditsError", "ExchangeError", "InspiredError", "PlanError", "ReadingError",
           "RunError", "ThemeError", "shown"]  # fmt: skip


class InspiredError(Exception):
    """Something the user can mend.

    Parameters
    ----------
    where
        File, with line, page or row where known: ``"workshop.yaml, line 12"``.
    expected, found
        What should have stood there, and what did.
    todo
        What the user can do about it.
    """

    def __init__(self, where: object, *, expected: str, found: str, todo: str = "") -> None:
        self.where = shown(where)
        self.expected = expected
        self.found = found
        self.todo = todo
        super().__init__(str(self))

    def __str__(self) -> str:
        message = f"{self.where}: expected {self.expected}, found {self.found}."
        return f"{message} {self.todo}" if self.todo else message

    def __reduce__(self):
        # Exceptions cross process borders in batches; keyword-only arguments need help to be pickled.
        return (_rebuild, (type(self), self.where, self.expected, self.found, self.todo))


class ReadingError(InspiredError):
    """A transcript that cannot be read."""


class PlanError(InspiredError):
    """A ``workshop.yaml`` that cannot be used."""


class ThemeError(InspiredError):
    """A house style, ``theme.yaml``, that cannot be used."""


class EditsError(InspiredError):
    """Edits of a brief, ``brief.yaml``, that cannot be used."""


class CodingError(InspiredError):
    """Input that a coder cannot work on: labelled records, codebooks, statements."""


class DecisionError(InspiredError):
    """A log of decisions that cannot be read or written, or a decision that cannot be made."""


class ExchangeError(InspiredError):
    """A file of another program that cannot be read, or ours that cannot be written."""


class RunError(InspiredError):
    """A batch, notebook or command that cannot go on."""


def _rebuild(kind: type[InspiredError], where: str, expected: str, found: str, todo: str) -> InspiredError:
    return kind(where, expected=expected, found=found, todo=todo)


def shown(where: object) -> str:
    """Return *where* for a message; of a long path only its last two parts, since folders can name people."""
    if isinstance(where, Path) and len(where.parts) > 3:
        return str(Path("…", *where.parts[-2:]))
    return str(where)
