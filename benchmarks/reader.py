"""Whether the evidence reader stays fluid in a long brief: filter, search and scroll in Chromium.

    python benchmarks/reader.py [--turns 500 5000]

The workshop is the first example, its turns repeated until there are enough, coded by cues. Each figure is milliseconds
from the reader's input to the second frame after it, so that layout and paint are in; of a scroll through the whole
page it is the longest frame. The median of five. Needs Chromium on the path and the extra ``dev``.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
from pathlib import Path

from briefing import lengthened
from playwright.sync_api import sync_playwright

import inspired_analysis as ia
from inspired_analysis.coding.cues import CueCoder

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
ROUNDS = 5
FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
INPUT = f"""async ([selector, value]) => {{
  const field = document.querySelector(selector), frames = {FRAMES};
  const start = performance.now();
  field.value = value;
  field.dispatchEvent(new Event("input"));
  await frames();
  return performance.now() - start;
}}"""
SCROLL = """async () => {
  let longest = 0, last = performance.now();
  for (let step = 0; step <= 60; step++) {
    scrollTo(0, document.documentElement.scrollHeight * step / 60);
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  }
  return longest;
}"""


def main() -> None:
    """Print one Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, nargs="+", default=[500, 5000])
    args = parser.parse_args()
    print("| turns | HTML, bytes | open | filter | search | show all | longest frame of a scroll |")
    print("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for turns in args.turns:
            home = Path(folder) / str(turns)
            analysis = ia.analyse(lengthened(home, turns), coders=[CueCoder()])
            (file,) = ia.write_brief(analysis, home / "brief", formats=("html",))
            cells = [f"{n:.0f}" for n in measured(browser, file, analysis.turns)]
            print("|", " | ".join([f"{turns:,}", f"{file.stat().st_size:,}", *cells]), "|", flush=True)
        browser.close()


def measured(browser, file: Path, turns) -> list[float]:
    """Return milliseconds to open, filter, search and show all, and those of the longest frame of a scroll."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(file.as_uri())
    opened = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
    speaker = turns["speaker"].mode().iloc[0]
    word = max(turns["text"].iloc[1].split(), key=len)
    actions = [("select[name=speaker]", speaker), ("#f-words", word), ("#f-words", "")]
    times: list[list[float]] = [[] for _ in actions]
    for _ in range(ROUNDS):
        for own, action in zip(times, actions, strict=True):
            own.append(page.evaluate(INPUT, list(action)))
        page.evaluate(INPUT, ["select[name=speaker]", ""])
    scroll = statistics.median(page.evaluate(SCROLL) for _ in range(ROUNDS))
    page.close()
    return [opened, *map(statistics.median, times), scroll]


if __name__ == "__main__":
    main()
