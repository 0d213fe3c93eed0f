"""The relevance stage in torch: MiniLM as a sentence encoder, taught which windows of talk bear on a statement.

Vectors of windows and statements are compared by cosine; training pulls evidence above the other windows of its
session, for every statement. Shares the small tokenizer of the relation model.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from own_talk import Rewrites
from relation_net import BRIEF_FLOATS, RENEWED, as_shipped, in_four_bits, padded, renew
from talk_sample import Mined
from tokenizers import Tokenizer
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits, normalize
from transformers import AutoModel

from inspired_analysis.coding.relation import END, PAD, START
from inspired_analysis.coding.segments import sentence_spans

__all__ = ["SentenceNet", "session_similarity", "train_relevance", "vectors"]

NAMES = {"<s>": "[CLS]", "<pad>": "[PAD]", "</s>": "[SEP]"}
MAX_TOKENS = 72
STATEMENTS, EVIDENCE, HARD, EASY = 4, 6, 6, 4
ROUNDS = 3
STILL = 2


class SentenceNet(nn.Module):
    """(b, l) token ids → (b, 384) vectors of length one."""

    def __init__(self, base: Path, tokenizer: Tokenizer) -> None:
        super().__init__()
        rows = json.loads((base / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
        names = sorted(tokenizer.get_vocab().items(), key=lambda e: e[1])
        kept = torch.tensor([rows[NAMES.get(name, name)] for name, _ in names])
        self.encoder = AutoModel.from_pretrained(base, add_pooling_layer=False)
        words = as_shipped(self.encoder.embeddings.word_embeddings.weight.data[kept])
        self.encoder.embeddings.word_embeddings = nn.Embedding.from_pretrained(words, freeze=True)
        self.scale = nn.Parameter(torch.tensor(12.0))
        self.bias = nn.Parameter(torch.tensor(-6.0))
        self.encoder.embeddings.requires_grad_(False)
        for layer in self.encoder.encoder.layer[:STILL]:
            layer.requires_grad_(False)
        for module in self.encoder.modules():
            if isinstance(module, nn.Dropout):
                module.p = 0.0

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """Return the vectors of a padded batch."""
        mask = ids != PAD
        hidden = self.encoder(ids, attention_mask=mask.long()).last_hidden_state.float()
        weights = mask.unsqueeze(-1).float()
        return normalize((hidden * weights).sum(1) / weights.sum(1), dim=1)


def rows_of(tokenizer: Tokenizer, texts: Sequence[str]) -> list[list[int]]:
    """Return the token ids of each text between start and end."""
    found = tokenizer.encode_batch(list(texts), add_special_tokens=False)
    return [[START, *encoding.ids[:MAX_TOKENS], END] for encoding in found]


@torch.inference_mode()
def vectors(net: SentenceNet, tokenizer: Tokenizer, texts: Sequence[str], batch: int = 128) -> np.ndarray:
    """Return (n, 384) vectors."""
    net.eval()
    rows = rows_of(tokenizer, texts)
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    out = np.zeros((len(rows), 384), np.float32)
    for at in range(0, len(order), batch):
        chosen = order[at : at + batch]
        with torch.autocast("cpu", torch.bfloat16, enabled=BRIEF_FLOATS):
            out[chosen] = net(padded([rows[i] for i in chosen])).float().numpy()
    return out


def session_similarity(
    net: SentenceNet, tokenizer: Tokenizer, texts: Sequence[str], statements: Sequence[str]
) -> np.ndarray:
    """Return (m, s) similarities: the vector of a window is the sum of its sentences', longer ones counting more."""
    parts = [[text[a:b] for a, b in sentence_spans(text)] for text in texts]
    distinct = list(dict.fromkeys(p for part in parts for p in part))
    known = dict(zip(distinct, vectors(net, tokenizer, distinct), strict=True))
    summed = np.stack([sum(known[p] * len(p) ** 0.5 for p in part) for part in parts])
    return summed / np.linalg.norm(summed, axis=1, keepdims=True) @ vectors(net, tokenizer, statements).T


