"""What the rows of an edited coding sheet say: decisions, or problems that name the row and what is wrong in it."""

from __future__ import annotations

from ..codes import CRITERION, STANCE
from ..deciding import Anchor, Decided, Entry, Judged, MemoTarget, Placer, anchor
from ..deciding.merge import by_turn
from ..deciding.replay import Ruling, ends, standing_entries
from ..guarding.masking import Mask
from ..transcript import Transcript
from ..workshop import Workshop
from .cells import MOST
from .matrices import KEYS

__all__ = ["Names", "Rows", "Said"]

YES = frozenset({"accept", "accepted", "yes", "y", "ok", "1", "true", "+"})
NO = frozenset({"reject", "rejected", "no", "n", "0", "false", "-"})
FIELDS = ("code", "statement", "value", "target")


class Names:
    """The codes, values and statements that there are: in the codebook, in the plan, and in what people decided."""

    def __init__(self, workshop: Workshop, decided: Decided) -> None:
        # A stance has a side; other codes may go without a value.
        self.values = {c.code: {*c.values, *([""] if c.code != STANCE["code"] else [])} for c in workshop.codes.codes}
        self.in_use = {(r.code, r.value) for r in decided.rulings}
        self.statements = {"", *workshop.plan.statements["statement"]}
        self._now, self._mask = decided.name, Mask.of(workshop.plan)

    def today(self, row: dict[str, str]) -> dict[str, str]:
        """Return *row* as its codes and people are called by now: renamed, or listed, since it went out."""
        codes = {field: self._now(self._mask.code(row[field].strip())) for field in ("code", "code was")}
        called = self._mask.code if codes["code"] == CRITERION["code"] else self._mask.whom
        return {**row, **codes, **{field: called(row[field].strip()) for field in ("target", "target was")}}

    def unknown(self, after: Judged, before: Judged | None) -> str:
        """Say what in *after* there is not; "" where all is known, or is as it was before."""
        code, value, statement = after.code, after.value, after.statement
        was = (before.code, before.value, before.statement) if before else ("", "", "")
        if code != was[0] and code not in self.values and code not in {c for c, _ in self.in_use}:
            return f"code is {code!r}, which is not in the codebook; where it is meant, list it in codes.yaml"
        told = self.values.get(code)
        if (code, value) != was[:2] and told and value not in told and (code, value) not in self.in_use:
            return f"value is {value!r}, but {code} has {', '.join(sorted(told - {''})) or 'no values'}"
        if statement not in {*self.statements, was[2]}:
            return f"statement is {statement!r}, which is not in the plan"
        return ""


class Rows:
    """Makes decisions of rows, and keeps account of rows that make no sense."""

    def __init__(self, transcript: Transcript, who: str, names: Names) -> None:
        self.transcript, self.who, self.names, self.placer = transcript, who, names, Placer(transcript)
        self.made: list[dict] = []
        self.problems: list[str] = []
        self.stays: set[tuple[str, ...]] = set()  # codings that have a row as it was, or one that says what they became

    def enter(self, rows: list[tuple[int, dict[str, str]]]) -> None:
        """Enter the *rows* of a sheet, each with its number. A row that was copied and then changed is a new coding."""
        rows = [(number, self.names.today(row)) for number, row in rows]
        self.stays = {_was(row) for _, row in rows if all(row[f].strip() == row[f"{f} was"] for f in FIELDS)}
        for number, row in rows:
            self.row(number, row)

    def row(self, number: int, row: dict[str, str]) -> None:
        """Enter a row: what it decides, and its memo."""
        new, decision = not row["start"].strip(), row["decision"].strip().lower()
        place = self._find(row) if new else self._place(row)
        problem = self._missing(row, decision, place, new)
        if problem:
            self.problems.append(f"row {number}: {problem}")
            return
        at = anchor(self.transcript, *place)
        after = self._judged(row, "", at)
        before = None if new else self._judged(row, " was", at)
        unknown = "" if decision in NO else self.names.unknown(after, before)
        if unknown:
            self.problems.append(f"row {number}: {unknown}")
            return
        if new:
            self.made.append({"what": "add", "after": after})
        elif decision in NO:
            self.made.append({"what": "reject", "before": before})
        elif any(getattr(after, f) != getattr(before, f) for f in FIELDS):
            own = after.model_copy(update={"coder": self.who})
            copied = _was(row) in self.stays
            self.stays.add(_was(row))
            self.made.append({"what": "add", "after": own} if copied else
                             {"what": "change", "before": before, "after": after})  # fmt: skip
        elif decision in YES:
            self.made.append({"what": "accept", "before": before, "after": before})
        if row["memo"].strip():
            on = MemoTarget(kind="coding", name=after.code, at=at)
            self.made.append({"what": "memo", "on": on, "text": row["memo"]})

    def _missing(self, row: dict[str, str], decision: str, place: tuple[int, int] | None, new: bool) -> str:
        """Say what a row lacks before anything can be made of it, else ""."""
        if decision and decision not in YES | NO:
            return f"decision is {row['decision']!r}, not accept or reject"
        if new and not row["turn"].strip():
            return "no turn"
        if place is None:
            return "its words are not in the transcript" + (f", turn {row['turn']}" * new)
        return "" if row["code"].strip() else "no code"

    def _judged(self, row: dict[str, str], was: str, at: Anchor) -> Judged:
        given = {f: row[f + was] if was else row[f].strip() for f in FIELDS}
        return Judged(**given, coder=row["coder"] if was else self.who, at=at)

    def _place(self, row: dict[str, str]) -> tuple[int, int] | None:
        """Return where a row's words stand: at its place, or where they have moved to."""
        try:
            start, end = int(row["start"]), int(row["end"])
        except ValueError:
            return None
        words, here = row["words"], self.transcript.text[start:end]
        if " ".join(here.split()) == " ".join(words.split()) or (len(words) >= MOST and here.startswith(words[:-1])):
            return start, end
        if not words.strip() or start < 0 or end <= start:
            return None
        place = self.placer.place(Anchor(turn=0, start=start, end=end, speaker=row["speaker"], words=words))
        return place[1:] if place else None

    def _find(self, row: dict[str, str]) -> tuple[int, int] | None:
        turns = self.transcript.turns
        own = turns[turns["turn"].astype(str) == row["turn"].strip()]
        words = row["words"].strip()
        if own.empty or not words:
            return None
        at = own["text"].iloc[0].find(words)
        start = int(own["start"].iloc[0]) + at
        return (start, start + len(words)) if at >= 0 else None


