"""A papermill engine that runs a notebook's cells in this very process, as a kernel would.

A kernel is a second process to start, and to reach through sockets. Where a notebook has a process of its own already,
it need not have another.
"""

from __future__ import annotations

import io
import os
import time
from contextlib import redirect_stderr, redirect_stdout

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from papermill.engines import Engine
from papermill.iorw import write_ipynb
from traitlets import List, Type
from traitlets.config import Config

from .quick_nbformat import nbformat

__all__ = ["InThisProcess"]

SECONDS = 5.0
INLINE = "module://matplotlib_inline.backend_inline"  # as in a kernel: figures become outputs


class InThisProcess(Engine):
    """Runs cells until one fails; saves to ``saved_at`` then, and every five seconds.

    Papermill saves twice a cell and thrice at the end: that checks and writes the whole notebook, which takes longer
    than most cells; asked for no output it does not.
    """

    name = "inspired"

    @classmethod
    def execute_managed_notebook(cls, nb_man, kernel_name, *, saved_at: str | None = None, **options):
        """Run the notebook's cells; one process can do so for one notebook."""
        os.environ.setdefault("MPLBACKEND", INLINE)
        shell = _Shell.instance(config=Config(HistoryManager={"enabled": False}))
        saved = time.monotonic()
        for index, cell in enumerate(nb_man.nb.cells):
            nb_man.cell_start(cell, index)
            good = cell.cell_type != "code" or shell.run(cell)
            if not good:
                nb_man.cell_exception(cell, index)
            nb_man.cell_complete(cell, index)
            if not good or time.monotonic() - saved >= SECONDS:
                write_ipynb(nb_man.nb, saved_at)
                saved = time.monotonic()
            if not good:
                break


class _Result(DisplayHook):
    """Keeps the value of a cell's last line."""

    def write_output_prompt(self) -> None: ...

    def write_format_data(self, format_dict, md_dict=None) -> None:
        self.shell.show("execute_result", data=format_dict, metadata=md_dict or {}, execution_count=self.prompt_count)

    def finish_displayhook(self) -> None: ...


class _Displayed(DisplayPublisher):
    """Keeps what a cell displays."""

    def publish(self, data, metadata=None, **_) -> None:
        self.shell.show("display_data", data=data, metadata=metadata or {})

    def clear_output(self, wait=False) -> None:
        self.shell.outputs.clear()


class _Said(io.TextIOBase):
    """Keeps what a cell prints; what was printed in one go is one output."""

    encoding = "utf-8"

    def __init__(self, shell: _Shell, name: str) -> None:
        self.shell, self.name = shell, name

    def write(self, text: str) -> int:
        last = self.shell.outputs[-1] if self.shell.outputs else {}
        if last.get("name") == self.name:
            last.text += text
        else:
            self.shell.show("stream", name=self.name, text=text)
        return len(text)


class _Shell(InteractiveShell):
    """IPython's shell; what a cell shows becomes its outputs, in the order in which it comes."""

    displayhook_class = Type(_Result)
    display_pub_class = Type(_Displayed)
    outputs = List()

    def run(self, cell: nbformat.NotebookNode) -> bool:
        """Run *cell*; return whether it came to its end."""
        if not cell.source.strip():
            return True
        self.outputs = cell.outputs = []
        with redirect_stdout(_Said(self, "stdout")), redirect_stderr(_Said(self, "stderr")):
            done = self.run_cell(cell.source, store_history=True)
        cell.execution_count = done.execution_count
        return done.success

    def show(self, kind: str, **content) -> None:
        """Add an output to those of the cell that runs; the notebook is checked as a whole when it is written."""
        self.outputs.append(nbformat.from_dict({"output_type": kind, **content}))

    def _showtraceback(self, etype, evalue, stb) -> None:
        self.show("error", ename=etype.__name__, evalue=str(evalue), traceback=stb)
