"""The same batch on the machines of a Dask cluster that is already there.

Transcripts are confidential. So beyond this machine the connection has to be encrypted and both sides have to show
certificates, and that is checked before anything is sent. The workers must see the same folders and have the same
program, models and libraries; a result made by another version would not be the same result.
"""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from ..errors import RunError
from ..versions import made_by

__all__ = ["Certificates", "check_address", "connect"]

SCHEDULER_SECONDS = 30


@dataclass(frozen=True)
class Certificates:
    """PEM files: who signs for the cluster, our certificate, and its key."""

    ca: Path | None = None
    cert: Path | None = None
    key: Path | None = None

    @property
    def given(self) -> dict[str, str]:
        """Return what was given, by Dask's names."""
        named = {"tls_ca_file": self.ca, "tls_client_cert": self.cert, "tls_client_key": self.key}
        return {name: str(path) for name, path in named.items() if path}


def check_address(address: str, certificates: Certificates) -> None:
    """Refuse a scheduler's *address* to which talk would go in clear, or that cannot be one.

    Raises
    ------
    RunError
        For another scheme than ``tcp`` or ``tls``, ``tcp`` beyond loopback, ``tls`` without its certificates, and a
        certificate that is not there.
    """
    try:
        parts = urlsplit(address)
        possible = parts.scheme in ("tcp", "tls") and parts.hostname and parts.port and not parts.path
    except ValueError:  # brackets that do not close, or no such port
        possible = False
    if not possible:
        raise RunError("--scheduler", expected="tls://HOST:PORT, or tcp://127.0.0.1:PORT", found=repr(address))
    if parts.scheme == "tcp" and not _is_loopback(parts.hostname):
        raise RunError("--scheduler", expected="an encrypted connection (tls://) beyond this machine", found=address,
                       todo="Start the scheduler and the workers with TLS, and give --tls-ca, --tls-cert and "
                            "--tls-key.")  # fmt: skip
    if parts.scheme == "tcp":
        return
    lacking = [name for name in ("ca", "cert", "key") if getattr(certificates, name) is None]
    if lacking:
        raise RunError("--scheduler", expected="certificates for tls://", found=f"no --tls-{lacking[0]}")
    for path in (certificates.ca, certificates.cert, certificates.key):
        if not path.is_file():
            raise RunError(path, expected="a PEM file", found="no such file")


@contextmanager
def connect(address: str, out: Path, certificates: Certificates | None = None) -> Iterator[Executor]:
    """Give an executor for `run_batch` whose tasks run on the cluster of the scheduler at *address*.

    Raises
    ------
    RunError
        If the address is refused, nobody answers, there is no worker, or a worker does not see *out* or would give
        other results. `distributed` is in the extra ``cluster``.
    """
    certificates = certificates or Certificates()
    check_address(address, certificates)
    try:
        from distributed import Client, Security
    except ImportError:
        raise RunError("--scheduler", expected="Dask's distributed", found="none",
                       todo="Install it: pip install 'inspired_analysis[cluster]'") from None  # fmt: skip
    security = Security(**certificates.given, require_encryption=True) if address.startswith("tls:") else None
    try:
        client = Client(address, security=security, timeout=SCHEDULER_SECONDS, set_as_default=False)
    except (OSError, TimeoutError) as error:
        raise RunError("--scheduler", expected=f"a Dask scheduler at {address}", found=f"none ({error})",
                       todo="Check the address, and that the scheduler runs.") from None  # fmt: skip
    with client:
        _check_workers(client, Path(out).resolve())
        # Every task is a workshop: it may be sent again if its worker is lost, and has no twin to share a result with.
        yield client.get_executor(pure=False)


def _check_workers(client, out: Path) -> None:
    """Ask every worker what it is, and whether it sees *out*."""
    if not client.scheduler_info()["workers"]:
        raise RunError("--scheduler", expected="a cluster with workers", found="none",
                       todo="Start some: dask worker ADDRESS --nthreads 2") from None  # fmt: skip
    out.mkdir(parents=True, exist_ok=True)
    token = out / f".{secrets.token_hex(8)}"
    token.touch()
    try:
        answers = client.run(_answer, str(token), on_error="return")
    finally:
        token.unlink()
    for worker, answer in answers.items():
        if isinstance(answer, Exception):
            raise _unlike(worker, f"one without it ({type(answer).__name__}: {answer})")
        if answer["made_by"] != made_by():
            raise _unlike(worker, "another version of it, of a model, or of a library")
        if not answer["sees"]:
            raise RunError(f"worker {worker}", expected=f"a machine that sees the folder {out}", found="none",
                           todo="Put transcripts and briefs on storage that all machines share.")  # fmt: skip


def _answer(token: str) -> dict:
    """Say what this worker is; runs there."""
    return {"made_by": made_by(), "sees": Path(token).exists()}


def _unlike(worker: str, found: str) -> RunError:
    return RunError(f"worker {worker}", expected="the same inspired_analysis as here", found=found,
                    todo="Install the same lock file on every machine.")  # fmt: skip


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
