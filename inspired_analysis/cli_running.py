"""The commands for many workshops: batch, watch, query."""

from __future__ import annotations

import sys
import time
from contextlib import nullcontext
from pathlib import Path

import click

from .errors import InspiredError
from .terminal import clean, line

__all__ = ["batch", "query", "watch"]

PATH = click.Path(path_type=Path)
OUT = click.option("--out", type=PATH, default=Path("reports"), show_default=True, help="Folder for the briefs.")
JOBS = click.option("--jobs", type=click.IntRange(1), help="Workshops at a time.  [default: one more than processors]")
LIMIT = click.option("--timeout", type=click.FloatRange(min=0, min_open=True), default=60, show_default=True,
                     metavar="MINUTES", help="Stop a workshop that takes longer.")  # fmt: skip
FORMAT = click.option("--format", "formats", multiple=True, type=click.Choice(["pdf", "docx"]),
                      help="Write the briefs in this format too; can be given twice.")  # fmt: skip
THEME = click.option("--theme", type=PATH, help="A house style: colours, fonts, logo, footer.")


@click.command()
@click.argument("folder", type=PATH)
@OUT
@JOBS
@LIMIT
@FORMAT
@THEME
@click.option("--anew", is_flag=True, help="Do everything again, also what is done and unchanged.")
@click.option("--scheduler", metavar="ADDRESS", help="Run on the Dask cluster of this scheduler, such as tls://host:8786.")
@click.option("--tls-ca", type=PATH, help="For tls://: the certificate that signs for the cluster.")
@click.option("--tls-cert", type=PATH, help="For tls://: our certificate.")
@click.option("--tls-key", type=PATH, help="For tls://: the key of our certificate.")
def batch(folder: Path, out: Path, jobs: int | None, timeout: float, formats: tuple[str, ...], theme: Path | None,
          anew: bool, scheduler: str | None, tls_ca: Path | None, tls_cert: Path | None,
          tls_key: Path | None) -> None:  # fmt: skip
    """Brief every workshop below FOLDER that is not done yet, or has changed.

    A sub-folder with a workshop.yaml or a transcript is a workshop; so is each of several transcripts that
    lie together without a plan. Each is run through papermill and brief.ipynb in processes of its own, and
    gets OUT/<id>/ with its brief, its tables and the executed notebook; OUT/index.html lists them all. A
    workshop that fails leaves the others done and its own earlier brief in place; OUT/<id>/failed.ipynb shows
    how far it came.

    A batch that was stopped, by whatever, goes on where it was with the same command. Nothing that is done is
    done again, unless its transcript, its plan, its decisions or the program changed, and then only from the
    stage that changed.

    \b
    Exit code: 0 all done, 1 some failed, 2 nothing was run (wrong usage, nothing to do, OUT in use), 130 stopped
    by Ctrl-C.
    Examples:
      inspired batch workshops --out reports --jobs 4
      inspired batch workshops --format pdf --format docx --theme house/theme.yaml
      inspired batch workshops --scheduler tls://head:8786 --tls-ca ca.pem --tls-cert me.pem --tls-key me.key
    """
    from .running.warm_shared import begun

    if not scheduler:
        click.get_current_context().with_resource(begun())
    from .running.batch import check_asked, plan_batch, run_batch
    from .running.check import left_aside
    from .running.cluster import Certificates, check_address, connect
    from .running.lock import InUseError

    certificates = Certificates(tls_ca, tls_cert, tls_key)
    asked = {"formats": tuple(dict.fromkeys(formats)), "theme": theme}
    try:
        check_asked(**asked)
        if scheduler:
            check_address(scheduler, certificates)
        planned = plan_batch(folder, out)
    except InspiredError as error:
        raise _nothing_done(error) from None
    for told in left_aside(folder):
        _tell(told)
    try:
        with connect(scheduler, out, certificates) if scheduler else nullcontext() as executor:
            runs = _run(planned, out, run_batch, workers=jobs, seconds=timeout * 60, anew=anew, executor=executor,
                        **asked)  # fmt: skip
    except InUseError as error:
        raise _nothing_done(error) from None
    failed = sum(run.status == "failed" for run in runs)
    sys.exit(1 if failed else 0)


@click.command()
@click.argument("folder", type=PATH)
@OUT
@JOBS
@LIMIT
@FORMAT
@THEME
@click.option("--every", type=click.FloatRange(min=0.1), default=5, show_default=True, metavar="SECONDS",
              help="How often to look.")
@click.option("--quiet", type=click.FloatRange(min=0), default=10, show_default=True, metavar="SECONDS",
              help="How long files must not have changed: copying takes time.")
