"""Brief every workshop of a folder, each in processes of its own; one failure leaves the others done.

What is done stays done: a batch that was stopped, or ran yesterday, only does what is missing or has changed.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Executor, ThreadPoolExecutor, as_completed
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from ..briefing import check_folder
from ..errors import InspiredError, RunError
from ..guarding.scrubbing import mask_for
from ..versions import made_by
from ..workshop import PLAN_NAME, Plan, Workshop, slug
from .discover import find_workshops
from .ledger import Run, current, record, runs
from .lock import alone
from .notebook import notebook_file
from .one import WORKSHOP_SECONDS, Task, allow_all, brief_one, relative, stop_all
from .publish import tidy
from .results import result_of
from .warm_shared import close_shared, is_open

__all__ = ["Job", "check_asked", "plan_batch", "plan_jobs", "run_batch", "told_apart"]


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
        If there is no folder or no workshop, two workshops have one id, or one would get its brief beside its talk.
    """
    jobs = plan_jobs(find_workshops(Path(folder)), folder, out)
    if not jobs:
        raise RunError(Path(folder), expected="folders with a transcript or a workshop.yaml",
                       found="none", todo="Put each transcript in a folder of its own.")  # fmt: skip
    return jobs


def plan_jobs(sources: Iterable[Path], folder: Path, out: Path) -> list[Job]:
    """Return the jobs for the workshops *sources* of *folder*, in order of their ids.

    Raises
    ------
    RunError
        If two workshops have one id, or one would get its brief beside its talk.
    """
    jobs, twins = told_apart(sources, out)
    if twins:
        found = [f"{job.id!r} twice: {_below(folder, job.source)} and {_below(folder, twin)}" for job, twin in twins]
        more = [f"{len(found) - 5} more"] if len(found) > 5 else []
        raise RunError(Path(folder), expected="a different id for each workshop", found="; ".join(found[:5] + more),
                       todo="Change id: in one workshop.yaml, or rename one folder.")  # fmt: skip
    return jobs


def told_apart(sources: Iterable[Path], out: Path) -> tuple[list[Job], list[tuple[Job, Path]]]:
    """Return the jobs in order of their ids; and each workshop whose id another has, after the job of that one."""
    out = Path(out).resolve()
    jobs: dict[str, Job] = {}
    twins = []
    loaded = [(source, _loaded(source)) for source in map(Path.resolve, sources)]
    before = {run.source: run for run in current(out)} if any(workshop is None for _, workshop in loaded) else {}
    for source, workshop in sorted(loaded, key=lambda pair: pair[1] is None):
        name, plan = (workshop.id, workshop.plan) if workshop else ("", Plan())
        if not workshop:  # under its old id its earlier brief is still its own
            run = before.get(relative(source, out))
            known = run and run.id.casefold() not in jobs
            name, plan = (run.id, _as_told(run, source)) if known else (_nameless(source, jobs), plan)
        check_folder(out / name, [source / PLAN_NAME if source.is_dir() else source])
        # Two ids that differ in case alone are one folder on some systems.
        first = jobs.setdefault(name.casefold(), Job(source, name, plan, out / name))
        if first.source != source:
            twins.append((first, source))
    return sorted(jobs.values(), key=lambda job: job.id), twins


def _loaded(source: Path) -> Workshop | None:
    try:
        return Workshop.load(source)
    except (InspiredError, OSError):
        return None


def _as_told(run: Run, source: Path) -> Plan:
    """Return what the index says of *source*, whose plan cannot be read any more, as *run* told it."""
    title = "" if run.title == run.id else mask_for(source).text(run.title)
    return Plan().model_copy(update={"title": title, "date": run.date, "dialogue": run.dialogue})


def _nameless(source: Path, taken: Collection[str]) -> str:
    """Return an id for what cannot be loaded, without the names that its plan seems to list."""
    plain = slug(source.stem if source.is_file() else source.name)
    name = mask_for(source).name(plain)
    numbered = itertools.chain([name], (f"{name}-{i}" for i in itertools.count(2)))
    return plain if name == plain else next(n for n in numbered if n.casefold() not in taken)


def _below(folder: Path, source: Path) -> str:
    return Path(os.path.relpath(source, Path(folder).resolve())).as_posix()


