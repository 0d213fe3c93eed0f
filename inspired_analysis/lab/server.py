"""JupyterLab on the notebooks, on this machine only, asking nothing of the network."""

from __future__ import annotations

import os
import secrets
import shutil
import sys
from pathlib import Path

from ..errors import RunError
from ..running.notebook import notebook_file

__all__ = ["NOTEBOOKS", "arguments", "fetch_notebooks", "serve"]

NOTEBOOKS = ("brief", "explore", "compare")


def serve(folder: Path, *, browser: bool = True, port: int = 8888) -> None:
    """Start JupyterLab in *folder* and stay until it is stopped.

    Raises
    ------
    RunError
        If JupyterLab, which is in the extra ``lab``, is not installed.
    """
    try:
        from jupyterlab.labapp import LabApp
    except ImportError:
        raise RunError("inspired lab", expected="JupyterLab", found="none",
                       todo="Install it: pip install 'inspired_analysis[lab]'") from None  # fmt: skip
    fetch_notebooks(folder)
    # Within this process: arguments of a process can be read by everybody on the machine.
    LabApp.launch_instance(argv=arguments(folder, browser=browser, port=port))


def fetch_notebooks(folder: Path) -> None:
    """Copy our notebooks to ``folder/notebooks`` if there are none; one that is there is never touched."""
    here = folder / "notebooks"
    if any((here / f"{name}.ipynb").exists() for name in NOTEBOOKS):
        return
    here.mkdir(exist_ok=True)
    for name in NOTEBOOKS:
        shutil.copyfile(notebook_file(name), here / f"{name}.ipynb")


def arguments(folder: Path, *, browser: bool, port: int) -> list[str]:
    """Return JupyterLab's arguments: loopback, a new token, no news, no look for updates.

    Given as arguments they go before the user's own Jupyter configuration, which may be laxer.
    """
    loopback = "127.0.0.1"
    given = [
        f"--ServerApp.root_dir={folder}",
        f"--ServerApp.ip={loopback}",
        f"--ServerApp.port={port}",
        f"--ServerApp.open_browser={browser}",
        "--ServerApp.allow_remote_access=False",
        f"--IdentityProvider.token={secrets.token_hex(24)}",
        "--LabApp.default_url=/lab/tree/notebooks/explore.ipynb",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
    ]
    if sys.platform != "win32" and os.geteuid() == 0:
        given.append("--allow-root")  # as in a container; Jupyter would refuse, but only we can reach it
    # Between server and kernel: files that only we can open, not TCP in clear.
    return given if sys.platform == "win32" else [*given, "--KernelManager.transport=ipc"]
