"""What a reader of the brief must know first: who is missing, unknown or unnamed, and what is in another language."""

from __future__ import annotations

import re
from collections import Counter
from difflib import get_close_matches
from itertools import combinations

from ..language import CODED, foreign, name_of
from ..workshop import Plan
from .labels import alike
from .turns import Turn

__all__ = ["about_copies", "about_languages", "about_numbers", "about_speakers", "about_statements"]

MOST_NAMES = 60
SHINGLE = 6  # words in a row
COPIED = 0.6  # of the shorter file's rows of words stand in the other
LONG = 30  # words; what some coders read of a statement
_NUMBERED = re.compile(r"(?:speaker|spk|sprecher|locuteur|hablante|orador|спикер)[\s_#-]*(?:\d{1,3}|[a-z])", re.I)


def about_speakers(rows: list[dict], plan: Plan, turns: list[Turn]) -> list[str]:
    """Return notes about who is missing, unknown or unnamed; *rows* are those of the table ``speakers``."""
    notes = []
    if plan.participants:
        unknown = [row["label"] for row in rows if not row["known"]]
        heard = {row["speaker"] for row in rows}
        silent = [p.name for p in plan.participants if p.name not in heard]
        if unknown:
            more = f" and {len(unknown) - MOST_NAMES} more" if len(unknown) > MOST_NAMES else ""
            names = ", ".join(unknown[:MOST_NAMES])
            notes.append(f"Speakers not in the plan: {names}{more}. Add them under “participants”.")
        if silent and rows:
            notes.append(f"In the plan but not in the transcript: {', '.join(silent)}.")
        notes += _misspelt(plan, heard, unknown)
    open_turns = sum(not turn.person.speaker for turn in turns)
    if not rows:
        notes.append(
            "No speakers could be told apart: themes and quotes can be found, but not who holds which "
            "position, where groups agree or differ, or who was not heard."
        )
    elif len(rows) == 1:
        notes.append(
            f"Only one speaker was found ({rows[0]['speaker']}): agreement, conflict and participation cannot be told."
        )
    if rows and open_turns:
        notes.append(f"{open_turns} turns have no speaker; they count for no person and no group." if open_turns > 1
                     else "1 turn has no speaker; it counts for no person and no group.")  # fmt: skip
    notes += [
        f"“{a}” and “{b}” may be one speaker; if so, list one of them under “aliases” of the other."
        for a, b in alike([row["label"] for row in rows if not row["known"]])
    ]
    return notes


def _misspelt(plan: Plan, heard: set[str], unknown: list[str]) -> list[str]:
    """Warn of labels that look misspelt. Never beside the pseudonym: a brief must not tell who is who."""
    silent = [p.label for p in plan.participants if p.name not in heard]
    notes = [
        f"{label} stands for a speaker whose label is spelled almost like a listed one; if it is the same person, add "
        "the spelling under “aliases”."
        for label in unknown if label.endswith("?")
    ]  # fmt: skip
    return notes + [
        f"{label} is not in the plan, but a label there is spelled almost so; until it is corrected, {label} stands "
        "under that name in every output."
        for label in unknown
        if get_close_matches(label, silent, n=1, cutoff=0.75)
    ]


def about_languages(rows: list[dict], language: str) -> list[str]:
    """Say which turns are in another language than the talk as a whole; *rows* are those of the table ``turns``."""
    code = language.split("-")[0].lower()
    notes = []
    if code not in CODED:
        known = " and ".join(name_of(c) for c in CODED)
        notes.append(f"The talk is in {name_of(code)}. The coders that come with this software know {known} alone and "
                     "leave it uncoded; it can be read, searched, and coded by people.")  # fmt: skip
    other = [row for row in rows if row["language"] not in ("", code)]
    if not other:
        return notes
    kinds = ", ".join(
        f"{n} in {name_of(code)}" for code, n in sorted(Counter(row["language"] for row in other).items())
    )
    words = sum(row["words"] for row in other)
    turns = f"{len(other)} turn is" if len(other) == 1 else f"{len(other)} turns are"
    return [*notes, f"{turns} not in {name_of(code)} ({kinds}; {words:,} words): what they say is not coded."]


def about_copies(texts: dict[str, str]) -> list[str]:
    """Say which files hold the same talk, as two exports of it do: each word of it counts twice."""
    shingles = {}
    for file, text in texts.items():
        words = re.findall(r"\w+", text.casefold())
        shingles[file] = {tuple(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1)}
    return [
        f"{a} and {b} hold mostly the same words, which count twice. If they are the same talk, list one of them under "
        "“transcripts” in the plan, or move the other away."
        for a, b in combinations(shingles, 2)
        if len(shingles[a] & shingles[b]) > COPIED * max(1, min(len(shingles[a]), len(shingles[b])))
    ]


def about_numbers(rows: list[dict], turns: list[Turn], files: list[int]) -> list[str]:
    """Say who in several files has but a number, which programs give anew in each; *files* are those of the turns."""
    places: dict[str, set[int]] = {}
    for turn, file in zip(turns, files, strict=True):
        places.setdefault(turn.person.speaker, set()).add(file)
    several = [row["label"] for row in rows if not row["known"] and len(places[row["speaker"]]) > 1]
    labels = [label for label in several if _NUMBERED.fullmatch(label)]
    if not labels:
        return []
    return [f"{', '.join(labels[:8])}: taken for the same people in every file, but programs number speakers anew in "
            "each. Where they are not the same, give them names in the transcripts."]  # fmt: skip


def about_statements(plan: Plan) -> list[str]:
    """Say which statements of the plan the coders cannot read, or not whole."""
    notes = []
    for s in (*plan.assumptions, *plan.options):
        other, words = foreign(s.text, plan.language), len(s.text.split())
        if other:
            notes.append(f"Statement {s.id} is in {name_of(other)}, the talk in {name_of(plan.language)}: no turn is "
                         "coded for it. Write it in the language of the talk.")  # fmt: skip
        elif words > LONG:
            notes.append(f"Statement {s.id} has {words} words, of which some coders read the first {LONG} only. Say "
                         "one thing in it, or make two of it.")  # fmt: skip
    return notes
