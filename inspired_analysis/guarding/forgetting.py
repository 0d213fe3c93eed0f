"""Forget a participant or a workshop: out of the raw store, copies, decisions, briefs, kept stages and key; proved.

A workshop goes with its folder, its briefs, and all that was decided about it. A participant's turns go, and their name
in the turns of others becomes ``[removed]``: the transcript is written anew, as JSON, since no format that people send
can have words taken out of it safely. What was derived from it is deleted, not mended: brief it again.

Proof is a search of every byte that is left below the given places, for the names and for what was said. What lies
elsewhere, such as backups, other people's copies and the history of a version control system, this cannot know.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..codes import CODES_NAME, own_codes
from ..deciding import Log
from ..errors import RunError
from ..running.publish import aside, publish
from ..workshop import NAMES_NAME, PLAN_NAME, Participant, Plan, Workshop, load_names, load_plan, transcripts_in
from .copy import TRANSCRIPT_NAME, write_workshop
from .derived import derived, forget_runs
from .door import workshops_below
from .forgotten import CHUNK, Forgotten, chunks, count_decisions, count_edits, filter_decisions, filter_edits, own_words
from .key import Key, open_key, save_key
from .personal import personal
from .searching import Searched, search

__all__ = ["Plans", "forget", "plan_forgetting"]

HEAD = "Written anew when a participant was forgotten; comments of the former plan are gone with it."
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
        What the proof looks for: names, and stretches of talk.
    decisions
        How many decisions and changes of a brief go: they name the participant, quote them, or stand right beside
        their words.
    """

    what: str
    places: tuple[Path, ...]
    workshop: bool
    delete: dict[Path, None] = field(default_factory=dict)
    rewrite: list[tuple[Path, Forgotten]] = field(default_factory=list)
    needles: dict[str, None] = field(default_factory=dict)
    decisions: int = 0
    key_file: Path | None = None
    key: Key | None = None
    passphrase: str = field(default="", repr=False)

    @property
    def said(self) -> list[str]:
        """The needles that are stretches of talk."""
        return [n for n in self.needles if len(n) >= CHUNK]

    def search(self, places: Sequence[Path]) -> Searched:
        """Look for the needles below *places*; for names as words of their own."""
        return search(places, self.needles, whole=self.needles.keys() - set(self.said))

    def lines(self) -> list[str]:
        """Say what will be done, in lines."""
        return [
            *(f"delete   {path}" for path in self.delete),
            *(f"rewrite  {path}" for path, _ in self.rewrite),
            *([f"take out {self.decisions} of people's decisions and changes of the brief, which name or quote them or "
               "stand right beside their words"] if self.decisions else []),
            *([f"rewrite  {self.key_file}"] if self.key else []),
        ]


def plan_forgetting(
    what: str, places: Sequence[Path], *, key_file: Path | None = None, passphrase: str = ""
) -> Plans:
    """Find all that *places* and the key hold of the workshop or participant *what*; change nothing yet.

    Raises
    ------
    RunError
        If there is neither a workshop nor a participant of that id, or somebody alone is all of a workshop.
    """
    places = tuple(p.resolve() for p in places)
    workshops = [(path, Workshop.load(path)) for place in places for path in _workshops(place)]
    key = open_key(key_file, passphrase) if key_file else None
    own = [(path, w) for path, w in workshops if w.id == what]
    plans = Plans(what, places, bool(own), key_file=key_file, key=key, passphrase=passphrase)
    if own or (key and what in key.log):
        plans.workshop = True
        for path, workshop in own:
            plans.delete |= dict.fromkeys(_of_workshop(path, workshop))
            plans.needles |= dict.fromkeys(chunks(_said(path, workshop)))
        plans.delete |= dict.fromkeys(derived(places, what))
        return plans
    # Whoever is asked for by name goes by the pseudonym, too.
    what = plans.what = next((e.replacement for e in key.entries if what in e.names), what) if key else what
    names = {n for e in key.entries if e.replacement == what for n in e.names} if key else set()
    for _, workshop in workshops:
        person = _person(workshop.plan, what, names)
        if person:
            names |= {n for n in (person.label, *person.aliases) if personal(n)}
    for path, workshop in workshops:
        who = Forgotten.of(what, _person(workshop.plan, what, names), names)
        if _concerns(path, workshop, who):
            _alone(path, workshop, who)
            said = _said(path, workshop, who)
            plans.rewrite.append((path, who))
            plans.needles |= dict.fromkeys(chunks(said))
            plans.decisions += count_edits(path if path.is_dir() else path.parent, who, said)
            plans.delete |= dict.fromkeys(derived(places, workshop.id))
    if not plans.rewrite and not (key and names):
        raise RunError(what, expected="the id of a workshop, or the pseudonym of a participant, below these places",
                       found="neither", todo="List the ids with inspired check.")  # fmt: skip
    others = {n for e in (key.entries if key else ()) if e.replacement != what for n in e.names}
    others |= {n for _, w in workshops for p in w.plan.participants for n in (p.label, *p.aliases)} - names
    called = {e.replacement for e in (key.entries if key else ())}
    called |= {p.pseudonym for _, w in workshops for p in w.plan.participants}
    names |= {n for _, who in plans.rewrite for n in who.labels if personal(n)} - (called & {what})
    plans.needles |= dict.fromkeys(n for n in sorted(names | own_words(names, others)) if len(n) > 2)
    plans.decisions += sum(count_decisions(Workshop.load(path), who, plans.said) for path, who in plans.rewrite)
    return plans


