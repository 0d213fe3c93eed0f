"""The reviewer's desk: which codings stand in the margin, and what a decision about one of them does.

Modes: by default the coders' proposals and everybody's decisions; *blind*, only one's own, for double coding;
*adjudicate*, only what people disagree on. Offsets in items count from the beginning of the turn, in code points.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from ...coding import Coder, code
from ...deciding import Judged, Log, MemoTarget, Placer, anchor, check_who, replay
from ...deciding.merge import by_turn, disputed, judged
from ...deciding.replay import CANDIDATE, STANCE
from ...errors import DecisionError
from ...guarding.masking import Mask
from ...pipeline import learned_coders
from ...reading import read_workshop
from ...recode import take_back
from ...tables import STANCES
from ...workshop import Workshop

__all__ = ["Desk"]

OPEN, DISPUTED = "open", "disputed"
SAID = {"accept": "Accepted", "reject": "Rejected", "change": "Changed", "add": "Added", "memo": "Noted"}
FIELDS = ("code", "statement", "value", "target")


class Desk:
    """One person at work on one workshop.

    Parameters
    ----------
    who
        The person's pseudonym, under which decisions are saved.
    blind
        Show neither proposals nor other people's codings.
    adjudicate
        Show only what people disagree on; decisions here go before theirs.
    """

    def __init__(self, workshop: Workshop, *, who: str, coders: Sequence[Coder] | None = None, blind: bool = False,
                 adjudicate: bool = False) -> None:  # fmt: skip
        if blind and adjudicate:
            raise DecisionError("review", expected="blind or adjudicate", found="both")
        check_who(who)
        self.workshop, self.who, self.blind, self.adjudicate = workshop, who, blind, adjudicate
        self.log = Log.beside(workshop)
        self.transcript = read_workshop(workshop)
        self.codes = workshop.codes
        if blind or adjudicate:
            coders = ()
        self.proposed = code(self.transcript, workshop, coders=learned_coders(workshop) if coders is None else coders)
        self._starts = dict(self.transcript.turns[["turn", "start"]].itertuples(index=False))
        self._placer, self._mask = Placer(self.transcript), Mask.of(workshop.plan)
        self.entries, self.notes = self.log.read()
        self._proposals = self._proposed()
        self._look()

    def view(self) -> dict[str, Any]:
        """Return everything that the page shows at first."""
        statements = self.workshop.plan.statements
        return {
            "who": self.who, "mode": "blind" if self.blind else "adjudicate" if self.adjudicate else "",
            "turns": [[int(t.turn), t.speaker, t.group or t.role, t.text] for t in self.transcript.turns.itertuples()],
            "items": self.items, "counts": self.counts, "memos": self.memos, "lost": len(self.decided.lost),
            "codes": [[c.code, c.colour, list(c.values), c.definition] for c in self.codes.codes],
            "statements": [[s.statement, s.text] for s in statements.itertuples()],
            "language": self.transcript.language,
        }  # fmt: skip

    def decide(self, what: str, *, id: str = "", turn: int = 0, start: int = 0, end: int = 0, why: str = "",
               text: str = "", **fields: str) -> dict[str, Any]:  # fmt: skip
        """Save one decision; return what changed: ``said``, ``items`` of the turns concerned, ``counts``, ``memos``.

        Raises
        ------
        DecisionError
            Where the decision cannot be made or saved; then nothing has changed.
        """
        if what == "undo":
            return self._undo()
        if what == "memo":
            made = {"on": self._memo_on(id, turn, fields.get("code", "")), "text": text}
            if not text.strip():
                raise DecisionError("memo", expected="some words", found="none")
        else:
            made = self._judgement(what, id, turn, start, end, {k: v for k, v in fields.items() if k in FIELDS})
        entry = self.log.append(self.who, what, **made, why=why, adjudicates=self.adjudicate and what != "memo",
                                blind=self.blind)  # fmt: skip
        self.entries.append(entry)
        judged = made.get("after") or made.get("before")
        name = f"{judged.code} {judged.value}".strip() if judged else "memo"
        return self._changed(f"{SAID[what]}: {name}", entry.id)

    def teach(self, n: int = 20) -> list[str]:
        """Return the ids of the *n* open proposals whose judgement would teach the coders most, the best first."""
        from ...coding.refit import teach_most

        judged = [r for r in self.decided.rulings if r.code != CANDIDATE]
        waiting = [i for i in self._by_id.values() if i["status"] == OPEN and i["code"] != CANDIDATE]
        quote = self.transcript.quote
        known = [f"{r.code}: {quote(r.start, r.end)}" for r in judged]
        begins = [self._starts[i["turn"]] for i in waiting]
        texts = [f"{i['code']}: {quote(b + i['start'], b + i['end'])}" for i, b in zip(waiting, begins, strict=True)]
        best = teach_most(known, [r.holds for r in judged], texts, [True] * len(texts), n=n)
        return [waiting[at]["id"] for at in best]

    def _undo(self) -> dict[str, Any]:
        last, undo, note = take_back(self.log, self.entries, self.who)
        self.entries.append(undo)
        said = f"Undone: {SAID.get(last.what, last.what).lower()}"
        return self._changed(f"{said}. {note} Open the review anew." if note else said, undo.id)

    def _judgement(self, what: str, id: str, turn: int, start: int, end: int, fields: dict) -> dict[str, Judged]:
        if what == "add":
            self._nameable(fields)
            after = self._judged({**dict.fromkeys(FIELDS, ""), **fields}, *self._span(turn, start, end))
            self._countable(after)
            return {"after": after}
        if id not in self._by_id:
            raise DecisionError("decision", expected="a coding on the page", found="one that is gone",
                                todo="Open the review anew.")  # fmt: skip
        item = self._by_id[id]
        begin = self._starts[item["turn"]]
        before = self._judged(item, begin + item["start"], begin + item["end"])
        candidate = item["code"] == CANDIDATE and fields.get("code", CANDIDATE) == CANDIDATE
        if candidate and what != "reject" and not fields.get("value"):
            raise DecisionError(what, expected="a side", found="a candidate", todo="Say which with 1 to 4.")
        if what == "accept":
            return {"before": before, "after": before}
        if what == "reject":
            return {"before": before}
        if candidate:
            fields = {**fields, "code": STANCE}
        self._nameable(fields)
        after = before.model_copy(update={**fields, "coder": self.who, "confidence": 1.0})
        self._countable(after)
        if end > start:
            after = after.model_copy(update={"at": anchor(self.transcript, *self._span(item["turn"], start, end))})
        return {"before": before, "after": after}

    def _nameable(self, fields: dict) -> None:
        if fields.get("code") == CANDIDATE:
            raise DecisionError("decision", expected="a code",
                                found="what turns that may bear on a statement are called")  # fmt: skip

    def _countable(self, after: Judged) -> None:
        if after.code == STANCE and not (after.statement and after.value in STANCES):  # no finding would count it
            raise DecisionError("stance", expected="a statement, and a side of " + ", ".join(STANCES),
                                found=f"{after.statement or 'no statement'}, {after.value or 'no side'}")  # fmt: skip

    def _judged(self, fields: dict, start: int, end: int) -> Judged:
        if not fields["code"]:
            raise DecisionError("decision", expected="a code", found="none")
        return Judged(**{k: fields[k] for k in FIELDS}, coder=fields.get("coder", self.who),
                      confidence=fields.get("confidence", 1.0), at=anchor(self.transcript, start, end))  # fmt: skip

    def _span(self, turn: int, start: int, end: int) -> tuple[int, int]:
        row = self.transcript.turns[self.transcript.turns["turn"] == turn]
        if row.empty or not 0 <= start < end <= len(row["text"].iloc[0]):
            raise DecisionError("decision", expected="some words of one turn", found=f"turn {turn}, {start} to {end}")
        return int(row["start"].iloc[0]) + start, int(row["start"].iloc[0]) + end

    def _memo_on(self, id: str, turn: int, code: str) -> MemoTarget:
        if id in self._by_id:
            item = self._by_id[id]
            begin = self._starts[item["turn"]]
            place = anchor(self.transcript, begin + item["start"], begin + item["end"])
            return MemoTarget(kind="coding", name=item["code"], at=place)
        if turn in self._starts:
            size = len(self.transcript.turns.loc[self.transcript.turns["turn"] == turn, "text"].iloc[0])
            return MemoTarget(kind="turn", at=anchor(self.transcript, *self._span(turn, 0, size)))
        return MemoTarget(kind="code", name=code) if code else MemoTarget(kind="workshop")

    def _changed(self, said: str, entry: str) -> dict[str, Any]:
        before = self.items
        self._look()
        turns = [t for t in {**before, **self.items} if before.get(t) != self.items.get(t)]
        return {"said": said, "entry": entry, "items": {t: self.items.get(t, []) for t in turns},
                "counts": self.counts, "memos": self.memos}  # fmt: skip

    def _look(self) -> None:
        """Work out what is shown after the entries so far."""
        self.decided = replay(self.entries, self.transcript, placer=self._placer, mask=self._mask)
        rows = self._disputed() if self.adjudicate else [*self._open(), *self._ruled()]
        self._by_id = {item["id"]: item for item in sorted(rows, key=lambda i: (i["turn"], i["start"], i["end"]))}
        self.items: dict[str, list[dict]] = {}
        for item in self._by_id.values():
            self.items.setdefault(str(item["turn"]), []).append(item)
        self.counts = dict(Counter(item["status"] for item in self._by_id.values()))
        shown = self.decided.memos[self.decided.memos["who"] == self.who] if self.blind else self.decided.memos
        self.memos = [[int(m.turn), m.who, m.on, m.name, self._mask.text(m.text)] for m in shown.itertuples()]

    def _proposed(self) -> dict[int, list[tuple]]:
        """Return turn → its proposals, each with what the page shows of it: made once, since there are thousands."""
        self.decided = replay(self.entries, self.transcript, placer=self._placer, mask=self._mask)
        found: dict[int, list[tuple]] = {}
        for row in self.proposed.itertuples():
            row = row._replace(code=self.decided.name(row.code))
            item = self._item(row, row.code, OPEN, row.coder, float(row.confidence))
            found.setdefault(row.turn, []).append((row, item))
        return found

    def _open(self) -> list[dict]:
        rulings = by_turn(self.decided.rulings)
        return [item for turn, own in self._proposals.items() for row, item in own
                if turn not in rulings or not judged(row, rulings[turn])]  # fmt: skip

    def _ruled(self) -> list[dict]:
        rulings = self.decided.by_person.get(self.who, ()) if self.blind else self.decided.rulings
        words = {"accept": "accepted", "reject": "rejected", "change": "changed", "add": "added"}
        # What a change put aside is not shown: what it became is.
        return [self._item(r, r.code, words[r.what], r.who) for r in rulings if r.holds or r.what == "reject"]

    def _disputed(self) -> list[dict]:
        settled = [self._item(r, r.code, "accepted" if r.holds else "rejected", r.who)
                   for r in self.decided.rulings if r.adjudicates and (r.holds or r.what == "reject")]  # fmt: skip
        held = {(*r.key, r.who): r for own in self.decided.by_person.values() for r in own if r.holds}
        rows = [(held[(d.start, d.end, d.code, d.statement, d.value, d.target, d.holds)], d)
                for d in disputed(self.decided).itertuples()]  # fmt: skip
        return settled + [self._item(r, r.code, DISPUTED, f"{d.holds}, not {d.rejects}") for r, d in rows]

    def _item(self, row, code: str, status: str, by: str, confidence: float = 1.0) -> dict:
        begin = self._starts[row.turn]
        start, end = int(row.start - begin), int(row.end - begin)
        key = (row.turn, start, end, self.decided.name(code), row.statement, row.value, row.target, by)
        return {"id": "\x1f".join(map(str, key)), "turn": int(row.turn), "start": start, "end": end, "code": key[3],
                "statement": row.statement, "value": row.value, "target": row.target, "confidence": confidence,
                "coder": by, "status": status}  # fmt: skip
