"""The commands that look something up, and those that take codings to other programs and back."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .cells import guarded_table
from .desk_commands import PATH, analysed, count, say
from .errors import ExchangeError

if TYPE_CHECKING:
    from .workshop import Workshop

__all__ = ["COMMANDS"]


@click.command()
@click.argument("path", type=PATH)
@click.argument("out", type=PATH)
@click.option("--force", is_flag=True, help="Write over a file that is there; it is kept as OUT.bak.")
def export(path: Path, out: Path, force: bool) -> None:
    """Export a workshop's codings for another program.

    The ending of OUT says which: .qdpx for ATLAS.ti, MAXQDA, NVivo, QualCoder and others (REFI-QDA project),
    .qdc for the codebook alone, .xlsx for a workbook with the coding sheet and the matrices, .csv for the
    coding sheet. An edited coding sheet comes back with `inspired import`.

    \b
    Examples:
      inspired export workshops/spring spring.qdpx
      inspired export workshops/spring spring.xlsx
    """
    from .exchange.outward import ORIGIN, codes_of, export_project
    from .exchange.qdpx_out import write_qdc, write_qdpx
    from .exchange.sheets import write_sheets
    from .workshop import Workshop

    kind = out.suffix.lower()
    if kind not in (".qdpx", ".qdc", ".xlsx", ".csv"):
        raise ExchangeError(out, expected="a name that ends in .qdpx, .qdc, .xlsx or .csv", found=kind or "no ending")
    workshop = Workshop.load(path)
    _not_beside(out, workshop)
    if out.is_file():
        _keep(out, force)
    if kind == ".qdc":
        write_qdc(codes_of(workshop.codes, workshop), out, origin=ORIGIN)
    elif kind == ".qdpx":
        project = export_project(analysed(path))
        write_qdpx(project, out)
        for lost in project.lost:
            say(f"Left out: {lost}")
    else:
        write_sheets(analysed(path), out)
    click.echo(f"Exported: {out}")


def _not_beside(out: Path, workshop: Workshop) -> None:
    """Refuse an *out* that the folder of *workshop* would hold for one transcript more."""
    from .workshop import TRANSCRIPT_SUFFIXES

    folders = {f.resolve().parent for f in workshop.files} if not workshop.plan.transcripts else ()
    if out.resolve().parent in folders and out.suffix.lower() in TRANSCRIPT_SUFFIXES:
        raise _read_as_talk(out)


def _not_among(file: Path, path: Path) -> None:
    """Refuse a *file* that a workshop at *path* holds for a transcript, beside its own."""
    from .running.discover import find_workshops
    from .workshop import Workshop

    found = [Workshop.load(p) for p in (find_workshops(path) if path.is_dir() else [])]
    files = [f.resolve() for workshop in found for f in workshop.files]
    if file.resolve() in files and len(files) > 1:
        raise _read_as_talk(file)


def _read_as_talk(file: Path) -> ExchangeError:
    return ExchangeError(file, expected="a place outside the workshop's folder",
                         found="its folder, where every such file is read as a transcript",
                         todo="Put it elsewhere, or list transcripts: in the plan.")  # fmt: skip


def _keep(out: Path, force: bool) -> None:
    """Refuse to write over *out*, or keep a copy: somebody may have edited it."""
    if not force:
        raise ExchangeError(out, expected="no file of that name yet", found="one, perhaps edited",
                            todo=f"Choose another name, or --force: {out.name} becomes {out.name}.bak.")  # fmt: skip
    shutil.copyfile(out, out.with_name(f"{out.name}.bak"))


@click.command("import")
@click.argument("file", type=PATH)
@click.argument("path", type=PATH)
@click.option("--who", default="", help="Pseudonym for everything in the file.  [default: its users' own names]")
def import_(file: Path, path: Path, who: str) -> None:
    """Import codings into the workshop at PATH.

    FILE is a REFI-QDA project (.qdpx), a codebook (.qdc), or an edited coding sheet (.xlsx, .csv; needs --who).
    Codings become decisions in decisions/ beside the transcript; importing twice adds nothing twice. Where
    PATH does not exist, a project's texts become a new workshop there. What has no place is listed.

    \b
    Examples:
      inspired import team.qdpx workshops/spring --who R2
      inspired import spring.xlsx workshops/spring --who R1
    """
    from .codes import load_codes
    from .exchange.codes_in import as_written, import_codes
    from .exchange.inward import import_project
    from .exchange.qdpx_in import read_qdc, read_qdpx
    from .exchange.sheets import import_sheet
    from .guarding.masking import Mask
    from .pipeline import read_decisions
    from .reading import read_workshop
    from .workshop import Workshop

    kind = file.suffix.lower()
    _not_among(file, path)
    if kind == ".qdpx":
        project = read_qdpx(file)
        for done in import_project(project, path, who=who):
            told = f"{count(done.codings, 'coding')}, {count(done.memos, 'memo')}"
            say(f"{done.folder}: {told}; there already: {done.already}")
            for lost in done.lost:
                say(f"  No place for: {lost}")
        for lost in project.lost:
            say(f"No place for: {lost}")
    elif kind == ".qdc":
        workshop = Workshop.load(path)
        decided = read_decisions(workshop, read_workshop(workshop))
        renamed = as_written(load_codes(workshop.files[0].parent), decided, Mask.of(workshop.plan).code)
        written = import_codes(read_qdc(file), workshop.files[0].parent, renamed=renamed)
        say(f"Codes: {written}" if written else "All of these codes were known.")
    elif kind in (".xlsx", ".csv"):
        if not who:
            raise click.UsageError("Say with --who under whose pseudonym the sheet is entered.")
        done = import_sheet(file, Workshop.load(path), who=who)
        told = f"{count(done.decisions, 'decision')}, {count(done.memos, 'memo')}"
        say(f"{told}; there already: {done.already}")
        for problem in done.problems:
            say(f"  Problem: {problem}")
        sys.exit(1 if done.problems else 0)
    else:
        raise ExchangeError(file, expected="a .qdpx, .qdc, .xlsx or .csv file", found=kind or "no ending")


@click.command()
@click.argument("path", type=PATH)
@click.argument("words", default="")
@click.option("--code", "wanted", multiple=True, metavar="CODE[@STATEMENT][=VALUE]",
              help="Bears this code; repeatable.")
@click.option("--without", multiple=True, metavar="CODE", help="Does not bear this code; repeatable.")
@click.option("--together", type=click.Choice(["turn", "words"]), default="turn", show_default=True,
              help="Whether several codes must share a turn or the very words.")
@click.option("--group", default="", help="Only this group.")
@click.option("--speaker", default="", help="Only this speaker.")
@click.option("--question", default="", help="Only answers to this guide question (its id).")
@click.option("--after", metavar="H:MM:SS", help="Only from this time on.")
@click.option("--before", metavar="H:MM:SS", help="Only before this time.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV, with every column.")
def find(path: Path, words: str, wanted: tuple[str, ...], without: tuple[str, ...], together: str, group: str,
         speaker: str, question: str, after: str | None, before: str | None, as_csv: bool) -> None:  # fmt: skip
    """Find words in their context, and turns by their codes.

    \b
    Examples:
      inspired find workshops/spring "pay* twice" --group farmers
      inspired find workshops/spring --code interest=livelihood --code reason --together words
      inspired find workshops/spring --question Q2 --after 0:10:00
    """
    from .lab.query import search

    analysis = analysed(path)
    brief = (Path("reports") / analysis.workshop.id / "brief.html").as_posix()
    times = {"after": _seconds(after), "before": _seconds(before)}
    found = search(analysis, words=words, codes=wanted, without=without, together=together, group=group,
                   speaker=speaker, question=question, brief=brief, **times)  # fmt: skip
    if as_csv:
        click.echo(guarded_table(found).to_csv(index=False), nl=False)
        return
    for row in found.itertuples():
        who = ", ".join(filter(None, (row.speaker, row.group)))
        say(f"{row.turn:>5}  {who}: {row.left}[{row.match}]{row.right}" + (f"  ({row.codes})" if row.codes else ""))
    click.echo(f"{len(found)} found.")


def _seconds(clock: str | None) -> float | None:
    if clock is None:
        return None
    try:
        parts = [float(part) for part in clock.split(":")]
    except ValueError:
        raise click.UsageError(f"expected a time such as 0:10:00, found {clock!r}") from None
    return sum(part * 60**i for i, part in enumerate(reversed(parts)))


COMMANDS = (find, export, import_)
