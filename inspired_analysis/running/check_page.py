"""The account of a workshop's files as one self-contained page: every line of the source and what became of it.

No script, no remote resource; a content security policy admits the page's own style and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from ..transcript import Account, Transcript
from .publish import aside, publish

__all__ = ["render_page", "write_page"]

MOST_LINKS = 60


def write_page(account: dict, transcript: Transcript, path: Path) -> Path:
    """Write the page to *path*, as a whole or not at all."""
    with aside(path) as folder:
        (folder / path.name).write_text(render_page(account, transcript), encoding="utf-8", newline="\n")
        publish(folder, path.parent)
    return path


def render_page(account: dict, transcript: Transcript) -> str:
    """Return the page for *account* (as `check.account_for` gives it) and the transcript it is about."""
    css, policy = _style()
    speakers = dict(zip(transcript.turns["turn"], transcript.turns["speaker"], strict=True))
    files = [_file(i, a, speakers) for i, a in enumerate(transcript.accounts, 1)]
    return _environment().get_template("check.html.j2").render(
        account=account, files=files, css=css, policy=policy, language=transcript.language
    )


def _file(number: int, account: Account, speakers: dict[int, str]) -> dict:
    """Return one file's lines, each with what became of its pieces, and where each reason occurs."""
    lines, apart, places = [], {}, {}
    for row, (where, traces) in enumerate(groupby(account.trail, key=lambda trace: trace.where), 1):
        if not where:
            for trace in traces:
                apart.setdefault(trace.reason, []).append(trace.text)
            continue
        pieces = list(traces)
        anchor = f"f{number}-{row}"
        for reason in dict.fromkeys(piece.reason for piece in pieces if piece.reason):
            places.setdefault(reason, []).append((anchor, where))
        lines.append({"anchor": anchor, "where": where, "pieces": pieces})
    return {
        "account": account,
        "lines": lines,
        "apart": apart,
        "places": {reason: (found[:MOST_LINKS], len(found)) for reason, found in sorted(places.items())},
        "speakers": speakers,
    }


def _visible(text: str) -> str:
    """Return *text* with control and direction characters by their numbers: they would act on the page."""
    return "".join(c if c.isprintable() or c in "\n\t" else f"‹U+{ord(c):04X}›" for c in text)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader(__package__),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["visible"] = _visible
    return made


@cache
def _style() -> tuple[Markup, str]:
    """Return the style sheet and the policy that admits it and nothing else."""
    css = resources.files(__package__).joinpath("templates/check.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return Markup(css), f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
