"""What is too unsure to be told, for a person to check: the likeliest of each kind."""

from __future__ import annotations

from ..tables import records
from .content import Item
from .ids import identified, taken_on
from .quotes import Quotes
from .sections import move_titles

__all__ = ["likeliest", "list_leads"]

MOST = 5

Lists = tuple[tuple[str, tuple[Item, ...]], ...]


def list_leads(analysis, shown, quotes: Quotes, say) -> Lists:
    """Return all of them, per kind; where a finding that is *shown* tells the same words, it is said under what."""
    titles = {"interest": say("Interests"), **move_titles(say), "commitment": say("Commitments")}
    told, items = _told(shown, quotes, say), {}
    for id, row in identified(analysis, "leads", quotes):
        kind = row.code if row.code == "interest" or not row.value else row.value
        (quote,) = quotes.of(row.codings)
        parts = dict.fromkeys(title for start, end, title in told if start < quote.end and quote.start < end)
        under = parts and say("told under {parts}", parts=say.listed([say.quoted(part) for part in parts]))
        detail = say.joined([say.term(row.value) if row.code == "interest" else "", under or ""])
        items.setdefault(kind if kind in titles else "", []).append(Item("", (quote,), detail, id=id))
    return tuple((title, tuple(items[kind])) for kind, title in titles.items() if kind in items)


def likeliest(leads: Lists, say) -> Lists:
    """Return the first of each kind, with how many there are."""
    return tuple((say("{kind}, the likeliest of {of}", kind=title, of=len(items)) if len(items) > MOST else title,
                  items[:MOST]) for title, items in leads)  # fmt: skip


def _told(analysis, quotes: Quotes, say) -> list[tuple[int, int, str]]:
    """Return (start, end) of what the brief tells of the same kinds, and the title that it stands under."""
    titles, found = move_titles(say), []
    for row in records(analysis.interests):
        found += [(q.start, q.end, say("What is at stake")) for q in quotes.of(row.codings)]
    for row in records(analysis.incentives):
        found += [(q.start, q.end, titles.get(row.kind, titles[""])) for q in quotes.of(row.codings)]
    return found + [(q.start, q.end, say("Who took on what")) for _, q in taken_on(analysis, quotes)]
