"""How much must be read? ``python training/reading_share.py MODEL [--corpora FOLDER] [--cache FOLDER]``.

Reads the closest windows of the likeliest two fifths of the pairs of turn and statement in the committee dev sessions,
and prints what reading fewer would give: average precision of the evidence, direction over all pairs that take a
side, and three-way macro-F1 at the thresholds in use, each session left out of the fit of the weights that it is
measured with. `relation_joint.SHARE` and `WINDOWS` are chosen by this table; the focus groups play no part in it.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from relation_data import TALK_DEV
from relation_joint import SIDED, SURE, Measured, fit_heads, measured, temperature_of
from sklearn.metrics import average_precision_score, f1_score

from inspired_analysis.coding.relation import RelationModel
from inspired_analysis.coding.stance_model import sigmoid
from inspired_analysis.coding.talk import read_session

ROOT = Path(__file__).resolve().parents[1]
SHARES, WINDOWS = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4), (1, 2, 3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=Path, help="folder of a relation model")
    parser.add_argument("--corpora", type=Path, default=ROOT.parent / "shared" / "corpora")
    parser.add_argument("--cache", type=Path, help="folder in which what was read is kept")
    options = parser.parse_args()
    model = RelationModel(options.model)
    model.settings["windows"] = max(WINDOWS)
    sessions = [_read(name, model, options) for name in TALK_DEV]
    print("| read | windows | reads per 100 pairs | evidence read | AP | direction | three-way F1 |")
    print("|---|---|---|---|---|---|---|")
    for share in SHARES:
        for windows in WINDOWS if share else WINDOWS[:1]:
            print(_row(share, windows, [narrowed(m, model, share, windows) for m in sessions]), flush=True)


def _read(name: str, model: RelationModel, options: argparse.Namespace) -> Measured:
    """Return a dev session as read at the greatest share; its logits may be known from an earlier run."""
    kept = options.cache and options.cache / f"{name}.npz"
    session = read_session(options.corpora / "talk", name)
    if kept and kept.exists():
        found = measured(session, model, 0)
        with np.load(kept) as known:
            return replace(found, reading=replace(found.reading, **known))
    found = measured(session, model, max(SHARES))
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        np.savez(kept, logits=found.reading.logits, which=found.reading.which, read=found.reading.read)
    return found


def narrowed(found: Measured, model: RelationModel, share: float, windows: int) -> Measured:
    """Return the session as if only *share* of its pairs and the closest *windows* of each had been read."""
    reading = found.reading
    odds = model.heads["unread"].logits(reading.cheap)
    read = reading.read & (odds >= np.quantile(odds, 1 - share)) if share else np.zeros_like(reading.read)
    logits = reading.logits[:, :, :windows] * read[..., None, None]
    return replace(found, reading=replace(reading, read=read, logits=logits, which=reading.which[:, :, :windows]))


def scores(found: Measured, others: list[Measured]) -> tuple[np.ndarray, np.ndarray]:
    """Return (r, s) probability of bearing and of supporting, with weights fitted on the *others*."""
    reading, heads = found.reading, fit_heads(others)
    evidence = heads["unread"].logits(reading.cheap)
    if reading.read.any():
        evidence = np.where(reading.read, heads["read"].logits(reading.features), evidence)
    margins = [(m.reading.side[..., 0] - m.reading.side[..., 2])[m.reading.read & (m.side != 0)] for m in others]
    right = [m.side[m.reading.read & (m.side != 0)] for m in others]
    temperature = temperature_of(np.concatenate(margins), np.concatenate(right)) if reading.read.any() else 1.0
    return sigmoid(evidence), reading.supports(sigmoid(evidence), temperature)


def _row(share: float, windows: int, sessions: list[Measured]) -> str:
    precisions, right, true, said = [], [], [], []
    for m in sessions:
        evidence, supports = scores(m, [o for o in sessions if o is not m])
        precisions.append(average_precision_score(m.bears.ravel(), evidence.ravel()))
        right += ((supports >= 0.5) == (m.side > 0))[m.side != 0].tolist()
        sure = (evidence >= SURE) & (np.maximum(supports, 1 - supports) >= SIDED)
        plain = ~m.bears | (m.side != 0)
        true += m.side[plain].tolist()
        said += np.where(sure, np.where(supports >= 0.5, 1, -1), 0)[plain].tolist()
    reads = sum(_reads(m) for m in sessions) / sum(m.bears.size for m in sessions)
    held = sum((m.bears & m.reading.read).sum() for m in sessions) / sum(m.bears.sum() for m in sessions)
    figures = [f"{x:.2f}" for x in (held, np.mean(precisions), np.mean(right), f1_score(true, said, average="macro"))]
    return f"| {share:.0%} | {windows if share else 0} | {100 * reads:.1f} | " + " | ".join(figures) + " |"


def _reads(found: Measured) -> int:
    """Return how many distinct windows were read beside their statements."""
    which, read = found.reading.which, found.reading.read
    return sum(len(set(which[r, s].tolist())) for r, s in np.argwhere(read).tolist())


if __name__ == "__main__":
    main()
