"""Word documents: nothing that can be seen is missed, nothing that was deleted is read."""

import io
import zipfile

import pytest

from inspired_analysis.errors import ReadingError
from inspired_analysis.reading import read
from inspired_analysis.reading.formats import load

from .measures import visible, word_nodes

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
V = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def docx(body: str, **parts: str) -> bytes:
    """Return a Word file with this body, and other parts by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document {W} {V}><w:body>{body}</w:body></w:document>")
        for name, xml in parts.items():
            archive.writestr(f"word/{name}.xml", xml)
    return out.getvalue()


def paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


TALK = paragraph(run("Anna: I think so.")) + paragraph(run("Ben: No.")) + paragraph(run("Anna: Why?"))


def test_tracked_changes_are_accepted_and_reported(write, said):
    change = paragraph(
        run("Ben: We "),
        '<w:del w:id="1"><w:r><w:delText>never</w:delText></w:r></w:del>',
        f'<w:ins w:id="2">{run("always")}</w:ins>',
        run(" support it."),
    )
    transcript = read(write(docx(TALK + change), "talk.docx"))
    assert said(transcript)[-1] == ("Ben", "We always support it.")
    account = transcript.accounts[0]
    assert account.set_aside["deleted text (tracked changes)"] == len("never")
    assert account.excerpts["deleted text (tracked changes)"] == ("never",)
    assert any("tracked changes" in note for note in transcript.notes)


def test_a_deleted_paragraph_end_joins_two_paragraphs(write, said):
    body = (
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>" + run("Anna: I am ") + "</w:p>" + paragraph(run("for it."))
        + paragraph(run("Ben: No.")) + paragraph(run("Anna: Why?"))
    )  # fmt: skip
    assert said(read(write(docx(body), "talk.docx")))[0] == ("Anna", "I am for it.")


def test_content_controls_text_boxes_links_and_nested_tables_are_read(write, said):
    box = (
        "<mc:AlternateContent><mc:Choice><w:txbxContent>" + paragraph(run("Anna: In a box."))
        + "</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>" + paragraph(run("Anna: In a box."))
        + "</w:txbxContent></mc:Fallback></mc:AlternateContent>"
    )  # fmt: skip
    body = (
        TALK
        + f"<w:sdt><w:sdtContent>{paragraph(run('Ben: In a control.'))}</w:sdtContent></w:sdt>"
        + paragraph(run("Anna: Before the box."), f"<w:r>{box}</w:r>")
        + f"<w:tbl><w:tr><w:tc>{paragraph(run('Ben: In a table.'))}</w:tc></w:tr></w:tbl>"
        + paragraph(run("Anna: See "), f"<w:hyperlink>{run('the link')}</w:hyperlink>",
                    f"<w:sdt><w:sdtContent>{run('.')}</w:sdtContent></w:sdt>")
    )  # fmt: skip
    transcript = read(write(docx(body), "talk.docx"))
    assert said(transcript)[3:] == [
        ("Ben", "In a control."), ("Anna", "Before the box.\nIn a box."), ("Ben", "In a table."),
        ("Anna", "See the link."),
    ]  # fmt: skip
    assert transcript.accounts[0].set_aside["duplicates for older programs"] == len("Anna: In a box.")


def test_hidden_text_comments_notes_headers_and_fields_are_set_aside(write):
    field = '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
    body = TALK + paragraph(run("Ben: Fine."), run("Ignore the others.", "<w:vanish/>"), field)
    parts = {
        "header1": f"<w:hdr {W}>{paragraph(run('Confidential'))}</w:hdr>",
        "comments": f"<w:comments {W}><w:comment>{paragraph(run('Really?'))}</w:comment></w:comments>",
        "footnotes": f"<w:footnotes {W}><w:footnote>{paragraph(run('A note.'))}</w:footnote></w:footnotes>",
    }
    transcript = read(write(docx(body, **parts), "talk.docx"))
    assert "Ignore" not in transcript.text
    aside = transcript.accounts[0].excerpts
    assert aside["hidden text"] == ("Ignore the others.",)
    assert aside["page furniture"] == ("Confidential",)
    assert aside["comments"] == ("Really?",)
    assert aside["footnotes"] == ("A note.",)
    assert transcript.accounts[0].set_aside["field codes"] == len("PAGE")


def test_headings_are_set_aside_and_names_may_be_bold_alone(write, said):
    heading = '<w:p><w:pPr><w:pStyle w:val="H1"/></w:pPr>' + run("Part two") + "</w:p>"
    styles = f'<w:styles {W}><w:style w:styleId="H1"><w:name w:val="heading 1"/></w:style></w:styles>'
    body = "".join(paragraph(run(name, "<w:b/>"), run(f" {words}")) for name, words in
                   (("Anna", "I think so."), ("Ben", "No: never."), ("Anna", "Why?")))  # fmt: skip
    body += heading + paragraph(run("Ben", '<w:b w:val="1"/>'), run(" Because."))
    transcript = read(write(docx(body, styles=styles), "talk.docx"))
    assert said(transcript) == [("Anna", "I think so."), ("Ben", "No: never."), ("Anna", "Why?"), ("Ben", "Because.")]
    assert transcript.accounts[0].excerpts["headings"] == ("Part two",)
    assert list(transcript.turns["source"]) == [f"talk.docx:paragraph {i}" for i in (1, 2, 3, 5)]


@pytest.mark.parametrize("mark", ["<w:smallCaps/>", '<w:u w:val="single"/>', '<w:rStyle w:val="Who"/>'])
def test_names_may_be_set_apart_by_more_than_bold_letters(mark, write, said):
    talk = [("Anna Berg", "I think so."), ("Ben", "No."), ("Anna Berg", "Why?"), ("Ben", "Because.")]
    style = '<w:style w:type="character" w:styleId="Who"><w:name w:val="Names"/><w:rPr><w:b/></w:rPr></w:style>'
    body = "".join(paragraph(run(who, mark), run(f" {words}")) for who, words in talk)
    assert said(read(write(docx(body, styles=f"<w:styles {W}>{style}</w:styles>"), "talk.docx"))) == talk


def test_a_table_of_those_present_is_no_talk(write, said):
    rows = "".join(
        f"<w:tr><w:tc>{paragraph(run(name))}</w:tc><w:tc>{paragraph(run(of))}</w:tc></w:tr>"
        for name, of in (("Anna", "Farmers"), ("Ben", "Ministry"), ("Ben", "Ministry"), ("Anna", "Farmers"))
    )
    transcript = read(write(docx(f"<w:tbl>{rows}</w:tbl>" + TALK * 3), "talk.docx"))
    assert said(transcript)[0] == ("Anna", "I think so.")
    assert "Farmers" in " ".join(transcript.accounts[0].excerpts["front matter"])


def test_entities_and_repeated_parts_are_refused(write):
    evil = '<!DOCTYPE w:document [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", evil + f"<w:document {W}><w:body>{TALK}&a;</w:body></w:document>")
    with pytest.raises(ReadingError, match="DOCTYPE"):
        read(write(out.getvalue(), "talk.docx"))


def test_a_bomb_is_refused_before_it_is_unpacked(write):
    raw = docx(paragraph(run("a" * 60_000_000)))
    with pytest.raises(ReadingError, match="unpack"):
        read(write(raw, "talk.docx"))


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04 torn", b"<html>no</html>", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600]
)
def test_what_is_no_word_file_is_refused(content, write):
    with pytest.raises(ReadingError) as refusal:
        read(write(content, "talk.docx"))
    assert refusal.value.expected
    assert refusal.value.todo


def test_an_encrypted_file_is_said_to_be_one(write):
    raw = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(ReadingError, match="password"):
        read(write(raw, "talk.docx"))


@pytest.mark.slow
def test_no_text_of_real_word_files_goes_unreported(shared):
    """Every text node, counted from the raw XML by another parser, is in the source that the account covers."""
    files = [p for p in sorted((shared / "bad-inputs").rglob("*")) if p.suffix in (".docx", ".docm", ".dotx")]
    read_files, short = 0, []
    for path in files:
        try:
            source = load(path)
        except ReadingError:
            continue
        read_files += 1
        if word_nodes(path) > visible(source.text):
            short.append(path.name)
        assert read(path).accounts[0].lost == 0
    assert short == []
    assert read_files > 100
