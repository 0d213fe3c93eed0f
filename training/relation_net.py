"""The network of the relation model in torch: the first layers of an MPNet encoder and a small head.

Reads `pack`ed pairs, gives three logits: supports, neither, opposes. The word embeddings are cut to a small
vocabulary and stay as they were learned.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from onnx_graph import BLOCK, four_bits, restored
from relation_data import Pair
from tokenizers import Tokenizer
from torch import nn
from torch.nn.functional import cross_entropy, gelu
from torch.nn.utils.parametrize import is_parametrized, register_parametrization
from transformers import AutoModel

from inspired_analysis.coding.relation import PAD, Packer

__all__ = ["RelationNet", "predict", "small_tokenizer", "train"]

SPECIAL = ("<s>", "<pad>", "</s>", "[UNK]")
CHUNK = 40
RENEWED = 16


def brief_floats_pay() -> bool:
    """Tell whether sixteen-bit floats are faster here: on some processors that have them, they are half as fast."""
    if not (torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()):
        return False  # there they would be a hundred times slower
    left, right = torch.randn(1024, 768), torch.randn(768, 3072)
    return _seconds(left.bfloat16(), right.bfloat16()) < _seconds(left, right)


def _seconds(left: torch.Tensor, right: torch.Tensor) -> float:
    began = [(time.perf_counter(), left @ right) for _ in range(6)]
    return time.perf_counter() - began[1][0]


BRIEF_FLOATS = brief_floats_pay()


class RelationNet(nn.Module):
    """(b, l) token ids → (b, 3) logits.

    Parameters
    ----------
    base
        Folder of the MPNet encoder.
    kept
        Row of each token of the small vocabulary in the encoder's embeddings.
    layers
        How many layers are used, from the first.
    """

    def __init__(self, base: Path, kept: Sequence[int], layers: int, still: int = 0) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(base, add_pooling_layer=False)
        self.encoder.encoder.layer = self.encoder.encoder.layer[:layers]
        self.encoder.config.num_hidden_layers = layers
        words = as_shipped(self.encoder.embeddings.word_embeddings.weight.data[torch.tensor(kept)])
        self.encoder.embeddings.word_embeddings = nn.Embedding.from_pretrained(words, freeze=True, padding_idx=PAD)
        size = self.encoder.config.hidden_size
        self.mix, self.out = nn.Linear(2 * size, size), nn.Linear(size, 3)
        for layer in self.encoder.encoder.layer[:still]:
            layer.requires_grad_(False)
        for frozen in (self.encoder.embeddings, self.encoder.encoder.relative_attention_bias):
            frozen.requires_grad_(still == 0)
        self.encoder.embeddings.word_embeddings.requires_grad_(False)
        for module in self.encoder.modules():
            if isinstance(module, nn.Dropout):
                module.p = 0.0  # one pass over the data: dropout would only slow it

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """Return the logits of a padded batch."""
        mask = ids != PAD
        hidden = self.encoder(ids, attention_mask=mask.long()).last_hidden_state
        weights = mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * weights).sum(1) / weights.sum(1)
        return self.out(gelu(self.mix(torch.cat([hidden[:, 0], mean], dim=1))))


class FourBits(nn.Module):
    """A matrix as its four bits restore it; gradients pass as if nothing had been lost.

    What is lost is worked out anew by `renew` only, every few steps: it changes slowly.
    """

    def __init__(self, weight: torch.Tensor) -> None:
        super().__init__()
        self.register_buffer("lost", rounded(weight) - weight.detach(), persistent=False)

    def forward(self, weight: torch.Tensor) -> torch.Tensor:
        """Return what is shipped of the (n, k) *weight*."""
        return weight + self.lost

    def renew(self, weight: torch.Tensor) -> None:
        """Work out what is lost of *weight*."""
        self.lost = rounded(weight) - weight.detach()


def renew(net: nn.Module) -> None:
    """Round the matrices in training anew."""
    for module in net.modules():
        if is_parametrized(module, "weight"):
            module.parametrizations.weight[0].renew(module.parametrizations.weight.original)


@torch.no_grad()
def rounded(weight: torch.Tensor) -> torch.Tensor:
    """Return the (n, k) *weight* as `onnx_graph.two_level` restores it."""
    grouped = weight.reshape(len(weight), -1, BLOCK)
    low, high = grouped.amin(2), grouped.amax(2)
    end = torch.where(-low > high, low, high) / -8  # the greater end falls on -8
    column = end.abs().amax(1, keepdim=True) / 8 + 1e-12
    times = end.sign() * (end.abs() / column).round().clamp(1, 8)
    scale = (times * column).unsqueeze(2)
    scale = torch.where(scale == 0, column.unsqueeze(2), scale)
    return ((grouped / scale).round().clamp(-8, 7) * scale).reshape(weight.shape)


def in_four_bits(net: nn.Module) -> None:
    """Round the frozen matrices of *net*, and let the others be trained as what is shipped of them."""
    for module in list(net.modules()):
        if isinstance(module, nn.Linear) and module.out_features > 3:
            if module.weight.requires_grad:
                register_parametrization(module, "weight", FourBits(module.weight))
            else:
                module.weight.data = rounded(module.weight.data)


def as_shipped(words: torch.Tensor) -> torch.Tensor:
    """Return the embeddings as their four bits restore them, so that training gets used to what is lost."""
    return torch.from_numpy(restored(*four_bits(words.numpy())))


def small_tokenizer(base: Path, pieces: Sequence[str]) -> tuple[Tokenizer, list[int]]:
    """Return the tokenizer cut to *pieces*, and the row of each of its tokens in the base's embeddings."""
    described = json.loads((base / "tokenizer.json").read_text(encoding="utf-8"))
    full = described["model"]["vocab"]
    names = [*SPECIAL, *(p for p in pieces if p not in SPECIAL)]
    described["model"]["vocab"] = {name: i for i, name in enumerate(names)}
    described["added_tokens"] = [
        {**entry, "id": names.index(entry["content"])}
        for entry in described["added_tokens"]
        if entry["content"] in SPECIAL
    ]
    described.update(truncation=None, padding=None, post_processor=None)
    return Tokenizer.from_str(json.dumps(described)), [full[name] for name in names]


