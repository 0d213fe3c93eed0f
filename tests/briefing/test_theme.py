"""House style: set once, seen in every format, refused to the line where it cannot be used."""

import base64
import hashlib
import io
import re
import struct
import zipfile
import zlib

import docx
import pytest
from lxml import html

import inspired_analysis as ia
from inspired_analysis.briefing.compose import compose
from inspired_analysis.briefing.html import environment, page_style, render_html
from inspired_analysis.briefing.office import render_docx
from inspired_analysis.briefing.theme import DEFAULT, Theme, load_theme
from inspired_analysis.errors import ThemeError

from .conftest import analysis_of, no_figures

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 10">%s<path d="M0 0h30v10z" fill="#123456"/></svg>'
HOUSE = """\
organisation: Bridges & Roads <b>Ltd</b>
footer: "Not for #circulation"
logo: logo.svg
colours:
  accent: "#7a0a2f"
dark: {accent: "#f0a0b8"}
fonts:
  heading: Noto Serif
  body: Source Sans 3
"""


def png(width: int = 3, height: int = 2) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = b"".join(b"\0" + b"\x20\x40\x60" * width for _ in range(height))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@pytest.fixture
def house(tmp_path):
    """Return a function that writes a theme and its logo, and loads it."""

    def written(text: str = HOUSE, logo: bytes = (SVG % "").encode(), name: str = "logo.svg") -> Theme:
        (tmp_path / name).write_bytes(logo)
        (tmp_path / "theme.yaml").write_text(text, encoding="utf-8")
        return load_theme(tmp_path / "theme.yaml")

    return written


@pytest.fixture(scope="module")
def analysis(village):
    return analysis_of(village)


@pytest.fixture(scope="module")
def brief(analysis):
    with no_figures():
        return compose(analysis)


def test_without_a_theme_the_page_is_as_it_is(brief, house):
    assert render_html(brief) == render_html(brief, DEFAULT)
    assert house("") == DEFAULT
    assert DEFAULT.css() == ""


def test_the_default_colours_are_those_of_the_style_sheet():
    css, _ = page_style()
    light, dark = css.split("@media (prefers-color-scheme: dark)")[:2]
    for sheet, colours in ((light, DEFAULT.colours), (dark, DEFAULT.dark)):
        for name, colour in colours:
            assert f"--{name}: {colour};" in sheet


def test_the_page_wears_it_and_its_policy_admits_it(brief, house):
    page = html.fromstring(render_html(brief, house()))
    (style,) = page.xpath("//style/text()")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert "@media not (prefers-color-scheme: dark) { :root { --accent: #7a0a2f; } }" in style
    assert "@media (prefers-color-scheme: dark) { :root { --accent: #f0a0b8; } }" in style
    assert '--serif: "Noto Serif", Georgia' in style
    (logo,) = page.xpath("//header//img")
    assert logo.get("alt") == "Bridges & Roads <b>Ltd</b>"
    assert base64.b64decode(logo.get("src").split(",")[1]) == (SVG % "").encode()
    assert page.xpath("//footer/p")[0].text_content() == "Not for #circulation"
    assert not re.search(r"url\(|@import", style)


def test_the_word_document_wears_it(brief, house):
    theme = house(HOUSE.replace("logo.svg", "logo.png"), png(), "logo.png")
    made = render_docx(brief, theme)
    assert made == render_docx(brief, theme)
    document = docx.Document(io.BytesIO(made))
    assert document.styles["Heading 1"].font.name == "Noto Serif"
    assert str(document.styles["Hyperlink"].font.color.rgb) == "7A0A2F"
    assert document.sections[0].first_page_footer.paragraphs[0].text.startswith("Not for #circulation\t")
    assert document.sections[0].header.paragraphs[0].text.endswith("\tBridges & Roads <b>Ltd</b>")
    assert document.inline_shapes[0]._inline.docPr.get("descr") == "Bridges & Roads <b>Ltd</b>"
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert b"Source Sans 3" in archive.read("word/styles.xml")


def test_a_drawn_logo_becomes_a_name_in_word(brief, house):
    document = docx.Document(io.BytesIO(render_docx(brief, house())))
    assert document.paragraphs[0].text == "Bridges & Roads <b>Ltd</b>"


@pytest.mark.parametrize(("logo", "name"), [((SVG % "").encode(), "logo.svg"), (png(), "logo.png")])
def test_the_pdf_wears_it(brief, house, logo, name):
    pytest.importorskip("typst", reason="typst comes with the extra 'pdf'")
    import pypdf

    from inspired_analysis.briefing.pdf import render_pdf

    theme = house(HOUSE.replace("logo.svg", name), logo, name)
    pages = pypdf.PdfReader(io.BytesIO(render_pdf(brief, theme))).pages
    assert "Not for #circulation" in pages[0].extract_text()
    assert "Bridges & Roads <b>Ltd</b>" in pages[1].extract_text()


