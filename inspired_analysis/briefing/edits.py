"""What people changed in a brief: ``brief.yaml`` beside the plan. A re-run keeps it, and flags what data contradicts.

Findings go by ids that are the same in every run: ``A2`` is the sentence on the statement A2, ``conflict/A3``,
``interest/farmers/fairness/12`` (of a kind of interest, the one first said in turn 12; without the turn, all of that
kind), ``themes`` … `inspired edit` lists them with their words (`ids`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from ..atomic import write_whole
from ..checked_yaml import dumped, load_checked
from ..errors import EditsError
from .phrases import Sentence

if TYPE_CHECKING:
    from .content import Brief

__all__ = ["EDITS_NAME", "NO_EDITS", "Edits", "load_edits", "save_edits"]

EDITS_NAME = "brief.yaml"
MAX_BYTES = 200_000
HEAD = """\
# What people changed in the brief of this workshop. It is kept when the brief is made anew.
#   pin:   ids that come first in their list, in this order
#   hide:  ids that are left out, with what is counted and drawn from them (the brief says how many)
#   text:  an id of the first page, with your words for it; `when` is what the data said when you wrote them
#   add:   sentences of your own, with the turns that show them
"""

Id = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1_000)]
Thing = TypeVar("Thing")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _blank(cls, data):
        """Take a key with nothing behind it as one that was left out."""
        return {key: value for key, value in data.items() if value is not None} if isinstance(data, dict) else data


class Reworded(_Strict):
    """A person's words for a finding, and what the data said when they were written."""

    says: Words
    when: str = Field(default="", max_length=2_000)


class Added(_Strict):
    """A sentence of a person's own, with the turns that show it."""

    says: Words
    turns: tuple[Annotated[int, Field(ge=1)], ...] = ()


class Edits(_Strict):
    """The contents of ``brief.yaml``. Every change makes new edits; nothing is changed in place."""

    pin: tuple[Id, ...] = ()
    hide: tuple[Id, ...] = ()
    text: dict[Id, Reworded] = {}
    add: tuple[Added, ...] = ()

    def pinned(self, *ids: str) -> Edits:
        """Return edits in which *ids* come first, in this order."""
        return self.model_copy(update={"pin": (*ids, *(i for i in self.pin if i not in ids)),
                                       "hide": tuple(i for i in self.hide if i not in ids)})  # fmt: skip

    def hidden(self, *ids: str) -> Edits:
        """Return edits in which *ids* are left out."""
        return self.model_copy(update={"hide": tuple(dict.fromkeys((*self.hide, *ids))),
                                       "pin": tuple(i for i in self.pin if i not in ids)})  # fmt: skip

    def shown(self, *ids: str) -> Edits:
        """Return edits in which *ids* are neither pinned, hidden nor reworded."""
        return self.model_copy(update={
            "pin": tuple(i for i in self.pin if i not in ids), "hide": tuple(i for i in self.hide if i not in ids),
            "text": {i: t for i, t in self.text.items() if i not in ids}})  # fmt: skip

    def reworded(self, id: str, says: str, *, brief: Brief | None = None) -> Edits:
        """Return edits in which the sentence *id* reads *says*; *brief* tells what the data says of it now."""
        when = _states(brief).get(id, "") if brief else ""
        return self.model_copy(update={"text": {**self.text, id: Reworded(says=says, when=when)}})

    def added(self, says: str, turns: Sequence[int] = ()) -> Edits:
        """Return edits with one more sentence."""
        return self.model_copy(update={"add": (*self.add, Added(says=says, turns=tuple(turns)))})

    def written(self, write: Callable[[str], str], called: Callable[[str], str]) -> Edits:
        """Return edits in which people's words, and what the data said then, are as *write* writes them.

        Findings go by what they are *called* since: the id of one may hold a name of before it was listed.
        """
        text = {called(i): t.model_copy(update={"says": write(t.says), "when": write(t.when)})
                for i, t in self.text.items()}  # fmt: skip
        add = tuple(a.model_copy(update={"says": write(a.says)}) for a in self.add)
        return self.model_copy(update={"text": text, "add": add, "pin": tuple(map(called, self.pin)),
                                       "hide": tuple(map(called, self.hide))})  # fmt: skip

    def stamped(self, brief: Brief) -> Edits:
        """Return edits in which every rewording without a ``when`` has what the data says now."""
        states = _states(brief)
        text = {i: t if t.when else t.model_copy(update={"when": states.get(i, "")}) for i, t in self.text.items()}
        return self.model_copy(update={"text": text})

    def holding(self, states: Mapping[str, str]) -> Edits:
        """Return edits without the rewordings of what the data says otherwise now, by id, to the host.

        A view that leaves something out must not tell what the data said then, which may name whom it leaves out.
        """
        text = {i: t.model_copy(update={"when": ""}) for i, t in self.text.items() if t.when in ("", states.get(i))}
        return self.model_copy(update={"text": text})

    def hides(self, id: str) -> bool:
        """Whether the finding *id* is hidden."""
        return any(name in self.hide for name in _named(id))

    def arranged(self, things: Sequence[Thing]) -> tuple[Thing, ...]:
        """Return *things* (with an ``id``) without the hidden ones, the pinned ones first."""
        rank = {id: n for n, id in enumerate(self.pin)}
        return tuple(sorted((t for t in things if not self.hides(t.id)),
                            key=lambda t: min(rank.get(name, len(rank)) for name in _named(t.id))))  # fmt: skip

    def grouped(self, lists: Sequence[tuple[str, Sequence[Thing]]]) -> tuple[tuple[str, tuple[Thing, ...]], ...]:
        """Return *lists* (name, things) with each arranged; those of which nothing is left are left out."""
        return tuple((name, kept) for name, things in lists if (kept := self.arranged(things)))

    def applied(self, sentence: Sentence, say, allowed: Callable[[str], bool]) -> Sentence:
        """Return *sentence* in a person's words, if there are any and this audience may read them."""
        own = self.text.get(sentence.id)
        if own is None or not allowed(own.says):
            return sentence
        flag = say("worded by a person")
        if own.when and own.when != sentence.state:
            flag = say("worded by a person when the data said “{then}”; now it says “{now}”", then=own.when,
                       now=sentence.state)  # fmt: skip
        return replace(sentence, text=own.says, flag=flag)

    def own(self, say, allowed: Callable[[str], bool], turns: frozenset[int]) -> list[Sentence]:
        """Return the added sentences; turns that there are not are left out."""
        return [Sentence(a.says, tuple(t for t in a.turns if t in turns), id=f"own/{n}",
                         flag=say("added by a person"), stays=True)
                for n, a in enumerate(self.add, 1) if allowed(a.says)]  # fmt: skip

    def doubts(self, sentences: Sequence[Sentence], ids: set[str], turns: frozenset[int], say) -> tuple[str, ...]:
        """Say where these edits and the data do not meet: what changed since, what is gone."""
        states = {s.id: s.state for s in sentences}
        notes = [say("{id} was worded by a person when the data said “{then}”; now it says “{now}”.", id=i,
                     then=t.when, now=states[i])
                 for i, t in self.text.items() if t.when and i in states and t.when != states[i]]  # fmt: skip
        known = {name for id in ids for name in _named(id)}
        gone = [i for i in dict.fromkeys((*self.pin, *self.hide, *self.text)) if i not in known]
        if gone:
            notes.append(say("brief.yaml speaks of what is not found any more: {ids}.", ids=say.listed(gone, 6)))
        lost = sorted({t for a in self.add for t in a.turns if t not in turns})
        if lost:
            notes.append(say("brief.yaml names turns that there are not: {turns}.",
                             turns=say.listed(list(map(str, lost)), 6)))  # fmt: skip
        return tuple(notes)


