"""The researcher's commands: decisions, memos, codes, agreement, learning. Thin, like all of the CLI."""

from __future__ import annotations

import json
from pathlib import Path

import click

from .cells import guarded_table
from .errors import RunError
from .terminal import clean, line

__all__ = ["COMMANDS", "PATH", "analysed", "count", "say"]

PATH = click.Path(path_type=Path)


@click.command()
@click.argument("path", type=PATH)
@click.option("--memos", is_flag=True, help="Only the memos.")
@click.option("--lost", is_flag=True, help="Only what found its words no longer in the transcript.")
@click.option("--undo-last", "undo", type=click.IntRange(1), is_flag=False, flag_value=1, metavar="[N]",
              help="Take back the last decision, memo or renaming of --who, or the last N.")
@click.option("--who", default="", help="With --undo-last: whose, by pseudonym.")
def decisions(path: Path, memos: bool, lost: bool, undo: int | None, who: str) -> None:
    """List what people decided about a workshop, and their memos.

    Decisions lie in decisions/ beside the transcript, one file a person, one decision a line; `inspired lab`
    opens the notebook `review` in which they are made. Briefs use them at once.

    \b
    Examples:
      inspired decisions workshops/spring --memos
      inspired decisions workshops/spring --undo-last 3 --who R1
    """
    if undo:
        return _undo(path, undo, who)
    analysis = analysed(path)
    review = analysis.review
    if not memos and not lost:
        none = "Nothing that was decided has its place still." if len(review.lost) else (
            "Nothing has been reviewed yet: inspired lab opens the notebook review.")  # fmt: skip
        click.echo(review.sentence or none)
        for r in analysis.decided.rulings:
            what = " ".join(filter(None, (r.code, r.statement, r.value)))
            say(f"{r.when[:10]}  {r.who:<6} {'holds' if r.holds else 'not':<5}  turn {r.turn}: {what}: "
                 f"“{_short(analysis.transcript.quote(r.start, r.end))}”")  # fmt: skip
    if not lost:
        for m in review.memos.itertuples():
            about = f"turn {m.turn}" if m.turn else " ".join(filter(None, (m.on, m.name)))
            say(f"{m.when[:10]}  {m.who:<6} memo   {about}: {m.text}")
    for r in review.lost.itertuples() if not memos else ():
        say(f"{r.when[:10]}  {r.who:<6} lost   {r.what} {r.code} {r.value}: “{_short(r.words)}”")
    for note in review.notes:
        say(f"Note: {note}")


@click.command()
@click.argument("path", type=PATH)
@click.argument("text")
@click.option("--who", required=True, help="Your pseudonym.")
@click.option("--turn", type=click.IntRange(1), help="About this turn.")
@click.option("--code", default="", help="About this code.")
@click.option("--finding", default="", help="About this finding, such as assumptions/A1.")
def memo(path: Path, text: str, who: str, turn: int | None, code: str, finding: str) -> None:
    """Write a memo about a turn, a code, a finding, or the whole workshop.

    Memos stand in the log of decisions; `inspired decisions --memos` lists them all, exports hold them.

    \b
    Example:
      inspired memo workshops/spring "Ask again in autumn." --who R1 --finding assumptions/A1
    """
    from .deciding import Log, MemoTarget
    from .memos import on_code, on_finding, on_turn
    from .workshop import Workshop

    if sum(map(bool, (turn, code, finding))) > 1:
        raise click.UsageError("A memo is about one thing: --turn, --code or --finding.")
    if not text.strip():
        raise click.UsageError("A memo needs some words.")
    workshop = Workshop.load(path)
    on = (on_turn(workshop, turn) if turn else on_code(workshop, code) if code
          else on_finding(workshop, finding) if finding else MemoTarget(kind="workshop"))  # fmt: skip
    Log.beside(workshop).append(who, "memo", on=on, text=text)
    click.echo("Noted.")


