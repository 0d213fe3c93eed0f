"""How good is a stance coder? Measured on labelled records, and on hand-coded sessions.

Conventions
-----------
- A file of records in which *neither* does not occur is scored two-way: the likelier of supports and opposes.
- F1 of a class that never occurs and is never predicted is 0. Macro means over the file's own classes.
- In sessions the unit is (participant's turn, statement); what is not listed as stance is *neither*.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import pandas as pd

from ..errors import CodingError
from .records import LABELS, Record, read_records
from .stance import StanceCoder, load_reader
from .talk import Session, read_sessions

__all__ = ["Relates", "evaluate_stance", "evaluate_talk"]

BATCH = 512
SIDES = {"supports": 1, "opposes": -1}


class Relates(Protocol):
    """A relation model: the lexical one, or what replaces it."""

    def relate(
        self, pairs_text: Sequence[str], statements: Sequence[str], context: Sequence[str] | None = None
    ) -> np.ndarray:
        """Return (n, 3) probabilities of supports, neither, opposes."""
        ...


def evaluate_stance(
    file: str | Path,
    *,
    split: str | None = None,
    limit: int | None = None,
    baseline: bool = False,
    coder: Relates | None = None,
    progress: bool = False,
) -> dict:
    """Measure a relation model on labelled records.

    Parameters
    ----------
    file
        Records, one JSON object a line.
    split
        Only records of this split; all by default.
    limit
        Only the first so many of them.
    baseline
        Also score the majority class and TF-IDF with logistic regression, both learned on the file's own
        ``train`` split.
    coder
        Anything with ``relate``; the shipped model by default.
    progress
        Show a progress bar on standard error.

    Returns
    -------
    dict
        ``n``, ``accuracy``, ``macro_f1``, ``per_class`` (label → precision, recall, f1, n),
        ``records_per_second``, and with *baseline* ``baselines`` (name → the same figures).

    Raises
    ------
    CodingError
        For a wrong record, a split that does not occur, or a baseline without a split to learn on.
    """
    records = read_records(file)
    chosen = [r for r in records if split is None or r.split == split][:limit]
    if not chosen:
        known = ", ".join(sorted({r.split for r in records if r.split})) or "none"
        raise CodingError(Path(file), expected=f"records of split {split!r}", found=f"splits: {known}")
    labels = [name for name in LABELS if name != "neither" or any(r.label == name for r in records)]
    coder = load_reader() if coder is None else coder
    began = time.perf_counter()
    predicted = _predicted(coder, chosen, labels, progress)
    seconds = time.perf_counter() - began
    result = _figures([r.label for r in chosen], predicted, labels)
    result["records_per_second"] = round(len(chosen) / max(seconds, 1e-9), 1)
    if baseline:
        result["baselines"] = _baselines(Path(file), records, chosen, labels, split)
    return result


def _predicted(coder: Relates, records: list[Record], labels: list[str], progress: bool) -> list[str]:
    from tqdm import tqdm

    columns = [LABELS.index(name) for name in labels]
    found = []
    for at in tqdm(range(0, len(records), BATCH), desc="records", unit_scale=BATCH, disable=not progress):
        part = records[at : at + BATCH]
        chances = coder.relate([r.text for r in part], [r.target for r in part])
        found += [labels[i] for i in chances[:, columns].argmax(axis=1)]
    return found


def _figures(true: list[str], predicted: list[str], labels: list[str]) -> dict:
    from sklearn.metrics import accuracy_score, precision_recall_fscore_support

    scores = precision_recall_fscore_support(true, predicted, labels=labels, zero_division=0.0)
    per_class = {
        label: {"precision": round(float(p), 4), "recall": round(float(r), 4), "f1": round(float(f), 4), "n": int(n)}
        for label, p, r, f, n in zip(labels, *scores, strict=True)
    }
    return {"n": len(true), "accuracy": round(float(accuracy_score(true, predicted)), 4),
            "macro_f1": round(float(np.mean(scores[2])), 4), "per_class": per_class}  # fmt: skip


def _baselines(file: Path, records: list[Record], chosen: list[Record], labels: list[str], split: str | None) -> dict:
    """Score what any newcomer would try first, learned on the file's own train split."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    train = [r for r in records if r.split == "train"]
    if not train or split in (None, "train"):
        raise CodingError(file, expected="a split 'train' to learn the baselines on, and another one to measure on",
                          found="split " + repr(split) if train else "no record with split 'train'",
                          todo="Name another split with --split, or leave --baseline out.")  # fmt: skip
    true = [r.label for r in chosen]
    counts = {name: sum(r.label == name for r in train) for name in labels}
    majority = max(labels, key=counts.__getitem__)
    result = {"majority": _figures(true, [majority] * len(true), labels)}
    if sum(n > 0 for n in counts.values()) > 1:
        model = make_pipeline(TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
                              LogisticRegression(C=5.0, max_iter=1000))  # fmt: skip
        model.fit([_joined(r) for r in train], [r.label for r in train])
        result["tfidf_lr"] = _figures(true, model.predict([_joined(r) for r in chosen]).tolist(), labels)
    return result


def _joined(record: Record) -> str:
    return f"{record.text} | {record.target}"


