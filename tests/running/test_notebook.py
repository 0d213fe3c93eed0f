"""One notebook: its parameters are checked, and what differs from run to run is taken out."""

import nbformat
import pytest

from inspired_analysis.errors import RunError
from inspired_analysis.running.notebook import check_parameters, normalise, notebook_file, parameters_of, run_notebook


def test_an_unknown_parameter_is_refused_before_anything_runs(stand_in, tmp_path):
    with pytest.raises(RunError, match="expected one of the parameters workshop, out, found 'worksop'"):
        run_notebook(stand_in, tmp_path / "done.ipynb", {"worksop": "data"})
    assert not (tmp_path / "done.ipynb").exists()


def test_the_shipped_notebook_takes_the_parameters_that_the_batch_gives():
    node = nbformat.read(notebook_file("brief"), as_version=4)
    check_parameters(parameters_of(node), {"workshop": "", "out": ""})


def test_times_paths_and_random_ids_go():
    timed = {"papermill": {"start_time": "now"}, "execution": {"a": "b"}}
    cell = nbformat.v4.new_code_cell("1", metadata=timed)
    warned = "/tmp/ia-x/ipykernel_123/456.py:3: UserWarning <ipython-input-4-475bece68099>:1: UserWarning"
    cell.outputs = [nbformat.v4.new_output("stream", text=warned)]
    node = normalise(nbformat.v4.new_notebook(cells=[cell], metadata={"papermill": {"input_path": "/home"}}))
    assert node.metadata == {}
    assert node.cells[0].metadata == {}
    assert node.cells[0].id == "cell-00"
    assert node.cells[0].outputs[0].text == "<cell>:3: UserWarning <cell>:1: UserWarning"


def test_a_cause_is_shown_as_text_not_as_markup():
    node = normalise(nbformat.v4.new_notebook(), cause="<script>alert(1)</script> [x](y)")
    assert "<script>" not in node.cells[0].source.replace("\\<", "")
    assert r"\[x\]\(y\)" in node.cells[0].source
