"""How good are the codebook's cues? Precision, recall and F1 per code on hand-coded turns.

    python benchmarks/codes.py [CORPORA] [--show CODE]

CORPORA is the folder with ``talk/`` (by default ``shared/corpora`` beside the checkout); where
``mrda_agreement.jsonl`` and ``casino_strategies.jsonl`` lie in it too, they are measured as a second opinion.

Counts: a sampled turn has a code or it has not, whatever the span. Every speaker counts as a participant, the
chair too. *Train* sessions are what the cues were made on; *dev* and the focus groups (*uk*) were never looked
at. Beside each F1 stands a floor: TF-IDF with logistic regression, one code against the rest, fitted on the
train turns (on train itself: fitted on the other sessions). `--show` prints the wrong turns of one code, of the
train sessions only.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import make_pipeline

from inspired_analysis.coding.codebook import load_codebook
from inspired_analysis.coding.talk import read_session
from inspired_analysis.evaluating.talk_codes import CODES, checked, coded_sessions, coded_texts, found_codes

DEV = ("education_0", "education_10", "education_18", "education_22", "covid_2")
PARTS = ("train", "dev", "uk")
MRDA = {
    "agreement": {"accept", "accept_part"}, "disagreement": {"reject", "reject_part"},
    "offer_or_commitment": {"commit"}, "proposal": {"offer_suggest"},
}  # fmt: skip
CASINO = {"interest": {"self-need", "other-need"}}
ENOUGH = 20


@dataclass(frozen=True)
class Turn:
    """One turn: its part, session, text, codes by hand, and codings by cues as (code, value, quote)."""

    part: str
    session: str
    text: str
    gold: frozenset[str]
    coded: tuple[tuple[str, str, str], ...]

    @property
    def found(self) -> set[str]:
        """The codes found, by their names in the hand-coded turns."""
        return set(found_codes(self.coded))


def main(argv: list[str] | None = None) -> int:
    """Print the tables; 1 where there is no talk corpus."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("corpora", nargs="?", type=Path,
                        default=Path(__file__).resolve().parents[2] / "shared" / "corpora")  # fmt: skip
    parser.add_argument("--show", choices=CODES, metavar="CODE", help="print the wrong train turns of one code")
    options = parser.parse_args(argv)
    if not (options.corpora / "talk").is_dir():
        print(f"No folder talk in {options.corpora}. Name the folder that holds it.", file=sys.stderr)
        return 1
    turns = [turn for file in sorted((options.corpora / "talk").glob("*.json")) for turn in sampled(file)]
    if options.show:
        show(turns, options.show)
        return 0
    print_parts(turns)
    print_confidence(turns)
    fitted = {code: floor(turns, code) for code in CODES}
    for name, labels in (("mrda_agreement", MRDA), ("casino_strategies", CASINO)):
        file = options.corpora / f"{name}.jsonl"
        if file.is_file():
            print_second(name, records(file, labels), labels, fitted)
    return 0


def sampled(file: Path) -> list[Turn]:
    """Return the sampled turns of one session, coded with the whole session in view."""
    part = "dev" if file.stem in DEV else "uk" if file.stem.startswith("uk_fg") else "train"
    coded = coded_sessions([read_session(file.parent, file.stem)])
    return [Turn(part, t.session, t.text, t.gold, t.coded) for t in coded.itertuples()]


def records(file: Path, labels: dict[str, set[str]]) -> list[Turn]:
    """Return labelled records as turns; each answers its ``target``, said by somebody else."""
    loaded = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    coded = coded_texts([r["text"] for r in loaded], [r.get("target") or "" for r in loaded])
    turns = []
    for i, record in enumerate(loaded):
        own = set(record["extra"].get("labels") or [record["label"]])
        gold = frozenset(code for code, named in labels.items() if named & own)
        turns.append(Turn(record["split"], file.stem, record["text"], gold, coded[i]))
    return turns


def floor(turns: list[Turn], code: str):
    """Return a function texts → bool array: TF-IDF with logistic regression fitted on the train turns."""
    train = [t for t in turns if t.part == "train"]
    return _fitted([t.text for t in train], [code in t.gold for t in train])


def _fitted(texts: list[str], gold: list[bool]):
    if sum(gold) < 2:
        return lambda asked: np.zeros(len(asked), bool)
    model = make_pipeline(TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2),
                          LogisticRegression(C=10, class_weight="balanced", max_iter=1000))  # fmt: skip
    return model.fit(texts, gold).predict


