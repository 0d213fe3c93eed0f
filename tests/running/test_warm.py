"""Warm processes: what is forked begins as if it had been started afresh, and nothing leaks into the next."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing
from importlib.metadata import entry_points
from pathlib import Path

import nbformat
import pytest

from inspired_analysis.errors import RunError
from inspired_analysis.running import one, warm, warm_shared
from inspired_analysis.running.batch import plan_batch, run_batch
from inspired_analysis.running.provisioner import WarmProvisioner
from inspired_analysis.running.warm import HEADER, Forked, ask

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(warm.why_not()), reason=warm.why_not() or "-")]

ROOT = Path(__file__).resolve().parents[2]
STATE = """
import json, os, random, signal, sys, tempfile, threading
import numpy, pandas, matplotlib
print(json.dumps({
    "cwd": os.getcwd(), "env": dict(os.environ), "argv": sys.argv[1:], "path": sys.path[0], "main": __name__,
    "threads": threading.active_count(), "tmp": tempfile.gettempdir(), "stdin": sys.stdin.read(),
    "open": sorted(os.listdir("/proc/self/fd")), "backend": matplotlib.rcParams["backend"],
    "interrupt": signal.getsignal(signal.SIGINT) is signal.default_int_handler,
    "group": os.getpgid(0) == os.getpid(), "chance": [random.random(), numpy.random.random()],
}))
"""


@pytest.fixture
def start(warmed, tmp_path):
    """Return a function that runs a script in a forked process; it returns that, and the file of what it says."""

    def run(script: str, *args: str, env: dict | None = None, process=warmed) -> tuple[Forked, Path]:
        (tmp_path / "script.py").write_text(script)
        said = tmp_path / "said"
        with said.open("wb") as out:
            child = ask(process.address, "script", list(args), cwd=tmp_path, env={**os.environ, **(env or {})},
                        stdout=out.fileno(), stderr=out.fileno())  # fmt: skip
        return child, said

    return run


def _wait(condition, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_forked_process_begins_like_one_that_was_started_afresh(start, tmp_path):
    env = {"TMPDIR": str(tmp_path), "COLOUR": "blue", "MPLBACKEND": "svg"}
    child, said = start(STATE, "one", "two", env=env)
    assert child.wait(60) == 0, said.read_text()
    forked = json.loads(said.read_text())
    fresh = json.loads(subprocess.run([sys.executable, "-m", "script", "one", "two"], cwd=tmp_path, text=True,
                                      stdin=subprocess.DEVNULL, capture_output=True, check=True, start_new_session=True,
                                      env={**os.environ, **env}, preexec_fn=_interruptible).stdout)  # fmt: skip
    assert forked.pop("chance") != fresh.pop("chance")
    assert forked == fresh


LOADS = """
import sys
from inspired_analysis.running.prime import prime
prime()
known = set(sys.modules)
import inspired_analysis as ia
ia.write_brief(ia.analyse(ia.Workshop.load(sys.argv[1])), sys.argv[2])
print(*sorted(set(sys.modules) - known))
"""


def test_a_brief_finds_everything_loaded(tmp_path):
    talk = next((ROOT / "data" / "raw" / "sarna-water-1").glob("*.docx"))
    said = subprocess.run([sys.executable, "-c", LOADS, str(talk), str(tmp_path)], capture_output=True, text=True,
                          check=True).stdout  # fmt: skip
    assert said.split() == []


@pytest.mark.slow
def test_the_grammar_of_web_addresses_is_not_loaded():
    """It takes longer than everything else together; see quick_nbformat."""
    loads = "import sys, inspired_analysis.running.prime as p; p.load(); print('rfc3987_syntax' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", loads], capture_output=True, text=True, check=True).stdout
    assert said.split() == ["False"]


OPEN = """
import os
from inspired_analysis.running.prime import prime
prime()
if os.fork():
    os.wait()
else:
    places = [os.path.realpath(f"/proc/self/fd/{f}") for f in os.listdir("/proc/self/fd") if int(f) > 2]
    print(*filter(os.path.isfile, places), flush=True)
    os._exit(0)
