"""A figure in a notebook."""

from __future__ import annotations

import base64
import html
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from IPython.display import HTML

    from ..briefing.figures import Figure

__all__ = ["show"]


def show(figure: Figure | None) -> HTML:
    """Return *figure* for display, with its alternative text; a sentence where there was nothing to draw.

    As an image, not as inline SVG: JupyterLab hides the latter in notebooks that somebody else has run.
    """
    from IPython.display import HTML

    if figure is None:
        return HTML("<p>Nothing to draw: the transcript gives no evidence for this figure.</p>")
    data = base64.b64encode(figure.svg.encode()).decode()
    alt, title = html.escape(figure.alt), html.escape(figure.title)
    image = f'<img alt="{alt}" src="data:image/svg+xml;base64,{data}" width="720" style="background: white">'
    return HTML(f"<figure>{image}<figcaption>{title}</figcaption></figure>")
