"""Brief one workshop, in processes of its own: what a batch does for each, here or on a machine of a cluster."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from errno import EINTR
from importlib.metadata import version
from pathlib import Path

from ..errors import RunError
from ..guarding.scrubbing import kind_of, mask_for
from ..stages import STAGES
from ..versions import made_by
from .ledger import Run
from .notebook import keep_failed
from .private import private_folder
from .publish import aside, outdated, publish
from .results import hashes, job_key, notes_in, result_of, seal, unseal
from .warm import ONE_THREAD, Forked, ask
from .warm_shared import close_shared, shared
from .worker import OUTPUTS

__all__ = ["Task", "allow_all", "brief_one", "relative", "stop_all"]

WORKSHOP_SECONDS = 3600.0  # a watchdog, not a schedule: nothing that works takes this long
ON_PAPER = {"brief.pdf": "pdf", "brief.docx": "docx"}
STOPPED = "The process that did the work was stopped from outside, perhaps for want of memory."
_running: set[subprocess.Popen | Forked] = set()
_stopping = threading.Event()


@dataclass(frozen=True)
class Task:
    """One workshop to be briefed; every path is absolute, and the same on every machine.

    Attributes
    ----------
    source, final
        The workshop, and the folder of its brief.
    id, title, date, dialogue
        From its plan, for the record.
    notebook
        What to run; it takes the parameters ``workshop`` and ``out``, and ``kept`` if it keeps stages.
    seconds
        After this time it is stopped.
    anew
        Forget what was done before.
    made_by
        The version that planned this (`inspired_analysis.versions`); a machine with another refuses.
    formats, theme
        What the notebook is asked to write beside what it always does, and in which house style.
    """

    source: Path
    final: Path
    id: str
    title: str
    date: str
    dialogue: str
    notebook: Path
    seconds: float = WORKSHOP_SECONDS
    anew: bool = False
    made_by: str = ""
    formats: tuple[str, ...] = ()
    theme: Path | None = None

    @property
    def where(self) -> str:
        """Where the source is, for the record; without names it may read like another's, and so has the id too."""
        plain = relative(self.source, self.final.parent)
        masked = mask_for(self.source).name(plain)
        return masked if masked == plain else f"{masked} ({self.id})"

    def run(self, **more) -> Run:
        """Return the record of a run of this task."""
        return Run(id=self.id, source=self.where, title=self.title or self.id,
                   date=self.date, dialogue=self.dialogue, version=version("inspired_analysis"), **more)  # fmt: skip


def brief_one(task: Task) -> tuple[Run, bool]:
    """Brief the workshop of *task*, if what lies there is not already its brief.

    Returns
    -------
    The run, and whether anything was done: False if the brief was there, whole, and made from the same.

    Raises
    ------
    RunError
        If this machine has another version than the one that planned *task*.
    """
    if task.made_by != made_by():
        raise RunError("this machine", expected="the same inspired_analysis as where the batch was started",
                       found="another version of it, of a model, or of a library")  # fmt: skip
    before = result_of(task.final)
    if before and before.id != task.id:  # of a folder that somebody renamed or copied
        before = None
    if before:  # what a brief has, it gets again
        had = (ON_PAPER[name] for name in before.outputs if name in ON_PAPER)
        task = replace(task, formats=tuple(dict.fromkeys((*task.formats, *had))))
    key = job_key(task.source, task.notebook, *_asked(task))
    if task.anew:
        shutil.rmtree(task.final / STAGES, ignore_errors=True)
    elif key and before and before.key == key:
        (task.final / "failed.ipynb").unlink(missing_ok=True)
        moved = before.source != relative(task.source, task.final.parent)
        return replace(before, source=task.where) if moved else before, False
    started, clock = datetime.now(UTC).isoformat(timespec="seconds"), time.monotonic()
    try:
        return _briefed(task, key, started, clock), True
    except InterruptedError:
        raise
    except OSError as error:
        cause = f"The brief could not be put in its place: {error.strerror or error}."
        seconds = round(time.monotonic() - clock, 2)
        return task.run(status="failed", cause=cause, started=started, seconds=seconds, key=key), True


def _asked(task: Task) -> list[bytes | str]:
    """Return what else goes into a brief: the formats, and the house style with its logo. It has been read once."""
    from ..briefing.theme import load_theme

    return [*sorted(task.formats), *([repr(load_theme(task.theme))] if task.theme else [])]


