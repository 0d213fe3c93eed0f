"""The stance coder beside what anybody would try first.

    python benchmarks/stance.py [CORPORA] [--test] [--stance-model FOLDER]

Prints two tables in Markdown, with 95 % intervals: written arguments (macro-F1), then hand-coded sessions of talk
(evidence by average precision, direction, three-way macro-F1, calibration, verdicts), committee sessions and focus
groups apart. ``--test`` reads the test split of perspectrum, which is for the end; without it its dev split stands in.
The same comes from ``inspired evaluate stance FILE --baseline`` and ``inspired evaluate talk FOLDER --baseline``.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from inspired_analysis.coding.stance import StanceCoder, load_reader
from inspired_analysis.evaluating.stance import evaluate_stance
from inspired_analysis.evaluating.talk import evaluate_talk

ROOT = Path(__file__).resolve().parents[1]
SESSIONS = {
    "committees": ("education_0", "education_10", "education_18", "education_22", "covid_2"),
    "focus groups": ("uk_fg1", "uk_fg2", "uk_fg3", "uk_fg5"),
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpora", type=Path, nargs="?", default=ROOT.parent / "shared" / "corpora")
    parser.add_argument("--test", action="store_true", help="measure perspectrum on its test split")
    parser.add_argument("--stance-model", type=Path, help="folder with the weights of a relation model")
    options = parser.parse_args()
    reader = load_reader(options.stance_model)
    files = {"perspectrum": "test" if options.test else "dev", "argkp_stance": "dev", "explagraphs": "dev"}
    print(f"| written arguments, macro-F1 | n | majority | VADER | TF-IDF + LR | {reader.name} | records/s |")
    print("|---|---|---|---|---|---|---|")
    for name, split in files.items():
        r = evaluate_stance(options.corpora / f"{name}.jsonl", split=split, baseline=True, coder=reader, progress=True)
        others = [figure(r["baselines"][b], "macro_f1", spread=False) for b in ("majority", "vader", "tfidf_lr")]
        print("|", " | ".join([f"{name} {split}", f"{r['n']:,}", *others, figure(r, "macro_f1"),
                               f"{r['records_per_second']:,.0f}"]), "|")  # fmt: skip
    columns = "AP, TF-IDF cosine | AP | direction | three-way F1 | ECE | verdicts | named: precision | recall"
    print(f"\n| talk | pairs | evidence | {columns} |")
    print("|---" * 11 + "|")
    for name, sessions in SESSIONS.items():
        r = evaluate_talk(options.corpora / "talk", sessions, coder=StanceCoder(reader), baseline=True, progress=True)
        r["verdicts"]["intervals"] = {"accuracy": r["intervals"]["verdict_accuracy"]}
        figures = [figure(r["baselines"]["tfidf_cosine"], "evidence_ap", spread=False),
                   *(figure(r, key) for key in ("evidence_ap", "direction", "macro_f1", "calibration_error")),
                   figure(r["verdicts"], "accuracy"),
                   *(figure(r, key, spread=False) for key in ("named_precision", "named_recall"))]  # fmt: skip
        print("|", " | ".join([name, f"{r['n']:,}", str(r["n_evidence"]), *figures]), "|")


def figure(result: dict, key: str, *, spread: bool = True) -> str:
    """Return a figure, with its interval where there is one."""
    low_high = result.get("intervals", {}).get(key) if spread else None
    return f"{result[key]:.2f}" + (f" ({low_high[0]:.2f}–{low_high[1]:.2f})" if low_high else "")


if __name__ == "__main__":
    main()
