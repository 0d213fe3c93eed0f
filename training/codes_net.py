"""The layers that read whole turns for the coder of codes: MiniLM's last two, on the first four of the relevance stage.

What the shipped encoder makes of a turn partway is known (`codes_data`); what stands above it is trained on all codes
at once, beside cues and words, so that it learns what those do not tell. Its layers become ``turns.onnx``; its last
weights join the regressions of ``training/codes.py``.
"""

from __future__ import annotations

import hashlib
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from codes_data import APART, APART_BY, NAMES, Part, stacked, told_apart
from export_relation import SHARED_LAYERS
from onnx_graph import Graph, bert_layer, write_matrices
from relation_net import RENEWED, in_four_bits, renew
from scipy.sparse import csr_matrix
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits, embedding_bag
from transformers import AutoModel

from inspired_analysis.coding.code_features import BUCKETS, WIDTH
from inspired_analysis.coding.turn_vectors import Piece

__all__ = ["CodesNet", "export", "net_of", "turn_vectors"]

EPOCHS, BATCH, BLOCK = 3, 12, 20
RATE, HEAD_RATE, SIDE_RATE = 2e-4, 2e-3, 1e-3
DROPOUT, RARE = 0.2, -3.0
READ_AT_ONCE = 64


class Batch(NamedTuple):
    """Pieces, what the shared layers make of each, the places of their sentences among the segments."""

    pieces: list[Piece]
    partway: list[np.ndarray]
    rows: np.ndarray


class CodesNet(nn.Module):
    """Two layers of *minilm*, in four bits, and a linear head over vectors of sentences, *side* columns, and words."""

    def __init__(self, minilm: Path, side: int) -> None:
        super().__init__()
        encoder = AutoModel.from_pretrained(minilm, add_pooling_layer=False, hidden_dropout_prob=0.0)
        self.layer = encoder.encoder.layer[SHARED_LAYERS:]  # attention keeps its dropout of one in ten
        self.dropout = nn.Dropout(DROPOUT)
        self.head = nn.Linear(WIDTH, len(NAMES))
        self.side = nn.Linear(side, len(NAMES), bias=False)
        self.words = nn.Embedding(BUCKETS, len(NAMES))
        for module in (self.head, self.side, self.words):
            nn.init.zeros_(module.weight)
        nn.init.constant_(self.head.bias, RARE)
        in_four_bits(self.layer)

    def vectors(self, batch: Batch) -> torch.Tensor:
        """Return the (n, 384) vectors of the sentences of a batch, in order."""
        longest = max(len(p.ids) for p in batch.pieces)
        hidden = torch.zeros(len(batch.pieces), longest, WIDTH)
        hides = torch.full((len(batch.pieces), 1, 1, longest), torch.finfo(torch.float32).min)
        for i, middle in enumerate(batch.partway):
            hidden[i, : len(middle)] = torch.from_numpy(middle.astype(np.float32))
            hides[i, :, :, : len(middle)] = 0
        for layer in self.layer:
            hidden = layer(hidden, hides)[0]
        return torch.stack([hidden[i, a:b].mean(0) for i, p in enumerate(batch.pieces) for a, b in p.spans])

    def forward(self, batch: Batch, side: np.ndarray, words: csr_matrix) -> torch.Tensor:
        """Return the (n, codes) log odds."""
        at, starts = (torch.from_numpy(x.astype(np.int64)) for x in (words.indices, words.indptr[:-1]))
        told = embedding_bag(at, self.words.weight, starts, mode="sum",
                             per_sample_weights=torch.from_numpy(words.data.astype(np.float32)))  # fmt: skip
        return self.head(self.dropout(self.vectors(batch))) + self.side(torch.from_numpy(side)) + told