def _briefed(task: Task, key: str, started: str, clock: float) -> Run:
    """Run the notebook aside; publish what it made and vouch for it, or keep the notebook of its failure."""
    with aside(task.final) as folder:
        cause = _execute(task, folder)
        told = {"started": started, "seconds": round(time.monotonic() - clock, 2), "key": key}
        if cause:
            _keep_failed(task, folder, cause)
            return task.run(status="failed", cause=cause, **told)
        outputs = hashes(folder)
        old = outdated(task.final, outputs)
        run = task.run(status="done", cause="", outputs=outputs, notes=notes_in(folder), removed=tuple(old), **told)
        unseal(task.final)
        publish(folder, task.final)
        for name in old:
            (task.final / name).unlink(missing_ok=True)
        seal(task.final, run)
        (task.final / "failed.ipynb").unlink(missing_ok=True)
        return run


def _execute(task: Task, folder: Path) -> str:
    """Run the notebook in a worker process; return the cause of its failure, or nothing."""
    # Relative to the final folder, the parameters hold there too: a reader can run the notebook again.
    order = {
        "notebook": str(task.notebook),
        "aside": str(folder),
        "parameters": {
            "workshop": relative(task.source, task.final), "out": ".",
            **({"formats": list(task.formats)} if task.formats else {}),
            **({"theme": relative(task.theme, task.final)} if task.theme else {}),
        },
        "outputs": [*OUTPUTS, *(f"brief.{name}" for name in task.formats)],
        "if_known": {"kept": f"../{task.id}/{STAGES}"},
    }
    with private_folder() as private:
        (private / "task.json").write_text(json.dumps(order), encoding="utf-8")
        with (private / "log").open("wb") as log:
            worker = _start(private, log.fileno())
        _running.add(worker)
        if _stopping.is_set():  # since it was started: nobody else may have seen it
            _stop(worker)
        try:
            worker.wait(task.seconds)
            cause = _cause(private, worker.returncode)
        except subprocess.TimeoutExpired:
            _stop(worker)
            cause = f"It took longer than {task.seconds / 60:.3g} minutes and was stopped."
        finally:
            _running.discard(worker)
        if _stopping.is_set():
            raise InterruptedError(EINTR, "the batch was stopped")
        if not (private / "result.json").exists():
            keep_failed(folder / "brief.ipynb", task.notebook, cause, mask_for(task.source))
        return cause


def allow_all() -> None:
    """Let workers start, whatever was stopped before."""
    _stopping.clear()


def stop_all() -> None:
    """End every worker of this process, and start no other until `allow_all`."""
    _stopping.set()
    close_shared()
    for worker in list(_running):
        _stop(worker)


def _start(private: Path, log: int) -> subprocess.Popen | Forked:
    """Start the worker: from the warm process if it can be had, else in the ordinary way."""
    module, args, env = "inspired_analysis.running.worker", [str(private)], _environment(private)
    for _ in range(2):  # the warm process may be killed between being found and being asked
        with suppress(RunError):
            warm = shared(stopping=_stopping)
            return ask(warm.address, module, args, cwd=private, env=env, stdout=log, stderr=log)
    if _stopping.is_set():
        raise InterruptedError(EINTR, "the batch was stopped")
    return subprocess.Popen([sys.executable, "-m", module, *args], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                            cwd=private, env=env, start_new_session=True)  # fmt: skip


def _environment(private: Path) -> dict[str, str]:
    """Return the worker's environment: nothing of the user's Jupyter set-up, nothing left behind in it.

    One thread each: as many workshops run as there are processors, and more threads would only be in their way.
    """
    folders = {name: str(private) for name in ("TMPDIR", "TEMP", "TMP", "IPYTHONDIR", "JUPYTER_RUNTIME_DIR")}
    users = {name: value for name, value in os.environ.items() if name != "JUPYTER_DEFAULT_PROVISIONER_NAME"}
    return {**users, **folders, **dict.fromkeys(ONE_THREAD, "1")}


def _cause(private: Path, code: int) -> str:
    result = private / "result.json"
    if result.exists():
        return json.loads(result.read_text(encoding="utf-8"))["cause"]
    if code < 0:
        return STOPPED
    last = (private / "log").read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:]
    kind = kind_of(last[0]) if last else ""
    return f"The worker process stopped with code {code}" + (f": {kind}." if kind else ".")


def _keep_failed(task: Task, folder: Path, cause: str) -> None:
    """Keep the notebook of a failed run beside the previous good brief, which stays."""
    task.final.mkdir(parents=True, exist_ok=True)
    if not (folder / "brief.ipynb").exists():
        keep_failed(folder / "brief.ipynb", task.notebook, cause, mask_for(task.source))
    (folder / "brief.ipynb").replace(task.final / "failed.ipynb")


def _stop(worker: subprocess.Popen | Forked) -> None:
    """End *worker*."""
    worker.terminate()
    try:
        worker.wait(5)
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.wait()


def relative(path: Path, start: Path) -> str:
    """Return *path* as seen from *start*, with slashes."""
    try:
        return Path(os.path.relpath(path, start)).as_posix()
    except ValueError:  # another drive, on Windows
        return path.as_posix()
