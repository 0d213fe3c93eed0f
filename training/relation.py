"""Train the relation model: ``python training/relation.py WORK --mpnet FOLDER --minilm FOLDER [--corpora FOLDER]``.

MiniLM first, on evidence against the rest of its session; what it finds close is what MPNet is then taught to tell from
evidence: written pairs, and five passes over talk (real and invented) and further written pairs mixed, of which means
are taken; last, what is added to it for written text alone. Checkpoints every three minutes in WORK; a part that is
there is not trained again. Seeds are fixed. `export_relation.py` makes the shipped files of it. Five hours on two cores
with short floats, up to thrice that without; ``--minutes`` cuts passes short.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from tokenizers import Tokenizer

sys.path.insert(0, str(Path(__file__).parent))
from low_rank import train_low_rank
from own_talk import ANSWERS, SCENES, TALK, coded_meetings, coded_session, read_rewrites, read_scenes
from relation_data import TALK_TRAIN, Pair, own_answers, small_vocabulary, turn_negatives, written_sample
from relation_net import RelationNet, in_four_bits, renew, small_tokenizer, train
from relevance_net import SentenceNet, session_similarity, train_relevance
from stance_data import TalkPairs, labelled
from talk_sample import Mined, draw_scene, draw_session

from inspired_analysis.coding.relation import Packer

ROOT = Path(__file__).resolve().parents[1]
PIECES, LAYERS, STILL = 16_000, 12, 0
WRITTEN, WRITTEN_RATE, FOREIGN = 40_000, 4e-5, 300
BATCH, TALK_BATCH, RELEVANCE_RATE = 32, 16, 5e-5


class Pass(NamedTuple):
    """A pass over mixed pairs: what is drawn of talk, the invented answers, and which of the written ones?

    ``sessions`` is the most that is taken of the talk corpus; with ``meetings`` also the design meetings.
    """

    name: str
    seed: int
    rate: float
    written: slice
    sessions: int | None = None
    meetings: bool = False


MIXED = (
    Pass("mixed", 11, 4e-5, slice(WRITTEN, 43_000)),
    Pass("further", 13, 2.5e-5, slice(43_000, None)),
    Pass("third", 17, 1.5e-5, slice(30_000, 34_000)),
    Pass("fourth", 19, 2e-5, slice(34_000, 38_000)),
)
# A mean keeps more of what each knows of talk unlike that of the last pass. The fifth begins at that of these two, and
# what is shipped is the mean of where it began and where it ended.
AVERAGED = ("third", "fourth")
LAST = Pass("fifth", 53, 2e-5, slice(38_000, 41_000), sessions=10_000, meetings=True)


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


def mined(file: Path, sessions: list[TalkPairs], tokenizer: Tokenizer, net: SentenceNet) -> list[Mined]:
    """Return the sessions with similarities by *net*, kept in *file*."""
    if not file.exists():
        found = {}
        for s in sessions:
            texts, statements = [w.text for w in s.windows], s.session.statements["text"].tolist()
            found[s.session.name] = session_similarity(net, tokenizer, texts, statements)
        np.savez(file, **found)
    with np.load(file) as known:
        return [Mined(s, known[s.session.name]) for s in sessions]


class Talk(NamedTuple):
    """The labelled talk: sessions of the talk corpus, design meetings, invented scenes."""

    sessions: list[Mined]
    meetings: list[Mined]
    scenes: list[Mined]


def mixed_sample(talk: Talk, corpora: Path, wanted: Pass) -> list[Pair]:
    """Return pairs of real and of invented talk, talk that bears on nothing, and written pairs, shuffled."""
    rng, rewrites = random.Random(wanted.seed), read_rewrites()
    statements = [s for m in talk.sessions for s in m.pairs.session.statements["text"]]
    pairs = [p for m in talk.sessions for p in draw_session(m, rng, rewrites)]
    if wanted.sessions is not None:
        pairs = rng.sample(pairs, min(wanted.sessions, len(pairs)))
    if wanted.meetings:
        pairs += [p for m in talk.meetings for p in draw_session(m, rng, rewrites)]
    pairs += [p for m in talk.scenes for p in draw_scene(m, rng, rewrites)]
    pairs += turn_negatives(corpora, statements, wanted.seed - 8)[:FOREIGN]
    pairs += written_sample(corpora, 0)[wanted.written]
    pairs += own_answers(TALK / "answers", ANSWERS)
    rng.shuffle(pairs)
    return pairs


def trained_relevance(work: Path, net: SentenceNet, tokenizer: Tokenizer, talk: list[TalkPairs]) -> None:
    """Train the relevance stage, with what the encoder finds similar as it comes: ``relevance.pt``."""
    done = work / "relevance.pt"
    if done.exists():
        in_four_bits(net)
        net.load_state_dict(torch.load(done))
    else:
        sessions = mined(work / "raw.npz", talk, tokenizer, net)
        train_relevance(net, tokenizer, sessions, read_rewrites(), rate=RELEVANCE_RATE, seed=0)
        torch.save(net.state_dict(), done)
    renew(net)


def train_relation(work: Path, corpora: Path, net: RelationNet, packer: Packer, talk: Talk,
                   minutes: Sequence[float]) -> None:  # fmt: skip
    """Train the relation stage: ``written.pt``, a file for each pass over mixed pairs in four bits, ``relation.pt``."""
    written = work / "written.pt"
    if written.exists():
        net.load_state_dict(torch.load(written))
    else:
        first = written_sample(corpora, 0)[:WRITTEN]
        train(net, packer, first, rate=WRITTEN_RATE, batch=BATCH, seed=0, save=written)
    in_four_bits(net)
    limits = dict(zip((wanted.name for wanted in (*MIXED, LAST)), minutes, strict=False))
    for wanted in MIXED:
        _pass(work, corpora, net, packer, talk, wanted, limits.get(wanted.name))
    began = _mean(*(torch.load(work / f"{name}.pt") for name in AVERAGED))
    net.load_state_dict(began)
    _pass(work, corpora, net, packer, talk, LAST, limits.get(LAST.name))
    torch.save(_mean(began, torch.load(work / f"{LAST.name}.pt")), work / "relation.pt")


def _pass(work: Path, corpora: Path, net: RelationNet, packer: Packer, talk: Talk, wanted: Pass,
          limit: float | None) -> None:  # fmt: skip
    """Train *net* over one pass, or take what is there of it."""
    done = work / f"{wanted.name}.pt"
    if done.exists():
        net.load_state_dict(torch.load(done))
        return
    pairs, seed = mixed_sample(talk, corpora, wanted), wanted.seed - 4
    train(net, packer, pairs, rate=wanted.rate, batch=TALK_BATCH, seed=seed, save=done, minutes=limit)


def _mean(*weights: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    return {name: sum(own[name] for own in weights) / len(weights) for name in weights[0]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("work", type=Path)
    parser.add_argument("--mpnet", type=Path, required=True, help="folder of all-mpnet-base-v2")
    parser.add_argument("--minilm", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    parser.add_argument("--corpora", type=Path, default=ROOT.parent / "shared" / "corpora")
    parser.add_argument("--layers", type=int, default=LAYERS, help="of MPNet's twelve, from the first")
    parser.add_argument("--still", type=int, default=STILL, help="how many of them stay as they are")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--minutes", type=float, nargs="*", default=(), help="end the passes over mixed pairs by then")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    work, corpora = options.work, options.corpora
    work.mkdir(parents=True, exist_ok=True)
    tokenizer, kept = vocabulary(work, corpora, options.mpnet)
    real = [labelled(coded_session(corpora, name)) for name in TALK_TRAIN]
    invented = [labelled(scene.session) for scene in read_scenes(names=SCENES)]
    torch.manual_seed(0)
    relevance = SentenceNet(options.minilm, tokenizer)
    trained_relevance(work, relevance, tokenizer, real + invented)
    if not (work / "relation.pt").exists():
        sessions = mined(work / "sessions.npz", real, tokenizer, relevance)
        scenes = mined(work / "scenes.npz", invented, tokenizer, relevance)
        meetings = mined(work / "meetings.npz", [labelled(m) for m in coded_meetings(corpora)], tokenizer, relevance)
        torch.manual_seed(0)
        net = RelationNet(options.mpnet, kept, options.layers, options.still)
        train_relation(work, corpora, net, Packer(tokenizer), Talk(sessions, meetings, scenes), options.minutes)
    if not (work / "low_rank.pt").exists():
        net = RelationNet(options.mpnet, kept, options.layers)
        in_four_bits(net)
        net.load_state_dict(torch.load(work / "relation.pt"))
        renew(net)
        train_low_rank(net, Packer(tokenizer), corpora, work / "low_rank.pt")


if __name__ == "__main__":
    main()
