"""Labelled pairs and running text for the stance weights: only what may shape shipped weights, never a test split."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from inspired_analysis.coding.talk import Session, read_sessions
from inspired_analysis.coding.turn_scores import Window, windows

__all__ = ["TALK_DEV", "TALK_TRAIN", "Pairs", "TalkPairs", "labelled", "running_text", "talk_pairs",
           "written_pairs"]  # fmt: skip

WRITTEN = ("perspectrum", "argkp_stance", "explagraphs")
SIDES = {"support": 1, "supports": 1, "entailment": 1, "oppose": -1, "undermine": -1, "contradiction": -1}
TALK_TRAIN = (*(f"education_{i}" for i in (1, 2, 3, 5, 6, 7, 8, 11, 12, 14, 15, 16, 19, 20, 21, 23, 24)),
              *(f"covid_{i}" for i in (0, 1, 3, 5, 7)), "ES2002b", "TS3005b")  # fmt: skip
TALK_DEV = ("education_0", "education_10", "education_18", "education_22", "covid_2")
OVERLAP = 0.5


@dataclass(frozen=True)
class Pairs:
    """n (text, statement) pairs with a label each: 1 supports, 0 does not bear on it, -1 opposes."""

    texts: list[str]
    statements: list[str]
    labels: np.ndarray

    def __add__(self, other: Pairs) -> Pairs:
        labels = np.concatenate([self.labels, other.labels])
        return Pairs(self.texts + other.texts, self.statements + other.statements, labels)

    def where(self, mask: np.ndarray) -> Pairs:
        """Return the pairs that *mask* (n,) selects."""
        chosen = np.flatnonzero(mask)
        return Pairs([self.texts[i] for i in chosen], [self.statements[i] for i in chosen], self.labels[chosen])


def _records(path: Path, split: str | None) -> list[dict]:
    with path.open(encoding="utf-8") as lines:
        return [r for line in lines if (r := json.loads(line)) and (split is None or r["split"] == split)]


def written_pairs(corpora: Path, seed: int = 0) -> Pairs:
    """Return arguments that stand for or against their claim, and as many that belong to another claim."""
    rng = random.Random(seed)
    rows = []
    for name in WRITTEN:
        own = [(r["text"], r["target"], SIDES[r["label"]]) for r in _records(corpora / f"{name}.jsonl", "train")]
        claims = sorted({claim for _, claim, _ in own})
        rows += own
        rows += [(text, other, 0) for text, claim, _ in own if (other := rng.choice(claims)) != claim]
    return Pairs([r[0] for r in rows], [r[1] for r in rows], np.array([r[2] for r in rows]))


def inference_pairs(corpora: Path, limit: int, seed: int = 0) -> Pairs:
    """Return up to *limit* sentence pairs that entail, contradict or neither (neutral ones still share a topic)."""
    rows = _records(corpora / "nli_mnli.jsonl", None)
    rows = random.Random(seed).sample(rows, min(limit, len(rows)))
    labels = np.array([SIDES.get(r["label"], 0) for r in rows])
    return Pairs([r["text"] for r in rows], [r["target"] for r in rows], labels)


@dataclass(frozen=True)
class TalkPairs:
    """The windows of one session, and for each statement which of them hold the evidence.

    ``labels`` (m, s): 1 supports, -1 opposes, 2 mixed or conditional, 0 does not bear on it, -9 neither the
    evidence nor free of it: another window of the same turn. ``near`` lists (row of the turn, column of the
    statement) that are easily taken for evidence.
    """

    session: Session
    windows: list[Window]
    labels: np.ndarray
    near: list[tuple[int, int]]


def talk_pairs(corpora: Path, names: tuple[str, ...]) -> list[TalkPairs]:
    """Return the sessions *names* of the talk corpus, cut into windows."""
    return [labelled(s) for s in read_sessions(corpora / "talk", names)]


def labelled(session: Session) -> TalkPairs:
    """Return the session cut into windows, each with its label for every statement."""
    turns = session.transcript.turns
    found = windows(turns)
    column = {s: i for i, s in enumerate(session.statements["statement"])}
    labels = np.zeros((len(found), len(column)), dtype=int)
    by_row: dict[int, list[int]] = {}
    for i, window in enumerate(found):
        by_row.setdefault(window.row, []).append(i)
    for row, statement, label, start, end in session.stance.itertuples(index=False):
        value = {"supports": 1, "opposes": -1}.get(label, 2)
        mine = by_row.get(row, [])
        labels[mine, column[statement]] = -9
        shares = [_overlap(found[i], start, end) for i in mine]
        for i, share in zip(mine, shares, strict=True):
            if share >= min(OVERLAP, max(shares)):
                labels[i, column[statement]] = value
    return TalkPairs(session, found, labels, [(row, column[s]) for row, s in session.near])


def _overlap(window: Window, start: int, end: int) -> float:
    """Return intersection over union of the window and the evidence."""
    shared = min(window.end, end) - max(window.start, start)
    return max(shared, 0) / (max(window.end, end) - min(window.start, start))


def running_text(corpora: Path) -> Iterator[str]:
    """Yield text to learn word vectors from; no text of a session that anything is measured on."""
    for record in _records(corpora / "qmsum_turns.jsonl", "train"):
        if record["extra"]["meeting"] not in TALK_DEV:
            yield record["text"]
    for name in WRITTEN:
        records = _records(corpora / f"{name}.jsonl", "train")
        yield from dict.fromkeys(r[key] for r in records for key in ("text", "target"))
    yield from (r["text"] for r in _records(corpora / "nli_mnli.jsonl", None))
    for path in sorted((corpora / "polis").glob("*/comments.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            yield from (row.get("comment-body") or "" for row in csv.DictReader(file))
