"""A dialogue of two small invented workshops, analysed once; one browser and one JupyterLab for all of these tests."""

import shutil
from pathlib import Path

import pytest
from chromium import BROWSER, FLAGS

from inspired_analysis.running.notebook import notebook_file

from .browser import Jupyter, running_lab

PLAN = """
id: {id}
date: {date}
dialogue: meters
assumptions: [{{id: {number}, text: Farmers will accept meters.}}]
participants:
  - {{label: Anna, group: farmers}}
  - {{label: Ben, group: citizens}}
  - {{label: Mod, role: facilitator}}
"""
TALK = """Mod: Will farmers accept meters?
Anna: {anna} <b>Really</b> & truly, our costs have doubled.
Ben: I agree with Anna. Farmers will accept meters, I am sure of it.
"""


@pytest.fixture(scope="session")
def raw(tmp_path_factory) -> Path:
    """Folders of two workshops that number the same assumption differently, the later one first by name."""
    folder = tmp_path_factory.mktemp("raw")
    for name, number, date, anna in (
        ("autumn", "X1", "2024-10-01", "Farmers will never accept meters, we are against them."),
        ("spring", "A1", "2024-04-01", "Yes, farmers will accept meters, we support them."),
    ):
        (folder / name).mkdir()
        (folder / name / "workshop.yaml").write_text(PLAN.format(id=name, number=number, date=date))
        (folder / name / "talk.txt").write_text(TALK.format(anna=anna))
    return folder


@pytest.fixture(scope="session")
def analyses(raw):
    from inspired_analysis.lab import load_dialogue

    return load_dialogue(raw)


@pytest.fixture(scope="package")
def chromium():
    playwright = pytest.importorskip("playwright.sync_api")
    if BROWSER is None:
        pytest.skip("no chromium on this machine")
    with playwright.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=BROWSER, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def jupyter(raw, chromium, tmp_path_factory):
    """JupyterLab on our notebooks and the dialogue."""
    pytest.importorskip("jupyterlab")
    pytest.importorskip("anywidget")
    folder = tmp_path_factory.mktemp("jupyter")
    shutil.copytree(raw, folder / "data" / "raw")
    (folder / "notebooks").mkdir()
    shutil.copy(notebook_file("explore"), folder / "notebooks" / "explore.ipynb")
    with running_lab(folder) as address:
        yield Jupyter(folder, address, chromium)
