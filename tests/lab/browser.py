"""JupyterLab in a folder, and the browser to look at it, for the tests of notebooks."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

# Before its kernel is there and heard, a notebook that is told to run does nothing.
CONNECTED = """async (path) => (await (await fetch("/api/sessions")).json()).some((session) =>
    session.path === path && session.kernel.execution_state === "idle" && session.kernel.connections > 0)"""
PATIENCE = 240_000  # milliseconds; JupyterLab on a busy machine takes its time


@contextmanager
def running_lab(folder: Path) -> Iterator[str]:
    """JupyterLab in *folder* for as long as the block lasts; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = folder / "log"
    command = [sys.executable, "-m", "inspired_analysis", "lab", "--no-browser", "--port", str(port)]
    own = {name: str(folder / name) for name in ("JUPYTER_CONFIG_DIR", "IPYTHONDIR")}
    with log.open("wb") as out:
        server = subprocess.Popen(command, cwd=folder, stdout=out, stderr=out, env={**os.environ, **own})
    try:
        until = time.monotonic() + 300
        while not (found := re.search(r"http://127\.0\.0\.1:\S+token=\w+", log.read_text())):
            assert server.poll() is None, log.read_text()
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.2)
        yield found[0]
    finally:
        server.terminate()
        server.wait(60)


@dataclass
class Jupyter:
    """A running JupyterLab, its folder, and a browser to look at it."""

    folder: Path
    address: str
    browser: object

    def run(self, name: str, kind: str = "lab/tree"):
        """Open ``notebooks/NAME.ipynb`` in JupyterLab, or as *kind* says, and run all cells; return the page.

        ``page.abroad`` are requests to elsewhere, ``page.errors`` what the page's scripts threw.
        """
        page = self.browser.new_page(viewport={"width": 1400, "height": 1100})
        page.set_default_timeout(PATIENCE)
        page.abroad, page.errors = [], []
        here = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")
        page.on("request", lambda r: None if r.url.startswith(here) else page.abroad.append(r.url))
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        at = self.address.replace("lab/tree/notebooks/explore.ipynb", f"{kind}/notebooks/{name}.ipynb")
        page.goto(f"{at}&reset")  # without the tabs of the test before
        until = time.monotonic() + PATIENCE / 1000
        while not page.evaluate(CONNECTED, f"notebooks/{name}.ipynb"):
            assert time.monotonic() < until, "no kernel for the notebook"
            page.wait_for_timeout(200)
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        return page