def watch(folder: Path, out: Path, jobs: int | None, timeout: float, formats: tuple[str, ...], theme: Path | None,
          every: float, quiet: float) -> None:  # fmt: skip
    """Brief what arrives in FOLDER, until Ctrl-C.

    A sub-folder is a workshop, and so is each transcript that is dropped into FOLDER itself. Files are left
    alone until they have stopped changing. What changes later is briefed again; what failed is tried again
    when it changes.

    \b
    Example:
      inspired watch /srv/drop --out /srv/briefs
    """
    from .running.batch import check_asked, run_batch
    from .running.lock import InUseError
    from .running.warm_shared import shared
    from .running.watch import arrivals, dropped

    asked = {"formats": tuple(dict.fromkeys(formats)), "theme": theme}
    try:
        check_asked(**asked)
        dropped(folder)
    except InspiredError as error:
        raise _nothing_done(error) from None
    click.echo(f"Watching {folder}; Ctrl-C ends it.", err=True)
    for number, jobs_due in enumerate(arrivals(folder, out, every=every, quiet=quiet, tell=_tell)):
        if not number:
            _warm_up(shared)
        while True:
            try:
                _run(jobs_due, out, run_batch, workers=jobs, seconds=timeout * 60, **asked)
                break
            except InUseError as error:
                _tell(error)
                time.sleep(max(every, 1))


@click.command()
@click.argument("sql")
@click.option("--out", type=PATH, default=Path("reports"), show_default=True, help="Folder with the briefs.")
@click.option("--format", "shape", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True,
              help="A table for reading (long ones are cut), all rows as CSV, or one JSON object per row.")
def query(sql: str, out: Path, shape: str) -> None:
    """Ask all briefs in OUT at once, in SQL.

    The tables are those of findings.json (docs/findings.md), and workshops, turns and codings; each row says
    its workshop and its dialogue. They are kept as Parquet files under OUT/.store, brought up to date before
    each query, and can be read by any program that knows Parquet. A query can only read, and only these.
    Briefs that cannot be read, or that inspired batch did not write, are left out, which is said. Needs the
    extra 'store' (DuckDB).

    \b
    Examples:
      inspired query "SELECT verdict, count(*) FROM assumptions GROUP BY verdict"
      inspired query "SELECT workshop, e.quote FROM missing, unnest(evidence) AS t(e)" --format csv
      inspired query "SHOW TABLES"
    """
    from .running.answer_rows import write_rows
    from .running.store import RUNNING, broken, brought_up, left_out, open_store, plain_errors, selected

    if not brought_up(out):
        _tell(f"{RUNNING}.")
    elif others := left_out(out):
        _tell(f"left out, since inspired batch did not write them: {', '.join(others)}.")
    for told in broken(out):
        _tell(f"left out. {told}")
    with open_store(out) as store, plain_errors():
        answer = selected(store, sql)
        if shape == "table":
            click.echo(clean(str(answer)))
        else:
            write_rows(store.execute(sql), shape)


def _nothing_done(error: InspiredError) -> click.ClickException:
    """Return what ends a command with exit code 2: the command may be right, but nothing was run."""
    refusal = click.ClickException(line(error))
    refusal.exit_code = 2
    return refusal


def _tell(what: object) -> None:
    click.echo(f"Note: {line(what)}", err=True)


def _run(jobs, out: Path, run_batch, **options) -> list:
    """Run a batch with a progress bar, and say what became of it."""
    from tqdm import tqdm

    from .running.warm_shared import refusal

    ran: dict[str, bool] = {}
    with tqdm(total=len(jobs), unit="workshop", file=sys.stderr, smoothing=0.05) as bar:

        def each(run, did) -> None:
            ran[run.id] = did
            if run.cause:
                bar.write(f"{run.id} failed: {line(run.cause)}", file=sys.stderr)
            bar.update()

        try:
            runs = run_batch(jobs, out, each=each, **options)
        except KeyboardInterrupt:
            bar.close()
            click.echo(f"{len(ran)} of {len(jobs)} were through. The same command goes on from there.", err=True)
            raise
    if refusal():
        click.echo(f"Note: every process was started afresh, which takes longer: {line(refusal())}.", err=True)
    for run in runs:
        if run.before:  # not by its name, since what is said here may be kept too
            _tell(f"{run.id} had another id before a name in it was replaced. The folder of that id in {out} is still "
                  "there, with the name in it: delete it. Lines of .runs.jsonl tell the name too.")
    shown = [run for run in runs if ran[run.id]]
    width = max((len(run.id) for run in shown), default=0)
    for run in shown:
        where = out / run.id / ("brief.html" if run.status == "done" else "failed.ipynb")
        place = f"  {where}" if where.exists() else ""
        click.echo(f"{run.id:<{width}}  {run.status:<6}  {run.seconds:>6.1f} s{place}")
        notes = f"{run.notes} note{'s' * (run.notes > 1)} in the brief" if run.notes else ""
        gone = f"removed, since it was of what was before: {', '.join(run.removed)}" if run.removed else ""
        for words in filter(None, (run.cause, notes, gone)):
            click.echo(f"{'':<{width}}  {line(words)}")
    done = sum(run.status == "done" for run in runs)
    unchanged = f" ({len(runs) - len(shown)} unchanged)" if len(runs) > len(shown) else ""
    click.echo(f"{done} of {len(runs)} done{unchanged}. Index: {out / 'index.html'}")
    return runs


def _warm_up(shared) -> None:
    try:
        shared()  # kept between arrivals
    except InspiredError as error:
        _tell(error)
