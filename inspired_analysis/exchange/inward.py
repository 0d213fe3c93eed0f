"""A REFI-QDA project as decisions about a workshop: its codings become codings by people, its notes become memos.

Where there is no transcript yet, the project's texts become transcripts first, one workshop each. Importing twice adds
nothing twice. What could not be placed is listed with its reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from ..checked_yaml import dumped
from ..codes import STANCE, CodeBook, QCode, back_up, load_codes, write_codes
from ..deciding import Judged, Log, MemoTarget, anchor, replay
from ..errors import ExchangeError
from ..transcript import Transcript
from ..workshop import PLAN_NAME, Workshop, slug
from .align import Alignment, align
from .outward import MACHINE, statement_name
from .project import Project, ProjectCode, Selection, Source, guid

__all__ = ["Imported", "import_codes", "import_project"]

SAME_TEXT = 0.5  # the share of a transcript's characters that a source must hold to be its text
COLOUR = re.compile(r"#([0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})")


@dataclass(frozen=True)
class Imported:
    """What an import did to one workshop."""

    folder: Path
    codings: int
    memos: int
    already: int
    lost: tuple[str, ...]


def import_project(project: Project, folder: str | Path, *, who: str = "") -> list[Imported]:
    """Bring *project* into the workshop at *folder*, into each of those below it, or into new ones made there.

    *who* is the pseudonym under which everything is entered; by default each user of the project has their own.
    """
    from ..running.discover import find_workshops

    folder = Path(folder)
    found = find_workshops(folder) if folder.is_dir() else [folder] if folder.is_file() else []
    workshops = [Workshop.load(path) for path in found or _made(project, folder)]
    return [_into(workshop, project, who) for workshop in workshops]


def import_codes(codes: tuple[ProjectCode, ...], folder: Path) -> Path | None:
    """Add *codes* to ``codes.yaml`` in *folder*; return the file, or None where all were known."""
    known = load_codes(folder)
    project = Project("", codes=codes)
    new = [q for q in (_code(c, project, known) for c in codes) if q and known.get(q.code) is None]
    if not new:
        return None
    back_up(folder)
    return write_codes(folder, CodeBook(codes=(*known.codes, *new)))


def _made(project: Project, folder: Path) -> list[Path]:
    """Write the texts of *project* as transcripts below *folder*; return the workshops' folders."""
    texts = [s for s in project.sources if s.text and s.text.strip()]
    if not texts:
        raise ExchangeError(project.name or "the project", expected="texts, since there is no transcript yet",
                            found="; ".join(project.lost) or "none", todo="Name a workshop that has one.")  # fmt: skip
    made = []
    for source, name in zip(texts, _distinct([slug(s.name.removesuffix(".txt")) for s in texts]), strict=True):
        home = folder / name if len(texts) > 1 else folder
        home.mkdir(parents=True, exist_ok=True)
        talk, people = _labelled(source, project)
        (home / f"{name}.txt").write_text(talk, encoding="utf-8", newline="")
        if people:
            plan = {"participants": people}
            (home / PLAN_NAME).write_text(dumped(plan), encoding="utf-8")
        made.append(home)
    return made


def _distinct(names: list[str]) -> list[str]:
    """Return *names* so that each is a folder of its own, whatever its case: Interview, Interview-2."""
    taken = {name.casefold() for name in names}
    seen: set[str] = set()
    distinct = []
    for name in names:
        if name.casefold() in seen:
            name = next(n for i in count(2) if (n := f"{name}-{i}").casefold() not in taken | seen)
        seen.add(name.casefold())
        distinct.append(name)
    return distinct