def net_of(parts: Sequence[Part], minilm: Path, work: Path) -> CodesNet:
    """Return the net trained on *parts*: kept in *work*, under a name that changes with them and with this file."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for part in parts:
        for seen in (part.talk.encode(), part.source.encode(), part.labels, part.dense, part.words.data, *part.partway):
            digest.update(seen)
    done = work / f"{digest.hexdigest()[:12]}.pt"
    torch.manual_seed(0)
    net = CodesNet(minilm, parts[0].dense.shape[1] - 2 * WIDTH + len(APART))
    if done.is_file():
        net.load_state_dict(torch.load(done))
        renew(net.layer)
    else:
        _train(net, parts)
        torch.save(net.state_dict(), half := done.with_suffix(".part"))
        half.rename(done)
    return net.eval()


def _train(net: CodesNet, parts: Sequence[Part]) -> None:
    """Train *net*: about six minutes on two cores for 30,000 segments."""
    rng, whole = random.Random(0), stacked(parts)
    sources = np.concatenate([np.repeat(p.source, len(p.labels)) for p in parts])
    apart = APART_BY * np.column_stack([sources == name for name in APART])
    side = np.hstack([whole.dense[:, 2 * WIDTH :], apart]).astype(np.float32)
    labels = torch.from_numpy(told_apart(whole.labels).astype(np.float32))
    groups = [(net.layer, RATE), (net.head, HEAD_RATE), (net.side, SIDE_RATE), (net.words, SIDE_RATE)]
    optimizer = torch.optim.AdamW([{"params": [*m.parameters()], "lr": rate} for m, rate in groups], weight_decay=0.01)
    steps, began, total = EPOCHS * -(-len(whole.read) // BATCH), time.time(), 0.0
    net.train()
    for step, batch in enumerate(_batches(whole, rng)):
        if step % RENEWED == 0:
            renew(net.layer)
        for group, (_, rate) in zip(optimizer.param_groups, groups, strict=True):
            group["lr"] = rate * min((step + 1) / 50, (steps - step) / steps)
        wanted = labels[batch.rows]
        off = binary_cross_entropy_with_logits(
            net(batch, side[batch.rows], whole.words[batch.rows]), wanted.nan_to_num(), reduction="none")  # fmt: skip
        loss = (off * ~wanted.isnan()).sum() / 32
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        total = total * 0.98 + loss.item() * 0.02
        if step % 500 == 499:
            seconds = time.time() - began
            print(f"{step + 1}/{steps} loss {total / (1 - 0.98 ** (step + 1)):.3f} {seconds:.0f} s", flush=True)
    renew(net.layer)


def _batches(whole: Part, rng: random.Random) -> Iterator[Batch]:
    """Yield every piece `EPOCHS` times, those of like length together, in random order."""
    begins = np.cumsum([0, *(len(p.spans) for p in whole.read)])
    for _ in range(EPOCHS):
        order = rng.sample(range(len(whole.read)), len(whole.read))
        blocks = [sorted(order[a : a + BATCH * BLOCK], key=lambda i: len(whole.read[i].ids))
                  for a in range(0, len(order), BATCH * BLOCK)]  # fmt: skip
        drawn = [block[a : a + BATCH] for block in blocks for a in range(0, len(block), BATCH)]
        rng.shuffle(drawn)
        yield from (_batch(whole, begins, chosen) for chosen in drawn)


def _batch(whole: Part, begins: np.ndarray, chosen: Sequence[int]) -> Batch:
    rows = np.concatenate([np.arange(begins[i], begins[i + 1]) for i in chosen])
    return Batch([whole.read[i] for i in chosen], [whole.partway[i] for i in chosen], rows)


@torch.inference_mode()
def turn_vectors(net: CodesNet, part: Part) -> np.ndarray:
    """Return the (n, 384) vectors of the segments of *part*."""
    begins = np.cumsum([0, *(len(p.spans) for p in part.read)])
    order = sorted(range(len(part.read)), key=lambda i: len(part.read[i].ids))
    out = np.zeros((len(part.labels), WIDTH), np.float32)
    for at in range(0, len(order), READ_AT_ONCE):
        batch = _batch(part, begins, order[at : at + READ_AT_ONCE])
        out[batch.rows] = net.vectors(batch).numpy()
    return out


def export(net: CodesNet, folder: Path) -> None:
    """Write ``turns.onnx`` and ``turns.npz``: ids (b, l) and what the shared layers say (b, l, 384) → (b, l, 384)."""
    weights = {name.replace("parametrizations.weight.original", "weight"): value.numpy()
               for name, value in net.layer.state_dict(prefix="layer.").items()}  # fmt: skip
    graph, shape = Graph(weights), ["b", "l", WIDTH]
    x, mask = "middle", graph.mask()
    for i in range(len(net.layer)):
        x = graph.layer(x, bert_layer(f"layer.{i}."), mask, 12, 1e-12)
    model = graph.model({"out": (x, shape)}, {"middle": shape})
    (folder / "turns.onnx").write_bytes(model.SerializeToString(deterministic=True))
    write_matrices(folder / "turns.npz", graph.beside)
