"""The further formats: web pages, OpenDocument, rich text, recognisers' JSON, ELAN, REFI-QDA."""

import io
import json
import zipfile

import pytest

from inspired_analysis.errors import ReadingError
from inspired_analysis.reading import read

TALK = [("Anna", "I think so, I do."), ("Ben", "No, not at all."), ("Anna", "Why not?"), ("Ben", "Because of it.")]


def zipped(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return out.getvalue()


def test_a_web_page_is_read_by_blocks(write, said):
    body = "".join(f"<p><strong>{name}</strong>: {words}\n</p>" for name, words in TALK)
    page = (
        f"<html><head><title>T</title><style>p {{}}</style></head><body>{body}<script>alert(1)</script></body></html>"
    )
    transcript = read(write(page, "talk.html"))
    assert said(transcript) == TALK
    assert transcript.accounts[0].set_aside["page code"] == len("p {}") + len("alert(1)")
    assert transcript.accounts[0].lost == 0


def _table(rows) -> str:
    return "<table>" + "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows) + "</table>"


def test_tables_of_a_web_page_are_read_by_their_columns(write, said):
    # Each speaks once or twice, and the headings, a title across and remarks are nobody's words.
    talk = [("Anna", "I think so, I do."), ("Ben", "No, not at all."), ("Carla", "Perhaps it is"), ("Anna", "Why?")]
    rows = [f"<tr><td>0:0{i}:10</td><td><b>{who}</b></td><td><p>{words}</p></td><td>nods</td></tr>"
            for i, (who, words) in enumerate(talk)]  # fmt: skip
    head = "<tr><th>Time</th><th>Who</th><th>Said</th><th>Remarks</th></tr><tr><td colspan='4'>Round one</td></tr>"
    for inside in (f"<table><thead>{head}</thead>{''.join(rows)}</table>",
                   f"<table><tr><td>Menu</td><td><table>{head}{''.join(rows)}</table></td></tr></table>"):
        transcript = read(write(f"<html><body>{inside}<p>Transcribed by Lena</p></body></html>", "talk.html"))
        assert said(transcript) == talk
        assert list(transcript.turns["time_start"]) == [10.0, 70.0, 130.0, 190.0]
        assert transcript.accounts[0].excerpts["other columns"] == ("nods",) * 4
    spanned = "<table><tr><td rowspan=2>Anna</td><td>I think so.</td></tr><tr><td>I do.</td></tr>"
    spanned += "".join(f"<tr><td>{who}</td><td>{words}</td></tr>" for who, words in talk[1:]) + "</table>"
    assert said(read(write(spanned, "talk.html"))) == [("Anna", "I think so.\nI do."), *talk[1:]]


def test_tables_that_hold_no_talk_or_all_of_a_page_are_no_columns(write, said):
    paragraphs = "".join(f"<p>{who}: {words}</p>" for who, words in TALK)
    present = _table([("Anna", "Water Board."), ("Ben", "Farmers' union.")])
    assert said(read(write(f"<html><body>{present}{paragraphs * 2}</body></html>", "talk.html"))) == TALK * 2
    page = _table([("Home", "About us."), ("News", paragraphs)])
    assert said(read(write(f"<html><body>{page}</body></html>", "talk.html"))) == TALK
    loose = f"<table><td>Anna</td><td>stray</td></table>{paragraphs}"  # cells without a row
    assert said(read(write(f"<html><body>{loose}</body></html>", "talk.html"))) == TALK


def test_rich_text_keeps_letters_and_drops_pictures_and_deletions(write, said):
    body = (
        rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\info{\title Secret}}{\header Page head\par}"
        rb"{\b Anna:} caf\'e9 \u8364? \u-10179?\u-8694?\par {\b Ben:} No{\deleted never}.{\v hidden}"
        rb"{\*\shppict{\pict 89504e47}}\par Anna: A\emdash B\{\}\par Ben: \bin3 {}}No.\par}"
    )
    transcript = read(write(body, "talk.rtf"))
    assert said(transcript) == [("Anna", "café € \U0001f60a"), ("Ben", "No."), ("Anna", "A—B{}"), ("Ben", "No.")]
    aside = transcript.accounts[0].excerpts
    assert aside["deleted text (tracked changes)"] == ("never",)
    assert aside["hidden text"] == ("hidden",)
    assert aside["page furniture"] == ("Page head",)


