"""What the notebooks show: figures, the turns behind every finding, and one dialogue over time.

    load_dialogue(folder)      every workshop of a dialogue, analysed      dialogue.py
    explore(analyses)          filters over the turns, evidence marked     widget.py
    turns_of, codings_of, select: the same as tables                       explorer.py
    draw_…(synthesis)          the figures of a dialogue's brief           ../briefing/across/figures.py
    show(figure)               a figure of the brief, in a notebook        show.py
    search(analysis, words=…)  words in context, codes and combinations    query.py
    review(workshop, who=…)    check and correct the codings               reviewing/
    serve(folder)              JupyterLab on this machine only             server.py
"""

from __future__ import annotations

from ..briefing.across.figures import draw_interests, draw_ownership, draw_positions, draw_verdicts
from .dialogue import load_dialogue
from .explorer import codings_of, select, turns_of
from .query import search
from .reviewing import review
from .show import show
from .widget import explore

__all__ = [
    "codings_of",
    "draw_interests",
    "draw_ownership",
    "draw_positions",
    "draw_verdicts",
    "explore",
    "load_dialogue",
    "review",
    "search",
    "select",
    "show",
    "turns_of",
]
