"""Hand-coded talk for the trained coder: only what may shape shipped weights.

Labels per segment and column of the model: 1, 0, or nan where nobody looked. A segment has a code if at least half of
it, or half of the marked span, lies in the other.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from own_codes import ORDINARY, Mark, Real, first_marks, read_real, read_thoroughly
from own_talk import Scene, plain_meetings, read_scenes
from scipy.sparse import csr_matrix, vstack

from inspired_analysis.coding.code_features import Seen, by_turn, said_before, see
from inspired_analysis.coding.relation import RelationModel, batches
from inspired_analysis.coding.talk import read_session
from inspired_analysis.coding.turn_vectors import Piece, pieces
from inspired_analysis.tables import table

__all__ = ["APART", "APART_BY", "CODES", "KINDS", "NAMES", "NEEDS", "TALK_DEV", "Part", "casino_parts",
           "meeting_parts", "scene_parts", "stacked", "talk_parts", "told_apart"]  # fmt: skip

TALK_DEV = ("education_0", "education_10", "education_18", "education_22", "covid_2")
KINDS = tuple(f"interest/{kind}" for kind in (
    "livelihood", "security", "recognition", "voice", "fairness", "capacity", "services", "accountability", "autonomy",
    "identity", "environment", "legality"))  # fmt: skip
CODES = ("interest", "reason/evidence", "reason/experience", "incentive/offer", "incentive/condition", "red line",
         "constraint", "agreement", "disagreement", "acknowledgement", "perspective change", "ownership/proposal",
         "ownership/commitment", "missing stakeholder")  # fmt: skip
NEEDS = ("need/own", "need/others")
NAMES = (*CODES, *KINDS, *NEEDS)
# The talk corpus' names for them; offers and commitments it does not tell apart.
TALK = {"condition": "incentive/condition", "red_line": "red line", "proposal": "ownership/proposal",
        "reason_evidence": "reason/evidence", "reason_experience": "reason/experience",
        "perspective_change": "perspective change", "missing_stakeholder": "missing stakeholder"}  # fmt: skip
COMMITS = re.compile(
    r"\b(?:will|'ll|commit\w*|continue|going to|we are|we're|looking (?:at|to)|ensur\w+|have to)\b", re.IGNORECASE)
# What the writers of scenes marked nearly as often as the second coder; the rest they marked too seldom.
MARKED_WELL = ("missing stakeholder", "ownership/commitment", "acknowledgement", "reason/evidence")

# Sources with base rates of their own, and how freely they may have them.
APART, APART_BY = ("first", "single", "rare", "casino"), 3.0
# What the writer of one file of scenes marked much less often than a second reader.
PASSED_OVER_IN = "u"
PASSED_OVER = ("interest", *KINDS, "reason/evidence", "reason/experience", "agreement", "disagreement")


@dataclass(frozen=True)
class Part:
    """Segments of one talk: what is seen of them, labels (n, columns), and the turn of each.

    ``read`` are the pieces of its turns (`turn_vectors`), whose sentences are the segments, and ``partway`` what the
    first layers of the encoder make of each: (l, 384), 16-bit.
    """

    source: str
    talk: str
    dense: np.ndarray
    words: csr_matrix
    labels: np.ndarray
    turns: np.ndarray
    read: list[Piece]
    partway: list[np.ndarray]


def scene_parts(encoder: RelationModel) -> dict[str, list[Part]]:
    """Return invented scenes: "double", "single", "rare" and "held out", and "first" with writers' marks only."""
    parts = defaultdict(list)
    for scene, marks, kind in read_thoroughly():
        ordinary = kind == "rare" and scene.session.name.startswith(ORDINARY)
        source = "casual" if ordinary else kind if kind in ("single", "rare") else "scenes"
        rows = _participants(scene)
        part = _part(source, scene.session.name, scene.session.transcript.turns, rows, marks, encoder)
        if kind == "rare" and scene.session.name.startswith(PASSED_OVER_IN):
            part.labels[:, [NAMES.index(name) for name in PASSED_OVER]] = np.nan
        parts[kind].append(part)
    known = {part.talk for own in parts.values() for part in own}
    for scene in read_scenes():
        if scene.session.name in known or not scene.codes:
            continue
        first = first_marks(scene)
        marked = {mark.row for mark in first}
        rows = [row for row in _participants(scene) if row in marked or row % 3 == 0]  # few unmarked ones will do
        part = _part("first", scene.session.name, scene.session.transcript.turns, rows, first, encoder)
        unsure = [i for i, column in enumerate(NAMES) if column not in MARKED_WELL]
        part.labels[:, unsure] = np.where(part.labels[:, unsure] == 1, 1, np.nan)
        parts["first"].append(part)
    return dict(parts)


