"""The process that runs one workshop's notebook: ``python -m inspired_analysis.running.worker FOLDER``.

FOLDER is private to this run. It holds ``task.json``; ``result.json`` is written there last, so a worker
that dies leaves none. Paths travel in that file, not on the command line, which every user can read.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from ..atomic import write_whole
from ..errors import RunError
from .notebook import NotebookError, run_notebook

__all__ = ["OUTPUTS", "main"]

OUTPUTS = ("brief.html", "brief.md", "findings.json", "turns.csv", "codings.csv")


def main(private: Path) -> None:
    """Run the task that lies in *private* and write its result there."""
    os.umask(0o077)
    task = json.loads((private / "task.json").read_text(encoding="utf-8"))
    os.chdir(task["aside"])
    try:
        run_notebook(Path(task["notebook"]), Path("brief.ipynb"), task["parameters"], if_known=task["if_known"])
        cause = missing_outputs(Path(), task["outputs"])
    except (NotebookError, RunError) as error:
        cause = str(error)
    except OSError as error:
        cause = f"The brief could not be written: {error.strerror or error}."
    write_whole(private / "result.json", json.dumps({"cause": cause}).encode())


def missing_outputs(folder: Path, due: Sequence[str]) -> str:
    """Return what is wrong with the files *due* in *folder*; the notebook's word is not taken for it."""
    files = [folder / name for name in due]
    lacking = [f.name for f in files if not f.is_file() or not f.stat().st_size]
    return f"The notebook came to its end without writing {', '.join(lacking)}." if lacking else ""


if __name__ == "__main__":
    main(Path(sys.argv[1]))
