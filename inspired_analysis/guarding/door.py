"""The door: a copy of a dialogue's workshops without names, the same person called the same in all of them.

The copy is all that analysis needs; the originals and the key go where nobody works. A wrong replacement is mended
in the originals (an alias, a name, a word to keep) and the door is gone through again: everybody keeps their
pseudonym, and people's decisions find their words in the new text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..codes import own_codes
from ..errors import RunError
from ..running.discover import find_workshops
from ..running.publish import aside, publish
from ..workshop import PLAN_NAME, Name, Participant, Plan, Workshop, load_names, load_plan
from .copy import write_workshop
from .key import Entry, Key, open_key, save_key
from .masking import Mask, Replacement
from .personal import known_by, personal

__all__ = ["Passed", "pseudonymise", "workshops_below"]

HEAD = "Made by `inspired pseudonymise`. Names are replaced; who is who is in the key file, which is kept apart."


@dataclass(frozen=True)
class Passed:
    """One workshop that went through the door."""

    id: str
    folder: Path
    replaced: int
    likely: int
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Original:
    """A workshop as it lies in the raw store, with its plan as it was written."""

    workshop: Workshop
    plan: Plan


def pseudonymise(
    folder: Path, out: Path, key_file: Path, passphrase: str, *, each: Callable[[Passed], None] = lambda passed: None
) -> list[Passed]:
    """Write a copy without names of every workshop below *folder* into *out*, and who is who into *key_file*.

    People without a pseudonym in their plan get the one that the key has for them, or the next free number; so do
    speakers whom no plan lists. Names that one workshop lists are replaced in all.

    Raises
    ------
    RunError
        If the key lies in *out*, the workshops are of several dialogues, or a plan and the key contradict each other.
    """
    from ..reading import read

    _kept_apart(folder, out, key_file)
    originals = [_original(path) for path in workshops_below(folder)]
    if not originals:
        raise RunError(folder, expected="workshops", found="none")
    key = open_key(key_file, passphrase) if key_file.exists() else Key()
    key = key.model_copy(update={"dialogue": _dialogue(originals, key, folder)})
    _distinct_ids(originals, folder)
    for original in originals:  # the numbers that plans give, before any is given here
        key = _chosen(key, original.plan, original.workshop.id)
    read_ = []
    for original in originals:
        key, plan = _listed(key, original.plan, original.workshop.id)
        spoken = read(original.workshop.files, plan=plan, id=original.workshop.id).speakers
        unlisted = [s for s in spoken.itertuples() if not s.known and personal(s.label) and not s.label.endswith("?")]
        people = tuple(Participant(label=s.label, group=s.group, role=s.role) for s in unlisted)
        plan = original.plan.model_copy(update={"participants": (*original.plan.participants, *people)})
        key, plan = _listed(key, plan, original.workshop.id)
        read_.append((original.workshop, plan))
    made_ = []
    for workshop, plan in read_:
        plan, log = _with_all(plan, key), []
        id = Mask.of(plan).name(workshop.id)
        transcript = read(workshop.files, plan=plan, id=id, log=log)
        key = _recorded(key, workshop.id, id, log)
        if plan.codes:  # with those that people have begun in the copy
            known = {Mask.of(plan).code(own.code) for own in plan.codes}
            later = (c for c in own_codes(out / id) if c.code not in known)
            plan = plan.model_copy(update={"codes": (*plan.codes, *later)})
        made_.append((_told(plan, id, log), transcript, log))
    save_key(key_file, key, passphrase)  # before what it is the key to
    done = []
    for plan, transcript, log in made_:
        with aside(out / transcript.id) as made:
            write_workshop(made, plan, transcript.turns, HEAD)
            publish(made, out / transcript.id)
        likely = sum(e.how in ("misspelt", "torn") for e in log)
        done.append(Passed(transcript.id, out / transcript.id, len(log), likely, transcript.notes))
        each(done[-1])
    return done


def workshops_below(path: Path) -> list[Path]:
    """Return the workshops at or below *path*: itself, if it is a transcript or holds a single one."""
    return [path] if path.is_file() else find_workshops(path)


def _recorded(key: Key, listed: str, id: str, log: list[Replacement]) -> Key:
    """Return *key* with the log of a workshop, which goes by its id without names from now on."""
    entries = tuple(
        e.model_copy(update={"workshops": tuple(id if w == listed else w for w in e.workshops)}) for e in key.entries
    )
    return key.model_copy(update={"log": {**key.log, id: tuple(log)}, "entries": entries})


def _original(path: Path) -> _Original:
    workshop = Workshop.load(path)
    folder = path if path.is_dir() else path.parent
    plan = load_plan(folder / PLAN_NAME) if workshop.has_plan else Plan()
    names = (*plan.names, *load_names(folder))
    return _Original(workshop, plan.model_copy(update={"names": names, "codes": own_codes(folder)}))


def _kept_apart(folder: Path, out: Path, key_file: Path) -> None:
    raw, copy, key = folder.resolve(), out.resolve(), key_file.resolve()
    if key.is_relative_to(copy):
        raise RunError(key_file, expected="a place outside the copy", found="one in it",
                       todo="A key beside what it opens protects nothing.")  # fmt: skip
    if copy == raw or copy.is_relative_to(raw) or raw.is_relative_to(copy):
        raise RunError(out, expected="a place apart from the originals", found="one within the other")


def _dialogue(originals: list[_Original], key: Key, folder: Path) -> str:
    names = {o.plan.dialogue for o in originals} | ({key.dialogue} if key.entries else set())
    if len(names) > 1:
        raise RunError(folder, expected="workshops of one dialogue, the key's", found=f"{len(names)} dialogues",
                       todo="Go through the door once for each, with a key of its own.")  # fmt: skip
    return next(iter(names))


def _distinct_ids(originals: list[_Original], folder: Path) -> None:
    ids = [o.workshop.id.casefold() for o in originals]
    if len(set(ids)) < len(ids):
        raise RunError(folder, expected="a different id for each workshop", found="the same twice",
                       todo="Change id: in one workshop.yaml.")  # fmt: skip


def _listed(key: Key, plan: Plan, workshop: str) -> tuple[Key, Plan]:
    """Return the key with everybody of *plan* in it, and the plan with everybody's pseudonym."""
    people, names = [], []
    for person in plan.participants:
        if known := _known_by(person):
            key, called = _called(key, "person", person.pseudonym, known, workshop)
            person = person.model_copy(update={"pseudonym": called})
        people.append(person)
    for name in plan.names:
        if not name.keep:
            key, called = _called(key, name.kind, name.replacement, (name.name, *name.aliases), workshop)
            name = name.model_copy(update={"replacement": called})
        names.append(name)
    return key, plan.model_copy(update={"participants": tuple(people), "names": tuple(names)})


