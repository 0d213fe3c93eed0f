"""Causes of failures and executed notebooks, without words of the talk and without names.

A traceback quotes values, and values are what people said. What is kept of it: the kind of the error, and the places in
the program, which is what mends a defect. Messages of our own errors are written to be shown, and only lose names.
"""

from __future__ import annotations

import re
import typing
from pathlib import Path

from ..errors import InspiredError
from .masking import Mask

if typing.TYPE_CHECKING:
    import nbformat

__all__ = ["kind_of", "mask_for", "places", "scrub_notebook"]

_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_PLACE = re.compile(r"(?:File \"?)?([\w~./\\<>:-]+?\.py)(?::|\", line )(\d+)(?:, in (\w+))?")
_CELL = re.compile(r"Cell In\s?\[\d+\](?:, line \d+)?")
_IMAGE = re.compile(r"(;base64,[A-Za-z0-9+/=]{40,})")
# What a plan gives as a name, or as several: in quotes, as it is, in brackets, line by line.
_ONE = re.compile(r"\b(?:label|name)\s*:\s*(?:\"([^\"\n]{2,80})|'((?:[^'\n]|''){2,80})"
                  r"|([^\s\"'\[\]{},#][^\[\]{},#\n]{1,79}))")  # fmt: skip
_SEVERAL = re.compile(r"\baliases\s*:\s*(\[[^\]{}:]*|[^\[{},\n]*(?:\n\s*-[^\n:]*(?![^\n]))*)")
_KIND = re.compile(r"\s*([A-Za-z_][\w.]*(?:Error|Exception|Interrupt|Exit|Warning|Killed))\b")


def kind_of(line: str) -> str:
    """Return the kind of error that *line*, the last of a traceback, tells of; ``""`` if it tells of none."""
    match = _KIND.match(line)
    return match[1].rpartition(".")[2] if match else ""


def places(traceback: list[str]) -> list[str]:
    """Return the places in the program that *traceback* passes through: ``reader.py, line 12, in read``."""
    found = []
    for line in _ANSI.sub("", "\n".join(traceback)).splitlines():
        if match := _PLACE.search(line):
            name = Path(match[1].replace("\\", "/")).name
            found.append(f"{name}, line {match[2]}" + (f", in {match[3]}" if match[3] else ""))
        elif match := _CELL.search(line):
            found.append(match[0])
    return list(dict.fromkeys(found))


def mask_for(workshop: str | Path) -> Mask:
    """Return the mask for the names of a workshop; if a list of names is wrong, for what the lists seem to hold."""
    from ..workshop import NAMES_NAME, PLAN_NAME, Workshop
    from .matching import Named

    try:
        return Mask.of(Workshop.load(workshop).plan)
    except (InspiredError, OSError):
        pass
    home = Path(workshop) if Path(workshop).is_dir() else Path(workshop).parent
    labels = [label for name in (PLAN_NAME, NAMES_NAME) for label in _seemingly_listed(home / name)]
    return Mask.made([Named("name", "person", tuple(dict.fromkeys(labels)))])


def _seemingly_listed(file: Path) -> list[str]:
    """Return what stands behind *label*, *name* or *aliases* in a file that may be no proper YAML."""
    try:
        text = file.read_text(encoding="utf-8", errors="replace")[:1_000_000]
    except OSError:
        return []
    found = [name for match in _ONE.finditer(text) for name in match.groups() if name]
    found += [name.strip(" \t\r-[\"'") for match in _SEVERAL.finditer(text) for name in re.split("[,\n]", match[1])]
    return [name for name in found if len(name) > 1]


def scrub_notebook(node: nbformat.NotebookNode, mask: Mask) -> nbformat.NotebookNode:
    """Take names out of the parameters and outputs of *node*, and values out of its tracebacks."""
    ours = {kind.__name__ for kind in (InspiredError, *InspiredError.__subclasses__())}
    for cell in node.cells:
        if mask and (cell.cell_type == "markdown" or "injected-parameters" in cell.metadata.get("tags", [])):
            cell.source = _bare(mask, cell.source)
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                output.evalue = mask.text(output.evalue) if output.ename in ours else ""
                output.traceback = [*places(output.traceback), f"{output.ename}: {output.evalue}".rstrip(": ")]
            elif output.output_type == "stream":
                output.text = mask.text(_without_tracebacks(output.text), loosely=False)
            elif mask and "data" in output:
                output.data = {k: _shown(mask, v) if isinstance(v, str) and k.startswith("text/") else v
                               for k, v in output.data.items()}  # fmt: skip
    return node


def _shown(mask: Mask, text: str) -> str:
    """Return what a cell shows without names. Images are a hundred thousand letters that mean nothing."""
    parts = _IMAGE.split(text)
    return "".join(part if i % 2 else mask.text(part, loosely=False) for i, part in enumerate(parts))


def _bare(mask: Mask, text: str) -> str:
    """Return *text*, which holds paths, without names."""
    return "\n".join(mask.name(line) for line in text.split("\n"))


def _without_tracebacks(text: str) -> str:
    """Return *text* with each traceback in it cut down to its places and the kind of the error."""
    if "Traceback (most recent call last)" not in text:
        return text
    kept, inside = [], False
    for line in text.splitlines(keepends=True):
        if line.startswith("Traceback (most recent call last)"):
            inside = True
        elif inside and not line.startswith((" ", "\t")) and line.strip():
            inside, line = False, (kind_of(line) or "Error") + "\n"
        elif inside:
            line = "".join(f"  {place}\n" for place in places([line]))
        kept.append(line)
    return "".join(kept)
