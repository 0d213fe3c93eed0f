"""How long do all findings of a workshop take, once it is coded?

    python benchmarks/findings_speed.py [FOLDER] [--turns N ...]

FOLDER is a workshop; an example is taken where none is named. Its talk is coded once and then said again and again,
by other people each time in groups of the same names, until there are as many turns as asked for; codings go along.
Prints seconds of processor time (the least of three), and per 1,000 turns, so that growth faster than the talk's own
shows.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import pandas as pd

import inspired_analysis as ia
from inspired_analysis.finding import find
from inspired_analysis.tables import table
from inspired_analysis.transcript import Transcript

FOLDER = Path(__file__).resolve().parents[1] / "data" / "raw" / "sarna-water-1"
PEOPLE_AT_MOST = 60


def main() -> None:
    """Print one Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER)
    parser.add_argument("--turns", type=int, nargs="+", default=[400, 2000, 10000])
    args = parser.parse_args()
    analysis = ia.analyse(ia.Workshop.load(args.folder))
    find(analysis.transcript, analysis.codings, analysis.workshop)  # imports are not counted
    print("| turns | codings | s | s per 1,000 turns |")
    print("|---|---|---|---|")
    for turns in args.turns:
        transcript, codings = repeated(analysis, turns)
        seconds = min(_taken(transcript, codings, analysis.workshop) for _ in range(3))
        print(f"| {turns:,} | {len(codings):,} | {seconds:.2f} | {1000 * seconds / turns:.2f} |", flush=True)


def repeated(analysis: ia.Analysis, n: int) -> tuple[Transcript, pd.DataFrame]:
    """Return the first *n* turns of the talk said again and again, and its codings."""
    said, codings = analysis.turns, analysis.codings
    times = -(-n // len(said))
    length = len(analysis.transcript.text) + 1
    turns, coded = [], []
    for i in range(times):
        # New people come in until there are many; then the first ones speak again.
        of = i % max(1, PEOPLE_AT_MOST // said["speaker"].nunique())
        name = lambda s, of=of: s + f" {of}" * (s != "")  # noqa: E731
        shift = {"start": said["start"] + i * length, "end": said["end"] + i * length}
        turns.append(said.assign(turn=said["turn"] + i * len(said), speaker=said["speaker"].map(name),
                                 label=said["label"].map(name), **shift))  # fmt: skip
        known = codings["target"].isin(set(said["speaker"]))
        coded.append(codings.assign(
            coding=codings["coding"] + f".{i}", turn=codings["turn"] + i * len(said),
            start=codings["start"] + i * length, end=codings["end"] + i * length,
            target=codings["target"].where(~known, codings["target"].map(name))))  # fmt: skip
    every = table("turns", pd.concat(turns).head(n))
    people = every.groupby("speaker", sort=False).agg(
        label=("label", "first"), role=("role", "first"), group=("group", "first"), turns=("turn", "count"),
        words=("words", "sum"))  # fmt: skip
    speakers = table("speakers", people.reset_index().assign(known=True))
    text = "\n".join([analysis.transcript.text] * times)
    kept = pd.concat(coded)
    return Transcript("repeated", text, every, speakers, ()), table("codings", kept[kept["turn"] <= n])


def _taken(transcript: Transcript, codings: pd.DataFrame, workshop: ia.Workshop) -> float:
    begin = time.process_time()
    find(transcript, codings, workshop)
    return time.process_time() - begin


if __name__ == "__main__":
    main()
