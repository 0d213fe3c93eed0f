"""Train the relation model: ``python training/relation.py WORK --mpnet FOLDER --minilm FOLDER [--corpora FOLDER]``.

First written pairs, then talk and written pairs mixed, for the first layers of MPNet; evidence against the rest of
its session for MiniLM. Checkpoints every three minutes in WORK; a part that is there is not trained again. Seeds
are fixed. `export_relation.py` makes the shipped files of it. About an hour on two free cores.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

sys.path.insert(0, str(Path(__file__).parent))
from relation_data import TALK_TRAIN, Mined, small_vocabulary, talk_pairs, talk_sample, turn_negatives, written_sample
from relation_net import RelationNet, small_tokenizer, train
from relevance_net import SentenceNet, session_similarity, train_relevance

from inspired_analysis.coding.relation import Packer

ROOT = Path(__file__).resolve().parents[1]
PIECES, LAYERS = 14_500, 6
WRITTEN, WRITTEN_RATE = 16_000, 6e-5
TALK_RATE, HARD, EASY, EPOCHS, REPLAYED, FOREIGN = 5e-5, 24, 8, 2, 5_000, 400
RELEVANCE_RATE, RELEVANCE_PASSES = 5e-5, 2
BATCH = 32


def vocabulary(work: Path, corpora: Path, mpnet: Path) -> tuple[Tokenizer, list[int]]:
    """Return the small tokenizer, also written to *work*, and its rows in the embeddings of *mpnet*."""
    pieces = work / "pieces.json"
    if not pieces.exists():
        full = Tokenizer.from_file(str(mpnet / "tokenizer.json"))
        full.no_truncation()
        full.no_padding()
        pieces.write_text(json.dumps(small_vocabulary(corpora, full, PIECES)), encoding="utf-8")
    tokenizer, kept = small_tokenizer(mpnet, json.loads(pieces.read_text(encoding="utf-8")))
    tokenizer.save(str(work / "tokenizer.json"))
    return tokenizer, kept


def mined(work: Path, corpora: Path, tokenizer: Tokenizer, minilm: Path) -> list[Mined]:
    """Return the train sessions with similarities by the encoder as it comes."""
    sessions = talk_pairs(corpora, TALK_TRAIN)
    file = work / "similarities.npz"
    if not file.exists():
        net = SentenceNet(minilm, tokenizer)
        found = {}
        for s in sessions:
            texts, statements = [w.text for w in s.windows], s.session.statements["text"].tolist()
            found[s.session.name] = session_similarity(net, tokenizer, texts, statements)
        np.savez(file, **found)
    with np.load(file) as known:
        return [Mined(s, known[s.session.name]) for s in sessions]


def mixed_sample(sessions: list[Mined], corpora: Path) -> list:
    """Return talk pairs of some epochs, talk that bears on nothing, and written pairs, shuffled."""
    statements = [s for m in sessions for s in m.pairs.session.statements["text"]]
    pairs = [p for epoch in range(EPOCHS) for p in talk_sample(sessions, 11 + epoch, hard=HARD, easy=EASY)]
    pairs += turn_negatives(corpora, statements, 3)[:FOREIGN] + written_sample(corpora, 0)[-REPLAYED:]
    random.Random(5).shuffle(pairs)
    return pairs


def train_relation(
    work: Path,
    corpora: Path,
    mpnet: Path,
    tokenizer: Tokenizer,
    kept: list[int],
    sessions: list[Mined],
    layers: int = LAYERS,
    minutes: float | None = None,
) -> None:
    """Train the relation stage: ``written.pt``, then ``relation.pt``."""
    torch.manual_seed(0)
    net, packer = RelationNet(mpnet, kept, layers), Packer(tokenizer)
    written, final = work / "written.pt", work / "relation.pt"
    if written.exists():
        net.load_state_dict(torch.load(written))
    else:
        pairs = written_sample(corpora, 0)[:WRITTEN]
        train(net, packer, pairs, rate=WRITTEN_RATE, batch=BATCH, seed=0, save=written, decay=False, minutes=minutes)
    pairs = mixed_sample(sessions, corpora)
    train(net, packer, pairs, rate=TALK_RATE, batch=BATCH, seed=7, save=final, minutes=minutes)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("work", type=Path)
    parser.add_argument("--mpnet", type=Path, required=True, help="folder of all-mpnet-base-v2")
    parser.add_argument("--minilm", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    parser.add_argument("--corpora", type=Path, default=ROOT.parent / "shared" / "corpora")
    parser.add_argument("--layers", type=int, default=LAYERS, help="of MPNet's twelve, from the first")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--minutes", type=float, help="end each part of the relation stage by then, by the clock")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    options.work.mkdir(parents=True, exist_ok=True)
    tokenizer, kept = vocabulary(options.work, options.corpora, options.mpnet)
    sessions = mined(options.work, options.corpora, tokenizer, options.minilm)
    if not (options.work / "relevance.pt").exists():
        torch.manual_seed(0)
        net = SentenceNet(options.minilm, tokenizer)
        train_relevance(net, tokenizer, sessions, rate=RELEVANCE_RATE, passes=RELEVANCE_PASSES, seed=0)
        torch.save(net.state_dict(), options.work / "relevance.pt")
    if not (options.work / "relation.pt").exists():
        train_relation(
            options.work, options.corpora, options.mpnet, tokenizer, kept, sessions, options.layers, options.minutes
        )


if __name__ == "__main__":
    main()
