"""What a memo is about: a turn, a code or a finding that there is, or the whole workshop."""

from __future__ import annotations

from .deciding import Log, MemoTarget, anchor, replay
from .errors import DecisionError
from .finding import Findings
from .guarding.masking import Mask
from .reading import read_workshop
from .tables import COLUMNS
from .workshop import Workshop

__all__ = ["on_code", "on_finding", "on_turn"]


def on_turn(workshop: Workshop, turn: int) -> MemoTarget:
    """Return the turn as what a memo is about; raise `DecisionError` if there is none of that number."""
    transcript = read_workshop(workshop)
    rows = transcript.turns[transcript.turns["turn"] == turn]
    if rows.empty:
        raise DecisionError("--turn", expected=f"1 to {len(transcript.turns)}", found=str(turn))
    return MemoTarget(kind="turn", at=anchor(transcript, int(rows["start"].iloc[0]), int(rows["end"].iloc[0])))


def on_code(workshop: Workshop, code: str) -> MemoTarget:
    """Return the code as what a memo is about; raise `DecisionError` if it is neither listed nor in use."""
    known, mask = {c.code for c in workshop.codes.codes}, Mask.of(workshop.plan)
    code = mask.code(code)
    if code not in known:
        entries, _ = Log.beside(workshop).read()
        known |= {r.code for r in replay(entries, read_workshop(workshop), mask=mask).rulings}
    if code not in known:
        raise DecisionError("--code", expected=f"one of {', '.join(sorted(known))}", found=repr(code))
    return MemoTarget(kind="code", name=code)


def on_finding(workshop: Workshop, name: str) -> MemoTarget:
    """Return the finding as what a memo is about; raise `DecisionError` if there is none of that name.

    A finding is called ``TABLE/ROW``, such as ``assumptions/A1`` or ``interests/farmers``, or by its id in the brief.
    """
    tables = list(Findings.__dataclass_fields__)
    plain = {f"{t}/{s}" for t in tables if "statement" in COLUMNS[t] for s in workshop.plan.statements["statement"]}
    if name in plain:  # nobody waits for the findings then
        return MemoTarget(kind="finding", name=name)
    from .briefing.compose import compose
    from .pipeline import analyse

    analysis = analyse(workshop)
    brief = compose(analysis)
    table = name.partition("/")[0]
    rows = [f"{table}/{row}" for row in dict.fromkeys(getattr(analysis, table).iloc[:, 0])] if table in tables else []
    if name not in {*rows, *brief.ids, *(s.id for s in brief.first_page)}:
        known = rows or [f"{t}/…" for t in tables]
        raise DecisionError("--finding", expected=f"one of {', '.join(known)}, or an id that inspired edit lists",
                            found=repr(name))  # fmt: skip
    return MemoTarget(kind="finding", name=name)
