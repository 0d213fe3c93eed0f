"""Load what a brief needs, once, before processes are forked: libraries, models, fonts, templates.

The surest way to load everything is to write a brief. The talk is invented, and nothing of it stays.
"""

from __future__ import annotations

import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path

__all__ = ["load", "prime"]

# What a worker uses beside the package itself, and what a talk as short as the one below does not need.
LOADED = ("inspired_analysis.running.worker", "inspired_analysis.running.engine", "papermill", "pandas",
          "pandas.core.reshape.reshape", "pandas.io.formats.html", "scipy.cluster.hierarchy", "scipy.spatial.distance",
          "sklearn.decomposition", "rapidfuzz.process", "onnxruntime", "tokenizers",
          "inspired_analysis.lab")  # fmt: skip
KERNELS = ("ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.debugger")
TALK = """Moderator: What would change if the ferry came every hour?
Anna: We would use it if it were free. We are afraid of losing our income, our costs have doubled.
Ben: I understand Anna, but we are afraid for the children's safety at night. Nobody from the island is here.
"""
# Without assumptions: the relation model would read every turn of so short a talk, and everybody waits for it.
PLAN = """title: Warm-up
questions: ["What would change if the ferry came every hour?"]
participants:
  - {label: Moderator, role: facilitator}
  - {label: Anna, group: citizens}
  - {label: Ben, group: public administration}
"""


def load(*, kernels: bool = False) -> None:
    """Import what notebook and batch use, and what *kernels* do."""
    from . import quick_nbformat  # noqa: F401  before papermill asks for nbformat
    from .engine import INLINE

    os.environ.setdefault("MPLBACKEND", INLINE)  # matplotlib looks at it when it is imported
    for name in (*LOADED, *(KERNELS if kernels else ())):
        import_module(name)


def prime() -> None:
    """Import everything, read the notebook, and write one brief into a folder that is gone afterwards."""
    load()
    import matplotlib

    import inspired_analysis as ia

    from ..briefing import figures
    from ..coding.stance import load_reader
    from .notebook import notebook_file, parameters_of
    from .quick_nbformat import nbformat

    settings = matplotlib.rcParams.copy()
    reader = load_reader()
    # What is unpacked and hashed leaves Python to others; and this thread has ended when anything is forked.
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(1) as beside:
        models = beside.submit(_load, reader.model)
        home = Path(folder, "workshop")
        home.mkdir()
        (home / "talk.txt").write_text(TALK, encoding="utf-8")
        (home / "workshop.yaml").write_text(PLAN, encoding="utf-8")
        analysis = ia.analyse(ia.Workshop.load(home))
        ia.write_brief(analysis, home / "out")
        figures.draw_participation(analysis.participation)
        models.result()
    parameters_of(nbformat.read(notebook_file("brief"), as_version=4))
    dict.update(matplotlib.rcParams, settings)


def _load(model) -> None:
    """Load the relation model, and find out which versions results are of."""
    from ..versions import made_by

    model.load()
    for rooms in ((), ("reading", "guarding"), ("coding", "models")):
        made_by(*rooms)
