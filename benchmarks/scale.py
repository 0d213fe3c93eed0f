"""Many workshops on one machine: time, memory and disk, and what SQL over all of them costs.

    python benchmarks/scale.py [--briefs 50 1000] [--talk 150] [--light] [--store 10000] [--turns 500] [--jobs 2]

*Briefs*: invented workshops of so many turns as --talk says are briefed, with each of the given counts; the table
says the time per workshop, and the most memory that the batch itself held (its workers, which come and go, apart). A
second run over the same, with nothing to do, has a column of its own. ``--light`` codes by words alone, without a
neural model: what may grow with the number of workshops is the running, not the coding.

*Store*: tables of as many workshops as --store says, with --turns turns each, are generated straight into the form
in which briefs publish them; then the store is made and queried. Each query runs in a process of its own, three
times; the table has the median, and the most memory.

10,000 briefs take hours; --briefs 50 1000 shows whether time per workshop grows. Linux only.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from invented import write_workshops

from inspired_analysis.running.ledger import Run
from inspired_analysis.running.notebook import notebook_file
from inspired_analysis.running.results import hashes, seal
from inspired_analysis.running.store import refresh

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from light import light_notebook

QUERIES = {
    "verdicts, counted": "SELECT verdict, count(*) FROM assumptions GROUP BY verdict",
    "words by group and dialogue": "SELECT dialogue, \"group\", sum(words) FROM turns GROUP BY ALL ORDER BY ALL",
    "turns with a word": "SELECT count(*) FROM turns WHERE text ILIKE '%meters%'",
    "quotes behind red lines": "SELECT count(e.quote) FROM incentives, unnest(evidence) t(e) WHERE kind = 'red line'",
}
# The most memory of a process; not ru_maxrss, which remembers the one that started it.
PEAK = r'int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) / 1024'
BATCH = f"""
import json, re, sys, time
from pathlib import Path
from inspired_analysis.running.batch import plan_batch, run_batch
start = time.perf_counter()
raw, out, notebook = map(Path, sys.argv[1:4])
runs = run_batch(plan_batch(raw, out), out, workers=int(sys.argv[4]), notebook=notebook)
print(json.dumps({{"seconds": time.perf_counter() - start, "failed": sum(r.status != "done" for r in runs),
                  "memory": {PEAK}}}))
"""
QUERY = f"""
import re, sys, time
from pathlib import Path
from inspired_analysis.running.store import open_store, selected
start = time.perf_counter()
with open_store(Path(sys.argv[1])) as store:
    selected(store, sys.argv[2]).fetchall()
print(time.perf_counter() - start, {PEAK})
"""


def main() -> None:
    """Print one table for briefs and one for the store."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--briefs", type=int, nargs="*", default=[50, 1000])
    parser.add_argument("--talk", type=int, default=150, help="turns of each workshop that is briefed")
    parser.add_argument("--light", action="store_true", help="brief without any neural model")
    parser.add_argument("--store", type=int, default=10_000)
    parser.add_argument("--turns", type=int, default=500)
    parser.add_argument("--jobs", type=int, default=2)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        if told.briefs:
            notebook = light_notebook(Path(scratch)) if told.light else notebook_file("brief")
            briefs(Path(scratch), told.briefs, told.talk, notebook, told.jobs)
        if told.store:
            store(Path(scratch, "store"), told.store, told.turns)


def briefs(scratch: Path, counts: list[int], turns: int, notebook: Path, jobs: int) -> None:
    """Brief as many workshops as each of *counts* says, twice."""
    print("| workshops | seconds | per workshop | again, nothing to do | memory of the batch, MB | disk, MB |")
    print("|---|---|---|---|---|---|")
    for count in counts:
        raw, out = scratch / f"raw{count}", scratch / f"out{count}"
        write_workshops(raw, count, turns=turns)
        first, again = (_said(BATCH, str(raw), str(out), str(notebook), str(jobs)) for _ in range(2))
        assert not first["failed"]
        print(f"| {count:,} | {first['seconds']:.0f} | {first['seconds'] / count:.2f} | {again['seconds']:.1f} "
              f"| {max(first['memory'], again['memory']):.0f} | {_megabytes(out):.0f} |", flush=True)  # fmt: skip


def _said(code: str, *arguments: str) -> dict:
    done = subprocess.run([sys.executable, "-c", code, *arguments], check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def store(out: Path, workshops: int, turns: int) -> None:
    """Make a store of generated workshops and query it."""
    generate(out, workshops, turns)
    start = time.perf_counter()
    refresh(out)
    seconds, memory = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = time.perf_counter()
    refresh(out)
    again, disk = time.perf_counter() - start, _megabytes(out / ".store")
    print(f"\nStore of {workshops:,} workshops, {workshops * turns:,} turns: made in {seconds:.0f} s with "
          f"{memory:.0f} MB; looked through for changes in {again:.1f} s; {disk:,.0f} MB on disk.\n")  # fmt: skip
    print("| query | seconds | memory, MB |\n|---|---|---|")
    for name, sql in QUERIES.items():
        said = [subprocess.run([sys.executable, "-c", QUERY, str(out), sql], check=True, capture_output=True,
                               text=True).stdout.split() for _ in range(3)]  # fmt: skip
        seconds, memory = median(float(s) for s, _ in said), max(float(m) for _, m in said)
        print(f"| {name} | {seconds:.1f} | {memory:.0f} |", flush=True)


def generate(out: Path, workshops: int, turns: int) -> None:
    """Write what briefs of *workshops* would publish: one real brief, with other words in each copy."""
    import inspired_analysis as ia

    home = write_workshops(out / "raw", 1, turns=turns)[0]
    plan = home / "workshop.yaml"
    plan.write_text(plan.read_text() + "assumptions: [Farmers will accept meters.]\n")
    analysis = ia.analyse(ia.Workshop.load(home), coders=())
    model = out / "model"
    ia.write_brief(analysis, model, formats=("json", "csv"))
    texts = {file.name: file.read_text() for file in model.iterdir()}
    chance = random.Random(2)
    for number in range(workshops):
        name, dialogue = f"w{number:05}", f"dialogue-{number % 20}"
        folder = out / name
        folder.mkdir()
        word = chance.choice(("water", "meters", "ferry", "school", "forest"))
        for file, text in texts.items():
            changed = re.sub(r"\bthe\b", word, text, count=chance.randrange(50))
            if file == "findings.json":
                document = json.loads(text)
                document["workshop"] |= {"id": name, "dialogue": dialogue}
                verdict = chance.choice(("confirmed", "contested", "untested"))
                document["findings"]["assumptions"][0]["verdict"] = verdict
                changed = json.dumps(document)
            (folder / file).write_text(changed)
        seal(folder, Run(id=name, source="", title="", date="", dialogue=dialogue, status="done", cause="", started="",
                         seconds=1.0, version="", outputs=hashes(folder)))  # fmt: skip


def _megabytes(folder: Path) -> float:
    return sum(f.stat().st_blocks * 512 for f in folder.rglob("*") if f.is_file()) / 1e6


if __name__ == "__main__":
    main()
