"""Light coders, and the notebook of a batch with them: where the point is what comes out, not how well it is coded."""

from __future__ import annotations

from pathlib import Path

from inspired_analysis.running.notebook import notebook_file

__all__ = ["light_coders", "light_notebook"]

WHOLE = "ia.analyse(session, kept=kept)"
LIGHT = "ia.analyse(session, coders=light_coders(), kept=kept)"


def light_coders() -> tuple:
    """Return the lexical stance model, the cues and the criteria; nothing that needs a neural model."""
    from inspired_analysis.coding.criteria import CriteriaCoder
    from inspired_analysis.coding.cues import CueCoder
    from inspired_analysis.coding.stance import StanceCoder
    from inspired_analysis.coding.stance_model import load_model
    from inspired_analysis.coding.turn_scores import Words

    return StanceCoder(Words(load_model())), CueCoder(), CriteriaCoder()


def light_notebook(folder: Path, *more: str) -> Path:
    """Write brief.ipynb with the light coders into *folder*, cells with *more* behind the analysis; return its path."""
    import nbformat

    node = nbformat.read(notebook_file("brief"), as_version=4)
    [at] = [i for i, cell in enumerate(node.cells) if WHOLE in cell.source]
    found = f"import sys\nsys.path.append({str(Path(__file__).parent)!r})\nfrom light import light_coders\n"
    node.cells[at].source = found + node.cells[at].source.replace(WHOLE, LIGHT)
    node.cells[at + 1 : at + 1] = map(nbformat.v4.new_code_cell, more)
    path = folder / "brief.ipynb"
    nbformat.write(node, path)
    return path