def _participants(scene: Scene) -> list[int]:
    return np.flatnonzero(scene.session.transcript.turns["role"] == "participant").tolist()


def talk_parts(encoder: RelationModel, corpora: Path, names: Sequence[str] | None = None) -> list[Part]:
    """Return coded turns of the talk corpus: its own ("talk") and those that we added ("real")."""
    parts = []
    added = {real.session: real for real in read_real()}
    files = sorted((corpora / "talk").glob("*.json"))
    for file in files if names is None else [corpora / "talk" / f"{name}.json" for name in names]:
        name, turns = file.stem, read_session(corpora / "talk", file.stem).transcript.turns
        row_of = {turn: row for row, turn in enumerate(_ids(file))}
        rows, marks = [], []
        for entry in json.loads(file.read_text(encoding="utf-8"))["codes"]:
            rows.append(row := row_of[entry["turn"]])
            marks += [_found(name, row, c["code"], c["evidence"], turns["text"].iloc[row]) for c in entry["codes"]]
        part = _part("talk", name, turns, rows, marks, encoder)
        kinds = [NAMES.index(kind) for kind in KINDS]
        part.labels[:, kinds] = np.nan
        parts.append(part)
        if real := added.get(name):
            parts.append(_added("real", real, turns, row_of, encoder))
    return parts


def meeting_parts(encoder: RelationModel, corpora: Path) -> list[Part]:
    """Return coded turns of QMSum's design meetings; what is at stake there is mostly of no kind that we know."""
    coded, parts = {real.session: real for real in read_real("meetings")}, []
    for session, ids in plain_meetings(corpora, coded):
        row_of = {turn: row for row, turn in enumerate(ids)}
        part = _added("meetings", coded[session.name], session.transcript.turns, row_of, encoder)
        part.labels[:, [NAMES.index(kind) for kind in KINDS]] = np.nan
        parts.append(part)
    return parts


def _added(source: str, real: Real, turns: pd.DataFrame, row_of: dict[int, int], encoder: RelationModel) -> Part:
    """Return the turns that we coded, of a talk whose turns *row_of* numbers."""
    rows = [row_of[turn] for turn in real.turns]
    marks = [_split(m._replace(row=row_of[m.row]), turns["text"].iloc[row_of[m.row]]) for m in real.marks]
    return _part(source, real.session, turns, rows, marks, encoder)


def casino_parts(encoder: RelationModel, corpora: Path) -> list[Part]:
    """Return negotiations, a part each, with whose need is spoken of; nothing is known of other codes."""
    lines = (corpora / "casino_strategies.jsonl").read_text(encoding="utf-8").splitlines()
    dialogues = defaultdict(list)
    for record in map(json.loads, lines):
        dialogues[f"casino {record['extra']['dialogue']}"].append(record)
    return [_negotiation(name, records, encoder) for name, records in dialogues.items()]


