"""A stand-in for the sentence encoder: texts are alike where they share words."""

from __future__ import annotations

import hashlib
import re

import numpy as np


class WordVectors:
    """Vectors of length one: the sum of a fixed direction per word, short words left out."""

    def vectors(self, texts):
        rows = [sum((_direction(w) for w in re.findall(r"\w{4,}", text.lower())), _direction("")) for text in texts]
        made = np.array(rows, np.float32).reshape(len(rows), 384)
        return made / np.linalg.norm(made, axis=1, keepdims=True)


def _direction(word):
    seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big")
    return np.random.default_rng(seed).normal(size=384) * (1 if word else 0.05)
