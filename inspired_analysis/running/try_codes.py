"""Trying the codes of one's own on a workshop: how sure they can be, and what they find there."""

from __future__ import annotations

import textwrap
from dataclasses import asdict
from pathlib import Path

from ..codes import CODES_NAME, EXAMPLES
from ..coding import code as coded
from ..coding import code_coders
from ..coding.own_codes import OwnCodeCoder
from ..errors import CodingError
from ..language import name_of
from ..reading import read_workshop
from ..workshop import Workshop

__all__ = ["as_text", "tried"]

SHOWN = 5


def tried(path: Path, coder: OwnCodeCoder | None = None) -> dict:
    """Return per own code of the workshop at *path* how sure it is, and its codings with their words.

    Raises
    ------
    CodingError
        If the workshop has no codes that are looked for, or its talk is in a language that the coder does not know.
    """
    workshop = Workshop.load(path)
    coder = next(c for c in code_coders() if isinstance(c, OwnCodeCoder)) if coder is None else coder
    known = coder.learned(workshop.plan.codes)
    if not known:
        raise CodingError(path, expected=f"codes of your own with a definition and {EXAMPLES} examples", found="none",
                          todo=f"Write them into {CODES_NAME} beside the transcript.")  # fmt: skip
    transcript = read_workshop(workshop)
    if transcript.language.split("-")[0].lower() not in coder.languages:
        raise CodingError(path, expected=f"talk in {', '.join(map(name_of, coder.languages))}, to look for codes in",
                          found=f"talk in {name_of(transcript.language)}")  # fmt: skip
    codings = coded(transcript, workshop, coders=(coder,))
    speaker = dict(zip(transcript.turns["turn"], transcript.turns["speaker"], strict=True))
    account = {}
    for learned in known:
        own = codings[codings["code"] == learned.code.code]
        account[learned.code.code] = {
            **asdict(learned.surety), "confidence": learned.surety.confidence, "in_words": str(learned.surety),
            "codings": [{"turn": c.turn, "speaker": speaker[c.turn], "start": c.start, "end": c.end,
                         "quote": transcript.quote(c.start, c.end)} for c in own.itertuples()],
        }  # fmt: skip
    return account


def as_text(account: dict) -> str:
    """Return the account for reading."""
    lines = []
    for code, found in account.items():
        said = found["codings"]
        lines += [code, textwrap.indent(textwrap.fill(found["in_words"], 96), "  "),
                  f"  here: {len(said)} {'coding' if len(said) == 1 else 'codings'}"]  # fmt: skip
        lines += [f"    turn {c['turn']}, {c['speaker']}: “{c['quote']}”" for c in said[:SHOWN]]
        if len(said) > SHOWN:
            lines.append(f"    and {len(said) - SHOWN} more")
    return "\n".join(lines)
