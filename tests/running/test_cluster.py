"""A batch on a Dask cluster: what is refused, and what becomes of a worker that is lost."""

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from inspired_analysis.errors import RunError
from inspired_analysis.running.batch import plan_batch, run_batch
from inspired_analysis.running.cluster import Certificates, check_address, connect
from inspired_analysis.running.ledger import runs
from inspired_analysis.running.results import result_of

distributed = pytest.importorskip("distributed", reason="distributed comes with the extra 'cluster'")


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:8786", "tcp://localhost:1", "tcp://[::1]:8786"])
def test_in_clear_only_on_this_machine(address):
    check_address(address, Certificates())


@pytest.mark.parametrize(("address", "said"), [
    ("tcp://10.0.0.7:8786", "encrypted"), ("tcp://head.cluster:8786", "encrypted"), ("tcp://0.0.0.0:8786", "encrypted"),
    ("tcp://127.0.0.1.example:8786", "encrypted"), ("ws://127.0.0.1:8786", "tls://HOST"), ("127.0.0.1:8786", "tls://HOST"),
    ("inproc://here", "tls://HOST"), ("tls://", "tls://HOST"), ("tls://head:port", "tls://HOST"),
    ("tls://[::1:8786", "tls://HOST"), ("tcp://127.0.0.1:99999", "tls://HOST"),
    ("tls://head:8786", "no --tls-ca"),
])  # fmt: skip
def test_what_would_go_in_clear_or_nowhere_is_refused(address, said):
    with pytest.raises(RunError, match=said):
        check_address(address, Certificates())


def test_each_certificate_is_asked_for_and_has_to_be_there(tmp_path):
    ca = tmp_path / "ca.pem"
    with pytest.raises(RunError, match="no --tls-cert"):
        check_address("tls://head:8786", Certificates(ca=ca))
    with pytest.raises(RunError, match=r"ca\.pem: expected a PEM file"):
        check_address("tls://head:8786", Certificates(ca, ca, ca))


@pytest.fixture
def certificate(tmp_path) -> Path:
    """A certificate that signs for itself, and its key, in one file."""
    if not shutil.which("openssl"):
        pytest.skip("no openssl to make a certificate with")
    key, cert, both = tmp_path / "key.pem", tmp_path / "cert.pem", tmp_path / "both.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=test",
                    "-keyout", key, "-out", cert], check=True, capture_output=True)  # fmt: skip
    both.write_text(key.read_text() + cert.read_text())
    return both


@pytest.fixture
def cluster(certificate, tmp_path):
    """A scheduler and two workers, each a process of its own, over TLS; returns the address and the workers."""
    tls = ["--tls-ca-file", certificate, "--tls-cert", certificate, "--tls-key", certificate]
    place = tmp_path / "scheduler.json"
    started = []

    def start(*command) -> subprocess.Popen:
        log = (tmp_path / f"dask{len(started)}.log").open("wb")
        process = subprocess.Popen([sys.executable, "-m", "dask", *map(str, command), *map(str, tls)],
                                   stdout=log, stderr=log, cwd=tmp_path)  # fmt: skip
        started.append((process, log))
        return process

    start("scheduler", "--protocol", "tls", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file",
          place)  # fmt: skip
    worker = ("worker", "--scheduler-file", place, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--protocol",
              "tls", "--host", "127.0.0.1")  # fmt: skip
    workers = [start(*worker), start(*worker)]
    security = distributed.Security(tls_ca_file=str(certificate), tls_client_cert=str(certificate),
                                    tls_client_key=str(certificate), require_encryption=True)  # fmt: skip
    with distributed.Client(scheduler_file=str(place), security=security, timeout=240, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=240)
        address = client.scheduler.address
    yield address, workers
    for process, log in reversed(started):
        process.kill()
        process.wait()
        log.close()


@pytest.mark.slow
def test_a_worker_that_is_lost_costs_nothing_but_time(cluster, certificate, workshops, notebook, tmp_path):
    address, workers = cluster
    slow = notebook("""
import time
from pathlib import Path
time.sleep(2)
for name in ("brief.html", "brief.md", "findings.json", "turns.csv", "codings.csv"):
    Path(out, name).write_text(Path(workshop, "talk.txt").read_text())
""")
    texts = {f"w{n}": f"Anna: This is {n}." for n in range(5)}
    out = tmp_path / "out"
    jobs = plan_batch(workshops(**texts), out)
    lost = []

    def lose_one(run, ran) -> None:
        if not lost:  # the others are running, or about to
            lost.append(workers[0])
            workers[0].send_signal(signal.SIGKILL)

    certificates = Certificates(certificate, certificate, certificate)
    with connect(address, out, certificates) as executor:
        done = run_batch(jobs, out, notebook=slow, each=lose_one, executor=executor)
    assert workers[0].wait(30) == -9
    assert [run.cause for run in done] == [""] * 5
    assert {name: (out / name / "brief.md").read_text() for name in texts} == texts
    assert sorted(run.id for run in runs(out)) == sorted(texts)
    assert all(result_of(out / name) for name in texts)
    deadline = time.monotonic() + 60  # what the lost worker had begun goes with it
    while left := [p.name for p in out.iterdir() if "~" in p.name]:
        assert time.monotonic() < deadline, left
        time.sleep(0.1)


@pytest.mark.slow
def test_a_worker_of_another_version_is_refused_before_anything_is_sent(cluster, certificate, tmp_path, monkeypatch):
    address, _ = cluster
    monkeypatch.setattr("inspired_analysis.running.cluster.made_by", lambda: "older")
    certificates = Certificates(certificate, certificate, certificate)
    with pytest.raises(RunError, match="the same inspired_analysis as here"), connect(address, tmp_path, certificates):
        pass


def test_nobody_at_the_address_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr("inspired_analysis.running.cluster.SCHEDULER_SECONDS", 0.5)
    with pytest.raises(RunError, match="a Dask scheduler at tcp://127"), connect("tcp://127.0.0.1:9", tmp_path):
        pass
