"""The kernel that runs our notebooks: this very interpreter, reached through sockets that are files.

Jupyter would look up a kernel by name among those that happen to be installed, and talk to it over TCP in
clear. We know which interpreter we want, and files in a private folder are open to nobody else.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager

__all__ = ["OwnKernelManager"]


class OwnKernelManager(AsyncKernelManager):
    """Starts kernels with ``sys.executable``, over IPC where the system has it."""

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        if sys.platform != "win32":
            # The worker's temporary folder is its private one.
            self.transport = "ipc"
            self.ip = str(Path(tempfile.gettempdir()) / "k")

    @property
    def kernel_spec(self) -> KernelSpec:
        return KernelSpec(
            argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
            display_name="Python 3",
            language="python",
        )
