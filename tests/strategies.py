"""Hypothesis strategies that the tests share: talk, and the ways in which people write it down.

A piece of talk is a list of (label, words). `WRITERS` turns it into the bytes of a file, one for each layout;
reading them must give the same talk back. Talk is drawn so that nothing in it looks like a label: what does is
tested by hand in `tests/reading/test_speakers.py`.
"""

from __future__ import annotations

import io
from collections.abc import Callable

from hypothesis import strategies as st

Talk = list[tuple[str, str]]

NAMES = (
    "Moderator", "Anna", "Ben", "Chantal Dufour", "José", "Zoë van Dijk", "P1", "R3", "Speaker 2", "O'Neill",
    "Dr. Okafor", "Олена", "Ведущий", "ليلى", "MARTA", "Jean-Luc", "Ann Lee (NGO)",
)  # fmt: skip
WORDS = (
    "the", "water", "we", "cannot", "pay", "twice", "a", "road", "closes", "school", "near", "our", "farm", "it's",
    "façade", "naïve", "вода", "الماء", "e\u0301tude", "cost-benefit", "80", "17:30", "half", "never", "agree", "with",
    "that", "\u200dzero\u200d", "I", "you", "said", "so", "🙂", "«quoted»", "[laughter]", "(.)", "N.B.",
)  # fmt: skip
ENDS = (".", "?", "!", "…", ".", "?")


@st.composite
def sentences(draw: st.DrawFn) -> str:
    """One to twelve words, capitalised, with an end."""
    words = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12))
    return "Well, " + " ".join(words) + draw(st.sampled_from(ENDS))


def said() -> st.SearchStrategy[str]:
    """One to three sentences."""
    return st.lists(sentences(), min_size=1, max_size=3).map(" ".join)


@st.composite
def talks(draw: st.DrawFn, *, least: int = 6) -> Talk:
    """Talk of two to five people in which each speaks at least twice and nobody twice in a row."""
    people = draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=5, unique=True))
    order = people * 2
    order += draw(st.lists(st.sampled_from(people), min_size=max(0, least - len(order)), max_size=12))
    labels = [label for i, label in enumerate(order) if i == 0 or label != order[i - 1]]
    return [(label, draw(said())) for label in labels]


def stamp(second: int) -> str:
    """Return *second* as ``hh:mm:ss``."""
    return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"


def _text(line: str) -> Callable[[Talk], bytes]:
    """Write every turn by one template, an empty line between."""

    def write(talk: Talk) -> bytes:
        return "\n\n".join(
            line.format(name=name, words=words, time=stamp(7 * i), short=stamp(7 * i)[3:])
            for i, (name, words) in enumerate(talk)
        ).encode()

    return write


def _numbered(talk: Talk) -> bytes:
    return "\n".join(f"{i} {name}: {words}" for i, (name, words) in enumerate(talk, 1)).encode()


def _crlf_utf16(talk: Talk) -> bytes:
    return "\r\n".join(f"{name}: {words}" for name, words in talk).encode("utf-16")


def _vtt(talk: Talk) -> bytes:
    cues = "\n\n".join(
        f"{stamp(7 * i)}.000 --> {stamp(7 * i + 6)}.500\n<v {name}>{words}</v>" for i, (name, words) in enumerate(talk)
    )
    return f"WEBVTT\n\nNOTE made for a test\n\n{cues}\n".encode()


def _srt(talk: Talk) -> bytes:
    return "\r\n\r\n".join(
        f"{i + 1}\r\n{stamp(7 * i)},000 --> {stamp(7 * i + 6)},500\r\n{name}: {words}"
        for i, (name, words) in enumerate(talk)
    ).encode()


def _csv(talk: Talk) -> bytes:
    import csv

    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow(("start", "Speaker", "Text"))
    writer.writerows((stamp(7 * i), name, words) for i, (name, words) in enumerate(talk))
    return out.getvalue().encode("utf-8-sig")


def _xlsx(talk: Talk) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    for i, (name, words) in enumerate(talk):
        book.active.append((7.5 * i, name, words))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _docx(kind: str) -> Callable[[Talk], bytes]:
    def write(talk: Talk) -> bytes:
        from docx import Document

        document = Document()
        table = document.add_table(0, 2) if kind == "table" else None
        for name, words in talk:
            if kind == "table":
                cells = table.add_row().cells
                cells[0].text, cells[1].text = name, words
            elif kind == "bold":
                paragraph = document.add_paragraph()
                paragraph.add_run(name).bold = True
                paragraph.add_run(f" {words}")
            elif kind == "breaks":
                paragraph = document.paragraphs[0] if document.paragraphs else document.add_paragraph()
                paragraph.add_run(f"{name}: {words}").add_break()
            else:
                document.add_paragraph(f"{name}: {words}")
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()

    return write


WRITERS: dict[str, tuple[str, Callable[[Talk], bytes]]] = {
    "name colon": (".txt", _text("{name}: {words}")),
    "name colon, words below": (".txt", _text("{name}:\n{words}")),
    "time in brackets before": (".txt", _text("[{time}] {name}: {words}")),
    "time before": (".txt", _text("{time} {name}: {words}")),
    "time in brackets after": (".txt", _text("{name} ({time}): {words}")),
    "time after the colon": (".txt", _text("{name}: ({short})\n{words}")),
    "own line with time": (".txt", _text("{name}  {short}\n{words}")),
    "own line": (".txt", _text("{name}\n{words}")),
    "name in brackets": (".txt", _text("[{name}] {words}")),
    "name, tab": (".txt", _text("{name}\t{words}")),
    "markdown": (".md", _text("**{name}:** {words}")),
    "numbered": (".txt", _numbered),
    "crlf utf-16": (".txt", _crlf_utf16),
    "vtt voices": (".vtt", _vtt),
    "srt names": (".srt", _srt),
    "csv": (".csv", _csv),
    "xlsx without header": (".xlsx", _xlsx),
    "docx": (".docx", _docx("plain")),
    "docx table": (".docx", _docx("table")),
    "docx bold": (".docx", _docx("bold")),
    "docx line breaks": (".docx", _docx("breaks")),
}
