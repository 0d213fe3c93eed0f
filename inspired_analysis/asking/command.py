"""`inspired ask`: the turns that answer a question, with the exact words."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path

import click

__all__ = ["ask"]

PATH = click.Path(path_type=Path)


@click.command()
@click.argument("path", type=PATH)
@click.argument("question")
@click.option("--speaker", multiple=True, help="Only this person's turns; can be given again.")
@click.option("--group", multiple=True, help="Only this group's turns; can be given again.")
@click.option("--top", type=click.IntRange(1), default=10, show_default=True, help="At most so many turns.")
@click.option("--stance-model", type=PATH, help="Folder with the weights of a relation model, to help finding.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def ask(path: Path, question: str, speaker: tuple[str, ...], group: tuple[str, ...], top: int,
        stance_model: Path | None, as_json: bool) -> None:  # fmt: skip
    """Find the turns that answer a question, with the exact words.

    PATH is a folder with a transcript, or just the transcript. Whom the question asks about is recognised: names and
    groups of the talk and of its plan, and roles such as the moderator. Without any, the turns of all participants
    are searched. The words are found, not understood: read the turns.

    \b
    Examples:
      inspired ask workshops/spring "What did the teachers' unions say about pay?"
      inspired ask interview.docx "closing the harbour" --speaker Anna --top 5
    """
    import inspired_analysis as ia

    from .answer import answer

    reader = None
    if stance_model:
        from ..coding.stance import load_reader

        reader = load_reader(stance_model)
    found = answer(ia.Workshop.load(path), question, speaker=speaker, group=group, top=top, reader=reader)
    for note in found.notes:
        click.echo(f"Note: {_shown(note)}", err=as_json)
    if as_json:
        click.echo(json.dumps(found.turns.to_dict("records"), ensure_ascii=False, indent=2))
        return
    for row in found.turns.itertuples(index=False):
        who = f"{row.speaker or 'nobody known'}{f' ({row.group})' if row.group else ''}"
        click.echo(f"{row.rank:>2}. turn {row.turn}, {_shown(who)}  {row.score:.2f}  {row.link}")
        click.echo(textwrap.indent(textwrap.fill(_shown(row.quote), 96), "    "))
    if found.turns.empty:
        click.echo("Nothing of this was said by them; try other words, or leave out whom you ask.")


def _shown(text: str) -> str:
    """Leave out what a terminal would obey."""
    return "".join(c for c in " ".join(text.split()) if c.isprintable())
