"""Everything that coders say of hand-coded sessions, beside what people said of them.

The unit of stance is (participant's turn, statement); what is not listed as stance is *neither*. Average precision is
that of a session's own pairs, mean over sessions; under ``pooled`` all pairs are ranked together. Intervals draw
whole sessions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from ..coding import Coder
from ..coding.records import LABELS
from ..coding.stance import Reader, StanceCoder
from ..coding.talk import Session, read_sessions
from ..coding.turn_scores import TurnScores
from ..errors import CodingError
from ..finding.ledger import find_assumptions
from ..tables import VERDICTS, table
from .figures import RESAMPLES, average_precision, calibration, class_figures, expected_error, intervals, rounded
from .talk_baselines import talk_baselines
from .talk_codes import session_figures

__all__ = ["Judge", "evaluate_talk", "ledger_verdicts", "verdict_figures"]

SIDES = ("supports", "opposes")
DECIDED = ("confirmed", "debunked")
Judge = Callable[[Session, pd.DataFrame], dict[str, str]]


def evaluate_talk(
    folder: str | Path,
    sessions: Sequence[str] | None = None,
    *,
    coder: StanceCoder | None = None,
    codes: Coder | None = None,
    verdicts: Judge | None = None,
    baseline: bool = False,
    resamples: int = RESAMPLES,
    progress: bool = False,
) -> dict:
    """Measure stance, verdicts and codes on hand-coded sessions.

    Parameters
    ----------
    folder
        Sessions in the talk corpus' form (`inspired_analysis.coding.talk`).
    sessions
        Their names, or patterns such as ``uk_*``; all in *folder* by default.
    coder
        The shipped stance coder by default.
    codes
        Codes turns for everything but stance; the shipped coder by default.
    verdicts
        Given a session and its codings (``stance`` and ``candidate``), the verdict per statement id; the ledger's rule
        by default.
    baseline
        Also what would come of saying *neither*, of the overlap of words, of TF-IDF with logistic regression learned
        on the other sessions, and of VADER's sign.
    resamples
        Draws (of sessions) for the intervals; none with 0.
    progress
        Show a progress bar on standard error.

    Returns
    -------
    dict
        ``n`` (pairs), ``n_evidence``, ``evidence_ap``, ``direction`` (share right of the pairs that support or
        oppose, read as evidence), ``macro_f1`` and ``per_class`` of supports, neither, opposes as coded (pairs whose
        truth is mixed or conditional are left out), ``named_precision`` and ``named_recall`` (of the pairs that are
        coded or named as candidates, whether they bear on the statement), ``calibration_error`` and ``calibration``
        of the evidence's probability (per tenth: n, mean probability, share that holds), ``verdicts``
        (n, accuracy, macro_f1, decided_precision, n_decided), ``pooled`` (evidence_ap), ``intervals``, ``sessions``
        (name → its own figures), ``codes`` (figures on the sampled turns, or None), and with *baseline* ``baselines``.
    """
    from tqdm import tqdm

    coder = StanceCoder() if coder is None else coder
    judge = ledger_verdicts if verdicts is None else verdicts
    own = read_sessions(Path(folder), _named(Path(folder), sessions))
    found = [_measured(s, coder, judge) for s in tqdm(own, desc="sessions", disable=not progress)]
    result = _figures(found)
    spread = intervals(lambda counts: _together(found, counts), len(found), resamples=resamples)
    result["intervals"] = {key: value for key, value in spread.items() if key in REPORTED}
    result["sessions"] = {f.name: _brief(_figures([f])) for f in found}
    result["codes"] = session_figures(own, coder=codes, resamples=resamples)
    if baseline:
        result["baselines"] = talk_baselines({f.name: f.pairs for f in found})
    return result


def ledger_verdicts(session: Session, codings: pd.DataFrame) -> dict[str, str]:
    """Return statement → verdict, by the rule of the assumption ledger."""
    codings = codings.assign(coding=[f"c{i}" for i in range(1, len(codings) + 1)])
    ledger = find_assumptions(table("codings", codings), session.transcript.turns, session.workshop)
    return dict(ledger[["statement", "verdict"]].itertuples(index=False, name=None))


def verdict_figures(pairs: Sequence[tuple[str, str]]) -> dict:
    """Return n, accuracy, macro_f1 (over the verdicts that occur), decided_precision and n_decided of (true, found)."""
    true, found = [t for t, _ in pairs], [f for _, f in pairs]
    occurring = [v for v in VERDICTS if v in true or v in found]
    figures = class_figures(true, found, occurring, resamples=0)
    decided = [t == f for t, f in pairs if f in DECIDED]
    return {"n": len(pairs), "accuracy": figures["accuracy"], "macro_f1": figures["macro_f1"],
            "decided_precision": rounded(np.mean(decided)) if decided else None, "n_decided": len(decided)}  # fmt: skip


@dataclass(frozen=True)
class _Measured:
    """One session: a row per pair (text, statement, truth, coded, named, evidence, supports), and (true, found)."""

    name: str
    pairs: pd.DataFrame
    verdicts: list[tuple[str, str]]

    @cached_property
    def holds(self) -> np.ndarray:
        """(n,) bool: which pairs are evidence."""
        return (self.pairs["truth"] != "neither").to_numpy()

    @cached_property
    def ap(self) -> float:
        """Average precision of the evidence; NaN where there is none."""
        return average_precision(self.holds, self.pairs["evidence"].to_numpy())

    @cached_property
    def sided(self) -> tuple[int, int]:
        """How many pairs that support or oppose are read the right way, of how many."""
        sided = self.pairs[self.pairs["truth"].isin(SIDES)]
        right = np.where(sided["supports"] >= 0.5, *SIDES) == sided["truth"]
        return int(right.sum()), len(right)

    @cached_property
    def bins(self) -> np.ndarray:
        """The evidence's `calibration`."""
        return calibration(self.pairs["evidence"].to_numpy(), self.holds)

    @cached_property
    def table(self) -> np.ndarray:
        """(3, 3) counts of truth × coded, without what is mixed or conditional."""
        plain = self.pairs[self.pairs["truth"].isin(LABELS)]
        truth, coded = (plain[key].map(LABELS.index).to_numpy(dtype=int) for key in ("truth", "coded"))
        return np.bincount(truth * 3 + coded, minlength=9).reshape(3, 3)


