"""Files that are out to do harm, through a whole batch, and what their briefs, notebooks and sheets then do.

    python benchmarks/hostile.py FOLDER [--every N] [--jobs 2]

Each file below FOLDER becomes a workshop of its own, with a plan that names it, whatever
its ending. `run_batch` briefs them all, with the light coders of the tests, in a network namespace without interfaces
and under strace. Printed: how they ended; what the batch wrote outside its own folders, whom it called, what it
started. Then every CSV and workbook is opened in LibreOffice, where no cell may be a formula, and every page in
Chromium, where no dialog may open, nothing may be asked for and no script may stand but our own. Exit code 1 if one
of these fails. Wants Linux, unshare, ip, strace; without LibreOffice or Chromium their part is left out, and said.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import yaml
from lxml import html
from tqdm import tqdm
from watched import loopback_only, watch

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

SHEETS = """from pathlib import Path
from inspired_analysis.exchange.sheets import write_sheets
write_sheets(analysis, Path(out) / "codings.xlsx")"""
AT_A_TIME = 150  # sheets that LibreOffice is given at once
FORMULA = re.compile(rb"table:formula=")
LINKS = ("href", "src", "srcset", "action", "formaction")
SECONDS = 1800  # for one workshop: machines can be busy
DEFECTS = ("A defect", "The notebook", "The worker", "It took", "One step")  # how causes begin that nobody foresaw


def main() -> int:
    """Run and print; 1 if something did harm."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every Nth file")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--keep", type=Path, help="work in this folder, and leave it")
    parser.add_argument("--batch", type=Path, help=argparse.SUPPRESS)  # this is the process that is watched
    given = parser.parse_args()
    if given.batch:
        return _batch(given.folder, given.batch, given.jobs)
    with tempfile.TemporaryDirectory() as temporary:
        own = given.keep or Path(temporary)
        own.mkdir(parents=True, exist_ok=True)
        count = _lay_out(given.folder, own / "raw", given.every)
        return 0 if all([_brief(own, count, given.jobs), _sheets(own), _pages(own)]) else 1


def _lay_out(folder: Path, raw: Path, every: int) -> int:
    """Make a workshop of each file; return how many."""
    files = sorted(f for f in folder.rglob("*") if f.is_file())[::every]
    for number, file in enumerate(files, 1):
        home = raw / f"w{number:04}"
        home.mkdir(parents=True)
        shutil.copyfile(file, home / file.name)
        plan = {"title": file.name, "transcripts": [file.name], "assumptions": ["This works as it should."],
                "questions": ["What is it about?"]}  # fmt: skip
        (home / "workshop.yaml").write_text(yaml.safe_dump(plan, allow_unicode=True), encoding="utf-8")
    return len(files)


def _batch(raw: Path, out: Path, jobs: int) -> int:
    """Brief all workshops below *raw*, in this process and those that it starts."""
    from light import light_notebook

    from inspired_analysis.running.batch import plan_batch, run_batch
    from inspired_analysis.running.warm_shared import close_shared, shared

    os.umask(0o077)
    shared(models=False)
    planned = plan_batch(raw, out)
    with tqdm(total=len(planned), file=sys.stderr, mininterval=5) as bar:
        run_batch(planned, out, workers=jobs, notebook=light_notebook(out.parent, SHEETS), seconds=SECONDS,
                  each=lambda run, did: bar.update())  # fmt: skip
    close_shared()
    return 0


def _brief(own: Path, count: int, jobs: int) -> bool:
    from inspired_analysis.running.ledger import current

    folders = {name: own / name for name in ("home", "tmp", "out")}
    for folder in folders.values():
        folder.mkdir(exist_ok=True)
    env = {**os.environ, "HOME": str(folders["home"]), "TMPDIR": str(folders["tmp"]), "PYTHONPATH": str(ROOT),
           "PYTHONDONTWRITEBYTECODE": "1"}  # fmt: skip
    command = [sys.executable, str(Path(__file__).resolve()), str(own / "raw"), "--batch", str(folders["out"])]
    seen = watch(loopback_only([*command, "--jobs", str(jobs)]), cwd=own, env=env,
                 may_write=[folders["home"], folders["tmp"], folders["out"], own / "brief.ipynb"])  # fmt: skip
    runs = current(folders["out"])
    ended = Counter(run.status for run in runs)
    odd = Counter(run.cause for run in runs if run.cause.startswith(DEFECTS))
    print(f"{count} files: exit code of the batch {seen.code}; {ended['done']} briefed, {ended['failed']} refused")
    print(f"  refused for want of a better reason   {odd.total():>5}{_told(odd)}")
    print(f"  files written outside                 {seen.outside.total():>5}{_told(seen.outside)}")
    print(f"  connections but to loopback           {seen.away.total():>5}{_told(seen.away)}")
    print(f"  programs started                      {seen.programs.total():>5}{_told(seen.programs)}")
    return seen.code == 0 and len(runs) == count and not (odd or seen.outside or seen.away)