def test_rich_text_has_a_character_set_for_each_font_and_words_in_boxes(write, said):
    cyrillic = "".join(f"\\'{byte:02x}" for byte in "Нам нужна вода.".encode("cp1251"))
    body = (
        rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}{\f1\fnil\fcharset204 Arial;}}\f0 Anna: We need water.\par "
        rb"Ben: \f1 " + cyrillic.encode() + rb"\f0{\shp{\*\shpinst{\sp{\sn a}{\sv 202}}{\shptxt Anna: In a box.\par}}"
        rb"{\shprslt Anna: In a box.\par}}\par Anna: Caf\'e9.\par Ben: No.\par}"
    )
    transcript = read(write(body, "talk.rtf"))
    assert said(transcript) == [("Anna", "We need water."), ("Ben", "Нам нужна вода."), ("Anna", "In a box.\nCafé."),
                                ("Ben", "No.")]  # fmt: skip
    assert transcript.accounts[0].lost == 0


def test_opendocument_with_changes_comments_and_spaces(write, said):
    spaces = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    )
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes><text:h>Part one</text:h>"
        '<text:p>Anna: I<text:s text:c="2"/>think <text:span>so</text:span>'
        "<office:annotation><text:p>hm</text:p></office:annotation>, I do.</text:p>"
        "<text:p>Ben: No.<text:line-break/>Anna: Why?</text:p><text:p>Ben: So.</text:p>"
    )
    text = f"<office:body><office:text>{body}</office:text></office:body>"
    content = f"<office:document-content {spaces}>{text}</office:document-content>"
    transcript = read(
        write(zipped(mimetype="application/vnd.oasis.opendocument.text", content_xml=content), "talk.odt")
    )
    assert said(transcript) == [("Anna", "I  think so, I do."), ("Ben", "No."), ("Anna", "Why?"), ("Ben", "So.")]
    aside = transcript.accounts[0].excerpts
    assert aside["deleted text (tracked changes)"] == ("gone",)
    assert aside["comments"] == ("hm",)


RECOGNISERS = {
    "whisperx": {"segments": [{"start": 5.0 * i, "end": 5.0 * i + 4, "text": f" {t}", "speaker": n, "words": []}
                              for i, (n, t) in enumerate(TALK)]},
    "assemblyai": {"id": "7", "text": "all", "utterances": [
        {"speaker": n, "text": t, "start": 5000 * i, "end": 5000 * i + 4000, "words": [{"text": "I", "start": 1}]}
        for i, (n, t) in enumerate(TALK)]},
    "deepgram": {"results": {"channels": [{"alternatives": [{"transcript": "all", "paragraphs": {"paragraphs": [
        {"speaker": n, "start": 5.0 * i, "end": 5.0 * i + 4, "sentences": [{"text": t, "start": 1.0, "end": 2.0}]}
        for i, (n, t) in enumerate(TALK)]}}]}]}},
    "otter": {"transcripts": [{"speaker_name": n, "transcript": t, "start_time": 5.0 * i, "end_time": 5.0 * i + 4}
                              for i, (n, t) in enumerate(TALK)]},
}  # fmt: skip


@pytest.mark.parametrize("shape", RECOGNISERS)
def test_recognisers_differ_only_in_their_names(shape, write, said):
    transcript = read(write(json.dumps(RECOGNISERS[shape]), "talk.json"))
    assert said(transcript) == TALK
    assert list(transcript.turns["time_start"]) == [0.0, 5.0, 10.0, 15.0]
    assert list(transcript.turns["time_end"]) == [4.0, 9.0, 14.0, 19.0]
    assert transcript.accounts[0].lost == 0


def test_initials_are_no_numbers_and_who_is_not_named_is_nobody(write, said):
    entries = [{"speaker": who, "text": f"Words {i} of it.", "start": i} for i, who in enumerate(["AB", "", "1", "AB"])]
    assert [label for label, _ in said(read(write(json.dumps(entries), "talk.json")))] == ["AB", "", "Speaker 1", "AB"]