REPORTED = ("evidence_ap", "pooled_ap", "direction", "macro_f1", "calibration_error", "verdict_accuracy",
            "verdict_macro_f1", "decided_precision")  # fmt: skip


def _together(found: Sequence[_Measured], counts: np.ndarray) -> dict[str, float]:
    """Return the figures of sessions that count *counts* times each."""
    aps = np.array([f.ap for f in found])
    known = ~np.isnan(aps) & (counts > 0)
    right, sided = (float(counts @ np.array([f.sided[i] for f in found])) for i in (0, 1))
    matrix = sum(n * f.table for n, f in zip(counts, found, strict=True)).astype(float)
    f1 = 2 * np.diag(matrix) / np.maximum(matrix.sum(axis=0) + matrix.sum(axis=1), 1)
    pairs = [pair for n, f in zip(counts, found, strict=True) for pair in f.verdicts * int(n)]
    judged = verdict_figures(pairs) if pairs else {}
    holds, evidence, weights = (np.concatenate(x) for x in zip(*(
        (f.holds, f.pairs["evidence"].to_numpy(), np.full(len(f.pairs), n))
        for n, f in zip(counts, found, strict=True)), strict=True))  # fmt: skip
    return {
        "evidence_ap": float(np.average(aps[known], weights=counts[known])) if known.any() else np.nan,
        "pooled_ap": average_precision(holds, evidence, weights),
        "direction": right / sided if sided else np.nan,
        "macro_f1": float(f1.mean()),
        "calibration_error": expected_error(sum(n * f.bins for n, f in zip(counts, found, strict=True))),
        "verdict_accuracy": judged.get("accuracy", np.nan),
        "verdict_macro_f1": judged.get("macro_f1", np.nan),
        "decided_precision": np.nan if judged.get("decided_precision") is None else judged["decided_precision"],
    }


