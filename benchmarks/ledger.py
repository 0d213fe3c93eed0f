"""The assumption ledger on workshops whose answers are known.

    python benchmarks/ledger.py [CORPORA] [--coder gold|shipped] [--stance-model FOLDER] [--workshops N] [--keep FOLDER]

Workshops are put together from other people's corpora (CORPORA holds ``perspectrum.jsonl``, ``argkp_stance.jsonl`` and
``qmsum_turns.jsonl``; their dev parts): claims are the plan's assumptions, perspectives on them are what participants
say, six claims mixed in one talk, with a facilitator's turns and off-topic turns of real meetings between, and with
the facilitator saying a perspective or two of their own, which must not count. Each claim's fate is drawn first
(confirmed, debunked, contested or untested), then who speaks to it:

- confirmed, debunked: two people or more; of six or more, one may be on the other side;
- contested: two people or more, at least a third on either side;
- untested: nobody, or one person.

``--coder gold`` feeds the true codings, and so measures the rule alone; ``shipped`` is the stance coder of the package,
``--stance-model`` one whose weights lie in FOLDER. Per number of speakers: accuracy and macro-F1 over the four
verdicts, precision of the firm ones, how often *untested* became a verdict, and whether ``stability`` is calibrated
(the verdicts' mean stability beside the share that is right; ECE over five bins). A last line per number says what went
wrong. Deterministic under ``--seed``; codings that a coder of the same name made before are taken from ``--keep``.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from verdicts import macro_f1, precision

from inspired_analysis.coding.stance import StanceCoder, load_reader
from inspired_analysis.finding.ledger import find_assumptions
from inspired_analysis.tables import VERDICTS, table
from inspired_analysis.transcript import Transcript
from inspired_analysis.workshop import Plan, Workshop

CORPORA = Path(__file__).resolve().parents[2] / "shared" / "corpora"
SOURCES = ("perspectrum", "argkp_stance")
GROUPS = ("civil society", "public administration", "parliament", "media")
CLAIMS, OFF_TOPIC = 6, 1.0  # claims a workshop; off-topic turns for each turn that bears on one
SIDES = {"support": "supports", "undermine": "opposes", "oppose": "opposes"}


@dataclass(frozen=True)
class Made:
    """A workshop with its true codings, and claim → its fate."""

    transcript: Transcript
    workshop: Workshop
    gold: pd.DataFrame
    fates: dict[str, str]


def main() -> None:
    """Print one Markdown table, a row per number of speakers."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path, nargs="?", default=CORPORA)
    parser.add_argument("--coder", choices=("gold", "shipped"), default="shipped")
    parser.add_argument("--stance-model", type=Path, metavar="FOLDER", help="weights of another stance model")
    parser.add_argument("--speakers", type=int, nargs="+", default=[4, 8, 16])
    parser.add_argument("--workshops", type=int, default=25, help="for each number of speakers")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="where codings stay, to try a rule anew")
    args = parser.parse_args()
    claims, talk = read_claims(args.corpora), read_talk(args.corpora)
    coder = None if args.coder == "gold" and not args.stance_model else StanceCoder(load_reader(args.stance_model))
    print(f"Coder: {coder.name if coder else 'gold codings'}; {len(claims)} claims.\n")
    columns = "confirmed P (n) | debunked P (n) | untested → verdict | stability | right | ECE"
    print(f"| speakers | verdicts | accuracy | macro-F1 | {columns} |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    wrong = []
    for speakers in args.speakers:
        judged = []
        for i in range(args.workshops):
            chance = random.Random(f"{args.seed} {speakers} {i}")  # no secret hangs on it
            made = make(chance, claims, talk, speakers)
            kept = args.keep / f"{coder.name} {args.seed} {speakers} {i}.json" if coder and args.keep else None
            judged += judge(made, made.gold if coder is None else coded(made, coder, kept))
        print(_row(speakers, judged), flush=True)
        counts = Counter(f"{true}→{found}" for true, found, _ in judged if true != found)
        wrong.append(f"{speakers}: " + (", ".join(f"{n} {what}" for what, n in counts.most_common()) or "none"))
    print("\nWrong, by number of speakers.\n" + "\n".join(wrong))


def read_claims(corpora: Path) -> dict[str, dict[str, list[str]]]:
    """Return claim → side → perspectives, of claims with at least two on each side."""
    claims: dict[str, dict[str, list[str]]] = defaultdict(lambda: {"supports": [], "opposes": []})
    for name in SOURCES:
        for record in _records(corpora / f"{name}.jsonl"):
            if record["split"] == "dev" and record["label"] in SIDES:
                said = claims[record["target"].strip()][SIDES[record["label"]]]
                if record["text"].strip() not in said:
                    said.append(record["text"].strip())
    return {claim: sides for claim, sides in claims.items() if min(map(len, sides.values())) >= 2}


def read_talk(corpora: Path) -> list[str]:
    """Return off-topic turns of real meetings, of eight words or more."""
    said = (r["text"] for r in _records(corpora / "qmsum_turns.jsonl") if r["split"] != "train")
    return [text for text in said if 8 <= len(text.split()) <= 60]


def _records(file: Path):
    if not file.is_file():
        raise SystemExit(f"{file.name} is not in {file.parent}. Name the folder that holds it.")
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def make(chance: random.Random, claims: dict, talk: list[str], n_speakers: int) -> Made:
    """Put one workshop together."""
    people = [f"P{i + 1:02d}" for i in range(n_speakers)]
    chosen = chance.sample(sorted(claims), CLAIMS)
    fates = {f"A{i + 1}": chance.choice(VERDICTS) for i in range(CLAIMS)}
    told = []  # (speaker, text, claim, side)
    for (statement, fate), claim in zip(fates.items(), chosen, strict=True):
        left = {side: chance.sample(texts, len(texts)) for side, texts in claims[claim].items()}
        voices = _voices(chance, fate, people, left)
        told += [(speaker, left[side].pop(), statement, side) for speaker, side in voices]
        # Some say it again, in other words.
        again = [(speaker, side) for speaker, side in voices if chance.random() < 1 / 3]
        told += [(speaker, left[side].pop(), statement, side) for speaker, side in again if left[side]]
        spare = [(side, text) for side, texts in left.items() for text in texts]
        if spare and chance.random() < 0.3:
            told.append(("Facilitator", chance.choice(spare)[1], statement, ""))
    aside = [(chance.choice([*people, "Facilitator"]), chance.choice(talk), "", "")
             for _ in range(round(OFF_TOPIC * len(told)) + n_speakers)]  # fmt: skip
    turns = [*told, *aside]
    chance.shuffle(turns)
    plan = Plan(assumptions=[{"id": s, "text": c} for s, c in zip(fates, chosen, strict=True)])
    return _assembled(turns, people, Workshop("made", plan, (), True), fates)


def _voices(chance: random.Random, fate: str, people: list[str], left: dict[str, list[str]]) -> list[tuple[str, str]]:
    """Return who speaks on which side, as far as there are perspectives for them."""
    if fate == "untested":
        n_for, n_against = chance.choice(((0, 0), (1, 0), (0, 1)))
    else:
        n = chance.randint(2, len(people))
        minority = chance.randint(-(-n // 3), n // 2) if fate == "contested" and n > 2 else int(fate == "contested")
        minority = chance.choice((0, 1)) if fate != "contested" and n >= 6 else minority
        n_for, n_against = (n - minority, minority)
        if fate == "debunked" or (fate == "contested" and chance.random() < 0.5):
            n_for, n_against = n_against, n_for
    n_for, n_against = _within(fate, n_for, n_against, {side: len(texts) for side, texts in left.items()})
    speakers = chance.sample(people, n_for + n_against)
    return [(s, "supports" if i < n_for else "opposes") for i, s in enumerate(speakers)]


def _within(fate: str, n_for: int, n_against: int, there: dict[str, int]) -> tuple[int, int]:
    """Return no more people than there are perspectives, such that the fate stays what it is."""
    n_for, n_against = min(n_for, there["supports"]), min(n_against, there["opposes"])
    if fate == "confirmed" and n_for < 5 * n_against:
        return n_for, 0
    if fate == "debunked" and n_against < 5 * n_for:
        return 0, n_against
    if fate == "contested":
        few = max(1, min(n_for, n_against))
        return min(n_for, 2 * few), min(n_against, 2 * few)
    return n_for, n_against


def _assembled(turns: list[tuple], people: list[str], workshop: Workshop, fates: dict[str, str]) -> Made:
    rows, gold, at = [], [], 0
    group = {person: GROUPS[i % len(GROUPS)] for i, person in enumerate(people)}
    for number, (speaker, text, statement, side) in enumerate(turns, 1):
        led = speaker == "Facilitator"
        rows.append({"turn": number, "speaker": speaker, "role": "facilitator" if led else "participant",
                     "group": group.get(speaker, ""), "text": text, "start": at, "end": at + len(text),
                     "time_start": float("nan"), "time_end": float("nan"), "words": len(text.split()),
                     "label": speaker, "source": ""})  # fmt: skip
        if side:
            gold.append({"coding": f"g{number}", "transcript": "made", "turn": number, "start": at,
                         "end": at + len(text), "code": "stance", "statement": statement, "value": side, "target": "",
                         "confidence": 1.0, "coder": "gold"})  # fmt: skip
        at += len(text) + 1
    said = table("turns", rows)
    who = said.groupby("speaker", sort=False).agg(
        label=("label", "first"), role=("role", "first"), group=("group", "first"), turns=("turn", "count"),
        words=("words", "sum"))  # fmt: skip
    speakers = table("speakers", who.reset_index().assign(known=True))
    text = "\n".join(row["text"] for row in rows)
    return Made(Transcript("made", text, said, speakers, ()), workshop, table("codings", gold), fates)


def coded(made: Made, coder: StanceCoder, kept: Path | None) -> pd.DataFrame:
    """Return the coder's codings of a workshop, from the file *kept* if it is there; else they are left in it."""
    if kept and kept.is_file():
        return table("codings", json.loads(kept.read_text(encoding="utf-8")))
    codings = coder.code(made.transcript, made.workshop)
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(codings.to_json(orient="records"), encoding="utf-8")
    return codings


def judge(made: Made, codings: pd.DataFrame) -> list[tuple[str, str, float]]:
    """Return (fate, verdict, stability) for each claim."""
    codings = codings.assign(coding=[f"c{i}" for i in range(len(codings))])
    ledger = find_assumptions(codings, made.transcript.turns, made.workshop)
    return [(made.fates[row.statement], row.verdict, row.stability) for row in ledger.itertuples()]


def _row(speakers: int, judged: list[tuple[str, str, float]]) -> str:
    pairs = [(true, found) for true, found, _ in judged]
    right = np.array([true == found for true, found in pairs])
    stability = np.array([s for *_, s in judged])
    untested = [found for true, found in pairs if true == "untested"]
    turned = sum(found != "untested" for found in untested)
    cells = [speakers, len(judged), f"{right.mean():.2f}", f"{macro_f1(pairs):.2f}", precision(pairs, "confirmed"),
             precision(pairs, "debunked"), f"{turned / max(1, len(untested)):.3f} ({turned}/{len(untested)})",
             f"{stability.mean():.2f}", f"{right.mean():.2f}", f"{_ece(stability, right):.2f}"]  # fmt: skip
    return "| " + " | ".join(map(str, cells)) + " |"


def _ece(stability: np.ndarray, right: np.ndarray) -> float:
    """Return the expected calibration error over five bins."""
    bins = np.minimum((stability * 5).astype(int), 4)
    gaps = [abs(stability[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean() for b in set(bins.tolist())]
    return float(sum(gaps))


if __name__ == "__main__":
    main()
