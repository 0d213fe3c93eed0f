"""Verdicts on hand-coded sessions: is it the rule or the coder that errs?

    python benchmarks/verdicts.py [FOLDER] [--dev NAME ...] [--only gold|coder]

FOLDER holds sessions in the talk corpus' form (`inspired_analysis.coding.talk`) with hand-made verdicts. The
verdict rule is fed once with the hand-made codings, once with those of the shipped stance coder; the difference
between the two rows is what the coder costs. Sessions whose name begins with ``uk_`` are focus groups; those of
--dev are the development part; the rest may have shaped the rule and the coder. Prints numbers and labels only.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

import pandas as pd

from inspired_analysis.coding.stance import StanceCoder
from inspired_analysis.coding.talk import Session, read_sessions
from inspired_analysis.evaluating.talk import ledger_verdicts, verdict_figures
from inspired_analysis.tables import table

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "corpora" / "talk"
DEV = ("education_0", "education_10", "education_18", "education_22", "covid_2")


def main() -> None:
    """Print one Markdown table: part × codings, and where the verdicts go wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER)
    parser.add_argument("--dev", nargs="*", default=DEV, help="names of the development sessions")
    parser.add_argument("--only", choices=("gold", "coder"), help="only these codings")
    args = parser.parse_args()
    sessions = [s for s in read_sessions(args.folder) if s.verdicts]
    coder = StanceCoder()
    codings = {"gold": gold_codings, "coder": lambda s: coder.code(s.transcript, s.workshop)}
    print("| codings | part | sessions | verdicts | accuracy | macro-F1 | confirmed P (n) | debunked P (n) | wrong |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name, make in codings.items():
        if args.only in (None, name):
            judged = {s.name: _judged(s, make(s)) for s in sessions}
            for part in ("train", "dev", "focus groups"):
                own = [s for s in sessions if _part(s.name, args.dev) == part]
                print(_row(name, part, len(own), [pair for s in own for pair in judged[s.name]]))


def gold_codings(session: Session) -> pd.DataFrame:
    """Return the hand-made stance of *session* as codings."""
    turns = session.transcript.turns["turn"].tolist()
    return table("codings", [
        {"coding": f"g{i}", "transcript": session.name, "turn": turns[e.row], "start": e.start, "end": e.end,
         "code": "stance", "statement": e.statement, "value": e.label, "target": "", "confidence": 1.0, "coder": "gold"}
        for i, e in enumerate(session.stance.itertuples(), 1)
    ])  # fmt: skip


def _judged(session: Session, codings: pd.DataFrame) -> list[tuple[str, str]]:
    """Return (hand-made verdict, our verdict) for each statement."""
    found = ledger_verdicts(session, codings)
    return [(verdict, found[statement]) for statement, verdict in session.verdicts.items()]


def _part(name: str, dev: tuple[str, ...]) -> str:
    return "dev" if name in dev else "focus groups" if name.startswith("uk_") else "train"


def _row(codings: str, part: str, n_sessions: int, pairs: list[tuple[str, str]]) -> str:
    if not pairs:
        return f"| {codings} | {part} | 0 | 0 | – | – | – | – | – |"
    figures = verdict_figures(pairs)
    wrong = Counter(f"{true}→{found}" for true, found in pairs if true != found)
    cells = [codings, part, n_sessions, len(pairs), f"{figures['accuracy']:.2f}", f"{figures['macro_f1']:.2f}",
             precision(pairs, "confirmed"), precision(pairs, "debunked"),
             ", ".join(f"{n} {what}" for what, n in wrong.most_common()) or "none"]  # fmt: skip
    return "| " + " | ".join(map(str, cells)) + " |"


def precision(pairs: list[tuple[str, str]], verdict: str) -> str:
    """Return the share of *verdict* that is right, with its n."""
    given = [true for true, found in pairs if found == verdict]
    return f"{sum(t == verdict for t in given) / len(given):.2f} ({len(given)})" if given else "– (0)"


if __name__ == "__main__":
    main()
