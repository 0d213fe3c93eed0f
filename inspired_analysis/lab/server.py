"""JupyterLab on the notebooks, on this machine only, asking nothing of the network."""

from __future__ import annotations

import json
import os
import shutil
import sys
from importlib.metadata import entry_points
from pathlib import Path

from ..errors import RunError
from ..running.notebook import notebook_file
from ..running.private import private_folder
from ..running.warm import why_not

__all__ = ["NOTEBOOKS", "arguments", "fetch_notebooks", "serve"]

PROVISIONERS = "jupyter_client.kernel_provisioners"
NOTEBOOKS = ("brief", "review", "explore", "compare")
NEWS = "@jupyterlab/apputils-extension:announcements"  # would ask whether to fetch news


def serve(folder: Path, *, browser: bool = True, port: int = 8888) -> None:
    """Start JupyterLab in *folder* and stay until it is stopped.

    Raises
    ------
    RunError
        If JupyterLab, which is in the extra ``lab``, is not installed, or the user's own configuration of it
        lets everybody in.
    """
    try:
        from jupyterlab.labapp import LabApp
    except ImportError:
        raise RunError("inspired lab", expected="JupyterLab", found="none",
                       todo="Install it: pip install 'inspired_analysis[lab]'") from None  # fmt: skip
    fetch_notebooks(folder)
    with private_folder() as private:
        os.umask(0o077)
        os.environ["JUPYTER_RUNTIME_DIR"] = str(private)  # the kernels' sockets
        if not why_not() and entry_points(group=PROVISIONERS, name="inspired-warm"):
            # Kernels are forked from a process that has everything loaded: after the first, they start at once.
            os.environ.setdefault("JUPYTER_DEFAULT_PROVISIONER_NAME", "inspired-warm")
        os.environ["IPYTHONDIR"] = str(private)  # the history of what was typed
        (private / "page_config.json").write_text(json.dumps({"disabledExtensions": {NEWS: True}}))
        given = [*arguments(folder, browser=browser, port=port), f"--LabApp.app_settings_dir={private}",
                 f"--LabApp.workspaces_dir={private / 'workspaces'}"]  # fmt: skip
        server = LabApp.initialize_server(argv=given)
        if not server.identity_provider.auth_enabled:
            raise RunError("Jupyter's configuration", expected="a token or a password", found="neither",
                           todo="Take the empty token out of jupyter_server_config.py.")  # fmt: skip
        server.start()


def fetch_notebooks(folder: Path) -> None:
    """Copy our notebooks to ``folder/notebooks`` if there are none; one that is there is never touched."""
    here = folder / "notebooks"
    if any((here / f"{name}.ipynb").exists() for name in NOTEBOOKS):
        return
    here.mkdir(exist_ok=True)
    for name in NOTEBOOKS:
        shutil.copyfile(notebook_file(name), here / f"{name}.ipynb")


def arguments(folder: Path, *, browser: bool, port: int) -> list[str]:
    """Return JupyterLab's arguments: loopback, no news, no look for updates.

    Given as arguments they go before the user's own Jupyter configuration, which may be laxer. The token is
    not among them: Jupyter makes one, and prints the address with it.
    """
    loopback = "127.0.0.1"
    given = [
        f"--ServerApp.root_dir={folder}",
        f"--ServerApp.ip={loopback}",
        f"--ServerApp.port={port}",
        f"--ServerApp.open_browser={browser}",
        "--ServerApp.allow_remote_access=False",
        "--LabApp.default_url=/lab/tree/notebooks/explore.ipynb",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
    ]
    if sys.platform != "win32" and os.geteuid() == 0:
        given.append("--allow-root")  # as in a container; Jupyter would refuse, but only we can reach it
    # Between server and kernel: files that only we can open, not TCP in clear.
    return given if sys.platform == "win32" else [*given, "--KernelManager.transport=ipc"]
