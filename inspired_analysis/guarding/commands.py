"""The commands about names: pseudonymise, names, key, forget, sbom. Thin arguments over this package."""

from __future__ import annotations

import sys
from pathlib import Path

import click

__all__ = ["forget", "key", "names", "pseudonymise", "sbom"]

PATH = click.Path(path_type=Path)
PASSPHRASE = click.option("--passphrase-file", type=PATH, metavar="FILE",
                          help="Take the passphrase from FILE's first line instead of asking.")  # fmt: skip


@click.command()
@click.argument("folder", type=PATH)
@click.option("--out", type=PATH, required=True, help="Folder for the copy; analysis works on that alone.")
@click.option("--key", "key_file", type=PATH, required=True,
              help="The encrypted file that says who is who; made if there is none. Outside the copy.")  # fmt: skip
@PASSPHRASE
def pseudonymise(folder: Path, out: Path, key_file: Path, passphrase_file: Path | None) -> None:
    """Copy the workshops of a dialogue without names.

    Everybody whom a plan below FOLDER lists, every speaker whom none lists, and the names that plans mark are replaced
    by [pseudonyms], the same in every workshop, also where they are inflected, misspelt or torn. Who is who, and a
    log of every replacement, go into the key file, encrypted with a passphrase that nobody can recover.

    Correct a replacement in the plans of FOLDER (aliases:, names:), never in the copy, and run this again.

    \b
    Example:
      inspired pseudonymise raw --out workshops --key safe/water.key
    """
    from .door import pseudonymise as through

    passphrase = _passphrase(passphrase_file, new=not key_file.exists())
    done = through(folder, out, key_file, passphrase, each=lambda p: click.echo(
        f"{p.id}: {p.replaced:,} replaced, {p.likely:,} of them by likeness → {p.folder}"))  # fmt: skip
    click.echo(f"{len(done)} workshops. Keep {folder} and {key_file} where nobody works. Names that nobody listed may "
               f"still be in the talk: inspired names {folder}")  # fmt: skip


@click.command()
@click.argument("path", type=PATH)
@click.option("--ask", is_flag=True, help="Decide on one after the other; answers are saved at once.")
@click.option("--model", default="", help="A spaCy model that is installed; adds the names that it finds.")
def names(path: Path, ask: bool, model: str) -> None:
    """List what in the talk may tell who somebody is and stands as it was said.

    Names that nobody listed, e-mail and web addresses, phone and other numbers. These are proposals: with --ask you
    say of each whether it is a person, an organisation, a place or an address, which is then replaced, or is kept.
    Answers go into names.yaml beside the transcript, and count for all that lie there. Nothing is written otherwise.

    \b
    Example:
      inspired names raw/spring --ask
    """
    from ..workshop import Workshop
    from .deciding import as_lines, decide, open_proposals
    from .door import workshops_below

    for place in workshops_below(path):
        if ask:
            decided, left = decide(place, _ask, model=model)
            click.echo(f"{Workshop.load(place).id}: {decided} decided, {left} open.")
            continue
        workshop, transcript, proposals = open_proposals(place, model=model)
        click.echo(f"{workshop.id}: {len(proposals)} to decide on" + (" (--ask)" if proposals else "."))
        for line in as_lines(proposals, transcript):
            click.echo(_shown(line))


@click.command()
@click.argument("key_file", type=PATH)
@click.option("--log", is_flag=True, help="Show every replacement instead: workshop, turn, what, by what, how found.")
@PASSPHRASE
def key(key_file: Path, log: bool, passphrase_file: Path | None) -> None:
    """Show who is who.

    Prints the pseudonyms of a key file with the names behind them, on the terminal and nowhere else.

    \b
    Example:
      inspired key safe/water.key --log
    """
    from .key import open_key

    found = open_key(key_file, _passphrase(passphrase_file))
    if log:
        for workshop, entries in found.log.items():
            for e in entries:
                click.echo(_shown(f"{workshop}  turn {e.turn}  {e.words!r} → {e.replacement}  ({e.how})"))
        return
    for entry in found.entries:
        where = ", ".join(entry.workshops)
        click.echo(_shown(f"{entry.replacement}  {entry.kind}  {'; '.join(entry.names)}  ({where})"))


