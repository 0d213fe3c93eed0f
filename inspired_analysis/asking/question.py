"""Who is asked about in a question, and what: names, groups and roles are those of the talk and its plan.

"What did the teachers' unions say about pay?" asks the group *teachers' unions* about *pay*. The subject is looked
for where a question has it (after *did*, after *according to*, before *'s view*); a person is known by any part
of their name, and a part that several share means them all; civil servants are not civil society. A subject that is
the whole room, or that nobody here is called, leaves everybody; the latter is said. Listed names stand in the talk as
what replaced them, and so they are looked for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from ..coding.text_cues import FUNCTION, stems
from ..errors import InspiredError
from ..guarding.masking import Mask
from ..workshop import Plan

__all__ = ["Asked", "understand"]

_VERBS = (
    "say said think thought feel felt believe want need mention suggest propose recommend mean discuss talk speak ask "
    "answer reply respond argue claim expect fear worry offer agree disagree find explain describe introduce consider "
    "decide conclude prefer like dislike have make see tell do plan hope report present emphasize emphasise point "
    "raise reject support oppose express share add hold view react complain promise demand know regard come go give "
    "show deal use design evaluate disapprove approve doubt object stand look require request express state care"
)
_SUBJECT = re.compile(
    r"(?:^(?!\W*(?:what|which|how|why|when|where|who|whose|did|does|do|has|have|had)\b)|"
    r"\b(?:is|are|was|were|of|summari[sz]e)\s+)(?P<whose>(?:(?!\babout\b)[^?,.]){1,80}?)(?:'s|s'|’s|s’)\s+(?:\w+\s+)?"
    r"(?:views?|opinions?|attitudes?|concerns?|positions?|thoughts?|ideas?|suggestions?|proposals?|arguments?|"
    r"responses?|answers?|reasons?|recommendations?|explanations?|objections?|worries|interests?)\b"
    r"|\b(?:did|does|do|has|have|had|would|will|could|can|should|was|were|is|are)\s+(?P<did>[^?]{1,80}?)\s+"
    rf"(?:\w+ly\s+)?(?:{'|'.join(_VERBS.split())})(?:s|d|ed|ing)?\b"
    r"|\baccording to\s+(?P<by>[^,?.]{1,80})",
    re.IGNORECASE,
)
_AND = re.compile(r",|&|\band\b|\bor\b", re.IGNORECASE)
_TITLES = frozenset(stems("mr mrs ms miss dr prof sir hon honourable right am mp the group of"))
_EVERYBODY = frozenset(stems(
    "group team committee participants people everyone everybody anyone anybody they we you members speakers room "
    "meeting workshop session all who somebody someone others there it each one"))  # fmt: skip
_NO_NAMES = _EVERYBODY | _TITLES
_ROLES = {"facilitator": "facilitator moderator chair interviewer", "observer": "observer",
          "interpreter": "interpreter"}  # fmt: skip
_ROLE_OF = {stem: role for role, words in _ROLES.items() for stem in stems(words)}
_ASKING = FUNCTION | frozenset(stems(
    "say said think thought feel felt mention suggest discuss discussion talk speak ask answer reply respond summarize "
    "summarise tell consider opinion view attitude conclusion happen according regard"))  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What a question asks.

    Attributes
    ----------
    about
        The question without whom it asks about.
    words
        Its stems that say what it is about, and what stands for listed names in it; none where it only asks what
        somebody said.
    speakers
        Whose turns answer it, as findings call them; everybody's where empty.
    whom
        The groups, people and roles that were recognised, for a person to check.
    unknown
        Subjects of the question that nobody here is called.
    """

    about: str
    words: tuple[str, ...]
    speakers: tuple[str, ...]
    whom: tuple[str, ...]
    unknown: tuple[str, ...]


def understand(
    question: str,
    speakers: pd.DataFrame,
    plan: Plan | None = None,
    *,
    speaker: Sequence[str] = (),
    group: Sequence[str] = (),
) -> Asked:
    """Return whom and what *question* asks about.

    Parameters
    ----------
    question
        In plain words.
    speakers
        Who spoke: the table ``speakers``.
    plan
        Gives further names of those who spoke, by which a question may call them.
    speaker, group
        Names and groups given outright; the question is then not searched for them.

    Raises
    ------
    InspiredError
        For a question without words, or a *speaker* or *group* that did not speak.
    """
    if not stems(question):
        raise InspiredError("the question", expected="a question in words", found=repr(question))
    roster, mask = _Roster(speakers, plan), Mask.of(plan or Plan())
    subjects = list(_subjects(question))
    named = {words: roster.named(words) for _, words in subjects}
    known = [(span, named[words]) for span, words in subjects if named[words]]
    everybody = [(span, []) for span, words in subjects if not named[words] and _whole_room(words)]
    if not subjects:
        known = roster.spelled_out(question)
    strangers = [(span, []) for span, words in subjects if known and not named[words] and not _whole_room(words)]
    about, rest = _without(question, [*known, *everybody]), _without(question, [*known, *everybody, *strangers])
    about = about if _telling(rest) else rest  # a stranger among those asked is not what they are asked about
    replaced = [f"[{hit.replacement}]".lower() for hit in mask.hits(about)]
    about = mask.text(about)
    if speaker or group:
        keys = [roster.given(name, kind) for kind, names in (("person", speaker), ("group", group)) for name in names]
        unknown = ()
    else:
        keys = [key for _, own in known for key in own]
        unknown = tuple(words for words, keys in named.items() if not keys and not _whole_room(words))
    whose = dict.fromkeys(name for key in keys for name in roster.speakers[key])
    words = tuple(dict.fromkeys((*_telling(about), *replaced)))
    whom = dict.fromkeys(name if kind == "person" else f"{name} ({kind})" for kind, name in keys)
    return Asked(" ".join(about.split()), words, tuple(whose), tuple(whom), unknown)