def _labelled(source: Source, project: Project) -> tuple[str, list[dict]]:
    """Return the text with speakers' labels where the project's cases hold whole turns, and who they are."""
    turns = {s.guid: s for s in source.selections if not s.codings and s.name.startswith("turn ")}
    spoken = {g: case for case in project.cases for g in case.selections if g in turns}
    if not spoken:
        return source.text, []
    lines = [f"{spoken[g].name + ': ' if g in spoken else ''}{source.text[s.start : s.end]}" for g, s in turns.items()]
    people = []
    for case in project.cases:
        told = dict(case.values)
        role = told.get("role", "")
        person = {"label": case.name, "group": told.get("group", ""), "role": role or "participant"}
        people.append({k: v for k, v in person.items() if v})
    return "\n\n".join(lines), people


def _into(workshop: Workshop, project: Project, who: str) -> Imported:
    from ..reading import read_workshop

    transcript, log = read_workshop(workshop), Log.beside(workshop)
    folder = workshop.files[0].parent
    import_codes(project.codes, folder)
    entry = _Entry(project, workshop, transcript, load_codes(folder), who)
    for source in project.sources:
        entry.source(source)
    entry.about()
    entries, _ = log.read()
    have = _already(entries, replay(entries, transcript))
    new = [(person, made) for person, made in entry.made if _key(person, made) not in have]
    for person in dict.fromkeys(person for person, _ in new):
        log.append_all(person, [made for p, made in new if p == person])
    memos = sum(made["what"] == "memo" for _, made in new)
    return Imported(folder, len(new) - memos, memos, len(entry.made) - len(new), tuple(entry.lost))


class _Entry:
    """Makes decisions of what a project holds, and keeps account of what finds no place."""

    def __init__(self, project: Project, workshop: Workshop, transcript: Transcript, codes: CodeBook, who: str):
        self.project, self.transcript, self.codes, self.who = project, transcript, codes, who
        self.users = {u.guid: u for u in project.users}
        self.notes = {n.guid: n for n in project.notes}
        self.statements = {statement_name(s.statement, s.text): s.statement
                           for s in workshop.plan.statements.itertuples()}  # fmt: skip
        self.made: list[tuple[str, dict]] = []
        self.lost: list[str] = []
        self._seen: set[str] = set()

    def source(self, source: Source) -> None:
        codings = sum(len(s.codings) for s in source.selections)
        if source.text is None:
            if codings:
                self.lost.append(f"{codings} codings of {source.name!r}, whose text the project does not hold")
            return
        alignment = align(source.text, self.transcript)
        if alignment.found < SAME_TEXT:
            if codings:
                self.lost.append(f"{codings} codings of {source.name!r}, which is another text than this transcript")
            return
        for selection in source.selections:
            self.selection(selection, source, alignment)

    def selection(self, selection: Selection, source: Source, alignment: Alignment) -> None:
        spans = alignment.spans(selection.start, selection.end)
        if not spans:
            if selection.codings or selection.notes:
                where = f"{source.name!r}, {selection.start} to {selection.end}"
                self.lost.append(f"a selection in {where}: its words are not in the transcript")
            return
        places = [anchor(self.transcript, start, end) for _, start, end in spans]
        told = _told(selection.description)
        for coding in selection.codings:
            user = self.users.get(coding.user or selection.user)
            if user and user.id == MACHINE:
                self._once("codings by a machine: coders propose them anew")
                continue
            made = self._judged(coding.code, told)
            if made is None:
                self.lost.append(f"a coding in {source.name!r} whose code the project does not list")
                continue
            self.made += [(self._name(user), {"what": "add", "after": made.model_copy(update={"at": place})})
                          for place in places]  # fmt: skip
        for note in selection.notes:
            self._memo(note, MemoTarget(kind="turn", at=places[0]))
        if told.get("") and selection.codings:
            self._memo_text(told[""], self.users.get(selection.user), MemoTarget(kind="coding", at=places[0]))

    def about(self) -> None:
        """Enter the notes on codes and on the whole; those that belong to nothing are about the whole too."""
        for code in self.project.codes:
            for note in code.notes:
                self._memo(note, MemoTarget(kind="code", name=code.name))
        held = {n for s in self.project.sources for x in (s, *s.selections) for n in x.notes}
        held |= {n for c in self.project.codes for n in c.notes}
        for note in self.project.notes:
            if note.guid not in held:
                kind, _, name = note.name.partition(" ")
                finding = kind == "finding" and name
                on = MemoTarget(kind="finding", name=name) if finding else MemoTarget(kind="workshop")
                self._memo(note.guid, on)

    def _memo(self, note: str, on: MemoTarget) -> None:
        if note in self.notes:
            self._memo_text(self.notes[note].text, self.users.get(self.notes[note].user), on)

    def _memo_text(self, text: str, user, on: MemoTarget) -> None:
        if text.strip():
            self.made.append((self._name(user), {"what": "memo", "on": on, "text": text}))

    def _name(self, user) -> str:
        return self.who or (re.sub(r"[^\w-]+", "-", user.name).strip("-")[:60] if user else "") or "import"

    def _judged(self, code: str, told: dict[str, str]) -> Judged | None:
        path = self.project.path(code)
        if not path:
            return None
        at = next((i for i in reversed(range(len(path))) if self.codes.get(path[i])), None)
        if at is None or (len(path) > 1 and self.codes.get("/".join(path))):
            return Judged(code="/".join(path))
        rest, name = list(path[at + 1 :]), path[at]
        statement = next((self.statements[part] for part in rest if part in self.statements), "")
        rest = [part for part in rest if part not in self.statements]
        target = rest.pop(0) if name == "criterion" and rest else told.get("to", "")
        if name == STANCE["code"] and len(rest) > 1 and rest[-1] in STANCE["values"]:
            # Findings count the side; a sentence that the plan lacks has no place in it.
            self._once(f"the statement {'/'.join(rest[:-1])!r}, which the plan does not list: its sides are kept")
            rest = rest[-1:]
        return Judged(code=name, statement=statement, target=target, value="/".join(rest))

    def _once(self, text: str) -> None:
        if text not in self._seen:
            self._seen.add(text)
            self.lost.append(text)


