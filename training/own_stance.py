"""How far two readers agree on stance, in invented scenes and in real meetings: ``python training/own_stance.py``.

The second (``talk/second/*.txt``: session, row of the turn, statement, label; ``done`` ends a session) read 61 scenes
and six meetings without seeing the labels. Units are (participant's turn, statement); what is not marked is *neither*.
Both readers are language models of one family, so this overstates what two people would reach.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from nltk.metrics.agreement import AnnotationTask
from own_talk import LABELS, TALK, coded_meetings, read_scenes

from inspired_analysis.coding.talk import Session

SECOND = TALK / "second"
CORPORA = Path(__file__).resolve().parents[2] / "shared" / "corpora"


def second_reading(file: Path) -> tuple[set[str], dict[tuple[str, int, str], str]]:
    """Return the sessions that were read again, and (session, row, statement) → label."""
    rows = [line.split() for line in file.read_text(encoding="utf-8").splitlines()]
    return {r[0] for r in rows if r[1] == "done"}, {(r[0], int(r[1]), r[2]): LABELS[r[3]] for r in rows if len(r) == 4}


def first_reading(session: Session) -> dict[tuple[str, int, str], str]:
    """Return (session, row, statement) → label; both sides in one turn are mixed."""
    found: dict[tuple[str, int, str], str] = {}
    for row, statement, label in session.stance[["row", "statement", "label"]].itertuples(index=False):
        key = (session.name, row, statement)
        found[key] = label if found.get(key, label) == label else "mixed"
    return found


def compare(kind: str, sessions: list[Session], file: Path) -> None:
    """Print kappa over five labels, and for evidence or not."""
    again, second = second_reading(file)
    fine, coarse = [], []
    for session in sessions:
        if session.name not in again:
            continue
        first, turns = first_reading(session), session.transcript.turns
        for row in turns.index[turns["role"] == "participant"]:
            for statement in session.statements["statement"]:
                key = (session.name, int(row), statement)
                for reader, said in (("first", first), ("second", second)):
                    label = said.get(key, "neither")
                    fine.append((reader, key, label))
                    coarse.append((reader, key, label != "neither"))
    print(f"{kind}: {len(fine) // 2} units in {len(again)} sessions; kappa over five labels "
          f"{AnnotationTask(fine).kappa():.2f}, for evidence or not {AnnotationTask(coarse).kappa():.2f}")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpora", type=Path, default=CORPORA)
    corpora = parser.parse_args().corpora
    compare("invented scenes", [scene.session for scene in read_scenes()], SECOND / "stance.txt")
    compare("real meetings", coded_meetings(corpora), SECOND / "meetings.txt")


if __name__ == "__main__":
    main()