"""


def test_forks_share_no_open_file_such_as_a_font_and_so_none_moves_where_another_reads():
    said = subprocess.run([sys.executable, "-c", OPEN], capture_output=True, text=True, check=True, timeout=300,
                          env={**os.environ, **warm.ALONE}).stdout  # fmt: skip
    assert said.split() == []


def _interruptible() -> None:
    """Undo what a shell does to programs in the background, and they to what they start."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


CODE = """
import os, sys
from pathlib import Path
loaded = "onnxruntime" in sys.modules
import inspired_analysis as ia
found = ia.analyse(ia.Workshop.load(Path("talk.txt").parent)).codings
print(loaded, found.to_csv())
"""


@pytest.mark.long
def test_the_model_is_loaded_once_and_codes_in_a_fork_as_anywhere(start, tmp_path):
    (tmp_path / "talk.txt").write_text("Anna: Farmers will never accept meters, we are against them.")
    (tmp_path / "workshop.yaml").write_text("assumptions: [Farmers will accept meters.]")
    with closing(warm.WarmProcess(models=True)) as loaded_once:
        child, said = start(CODE, process=loaded_once)
        assert child.wait(120) == 0, said.read_text()
    loaded, _, found = said.read_text().partition(" ")
    assert loaded == "True"
    assert ",stance,A1,opposes," in found
    fresh = subprocess.run([sys.executable, "-m", "script"], cwd=tmp_path, text=True, capture_output=True, check=True)
    assert fresh.stdout == f"False {found}"


def test_chance_is_not_the_same_in_two_forks(start):
    seen = set()
    for _ in range(2):
        child, said = start("import random, numpy; print(random.random(), numpy.random.random())")
        assert child.wait(60) == 0
        seen.update(said.read_text().split())
    assert len(seen) == 4


@pytest.mark.parametrize(("script", "code"), [
    ("", 0), ("raise SystemExit(7)", 7), ("raise SystemExit('sorry')", 1), ("1 / 0", 1),
    ("import os; os._exit(3)", 3), ("import os; os.kill(os.getpid(), 9)", -9),
    ("import atexit; atexit.register(print, 'bye')", 0),
])  # fmt: skip
def test_exit_codes_are_those_of_python(start, script, code):
    child, said = start(script)
    assert child.wait(60) == code
    assert child.poll() == code
    assert ("bye" in said.read_text()) == ("bye" in script)
    assert ("ZeroDivisionError" in said.read_text()) == ("1 / 0" in script)


def test_signals_reach_it_and_waiting_ends_in_time(start, tmp_path):
    child, said = start("import time\nprint('ready', flush=True)\ntry: time.sleep(60)\n"
                        "except KeyboardInterrupt: raise SystemExit(5)")  # fmt: skip
    _wait(lambda: "ready" in said.read_text())
    with pytest.raises(subprocess.TimeoutExpired):
        child.wait(0.05)
    assert child.poll() is None
    child.send_signal(signal.SIGINT)
    assert child.wait(30) == 5


def test_who_hangs_up_takes_the_process_and_what_it_started_along(start, tmp_path):
    child, said = start("import subprocess, sys, time\np = subprocess.Popen([sys.executable, '-c', 'import time; "
                        "time.sleep(60)'])\nprint(p.pid, flush=True)\ntime.sleep(60)")  # fmt: skip
    _wait(lambda: said.read_text().strip())
    pids = child.pid, int(said.read_text())
    child._connection.close()
    _wait(lambda: not any(map(_alive, pids)))


def test_who_breaks_off_a_request_ends_nothing_and_leaves_no_file_open(warmed, start):
    def files() -> int:
        return len(list(Path(f"/proc/{warmed.pid}/fd").iterdir()))

    before = files()
    for sent in (b"", b"\0", HEADER.pack(100), HEADER.pack(2) + b"no"):
        with socket.socket(socket.AF_UNIX) as asker:
            asker.connect(warmed.address)
            if sent:
                socket.send_fds(asker, [sent], [0, 1])
    child, _ = start("")
    assert child.wait(60) == 0
    _wait(lambda: files() <= before)  # what an earlier test asked for may still have been closing


def test_what_python_reads_only_at_its_start_is_not_forked(warmed):
    with pytest.raises(RunError, match="PYTHONHASHSEED"):
        ask(warmed.address, "script", [], cwd="/", env={**os.environ, "PYTHONHASHSEED": "7"})