def _code(code: ProjectCode, project: Project, known: CodeBook) -> QCode | None:
    """Return *code* as ours; None for the values and statements below a code that we know."""
    path = project.path(code.guid)
    by_guid = {c.guid: c for c in project.codes}
    ours = code.guid == guid("code", code.name)
    above = by_guid.get(code.parent)
    if not ours and any(known.get(name) for name in path):
        return None
    if not ours and above is not None and above.guid == guid("code", above.name):
        return None
    colour = code.colour if COLOUR.fullmatch(code.colour) else ""
    if len(colour) == 4:
        colour = "#" + "".join(2 * c for c in colour[1:])
    name, parent = (code.name, path[-2] if len(path) > 1 else "") if ours else ("/".join(path), "/".join(path[:-1]))
    return QCode(code=name[:200], parent=parent[:200], definition=code.description, colour=colour)


def _told(description: str) -> dict[str, str]:
    """Return what a selection's description says in our own lines (to:, confidence:), the rest under ""."""
    told: dict[str, str] = {}
    rest = []
    for line in description.split("\n"):
        name, _, value = line.partition(": ")
        if name in ("to", "confidence") and value:
            told[name] = value
        else:
            rest.append(line)
    return {**told, "": "\n".join(rest).strip()}


def _already(entries, decided) -> set[tuple]:
    codings = {(who, r.start, r.end, r.code, r.statement, r.value, r.target)
               for who, own in decided.by_person.items() for r in own if r.holds}  # fmt: skip
    return codings | {_memo_key(e.who, e.on, e.text) for e in entries if e.what == "memo"}


def _key(who: str, made: dict) -> tuple:
    if made["what"] == "memo":
        return _memo_key(who, made["on"], made["text"])
    j = made["after"]
    return (who, j.at.start, j.at.end, j.code, j.statement, j.value, j.target)


def _memo_key(who: str, on, text: str) -> tuple:
    at = on.at if on else None
    return (who, on.name if on else "", at.words if at else "", text)