def batches(rows: list[list[int]], size: int, seed: int) -> Iterator[list[int]]:
    """Yield batches of about *size* × 64 tokens, of like length, in random order."""
    order = list(range(len(rows)))
    rng = random.Random(seed)
    rng.shuffle(order)
    for at in range(0, len(order), size * CHUNK):
        part = sorted(order[at : at + size * CHUNK], key=lambda i: len(rows[i]))
        found, batch = [], []
        for i in part:
            if batch and (len(batch) + 1) * len(rows[i]) > size * 64:
                found.append(batch)
                batch = []
            batch.append(i)
        found.append(batch)
        rng.shuffle(found)
        yield from found


def padded(rows: Sequence[list[int]]) -> torch.Tensor:
    """Return (b, l) ids."""
    width = max(map(len, rows))
    return torch.tensor([row + [PAD] * (width - len(row)) for row in rows])


def loss_of(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Return the mean loss; a label of 3 says only that the text bears on the statement."""
    both = torch.logsumexp(logits[:, [0, 2]], dim=1) - torch.logsumexp(logits, dim=1)
    known = cross_entropy(logits, labels.clamp(max=2), reduction="none", label_smoothing=0.03)
    return torch.where(labels == 3, -both, known).mean()


def train(
    net: RelationNet,
    packer: Packer,
    pairs: list[Pair],
    *,
    rate: float,
    batch: int,
    seed: int,
    save: Path,
    decay: bool = True,
    minutes: float | None = None,
) -> None:
    """Train one pass over *pairs* (warm-up, then with *decay* down to nothing); weights to *save* every few minutes.

    With *minutes* the pass ends then, and the rate decays by the clock: for a machine that others use too.
    """
    torch.manual_seed(seed)
    rows = packer.pack([p.statement for p in pairs], [p.text for p in pairs], [p.context for p in pairs])
    labels = torch.tensor([p.label for p in pairs])
    plan = list(batches(rows, batch, seed))
    weights = [p for p in net.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(weights, lr=rate, weight_decay=0.01, fused=True, betas=(0.9, 0.98))
    warm = min(40, max(1, len(plan) // 16))
    net.train()
    began = saved = time.time()
    total, done = 0.0, 0
    for step, chosen in enumerate(plan):
        if minutes is not None and time.time() - began > 60 * minutes - 20:
            break
        if step % RENEWED == 0:
            renew(net)
        for group in optimizer.param_groups:
            left = max((len(plan) - step) / (len(plan) - warm), 0.01) if decay else 1.0
            if minutes is not None:
                left = min(left, 1 - (time.time() - began) / 60 / minutes)
            group["lr"] = rate * min((step + 1) / warm, left)
        with torch.autocast("cpu", torch.bfloat16, enabled=BRIEF_FLOATS):
            logits = net(padded([rows[i] for i in chosen]))
        loss = loss_of(logits.float(), labels[chosen])
        loss.backward()
        nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        total, done = total * 0.98 + loss.item() * 0.02, done + len(chosen)
        if step % 25 == 24:
            spent = time.time() - began
            mean = total / (1 - 0.98 ** (step + 1))
            print(f"{step + 1}/{len(plan)} loss {mean:.3f} {done / spent:.1f} pairs/s left "
                  f"{spent / done * (len(pairs) - done) / 60:.1f} min", flush=True)  # fmt: skip
        if time.time() - saved > 180:
            _save(net, save)
            saved = time.time()
    _save(net, save)


def _save(net: RelationNet, path: Path) -> None:
    torch.save(net.state_dict(), path.with_suffix(".part"))
    path.with_suffix(".part").replace(path)


@torch.inference_mode()
def predict(net: RelationNet, packer: Packer, pairs: Sequence[Pair], batch: int = 64) -> np.ndarray:
    """Return (n, 3) logits."""
    net.eval()
    rows = packer.pack([p.statement for p in pairs], [p.text for p in pairs], [p.context for p in pairs])
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    out = np.zeros((len(rows), 3), np.float32)
    for at in range(0, len(order), batch):
        chosen = order[at : at + batch]
        with torch.autocast("cpu", torch.bfloat16, enabled=BRIEF_FLOATS):
            out[chosen] = net(padded([rows[i] for i in chosen])).float().numpy()
    return out
