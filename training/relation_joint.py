"""Fit the few weights that join the scores of the relation model, on the committee dev sessions of the talk corpus."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from relation_data import TALK_DEV
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression

from inspired_analysis.coding.records import LABELS, read_records
from inspired_analysis.coding.relation import RelationModel
from inspired_analysis.coding.relation_turns import read_turns
from inspired_analysis.coding.stance_model import Head, load_model
from inspired_analysis.coding.talk import Session, read_session
from inspired_analysis.coding.turn_reading import CHEAP, READ_FEATURES, TurnReading

__all__ = ["SHARE", "WINDOWS", "Measured", "fit_heads", "fit_joint", "measured", "temperature_of"]

VERSION = "0.6.1"
SHARE, WINDOWS = 0.15, 1
# Chosen on the dev sessions, each left out in turn: three-way F1 is highest where .6 of what is coded is evidence.
SURE, SIDED, POSSIBLE = 0.25, 0.6, 0.1
WRITTEN = 600
WINDOW = ("bears", "similarity", "similarity of what was said before")
SIDE = {"supports": 1, "opposes": -1}


@dataclass(frozen=True)
class Measured:
    """A session's reading, and for its r turns and s statements what is so: (r, s) bears, (r, s) side 1, -1 or 0."""

    name: str
    reading: TurnReading
    bears: np.ndarray
    side: np.ndarray


def measured(session: Session, model: RelationModel, share: float) -> Measured:
    """Read a session and lay its coding beside it."""
    statements = session.statements
    reading = read_turns(session.transcript.turns, statements["text"].tolist(), model, load_model(), share)
    shape = (len(session.transcript.turns), len(statements))
    bears, side = np.zeros(shape, bool), np.zeros(shape, int)
    column = {s: i for i, s in enumerate(statements["statement"])}
    for row, statement, label in session.stance[["row", "statement", "label"]].itertuples(index=False):
        bears[row, column[statement]] = True
        side[row, column[statement]] = SIDE.get(label, 0)
    return Measured(session.name, reading, bears[reading.rows], side[reading.rows])


def head(features: np.ndarray, labels: np.ndarray) -> Head:
    """Fit a logistic regression on standardised features."""
    mean, scale = features.mean(axis=0), features.std(axis=0) + 1e-6
    fitted = LogisticRegression(C=0.3, max_iter=1000).fit((features - mean) / scale, labels)
    return Head(fitted.coef_[0], mean, scale, float(fitted.intercept_[0]))


def fit_heads(sessions: list[Measured]) -> dict[str, Head]:
    """Fit evidence with and without the relation stage, and from one window alone."""
    features = np.concatenate([m.reading.features[m.reading.read] for m in sessions])
    bears = np.concatenate([m.bears[m.reading.read] for m in sessions])
    everything = np.concatenate([m.reading.features.reshape(-1, m.reading.features.shape[-1]) for m in sessions])
    heads = {"unread": head(everything[:, :CHEAP], np.concatenate([m.bears.ravel() for m in sessions]))}
    if len(features):
        of_window = features[:, [READ_FEATURES.index(name) for name in WINDOW]]
        heads |= {"read": head(features, bears), "window": head(of_window, bears)}
    return heads


def temperature_of(margins: np.ndarray, right: np.ndarray) -> float:
    """Return what to divide the (n,) margins between two classes by, given which is *right* (1 or -1)."""
    loss = lambda log: np.logaddexp(0, -margins * right / np.exp(log)).mean()  # noqa: E731
    return float(np.exp(minimize_scalar(loss, bounds=(-2, 3), method="bounded").x))


def written_temperature(model: RelationModel, corpora: Path) -> float:
    """Return the temperature for written sentences, from a sample of perspectrum's dev split."""
    records = [r for r in read_records(corpora / "perspectrum.jsonl") if r.split == "dev"]
    records = random.Random(0).sample(records, min(WRITTEN, len(records)))
    logits = model.read([r.target for r in records], [r.text for r in records], None)
    right = np.array([1 if r.label == LABELS[0] else -1 for r in records])
    return temperature_of(logits[:, 0] - logits[:, 2], right)


def fit_joint(folder: Path, corpora: Path) -> list[Measured]:
    """Write ``relation.json`` into *folder*; return the dev sessions as they were read."""
    settings = {"version": VERSION, "temperature": 1.0, "direction_temperature": 1.0, "share": SHARE}
    settings |= {"windows": WINDOWS, "sure": SURE, "side": SIDED, "possible": POSSIBLE}
    sessions = [read_session(corpora / "talk", name) for name in TALK_DEV]
    start = Head(np.array([1.0, 10.0, *[0.0] * (CHEAP - 2)]), np.zeros(CHEAP), np.ones(CHEAP), 0.0)
    settings["heads"] = {"unread": _described(start)}
    _write(folder, settings)
    model = RelationModel(folder)
    settings["heads"] |= {n: _described(h) for n, h in fit_heads([measured(s, model, 0) for s in sessions]).items()}
    _write(folder, settings)
    model = RelationModel(folder)
    found = [measured(s, model, SHARE) for s in sessions]
    settings["heads"] = {name: _described(h) for name, h in fit_heads(found).items()}
    margins = np.concatenate(
        [(m.reading.side[..., 0] - m.reading.side[..., 2])[m.reading.read & (m.side != 0)] for m in found]
    )
    right = np.concatenate([m.side[m.reading.read & (m.side != 0)] for m in found])
    settings["direction_temperature"] = round(temperature_of(margins, right), 4)
    settings["temperature"] = round(written_temperature(model, corpora), 4)
    _write(folder, settings)
    return found


def _described(head: Head) -> dict:
    return {"weights": np.round(head.weights, 5).tolist(), "mean": np.round(head.mean, 5).tolist(),
            "scale": np.round(head.scale, 5).tolist(), "bias": round(head.bias, 5)}  # fmt: skip


def _write(folder: Path, settings: dict) -> None:
    (folder / "relation.json").write_text(json.dumps(settings, indent=1, sort_keys=True) + "\n", encoding="utf-8")
