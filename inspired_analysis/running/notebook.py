"""Run one notebook with papermill, and leave it in a form that is the same every time."""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from types import MappingProxyType

from ..errors import InspiredError, RunError
from ..guarding.masking import Mask
from ..guarding.scrubbing import mask_for, scrub_notebook
from .quick_nbformat import nbformat

__all__ = ["NotebookError", "check_parameters", "keep_failed", "normalise", "notebook_file", "parameters_of",
           "run_notebook"]  # fmt: skip

CELLS = re.compile(r"<ipython-input-\d+-\w+>|\S*ipykernel_\d+/\d+\.py")  # what warnings call a cell
NONE: Mapping[str, object] = MappingProxyType({})
PAPERMILL_MARK = "papermill-error-cell-tag"


class NotebookError(Exception):
    """A notebook that did not reach its end; the message is the cause in plain words."""


def notebook_file(name: str) -> Path:
    """Return the path of one of our notebooks: in the source tree, or as installed with the package."""
    package = Path(__file__).resolve().parent.parent
    places = [package.parent / "notebooks" / f"{name}.ipynb", package / "notebooks" / f"{name}.ipynb"]
    return next((p for p in places if p.is_file()), places[0])


def check_parameters(known: Collection[str], parameters: Collection[str], name: str = "notebook") -> None:
    """Refuse parameters that the notebook called *name* does not have (papermill would only warn).

    Raises
    ------
    RunError
        Naming the parameters that there are.
    """
    for parameter in parameters:
        if parameter not in known:
            expected = "one of the parameters " + ", ".join(known) if known else "no parameters"
            raise RunError(name, expected=expected, found=repr(parameter), todo="Correct the name.")


def parameters_of(notebook: nbformat.NotebookNode) -> list[str]:
    """Return the names of the notebook's parameters."""
    import papermill

    # Of the others it would only write and check copies.
    cells = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", ())]
    return list(papermill.inspect_notebook(nbformat.NotebookNode({**notebook, "cells": cells})))


def run_notebook(notebook: Path, output: Path, parameters: dict, *, if_known: Mapping[str, object] = NONE) -> None:
    """Execute *notebook* with *parameters* in this process and folder; write it, with its outputs, to *output*.

    Of the parameters *if_known* it gets those that it has.

    Raises
    ------
    RunError
        If a parameter is unknown; nothing is run.
    NotebookError
        If a cell fails; *output* shows how far it came.
    """
    logging.getLogger("papermill").setLevel(logging.ERROR)
    mask = mask_for(parameters.get("workshop", ""))
    known = parameters_of(nbformat.read(notebook, as_version=4))
    check_parameters(known, parameters, notebook.name)
    parameters = parameters | {name: value for name, value in if_known.items() if name in known}
    try:
        done = _execute(notebook, output, parameters)
    except Exception as error:  # whatever went wrong, the cause goes on record in plain words
        cause = mask.text(plain_cause(error))
        keep_failed(output, notebook, cause, mask)
        raise NotebookError(cause) from None
    nbformat.write(scrub_notebook(normalise(done), mask), output)


def _execute(notebook: Path, output: Path, parameters: dict) -> nbformat.NotebookNode:
    """Return *notebook* executed; what of it was executed before an error lies at *output*."""
    import papermill
    from papermill.engines import papermill_engines

    from .engine import InThisProcess

    papermill_engines.register(InThisProcess.name, InThisProcess)
    place = str(notebook).replace("{", "{{").replace("}", "}}")  # papermill fills in what stands in braces
    return papermill.execute_notebook(place, None, parameters, engine_name=InThisProcess.name, saved_at=str(output),
                                      kernel_name="python3", progress_bar=False)  # fmt: skip


def keep_failed(output: Path, notebook: Path, cause: str, mask: Mask) -> None:
    """Leave at *output* a notebook with the *cause* on top: as it ran, or, if that is lost, as it was to run."""
    try:
        node = nbformat.read(output, as_version=4)
    except (OSError, ValueError):  # it died while writing, or before
        node = nbformat.read(notebook, as_version=4)
    nbformat.write(scrub_notebook(normalise(node, cause), mask), output)


def normalise(notebook: nbformat.NotebookNode, cause: str = "") -> nbformat.NotebookNode:
    """Take out of *notebook* what differs from run to run; put the *cause* of a failure on top."""
    notebook.metadata.pop("papermill", None)
    notebook.cells = [c for c in notebook.cells if PAPERMILL_MARK not in c.metadata.get("tags", [])]
    if cause:
        said = nbformat.v4.new_markdown_cell(f"**This notebook failed.** {_as_text(cause)}")
        notebook.cells.insert(0, said)
    for number, cell in enumerate(notebook.cells):
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        cell.id = f"cell-{number:02}"
        for output in cell.get("outputs", []):
            if output.output_type == "stream":
                output.text = CELLS.sub("<cell>", output.text)
    return notebook


def plain_cause(error: Exception) -> str:
    """Say in plain words why a notebook stopped."""
    from papermill.exceptions import PapermillExecutionError

    if isinstance(error, PapermillExecutionError):
        if error.ename in {kind.__name__ for kind in (InspiredError, *InspiredError.__subclasses__())}:
            return error.evalue
        # Not its value, which may be words of the talk.
        return f"A defect in the program, or in the notebook: {error.ename}."
    return f"The notebook could not be run: {type(error).__name__}."


def _as_text(message: str) -> str:
    """Escape what Markdown would read as markup: messages quote file names and plans."""
    return re.sub(r"([\\`*_{}\[\]<>()#+!|&-])", r"\\\1", message)
