"""PDF: the text layer, with line numbers, running heads, page numbers and hyphenation undone."""

from __future__ import annotations

import io
import itertools
import logging
import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from ..errors import ReadingError
from .source import Aside, Line, Source, normalised

__all__ = ["read_pdf"]

MAX_PAGES = 2_000
FEWEST_LETTERS = 25
_NUMBER = re.compile(r"\s*(\d{1,5})\s*")
_BROKEN = re.compile(r"([^\W\d_]+)[-\u00ad\u2010]\s*$")
_LED = re.compile(r"\s*(\d{1,5})(?:\s{1,8}|\t)(?=\S)")


@dataclass(frozen=True, slots=True)
class _Row:
    page: int
    line: int
    text: str

    @property
    def where(self) -> str:
        return f"page {self.page}, line {self.line}"


def read_pdf(raw: bytes, path: Path) -> Source:
    """Read the text layer; raise `ReadingError` for scans, passwords and damage."""
    pages = [normalised(text.replace("\t", " ")) for text in _pages(raw, path)]
    if sum(c.isalpha() for text in pages for c in text) < FEWEST_LETTERS:
        raise ReadingError(
            path,
            expected="a PDF with a text layer",
            found="a scan, or pages without words",
            todo="Run text recognition on it first, or use the original document.",
        )
    text = "\n".join(pages)
    rows = [[_Row(number, i, row) for i, row in enumerate(page.split("\n"), 1)] for number, page in enumerate(pages, 1)]
    asides: list[Aside] = []
    rows = _without_line_numbers(rows, asides)
    rows = _without_furniture(rows, asides)
    flat = [row for page in rows for row in page]
    lines = _joined(flat, asides)
    return Source(path.name, "PDF", text, tuple(lines), tuple(asides))


def _pages(raw: bytes, path: Path) -> list[str]:
    import pypdf  # slow to import

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(raw))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ReadingError(
                path,
                expected="a PDF without a password",
                found="an encrypted one",
                todo="Remove the password and save it again.",
            )
        count = len(reader.pages)
        if count > MAX_PAGES:
            raise ReadingError(path, expected=f"at most {MAX_PAGES:,} pages", found=f"{count:,}")
        return [page.extract_text() for page in reader.pages]
    except ReadingError:
        raise
    except pypdf.errors.DependencyError:  # AES, which needs a library that the workbench does not bring
        raise ReadingError(
            path,
            expected="a PDF without encryption",
            found="an encrypted one",
            todo="Open it in a PDF reader and print it to a new PDF.",
        ) from None
    except (Exception, RecursionError) as error:  # pypdf lets many kinds through on damaged files
        raise ReadingError(
            path,
            expected="a PDF that can be opened",
            found=f"{type(error).__name__}: {error}"[:160],
            todo="Open it in a PDF reader and print it to a new PDF.",
        ) from None


def _without_line_numbers(pages: list[list[_Row]], asides: list[Aside]) -> list[list[_Row]]:
    """Undo numbered lines: numbers in a column of their own, or at the head of most lines."""
    led = [(row, m) for page in pages for row in page if (m := _LED.match(row.text))]
    filled = sum(1 for page in pages for row in page if row.text.strip())
    values = [int(m[1]) for _, m in led]
    rising = sum(b - a in (1, 5) for a, b in itertools.pairwise(values))
    if len(led) >= max(5, 0.6 * filled) and rising >= 0.8 * (len(led) - 1):
        cut = {id(row): m.end() for row, m in led}
        asides += [Aside("line numbers", row.text[: cut[id(row)]], row.where) for row, _ in led]
        pages = [[replace(row, text=row.text[cut.get(id(row), 0) :]) for row in page] for page in pages]
    return [_without_number_column(page, asides) for page in pages]


def _without_number_column(page: list[_Row], asides: list[Aside]) -> list[_Row]:
    """Drop runs of at least two lines that are nothing but a rising number."""
    numbers = [int(m[1]) if (m := _NUMBER.fullmatch(row.text)) else None for row in page]
    kept = []
    for i, row in enumerate(page):
        near = [numbers[j] for j in (i - 1, i + 1) if 0 <= j < len(page) and numbers[j] is not None]
        if numbers[i] is not None and any(abs(n - numbers[i]) in (1, 5) for n in near):
            asides.append(Aside("line numbers", row.text, row.where))
        else:
            kept.append(row)
    return kept


def _without_furniture(pages: list[list[_Row]], asides: list[Aside]) -> list[list[_Row]]:
    """Drop page numbers and heads and feet that recur on most pages but for their digits."""
    heads: Counter[str] = Counter()
    for page in pages:
        heads.update({_shape(row.text) for row in _edges(page)})
    inside = _inner_shapes(pages)  # a speaker's name can head several pages, but stands elsewhere too
    recurring = {
        shape
        for shape, n in heads.items()
        if n >= 3 and n >= 0.5 * len(pages) and shape not in inside and not shape.endswith((".", "?", "!", ":", ","))
    }
    result = []
    for page in pages:
        away = {id(row) for row in _edges(page) if _shape(row.text) in recurring or _page_number(row.text, row.page)}
        asides += [Aside("page furniture", row.text, row.where) for row in page if id(row) in away]
        result.append([row for row in page if id(row) not in away])
    return result


def _edges(page: list[_Row]) -> list[_Row]:
    filled = [row for row in page if row.text.strip()]
    return [*filled[:2], *filled[2:][-2:]]


def _inner_shapes(pages: list[list[_Row]]) -> set[str]:
    shapes: set[str] = set()
    for page in pages:
        edges = {id(row) for row in _edges(page)}
        shapes |= {_shape(row.text) for row in page if id(row) not in edges}
    return shapes


def _shape(text: str) -> str:
    return re.sub(r"\d+", "#", text.strip().casefold())


def _page_number(text: str, page: int) -> bool:
    text = text.strip()
    return bool(re.fullmatch(rf"(?:[Pp]age\s*)?[-–—\s]*{page}(?:\s*(?:/|of)\s*\d+)?[-–—\s]*", text))


def _joined(rows: list[_Row], asides: list[Aside]) -> list[Line]:
    """Make lines that join with spaces, and mend words that were hyphenated at a line's end."""
    words = {w.casefold() for row in rows for w in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", row.text)}
    lines: list[Line] = []
    for row in rows:
        text, glue = row.text, " "
        before = next((line for line in reversed(lines) if line.text.strip()), None)
        broken = before is not None and _BROKEN.search(before.text[-60:])
        after = re.match(r"\s*([^\W\d_]+)", text)
        if broken and after and after[1][0].islower():
            glue = ""
            whole = f"{broken[1]}-{after[1]}".casefold()
            if whole not in words or (broken[1] + after[1]).casefold() in words:
                index = next(i for i in range(len(lines) - 1, -1, -1) if lines[i] is before)
                stripped = before.text.rstrip()
                asides.append(Aside("line-end hyphens", stripped[-1], before.where))
                lines[index] = replace(before, text=stripped[:-1])
        lines.append(Line(text, row.where, glue=glue))
    return lines
