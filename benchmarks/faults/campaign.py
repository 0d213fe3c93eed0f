"""Batches that are killed and whose writes fail: is anything corrupt, lost, done twice, or called done that is not?

    python benchmarks/faults/campaign.py [--kills 1000] [--failures 200] [--workshops 16] [--seed 1]

*Kills*: a batch runs; at random moments one of its processes (the batch itself, the warm process, a worker, in which
a notebook runs) gets SIGKILL, until it ends; what is left is looked at; the same batch is run again, by a new process
if its own was killed. When all workshops are done, their transcripts change and it goes on. *Failures*: a batch over
changed transcripts runs with its first, second, third … write failing, in whatever process, half of the times refused
and half of the times cut short as on a full disk, until there is no such write; after each, the same batch runs
undisturbed.

After every fault each published file has to be, byte for byte, the old one or the new one of an undisturbed run,
and a workshop whose result says that it is done has to have the new ones, all of them. In the end everything has to
be as in an undisturbed run, nothing else may lie about, and a workshop that was done may not have been run again.

The notebook is a small one, so that faults fall into the running and not into the analysis. How far it is goes to
standard error; Ctrl-C ends it early, with a report of what was done so far. Linux only.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import nbformat
import psutil

HERE = Path(__file__).resolve().parent
NAMES = ("brief.html", "brief.md", "findings.json", "turns.csv", "codings.csv")
CELL = f"""
import time
from pathlib import Path
text = Path(workshop, "talk.txt").read_text()
time.sleep(0.05)
for name in {NAMES}:
    Path(out, name).write_text(name + "\\n" + text * 50)
"""
CHILD = """
import sys
from pathlib import Path
from inspired_analysis.running import warm_shared
from inspired_analysis.running.batch import plan_batch, run_batch
raw, out, notebook, jobs = sys.argv[1:]
for _ in sys.stdin:  # a line for each run that is wanted, and one in return
    warm_shared.shared(models=False)
    run_batch(plan_batch(Path(raw), Path(out)), Path(out), workers=int(jobs), notebook=Path(notebook))
    print(flush=True)
