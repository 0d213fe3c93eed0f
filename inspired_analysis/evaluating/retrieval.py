"""Are the turns found that a question asks for? Measured on questions with the turns that answer them.

FILE holds questions {target, extra: {meeting, spans}}, spans being first and last turn, counted from 0 in the
meeting; the turns of the meetings lie beside it: ``qmsum_turns.jsonl`` for ``qmsum_queries.jsonl``. Spans are whole
passages, in which others speak too; so figures are given both for every turn of the passages and for those of whom
the question asks about. The passages are often longer than ten turns: ``recall`` of the first ten is then below 1 at
best, and ``of_ten`` counts against that best.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..asking.answer import answer
from ..asking.ranking import relevance_of
from ..coding.records import Record, chosen, read_labelled
from ..errors import CodingError
from ..tables import table
from ..transcript import Transcript
from .figures import RESAMPLES, intervals, rounded

__all__ = ["Finder", "evaluate_retrieval", "read_meetings"]

TOP = 10
MEASURES = ("recall", "of_ten", "precision", "hit")
Finder = Callable[[Transcript, str, int], Sequence[int]]  # talk, question, at most → turns, the best first


@dataclass(frozen=True)
class _Query:
    meeting: str
    question: str
    rows: frozenset[int]


def evaluate_retrieval(
    file: str | Path,
    turns: str | Path | None = None,
    *,
    split: str | None = None,
    limit: int | None = None,
    baseline: bool = False,
    reader: object | None = None,
    finders: dict[str, Finder] | None = None,
    resamples: int = RESAMPLES,
    progress: bool = False,
) -> dict:
    """Measure what `ask` finds in its first ten turns.

    Parameters
    ----------
    file, turns
        Questions, and the turns of their meetings (by default the file beside it).
    split
        Only questions of this split; all by default.
    limit
        Only the first so many of them.
    baseline
        Also cosine of TF-IDF.
    reader
        As in `ask`.
    finders
        Name → a peer to measure beside.
    resamples
        Draws (of questions) for the intervals; none with 0.
    progress
        Show a progress bar on standard error.

    Returns
    -------
    dict
        ``n``, ``recall``, ``of_ten``, ``precision`` and ``hit`` (whether any is right) at ten, ``own`` (the same for
        the turns of whom the question asks about, where it names somebody; with its n), ``intervals``, and
        ``baselines`` (name → the same).
    """
    file = Path(file)
    measured = [_query(file, r) for r in chosen(read_labelled(file, target=True), file, split, limit)]
    beside = file.with_name(file.name.replace("queries", "turns")) if turns is None else Path(turns)
    if beside == file:
        raise CodingError(file, expected="the turns of the meetings beside it", found="no file",
                          todo="Name it with --turns.")  # fmt: skip
    meetings = read_meetings(beside, {q.meeting for q in measured})
    peers = dict(finders or {})
    if baseline:
        peers["tfidf_cosine"] = _tfidf
    told = {"": _Ours(reader), **peers}
    found = {name: _found(measured, meetings, finder, progress) for name, finder in told.items()}
    own = _own(measured, meetings)
    result = {name: _figures(measured, rows, own, resamples) for name, rows in found.items()}
    return result.pop("") | ({"baselines": result} if result else {})


def read_meetings(file: Path, names: set[str]) -> dict[str, Transcript]:
    """Return the meetings *names* of a file of turns {text, extra: {meeting, i, speaker}} as transcripts."""
    said = defaultdict(list)
    for record in read_labelled(file):
        meeting = str(record.extra.get("meeting", ""))
        if meeting in names:
            try:
                said[meeting].append((int(record.extra["i"]), str(record.extra["speaker"]), record.text))
            except (KeyError, TypeError, ValueError):
                raise CodingError(file, expected="turns with meeting, i (a number) and speaker under extra",
                                  found=json.dumps(dict(record.extra))[:60]) from None  # fmt: skip
    missing = sorted(names - set(said))
    if missing:
        raise CodingError(file, expected=f"the turns of meeting {missing[0]!r}", found="none")
    return {name: _transcript(name, sorted(turns)) for name, turns in said.items()}


def _transcript(name: str, said: list[tuple[int, str, str]]) -> Transcript:
    """Return a meeting in which turn i + 1 is the file's turn i; where that is silent, nobody's empty turn stands."""
    rows, offset, spoken = [], 0, {i: (speaker, text) for i, speaker, text in said}
    for i in range(said[-1][0] + 1):
        speaker, text = spoken.get(i, ("", ""))
        rows.append({"turn": i + 1, "speaker": speaker, "label": speaker, "role": "participant", "group": "",
                     "text": text, "start": offset, "end": offset + len(text), "words": len(text.split()),
                     "source": "", "time_start": np.nan, "time_end": np.nan})  # fmt: skip
        offset += len(text) + 1
    turns = table("turns", rows)
    people = turns[turns["speaker"] != ""].groupby("speaker", sort=False).agg(
        label=("label", "first"), role=("role", "first"), turns=("turn", "count"), words=("words", "sum"))  # fmt: skip
    speakers = table("speakers", people.reset_index().assign(group="", known=True))
    return Transcript(name, "\n".join(r["text"] for r in rows), turns, speakers, ())


def _query(file: Path, record: Record) -> _Query:
    try:
        spans = [(int(first), int(last)) for first, last in record.extra["spans"]]
        meeting = str(record.extra["meeting"])
    except (KeyError, TypeError, ValueError):
        meeting, spans = "", []
    rows = frozenset(i for first, last in spans for i in range(first, last + 1))
    if not rows:
        raise CodingError(file, expected="questions with meeting and spans, first and last turn, under extra",
                          found=json.dumps(dict(record.extra))[:60])  # fmt: skip
    return _Query(meeting, record.target, rows)


class _Ours:
    def __init__(self, reader: object | None) -> None:
        self.reader = reader if relevance_of(reader) else None

    def __call__(self, talk: Transcript, question: str, top: int) -> list[int]:
        return answer(talk, question, top=top, reader=self.reader).turns["turn"].tolist()


def _found(queries: list[_Query], meetings: dict, finder: Finder, progress: bool) -> list[list[int]]:
    """Return the rows found for each query, at most ten."""
    from tqdm import tqdm

    bar = tqdm(queries, desc="questions", disable=not progress)
    return [[turn - 1 for turn in finder(meetings[q.meeting], q.question, TOP)][:TOP] for q in bar]


def _own(queries: list[_Query], meetings: dict[str, Transcript]) -> list[frozenset[int]]:
    """Return the rows of each query's passages in which those speak whom it asks about; empty where it names nobody."""
    from ..asking.question import understand

    rows = []
    for q in queries:
        talk = meetings[q.meeting]
        asked = set(understand(q.question, talk.speakers).speakers)
        speakers = talk.turns["speaker"].tolist()
        rows.append(frozenset(i for i in q.rows if i < len(speakers) and speakers[i] in asked))
    return rows


