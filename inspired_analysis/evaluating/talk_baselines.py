"""What comes of reading talk without a coder: always *neither*, shared words, bags of words, a sentiment's sign."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..coding.records import LABELS
from .baselines import CLEAR, classifier, joined, sign, vader
from .figures import average_precision, class_figures, mean, rounded

__all__ = ["talk_baselines"]

FOLDS = 5
SIDES = ("supports", "opposes")


def talk_baselines(sessions: dict[str, pd.DataFrame]) -> dict:
    """Return name → evidence_ap, direction, macro_f1 (None where a baseline says nothing of it).

    *sessions*: name → pairs with the columns ``text, statement, truth``. Logistic regression is learned on the other
    sessions, in five parts; with one session alone there is nothing to learn on.
    """
    pairs = pd.concat([p.assign(session=name) for name, p in sessions.items()], ignore_index=True)
    nothing = np.zeros(len(pairs))
    found = {"majority": _figures(pairs, nothing, None, np.full(len(pairs), "neither"))}
    found["tfidf_cosine"] = _figures(pairs, _cosine(pairs), None, None)
    if pairs["session"].nunique() > 1:  # in some nobody but a chair speaks
        chances = _learned(pairs)
        side = np.where(chances[:, 0] >= chances[:, 2], *SIDES)
        coded = np.array(LABELS)[chances.argmax(axis=1)]
        found["tfidf_lr"] = _figures(pairs, 1 - chances[:, 1], side, coded)
    texts = pairs["text"].unique().tolist()
    mood = dict(zip(texts, vader(texts).tolist(), strict=True))
    compound = pairs["text"].map(mood).to_numpy()
    coded = np.array(["neither", *SIDES])[sign(compound, CLEAR)]
    found["vader"] = _figures(pairs, np.abs(compound), np.where(compound >= 0, *SIDES), coded)
    return found


def _figures(pairs: pd.DataFrame, evidence: np.ndarray, side: np.ndarray | None, coded: np.ndarray | None) -> dict:
    holds = (pairs["truth"] != "neither").to_numpy()
    own = [(pairs["session"] == name).to_numpy() for name in pairs["session"].unique()]
    sided, plain = pairs["truth"].isin(SIDES).to_numpy(), pairs["truth"].isin(LABELS).to_numpy()
    right = None if side is None else (side == pairs["truth"].to_numpy())[sided]
    return {
        "evidence_ap": mean([average_precision(holds[of], evidence[of]) for of in own]),
        "direction": None if right is None or not len(right) else rounded(right.mean()),
        "macro_f1": None if coded is None else class_figures(
            pairs["truth"].to_numpy()[plain], coded[plain], LABELS, resamples=0)["macro_f1"],
    }  # fmt: skip


def _cosine(pairs: pd.DataFrame) -> np.ndarray:
    """Return (n,) cosines of TF-IDF vectors, learned on each session's own turns."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    found = np.zeros(len(pairs))
    for _, own in pairs.groupby("session", sort=False):
        try:
            vectorizer = TfidfVectorizer(sublinear_tf=True, stop_words="english").fit(own["text"].unique())
        except ValueError:  # "Yes, I do." and no more: with nothing but stop words all pairs are alike
            continue
        texts, statements = (vectorizer.transform(own[key]) for key in ("text", "statement"))
        found[own.index] = np.asarray(texts.multiply(statements).sum(axis=1)).ravel()
    return found


def _learned(pairs: pd.DataFrame) -> np.ndarray:
    """Return (n, 3) chances of supports, neither, opposes, each learned on other sessions."""
    from sklearn.model_selection import GroupKFold

    texts = np.array([joined(t, s) for t, s in zip(pairs["text"], pairs["statement"], strict=True)], dtype=object)
    truth = pairs["truth"].where(pairs["truth"].isin(LABELS), "neither").to_numpy()
    chances = np.zeros((len(pairs), 3))
    folds = min(FOLDS, pairs["session"].nunique())
    for train, rest in GroupKFold(folds).split(texts, groups=pairs["session"]):
        if len(set(truth[train])) < 2:
            chances[rest, 1] = 1
            continue
        model = classifier().fit(texts[train], truth[train])
        columns = [LABELS.index(name) for name in model.classes_]
        chances[np.ix_(rest, columns)] = model.predict_proba(texts[rest])
    return chances