def run_batch(
    jobs: list[Job],
    out: Path,
    *,
    workers: int | None = None,
    each: Callable[[Run, bool], None] = lambda run, ran: None,
    notebook: Path | None = None,
    seconds: float = WORKSHOP_SECONDS,
    anew: bool = False,
    executor: Executor | None = None,
    formats: Sequence[str] = (),
    theme: Path | None = None,
) -> list[Run]:
    """Run those of *jobs* that are not done, record them in the ledger, and write the index of all briefs in *out*.

    Parameters
    ----------
    workers
        How many at a time; by default one more than there are processors: while one waits, another works.
    each
        Called with every run when it has ended, and whether anything was done for it.
    notebook
        What to run instead of ``brief.ipynb``; it must take the parameters ``workshop`` and ``out``.
    seconds
        A workshop that takes longer is stopped.
    anew
        Do everything again, whatever is there.
    executor
        Where to run, instead of threads of this process: see `cluster.connect`.
    formats
        ``pdf``, ``docx`` or both, besides what is always written.
    theme
        A house style (`inspired_analysis.load_theme`) for all of them.

    Returns
    -------
    The runs, in the order of *jobs*.

    Raises
    ------
    RunError
        If another batch writes to *out*, or the cluster was lost; what was done is kept.
    ThemeError
        If the house style is wrong; nothing is run.
    """
    check_asked(formats, theme)
    out = Path(out).resolve()
    out.mkdir(parents=True, exist_ok=True)
    notebook = (notebook or notebook_file("brief")).resolve()
    asked = {"formats": tuple(formats), "theme": theme and theme.resolve()}
    tasks = [replace(_task(job, notebook, seconds, anew), **asked) for job in jobs]
    with alone(out), _pool(executor, workers or default_workers()) as pool:
        tidy(out)
        latest, listed = {run.id: run for run in runs(out)}, current(out)
        plain = {task.id: relative(task.source, out) for task in tasks}
        done: dict[str, Run] = {}
        try:
            for run, ran in _completed(tasks, pool):
                place = plain[run.id]
                if run.source != place:
                    was = (old.id for old in listed if old.source == place and old.id not in plain)
                    run = replace(run, before=tuple(was))
                # Also for one that was there: a crash can part result and ledger.
                if run.before or latest.get(run.id) != run:
                    record(out, run)
                done[run.id] = run
                each(run, ran)
        except BaseException:
            with suppress(OSError):
                _write_index(out)  # of what was done until then
            raise
        _write_index(out)
    return [done[job.id] for job in jobs]


def check_asked(formats: Sequence[str], theme: Path | None) -> None:
    """Refuse what no workshop could be briefed with: before the first, not after the last."""
    if formats:
        from ..briefing import require

        require(formats)
    if theme:
        from ..briefing.theme import load_theme

        load_theme(theme)


def _completed(tasks: list[Task], pool: Executor) -> Iterator[tuple[Run, bool]]:
    """Yield what becomes of *tasks*, whichever ends first."""
    futures = {pool.submit(brief_one, task): task for task in tasks}
    for future in as_completed(futures):
        task = futures.pop(future)
        try:
            yield future.result()
        except CancelledError:
            raise RunError("the cluster", expected="its scheduler", found="that it is gone",
                           todo="Run the same command again; what was done is kept.") from None  # fmt: skip
        except Exception as error:  # of the machine that did it, or a defect; the others go on
            cause = str(error) if isinstance(error, InspiredError) else f"{type(error).__name__}"
            now = datetime.now(UTC).isoformat(timespec="seconds")
            yield task.run(status="failed", cause=cause, started=now, seconds=0.0), True


def default_workers() -> int:
    """Return how many workshops are briefed at a time where nobody says."""
    return (os.cpu_count() or 1) + 1


@contextmanager
def _pool(executor: Executor | None, workers: int) -> Iterator[Executor]:
    """Give what tasks are submitted to; if something goes wrong, nothing goes on behind our back."""
    pool = executor or ThreadPoolExecutor(workers)
    ours = not is_open()  # who has a warm process already keeps it
    allow_all()
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True) if executor is None else pool.shutdown(wait=False)
        stop_all()
        raise
    if executor is None:
        pool.shutdown()
    if ours:
        close_shared()


def _task(job: Job, notebook: Path, seconds: float, anew: bool) -> Task:
    plan = job.plan
    return Task(source=job.source, final=job.final, id=job.id, title=plan.title, date=str(plan.date or ""),
                dialogue=plan.dialogue, notebook=notebook, seconds=seconds, anew=anew, made_by=made_by())  # fmt: skip


def _write_index(out: Path) -> None:
    from ..briefing.index import write_index

    write_index([_entry(run, out) for run in current(out) if not _given_up(run, out)], out)


def _given_up(run: Run, out: Path) -> bool:
    """Whether a workshop that never had a brief is gone."""
    return run.status == "failed" and run.gone(out) and result_of(out / run.id) is None


def _entry(run: Run, out: Path) -> dict:
    files = f"{run.id}/brief.html", f"{run.id}/failed.ipynb"
    brief, failed = (file if (out / file).exists() else "" for file in files)
    done = run.status == "done"
    return {"id": run.id, "title": run.title, "date": run.date, "dialogue": run.dialogue, "status": run.status,
            "cause": run.cause, "notes": run.notes, "href": brief if done else failed,
            "earlier": "" if done else brief}  # fmt: skip