def _figures(queries: list[_Query], found: list[list[int]], own: list[frozenset[int]], resamples: int) -> dict:
    every = np.array([_measures(q.rows, rows) for q, rows in zip(queries, found, strict=True)])
    named = np.array([i for i, gold in enumerate(own) if gold], dtype=int)
    theirs = np.array([_measures(own[i], found[i]) for i in named]).reshape(len(named), len(MEASURES))
    whole = {name: rounded(value) for name, value in zip(MEASURES, every.mean(axis=0), strict=True)}

    def measured(counts: np.ndarray) -> dict[str, float]:
        figures = dict(zip(MEASURES, counts @ every / counts.sum(), strict=True))
        weights = counts[named]
        if not weights.sum():
            return figures | {f"own {name}": np.nan for name in MEASURES}
        return figures | {f"own {n}": v for n, v in zip(MEASURES, weights @ theirs / weights.sum(), strict=True)}

    spread = intervals(measured, len(queries), resamples=resamples)
    own_means = theirs.mean(axis=0) if len(named) else ()
    mine = {name: rounded(value) for name, value in zip(MEASURES, own_means, strict=False)}
    return {"n": len(queries), **whole, "own": {"n": len(named), **mine}, "intervals": spread}


def _measures(gold: frozenset[int], found: list[int]) -> tuple[float, float, float, float]:
    hits = len(gold & set(found))
    return hits / len(gold), hits / min(len(gold), TOP), hits / TOP, float(hits > 0)


def _tfidf(talk: Transcript, question: str, top: int) -> list[int]:
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(sublinear_tf=True, stop_words="english")
    vectors = vectorizer.fit_transform(talk.turns["text"])
    scores = np.asarray((vectors @ vectorizer.transform([question]).T).todense()).ravel()
    return [int(row) + 1 for row in np.argsort(-scores, kind="stable")[:top] if scores[row] > 0]
