"""JupyterLab: on this machine only, with the notebooks; and the host's notebook in a real browser."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from inspired_analysis.lab.server import arguments, fetch_notebooks
from inspired_analysis.running.notebook import notebook_file

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def test_it_listens_here_only_asks_for_a_token_and_calls_nobody():
    given = arguments(Path("/somewhere"), browser=False, port=9999)
    assert "--ServerApp.ip=127.0.0.1" in given
    assert any(re.fullmatch(r"--IdentityProvider.token=[0-9a-f]{48}", a) for a in given)
    assert {"--LabApp.news_url=None", "--LabApp.extension_manager=readonly"} <= set(given)
    assert "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate" in given


def test_notebooks_are_copied_once_and_never_over_ones_own(tmp_path):
    fetch_notebooks(tmp_path)
    mine = tmp_path / "notebooks" / "explore.ipynb"
    assert mine.read_bytes() == notebook_file("explore").read_bytes()
    mine.write_text("changed")
    fetch_notebooks(tmp_path)
    assert mine.read_text() == "changed"


@pytest.mark.slow
@pytest.mark.skipif(BROWSER is None, reason="no chromium on this machine")
def test_the_explorer_works_in_jupyterlab(raw, tmp_path):
    playwright = pytest.importorskip("playwright.sync_api")
    pytest.importorskip("jupyterlab")
    shutil.copytree(raw, tmp_path / "data" / "raw")
    with _lab(tmp_path) as address, playwright.sync_playwright() as play:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = play.chromium.launch(executable_path=BROWSER, args=flags)
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        abroad = []
        page.on("request", lambda r: None if "127.0.0.1" in r.url or ":" not in r.url[:6] or
                r.url.startswith(("data:", "blob:")) else abroad.append(r.url))  # fmt: skip
        page.goto(address)
        page.get_by_text("Explore a dialogue").first.wait_for(timeout=60_000)
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        page.get_by_text("6 of 6 turns").wait_for(timeout=90_000)
        page.get_by_label("Group").select_option("farmers")
        page.get_by_text("2 of 6 turns").wait_for(timeout=15_000)
        assert page.locator(".inspired article").count() == 2
        assert page.locator(".inspired b", has_text="Really").count() == 0
        page.screenshot(path=os.environ.get("INSPIRED_SHOT", tmp_path / "explore.png"))
        browser.close()
    assert abroad == []


class _lab:
    """JupyterLab in *folder* for as long as the block lasts; gives its address."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> str:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        log = self.folder / "log"
        command = [sys.executable, "-m", "inspired_analysis", "lab", "--no-browser", "--port", str(port)]
        own = {name: str(self.folder / name) for name in ("JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR", "IPYTHONDIR")}
        with log.open("wb") as out:
            self.server = subprocess.Popen(command, cwd=self.folder, stdout=out, stderr=out, env={**os.environ, **own})
        until = time.monotonic() + 60
        while not (found := re.search(r"http://127\.0\.0\.1:\S+", log.read_text())):
            assert self.server.poll() is None, log.read_text()
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.2)
        return found[0]

    def __exit__(self, *_) -> None:
        self.server.terminate()
        self.server.wait(20)