def _chosen(key: Key, plan: Plan, workshop: str) -> Key:
    """Return the key with everybody whom *plan* itself gives a pseudonym."""
    for p in plan.participants:
        if p.pseudonym and (known := _known_by(p)):
            key, _ = _called(key, "person", p.pseudonym, known, workshop)
    for n in plan.names:
        if n.replacement and not n.keep:
            key, _ = _called(key, n.kind, n.replacement, (n.name, *n.aliases), workshop)
    return key


def _known_by(person: Participant) -> tuple[str, ...]:
    """Return by what *person* is known in every workshop; Moderator is many people."""
    return tuple(dict.fromkeys(name for label in (person.label, *person.aliases) for name in known_by(label)))


def _called(key: Key, kind: str, wanted: str, names: tuple[str, ...], workshop: str) -> tuple[Key, str]:
    """Return the key with this entry, and how it is called."""
    known = key.find(kind, names)
    taken = {e.replacement.casefold(): e for e in key.entries}
    if known and wanted and wanted.casefold() != known.replacement.casefold():
        raise RunError(workshop, expected=f"the key's pseudonym {known.replacement!r} for the same name",
                       found=repr(wanted), todo="Use the one of the key in this plan too.")  # fmt: skip
    if not known and wanted and wanted.casefold() in taken:
        raise RunError(workshop, expected="a pseudonym of its own for each name", found=f"{wanted!r} for two",
                       todo="If they are one, list the other spelling under aliases:.")  # fmt: skip
    called, last = (known.replacement if known else wanted), key.last
    while not called or (not known and not wanted and called.casefold() in taken):
        last += 1
        called = f"P{last:02}" if kind == "person" else f"{kind} {last}"
    entry = known or Entry(replacement=called, kind=kind, names=())
    entry = entry.model_copy(update={
        "names": tuple(dict.fromkeys((*entry.names, *names))),
        "workshops": tuple(dict.fromkeys((*entry.workshops, workshop))),
    })  # fmt: skip
    others = tuple(e for e in key.entries if e.replacement != entry.replacement)
    return key.model_copy(update={"entries": (*others, entry), "last": last}), called


def _with_all(plan: Plan, key: Key) -> Plan:
    """Return *plan* with every name of the key, and every spelling that any workshop lists."""
    by_name = {e.replacement: e for e in key.entries}
    people = tuple(
        p.model_copy(update={"aliases": tuple(
            n for n in dict.fromkeys((*p.aliases, *by_name[p.pseudonym].names)) if n != p.label
        )}) if p.pseudonym in by_name else p for p in plan.participants
    )  # fmt: skip
    here = {p.pseudonym for p in people}
    elsewhere = [(e, _names_in(e)) for e in key.entries if e.replacement not in here]
    names = tuple(
        Name(name=own[0], kind=e.kind, replacement=e.replacement, aliases=own[1:]) for e, own in elsewhere if own
    )
    return plan.model_copy(update={"participants": people, "names": (*(n for n in plan.names if n.keep), *names)})


def _names_in(entry: Entry) -> tuple[str, ...]:
    if entry.kind != "person":
        return entry.names
    return tuple(dict.fromkeys(name for label in entry.names for name in personal(label)))


def _told(plan: Plan, id: str, log: list[Replacement]) -> Plan:
    """Return *plan* as the copy has it: without names, also without the list of them."""
    masked = Mask.of(plan).plan(plan)
    people = tuple({  # once each, though somebody may have two labels in the talk
        p.name: p.model_copy(update={"label": p.name, "pseudonym": "", "aliases": ()})
        for p in reversed(masked.participants)
    }.values())[::-1]  # fmt: skip
    likely = sum(e.how in ("misspelt", "torn") for e in log)
    done = (
        f"{len(log):,} mentions of listed people, organisations, places and addresses were replaced by [pseudonyms] "
        f"before this was read, {likely:,} of them by likeness. The key is kept apart. Pseudonymised data remain "
        "personal data."
    )
    return masked.model_copy(update={"id": id, "participants": people, "names": (), "confidentiality": done})