def _negotiation(name: str, records: list[dict], encoder: RelationModel) -> Part:
    nan = float("nan")
    said = table("turns", [
        {"turn": turn, "speaker": "AB"[turn % 2], "role": "participant", "group": "", "text": text, "start": 0,
         "end": len(text), "words": len(text.split()), "label": "", "source": "", "language": "en", "time_start": nan,
         "time_end": nan}
        for turn, text in enumerate(text for r in records for text in (r.get("target") or "", r["text"]))
    ])  # fmt: skip
    seen = see(said, encoder, rows=range(1, len(said), 2), whole=True)
    labels = np.full((len(records), len(NAMES)), np.nan)
    for need, label in zip(NEEDS, ("self-need", "other-need"), strict=True):
        labels[:, NAMES.index(need)] = [label in r["extra"]["labels"] for r in records]
    turns = np.array([f"{name} {row}" for row in range(len(records))])
    return Part("casino", name, seen.dense, seen.words, labels, turns, *_partway(seen, said, encoder))


def _ids(file: Path) -> list[int]:
    lines = (file.parent / "turns" / f"{file.stem}.tsv").read_text(encoding="utf-8").split("\n")
    return [int(line.split("\t", 1)[0]) for line in lines if line]


def _found(talk: str, row: int, code: str, evidence: str, text: str) -> Mark:
    at = text.index(evidence)
    mark = Mark(talk, row, TALK.get(code, code.replace("_", " ")), at, at + len(evidence))
    return _split(mark, text)


def _split(mark: Mark, text: str) -> Mark:
    """Return a mark of "offer or commitment" as one of the two, by the words that commit."""
    if mark.code != "offer or commitment":
        return mark
    commits = COMMITS.search(text[mark.start : mark.end])
    return mark._replace(code="ownership/commitment" if commits else "incentive/offer")


def _part(
    source: str, talk: str, turns: pd.DataFrame, rows: Sequence[int], marks: Iterable[Mark], encoder: RelationModel
) -> Part:
    seen = see(turns, encoder, rows=rows)
    labels = np.zeros((len(seen.segments), len(NAMES)))
    labels[:, [NAMES.index(need) for need in NEEDS]] = np.nan
    spans = defaultdict(list)
    for mark in marks:
        spans[mark.row].append(mark)
    begins = turns["start"].tolist()
    for i, segment in enumerate(seen.segments.itertuples()):
        start, end = segment.start - begins[segment.row], segment.end - begins[segment.row]
        for mark in spans[segment.row]:
            if 2 * (min(end, mark.end) - max(start, mark.start)) >= min(end - start, mark.end - mark.start):
                for name in {mark.code, mark.code.partition("/")[0]} & set(NAMES):
                    labels[i, NAMES.index(name)] = 1
    ids = np.array([f"{talk} {row}" for row in seen.segments["row"]])
    return Part(source, talk, seen.dense, seen.words, labels, ids, *_partway(seen, turns, encoder))


def _partway(seen: Seen, turns: pd.DataFrame, encoder: RelationModel) -> tuple[list[Piece], list[np.ndarray]]:
    read = pieces(encoder.packer, *by_turn(seen.segments, said_before(turns)))
    found: list[np.ndarray] = [np.zeros(0)] * len(read)
    for batch, ids in batches([piece.ids for piece in read]):
        for i, middle in zip(batch, encoder.partway(ids), strict=True):
            found[i] = middle[: len(read[i].ids)].astype(np.float16)
    return read, found


def told_apart(labels: np.ndarray) -> np.ndarray:
    """Return *labels* with kinds of interest known only where there is an interest that has one."""
    labels, kinds = labels.copy(), [NAMES.index(kind) for kind in KINDS]
    with np.errstate(invalid="ignore"):  # nan where not all kinds were looked for: nothing is learned there
        labels[np.ix_(~(labels[:, kinds].sum(axis=1) > 0), kinds)] = np.nan
    return labels


def stacked(parts: Sequence[Part]) -> Part:
    """Return several parts as one; ``source`` and ``talk`` are those of the first."""
    dense, labels = np.vstack([p.dense for p in parts]), np.vstack([p.labels for p in parts])
    words, turns = vstack([p.words for p in parts]).tocsr(), np.concatenate([p.turns for p in parts])
    read, partway = ([x for p in parts for x in getattr(p, name)] for name in ("read", "partway"))
    return Part(parts[0].source, parts[0].talk, dense, words, labels, turns, read, partway)
