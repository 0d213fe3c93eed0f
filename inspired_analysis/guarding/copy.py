"""A workshop's folder written anew from what was read of it: one exact transcript, one plan."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from ..checked_yaml import dumped
from ..codes import over, write_codes
from ..workshop import PLAN_NAME, Participant, Plan

__all__ = ["TRANSCRIPT_NAME", "said_label", "write_workshop"]

TRANSCRIPT_NAME = "transcript.json"


def said_label(name: str) -> str:
    """Return *name* as a label that comes back as it is: the reader takes labels of one or two signs for numbers."""
    return name if len(name) > 2 else f"Speaker {name}"


def write_workshop(folder: Path, plan: Plan, turns: pd.DataFrame, head: str) -> None:
    """Write ``transcript.json`` and ``workshop.yaml`` into *folder*; reading it gives the same turns again.

    JSON, since it holds any words exactly, and no program takes them for a formula or a label. *turns* need the columns
    speaker, text, time_start and time_end; the plan's participants go by what stands in ``speaker``. *head* is a
    comment for whoever opens the plan.
    """
    segments = [
        {**{key: float(value) for key, value in (("start", t.time_start), ("end", t.time_end)) if value == value},
         **({"speaker": said_label(t.speaker)} if t.speaker else {}), "text": t.text}
        for t in turns.itertuples()
    ]  # fmt: skip
    content = json.dumps({"segments": segments}, ensure_ascii=False, indent=1)
    (folder / TRANSCRIPT_NAME).write_text(content + "\n", encoding="utf-8")
    said = plan.model_copy(update={"transcripts": (TRANSCRIPT_NAME,), "speakers_pattern": ""})
    data = {key: value for key, value in said.model_dump(mode="json", exclude_defaults=True, exclude={"codes"}).items()
            if value}  # fmt: skip
    data["participants"] = [_participant(p) for p in plan.participants]
    text = dumped(data)
    (folder / PLAN_NAME).write_text("".join(f"# {line}\n" for line in head.splitlines()) + text, encoding="utf-8")
    if plan.codes:
        write_codes(folder, over(plan.codes))


def _participant(person: Participant) -> dict:
    told = person.model_dump(mode="json", exclude_defaults=True)
    return {**told, "label": said_label(person.label)}
