"""Pairs for the relation model: only what may shape shipped weights, and never a test split.

A pair is (statement, text, context, label): the context is what was said right before the text, empty for a
sentence that stands alone. Labels are 0 supports, 1 neither, 2 opposes, 3 bears on it, but mixed or conditional.
"""

from __future__ import annotations

import csv
import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from stance_data import TALK_DEV, TALK_TRAIN
from tokenizers import Tokenizer

__all__ = ["TALK_DEV", "TALK_MEASURE", "TALK_TRAIN", "Pair", "negated", "own_answers", "small_vocabulary",
           "turn_negatives", "written_sample"]  # fmt: skip

TALK_MEASURE = ("uk_fg1", "uk_fg2", "uk_fg3", "uk_fg5")
SUPPORTS, NEITHER, OPPOSES, BEARS = range(4)
LABEL = {"support": 0, "supports": 0, "entailment": 0, "match": 0, "neutral": 1, "no_match": 1,
         "oppose": 2, "undermine": 2, "contradiction": 2}  # fmt: skip
TALK_LABEL = {1: SUPPORTS, -1: OPPOSES, 0: NEITHER, 2: BEARS}
SIGN = {"+": SUPPORTS, "-": OPPOSES, "0": NEITHER}
FLIPPED = {SUPPORTS: OPPOSES, OPPOSES: SUPPORTS, NEITHER: NEITHER, BEARS: BEARS}
TURNS = 2500
TEXT = ("perspectrum", "argkp_stance", "argkp_match", "explagraphs", "nli_mnli", "nli_snli", "qmsum_turns",
        "casino_strategies", "persuasionforgood", "qmsum_queries")  # fmt: skip
_VERB = re.compile(r"\b(should|must|can|will|would|is|are|was|were|has been|have been|does|do)\b( not)?(?!\w)")


class Pair(NamedTuple):
    """One training pair."""

    statement: str
    text: str
    context: str
    label: int


class Share(NamedTuple):
    """How many pairs of each kind a written sample has, and how often a claim is negated; all arguments are in it."""

    matching: int
    not_matching: int
    mnli: int
    snli: int
    other_claim: int
    negated: float


EVERYTHING = Share(5000, 3500, 14_000, 4000, 5500, 0.1)
ARGUMENTS = Share(1000, 600, 1500, 500, 1200, 0.25)


def negated(statement: str) -> str | None:
    """Return the *statement* with its one finite verb negated (or no longer so); None where that is not sure."""
    found = list(_VERB.finditer(statement))
    if len(found) != 1 or re.search(r"n't|\bno\b|\bnever\b|cannot|\bunless\b|\bif\b|\bonly\b", statement):
        return None
    verb, start, end = found[0].group(1), *found[0].span()
    if verb in ("has been", "have been"):
        return None
    return statement[:start] + (verb if found[0].group(2) else f"{verb} not") + statement[end:]


def _records(corpora: Path, name: str, split: str | None = "train") -> list[dict]:
    with (corpora / f"{name}.jsonl").open(encoding="utf-8") as lines:
        return [r for line in lines if (r := json.loads(line)) and (split is None or r["split"] == split)]


def written_sample(corpora: Path, seed: int, share: Share = EVERYTHING, more: Sequence[Pair] = ()) -> list[Pair]:
    """Return the written pairs of one epoch, shuffled: arguments, *more*, inference, arguments about another claim."""
    rng = random.Random(seed)
    measured = {r["text"].strip() for r in _records(corpora, "iam_stance", None)}
    own = list(more)
    for name in ("perspectrum", "argkp_stance", "explagraphs"):
        own += [_pair(r) for r in _records(corpora, name) if r["text"].strip() not in measured]
    points = [_pair(r) for r in _records(corpora, "argkp_match")]
    same, other = ([p for p in points if (p.label == NEITHER) is apart] for apart in (False, True))
    pairs = own + drawn(same, share.matching, rng) + drawn(other, share.not_matching, rng)
    for name, limit in (("nli_mnli", share.mnli), ("nli_snli", share.snli)):
        pairs += [_pair(r) for r in drawn(_records(corpora, name, None), limit, rng)]
    claims = sorted({p.statement for p in own})
    pairs += [p._replace(statement=c, label=NEITHER) for p in drawn(own, share.other_claim, rng)
              if (c := rng.choice(claims)) != p.statement]  # fmt: skip
    pairs = [_maybe_negated(p, rng, share.negated) for p in pairs]
    rng.shuffle(pairs)
    return pairs


def drawn(rows: list, limit: int, rng: random.Random) -> list:
    """Return *limit* of the rows, or all as they come where there are no more."""
    return rng.sample(rows, limit) if limit < len(rows) else rows


def _pair(record: dict) -> Pair:
    return Pair(record["target"], record["text"], "", LABEL[record["label"]])


def _maybe_negated(pair: Pair, rng: random.Random, often: float) -> Pair:
    other = negated(pair.statement) if rng.random() < often else None
    return pair if other is None else pair._replace(statement=other, label=FLIPPED[pair.label])


def turn_negatives(corpora: Path, statements: list[str], seed: int) -> list[Pair]:
    """Return talk of other meetings beside statements that it cannot bear on."""
    rng = random.Random(seed)
    kept = [r["text"] for r in _records(corpora, "qmsum_turns")
            if r["extra"]["meeting"] not in TALK_DEV and 5 < len(r["text"].split()) < 60]  # fmt: skip
    drawn = rng.sample(range(1, len(kept)), min(TURNS, len(kept) - 1))
    return [Pair(rng.choice(statements), kept[i], kept[i - 1], NEITHER) for i in drawn]


def own_answers(folder: Path, names: tuple[str, ...] | None = None) -> list[Pair]:
    """Return the invented answers (``talk/README.md`` tells their form) of all files in *folder*, or of *names*."""
    pairs = []
    for path in sorted(p for p in folder.glob("*.txt") if names is None or p.stem in names):
        statement = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("S: "):
                statement = line[3:].strip()
            elif line.strip():
                sign, context, text = (part.strip() for part in line.split("|"))
                pairs.append(Pair(statement, text, context, SIGN[sign]))
    return pairs


def running_text(corpora: Path) -> Iterator[str]:
    """Yield every text that the vocabulary may be counted on."""
    for name in TEXT:
        for record in _records(corpora, name, None):
            if record.get("split") != "test" and record.get("extra", {}).get("meeting") not in TALK_DEV:
                yield record["text"]
                yield record.get("target") or ""
    for path in sorted((corpora / "polis").glob("*/comments.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            yield from (row.get("comment-body") or "" for row in csv.DictReader(file))


def small_vocabulary(corpora: Path, tokenizer: Tokenizer, size: int) -> list[str]:
    """Return the *size* most frequent word pieces, and all single characters of plain Latin text."""
    counts = Counter()
    texts = list(running_text(corpora))
    for at in range(0, len(texts), 5000):
        for encoding in tokenizer.encode_batch(texts[at : at + 5000], add_special_tokens=False):
            counts.update(encoding.tokens)
    known = tokenizer.get_vocab()
    single = [t for t in known if len(t.removeprefix("##")) == 1 and t.removeprefix("##").isascii()]
    frequent = [t for t, _ in sorted(counts.items(), key=lambda e: (-e[1], e[0]))[:size]]
    return sorted((set(frequent) | set(single)) - {"[UNK]"}, key=lambda t: known[t])
