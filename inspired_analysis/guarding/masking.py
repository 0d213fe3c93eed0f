"""A plan's names, and what is written without them.

Conventions
-----------
- Who is replaced: participants whom the plan gives a pseudonym, by their label and aliases, and the plan's ``names:``.
- What stands for a name is in square brackets, as archives do it: ``[P03]``, ``[organisation 1]``. File names and
  ids, where brackets hurt, have it bare.
- A replacement is never corrected in the text that it stands in: the list of names is, and the transcript is read
  again. Codings are made anew then; people's decisions find their words again by themselves and those around.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ..codes import shipped_codes
from .matching import Hit, Matcher, Named
from .personal import names_of
from .spelling import WORD
from .writing import Writing, words_apart

if TYPE_CHECKING:
    from ..plan import Plan

__all__ = ["ON_NAMES", "Mask", "Replacement", "about_names", "named_in"]

ON_NAMES = "Names: "  # how the note on names begins, which every brief has
PLAIN = ("title", "place", "goal", "issue", "confidentiality")
LITERAL = ("contact", "label")  # labels only whole: Farmer 3 is not in Farmer 31


@dataclass(frozen=True, slots=True)
class Replacement:
    """One entry of the log: in which turn and where in the pseudonymised text, what for what, and how it was found."""

    turn: int
    start: int
    end: int
    words: str
    replacement: str
    kind: str
    how: str


def named_in(plan: Plan) -> tuple[Named, ...]:
    """Return who and what *plan* wants called otherwise."""
    people = [Named(p.pseudonym, "person", names) for p in plan.participants if p.pseudonym
              and (names := tuple(n for n in names_of(p) if n.casefold() != p.pseudonym.casefold()))]  # fmt: skip
    counts: Counter[str] = Counter()
    marked = []
    for name in plan.names:
        counts[name.kind] += 1
        if not name.keep:
            called = name.replacement or f"{name.kind} {counts[name.kind]}"
            marked.append(Named(called, name.kind, (name.name, *name.aliases)))
    return (*people, *marked)


@dataclass(frozen=True)
class Mask:
    """Writes texts without the names of a plan.

    Attributes
    ----------
    matcher
        Finds the names.
    literal
        What is replaced to the letter, such as e-mail addresses and numbers: as it stands → what for it.
    writing
        How the talk is written (`over`).
    people
        Keys of labels and aliases → the pseudonym.
    """

    matcher: Matcher
    literal: tuple[tuple[str, Named], ...] = ()
    writing: Writing | None = None
    people: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, plan: Plan) -> Mask:
        """Return the mask for the names of *plan*; it does nothing if there are none."""
        from ..reading.labels import label_key

        people = {label_key(n): p.pseudonym for p in plan.participants if p.pseudonym for n in (p.label, *p.aliases)}
        return replace(cls.made(named_in(plan), [n.name for n in plan.names if n.keep]), people=people)

    @classmethod
    def made(cls, named: Iterable[Named], kept: Iterable[str] = ()) -> Mask:
        """Return the mask for *named*."""
        named = tuple(named)
        words = [n for n in named if n.kind not in LITERAL]
        literal = [(name, n) for n in named for name in n.names if n.kind in LITERAL or _is_number(name)]
        return cls(Matcher(words, kept), tuple(sorted(literal, key=lambda entry: -len(entry[0]))))

    def __bool__(self) -> bool:
        return bool(self.matcher or self.literal)

    def over(self, texts: Iterable[str]) -> Mask:
        """Return the same mask for a talk of *texts*: how it is written as a whole helps with each."""
        return replace(self, writing=Writing.of(texts)) if self else self

    def hits(self, text: str, *, loosely: bool = True) -> list[Hit]:
        """Return what is to be replaced in *text*, in order; what already stands in brackets for a name is left."""
        if not self:
            return []
        blind = [m.span() for m in self._done.finditer(text)] if "[" in text else []
        found = [
            Hit(m.start(), m.end(), entry.replacement, entry.kind, "exact")
            for words, entry in self.literal for m in _literally(words, entry.kind).finditer(text)
        ]  # fmt: skip
        blind += [(h.start, h.end) for h in found]
        found += [h for h in self.matcher.hits(text, self.writing, loosely=loosely)
                  if not any(h.start < end and start < h.end for start, end in blind)]  # fmt: skip
        return _apart(sorted(found, key=lambda h: (h.start, -h.end)))

    @property
    def _done(self) -> re.Pattern:
        entries = (*self.matcher.named, *(entry for _, entry in self.literal if entry.kind == "label"))
        called = "|".join(sorted({re.escape(n.replacement) for n in entries} | {"(?!)"}))
        return re.compile(rf"\[(?:{called})(?: or (?:{called}))*\]")

    def text(self, text: str, *, loosely: bool = True) -> str:
        """Return *text* with ``[replacements]``."""
        return self.log(text, loosely=loosely)[0]

    def log(self, text: str, *, turn: int = 0, start: int = 0, loosely: bool = True) -> tuple[str, list[Replacement]]:
        """Return *text* with ``[replacements]``, and what was replaced, for a text that begins at offset *start*."""
        pieces, entries, at, size = [], [], 0, start
        for hit in self.hits(text, loosely=loosely):
            for_it = f"[{hit.replacement}]"
            pieces += [text[at : hit.start], for_it]
            size += hit.start - at + len(for_it)
            entries.append(Replacement(turn, size - len(for_it), size, text[hit.start : hit.end], for_it, hit.kind,
                                       hit.how))  # fmt: skip
            at = hit.end
        return "".join([*pieces, text[at:]]), entries

    def label(self, label: str) -> str:
        """Return *label*, of a speaker whom the plan does not list, or ``P03?`` if it is much like a listed name."""
        hits = self.hits(label)
        return f"{hits[0].replacement}?" if hits else label

    def name(self, name: str) -> str:
        """Return a file's name or an id without names: ``anna_berg-2.vtt`` → ``P03-2.vtt``."""
        apart = words_apart(name) if self else name
        # Only where there are capitals does a small letter say that Grace is no name here.
        found = self.matcher.hits(apart, Writing(cased=any(map(str.isupper, apart))), loosely=False)
        found += [Hit(m.start(), m.end(), entry.replacement, entry.kind, "exact")
                  for words, entry in self.literal if entry.kind != "label" for m in _in_a_name(words).finditer(apart)]
        pieces, at = [], 0
        for hit in _apart(sorted(found, key=lambda h: (h.start, -h.end))):
            pieces += [apart[at : hit.start], re.sub(r"[^\w.-]+", "-", hit.replacement)]
            at = hit.end
        return "".join([*pieces, apart[at:]]) if pieces else name

    def code(self, name: str) -> str:
        """Return a code's *name* without names, in the codebook as in what people decided: it is an id.

        So are the ids of statements and questions, the values of a code and criteria.
        """
        return name if shipped_codes().get(name) else self.text(name, loosely=False)

    def whom(self, label: str) -> str:
        """Return how the tables call somebody whom people named by *label* before they had a pseudonym."""
        return self._pseudonym(label) or self.label(label)

    def _pseudonym(self, label: str) -> str:
        from ..reading.labels import label_key

        return self.people.get(label_key(label), "") if self.people else ""

    def judged(self, judged):
        """Return a coding that a person *judged* without names: as tables and plan say it, who may be newer."""
        known = shipped_codes().get(judged.code)
        at, value, target = judged.at, judged.value, judged.target
        return judged.model_copy(update={
            "code": self.code(judged.code), "statement": self.code(judged.statement),
            "value": value if known and value in known.values else self.code(value),
            "target": self.code(target) if judged.code == "criterion" else self.whom(target),
            "at": at and at.model_copy(update={"speaker": self.whom(at.speaker)}),
        }) if self else judged  # fmt: skip

    def finding(self, name: str) -> str:
        """Return the *name* of a finding, such as participation/Anna, without names."""
        parts = (part if part.isdigit() else self._pseudonym(part) or self.code(part) for part in name.split("/"))
        return "/".join(parts) if self else name

    def _ids(self, ids: list[str]) -> dict[str, str]:
        """Return id → id without names; two that differ in the name alone are not made one."""
        written = {id: self.code(id) for id in ids}
        twice = {id for id, n in Counter(written.values()).items() if n > 1}
        return {id: f"{new} ({n})" if new in twice else new for n, (id, new) in enumerate(written.items(), 1)}

    def plan(self, plan: Plan) -> Plan:
        """Return *plan* without names in what it says; labels stay, since the transcript is read with them."""
        if not self:
            return plan
        statements = [*plan.assumptions, *plan.options]
        said = [*(getattr(plan, key) for key in PLAIN), *(s.text for s in statements), *(s.held_by for s in statements),
                *(q.text for q in plan.questions), *plan.criteria,
                *(text for c in plan.codes for text in c.texts)]  # fmt: skip
        mask = self.over(said)
        ids = self._ids([s.id for s in statements])
        return plan.model_copy(update={
            **{key: mask.text(getattr(plan, key)) for key in PLAIN},
            "id": mask.name(plan.id), "dialogue": mask.name(plan.dialogue),
            **{key: tuple(s.model_copy(update={
                "id": ids[s.id], "text": mask.text(s.text), "held_by": mask.text(s.held_by),
            }) for s in getattr(plan, key)) for key in ("assumptions", "options")},
            "codes": tuple(c.with_texts(mask.text, self.code) for c in plan.codes),
            "questions": tuple(q.model_copy(update={"id": self.code(q.id), "text": mask.text(q.text)})
                               for q in plan.questions),
            "criteria": tuple(map(self.code, plan.criteria)),
            "participants": tuple(p.model_copy(update={
                "group": mask.text(p.group),
                "attributes": {mask.text(key): mask.text(value) for key, value in p.attributes.items()},
            }) for p in plan.participants),
        })  # fmt: skip


