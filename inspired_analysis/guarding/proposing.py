"""What else in a talk may tell who somebody is: proposals for a person to decide, never replaced by themselves.

What counts: e-mail and web addresses, handles, numbers of six digits and more that are no amount, no year and no time,
and names: words with a capital within a sentence that are no ordinary words and that the talk never writes small, and
what follows a title or an introduction ("Dr X", "my name is X"), in whatever script. What does not: names that are
replaced already, and what the list of names keeps. A language model for names (spaCy), if the user installed one, adds
what it finds.

Talk in a language that writes every noun with a capital gives many false ones, and a talk without capitals gives few
names; the note on the cover gives the number, the person the judgement.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..errors import RunError
from .abroad import ordinary_in
from .masking import Mask
from .matching import SMALL
from .spelling import CALENDAR, WORD, fold, listed, ordinary
from .writing import Writing, pieces

__all__ = ["Proposal", "propose"]

_AT, _DOT = (rf" ?[(\[{{] ?{word} ?[)\]}}] ?" for word in ("at", "dot"))
_CONTACTS = tuple((kind, re.compile(pattern, re.I)) for kind, pattern in (
    ("e-mail address", r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"),
    ("e-mail address", rf"[\w.+-]{{1,64}}{_AT}[\w-]{{1,63}}(?:(?:\.|{_DOT})[\w-]{{1,63}}){{1,4}}"),
    ("e-mail address",
     r"\b\w{2,30}(?:(?: dot |\.)\w{1,30}){0,3} at \w{2,30}(?: dot (?:com|org|net|edu|gov|[a-z]{2})){1,2}\b"),
    ("web address", r"(?:https?://|www\.)[^\s<>\"']{3,200}"),
    ("handle", r"(?<![\w@])@\w{3,30}\b"),
    ("number", r"(?<!\w)(?<!\d[.,/])[+(]?(?:\d[\s().\-‐‑‒–/]{0,2}){5,18}\d(?![\w/])"),
    ("number", r"(?<!\w)(?=[A-Z0-9-]{6,30}\b)(?=(?:[A-Z-]*\d){4})[A-Z]{1,4}[A-Z0-9-]*\b"),
))  # fmt: skip
# What each of them has something of; most texts have nothing of it.
_SIGNS = re.compile(rf"[@\d]|://|www\.| dot |{_AT}", re.I)
_COUNT = r"[1-9]\d{0,2}(?:[\s.,]\d{3})+"
_AMOUNT = re.compile(
    rf"{_COUNT}|(?:{_COUNT}|[1-9]\d*)\s?–\s?(?:{_COUNT}|[1-9]\d*)|(?:19|20)\d\d\s*[-‐‑‒–/ ]\s*(?:19|20)?\d\d"
    r"|\d{1,2}:\d\d(?::\d\d)?(?:\s*-\s*\d{1,2}:\d\d)?"
)
# Nine digits in threes are a number to call, unless they are round or it is said of what.
_NINE = re.compile(r"\d{3}\s\d{3}\s(?!000)\d{3}")
_MONEY = r"(?:[€$£¥₴₾₽₺₹%]|(?:eur|usd|gbp|chf|uah|gel|rsd|bam|mdl|amd|try|rub|jod|egp|kes)\b)"
_MONEY_BEFORE, _MONEY_BEHIND = re.compile(rf"{_MONEY}\s?$", re.I), re.compile(rf"\s?{_MONEY}", re.I)
_UNITS = listed("""
    euro euros dollar dollars pound pounds franc francs dinar dinars hryvnia hryvnias lari lei leva dram drams lira
    liras rouble roubles ruble rubles rublei mark marks zloty pesos rupees shillings ievro evro griven grivni grn
    dollarov dolariv of people persons inhabitants residents voters households families farms farmers tons tonnes
    litres liters hectares metres meters kilometres kilometers m km kg kwh mwh cubic square percent per million
""")
_BRACKETS = re.compile(r"\[(?! ?(?:at|dot) ?\])[^\]]{1,80}\]", re.I)
# A cue is looked for where one of their first letters stands: five times as fast.
_CUES = re.compile(
    r"(?=[mdpshfijмгпاმბქ])"
    r"(?:\b(?:mr|mrs|ms|miss|dr|prof|professor|doctor|sir|madam|mayor|minister|herr|frau|monsieur|madame|señora?|signora?)"
    r"\b\.?|\b(?:my|his|her) name(?: is|'s)|\b(?:i am|i'm) called|\bich hei(?:ß|ss)e|\bje m'appelle|\bme llamo"
    r"|\b(?:меня|мене) (?:зовут|звати|звуть)|\b(?:господин|госпожа|пан|пані|панове)|السيدة?|الدكتورة?|الأستاذة?|اسمي"
    r"|მე მქვია|ბატონი|ბატონო|ბატონმა|ქალბატონი|ქალბატონო|ქალბატონმა)\s+",
    re.I,
)
PUBLIC = listed("""
    eu un uk us usa ngo ngos ok tv it id gdp vat ceo god english french german spanish italian russian ukrainian arabic
    european european's europeans africa european asia europe america american british internet christmas easter ramadan
