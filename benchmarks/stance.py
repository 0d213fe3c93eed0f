"""The stance coder beside what anybody would try first: ``python benchmarks/stance.py [CORPORA] [--test]``.

Prints two tables in Markdown: written arguments (macro-F1), then hand-coded sessions of talk (evidence by average
precision, direction, three-way macro-F1), committee sessions and focus groups apart. ``--test`` reads the test
split of perspectrum, which is for the end; without it its dev split stands in.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from inspired_analysis.coding.evaluate import evaluate_stance, evaluate_talk

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
    options = parser.parse_args()
    files = {"perspectrum": "test" if options.test else "dev", "argkp_stance": "dev", "explagraphs": "dev"}
    print("| written arguments, macro-F1 | n | majority | TF-IDF + LR | lexical coder | records/s |")
    print("|---|---|---|---|---|---|")
    for name, split in files.items():
        r = evaluate_stance(options.corpora / f"{name}.jsonl", split=split, baseline=True, progress=True)
        others = [f"{r['baselines'][b]['macro_f1']:.2f}" for b in ("majority", "tfidf_lr")]
        print("|", " | ".join([f"{name} {split}", f"{r['n']:,}", *others, f"{r['macro_f1']:.2f}",
                               f"{r['records_per_second']:,.0f}"]), "|")  # fmt: skip
    columns = "AP, TF-IDF cosine | AP | direction | three-way F1 | named: precision | recall"
    print(f"\n| talk | pairs | evidence | {columns} |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name, sessions in SESSIONS.items():
        r = evaluate_talk(options.corpora / "talk", sessions, progress=True)
        figures = [f"{r[key]:.2f}" for key in ("tfidf_ap", "evidence_ap", "direction", "macro_f1",
                                            "named_precision", "named_recall")]  # fmt: skip
        print("|", " | ".join([name, f"{r['n']:,}", str(r["n_evidence"]), *figures]), "|")


if __name__ == "__main__":
    main()
