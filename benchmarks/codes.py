"""How good is the coding of codes? Precision, recall and F1 per code on hand-coded turns.

    python benchmarks/codes.py [CORPORA] [--show CODE | --markdown]

CORPORA is the folder with ``talk/`` (by default ``shared/corpora`` beside the checkout); where
``mrda_agreement.jsonl`` and ``casino_strategies.jsonl`` lie in it too, they are measured as a second opinion.

Counts: a turn has a code or it has not, whatever the span. Every speaker counts as a participant, the chair too.
*Train* sessions are what cues and weights were made on; on *dev* choices were made; *scenes* are the held-out third
of the double-coded scenes; *uk* are real focus groups, of which nothing is learned: twelve turns of each, by the
corpus' coders, and *every turn*, by a language model. Three coders side by side: the codebook's cues, the shipped coder
(learned where it is better, if its weights were built), and a floor: TF-IDF with logistic regression, one code against
the rest, fitted on the train turns (for scenes: on the other scenes; on train itself: on the other sessions). `--show`
prints the shipped coder's wrong turns of one code, of the train sessions only.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import make_pipeline

from inspired_analysis.coding import Coder, code_coders
from inspired_analysis.coding.codebook import load_codebook
from inspired_analysis.coding.cues import CueCoder
from inspired_analysis.tables import empty, table
from inspired_analysis.transcript import Transcript

CODES = (
    "interest", "offer_or_commitment", "condition", "red_line", "constraint", "proposal", "reason_evidence",
    "reason_experience", "agreement", "disagreement", "acknowledgement", "perspective_change", "missing_stakeholder",
)  # fmt: skip
DEV = ("education_0", "education_10", "education_18", "education_22", "covid_2")
FOCUS = "uk, every turn"
PARTS = ("train", "dev", "scenes", "uk", FOCUS)
FITTED_ON = {"scenes": "other scenes"}
TRAINING = Path(__file__).resolve().parents[1] / "training"
# (code, value) of the codebook → code of the hand-coded turns; what neither stands here nor is one is not checked.
CHECKED = {
    ("incentive", "offer"): "offer_or_commitment", ("ownership", "commitment"): "offer_or_commitment",
    ("incentive", "condition"): "condition", ("ownership", "proposal"): "proposal",
    ("reason", "evidence"): "reason_evidence", ("reason", "experience"): "reason_experience",
}  # fmt: skip
MRDA = {
    "agreement": {"accept", "accept_part"}, "disagreement": {"reject", "reject_part"},
    "offer_or_commitment": {"commit"}, "proposal": {"offer_suggest"},
}  # fmt: skip
CASINO = {"interest": {"self-need", "other-need"}}
ENOUGH = 20


@dataclass(frozen=True)
class Turn:
    """One turn: its part, session, text, codes by hand, and codings as (code, value, quote) by cues and as shipped."""

    part: str
    session: str
    text: str
    gold: frozenset[str]
    cued: tuple[tuple[str, str, str], ...]
    shipped: tuple[tuple[str, str, str], ...]

    def found(self, by: str = "shipped") -> set[str]:
        """The codes found, by their names in the hand-coded turns."""
        return {name for code, value, _ in getattr(self, by) if (name := checked(code, value))}


def checked(code: str, value: str) -> str:
    """Return the name of a coding in the hand-coded turns, or ""."""
    name = CHECKED.get((code, value)) or code.replace(" ", "_")
    return name if name in CODES else ""


def main(argv: list[str] | None = None) -> int:
    """Print the tables; 1 where there is no talk corpus."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("corpora", nargs="?", type=Path,
                        default=Path(__file__).resolve().parents[2] / "shared" / "corpora")  # fmt: skip
    parser.add_argument("--show", choices=CODES, metavar="CODE", help="print the wrong train turns of one code")
    parser.add_argument("--markdown", action="store_true", help="print the tables of the model card, and no more")
    options = parser.parse_args(argv)
    if not (options.corpora / "talk").is_dir():
        print(f"No folder talk in {options.corpora}. Name the folder that holds it.", file=sys.stderr)
        return 1
    turns = [turn for file in sorted((options.corpora / "talk").glob("*.json")) for turn in sampled(file)]
    turns += list(scenes())
    if options.show:
        show(turns, options.show)
        return 0
    if options.markdown:
        print_markdown(turns)
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
    name = file.stem
    part = "dev" if name in DEV else "uk" if name.startswith("uk_fg") else "train"
    lines = (file.parent / "turns" / f"{name}.tsv").read_text(encoding="utf-8").split("\n")
    said = [line.split("\t", 2) for line in lines if line]
    cued, shipped = coded([(speaker, text) for _, speaker, text in said])
    rows = {int(turn): row for row, (turn, _, _) in enumerate(said)}
    gold = json.loads(file.read_text(encoding="utf-8"))["codes"]
    parts = [(part, {entry["turn"]: frozenset(c["code"] for c in entry["codes"]) for entry in gold})]
    if name in read_whole():
        parts.append((FOCUS, read_whole()[name]))
    return [Turn(part, name, said[rows[turn]][2], codes, cued[rows[turn]], shipped[rows[turn]])
            for part, own in parts for turn, codes in own.items()]  # fmt: skip


