"""The example workshops against their references: what is found, what is missed, per finding.

    python benchmarks/examples.py [FOLDER] [--stance-model FOLDER]

FOLDER holds workshops with a ``reference.yaml`` beside the plan. Precision and recall count turns (for stance:
turn and statement); a reference names what a careful reader would report, not every instance, so precision is a
lower bound. Interests also count as such: one is right if it is of the same group and shares a turn with the
reference's. Verdicts are given twice: from the shipped coders, and from the reference's own stance codings, which
shows what the rule alone gets right; common ground likewise. Prints two Markdown tables of numbers, each with its n:
what was found, and why turns were missed: nothing of that kind was coded there, or the finding left it out.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

import pandas as pd
import yaml

import inspired_analysis as ia
from inspired_analysis.coding import default_coders
from inspired_analysis.finding.ground import find_common_ground
from inspired_analysis.finding.ledger import find_assumptions
from inspired_analysis.guarding.masking import Mask
from inspired_analysis.tables import table

FOLDER = Path(__file__).resolve().parents[1] / "data" / "raw"
ALL = "all"
Counts = dict[str, tuple[int, int, int]]  # measure → right, given, wanted; wanted 0 means a plain share


def main() -> None:
    """Print measures × workshops."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER)
    parser.add_argument("--stance-model", type=Path, metavar="FOLDER", help="weights of another stance model")
    args = parser.parse_args()
    folders = sorted(p.parent for p in args.folder.glob("*/reference.yaml"))
    if not folders:
        parser.error("no workshop with a reference.yaml in that folder")
    coders = default_coders(args.stance_model)
    counts, missed = {}, Counter()
    for folder in folders:
        counts[folder.name], own = measure(folder, coders)
        missed.update(own)
    counts[ALL] = _summed(list(counts.values()))
    print("| measure | " + " | ".join(counts) + " |")
    print("|---|" + "---|" * len(counts))
    for name in counts[ALL]:
        print(f"| {name} | " + " | ".join(_cell(counts[w][name]) for w in counts) + " |")
    print("\n| missed turns | nothing of the kind coded there | coded, and left out of the finding |")
    print("|---|---|---|")
    for name in dict.fromkeys(name for name, _ in missed):
        print(f"| {name} | {missed[name, 'not coded']} | {missed[name, 'left out']} |")


def measure(folder: Path, coders) -> tuple[Counts, Counter]:
    """Return the counts of one workshop, and (finding, why) → how many turns were missed."""
    reference = yaml.safe_load((folder / "reference.yaml").read_text(encoding="utf-8"))
    analysis = ia.analyse(ia.Workshop.load(folder), coders=coders)
    turns, missed = _turns(analysis, reference)
    return {**_stance(analysis, reference), **_verdicts(analysis, reference), **_interests(analysis, reference),
            **turns}, missed  # fmt: skip


def reference_codings(reference: dict, analysis: ia.Analysis) -> pd.DataFrame:
    """Return the reference's stance evidence as codings; the reference has names, the talk their pseudonyms."""
    texts = analysis.turns.set_index("turn")
    mask = Mask.of(analysis.workshop.plan).over(analysis.turns["text"])
    rows = []
    for statement, told in reference["statements"].items():
        for entry in told["evidence"]:
            turn = texts.loc[entry["turn"]]
            words = mask.text(entry["words"])
            start = int(turn["start"]) + turn["text"].index(words)
            rows.append({"coding": f"r{len(rows)}", "transcript": reference["workshop"], "turn": entry["turn"],
                         "start": start, "end": start + len(words), "code": "stance", "statement": statement,
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
    codings = reference_codings(reference, analysis)
    fed = find_assumptions(codings, analysis.turns, analysis.workshop)
    right = Counter()
    for name, ledger in (("coder", analysis.assumptions), ("fed", fed)):
        verdicts = ledger[["statement", "verdict"]].itertuples(index=False)
        right[name] = sum(reference["statements"][s]["verdict"] == v for s, v in verdicts)
    n = len(reference["statements"])
    ground = find_common_ground(codings, analysis.turns, analysis.speakers, analysis.workshop)
    given = set(ground["statement"]) - {""}
    wanted = {entry["about"] for entry in reference["common_ground"]} & set(reference["statements"])
    return {"verdicts, this coder": (right["coder"], n, 0), "verdicts, reference codings": (right["fed"], n, 0),
            "common ground, reference codings": (len(given & wanted), len(given), len(wanted))}  # fmt: skip


def _interests(analysis: ia.Analysis, reference: dict) -> Counts:
    """Return how many interests are found as such."""
    found = [(row.group, set(row.turns)) for row in analysis.interests.itertuples()]
    told = [(entry["group"], set(entry["turns"])) for entry in reference["interests"]]
    met = sum(any(g == group and turns & own for g, own in found) for group, turns in told)
    right = sum(any(g == group and turns & own for g, own in told) for group, turns in found)
    return {"interests, rows that are right": (right, len(found), 0), "interests, found": (met, len(told), 0)}


def _turns(analysis: ia.Analysis, reference: dict) -> tuple[Counts, Counter]:
    """Return right, given and wanted turns of every finding that the reference has, and why turns were missed."""
    kinds, learning = analysis.incentives["kind"], analysis.learning["kind"]
    limits = kinds.isin(["red line", "constraint"])
    turn_of = dict(analysis.codings[["coding", "turn"]].itertuples(index=False))
    owned = analysis.codings[(analysis.codings["code"] == "ownership") & (analysis.codings["value"] == "commitment")]
    committed = owned[owned["coding"].isin({c for codings in analysis.participation["codings"] for c in codings})]
    pairs = {
        "interests": (analysis.interests, "interests", ("interest",)),
        "incentives": (analysis.incentives[~limits], "incentives", ("incentive",)),
        "red lines": (analysis.incentives[kinds == "red line"], "red_lines", ("red line",)),
        "constraints": (analysis.incentives[kinds == "constraint"], "constraints", ("constraint",)),
        "conflicts": (analysis.conflicts, "conflicts", ("stance", "disagreement")),
        "missing": (analysis.missing, "missing", ("missing stakeholder",)),
        "acknowledgements": (analysis.learning[learning == "acknowledgement"], "acknowledgements",
                             ("acknowledgement",)),
        "perspective changes": (analysis.learning[learning == "perspective change"], "perspective_changes",
                                ("perspective change",)),
        "commitments": (committed.assign(codings=[(c,) for c in committed["coding"]]), "commitments", ("ownership",)),
        "responses": (analysis.responses, "responses", ("agreement", "disagreement")),
    }  # fmt: skip
    counts, missed = {}, Counter()
    for name, (rows, key, codes) in pairs.items():
        given = {turn_of[c] for codings in rows["codings"] for c in codings}
        wanted = {t for entry in reference.get(key, ()) for t in entry.get("turns", [entry.get("turn")])}
        counts[name] = (len(given & wanted), len(given), len(wanted))
        coded = set(analysis.codings.loc[analysis.codings["code"].isin(codes), "turn"])
        missed[name, "left out"] += len((wanted - given) & coded)
        missed[name, "not coded"] += len(wanted - given - coded)
    return counts, missed


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
