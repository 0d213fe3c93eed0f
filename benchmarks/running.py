"""Batches against a stock papermill loop, on the same notebook and the same processors, in one run.

    python benchmarks/running.py [--workshops 50] [--turns 150] [--rounds 3] [--jobs 3] [--light]

Stock: one process that calls ``papermill.execute_notebook`` for one workshop after another, as its documentation
shows. Ours: what ``inspired batch`` with --jobs does. They take turns; both start from nothing, nothing is kept, and
what they write is compared byte for byte. The workshops are invented and have no assumptions: what is timed is the
running, not the stance model, which has a line of its own. ``--light`` leaves out the sentence encoder too, in both:
its notebook codes by words alone. Prints a Markdown table of medians and ratios.

The stock loop is slow; ``--stock N`` runs it over N workshops only and says so.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from invented import write_workshops

from inspired_analysis.running.batch import default_workers
from inspired_analysis.running.notebook import notebook_file
from inspired_analysis.running.worker import OUTPUTS

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))
from light import light_notebook  # noqa: E402

STOCK = """
import sys
from pathlib import Path
import papermill
for home in sys.argv[3:]:
    out = Path(sys.argv[2], Path(home).name); out.mkdir(parents=True)
    papermill.execute_notebook(sys.argv[1], str(out / "brief.ipynb"), kernel_name="python3", progress_bar=False,
                               parameters={"workshop": home, "out": str(out), "kept": ""})
"""
OURS = """
import sys
from pathlib import Path
from inspired_analysis.running.warm_shared import begun
with begun():
    from inspired_analysis.running.batch import plan_batch, run_batch
    raw, out, jobs, notebook = sys.argv[1:]
    run_batch(plan_batch(Path(raw), Path(out)), Path(out), workers=int(jobs), notebook=Path(notebook))
"""
MODEL = """
import sys, time
import inspired_analysis as ia
from inspired_analysis.coding.stance import StanceCoder
home = ia.Workshop.load(sys.argv[1])
plan = ia.Workshop.load(sys.argv[2]).plan
home = ia.Workshop(home.id, home.plan.model_copy(update={"assumptions": plan.assumptions[:5]}), home.files, True)
talk = ia.Stages().read(home)
coder = StanceCoder()
coder.code(talk, home)
start = time.process_time()
coder.code(talk, home)
print(coder.name, time.process_time() - start, sep="|")
"""


def main() -> None:
    """Run both, in turns, and print what they took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workshops", type=int, default=50)
    parser.add_argument("--turns", type=int, default=150)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=default_workers())
    parser.add_argument("--stock", type=int, help="workshops of the stock loop, if fewer")
    parser.add_argument("--light", action="store_true", help="code without any neural model, in both")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        homes = write_workshops(Path(scratch, "raw"), told.workshops, turns=told.turns)
        told.notebook = light_notebook(Path(scratch)) if told.light else notebook_file("brief")
        rounds = [compare(Path(scratch), homes, told, number) for number in range(told.rounds)]
        warm = single(Path(scratch), homes[0], told.notebook, rounds=max(5, told.rounds))
        model, model_seconds = relation_model(homes[0])
    report(rounds, warm, model, model_seconds, told)


def compare(scratch: Path, homes: list[Path], told: argparse.Namespace, number: int) -> dict[str, float]:
    """Return seconds per brief, wall and processor, of both, and whether they wrote the same."""
    some = homes[: told.stock or len(homes)]
    stock, ours = scratch / f"stock{number}", scratch / f"ours{number}"
    notebook = str(told.notebook)
    order = [
        ("stock", [sys.executable, "-c", STOCK, notebook, str(stock), *map(str, some)], len(some)),
        ("ours", [sys.executable, "-c", OURS, str(scratch / "raw"), str(ours), str(told.jobs), notebook], len(homes)),
    ]  # fmt: skip
    found: dict[str, float] = {}
    for name, command, count in order if number % 2 == 0 else order[::-1]:
        wall, processor = timed(command)
        found |= {name: wall / count, f"{name} processor": processor / count}
    found["unlike"] = sum(digest(stock / h.name / f) != digest(ours / h.name / f) for h in some for f in OUTPUTS)
    return found


def timed(command: list[str]) -> tuple[float, float]:
    """Return wall and processor seconds of *command* and all that it starts."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                   env={**os.environ, "OMP_NUM_THREADS": "1"})  # fmt: skip
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def single(scratch: Path, home: Path, notebook: Path, *, rounds: int) -> dict[str, float]:
    """Return the median wall seconds of one brief from a process that is warm already."""
    from inspired_analysis.running import warm_shared
    from inspired_analysis.running.batch import plan_jobs, run_batch

    warm_shared.shared()
    seconds = []
    for _ in range(rounds):
        out = scratch / "single"
        (run,) = run_batch(plan_jobs([home], home, out), out, workers=1, anew=True, notebook=notebook)
        assert run.status == "done", run.cause
        seconds.append(run.seconds)
    warm_shared.close_shared()
    return {"median": median(seconds), "least": min(seconds)}


def relation_model(home: Path) -> tuple[str, float]:
    """Return the shipped stance coder's name, and its processor seconds for one workshop with five assumptions."""
    example = str(ROOT / "data" / "raw" / "sarna-water-1")
    said = subprocess.run([sys.executable, "-c", MODEL, str(home), example], cwd=ROOT, check=True, text=True,
                          capture_output=True, env={**os.environ, "OMP_NUM_THREADS": "1"}).stdout  # fmt: skip
    name, seconds = said.split("|")
    return name, float(seconds)


def digest(file: Path) -> str:
    """Return the file's SHA-256."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def report(rounds: list[dict], warm: dict, model: str, model_seconds: float, told: argparse.Namespace) -> None:
    """Print the table."""
    middle = {name: median(r[name] for r in rounds) for name in rounds[0]}
    ratio, work = median(r["stock"] / r["ours"] for r in rounds), middle["stock processor"] / middle["ours processor"]
    stock = told.stock or told.workshops
    print(f"{told.workshops} workshops of {told.turns} turns (stock loop: {stock}), {told.rounds} rounds, medians; "
          f"ours with --jobs {told.jobs}.\n")  # fmt: skip
    print("| | stock papermill loop | inspired batch | ratio |\n|---|---|---|---|")
    print(f"| briefs per minute | {60 / middle['stock']:.1f} | {60 / middle['ours']:.1f} | {ratio:.1f} |")
    print(f"| processor seconds per brief | {middle['stock processor']:.2f} | {middle['ours processor']:.2f} "
          f"| {work:.1f} |")  # fmt: skip
    print(f"| files that differ | | {sum(r['unlike'] for r in rounds):.0f} | |")
    print(f"\nOne brief from a warm process: {warm['median']:.2f} s (least {warm['least']:.2f}), wall. "
          f"Beside it, the stance model ({model}) on five assumptions: {model_seconds:.2f} s.")  # fmt: skip


if __name__ == "__main__":
    main()
