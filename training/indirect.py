"""Sides taken without being said: ``python training/indirect.py [MODEL]``.

Prints how often the relation model tells right what the invented answers in ``talk/answers/left_out`` mean, which
no model is trained on: macro-F1 over supports, neither and opposes, and direction of those that take a side.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from relation_data import NEITHER, OPPOSES, SUPPORTS, own_answers
from sklearn.metrics import f1_score

from inspired_analysis.coding.relation import RelationModel
from inspired_analysis.coding.stance import RELATION


def main() -> None:
    model = RelationModel(Path(sys.argv[1]) if len(sys.argv) > 1 else RELATION)
    pairs = own_answers(Path(__file__).parent / "talk" / "answers" / "left_out")
    logits = model.read(*zip(*((p.statement, p.text, p.context) for p in pairs), strict=True))
    true = np.array([p.label for p in pairs])
    sided = true != NEITHER
    right = np.where(logits[:, 0] > logits[:, 2], SUPPORTS, OPPOSES) == true
    three = f1_score(true, logits.argmax(axis=1), average="macro")
    print(f"n {len(pairs)}, three-way macro-F1 {three:.2f}, direction {right[sided].mean():.2f} of {sided.sum()}")


if __name__ == "__main__":
    main()