LEAVE = """
import os, random, sys
import matplotlib, matplotlib.pyplot as plt, numpy, pandas
os.chdir("/"); os.environ["LEFT"] = "here"; random.seed(1); numpy.random.seed(1)
plt.plot([1, 2]); plt.rcParams["lines.linewidth"] = 40
pandas.set_option("display.max_rows", 3); pandas.DataFrame.left = "here"
sys.modules["json"].left = "here"; left = bytearray(80_000_000)
"""
LOOK = """
import json, os, random, sys
import matplotlib, matplotlib.pyplot as plt, numpy, pandas
print({"cwd": os.path.basename(os.getcwd()), "env": "LEFT" in os.environ, "figures": plt.get_fignums(),
       "width": plt.rcParams["lines.linewidth"], "backend": matplotlib.get_backend(),
       "rows": pandas.get_option("display.max_rows"), "frame": hasattr(pandas.DataFrame, "left"),
       "module": hasattr(json, "left"), "name": "left" in globals(), "main": "left" in vars(sys.modules["__main__"])})
"""


def _kernel_output(notebook: Path, folder: Path, **options) -> str:
    import nbclient

    node = nbformat.read(notebook, as_version=4)
    folder.mkdir(exist_ok=True)
    nbclient.NotebookClient(node, resources={"metadata": {"path": str(folder)}}, timeout=120, **options).execute()
    return "".join(o.text for c in node.cells for o in c.outputs if o.output_type == "stream")


def test_a_looped_report_shows_its_own_figure_and_no_other(warmed, notebook, workshops, tmp_path):
    draws = notebook("""
import matplotlib.pyplot as plt
from pathlib import Path
text = Path(workshop, "talk.txt").read_text()
plt.plot(range(len(text)), label=text)
drawn = [line.get_label() for n in plt.get_fignums() for line in plt.figure(n).axes[0].lines]
for name in ("brief.html", "brief.md", "findings.json", "turns.csv", "codings.csv"):
    Path(out, name).write_text(f"{len(plt.get_fignums())} {drawn}")
""")  # fmt: skip
    texts = {"a": "Anna: One.", "b": "Ben: Two, two.", "c": "Cem: Three."}
    out = tmp_path / "out"
    runs = run_batch(plan_batch(workshops(**texts), out), out, workers=1, notebook=draws)
    assert [run.cause for run in runs] == ["", "", ""]
    for name, text in texts.items():
        assert (out / name / "brief.md").read_text() == f"1 {[text]}"


@pytest.fixture
def by_default(warmed, monkeypatch):
    """Have Jupyter start kernels as it does where the environment said so from the start."""
    from jupyter_client.provisioning import KernelProvisionerFactory

    if not entry_points(group="jupyter_client.kernel_provisioners", name="inspired-warm"):
        pytest.skip("the package is not installed, or was before it had this entry point")
    monkeypatch.setenv("JUPYTER_DEFAULT_PROVISIONER_NAME", "inspired-warm")
    KernelProvisionerFactory.clear_instance()  # it looks at the environment once
    yield
    KernelProvisionerFactory.clear_instance()


def test_nothing_that_a_kernel_leaves_is_found_by_the_next(request, notebook, tmp_path, monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "")
    look = notebook(LOOK, name="look")
    fresh = _kernel_output(look, tmp_path / "x", kernel_name="python3")
    request.getfixturevalue("by_default")
    _kernel_output(notebook(LEAVE, name="leave"), tmp_path / "x", kernel_name="python3")
    assert _kernel_output(look, tmp_path / "x", kernel_name="python3") == fresh
    assert "'cwd': 'x', 'env': False, 'figures': []" in fresh


def test_stock_papermill_and_nbclient_use_it_when_the_environment_says_so(by_default, warmed, notebook, tmp_path):
    import papermill

    says = notebook("import os; print(os.getppid())")
    assert _kernel_output(says, tmp_path / "x", kernel_name="python3") == f"{warmed.pid}\n"
    done = papermill.execute_notebook(str(says), None, kernel_name="python3", progress_bar=False)
    assert done.cells[1].outputs[0].text == f"{warmed.pid}\n"


