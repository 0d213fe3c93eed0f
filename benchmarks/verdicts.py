"""Verdicts on hand-coded sessions: is it the rule or the coder that errs?

    python benchmarks/verdicts.py [FOLDER] [--dev NAME ...] [--only gold|noise|coder] [--stance-model FOLDER]

FOLDER holds sessions in the talk corpus' form (`inspired_analysis.coding.talk`) with hand-made verdicts. The
verdict rule is fed with the hand-made codings; with the same and errors put in, by a coder that knows how often it
errs (`noisy_codings`); and with those of the shipped stance coder, or of another whose weights are named. The
difference between the rows is what the coder costs. ``stability`` beside the share that is right shows whether
verdicts say how sure they are; of the coder's wrong codings it is told how many took the wrong side, and how many were
no evidence at all. Sessions whose name begins with ``uk_`` are focus groups; those of
--dev are the development part; the rest may have shaped the rule and the coder. Prints numbers and labels only.
"""

from __future__ import annotations

import argparse
import zlib
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pandas as pd

from inspired_analysis.coding.stance import CANDIDATES, StanceCoder, load_reader
from inspired_analysis.coding.talk import Session, read_sessions
from inspired_analysis.finding.ledger import find_assumptions
from inspired_analysis.tables import VERDICTS, table

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "corpora" / "talk"
DEV = ("education_0", "education_10", "education_18", "education_22", "covid_2")


