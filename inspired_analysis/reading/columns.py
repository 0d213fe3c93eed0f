"""Which column of a table is what: by its name, in several languages, else by what stands in it."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from .labels import names_a_task
from .layouts import is_name, is_stop, plausible
from .source import NAN, Aside, Line, seconds

__all__ = ["Columns", "columns_of", "in_tables", "kind_of", "left_out", "lines_of"]

MOST_ABOVE = 12  # rows that may stand above the one that names the columns

NAMES = {
    "speaker": "speaker speakers speaker_name speakername speaker_label name who participant person "
    "role_name locuteur orateur intervenant orador hablante orador(a) participante sprecher "
    "sprecherin teilnehmer спикер говорящий участник المتحدث",
    "text": "text utterance content transcript transcription message words sentence speech talk said response answer "
    "statement contribution body turn_text caption dialogue comment remarks texte parole texto intervención discurso "
    "äußerung inhalt текст реплика النص",
    "start": "start start_time starttime time_start begin begin_time timestamp time minute from onset in "
    "début inicio anfang beginn время start_s start_sec start(s)",
    "end": "end end_time endtime time_end stop to offset out fin ende end_s end_sec end(s)",
}
_KINDS = {name: kind for kind, names in NAMES.items() for name in names.split()}
_RANKS = {name: rank for names in NAMES.values() for rank, name in enumerate(names.split())}


@dataclass(frozen=True)
class Columns:
    """Which column is what; `header` says how many rows there are until the one that names them, with it.

    Where each speaker has a column of their own, `people` are those and whose they are, and `text` is the first.
    """

    text: int
    speaker: int | None
    start: int | None
    end: int | None
    header: int
    scale: float = 1.0
    people: tuple[tuple[int, str], ...] = ()

    @property
    def attributed(self) -> bool:
        """Whether the table itself says who speaks."""
        return self.speaker is not None or bool(self.people)


def kind_of(heading: str) -> str | None:
    """Return what a column of this *heading* holds, if it is one of the usual names, or made of them alone."""
    name = _named(heading)
    kinds = {_KINDS.get(word) for word in name.split("_")}
    return _KINDS.get(name) or (kinds.pop() if len(kinds) == 1 else None)


def _named(heading: str) -> str:
    return re.sub(r"\s+", "_", heading.strip().lower())


def columns_of(rows: list[list[str]]) -> Columns | None:
    """Return which columns hold speaker, text and times, or None if none holds text.

    By name first (in several languages), then by content: the text is the longest column; the speaker is
    one of few short values that recur; times read as times.
    """
    width = max(map(len, rows), default=0)
    if not width:
        return None
    kinds: dict[str, int] = {}
    at = _heading(rows)
    for index, cell in sorted(enumerate(rows[at]), key=lambda pair: _RANKS.get(_named(pair[1]), len(_RANKS))):
        if kind := kind_of(cell):  # of "Comment" and "Text" the plainer name
            kinds.setdefault(kind, index)
    header = at + 1 if kinds and len(rows) > at + 1 else 0
    kinds = kinds if header else {}
    people = _people(rows) if not {"text", "speaker"} & {*kinds} else {}
    if people:
        header, kinds["text"] = 1, min(people)
    data = [[*row, *[""] * (width - len(row))] for row in rows[header:]]
    sample = data[:2_000]
    columns = [[row[i].strip() for row in sample] for i in range(width)]
    if "text" not in kinds:
        free = [i for i in range(width) if i not in kinds.values()]
        talk = {i: _talkative(columns[i]) for i in free}
        best = max(free, key=talk.get, default=None)
        if best is None or not talk[best]:
            return None
        kinds["text"] = best
    free = [i for i in range(width) if i not in kinds.values() and i not in people]
    if "start" not in kinds:
        times = [i for i in free if _share(columns[i], lambda c: ":" in c and seconds(c) == seconds(c)) > 0.8]
        kinds.update(dict(zip(("start", "end"), times, strict=False)))
        free = [i for i in free if i not in kinds.values()]
    if "speaker" not in kinds and not people:
        named = [i for i in free if _like_speakers(columns[i])]
        if named:
            kinds["speaker"] = named[0]
    scale = _scale([columns[kinds[k]] for k in ("start", "end") if k in kinds])
    given = (kinds.get(kind) for kind in ("speaker", "start", "end"))
    return Columns(kinds["text"], *given, header, scale, tuple(people.items()))


def _people(rows: list[list[str]]) -> dict[int, str]:
    """Return column → name where each speaker has one: most talk stands under names, and one speaks at a time.

    In the rows of an interview, under "Interviewer" and "Respondent", both may speak, one after the other.
    """
    names = {i: cell.strip() for i, cell in enumerate(rows[0]) if kind_of(cell) is None and _personal(cell.strip())}
    data = [[cell.strip() for cell in row] for row in rows[1:2_000]]
    talk = {i: _talkative([row[i] for row in data if i < len(row)]) for i in range(len(rows[0]))}
    theirs = [talk[i] for i in names if talk[i]]
    spoken = [n for row in data if (n := sum(bool(row[i]) for i in names if i < len(row)))]
    alone = sum(n == 1 for n in spoken) >= 0.8 * len(spoken) or all(map(names_a_task, names.values()))
    apart = len(theirs) > 1 and sum(theirs) > 0.6 * sum(talk.values()) and len({*names.values()}) == len(names)
    return names if apart and alone else {}


def _personal(heading: str) -> bool:
    return plausible(heading) and is_name(heading) and not is_stop(heading)


def _heading(rows: list[list[str]]) -> int:
    """Return which row may name the columns: one of the first that names speaker and text, else the very first."""
    kinds = [set(map(kind_of, row)) for row in rows[:MOST_ABOVE]]
    return next((i for i, found in enumerate(kinds) if {"speaker", "text"} <= found), 0)


def lines_of(
    rows: list[list[str]], columns: Columns, where: list[str], goes_on: frozenset[tuple[str, int]] = frozenset()
) -> tuple[list[Line], list[Aside]]:
    """Return the talk of a table as lines, and everything else of it as asides.

    *goes_on* are the places and columns of cells that are one with the cell above.
    """
    lines: list[Line] = []
    asides: list[Aside] = []
    used = {columns.text, columns.speaker, columns.start, columns.end, *dict(columns.people)}
    names = _bare(rows[columns.header - 1]) if columns.header else None
    speaker = None
    for i, (row, place) in enumerate(zip(rows, where, strict=True)):
        if i < columns.header or _bare(row) == names:
            asides += [Aside("column headings" if _bare(row) == names else "front matter", c, place) for c in row]
            continue
        cell = dict(enumerate(row))
        before, speaker = speaker, None if columns.speaker is None else cell.get(columns.speaker, "").strip()
        if speaker:
            asides.append(Aside("speaker labels", speaker, place))
        elif (place, columns.speaker) in goes_on:
            speaker = before
        times = []
        for index in (columns.start, columns.end):
            stamp = "" if index is None else cell.get(index, "")
            times.append(seconds(stamp) * columns.scale if stamp.strip() else NAN)
            asides.append(Aside("timestamps", stamp, place))
        others = [text for i, text in cell.items() if i not in used and text.strip()]
        asides += [Aside("other columns", text, place) for text in others]
        for index, who in columns.people or ((columns.text, speaker),):
            lines.append(Line(cell.get(index, ""), place, *times, who))
    return lines, asides


def _bare(row: list[str]) -> list[str]:
    return [cell.strip().casefold() for cell in row]


def left_out(rows: list[list[str]], columns: Columns, file: str) -> tuple[str, ...]:
    """Return a note on columns that hold much text and were not read: another language, another person."""
    used = {columns.text, columns.speaker, columns.start, columns.end, *dict(columns.people)}
    data = [[cell.strip() for cell in row] for row in rows[columns.header :][:2_000]]
    talk = {i: _talkative([row[i] for row in data if i < len(row)]) for i in range(max(map(len, rows)))}

    def name(i: int) -> str:
        heading = rows[columns.header - 1][i : i + 1] if columns.header else []
        return f"“{heading[0].strip()}”" if heading and heading[0].strip() else str(i + 1)

    others = [name(i) for i in talk if i not in used and talk[i] > 0.25 * talk[columns.text]]
    if not others:
        return ()
    return (f"{file}: of the table, column {name(columns.text)} was read as the talk; left out, though they hold text: "
            f"{', '.join(others)}. To read another, call it “text”.",)  # fmt: skip


def in_tables(lines: list[Line]) -> bool:
    """Whether most of a document's talk stands in tables with a column of speakers, or none of it does."""
    tabled = sum(len(line.text) for line in lines if line.speaker is not None)
    return not tabled or tabled >= 0.5 * sum(len(line.text) for line in lines)


