"""The example workshops against their references: what is found, what is missed, per finding.

    python benchmarks/examples.py [FOLDER]

FOLDER holds workshops with a ``reference.yaml`` beside the plan. Precision and recall count turns (for stance:
turn and statement); a reference names what a careful reader would report, not every instance, so precision is a
lower bound. Verdicts are given twice: from the shipped coders, and from the reference's own stance codings, which
shows what the rule alone gets right. Prints one Markdown table of numbers, each with its n.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

import pandas as pd
import yaml

import inspired_analysis as ia
from inspired_analysis.finding.ledger import find_assumptions
from inspired_analysis.tables import table

FOLDER = Path(__file__).resolve().parents[1] / "data" / "raw"
ALL = "all"
Counts = dict[str, tuple[int, int, int]]  # measure → right, given, wanted; wanted 0 means a plain share


def main() -> None:
    """Print measures × workshops."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER)
    folders = sorted(p.parent for p in parser.parse_args().folder.glob("*/reference.yaml"))
    if not folders:
        parser.error("no workshop with a reference.yaml in that folder")
    counts = {folder.name: measure(folder) for folder in folders}
    counts[ALL] = _summed(list(counts.values()))
    print("| measure | " + " | ".join(counts) + " |")
    print("|---|" + "---|" * len(counts))
    for name in counts[ALL]:
        print(f"| {name} | " + " | ".join(_cell(counts[w][name]) for w in counts) + " |")


def measure(folder: Path) -> Counts:
    """Return the counts of one workshop."""
    reference = yaml.safe_load((folder / "reference.yaml").read_text(encoding="utf-8"))
    analysis = ia.analyse(ia.Workshop.load(folder))
    return {**_stance(analysis, reference), **_verdicts(analysis, reference), **_turns(analysis, reference)}


def reference_codings(reference: dict, turns: pd.DataFrame) -> pd.DataFrame:
    """Return the reference's stance evidence as codings of *turns*."""
    texts = turns.set_index("turn")
    rows = []
    for statement, told in reference["statements"].items():
        for entry in told["evidence"]:
            turn = texts.loc[entry["turn"]]
            start = int(turn["start"]) + turn["text"].index(entry["words"])
            rows.append({"coding": f"r{len(rows)}", "transcript": reference["workshop"], "turn": entry["turn"],
                         "start": start, "end": start + len(entry["words"]), "code": "stance", "statement": statement,
                         "value": entry["value"], "target": "", "confidence": 1.0, "coder": "reference"})  # fmt: skip
    return table("codings", rows)


def _stance(analysis: ia.Analysis, reference: dict) -> Counts:
    wanted, explicit = {}, set()
    for statement, told in reference["statements"].items():
        for entry in told["evidence"]:
            wanted[entry["turn"], statement] = entry["value"]
            explicit |= {(entry["turn"], statement)} if entry["explicit"] else set()
    said = analysis.codings[analysis.codings["code"] == "stance"]
    found = {(row.turn, row.statement): row.value for row in said.itertuples()}
    likely = analysis.codings[analysis.codings["code"] == "candidate"]
    shown = found.keys() | {(row.turn, row.statement) for row in likely.itertuples()}
    both = [key for key in found if key in wanted and wanted[key] in ("supports", "opposes")]
    return {
        "stance evidence": (len(found.keys() & wanted), len(found), len(wanted)),
        "… with turns that may bear on it": (len(shown & wanted.keys()), len(shown), len(wanted)),
        "… explicit, recall": (len(found.keys() & explicit), len(explicit), 0),
        "… same side, of those found": (sum(found[key] == wanted[key] for key in both), len(both), 0),
    }


def _verdicts(analysis: ia.Analysis, reference: dict) -> Counts:
    codings = reference_codings(reference, analysis.turns)
    fed = find_assumptions(codings, analysis.turns, analysis.workshop)
    right = Counter()
    for name, ledger in (("coder", analysis.assumptions), ("fed", fed)):
        verdicts = ledger[["statement", "verdict"]].itertuples(index=False)
        right[name] = sum(reference["statements"][s]["verdict"] == v for s, v in verdicts)
    n = len(reference["statements"])
    return {"verdicts, shipped coder": (right["coder"], n, 0), "verdicts, reference codings": (right["fed"], n, 0)}


def _turns(analysis: ia.Analysis, reference: dict) -> Counts:
    """Return right, given and wanted turns of every finding that the reference has."""
    kinds, learning = analysis.incentives["kind"], analysis.learning["kind"]
    limits = kinds.isin(["red line", "constraint"])
    turn_of = dict(analysis.codings[["coding", "turn"]].itertuples(index=False))
    pairs = {
        "interests": (analysis.interests, "interests"),
        "incentives": (analysis.incentives[~limits], "incentives"),
        "red lines": (analysis.incentives[kinds == "red line"], "red_lines"),
        "constraints": (analysis.incentives[kinds == "constraint"], "constraints"),
        "conflicts": (analysis.conflicts, "conflicts"),
        "missing": (analysis.missing, "missing"),
        "acknowledgements": (analysis.learning[learning == "acknowledgement"], "acknowledgements"),
        "perspective changes": (analysis.learning[learning == "perspective change"], "perspective_changes"),
    }
    counts = {}
    for name, (rows, key) in pairs.items():
        given = {turn_of[c] for codings in rows["codings"] for c in codings}
        wanted = {t for entry in reference[key] for t in entry.get("turns", [entry.get("turn")])}
        counts[name] = (len(given & wanted), len(given), len(wanted))
    return counts


def _summed(counts: list[Counts]) -> Counts:
    return {name: tuple(map(sum, zip(*(c[name] for c in counts), strict=True))) for name in counts[0]}


def _cell(counts: tuple[int, int, int]) -> str:
    right, given, wanted = counts
    if not wanted:
        return f"{_share(right, given)}"
    return f"P {_share(right, given)}, R {_share(right, wanted)}"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2f} ({part}/{whole})" if whole else "– (0)"


if __name__ == "__main__":
    main()
