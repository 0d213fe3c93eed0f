"""How long it takes to render a brief in every format, and how large it becomes.

    python benchmarks/briefing.py [--turns 400] [--rounds 3]

The workshop is the first example, its turns repeated until there are enough. Rendering is warm: one round before the
first that counts. Prints the best round of each format in seconds of processor time, as a share of reading, coding
and finding the same workshop, and the size of the files.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import inspired_analysis as ia
from inspired_analysis.briefing import FORMATS

EXAMPLE = Path(__file__).resolve().parents[1] / "data" / "raw" / "sarna-water-1"
ROUNDS = 3


def main() -> None:
    """Print one Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        workshop = lengthened(Path(folder) / "long", args.turns)
        whole, analysis = timed(lambda: ia.analyse(workshop))
        n = len(analysis.turns)
        print(f"{n} turns, {len(analysis.codings)} codings; read, code and find: {whole:.2f} s\n")
        print("| formats | s | share of the analysis | bytes |\n|---|---|---|---|")
        for formats in (*((name,) for name in FORMATS), FORMATS):
            seconds, files = best(analysis, Path(folder) / "out", formats, args.rounds)
            sizes = ", ".join(f"{f.name} {f.stat().st_size:,}" for f in files) if len(formats) == 1 else ""
            name = formats[0] if len(formats) == 1 else "all"
            print(f"| {name} | {seconds:.2f} | {seconds / whole:.2f} | {sizes} |")


def lengthened(folder: Path, turns: int) -> ia.Workshop:
    """Return the example with its turns repeated until there are *turns*."""
    transcript = ia.analyse(ia.Workshop.load(EXAMPLE), coders=[]).transcript
    said = [f"{t.label}: {t.text}" for t in transcript.turns.itertuples()]
    folder.mkdir()
    (folder / "talk.txt").write_text("\n".join((said * (turns // len(said) + 1))[:turns]), encoding="utf-8")
    plan = (EXAMPLE / "workshop.yaml").read_text(encoding="utf-8")
    (folder / "workshop.yaml").write_text(plan.replace("transcript.docx", "talk.txt"), encoding="utf-8")
    return ia.Workshop.load(folder)


def best(analysis: ia.Analysis, folder: Path, formats: tuple[str, ...], rounds: int) -> tuple[float, list[Path]]:
    """Return the least seconds of *rounds* after one that does not count, and the files."""
    ia.write_brief(analysis, folder, formats=formats)
    times, files = zip(*(timed(lambda: ia.write_brief(analysis, folder, formats=formats)) for _ in range(rounds)),
                       strict=True)  # fmt: skip
    return min(times), files[-1]


def timed(work):
    """Return seconds of processor time, and the result."""
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


if __name__ == "__main__":
    main()