@click.command()
@click.argument("path", type=PATH)
@click.option("--rename", nargs=2, metavar="OLD NEW", help="Rename a code, in the codebook and in all codings.")
@click.option("--merge", nargs=2, metavar="CODE INTO", help="Merge a code into another that there is.")
@click.option("--who", default="R1", show_default=True, help="Under whose pseudonym the log says so.")
@click.option("--why", default="", help="The reason, for the log.")
@click.option("--write", is_flag=True, help="Begin codes.yaml, with the codes in use that are not shipped, to edit.")
@click.option("--try", "attempt", is_flag=True, help="Look for the codes that have examples; say how sure that is.")
@click.option("--json", "as_json", is_flag=True, help="With --try: print JSON.")
def codes(path: Path, rename: tuple[str, str] | None, merge: tuple[str, str] | None, who: str, why: str,
          write: bool, attempt: bool, as_json: bool) -> None:  # fmt: skip
    """Show a workshop's codes; try your own, rename or merge them.

    The shipped codes, and your own in codes.yaml beside the transcript: definition, examples, hierarchy, colour.
    One with a definition and three examples is looked for in the talk. With --try, for each of them: how many of its
    examples are found when left out, how much ordinary talk it takes for the same, and what it finds here. A code that
    findings rest on keeps its name, but others can be merged into it. Either rewrites codes.yaml (what it was is kept
    as codes.yaml.bak) and every coding; `inspired decisions … --undo-last` takes it back, as undo in the review does.

    \b
    Examples:
      inspired codes workshops/spring
      inspired codes workshops/spring --try
      inspired codes workshops/spring --rename cost costs --who R2 --why "one word for it"
    """
    from .codes import distinct, shipped_codes
    from .recode import merge_code, rename_code, write_used
    from .workshop import Workshop

    workshop = Workshop.load(path)
    for done, names, recode in (("Renamed", rename, rename_code), ("Merged", merge, merge_code)):
        if names:
            codings = recode(workshop, *names, who=who, why=why)
            say(f"{done}: {count(codings, 'coding')} by people, {' → '.join(names)}")
    if write:
        file, added = write_used(workshop)
        done = f"{', '.join(added)} added" if added else "no code is in use that is on no list yet; write yours there"
        say(f"Codes: {file}: {done}.")
    if attempt:
        from .running.try_codes import as_text, tried

        account = tried(path)
        return click.echo(json.dumps(account, ensure_ascii=False, indent=2) if as_json else clean(as_text(account)))
    if rename or merge or write:
        return None
    for code in workshop.codes.codes:
        values = f"  [{', '.join(code.values)}]" if code.values else ""
        above = f" (below {code.parent})" if code.parent else ""
        as_always = "as always, not " * bool(shipped_codes().get(code.code))
        how = f" Looked for {as_always}by its {len(distinct(code.examples))} examples." if code.sought else ""
        say(f"{code.colour}  {code.code}{above}: {code.definition or 'no definition yet'}{values}{how}")


@click.command()
@click.argument("path", type=PATH)
@click.option("--machine", is_flag=True, help="Compare people with the coders too.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV, with every column.")
def agree(path: Path, machine: bool, as_csv: bool) -> None:
    """Measure agreement between the people who coded a workshop.

    Per code and pair: percent (over all segments, and over those that anybody coded), Cohen's kappa and
    Krippendorff's alpha with 95 % bootstrap intervals, ordinal alpha for stance, alpha for unitising on the
    spans, and warnings where a figure misleads. For double coding use blind=True in the notebook review.

    \b
    Example:
      inspired agree workshops/spring --machine
    """
    from .coding.agreement import agree as measure
    from .deciding.merge import person_codings
    from .pipeline import read_decisions
    from .reading import read_workshop
    from .workshop import Workshop

    workshop = Workshop.load(path)
    transcript = read_workshop(workshop)
    by_coder = {who: person_codings([r for r in own if r.holds], transcript)
                for who, own in read_decisions(workshop, transcript).by_person.items() if own}  # not who only settled
    if len(by_coder) + machine < 2 or not by_coder:
        raise RunError(path, expected="codings of two people, or of one with --machine",
                       found=f"those of {', '.join(by_coder)}" if by_coder else "none, since nobody has coded yet",
                       todo="Code in the notebook review: inspired lab.")  # fmt: skip
    if machine:
        by_coder["machine"] = analysed(path).proposed
    found = measure(by_coder, transcript)
    if as_csv:
        click.echo(guarded_table(found).to_csv(index=False, float_format="%.3f"), nl=False)
        return
    found = found[found["coded_any"] > 0]  # a code of the facilitator's words alone says nothing of agreement
    for row in found.itertuples():
        say(f"{row.coders}, {' '.join(filter(None, (row.code, row.statement)))}: coded by all {row.coded_both} of "
            f"{count(row.coded_any, 'segment')}; {_agreement(row)}"
            + (f". {row.warning[0].upper()}{row.warning[1:]}." if row.warning else ""))  # fmt: skip
    if found.empty:
        click.echo("Nothing that participants said has been coded.")


