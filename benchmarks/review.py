"""How fast is the review, in the browser? Opening, key presses, and what is lost when the kernel is killed.

    python benchmarks/review.py [--turns 3000] [--codings 5000] [--decisions 1000]

Starts JupyterLab and headless Chromium (extras ``lab`` and ``dev``) on a generated transcript, and prints: seconds from
the first line of the page's own code to a page that answers; milliseconds from a key press to the next frame, median
and worst of 100; and, of decisions made while the kernel was killed at random, how many that the page had shown as
saved are missing from the log (the last in a process of its own, without a browser).
"""

from __future__ import annotations

import argparse
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WORDS = ("water", "we", "cannot", "pay", "twice", "the", "school", "is", "far", "meters", "cost", "our", "farm", "help")
CELL = """
import random, time
from dataclasses import dataclass
from inspired_analysis import lab
from inspired_analysis.tables import table

@dataclass
class Random:
    name = "random 1"
    def code(self, transcript, workshop):
        draw, turns, rows = random.Random(1), transcript.turns, []
        for _ in range({codings}):
            turn = turns.iloc[draw.randrange(len(turns))]
            size = len(turn["text"])
            start = draw.randrange(size - 5)
            begin, end = turn["start"] + start, turn["start"] + draw.randrange(start + 1, size)
            rows.append({{"coding": "", "transcript": transcript.id, "turn": turn["turn"], "start": begin, "end": end,
                         "code": draw.choice(["interest", "reason", "attitude"]), "statement": "", "value": "",
                         "target": "", "confidence": draw.random(), "coder": self.name}})
        return table("codings", rows)

lab.review("../data/big", who="R1", coders=[Random()])
"""
DECIDER = """
import sys
from pathlib import Path
from inspired_analysis.deciding import Anchor, Judged, Log
log = Log(Path(sys.argv[1]), ("talk",))
for i in range(int(sys.argv[2]), 10**6):
    at = Anchor(turn=1, start=i, end=i + 9, words="some words", before="b" * 48, after="a" * 48)
    print(log.append("R1", "reject", before=Judged(code="interest", at=at)).id, flush=True)
"""
PRESS = """async () => {
    const took = [], chip = () => document.querySelector(".ir-chip.on");
    for (let i = 0; i < 100; i++) {
        const key = ["j", "j", "x", "a"][i % 4], from = performance.now();
        chip().dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
        await new Promise((done) => requestAnimationFrame(() => { const c = new MessageChannel();
            c.port1.onmessage = done; c.port2.postMessage(0); }));
        took.push(performance.now() - from);
        await new Promise((done) => setTimeout(done, 20));
    }
    return took;
}"""


def main() -> None:
    """Print the three figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=3000)
    parser.add_argument("--codings", type=int, default=5000)
    parser.add_argument("--decisions", type=int, default=1000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lost, confirmed, kills = killed_at_random(Path(folder), args.decisions)
        print(f"killed {kills} times: {lost} of {confirmed:,} confirmed decisions lost")
    with tempfile.TemporaryDirectory() as folder:
        opened, presses = in_browser(Path(folder), args.turns, args.codings)
    print(f"{args.turns:,} turns, {args.codings:,} codings: opens in {opened:.2f} s")
    print(f"a key press: median {statistics.median(presses):.0f} ms, worst of {len(presses)} {max(presses):.0f} ms")


def killed_at_random(folder: Path, wanted: int) -> tuple[int, int, int]:
    """Decide in a process that is killed again and again; return lost, confirmed, and how often it was killed."""
    from inspired_analysis.deciding import Log

    draw, confirmed, kills = random.Random(0), [], 0
    while len(confirmed) < wanted:
        process = subprocess.Popen([sys.executable, "-c", DECIDER, str(folder), str(len(confirmed))],
                                   stdout=subprocess.PIPE, text=True)  # fmt: skip
        confirmed.append(process.stdout.readline().strip())
        time.sleep(draw.uniform(0.05, 0.5))
        process.kill()
        confirmed += [line for line in process.stdout.read().split("\n")[:-1] if line]
        process.wait()
        kills += 1
    kept = {e.id for e in Log(folder, ("talk",)).read()[0]}
    return len(set(confirmed) - kept), len(confirmed), kills


def in_browser(folder: Path, turns: int, codings: int) -> tuple[float, list[float]]:
    """Return seconds until the page answers, and milliseconds per key press."""
    import nbformat
    from playwright.sync_api import sync_playwright

    sys.path.insert(0, str(ROOT / "tests"))
    from lab.browser import BROWSER, FLAGS, running_lab

    draw = random.Random(0)
    talk = folder / "data" / "big"
    talk.mkdir(parents=True)
    lines = [f"P{i % 9}: {' '.join(draw.choices(WORDS, k=draw.randrange(8, 60)))}." for i in range(turns)]
    (talk / "talk.txt").write_text("\n".join(lines))
    (folder / "notebooks").mkdir()
    node = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL.format(codings=codings))])
    nbformat.write(node, folder / "notebooks" / "explore.ipynb")
    with running_lab(folder) as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=BROWSER, args=FLAGS)
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        page.goto(address)
        page.get_by_text("| Idle").wait_for(timeout=120_000)
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        page.locator(".ir-chip.on").wait_for(timeout=180_000)
        opened = page.evaluate("performance.getEntriesByName('review-open')[0].duration") / 1000
        took = page.evaluate(PRESS)
        browser.close()
    return opened, took


if __name__ == "__main__":
    main()
