"""Does `inspired ask` find the turns that a question asks for? Beside BM25 and cosine of TF-IDF.

    python benchmarks/retrieval.py [CORPORA] [--split val] [--every N] [--stance-model FOLDER]

CORPORA is the folder with ``qmsum_queries.jsonl`` and ``qmsum_turns.jsonl`` (by default ``shared/corpora`` beside the
checkout). Prints a table in Markdown: of the first ten turns, how many of the passage's turns they hold (recall), the
same against the best that ten can hold (of ten), how many are right, and for how many questions any is. *Own* is over
the questions that name somebody, and counts that person's turns in the passage. The intervals are 95 %, over questions.
The constants of the ranking were chosen on every eighth question of the train split. BM25 is the package rank-bm25.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

import numpy as np

from inspired_analysis.coding.stance import load_reader
from inspired_analysis.evaluating.retrieval import MEASURES, evaluate_retrieval
from inspired_analysis.transcript import Transcript

CORPORA = Path(__file__).resolve().parents[2] / "shared" / "corpora"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpora", type=Path, nargs="?", default=CORPORA)
    parser.add_argument("--split", default="val")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every Nth question")
    parser.add_argument("--stance-model", type=Path, help="weights of a relation model, which joins the words")
    options = parser.parse_args()
    file = options.corpora / "qmsum_queries.jsonl"
    if not file.is_file():
        parser.error(f"no {file.name} in {options.corpora}; name the folder that holds it")
    lines = file.read_text(encoding="utf-8").splitlines()
    lines = [line for line in lines if json.loads(line)["split"] == options.split]
    with tempfile.TemporaryDirectory() as folder:
        sample = Path(folder) / file.name
        sample.write_text("\n".join(lines[:: options.every]), encoding="utf-8")
        reader = load_reader(options.stance_model) if options.stance_model else None
        found = evaluate_retrieval(sample, options.corpora / "qmsum_turns.jsonl", reader=reader, baseline=True,
                                   finders={"BM25": bm25}, progress=True)  # fmt: skip
    others = found.pop("baselines")
    print(f"{found['n']} questions of split {options.split}, {found['own']['n']} of them about somebody's turns\n")
    print("| | " + " | ".join([*MEASURES, *(f"own {m}" for m in MEASURES)]) + " |")
    print("|---" * (1 + 2 * len(MEASURES)) + "|")
    for name, figures in {**others, "inspired ask": found}.items():
        cells = [cell(figures, m, m) for m in MEASURES]
        cells += [cell(figures["own"], m, f"own {m}", figures) for m in MEASURES]
        print(f"| {name} | " + " | ".join(cells) + " |")


def cell(figures: dict, measure: str, interval: str, whole: dict | None = None) -> str:
    """Return a figure with its interval."""
    spread = (figures if whole is None else whole)["intervals"].get(interval)
    return f"{figures[measure]:.2f}" + (f" ({spread[0]:.2f}–{spread[1]:.2f})" if spread else "")


def bm25(talk: Transcript, question: str, top: int) -> list[int]:
    """Return the *top* turns by BM25 over lower-cased words."""
    from rank_bm25 import BM25Okapi

    words = [text.lower().split() or ["-"] for text in talk.turns["text"]]
    scores = BM25Okapi(words).get_scores(question.lower().rstrip("?.").split())
    return [int(row) + 1 for row in np.argsort(-scores, kind="stable")[:top]]


if __name__ == "__main__":
    main()
