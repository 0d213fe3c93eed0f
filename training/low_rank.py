"""For written sentences that stand alone: a small addition to the matrices of the relation stage, itself left as it is.

Passes over talk cost the relation stage some of what it knew of written arguments, and passes over written arguments
some of what it knows of talk. So what written text needs lies beside the weights: for each (n, k) matrix W of an
encoder layer the product of an (n, r) and an (r, k) matrix, added when written text is read (`coding.four_bits`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from onnx_graph import two_level
from relation_data import ARGUMENTS, own_answers, written_sample
from relation_net import RelationNet, train
from torch import nn
from torch.nn.functional import linear

from inspired_analysis.coding.relation import Packer

__all__ = ["low_rank", "train_low_rank"]

RANK, RATE, BATCH, SEED = 4, 8e-4, 32, 0
# Of an entry as shipped: less than eight bits hold, so that the file is a quarter smaller.
LARGEST = 22
HERE = Path(__file__).parent
OWN = (HERE / "written", None), (HERE / "talk" / "answers", ("f", "g"))


class LowRank(nn.Module):
    """A linear layer that stays as it is, and a product of two thin matrices beside it."""

    def __init__(self, own: nn.Linear) -> None:
        super().__init__()
        self.own = own
        self.down = nn.Parameter(torch.randn(RANK, own.in_features) / math.sqrt(own.in_features))
        self.up = nn.Parameter(torch.zeros(own.out_features, RANK))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return what the layer makes of x, and what is added."""
        return self.own(x) + linear(linear(x, self.down), self.up)


def train_low_rank(net: RelationNet, packer: Packer, corpora: Path, save: Path) -> None:
    """Train what is added to the trained *net*, on written arguments alone, others' first; weights to *save*."""
    net.requires_grad_(False)
    torch.manual_seed(SEED)
    _add(net)
    own = [pair for folder, names in OWN for pair in own_answers(folder, names) if not pair.context]
    print(f"{len(own):,} invented arguments", flush=True)
    for epoch, more in enumerate(((), own, own)):
        pairs = written_sample(corpora, SEED + epoch, ARGUMENTS, more)
        train(net, packer, pairs, rate=RATE, batch=BATCH, seed=SEED + epoch, save=save, decay=epoch > 0)


def _add(module: nn.Module) -> None:
    for name, child in list(module.named_children()):
        if isinstance(child, nn.Linear) and child.out_features > 3:
            setattr(module, name, LowRank(child))
        else:
            _add(child)


def low_rank(weights: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return what is shipped of what was trained: whole numbers, so that their product is the same on any processor.

    For each ``NAME.w`` of the graph ``NAME.w.left`` (k, r) and ``NAME.w.right`` (r, n), and ``NAME.w.shift``: their
    product, halved so many times, is what is added to the eight-bit matrix.
    """
    found = {}
    for key in weights:
        name, _, kind = key.rpartition(".")
        if kind == "up":
            column = two_level(weights[f"{name}.own.weight"])[2]
            parts = _whole(weights[f"{name}.down"].T, weights[key].T / column)
            found |= {f"{name}.w.{part}": value for part, value in zip(("left", "right", "shift"), parts, strict=True)}
    return found


def _whole(left: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return (k, r) and (r, n) in eight bits, and by what power of two their product is too large."""
    peak = np.abs(left).max(axis=0)
    left, right = left / peak * LARGEST, right * peak[:, None] / LARGEST
    shift = math.floor(math.log2(LARGEST / np.abs(right).max()))
    return np.rint(left).astype(np.int8), np.rint(right * 2.0**shift).astype(np.int8), np.array(shift, np.int8)
