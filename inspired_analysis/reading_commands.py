"""The commands that look at what is to be read: new, check."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from .terminal import clean, line

__all__ = ["check", "new"]

PATH = click.Path(path_type=Path)


@click.command()
@click.argument("folder", type=PATH)
@click.option("--force", is_flag=True, help="Start anew; the plan that is there is kept as workshop.yaml.bak.")
def new(folder: Path, force: bool) -> None:
    """Start a workshop's plan.

    Writes a commented workshop.yaml into FOLDER, with the speakers found in its transcripts. Fill in who
    they are and what was assumed before the session; the brief then says who thinks what, and what became of
    each assumption.

    \b
    Example:
      inspired new workshops/spring
    """
    from .running.draft import write_draft

    plan, speakers = write_draft(folder, force=force)
    click.echo(f"{plan}: {speakers} speakers filled in. Next: say who they are, then inspired check {folder}")


@click.command()
@click.argument("path", type=PATH)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--html", is_flag=False, flag_value="", metavar="[OUT]",
              help="Write a page with every line and what became of it.  [default: reports/<id>/check.html]")
def check(path: Path, as_json: bool, html: str | None) -> None:
    """Say what is read from a workshop, and what is not.

    For each file: the format, how speakers are told apart, why, and how sure that is, the characters in the
    source, in turns, set aside (with the reason) and lost (always 0, or there is a defect). Then the speakers,
    and where the plan and the transcript do not meet. Of a folder of workshops, a line for each, and those that
    cannot be read, before a batch is left to run overnight.

    \b
    Examples:
      inspired check workshops/spring
      inspired check workshops                 (all below it, a line each)
      inspired check interview.vtt --json
      inspired check interview.docx --html     (line by line, as a page)
    """
    from .running.check import as_text, checked, left_aside, several

    if below := several(path):
        if html is not None:
            raise click.UsageError("--html makes a page of one workshop. Name one of those below this folder.")
        for told in left_aside(path):
            click.echo(f"Note: {line(told)}", err=True)
        sys.exit(_check_all(below, as_json))
    account, transcript = checked(path)
    if html is not None:
        from .running.check_page import write_page

        out = write_page(account, transcript, Path(html or Path("reports") / account["id"] / "check.html"))
        click.echo(f"Page: {out}", err=as_json)
    click.echo(json.dumps(account, ensure_ascii=False, indent=2) if as_json else clean(as_text(account)))
    sys.exit(1 if account["lost"] else 0)


def _check_all(paths: list[Path], as_json: bool) -> int:
    """Check the workshops at *paths*; return 1 if one of them cannot be read whole."""
    from tqdm import tqdm

    from .running.check import as_line, survey, to_look_at

    accounts = []
    for account in tqdm(survey(paths), total=len(paths), unit="workshop", file=sys.stderr, disable=None):
        accounts.append(account)
        if not as_json:
            more = f"; {n} to look at" if (n := to_look_at(account)) else ""
            tqdm.write(clean(as_line(account) + more))
    unread = sum("error" in a or a["lost"] > 0 for a in accounts)
    if as_json:
        click.echo(json.dumps(accounts, ensure_ascii=False, indent=2))
    else:
        click.echo(f"{len(accounts)} workshops, {unread} not read. More on one of them: inspired check FOLDER/WORKSHOP")
    return 1 if unread else 0
