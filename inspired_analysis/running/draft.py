"""A first ``workshop.yaml``, commented, with the speakers that were found in the transcripts."""

from __future__ import annotations

import itertools
import json
import re
import textwrap
from pathlib import Path

import pandas as pd

from ..atomic import write_whole
from ..errors import PlanError
from ..language import looks_like
from ..tables import GROUPS
from ..workshop import PLAN_NAME, Workshop

__all__ = ["draft_plan", "write_draft"]

# YAML allows fewer characters raw than JSON does: control characters and its own line ends are out.
RAW_IN_JSON_ONLY = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
TEMPLATE = """\
# The plan of this workshop. Everything is optional: delete what you do not know.
# `inspired check .`, given in this folder, says whether plan and transcript fit together.

id: {id}  # names the report's folder: letters, digits, . _ -
title: ""
# date: 2024-05-17
place: ""
language: {language}  # of the talk
# phase: collective assessment  # or: consensus building, monitoring
dialogue: ""  # the process that this and other workshops belong to, one word such as water-reform
goal: ""  # what this session was to achieve
issue: ""  # the policy question

# What people believed beforehand, one sentence each that somebody can be for or against.
# The brief says of each whether the talk confirmed or debunked it, contested it, or left it untested.
# assumptions:
#   - text: Farmers will accept meters if the first years are free.
#     held_by: the ministry

# Policy options on the table, one sentence each.
# options:
#   - The regulator publishes every licence.

# The guide's questions, as they were asked.
# questions:
#   - What would have to change for you to use the new office?

# Codes of your own stand in codes.yaml beside this file: `inspired codes . --write` begins one.

# Who spoke. `label` is the name in the transcript, `pseudonym` what the brief calls the person.
# Roles: participant, facilitator, observer, interpreter. Groups are the method's, or names of your own:
{groups}
participants:{participants}

# Which files, in order; without this line every transcript of the folder is read by name.
# transcripts: [{files}]
"""


def write_draft(folder: Path, *, force: bool = False) -> tuple[Path, int]:
    """Write ``workshop.yaml`` into *folder*; return its path and how many speakers it lists.

    With *force* a plan that is there is kept as ``workshop.yaml.bak``, beside earlier ones.

    Raises
    ------
    PlanError
        If there is no folder or no transcript, or a plan and no *force*.
    """
    plan = folder / PLAN_NAME
    names = itertools.chain([f"{PLAN_NAME}.bak"], (f"{PLAN_NAME}.bak{n}" for n in itertools.count(2)))
    backup = next(path for name in names if not (path := folder / name).exists())
    if not folder.is_dir():
        raise PlanError(folder, expected="a folder with a transcript",
                        found="a file" if folder.exists() else "nothing there")  # fmt: skip
    if plan.exists():
        if not force:
            raise PlanError(plan, expected="no plan yet", found="one", todo="Use --force to start a new one.")
        plan.replace(backup)
    try:
        draft, speakers = _draft(folder)
        write_whole(plan, draft.encode())
    except BaseException:
        if backup.exists() and not plan.exists():
            backup.replace(plan)
        raise
    return plan, speakers


def _draft(folder: Path) -> tuple[str, int]:
    from ..reading import read

    workshop = Workshop.load(folder)
    transcript = read(workshop.files, id=workshop.id)  # by their labels, whatever names.yaml makes of them
    speakers = transcript.speakers[transcript.speakers["label"].str.strip() != ""]
    # A plan takes each label once, whatever its case.
    speakers = speakers[~speakers["label"].str.casefold().duplicated()]
    files = [file.name for file in workshop.files]
    language = transcript.language if transcript.covered else looks_like(transcript.text)[0] or transcript.language
    draft = draft_plan(workshop.id, speakers, files, language=language)
    return draft, len(speakers)


def draft_plan(name: str, speakers: pd.DataFrame, files: list[str], *, language: str = "en") -> str:
    """Return the text of a plan for the workshop *name* with *speakers* as its participants."""
    people = [
        f"\n  - label: {_quoted(s.label)}  # {s.turns:,} turns, {s.words:,} words\n    pseudonym: \"\""
        f"\n    group: {_quoted(s.group)}\n    role: {s.role}"
        for s in speakers.itertuples()
    ]
    return TEMPLATE.format(
        id=_quoted(name), language=_quoted(language), groups=_comment(", ".join(GROUPS)),
        participants="".join(people) or " []", files=", ".join(map(_quoted, files)),
    )  # fmt: skip


def _comment(text: str) -> str:
    return textwrap.fill(text, 100, initial_indent="#   ", subsequent_indent="#   ")


def _quoted(text: str) -> str:
    """Return *text* as a YAML scalar in double quotes, whatever it contains."""
    plain = json.dumps(text, ensure_ascii=False)
    return RAW_IN_JSON_ONLY.sub(lambda found: f"\\u{ord(found[0]):04x}", plain)