""")
ENTITIES = {"PERSON": "person", "PER": "person", "ORG": "organisation", "GPE": "place", "LOC": "place", "FAC": "place"}


@dataclass(frozen=True)
class Proposal:
    """Something that may tell who somebody is.

    Attributes
    ----------
    words, kind
        As it stands first, and what it may be: name, e-mail address, web address, handle, number.
    places
        Where it stands: (index of the text, start, end), in order.
    why
        What speaks for it.
    """

    words: str
    kind: str
    places: tuple[tuple[int, int, int], ...]
    why: str


def propose(texts: Sequence[str], mask: Mask, kept: Iterable[str] = (), *, model: str = "") -> list[Proposal]:
    """Return what in *texts* may tell who somebody is and is neither replaced by *mask* nor *kept*; commonest first.

    Parameters
    ----------
    model
        Name or folder of a spaCy model that is installed.

    Raises
    ------
    RunError
        If *model* cannot be had.
    """
    mask = mask if mask.writing else mask.over(texts)
    writing = mask.writing or Writing.of(texts)
    known = {fold(w) for words in kept for w in WORD.findall(words)} | {words.casefold() for words in kept}
    found: dict[str, list] = {}

    def add(words: str, kind: str, place: tuple[int, int, int], why: str) -> None:
        key = " ".join(fold(w) for w in WORD.findall(words)) if kind in ENTITIES.values() or kind == "name" else words
        if words.casefold() not in known and not all(fold(w) in known for w in WORD.findall(words) or ["\0"]):
            found.setdefault(key, [words, kind, [], why])[2].append(place)

    for i, text in enumerate(texts):
        taken = [(h.start, h.end) for h in mask.hits(text)] + [m.span() for m in _BRACKETS.finditer(text)]
        for kind, start, end, why in _in(text, writing):
            if not any(start < stop and begin < end for begin, stop in taken):
                add(text[start:end], kind, (i, start, end), why)
                taken.append((start, end))
    for i, start, end, kind in _by_model(texts, model) if model else ():
        if not mask.hits(texts[i][start:end]):
            add(texts[i][start:end], kind, (i, start, end), f"{model} takes it for one")
    made = [Proposal(words, kind, tuple(dict.fromkeys(places)), why) for words, kind, places, why in found.values()]
    return sorted(made, key=lambda p: (-len(p.places), p.places[0]))


def _in(text: str, writing: Writing) -> list[tuple[str, int, int, str]]:
    """Return kind, start, end and reason of what stands in one *text*, the surest kinds first."""
    found = []
    for kind, pattern in _CONTACTS if _SIGNS.search(text) else ():
        for match in pattern.finditer(text):
            digits = sum(c.isdigit() for c in match[0])
            if kind != "number" or (digits > 5 and not _is_amount(match)):
                found.append((kind, match.start(), match.end(), f"written like one: {kind}"))
    for cue in _CUES.finditer(text):
        word = WORD.match(text, cue.end())
        small = writing.cased and word and word[0].islower() and not "\u10d0" <= word[0][0] <= "\u10ff"
        every_day = word and (ordinary(fold(word[0])) or ordinary_in(writing.languages, word[0]))
        if word and not every_day and not small:
            found.append(("name", word.start(), word.end(), f"follows “{cue[0].strip()}”"))
    if writing.cased:
        found += [("name", start, end, "a capital within a sentence") for start, end in _capitals(text, writing)]
    return found


def _is_amount(number: re.Match) -> bool:
    """Whether *number* counts something, and is nobody's: by its form, and by what stands beside it."""
    if not _AMOUNT.fullmatch(number[0].strip()):
        return False
    text, start = number.string, number.start()
    if not _NINE.fullmatch(number[0].strip()):
        return True
    unit = WORD.match(text, number.end() + text[number.end() :].startswith(" "))
    money = _MONEY_BEHIND.match(text, number.end()) or _MONEY_BEFORE.search(text, max(0, start - 5), start)
    return bool(money or (unit and fold(unit[0]) in _UNITS))


def _capitals(text: str, writing: Writing) -> list[tuple[int, int]]:
    """Return the runs of words with capitals within sentences that are no ordinary words."""
    runs: list[tuple[int, int]] = []
    last = 0
    for start, end in pieces(text):
        before, last = last, end
        word = text[start:end]
        if not word[0].isupper():
            continue
        form, gap = fold(word), text[before:start]
        if form in PUBLIC or form.removesuffix("s") in CALENDAR or re.match("I['’]", word) or len(form) < 2:
            continue
        every_day = ordinary(form) or ordinary_in(writing.languages, word)
        if runs and runs[-1][1] == before and gap in (" ", "-"):
            runs[-1] = (runs[-1][0], end)
        elif not (_opens(text, before, gap) or form in SMALL or form in writing.lower or every_day):
            runs.append((start, end))
    return runs


def _opens(text: str, last: int, gap: str) -> bool:
    """Whether a sentence begins behind *gap*, which begins at *last*; not after an initial or a title."""
    short = re.search(r"(?:^|\W)(?:\w|mr|mrs|ms|dr|prof|st)$", text[max(0, last - 6) : last], re.I)
    return last == 0 or (bool(re.search(r"[.?!…:;\n]", gap)) and not (short and gap == ". "))


def _by_model(texts: Sequence[str], name: str) -> list[tuple[int, int, int, str]]:
    """Return index, start, end and kind of what the spaCy model *name* finds."""
    try:
        import spacy

        read = spacy.load(name)
    except (ImportError, OSError) as error:
        raise RunError(f"the model {name!r}", expected="a spaCy model that is installed",
                       found=type(error).__name__, todo="Install it, or leave --model out.") from None  # fmt: skip
    return [
        (i, entity.start_char, entity.end_char, ENTITIES[entity.label_])
        for i, document in enumerate(read.pipe(texts)) for entity in document.ents if entity.label_ in ENTITIES
    ]  # fmt: skip
