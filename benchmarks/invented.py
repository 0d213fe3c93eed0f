"""Invented workshops, as many and as long as a benchmark wants: the examples' own turns, shuffled with a seed.

They are plan-less but for who spoke: without assumptions and options the stance model has nothing to read, so that
what is timed is the running, not the model of the day.
"""

from __future__ import annotations

import random
from pathlib import Path

import yaml

from inspired_analysis.reading import read_workshop
from inspired_analysis.workshop import Workshop

__all__ = ["write_workshops"]

EXAMPLES = Path(__file__).resolve().parents[1] / "data" / "raw"
GROUPS = {"Mirela": "", "Davor": "social agents", "Senka": "citizens", "Tobias": "public administration",
          "Halina": "parliament", "Bogdan": "academia", "Ingrid": "civil society", "Nadja": "media"}  # fmt: skip


def write_workshops(folder: Path, count: int, *, turns: int = 150, dialogues: int = 5, seed: int = 1) -> list[Path]:
    """Write *count* workshops of *turns* turns each below *folder*; return their folders."""
    said = [" ".join(text.split()) for home in sorted(EXAMPLES.iterdir()) if home.is_dir()
            for text in read_workshop(Workshop.load(home)).turns["text"]]  # fmt: skip
    chance = random.Random(seed)
    folders = []
    for number in range(count):
        home = folder / f"w{number:05}"
        home.mkdir(parents=True)
        speakers = list(GROUPS)
        lines, last = [], ""
        for _ in range(turns):
            last = chance.choice([name for name in speakers if name != last])
            lines.append(f"{last}: {chance.choice(said)}")
        (home / "talk.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
        plan = {
            "title": f"Invented workshop {number}", "dialogue": f"dialogue-{number % dialogues}",
            "participants": [{"label": n, "group": g, "role": "participant" if g else "facilitator"}
                             for n, g in GROUPS.items()],
        }  # fmt: skip
        (home / "workshop.yaml").write_text(yaml.safe_dump(plan), encoding="utf-8")
        folders.append(home)
    return folders
