"""Which statements of different workshops are the same.

The same: the same words as in any earlier workshop, whatever their number. Also the same: one number, and wordings
that share at least 60 % of their words in the same order, none of those that differ being able to turn the meaning (a
negation, a quantity, a number), and none but articles and the like put in the place of another: "kept" for "abolished"
is another statement. This is said among the limits, with both wordings. Not the same: one number for two other
sentences, as bare lists of assumptions number themselves A1, A2 … in every plan; nor near words, or their opposite,
under another number, which is said too. Ties: the earliest statement that fits.
"""

from __future__ import annotations

import re
import unicodedata
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
    should must may might could ought hardly barely refuse refuses fail fails lack lacks
    ne pas jamais aucun aucune rien sans sauf plus moins seulement
    nunca nada ningún ninguna sin salvo solo sólo más menos
    не ни нет нельзя никогда без только больше меньше
    لا لم لن ليس ليست غير بدون دون إلا أكثر أقل
    """.split()  # noqa: SIM905
)
# Words that may stand for one another.
LINKING = frozenset(
    """
    the a an this that these those our its their of in on at and is are was were be been
    le la les l un une des du de d ce cette ces notre nos son sa ses leur leurs est sont en dans sur et
    el los las unos unas del al este esta estos estas nuestro nuestra su sus es son y
    это этот эта эти наш наша наши и в на
    """.split()  # noqa: SIM905
)


@dataclass(frozen=True)
class Strand:
    """One statement through the dialogue: its wordings, and where it was asked under which number."""

    statement: str
    kind: str
    wordings: tuple[str, ...]
    asked: tuple[tuple[Session, str], ...]

    @property
    def text(self) -> str:
        """The latest wording."""
        return self.wordings[-1]

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
            same = next((s for s in free if _words(row.text) in map(_words, s.wordings)), None)
            if same:
                strands[strands.index(same)] = _longer(same, session, row)
            else:
                others.append(row)
        for row in others:
            free = [s for s in strands if session not in s.sessions]
            namesakes = [s for s in free if row.statement in {number for _, number in s.asked}]
            same = next((s for s in namesakes if s.kind == row.kind and _reworded(s, row.text)), None)
            if same:
                strands[strands.index(same)] = _longer(same, session, row)
                judged.append((f"{row.statement} was reworded", f"“{same.text}” and “{row.text}” ({session.id}) "
                               "are taken as one statement."))  # fmt: skip
                continue
            judged += _apart(row, session, namesakes, [s for s in free if s.kind == row.kind])
            strands.append(Strand(_name(row.statement, session, strands), row.kind, (row.text,),
                                  ((session, row.statement),)))  # fmt: skip
    return tuple(strands), tuple(judged)


def _apart(row, session: Session, namesakes: Sequence[Strand], free: Sequence[Strand]) -> list[tuple[str, str]]:
    """Say which earlier statement this one is kept apart from though it has its number, or nearly its words."""
    near = (s for s in free if _reworded(s, row.text) or _opposite(s.text, row.text))
    other = next(iter((*namesakes, *near)), None)
    if other is None:
        return []
    what = f"{row.statement} has two meanings" if namesakes else \
        f"{other.statement} and {row.statement} ({session.id}) are nearly alike"
    same = "the same words" if other.kind == row.kind else "the same words, as an assumption or as an option,"
    return [(what, f"“{other.text}” and “{row.text}” ({session.id}) are kept apart. If they are one statement, write "
             f"it in {same} in both plans.")]  # fmt: skip


def _longer(strand: Strand, session: Session, row) -> Strand:
    return replace(strand, wordings=(*strand.wordings, row.text), asked=(*strand.asked, (session, row.statement)))


def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[\w']+", unicodedata.normalize("NFC", text).casefold().replace("’", "'")))


def _reworded(strand: Strand, text: str) -> bool:
    """Whether a wording is so near to all those that a statement had that it says the same."""
    for one in strand.wordings:
        differ = _differences(one, text)
        if differ is None or all(differ) or any(map(_turns, set().union(*differ))):
            return False
    return True


def _opposite(one: str, other: str) -> bool:
    """Whether two wordings differ in nothing but what can turn the meaning."""
    differ = _differences(one, other)
    return differ is not None and any(differ) and all(map(_turns, set().union(*differ)))


def _differences(one: str, other: str) -> tuple[set[str], set[str]] | None:
    """Return the words that only one of two has, but for linking words and endings; None if they share too few.

    Nor do "farmers pay herders" and "herders pay farmers" share enough, which have the same words.
    """
    first, second = _words(one), _words(other)
    if len(set(first) & set(second)) < ALIKE * len(set(first) | set(second)):
        return None
    first, second = ([next((w for w in first if _inflected(w, word)), word) for word in words if word not in LINKING]
                     for words in (first, second))  # fmt: skip
    if [word for word in first if word in second] != [word for word in second if word in first]:
        return None
    return set(first) - set(second), set(second) - set(first)


def _inflected(one: str, other: str) -> bool:
    """Whether two words differ in an ending at most: lorry, lorries; pay, paying; close, closed."""
    short, long = sorted((one, other), key=len)
    if short == long or len(short) < 3 or short in TURNING:
        return short == long
    endings = {"s", "es", "x", "ed", "ing", *(["d"] if short[-1] == "e" else [])}
    return long.removeprefix(short) in endings or (short[-1] == "y" and long == f"{short[:-1]}ies")


def _turns(word: str) -> bool:
    return word in TURNING or word.endswith("n't") or word.startswith("n'") or any(c.isdigit() for c in word)


def _name(number: str, session: Session, strands: list[Strand]) -> str:
    """Return the statement's number, with the workshop's id behind it where the number is taken."""
    return f"{number} ({session.id})" if any(s.statement == number for s in strands) else number