def _subjects(question: str) -> Iterable[tuple[tuple[int, int], str]]:
    """Yield the span and the words of each subject, those joined by *and* apart."""
    found = _SUBJECT.search(question)
    if not found:
        return
    name = next(n for n, words in found.groupdict().items() if words)
    start, end = found.span(name)
    while start < end:
        cut = _AND.search(question, start, end)
        stop = cut.start() if cut else end
        if question[start:stop].strip():
            yield (start, stop), question[start:stop].strip()
        start = cut.end() if cut else end


def _without(question: str, spans: Iterable[tuple[tuple[int, int], list]]) -> str:
    for (start, end), _ in sorted(spans, reverse=True):
        question = f"{question[:start]} {question[end:]}"
    return question


def _telling(text: str) -> list[str]:
    """Return the stems of *text* that say what is asked about."""
    return [s for s in stems(text) if s not in _ASKING and len(s) > 1]


def _whole_room(words: str) -> bool:
    content = [s for s in stems(words) if s not in FUNCTION]
    return not content or content[-1] in _EVERYBODY


class _Roster:
    """Names, groups and roles of those who spoke."""

    def __init__(self, speakers: pd.DataFrame, plan: Plan | None) -> None:
        self.speakers: dict[tuple[str, str], list[str]] = {}
        self.keys: dict[tuple[str, ...], list[tuple[str, str]]] = {}
        further = {p.name: (p.label, *p.aliases) for p in (plan.participants if plan else ())}
        for person in speakers.itertuples(index=False):
            key = ("person", person.speaker)
            for name in (person.speaker, person.label, *further.get(person.speaker, ())):
                self._add(key, re.sub(r"[(\[].*?[)\]]", "", name), person.speaker)
            if person.group:
                self._add(("group", person.group), person.group, person.speaker)
            self.speakers.setdefault(("role", person.role), []).append(person.speaker)

    def _add(self, key: tuple[str, str], name: str, speaker: str) -> None:
        own = self.speakers.setdefault(key, [])
        if speaker not in own:
            own.append(speaker)
        for parts in filter(None, (_parts(name), *(_small_names(name) if key[0] == "person" else ()))):
            if key not in self.keys.setdefault(parts, []):
                self.keys[parts].append(key)

    def named(self, words: str) -> list[tuple[str, str]]:
        """Return who *words* mean: those whose names share most of them, and of these the most completely named.

        A person may be misspelt; a group that is called otherwise is another group.
        """
        wanted = set(_parts(words))
        meant = {parts: [key for key in keys if key[0] == "person" or wanted <= set(parts) or wanted >= set(parts)]
                 for parts, keys in self.keys.items()}  # fmt: skip
        shared = {parts: len(wanted.intersection(parts)) for parts, keys in meant.items() if keys}
        scored = [((n, n / len(parts)), parts) for parts, n in shared.items()]
        best = max((score for score, _ in scored), default=(0, 0.0))
        least = 1.0 if wanted <= _EVERYBODY else 0.0  # "people" are not yet the "young people"
        if best[0] and best[0] >= len(wanted) / 2 and best[1] >= least:
            return [key for score, parts in scored if score == best for key in meant[parts]]
        role = next((_ROLE_OF[s] for s in stems(words) if s in _ROLE_OF), None)
        return [("role", role)] if role and ("role", role) in self.speakers else []

    def spelled_out(self, question: str) -> list[tuple[tuple[int, int], list[tuple[str, str]]]]:
        """Return the names and groups that stand whole in *question*, with their spans: "unions on pay".

        Of those within one another the longest: young farmers are not the farmers.
        """
        found: dict[tuple[int, int], list[tuple[str, str]]] = {}
        for kind, name in self.speakers:
            case = re.IGNORECASE if " " in name else 0
            for at in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", question, case) if kind != "role" else ():
                found.setdefault(at.span(), []).append((kind, name))
        spans: list[tuple[int, int]] = []
        for start, end in sorted(found, key=lambda span: span[0] - span[1]):
            if not any(start < stop and begin < end for begin, stop in spans):
                spans.append((start, end))
        return [(span, found[span]) for span in spans]

    def given(self, name: str, kind: str) -> tuple[str, str]:
        """Return the key of somebody or a group named outright."""
        own = [key for parts, keys in self.keys.items() if parts == _parts(name) for key in keys if key[0] == kind]
        own = own or list(dict.fromkeys(key for key in self.named(name) if key[0] == kind))
        if len(own) != 1:
            known = ", ".join(n for k, n in self.speakers if k == kind) or "none"
            what = "a speaker" if kind == "person" else "a group"
            found = f"{name!r}, which means several" if own else repr(name)
            raise InspiredError("the question", expected=f"{what} of this talk ({known})", found=found)
        return own[0]


def _parts(name: str) -> tuple[str, ...]:
    """Return the stems that tell a name from others, without accents, titles and small words."""
    letter = {"a"} if re.search(r"(?<=.)\bA\b|^A$", name) else set()  # "PhD A", not "a person"
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    found = dict.fromkeys(stems(bare.replace("_", " ")))
    telling = tuple(s for s in found if s not in _TITLES and (s not in FUNCTION or s in letter))
    return telling or tuple(s for s in found if s not in _NO_NAMES)  # somebody is called Will


def _small_names(name: str) -> list[tuple[str, ...]]:
    """Return the small words of a person's name that are names themselves: *Will* Smith, *An* Nguyen."""
    written = " ".join(word for word in name.split() if word[:1].isupper() and len(word) > 1)
    return [(s,) for s in stems(written) if s in FUNCTION and s not in _NO_NAMES]
