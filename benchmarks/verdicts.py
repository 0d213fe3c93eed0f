"""Verdicts on hand-coded sessions: is it the rule or the coder that errs?

    python benchmarks/verdicts.py [FOLDER] [--dev NAME ...] [--only gold|noise|coder] [--stance-model FOLDER]

FOLDER holds sessions in the talk corpus' form (`inspired_analysis.coding.talk`) with hand-made verdicts. The
verdict rule is fed with the hand-made codings; with the same and errors put in, by a coder that knows how often it
errs (`noisy_codings`); and with those of the shipped stance coder, or of another whose weights are named. The
difference between the rows is what the coder costs. ``stability`` beside the share that is right shows whether
verdicts say how sure they are. Sessions whose name begins with ``uk_`` are focus groups; those of --dev are the
development part; the rest may have shaped the rule and the coder.

Below the table stands, per part, what became of the stance codings: right, on the other side, no evidence at all, or
in between where a side was right or the other way round. Of the wrong ones that are either, the share on the other side
is what ``WRONG_SIDE`` in ``inspired_analysis/finding/uncertainty.py`` assumes; take it from the sessions that did not
fit the coder. Prints numbers and labels only.
"""

from __future__ import annotations

import argparse
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from inspired_analysis.coding.stance import CANDIDATES, StanceCoder, load_reader
from inspired_analysis.coding.talk import Session, read_sessions
from inspired_analysis.finding.evidence import WEIGHT
from inspired_analysis.finding.ledger import find_assumptions
from inspired_analysis.finding.uncertainty import WRONG_SIDE
from inspired_analysis.tables import VERDICTS, table

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "corpora" / "talk"
PARTS = ("train", "dev", "focus groups")
FATES = ("right", "other side", "no evidence", "in between")
DEV = ("education_0", "education_10", "education_18", "education_22", "covid_2")


def main() -> None:
    """Print one Markdown table: part × codings, and where the verdicts go wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER)
    parser.add_argument("--dev", nargs="*", default=DEV, help="names of the development sessions")
    parser.add_argument("--only", choices=("gold", "noise", "coder"), help="only these codings")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS, help="only these sessions")
    parser.add_argument("--stance-model", type=Path, metavar="FOLDER", help="weights of another stance model")
    args = parser.parse_args()
    parts = {s.name: _part(s.name, args.dev) for s in read_sessions(args.folder) if s.verdicts}
    sessions = [s for s in read_sessions(args.folder) if parts.get(s.name) in args.parts]
    codings = {"gold": gold_codings, "noise": noisy_codings, "coder": _coded_by(args.stance_model)}
    columns = "accuracy | macro-F1 | confirmed P (n) | debunked P (n) | stability | wrong"
    print(f"| codings | part | sessions | verdicts | {columns} |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    errors: dict[tuple[str, str], Counter] = defaultdict(Counter)
    for name, make in codings.items():
        if args.only in (None, name):
            made = {s.name: make(s) for s in sessions}
            for part in args.parts:
                own = [s for s in sessions if parts[s.name] == part]
                for session in own:
                    errors[name, part] += _errors(session, made[session.name])
                print(_row(name, part, len(own), [row for s in own for row in _judged(s, made[s.name])]), flush=True)
    print(f"\n| codings | part | stance codings | {' | '.join(FATES)} | other side, of the two | assumed |")
    print("|---" * (len(FATES) + 5) + "|")
    for (name, part), fates in errors.items():
        wrong = fates["other side"] + fates["no evidence"]
        share = f"{fates['other side'] / wrong:.2f} ({wrong})" if wrong else "–"
        cells = [name, part, fates.total(), *(fates[fate] for fate in FATES), share, WRONG_SIDE]
        print("| " + " | ".join(map(str, cells)) + " |")


def _coded_by(folder: Path | None) -> Callable[[Session], pd.DataFrame]:
    """Return what codes a session with the stance model in *folder*, which is not read before the first."""
    return lambda s: StanceCoder(load_reader(folder)).code(s.transcript, s.workshop)


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
    """Return fate → how many stance codings have it."""
    gold = {(g.turn, g.statement): WEIGHT[g.value] for g in gold_codings(session).itertuples()}
    said = codings[codings["code"] == "stance"]
    pairs = [(gold.get((c.turn, c.statement)), WEIGHT[c.value]) for c in said.itertuples()]
    return Counter("no evidence" if true is None else "right" if true == found else
                   "other side" if true * found < 0 else "in between" for true, found in pairs)  # fmt: skip


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
