"""The command line: thin arguments over the package.

Exit codes: 0 all done; 1 something failed that the message names; 2 wrong usage or nothing to do;
130 stopped by Ctrl-C.
"""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path

import click

from . import desk_commands, exchange_commands
from .asking.command import ask
from .cli_running import batch, query, watch
from .errors import InspiredError
from .evaluating.commands import evaluate
from .guarding import commands
from .reading_commands import check, new
from .terminal import line

__all__ = ["main"]

PATH = click.Path(path_type=Path)


class _Plain(click.Group):
    """Shows mistakes as one line instead of a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)  # in the order in which one uses them

    def invoke(self, ctx: click.Context):
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("Stopped.", err=True)
            ctx.exit(130)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            if ctx.params["debug"]:
                traceback.print_exc()
            click.echo(f"Error: {line(_said(error))}", err=True)
            ctx.exit(1)


@click.group(cls=_Plain, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="inspired_analysis", message="inspired %(version)s")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def main(debug: bool) -> None:
    """Turn transcripts of policy-dialogue workshops into findings with the exact words behind them.

    Everything happens on this machine; nothing is sent anywhere.

    \b
    A first brief:             inspired brief interview.docx
    With what is known:        inspired new workshops/spring      (writes workshop.yaml; fill it in)
                               inspired check workshops/spring    (is everything read, everybody known?)
                               inspired brief workshops/spring
    All workshops:             inspired batch workshops
    Without names:             inspired pseudonymise raw --out workshops --key water.key
    One dialogue over time:    inspired compare reports
    Ask one of them:           inspired ask workshops/spring "What did the unions say about pay?"
    Review, explore, compare:  inspired lab
    Codings out and in:        inspired export workshops/spring spring.qdpx
    """
    os.umask(0o077)  # what people said is for nobody else on this machine


main.add_command(new)
main.add_command(check)


@main.command()
@click.argument("path", type=PATH)
@click.option("--out", type=PATH, help="Folder for the brief.  [default: reports/<id>]")
@click.option("--format", "also", multiple=True, type=click.Choice(["pdf", "docx"]),
              help="Write the brief in this format too; can be given twice.")
@click.option("--theme", type=PATH, help="A house style: colours, fonts, logo, footer.")
@click.option("--view", default="host", show_default=True, type=click.Choice(["host", "participants", "donor"]),
              help="For whom: participants and donor tell nobody apart, and say what they leave out.")
@click.option("--language", default="en", show_default=True, type=click.Choice(["en", "fr", "es", "ru", "ar"]),
              help="Language of the brief; quotes stay in that of the talk.")
@click.option("--stance-model", type=PATH, help="Folder with the weights of a relation model that reads stance.")
def brief(path: Path, out: Path | None, also: tuple[str, ...], theme: Path | None, view: str, language: str,
          stance_model: Path | None) -> None:  # fmt: skip
    """Write the brief of one workshop.

    PATH is a folder with a transcript, or just the transcript. The folder may hold a workshop.yaml that says
    what was assumed beforehand and who is who; `inspired new` writes a first one. The brief comes as
    brief.html and brief.md, the findings behind it as findings.json, turns.csv and codings.csv; brief.pdf and
    brief.docx are for those who ask for them. Changes made with `inspired edit` are kept.

    \b
    Examples:
      inspired brief interview.docx
      inspired brief workshops/spring --view participants --language fr
      inspired brief workshops/spring --out reports/spring
      inspired brief workshops/spring --format pdf --format docx --theme house/theme.yaml
    """
    import inspired_analysis as ia

    from .briefing import check_folder, require
    from .coding import default_coders
    from .pipeline import learned_file
    from .stages import STAGES

    require(also)  # before the work, not after it
    formats = (*require(view=view), *also)
    style = ia.load_theme(theme) if theme else None
    workshop = ia.Workshop.load(path)
    out = Path("reports") / workshop.id if out is None else out
    check_folder(out, workshop.files)
    own = {"coders": default_coders(stance_model)} if stance_model else {}
    if stance_model and (learned := learned_file(workshop)):  # over the shipped coders, and these are others
        click.echo(f"Note: {line(learned.name)} is left aside with --stance-model.")
    # Finished stages are kept beside the brief: after a change, only what depends on it is done again.
    analysis = ia.analyse(workshop, kept=out / STAGES, **own)
    for note in analysis.transcript.notes:
        click.echo(f"Note: {line(note)}")
    page, *others = ia.write_brief(analysis, out, formats=formats, theme=style, view=view, language=language)
    click.echo(f"Data and other formats: {', '.join(path.name for path in others)}")
    click.echo(f"Brief: {page}")


@main.command()
@click.argument("folder", type=PATH)
def edit(folder: Path) -> None:
    """Change what a brief says: write brief.yaml into FOLDER.

    The file lists the sentences of the first page and everything else that has an id. In it, pin findings, hide
    them, put them in your order, reword the first page, and add sentences of your own. `inspired brief` keeps all
    of that, and flags what new data contradicts. Run again, it keeps your changes and brings the lists up to date.

    \b
    Example:
      inspired edit workshops/spring
    """
    from .running.edit import write_edits

    path, doubts = write_edits(folder)
    for doubt in doubts:
        click.echo(f"Note: {line(doubt)}")
    click.echo(f"{path}: change it, then inspired brief {folder}")


main.add_command(batch)
main.add_command(watch)
main.add_command(query)


@main.command()
@click.argument("folder", type=PATH)
@click.option("--out", type=PATH, help="Folder for the dialogue's brief.  [default: dialogue-<name> beside the briefs]")
@click.option("--dialogue", default="", help="Which dialogue, where the plans name several.")
@click.option("--theme", type=PATH, help="A house style: colours, fonts, logo, footer.")
def compare(folder: Path, out: Path | None, dialogue: str, theme: Path | None) -> None:
    """Write the synthesis of one dialogue across its workshops.

    FOLDER holds the workshops' briefs, as inspired batch writes them, and these are read as they are; a folder
    of workshops without briefs is briefed first (into reports, or into --out). What became of each assumption, where
    groups moved, what lasts, which conflicts opened or closed, who took part, drafts of outcome statements:
    compare.html and compare.md, with a link to the turn behind each; dialogue.json has all of it as
    data, isf.xlsx the rows of the Integrated Support Framework.

    \b
    Examples:
      inspired compare reports
      inspired compare workshops --dialogue water --out reports/water
    """
    from tqdm import tqdm

    import inspired_analysis as ia

    from .running.compare import ASIDE, compare

    style, passed_over = ia.load_theme(theme) if theme else None, []
    with tqdm(unit=" steps", file=sys.stderr, disable=None) as bar:
        synthesis, written = compare(folder, out, dialogue=dialogue, theme=style, each=lambda _: bar.update(),
                                     tell=passed_over.append)  # fmt: skip
    for told in passed_over:
        click.echo(f"Note: {line(told)}", err=True)
    for row in synthesis.limits[synthesis.limits["what"] != ASIDE].itertuples():  # these were told just now
        click.echo(f"Note: {line(row.what)}: {line(row.why)}")
    click.echo(f"Also written: {', '.join(path.name for path in written[1:])}")
    n = len(synthesis.sessions)
    click.echo(f"{n} workshop{'s' * (n != 1)} compared: {written[0]}")


@main.command()
@click.option("--no-browser", is_flag=True, help="Print the address instead of opening a browser.")
@click.option("--port", type=click.IntRange(1, 65535), default=8888, show_default=True, help="First to try.")
def lab(no_browser: bool, port: int) -> None:
    """Open JupyterLab on the notebooks: brief, review, explore, compare.

    It listens on this machine only and asks for a token that the printed address contains. Where there is no
    notebooks/ folder, one is made in the current folder.

    \b
    Example:
      inspired lab --no-browser
    """
    from .lab.server import serve

    serve(Path.cwd(), browser=not no_browser, port=port)


GUARDING = (commands.pseudonymise, commands.names, commands.key, commands.forget, commands.sbom)
for _command in (ask, evaluate, *desk_commands.COMMANDS, *exchange_commands.COMMANDS, *GUARDING):
    main.add_command(_command)


def _said(error: Exception) -> str:
    """Say what is wrong: in the user's files, with the system, or with us."""
    if isinstance(error, InspiredError):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        where = f"{Path(os.fsdecode(error.filename)).name}: " if error.filename else ""
        return where + error.strerror
    # Not its message, which may be words of the talk: this line goes into logs.
    return (f"this is a defect in inspired, not in your files: {type(error).__name__} "
            "(inspired --debug … shows where and what)")  # fmt: skip