def _agreement(row) -> str:
    """Return the figures of a row that could be worked out."""
    figures = {"percent": (row.percent,), "percent of coded ones": (row.percent_coded,),
               "kappa": (row.kappa, row.kappa_low, row.kappa_high),
               "alpha": (row.alpha, row.alpha_low, row.alpha_high), "ordinal alpha": (row.alpha_ordinal,),
               "unitising": (row.alpha_u,)}  # fmt: skip
    return ", ".join(
        f"{name} {value:.2f}" + (f" [{around[0]:.2f}, {around[1]:.2f}]" if around and around[0] == around[0] else "")
        for name, (value, *around) in figures.items() if value == value
    )  # fmt: skip


@click.command()
@click.argument("folder", type=PATH)
@click.option("--out", type=PATH, help="The file to write.  [default: FOLDER/learned.json]")
def learn(folder: Path, out: Path | None) -> None:
    """Let the coders learn from what people decided in the workshops below FOLDER.

    For every code with at least 30 decisions its confidence is set to what people accepted; a classifier of its own, on
    words or on sentence vectors, replaces the old coder where cross-validation says that it is clearly better. Briefs
    use the learned.json beside their workshop or one folder above; delete it to forget.

    \b
    Example:
      inspired learn workshops
    """
    from .coding.refitted import LEARNED_NAME
    from .learn import learn as fit
    from .pipeline import learned_file
    from .running.discover import load_workshops

    out, workshops = out or folder / LEARNED_NAME, load_workshops(folder, say)
    found = fit(workshops, out)
    if found.empty:
        raise RunError(folder, expected="decisions to learn from, on what participants said in English",
                       found="none", todo="Review some codings first: inspired lab, notebook review.")  # fmt: skip
    for row in found.itertuples():
        change = f"F1 {row.f1_before:.2f} → {row.f1_after:.2f}" if row.f1_after == row.f1_after else "F1 not measured"
        say(f"{row.code}: {row.decisions} judged, {row.held} hold; {change}; {row.result}")
    if found["f1_after"].notna().any():
        click.echo(f"Learned: {out}")
        if far := sum(learned_file(w) != out.resolve() for w in workshops):
            say(f"{count(far, 'workshop')} will not see it: copy it beside the transcript, or one folder above.")
    elif out.exists():
        click.echo(f"Nothing was learned: {out} stays as it was.")


def _undo(path: Path, times: int, who: str) -> None:
    """Take back the last decisions of *who*, and say which they were."""
    from .deciding import Log
    from .guarding.masking import Mask
    from .recode import take_back
    from .workshop import Workshop

    if not who:
        raise click.UsageError("Say with --who whose decisions are to be taken back.")
    workshop = Workshop.load(path)
    log, mask = Log.beside(workshop), Mask.of(workshop.plan)
    for _ in range(times):
        last, _, note = take_back(log, log.read()[0], who)
        judged = last.after or last.before
        if last.what == "rename":
            what = f"{last.before.code} → {last.after.code}"
        elif judged is None:
            what = last.text
        else:
            what = " ".join(filter(None, (judged.code, judged.statement, judged.value))) + f": “{judged.at.words}”"
        say(f"Undone: {last.what}, {last.when[:10]}: {_short(mask.text(what))}")
        if note:
            say(note)


def count(n: int, what: str) -> str:
    """Return *n* and *what*, in the plural where it is not one."""
    return f"{n} {what}" + "s" * (n != 1)


def _short(words: str, most: int = 70) -> str:
    return words if len(words) <= most else words[: most - 1] + "…"


def analysed(path: Path):
    """Return the analysis of the workshop at *path*."""
    import inspired_analysis as ia

    return ia.analyse(ia.Workshop.load(path))


def say(text: str) -> None:
    """Print *text* as one line, without characters that a terminal would obey."""
    click.echo(line(text))


COMMANDS = (decisions, memo, codes, agree, learn)
