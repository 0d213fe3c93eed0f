"""What a person decides about proposed names: saved in ``names.yaml`` beside the transcript, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from ..atomic import write_whole
from ..checked_yaml import dumped
from ..errors import PlanError
from ..transcript import Transcript
from ..workshop import NAMES_NAME, Name, Workshop, load_names
from .masking import Mask
from .proposing import Proposal, propose

__all__ = ["KINDS", "as_lines", "decide", "open_proposals"]

KINDS = {"p": "person", "o": "organisation", "l": "place", "c": "contact"}
AROUND = 45
HEAD = """\
# What was decided about names in the talk (`inspired names --ask`). Change it as you like; keep it with the
# transcript, since it tells who is who. `keep: true` leaves a word as it is; aliases are other spellings.
"""


def open_proposals(path: Path, *, model: str = "") -> tuple[Workshop, Transcript, list[Proposal]]:
    """Read the workshop at *path* and return what nobody has decided on yet."""
    from ..reading import read_workshop

    workshop = Workshop.load(path)
    transcript = read_workshop(workshop)
    texts = list(transcript.turns["text"])
    kept = [name.name for name in workshop.plan.names]
    return workshop, transcript, propose(texts, Mask.of(workshop.plan).over(texts), kept, model=model)


def as_lines(proposals: list[Proposal], transcript: Transcript) -> Iterator[str]:
    """Yield one line for each proposal: how often, what, why, and where it stands first."""
    for proposal in proposals:
        yield (f"{len(proposal.places):>4} × {proposal.words}  ({proposal.kind}: {proposal.why}; turn "
               f"{proposal.places[0][0] + 1}: …{context(proposal, transcript)}…)")  # fmt: skip


def context(proposal: Proposal, transcript: Transcript) -> str:
    """Return the words around the first place of *proposal*."""
    turn, start, end = proposal.places[0]
    text = transcript.turns["text"].iloc[turn]
    return " ".join(text[max(0, start - AROUND) : end + AROUND].split())


def decide(path: Path, ask: Callable[[Proposal, Transcript], str], *, model: str = "") -> tuple[int, int]:
    """Ask about each proposal, and save each answer at once; return how many were decided and how many are open.

    *ask* returns a letter: one of `KINDS` replaces, ``k`` keeps, ``s`` leaves open, ``q`` stops.
    """
    _, transcript, proposals = open_proposals(path, model=model)
    folder = path if path.is_dir() else path.parent
    decided = 0
    for proposal in proposals:
        answer = ask(proposal, transcript)
        if answer == "q":
            break
        if answer == "k" or answer in KINDS:
            contact = proposal.kind in ("e-mail address", "web address", "handle", "number")
            kind = "contact" if contact else KINDS.get(answer, "other")
            _save(folder, Name(name=proposal.words, kind=kind, keep=answer == "k"))
            decided += 1
    return decided, len(proposals) - decided


def _save(folder: Path, name: Name) -> None:
    names = [*load_names(folder), name]
    data = {"names": [n.model_dump(mode="json", exclude_defaults=True) for n in names]}
    text = HEAD + dumped(data)
    path = folder / NAMES_NAME
    try:
        write_whole(path, text.encode())
    except OSError as error:
        raise PlanError(path, expected="a file that can be written", found=error.strerror or str(error)) from None
