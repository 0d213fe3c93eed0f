"""Which statements of different workshops are the same.

The same: the same words, whatever their number. Also the same: one number, and wordings that share at least 60 % of
their words, none of those that differ being able to turn the meaning (a negation, a quantity, a number); this is
said among the limits, with both wordings. Not the same: one number for two other sentences, as bare lists of
assumptions number themselves A1, A2 … in every plan. Ties: the earliest statement that fits.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ...session import Session
from ...tables import records

__all__ = ["Strand", "follow_statements"]

ALIKE = 0.6
# A word that only one of two wordings has, and that can make another statement of it.
TURNING = frozenset(
    """
    not no never none nobody nothing neither nor cannot without against only unless except instead more less fewer
    most few some all any every always seldom rarely higher lower up down before after enough too free
    increase increases decrease decreases raise raises reduce reduces rise rises fall falls
    ne pas jamais aucun aucune rien sans sauf plus moins seulement
    nunca nada ningún ninguna sin salvo solo sólo más menos
    не ни нет нельзя никогда без только больше меньше
    لا لم لن ليس ليست غير بدون دون إلا أكثر أقل
    """.split()  # noqa: SIM905
)


@dataclass(frozen=True)
class Strand:
    """One statement through the dialogue: its latest wording, and where it was asked under which number."""

    statement: str
    kind: str
    text: str
    asked: tuple[tuple[Session, str], ...]

    @property
    def sessions(self) -> tuple[Session, ...]:
        return tuple(session for session, _ in self.asked)

    @property
    def shared(self) -> bool:
        """Whether more than one workshop asked it."""
        return len(self.asked) > 1


def follow_statements(sessions: Sequence[Session]) -> tuple[tuple[Strand, ...], tuple[tuple[str, str], ...]]:
    """Return the statements of *sessions* (in their order), and (what, why) of what had to be judged."""
    strands: list[Strand] = []
    judged: list[tuple[str, str]] = []
    for session in sessions:
        others = []
        # The same words go first: what only resembles them must not take their place.
        for row in records(session.statements):
            free = (s for s in strands if session not in s.sessions and s.kind == row.kind)
            same = next((s for s in free if _words(s.text) == _words(row.text)), None)
            if same:
                strands[strands.index(same)] = _longer(same, session, row)
            else:
                others.append(row)
        for row in others:
            namesakes = [s for s in strands if session not in s.sessions and row.statement in {n for _, n in s.asked}]
            same = next((s for s in namesakes if s.kind == row.kind and _reworded(s.text, row.text)), None)
            if same:
                strands[strands.index(same)] = _longer(same, session, row)
                judged.append((f"{row.statement} was reworded", f"“{same.text}” and “{row.text}” ({session.id}) "
                               "are taken as one statement."))  # fmt: skip
                continue
            if namesakes:
                judged.append((f"{row.statement} has two meanings", f"“{namesakes[0].text}” and “{row.text}” "
                               f"({session.id}) are kept apart."))  # fmt: skip
            strands.append(Strand(_name(row.statement, session, strands), row.kind, row.text,
                                  ((session, row.statement),)))  # fmt: skip
    return tuple(strands), tuple(judged)


def _longer(strand: Strand, session: Session, row) -> Strand:
    return replace(strand, text=row.text, asked=(*strand.asked, (session, row.statement)))


def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[\w']+", text.casefold().replace("’", "'")))


def _reworded(one: str, other: str) -> bool:
    """Whether two wordings are so near that they say the same."""
    first, second = set(_words(one)), set(_words(other))
    differ = first ^ second
    turned = any(w in TURNING or w.endswith("n't") or w.startswith("n'") or any(c.isdigit() for c in w) for w in differ)
    return not turned and len(first & second) >= ALIKE * len(first | second)


def _name(number: str, session: Session, strands: list[Strand]) -> str:
    """Return the statement's number, with the workshop's id behind it where the number is taken."""
    return f"{number} ({session.id})" if any(s.statement == number for s in strands) else number