def train_relevance(
    net: SentenceNet, tokenizer: Tokenizer, sessions: list[Mined], rewrites: Rewrites, *, rate: float, seed: int
) -> None:
    """Train: a step reads four statements of a session, their evidence, their closest other windows and some more.

    Every statement comes thrice, in any of its wordings: what bears on it bears on its contrary too.
    """
    rng = random.Random(seed)
    steps = [step for _ in range(ROUNDS) for step in _steps(sessions, rng)]
    in_four_bits(net)
    optimizer = torch.optim.AdamW(
        [p for p in net.parameters() if p.requires_grad], lr=rate, weight_decay=0.01, fused=True
    )
    net.train()
    began, total = time.time(), 0.0
    for step, (mined, columns) in enumerate(steps):
        if step % RENEWED == 0:
            renew(net)
        optimizer.param_groups[0]["lr"] = rate * min((step + 1) / 40, (len(steps) - step) / len(steps))
        chosen = sorted({i for c in columns for i in _drawn(mined, c, rng)})
        labels = torch.tensor(mined.pairs.labels[np.ix_(chosen, columns)])
        texts = [mined.pairs.windows[i].text for i in chosen]
        statements = [_worded(mined, c, rewrites, rng) for c in columns]
        with torch.autocast("cpu", torch.bfloat16, enabled=BRIEF_FLOATS):
            cosine = net(padded(rows_of(tokenizer, texts))) @ net(padded(rows_of(tokenizer, statements))).T
        loss = _loss(cosine.float() * net.scale + net.bias, labels)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        total = total * 0.98 + loss.item() * 0.02
        if step % 50 == 49:
            print(
                f"{step + 1}/{len(steps)} loss {total / (1 - 0.98 ** (step + 1)):.3f} {time.time() - began:.0f} s",
                flush=True,
            )


def _steps(sessions: list[Mined], rng: random.Random) -> list[tuple[Mined, list[int]]]:
    """Return every statement once, four of a session together, in random order."""
    steps = [(m, columns[at : at + STATEMENTS]) for m in sessions
             if (columns := rng.sample(range(m.similarity.shape[1]), m.similarity.shape[1]))
             for at in range(0, len(columns), STATEMENTS)]  # fmt: skip
    rng.shuffle(steps)
    return steps


def _worded(mined: Mined, column: int, rewrites: Rewrites, rng: random.Random) -> str:
    session = mined.pairs.session
    statement, text = session.statements[["statement", "text"]].iloc[column]
    return rng.choice([text, *rewrites.known.get((session.name, statement), ())])


def _drawn(mined: Mined, column: int, rng: random.Random) -> list[int]:
    labels = mined.pairs.labels[:, column]
    free = np.flatnonzero(labels == 0)
    close = free[np.argsort(-mined.similarity[free, column], kind="stable")][:60].tolist()
    evidence = np.flatnonzero(~np.isin(labels, (0, -9))).tolist()
    return [
        *rng.sample(evidence, min(EVIDENCE, len(evidence))),
        *rng.sample(close, min(HARD, len(close))),
        *rng.sample(free.tolist(), min(EASY, len(free))),
    ]


def _loss(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Return the mean loss over pairs, plus how far evidence is from ranking above the rest of its column."""
    known, bears = labels != -9, (labels != 0) & (labels != -9)
    pairs = binary_cross_entropy_with_logits(logits, bears.float(), reduction="none")[known].mean()
    masked = logits.masked_fill(~known, -1e4)
    found = bears.any(0)
    rank = torch.logsumexp(masked, 0) - torch.logsumexp(masked.masked_fill(~bears, -1e4), 0)
    return pairs + 0.3 * (rank[found].mean() if found.any() else 0.0)
