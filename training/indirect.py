"""Which side, given the place: ``python training/indirect.py [MODEL] [--corpora FOLDER]``.

Prints how often the relation model tells right what invented talk means that takes sides without saying so and that
no model is trained on: the answers in ``talk/answers/left_out`` and the scenes in ``talk/scenes/left_out``. Beside them
stand the committee dev sessions of the talk corpus. Direction is that of what takes a side, given the place where it
does; the answers also have their macro-F1 over supports, neither and opposes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from own_talk import TALK, read_scenes
from relation_data import NEITHER, OPPOSES, SUPPORTS, TALK_DEV, Pair, own_answers
from sklearn.metrics import f1_score
from stance_data import labelled

from inspired_analysis.coding.relation import RelationModel
from inspired_analysis.coding.stance import RELATION
from inspired_analysis.coding.talk import Session, read_session

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=Path, nargs="?", default=RELATION)
    parser.add_argument("--corpora", type=Path, default=ROOT.parent / "shared" / "corpora")
    options = parser.parse_args()
    model = RelationModel(options.model)
    answers = own_answers(TALK / "answers" / "left_out")
    true, logits = read(model, answers)
    three = f1_score(true, logits.argmax(axis=1), average="macro")
    print(f"answers: n {len(answers)}, three-way macro-F1 {three:.2f}, {direction(true, logits)}")
    scenes = [scene.session for scene in read_scenes(TALK / "scenes" / "left_out")]
    print(f"scenes: {direction(*read(model, list(sides(scenes))))}")
    committees = [read_session(options.corpora / "talk", name) for name in TALK_DEV]
    print(f"committee dev sessions: {direction(*read(model, list(sides(committees))))}")


def sides(sessions: Iterable[Session]) -> Iterator[Pair]:
    """Yield the first window of every turn that supports or opposes a statement."""
    for session in sessions:
        found = labelled(session)
        for column, statement in enumerate(session.statements["text"]):
            seen = set()
            for i in np.flatnonzero(np.isin(found.labels[:, column], (1, -1))):
                window = found.windows[i]
                if window.row not in seen:
                    seen.add(window.row)
                    side = SUPPORTS if found.labels[i, column] == 1 else OPPOSES
                    yield Pair(statement, window.text, window.before, side)


def read(model: RelationModel, pairs: list[Pair]) -> tuple[np.ndarray, np.ndarray]:
    """Return (n,) labels and (n, 3) logits."""
    logits = model.read(*zip(*((p.statement, p.text, p.context) for p in pairs), strict=True))
    return np.array([p.label for p in pairs]), logits


def direction(true: np.ndarray, logits: np.ndarray) -> str:
    """Say how often the side of what takes one is right."""
    sided = true != NEITHER
    right = np.where(logits[:, 0] > logits[:, 2], SUPPORTS, OPPOSES) == true
    return f"direction {right[sided].mean():.2f} of {sided.sum()}"


if __name__ == "__main__":
    main()