def forget(plans: Plans) -> Searched:
    """Do what *plans* say, and search what is left; return what the search found."""
    for path, who in plans.rewrite:
        _rewrite(path, who, plans.said)
    for path in plans.delete:
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    for place in plans.places:
        forget_runs(place, {p.name for p in plans.delete})
    found = plans.search([p for p in plans.places if p.exists()])
    if plans.key:  # last, since without it nobody knows any more who is to be forgotten
        save_key(plans.key_file, _without(plans), plans.passphrase)
    return found


def _workshops(place: Path) -> list[Path]:
    try:
        return workshops_below(place)
    except RunError:
        return []


def _of_workshop(path: Path, workshop: Workshop) -> list[Path]:
    """Return what belongs to a workshop in the store where it lies: its folder, or the file with its decisions."""
    return [path] if path.is_dir() else [path, *Log.beside(workshop).files]


def _person(plan: Plan, what: str, names: set[str]) -> Participant | None:
    """Return the participant whom *plan* calls *what*, or by one of *names*."""
    return next((p for p in plan.participants if what in (p.pseudonym, p.label) or p.label in names), None)


def _alone(path: Path, workshop: Workshop, who: Forgotten) -> None:
    """Refuse a transcript that lies with others, since writing it anew would make the folder a workshop and hide them.

    And one of which nothing would be left to read.
    """
    from ..reading import read

    if all(map(who.spoke, read(workshop.files, plan=_raw_plan(path), id=workshop.id).turns["speaker"])):
        raise RunError(workshop.id, expected="a workshop in which others speak too", found="nobody else",
                       todo=f"Nothing was changed. Forget the workshop: inspired forget {workshop.id} …")  # fmt: skip
    if path.is_file() and set(transcripts_in(path.parent)) - set(workshop.files):
        raise RunError(path.parent, expected="a folder of its own for each transcript that is to be written anew",
                       found="several transcripts in one", todo="Nothing was changed. Move each into a folder called "
                       "as the file is, with its decisions and a copy of names.yaml.")  # fmt: skip


def _concerns(path: Path, workshop: Workshop, who: Forgotten) -> bool:
    """Whether they speak in the workshop, are in its plan, or are spoken of."""
    from ..reading import read, read_workshop

    if any(who.spoke(name) for p in workshop.plan.participants for name in (p.label, p.pseudonym)):
        return True
    spoken = read(workshop.files, plan=_raw_plan(path), id=workshop.id).speakers
    text = read_workshop(workshop).text
    return any(map(who.spoke, spoken["label"])) or bool(who.mask([text]).hits(text))


def _said(path: Path, workshop: Workshop, who: Forgotten | None = None) -> list[str]:
    """Return what was said, by *who* or by all, as the source has it."""
    from ..reading import read

    texts = []
    for plan in (_raw_plan(path), workshop.plan):
        turns = read(workshop.files, plan=plan, id=workshop.id).turns
        texts += [t.text for t in turns.itertuples() if who is None or who.spoke(t.speaker)]
    return texts


def _raw_plan(path: Path) -> Plan:
    """Return the plan of *path* so that nothing is replaced."""
    folder = path if path.is_dir() else path.parent
    plan = load_plan(folder / PLAN_NAME) if (folder / PLAN_NAME).exists() else Plan()
    people = tuple(p.model_copy(update={"pseudonym": ""}) for p in plan.participants)
    return plan.model_copy(update={"participants": people, "names": ()})


def _rewrite(path: Path, who: Forgotten, said: list[str]) -> None:
    """Write the workshop at *path* anew without *who*."""
    from ..reading import read

    workshop = Workshop.load(path)
    folder = path if path.is_dir() else path.parent
    turns = read(workshop.files, plan=_raw_plan(path), id=workshop.id).turns
    others = turns[~turns["speaker"].map(who.spoke).astype(bool)]
    mask = who.mask(list(others["text"]))
    kept = load_plan(folder / PLAN_NAME) if (folder / PLAN_NAME).exists() else Plan(id=workshop.id)
    kept = kept.model_copy(update={"codes": own_codes(folder)})
    own = {*who.labels, *who.names}
    listed = tuple(n for n in (*kept.names, *load_names(folder)) if not {n.name, *n.aliases} & own)
    people = tuple(
        p.model_copy(update={"label": who.relabelled(p.label), "aliases": tuple(map(who.relabelled, p.aliases))})
        for p in kept.participants if not (who.spoke(p.label) or who.spoke(p.pseudonym))
    )  # fmt: skip
    told = mask.plan(kept.model_copy(update={"names": listed, "participants": people}))
    with aside(folder / "anew") as made:
        rows = others.assign(text=others["text"].map(mask.text), speaker=others["speaker"].map(who.relabelled))
        write_workshop(made, told, rows, HEAD)
        filter_edits(folder, made, who, _said(path, workshop, who), rows)
        filter_decisions(workshop, who, said)
        publish(made, folder)
        for old in (*workshop.files, folder / NAMES_NAME, folder / f"{PLAN_NAME}.bak", folder / f"{CODES_NAME}.bak"):
            if old.name != TRANSCRIPT_NAME:
                old.unlink(missing_ok=True)
        for left in LEFT_BEHIND:
            shutil.rmtree(folder / left, ignore_errors=True)


def _without(plans: Plans) -> Key:
    """Return the key without the workshop or the participant."""
    key, what = plans.key, plans.what
    if plans.workshop:
        entries = (e.model_copy(update={"workshops": tuple(w for w in e.workshops if w != what)}) for e in key.entries)
        log = {w: entries_ for w, entries_ in key.log.items() if w != what}
        return key.model_copy(update={"entries": tuple(e for e in entries if e.workshops), "log": log})
    log = {w: tuple(r for r in entries if r.replacement != f"[{what}]") for w, entries in key.log.items()}
    return key.model_copy(update={"entries": tuple(e for e in key.entries if e.replacement != what), "log": log})
