"""Forget a participant or a workshop: out of the raw store, copies, decisions, briefs, kept stages and key; proved.

A workshop goes with its folder, its briefs, and all that was decided about it. A participant's turns go, and their name
in the turns of others becomes ``[removed]``: the transcript is written anew, as JSON, since no format that people send
can have words taken out of it safely. What was derived from it is deleted, not mended: brief it again.

Proof is a search of every byte that is left below the given places, for the names and for what was said. What lies
elsewhere, such as backups, other people's copies and the history of a version control system, this cannot know.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import RunError
from ..running.ledger import LEDGER, runs
from ..running.publish import aside, publish
from ..workshop import NAMES_NAME, PLAN_NAME, Participant, Plan, Workshop, load_names, load_plan
from .copy import TRANSCRIPT_NAME, write_workshop
from .door import workshops_below
from .key import Key, open_key, save_key
from .masking import Mask
from .matching import Named
from .searching import Searched, search
from .spelling import WORD, fold, ordinary

__all__ = ["Plans", "forget", "plan_forgetting"]

REMOVED = "removed"
HEAD = "Written anew when a participant was forgotten; comments of the former plan are gone with it."
CHUNK = 30  # characters of what was said that the proof looks for
MOST_CHUNKS = 400
LEFT_BEHIND = (".ipynb_checkpoints", ".stages", "__pycache__")


@dataclass
class Plans:
    """What is to be done: shown to a person first, since it cannot be undone.

    Attributes
    ----------
    what
        The id: of a workshop, or a participant's pseudonym or label.
    delete
        Folders and files that go.
    rewrite
        Workshops whose transcript and plan are written anew, with the participant there.
    needles
        What the proof looks for.
    """

    what: str
    places: tuple[Path, ...]
    workshop: bool
    delete: list[Path] = field(default_factory=list)
    rewrite: list[tuple[Path, Participant]] = field(default_factory=list)
    needles: dict[str, None] = field(default_factory=dict)
    key_file: Path | None = None
    key: Key | None = None
    passphrase: str = field(default="", repr=False)

    def lines(self) -> list[str]:
        """Say what will be done, in lines."""
        return [
            *(f"delete   {path}" for path in self.delete),
            *(f"rewrite  {path}" for path, _ in self.rewrite),
            *([f"rewrite  {self.key_file}"] if self.key else []),
        ]


def plan_forgetting(
    what: str, places: Sequence[Path], *, key_file: Path | None = None, passphrase: str = ""
) -> Plans:
    """Find all that *places* and the key hold of the workshop or participant *what*; change nothing yet.

    Raises
    ------
    RunError
        If there is neither a workshop nor a participant of that id.
    """
    places = tuple(p.resolve() for p in places)
    workshops = [(path, Workshop.load(path)) for place in places for path in _workshops(place)]
    key = open_key(key_file, passphrase) if key_file else None
    own = [(path, w) for path, w in workshops if w.id == what]
    plans = Plans(what, places, bool(own), key_file=key_file, key=key, passphrase=passphrase)
    if own or (key and what in key.log):
        plans.workshop = True
        for path, workshop in own:
            plans.delete += _of_workshop(path, workshop)
            plans.needles |= dict.fromkeys(_chunks(_said(path, workshop)))
        plans.delete += _derived(places, what)
        return plans
    names: set[str] = set()
    if key:
        names |= {n for e in key.entries if e.replacement == what for n in e.names}
    for _, workshop in workshops:
        person = _person(workshop.plan, what, names)
        if person:
            names |= {person.label, *person.aliases}
    for path, workshop in workshops:
        person = _person(workshop.plan, what, names) or Participant(label=what, pseudonym=what, aliases=tuple(names))
        if _concerns(path, workshop, person, names):
            plans.rewrite.append((path, person))
            plans.needles |= dict.fromkeys(_chunks(_said(path, workshop, person)))
            plans.delete += _derived(places, workshop.id)
    if not plans.rewrite and not (key and names):
        raise RunError(what, expected="the id of a workshop, or the pseudonym of a participant, below these places",
                       found="neither", todo="List the ids with inspired check.")  # fmt: skip
    others = {n for e in (key.entries if key else ()) if e.replacement != what for n in e.names}
    others |= {n for _, w in workshops for p in w.plan.participants for n in (p.label, *p.aliases)} - names
    plans.needles |= dict.fromkeys(n for n in sorted(names | _own_words(names, others)) if len(n) > 3 and n != what)
    return plans


def forget(plans: Plans) -> Searched:
    """Do what *plans* say, and search what is left; return what the search found."""
    said = [n for n in plans.needles if len(n) >= CHUNK]
    for path, person in plans.rewrite:
        _rewrite(path, person, plans.what, said)
    for path in plans.delete:
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    for place in plans.places:
        _forget_runs(place, {p.name for p in plans.delete})
    if plans.key:
        save_key(plans.key_file, _without(plans), plans.passphrase)
    places = [p for p in plans.places if p.exists()]
    return search(places, plans.needles)


def _own_words(names: set[str], others: set[str]) -> set[str]:
    """Return the words of *names* that are a name by themselves: neither ordinary nor in the names of *others*."""
    shared = {fold(w) for n in others for w in WORD.findall(n)}
    return {w for n in names for w in WORD.findall(n) if not ordinary(fold(w)) and fold(w) not in shared}


def _workshops(place: Path) -> list[Path]:
    try:
        return workshops_below(place)
    except RunError:
        return []


def _of_workshop(path: Path, workshop: Workshop) -> list[Path]:
    """Return what belongs to a workshop in the store where it lies: its folder, or the file with its decisions."""
    if path.is_dir():
        return [path]
    decisions = path.parent / "decisions"
    return [path, *sorted(decisions.glob(f"{path.stem}.*.jsonl"))] if decisions.is_dir() else [path]


def _derived(places: Iterable[Path], id: str) -> list[Path]:
    """Return the folders of briefs of the workshop *id*, its parts of a store of tables, and what a crash left."""
    found = []
    for place in places:
        for path in sorted(place.rglob("*")) if place.is_dir() else ():
            brief = path.name == id and path.is_dir() and any(
                (path / name).exists() for name in ("findings.json", "failed.ipynb", "brief.html", "check.html")
            )  # fmt: skip
            # learned.json holds words of all workshops that were corrected.
            part = path.name in (f"workshop={id}", "learned.json")
            if brief or part or re.fullmatch(rf"\.{re.escape(id)}-\w+", path.name):
                found.append(path)
    return found


def _person(plan: Plan, what: str, names: set[str]) -> Participant | None:
    """Return the participant whom *plan* calls *what*, or by one of *names*."""
    return next((p for p in plan.participants if what in (p.pseudonym, p.label) or p.label in names), None)


def _concerns(path: Path, workshop: Workshop, person: Participant, names: set[str]) -> bool:
    from ..reading import read_workshop

    if person in workshop.plan.participants:
        return True
    text = read_workshop(workshop).text
    return f"[{person.name}]" in text or bool(Mask.made([Named("x", "person", tuple(names))]).hits(text))


def _said(path: Path, workshop: Workshop, person: Participant | None = None) -> list[str]:
    """Return what was said, by *person* or by all, as the source has it."""
    from ..reading import read

    plan = _raw_plan(path)
    turns = read(workshop.files, plan=plan, id=workshop.id).turns
    own = turns if person is None else turns[turns["speaker"].isin([person.name, person.label])]
    masked = read(workshop.files, plan=workshop.plan, id=workshop.id).turns
    masked = masked if person is None else masked[masked["speaker"] == person.name]
    return [*own["text"], *masked["text"]]


def _raw_plan(path: Path) -> Plan:
    """Return the plan of *path* so that nothing is replaced."""
    folder = path if path.is_dir() else path.parent
    plan = load_plan(folder / PLAN_NAME) if (folder / PLAN_NAME).exists() else Plan()
    people = tuple(p.model_copy(update={"pseudonym": ""}) for p in plan.participants)
    return plan.model_copy(update={"participants": people, "names": ()})


def _chunks(texts: Iterable[str]) -> list[str]:
    """Return stretches of letters and spaces of *texts* that no escape of any format changes, spread over them."""
    runs = [run[:CHUNK] for text in texts for run in re.findall(rf"[^\W\d_](?:[^\W\d_]| ){{{CHUNK - 1},}}", text)]
    return runs[:: max(1, len(runs) // MOST_CHUNKS)]


def _rewrite(path: Path, person: Participant, what: str, said: list[str]) -> None:
    """Write the workshop at *path* anew without *person*."""
    from ..reading import read

    workshop = Workshop.load(path)
    folder = path if path.is_dir() else path.parent
    plan = _raw_plan(path)
    names = (person.label, *person.aliases, *({person.pseudonym} - {""}))
    turns = read(workshop.files, plan=plan, id=workshop.id).turns
    others = turns[~turns["speaker"].isin([person.label, person.name])]
    # What stands for the name already goes to the letter, in what was said as in the plan.
    marks = tuple(f"[{name}]" for name in dict.fromkeys((what, person.name)))
    mask = Mask.made([Named(REMOVED, "person", names), Named(REMOVED, "contact", marks)]).over(others["text"])
    texts = [mask.text(t) for t in others["text"]]
    kept = load_plan(folder / PLAN_NAME) if (folder / PLAN_NAME).exists() else Plan(id=workshop.id)
    listed = tuple(n for n in (*kept.names, *load_names(folder)) if not {n.name, *n.aliases} & set(names))
    people = tuple(p for p in kept.participants if p.label != person.label and p.name != what)
    told = mask.plan(kept.model_copy(update={"names": listed, "participants": people}))
    with aside(folder / "anew") as made:
        write_workshop(made, told, others.assign(text=texts), HEAD)
        _filter_decisions(folder, names, what, said)
        for old in (*workshop.files, folder / NAMES_NAME, folder / f"{PLAN_NAME}.bak"):
            if old.name != TRANSCRIPT_NAME:
                old.unlink(missing_ok=True)
        for left in LEFT_BEHIND:
            shutil.rmtree(folder / left, ignore_errors=True)
        publish(made, folder)


def _filter_decisions(folder: Path, names: tuple[str, ...], what: str, said: list[str]) -> None:
    """Take out of the logs of decisions every line that names the person or holds words of theirs."""
    for log in sorted((folder / "decisions").glob("*.jsonl")):
        lines = log.read_text(encoding="utf-8", errors="surrogateescape").splitlines(keepends=True)
        gone = [*said, *(n for n in names if len(n) > 3), f'"{what}"', f"[{what}]"]
        kept = [line for line in lines if not any(g.casefold() in line.casefold() for g in gone)]
        log.write_text("".join(kept), encoding="utf-8", errors="surrogateescape")


def _forget_runs(place: Path, gone: set[str]) -> None:
    """Take the runs of workshops whose briefs are *gone* out of every ledger, and write its index anew."""
    for ledger in sorted(place.rglob(LEDGER)) if place.is_dir() else ():
        ids = {run.id for run in runs(ledger.parent)} & gone
        if not ids:
            continue
        lines = ledger.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if not any(f'"id": "{i}"' in line or f'/{i}"' in line for i in ids)]
        ledger.write_text("".join(kept), encoding="utf-8")
        from ..running import batch

        batch._write_index(ledger.parent)


def _without(plans: Plans) -> Key:
    """Return the key without the workshop or the participant."""
    key, what = plans.key, plans.what
    if plans.workshop:
        entries = (e.model_copy(update={"workshops": tuple(w for w in e.workshops if w != what)}) for e in key.entries)
        log = {w: entries_ for w, entries_ in key.log.items() if w != what}
        return key.model_copy(update={"entries": tuple(e for e in entries if e.workshops), "log": log})
    log = {w: tuple(r for r in entries if r.replacement != f"[{what}]") for w, entries in key.log.items()}
    return key.model_copy(update={"entries": tuple(e for e in key.entries if e.replacement != what), "log": log})
