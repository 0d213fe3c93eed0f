"""What the rows of an edited coding sheet say: decisions, or problems that name the row and what is wrong in it."""

from __future__ import annotations

from ..codes import STANCE
from ..deciding import Anchor, Decided, Judged, MemoTarget, Placer, anchor
from ..transcript import Transcript
from ..workshop import Workshop
from .cells import MOST
from .matrices import KEYS

__all__ = ["Names", "Rows", "said_already"]

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
        self._now = decided.name

    def today(self, row: dict[str, str]) -> dict[str, str]:
        """Return *row* with its codes as they are called by now, where people have renamed them since it went out."""
        return {**row, **{field: self._now(row[field].strip()) for field in ("code", "code was")}}

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


def said_already(made: dict, known: dict[tuple, bool], memos: set[tuple]) -> bool:
    """Whether the log says already what a row says."""
    if made["what"] == "memo":
        return (made["on"].at.start, made["on"].at.end, made["text"]) in memos
    judged, holds = (made["before"], False) if made["what"] == "reject" else (made["after"], True)
    key = (judged.at.start, judged.at.end, *(getattr(judged, f) for f in FIELDS))
    return known.get(key) is holds
