"""Briefs to look at: of the example workshops, of an invented meeting, and of one that is out to do harm."""

from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest
from finding.conftest import Talk, village  # noqa: F401  # the fixture serves here too
from lxml import html

import inspired_analysis as ia
from inspired_analysis.briefing import figures
from inspired_analysis.pipeline import Analysis

from .reference import by_reference

# Two people who differ, each with what is at stake for them.
QUARREL = [
    ("Ana", "drivers", "The late bus pays, I need it for my rent.", {"A1": "supports", "interest": "livelihood"}),
    ("Ben", "shops", "It does not pay.", {"A1": "opposes"}),
    ("Ana", "drivers", "Alone on that road at night I am afraid.", {"interest": "security"}),
    ("Ana", "drivers", "I will not drive without a second person.", {"red line": ""}),
    ("Ben", "shops", "The bread goes stale and nobody comes.", {"interest": "livelihood"}),
    ("Ben", "shops", "Us nobody asks.", {"interest": "voice"}),
    ("Ben", "shops", "I would pay a share of it.", {"incentive": "offer"}),
    ("Ben", "shops", "The schools should be here.", {"missing stakeholder": ""}),
]  # fmt: skip

@dataclass(frozen=True)
class Written:
    """A brief on disk, and what it was made of."""

    analysis: Analysis
    folder: Path

    @cached_property
    def page(self) -> html.HtmlElement:
        return html.fromstring(self.text("brief.html"))

    def text(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")


def analysis_of(made: Talk) -> Analysis:
    return Analysis(made.workshop, made.transcript, made.codings, made.found)


@pytest.fixture(scope="session")
def write(tmp_path_factory):
    """Return a function that writes the brief of an analysis into a new folder."""

    def written(analysis: Analysis) -> Written:
        folder = tmp_path_factory.mktemp("brief")
        ia.write_brief(analysis, folder)
        return Written(analysis, folder)

    return written


@contextmanager
def no_figures():
    """Draw nothing: figures take most of the time, and have tests of their own."""
    with pytest.MonkeyPatch.context() as patch:
        for name in figures.__all__:
            if name.startswith("draw_"):
                patch.setattr(figures, name, lambda *_, **__: None)
        yield


@pytest.fixture(
    scope="session",
    params=[
        "village",
        "sarna-water-1",
        pytest.param("sarna-water-2", marks=pytest.mark.slow),
        pytest.param("sarna-water-3", marks=pytest.mark.slow),
    ],
)
def brief(request, write) -> Written:
    if request.param == "village":
        return write(analysis_of(request.getfixturevalue("village")))
    return write(by_reference(request.param))


def pytest_addoption(parser):
    parser.addoption("--update-golden", action="store_true", help="store the golden brief anew instead of comparing")