def test_a_recogniser_without_speakers_gives_open_passages(write):
    segments = [{"id": i, "start": 5.0 * i, "end": 5.0 * i + 4, "text": text} for i, (_, text) in enumerate(TALK)]
    transcript = read(write(json.dumps({"text": " ".join(t for _, t in TALK), "segments": segments}), "talk.json"))
    assert transcript.text == " ".join(text for _, text in TALK)
    assert transcript.turns["speaker"][0] == ""


@pytest.mark.parametrize(
    "text", ["{", "[" * 5_000, '{"a": [1, 2]}', "[]", '{"cells": [{"source": ["x"]}]}', "[NaN]", "1e999"]
)
def test_json_that_is_no_transcript_is_refused(text, write):
    with pytest.raises(ReadingError):
        read(write(text, "talk.json"))


def test_elan_tiers_are_speakers_in_the_order_of_time(write, said):
    slots = "".join(f'<TIME_SLOT TIME_SLOT_ID="t{i}" TIME_VALUE="{i * 500}"/>' for i in range(8))

    def tier(name, annotations, extra=""):
        inner = "".join(
            f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a{i}" TIME_SLOT_REF1="t{2 * i}"'
            f' TIME_SLOT_REF2="t{2 * i + 1}">'
            f"<ANNOTATION_VALUE>{text}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>"
            for i, text in annotations
        )
        return f'<TIER TIER_ID="{name}" {extra}>{inner}</TIER>'

    xml = (
        f"<ANNOTATION_DOCUMENT><TIME_ORDER>{slots}</TIME_ORDER>"
        + tier("x", [(1, TALK[1][1]), (3, TALK[3][1])], 'PARTICIPANT="Ben"')
        + tier("Anna", [(0, TALK[0][1]), (2, TALK[2][1])])
        + tier("gloss", [(0, "Je pense")], 'PARENT_REF="Anna"')
        + "</ANNOTATION_DOCUMENT>"
    )
    transcript = read(write(xml, "talk.eaf"))
    assert said(transcript) == TALK
    assert list(transcript.turns["time_end"]) == [0.5, 1.5, 2.5, 3.5]
    assert transcript.accounts[0].set_aside["dependent tiers"] == len("Je pense")
    assert not any("dependent tiers" in note for note in transcript.notes)
    xml = f"<ANNOTATION_DOCUMENT><TIME_ORDER>{slots}</TIME_ORDER>{tier('ref', [(0, 'ref.001')])}"
    xml += tier("tx", [(0, TALK[0][1])], 'PARENT_REF="ref"') + "</ANNOTATION_DOCUMENT>"
    assert any("words stand in dependent tiers and were left out" in n for n in read(write(xml, "talk.eaf")).notes)


def test_an_annotation_that_begins_at_no_known_time_stays_between_its_neighbours(write, said):
    times = {0: 'TIME_VALUE="0"', 1: "", 2: 'TIME_VALUE="2000"', 3: 'TIME_VALUE="3000"'}
    slots = "".join(f'<TIME_SLOT TIME_SLOT_ID="t{i}" {time}/>' for i, time in times.items())
    tiers = {"Anna": (("We need water.", 0, 1), ("And pumps.", 1, 2)), "Ben": (("Nobody asked us.", 2, 3),)}
    tiers = "".join(f'<TIER TIER_ID="{who}">' + "".join(
        f'<ANNOTATION><ALIGNABLE_ANNOTATION TIME_SLOT_REF1="t{a}" TIME_SLOT_REF2="t{b}"><ANNOTATION_VALUE>{words}'
        "</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>" for words, a, b in own) + "</TIER>"
        for who, own in tiers.items())  # fmt: skip
    xml = f"<ANNOTATION_DOCUMENT><TIME_ORDER>{slots}</TIME_ORDER>{tiers}</ANNOTATION_DOCUMENT>"
    assert [(who, " ".join(words.split())) for who, words in said(read(write(xml, "talk.eaf")))] == [
        ("Anna", "We need water. And pumps."), ("Ben", "Nobody asked us."),
    ]  # fmt: skip


