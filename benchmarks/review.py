"""How fast is the review, in the browser? Opening, key presses, and what is lost when the kernel is killed.

    python benchmarks/review.py [--turns 3000] [--codings 5000] [--decisions 1000]

Starts JupyterLab and headless Chromium (extras ``lab`` and ``dev``) on a generated transcript, and prints: seconds from
the first line of the page's own code to a page that answers; milliseconds from a key press to the next frame, median
and worst of 100; and, of decisions made while the kernel was killed at random, how many that the page had shown as
saved are gone when it is opened again. Then the same without a browser, killed more often: of decisions that the log
had confirmed, how many are not in it.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WORDS = ("water", "we", "cannot", "pay", "twice", "the", "school", "is", "far", "meters", "cost", "our", "farm", "help")
CELL = """
import os, random
from dataclasses import dataclass
from pathlib import Path
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

Path("pid").write_text(str(os.getpid()))
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


# Decides on one coding after another, faster than people do, until the page says that something is not saved.
DECIDE = """() => {
    window.deciding = setInterval(() => {
        if (document.querySelector(".ir-state.bad")) return clearInterval(window.deciding);
        document.querySelector(".ir-chip.on").dispatchEvent(new KeyboardEvent("keydown", { key: "x", bubbles: true }));
    }, 150);
}"""
SHOWN = """() => [...document.querySelectorAll(".ir-chip.rejected:not(.pending)")].map((chip) =>
    `${chip.closest(".ir-turn").dataset.turn} ${chip.firstChild.textContent}`)"""


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=3000)
    parser.add_argument("--codings", type=int, default=5000)
    parser.add_argument("--decisions", type=int, default=1000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        in_browser(Path(folder), args.turns, args.codings, args.decisions)
    with tempfile.TemporaryDirectory() as folder:
        lost, confirmed, kills = killed_at_random(Path(folder), args.decisions)
        print(f"without a browser, killed {kills} times: {lost} of {confirmed:,} confirmed decisions lost")


def in_browser(folder: Path, turns: int, codings: int, decisions: int) -> None:
    """Print how fast the review opens and answers in JupyterLab, and what is lost there when the kernel dies."""
    from playwright.sync_api import sync_playwright

    sys.path.insert(0, str(ROOT / "tests"))
    from chromium import BROWSER, FLAGS
    from lab.browser import running_lab

    _written(folder, turns, codings)
    with running_lab(folder) as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=BROWSER, args=FLAGS)
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        page.set_default_timeout(240_000)
        opened = _opened(page, address)
        print(f"{turns:,} turns, {codings:,} codings: opens in {opened:.2f} s", flush=True)
        took = page.evaluate(PRESS)
        median, worst = statistics.median(took), max(took)
        print(f"a key press: median {median:.0f} ms, worst of {len(took)} {worst:.0f} ms", flush=True)
        lost, shown, kills = _killed(page, address, folder / "notebooks" / "pid", decisions)
        print(f"kernel killed {kills} times: {lost} of {shown:,} decisions that the page had shown as saved lost")
        browser.close()


def _written(folder: Path, turns: int, codings: int) -> None:
    """Write a talk, and a notebook that reviews it."""
    import nbformat

    draw, talk = random.Random(0), folder / "data" / "big"
    talk.mkdir(parents=True)
    lines = [f"P{i % 9}: {' '.join(draw.choices(WORDS, k=draw.randrange(8, 60)))}." for i in range(turns)]
    (talk / "talk.txt").write_text("\n".join(lines))
    (folder / "notebooks").mkdir()
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    cell = nbformat.v4.new_code_cell(CELL.format(codings=codings))
    node = nbformat.v4.new_notebook(cells=[cell], metadata=kernel)
    nbformat.write(node, folder / "notebooks" / "explore.ipynb")


def _opened(page, address: str) -> float:
    """Open the notebook, run it, and return the seconds until the page of the review answered."""
    page.goto(address)
    page.get_by_text("| Idle").wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.locator(".ir-chip.on").wait_for()
    page.wait_for_function("performance.getEntriesByName('review-open').length")
    return page.evaluate("performance.getEntriesByName('review-open')[0].duration") / 1000


def _killed(page, address: str, pid: Path, wanted: int) -> tuple[int, int, int]:
    """Decide on the page while its kernel is killed; return how many decisions were lost, shown as saved, and kills."""
    draw, lost, kills, shown = random.Random(0), 0, 0, Counter()
    while shown.total() < wanted:
        page.evaluate(DECIDE)
        time.sleep(draw.uniform(2, 25))
        os.kill(int(pid.read_text()), signal.SIGKILL)
        page.locator(".ir-state.bad").wait_for()
        shown = Counter(page.evaluate(SHOWN))
        _opened(page, address)
        lost += (shown - Counter(page.evaluate(SHOWN))).total()
        kills += 1
    return lost, shown.total(), kills


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


if __name__ == "__main__":
    main()