@pytest.mark.parametrize(("text", "message"), [
    ("colour: {}", r"theme.yaml, line 1, colour: expected one of organisation, footer, .*found 'colour'"),
    ("footer: x\ncolours:\n  ascent: '#000000'", r"line 3, colours.ascent: expected one of paper, card"),
    ("footer: x\ncolours:\n  ink: red", r"line 3, colours.ink: expected .*pattern.*found 'red'"),
    ("colours:\n  soft: '#cccccc'", r"line 2, colours.soft: expected a colour that can be read on paper #fdfdfb, with "
                                    r"a contrast of at least 4.5 \(this one has 1.6\), found '#cccccc'"),
    ("colours:\n  paper: '#333333'", r"colours.ink: expected a colour that can be read on paper #333333"),
    ("fonts:\n  body: 'x\"; } body { display: none'", r"line 2, fonts.body: expected .*pattern"),
    ("fonts: {heading: 7}", r"line 1, fonts.heading: expected text, found 7"),
    ("logo: ../logo.svg", r"line 1, logo: expected the name of a .png or .svg file beside the theme, found '../logo"),
    ("logo: other.svg", r"line 1, logo: expected a file beside the theme that can be read \(No such file"),
    ("a: [", r"theme.yaml, line 1: expected YAML"),
    ("- a", r"theme.yaml: expected keys such as organisation: and colours:, found list"),
    ("footer: &a x", r"line 1: expected plain YAML, found an anchor"),
])  # fmt: skip
def test_a_wrong_theme_is_refused_with_its_line(house, text, message):
    with pytest.raises(ThemeError, match=message):
        house(text)


def test_a_theme_that_is_not_there_is_said(tmp_path):
    with pytest.raises(ThemeError, match=r"theme.yaml: expected a theme that can be read, found No such file"):
        load_theme(tmp_path / "theme.yaml")
    assert ia.load_theme is load_theme


@pytest.mark.parametrize(("inside", "message"), [
    ("<script>alert(1)</script>", "without <script>"),
    ("<foreignObject/>", "without <foreignObject>"),
    ("<a href='https://x.example'/>", "without <a>"),
    ("<image href='x.png'/>", "without <image>"),
    ("<animate attributeName='href'/>", "without <animate>"),
    ("<g onclick='alert(1)'/>", r"without scripts \(onclick\)"),
    ("<use href='https://x.example/#a'/>", "leads elsewhere"),
    ("<use xmlns:x='http://www.w3.org/1999/xlink' x:href='other.svg#a'/>", "leads elsewhere"),
    ("<style>@import 'x.css';</style>", "style loads nothing"),
    ("<style>path { fill: u\\72l(x) }</style>", "style loads nothing"),
    ("<path style='fill: url( https://x.example )'/>", "style loads nothing"),
    ("<p xmlns='http://www.w3.org/1999/xhtml'/>", "without <p>"),
    ("<?xml-stylesheet href='x.css'?>", "without processing instructions"),
    ("<g>", "well-formed"),
])  # fmt: skip
def test_a_logo_that_is_more_than_a_drawing_is_refused(house, inside, message):
    with pytest.raises(ThemeError, match=f"line 1, logo: expected .*{message}"):
        house("logo: logo.svg", (SVG % inside).encode())


@pytest.mark.parametrize(("logo", "message"), [
    (b'<!DOCTYPE svg [<!ENTITY a "b">]>' + (SVG % "").encode(), "without a DOCTYPE"),
    (b"<html/>", "an SVG image"),
    ((SVG % ("<!--" + "x" * 1_000_000 + "-->")).encode(), "at most 1 MB"),
])  # fmt: skip
def test_a_logo_that_is_none_is_refused(house, logo, message):
    with pytest.raises(ThemeError, match=message):
        house("logo: logo.svg", logo)


@pytest.mark.parametrize("logo", [b"", b"GIF89a", png()[:-20], (SVG % "").encode()])
def test_a_png_that_is_none_is_refused(house, logo):
    with pytest.raises(ThemeError, match="a PNG image that is whole"):
        house("logo: logo.png", logo, "logo.png")


def test_harmless_drawings_are_taken(house):
    inside = ("<defs><linearGradient id='a'/></defs><style>path { fill: url(#a) }</style><use href='#b'/>"
              "<metadata><r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/></metadata>")  # fmt: skip
    assert house("logo: logo.svg", (SVG % inside).encode()).logo.kind == "svg"


def test_the_template_shows_names_only_as_words():
    page = environment().from_string("{{ theme.organisation }}").render(theme=Theme(organisation="<script>"))
    assert page == "&lt;script&gt;"
