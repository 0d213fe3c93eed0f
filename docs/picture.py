"""Takes the picture of a brief that the README shows: the first page of an example, in Chromium.

    python docs/picture.py [--out docs/brief.png]

Needs the extra ``dev`` and Chromium on the path (``--chromium`` names another).
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

import inspired_analysis as ia

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "data" / "raw" / "sarna-water-1"
WIDTH, HEIGHT = 1000, 1340


def main() -> None:
    """Brief the example and photograph its top."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "brief.png")
    parser.add_argument("--chromium", default=shutil.which("chromium") or shutil.which("google-chrome"))
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        (page_file,) = ia.write_brief(ia.analyse(ia.Workshop.load(EXAMPLE)), folder, formats=("html",))
        browser = playwright.chromium.launch(executable_path=args.chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        page.goto(page_file.as_uri())
        page.screenshot(path=args.out)
        browser.close()
    print(args.out)


if __name__ == "__main__":
    main()