def _talkative(cells: list[str]) -> float:
    """Return how much a column reads like talk: words, and twice what ends as sentences do; 0 for codes."""
    letters = sum(c.isalpha() for cell in cells for c in cell)
    if letters < 2 * sum(1 for cell in cells if cell):
        return 0.0
    return sum(len(cell.split()) + 2 * cell.endswith((".", "?", "!", "…")) for cell in cells)


def _like_speakers(cells: list[str]) -> bool:
    filled = [c for c in cells if c]
    if not filled or max(map(len, filled)) > 80:
        return False
    kinds = len(set(filled))
    if _share(filled, lambda c: c.endswith("?") or (" " in c and not plausible(c))) > 0.5:
        return False  # sentences: questions, or what another person says
    lettered = _share(filled, lambda c: any(ch.isalpha() for ch in c))
    return lettered > 0.8 and (kinds <= max(2, 0.6 * len(filled)) or len(filled) < 6) and kinds <= 150


def _share(cells: list[str], test) -> float:
    filled = [c for c in cells if c]
    return sum(map(bool, map(test, filled))) / len(filled) if filled else 0.0


def _scale(columns: list[list[str]]) -> float:
    """Return 0.001 if bare whole numbers are so large that they must be milliseconds, else 1."""
    bare = [int(c) for column in columns for c in column if c.isdigit()]
    steps = [b - a for a, b in itertools.pairwise(bare) if b > a]
    return 0.001 if steps and sorted(steps)[len(steps) // 2] >= 500 and bare[-1] > 30_000 else 1.0
