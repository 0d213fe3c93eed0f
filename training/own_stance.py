"""How far two readers of the invented scenes agree on stance: ``python training/own_stance.py``.

The second (``talk/second/stance.txt``: scene, row of the turn, statement, label; ``done`` ends a scene) read 61 scenes
without seeing the labels. Units are (participant's turn, statement); what is not marked is *neither*. Both readers
are language models of one family, so this overstates what two people would reach.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from nltk.metrics.agreement import AnnotationTask
from own_talk import LABELS, TALK, Scene, read_scenes

SECOND = TALK / "second" / "stance.txt"


def second_reading() -> tuple[set[str], dict[tuple[str, int, str], str]]:
    """Return the scenes that were read again, and (scene, row, statement) → label."""
    rows = [line.split() for line in SECOND.read_text(encoding="utf-8").splitlines()]
    return {r[0] for r in rows if r[1] == "done"}, {(r[0], int(r[1]), r[2]): LABELS[r[3]] for r in rows if len(r) == 4}


def first_reading(scene: Scene) -> dict[tuple[str, int, str], str]:
    """Return (scene, row, statement) → label; both sides in one turn are mixed."""
    found: dict[tuple[str, int, str], str] = {}
    for row, statement, label in scene.session.stance[["row", "statement", "label"]].itertuples(index=False):
        key = (scene.session.name, row, statement)
        found[key] = label if found.get(key, label) == label else "mixed"
    return found


def main() -> None:
    """Print kappa over five labels, and for evidence or not."""
    again, second = second_reading()
    fine, coarse = [], []
    for scene in read_scenes():
        if scene.session.name not in again:
            continue
        first, turns = first_reading(scene), scene.session.transcript.turns
        for row in turns.index[turns["role"] == "participant"]:
            for statement in scene.session.statements["statement"]:
                key = (scene.session.name, int(row), statement)
                for reader, said in (("first", first), ("second", second)):
                    label = said.get(key, "neither")
                    fine.append((reader, key, label))
                    coarse.append((reader, key, label != "neither"))
    print(f"{len(fine) // 2} units in {len(again)} scenes")
    print(f"kappa, five labels: {AnnotationTask(fine).kappa():.2f}")
    print(f"kappa, evidence or not: {AnnotationTask(coarse).kappa():.2f}")


if __name__ == "__main__":
    main()