def floor_on(turns: list[Turn], code: str, part: str) -> np.ndarray:
    """Return what the floor says of the turns of *part*."""
    asked = [t for t in turns if t.part == part]
    if part != "train":
        return floor(turns, code)([t.text for t in asked])
    said = np.zeros(len(asked), bool)
    sessions = [t.session for t in asked]
    for fit, rest in GroupKFold(5).split(asked, groups=sessions):
        predict = _fitted([asked[i].text for i in fit], [code in asked[i].gold for i in fit])
        said[rest] = predict([asked[i].text for i in rest])
    return said


def scores(gold, found) -> tuple[float, float, float, int, int]:
    """Return precision, recall, F1, how many there are and how many were found; nan where there are none."""
    gold, found = np.asarray(gold, bool), np.asarray(found, bool)
    hits, there, said = int((gold & found).sum()), int(gold.sum()), int(found.sum())
    precision, recall = hits / said if said else np.nan, hits / there if there else np.nan
    return precision, recall, 2 * hits / (there + said) if there + said else np.nan, there, said


def shown(score: tuple[float, float, float, int, int], floor_f1: float) -> str:
    """Return one cell of the tables."""
    precision, recall, f1, there, said = score
    figures = " ".join("   –" if np.isnan(x) else f" {x:.2f}" for x in (precision, recall, f1, floor_f1))
    return f"{there:4d} {said:4d} {figures}"


def print_parts(turns: list[Turn]) -> None:
    """Print a line per code with the parts as columns, and the mean F1 of the codes with enough turns."""
    sizes = {part: [t for t in turns if t.part == part] for part in PARTS}
    print("turn level; n: turns that have the code, said: turns that the cues give it, floor: F1 of TF-IDF + LR\n")
    print(" " * 21 + "".join(f" | {f'{p} ({len(sizes[p])} turns)':33s}" for p in PARTS))
    print(" " * 21 + " |    n said    P    R   F1 floor  " * len(PARTS))
    means = defaultdict(list)
    for code in CODES:
        cells = []
        for part in PARTS:
            gold = [code in t.gold for t in sizes[part]]
            ours = scores(gold, [code in t.found for t in sizes[part]])
            theirs = scores(gold, floor_on(turns, code, part))[2]
            means[part].append((ours[3], ours[2], theirs))
            cells.append(shown(ours, theirs))
        print(f"{code:21s}" + "".join(f" | {cell:33s}" for cell in cells))
    for part in PARTS:
        pairs = [(code in t.gold, code in t.found) for t in sizes[part] for code in CODES]
        precision, recall = scores(*zip(*pairs, strict=True))[:2]
        print(f"all codes together on {part}: precision {precision:.2f}, recall {recall:.2f}")
    for part, found in means.items():
        enough = [(ours, theirs) for n, ours, theirs in found if n >= 5]
        ours, theirs = (float(np.mean(column)) for column in zip(*enough, strict=True))
        print(f"mean F1 on {part}, codes with 5 turns or more ({len(enough)}): cues {ours:.2f}, floor {theirs:.2f}")


def print_confidence(turns: list[Turn]) -> None:
    """Print what each code's ``confidence`` in the codebook should be."""
    print("\nprecision on train per code of the codebook, over the values that can be checked")
    train = [t for t in turns if t.part == "train"]
    for code in load_codebook().codes:
        names = {name for value in (*code.values, "") if (name := checked(code.code, value))}
        said = [(name in t.gold) for t in train for name in sorted(names)
                if any(c == code.code and checked(c, v) == name for c, v, _ in t.coded)]  # fmt: skip
        due = round(np.mean(said) * 20) / 20 if len(said) >= ENOUGH else 0.30
        note = "" if abs(due - code.confidence) < 1e-9 else f"   <- the codebook says {code.confidence:.2f}"
        print(f"{code.code:21s} {sum(said):3d} of {len(said):3d} -> {due:.2f}{note}")


def print_second(name: str, turns: list[Turn], labels: dict[str, set[str]], fitted: dict) -> None:
    """Print the scores on labelled records."""
    print(f"\n{name} ({len(turns)} records, all splits)")
    for code in labels:
        gold = [code in t.gold for t in turns]
        theirs = scores(gold, fitted[code]([t.text for t in turns]))[2]
        print(f"{code:21s} | {shown(scores(gold, [code in t.found for t in turns]), theirs)}")


def show(turns: list[Turn], code: str) -> None:
    """Print quotes wrongly given *code*, and turns where it was missed; of the train sessions only."""
    for turn in turns:
        if turn.part == "train" and (code in turn.gold) != (code in turn.found):
            quotes = [quote for c, v, quote in turn.coded if checked(c, v) == code] or [turn.text]
            print("wrong " if code in turn.found else "missed", turn.session, " … ".join(quotes)[:400])


if __name__ == "__main__":
    sys.exit(main())
