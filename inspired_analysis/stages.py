"""Finished stages of a workshop, kept beside its brief: what has not changed is not done again.

A stage is kept under a key: the hash of all that went into it. Reading depends on the files and on what the plan
says of speakers and language; coding on the transcript, and on the plan but for its title page. So a changed title
neither reads nor codes again, a changed assumption only codes, and a person's decisions, which come after coding,
do neither. Findings are not kept: they take less than a second.

Kept stages hold the whole talk. They lie in the folder of the brief, which holds it too, and go with it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import pandas as pd

from .atomic import write_whole
from .tables import table
from .transcript import Account, Trace, Transcript
from .versions import digest, made_by

if TYPE_CHECKING:
    from .coding import Coder
    from .workshop import Plan, Workshop

__all__ = ["NOT_CODED", "NOT_READ", "STAGES", "Stages"]

STAGES = ".stages"
# What of a plan a stage never looks at; a test holds that.
NOT_CODED = frozenset({"title", "date", "place", "phase", "dialogue"})
NOT_READ = NOT_CODED | {"goal", "issue", "assumptions", "options", "criteria"}


class Stages:
    """Reads and codes a workshop, or takes from *folder* what was read and coded before.

    Parameters
    ----------
    folder
        Where stages are kept; None or ``""`` keeps none.
    """

    def __init__(self, folder: str | Path | None = None) -> None:
        self.folder = Path(folder) if folder else None

    def read(self, workshop: Workshop) -> Transcript:
        """Return the workshop's transcript, as `inspired_analysis.reading.read_workshop` does."""
        from .reading import read_workshop

        if not self.folder:
            return read_workshop(workshop)
        files = [part for f in workshop.files for part in (f.name, f.read_bytes())]
        files += workshop.unread
        key = digest("read", workshop.id, *files, _told(workshop.plan, NOT_READ), made_by("reading", "guarding"))
        kept = self._kept("transcript", key)
        if kept is not None:
            return _transcript(kept)
        transcript = read_workshop(workshop)
        self._keep("transcript", key, _plain(transcript))
        return transcript

    def code(
        self, transcript: Transcript, workshop: Workshop, *, coders: Sequence[Coder] | None = None
    ) -> pd.DataFrame:
        """Return the table ``codings``, as `inspired_analysis.coding.code` does.

        What the shipped coders found is kept. So is what *coders* found, if each of them has an attribute ``key``
        that changes whenever its judgement does: a name need not, for one that learns.
        """
        from .coding import code

        names = ["shipped"] if coders is None else [getattr(coder, "key", "") for coder in coders]
        if not self.folder or not all(names):
            return code(transcript, workshop, coders=coders)
        talk = json.dumps({**_plain(transcript), "accounts": []}, sort_keys=True)
        key = digest("code", talk, _told(workshop.plan, NOT_CODED), *names, made_by("coding", "models"))
        kept = self._kept("codings", key)
        if kept is not None:
            return table("codings", pd.DataFrame(kept))
        codings = code(transcript, workshop, coders=coders)
        self._keep("codings", key, codings.to_dict("list"))
        return codings

    def _kept(self, name: str, key: str) -> dict | None:
        """Return what was kept under *key*; nothing if there is none, it is another's, or it is damaged."""
        try:
            head, _, body = (self.folder / f"{name}.json").read_bytes().partition(b"\n")
            known = json.loads(head)
            return json.loads(body) if known == {"key": key, "sha256": digest(body)} else None
        except (OSError, ValueError, RecursionError):
            return None

    def _keep(self, name: str, key: str, content: dict) -> None:
        body = json.dumps(content).encode()
        head = json.dumps({"key": key, "sha256": digest(body)}).encode()
        # A stage that cannot be kept costs time later; it is no reason to fail now.
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            write_whole(self.folder / f"{name}.json", head + b"\n" + body)


def _told(plan: Plan, left_out: frozenset[str]) -> str:
    return plan.model_dump_json(exclude=set(left_out))


def _plain(transcript: Transcript) -> dict:
    """Return *transcript* as JSON can hold it."""
    known = {f.name: getattr(transcript, f.name) for f in fields(Transcript)}
    accounts = []
    for account in transcript.accounts:
        told = {f.name: getattr(account, f.name) for f in fields(Account)}
        trail = [[t.where, t.text, t.turn, t.reason] for t in account.trail]
        accounts.append({**told, "set_aside": dict(account.set_aside), "excerpts": dict(account.excerpts),
                         "trail": trail})  # fmt: skip
    tables = {name: known[name].to_dict("list") for name in ("turns", "speakers")}
    return {**known, **tables, "accounts": accounts}


def _transcript(kept: dict) -> Transcript:
    """Return what `_plain` was given."""
    accounts = tuple(
        Account(**{
            **told,
            "set_aside": MappingProxyType(told["set_aside"]),
            "excerpts": MappingProxyType({why: tuple(texts) for why, texts in told["excerpts"].items()}),
            "runners_up": tuple((name, score) for name, score in told["runners_up"]),
            "trail": tuple(Trace(*trace) for trace in told["trail"]),
        })
        for told in kept["accounts"]
    )  # fmt: skip
    tables = {name: table(name, pd.DataFrame(kept[name])) for name in ("turns", "speakers")}
    return Transcript(**{**kept, **tables, "accounts": accounts, "notes": tuple(kept["notes"])})
