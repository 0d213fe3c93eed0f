"""Who is who: from labels in the transcript to the participants of the plan."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..guarding.masking import Mask
from ..plan import Participant, Plan
from .labels import guessed_role, label_key

__all__ = ["Person", "Roster"]


@dataclass(frozen=True, slots=True)
class Person:
    """How the tables name a speaker, and the label if it may be shown; `known` means that the plan lists them."""

    speaker: str
    label: str
    role: str
    group: str
    known: bool


class Roster:
    """Finds the plan's participant for a label, whatever its case, spacing and diacritics."""

    def __init__(self, plan: Plan | None, labels: list[str]) -> None:
        people = plan.participants if plan else ()
        self._by_key: dict[str, Participant] = {}
        self._exact: dict[str, Participant] = {}
        for names in (lambda p: (p.label, *p.aliases), lambda p: (p.pseudonym,)):
            for person in people:
                for name in filter(None, names(person)):  # without a pseudonym, they are not who has no label
                    self._exact.setdefault(name.strip(), person)
                    if label_key(name):
                        self._by_key.setdefault(label_key(name), person)
        self._labels = [label_key(label) for label in labels]
        self._mask = Mask.of(plan) if plan else Mask.made(())

    def participant(self, label: str) -> Participant | None:
        """Return the participant called *label*, with or without what stands in brackets after it."""
        if label in self._exact:  # José and Jose may be two people
            return self._exact[label]
        return self._by_key.get(label_key(label)) or self._by_key.get(label_key(re.sub(r"[(\[].*?[)\]]", "", label)))

    def person(self, label: str) -> Person:
        """Return how *label* appears in the tables; the role of the unlisted is guessed from it.

        A pseudonym stands for the label too. An unlisted label that is much like a listed name is ``P03?``.
        """
        listed = self.participant(label)
        if listed:
            return Person(listed.name, listed.pseudonym or label, listed.role, listed.group, True)
        shown = self._mask.label(label)
        return Person(shown, shown, guessed_role(label, self._labels), "", False)
