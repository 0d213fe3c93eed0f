"""Make the list of ordinary English words: those that talk and text write in lower case.

    python training/ordinary_words.py CORPORA

A word that resembles a listed name is taken for that name only if it is none of these. Words that stand mostly
with a capital within sentences (John, London, Monday) are left out. Counts from QMSum, ExplaGraphs (MIT),
Persuasion For Good (Apache-2.0), MultiNLI, SNLI and Perspectrum (open licences); the list holds words alone, in
alphabetical order.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from pathlib import Path

FILES = ("qmsum_turns.jsonl", "explagraphs.jsonl", "persuasionforgood.jsonl", "nli_mnli.jsonl", "nli_snli.jsonl",
         "perspectrum.jsonl")
OUT = Path(__file__).parent.parent / "inspired_analysis" / "guarding" / "ordinary" / "en.txt"
FEWEST = 4
LOWER = 0.5  # share of a word's occurrences within sentences that are in lower case
WORD = re.compile(r"[^\W\d_]+")


def main(folder: Path) -> None:
    """Count the words of the corpora in *folder* and write the list."""
    lower, capital = Counter(), Counter()
    for name in FILES:
        for line in (folder / name).read_text(encoding="utf-8").splitlines():
            text = json.loads(line)["text"]
            for match in WORD.finditer(text):
                word = match[0]
                if word.islower():
                    lower[word] += 1
                elif not re.search(r"(^|[.?!:]['\")\]]*)\s*$", text[max(0, match.start() - 6) : match.start()]):
                    capital[word.lower()] += 1
    words = sorted(w for w, n in lower.items()
                   if n >= FEWEST and len(w) > 1 and w.isascii() and n >= LOWER * (n + capital[w]))  # fmt: skip
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text("\n".join(words) + "\n", encoding="utf-8")
    print(f"{len(words):,} words")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
