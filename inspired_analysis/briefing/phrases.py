"""Sentences of the brief and what they are made of. Never more certain than the evidence."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["MARKS", "OPTION_WORDS", "Sentence", "named", "placed", "sentence_case", "shortened",
           "stopped", "verdict_word"]

# Readable without colour, in print and by a screen reader (which reads the word beside it).
MARKS = {"confirmed": "✓", "debunked": "✗", "contested": "±", "untested": "○"}
# Words that lead on: a cut behind one of them, or behind the word that follows it, would be in the middle of a phrase.
# Statements are in the plan's language: English, French, Spanish.
LEADING_ON = frozenset(
    """
    a an the of to in on at by for from with without as than that which who if when because and or but is are be was
    were will would can could should must not no more their its his her our

    le la les un une des du de et ou où si que qui à au aux en dans sur pour par avec sans est sont ne leur leurs son sa
    ses ce cette ces

    el los las una del y o al con sin para por se su sus es
    """.split()  # noqa: SIM905
)
OPTION_WORDS = {"confirmed": "supported", "debunked": "rejected", "contested": "disputed", "untested": "untested"}


ENDS = ".!?…”»:؟"
AMONG_OTHERS = 8  # words of a statement that is one of several


@dataclass(frozen=True)
class Sentence:
    """One sentence of the brief and what shows it.

    Attributes
    ----------
    text
        The words.
    turns
        The turns that it rests on, the most telling first.
    about
        The statements that it leads to, by id; ``"depth"`` and ``"participation"`` lead to those parts.
    id
        What ``brief.yaml`` calls it, in every run: ``"A2"``, ``"conflict/A3"``.
    state
        The facts that it was made of; a changed one means that the data says something else now.
    flag
        What a reader must know of it: that a person wrote it, that the data has changed since.
    stays
        Whether it stays on a page that is too full: a conflict, a red line, a person's own.
    """

    text: str
    turns: tuple[int, ...] = ()
    about: tuple[str, ...] = ()
    id: str = ""
    state: str = ""
    flag: str = ""
    stays: bool = False


def verdict_word(kind: str, verdict: str) -> str:
    """Return the word for a verdict on an assumption or an option."""
    return OPTION_WORDS[verdict] if kind == "option" else verdict


def named(text: str, id: str, say) -> str:
    """Return a statement in few of its words, and its id."""
    return say("{statement} ({id})", statement=say.quoted(shortened(text, AMONG_OTHERS)), id=id)


def placed(name: str, group: str, say) -> str:
    """Return somebody with their group: "P02 (farmers)"."""
    return say("{name} ({group})", name=name, group=say.term(group)) if group else name


def sentence_case(text: str) -> str:
    """Return *text* with a capital first letter, and the rest as it was."""
    return text[:1].title() + text[1:]  # Georgian has capitals, but not at the head of a sentence


def shortened(text: str, words: int) -> str:
    """Return *text*, cut with "…" at the end of a phrase within so many *words*; it never stands alone on a line.

    What is longer by a quarter at most stays whole: the end of a statement is often what it is about.
    """
    parts = text.split()
    if len(parts) <= words + words // 4:
        return text
    for leading, least in ((2, words * 3 / 4), (1, words / 2)):
        ends = range(words, int(least), -1)
        end = next((n for n in ends if LEADING_ON.isdisjoint(w.lower() for w in parts[n - leading : n])), 0)
        if end:
            break
    return " ".join(parts[: end or words]).rstrip(",;:–—-") + "\u00a0…"


def stopped(text: str) -> str:
    """Return *text* with a full stop, unless it has an end of its own."""
    return text if not text or text[-1] in ENDS else f"{text}."
