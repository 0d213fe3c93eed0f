"""The example workshops against their references: what is found, what is missed, per finding.

    python benchmarks/examples.py [FOLDER] [--stance-model FOLDER]

FOLDER holds workshops with a ``reference.yaml`` beside the plan. Precision and recall count turns (for stance:
turn and statement); a reference names what a careful reader would report, not every instance, so precision is a
lower bound. Interests and conflicts also count as such: an interest is right if it is of the same group and shares a
turn with one of the reference's, a conflict if it shares a turn. Verdicts, conflicts and common ground are given twice:
from the shipped coders, and from the reference's own stance and responses, which shows what the rule alone gets right.
Explicit cues settle a verdict if what the reference marks as said outright comes to it without the rest.
Prints two Markdown tables of numbers, each with its n:
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
from inspired_analysis.finding.conflicts import find_conflicts
from inspired_analysis.finding.ground import find_common_ground
from inspired_analysis.finding.leads import CODES as LEADS
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
    return {**_stance(analysis, reference), **_verdicts(analysis, reference), **_ground(analysis, reference),
            **_interests(analysis, reference), **_conflicts(analysis, reference), **turns}, missed  # fmt: skip


def reference_codings(reference: dict, analysis: ia.Analysis) -> pd.DataFrame:
    """Return the reference's stance and responses as codings; it has names, the talk their pseudonyms."""
    texts, plan = analysis.turns.set_index("turn"), analysis.workshop.plan
    mask, names = Mask.of(plan).over(analysis.turns["text"]), {p.label: p.name for p in plan.participants}
    told = [(entry, {"code": "stance", "statement": statement, "value": entry["value"]})
            for statement, own in reference["statements"].items() for entry in own["evidence"]]  # fmt: skip
    told += [(entry, {"code": entry["kind"], "target": names[entry["with"]]}) for entry in reference["responses"]]
    rows = []
    for entry, coding in told:
        turn, words = texts.loc[entry["turn"]], mask.text(entry["words"])
        start = int(turn["start"]) + turn["text"].index(words)
        rows.append({"coding": f"r{len(rows)}", "transcript": reference["workshop"], "turn": entry["turn"],
                     "start": start, "end": start + len(words), "statement": "", "value": "", "target": "",
                     "confidence": 1.0, "coder": "reference", **coding})  # fmt: skip
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
    told, explicit = reference["statements"], _explicit(reference)
    fed, outright = (find_assumptions(reference_codings(r, analysis), analysis.turns, analysis.workshop)
                     for r in (reference, explicit))  # fmt: skip
    settled = {s for s, v in _by_statement(outright).items() if v == told[s]["verdict"] != "untested"}
    counts = {}
    for name, ledger in (("this coder", analysis.assumptions), ("reference codings", fed)):
        verdicts = _by_statement(ledger)
        right = {s: told[s]["verdict"] == verdicts[s] for s in told}
        firm = [right[s] for s, v in verdicts.items() if v != "untested"]
        counts[f"verdicts, {name}"] = (sum(right.values()), len(right), 0)
        counts[f"… other than untested, {name}"] = (sum(firm), len(firm), 0)
        counts[f"… that explicit cues settle, {name}"] = (sum(right[s] for s in settled), len(settled), 0)
    return counts


def _by_statement(ledger: pd.DataFrame) -> dict[str, str]:
    return dict(ledger[["statement", "verdict"]].itertuples(index=False))


def _explicit(reference: dict) -> dict:
    """Return the reference with what is said outright as the only evidence."""
    statements = {s: {**own, "evidence": [e for e in own["evidence"] if e["explicit"]]}
                  for s, own in reference["statements"].items()}  # fmt: skip
    return {**reference, "statements": statements}


def _ground(analysis: ia.Analysis, reference: dict) -> Counts:
    """Return which statements are common ground; what the reference lists beside the plan's is not counted."""
    codings = reference_codings(reference, analysis)
    fed = find_common_ground(codings, analysis.turns, analysis.speakers, analysis.workshop)
    wanted = {entry["about"] for entry in reference["common_ground"]} & set(reference["statements"])
    given = {"this coder": set(analysis.common_ground["statement"]) - {""}, "reference codings": set(fed["statement"])}
    return {f"common ground, {name}": (len(own & wanted), len(own), len(wanted)) for name, own in given.items()}


def _interests(analysis: ia.Analysis, reference: dict) -> Counts:
    """Return how many interests are found as such."""
    found = [(row.group, set(row.turns)) for row in analysis.interests.itertuples()]
    told = [(entry["group"], set(entry["turns"])) for entry in reference["interests"]]
    return _as_such("interests", found, told)


def _conflicts(analysis: ia.Analysis, reference: dict) -> Counts:
    """Return how many conflicts are found as such."""
    codings, turns, workshop = reference_codings(reference, analysis), analysis.turns, analysis.workshop
    fed = find_conflicts(codings, turns, find_assumptions(codings, turns, workshop), workshop)
    told = [("", set(entry["turns"])) for entry in reference["conflicts"]]
    counts = {}
    for name, rows in (("this coder", analysis.conflicts), ("reference codings", fed)):
        counts |= _as_such(f"conflicts, {name}", [("", set(row.turns)) for row in rows.itertuples()], told)
    return counts


def _as_such(name: str, found: list[tuple[str, set]], told: list[tuple[str, set]]) -> Counts:
    """Return how many of *found*, (whose, turns), share a turn with one of the same in *told*, and the other way."""
    met, right = ([any(of == own and turns & there for own, there in others) for of, turns in these]
                  for these, others in ((told, found), (found, told)))  # fmt: skip
    return {f"{name}: rows that are right": (sum(right), len(right), 0), f"{name}: found": (sum(met), len(met), 0)}


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
        if set(codes) <= set(LEADS):
            also = given | set(analysis.leads.loc[analysis.leads["code"].isin(codes), "turn"])
            counts[f"… with what is left for a person to check, {name}"] = (len(also & wanted), len(also), len(wanted))
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