"""
EVERY = 50  # faults, between two words about how far it is


class Folder:
    """Invented transcripts, the briefs of a batch over them, and what both should be."""

    def __init__(self, home: Path, workshops: int) -> None:
        self.home, self.raw, self.out = home, home / "raw", home / "out"
        self.names = [f"w{n}" for n in range(workshops)]
        self.version = 0
        self.wrong: list[str] = []
        self.counts: Counter[str] = Counter()
        self.notebook = home / "notebook.ipynb"
        cell = nbformat.v4.new_code_cell
        node = nbformat.v4.new_notebook(cells=[
            cell('workshop: str = ""  # where\nout: str = "."  # whereto', metadata={"tags": ["parameters"]}),
            cell(CELL),
        ])  # fmt: skip
        node.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(node, self.notebook)
        for name in self.names:
            (self.raw / name).mkdir(parents=True)
        self.change()

    def count(self, what: str, *more: str) -> None:
        """Count a fault, and say now and then how far it is."""
        self.counts.update((what, *more))
        if self.counts[what] % EVERY == 0:
            print(f"{self.counts[what]} {what}, {len(self.wrong)} wrong", file=sys.stderr, flush=True)

    def text(self, name: str, version: int) -> str:
        return f"Anna: This is {name} in version {version}.\n"

    def change(self) -> None:
        """Give every transcript a new text."""
        self.version += 1
        for name in self.names:
            (self.raw / name / "talk.txt").write_text(self.text(name, self.version))

    def due(self, name: str, file: str, version: int) -> str:
        return file + "\n" + self.text(name, version) * 50

    def look(self, *, finished: bool) -> int:
        """Note what is wrong; return how many workshops are done in the present version."""
        done = 0
        for name in self.names:
            final = self.out / name
            state = {f: self._state(name, f) for f in NAMES}
            for file, version in state.items():
                if version is None:
                    self.wrong.append(f"corrupt: {name}/{file}")
            result = self._result(final)
            if result:
                versions = set(state.values())
                if versions not in ({self.version}, {self.version - 1}):
                    self.wrong.append(f"false done: {name} {state}")
                done += versions == {self.version}
            notebook = final / "brief.ipynb"
            if notebook.exists():
                try:
                    nbformat.read(notebook, as_version=4)
                except Exception as error:
                    self.wrong.append(f"corrupt: {name}/brief.ipynb {error}")
        if finished:
            self._look_at_the_end(done)
        return done

    def _state(self, name: str, file: str) -> int | None:
        """Return the version of a published file: 0 if there is none, None if it is no version at all."""
        try:
            text = (self.out / name / file).read_text()
        except FileNotFoundError:
            return 0
        return next((v for v in (self.version, self.version - 1) if text == self.due(name, file, v)), None)

    def _result(self, final: Path) -> dict | None:
        try:
            result = json.loads((final / ".result.json").read_text())
        except FileNotFoundError:
            return None
        for name, value in result["outputs"].items():
            file = final / name
            if not file.exists() or hashlib.sha256(file.read_bytes()).hexdigest() != value:
                self.wrong.append(f"false done: {final.name}/{name} is not what the result vouches for")
        return result

    def _look_at_the_end(self, done: int) -> None:
        if done != len(self.names):
            self.wrong.append(f"lost: {len(self.names) - done} workshops are not done")
        known = {".lock", ".runs.jsonl", "index.html", *self.names}
        own = {*NAMES, "brief.ipynb", ".result.json"}
        left = [p for p in self.out.iterdir() if p.name not in known]
        left += [p for name in self.names for p in (self.out / name).iterdir() if p.name not in own]
        self.wrong += [f"left behind: {p}" for p in left]
        lines = [json.loads(line) for line in (self.out / ".runs.jsonl").read_text().splitlines() if _whole(line)]
        # The key stands for all that went in: with the same key, a workshop is done once and never again.
        sealed = Counter((r["id"], r["key"]) for r in lines if r["status"] == "done")
        self.wrong += [f"duplicated: {run[0]} was done {n} times" for run, n in sealed.items() if n > 1]
        index = (self.out / "index.html").read_text()
        listed = {n: index.count(f'"{n}/brief.html"') for n in self.names}
        self.wrong += [f"{'duplicated' if n else 'lost'}: {name} in the index" for name, n in listed.items() if n != 1]


def _whole(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def kill(folder: Folder, kills: int, chance: random.Random, jobs: int) -> None:
    """Kill processes of batches at random until there were *kills*; end with an undisturbed run."""
    batch = Batch(folder, jobs)
    try:
        while folder.counts["kills"] < kills:
            batch.begin()
            _disturb(folder, batch, kills, chance)
            batch.end()
            if folder.look(finished=False) == len(folder.names):
                folder.change()
    finally:
        for _ in range(2):  # the second has nothing to do, and must do nothing
            batch.begin()
            batch.end()
        folder.look(finished=True)
        batch.close()


class Batch:
    """A process that runs the same batch whenever it is told to; a new one after it was killed."""

    def __init__(self, folder: Folder, jobs: int) -> None:
        self.command = [sys.executable, "-c", CHILD, folder.raw, folder.out, folder.notebook, str(jobs)]
        self.process: subprocess.Popen | None = None

    def begin(self) -> None:
        if self.process is None or self.process.poll() is not None:
            self.close()
            self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                            stderr=subprocess.DEVNULL)  # fmt: skip
        with suppress(BrokenPipeError):  # killed meanwhile
            self.process.stdin.write(b"\n")
            self.process.stdin.flush()

    def runs(self) -> bool:
        """Whether it still runs the batch that was begun."""
        return self.process.poll() is None and not select.select([self.process.stdout], [], [], 0)[0]

    def end(self) -> None:
        """Wait for the end of the run, or of the process."""
        if not self.process.stdout.readline():
            self.process.wait()

    def close(self) -> None:
        if self.process:
            self.process.communicate()


def _disturb(folder: Folder, batch: Batch, kills: int, chance: random.Random) -> None:
    """Kill one process of *batch* after the other until its run ends."""
    while batch.runs() and folder.counts["kills"] < kills:
        time.sleep(chance.uniform(0.0, 0.6))
        roles = _roles(batch.process.pid)
        if "worker" not in roles and chance.random() < 0.99:
            continue  # it only starts: most kills should fall where something is done
        # The batch and its warm process are what everything starts from: killed as often as the others, little is done.
        role = chance.choice([r for r in roles for _ in range(1 if r in ("batch", "warm process") else 8)])
        with suppress(psutil.NoSuchProcess):
            chance.choice(roles[role]).send_signal(signal.SIGKILL)
            folder.count("kills", f"kills of a {role}")


def _roles(pid: int) -> dict[str, list[psutil.Process]]:
    """Return role → processes of the batch with this number."""
    roles: dict[str, list[psutil.Process]] = {}
    with suppress(psutil.NoSuchProcess):
        parent = psutil.Process(pid)
        roles["batch"] = [parent]
        for process in parent.children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                role = "worker" if process.name() == "worker" else "warm process"
                roles.setdefault(role, []).append(process)
    return roles


def fail(folder: Folder, failures: int, scratch: Path) -> None:
    """Let the first, second, third … write of a batch fail, each way; after each, run undisturbed."""
    control = scratch / "control"
    control.write_bytes(bytes(12))
    places = os.pathsep.join(filter(None, [str(HERE), os.environ.get("PYTHONPATH")]))
    os.environ |= {"FAULTS": str(control), "FAULTS_BELOW": str(folder.out), "PYTHONPATH": places}
    sys.path.insert(0, str(HERE))
    sys.modules.pop("sitecustomize", None)
    import sitecustomize as faults  # from now on in this process too

    from inspired_analysis.running import warm_shared
    from inspired_analysis.running.batch import plan_batch, run_batch

    def run() -> None:
        warm_shared.shared(models=False)
        run_batch(plan_batch(folder.raw, folder.out), folder.out, workers=1, notebook=folder.notebook)

    run()
    at = 0
    while folder.counts["failures"] < failures:
        at += 1
        reached = 0
        for kind in (faults.REFUSE, faults.SHORT):
            folder.change()
            faults.arm(str(control), at, kind)
            with suppress(OSError):  # the ledger or the index could not be written: the command says so and ends
                run()
            reached = faults.count(str(control))
            faults.arm(str(control), 0, faults.NEVER)
            faults.relieve()
            if reached < at:
                break
            folder.count("failures")
            folder.look(finished=False)
            run()
            folder.look(finished=True)
        if reached < at:  # there is no such write: begin again, the moments differ
            folder.counts["rounds through every write"] += 1
            at = 0
    warm_shared.close_shared()


def main() -> int:
    """Run both campaigns; the exit code is 1 if anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--failures", type=int, default=200)
    parser.add_argument("--workshops", type=int, default=16)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args()
    start, wrong, counts = time.monotonic(), [], Counter()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        for name, work in {
            "kill": lambda f: kill(f, told.kills, random.Random(told.seed), told.jobs),
            "fail": lambda f: fail(f, told.failures, Path(scratch)),
        }.items():
            home = Path(scratch, name)
            home.mkdir()
            folder = Folder(home, told.workshops if name == "kill" else 2)
            if told.kills if name == "kill" else told.failures:
                with suppress(KeyboardInterrupt):
                    work(folder)
            wrong += folder.wrong
            counts += folder.counts
    for name, number in sorted(counts.items()):
        print(f"{name}: {number}")
    kinds = Counter(line.split(":")[0] for line in wrong)
    named = [f"{name}: {kinds.pop(name, 0)}" for name in ("corrupt", "lost", "duplicated", "false done")]
    minutes = (time.monotonic() - start) / 60
    print(f"{', '.join(named)}, other: {sum(kinds.values())} ({minutes:.1f} minutes)")
    for line in wrong[:20]:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
