"""What of a label may be somebody's name: nothing of Farmer 3, Anna Berg of Moderator Anna Berg (Table 2).

What no task, number or brackets stand beside is a name as it is, also Rose and Village elder. Beside them, something
must be left that is neither a task nor an ordinary word, unless first names are that word (Grace); beside a task alone,
any ordinary word with a capital will do (Moderator Rose), since it hides too much rather than too little. Brackets
behind a name often hold where somebody is from: Ministry of Health is nobody's name there, nor is UNDP behind a first
and a last name. A number to call, as those who dial in are labelled by, is somebody's as a name is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .public import public
from .spelling import WORD, fold, form, listed, ordinary

if TYPE_CHECKING:
    from ..plan import Participant

__all__ = ["known_by", "names_of", "numbered", "personal"]

_BRACKETS = re.compile(r"[(\[{]([^)\]}]*)[)\]}]?")
_TOKEN = re.compile(r"[^\s,;:/#_]+")
# Folded words that stand beside numbers and for tasks, besides the ordinary English ones.
_SAY_NOTHING = listed("""
    one two three four five six seven eight nine ten eleven twelve resp part
    landwirt landwirtin burger burgerin bewohner bewohnerin experte expertin person gruppe tisch
    agriculteur agricultrice habitant habitante experte groupe table agricultor agricultora vecino vecina experto
    experta grupo mesa rolnik rolniczka mieszkaniec ekspert stol fermer fermerka zhitel meshkanets ekspertka grupa
    gruppa
""")
# First names that are ordinary English words; not those that are rather what somebody speaks for (Olive, Charity, Art).
_FIRST_NAMES = listed("""
    al amber bill chase cliff don drew faith gene grace grant guy hope jack jean joy mark max may mercy mike miles
    patience penny ray rose rusty sandy sue wade will
""")
_CALLED = re.compile(r"[+(]?\d(?:[\s().*/‐‑–-]{0,5}\d){6,}")


def personal(label: str) -> tuple[str, ...]:
    """Return the names in *label*: what stands outside of brackets, and what stands in them; none for a task."""
    outside = " ".join(_BRACKETS.sub(" ", label).split())
    inside = [part.strip() for part in _BRACKETS.findall(label)]
    counted = numbered(label) or any(part.isdigit() for part in inside)
    tokens = _TOKEN.findall(outside)
    first = next((i for i, token in enumerate(tokens) if not _task(token)), len(tokens))
    if not counted and not any(map(_task, tokens)):
        own = outside if WORD.search(outside) else ""
    elif any(_tells(token, counted=counted) for token in tokens):
        own = " ".join(" ".join(re.sub(r"\d+", " ", token) for token in tokens[first:]).split())
    else:
        own = ""
    told = [part for part in inside if any(_tells(t, counted=True) for t in _TOKEN.findall(part))
            and not (own and all(public(form(w)) for w in WORD.findall(part)))
            and not (part.isupper() and not own.isupper() and len(WORD.findall(own)) > 1)]  # fmt: skip
    return tuple(dict.fromkeys(name for name in (own, *told, *_CALLED.findall(label)) if name))


def numbered(label: str) -> bool:
    """Whether *label* has a number outside of brackets, as people have who are told apart by it."""
    return any(map(str.isdigit, _BRACKETS.sub("", label)))


def known_by(label: str) -> tuple[str, ...]:
    """Return *label* and the names in it, if there are any; not the name alone where a number tells people apart.

    Nor what stands in brackets behind a name, such as an office: others may have the same.
    """
    names, outside = personal(label), personal(_BRACKETS.sub(" ", label))
    own = tuple(n for n in names if n in outside) or names
    return (label, *(() if numbered(label) else own)) if names else ()


def names_of(person: Participant) -> tuple[str, ...]:
    """Return the names in the label and the aliases of *person*."""
    return tuple(dict.fromkeys(name for label in (person.label, *person.aliases) for name in personal(label)))


def _task(token: str) -> bool:
    """Whether *token* says what somebody does: Moderator, Farmer2."""
    from ..reading.labels import names_a_task

    return names_a_task(token) or names_a_task(re.sub(r"s?\d*$", "", token))


def _tells(token: str, *, counted: bool) -> bool:
    """Whether *token* may be a name beside a task or a number."""
    if _task(token):
        return False
    words = [w for w in WORD.findall(token) if fold(w) not in _SAY_NOTHING and not _code(w, token)]
    return not all(ordinary(fold(w)) and (w.islower() or (counted and fold(w) not in _FIRST_NAMES)) for w in words)


def _code(word: str, token: str) -> bool:
    """Whether *word* is the letters of a number: of P3, TN 12, BGR7."""
    return len(word) < 2 or (word.isupper() and len(word) <= (3 if re.search(rf"{word}\d", token) else 2))
