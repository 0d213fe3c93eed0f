"""A document is parsed in a child under limits; whatever becomes of the child, there is one refusal or one source."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from inspired_analysis.errors import ReadingError
from inspired_analysis.reading import formats, guarded, read

START = guarded.CHILD.removesuffix("; child(sys.argv[1])")
BAD = {
    "hangs": ("while True: pass", "more than 1 seconds"),
    "sleeps": ("import time; time.sleep(60)", "more than 1 seconds"),
    "eats memory": ("x = []\n    while True: x.append(bytearray(10_000_000))", "more than"),
    "dies": ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "code -11"),
    "raises what nobody expected": ("raise ZeroDivisionError", "code 1"),
    "ends early": ("import os; os._exit(0)", "ends its reader"),
    "writes a file": ("open('written', 'w').write('x' * 10_000)", "code 1"),
}


def _instead(code: str) -> str:
    """Return the child's program with a reader of .json that runs *code*."""
    return (
        f"{START}\nfrom inspired_analysis.reading import formats\ndef bad(raw, path):\n    {code}\n"
        "formats.READERS['.json'] = bad\nfrom inspired_analysis.reading.guarded import child\nchild(sys.argv[1])"
    )


@pytest.fixture
def document(write):
    talk = [(name, f"Yes, {name} said so.") for name in ("Anna", "Ben", "Anna", "Ben")]
    segments = [{"start": 5.0 * i, "end": 5.0 * i + 4, "speaker": n, "text": t} for i, (n, t) in enumerate(talk)]
    return write(json.dumps({"segments": segments}), "talk.json")


@pytest.mark.skipif(sys.platform == "win32", reason="limits and signals are POSIX")
@pytest.mark.parametrize("what", BAD)
def test_a_child_that_fails_is_one_refusal(what, document, monkeypatch, tmp_path):
    code, found = BAD[what]
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(guarded, "CHILD", _instead(code))
    monkeypatch.setattr(guarded, "SECONDS", 1.0 if "1 seconds" in found else 18.0)
    began = time.perf_counter()
    with pytest.raises(ReadingError, match=r"reasonable time and memory|ordinary depth and size") as refusal:
        read(document)
    assert found in str(refusal.value) or what == "eats memory"
    assert "talk.json" in refusal.value.where
    assert time.perf_counter() - began < 10
    assert [p for p in tmp_path.iterdir() if p.stat().st_size and p != document] == []


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc")
def test_no_child_is_left_behind(document, monkeypatch):
    monkeypatch.setattr(guarded, "CHILD", _instead(BAD["sleeps"][0]))
    monkeypatch.setattr(guarded, "SECONDS", 0.5)
    with pytest.raises(ReadingError):
        read(document)
    children = Path("/proc/self/task").glob("*/children")
    assert not any("python" in _name(pid) for tasks in children for pid in tasks.read_text().split())


def _name(pid: str) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text()


def test_the_child_hands_on_the_same_source(document):
    assert repr(guarded.load_guarded(document)) == repr(formats.load(document))  # NaN is not itself


@pytest.mark.parametrize("suffix", sorted(guarded.PLAIN))
def test_text_stays_in_this_process(suffix, write, monkeypatch):
    monkeypatch.setattr(subprocess, "run", None)
    talk = "00:00:01.000 --> 00:00:02.000\nAnna: one\n" if suffix in (".vtt", ".srt") else "Anna: one\nBen: two\n"
    assert guarded.load_guarded(write(talk, f"talk{suffix}")).lines


@pytest.mark.parametrize("head", [b"PK\x03\x04", b"{\\rtf1 x}", b"\n%PDF-1.4"])
def test_a_document_under_the_name_of_text_goes_to_the_child(head, write, monkeypatch):
    calls = []
    monkeypatch.setattr(subprocess, "run", lambda *args, **kwargs: calls.append(args) or _answered())
    assert guarded.load_guarded(write(head + b"x" * 100, "talk.txt")).text == "one"
    assert len(calls) == 1


def _answered():
    answer = {"file": "a", "format": "b", "text": "one", "lines": [], "asides": [], "notes": []}
    return subprocess.CompletedProcess([], 0, stdout=json.dumps(answer).encode())


def test_the_child_imports_no_tables():
    seen = subprocess.run(
        [sys.executable, "-c", "import sys, inspired_analysis.reading.formats; print(*sys.modules)"],
        capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    assert {"pandas", "pydantic", "yaml"}.isdisjoint(seen)