def _sheets(own: Path) -> bool:
    """Open every sheet in LibreOffice, and count the cells that are formulas there."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if not office:
        print("sheets: not opened, there is no LibreOffice")
        return True
    flat, opened = own / "sheets", own / "opened"
    flat.mkdir()
    opened.mkdir()
    for file in sorted(f for f in (own / "out").rglob("*") if f.suffix in (".csv", ".xlsx")):
        shutil.copyfile(file, flat / f"{file.parent.name}-{file.stem}{file.suffix.replace('.', '-')}{file.suffix}")
    files = sorted(flat.iterdir())
    for start in tqdm(range(0, len(files), AT_A_TIME), file=sys.stderr):
        command = [office, f"-env:UserInstallation={(own / 'office').as_uri()}", "--headless", "--convert-to", "fods",
                   "--outdir", str(opened), *map(str, files[start : start + AT_A_TIME])]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True)
    formulas = {f.name: n for f in sorted(opened.iterdir()) if (n := len(FORMULA.findall(f.read_bytes())))}
    count = len(list(opened.iterdir()))
    print(f"{len(files)} sheets, {count} opened in LibreOffice: {sum(formulas.values())} formulas"
          f"{_told(Counter(formulas))}")  # fmt: skip
    return not formulas and count == len(files)


def _pages(own: Path) -> bool:
    """Look for scripts that are not ours in pages and notebooks, and open the pages in Chromium."""
    from inspired_analysis.briefing.html import script

    pages = sorted((own / "out").rglob("*.html"))
    ours = {str(script(name)) for name in ("brief.js", "index.js")}
    scripts: Counter[str] = Counter()
    handlers = 0
    for page in pages:
        tree = html.fromstring(page.read_bytes())
        scripts.update(found.text or found.get("src", "") for found in tree.iter("script"))
        handlers += sum(name.startswith("on") or (name in LINKS and "script:" in value.lower())
                        for element in tree.iter("*") for name, value in element.attrib.items())  # fmt: skip
    notebooks = sorted((own / "out").rglob("*.ipynb"))
    shown = [html_ for file in notebooks for html_ in _shown(json.loads(file.read_text(encoding="utf-8")))]
    loose = sum(bool(re.search(r"<script|<iframe|\son\w+\s*=\s*[\"']", text, re.I)) for text in shown)
    others = sum(n for text, n in scripts.items() if text not in ours)
    print(f"{len(pages)} pages: {others} scripts but our own, {handlers} handlers and addresses of scripts")
    print(f"{len(notebooks)} notebooks, {len(shown)} tables shown in them: {loose} with scripts or handlers")
    return not others and not handlers and not loose and _in_chromium(pages)


def _shown(notebook: dict) -> list[str]:
    outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", [])]
    return ["".join(output["data"]["text/html"]) for output in outputs if "text/html" in output.get("data", {})]


def _in_chromium(pages: list[Path]) -> bool:
    browser_path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        browser_path = None
    if not browser_path:
        print("pages: not opened, there is no Chromium or no playwright")
        return True
    dialogs, asked, trouble = [], [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
        for path in tqdm(pages, file=sys.stderr):
            page = browser.new_page()
            page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
            page.on("request", lambda request: asked.append(request.url))
            page.on("console", lambda message: trouble.append(message.text))
            page.on("pageerror", lambda error: trouble.append(str(error)))
            page.goto(path.as_uri())
            page.close()
        browser.close()
    own = ("data:image/svg+xml;base64,", *(path.as_uri() for path in pages))
    others = Counter(address for address in asked if not address.startswith(own))
    print(f"opened in Chromium: {len(dialogs)} dialogs, {others.total()} requests{_told(others)}, "
          f"{len(trouble)} complaints{_told(Counter(trouble))}")  # fmt: skip
    return not (dialogs or others or trouble)


def _told(counts: Counter) -> str:
    return "".join(f"\n    {n:>5} {what}" for what, n in counts.most_common(20))


if __name__ == "__main__":
    sys.exit(main())
