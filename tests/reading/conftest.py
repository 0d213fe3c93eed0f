"""Real inputs, files written for one test, and documents parsed in the test's own process."""

from pathlib import Path

import pytest


def _shared() -> Path | None:
    """Return the folder of real inputs beside the checkout, if this machine has one."""
    folder = Path(__file__).parents[3] / "shared"
    return folder if folder.is_dir() else None


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real inputs; tests that need it are skipped without it."""
    folder = _shared()
    if folder is None:
        pytest.skip("no folder of real inputs beside the checkout")
    return folder


@pytest.fixture
def write(tmp_path):
    """Write a file and return its path: text as UTF-8, bytes as they are."""

    def _write(content: str | bytes, name: str = "talk.txt") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return _write


@pytest.fixture
def in_process(monkeypatch):
    """Parse documents in this process: for tests that read hundreds of them; the child has tests of its own."""
    from inspired_analysis.reading import formats, reader

    monkeypatch.setattr(reader, "load_guarded", formats.load)


@pytest.fixture
def said():
    """Return (label, text) of every turn."""
    return lambda transcript: list(zip(transcript.turns["label"], transcript.turns["text"], strict=True))
