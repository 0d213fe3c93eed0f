"""PDF: the text layer without line numbers, heads, page numbers and hyphens; scans and passwords refused."""

import io

import pytest
from pypdf import PdfReader, PdfWriter

from inspired_analysis.errors import ReadingError
from inspired_analysis.reading import read


def pdf(*pages: list[str]) -> bytes:
    """Return a PDF with one line of text below another on each page, written by hand."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(pages)))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    for i, lines in enumerate(pages):
        shown = "".join(f"({_escaped(line)}) Tj 0 -14 Td " for line in lines)
        stream = f"BT /F1 11 Tf 40 800 Td {shown}ET".encode("cp1252")
        resources = "/MediaBox [0 0 600 840] /Resources << /Font << /F1 3 0 R >> >>"
        page = f"<< /Type /Page /Parent 2 0 R {resources} /Contents {5 + 2 * i} 0 R >>"
        objects += [page.encode(), b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream)]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1, table, len(objects) + 1, len(out),
    )  # fmt: skip


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


PAGES = (
    [
        "Workshop on water 1",
        "Anna: The valley has been dry for so long that no-",
        "body remembers the well-known",
        "spring.",
    ],
    ["Workshop on water 2", "Ben: No.", "Anna: Why? It is a well-known spring, and well-", "known springs are dear."],
    ["Workshop on water 3", "Ben: Because I say so.", "Anna: Fine."],
)


def test_heads_and_hyphens_are_undone(write, said):
    transcript = read(write(pdf(*PAGES), "talk.pdf"))
    assert said(transcript) == [
        ("Anna", "The valley has been dry for so long that nobody remembers the well-known spring."),
        ("Ben", "No."),
        ("Anna", "Why? It is a well-known spring, and well-known springs are dear."),
        ("Ben", "Because I say so."),
        ("Anna", "Fine."),
    ]
    account = transcript.accounts[0]
    assert account.lost == 0
    assert account.excerpts["page furniture"] == tuple(f"Workshop on water {i}" for i in (1, 2, 3))
    assert account.set_aside["line-end hyphens"] == 1
    assert transcript.turns["source"][0] == "talk.pdf:page 1, line 2-4"


def test_numbered_lines_lose_their_numbers(write, said):
    rows = [
        "Anna: The valley is dry",
        "and has been for years.",
        "Ben: Not so dry.",
        "Anna: Dry enough.",
        "Ben: For 3 farms.",
        "Anna: Yes.",
    ]
    numbered = [f"{i}  {row}" for i, row in enumerate(rows, 1)]
    transcript = read(write(pdf(numbered[:3], numbered[3:]), "talk.pdf"))
    assert [text for _, text in said(transcript)] == [
        "The valley is dry and has been for years.", "Not so dry.", "Dry enough.", "For 3 farms.", "Yes.",
    ]  # fmt: skip
    assert transcript.accounts[0].set_aside["line numbers"] == len(rows)


def test_a_speaker_who_opens_every_page_is_no_running_head(write, said):
    pages = [
        ["Anna:", f"Thing {n} is what I want to say.", "Ben:", f"And I say {n}.", "Anna:", "Yes.", "Ben:", "No."]
        for n in "abcd"
    ]
    assert len(said(read(write(pdf(*pages), "talk.pdf")))) == 16


def test_a_scan_is_refused_as_one(write):
    with pytest.raises(ReadingError, match="a scan"):
        read(write(pdf([], []), "talk.pdf"))


def test_a_password_and_damage_are_refused(write):
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(*PAGES))))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(ReadingError, match="password"):
        read(write(out.getvalue(), "locked.pdf"))
    with pytest.raises(ReadingError):
        read(write(b"%PDF-1.4\nnothing else", "torn.pdf"))