NO_EDITS = Edits()


def load_edits(folder: str | Path) -> Edits:
    """Read and check the ``brief.yaml`` in *folder*; without one, nothing was edited.

    Raises
    ------
    EditsError
        With the file, the line, what was expected and what was found.
    """
    path = Path(folder) / EDITS_NAME
    if not path.exists():
        return NO_EDITS
    return load_checked(path, Edits, error=EditsError, kind="brief.yaml", example="pin: and text:", max_bytes=MAX_BYTES)


def save_edits(edits: Edits, folder: str | Path, *, brief: Brief | None = None) -> Path:
    """Write *edits* to the ``brief.yaml`` in *folder*, with the sentences of *brief*, if given, as comments."""
    path = Path(folder) / EDITS_NAME
    lines = [HEAD]
    if brief is not None:
        edits = edits.stamped(brief)
        lines.append("#\n# What the first page says now:\n")
        lines += [f"#   {s.id}: {_plain(s.text)}\n" for s in brief.first_page]
        lines.append("# What else has an id:\n" + "".join(f"#   {_plain(id)}\n" for id in brief.ids))
    data = {name: value for name, value in edits.model_dump(mode="json").items() if value}
    if data:
        lines.append("\n" + dumped(data))
    try:
        write_whole(path, "".join(lines).encode())
    except OSError as problem:
        raise EditsError(path, expected="a file that can be written",
                         found=problem.strerror or str(problem)) from None  # fmt: skip
    return path


def _named(id: str) -> tuple[str, ...]:
    """Return what ``brief.yaml`` may call *id*: an interest also by its group and kind alone."""
    return (id, id.rpartition("/")[0]) if id.startswith("interest/") else (id,)


def _states(brief: Brief) -> dict[str, str]:
    return {s.id: s.state for s in brief.first_page}


def _plain(text: str) -> str:
    """Return *text* on one line, without characters that YAML does not take even in a comment."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
