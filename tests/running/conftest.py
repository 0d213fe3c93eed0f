"""A small invented batch: folders of transcripts, and a notebook that stands in for the whole analysis."""

from pathlib import Path

import nbformat
import pytest

from inspired_analysis.running import warm, warm_shared

STAND_IN = """
import sys
from pathlib import Path
from inspired_analysis.errors import ReadingError
text = "".join(p.read_text() for p in sorted(Path(workshop).glob("*.txt")))
print(sys.executable)
if "REFUSE" in text: raise ReadingError(Path(workshop) / "talk.txt", expected="turns", found="none")
if "CRASH" in text: raise KeyError("a word")
if "LEAVE" in text: import os; os._exit(9)
if "DIE" in text: import os, signal; os.kill(os.getpid(), signal.SIGKILL)
if "SILENT" in text: out = Path(out) / "nowhere"; out.mkdir()
if "SLEEP" in text: import time; time.sleep(60)
for name in ("brief.html", "brief.md", "findings.json", "turns.csv", "codings.csv"):
    (Path(out) / name).write_text(text)
""".strip()


@pytest.fixture
def notebook(tmp_path: Path):
    """Return a function that writes a notebook with the parameters of brief.ipynb and cells of the given sources."""

    def write(*sources: str, name: str = "stand-in", parameters: str = "") -> Path:
        cell = nbformat.v4.new_code_cell
        node = nbformat.v4.new_notebook(cells=[
            cell(f'workshop: str = ""  # where\nout: str = "."  # whereto\n{parameters}',
                 metadata={"tags": ["parameters"]}),
            *map(cell, sources),
        ])  # fmt: skip
        node.metadata.kernelspec = {"name": "no-such-kernel", "display_name": "", "language": "python"}
        path = tmp_path / f"{name}.ipynb"
        nbformat.write(node, path)
        return path

    return write


@pytest.fixture
def stand_in(notebook) -> Path:
    """A notebook that copies the transcript, or fails as it is told to."""
    return notebook(STAND_IN)


@pytest.fixture
def warmed():
    """A warm process for the batches of a test, where there can be one; the next test uses it too.

    Without models: what runs in it here is no analysis.
    """
    return None if warm.why_not() else warm_shared.shared(models=False)


@pytest.fixture(scope="session", autouse=True)
def _cooled():
    yield
    warm_shared.close_shared()


@pytest.fixture
def workshops(tmp_path: Path):
    """Return a function that writes folders of one transcript each: ``workshops(a="Anna: Yes.")``."""

    def write(**texts: str) -> Path:
        for name, text in texts.items():
            (tmp_path / "raw" / name).mkdir(parents=True, exist_ok=True)
            (tmp_path / "raw" / name / "talk.txt").write_text(text)
        return tmp_path / "raw"

    return write
