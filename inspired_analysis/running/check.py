"""What was read of a workshop: formats, turns, speakers, and where every character of the source went."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from ..errors import InspiredError
from ..guarding.masking import ON_NAMES
from ..transcript import Account, Transcript
from ..workshop import PLAN_NAME, Workshop, transcripts_in, unread_in
from .discover import find_workshops, passed_over, shut, without_talk

__all__ = ["account_for", "as_line", "as_text", "checked", "few", "left_aside", "notes_of", "several", "survey",
           "to_look_at", "told_aside"]  # fmt: skip


def account_for(path: Path) -> dict:
    """Read the workshop at *path* and return what became of it, ready for JSON."""
    return checked(path)[0]


def checked(path: Path) -> tuple[dict, Transcript]:
    """Read the workshop at *path*; return what became of it, ready for JSON, and its transcript."""
    from ..reading import read_workshop

    workshop = Workshop.load(path)
    transcript = read_workshop(workshop)
    account = {
        "id": workshop.id,
        "files": [_file(account) for account in transcript.accounts],
        "turns": len(transcript.turns),
        "words": int(transcript.turns["words"].sum()),
        "speakers": transcript.speakers.to_dict("records"),
        "plan": _plan(workshop, transcript) if workshop.has_plan else None,
        "notes": [*_below(path), *transcript.notes],
        "lost": sum(account.lost for account in transcript.accounts),
    }
    return account, transcript


def several(path: Path) -> list[Path]:
    """Return the workshops below *path*, or nothing where it is itself one."""
    if not path.is_dir() or (path / PLAN_NAME).exists() or transcripts_in(path):
        return []
    return find_workshops(path)


def _below(path: Path) -> list[str]:
    """Say which workshops ``batch`` takes instead, where transcripts lie both in *path* itself and in folders below."""
    if not path.is_dir() or (path / PLAN_NAME).exists() or not transcripts_in(path):
        return []
    below = [f for f in find_workshops(path) if f != path and not (f.is_file() and f.parent == path)]
    if not below:
        return []
    names = ", ".join(f.name for f in below[:3]) + (", …" if len(below) > 3 else "")
    return [f"Only what lies in {path} itself was read. `inspired batch {path}` passes that over and takes the "
            f"{len(below)} below it ({names})."]  # fmt: skip


def left_aside(path: Path) -> list[str]:
    """Say which transcripts below *path*, a folder of workshops, are in none of them, and which folders have none."""
    if (path / PLAN_NAME).exists():
        return told_aside(path, passed_over(path), [], [])
    unread = unread_in(path) if path.is_dir() and path not in find_workshops(path) else ()  # else its brief says so
    return told_aside(path, passed_over(path), without_talk(path), shut(path), unread)


def told_aside(
    path: Path, files: Sequence[Path], folders: Sequence[Path], closed: Sequence[Path], unread: Sequence[Path] = ()
) -> list[str]:
    """Say that *files* below *path* are in no workshop, that *folders* hold no transcript, and some are *closed*.

    *unread* lie in *path* itself, in formats that are not read.
    """
    beside = (f"{len(files)} passed over, since what lies above or below was taken for a workshop: "
              f"{_listed(path, files)}. Put each workshop in a folder of its own, with none below it.")  # fmt: skip
    dumb = (f"{len(folders)} passed over, with files but none that is read as a transcript: "
            f"{_listed(path, folders)}. Export it as .docx, .txt, .vtt, .srt, .csv, .xlsx or .pdf.")  # fmt: skip
    barred = f"{len(closed)} passed over, which may not be opened: {_listed(path, closed)}."
    strange = (f"{len(unread)} passed over, in a format that is not read: {_listed(path, unread)}. Save it as .docx or "
               ".txt.")  # fmt: skip
    return [said for said, some in ((beside, files), (dumb, folders), (barred, closed), (strange, unread)) if some]


def _listed(path: Path, files: Sequence[Path]) -> str:
    return few([f.relative_to(path).as_posix() for f in files])


def few(names: Sequence[str]) -> str:
    """Return the first of *names*, and a sign that there are more."""
    return ", ".join(names[:5]) + (", …" if len(names) > 5 else "")


def survey(paths: Iterable[Path]) -> Iterator[dict]:
    """Yield of each workshop in turn what became of it, or ``path`` and the ``error`` that says why it is not read."""
    for path in paths:
        try:
            yield account_for(path)
        except InspiredError as error:
            yield {"path": str(path), "error": str(error)}


def as_line(account: dict) -> str:
    """Return the first thing to know of a workshop: how much there is of it, or why it is not read."""
    if "error" in account:
        return f"NOT READ  {account['error']}"
    plan = "with a plan" if account["plan"] else "no plan"
    counts = (("turn", account["turns"]), ("word", account["words"]), ("speaker", len(account["speakers"])))
    found = ", ".join(f"{n:,} {thing}" + "s" * (n != 1) for thing, n in counts)
    return f"{account['id']}: {found}, {plan}"


def notes_of(account: dict) -> list[str]:
    """Return what is to be looked at: notes on the reading, and where plan and transcript do not meet."""
    return [*account["notes"], *(account["plan"] or {"gaps": []})["gaps"]]


def to_look_at(account: dict) -> int:
    """Return how many notes there are, but for the one on names, which every workshop has."""
    return 0 if "error" in account else sum(not note.startswith(ON_NAMES) for note in notes_of(account))


def as_text(account: dict) -> str:
    """Return *account* as lines for a person."""
    lines = [as_line(account)]
    for file in account["files"]:
        layout = f"{file['layout']} ({file['certainty']:.0%} sure: {file['why']})"
        lines += ["", f"{file['file']}: {file['format']}, layout: {layout}"]
        if file["runners_up"]:
            lines.append("  next came: " + ", ".join(f"{name} ({score:.0%})" for name, score in file["runners_up"]))
        lines += _table([("characters in the source", file["characters"]), ("in turns", file["in_turns"]),
                         *((f"set aside: {why}", n) for why, n in file["set_aside"].items()),
                         ("lost", file["lost"])])  # fmt: skip
    lines += ["", "Speakers (turns, words)"]
    width = max((len(s["speaker"]) for s in account["speakers"]), default=0)
    for s in account["speakers"]:
        belongs = ", ".join(x for x in (s["group"], s["role"] if s["role"] != "participant" else "") if x)
        lines.append(f"  {s['speaker']:<{width}} {s['turns']:>6,} {s['words']:>8,}  {belongs}".rstrip())
    notes = notes_of(account)
    return "\n".join([*lines, *(["", "Notes"] if notes else []), *(f"  - {note}" for note in notes)])


def _file(account: Account) -> dict:
    return {
        "file": account.file,
        "format": account.format,
        "layout": account.layout,
        "certainty": round(account.certainty, 3),
        "why": account.why,
        "runners_up": [list(each) for each in account.runners_up],
        "characters": account.characters,
        "in_turns": account.in_turns,
        "set_aside": dict(account.set_aside),
        "lost": account.lost,
    }


def _plan(workshop: Workshop, transcript: Transcript) -> dict[str, list[str]]:
    """Say where plan and transcript do not meet (the notes say it too), and what the plan leaves open."""
    plan, speakers = workshop.plan, transcript.speakers
    groupless = [p.name for p in plan.participants if p.role == "participant" and not p.group]
    gaps = [f"the plan gives no group for: {', '.join(groupless)}."] if groupless else []
    if not plan.assumptions:
        gaps.append("the plan lists no assumptions, so none can be confirmed or debunked.")
    return {
        "unmapped": speakers.loc[~speakers["known"], "speaker"].tolist(),
        "silent": [p.name for p in plan.participants if p.name not in set(speakers["speaker"])],
        "gaps": gaps,
    }


def _table(rows: list[tuple[str, int]]) -> list[str]:
    width = max(len(name) for name, _ in rows)
    return [f"  {name:<{width}} {number:>10,}" for name, number in rows]
