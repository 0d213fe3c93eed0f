"""Coding: from a transcript to codings, by one coder or several.

A coder is anything with a ``name`` and ``code(transcript, workshop) -> codings``. The shipped ones are rules
and small models; a language model or a person fits the same place.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import pandas as pd

from ..language import foreign
from ..tables import empty, table
from ..transcript import Transcript
from ..workshop import Workshop

__all__ = ["Coder", "code", "code_coders", "default_coders"]


class Coder(Protocol):
    """Who codes: a rule set, a model, a person.

    A coder that knows some languages only says so by an attribute ``languages``, a tuple of codes: it is then not
    asked about talk in another, nor is what it says of a statement in another kept.
    """

    name: str

    def code(self, transcript: Transcript, workshop: Workshop) -> pd.DataFrame:
        """Return the table ``codings``; ids may be empty."""


def default_coders(stance_model: Path | None = None) -> tuple[Coder, ...]:
    """Return the shipped coders: stance, the codebook's codes, the plan's own codes, criteria.

    *stance_model* is a folder with the weights of a relation model, to read stance instead of the one that comes with
    the package.
    """
    from .criteria import CriteriaCoder
    from .stance import StanceCoder, load_reader

    reader = load_reader(stance_model)
    return StanceCoder(reader), *code_coders(getattr(reader, "model", None)), CriteriaCoder()


def code_coders(model: object = None) -> tuple[Coder, ...]:
    """Return the coders of the codebook's codes and of the plan's own; by cues alone where no weights were built.

    Parameters
    ----------
    model
        A relation model that is in use anyway: if it is the shipped one, its vectors are shared.
    """
    from .cues import CueCoder
    from .encoder import shipped_encoder
    from .own_codes import OwnCodeCoder
    from .trained import TrainedCoder, load_trained
    from .turn_vectors import turn_encoder

    encoder, weights = shipped_encoder(), load_trained()
    if encoder is None or weights is None:
        return CueCoder(), OwnCodeCoder()
    if getattr(model, "folder", None) == encoder.folder:
        encoder = model
    in_turns = turn_encoder(encoder)
    weights.require(encoder.folder, *in_turns.files)
    return TrainedCoder(weights, encoder, in_turns), OwnCodeCoder(encoder, weights.ordinary)


def code(transcript: Transcript, workshop: Workshop, *, coders: Sequence[Coder] | None = None) -> pd.DataFrame:
    """Return the table ``codings``: every coder's, in the order of the talk, numbered c1, c2, …

    Talk in a language that the coders do not cover is not coded at all, never guessed; nor are single turns in
    another language than the rest.
    """
    if not transcript.covered:
        return empty("codings")
    coders = default_coders() if coders is None else coders
    frames = [c for c in (_coded(coder, transcript, workshop) for coder in coders) if len(c)]
    if not frames:
        return empty("codings")
    codings = pd.concat(frames, ignore_index=True)
    codings = codings[~codings["turn"].isin(_in_another_language(transcript))]
    order = ["turn", "start", "end", "code", "statement", "value", "target", "coder"]
    codings = codings.sort_values(order, kind="stable", ignore_index=True)
    return table("codings", codings.assign(coding=[f"c{i}" for i in range(1, len(codings) + 1)]))


def _coded(coder: Coder, transcript: Transcript, workshop: Workshop) -> pd.DataFrame:
    """Return the coder's codings, as far as it knows the languages of the talk and of the statements."""
    known = getattr(coder, "languages", None)
    if known is None:
        return coder.code(transcript, workshop)
    if transcript.language.split("-")[0].lower() not in known:
        return empty("codings")
    codings = coder.code(transcript, workshop)
    if not (codings["statement"] != "").any():
        return codings
    plan = workshop.plan
    unread = [s.id for s in (*plan.assumptions, *plan.options) if foreign(s.text, transcript.language)]
    return codings[~codings["statement"].isin(unread)]


def _in_another_language(transcript: Transcript) -> pd.Series:
    """Return the numbers of the turns that are known not to be in the talk's language."""
    own = transcript.language.split("-")[0].lower()
    return transcript.turns.loc[~transcript.turns["language"].isin(["", own]), "turn"]
