"""What do corrections teach? The learning curve of a code's own classifier, with a simulated reviewer.

    python benchmarks/learning.py [FOLDER] [--figure docs/learning.svg] [--repeats 3]

FOLDER holds ``mrda_agreement.jsonl`` (acts in recorded meetings, Shriberg et al. 2004; its own val part is measured
on) and ``casino_strategies.jsonl`` (negotiations, Chawla et al. 2021; every fifth dialogue is measured on). The
reviewer judges records of the training part as their labels say, at random or where it would teach most
(`teach_most`), ten at a time; then `refit` decides by cross-validation whether a classifier replaces the old coder, as
`inspired learn` does. Zero corrections is the shipped cue coder for codes that it knows, nothing for others. Prints F1
with its spread over repeats; writes the figure if asked.
"""

from __future__ import annotations

import argparse
import io
import json
from pathlib import Path

import numpy as np

from inspired_analysis.coding.cues import CueCoder
from inspired_analysis.coding.encoder import shipped_encoder
from inspired_analysis.coding.refit import refit, teach_most
from inspired_analysis.tables import table
from inspired_analysis.transcript import Transcript
from inspired_analysis.workshop import Plan, Workshop

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "corpora"
STEPS = (0, 30, 50, 75, 100)
POOL = 300  # records that the reviewer could be shown
CUES: dict[str, list[tuple[str, str]]] = {}  # text → (code, value) that the shipped cue coder proposes
# Label of the corpus → (code, value) of the shipped cue coder, where it has one.
CODES = {
    "mrda": {"reject": ("disagreement", ""), "commit": ("ownership", "commitment"),
             "offer_suggest": ("ownership", "proposal")},
    "casino": {"self-need": ("interest", ""), "vouch-fair": None, "elicit-pref": None},
}  # fmt: skip


def main() -> None:
    """Print one Markdown row per code and way of choosing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER)
    parser.add_argument("--figure", type=Path, help="write the curves to this SVG file")
    parser.add_argument("--repeats", type=int, default=3)
    args = parser.parse_args()
    curves = {}
    print("| corpus | code | chosen | " + " | ".join(f"{n}" for n in STEPS) + " |")
    print("|---|---|---" + "|---" * len(STEPS) + "|")
    for corpus, codes in CODES.items():
        train, dev = _records(args.folder, corpus)
        for label, known in codes.items():
            for how in ("at random", "teaching most"):
                runs = np.array([_curve(train, dev, label, known, how, seed) for seed in range(args.repeats)])
                curves[corpus, label, how] = runs
                cells = " | ".join(f"{m:.2f} ± {s:.2f}" for m, s in zip(runs.mean(0), runs.std(0), strict=True))
                print(f"| {corpus} | {label} | {how} | {cells} |", flush=True)
    if args.figure:
        args.figure.write_text(_drawn(curves), encoding="utf-8")


def _records(folder: Path, corpus: str) -> tuple[list[tuple[str, set[str]]], list[tuple[str, set[str]]]]:
    name = {"mrda": "mrda_agreement", "casino": "casino_strategies"}[corpus]
    train, dev = [], []
    for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        r = json.loads(line)
        left_out = r["split"] == "val" if corpus == "mrda" else r["extra"]["dialogue"] % 5 == 0
        (dev if left_out else train).append((r["text"], set(r["label"].split(","))))
    return train, dev


def _curve(train, dev, label: str, known, how: str, seed: int) -> list[float]:
    """Return F1 on *dev* after each of `STEPS` corrections."""
    draw = np.random.default_rng(seed)
    pool = [train[i] for i in draw.permutation(len(train))[:POOL]]
    texts, holds = [t for t, _ in pool], [label in labels for _, labels in pool]
    dev_texts, dev_holds = [t for t, _ in dev], np.array([label in labels for _, labels in dev])
    was, dev_was = _proposed(texts, known), _proposed(dev_texts, known)
    judged: list[int] = []
    curve = [_f1(dev_holds, dev_was)]
    for step in STEPS[1:]:
        while len(judged) < step:
            rest = [i for i in range(len(pool)) if i not in set(judged)]
            n = min(10, step - len(judged))
            order = range(n)
            if how == "teaching most":
                order = teach_most([texts[i] for i in judged], [holds[i] for i in judged], [texts[i] for i in rest],
                                   was[rest], was=was[judged], n=n)  # fmt: skip
            judged += [rest[i] for i in order]
        found = refit([texts[i] for i in judged], was[judged], [holds[i] for i in judged],
                      encoder=shipped_encoder()).model  # fmt: skip
        said = found.probabilities(dev_texts, dev_was, shipped_encoder()) >= 0.5 if found else dev_was
        curve.append(_f1(dev_holds, said))
    return curve


def _proposed(texts: list[str], known) -> np.ndarray:
    """Return whether the shipped cue coder proposes the code *known* for each text."""
    if known is None:
        return np.zeros(len(texts), dtype=bool)
    _read_cues(texts)
    code, value = known
    return np.array([any(c == code and value in ("", v) for c, v in CUES[text]) for text in texts])


def _read_cues(texts: list[str]) -> None:
    """Let the shipped cue coder read the texts that it has not read yet, each as a turn of its own."""
    rows, at = [], 0
    for text in dict.fromkeys(t for t in texts if t not in CUES):
        rows.append({"turn": len(rows) + 1, "speaker": f"s{len(rows) % 4}", "role": "participant", "group": "",
                     "text": text, "start": at, "end": at + len(text), "time_start": np.nan, "time_end": np.nan,
                     "words": len(text.split()), "label": "", "source": ""})  # fmt: skip
        at += len(text) + 1
    talk = Transcript("t", "\n".join(r["text"] for r in rows), table("turns", rows), table("speakers", []), ())
    codings = CueCoder().code(talk, Workshop("t", Plan(), ())) if rows else table("codings", [])
    found = {turn: list(zip(own["code"], own["value"], strict=True)) for turn, own in codings.groupby("turn")}
    CUES.update({r["text"]: found.get(r["turn"], []) for r in rows})


def _f1(true: np.ndarray, said: np.ndarray) -> float:
    both = int((true & said).sum())
    return 2 * both / (int(true.sum()) + int(said.sum())) if both else 0.0


def _drawn(curves: dict) -> str:
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.5, 4.4), layout="constrained")
    labels = list(dict.fromkeys((corpus, label) for corpus, label, _ in curves))
    for panel, (corpus, label) in zip(figure.subplots(2, 3, sharex=True, sharey=True).ravel(), labels, strict=False):
        for how, style in (("at random", "o--"), ("teaching most", "s-")):
            runs = curves[corpus, label, how]
            mean, spread = runs.mean(0), runs.std(0)
            panel.plot(STEPS, mean, style, ms=3, lw=1, label=how, color="#0072B2" if how != "at random" else "#D55E00")
            panel.fill_between(STEPS, mean - spread, mean + spread, alpha=0.15, lw=0)
        panel.set_title(f"{label} ({corpus})", fontsize=9)
        panel.tick_params(labelsize=8)
        panel.spines[["top", "right"]].set_visible(False)
    figure.supxlabel("corrections", fontsize=9)
    figure.supylabel("F1 on unseen records", fontsize=9)
    figure.axes[0].legend(fontsize=7, frameon=False)
    out = io.StringIO()
    with rc_context({"svg.hashsalt": "inspired_analysis", "svg.fonttype": "path"}):
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()


if __name__ == "__main__":
    main()
