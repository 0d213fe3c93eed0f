"""Whatever is done to a file, reading ends in text or in one refusal."""

import contextlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import WRITERS, talks

from inspired_analysis.errors import ReadingError
from inspired_analysis.reading import read
from inspired_analysis.reading.formats import SUFFIXES

pytestmark = pytest.mark.usefixtures("in_process")
QUICK = settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _read(path) -> None:
    with contextlib.suppress(ReadingError):
        transcript = read(path)
        assert all(account.lost == 0 for account in transcript.accounts)
        assert all(count >= 0 for account in transcript.accounts for count in account.set_aside.values())


@pytest.mark.parametrize("layout", WRITERS)
@given(talk=talks(), data=st.data())
@QUICK
def test_damaged_files(layout, talk, data, tmp_path):
    _damage(layout, talk, data, tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("layout", WRITERS)
@given(talk=talks(), data=st.data())
@settings(QUICK, max_examples=60)
def test_damaged_files_at_length(layout, talk, data, tmp_path):
    _damage(layout, talk, data, tmp_path)


def _damage(layout, talk, data, folder) -> None:
    suffix, write = WRITERS[layout]
    raw = bytearray(write(talk))
    for _ in range(data.draw(st.integers(1, 6))):
        place = int(data.draw(st.floats(0, 0.999)) * len(raw))  # a share: archives differ in length by their date
        raw[place] = data.draw(st.integers(0, 255))
    end = data.draw(st.sampled_from((1.0, 1.0, 0.9, 0.5, 0.1)))
    path = folder / f"talk{suffix}"
    path.write_bytes(raw[: int(end * len(raw))])
    _read(path)


@pytest.mark.parametrize("suffix", SUFFIXES)
@given(text=st.text(max_size=300))
@QUICK
def test_any_text_under_any_name(suffix, text, tmp_path):
    path = tmp_path / f"talk{suffix}"
    path.write_text(text, encoding="utf-8", errors="surrogatepass", newline="")
    _read(path)


MARKS = st.text(alphabet="AaZz1 :.-–>[]()<>*_#=\t\n\"';,&v0", max_size=200)


@pytest.mark.parametrize("suffix", [".txt", ".md", ".vtt", ".srt", ".csv", ".tsv", ".rtf", ".html", ".json"])
@given(text=MARKS)
@QUICK
def test_any_mixture_of_marks(suffix, text, tmp_path):
    path = tmp_path / f"talk{suffix}"
    start = {".vtt": "WEBVTT\n\n00:01.000 --> 00:02.000\n", ".rtf": r"{\rtf1 ", ".html": "<p>"}.get(suffix, "")
    path.write_text(start + text, encoding="utf-8", newline="")
    _read(path)
