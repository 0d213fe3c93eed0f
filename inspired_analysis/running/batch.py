"""Brief every workshop of a folder, each in processes of its own; one failure leaves the others done."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from ..errors import InspiredError, RunError
from ..workshop import Plan, Workshop, slug
from .discover import find_workshops
from .ledger import Run, current, hashes, record
from .notebook import notebook_file
from .private import private_folder
from .publish import aside, publish

__all__ = ["Job", "plan_batch", "run_batch"]

WORKSHOP_SECONDS = 3600  # a watchdog, not a schedule: nothing that works takes this long
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(frozen=True)
class Job:
    """One workshop to be briefed: where it is, how it is called, where its brief goes."""

    source: Path
    id: str
    plan: Plan
    final: Path


def plan_batch(folder: Path, out: Path) -> list[Job]:
    """Return the jobs for the workshops below *folder*, in order of their ids.

    A wrong plan is no obstacle here: its job will fail, and say why, without stopping the others.

    Raises
    ------
    RunError
        If there is no folder or no workshop, or if two workshops have one id.
    """
    out = Path(out).resolve()
    jobs: dict[str, Job] = {}
    for source in map(Path.resolve, find_workshops(Path(folder))):
        try:
            workshop = Workshop.load(source)
            name, plan = workshop.id, workshop.plan
        except (InspiredError, OSError):
            name, plan = slug(source.name), Plan()
        # Two ids that differ in case alone are one folder on some systems.
        twin = jobs.setdefault(name.casefold(), Job(source, name, plan, out / name))
        if twin.source != source:
            raise RunError(Path(folder), expected="a different id for each workshop",
                           found=f"{name!r} twice: {twin.source.name} and {source.name}",
                           todo="Change id: in one workshop.yaml, or rename one folder.")  # fmt: skip
    if not jobs:
        raise RunError(Path(folder), expected="folders with a transcript or a workshop.yaml",
                       found="none", todo="Put each transcript in a folder of its own.")  # fmt: skip
    return sorted(jobs.values(), key=lambda job: job.id)


def run_batch(
    jobs: list[Job],
    out: Path,
    *,
    workers: int | None = None,
    each: Callable[[Run], None] = lambda run: None,
    notebook: Path | None = None,
) -> list[Run]:
    """Run *jobs*, *workers* at a time, record them in the ledger, and write the index of all briefs in *out*.

    Parameters
    ----------
    workers
        Default: as many as there are processors, or jobs if those are fewer.
    each
        Called with every run when it has ended.
    notebook
        What to run instead of ``brief.ipynb``; it must take the parameters ``workshop`` and ``out``.

    Returns
    -------
    The runs, in the order of *jobs*.
    """
    out = Path(out).resolve()
    out.mkdir(parents=True, exist_ok=True)
    notebook = notebook or notebook_file("brief")
    workers = max(1, min(workers or os.cpu_count() or 1, len(jobs)))
    running: set[subprocess.Popen] = set()
    done: dict[str, Run] = {}
    pool = ThreadPoolExecutor(workers)
    try:
        futures = [pool.submit(_run, job, notebook, workers > 1, running) for job in jobs]
        for future in as_completed(futures):
            run = future.result()
            record(out, run)
            done[run.id] = run
            each(run)
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        _stop(running)
        raise
    pool.shutdown()
    _write_index(out)
    return [done[job.id] for job in jobs]


def _run(job: Job, notebook: Path, crowded: bool, running: set[subprocess.Popen]) -> Run:
    """Run one *job* aside; publish what it made, or keep the notebook of its failure."""
    started, clock = datetime.now(UTC), time.monotonic()
    with aside(job.final) as folder:
        try:
            cause = _execute(job, notebook, folder, crowded, running)
            outputs = {} if cause else hashes(folder)
            if cause:
                _keep_failed(folder, job.final)
            else:
                publish(folder, job.final)
                (job.final / "failed.ipynb").unlink(missing_ok=True)
        except OSError as error:
            cause, outputs = f"The brief could not be put in its place: {error.strerror}.", {}
    return Run(
        id=job.id, source=_relative(job.source, job.final.parent), title=job.plan.title or job.id,
        date=str(job.plan.date or ""), dialogue=job.plan.dialogue,
        status="failed" if cause else "done", cause=cause,
        started=started.isoformat(timespec="seconds"), seconds=round(time.monotonic() - clock, 2),
        version=version("inspired_analysis"), outputs=outputs,
    )  # fmt: skip


def _execute(job: Job, notebook: Path, folder: Path, crowded: bool, running: set[subprocess.Popen]) -> str:
    """Run *notebook* in a worker process; return the cause of its failure, or nothing."""
    # Relative to the final folder, the parameters hold there too: a reader can run the notebook again.
    parameters = {"workshop": _relative(job.source, job.final), "out": "."}
    task = {"notebook": str(notebook), "aside": str(folder), "parameters": parameters}
    with private_folder() as private:
        (private / "task.json").write_text(json.dumps(task), encoding="utf-8")
        command = [sys.executable, "-m", "inspired_analysis.running.worker", str(private)]
        with (private / "log").open("wb") as log:
            worker = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                      env=_environment(private, crowded), start_new_session=True)  # fmt: skip
        running.add(worker)
        try:
            worker.wait(WORKSHOP_SECONDS)
        except subprocess.TimeoutExpired:
            _stop({worker})
            return f"It took longer than {WORKSHOP_SECONDS // 60} minutes and was stopped."
        finally:
            running.discard(worker)
        return _cause(private, worker.returncode)


def _cause(private: Path, code: int) -> str:
    result = private / "result.json"
    if result.exists():
        return json.loads(result.read_text(encoding="utf-8"))["cause"]
    last = (private / "log").read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:]
    return f"The worker process stopped with code {code}" + (f": {last[0]}" if last else ".")


def _environment(private: Path, crowded: bool) -> dict[str, str]:
    """Return the worker's environment: nothing of the user's Jupyter set-up, nothing left behind in it."""
    folders = {name: str(private) for name in ("TMPDIR", "TEMP", "TMP", "IPYTHONDIR", "JUPYTER_RUNTIME_DIR")}
    threads = dict.fromkeys(ONE_THREAD, "1") if crowded else {}
    return {**os.environ, **folders, **threads, "PYDEVD_DISABLE_FILE_VALIDATION": "1"}


def _keep_failed(folder: Path, final: Path) -> None:
    """Keep the notebook of a failed run beside the previous good brief, which stays."""
    final.mkdir(parents=True, exist_ok=True)
    if (folder / "brief.ipynb").exists():
        (folder / "brief.ipynb").replace(final / "failed.ipynb")


def _stop(workers: set[subprocess.Popen]) -> None:
    """End *workers*; their kernels end themselves when they lose them."""
    for worker in list(workers):
        worker.terminate()
    for worker in list(workers):
        try:
            worker.wait(5)
        except subprocess.TimeoutExpired:
            worker.kill()
            worker.wait()


def _write_index(out: Path) -> None:
    from ..briefing.index import write_index

    entries = [
        {"id": run.id, "title": run.title, "date": run.date, "dialogue": run.dialogue, "status": run.status,
         "cause": run.cause, "href": f"{run.id}/{'brief.html' if run.status == 'done' else 'failed.ipynb'}"}
        for run in current(out)
    ]  # fmt: skip
    write_index(entries, out)


def _relative(path: Path, start: Path) -> str:
    try:
        return Path(os.path.relpath(path, start)).as_posix()
    except ValueError:  # another drive, on Windows
        return path.as_posix()
