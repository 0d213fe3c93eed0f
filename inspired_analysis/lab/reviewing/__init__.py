"""Review in the notebook: a transcript with codings in the margin, and decisions that are saved as they are made.

    desk.py      what is shown, and what a decision does: no browser, no widget
    widget.py    the desk as an anywidget: messages in, messages out
    review.js    the page: keys, clicks, marks; review.css, how it looks
"""

from __future__ import annotations

from .desk import Desk
from .widget import review

__all__ = ["Desk", "review"]