def test_jupyter_servers_kernels_are_forked_interrupted_and_restarted(by_default, tmp_path):
    import asyncio

    from jupyter_client.multikernelmanager import AsyncMultiKernelManager

    async def session() -> list[int]:
        managers = AsyncMultiKernelManager(connection_dir=str(tmp_path))
        name = await managers.start_kernel(kernel_name="python3", cwd=str(tmp_path))
        kernel = managers.get_kernel(name)
        assert isinstance(kernel.provisioner, WarmProvisioner)
        client = kernel.client()
        client.start_channels()
        await client.wait_for_ready(timeout=60)
        client.execute("import time; time.sleep(60)")
        await asyncio.sleep(0.5)
        await kernel.interrupt_kernel()
        reply = await client.get_shell_msg(timeout=60)
        assert reply["content"]["ename"] == "KeyboardInterrupt"
        pids = [kernel.provisioner.pid]
        await kernel.restart_kernel()
        await client.wait_for_ready(timeout=60)
        pids.append(kernel.provisioner.pid)
        client.stop_channels()
        await managers.shutdown_kernel(name)
        return pids

    first, second = asyncio.run(session())
    assert first != second
    _wait(lambda: not _alive(first) and not _alive(second))


def test_when_the_warm_process_is_killed_its_forks_end_too_and_a_new_one_is_found(warmed, start):
    child, said = start("import time; print('ready', flush=True); time.sleep(60)")
    _wait(lambda: "ready" in said.read_text())
    os.kill(warmed.pid, signal.SIGKILL)
    assert child.wait(30) == -9
    _wait(lambda: not _alive(child.pid))
    _wait(lambda: not warmed.alive())
    with pytest.raises(RunError, match="is gone"):
        ask(warmed.address, "script", [], cwd="/", env=dict(os.environ))
    assert warm_shared.shared(models=False).address != warmed.address


@pytest.mark.skipif(bool(warm.why_not()), reason="processes cannot be forked here")
@pytest.mark.slow
def test_what_has_begun_to_load_is_what_is_asked_and_what_is_not_needed_ends_at_once(monkeypatch):
    monkeypatch.setattr(warm_shared, "_shared", None)
    with warm_shared.begun():
        loading = warm_shared._shared
        assert warm_shared.shared() is loading
        child = ask(loading.address, "this", [], cwd="/", env=dict(os.environ), stdout=2)
        assert child.wait(30) == 0
    assert not loading.alive()
    with warm_shared.begun():
        loading, start = warm_shared._shared, time.monotonic()
    assert not loading.alive()
    assert not Path(loading.address).parent.exists()
    assert time.monotonic() - start < 2


@pytest.mark.skipif(bool(warm.why_not()), reason="processes cannot be forked here")
@pytest.mark.slow
def test_what_ends_while_it_loads_is_started_again(monkeypatch):
    monkeypatch.setattr(warm_shared, "_shared", None)
    with warm_shared.begun():
        lost = warm_shared._shared
        os.kill(lost.pid, signal.SIGKILL)
        assert warm_shared.shared(models=False).alive()
        assert not lost.alive()


def test_a_batch_that_is_stopped_while_it_loads_ends_at_once_and_starts_no_other(
    workshops, stand_in, tmp_path, monkeypatch
):
    monkeypatch.setattr(warm_shared, "_shared", None)
    out = tmp_path / "out"
    jobs = plan_batch(workshops(a="SLEEP", b="SLEEP", c="SLEEP"), out)
    batch = threading.Thread(target=run_batch, args=(jobs, out), kwargs={"notebook": stand_in, "workers": 3})
    with warm_shared.begun():
        batch.start()
        _wait(warm_shared._lock.locked)  # by who waits for it
        start = time.monotonic()
        one.stop_all()
        batch.join(30)
        assert time.monotonic() - start < 5
    assert not batch.is_alive()
    assert warm_shared._shared is None


def test_where_there_is_none_a_batch_starts_everything_afresh_and_says_why(
    workshops, stand_in, tmp_path, monkeypatch
):
    monkeypatch.setattr(warm_shared, "_shared", None)
    monkeypatch.setattr(warm_shared, "_refused", None)
    monkeypatch.setattr(warm, "why_not", lambda: "Windows cannot fork processes")
    out = tmp_path / "out"
    (run,) = run_batch(plan_batch(workshops(a="Anna: Yes."), out), out, notebook=stand_in)
    assert run.status == "done", run.cause
    assert warm_shared.refusal() == "Windows cannot fork processes"


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
