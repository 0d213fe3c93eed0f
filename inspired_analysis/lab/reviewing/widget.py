"""The desk in a notebook. The page asks, the desk decides, the log is on disk before the page says "saved"."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import InspiredError, RunError
from ...workshop import Workshop
from .desk import Desk

if TYPE_CHECKING:
    from anywidget import AnyWidget

    from ...coding import Coder

__all__ = ["review"]

HERE = Path(__file__).parent


def review(
    workshop: Workshop | str | Path,
    *,
    who: str,
    blind: bool = False,
    adjudicate: bool = False,
    coders: Sequence[Coder] | None = None,
) -> AnyWidget:
    """Return a widget for reviewing the codings of *workshop*.

    Parameters
    ----------
    workshop
        A workshop, or the path of one.
    who
        The pseudonym under which decisions are saved, in ``decisions/`` beside the transcript.
    blind, adjudicate
        Code without seeing anybody else's; or decide what people disagree on.

    Raises
    ------
    RunError
        If anywidget, which is in the extra ``lab``, is not installed.
    """
    try:
        import anywidget
        import traitlets
    except ImportError:
        raise RunError("review", expected="anywidget", found="none",
                       todo="Install it: pip install 'inspired_analysis[lab]'") from None  # fmt: skip

    class Review(anywidget.AnyWidget):
        _esm = HERE / "review.js"
        _css = HERE / "review.css"
        view = traitlets.Dict().tag(sync=True)
        desk = None

        def get_state(self, key=None, drop_defaults=False):
            """Return the state with the view of now: a page that was loaded anew asks for it."""
            state = super().get_state(key, drop_defaults)
            return {**state, "view": self.desk.view()} if self.desk and "view" in state else state

    workshop = workshop if isinstance(workshop, Workshop) else Workshop.load(workshop)
    desk = Desk(workshop, who=who, blind=blind, adjudicate=adjudicate, coders=coders)
    widget = Review(view=desk.view())
    widget.desk = desk
    widget.on_msg(lambda _, message, __: widget.send(answer(desk, message)))
    return widget


def answer(desk: Desk, message: dict) -> dict:
    """Return the reply to one message of the page: ``saved`` with what changed, or ``refused`` with why."""
    seq = message.get("seq", 0)
    try:
        if message.get("kind") == "teach":
            return {"kind": "order", "seq": seq, "ids": desk.teach()}
        asked = {k: v for k, v in message.items() if k not in ("kind", "seq")}
        return {"kind": "saved", "seq": seq, **desk.decide(**asked)}
    except InspiredError as error:
        return {"kind": "refused", "seq": seq, "message": str(error)}
    except (TypeError, ValueError, KeyError) as error:
        return {"kind": "refused", "seq": seq, "message": f"not understood: {error}"}