def main() -> None:
    """Print one Markdown table: part × codings, and where the verdicts go wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER)
    parser.add_argument("--dev", nargs="*", default=DEV, help="names of the development sessions")
    parser.add_argument("--only", choices=("gold", "noise", "coder"), help="only these codings")
    parser.add_argument("--stance-model", type=Path, metavar="FOLDER", help="weights of another stance model")
    args = parser.parse_args()
    sessions = [s for s in read_sessions(args.folder) if s.verdicts]
    coder = StanceCoder(load_reader(args.stance_model))
    codings = {"gold": gold_codings, "noise": noisy_codings, "coder": lambda s: coder.code(s.transcript, s.workshop)}
    columns = "accuracy | macro-F1 | confirmed P (n) | debunked P (n) | stability | wrong"
    print(f"| codings | part | sessions | verdicts | {columns} |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    errors = {}
    for name, make in codings.items():
        if args.only in (None, name):
            made = {s.name: make(s) for s in sessions}
            judged = {s.name: _judged(s, made[s.name]) for s in sessions}
            errors[name] = sum((_errors(s, made[s.name]) for s in sessions), Counter())
            for part in ("train", "dev", "focus groups"):
                own = [s for s in sessions if _part(s.name, args.dev) == part]
                print(_row(name, part, len(own), [row for s in own for row in judged[s.name]]))
    for name, kinds in errors.items():
        if kinds.total() > kinds["right"]:
            print(f"\n{name}: of {kinds.total()} stance codings {kinds['right']} right, {kinds['side']} wrong in side, "
                  f"{kinds['none']} no evidence at all")  # fmt: skip


def gold_codings(session: Session) -> pd.DataFrame:
    """Return the hand-made stance of *session* as codings."""
    turns = session.transcript.turns["turn"].tolist()
    return table("codings", [
        {"coding": f"g{i}", "transcript": session.name, "turn": turns[e.row], "start": e.start, "end": e.end,
         "code": "stance", "statement": e.statement, "value": e.label, "target": "", "confidence": 1.0, "coder": "gold"}
        for i, e in enumerate(session.stance.itertuples(), 1)
    ])  # fmt: skip


def noisy_codings(session: Session) -> pd.DataFrame:
    """Return the hand-made stance of *session* as a coder with known errors would give it.

    To the true evidence come as many turns that are none. Each gets a probability, high ones more often where it is
    evidence (Beta 2.5, 1) and low ones where it is not; the side is right in six to all of ten. What has one half or
    more is coded, with that probability times the side's, and the five likeliest others are candidates.
    """
    chance = np.random.default_rng(zlib.crc32(session.name.encode()))
    turns = session.transcript.turns
    gold = gold_codings(session)
    spoke = turns[turns["role"] == "participant"]
    drawn = spoke.iloc[chance.integers(len(spoke), size=len(gold))] if len(gold) else spoke.iloc[:0]
    statements, true = list(session.verdicts), set(zip(gold["turn"], gold["statement"], strict=True))
    items = [(g.turn, g.start, g.end, g.statement, g.value, True) for g in gold.itertuples()]
    for turn in drawn.itertuples():
        statement = statements[chance.integers(len(statements))]
        if (turn.turn, statement) not in true:
            items.append((turn.turn, turn.start, turn.end, statement, chance.choice(["supports", "opposes"]), False))
    rows, rest = [], defaultdict(list)
    for turn, start, end, statement, value, real in items:
        bears, side = chance.beta(2.5, 1) if real else chance.beta(1, 2.5), chance.uniform(0.6, 1)
        if chance.random() > side:
            value = {"supports": "opposes", "opposes": "supports"}.get(value, value)
        row = {"turn": turn, "start": start, "end": end, "statement": statement, "code": "stance", "value": value,
               "confidence": bears * side}  # fmt: skip
        if bears >= 0.5:
            rows.append(row)
        else:
            rest[statement].append({**row, "code": "candidate", "value": "", "confidence": bears})
    for may in rest.values():
        rows += sorted(may, key=lambda r: -r["confidence"])[:CANDIDATES]
    named = [{**row, "coding": f"n{i}", "transcript": session.name, "target": "", "coder": "noise"}
             for i, row in enumerate(rows)]  # fmt: skip
    return table("codings", named)


def _errors(session: Session, codings: pd.DataFrame) -> Counter:
    """Return how many stance codings are right, have the wrong side, or are no evidence."""
    gold = {(g.turn, g.statement): g.value for g in gold_codings(session).itertuples()}
    said = codings[codings["code"] == "stance"]
    true = [(gold.get((c.turn, c.statement)), c.value) for c in said.itertuples()]
    return Counter("none" if g is None else "right" if g == value else "side" for g, value in true)


def _judged(session: Session, codings: pd.DataFrame) -> list[tuple[str, str, float]]:
    """Return (hand-made verdict, our verdict, its stability) for each statement."""
    ledger = find_assumptions(codings, session.transcript.turns, session.workshop).set_index("statement")
    return [(v, ledger.at[s, "verdict"], float(ledger.at[s, "stability"])) for s, v in session.verdicts.items()]


def _part(name: str, dev: tuple[str, ...]) -> str:
    return "dev" if name in dev else "focus groups" if name.startswith("uk_") else "train"


def _row(codings: str, part: str, n_sessions: int, judged: list[tuple[str, str, float]]) -> str:
    pairs = [(true, found) for true, found, _ in judged]
    if not pairs:
        return f"| {codings} | {part} | 0 | 0 | – | – | – | – | – | – |"
    right = sum(true == found for true, found in pairs)
    wrong = Counter(f"{true}→{found}" for true, found in pairs if true != found)
    cells = [codings, part, n_sessions, len(pairs), f"{right / len(pairs):.2f}", f"{macro_f1(pairs):.2f}",
             precision(pairs, "confirmed"), precision(pairs, "debunked"), f"{np.mean([s for *_, s in judged]):.2f}",
             ", ".join(f"{n} {what}" for what, n in wrong.most_common()) or "none"]  # fmt: skip
    return "| " + " | ".join(map(str, cells)) + " |"


def precision(pairs: list[tuple[str, str]], verdict: str) -> str:
    """Return the share of *verdict* that is right, with its n."""
    given = [true for true, found in pairs if found == verdict]
    return f"{sum(t == verdict for t in given) / len(given):.2f} ({len(given)})" if given else "– (0)"


def macro_f1(pairs: list[tuple[str, str]]) -> float:
    """Return the mean F1 over the verdicts that occur, by hand or by us."""
    scores = []
    for verdict in VERDICTS:
        both = sum(true == found == verdict for true, found in pairs)
        either = sum((true == verdict) + (found == verdict) for true, found in pairs)
        if either:
            scores.append(2 * both / either)
    return sum(scores) / len(scores)


if __name__ == "__main__":
    main()