def test_sources_of_a_project_are_read_from_inside_it_only(write, said):
    project = (
        '<Project xmlns="urn:QDA-XML:project:1.0"><Sources><TextSource name="one" plainTextPath="internal://a.txt"/>'
        '<TextSource name="two" plainTextPath="internal://../../../etc/hostname"/></Sources></Project>'
    )
    text = "\n".join(f"{name}: {words}" for name, words in TALK)
    transcript = read(write(zipped(project_qde=project, Sources__a_txt=text), "talk.qdpx"))
    assert said(transcript) == TALK
    assert any("'two' was left out" in note for note in transcript.notes)
    with pytest.raises(ReadingError, match="text sources"):
        read(write(zipped(project_qde=project), "empty.qdpx"))


def test_whisper_cpp_has_its_times_inside_and_others_write_them_with_colons(write):
    times = '"timestamps": {"from": "00:00:03,200", "to": "00:00:05,000"}, "offsets": {"from": 3200, "to": 5000}'
    first = '"timestamps": {"from": "00:00:00,000", "to": "00:00:03,200"}, "offsets": {"from": 0, "to": 3200}'
    text = f'{{"transcription": [{{{first}, "text": " We need it."}}, {{{times}, "text": " And the roads."}}]}}'
    transcript = read(write(text, "a.json"))
    assert transcript.text == "We need it. And the roads."
    assert transcript.turns["time_end"][0] == 5.0
    text = '[{"speaker": "Anna", "text": "I think so.", "start": "0:01:20", "end": "0:01:22"}]'
    assert read(write(text, "b.json")).turns["time_start"][0] == 80.0


def test_rows_beside_a_merged_cell_of_opendocument_are_its_speaker_s(write, said):
    names = "".join(f' xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "text", "table"))

    def cell(text, more=""):
        return f"<table:table-cell{more}><text:p>{text}</text:p></table:table-cell>"

    below = "<table:covered-table-cell/>"
    rows = [[cell("Speaker"), cell("Text")], [cell("Mod"), cell("Why is it so?")],
            [cell("Anna", ' table:number-rows-spanned="2"'), cell("It is dear.")], [below, cell("Very.")],
            [cell("Mod"), cell("So.")]]  # fmt: skip
    table = "".join(f"<table:table-row>{''.join(row)}</table:table-row>" for row in rows)
    body = f"<office:body><office:text><table:table>{table}</table:table></office:text></office:body>"
    content = f"<office:document-content{names}>{body}</office:document-content>"
    transcript = read(write(zipped(**{"content.xml": content}), "talk.odt"))
    assert said(transcript) == [("Mod", "Why is it so?"), ("Anna", "It is dear.\nVery."), ("Mod", "So.")]


def test_a_list_of_those_present_in_opendocument_is_no_talk(write, said):
    names = "".join(f' xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "text", "table"))
    rows = [("Anna", "Water Board, director."), ("Ben", "Farmers."), ("Carla", "Ministry."), ("Dan", "Ministry.")]
    cells = [[f"<table:table-cell><text:p>{c}</text:p></table:table-cell>" for c in row] for row in rows]
    table = "".join(f"<table:table-row>{''.join(row)}</table:table-row>" for row in cells)
    talk = "".join(f"<text:p>{who}: {words}</text:p>" for who, words in TALK * 2)
    body = f"<office:body><office:text><table:table>{table}</table:table>{talk}</office:text></office:body>"
    content = f"<office:document-content{names}>{body}</office:document-content>"
    assert said(read(write(zipped(**{"content.xml": content}), "talk.odt"))) == TALK * 2


@pytest.mark.parametrize("part", ["content.xml", "styles.xml"])
def test_names_in_opendocument_may_be_in_small_capitals(part, write, said):
    kinds = (("office", "office"), ("text", "text"), ("style", "style"), ("fo", "xsl-fo-compatible"))
    names = "".join(f' xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{kind}:1.0"' for n, kind in kinds)
    style = ('<style:style style:name="T1" style:family="text"><style:text-properties fo:font-variant="small-caps"/>'
             "</style:style>")  # fmt: skip
    talk = "".join(f'<text:p><text:span text:style-name="T1">{who}</text:span> {words}</text:p>' for who, words in TALK)
    body = f"<office:body><office:text>{talk}</office:text></office:body>"
    parts = {"content.xml": "", "styles.xml": ""} | {part: f"<office:styles>{style}</office:styles>"}
    parts["content.xml"] += body
    whole = {name: f"<office:document{names}>{inside}</office:document>" for name, inside in parts.items()}
    assert said(read(write(zipped(**whole), "talk.odt"))) == TALK