def about_names(plan: Plan, entries: list[Replacement], proposed: int) -> str:
    """Say for the cover what was done about names, and what was not; *proposed* nobody decided on."""
    open_ = (
        f" Words that look like names or contacts and were left as said, nobody having decided on them: {proposed:,}."
        if proposed else ""
    )  # fmt: skip
    if plan.confidentiality:
        return f"{ON_NAMES}{plan.confidentiality}{open_}"
    if not named_in(plan):
        return f"{ON_NAMES}nothing was replaced; people, places and numbers stand as they were said.{open_}"
    likely = sum(e.how in ("misspelt", "torn") for e in entries)
    counts = Counter(e.kind for e in entries)
    kinds = ", ".join(f"{n:,} of {_PLURAL[kind]}" for kind, n in sorted(counts.items())) or "none was said"
    guessed = f", {likely:,} of them by likeness, since they were misspelt or torn" if likely else ""
    return (
        f"{ON_NAMES}those in the plan were replaced by [pseudonyms] (mentions: {kinds}{guessed}).{open_} "
        "Pseudonymised data remain personal data."
    )


_PLURAL = {"person": "people", "organisation": "organisations", "place": "places", "contact": "addresses and numbers",
           "other": "other kinds"}  # fmt: skip


def _literally(words: str, kind: str) -> re.Pattern:
    escaped = re.escape(words)
    return re.compile(escaped if kind == "contact" else rf"(?<![^\W_]){escaped}(?![^\W_])", re.I)


def _in_a_name(words: str) -> re.Pattern:
    """Return a pattern for *words* in a file's name, which has other signs between them."""
    joined = r"[\W_]{0,3}".join(map(re.escape, re.findall(r"[^\W_]+", words)))
    return re.compile(rf"(?<![^\W_]){joined or '(?!)'}(?![^\W_])", re.I)


def _is_number(name: str) -> bool:
    """Whether *name* is a number to call, also of somebody whom the talk calls by it."""
    return not WORD.search(name) and sum(map(str.isdigit, name)) > 5


def _apart(hits: list[Hit]) -> list[Hit]:
    """Leave out what overlaps an earlier one."""
    kept: list[Hit] = []
    for hit in hits:
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept
