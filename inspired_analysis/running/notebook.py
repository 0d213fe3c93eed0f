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

START_SECONDS = 120
STARTS = 3  # how often a kernel is started before the workshop counts as failed
ADDRESSES = re.compile(r"\S*ipykernel_\d+/\d+\.py")
STOPPED = "The process that did the work was stopped from outside, perhaps for want of memory."
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

    return list(papermill.inspect_notebook(notebook))


def run_notebook(notebook: Path, output: Path, parameters: dict, *, if_known: Mapping[str, object] = NONE,
                 cell_seconds: int | None = None) -> None:  # fmt: skip
    """Execute *notebook* with *parameters* in the current folder; write it, with its outputs, to *output*.

    Of the parameters *if_known* it gets those that it has.

    Raises
    ------
    RunError
        If a parameter is unknown; nothing is run.
    NotebookError
        If a cell fails, takes over *cell_seconds*, or the kernel dies; *output* shows how far it came. A kernel
        that does not even start is tried again; one that dies later is not, since it would do so again.
    """
    logging.getLogger("papermill").setLevel(logging.ERROR)
    mask = mask_for(parameters.get("workshop", ""))
    node = nbformat.read(notebook, as_version=4)
    known = parameters_of(node)
    check_parameters(known, parameters, notebook.name)
    parameters = parameters | {name: value for name, value in if_known.items() if name in known}
    begun: list[int] = []
    for start in range(1, STARTS + 1):
        try:
            done = _execute(node, output, parameters, cell_seconds, lambda cell, cell_index: begun.append(cell_index))
            break
        except Exception as error:  # whatever went wrong, the cause goes on record in plain words
            if not begun and start < STARTS:
                continue
            cause = mask.text(plain_cause(error))
            keep_failed(output, notebook, cause, mask)
            raise NotebookError(cause) from None
    nbformat.write(scrub_notebook(normalise(done), mask), output)


def _execute(node: nbformat.NotebookNode, output: Path, parameters: dict, seconds: int | None, each_cell):
    """Return *node* executed; what of it was executed before an error lies at *output*."""
    import papermill
    from papermill.engines import papermill_engines

    from .engine import SeldomSaved
    from .kernel import OwnKernelManager

    papermill_engines.register(SeldomSaved.name, SeldomSaved)
    # The kernel is killed, not asked to end: all it had to say has been said, and one that is asked at times waits
    # for a thread of its own that has ended already, until it is killed five seconds later.
    return papermill.execute_notebook(
        node, str(output), parameters, engine_name=SeldomSaved.name, kernel_name="python3",
        kernel_manager_class=OwnKernelManager, progress_bar=False, start_timeout=START_SECONDS,
        execution_timeout=seconds, on_cell_start=each_cell, shutdown_kernel="immediate",
    )  # fmt: skip


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
                output.text = ADDRESSES.sub("<cell>", output.text)
    return notebook


def plain_cause(error: Exception) -> str:
    """Say in plain words why a notebook stopped."""
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    if isinstance(error, PapermillExecutionError):
        if error.ename in {kind.__name__ for kind in (InspiredError, *InspiredError.__subclasses__())}:
            return error.evalue
        # Not its value, which may be words of the talk.
        return f"A defect in the program, or in the notebook: {error.ename}."
    if isinstance(error, DeadKernelError):
        return STOPPED
    if isinstance(error, CellTimeoutError):
        return "One step took longer than it may."
    return f"The notebook could not be run: {type(error).__name__}."


def _as_text(message: str) -> str:
    """Escape what Markdown would read as markup: messages quote file names and plans."""
    return re.sub(r"([\\`*_{}\[\]<>()#+!|&-])", r"\\\1", message)