def _was(row: dict[str, str]) -> tuple[str, ...]:
    """Return which coding a row was written for."""
    return tuple(row[name] for name in (*KEYS, "coder"))


class Said:
    """What *who* has said of which coding, in the entries that stand and by their last word, and in memos."""

    def __init__(self, entries: list[Entry], decided: Decided, placer: Placer, who: str, mask: Mask) -> None:
        self._last = {r.key: r.holds for r in decided.by_person.get(who, ())}
        self._memos = {(m.start, m.end, m.text) for m in decided.memos.itertuples() if m.who == who}
        self._ever: set[tuple] = set()
        for entry in standing_entries(entries):
            for judged, holds in _sides(entry.what, entry.before, entry.after) if entry.who == who else ():
                now = mask.judged(judged)
                place = placer.place(now.at) if now.at else None
                self._ever.add((*(place or ())[1:], decided.name(now.code), now.statement, now.value, now.target,
                                holds))  # fmt: skip

    def news(self, made: list[dict]) -> list[dict]:
        """Return what of *made* says something new, each once.

        Of rows that say otherwise of one thing the last holds; the others were said too, and are not said anew.
        """
        sides = {id(m): [_ruling(m["what"], j, h) for j, h in _sides(m["what"], m.get("before"), m.get("after"))]
                 for m in made}  # fmt: skip
        turns = by_turn(r for rulings in sides.values() for r in rulings)
        new, told = [], set()
        for m in made:
            if m["what"] == "memo":
                says = {(m["on"].at.start, m["on"].at.end, m["text"])} - self._memos
            else:
                says = {(*r.key, r.holds) for r in sides[id(m)] if not self._holds(r, turns[r.turn])}
            if says - told:
                new.append(m)
            told |= says
        return new

    def _holds(self, ruling: Ruling, others: list[Ruling]) -> bool:
        """Whether *ruling* is the last word already, or was said and gave way to one of the *others*."""
        if self._last.get(ruling.key) is ruling.holds:
            return True
        said = (*ruling.key, ruling.holds) in self._ever
        return said and any(ends(o, ruling) for o in others if (o.key, o.holds) != (ruling.key, ruling.holds))


def _sides(what: str, before: Judged | None, after: Judged | None) -> list[tuple[Judged, bool]]:
    """Return what a decision says: wrong before, right after."""
    wrong = [(before, False)] if before and what in ("reject", "change") else []
    return [*wrong, *([(after, True)] if after and what in ("accept", "add", "change") else [])]


def _ruling(what: str, judged: Judged, holds: bool) -> Ruling:
    at = judged.at
    return Ruling(at.turn, at.start, at.end, *(getattr(judged, f) for f in FIELDS), "", "", what, holds)
