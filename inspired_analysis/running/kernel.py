"""The kernel that runs our notebooks: this very interpreter, reached through sockets that are files.

Jupyter would look up a kernel by name among those that happen to be installed, and talk to it over TCP in
clear. We know which interpreter we want, and files in a private folder are open to nobody else. Where the batch
has a warm process, the kernel is forked from it.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager

from .provisioner import LAUNCHER, WarmProvisioner
from .warm import ADDRESS

__all__ = ["OwnKernelManager"]

PATIENCE = 0.02


class OwnKernelClient(AsyncKernelClient):
    """Is ready sooner: its parent waits a fifth of a second for what others may have had to say to the kernel."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel answers; nobody else knows it, so that nothing more is to be heard."""
        channel = self.iopub_channel
        patient = channel.get_msg
        channel.get_msg = lambda timeout: patient(timeout=min(timeout, PATIENCE))
        try:
            await super().wait_for_ready(timeout)
        finally:
            del channel.get_msg


class OwnKernelManager(AsyncKernelManager):
    """Starts kernels with ``sys.executable``, over IPC where the system has it."""

    client_factory = OwnKernelClient

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        if sys.platform != "win32":
            # The worker's temporary folder is its private one.
            self.transport = "ipc"
            self.ip = str(Path(tempfile.gettempdir()) / "k")

    @property
    def kernel_spec(self) -> KernelSpec:
        return KernelSpec(
            # No history: nobody will press the up key.
            argv=[sys.executable, *LAUNCHER, "-f", "{connection_file}", "--HistoryManager.enabled=False"],
            display_name="Python 3",
            language="python",
        )

    async def _async_pre_start_kernel(self, **kw):
        # Not looked up among what is installed: it has to work from a source tree too.
        if self.provisioner is None and ADDRESS in os.environ:
            self.provisioner = WarmProvisioner(kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self)
        return await super()._async_pre_start_kernel(**kw)