@cache
def read_whole() -> dict[str, dict[int, frozenset[str]]]:
    """Return session → turn → codes of the sessions that were read turn by turn, if the checkout has them."""
    if not (TRAINING / "talk" / "codes").is_dir():
        return {}
    sys.path.insert(0, str(TRAINING))
    from own_codes import read_real

    found = {}
    for real in read_real("focus"):
        gold = defaultdict(set)
        for mark in real.marks:
            gold[mark.row].add(checked(*mark.code.partition("/")[::2]))
        found[real.session] = {turn: frozenset(gold[turn] - {""}) for turn in real.turns}
    return found


def scenes() -> Iterator[Turn]:
    """Yield the turns of the scenes that were read for every code; nothing where they do not lie in the checkout."""
    if not (TRAINING / "talk" / "scenes").is_dir():
        return
    sys.path.insert(0, str(TRAINING))
    from own_codes import read_thoroughly

    for scene, marks, kind in read_thoroughly():
        name, turns = scene.session.name, scene.session.transcript.turns
        gold = defaultdict(set)
        for mark in marks:
            gold[mark.row].add(checked(*mark.code.partition("/")[::2]))
        cued, shipped = coded(list(zip(turns["speaker"], turns["text"], strict=True)), turns["role"].tolist())
        for row in np.flatnonzero(turns["role"] == "participant").tolist():
            part = "scenes" if kind == "held out" else FITTED_ON["scenes"]
            yield Turn(part, name, turns["text"].iloc[row], frozenset(gold[row] - {""}), cued[row], shipped[row])


def records(file: Path, labels: dict[str, set[str]]) -> list[Turn]:
    """Return labelled records as turns; each answers its ``target``, said by somebody else."""
    loaded = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    cued, shipped = coded([pair for r in loaded for pair in (("A", r.get("target") or ""), ("B", r["text"]))])
    turns = []
    for i, record in enumerate(loaded):
        own = set(record["extra"].get("labels") or [record["label"]])
        gold = frozenset(code for code, named in labels.items() if named & own)
        at = 2 * i + 1
        turns.append(Turn(record["split"], file.stem, record["text"], gold, cued[at], shipped[at]))
    return turns


def coded(said: list[tuple[str, str]], roles: list[str] | None = None) -> tuple[list[tuple], list[tuple]]:
    """Return the codings of each turn, by cues and by the shipped coder."""
    rows, offset = [], 0
    for i, (speaker, text) in enumerate(said):
        rows.append({
            "turn": i + 1, "speaker": speaker, "label": speaker, "role": roles[i] if roles else "participant",
            "group": "", "text": text, "start": offset, "end": offset + len(text), "words": len(text.split()),
            "source": "", "time_start": float("nan"), "time_end": float("nan"),
        })  # fmt: skip
        offset += len(text) + 1
    talk = Transcript("talk", "\n".join(text for _, text in said), table("turns", rows), empty("speakers"), ())
    return _codings(CueCoder(), talk), _codings(shipped_coder(), talk)


@cache
def shipped_coder() -> Coder:
    """Return the coder of codes that comes with the package."""
    return code_coders()[0]


def _codings(coder: Coder, talk: Transcript) -> list[tuple]:
    found = defaultdict(list)
    for coding in coder.code(talk, None).itertuples():
        found[coding.turn - 1].append((coding.code, coding.value, talk.text[coding.start : coding.end]))
    return [tuple(found[row]) for row in range(len(talk.turns))]


def floor(turns: list[Turn], code: str, part: str = "train"):
    """Return a function texts → bool array: TF-IDF with logistic regression fitted on the turns of *part*."""
    train = [t for t in turns if t.part == part]
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
        return floor(turns, code, FITTED_ON.get(part, "train"))([t.text for t in asked]) if asked else np.zeros(0, bool)
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


