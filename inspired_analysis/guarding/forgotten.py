"""Who is to be forgotten: by which labels they speak, what of these is a name, texts without them, what proves it.

Names are taken out however they are written, as at the door. What only stands for somebody, such as a pseudonym or
Farmer 3, goes to the letter and whole: the Farmer Union is nobody's, and Farmer 31 somebody else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ..briefing.edits import EDITS_NAME, Edits, load_edits, save_edits
from ..deciding import Log
from ..plan import Participant
from ..reading.labels import label_key
from ..workshop import Workshop
from .copy import TRANSCRIPT_NAME
from .masking import Mask
from .matching import Named
from .personal import known_by, personal
from .searching import stands
from .spelling import WORD, fold, ordinary

__all__ = ["CHUNK", "Forgotten", "chunks", "count_decisions", "count_edits", "filter_decisions", "filter_edits",
           "own_words"]  # fmt: skip

REMOVED = "removed"
CHUNK = 30  # characters of what was said that the proof looks for
MOST_CHUNKS = 400
_SEVERAL = re.compile(r"\[([^\[\]]+ or [^\[\]]+)\]")


@dataclass(frozen=True)
class Forgotten:
    """Somebody, by all ``labels`` that they go by."""

    labels: tuple[str, ...]

    @classmethod
    def of(cls, what: str, person: Participant | None, known: Iterable[str] = ()) -> Forgotten:
        """Return who is called *what*, is *person* in a plan, and has the names *known*."""
        own = (person.label, person.pseudonym, *person.aliases) if person else ()
        return cls(tuple(dict.fromkeys(label for label in (what, *own, *known) if label)))

    @property
    def names(self) -> tuple[str, ...]:
        """The names in the labels."""
        return tuple(dict.fromkeys(name for label in self.labels for name in personal(label)))

    def spoke(self, label: str) -> bool:
        """Whether *label*, of a speaker, is theirs."""
        keys = {label_key(own) for own in self.labels} - {""}
        return any(label_key(one) in keys for one in (label, *known_by(label)))

    def mask(self, texts: Sequence[str] = ()) -> Mask:
        """Return what takes them out of *texts*; of [P01 or P02] the other stays."""
        named = [Named(REMOVED, "person", self.names)] if self.names else []
        whole = [label for label in self.labels if not personal(label)]
        marks = [f"[{label}]" for label in self.labels]
        named += [Named(REMOVED, "contact", tuple(marks)), Named(REMOVED, "label", tuple(whole))]
        for said in {m[1] for text in texts for m in _SEVERAL.finditer(text)}:
            left = [REMOVED if one in self.labels else one for one in said.split(" or ")]
            if REMOVED in left:
                named.append(Named(" or ".join(left), "contact", (f"[{said}]",)))
        return Mask.made(named).over(texts)

    def relabelled(self, label: str) -> str:
        """Return *label*, of somebody else, without their whole name."""
        whole = tuple(n for n in (*self.labels, *self.names) if " " in n)
        return Mask.made([Named(REMOVED, "label", whole)]).text(label) if whole else label

    def named_in(self, line: str) -> bool:
        """Whether *line*, of a log, speaks of them: by a name, or by what stands for them."""
        sure = [n for n in self.labels if len(n) > 1 and not (personal(n) and ordinary(fold(n)))]
        return any(stands(n, line) for n in sure) or bool(
            self.names and Mask.made([Named(REMOVED, "person", self.names)]).hits(line, loosely=False)
        )


def own_words(names: set[str], others: set[str]) -> set[str]:
    """Return the words of *names* that are a name by themselves: neither ordinary nor in the names of *others*."""
    shared = {fold(w) for n in others for w in WORD.findall(n)}
    return {w for n in names for w in WORD.findall(n) if not ordinary(fold(w)) and fold(w) not in shared}


def chunks(texts: Iterable[str]) -> list[str]:
    """Return stretches of letters and spaces of *texts* that no escape of any format changes, spread over them."""
    runs = [run[:CHUNK] for text in texts for run in re.findall(rf"[^\W\d_](?:[^\W\d_]| ){{{CHUNK - 1},}}", text)]
    return runs[:: max(1, len(runs) // MOST_CHUNKS)]


def filter_decisions(workshop: Workshop, who: Forgotten, said: Sequence[str]) -> None:
    """Take every line that names *who* or holds what they *said* out of the logs; these go by the new transcript then.

    Under the name of the old one nobody would read them, and it may name somebody.
    """
    log = Log.beside(workshop)
    own = log.files
    for file in sorted(log.folder.glob("*.jsonl")):
        kept = [line for line in _lines(file) if not _tells(line, who, said)]
        new = file.with_name(f"{Path(TRANSCRIPT_NAME).stem}{file.suffixes[-2]}.jsonl") if file in own else file
        if new != file and new.exists():  # the person decided on several parts
            kept = [*_lines(new), *kept]
        new.write_text("".join(f"{line}\n" for line in kept), encoding="utf-8", errors="surrogateescape")
        if new != file:
            file.unlink()


def count_decisions(workshop: Workshop, who: Forgotten, said: Sequence[str]) -> int:
    """Return how many lines `filter_decisions` would take out."""
    files = Log.beside(workshop).folder.glob("*.jsonl")
    return sum(_tells(line, who, said) for file in files for line in _lines(file))


def filter_edits(folder: Path, into: Path, who: Forgotten, said: Sequence[str], others: pd.DataFrame) -> None:
    """Write the edits of the brief in *folder* to *into*, without what names *who* or quotes what they *said*.

    The turns of *others* are numbered anew; those whom nobody parts any more become one.
    """
    if not (folder / EDITS_NAME).exists():
        return
    kept = _kept(load_edits(folder), who, said)
    apart = (others["speaker"] != others["speaker"].shift()) | (others["speaker"] == "")
    now = dict(zip(others["turn"].tolist(), apart.cumsum().tolist(), strict=True))
    add = tuple(a.model_copy(update={"turns": tuple(dict.fromkeys(now[t] for t in a.turns if t in now))})
                for a in kept.add)  # fmt: skip
    save_edits(kept.model_copy(update={"add": add}), into)


def count_edits(folder: Path, who: Forgotten, said: Sequence[str]) -> int:
    """Return how many entries `filter_edits` would take out."""
    edits = load_edits(folder)
    before, after = (sum(map(len, (e.pin, e.hide, e.text, e.add))) for e in (edits, _kept(edits, who, said)))
    return before - after


def _kept(edits: Edits, who: Forgotten, said: Sequence[str]) -> Edits:
    talk = "\n".join(said).casefold()

    def tells(*words: str) -> bool:
        own = [word.casefold() for word in words]
        quoted = any(w[i : i + CHUNK] in talk for w in own for i in range(len(w) - CHUNK + 1))
        return quoted or any(map(who.named_in, words))

    return edits.model_copy(update={
        **{name: tuple(i for i in getattr(edits, name) if not tells(i)) for name in ("pin", "hide")},
        "text": {i: t for i, t in edits.text.items() if not tells(i, t.says, t.when)},
        "add": tuple(a for a in edits.add if not tells(a.says)),
    })  # fmt: skip


def _tells(line: str, who: Forgotten, said: Sequence[str]) -> bool:
    return who.named_in(line) or any(s.casefold() in line.casefold() for s in said)


def _lines(log: Path) -> list[str]:
    return [line for line in log.read_text(encoding="utf-8", errors="surrogateescape").split("\n") if line]
