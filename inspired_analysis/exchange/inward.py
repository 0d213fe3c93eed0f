"""A REFI-QDA project as decisions about a workshop: its codings become codings by people, its notes become memos.

Where there is no transcript yet, the project's texts become transcripts first, one workshop each. Importing twice adds
nothing twice. What could not be placed is listed with its reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from ..codes import CRITERION, STANCE, load_codes
from ..deciding import Judged, Log, MemoTarget, Placer, anchor, check_who, replay
from ..deciding.replay import standing_entries
from ..guarding.masking import Mask
from ..workshop import Workshop, transcripts_in
from .align import Alignment, align
from .codes_in import as_written, called, import_codes, is_ours
from .outward import is_machine, statement_name
from .project import Project, ProjectCode, Selection, Source, guid
from .texts_in import made_workshops

__all__ = ["Imported", "import_project"]

SAME_TEXT = 0.5  # the share of a transcript's characters that a source must hold to be its text; or, of its own, a part


@dataclass(frozen=True)
class Imported:
    """What an import did to one workshop."""

    folder: Path
    codings: int
    memos: int
    already: int
    lost: tuple[str, ...]


def import_project(project: Project, folder: str | Path, *, who: str = "") -> list[Imported]:
    """Bring *project* into those workshops at and below *folder* that have its texts, or into new ones made there.

    *who* is the pseudonym under which everything is entered; by default each user of the project has their own.
    """
    from ..running.discover import find_workshops

    if who:
        check_who(who)
    folder = Path(folder)
    found = find_workshops(folder) if folder.is_dir() else [folder] if folder.is_file() else []
    entries = [_Entry(project, Workshop.load(path), who) for path in found or made_workshops(project, folder)]
    if found and not any(entry.taken for entry in entries):
        entries += [_Entry(project, Workshop.load(path), who) for path in _besides(found, folder)]
    placed = {name for entry in entries for name in entry.taken}
    return [entry.enter(placed) for entry in [e for e in entries if e.taken] or entries]


def _besides(found: list[Path], folder: Path) -> list[Path]:
    """Return what lies in *folder* itself, where workshops were *found* below: a note may hide the transcript there."""
    if not folder.is_dir() or folder in found:
        return []
    here = [f for f in transcripts_in(folder) if f not in found and f.suffix.lower() != ".qdpx"]
    return [folder] if len(here) == 1 else here


class _Entry:
    """Makes decisions about a workshop of what a project holds, and keeps account of what finds no place."""

    def __init__(self, project: Project, workshop: Workshop, who: str) -> None:
        from ..reading import read_workshop

        self.who, self.log = who, Log.beside(workshop)
        self.folder, self.parts = workshop.files[0].parent, len(workshop.files) > 1
        self.codes = load_codes(self.folder)
        self.transcript = read_workshop(workshop)
        self.entries, _ = self.log.read()
        self.placer, self.mask = Placer(self.transcript), Mask.of(workshop.plan)
        self.decided = replay(self.entries, self.transcript, placer=self.placer, mask=self.mask)
        self.users = {u.guid: u for u in project.users}
        self.notes = {n.guid: n for n in project.notes}
        self.statements = {statement_name(s.statement, s.text): s.statement
                           for s in workshop.plan.statements.itertuples()}  # fmt: skip
        self.made: list[tuple[str, dict]] = []
        self.lost: list[str] = []
        self.taken: list[str] = []  # guids of the texts that are this workshop's transcript
        self.others: dict[str, str] = {}  # guid of each that is not, and what is lost if it is nobody's
        self._seen: set[str] = set()
        self.project = replace(project, codes=self._as_sent(project.codes))
        for source in project.sources:
            self.source(source)

    def _as_sent(self, codes: tuple[ProjectCode, ...]) -> tuple[ProjectCode, ...]:
        """Return *codes* called as they were when they went out from here, which is what we know them by."""
        known = {*(c.code for c in self.codes.codes), *(r.code for r in self.decided.rulings), *self.decided.renamed}
        ours = {guid("code", name): name for name in (*known, *map(self.mask.code, known))}
        for code in codes:
            if ours.get(code.guid, code.name) != code.name:
                self._once(f"the name {code.name!r} that the code {ours[code.guid]!r} has there: here it keeps its own")
        return tuple(replace(code, name=ours.get(code.guid, code.name)) for code in codes)

    def enter(self, placed: set[str]) -> Imported:
        """Write to the log what it does not say yet; *placed* are the texts that found a workshop, this or another."""
        self.about()
        import_codes(self.project.codes, self.folder, renamed=as_written(self.codes, self.decided, self.mask.code))
        have = self._said()
        made = {self._key(who, m): (who, m) for who, m in reversed(self.made)}
        new = [said for key, said in reversed(made.items()) if key not in have]
        for who in dict.fromkeys(who for who, _ in new):
            self.log.append_all(who, [m for w, m in new if w == who])
        memos = sum(m["what"] == "memo" for _, m in new)
        lost = (*self.lost, *(said for name, said in self.others.items() if name not in placed))
        return Imported(self.folder, len(new) - memos, memos, len(made) - len(new), lost)

    def source(self, source: Source) -> None:
        codings = sum(len(s.codings) for s in source.selections)
        what = f"{codings} coding{'s' * (codings != 1)} of {source.name!r}"
        if source.text is None:
            if codings:
                self.lost.append(f"{what}, whose text the project does not hold")
            return
        alignment = align(source.text, self.transcript)
        if max(alignment.found, alignment.part * self.parts) < SAME_TEXT:
            if codings or source.notes or any(s.notes for s in source.selections):
                self.others[source.guid] = f"{what}, which is another text than this transcript"
            return
        self.taken.append(source.guid)
        for note in source.notes:
            self._memo(note, MemoTarget(kind="workshop"))
        for selection in source.selections:
            self.selection(selection, source, alignment)

    def selection(self, selection: Selection, source: Source, alignment: Alignment) -> None:
        spans = alignment.spans(selection.start, selection.end)
        if not spans:
            if selection.codings or selection.notes or selection.description:
                where = f"{source.name!r}, {selection.start} to {selection.end}"
                self.lost.append(f"a selection in {where}: its words are not in the transcript")
            return
        places = [anchor(self.transcript, start, end) for _, start, end in spans]
        told = _told(selection.description)
        for coding in selection.codings:
            user = self.users.get(coding.user or selection.user)
            # Only a machine is less than sure; where a program dropped the users, that alone is left of it.
            if is_machine(user) if user else told.get("confidence"):
                self._once("codings by a machine: coders propose them anew")
                continue
            made = self._judged(coding.code, told)
            if made is None:
                self.lost.append(f"a coding in {source.name!r} whose code the project does not list")
                continue
            self.made += [(self._name(user), {"what": "add", "after": made.model_copy(update={"at": place})})
                          for place in places]  # fmt: skip
        codes = [self._code(c.code) for c in selection.codings]
        for note in selection.notes:
            kind = ("coding", codes[0]) if codes else ("turn", "")
            self._memo(note, MemoTarget(kind=kind[0], name=kind[1], at=places[0]))
        if told.get(""):
            on = MemoTarget(kind="coding" if selection.codings else "turn", at=places[0])
            self._memo_text(told[""], self.users.get(selection.user), on)

    def about(self) -> None:
        """Enter the notes on codes and on the whole; those that belong to nothing are about the whole too."""
        for code in self.project.codes:
            for note in code.notes:
                self._memo(note, MemoTarget(kind="code", name=self._code(code.guid)))
        held = {n for s in self.project.sources for x in (s, *s.selections) for n in x.notes}
        held |= {n for c in self.project.codes for n in c.notes}
        for note in self.project.notes:
            if note.guid not in held:
                kind, _, name = note.name.partition(" ")
                finding = kind == "finding" and name
                on = MemoTarget(kind="finding", name=name) if finding else MemoTarget(kind="workshop")
                self._memo(note.guid, on)
        told = {name for case in self.project.cases for name, value in case.values if value} - {"group", "role"}
        if told:
            self._once(f"what cases say of people ({', '.join(sorted(told))}): the plan has it, under participants:")

    def _memo(self, note: str, on: MemoTarget) -> None:
        if note in self.notes:
            self._memo_text(self.notes[note].text, self.users.get(self.notes[note].user), on)

    def _memo_text(self, text: str, user, on: MemoTarget) -> None:
        if text.strip():
            self.made.append((self._name(user), {"what": "memo", "on": on, "text": text}))

    def _name(self, user) -> str:
        return self.who or (re.sub(r"[^\w-]+", "-", user.name).strip("-")[:60] if user else "") or "import"

    def _judged(self, code: str, told: dict[str, str]) -> Judged | None:
        path, name = self.project.path(code), self._code(code)
        if not path:
            return None
        at = self._code_in(code, path)
        rest = [] if at is None else list(path[at + 1 :])
        called = {part: self.statements.get(part) or self.statements.get(self.mask.text(part), "") for part in rest}
        statement = next(filter(None, called.values()), "")
        rest = [part for part in rest if not called[part]]
        applied = name == CRITERION["code"] and rest and not (len(rest) == 1 and rest[0] in CRITERION["values"])
        target = rest.pop(0) if applied else told.get("to", "")
        if name == STANCE["code"] and len(rest) > 1 and rest[-1] in STANCE["values"]:
            # Findings count the side; a sentence that the plan lacks has no place in it.
            self._once(f"the statement {'/'.join(rest[:-1])!r}, which the plan does not list: its sides are kept")
            rest = rest[-1:]
        value = "/".join(rest)
        if name == STANCE["code"] and value not in STANCE["values"]:
            self._once(f"the side {value!r} of stance, which is none of {', '.join(STANCE['values'])}: it is kept as a "
                       "coding, and no finding counts it")  # fmt: skip
        return Judged(code=name, statement=statement, target=target, value=value)

    def _code(self, guid: str) -> str:
        """Return what we call the code that a coding with *guid* gives, its statement and value aside."""
        path = self.project.path(guid)
        at = self._code_in(guid, path)
        return self.decided.name(called(path) if at is None else path[at])

    def _code_in(self, guid: str, path: tuple[str, ...]) -> int | None:
        """Return where in *path* our code stands; below it are statement and value, which may be called like a code."""
        ours = [i for i, code in enumerate(self.project.chain(guid)) if is_ours(code)]
        if ours:
            return ours[-1]
        if len(path) > 1 and self.codes.get(called(path)):
            return None
        at = None
        for i, name in enumerate(path):
            above = self.codes.get(path[at]) if at is not None else None
            if above and (above.code in (STANCE["code"], CRITERION["code"]) or name in above.values):
                break
            at = i if self.codes.get(name) else at
        return at

    def _said(self) -> set[tuple]:
        """Return the keys of what the entries that stand have said, whatever was decided later."""
        made = [(e.who, {"what": e.what, "after": e.after, "on": e.on, "text": e.text})
                for e in standing_entries(self.entries)]  # fmt: skip
        return {self._key(who, m) for who, m in made if m["what"] == "memo" or (m["after"] and m["after"].at)}

    def _key(self, who: str, made: dict) -> tuple:
        """Return what makes two decisions one: who said what of which place, wherever that stands by now."""
        if made["what"] == "memo":
            return (who, self._about(made["on"]), self.mask.text(made["text"]))
        j = self.mask.judged(made["after"])
        return (who, self.placer.place(j.at), self.decided.name(j.code), j.statement, j.value, j.target)

    def _about(self, on: MemoTarget | None) -> tuple:
        """Return what a memo is about by now; one whose words are gone comes back as one about the whole."""
        place = self.placer.place(on.at) if on and on.at else None
        if place or not on or on.kind not in ("code", "finding"):
            return place or ("workshop", "")
        name = self.decided.name(self.mask.code(on.name)) if on.kind == "code" else self.mask.finding(on.name)
        return (on.kind, name)

    def _once(self, text: str) -> None:
        if text not in self._seen:
            self._seen.add(text)
            self.lost.append(text)


def _told(description: str) -> dict[str, str]:
    """Return what a selection's description says in our own lines (to:, confidence:), the rest under ""."""
    told: dict[str, str] = {}
    rest = []
    for line in re.split(r"\r?\n", description):
        ours = re.fullmatch(r"(to): (.+)|(confidence): ([01]\.\d\d)", line)
        if ours:
            name, value = filter(None, ours.groups())
            told[name] = value
        else:
            rest.append(line)
    return {**told, "": "\n".join(rest).strip()}
