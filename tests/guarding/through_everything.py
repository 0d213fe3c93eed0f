"""Take the workshops below a folder through everything that writes: what `test_canary` runs in a process apart.

    python through_everything.py RAW OUT PAPER

RAW/canary is a workshop, RAW/wrong has a wrong plan, RAW/empty says nothing. A batch of the three goes to OUT, one
folder each; briefs on paper, the page of the check, exports, an answer, and what all of it says go to PAPER and to
standard output. Coders are light ones.
"""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from light import light_coders, light_notebook

from inspired_analysis import coding
from inspired_analysis.cli import main as inspired
from inspired_analysis.running import batch
from inspired_analysis.running.warm_shared import close_shared, shared

BREAKS = "raise KeyError(tuple(session.plan.participants), analysis.transcript.text)"


def main(raw: Path, out: Path, paper: Path) -> None:
    """Do it; stop at the first command that does not end as it should."""
    coding.default_coders = lambda *_: light_coders()
    batch.notebook_file = lambda name: light_notebook(paper)
    paper.mkdir()
    shared(models=False)
    _run(1, "batch", raw, "--out", out, "--jobs", 2)
    batch.notebook_file = lambda name: light_notebook(paper, BREAKS)
    _run(1, "batch", raw / "canary", "--out", out.parent / "broken", "--jobs", 1)
    close_shared()
    formats = ("--format", "docx", *(("--format", "pdf") if find_spec("typst") else ()))
    _run(0, "brief", raw / "canary", "--out", paper, *formats)
    for name in ("wrong", "empty"):
        _run(1, "brief", raw / name, "--out", paper / name)
    _run(0, "check", raw / "canary", "--html", paper / "check.html")
    for ending in ("qdpx", "qdc", "xlsx", "csv"):
        _run(0, "export", raw / "canary", paper / f"codings.{ending}", "--force")
    _run(0, "ask", raw / "canary", "What was said about the meters?")


def _run(code: int, *arguments: object) -> None:
    ended: object = 0
    try:
        inspired([str(a) for a in arguments], prog_name="inspired")
    except SystemExit as end:
        ended = end.code
    assert ended == code, (arguments[0], ended)


if __name__ == "__main__":
    os.umask(0o077)
    main(*map(Path, sys.argv[1:]))
