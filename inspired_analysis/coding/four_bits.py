"""Matrices of an encoder, stored in four bits beside its graph and restored to eight when it is loaded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

__all__ = ["BLOCK", "matrices"]

BLOCK = 64
# Of an entry: sums of two products with unsigned bytes then fit sixteen bits, as older processors need it.
GREATEST = 64


def matrices(file: Path, added: Path | None = None) -> Iterator[tuple[str, np.ndarray]]:
    """Yield name and (k, n) matrix of eight-bit integers of each matrix in *file*.

    The file holds for each ``NAME.codes`` (k / 2, n), two codes from 0 to 15 a byte, those of the first half of the
    rows low, and ``NAME.times`` (k / 64, n): an entry is (code - 8) × times of its block of 64 rows. *added* holds for
    each ``NAME.left`` (k, r), ``NAME.right`` (r, n) and ``NAME.shift``: left × right / 2^shift is added to the matrix.
    """
    if added is not None:
        with np.load(added, allow_pickle=False) as parts:
            for name, whole in matrices(file):
                yield name, _added(whole, *(parts[f"{name}.{part}"] for part in ("left", "right", "shift")))
        return
    with np.load(file, allow_pickle=False) as stored:
        for key in sorted(stored.files):
            name, _, kind = key.rpartition(".")
            if kind == "codes":
                yield name, _restored(stored[key], stored[f"{name}.times"])


def _restored(codes: np.ndarray, times: np.ndarray) -> np.ndarray:
    half, n = codes.shape
    whole = np.empty((2 * half, n), np.int8)
    whole[:half], whole[half:] = codes & 15, codes >> 4
    whole -= 8
    whole.reshape(-1, BLOCK, n)[:] *= times[:, None]
    return whole


def _added(whole: np.ndarray, left: np.ndarray, right: np.ndarray, shift: np.ndarray) -> np.ndarray:
    """Return the sum; whole numbers in floats, so exact in whatever order they are summed."""
    more = left.astype(np.float32) @ right.astype(np.float32) * np.float32(2.0 ** -shift.item())
    return np.clip(np.rint(whole + more), -GREATEST, GREATEST).astype(np.int8)