@click.command()
@click.argument("what", metavar="ID")
@click.argument("places", type=PATH, nargs=-1, required=True)
@click.option("--key", "key_file", type=PATH, help="The dialogue's key file; the entry goes there too.")
@PASSPHRASE
@click.option("--dry-run", is_flag=True, help="Say what would go, and stop.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def forget(
    what: str, places: tuple[Path, ...], key_file: Path | None, passphrase_file: Path | None, dry_run: bool, yes: bool
) -> None:
    """Remove a participant or a workshop for good, and prove it.

    ID is a workshop's id or a participant's pseudonym. PLACES are all folders that hold something of it: originals,
    copies, reports. A workshop goes whole. A participant's turns go, mentions become [removed], and the briefs made
    from them are deleted; brief them again. Then every byte below PLACES, and in your Jupyter folders, is searched.

    \b
    Exit code: 0 nothing is left, 1 something is (listed).
    Example:   inspired forget P07 raw workshops reports --key safe/water.key
    """
    from .forgetting import forget as carry_out
    from .forgetting import plan_forgetting
    from .searching import jupyter_folders

    passphrase = _passphrase(passphrase_file) if key_file else ""
    plans = plan_forgetting(what, places, key_file=key_file, passphrase=passphrase)
    for line in plans.lines():
        click.echo(_shown(line))
    if dry_run:
        return
    if not yes:
        click.confirm("This cannot be undone. Go on?", abort=True)
    left = carry_out(plans)
    beside = plans.search(jupyter_folders())
    for found in dict.fromkeys(f.file for f in (*left.found, *beside.found)):
        click.echo(f"Still in: {_shown(found)}")
    for path in (*left.unsearched, *beside.unsearched):
        click.echo(f"Not searched: {_shown(path)}")
    count = len({*left.found, *beside.found})
    click.echo(f"Searched {left.files + beside.files:,} files for {len(plans.needles):,} names and stretches of talk: "
               f"{count} found. Backups and copies elsewhere were not.")  # fmt: skip
    if plans.rewrite:
        click.echo("What was derived from these workshops is gone; brief them again.")
    sys.exit(1 if count else 0)


@click.command()
@click.option("--out", type=PATH, help="Write to this file instead of the terminal.")
def sbom(out: Path | None) -> None:
    """List every package and model file that this program runs with.

    CycloneDX 1.5 (JSON), for tools that look for known weaknesses.

    \b
    Example:
      inspired sbom --out sbom.json
    """
    from .materials import bill_of_materials

    text = bill_of_materials()
    if out:
        out.write_text(text, encoding="utf-8")
    click.echo(f"Written: {out}" if out else text, nl=bool(out))


def _ask(proposal, transcript) -> str:
    from .deciding import context

    click.echo(_shown(f"\n{proposal.words}  ({proposal.kind}, {len(proposal.places)} ×: {proposal.why})"))
    click.echo(_shown(f"   …{context(proposal, transcript)}…"))
    return click.prompt("[p]erson [o]rganisation p[l]ace [c]ontact · [k]eep · [s]kip [q]uit", default="s",
                        type=click.Choice(list("polcksq")), show_choices=False)  # fmt: skip


def _passphrase(file: Path | None, *, new: bool = False) -> str:
    """Return the passphrase: from the first line of *file*, or asked for, twice for a *new* key."""
    from ..errors import RunError
    from .key import LEAST

    if file:
        try:
            words = file.read_text(encoding="utf-8").splitlines()[:1]
        except (OSError, UnicodeDecodeError) as error:
            raise RunError(file, expected="a file with the passphrase in its first line",
                           found=getattr(error, "strerror", None) or "no text") from None  # fmt: skip
        passphrase = words[0] if words else ""
    else:
        passphrase = click.prompt("Passphrase", hide_input=True, confirmation_prompt=new, err=True)
    if new and len(passphrase) < LEAST:
        raise RunError("the passphrase", expected=f"at least {LEAST} characters", found=str(len(passphrase)),
                       todo="Several words that do not belong together are good.")  # fmt: skip
    return passphrase


def _shown(text: str) -> str:
    """Leave out what a terminal would obey."""
    return "".join(c for c in text if c.isprintable() or c in "\n\t")
