"""A Jupyter kernel provisioner that forks Python kernels from a warm process.

Jupyter finds it under the name ``inspired-warm``. With ``JUPYTER_DEFAULT_PROVISIONER_NAME=inspired-warm`` in the
environment, papermill, nbclient and JupyterLab use it for every kernel of this Python; a kernel spec can name it
under ``metadata.kernel_provisioner``. Other kernels, and those that cannot be forked, start in the ordinary way.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

from jupyter_client.provisioning import LocalProvisioner

from ..errors import RunError
from .warm import Forked, ask
from .warm_shared import shared

__all__ = ["WarmProvisioner"]

LAUNCHER = ["-m", "ipykernel_launcher"]


class WarmProvisioner(LocalProvisioner):
    """Forks kernels of this very Python; starts all others as `LocalProvisioner` does."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> dict:
        """Start the kernel of *cmd*; return its connection."""
        if cmd[0] != sys.executable or cmd[1:3] != LAUNCHER:
            return await super().launch_kernel(cmd, **kwargs)
        try:
            # The first kernel waits for the warm process; the server that asked must not stand still meanwhile.
            self.process = await asyncio.to_thread(_fork, cmd[3:], kwargs)
        except RunError as error:
            self.log.warning("%s", error)
            return await super().launch_kernel(cmd, **kwargs)
        self.pid, self.pgid = self.process.pid, None
        self.cwd = kwargs.get("cwd", Path.cwd())
        return self.connection_info


def _fork(args: list[str], kwargs: dict[str, Any]) -> Forked:
    # As jupyter_client's own launcher does: the kernel then knows that somebody watches over it.
    env = {**kwargs["env"], "JPY_PARENT_PID": str(os.getpid())}
    files = {name: _number(kwargs.get(name), default) for name, default in (("stdout", 1), ("stderr", 2))}
    warm = shared(kernels=True)
    return ask(warm.address, "ipykernel_launcher", args, cwd=kwargs.get("cwd") or Path.cwd(), env=env, **files)


def _number(file: Any, default: int) -> int:
    if file is None:
        return default
    return file if isinstance(file, int) and file >= 0 else getattr(file, "fileno", lambda: default)()