def shown(cues: tuple, ours: tuple, floor_f1: float) -> str:
    """Return one line of figures: n, then precision, recall and F1 of cues and of the shipped coder, and the floor."""
    figures = [*cues[:3], *ours[:3], floor_f1]
    return f"{ours[3]:4d}  " + " ".join("   –" if np.isnan(x) else f" {x:.2f}" for x in figures)


def print_parts(turns: list[Turn]) -> None:
    """Print a table per part, a line per code, and the means of the codes with enough turns."""
    print(f"turn level; cues {load_codebook().version} | as shipped: {shipped_coder().name} | floor: F1 of TF-IDF + LR")
    for part in PARTS:
        chosen = [t for t in turns if t.part == part]
        if not chosen:
            continue
        print(f"\n{part} ({len(chosen)} turns)\n{'':21s}    n   cues: P    R   F1  ours: P   R   F1 floor")
        enough = []
        for code in CODES:
            gold = [code in t.gold for t in chosen]
            cues, ours = (scores(gold, [code in t.found(by) for t in chosen]) for by in ("cued", "shipped"))
            least = scores(gold, floor_on(turns, code, part))[2]
            print(f"{code:21s} {shown(cues, ours, least)}")
            if ours[3] >= 5:
                enough.append((cues[2], ours[2], least))
        for name, by in (("cues", "cued"), ("as shipped", "shipped")):
            pairs = [(code in t.gold, code in t.found(by)) for t in chosen for code in CODES]
            precision, recall = scores(*zip(*pairs, strict=True))[:2]
            print(f"all codes together, {name}: precision {precision:.2f}, recall {recall:.2f}")
        means = [float(np.nanmean(column)) for column in zip(*enough, strict=True)]
        print(f"mean F1, {len(enough)} codes with 5 turns or more: cues {means[0]:.2f}, as shipped {means[1]:.2f}, "
              f"floor {means[2]:.2f}")  # fmt: skip


def print_markdown(turns: list[Turn]) -> None:
    """Print F1 of the floor, of cues and as shipped, the last with precision and recall, per part with turns."""
    for part in ("dev", "scenes", "uk", FOCUS):
        chosen = [t for t in turns if t.part == part]
        if not chosen:
            continue
        print(f"\n| {part}: {len(chosen)} turns | n | floor | cues | shipped | its precision | its recall |")
        print("|---|---|---|---|---|---|---|")
        for code in CODES:
            gold = [code in t.gold for t in chosen]
            cues, ours = (scores(gold, [code in t.found(by) for t in chosen]) for by in ("cued", "shipped"))
            figures = [scores(gold, floor_on(turns, code, part))[2], cues[2], ours[2], *ours[:2]]
            cells = ["–" if np.isnan(x) else f"{x:.2f}".removeprefix("0") for x in figures]
            print("| " + " | ".join([code.replace("_", " "), str(ours[3]), *cells]) + " |")


def print_confidence(turns: list[Turn]) -> None:
    """Print what each code's ``confidence`` in the codebook should be."""
    print("\nprecision on train per code of the codebook, over the values that can be checked")
    train = [t for t in turns if t.part == "train"]
    for code in load_codebook().codes:
        names = {name for value in (*code.values, "") if (name := checked(code.code, value))}
        said = [(name in t.gold) for t in train for name in sorted(names)
                if any(c == code.code and checked(c, v) == name for c, v, _ in t.cued)]  # fmt: skip
        due = round(np.mean(said) * 20) / 20 if len(said) >= ENOUGH else 0.30
        note = "" if abs(due - code.confidence) < 1e-9 else f"   <- the codebook says {code.confidence:.2f}"
        print(f"{code.code:21s} {sum(said):3d} of {len(said):3d} -> {due:.2f}{note}")


def print_second(name: str, turns: list[Turn], labels: dict[str, set[str]], fitted: dict) -> None:
    """Print the scores on labelled records."""
    print(f"\n{name} ({len(turns)} records, all splits)")
    for code in labels:
        gold = [code in t.gold for t in turns]
        theirs = scores(gold, fitted[code]([t.text for t in turns]))[2]
        cues, ours = (scores(gold, [code in t.found(by) for t in turns]) for by in ("cued", "shipped"))
        print(f"{code:21s} {shown(cues, ours, theirs)}")


def show(turns: list[Turn], code: str) -> None:
    """Print quotes wrongly given *code*, and turns where it was missed; of the train sessions only."""
    for turn in turns:
        found = code in turn.found()
        if turn.part == "train" and (code in turn.gold) != found:
            quotes = [quote for c, v, quote in turn.shipped if checked(c, v) == code] or [turn.text]
            print("wrong " if found else "missed", turn.session, " … ".join(quotes)[:400])


if __name__ == "__main__":
    sys.exit(main())
