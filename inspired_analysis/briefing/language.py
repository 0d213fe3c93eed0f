"""The language of a brief: its words, plurals, lists, numbers and dates. What people said stays in theirs.

Words come from gettext catalogues, ``locale/<code>/brief.po``, which are read as they are: nobody has to compile
anything. English is the language of the code itself. A word that a catalogue lacks is shown in English.

After a change of words: ``python -m inspired_analysis.briefing.language`` brings the catalogues up to date, and says
what is left to translate; a test holds them complete.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from gettext import GNUTranslations, NullTranslations
from importlib import resources
from pathlib import Path

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from ..errors import RunError
from .direction import rtl

__all__ = ["ENGLISH", "LANGUAGES", "Language", "language"]

# Code → locale whose dates, numbers and lists are used.
LANGUAGES = {"en": "en_GB", "fr": "fr_FR", "es": "es_ES", "ru": "ru_RU", "ar": "ar"}
OTHERS_HEADERS = re.compile(rb'"(\S+-Date|Report-|Last-T|Language-Team|Generated-By|Project-Id)')
QUOTES = {"fr": ("«\u202f", "\u202f»"), "es": ("«", "»"), "ru": ("«", "»"), "ar": ("«", "»")}
ISOLATE, POP = "\u2068", "\u2069"


@dataclass(frozen=True)
class Language:
    """One of `LANGUAGES`. Called with an English message, it says it: ``say("nobody")``."""

    code: str

    def __call__(self, message: str, /, **values: object) -> str:
        """Return *message* in this language with *values* in its {places}."""
        return self._filled(self._words.gettext(message), values)

    def plural(self, one: str, many: str, n: int, /, **values: object) -> str:
        """Return the form for *n*, which stands at {n}."""
        return self._filled(self._words.ngettext(one, many, n), {"n": self.number(n), **values})

    def term(self, word: str) -> str:
        """Return a word of the method (a group, a code, a kind) in this language; other words as they are."""
        return self._words.pgettext("term", word) if word else ""

    def people(self, n: int) -> str:
        """Return "1 person", "3 people"."""
        return self.plural("{n} person", "{n} people", n)

    def quoted(self, text: str) -> str:
        """Return *text* in this language's quotation marks, without a full stop at its end."""
        opened, closed = QUOTES.get(self.code, "“”")
        return f"{opened}{self.apart(text.rstrip('.'))}{closed}"

    def listed(self, things: Sequence[str], limit: int = 0) -> str:
        """Return "a", "a and b", "a, b and c"; past *limit*, "a, b and 3 more": never "1 more", which is soon named."""
        things = list(things)
        if limit and len(things) > limit + 1:
            more = len(things) - limit
            things = [*things[:limit], self.plural("{n} more", "{n} more", more)]
        return format_list([self.apart(t) for t in things], locale=self.locale) if things else ""

    def joined(self, parts: Iterable[str]) -> str:
        """Return *parts* with semicolons between."""
        return {"ar": "؛ ", "fr": " ; "}.get(self.code, "; ").join(part for part in parts if part)

    @property
    def comma(self) -> str:
        """What stands between the parts of an enumeration."""
        return "، " if self.code == "ar" else ", "

    def apart(self, value: object) -> object:
        """Return words that run the other way set apart, so that they turn round no stop or bracket of ours."""
        if self.rtl and isinstance(value, str) and not rtl(value) and any(c.isalpha() for c in value):
            return f"{ISOLATE}{value}{POP}"
        return value

    def number(self, n: float) -> str:
        """Return *n* as this language writes it."""
        said = str(n) if isinstance(n, int) and -1000 < n < 1000 else format_decimal(n, locale=self.locale)
        return f"{ISOLATE}{said}{POP}" if self.rtl and n < 0 else said  # or the sign stands behind it

    def percent(self, share: float) -> str:
        """Return a share as a whole percentage."""
        return format_percent(round(share, 2), locale=self.locale)

    def date(self, date) -> str:
        """Return a date in words, or "" for none."""
        return format_date(date, "long", locale=self.locale) if date else ""

    @property
    def locale(self) -> str:
        """The Babel locale."""
        return LANGUAGES[self.code]

    @property
    def rtl(self) -> bool:
        """Whether it runs from right to left."""
        return self.code == "ar"

    @property
    def name(self) -> str:
        """What its speakers call it."""
        return Locale(self.code).display_name

    @cached_property
    def _words(self) -> NullTranslations:
        return _catalogue(self.code)

    def _filled(self, message: str, values: dict[str, object]) -> str:
        return message.format(**{k: self.apart(v) for k, v in values.items()}) if values else message

ENGLISH = Language("en")


def language(code: str) -> Language:
    """Return the language of *code*; raise `RunError` for one that briefs are not written in."""
    if code not in LANGUAGES:
        raise RunError("language", expected=f"one of {', '.join(LANGUAGES)}", found=repr(code),
                       todo="Quotes stay in the language of the talk whatever the brief's is.")  # fmt: skip
    return Language(code)


@cache
def _catalogue(code: str) -> NullTranslations:
    if code == "en":
        return NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    source = resources.files(__package__).joinpath("locale", code, "brief.po").read_bytes()
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(source), locale=code))
    compiled.seek(0)
    return GNUTranslations(compiled)


def messages():
    """Return a Babel catalogue of every message: those of the code, of the templates, and the method's terms."""
    from babel.messages import Catalog
    from babel.messages.extract import extract_from_dir

    from .terms import SENTENCES, TERMS

    folder = Path(__file__).parent
    catalogue = Catalog(project="inspired_analysis", charset="utf-8")
    found = extract_from_dir(
        folder, [("**.py", "python"), ("templates/**.j2", "jinja2.ext:babel_extract")],
        options_map={"templates/**.j2": {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}},
        keywords={"say": None, "plural": (1, 2)})  # fmt: skip
    for file, _, message, _, _ in found:
        catalogue.add(message, locations=[(file, 0)])
    for sentence in SENTENCES:
        catalogue.add(sentence)
    for term in TERMS:
        catalogue.add(term, context="term")
    return catalogue


def main() -> None:
    """Bring every catalogue up to date with the code."""
    from babel.messages import Catalog
    from babel.messages.pofile import read_po, write_po

    for code in LANGUAGES:
        if code == "en":
            continue
        path = Path(__file__).parent / "locale" / code / "brief.po"
        catalogue = read_po(io.BytesIO(path.read_bytes()), locale=code) if path.exists() else Catalog(locale=code)
        catalogue.update(messages(), no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        catalogue.fuzzy, catalogue.header_comment = False, f"# Words of the brief: {Language(code).name}."
        out = io.BytesIO()
        write_po(out, catalogue, sort_output=True, no_location=True, width=110)
        lines = [line for line in out.getvalue().splitlines(keepends=True) if not OTHERS_HEADERS.match(line)]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"".join(lines))
        left = sum(not all(m.string if m.pluralizable else [m.string]) for m in catalogue if m.id)
        print(f"{code}: {len(catalogue)} messages, {left} to translate")


if __name__ == "__main__":
    main()