def evaluate_talk(
    folder: str | Path,
    sessions: Sequence[str] | None = None,
    *,
    coder: StanceCoder | None = None,
    verdicts: Callable[[Session, pd.DataFrame], dict[str, str]] | None = None,
    progress: bool = False,
) -> dict:
    """Measure the stance coder on hand-coded sessions.

    Parameters
    ----------
    folder
        Sessions in the talk corpus' form (`inspired_analysis.coding.talk`).
    sessions
        Their names; all in *folder* by default.
    coder
        The shipped one by default.
    verdicts
        Given a session and its codings, the verdict per statement id; without it verdicts are not scored.
    progress
        Show a progress bar on standard error.

    Returns
    -------
    dict
        ``n`` (pairs), ``n_evidence``, ``evidence_ap`` (average precision of all pairs of a session, mean over
        sessions), ``direction`` (share right of the pairs that support or oppose, read as evidence),
        ``macro_f1`` and ``per_class`` of supports, neither, opposes as coded (pairs whose truth is mixed or
        conditional are left out), ``named_precision`` and ``named_recall`` (of the pairs that are coded or named as
        candidates, whether they bear on the statement), ``verdicts`` (share right, or None), ``tfidf_ap`` (the same
        average precision from the cosine of TF-IDF vectors), and ``sessions`` (name → n, n_evidence, evidence_ap,
        direction, tfidf_ap).
    """
    from tqdm import tqdm

    coder = StanceCoder() if coder is None else coder
    found = [_measured(s, coder, verdicts)
             for s in tqdm(read_sessions(Path(folder), sessions), desc="sessions", disable=not progress)]  # fmt: skip
    pairs = pd.concat([f["pairs"] for f in found], ignore_index=True)
    judged = [right for f in found for right in f["verdicts"]]
    plain = pairs[pairs["truth"].isin(LABELS)]
    scored = _figures(plain["truth"].tolist(), plain["coded"].tolist(), list(LABELS))
    return {
        "n": len(pairs),
        "n_evidence": int((pairs["truth"] != "neither").sum()),
        "evidence_ap": _mean([f["figures"]["evidence_ap"] for f in found]),
        "direction": _direction(pairs),
        "macro_f1": scored["macro_f1"],
        "per_class": scored["per_class"],
        "named_precision": _mean((pairs["truth"][pairs["named"]] != "neither").tolist()),
        "named_recall": _mean(pairs["named"][pairs["truth"] != "neither"].tolist()),
        "verdicts": _mean(judged) if judged else None,
        "tfidf_ap": _mean([f["figures"]["tfidf_ap"] for f in found]),
        "sessions": {f["name"]: f["figures"] for f in found},
    }


def _measured(
    session: Session, coder: StanceCoder, verdicts: Callable[[Session, pd.DataFrame], dict[str, str]] | None
) -> dict:
    """Return the pairs of one session (truth, coded, evidence, supports), its figures and its right verdicts."""
    from sklearn.metrics import average_precision_score

    turns, statements = session.transcript.turns, session.statements
    scores = coder.reader.score_turns(turns, statements["text"].tolist())
    codings = coder.code(session.transcript, session.workshop)
    named = set(codings[["turn", "statement"]].itertuples(index=False, name=None))
    codings = codings[codings["code"] == "stance"]
    # mixed and conditional evidence is found, but takes no side: it counts as neither here
    coded = {(t, s): v for t, s, v in codings[["turn", "statement", "value"]].itertuples(index=False)}
    truth = {(r, s): v for r, s, v in session.stance[["row", "statement", "label"]].itertuples(index=False)}
    rows = np.flatnonzero(turns["role"] == "participant")
    names = statements["statement"].tolist()
    keys = [(int(row), name) for row in rows for name in names]
    pairs = pd.DataFrame({
        "truth": [truth.get(key, "neither") for key in keys],
        "coded": [coded.get((int(turns["turn"].iloc[row]), name), "neither") for row, name in keys],
        "named": [(int(turns["turn"].iloc[row]), name) in named for row, name in keys],
        "evidence": scores.evidence[rows].ravel(),
        "supports": scores.supports[rows].ravel(),
    })  # fmt: skip
    holds = pairs["truth"] != "neither"
    tfidf = _tfidf_cosine(turns["text"].iloc[rows].tolist(), statements["text"].tolist())
    figures = {"n": len(pairs), "n_evidence": int(holds.sum()), "direction": _direction(pairs)}
    for name, values in (("evidence_ap", pairs["evidence"]), ("tfidf_ap", tfidf.ravel())):
        figures[name] = round(float(average_precision_score(holds, values)), 4) if holds.any() else None
    right = []
    if verdicts is not None and session.verdicts:
        given = verdicts(session, codings)
        right = [given.get(statement) == verdict for statement, verdict in session.verdicts.items()]
    return {"name": session.name, "pairs": pairs, "figures": figures, "verdicts": right}


def _direction(pairs: pd.DataFrame) -> float | None:
    sided = pairs[pairs["truth"].isin(SIDES)]
    right = np.where(sided["supports"] >= 0.5, "supports", "opposes") == sided["truth"]
    return _mean(right.tolist())


def _tfidf_cosine(turns: list[str], statements: list[str]) -> np.ndarray:
    """Return (t, s) cosines of TF-IDF vectors, learned on the turns themselves."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(sublinear_tf=True, stop_words="english")
    return np.asarray((vectorizer.fit_transform(turns) @ vectorizer.transform(statements).T).todense())


def _mean(values: Sequence[float | None]) -> float | None:
    known = [v for v in values if v is not None]
    return round(float(np.mean(known)), 4) if known else None
