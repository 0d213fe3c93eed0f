"""Cells run in this process show what they show in a kernel."""

import subprocess
import sys

import nbformat
import pytest

from inspired_analysis.running.notebook import CELLS

CELL = nbformat.v4.new_code_cell
SHOWS = (
    "import sys; print('said'); print('warned', file=sys.stderr); display(3); print('more'); n",
    "import warnings; warnings.warn('of this')",
    "import matplotlib.pyplot as plt; plt.plot([1, 2]); print('before the figure')",
    "import pandas as pd; pd.DataFrame({'a': [1, None]})",
    "import asyncio; await asyncio.sleep(0); 5",
    "from IPython.display import HTML, clear_output; display(1); clear_output(); HTML('<b>bold</b>')",
    "",
    "None",
    "quiet = 1; quiet;",
    "here = %pwd\nlen(here) > 0",
    "__name__",
)
RUN = """
import sys, papermill
from papermill.engines import papermill_engines
from inspired_analysis.running.engine import InThisProcess
papermill_engines.register("inspired", InThisProcess)
papermill.execute_notebook("given.ipynb", sys.argv[1] + ".ipynb", {"n": 7}, engine_name=sys.argv[1], progress_bar=False)
"""


@pytest.fixture
def both(tmp_path):
    """Return a function that yields the notebook of cells, run in a process and in a kernel, and what was said."""

    def run(*sources: str):
        node = nbformat.v4.new_notebook(cells=[CELL("n = 1", metadata={"tags": ["parameters"]}), *map(CELL, sources)])
        node.metadata.kernelspec = {"name": "python3", "display_name": "", "language": "python"}
        nbformat.write(node, tmp_path / "given.ipynb")
        for engine in ("inspired", "nbclient"):
            done = subprocess.run([sys.executable, "-c", RUN, engine], cwd=tmp_path, capture_output=True, text=True)
            node = nbformat.read(tmp_path / f"{engine}.ipynb", as_version=4)
            nbformat.validate(node)
            yield node, done.stderr

    return run


def _shown(node) -> list:
    for cell in node.cells:
        for output in cell.get("outputs", []):
            if "text" in output:
                output.text = CELLS.sub("<cell>", output.text)
    return [(c.source, c.get("execution_count"), c.get("outputs")) for c in node.cells]


@pytest.mark.slow
def test_what_cells_show_is_what_they_show_in_a_kernel(both):
    (own, _), (kernels, _) = both(*SHOWS)
    assert _shown(own) == _shown(kernels)
    kinds = [o.output_type for c in own.cells for o in c.outputs]
    assert kinds.count("execute_result") == 6
    assert kinds[:5] == ["stream", "stream", "display_data", "stream", "execute_result"]


@pytest.mark.slow
@pytest.mark.parametrize("fails", ["def f(): raise KeyError('a word')\nf()", "1 +", "import sys; sys.exit(3)"])
def test_a_cell_that_fails_is_the_last_and_says_why(both, fails):
    (own, said), (kernels, kernel_said) = both("print(n)", fails, "print('never')")
    assert _failures(own) == _failures(kernels)
    assert len(_failures(own)) == 1
    assert said.splitlines()[-1].split("(")[0] == kernel_said.splitlines()[-1].split("(")[0]
    assert own.cells[-1].outputs == []
    assert own.cells[-1].execution_count is None


def _failures(node) -> list[tuple[int, str, str, int]]:
    """Return place, name, message and length of errors; the message without what a cell is called as a file."""
    return [(i, o.ename, o.evalue.split("(")[0], len(o.traceback)) for i, cell in enumerate(node.cells)
            for o in cell.get("outputs", []) if o.output_type == "error"]  # fmt: skip
