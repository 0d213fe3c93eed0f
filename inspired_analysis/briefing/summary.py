"""The first page in sentences: what was found, ranked by how much rests on it, each with its turns."""

from __future__ import annotations

from ..tables import VERDICTS
from .phrases import Sentence, count, listed, people, sentence_case, verdict_word
from .quotes import Quotes

__all__ = ["summarise"]

MAX_SENTENCES = 7
LINKS = 3


def summarise(analysis, quotes: Quotes) -> list[Sentence]:
    """Return up to seven sentences; the first says who spoke, the last who was not heard."""
    middle = [*_verdicts(analysis, quotes), *_conflicts(analysis, quotes), *_interests(analysis, quotes),
              *_limits(analysis, quotes), *_themes(analysis)]  # fmt: skip
    return [_heard(analysis), *middle[: MAX_SENTENCES - 2], *_unheard(analysis, quotes)]


def _heard(analysis) -> Sentence:
    speakers = analysis.speakers[analysis.speakers["speaker"] != ""]
    present = speakers[speakers["role"] == "participant"]
    groups = [g for g in dict.fromkeys(present["group"]) if g]
    words = int(analysis.turns["words"].sum())
    if speakers.empty:
        return Sentence(f"The transcript names no speakers: its {words:,} words can be read for themes, not for "
                        "positions.")  # fmt: skip
    across = f" from {count(len(groups), 'group')}" if groups else ""
    return Sentence(f"{sentence_case(people(len(present)))}{across} took part; the transcript holds "
                    f"{len(analysis.turns):,} turns and {words:,} words.")  # fmt: skip


def _verdicts(analysis, quotes: Quotes) -> list[Sentence]:
    """Return a sentence per firm verdict, at most three, then one for what is contested, one for what is untested."""
    kinds = dict(analysis.workshop.plan.statements[["statement", "kind"]].itertuples(index=False))
    table = analysis.assumptions
    firm = table[table["verdict"].isin(VERDICTS[:2])]
    firm = firm.sort_values(["n_speakers", "n_groups"], ascending=False, kind="stable")
    sentences = []
    for row in firm.head(3).itertuples():
        word = verdict_word(kinds[row.statement], row.verdict)
        noun = "option" if kinds[row.statement] == "option" else "assumption"
        sentences.append(Sentence(f"The {noun} “{row.text.rstrip('.')}” was {word} in this session: {_lower(row.why)}",
                                  quotes.turns(row.codings, LINKS)))  # fmt: skip
    contested = table[table["verdict"] == "contested"]
    if len(contested):
        turns = tuple(t for codings in contested["codings"] for t in quotes.turns(codings, 1))
        sentences.append(Sentence(f"{_named(contested)} {_is(contested)} contested: people took both sides, or neither "
                                  "clearly.", turns))  # fmt: skip
    untested = table[table["verdict"] == "untested"]
    if len(untested):
        each = "each" if len(untested) > 1 else "it"
        turns = tuple(dict.fromkeys(
            t for row in untested.itertuples() for t in quotes.turns((*row.codings, *row.candidates), 1)))  # fmt: skip
        text = (f"{_named(untested)} {_is(untested)} untested: the coder found fewer than two people who speak to "
                f"{each}. That is neither consent nor proof of silence")  # fmt: skip
        sentences.append(Sentence(text + (": read these turns first." if turns else "."), turns))
    return sentences


def _conflicts(analysis, quotes: Quotes) -> list[Sentence]:
    over = analysis.conflicts[analysis.conflicts["statement"] != ""]
    if over.empty:
        return []
    row = next(over.itertuples())
    kind = "is openly disputed" if row.kind == "open" else "divides groups that never answered each other"
    parties = listed(row.parties, 4)
    return [Sentence(f"“{row.about.rstrip('.')}” {kind} (parties: {parties}).", quotes.turns(row.codings, LINKS))]


def _interests(analysis, quotes: Quotes) -> list[Sentence]:
    """Return what most people spoke of needing or fearing."""
    clear = analysis.interests[analysis.interests["kind"] != "kind unclear"]
    if clear.empty:
        return []
    totals = clear.groupby("kind")["speakers"].agg(lambda own: len(set().union(*own)))
    totals = totals.sort_values(ascending=False, kind="stable")
    top = [f"{kind} ({people(int(n))})" for kind, n in totals.head(3).items()]
    best = clear[clear["kind"] == totals.index[0]].sort_values("n_speakers", ascending=False, kind="stable")
    turns = tuple(t for codings in best["codings"].head(LINKS) for t in quotes.turns(codings, 1))
    return [Sentence(f"Needs and concerns were found about {listed(top)}.", turns)]


def _limits(analysis, quotes: Quotes) -> list[Sentence]:
    """Return how many limits and offers were stated."""
    kinds = analysis.incentives["kind"]
    parts, turns = [], []
    for kind in ("red line", "condition", "offer"):
        own = analysis.incentives[kinds == kind]
        if len(own):
            parts.append(count(len(own), kind))
            turns += quotes.turns([c for codings in own["codings"] for c in codings], 2)
    if not parts:
        return []
    return [Sentence(f"What could move people, in what was heard: {listed(parts)}.", tuple(dict.fromkeys(turns)))]


def _themes(analysis) -> list[Sentence]:
    if analysis.workshop.has_plan or analysis.themes.empty:
        return []
    top = analysis.themes.head(3)
    names = [f"“{theme}”" for theme in top["theme"]]
    return [Sentence(f"The talk turned most around {listed(names)} (the words that mark each theme).",
                     tuple(turns[0] for turns in top["turns"]))]  # fmt: skip


def _unheard(analysis, quotes: Quotes) -> list[Sentence]:
    everyone = analysis.participation
    silent = everyone[(everyone["turns"] == 0) & (everyone["role"] == "participant")]
    missing = analysis.missing[analysis.missing["who"] != ""]
    parts = []
    if len(silent):
        parts.append(f"{listed(list(silent['speaker']), 4)} did not speak")
    if len(missing):
        parts.append(f"{listed(list(missing['who']), 4)} {'was' if len(missing) == 1 else 'were'} named as absent")
    turns = quotes.turns([c for codings in missing["codings"] for c in codings], LINKS)
    return [Sentence(f"Not heard: {'; '.join(parts)}.", turns)] if parts else []


def _named(table) -> str:
    if len(table) > 2:
        return listed(list(table["statement"]))
    return listed([f"{row.statement} (“{row.text.rstrip('.')}”)" for row in table.itertuples()])


def _is(table) -> str:
    return "is" if len(table) == 1 else "are"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