def _figures(found: Sequence[_Measured]) -> dict:
    pairs = pd.concat([f.pairs for f in found], ignore_index=True)
    whole = _together(found, np.ones(len(found), int))
    plain = pairs[pairs["truth"].isin(LABELS)]
    scored = class_figures(plain["truth"].tolist(), plain["coded"].tolist(), LABELS, resamples=0)
    holds = pairs["truth"] != "neither"
    judged = [pair for f in found for pair in f.verdicts]
    bins = sum(f.bins for f in found)
    return {
        "n": len(pairs),
        "n_evidence": int(holds.sum()),
        "evidence_ap": rounded(whole["evidence_ap"]),
        "direction": rounded(whole["direction"]),
        "macro_f1": rounded(whole["macro_f1"]),
        "per_class": scored["per_class"],
        "named_precision": rounded(holds[pairs["named"]].mean()),
        "named_recall": rounded(pairs.loc[holds, "named"].mean()),
        "calibration_error": rounded(whole["calibration_error"]),
        "calibration": [{"n": int(n), "said": rounded(said / n), "found": rounded(right / n)}
                        for n, said, right in bins if n],
        "verdicts": verdict_figures(judged) if judged else None,
        "pooled": {"evidence_ap": rounded(whole["pooled_ap"])},
    }  # fmt: skip


def _brief(figures: dict) -> dict:
    """Leave out of one session's figures what is too thin there."""
    return {k: v for k, v in figures.items() if k not in ("per_class", "pooled", "calibration")}


def _named(folder: Path, patterns: Sequence[str] | None) -> list[str] | None:
    """Return the names of the sessions in *folder* that *patterns* mean, in the order of the patterns."""
    if patterns is None:
        return None
    known = sorted(p.stem for p in folder.glob("*.json"))
    found = []
    for pattern in patterns:
        own = [name for name in known if fnmatch(name, pattern)]
        if not own:
            raise CodingError(folder, expected=f"a session {pattern!r}", found=", ".join(known) or "none")
        found += [name for name in own if name not in found]
    return found


class _Once:
    """A reader that scores a session's turns once, though both the coder and the figures ask."""

    def __init__(self, reader: Reader) -> None:
        self._reader, self._scores = reader, None

    def __getattr__(self, name: str):
        return getattr(self._reader, name)

    def score_turns(self, turns: pd.DataFrame, statements: list[str]) -> TurnScores:
        if self._scores is None:
            self._scores = self._reader.score_turns(turns, statements)
        return self._scores


def _measured(session: Session, coder: StanceCoder, judge: Judge) -> _Measured:
    """Return what one session's pairs and verdicts are, by hand and by the coder."""
    turns, statements = session.transcript.turns, session.statements
    reader = _Once(coder.reader)
    codings = replace(coder, reader=reader).code(session.transcript, session.workshop)
    scores = reader.score_turns(turns, statements["text"].tolist())
    named = set(codings[["turn", "statement"]].itertuples(index=False, name=None))
    stance = codings[codings["code"] == "stance"]
    # mixed and conditional evidence is found, but takes no side: it counts as neither here
    coded = {(t, s): v if v in SIDES else "neither"
             for t, s, v in stance[["turn", "statement", "value"]].itertuples(index=False)}  # fmt: skip
    truth = {(r, s): v for r, s, v in session.stance[["row", "statement", "label"]].itertuples(index=False)}
    rows = np.flatnonzero(turns["role"] == "participant")
    said = dict(statements[["statement", "text"]].itertuples(index=False, name=None))
    keys = [(int(row), int(turns["turn"].iloc[row]), name) for row in rows for name in said]
    pairs = pd.DataFrame({
        "text": [turns["text"].iloc[row] for row, _, _ in keys],
        "statement": [said[name] for _, _, name in keys],
        "truth": [truth.get((row, name), "neither") for row, _, name in keys],
        "coded": [coded.get((turn, name), "neither") for _, turn, name in keys],
        "named": [(turn, name) in named for _, turn, name in keys],
        "evidence": scores.evidence[rows].ravel(),
        "supports": scores.supports[rows].ravel(),
    })  # fmt: skip
    given = judge(session, codings) if session.verdicts else {}
    return _Measured(session.name, pairs, [(v, given.get(s, "")) for s, v in session.verdicts.items()])
